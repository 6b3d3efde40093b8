"""After an outage the next scheduled crawl reads what was published meanwhile, or says from when to when it did not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crawlers.discovery.entry import Window
from crawlers.report import CrawlReport
from crawlers.samples import Fault
from crawlers.source import source
from nguon.steps.crawl import catch_up, crawl_source
from sinks.store import ingest
from sinks.store.models import IssueRow
from tests.crawlers.test_cost import HOST, SOURCE, rehearsing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXT = "<p>Xã Đồng Mẫu làm đường số 5, dài hai cây số, xong trước Tết.</p>" * 20


def publish(pages, hours: range) -> None:
    """A list of two rows a page, the newest first, and the items' pages: one for each hour before `NOW`."""
    rows = [
        f'<li><a href="/bai-{n}.htm">Bài {n}</a><i>{NOW - n * HOUR:%d/%m/%Y %H:%M} (GMT)</i></li>'
        for n in hours
    ]
    for file in pages.glob("trang-*.htm"):
        file.unlink()
    for number, at in enumerate(range(0, len(rows), 2), 1):
        (pages / f"trang-{number}.htm").write_text(f"<ul>{''.join(rows[at : at + 2])}</ul>", encoding="utf-8")
    for n in hours:
        (pages / f"bai-{n}.htm").write_text(f"<h1>Bài {n}</h1>{TEXT}", encoding="utf-8")


def scheduled(rooms, before: timedelta) -> CrawlReport:
    """The scheduled crawl at so long before `NOW`."""
    end = NOW - before
    window = catch_up(rooms, source("dongmau"), Window(end - HOUR, end))
    return crawl_source(rooms, "dongmau", window, print, at=end)


def open_issues(rooms) -> list[str]:
    with rooms.store.session() as session:
        return list(session.scalars(select(IssueRow.reason).where(IssueRow.closed_at.is_(None))))


def test_what_was_published_in_an_outage_is_read_after_it(store, configure, tmp_path):
    with rehearsing(store, configure, tmp_path) as (rooms, _, pages):
        publish(pages, range(240, 260, 4))
        assert scheduled(rooms, 240 * HOUR).fetched == 4
        publish(pages, range(0, 260, 4))
        report = scheduled(rooms, timedelta(0))
        assert (report.window.since, report.fetched, report.problems) == (NOW - 240 * HOUR, 60, [])
        again = scheduled(rooms, -HOUR)
        assert (again.window.since, again.fetched) == (NOW, 1), "the one that was published at that moment"
        assert open_issues(rooms) == []


@pytest.mark.long
def test_a_crawl_that_failed_is_made_up_for_by_the_next(store, configure, tmp_path):
    faults: dict[str, Fault] = {}
    with rehearsing(store, configure, tmp_path) as (rooms, site, pages):
        site._server._faults = faults
        publish(pages, range(96, 120, 4))
        scheduled(rooms, 100 * HOUR)
        publish(pages, range(0, 120, 4))
        faults[f"{HOST}/trang-3.htm"] = Fault(status=503)
        assert not scheduled(rooms, 4 * HOUR).complete
        faults.clear()
        report = scheduled(rooms, HOUR)
        assert report.window.since == NOW - 100 * HOUR
        assert report.complete


@pytest.mark.long
def test_an_outage_beyond_the_cap_is_told_until_a_person_reads_it(store, configure, tmp_path):
    with rehearsing(store, configure, tmp_path) as (rooms, _, pages):
        publish(pages, range(960, 970, 4))
        scheduled(rooms, 960 * HOUR)
        publish(pages, range(0, 970, 24))
        report = scheduled(rooms, timedelta(0))
        assert report.window.since == NOW - 31 * DAY
        told = ["what was published from 2026-10-11 19:00 to 2026-10-20 19:00 was not read"]
        assert [problem.reason for problem in report.problems] == told == open_issues(rooms)
        assert scheduled(rooms, -HOUR).problems == [], "it is told once"
        assert open_issues(rooms) == told
        crawl_source(rooms, "dongmau", Window(NOW - 50 * DAY, NOW), print, at=NOW)
        assert told[0] not in open_issues(rooms)


def test_a_second_look_at_what_was_read_says_nothing(store, configure, tmp_path):
    """The monthly one, say, of a list that holds a day only: the weeks before were read when they were new."""
    yaml = SOURCE.replace('page: "/trang-{page}.htm", ', "")
    month = Window(NOW - 31 * DAY, NOW)
    with rehearsing(store, configure, tmp_path, yaml) as (rooms, _, pages):
        publish(pages, range(2))
        for _ in range(2):
            report = crawl_source(rooms, "dongmau", month, print, at=NOW)
            told = ["what was published from 2026-10-20 19:00 to 2026-11-20 18:00 was not read"]
            assert [problem.reason for problem in report.problems] == told == open_issues(rooms)
        with store.session() as session:
            read = CrawlReport("dongmau", "earlier", Window(NOW - 40 * DAY, NOW - HOUR), NOW, finished=True)
            ingest.save_report(session, read)
        assert crawl_source(rooms, "dongmau", month, print, at=NOW).problems == []
        assert open_issues(rooms) == []
