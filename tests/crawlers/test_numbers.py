"""Digits that strangers write: superscripts, Arabic ones, 5,000 of them. None may stop a reader, or cost its neighbours."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.api import read_api
from crawlers.discovery.entry import Ask, Entry, Findings
from crawlers.discovery.expect import Expectations
from crawlers.discovery.feed import read_feed
from crawlers.discovery.gazette import issue_numbers
from crawlers.discovery.postback import read_postback
from crawlers.discovery.rows import count
from crawlers.media.links import byte_count, duration_ms
from crawlers.media.players import page_media
from crawlers.media.ranges import Answer, Held, take
from crawlers.numbers import real, unescaped, whole
from crawlers.source import ApiDiscovery, PostbackDiscovery, Source
from nguon.new_source.paging import find_paging
from tests.conftest import EVERYTHING

SITE = "https://tin.dongmau.vn"
BIG = "9" * 5_000
DIGITS = (
    st.text("0123456789", min_size=1, max_size=25)
    | st.text("0123456789²³٣५９①½", min_size=1, max_size=8)
    | st.sampled_from(
        [BIG, "0" * 5_000 + "7", "1" + "0" * 4_299, "²", "٣" * 4_400, "9" * 18, "9" * 19, "1e999"]
    )
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("12634", 12634),
        ("0" * 5_000 + "7", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        (BIG, None),
        ("١٢", 12),
        ("２０２６", 2026),
        ("²", None),
        ("½", None),
        ("", None),
        ("-1", None),
        ("1_000", None),
        (" 1", None),
        ("1\n", None),
    ],
)
def test_whole_numbers(written, number):
    assert whole(written) == number


def test_a_number_may_be_bounded_closer():
    assert (whole("999", 3), whole("1000", 3), whole("0001000", 3)) == (999, None, None)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12.0),
        ("12,5", 12.5),
        ("0.25", 0.25),
        (BIG, None),
        (f"1.{BIG}", 2.0),
        ("", None),
        ("1.²", None),
        ("1.2.3", None),
    ],
)
def test_numbers_with_a_fraction(written, number):
    assert real(written) == (pytest.approx(number) if number is not None else None)


@given(DIGITS)
def test_what_is_no_number_of_ours_is_none(written):
    told = whole(written)
    assert told is None or 0 <= told < 10**18
    assert real(written) is None or 0 <= real(written) <= 10**18


@given(st.text("&#x0123456789aF; đ", max_size=30) | DIGITS.map(lambda digits: f"&#{digits};"))
def test_any_reference_to_a_character_is_resolved(text):
    assert isinstance(unescaped(text), str)


def test_references_are_resolved_as_html_says():
    assert unescaped("&#272;&#x1ED3;ng &amp; M&#0000000000226;u") == "Đồng & Mâu"
    assert unescaped(f"a&#{BIG};b&#x{'F' * 5_000};c") == "a\ufffdb\ufffdc"


def api(**values: str) -> ApiDiscovery:
    return ApiDiscovery.model_validate(
        {
            "by": "api",
            "url": "/api",
            "items": "items",
            "link": "url",
            "date": "at",
            "total": "total",
            **values,
        }
    )


@given(DIGITS, DIGITS)
@example(BIG, "1e999")
def test_an_interfaces_numbers_cost_no_entry(at, total):
    bare = at if at.isascii() and at.isdecimal() and (at == "0" or at[0] != "0") else json.dumps(at)
    items = [{"url": "/1.htm", "at": "AT"}, {"url": "/2.htm", "at": 1_790_000_000}]
    body = json.dumps({"items": items, "total": total}).replace('"AT"', bare)
    found = read_api(body.encode(), SITE, api(), SITE)
    assert [entry.url for entry in found.entries] == [f"{SITE}/1.htm", f"{SITE}/2.htm"]
    assert found.entries[1].when is not None
    assert found.defects == ()


@pytest.mark.parametrize("at", ["1e999", "-1e999", "NaN", f"-{BIG}", "1" + "0" * 400])
def test_a_moment_that_cannot_be_is_none(at):
    body = f'{{"items": [{{"url": "/1.htm", "at": {at}}}], "total": 1}}'
    [entry] = read_api(body.encode(), SITE, api(), SITE).entries
    assert entry.when is None


@given(DIGITS)
def test_a_key_of_digits_leads_into_a_list_or_nowhere(key):
    body = b'{"items": [{"url": ["/1.htm"]}]}'
    found = read_api(body, SITE, api(link=f"url.{key}"), SITE)
    assert len(found.entries) == (whole(key) == 0)


def test_a_number_that_is_too_long_for_one_is_still_an_id():
    body = f'{{"items": [{{"id": {"7" * 30}}}]}}'.encode()
    assert (
        read_api(body, SITE, api(link="/tin-{id}.htm"), SITE).entries[0].url == f"{SITE}/tin-{'7' * 30}.htm"
    )


@given(DIGITS)
def test_a_total_is_a_number_or_unknown(digits):
    told = count(f"Tổng số: {digits} văn bản")
    assert told is None or told < 10**18
    assert count(f"1 - 50 | {BIG}") is None


@given(DIGITS)
def test_issues_and_series_are_numbered_or_not(digits):
    assert all(number < 10**18 for number in issue_numbers(f"Số {digits} + 7"))
    of = Source.model_validate(
        {
            "id": "dongmau", "title": "Xã", "owner": "Xã", "base": SITE, "kind": "legal", "credit": "Xã", "every": "1h",
            "approval": "review", "discover": [{"by": "listing", "url": "/", "row": "li", "link": "a"}],
            "layouts": [{"title": "h1"}], "expect": {"series": r"\{?(?P<number>\d+)?/NĐ\}?"},
        }
    )  # fmt: skip
    told = Expectations(of, EVERYTHING)
    named = [f"{digits}/NĐ", "7/NĐ", "{9/NĐ}", "{11/NĐ}", "/NĐ"]
    told.add(Ask(SITE, 0, 1), Findings(tuple(Entry(SITE, number=each) for each in named)))
    assert "7/NĐ" in list(told.seen())
    assert "{10/NĐ}" in [each.reason for each in told.missing()]


@given(DIGITS, DIGITS)
@example(BIG, BIG)
def test_a_feeds_numbers_cost_no_entry(length, duration):
    items = "".join(
        f"<item><title>a &amp;#{BIG}; b</title><link>{SITE}/{n}.htm</link>"
        f'<enclosure url="{SITE}/{n}.mp3" length="{length}" type="audio/mpeg"/>'
        f"<itunes:duration>{duration if n else 61}</itunes:duration></item>"
        for n in range(2)
    )
    ns = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    body = f'<rss version="2.0" {ns}><channel><title>Tin</title>{items}</channel></rss>'.encode()
    found = read_feed(body, f"{SITE}/rss", "text/xml")
    assert len(found.entries) == 2
    assert found.entries[0].media[0].duration_ms == 61_000
    assert found.defects == ()


@pytest.mark.parametrize(
    "told", [BIG, f"{BIG}:00", f"1:{BIG}", f"PT{BIG}S", f"P{BIG}DT1S", f"PT1.{BIG}S", "PT²S"]
)
def test_a_duration_that_cannot_be_is_none(told):
    assert duration_ms(told) in {None, 2000}
    assert byte_count(told) is None


@given(DIGITS)
def test_a_players_numbers_cost_no_file(digits):
    told = {
        "@type": "AudioObject",
        "contentUrl": f"{SITE}/a.mp3",
        "duration": f"PT{digits}S",
        "contentSize": digits,
    }
    bare = json.dumps(told)[:-1] + f', "bitrate": {BIG}}}'
    page = f'<script type="application/ld+json">{bare}</script><meta content="&#{BIG};" property="og:x">'
    [link] = page_media(LexborHTMLParser(page), f"{SITE}/1.htm")
    assert link.url == f"{SITE}/a.mp3"


@given(DIGITS.filter(str.isascii) | st.just("²"))
def test_a_length_that_cannot_be_is_unknown(length):
    held = take(Held(), Answer.of(200, [("Content-Length", length)], b"abc", truncated="length"))
    assert held.total in {None, whole(length)}


@given(DIGITS, DIGITS)
@example("2", BIG)
def test_a_pagers_numbers_lead_on_or_nowhere(shown, number):
    links = "".join(
        f'<a href="/tin/trang-{place}.htm">{text}</a>'
        for place, text in [(number, "2"), (3, shown), (number, "3")]
    )
    paging = find_paging(LexborHTMLParser(f"<body>{links}</body>"), f"{SITE}/tin/")
    assert paging is None or (0 <= paging.first < 10**19 and paging.step >= 1)


def test_a_form_with_an_odd_reference_is_still_turned():
    rules = PostbackDiscovery.model_validate(
        {"by": "postback", "url": "/", "target": "luoi", "row": "li", "link": "a"}
    )
    page = (
        f"<li><a href=/1.htm>Tin &#{BIG};</a></li><a href=\"javascript:__doPostBack('luoi','Page$2')\">2</a>"
    )
    assert read_postback(page.encode(), f"{SITE}/", rules, Ask(f"{SITE}/", 0, 1)).more is not None
