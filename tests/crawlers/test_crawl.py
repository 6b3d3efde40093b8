"""Whole crawls, in their own process, against sample portals on loopback, healthy and not."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.archive import archive_files, read_captures
from crawlers.capture import Capture, Purpose, Role
from crawlers.errors import ConfigurationError, Transient
from crawlers.report import CrawlReport
from crawlers.samples import Fault
from nguon.settings import ROOT
from nguon.steps.crawl import crawl_source, register_archive
from nguon.steps.read import extract_pages, pages_to_extract
from sinks.store import captured
from sinks.store.models import CaptureRow, IssueRow
from tests.conftest import EVERYTHING, RECORDED

NEWS = "baochinhphu"
FEED = "baochinhphu.vn/kinh-te.rss"
ARTICLE = "baochinhphu.vn/tinh-binh-mau-san-sang-ung-pho-bao-so-9-102261109161820087.htm"


def crawl(rooms, source=NEWS, window=EVERYTHING, after=timedelta(0)) -> CrawlReport:
    return crawl_source(rooms, source, window, lambda _line: None, at=datetime.now(UTC) + after)


def problem(report: CrawlReport, url: str):
    return next(each for each in report.problems if each.url.endswith(url))


def bodies(rooms, url: str) -> list[CaptureRow]:
    with rooms.store.session() as session:
        return list(session.scalars(select(CaptureRow).where(CaptureRow.url.endswith(url))))


def test_a_feed_source_is_captured_whole(rehearse):
    rooms, site = rehearse()
    report = crawl(rooms)
    assert (report.found, report.fetched, report.finished) == (9, 9, True)
    with rooms.store.session() as session:
        roles = sorted(session.scalars(select(CaptureRow.role)))
    lists = 3 + 1 + 7  # feeds, the index of sitemaps, and the sitemaps of these months
    assert roles == sorted([Role.ROBOTS] + [Role.DISCOVERY] * lists + [Role.ITEM] * 9)
    assert len(site.requests) == 1 + lists + 9


def test_a_list_is_walked_to_its_end_and_its_files_are_fetched(rehearse):
    rooms, _ = rehearse()
    report = crawl(rooms, "congbao")
    assert (report.found, report.fetched) == (14, 14)
    with rooms.store.session() as session:
        files = session.scalars(select(CaptureRow.final_url).where(CaptureRow.role == Role.ATTACHMENT)).all()
    assert len(files) == 15, "one of them has two"
    assert all(url.startswith("https://congbaocdn.chinhphu.vn/") for url in files)


def prove(rooms, host="baochinhphu.vn", role=Role.DISCOVERY, source=NEWS) -> None:
    """Evidence that the validators of a host's lists, or of its items, change with its pages."""
    moment, url = datetime.now(UTC), f"https://{host}/chung-cu.htm"
    proof = [
        Capture(
            source, "proof", url, url, Purpose(role), moment, moment, 200, (("ETag", each),), each, 1, "",
            rehearsal=True, warc_file=f"proof-{each}", warc_offset=0,
        )
        for each in "ab"
    ]  # fmt: skip
    with rooms.store.session() as session:
        captured.register_captures(session, proof)


@pytest.fixture
def drawn(monkeypatch):
    """Says whether pages are among those that are looked at in full today."""

    def draw(*, are: bool) -> None:
        monkeypatch.setattr("sinks.store.known.looked_at_in_full", lambda *_: are)

    return draw


def test_without_evidence_pages_are_asked_for_in_full_and_hashes_tell(rehearse):
    rooms, site = rehearse()
    crawl(rooms)
    before = len(site.requests)
    report = crawl(rooms)
    assert {status for _, _, status in site.requests[before:]} == {200}
    assert (report.found, report.known, report.fetched) == (9, 9, 0)


def test_the_second_crawl_asks_for_the_lists_only_and_finds_nothing(rehearse):
    rooms, site = rehearse()
    crawl(rooms)
    prove(rooms)
    before = len(site.requests)
    report = crawl(rooms)
    asked = [status for _, path, status in site.requests[before:] if not path.endswith("robots.txt")]
    assert asked == [304] * 4, "the feeds and the index of sitemaps"
    assert (report.found, report.fetched, report.unchanged_lists) == (0, 0, 4)


def test_an_untrusted_crawl_earns_no_304(rehearse):
    """A crawl that missed an item must see the list again in full, or the item is lost."""
    rooms, _ = rehearse({ARTICLE: Fault(status=500)})
    assert problem(crawl(rooms), ".htm").error == "Transient"
    again = crawl(rooms)
    assert again.unchanged_lists == 0
    assert again.known == 8
    assert again.found == 9


WARNINGS_HOST = "nchmf.gov.vn"


def warnings_again(rooms, site) -> list[int]:
    """Statuses of the warnings when they are looked at again."""
    before = len(site.requests)
    assert crawl(rooms, "nchmf").unchanged == 0, "nothing is due yet"
    crawl(rooms, "nchmf", after=timedelta(minutes=16))
    return [status for _, path, status in site.requests[before:] if "-post" in path]


def test_a_warning_is_looked_at_again_and_an_unchanged_one_costs_a_304(rehearse, drawn):
    rooms, site = rehearse()
    crawl(rooms, "nchmf")
    prove(rooms, WARNINGS_HOST, Role.ITEM, "nchmf")
    drawn(are=False)
    assert warnings_again(rooms, site) == [304] * 5


def test_one_that_is_drawn_is_looked_at_in_full_although_a_304_would_be_believed(rehearse, drawn):
    rooms, site = rehearse()
    crawl(rooms, "nchmf")
    prove(rooms, WARNINGS_HOST, Role.ITEM, "nchmf")
    drawn(are=True)
    assert warnings_again(rooms, site) == [200] * 5


def test_what_lies_outside_the_window_is_left(rehearse):
    rooms, _ = rehearse()
    narrow = type(EVERYTHING)(EVERYTHING.end.replace(day=19), EVERYTHING.end.replace(day=20))
    report = crawl(rooms, window=narrow)
    assert 0 < report.fetched < 9
    assert report.later > 0
    assert not report.trusted


FAULTS = {
    "feed is no XML": (
        FEED,
        Fault(body=b"\x00\x01 not a feed at all", content_type="text/plain"),
        "BadDocument",
        "not a feed",
    ),
    "feed has no entries": (
        FEED,
        Fault(body=b"<rss version='2.0'><channel/></rss>", content_type="text/xml"),
        "EmptyListing",
        "no entry",
    ),
    "0 bytes": (ARTICLE, Fault(body=b""), "BadDocument", "0 bytes"),
    "50 MB": (ARTICLE, Fault(size=50_000_000), "BadDocument", "longer than the cap"),
    "50 MB unannounced": (
        ARTICLE,
        Fault(size=50_000_000, announce=False),
        "BadDocument",
        "longer than the cap",
    ),
    "404": (ARTICLE, Fault(status=404), "Gone", "HTTP 404"),
    "410": (ARTICLE, Fault(status=410), "Gone", "HTTP 410"),
    "429": (ARTICLE, Fault(status=429, headers={"Retry-After": "1"}), "Transient", "HTTP 429"),
    "500": (ARTICLE, Fault(status=500), "Transient", "HTTP 500"),
    "403": (ARTICLE, Fault(status=403), "Blocked", "HTTP 403"),
    "cut": (ARTICLE, Fault(cut=2000), "Transient", "broke after"),
    "hang": (ARTICLE, Fault(hang=30), "Transient", "took longer"),
    "redirect loop": (
        ARTICLE,
        Fault(status=302, headers={"Location": f"https://{ARTICLE}"}),
        "BadDocument",
        "leads nowhere",
    ),
    "redirect elsewhere": (
        ARTICLE,
        Fault(status=302, headers={"Location": "https://example.org/"}),
        "UnsafeAddress",
        "example.org",
    ),
}


AT_ONCE = ("404", "hang", "redirect elsewhere", "feed is no XML")
"""One of each kind; the others are tried with the tests that take long."""


@pytest.mark.parametrize(
    "case", [each if each in AT_ONCE else pytest.param(each, marks=pytest.mark.long) for each in FAULTS]
)
def test_a_fault_is_named_kept_and_harms_nothing_else(rehearse, case):
    address, fault, error, reason = FAULTS[case]
    rooms, _ = rehearse({address: fault}, max_body_bytes=2_000_000, download_seconds=2)
    report = crawl(rooms)
    found = [each for each in report.problems if each.error == error and reason in each.reason]
    assert found, report.problems
    assert found[0].url.startswith("https://")
    with rooms.store.session() as session:
        issue = session.scalars(
            select(IssueRow).where(IssueRow.error == error, IssueRow.reason == found[0].reason)
        ).one()
    assert issue.source == NEWS
    assert report.finished
    healthy = extract_pages(rooms, pages_to_extract(rooms, NEWS))
    assert healthy["new"] >= 6, "the rest of the run is unharmed"


@pytest.mark.parametrize("announce", [True, False])
def test_of_a_page_that_is_too_long_the_beginning_is_kept(rehearse, announce):
    rooms, _ = rehearse({ARTICLE: Fault(size=50_000_000, announce=announce)}, max_body_bytes=2_000_000)
    crawl(rooms)
    kept = bodies(rooms, ARTICLE)[0]
    assert kept.truncated == "length"
    assert 1_900_000 <= kept.body_bytes <= 2_100_000


@pytest.mark.long
def test_a_page_in_the_wrong_charset_is_kept_as_it_came(rehearse):
    page = "<html><head><meta charset=utf-8></head><body><h1>Xã Suối Mẫu</h1></body></html>".encode("utf-16")
    rooms, _ = rehearse({ARTICLE: Fault(body=page, content_type="text/html; charset=utf-8")})
    crawl(rooms)
    assert bodies(rooms, ARTICLE)[0].body_bytes == len(page)
    assert extract_pages(rooms, pages_to_extract(rooms, NEWS))["quarantined"] == 2


def test_robots_txt_is_obeyed(rehearse):
    refused = Fault(body=b"User-agent: *\nDisallow: /kinh-te.rss\n", content_type="text/plain")
    rooms, site = rehearse({"baochinhphu.vn/robots.txt": refused})
    assert problem(crawl(rooms), "/kinh-te.rss").error == "Blocked"
    assert not [path for _, path, _ in site.requests if path.endswith("/kinh-te.rss")]


def test_live_sites_are_not_asked_without_a_contact(rehearse, configure):
    rooms, _ = rehearse()
    configure(rehearsal="")
    with pytest.raises(Transient, match="NGUON_CONTACT"):
        crawl(type(rooms)(rooms.store, rooms.archive, rooms.settings))


def test_rehearsal_and_live_items_never_mix(rehearse, configure):
    rooms, _ = rehearse()
    crawl(rooms, "nchmf")
    live = configure(rehearsal="", contact="https://example.org")
    with pytest.raises(ConfigurationError, match="never mix"):
        crawl(type(rooms)(rooms.store, rooms.archive, live), "nchmf")


def test_a_killed_crawl_loses_nothing_that_it_fetched(rehearse):
    slow = {f"baochinhphu.vn/{name}.rss": Fault(hang=0.2) for name in ("chinh-tri", "kinh-te", "xa-hoi")}
    rooms, site = rehearse({**slow, ARTICLE: Fault(hang=20)}, download_seconds=30)
    thread = threading.Thread(target=_crawl_and_survive, args=(rooms,))
    thread.start()
    victim = _child_named("crawlers.run")
    deadline = time.monotonic() + 20
    while not any(ARTICLE.endswith(path.rsplit("/", 1)[-1]) for _, path, _ in site.requests):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(victim, signal.SIGKILL)
    thread.join(20)
    register_archive(rooms)
    fetched = {
        path
        for method, path, status in site.requests
        if status == 200 and method == "GET" and ARTICLE not in path
    }
    with rooms.store.session() as session:
        kept = {url.removeprefix("https://") for url in session.scalars(select(CaptureRow.url))}
    assert fetched <= kept
    site_check = subprocess.run(
        [
            sys.executable,
            "-m",
            "warcio.cli",
            "check",
            "-v",
            f"{rooms.archive}/{archive_files(rooms.archive)[0]}",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "digest failed" not in site_check.stdout
    assert [
        each
        for name in archive_files(rooms.archive)
        for each in read_captures(rooms.archive, name, max_bytes=10**6)
    ]


def _crawl_and_survive(rooms) -> None:
    with pytest.raises(Transient, match="killed by SIGKILL"):
        crawl(rooms)


def _child_named(module: str) -> int:
    import psutil  # noqa: PLC0415

    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for child in psutil.Process().children(recursive=True):
            if module in " ".join(child.cmdline()):
                return child.pid
        time.sleep(0.02)
    raise AssertionError(f"no child runs {module}")


def test_a_host_is_asked_one_thing_at_a_time(rehearse):
    """Two pages hang; the second is not asked before the first has been given up."""
    others = [
        f"baochinhphu.vn/{name}.htm"
        for name in (
            "thu-ngan-sach-tinh-binh-mau-9-thang-102261005083012417",
            "tiem-bo-sung-vac-xin-soi-cho-12450-tre-102261028151044732",
        )
    ]
    under_way = Fault(hang=3)
    rooms, site = rehearse(dict.fromkeys(others, under_way))
    started = time.monotonic()
    crawl(rooms)
    assert len([path for _, path, _ in site.requests if path in others]) == 2
    assert time.monotonic() - started > 6


@pytest.mark.long
@pytest.mark.parametrize("fault", [Fault(status=500, times=2), Fault(cut=500, times=1)], ids=["500", "cut"])
def test_an_item_whose_file_did_not_come_is_asked_again_until_it_is_whole(rehearse, fault):
    pdf = "congbaocdn.chinhphu.vn/" + _first_pdf()
    rooms, _ = rehearse({pdf: fault})
    assert any(each.url.endswith(pdf) for each in crawl(rooms, "congbao").problems)
    first = extract_pages(rooms, pages_to_extract(rooms, "congbao"))
    second = crawl(rooms, "congbao")
    later = extract_pages(rooms, pages_to_extract(rooms, "congbao"))
    assert (first["new"], first["quarantined"]) == (12, 2), "a cut sample, and the one without its file"
    assert later["new"] == 1
    assert (second.fetched, second.known) == (1, 12)
    with rooms.store.session() as session:
        still_open = session.scalars(select(IssueRow.url).where(IssueRow.closed_at.is_(None))).all()
    assert not [url for url in still_open if url.endswith(".htm") and "953" not in url]


def _first_pdf() -> str:
    root = RECORDED / "congbao" / "pages" / "congbaocdn.chinhphu.vn"
    healthy = [path for path in sorted(root.rglob("*.pdf")) if path.read_bytes().rstrip().endswith(b"%%EOF")]
    return healthy[0].relative_to(root).as_posix()


def test_a_damaged_archive_file_is_told_and_stops_no_crawl(rehearse):
    rooms, _ = rehearse()
    damaged = Path(rooms.archive) / NEWS / "2026" / "10" / "baochinhphu-20261001T000000-aaaaaa.warc.gz"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"this is no WARC file")
    assert crawl(rooms).fetched == 9
    with rooms.store.session() as session:
        issue = session.scalars(select(IssueRow).where(IssueRow.url.endswith(damaged.name))).one()
    assert (issue.source, issue.next) == (NEWS, "alert")
    assert damaged.exists()


def test_an_item_whose_file_was_not_asked_for_before_the_cap_is_asked_again(rehearse, tmp_path):
    sources = tmp_path / "sources"
    shutil.copytree(ROOT / "crawlers" / "sources" / "congbao", sources / "congbao")
    file = sources / "congbao" / "source.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "request_cap: 14\n", encoding="utf-8")
    rooms, site = rehearse(sources=sources)
    first = crawl(rooms, "congbao")
    waiting = {each.parent for each in first.problems if each.parent}
    assert waiting, first.problems
    before = len(site.requests)
    crawl(rooms, "congbao")
    again = {f"https://{path}" for _, path, _ in site.requests[before:]}
    assert waiting & again


CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>"
)
BROKEN = b"<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>"


@pytest.mark.parametrize(("body", "error"), [(CHALLENGE, "Blocked"), (BROKEN, "Transient")])
def test_an_item_that_came_as_a_challenge_or_a_breakdown_with_200_is_asked_for_again(rehearse, body, error):
    rooms, _ = rehearse({ARTICLE: Fault(status=200, body=body, times=1)})
    assert problem(crawl(rooms), ARTICLE).error == error
    again = crawl(rooms)
    assert again.fetched == 1
