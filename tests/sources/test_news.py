"""What only some news sources have: times in addresses, a list with and without dates, an archive, an aggregator."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Ask, Window
from crawlers.discovery.reach import unread
from crawlers.discovery.walk import first_asks, read_page
from crawlers.report import CrawlReport
from crawlers.source import Source, source
from nguon.steps.crawl import crawl_source
from nguon.steps.rooms import Rooms
from sinks.store.models import CaptureRow
from sinks.store.states import Standing
from tests.conftest import EVERYTHING, RECORDED
from tests.sources.golden import golden, sample_page, sources

TIMED = [each for each in sources() if any("?P<time>" in (way.match or "") for way in source(each).discover)]
AGGREGATED = "https://baotintuc.vn/xa-hoi/cho-phien-suoi-mau-hop-lai-sau-lu-20261116082015644.htm"


def crawl(rooms: Rooms, source_id: str, window: Window = EVERYTHING) -> CrawlReport:
    return crawl_source(rooms, source_id, window, lambda _line: None)


def asked(site, host: str) -> list[str]:
    """What was asked of a host, without its robots.txt."""
    targets = [target for _, target, _ in site.requests if target.startswith(f"{host}/")]
    return [target.removeprefix(host) for target in targets if not target.endswith("/robots.txt")]


def entries(of: Source, ask: Ask):
    page = sample_page(of.id, ask.url)
    return read_page(of, ask, page.body, page.url, page.content_type).entries


@pytest.mark.parametrize("source_id", TIMED)
def test_the_time_in_an_address_is_the_time_of_writing(source_id):
    """An item is put on the site soon after its id was given, and never before."""
    pattern = next(way.match for way in source(source_id).discover if way.match)
    timed = 0
    for case in golden(source_id):
        matched = re.search(pattern, case["url"])
        if matched and matched["time"] and "date" in case:
            told = datetime.strptime(matched["time"], "%y%m%d%H%M%S").replace(tzinfo=VIETNAM)
            after = datetime.fromisoformat(case["date"]) - told
            assert -timedelta(minutes=1) < after < timedelta(days=1), "pages tell the minute, ids the second"
            timed += 1
    assert timed >= 2


def test_an_entry_without_a_date_has_that_of_its_id():
    of = source("mst")
    ask = next(first_asks(of, EVERYTHING))
    found = {entry.url.rpartition("-")[2]: entry.when for entry in entries(of, ask)}
    assert found["197261105142244071.htm"] == datetime(2026, 11, 5, 14, 22, 44, tzinfo=VIETNAM)
    assert found["197261119075510342.htm"] == datetime(2026, 11, 19, 8, 5, tzinfo=VIETNAM), "the feed's own"
    assert found["197200416.htm"] == datetime(2026, 9, 25, 9, tzinfo=VIETNAM), "9/25/2026 9:00:00 AM"
    assert len(found) == 3, "a page of the site that is no article stands in the feed, too"


def test_a_list_of_warnings_tells_some_times():
    of = source("nchmf")
    ask = next(first_asks(of, EVERYTHING))
    found = {entry.url[-11:-5]: entry.when for entry in entries(of, ask)}
    assert found["990121"] == datetime(2026, 11, 21, 16, 5, 12, tzinfo=VIETNAM)
    assert found["990104"] is None


def test_a_list_of_a_ministry_tells_days():
    of = source("bvhttdl")
    [ask] = first_asks(of, EVERYTHING)
    assert [entry.when for entry in entries(of, ask)] == [date(2026, 11, 19), date(2026, 11, 14)]


def test_an_archive_is_read_over_its_own_time_only(rehearse):
    of = source("mic")
    assert not Standing(of.state).crawled
    rooms, _ = rehearse()
    assert crawl(rooms, "mic").found == 0, "it has nothing of this year"
    winter = Window(datetime(2024, 11, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
    report = crawl(rooms, "mic", winter)
    assert (report.found, report.fetched, report.problems) == (1, 1, [])


def test_what_only_the_sitemaps_name_is_found(rehearse):
    rooms, site = rehearse()
    september = Window(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
    report = crawl(rooms, "vietnamplus", september)
    [beyond] = report.problems
    assert report.fetched == 1
    assert beyond.reason == unread(september.start, datetime(2026, 9, 29, 3, 5, tzinfo=UTC)), (
        "it has nothing older"
    )
    assert "/gia-gao-o-cho-dau-moi-on-dinh-post9900311.vnp" in asked(site, "www.vietnamplus.vn")


def test_an_aggregators_item_is_taken_from_its_original(rehearse):
    rooms, site = rehearse()
    report = crawl(rooms, "vietnam")
    assert {of for of, _ in report.referrals} == {"baochinhphu", "baotintuc"}
    assert asked(site, "baotintuc.vn") == [], "that is its own source's affair"
    assert [path for path in asked(site, "www.vietnam.vn") if path.startswith("/en/")] == []
    crawl(rooms, "baotintuc")
    crawl(rooms, "baochinhphu")
    assert max(Counter(asked(site, "baochinhphu.vn")).values()) == 1, (
        "what its own feed names, too, is asked once"
    )
    with rooms.store.session() as session:
        [capture] = session.scalars(select(CaptureRow).where(CaptureRow.url == AGGREGATED)).all()
        pages = session.scalars(select(CaptureRow.role).where(CaptureRow.source == "vietnam")).all()
    assert (capture.source, capture.role) == ("baotintuc", "item")
    assert "item" not in pages


def test_original_pages_of_the_aggregator_are_samples_of_their_sources():
    for case in golden("vietnam"):
        if case.get("front"):
            continue
        assert sample_page(case["source"], case["url"]).body
    assert not list((RECORDED / "vietnam" / "pages").glob("bao*"))
