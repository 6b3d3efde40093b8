"""Pages of the real web, beside the repository: floors that a change may not lower."""

import gzip
import importlib.util
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import BadDocument, NguonError
from transforms.article import Kind
from transforms.extract import Page, extract
from transforms.law.numbers import parse_number

SHARED = Path(__file__).parents[3] / ".." / "shared"
DATA = SHARED / "data"
pytestmark = pytest.mark.shared
CAPTURED = datetime(2026, 11, 22, tzinfo=UTC)


def page(path: Path, url: str = "") -> Page:
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return Page(url or f"https://tin.vi-du.vn/{path.name}", body, "", CAPTURED)


@pytest.fixture(scope="module")
def scorer() -> Any:
    spec = importlib.util.spec_from_file_location(
        "score_extraction", SHARED / "bench" / "score_extraction.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scores(scorer: Any) -> dict[str, list[dict[str, float]]]:
    rows: dict[str, list[dict[str, float]]] = {}
    for identifier, gold in scorer.load(DATA / "gold").items():
        article = extract(page(DATA / gold["html"], gold["url"]))
        said = {"title": article.title, "date": article.date, "text": article.text}
        rows.setdefault(gold["kind"], []).append({"id": identifier, **scorer.score(gold, said)})
    return rows


@pytest.mark.parametrize(
    ("kind", "floor"), [("article", 0.985), ("portal_page", 0.99), ("legal_document", 0.95)]
)
def test_gold(scores: dict[str, list[dict[str, float]]], kind: str, floor: float) -> None:
    rows = scores[kind]
    precision, recall = (sum(row[key] for row in rows) / len(rows) for key in "pr")
    assert 2 * precision * recall / (precision + recall) >= floor
    assert [row["id"] for row in rows if row["leak"] or not row["title"] or not row["date"]] == []


@pytest.mark.parametrize("path", sorted(DATA.glob("gazette_pdf/*.pdf")), ids=lambda path: path.stem)
def test_gazette_pdf(path: Path) -> None:
    """The slug in the metadata names type, number and issuer of each."""
    article = extract(page(path))
    assert article.legal is not None
    slug = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["slug"]
    folded = article.legal.number.lower().replace("đ", "d").replace("/", "-")
    assert folded in slug
    assert parse_number(article.legal.number) is not None
    assert not re.search(r"CÔNG\s*BÁO\s*/\s*S\s*ố", article.text)
    assert len(re.findall(r"^\d{1,4}$", article.text, re.MULTILINE)) <= 1, (
        "page numbers; one is a formula's divisor"
    )
    assert "Độc lập - Tự do - Hạnh phúc" not in "\n".join(
        block.text for block in article.blocks[:20] if block.spoken
    )


@pytest.mark.parametrize("path", sorted(DATA.glob("law_html/*.gz")), ids=lambda path: path.stem[:40])
def test_law_on_an_unknown_site(path: Path) -> None:
    article = extract(page(path))
    assert article.kind == Kind.LEGAL
    assert not re.search(r"\b(?:Pursuant to|SOCIALIST REPUBLIC|Article \d+)", article.text)
    assert "Bạn Chưa Đăng Nhập" not in article.text
    assert sum(block.text.startswith("Điều") for block in article.blocks) >= 1


@pytest.mark.parametrize("path", sorted(DATA.glob("news/lists/*.html")), ids=lambda path: path.stem)
def test_lists_are_no_articles(path: Path) -> None:
    with pytest.raises(BadDocument):
        extract(page(path))


@pytest.mark.parametrize(
    "name", ["https.html", "users__admin__2008__06__n2563__20080613_a1.html", "index.html"]
)
def test_soft_errors_and_home_pages_of_a_portal(name: str) -> None:
    with pytest.raises(BadDocument):
        extract(page(DATA / "portal" / "pages" / name))


def said(path: Path) -> str:
    """The text that is taken, or why none is."""
    try:
        return extract(page(path)).text
    except NguonError as error:
        return error.reason


@pytest.mark.parametrize("pattern", ["portal/*/*.html", "extraction_en/**/*.html*"])
def test_nothing_else_is_raised(pattern: str) -> None:
    paths = sorted(DATA.glob(pattern))[:40]
    assert len(paths) >= 20
    assert all(said(path) for path in paths)
