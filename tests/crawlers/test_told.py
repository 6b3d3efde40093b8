"""Dates of lists that cannot be: the entry is fetched all the same, and somebody is told, once."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM
from crawlers.discovery.api import read_api
from crawlers.discovery.entry import Ask, Entry, Findings, Window
from crawlers.discovery.feed import read_feed
from crawlers.discovery.listing import read_listing
from crawlers.discovery.sitemap import read_sitemap
from crawlers.discovery.told import misdated, without_future
from crawlers.discovery.walk import first_asks, onward, read_page, sift
from crawlers.samples import SamplePortals
from crawlers.source import ApiDiscovery, ListingDiscovery, SitemapDiscovery
from nguon.steps.crawl import crawl_source
from nguon.steps.rooms import Rooms
from tests.crawlers.test_walk import GAZETTE, source

NOW = datetime(2026, 6, 15, 10, tzinfo=VIETNAM)
BASE = "https://dongmau.gov.vn"
PAGE = f"{BASE}/tin/1"
LIST = ListingDiscovery.model_validate(
    {"by": "listing", "url": "/tin", "row": "li", "link": "a", "date": "i"}
)
MAP = SitemapDiscovery.model_validate({"by": "sitemap", "urls": ["/sitemap.xml"]})
API = ApiDiscovery.model_validate({"by": "api", "url": "/tim", "items": "", "link": "url", "date": "ngay"})


def listed(*dates: str, now: datetime | None = NOW) -> Findings:
    rows = "".join(f'<li><a href="/{at}.htm">Tin</a><i>{when}</i>' for at, when in enumerate(dates))
    return read_listing(rows.encode(), PAGE, LIST, now=now)


def fed(written: str) -> Findings:
    item = f"<item><link>/1.htm</link><pubDate>{written}</pubDate></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>"
    return read_feed(body.encode(), PAGE, "text/xml", now=NOW)


def mapped(tag: str, written: str) -> Findings:
    body = f"<urlset><url><loc>{BASE}/1.htm</loc><{tag}>{written}</{tag}></url></urlset>"
    return read_sitemap(body.encode(), PAGE, MAP)


def asked(written: object) -> Findings:
    return read_api(json.dumps([{"url": "/1.htm", "ngay": written}]).encode(), PAGE, API, BASE, now=NOW)


READERS = {
    "list": listed,
    "feed": fed,
    "interface": asked,
    "news sitemap": lambda written: mapped("publication_date", written),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "written", ["31/02/2026", "31/02/2026 08:00", "14/06/2O26", "2026-02-30", "10/10/1066"]
)
def test_a_date_that_is_none_is_left_out_and_told(reader, written):
    found = READERS[reader](written)
    [entry] = found.entries
    assert (entry.when, found.faults, found.defects) == (None, (), ())
    [wrong] = misdated(found, {}, BASE, PAGE)
    assert wrong.reason == f"{entry.url} is dated {written!r}, which is no date"
    assert (wrong.url, wrong.next) == (BASE, "quarantine")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("written", ["05/02/2099", "12/31/2026", "2026-06-16T10:01:00+07:00", "17/06/2026"])
def test_a_date_that_lies_ahead_is_left_out_and_told(reader, written):
    found = without_future(READERS[reader](written), NOW)
    assert found.entries[0].when is None
    [wrong] = misdated(found, {}, BASE, PAGE)
    assert "which lies ahead" in wrong.reason


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "written", ["15/06/2026", "16/06/2026", "2026-06-16T09:59:00+07:00", "2026-06-15T10:00:00Z"]
)
def test_up_to_a_day_ahead_may_be_the_zone(reader, written):
    found = without_future(READERS[reader](written), NOW)
    assert found.entries[0].when is not None
    assert list(misdated(found, {}, BASE, PAGE)) == []


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "—", "...", "01/01/0001", "0001-01-01T00:00:00", "0000-00-00", "Mới", "tháng 5/2026"],
)
def test_where_a_list_says_no_day_nothing_is_wrong(written):
    found = listed(written)
    assert (found.entries[0].when, list(misdated(found, {}, BASE, PAGE))) == (None, [])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2 giờ trước", date(2026, 6, 15)),
        ("11 giờ trước", date(2026, 6, 14)),
        ("Hôm qua", date(2026, 6, 14)),
        ("Hôm qua, 08:00", date(2026, 6, 14)),
        ("14/06", date(2026, 6, 14)),
        ("08:30 14-6", date(2026, 6, 14)),
        ("16/6", date(2026, 6, 16)),
        ("17/6", date(2025, 6, 17)),
        ("29/02", date(2024, 2, 29)),
    ],
)
def test_days_that_are_told_from_now(written, day):
    assert [entry.when for entry in listed(written).entries] == [day]
    assert list(misdated(listed(written), {}, BASE, PAGE)) == []
    assert listed(written, now=None).entries[0].when is None


def test_a_day_without_a_year_that_no_year_has_is_told():
    [wrong] = misdated(listed("31/02"), {}, BASE, PAGE)
    assert wrong.reason == f"{BASE}/0.htm is dated '31/02', which is no date"


@pytest.mark.parametrize("written", ["2026", "2026-05"])
def test_a_sitemap_may_tell_a_month_only(written):
    assert list(misdated(mapped("lastmod", written), {}, BASE, PAGE)) == []


@pytest.mark.parametrize("written", ["2026-02-30", "2099-01-01", "2099-01-01T00:00:00Z"])
def test_a_change_that_cannot_be_does_not_bring_an_entry_back_for_ever(written):
    found = without_future(mapped("lastmod", written), NOW)
    [entry] = found.entries
    assert entry.updated is None
    assert not entry.newer_than(NOW - timedelta(days=1))
    assert len(list(misdated(found, {}, BASE, PAGE))) == 1


def test_numbers_of_an_interface_are_seconds_or_milliseconds_as_text_too():
    when = datetime(2026, 6, 1, tzinfo=UTC)
    for written in (int(when.timestamp()), str(int(when.timestamp())), f"{int(when.timestamp())}000"):
        assert [entry.when for entry in asked(written).entries] == [when]
    assert list(misdated(asked(-5), {}, BASE, PAGE)) != []
    assert [each for none in (0, "0", None, "") for each in misdated(asked(none), {}, BASE, PAGE)] == []


def test_an_issue_that_lies_ahead_does_not_take_its_documents_with_it():
    of = source(GAZETTE, kind="legal")
    window = Window(NOW - timedelta(days=30), NOW)
    [ask] = first_asks(of, window)
    body = '<li><span data-id="1" value="Số 21 Ngày 31/3/2062">x</span>'.encode()
    found = without_future(read_page(of, ask, body, ask.url, "", now=NOW), NOW)
    [step] = onward(of, ask, found, window, sift(ask, found, window, {}, {}))
    assert step.when is None
    assert len(list(misdated(found, {}, of.base, ask.url))) == 1


def test_what_is_known_is_not_told_again_and_a_page_of_nonsense_once():
    found = listed(*["31/02/2026"] * 3)
    assert len(list(misdated(found, {f"{BASE}/1.htm"}, BASE, PAGE))) == 2
    [whole] = misdated(listed(*["31/02/2026"] * 30), {}, BASE, PAGE)
    [other] = misdated(listed(*["30/02/2026"] * 11), {}, BASE, f"{PAGE}?2")
    assert whole.reason == other.reason
    assert PAGE in whole.fix
    assert f"{BASE}/0.htm" in whole.fix


@given(st.dates(date(1990, 1, 1), date(2098, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y"]))
def test_every_unknown_entry_of_a_crawl_up_to_now_is_fetched_or_lies_before_it(day, form):
    """Whatever the date: none is left for a later crawl, for ever."""
    window = Window(NOW - timedelta(days=3), NOW)
    found = without_future(listed(day.strftime(form)), NOW)
    sifted = sift(Ask(PAGE, 0, 1), found, window, {}, {})
    settled = bool(sifted.wanted) or found.entries[0].before(window)
    assert settled or day - NOW.date() <= timedelta(days=1)


HOST = "tin.dong-mau.vn"
LAYOUT = f"""
title: Tin Đồng Mẫu
owner: Xã Đồng Mẫu
base: http://{HOST}
kind: news
credit: Xã Đồng Mẫu
every: 1h
approval: review
discover:
  - {{by: listing, url: /moi.html, row: ul.moi li, link: a, date: i}}
layouts:
  - title: h1
"""
ITEM = (
    "<!DOCTYPE html><html lang=vi><title>Tin {0}</title><h1>Tin số {0} của xã</h1><p>Xã Đồng Mẫu lắp thêm loa ở thôn {0} để "
    "bà con nghe thông báo, và cử người trực vào mỗi buổi sáng trong mùa mưa bão năm nay.</p></html>"
)
DATES = ("14/06/2026", "05/02/2099", "31/02/2026", "13/06/2026", "12/31/2026")


@pytest.fixture
def site(tmp_path, store, configure):
    """A source whose one list has dates that can be and dates that cannot."""
    pages, folder = tmp_path / "pages" / HOST, tmp_path / "sources" / "dongmau"
    pages.mkdir(parents=True)
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(LAYOUT, encoding="utf-8")
    rows = "".join(
        f'<li><a href="/{at}.html">Tin {at}</a><i>{when}</i></li>' for at, when in enumerate(DATES)
    )
    (pages / "moi.html").write_text(
        f"<!DOCTYPE html><meta charset=utf-8><ul class=moi>{rows}</ul>", encoding="utf-8"
    )
    for at in range(len(DATES)):
        (pages / f"{at}.html").write_text(ITEM.format(at), encoding="utf-8")
    with SamplePortals([tmp_path / "pages"]) as served:
        url = store.engine.url.render_as_string(False)
        ours = configure(sources=tmp_path / "sources", rehearsal=served.url, store_url=url)
        yield Rooms(store, ours.archive, ours)


def test_a_crawl_fetches_what_is_misdated_tells_it_and_keeps_its_trust(site):
    window = Window(NOW - timedelta(days=3), NOW)
    first = crawl_source(site, "dongmau", window, lambda _line: None, at=NOW)
    assert (first.found, first.fetched, first.later) == (5, 5, 0)
    assert {(each.error, each.next, each.url) for each in first.problems} == {
        ("BadDocument", "quarantine", f"http://{HOST}")
    }
    assert sorted(each.reason.split(" is dated ")[1] for each in first.problems) == [
        "'31/02/2026', which is no date",
        "2026-12-31, which lies ahead",
        "2099-02-05, which lies ahead",
    ]
    assert first.trusted
    again = crawl_source(site, "dongmau", window, lambda _line: None, at=NOW + timedelta(minutes=30))
    assert (again.known, again.fetched, again.problems) == (5, 0, [])
    assert again.trusted


def test_a_backfill_takes_what_no_time_will_bring(site):
    window = Window(NOW - timedelta(days=400), NOW - timedelta(days=300))
    report = crawl_source(site, "dongmau", window, lambda _line: None, at=NOW)
    told = [each for each in report.problems if " is dated " in each.reason]
    assert (report.fetched, report.later, len(told)) == (3, 2, 3)


def test_an_entry_is_the_same_whatever_is_wrong_with_its_date():
    assert Entry(PAGE, misdated="x") == Entry(PAGE)
