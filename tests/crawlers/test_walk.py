"""Walking a source's ways: what is asked, where it ends, and what of it is taken."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Ask, Entry, Findings, Window
from crawlers.discovery.expect import Expectations, gaps
from crawlers.discovery.gazette import issue_numbers
from crawlers.discovery.walk import Sifted, first_asks, is_first, onward, read_page, sift, within_cap
from crawlers.errors import BadDocument, CapReached
from crawlers.source import Source

BASE = "https://dongmau.gov.vn"
ROWS = {"row": "li", "link": "a", "date": ".ngay", "number": ".so"}
LISTING = {"by": "listing", "url": "/tin/1", "page": "/tin/{page}", "cap": 40, **ROWS}


def source(*ways: dict, **more) -> Source:
    return Source.model_validate(
        {
            "id": "dongmau", "title": "Xã Đồng Mẫu", "owner": "Xã Đồng Mẫu", "base": BASE, "kind": "news",
            "credit": "Xã Đồng Mẫu", "every": "1h", "approval": "review", "discover": ways,
            "layouts": [{"title": "h1"}], **more,
        }
    )  # fmt: skip


def day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


def moment(number: int) -> datetime:
    return datetime.combine(day(number), datetime.min.time(), VIETNAM)


def window(start: int, end: int) -> Window:
    return Window(moment(start), moment(end))


def html(rows: list[tuple[str, date | None]]) -> bytes:
    lines = [f'<li><a href="{link}">Tin</a><i class="ngay">{when:%d/%m/%Y}</i>' if when else f'<li><a href="{link}">Tin</a>'
             for link, when in rows]  # fmt: skip
    return "".join(lines).encode()


class Site:
    """A list of entries, newest post first, cut into pages; past its end it answers as it is told to."""

    def __init__(self, rows: list[tuple[str, date | None]], size: int, past: str) -> None:
        self.pages = [rows[at : at + size] for at in range(0, len(rows), size)] or [[]]
        self.past = past

    def answer(self, page: int) -> bytes | None:
        if page <= len(self.pages):
            return html(self.pages[page - 1])
        if self.past == "repeats":
            return html(self.pages[-1])
        return None if self.past == "404" else b""


def walk(
    of: Source, site: Site, wanted: Window, known: dict[str, datetime] | None = None
) -> tuple[list[str], int]:
    """The addresses that a crawl takes, and the number of pages that it reads."""
    known, taken, asked = known or {}, [], 0
    todo = list(first_asks(of, wanted))
    while todo:
        ask = todo.pop(0)
        body = site.answer(ask.page)
        asked += 1
        if body is None:
            continue
        found = read_page(of, ask, body, ask.url, "text/html")
        sifted = sift(ask, found, wanted, known, known)
        taken += [entry.url for entry in sifted.wanted if entry.url not in taken]
        todo += onward(of, ask, found, wanted, sifted)
    return taken, asked


def rows_of(days: list[int]) -> list[tuple[str, date | None]]:
    return [(f"{BASE}/{number}.htm", day(each)) for number, each in enumerate(days)]


SOME = Sifted((), frozenset(), frozenset(), frozenset(), (), met=True, behind=False)
PAST = st.sampled_from(["repeats", "404", "empty"])


@given(
    st.lists(st.integers(0, 60), max_size=60),
    st.integers(1, 12),
    PAST,
    st.integers(0, 60),
    st.integers(1, 30),
)
def test_a_list_in_the_order_of_time_gives_exactly_its_window(days, size, past, start, length):
    of, rows = source({**LISTING, "cap": 100}), rows_of(sorted(days, reverse=True))
    taken, asked = walk(of, Site(rows, size, past), window(start, start + length))
    assert taken == [url for url, when in rows if when and day(start) <= when < day(start + length)]
    newer = sum(when >= day(start) for _, when in rows if when)
    same = 0 if newer else sum(when == rows[0][1] for _, when in rows)
    assert asked <= (newer + same) // size + 2, "it ends on the first page that lies behind the window"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60), st.integers(1, 12), PAST, st.data())
def test_known_entries_never_end_a_walk(days, size, past, data):
    rows = rows_of(sorted(days, reverse=True))
    known = {url: moment(61) for url, _ in data.draw(st.lists(st.sampled_from(rows), unique=True))}
    taken, _ = walk(source({**LISTING, "cap": 100}), Site(rows, size, past), window(0, 61), known)
    assert sorted(taken) == sorted(url for url, _ in rows if url not in known)


@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=40, unique=True), st.integers(1, 12), PAST, st.data()
)
def test_an_entry_that_is_dated_back_is_found_where_it_was_put(days, size, past, data):
    """It is new on the list's top, and bears the date of long ago: of all such readers, we take it."""
    rows = rows_of(sorted(days, reverse=True))
    known = {url: moment(70) for url, _ in rows}
    late = (f"{BASE}/late.htm", day(-200))
    rows.insert(data.draw(st.integers(0, min(size, len(rows)) - 1)), late)
    taken, _ = walk(source({**LISTING, "cap": 100}), Site(rows, size, past), window(60, 75), known)
    assert taken == [late[0]]


def test_old_entries_below_the_window_are_not_late():
    rows = rows_of([30, 29, 5, 4])
    taken, _ = walk(source(LISTING), Site(rows, 10, "404"), window(29, 31))
    assert taken == [url for url, _ in rows[:2]]


@given(st.integers(1, 80), st.integers(1, 12), PAST)
def test_a_list_without_dates_is_read_to_its_end_once_and_then_to_what_was_seen_before(count, size, past):
    of, rows = source({**LISTING, "cap": 100}), [(f"{BASE}/{number}.htm", None) for number in range(count)]
    taken, _ = walk(of, Site(rows, size, past), window(0, 61))
    assert taken == [url for url, _ in rows]
    seen_long_ago = {url: moment(0) for url, _ in rows}
    fresh = [(f"{BASE}/new{number}.htm", None) for number in range(size + 1)]
    taken, asked = walk(of, Site(fresh + rows, size, past), window(50, 61), seen_long_ago)
    assert taken == [url for url, _ in fresh]
    assert asked <= 4, "a page of what was seen before the window lies behind it"


def test_a_cap_is_told():
    of = source({**LISTING, "cap": 3})
    with pytest.raises(CapReached, match="3 pages"):
        walk(of, Site(rows_of([50] * 100), 10, "404"), window(0, 61))


def test_a_list_that_ends_where_its_cap_lies_is_whole():
    taken, asked = walk(
        source({**LISTING, "cap": 3}), Site(rows_of([*range(50, 20, -1)]), 10, "repeats"), window(51, 61)
    )
    assert (taken, asked) == ([], 1)


def test_an_item_changed_in_the_window_is_taken_again_only_if_our_copy_is_older():
    entry = Entry(f"{BASE}/1.htm", when=day(1), updated=moment(50))
    found, known = Findings((entry,)), {entry.url: moment(20)}
    assert sift(Ask(BASE, 0, 1), found, window(49, 51), known, known).wanted == (entry,)
    assert sift(Ask(BASE, 0, 1), found, window(49, 51), {entry.url: moment(51)}, known).wanted == ()
    assert sift(Ask(BASE, 0, 1), found, window(10, 20), {}, {}).wanted == (entry,), (
        "it may have been published then"
    )


def test_of_a_backfill_what_is_newer_is_left_and_counted():
    rows = [Entry(url, when=when) for url, when in rows_of([50, 40, 30, 20])]
    sifted = sift(Ask(BASE, 0, 1), Findings(tuple(rows)), window(25, 45), {}, {})
    assert [entry.when for entry in sifted.wanted] == [day(40), day(30)]
    assert sifted.later == {rows[0].url}
    assert not sifted.behind


# Feeds, addresses that hold the time.


def test_a_feeds_older_pages_are_followed_to_the_window():
    of = source({"by": "feed", "urls": ["/tin.rss"]})
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="/tin-2.rss"/><entry>'
        b"<link href='/1.htm'/><updated>2026-02-01T00:00:00+07:00</updated></entry></feed>"
    )
    [ask] = first_asks(of, window(0, 60))
    found = read_page(of, ask, body, ask.url, "application/atom+xml")
    [older] = onward(of, ask, found, window(0, 60), SOME)
    assert (older.url, older.page) == (f"{BASE}/tin-2.rss", 2)
    assert list(onward(of, ask, found, window(40, 60), replace(SOME, behind=True))) == []


def test_the_time_may_stand_in_the_address():
    of = source({**LISTING, "match": r"-102(?P<time>\d{12})\d+\.htm$"})
    body = html(
        [
            ("/tin-102261119101533208.htm", None),
            ("/gioi-thieu.htm", None),
            ("/tin-102269919101533208.htm", None),
        ]
    )
    [ask] = first_asks(of, window(0, 60))
    entries = read_page(of, ask, body, ask.url, "text/html").entries
    assert [entry.when for entry in entries] == [datetime(2026, 11, 19, 10, 15, 33, tzinfo=VIETNAM), None]


# ASP.NET.

POSTBACK = {
    "by": "postback", "url": "/he-thong-van-ban?classid=1", "target": "ctrl$grv", "row": "tr", "link": "a", "cap": 5,
}  # fmt: skip


def grid(rows: str, pages: list[int], state: str = "dDw/+=") -> bytes:
    links = "".join(
        f'<a href="javascript:__doPostBack(&#39;ctrl$grv&#39;,&#39;Page${n}&#39;)">{n}</a>' for n in pages
    )
    return (
        f'<form><input type="hidden" name="__VIEWSTATE" value="{state}"><input type="hidden" name="__EVENTTARGET" '
        f'value=""><input type="text" name="q" value="x"><table>{rows}</table>{links}</form>'
    ).encode()


def test_a_form_is_sent_back_as_the_page_gave_it():
    of = source(POSTBACK)
    [ask] = first_asks(of, window(0, 60))
    found = read_page(of, ask, grid('<tr><td><a href="/1">Một</a>', [2, 3]), ask.url, "text/html")
    [step] = onward(of, ask, found, window(0, 60), SOME)
    assert (step.method, step.url, step.page) == ("POST", ask.url, 2)
    assert parse_qs(step.body.decode(), keep_blank_values=True) == {
        "__VIEWSTATE": ["dDw/+="], "__EVENTTARGET": ["ctrl$grv"], "__EVENTARGUMENT": ["Page$2"],
    }  # fmt: skip


def test_a_grid_ends_where_it_offers_no_next_page():
    of = source(POSTBACK)
    ask = replace(next(first_asks(of, window(0, 60))), page=3)
    found = read_page(of, ask, grid('<tr><td><a href="/1">Một</a>', [1, 2]), ask.url, "text/html")
    assert list(onward(of, ask, found, window(0, 60), SOME)) == []


# JSON.

API = {
    "by": "api", "url": "https://api.dongmau.gov.vn/tim", "items": "data.items", "link": "/vb/{slug}-{id}.htm",
    "title": "name", "date": "issued", "number": "code", "total": "data.total",
    "body": {"page": "{page}", "filters": {"from": "{from}", "text": "đến {to}"}},
}  # fmt: skip


def test_an_interface_is_asked_for_the_window():
    of = source(API, hosts=["api.dongmau.gov.vn"])
    [ask] = first_asks(of, window(0, 60))
    assert json.loads(ask.body) == {"page": 1, "filters": {"from": "2026-01-01", "text": "đến 2026-03-02"}}
    told = {"data": {"total": 31, "items": [
        {"slug": "qd", "id": 7, "name": "Quyết định", "issued": "2026-01-05", "code": "7/QĐ-UBND"},
        {"slug": "", "id": 8}, "x",
        {"slug": "ct", "id": 9, "issued": 1767571200000},
    ]}}  # fmt: skip
    found = read_page(of, ask, json.dumps(told).encode(), ask.url, "application/json")
    assert [entry.url for entry in found.entries] == [f"{BASE}/vb/qd-7.htm", f"{BASE}/vb/ct-9.htm"]
    assert found.entries[0].when == day(4)
    assert found.entries[1].when == datetime(2026, 1, 5, tzinfo=UTC)
    assert (len(found.faults), found.total) == (2, 31)
    [step] = onward(of, ask, found, window(0, 60), SOME)
    assert json.loads(step.body)["page"] == 2


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": {"items": {}}}', b"[" * 100_000, b"null"])
def test_an_answer_without_a_list_is_a_bad_document(body):
    of = source(API, hosts=["api.dongmau.gov.vn"])
    [ask] = first_asks(of, window(0, 60))
    with pytest.raises(BadDocument):
        read_page(of, ask, body, ask.url, "application/json")


# Sitemaps.


def test_an_index_leads_to_the_sitemaps_that_changed_since_the_window_began():
    of = source({"by": "sitemap", "urls": ["/sitemap.xml"]})
    [ask] = first_asks(of, window(40, 60))
    body = (
        b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        b"<sitemap><loc>https://dongmau.gov.vn/2026-01.xml</loc><lastmod>2026-01-31T00:00:00Z</lastmod></sitemap>"
        b"<sitemap><loc>https://dongmau.gov.vn/2026-02.xml</loc><lastmod>2026-02-28T00:00:00Z</lastmod></sitemap>"
        b"<sitemap><loc>https://dongmau.gov.vn/khac.xml</loc></sitemap></sitemapindex>"
    )
    found = read_page(of, ask, body, ask.url, "text/xml")
    steps = list(onward(of, ask, found, window(40, 60), SOME))
    assert [(step.url.rpartition("/")[2], step.level) for step in steps] == [
        ("2026-02.xml", 1),
        ("khac.xml", 1),
    ]


@pytest.mark.parametrize(
    ("name", "asked"), [("tin-2026-1.xml", False), ("tin-2026-2-21-28.xml", True), ("tin.xml", True)]
)
def test_a_sitemap_whose_name_tells_its_month_is_asked_for_that_months_window(name, asked):
    of = source({"by": "sitemap", "urls": ["/sitemap.xml"], "changes": False})
    [ask] = first_asks(of, window(40, 60))
    body = f"<sitemapindex><sitemap><loc>{BASE}/{name}</loc><lastmod>2026-11-01</lastmod></sitemap></sitemapindex>"
    found = read_page(of, ask, body.encode(), ask.url, "text/xml")
    assert [step.url for step in onward(of, ask, found, window(40, 60), SOME)] == [f"{BASE}/{name}"] * asked


def test_a_way_for_backfills_is_walked_for_long_windows_only():
    of = source(LISTING, {"by": "sitemap", "urls": ["/sitemap.xml"], "backfill": True})
    assert [ask.way for ask in first_asks(of, window(0, 3))] == [0]
    assert [ask.way for ask in first_asks(of, window(0, 30))] == [0, 1]


def test_a_news_sitemap_tells_title_and_time():
    of = source({"by": "sitemap", "urls": ["/sitemap.xml"]})
    [ask] = first_asks(of, window(0, 60))
    body = (
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        b"<url><loc>https://dongmau.gov.vn/1.htm</loc><n:news><n:publication_date>2026-01-05T08:00:00+07:00"
        b"</n:publication_date><n:title>M\xc6\xb0a l\xe1\xbb\x9bn</n:title></n:news></url><url><loc>mailto:x</loc></url></urlset>"
    )
    found = read_page(of, ask, body, ask.url, "text/xml")
    assert found.entries == (Entry(f"{BASE}/1.htm", "Mưa lớn", datetime(2026, 1, 5, 8, tzinfo=VIETNAM)),)
    assert len(found.faults) == 1


# Gazettes, and what is missing.

GAZETTE = {
    "by": "gazette", "url": "/so-cong-bao",
    "issues": {"row": "li", "link": "span@data-id", "address": "/so?id={value}", "number": "span@value", "date": "span@value"},
    "documents": {"row": "tr", "link": "a", "number": ".so", "date": "td"},
}  # fmt: skip


def issues(*written: str) -> bytes:
    return "".join(
        f'<li><span data-id="{n}" value="{each}">x</span>' for n, each in enumerate(written)
    ).encode()


def test_an_issue_leads_to_its_documents_which_bear_its_date():
    of = source(GAZETTE, kind="legal")
    [ask] = first_asks(of, window(60, 90))
    found = read_page(
        of,
        ask,
        issues("Số 21 Ngày 31/3/2026", "Số 19 + 20 Ngày 25/3/2026", "Số 5 Ngày 15/1/2026"),
        ask.url,
        "",
    )
    steps = list(onward(of, ask, found, window(60, 90), SOME))
    assert [(step.url, step.when) for step in steps] == [
        (f"{BASE}/so?id=0", date(2026, 3, 31)), (f"{BASE}/so?id=1", date(2026, 3, 25)),
    ]  # fmt: skip
    body = b"<tr><td>13/2/2026<td><a href='/vb/1'>V</a><i class=so>s\xe1\xbb\x91 7/2026/Q\xc4\x90-UBND</i>"
    [entry] = read_page(of, steps[0], body, steps[0].url, "").entries
    assert (entry.when, entry.number) == (date(2026, 3, 31), "7/2026/QĐ-UBND")
    assert not is_first(of, replace(steps[0], page=2))


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("223 + 224", [223, 224]),
        ("Số 19 + 20 Ngày 25/3/2026", [19, 20]),
        ("Công báo số 7", [7]),
        ("Đặc san", []),
        ("", []),
    ],
)
def test_the_numbers_of_an_issue(written, numbers):
    assert issue_numbers(written) == numbers


def test_the_issues_on_the_last_page_before_the_cap_are_still_led_to():
    of = source({**GAZETTE, "page": "/so-cong-bao/{page}", "cap": 1}, kind="legal")
    [ask] = first_asks(of, window(60, 90))
    steps = onward(
        of, ask, read_page(of, ask, issues("Số 21 Ngày 31/3/2026"), ask.url, ""), window(60, 90), SOME
    )
    assert next(steps).level == 1
    with pytest.raises(CapReached):
        next(steps)


def test_a_number_left_out_is_named():
    of = source(GAZETTE, kind="legal")
    [ask] = first_asks(of, window(0, 90))
    told = Expectations(of, window(0, 90))
    listed = issues(
        "Số 24 Ngày 1/4/2026", "Số 21 Ngày 31/3/2026", "Số 19 + 20 Ngày 25/3/2026", "Số 03 Ngày 2/1/2025"
    )
    told.add(ask, read_page(of, ask, listed, ask.url, ""))
    assert [error.reason for error in told.missing()] == [
        f"Công báo số {number} năm 2026" for number in (*range(1, 19), 22, 23)
    ], "each year's begin with 1; where the list of 2025 ends, nobody knows"
    assert "Công báo số 20 năm 2026" in list(told.seen())


def test_a_series_of_documents_is_counted_apart_from_others():
    of = source({**LISTING}, expect={"series": r"(?P<number>\d+)/(?P<year>\d{4})/NĐ-CP"})
    told, ask = Expectations(of, window(0, 90)), Ask(BASE, 0, 1)
    numbers = ["7/2026/NĐ-CP", "9/2026/NĐ-CP", "3/2025/NĐ-CP", "8/2026/TT-BYT", ""]
    told.add(ask, Findings(tuple(Entry(f"{BASE}/{n}", number=n) for n in numbers)))
    assert [error.reason for error in told.missing()] == ["8/2026/NĐ-CP"]


def test_a_total_that_was_not_reached_is_told_once_the_list_was_walked_to_its_end():
    of = source({**LISTING, "total": "b"})
    told, [ask] = Expectations(of, window(0, 90)), first_asks(of, window(0, 90))
    told.add(
        ask,
        read_page(
            of, ask, html([("/1", None), ("/2", None)]) + b"<b>T\xe1\xbb\x95ng: 1.003</b>", ask.url, ""
        ),
    )
    assert list(told.missing()) == []
    told.ended(ask, ask.trail)
    [missing] = told.missing()
    assert "it says 1003, 2 were found" in missing.fix
    assert list(told.seen()) == []


def test_a_total_that_is_reached_is_seen_in_the_words_in_which_it_was_missing():
    of = source({**LISTING, "total": "b"})
    [ask] = first_asks(of, window(0, 90))

    def walk(*links: str) -> Expectations:
        told = Expectations(of, window(0, 90))
        page = html([(link, None) for link in links]) + "<b>Tổng: 2</b>".encode()
        told.add(ask, read_page(of, ask, page, ask.url, ""))
        told.ended(ask, ask.trail)
        return told

    [missing] = walk("/1").missing()
    assert missing.reason in list(walk("/1", "/2").seen())
    assert list(walk("/1", "/2").missing()) == []


@given(st.sets(st.integers(1, 300)))
def test_gaps_and_numbers_fill_the_range(numbers):
    assume(numbers)
    missing = gaps(numbers)
    assert sorted([*numbers, *missing]) == list(range(min(numbers), max(numbers) + 1))


def index(*names: str, when: str = "2026-01-31") -> bytes:
    inside = "".join(
        f"<sitemap><loc>{BASE}/{name}</loc><lastmod>{when}T00:00:00Z</lastmod></sitemap>" for name in names
    )
    return f"<sitemapindex>{inside}</sitemapindex>".encode()


def test_an_index_that_lies_too_deep_is_told_unless_it_holds_nothing_of_the_window():
    of = source({"by": "sitemap", "urls": ["/sitemap.xml"]})
    [ask] = first_asks(of, window(0, 60))
    for level in (1, 2):
        found = read_page(of, ask, index(f"{level}.xml"), ask.url, "text/xml")
        [ask] = onward(of, ask, found, window(0, 60), SOME)
        assert ask.level == level
    found = read_page(of, ask, index("3.xml"), ask.url, "text/xml")
    with pytest.raises(CapReached, match=r"/2\.xml.*inside 2 others"):
        list(onward(of, ask, found, window(0, 60), SOME))
    assert list(onward(of, ask, found, window(50, 60), SOME)) == []


def test_the_cap_counts_the_sitemaps_of_an_index():
    of = source({"by": "sitemap", "urls": ["/sitemap.xml"], "cap": 4}, {**LISTING, "cap": 1})
    step = Ask(f"{BASE}/2.xml", 0, 1, level=1)
    within_cap(of, step, 3)
    with pytest.raises(CapReached, match="more sitemaps in it than 4"):
        within_cap(of, step, 4)
    within_cap(of, replace(step, level=0), 4)
    within_cap(of, Ask(f"{BASE}/tin/2", 1, 2), 4)
