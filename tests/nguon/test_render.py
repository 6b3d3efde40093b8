"""Pages that need a script to show their text, from the crawl to the store, over a sample portal of our own."""

import shutil
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import fastwarc
import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawlers.archive import read_body, read_captures
from crawlers.discovery.entry import Window
from crawlers.samples import Fault, SamplePortals
from crawlers.source import source
from nguon.settings import ROOT
from nguon.steps import crawl, read
from nguon.steps.rooms import Rooms
from sinks.store.known import known
from sinks.store.models import CaptureRow, VersionRow
from transforms.article import Article
from transforms.extract import Page, extract

pytestmark = pytest.mark.long
PORTALS = ROOT / "tests" / "portals"
SOURCE, HOST = "kichban", "kichbanbinhmau.vn"
NOVEMBER = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
MISSING = "needs Playwright and Chromium; on Debian: apt-get install chromium, and the extra `render`"
needs_browser = pytest.mark.skipif(not (find_spec("playwright") and shutil.which("chromium")), reason=MISSING)


@pytest.fixture
def commune(store, configure):
    """Opens the rooms over the commune's site."""
    faults = {}
    with SamplePortals([PORTALS / SOURCE / "pages"], faults=faults) as site:
        url = store.engine.url.render_as_string(False)

        def start(**values):
            ours = configure(rehearsal=site.url, store_url=url, sources=PORTALS, **values)
            return Rooms(store, ours.archive, ours)

        yield start, site, faults


def told(report):
    """The crawl's problems; its list is one page, which does not reach back to the window's start, and it says so."""
    (short,) = [each for each in report.problems if each.error == "Missing"]
    assert (short.url, short.next) == (f"https://{HOST}", "watch")
    return [each for each in report.problems if each is not short]


@needs_browser
def test_a_page_that_needs_a_script_becomes_an_article(commune):
    start, site, _ = commune
    rooms = start()
    report = crawl.crawl_source(rooms, SOURCE, NOVEMBER, print)
    assert told(report) == []
    assert read.extract_pages(rooms, read.pages_to_extract(rooms, SOURCE))["new"] == 2
    with rooms.store.session() as session:
        made = [
            Article.from_json(row.article)
            for row in session.scalars(select(VersionRow).order_by(VersionRow.title))
        ]
        rows = session.scalars(select(CaptureRow)).all()
    assert [each.title for each in made] == [
        "Lịch cắt nước để sửa đường ống thôn Thượng",
        "Tiêm phòng bổ sung cho trẻ dưới năm tuổi",
    ]
    assert made[0].published_at.isoformat() == "2026-11-19T08:30:00+07:00"
    assert "đoạn ống chính bị vỡ ở đầu cầu Mẫu" in made[0].text
    assert made[0].blocks[0].span.start is not None, "the words' place is in the archived DOM"
    parts = [row.url for row in rows if row.role == "part"]
    asked = [f"https://{target}" for _, target, _ in site.requests if not target.endswith("robots.txt")]
    assert sorted(parts) == sorted(asked), (
        "all that a page asked for is in the archive, and nothing else was asked"
    )
    assert sum(url.endswith("ung-dung.js") for url in asked) == 1, "a script is fetched once a crawl"
    assert not any("bieu-trung" in url or "kieu.css" in url or "dem" in url for url in asked)
    assert [row.role for row in rows if row.url.endswith("501.htm")] == ["part", "item"]


@needs_browser
def test_the_archive_holds_what_was_shown_and_gives_the_same_article(commune):
    start, _, _ = commune
    rooms = start()
    report = crawl.crawl_source(rooms, SOURCE, NOVEMBER, print)
    captures = list(read_captures(rooms.archive, report.warc_file, max_bytes=1_000_000))
    (shown,) = [each for each in captures if each.purpose.role == "item" and each.url.endswith("501.htm")]
    assert (shown.status, shown.final_url) == (200, shown.url)
    assert shown.purpose.hints.title == "Lịch cắt nước để sửa đường ống thôn Thượng"
    body = read_body(rooms.archive, shown.warc_file, shown.warc_offset, max_bytes=1_000_000)
    page = Page(shown.final_url, body, shown.header("content-type"), shown.answered_at)
    again = extract(page, source=source(SOURCE), hints=shown.purpose.hints)
    read.extract_pages(rooms, read.pages_to_extract(rooms, SOURCE))
    with rooms.store.session() as session:
        rows = session.scalars(select(VersionRow))
        stored = {row.article["url"]: row.text_digest for row in rows}
    assert stored[shown.url] == again.text_digest

    path = Path(rooms.archive, report.warc_file)
    assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0
    with path.open("rb") as stream:
        records = [
            (each.rec_type, each.rec_headers.get_header("WARC-Target-URI"))
            for each in ArchiveIterator(stream)
        ]
    assert ("resource", f"urn:dom:{shown.url}") in records
    with path.open("rb") as stream:
        assert len(list(fastwarc.ArchiveIterator(stream, parse_http=False))) == len(records)


@needs_browser
def test_what_the_page_asks_for_is_asked_with_our_manners(commune, tmp_path):
    start, site, faults = commune
    faults[f"{HOST}/robots.txt"] = Fault(body=b"User-agent: *\nDisallow: /api/lich\nDisallow: /tin/tiem\n")
    rooms = start()
    report = crawl.crawl_source(rooms, SOURCE, NOVEMBER, print)
    asked = [target for _, target, _ in site.requests]
    assert f"{HOST}/tin/lich-cat-nuoc-501.htm" in asked
    assert not any("/api/lich" in target or "/tin/tiem" in target for target in asked)
    assert [each.error for each in report.problems if each.url.endswith("502.htm")] == ["Blocked"]


@needs_browser
def test_a_page_that_is_gone_is_gone(commune):
    start, _, faults = commune
    faults[f"{HOST}/tin/tiem-phong-502.htm"] = Fault(status=404)
    rooms = start()
    report = crawl.crawl_source(rooms, SOURCE, NOVEMBER, print)
    assert [(each.error, each.url) for each in told(report)] == [
        ("Gone", f"https://{HOST}/tin/tiem-phong-502.htm")
    ]
    with rooms.store.session() as session:
        held = known(session, SOURCE, NOVEMBER, NOVEMBER.end)
    assert set(held.gone) == {f"https://{HOST}/tin/tiem-phong-502.htm"}
    assert set(held.captured) == {f"https://{HOST}/tin/lich-cat-nuoc-501.htm"}


@needs_browser
def test_a_challenge_is_told_and_its_script_never_run(commune):
    start, site, faults = commune
    wall = b"""<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>
      <script>window._cf_chl_opt = {cType: "managed"}; fetch("/api/giai")</script></body></html>"""
    faults[f"{HOST}/tin/tiem-phong-502.htm"] = Fault(body=wall)
    report = crawl.crawl_source(start(), SOURCE, NOVEMBER, print)
    assert [(each.error, each.url) for each in told(report)] == [
        ("Blocked", f"https://{HOST}/tin/tiem-phong-502.htm")
    ]
    assert not any("/api/giai" in target for _, target, _ in site.requests)


def test_without_a_browser_there_is_a_clear_word_and_no_request(commune, tmp_path):
    start, site, _ = commune
    rooms = start(browser=tmp_path / "chromium")
    report = crawl.crawl_source(rooms, SOURCE, NOVEMBER, print)
    (problem,) = report.problems
    assert (problem.error, problem.next) == ("ConfigurationError", "alert")
    assert not report.finished
    assert site.requests == []
