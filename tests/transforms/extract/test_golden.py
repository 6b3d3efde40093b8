"""Every sample page of every source against what a person read on it."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import BadDocument
from crawlers.source import source as source_of
from tests.sources.golden import assert_says, files_of
from transforms.article import Article
from transforms.extract import EXTRACTOR, Page, extract
from transforms.extract.word import is_word

RECORDED = Path(__file__).parents[2] / "recorded"


def _cases() -> Iterator[Any]:
    for path in sorted(RECORDED.glob("*/golden.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            if case.get("source", path.parent.name) != path.parent.name:
                continue
            yield pytest.param(
                path.parent.name, case, id=f"{path.parent.name}:{case['url'].rsplit('/', 1)[-1]}"
            )


CASES = list(_cases())
HEALTHY = [case for case in CASES if not case.values[1].get("quarantined")]
QUARANTINED = [case for case in CASES if case.values[1].get("quarantined")]


def test_there_are_cases_of_both_fates() -> None:
    assert len(HEALTHY) >= 10
    assert len(QUARANTINED) >= 2


@pytest.fixture
def read(recorded: Callable[[str, str], Page]) -> Callable[[str, dict[str, Any]], Article]:
    def run(name: str, case: dict[str, Any]) -> Article:
        attachments = [recorded(name, url) for url in files_of(case)]
        return extract(recorded(name, case["url"]), source=source_of(name), attachments=attachments)

    return run


@pytest.mark.parametrize(("name", "case"), HEALTHY)
def test_healthy_page(name: str, case: dict[str, Any], read: Callable[..., Article]) -> None:
    article = read(name, case)
    assert (article.source, article.url, article.extractor) == (name, case["url"], EXTRACTOR)
    assert_says(article, case)
    assert Article.from_json(article.as_json()) == article


@pytest.mark.parametrize(("name", "case"), HEALTHY)
def test_every_block_knows_its_place(
    name: str, case: dict[str, Any], read: Callable[..., Article], recorded: Callable[[str, str], Page]
) -> None:
    pages = {page.sha256: page for page in (recorded(name, url) for url in files_of(case) or [case["url"]])}
    for block in read(name, case).blocks:
        assert block.span is not None
        page = pages[block.span.body_sha256]
        if page.is_pdf:
            assert block.span.page is not None
        elif is_word(page):
            assert block.span.paragraph is not None
        else:
            assert block.span.start is not None
            there = page.body[block.span.start : block.span.end].decode()
            assert block.text.split()[0] in unicodedata.normalize("NFC", there)


@pytest.mark.parametrize(("name", "case"), QUARANTINED)
def test_quarantined_page(name: str, case: dict[str, Any], read: Callable[..., Article]) -> None:
    with pytest.raises(BadDocument) as caught:
        read(name, case)
    assert caught.value.source == name
    assert caught.value.url in {case["url"], *files_of(case)}
    assert caught.value.fix


@pytest.mark.parametrize(("name", "case"), HEALTHY)
def test_pure(name: str, case: dict[str, Any], read: Callable[..., Article]) -> None:
    assert read(name, case) == read(name, case)


def test_a_warnings_time_of_issue_is_heard_wherever_it_stands(recorded):
    url = "https://nchmf.gov.vn/kttv/vi-VN/1/tin-mua-lon-tren-dien-rong-post990107.html"
    article = extract(recorded("nchmf", url), source=source_of("nchmf"))
    assert "Tin phát lúc: 15h30 ngày 11/11/2026" in list(article.spoken_texts())


def test_what_is_numbered_begins_a_paragraph_after_a_short_line(recorded):
    article = extract(
        recorded("congbao", "https://congbaocdn.chinhphu.vn/mau/2026/10/15/99101518_v1_signed.pdf")
    )
    assert article.title.endswith("nhà văn hóa thôn")
    texts = list(article.spoken_texts())
    assert texts[0].startswith("Căn cứ Luật Tổ chức Chính phủ")
    assert "Điều 1. Mức hỗ trợ" in texts
