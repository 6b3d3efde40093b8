"""What a crawl costs a host: what is known is not asked for again."""

import hashlib
from datetime import UTC, datetime, timedelta

from crawlers.capture import Capture, Purpose, Role
from crawlers.discovery.entry import Window
from crawlers.report import CrawlReport
from crawlers.samples import SamplePortals
from nguon.steps.crawl import crawl_source
from nguon.steps.rooms import Rooms
from sinks.store import ingest

KNOWN, NEW, A_PAGE = 5_000, 20, 100
HOST = "tin.dongmau.vn"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOURCE = f"""\
title: Tin Đồng Mẫu
owner: Xã Đồng Mẫu
base: https://{HOST}
kind: news
credit: Xã Đồng Mẫu
every: 1h
approval: review
request_cap: 1000
discover:
  - {{by: listing, url: /trang-1.htm, page: "/trang-{{page}}.htm", row: li, link: a, date: i, cap: 100}}
layouts:
  - title: h1
"""


def address(number: int) -> str:
    return f"https://{HOST}/bai-{number}.htm"


def time_of(number: int) -> datetime:
    return NOW - timedelta(minutes=10 * number)


def write_site(folder) -> int:
    """Lists of all articles, the new ones on top, and the new ones' pages; gives the number of lists."""
    rows = [
        f'<li><a href="/bai-{number}.htm">Bài {number}</a><i>{time_of(number):%d/%m/%Y %H:%M} (GMT)</i></li>'
        for number in range(KNOWN + NEW)
    ]
    lists = [rows[at : at + A_PAGE] for at in range(0, len(rows), A_PAGE)]
    for number, page in enumerate(lists, 1):
        (folder / f"trang-{number}.htm").write_text(f"<ul>{''.join(page)}</ul>", encoding="utf-8")
    for number in range(NEW):
        text = f"<h1>Bài {number}</h1>" + f"<p>Xã Đồng Mẫu làm đường số {number}, dài hai cây số.</p>" * 20
        (folder / f"bai-{number}.htm").write_text(text, encoding="utf-8")
    return len(lists)


def know(store) -> None:
    captures = [
        Capture(
            "dongmau", "c1", address(number), address(number), Purpose(Role.ITEM), NOW, NOW, 200, (),
            hashlib.sha256(str(number).encode()).hexdigest(), 100, "",
            rehearsal=True, warc_file="dongmau/c1.warc.gz", warc_offset=number,
        )
        for number in range(NEW, KNOWN + NEW)
    ]  # fmt: skip
    window = Window(NOW - timedelta(days=90), NOW)
    with store.session() as session:
        for at in range(0, KNOWN, 1000):
            ingest.register_captures(session, captures[at : at + 1000])
        ingest.save_report(session, CrawlReport("dongmau", "c1", window, NOW, finished=True))


def test_5000_known_and_20_new_articles_cost_the_lists_and_20_requests(store, configure, tmp_path):
    pages = tmp_path / "pages" / HOST
    pages.mkdir(parents=True)
    (tmp_path / "sources" / "dongmau").mkdir(parents=True)
    (tmp_path / "sources" / "dongmau" / "source.yaml").write_text(SOURCE, encoding="utf-8")
    lists = write_site(pages)
    know(store)
    with SamplePortals([tmp_path / "pages"]) as site:
        ours = configure(
            rehearsal=site.url,
            sources=tmp_path / "sources",
            store_url=store.engine.url.render_as_string(False),
        )
        rooms = Rooms(store, ours.archive, ours)
        window = Window(NOW - timedelta(days=60), NOW + timedelta(days=1))
        report = crawl_source(rooms, "dongmau", window, print, at=NOW + timedelta(minutes=30))
        asked = [path for _, path, _ in site.requests if not path.endswith("robots.txt")]
    assert (report.found, report.known, report.fetched) == (KNOWN + NEW, KNOWN, NEW)
    assert report.problems == []
    assert len([path for path in asked if "/bai-" in path]) == NEW
    assert len(asked) - NEW == lists + 1, "each list once, and the one past the end"
