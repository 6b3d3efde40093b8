"""The desk sees what is held as a copy, and may say that it is none."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from nguon.cli import app
from sinks.store import ingest
from sinks.store.models import VersionRow
from tests.sinks.conftest import add_capture, add_sound, article  # noqa: F401 -- a fixture
from tests.sinks.test_duplicates import TEXT, voiced


@pytest.fixture
def nguon(store, configure):
    """Runs the command in this process, over a store."""
    configure(store_url=store.engine.url.render_as_string(False))
    store.dedicate(rehearsal=False)

    def run(*arguments: object):
        return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def add(store, add_capture):  # noqa: F811 -- the fixture
    def enter(source: str, text: str) -> int:
        made = replace(article(text, source=source), title=f"Cầu mới, theo {source}")
        with store.session() as session:
            ingest.save_article(session, made, add_capture(session, made))
            return session.scalar(select(func.max(VersionRow.id)))

    return enter


def test_what_is_held_is_listed_shown_and_let_go(nguon, store, add):
    assert "Không có bản trùng nào." in nguon("duplicates").stdout
    first, copy = add("baochinhphu", TEXT), add("baotintuc", TEXT.replace("góp công", "góp sức"))
    told = nguon("duplicates").stdout
    for text in (
        f"{copy}  baotintuc  Cầu mới, theo baotintuc",
        "https://baotintuc.vn/a.htm",
        f"phiên bản {first} của baochinhphu: Cầu mới, theo baochinhphu",
        "khác: −công +sức",
    ):
        assert text in told
    shown = nguon("show", copy)
    assert shown.exit_code == 0
    assert "chưa có âm thanh" in shown.stdout
    assert "Trưởng bản cho biết" in shown.stdout
    assert f"phiên bản {first} của baochinhphu" in shown.stdout
    assert voiced(store) == [first]
    assert nguon("distinct", copy, "--note", "hai xã khác nhau").exit_code == 0
    assert voiced(store) == [first, copy]
    assert "Không có bản trùng nào." in nguon("duplicates").stdout


def test_a_copy_of_old_words_says_so_and_is_not_approved_unawares(nguon, store, add):
    first = add("baotintuc", TEXT)
    with store.session() as session:
        add_sound(session, session.get_one(VersionRow, first))
    assert nguon("approve", first, "--actor", "an").exit_code == 0
    add("baotintuc", TEXT.replace("120", "130"))
    late = add("vietnamplus", TEXT)
    assert "lời cũ, nay bài ấy đã đổi" in nguon("duplicates").stdout
    with store.session() as session:
        add_sound(session, session.get_one(VersionRow, late))
    refused = nguon("approve", late, "--actor", "an")
    assert refused.exit_code == 1
    assert f"nguon distinct {late}" in refused.stderr
    assert nguon("distinct", 4242, "--note", "x").exit_code == 1
