"""Whatever the bytes: an Article, or an error of the family, with where, why and what to do."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.errors import BadDocument, LayoutChanged
from crawlers.source import source as source_of
from transforms.article import Article
from transforms.extract import Page, extract

RECORDED = Path(__file__).parents[2] / "recorded"
BODIES = sorted(path for path in RECORDED.glob("*/pages/**/*") if path.suffix in {".htm", ".html"})
FILES = sorted(RECORDED.glob("*/pages/**/*.pdf"))
CAPTURED = datetime(2026, 11, 22, tzinfo=UTC)
SOURCES = st.sampled_from([None, "baochinhphu", "congbao", "nchmf"])
TYPES = st.sampled_from(
    ["", "text/html", "text/html; charset=windows-1258", "application/pdf", "charset=idna"]
)
URLS = st.sampled_from(["https://tin.vi-du.vn/a", "", "http://[::", "khong phai dia chi"])
NASTY = st.sampled_from(
    [
        b"\0",
        b"<script>",
        b"<!--",
        b"</body>",
        b"<div>" * 200,
        b"<table><tr><td>" * 30,
        b"&#x110000;&#xD800;",
        b"<meta charset=utf-16>",
        b'<a href="http://[">x</a>',
        b"ng\xc3\xa0y 99/99/2026",
        b"\xff\xfe",
        b"%PDF-1.7",
    ]
)
ENDLESS = {
    "links": "<a " * 100_000,
    "comments": "<!-- " * 100_000,
    "scripts": "<script " * 50_000,
    "entities": "&" * 200_000,
    "dates": "12/" * 100_000,
    "spaces": " " * 500_000,
    "capitals": "<p>ABC DEF</p>" * 5_000,
    "marks": "a" + "\u0301" * 50_000,
    "numbers": "1/NQ-A" + "-AB" * 50_000,
    "bold": "<b>" * 4_000,
    "days": "ngày 1 tháng " * 20_000,
}


def outcome(
    page: Page, source: str | None, attachments: list[Page], *, rules: bool
) -> Article | BadDocument | LayoutChanged:
    known = source_of(source) if source else None
    try:
        return extract(page, source=known, attachments=attachments, site_rules=rules)
    except (BadDocument, LayoutChanged) as error:
        return error


def survives(page: Page, source: str | None, attachments: list[Page], *, rules: bool) -> None:
    found = outcome(page, source, attachments, rules=rules)
    if isinstance(found, Article):
        assert found.title
        assert found.blocks
        assert Article.from_json(found.as_json()) == found
    else:
        assert found.reason
        assert found.fix
        assert source is None or found.source == source


@st.composite
def mutated(draw: Callable[..., bytes], paths: list[Path]) -> bytes:
    body = bytearray(draw(st.sampled_from(paths)).read_bytes())
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(body)))
        end = at + draw(st.integers(0, 300))
        match draw(st.sampled_from(["cut", "drop", "put", "twice", "noise"])):
            case "cut":
                body = body[:at]
            case "drop":
                del body[at:end]
            case "put":
                body[at:at] = draw(NASTY)
            case "twice":
                body[at:at] = body[at:end] * 5
            case _:
                body[at:end] = draw(st.binary(max_size=50))
    return bytes(body)


@given(st.binary(max_size=400), URLS, TYPES, SOURCES, st.booleans())
def test_random_bytes(body: bytes, url: str, kind: str, source: str | None, rules: bool) -> None:
    survives(Page(url, body, kind, CAPTURED), source, [], rules=rules)


@pytest.mark.parametrize("body", BODIES, ids=lambda path: path.name)
def test_an_address_that_is_none(body: Path) -> None:
    survives(Page("http://[::", body.read_bytes(), "text/html", CAPTURED), None, [], rules=False)


@settings(max_examples=120, suppress_health_check=[HealthCheck.data_too_large])
@given(mutated(BODIES), URLS, TYPES, SOURCES, st.booleans(), st.none() | mutated(FILES))
def test_mutated_pages(
    body: bytes, url: str, kind: str, source: str | None, rules: bool, pdf: bytes | None
) -> None:
    attachments = (
        [] if pdf is None else [Page("https://tin.vi-du.vn/a.pdf", pdf, "application/pdf", CAPTURED)]
    )
    survives(Page(url, body, kind, CAPTURED), source, attachments, rules=rules)


@settings(max_examples=80, suppress_health_check=[HealthCheck.data_too_large])
@given(mutated(FILES), SOURCES)
def test_mutated_pdfs(body: bytes, source: str | None) -> None:
    survives(Page("https://tin.vi-du.vn/a.pdf", body, "application/pdf", CAPTURED), source, [], rules=True)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_no_page_takes_for_ever(
    news_html: Callable[..., str], make_page: Callable[..., Page], name: str
) -> None:
    survives(make_page(news_html(f"<p>{ENDLESS[name]}</p>")), None, [], rules=True)
