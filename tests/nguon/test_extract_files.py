"""`nguon extract` on files: several documents are several lines, roots and OCR come from the settings."""

import json

import pytest
from typer.testing import CliRunner

from nguon.cli import app
from nguon.settings import settings
from tests.sources.golden import sample_page
from tests.transforms.extract.signing import certify, signed
from tests.transforms.extract.test_documents import FILES, issue

ROOT = certify("Gốc chứng thực mẫu", "Ban Cơ yếu mẫu", authority=True)
GAZETTE = certify("Công báo mẫu", "Văn phòng mẫu", ROOT)
ADDRESS = "https://congbaocdn.chinhphu.vn/mau/2026/11/20/99112002_v1_signed.pdf"


@pytest.fixture(autouse=True)
def _fresh_settings():
    settings.cache_clear()
    yield
    settings.cache_clear()


def said(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["extract", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_each_document_of_a_file_is_a_line(tmp_path):
    file = tmp_path / "so-1300.pdf"
    file.write_bytes(issue().body)
    lines = [
        json.loads(line) for line in said(str(file), "--url", "https://tin.vi-du.vn/1300.pdf").splitlines()
    ]
    assert [line["legal"]["number"] for line in lines] == ["968/2026/NĐ-CP", "958/2026/QĐ-TTg"]


def test_a_gazettes_file_needs_no_page(tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(sample_page("congbao", FILES.format("99112002")).body)
    article = json.loads(said(str(file), "--url", ADDRESS))
    assert article["source"] == "congbao"
    assert article["legal"]["number"] == "968/2026/NĐ-CP"


def test_roots_of_the_settings_are_trusted(tmp_path, monkeypatch):
    file, roots = tmp_path / "a.pdf", tmp_path / "goc.pem"
    file.write_bytes(signed(sample_page("congbao", FILES.format("99112002")).body, GAZETTE))
    roots.write_bytes(ROOT.pem)
    for place, trusted in (("", False), (str(roots), True)):
        settings.cache_clear()
        monkeypatch.setenv("NGUON_SIGNATURE_ROOTS", place)
        (signature,) = json.loads(said(str(file), "--url", ADDRESS))["signatures"]
        assert (signature["state"], signature["trusted"]) == ("valid", trusted)
