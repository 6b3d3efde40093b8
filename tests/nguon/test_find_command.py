"""`nguon find`, as a person at a terminal meets it."""

import json

import pytest
from typer.testing import CliRunner

from nguon.cli import app
from sinks import approval
from sinks.publication import publish_decided
from tests.sinks.conftest import add_capture, add_version  # noqa: F401 -- fixtures


@pytest.fixture
def nguon(configure, store, monkeypatch):
    """Runs the command on the store, in a wide terminal."""
    configure(store_url=store.engine.url.render_as_string(False))
    store.dedicate(rehearsal=False)
    monkeypatch.setattr("nguon.commands.find.console.width", 200)

    def run(*arguments: object):
        return CliRunner().invoke(app, ["find", *map(str, arguments)], catch_exceptions=False)

    return run


@pytest.fixture
def items(store, add_version):  # noqa: F811 -- the fixture
    """One that waits, one that was taken back."""
    with store.session() as session:
        waiting = add_version(session, "cầu treo xã Hoà Mẫu [đỏ] [/b]", path="/1.htm").id
        gone = add_version(session, "lũ ở xã Hòa Mẫu", source="nchmf", path="/2.htm").id
        approval.approve(session, gone, actor="an")
        publish_decided(session)
        approval.withdraw(session, gone, actor="an", note="nhầm")
        publish_decided(session)
    return waiting, gone


def test_both_styles_are_found_and_told_with_what_became_of_them(nguon, items):
    waiting, gone = items
    for words in (["hoà", "mẫu"], ["HÒA MẪU"], ["hoa mau"]):
        result = nguon(*words)
        assert (result.exit_code, result.stderr) == (0, "")
        lines = result.stdout.splitlines()
        (first,) = (line for line in lines if "pending" in line)
        (second,) = (line for line in lines if "withdrawn" in line)
        assert str(waiting) in first
        assert "[đỏ] [/b]" in first
        assert str(gone) in second
        assert "nchmf" in second


def test_json(nguon, items):
    hits = json.loads(nguon("hòa", "--json", "--source", "nchmf").stdout)
    assert [(hit["version"], hit["state"], hit["date"][:10]) for hit in hits] == [
        (items[1], "withdrawn", "2026-11-01")
    ]
    assert hits[0]["excerpt"] == "lũ ở xã Hòa Mẫu"
    assert json.loads(nguon("hòa", "--json", "--since", "2026-11-02").stdout) == []
    assert len(json.loads(nguon("hòa", "--json", "--limit", 1).stdout)) == 1


@pytest.mark.usefixtures("items")
def test_loose(nguon):
    assert "Nothing is found." in nguon("hóa mẫu").stdout
    assert "pending" in nguon("hóa mẫu", "--loose").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["./."], "no word"),
        (["x" * 300], "200"),
        (["hòa", "--source", "khong_co"], "no such source"),
        (["hòa", "--since", "hôm qua"], "no ISO date"),
    ],
)
def test_what_cannot_be_asked_is_told(nguon, arguments, told):
    result = nguon(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert told in result.stderr
    assert result.stdout == ""
