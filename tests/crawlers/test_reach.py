"""What an outage leaves behind: everything published meanwhile is asked for, or it is told up to where it was not."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Ask, Entry, Findings, Trail, Window
from crawlers.discovery.expect import Expectations
from crawlers.discovery.reach import Reach, unread, unread_stretch
from crawlers.discovery.walk import sift
from crawlers.report import Known
from crawlers.source import Source
from nguon.steps.crawl import MOST_BEHIND, caught_up
from tests.crawlers.test_walk import BASE, GAZETTE, LISTING, Site, issues, rows_of, source, walk, window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN = datetime(2026, 1, 1, tzinfo=VIETNAM)
LOOKBACK = timedelta(days=3)
FEED = {"by": "feed", "urls": ["/tin.rss"]}


@dataclass(frozen=True)
class Item:
    """An item that came `came` hours after the beginning and bears a date of `back` hours before."""

    number: int
    came: int
    back: int

    @property
    def url(self) -> str:
        return f"{BASE}/{self.number}.htm"

    @property
    def day(self) -> date:
        return (BEGIN + (self.came - self.back) * HOUR).date()


@st.composite
def histories(draw) -> tuple[list[Item], int, int]:
    """Items in the order in which they came; the hour of the last good crawl, and of the next one."""
    before, outage = draw(st.integers(100, 400)), draw(st.integers(1, 1500))
    hours = st.lists(st.integers(0, before + outage - 1), min_size=1, max_size=60)
    items = [Item(n, came, draw(st.integers(0, 72))) for n, came in enumerate(sorted(draw(hours)))]
    return items, before, before + outage


ORDERS = {
    "as they came": lambda items: items[::-1],
    "by date": lambda items: sorted(items, key=lambda item: item.day, reverse=True),
    "undated": lambda items: items[::-1],
}


@pytest.mark.parametrize("order", ORDERS)
@given(history=histories(), size=st.integers(1, 12), past=st.sampled_from(["repeats", "404", "empty"]))
def test_after_an_outage_of_any_length_everything_is_asked_for_or_told(order, history, size, past):
    items, last, now = history
    begun, until, end = (BEGIN + hour * HOUR for hour in (0, last, now))
    wanted = caught_up(Window(end - HOUR, end), until).widened(LOOKBACK)
    known = {item.url: begun + item.came * HOUR for item in items if item.came < last}
    rows = [(item.url, None if order == "undated" else item.day) for item in ORDERS[order](items)]
    taken, _ = walk(source({**LISTING, "cap": 200}), Site(rows, size, past), wanted, known)
    left = {item for item in items if item.came >= last} - {item for item in items if item.url in taken}
    assert wanted.since == max(until, end - MOST_BEHIND)
    assert all(begun + item.came * HOUR < wanted.since for item in left)
    assert not left or wanted.since > until, "nothing is left out unless the outage was longer than the cap"


def test_a_window_is_an_interval_and_the_lookback_where_nothing_failed():
    interval = Window(BEGIN, BEGIN + HOUR)
    for until in (None, BEGIN, BEGIN + HOUR, BEGIN + DAY):
        assert caught_up(interval, until) == interval


# Lists that do not end where one thinks.


@given(st.integers(1, 40), st.integers(1, 12), st.integers(4, 40))
def test_a_list_that_begins_with_the_oldest_is_walked_to_its_new_entries(old, size, new):
    days = [*range(old), *range(100, 100 + new)]
    rows, wanted = rows_of(days), window(99, 200)
    of = source({**LISTING, "cap": 100})
    taken, _ = walk(of, Site(rows, size, "404"), wanted)
    fresh = [url for url, when in rows if when and when.year == 2026 and when >= date(2026, 4, 10)]
    assert set(fresh) <= set(taken)
    assert len(taken) <= new + 3, "what is older is no late entry"
    known = {url: wanted.end for url in taken if url != fresh[-1]}
    assert fresh[-1] in walk(of, Site(rows, size, "404"), wanted, known)[0]


def test_a_page_of_what_came_late_does_not_hide_the_next_one():
    """One is new, 19 bear dates of long ago, and below them stands what is known."""
    late = [(f"{BASE}/late{n}.htm", date(2025, 3, 30) - n * DAY) for n in range(19)]
    below = rows_of([*range(89, 60, -1)])
    rows = [(f"{BASE}/new.htm", date(2026, 4, 10)), *late, *below]
    known = {url: BEGIN + 90 * DAY for url, _ in below}
    taken, _ = walk(source(LISTING), Site(rows, 5, "404"), window(95, 110), known)
    assert taken == [url for url, _ in rows[:20]]


def test_a_section_that_nothing_was_taken_from_costs_a_few_pages_only():
    known = {f"{BASE}/another-section.htm": BEGIN + 300 * DAY}
    taken, asked = walk(
        source(LISTING), Site(rows_of([*range(200, 0, -1)]), 5, "404"), window(300, 310), known
    )
    assert (taken, asked) == ([], 5)


# How far back a way reaches.


def crawled(of: Source, rows: list[Entry], wanted: Window, known: Known | None = None) -> list[str]:
    """What is told of a way that has one page."""
    known = known or Known()
    told, ask, found = Expectations(of, wanted), Ask(f"{BASE}/tin.rss", 0, 1), Findings(tuple(rows))
    told.add(ask, found)
    sifted = sift(ask, found, wanted, known.captured, known.first_captured)
    told.ended(ask, sifted.trail, behind=sifted.behind)
    return [error.reason for error in told.missing()]


def entries(*hours: int) -> list[Entry]:
    """Entries so many hours after the beginning."""
    return [Entry(f"{BASE}/{hour}.htm", when=BEGIN + hour * HOUR) for hour in hours]


def known_of(*hours: int) -> Known:
    seen = {f"{BASE}/{hour}.htm": BEGIN + (hour + 1) * HOUR for hour in hours}
    return Known(captured=seen, first_captured=seen)


SCHEDULED = Window(BEGIN + 100 * HOUR, BEGIN + 101 * HOUR).widened(LOOKBACK)


@pytest.mark.parametrize("way", [FEED, {**LISTING, "page": None}])
def test_a_feed_that_may_have_rolled_over_is_told(way):
    [reason] = crawled(source(way), entries(101, 100 + 1), SCHEDULED, known_of(50))
    assert unread_stretch(reason) == (BEGIN + 100 * HOUR, BEGIN + 101 * HOUR)
    pinned = entries(40, 101, 101)
    assert crawled(source(way), [*entries(1), *pinned[1:]], SCHEDULED, known_of(1)), (
        "what is pinned is no evidence"
    )


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        pytest.param(entries(101, 100, 99), known_of(50), id="it reaches back to what was dealt with"),
        pytest.param(entries(101, 101, 100), known_of(100), id="something on it is known"),
        pytest.param([Entry(f"{BASE}/x.htm")], known_of(50), id="it tells no dates"),
    ],
)
def test_an_ordinary_look_at_a_feed_is_quiet(rows, known):
    assert crawled(source(FEED), rows, SCHEDULED, known) == []


@pytest.mark.parametrize("year", [1, 9999])
def test_a_date_at_the_end_of_time_breaks_nothing(year):
    rows = [
        Entry(
            f"{BASE}/x.htm", when=datetime(year, 12 if year > 1 else 1, 31 if year > 1 else 1, 23, tzinfo=UTC)
        )
    ]
    for wanted in (SCHEDULED, Window(BEGIN, BEGIN + DAY)):
        assert len(crawled(source(FEED), rows, wanted)) == (year > 1)


def test_a_list_with_pages_does_not_roll_over():
    assert crawled(source(LISTING), entries(101), SCHEDULED, known_of(50)) == []


def test_a_backfill_that_a_feed_cannot_serve_says_so():
    wanted = Window(BEGIN - 700 * DAY, BEGIN - 400 * DAY)
    [reason] = crawled(source(FEED), entries(101, 100), wanted)
    assert reason == unread(wanted.start, wanted.end)
    assert "from 2024-02-01 00:00 to 2024-11-27 00:00" in reason


def test_a_backfill_says_up_to_where_it_led():
    wanted = Window(BEGIN - 700 * DAY, BEGIN + 500 * HOUR)
    assert crawled(source(FEED), entries(101, 60), wanted) == [unread(wanted.start, BEGIN + 60 * HOUR)]


def test_a_backfill_is_quiet_where_one_way_leads_all_the_way_back():
    of = source(FEED, {"by": "sitemap", "urls": ["/sitemap.xml"], "backfill": True})
    wanted = Window(BEGIN - 700 * DAY, BEGIN)
    reach = Reach(of, wanted)
    reach.ended(Ask(f"{BASE}/tin.rss", 0, 1), Trail(low=BEGIN))
    assert reach.missing()
    reach.add(Ask(f"{BASE}/sitemap.xml", 1, 1), Findings((Entry(BASE, when=wanted.start - DAY),)))
    assert reach.missing() == []


@given(st.integers(-(10**9), 10**9), st.timedeltas(HOUR, 900 * DAY))
def test_a_stretch_is_read_back_to_the_minute(seconds, length):
    start = BEGIN + timedelta(seconds=seconds)
    told = unread_stretch(unread(start, start + length))
    assert told
    assert all(
        timedelta(0) <= full - each < timedelta(minutes=1)
        for each, full in zip(told, (start, start + length), strict=True)
    )
    assert unread_stretch("Công báo số 7") is None


# Issues of a gazette.

ISSUES = {"by": "gazette", "url": "/so-moi.rss"}
RSS = "<rss version='2.0'><channel><title>Số mới</title>{}</channel></rss>"


def issue_feed(*told: tuple[str, str]) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>{BASE}/cong-bao/{n}.htm</link><pubDate>{when}</pubDate></item>"
        for n, (title, when) in enumerate(told)
    )
    return RSS.format(items).encode()


def missing_of(way: dict, body: bytes, content_type: str = "text/xml") -> list[str]:
    from crawlers.discovery.walk import first_asks, onward, read_page  # noqa: PLC0415

    of, wanted = source(way, kind="legal"), window(0, 90)
    ask = next(first_asks(of, wanted))
    found = read_page(of, ask, body, ask.url, content_type)
    told = Expectations(of, wanted)
    told.add(ask, found)
    if "documents" not in way:
        assert list(onward(of, ask, found, wanted, sift(ask, found, wanted, {}, {}))) == []
    return [error.reason for error in told.missing()]


def test_a_feed_of_issues_names_the_one_that_is_missing():
    body = issue_feed(
        ("Công báo số 226", "Fri, 20 Mar 2026 00:00:00 GMT"),
        ("Công báo số 223 + 224", "Thu, 19 Mar 2026 00:00:00 GMT"),
        ("Công báo số 222", "Wed, 18 Mar 2026 00:00:00 GMT"),
    )
    assert missing_of(ISSUES, body) == ["Công báo số 225 năm 2026"]


def test_a_year_counts_from_one_where_its_beginning_is_listed():
    year = {**GAZETTE, "url": "/so-cong-bao?nam={year}"}
    assert missing_of(year, issues("Số 4 Ngày 5/1/2026", "Số 3 Ngày 4/1/2026"), "") == [
        "Công báo số 1 năm 2026", "Công báo số 2 năm 2026",
    ]  # fmt: skip
    assert missing_of(GAZETTE, issues("Số 4 Ngày 5/1/2026", "Số 3 Ngày 4/1/2026"), "") == []
    turn = issues("Số 3 Ngày 4/1/2026", "Số 2 Ngày 3/1/2026", "Số 1250 Ngày 31/12/2025")
    assert missing_of(GAZETTE, turn, "") == ["Công báo số 1 năm 2026"]
