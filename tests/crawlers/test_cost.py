"""What a crawl costs a host: what is known is not asked for again."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from crawlers.capture import Capture, Purpose, Role
from crawlers.discovery.entry import Window
from crawlers.report import CrawlReport
from crawlers.samples import SamplePortals
from nguon.steps.crawl import crawl_source
from nguon.steps.rooms import Rooms
from sinks.store import captured, ingest
from tests.torture.test_trap import HOST as REAL
from tests.torture.test_trap import pages as trap_pages

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
            captured.register_captures(session, captures[at : at + 1000])
        ingest.save_report(session, CrawlReport("dongmau", "c1", window, NOW, finished=True))


@contextmanager
def rehearsing(store, configure, tmp_path, yaml: str = SOURCE) -> Iterator[tuple[Rooms, SamplePortals, Path]]:
    """The rooms, a portal, and the folder of its pages."""
    pages, folder = tmp_path / "pages" / HOST, tmp_path / "sources" / "dongmau"
    pages.mkdir(parents=True)
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(yaml, encoding="utf-8")
    with SamplePortals([tmp_path / "pages"]) as site:
        url = store.engine.url.render_as_string(False)
        ours = configure(rehearsal=site.url, sources=tmp_path / "sources", store_url=url)
        yield Rooms(store, ours.archive, ours), site, pages


@pytest.mark.long
def test_5000_known_and_20_new_articles_cost_the_lists_and_20_requests(store, configure, tmp_path):
    know(store)
    with rehearsing(store, configure, tmp_path) as (rooms, site, pages):
        lists = write_site(pages)
        window = Window(NOW - timedelta(days=60), NOW + timedelta(days=1))
        report = crawl_source(rooms, "dongmau", window, print, at=NOW + timedelta(minutes=30))
        asked = [path for _, path, _ in site.requests if not path.endswith("robots.txt")]
    assert (report.found, report.known, report.fetched) == (KNOWN + NEW, KNOWN, NEW)
    assert report.problems == []
    assert len([path for path in asked if "/bai-" in path]) == NEW
    assert len(asked) - NEW == lists + 1, "each list once, and the one past the end"


def trap_of(texts: int, addresses: int) -> dict[str, int]:
    """Addresses that keep appending a language to themselves, and which text each gives."""
    return {f"web/trang{'/en/vi' * (n % 7)}/tin-{n % texts}/{n}.html": n % texts for n in range(addresses)}


def write_trap(pages, paths: dict[str, int] | dict[str, str]) -> None:
    """The pages of a trap, all of them named by lists."""
    links = [f'<li><a href="/{quote(path)}">Tin</a>' for path in paths]
    for number, at in enumerate(range(0, len(links), 2500), 1):
        (pages / f"trang-{number}.htm").write_text(
            f"<ul>{''.join(links[at : at + 2500])}</ul>", encoding="utf-8"
        )
    for path, text in paths.items():
        file = pages / path
        file.parent.mkdir(parents=True, exist_ok=True)
        body = f"<h1>Tin {text}</h1>" + f"<p>Xã Đồng Mẫu báo tin {text} cho bà con các thôn.</p>" * 12
        file.write_text(body, encoding="utf-8")


def fetched_of_trap(
    store, configure, tmp_path, paths: dict[str, int] | dict[str, str]
) -> tuple[int, set[str]]:
    """How many of a trap's addresses a crawl fetches, and the problems that it tells."""
    with rehearsing(store, configure, tmp_path, SOURCE.replace("1000", "20000")) as (rooms, site, pages):
        write_trap(pages, paths)
        report = crawl_source(rooms, "dongmau", Window(NOW, NOW + timedelta(days=1)), print)
        asked = [path for _, path, _ in site.requests if "/web/" in path]
    return len(asked), {each.error for each in report.problems}


def test_a_trap_costs_a_bounded_number_of_requests_and_is_told(store, configure, tmp_path):
    asked, told = fetched_of_trap(store, configure, tmp_path, trap_of(5, 2000))
    assert asked <= 200
    assert "CapReached" in told


@pytest.mark.long
@pytest.mark.shared
def test_the_real_trap_costs_at_most_200_requests(store, configure, tmp_path):
    paths = {url.removeprefix(REAL): text for url, text in trap_pages() if len(url) < 1500}
    assert len(paths) > 12_000
    asked, told = fetched_of_trap(store, configure, tmp_path, paths)
    assert asked <= 200
    assert "CapReached" in told
