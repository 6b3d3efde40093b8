"""Every sample page of every source against what a person read on it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import BadDocument
from crawlers.source import source as source_of
from transforms.article import Article, BlockKind
from transforms.extract import EXTRACTOR, Page, extract

RECORDED = Path(__file__).parents[2] / "recorded"


def _cases() -> Iterator[Any]:
    for path in sorted(RECORDED.glob("*/golden.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
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
        attachments = [recorded(name, case["pdf"])] if "pdf" in case else []
        return extract(recorded(name, case["url"]), source=source_of(name), attachments=attachments)

    return run


@pytest.mark.parametrize(("name", "case"), HEALTHY)
def test_healthy_page(name: str, case: dict[str, Any], read: Callable[..., Article]) -> None:
    article = read(name, case)
    assert (article.source, article.url, article.extractor) == (name, case["url"], EXTRACTOR)
    assert article.title == case["title"]
    assert article.date == case["date"]
    assert article.lead.startswith(case["lead"])
    assert bool(article.lead) == bool(case["lead"])
    for text in case["must_contain"]:
        assert text in f"{article.title}\n{article.text}"
    for text in case["must_not_contain"]:
        assert text not in "\n".join(article.spoken_texts())
    tables = "\n".join(block.text for block in article.blocks if block.kind == BlockKind.TABLE)
    for row in case.get("tables", []):
        assert row in tables
    assert Article.from_json(article.as_json()) == article


@pytest.mark.parametrize(("name", "case"), [case for case in HEALTHY if "number" in case.values[1]])
def test_identity(name: str, case: dict[str, Any], read: Callable[..., Article]) -> None:
    legal = read(name, case).legal
    assert legal is not None
    assert (legal.number, legal.type, legal.issuer) == (case["number"], case["type"], case["issuer"])
    assert legal.signer == case["signer"]
    assert (legal.effective_on.isoformat() if legal.effective_on else None) == case["effective_on"]


@pytest.mark.parametrize(("name", "case"), HEALTHY)
def test_every_block_knows_its_place(
    name: str, case: dict[str, Any], read: Callable[..., Article], recorded: Callable[[str, str], Page]
) -> None:
    page = recorded(name, case.get("pdf") or case["url"])
    for block in read(name, case).blocks:
        assert block.span is not None
        assert block.span.body_sha256 == page.sha256
        if "pdf" in case:
            assert block.span.page is not None
        else:
            assert block.span.start is not None
            first = block.text.split()[0].encode()
            assert first in page.body[block.span.start : block.span.end]


@pytest.mark.parametrize(("name", "case"), QUARANTINED)
def test_quarantined_page(name: str, case: dict[str, Any], read: Callable[..., Article]) -> None:
    with pytest.raises(BadDocument) as caught:
        read(name, case)
    assert caught.value.source == name
    assert caught.value.url in {case["url"], case.get("pdf")}
    assert caught.value.fix


@pytest.mark.parametrize(("name", "case"), HEALTHY)
def test_pure(name: str, case: dict[str, Any], read: Callable[..., Article]) -> None:
    assert read(name, case) == read(name, case)
