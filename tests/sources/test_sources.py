"""Every source: its definition, its sample portal through the whole intake, and real pages where some were recorded."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from crawlers.discovery.entry import Window
from crawlers.errors import BadDocument
from crawlers.report import CrawlReport
from crawlers.source import load_source, source, source_ids, source_of_host
from nguon.settings import ROOT
from nguon.steps.crawl import crawl_source
from nguon.steps.read import extract_pages, pages_to_extract
from nguon.steps.rooms import Rooms
from sinks.store.models import CaptureRow, IssueRow, ItemRow, VersionRow
from tests.conftest import RECORDED, SHARED
from tests.nguon.portal_fetcher import portal_of
from tests.nguon.portal_walk import discovered
from tests.sources.golden import (
    CAPTURED,
    assert_says,
    expected_problems,
    golden,
    is_beyond_the_samples,
    sample_page,
    sources,
    window_of,
)
from transforms.article import Article
from transforms.extract import Page, extract

MOST_LINES = 30
GOLD = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted((SHARED / "data").glob("gold/*.json"))
]
KNOWN = [gold for gold in GOLD if source_of_host(urlsplit(gold["url"]).netloc)]

SHOWN = ("baochinhphu", "congbao", "nchmf")
"""Those that `make run` walks; the others are crawled with the tests that take long."""


@pytest.mark.parametrize("source_id", source_ids())
def test_a_definition_is_short_and_says_what_was_never_seen(source_id):
    folder = ROOT / "crawlers" / "sources" / source_id
    of = load_source(folder)
    assert of.unseen
    lines = (folder / "source.yaml").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES


@pytest.mark.parametrize("source_id", source_ids())
def test_a_source_has_a_front_page_a_list_an_article_and_an_edge_case(source_id):
    of, cases = source(source_id), golden(source_id)
    assert [case["url"] for case in cases if case.get("front")] == [f"{of.base}/"]
    articles = {case["url"] for case in cases if not case.get("quarantined")}
    assert articles
    assert [case for case in cases if case.get("edge") and not case.get("front")]
    listed = discovered(of, portal_of(source_id), window_of(source_id))
    if any(getattr(way, "original", None) for way in of.discover):
        assert listed, "an aggregator lists pages of its own, which lead to the articles"
    else:
        assert listed & articles
    for case in cases:
        if case.get("source", source_id) == source_id:
            assert sample_page(source_id, case["url"]).body is not None


@pytest.mark.parametrize("site_rules", [True, False], ids=["by its rules", "the general way"])
@pytest.mark.parametrize("source_id", source_ids())
def test_a_front_page_is_a_list_and_no_article(source_id, site_rules):
    of = source(source_id)
    with pytest.raises(BadDocument) as caught:
        extract(sample_page(source_id, f"{of.base}/"), source=of, site_rules=site_rules)
    assert caught.value.source == source_id
    assert "a list" in caught.value.reason or "front page" in caught.value.reason


@pytest.mark.parametrize(
    "source_id",
    [each if each in SHOWN else pytest.param(each, marks=pytest.mark.long) for each in sources()],
)
def test_a_crawl_of_the_samples_gives_the_golden_items(source_id, rehearse):
    rooms, _ = rehearse()
    window = window_of(source_id)
    report = crawl_and_read(rooms, source_id, window)
    assert report.finished
    assert unexpected(report, source_id) == []
    wanted = {case["url"]: case for case in golden(source_id) if not case.get("outside")}
    with rooms.store.session() as session:
        captured = session.scalars(select(CaptureRow.url).where(CaptureRow.role == "item")).all()
        quarantined = set(session.scalars(select(IssueRow.url).where(IssueRow.capture_id.is_not(None))))
        rows = session.execute(
            select(ItemRow.source, ItemRow.kind, VersionRow.article).join(VersionRow)
        ).all()
    articles = [(of, kind, Article.from_json(told)) for of, kind, told in rows]
    assert sorted(captured) == sorted(wanted)
    read = {article.url: (of, kind, article) for of, kind, article in articles}
    assert set(read) == {url for url, case in wanted.items() if not case.get("quarantined")}
    assert quarantined >= set(wanted) - set(read)
    for url, (of, kind, article) in read.items():
        case = wanted[url]
        owner = case.get("source", source_id)
        assert (of, kind) == (owner, case.get("kind", source(owner).kind))
        assert_says(article, case)
    again = crawl_and_read(rooms, source_id, window)
    assert (again.finished, again.fetched) == (True, 0)
    with rooms.store.session() as session:
        assert len(session.scalars(select(VersionRow.id)).all()) == len(rows)


def crawl_and_read(rooms: Rooms, source_id: str, window: Window) -> CrawlReport:
    report = crawl_source(rooms, source_id, window, lambda _line: None)
    for each in source_ids():
        extract_pages(rooms, pages_to_extract(rooms, each))
    return report


def unexpected(report: CrawlReport, source_id: str) -> list[str]:
    """What was reported and should not have been, or the other way round."""
    told = [
        f"{problem.error}: {problem.reason}"
        for problem in report.problems
        if not is_beyond_the_samples(source_id, problem.reason)
    ]
    wanted = expected_problems(source_id)
    strange = [
        each for each in told if not any(each.startswith(kind) and part in each for kind, part in wanted)
    ]
    absent = [
        f"not reported: {kind}: {part}"
        for kind, part in wanted
        if not any(each.startswith(kind) and part in each for each in told)
    ]
    return strange + absent


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in RECORDED.glob("*/golden.json")))
def test_sample_pages_belong_to_a_source(folder):
    assert folder in source_ids()


def test_recorded_pages_stay_small():
    """Half a megabyte a source at most, three in all."""
    sizes = {
        folder.name: sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        for folder in RECORDED.iterdir()
    }
    assert max(sizes.values()) < 700_000
    assert sum(sizes.values()) < 3_000_000


def test_names_of_sample_pages_are_taken_by_every_file_system():
    for path in RECORDED.rglob("*"):
        assert path.name.isascii(), path
        assert not set(path.name) & set('<>:"\\|?*'), path
        assert path.name == path.name.rstrip(" ."), path
        assert len(str(path.relative_to(RECORDED))) < 200, path


@pytest.mark.shared
@pytest.mark.parametrize("gold", KNOWN, ids=lambda gold: gold["id"][:60])
def test_a_real_page_is_read_by_its_sources_rules(gold):
    of = source_of_host(urlsplit(gold["url"]).netloc)
    assert of is not None
    body = Path(SHARED / "data" / gold["html"]).read_bytes()
    found = extract(Page(gold["url"], body, "", CAPTURED), source=of)
    assert found.source == of.id
    assert found.evidence["body"] == "layout.body"
    assert found.title in [gold["title"], *gold["title_alt"]]
