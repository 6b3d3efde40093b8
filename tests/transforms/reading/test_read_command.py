"""The command `nguon read`."""

import json

import pytest
from typer.testing import CliRunner

from nguon.cli import app
from nguon.settings import settings

LEXICON = "written\tspoken\tscope\tpriority\tnote\nwifi\toai phai\t\t\t\nABC\tcủa nguồn\tnguon-mot\t\t\n"


@pytest.fixture
def nguon(tmp_path, monkeypatch):
    for name in ("LEXICON", "THOUSAND", "ODD"):
        monkeypatch.delenv(f"NGUON_{name}", raising=False)
    (tmp_path / "tu.tsv").write_text(LEXICON, encoding="utf-8")

    def run(*words, given=b""):
        settings.cache_clear()
        return CliRunner().invoke(app, ["read", *map(str, words)], input=given)

    yield run
    settings.cache_clear()


def test_a_line_for_a_line_of_every_file(nguon, tmp_path):
    (tmp_path / "a.txt").write_bytes("\ufeffGiá 5.000 đồng\r\n\r\n".encode())
    (tmp_path / "b.txt").write_bytes("7\xa0km".encode() + b" \xff\n")
    result = nguon(tmp_path / "a.txt", tmp_path / "b.txt")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == ["Giá năm nghìn đồng", "", "bảy ki lô mét"]


def test_region_and_lexicon_are_options(nguon, tmp_path):
    given = b"1.005 wifi ABC\n"
    assert nguon("--region", "ngàn,lẻ", given=given).stdout.startswith("một ngàn không trăm lẻ năm wifi")
    told = nguon("--lexicon", tmp_path / "tu.tsv", "--source", "nguon-mot", given=given).stdout
    assert told == "một nghìn không trăm linh năm oai phai của nguồn\n"


def test_they_are_those_of_the_settings_unless_given(nguon, tmp_path, monkeypatch):
    monkeypatch.setenv("NGUON_LEXICON", str(tmp_path / "tu.tsv"))
    monkeypatch.setenv("NGUON_THOUSAND", "ngàn")
    assert nguon(given=b"1.005 wifi\n").stdout == "một ngàn không trăm linh năm oai phai\n"


def test_it_explains_what_is_not_sure(nguon):
    rules = json.loads(nguon("--explain", given=b"5 km, KXQ\n").stdout)
    assert [rule["written"] for rule in rules if rule["unsure"]] == ["KXQ"]
    assert {"rule", "written", "spoken", "start", "end", "unsure"} == set(rules[0])


@pytest.mark.parametrize("options", [("--region", "miền Nam"), ("--lexicon", "hỏng.tsv")])
def test_what_cannot_be_used_is_told(nguon, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hỏng.tsv").write_text("written\n", encoding="utf-8")
    result = nguon(*options, given=b"5\n")
    assert result.exit_code == 1
    assert "error:" in result.stderr
