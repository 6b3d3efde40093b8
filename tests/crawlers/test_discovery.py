"""What feeds and list pages name, and what a window takes of it."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Entry, Findings, Window, web_address
from crawlers.discovery.feed import read_feed
from crawlers.discovery.listing import read_listing
from crawlers.errors import BadDocument
from crawlers.source import ListingDiscovery

FEED = "https://bao.dongmau.vn/rss/tin.rss"
PAGE = "https://congbao.dongmau.vn/van-ban/trang-1.htm"
EVENING = datetime(2026, 9, 14, 18, 44, tzinfo=VIETNAM)


# Feeds.


def rss(*items: str) -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{inside}</channel></rss>'.encode()


def atom(*entries: str) -> bytes:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title>{inside}</feed>'.encode()


def read(body: bytes, content_type: str = "text/xml; charset=utf-8") -> Findings:
    return read_feed(body, FEED, content_type)


def test_rss_entries_come_in_their_order_with_title_and_time():
    found = read(
        rss(
            "<title>Mưa lớn ở xã Đồng Mẫu</title><link>https://bao.dongmau.vn/mua.htm</link>"
            "<pubDate>Mon, 14 Sep 2026 18:44:00 +0700</pubDate>",
            "<title>  Họp thôn </title><link> /hop.htm\n</link>",
        )
    )
    assert found == Findings(
        (
            Entry("https://bao.dongmau.vn/mua.htm", "Mưa lớn ở xã Đồng Mẫu", EVENING),
            Entry("https://bao.dongmau.vn/hop.htm", "Họp thôn", None),
        )
    )


def test_atom_entries_give_the_time_of_publication_before_that_of_change():
    found = read(
        atom(
            "<title>Một</title><link href='/1.htm'/><published>2026-09-14T18:44:00+07:00</published>"
            "<updated>2026-10-01T00:00:00Z</updated>",
            "<title>Hai</title><link href='/2.htm'/><updated>2026-09-14T11:44:00Z</updated>",
        )
    )
    assert [entry.url for entry in found.entries] == [
        "https://bao.dongmau.vn/1.htm",
        "https://bao.dongmau.vn/2.htm",
    ]
    assert [entry.when for entry in found.entries] == [EVENING, EVENING]


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("9/14/2026 6:44:00 PM", EVENING),
        ("14/09/2026 18:44", EVENING),
        ("Mon, 14 Sep 2026 18:44:00 GMT+7", EVENING),
        ("Mon, 14 Sep 2026 11:44:00 GMT", EVENING),
        ("2026-09-14T18:44:00+07:00", EVENING),
        ("2026-09-14 18:44:00", EVENING),
        ("Thứ Hai, 14/09/2026 18:44 (GMT+7)", EVENING),
        ("hôm qua", None),
        ("31/02/2026 10:00", None),
        ("", None),
        ("   ", None),
    ],
)
def test_a_feed_date_without_a_zone_is_vietnamese_and_none_is_guessed(written, when):
    found = read(rss(f"<link>/a.htm</link><pubDate>{written}</pubDate>"))
    assert [entry.when for entry in found.entries] == [when]
    assert all(entry.when is None or entry.when.utcoffset() is not None for entry in found.entries)


BAD_LINKS = {
    "none": "",
    "empty": "<link></link>",
    "white": "<link> \n </link>",
    "script": "<link>javascript:void(0)</link>",
    "mail": "<link>mailto:van-thu@dongmau.vn</link>",
    "file": "<link>file:///etc/passwd</link>",
    "broken": "<link>http://[khong-phai</link>",
    "broken and relative": "<link>//[x/y</link>",
}


@pytest.mark.parametrize("case", BAD_LINKS)
def test_an_entry_without_a_usable_link_costs_itself_only(case):
    bad = f"<title>Hỏng</title>{BAD_LINKS[case]}"
    found = read(rss("<link>/1.htm</link>", bad, "<link>/3.htm</link>"))
    assert [entry.url[-5:] for entry in found.entries] == ["1.htm", "3.htm"]
    assert found.faults == ("entry 2 has no usable link: 'Hỏng'",)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("bai.htm", "https://bao.dongmau.vn/rss/bai.htm"),
        ("/bai.htm", "https://bao.dongmau.vn/bai.htm"),
        ("../bai.htm", "https://bao.dongmau.vn/bai.htm"),
        ("//cdn.dongmau.vn/bai.htm", "https://cdn.dongmau.vn/bai.htm"),
        ("HTTPS://Bao.DongMau.vn/Bai.htm", "https://bao.dongmau.vn/Bai.htm"),
        ("http://bao.dongmau.vn/bai.htm?a=1&amp;b=2", "http://bao.dongmau.vn/bai.htm?a=1&b=2"),
    ],
)
def test_a_feed_link_is_made_absolute(link, address):
    assert [entry.url for entry in read(rss(f"<link>{link}</link>")).entries] == [address]


def test_a_feed_broken_after_some_entries_yields_those():
    whole = rss("<title>Một</title><link>/1.htm</link>", "<title>Hai</title><link>/2.htm</link>")
    found = read(whole[: whole.index(b"<link>/2")])
    assert [entry.url for entry in found.entries] == ["https://bao.dongmau.vn/1.htm"]
    assert len(found.faults) == 1


def test_an_unescaped_sign_in_one_entry_costs_no_other():
    found = read(rss("<title>Một</title><link>/1.htm</link>", "<title>A & B <</title><link>/2.htm</link>"))
    assert {entry.url[-5:] for entry in found.entries} == {"1.htm", "2.htm"}


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#55357;&#56832;", "&#99999999;", "&#xFFFFFFFFFFFF;", f"&#{'9' * 5000};"]
)
def test_a_reference_to_no_character_costs_no_entry(reference):
    found = read(
        rss(f"<title>A{reference}</title><link>/1.htm</link>", "<title>&#x1F327;</title><link>/2.htm</link>")
    )
    assert [entry.title.rstrip("\ufffd") for entry in found.entries] == ["A", "\U0001f327"]


@pytest.mark.parametrize(
    "slip",
    [
        "<m:pos xmlns:m='http://www.opengis.net/gml'>1 2</m:pos>",
        "<p:chapters xmlns:p='http://podlove.org/simple-chapters' version='1.1'><p:chapter/></p:chapters>",
    ],
)
def test_where_the_parser_itself_fails_the_feed_is_a_bad_document(slip):
    with pytest.raises(BadDocument, match=r"feedparser fails on it: (KeyError|TypeError)"):
        read(rss(f"<link>/1.htm</link>{slip}"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_the_words_survive_the_encoding(encoding):
    body = rss("<title>Xã Suối Mẫu</title><link>/1.htm</link>").decode()
    found = read(
        body.replace('"1.0"', f'"1.0" encoding="{encoding[:6].rstrip("-")}"').encode(encoding), "text/xml"
    )
    assert [entry.title for entry in found.entries] == ["Xã Suối Mẫu"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"\x00\x01\x02",
        b"<html><head><title>503</title></head><body><a href='/'>B\xe1\xba\xa3o tr\xc3\xac</a></body></html>",
        b"Access denied",
        b"{}",
        b"[1]",
        b"%PDF-1.7",
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("content_type", ["text/xml", "text/html; charset=utf-8", "application/json", ""])
def test_what_is_no_feed_is_a_bad_document(body, content_type):
    with pytest.raises(BadDocument, match="not a feed") as caught:
        read(body, content_type)
    assert caught.value.url == FEED


def test_a_feed_without_entries_is_a_feed():
    assert read(rss()) == Findings(())


HOSTILE = st.lists(
    st.sampled_from(
        [b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<link>", b"</link>", b"/a", b"http://[",
         b"<pubDate>", b"</pubDate>", b"9/14/2026 6:44:00 PM", b"<title>", b"<![CDATA[", b"]]>", b"&lt;", b"&#xD800;",
         b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"<link href='", b"'/>", b"<updated>",
         b"<?xml version='1.0' encoding='utf-7'?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"\xff\xfe", b"<a href="]
    )
    | st.binary(max_size=8),
    max_size=20,
).map(b"".join)  # fmt: skip


def check(found: Findings) -> None:
    assert all(entry.url.startswith(("http://", "https://")) for entry in found.entries)
    assert all(isinstance(fault, str) and fault for fault in found.faults)


@given(body=HOSTILE | st.binary(), content_type=st.sampled_from(["text/xml", "text/html", "nonsense", ""]))
def test_whatever_the_bytes_a_feed_is_read_or_refused(body, content_type):
    with suppress(BadDocument):
        check(read(body, content_type))


# Lists.

ROWS = ListingDiscovery(
    by="listing", url="/van-ban", row="div.vb", link="a.trich", date="span.ngay", number="span.so"
)
LINKS = ListingDiscovery(by="listing", url="/tin", row="ul.tin a", link=":self")


def row(link: str = "/vb-1.htm", day: str = "13/11/2026", number: str = "12/2026/QĐ-UBND") -> str:
    return (
        f'<div class="vb"><span class="so"> {number}</span><a class="trich" href="{link}">Quyết định\n '
        f'<b>về</b>  đê điều</a><span class="ngay">{day}</span></div>'
    )


def rows(*inside: str, rules: ListingDiscovery = ROWS) -> Findings:
    return read_listing(
        f"<html><body><div class=khac>{''.join(inside)}</div></body></html>".encode(), PAGE, rules
    )


def test_rows_become_entries_in_the_order_of_the_page():
    found = rows(row(), row("vb-2.htm", "Ngày ban hành: 01-02-2026", ""), row("//cdn.dongmau.vn/3"))
    assert found == Findings(
        (
            Entry(
                "https://congbao.dongmau.vn/vb-1.htm",
                "Quyết định về đê điều",
                date(2026, 11, 13),
                "12/2026/QĐ-UBND",
            ),
            Entry(
                "https://congbao.dongmau.vn/van-ban/vb-2.htm", "Quyết định về đê điều", date(2026, 2, 1), ""
            ),
            Entry("https://cdn.dongmau.vn/3", "Quyết định về đê điều", date(2026, 11, 13), "12/2026/QĐ-UBND"),
        )
    )


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("13/11/2026", date(2026, 11, 13)),
        ("02/03/2026", date(2026, 3, 2)),
        ("ngày 13 tháng 11 năm 2026", date(2026, 11, 13)),
        ("13/11/2026 08:30", datetime(2026, 11, 13, 8, 30, tzinfo=VIETNAM)),
        ("08h30 ngày 13/11/2026", datetime(2026, 11, 13, 8, 30, tzinfo=VIETNAM)),
        ("13/11/2026 00:00", datetime(2026, 11, 13, tzinfo=VIETNAM)),
        ("31/02/2026", None),
        ("mới", None),
        ("", None),
    ],
)
def test_a_day_stays_a_day_and_an_hour_makes_a_moment(written, when):
    (entry,) = rows(row(day=written)).entries
    assert (type(entry.when), entry.when) == (type(when), when)


def test_a_row_may_be_its_own_link():
    found = rows('<ul class="tin"><li><a href="/a-post1">Tin bão</a></li></ul>', rules=LINKS)
    assert found == Findings((Entry("https://congbao.dongmau.vn/a-post1", "Tin bão"),))


@pytest.mark.parametrize(
    "link",
    [
        "",
        " ",
        "javascript:xem(1)",
        "JavaScript:xem(1)",
        "java\nscript:xem(1)",
        "mailto:a@dongmau.vn",
        "tel:113",
        "data:text/html,a",
        "ftp://dongmau.vn/a",
        "file:///etc/passwd",
        "http://[a",
        "http://",
        "//[a",
    ],
)
def test_a_row_without_a_usable_link_costs_itself_only(link):
    found = rows(row("/1"), row(link), row("/3"))
    assert [entry.url[-2:] for entry in found.entries] == ["/1", "/3"]
    assert found.faults == ("row 2 has no usable link",)


def test_a_row_whose_link_is_missing_or_bare_is_a_fault():
    bare = '<div class="vb"><a class="trich">Không có địa chỉ</a></div>'
    found = rows('<div class="vb">trống</div>', bare, row())
    assert found.faults == ("row 1 has no usable link", "row 2 has no usable link")
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"<html></html>", b"%PDF-1.7", "<div class=vb>".encode("utf-16")]
)
def test_a_page_without_rows_has_no_entries(body):
    assert read_listing(body, PAGE, ROWS) == Findings(())


HOSTILE_HTML = st.lists(
    st.sampled_from(
        [b'<div class="vb">', b"</div>", b'<a class="trich" href="', b'">', b"</a>", b"http://[", b"/a", b"javascript:",
         b'<span class="ngay">', b"13/11/2026", b"99h99", b"</span>", b"&#xD800;", b"&#0;", b"\xff", b"<table>", b"<svg>",
         b"<template>", b"<!--", b"<ul class=tin>"]
    )
    | st.binary(max_size=8),
    max_size=20,
).map(b"".join)  # fmt: skip


@given(body=HOSTILE_HTML | st.binary(), rules=st.sampled_from([ROWS, LINKS]))
def test_whatever_the_bytes_a_list_is_read(body, rules):
    check(read_listing(body, PAGE, rules))


@given(
    link=st.text(max_size=30) | st.sampled_from(["http://", "https:", "//", "?", "#", "http:a", "http://a:b"])
)
def test_a_web_address_is_http_or_nothing(link):
    address = web_address(PAGE, link)
    assert address is None or address.startswith(("http://", "https://"))
    assert address is None or urlsplit(address).netloc


# Windows.

START, END = datetime(2026, 11, 1, tzinfo=VIETNAM), datetime(2026, 11, 8, tzinfo=VIETNAM)
WEEK = Window(START, END)
BLINK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("when", "place"),
    [
        (START - BLINK, "before"),
        (START, "inside"),
        (END - BLINK, "inside"),
        (END, "after"),
        (datetime(2026, 10, 31, 16, 59, tzinfo=UTC), "before"),
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), "inside"),
        (datetime(2026, 11, 7, 17, 0, tzinfo=UTC), "after"),
        (date(2026, 10, 31), "before"),
        (date(2026, 11, 1), "inside"),
        (date(2026, 11, 7), "inside"),
        (date(2026, 11, 8), "after"),
        (None, "inside"),
    ],
)
def test_the_place_of_an_entry(when, place):
    entry = Entry("https://a.vn/", when=when)
    assert (entry.before(WEEK), entry.after(WEEK)) == (place == "before", place == "after")


@pytest.mark.parametrize("hours", [1, 12, 23])
def test_a_day_that_a_border_cuts_is_inside(hours):
    """It may have been published on either side, so it is not surely outside."""
    cut = timedelta(hours=hours)
    assert not Entry("a", when=date(2026, 11, 1)).before(Window(START + cut, END))
    assert not Entry("a", when=date(2026, 11, 8)).after(Window(START, END + cut))


def test_borders_in_utc_are_met_in_vietnamese_days():
    day = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
    inside = [n for n in range(1, 5) if not Entry("a", when=date(2026, 11, n)).after(day)]
    assert inside == [1, 2], "2 November begins in Vietnam while it is 1 November in UTC"
    assert Entry("a", when=date(2026, 10, 31)).before(day)


def test_only_a_moment_can_be_newer_than_a_moment():
    assert Entry("a", when=START + BLINK).newer_than(START)
    assert not Entry("a", when=START).newer_than(START)
    assert not Entry("a", when=START - BLINK).newer_than(START)
    assert not Entry("a", when=date(2027, 1, 1)).newer_than(START)
    assert not Entry("a").newer_than(START)


ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=ZONES)  # noqa: DTZ001 -- hypothesis wants them bare
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@given(when=MOMENTS | DAYS | st.none(), start=MOMENTS, length=st.timedeltas(BLINK, timedelta(days=400)))
def test_no_entry_is_both_before_and_after(when, start, length):
    entry, window = Entry("a", when=when), Window(start, start + length)
    assert not (entry.before(window) and entry.after(window))
    if isinstance(when, datetime):
        inside = window.start <= when < window.end
        assert inside is not (entry.before(window) or entry.after(window))


@given(
    when=DAYS, start=MOMENTS, length=st.timedeltas(BLINK, timedelta(days=3)), second=st.integers(0, 86_399)
)
def test_a_day_is_outside_only_if_each_of_its_moments_is(when, start, length, second):
    window = Window(start, start + length)
    moment = datetime(when.year, when.month, when.day, tzinfo=VIETNAM) + timedelta(seconds=second)
    day, inside = Entry("a", when=when), window.start <= moment < window.end
    assert not (inside and (day.before(window) or day.after(window)))


@pytest.mark.parametrize(
    ("start", "end"), [(START.replace(tzinfo=None), END), (START, END.replace(tzinfo=None))]
)
def test_a_window_without_a_zone_is_refused(start, end):
    with pytest.raises(ValueError, match="zone"):
        Window(start, end)


@pytest.mark.parametrize("end", [START, START - BLINK])
def test_a_window_that_ends_before_it_starts_is_refused(end):
    with pytest.raises(ValueError, match="end after it starts"):
        Window(START, end)
