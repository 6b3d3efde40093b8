"""A guest's manners, decided without a host: visiting hours, Retry-After, robots.txt, pace."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.core.downloader import Slot

from crawlers.errors import Transient
from crawlers.manners import may_visit, next_open, open_now, parse_visits, retry_after
from crawlers.manners.patience import LONGEST_DELAY, LONGEST_WAIT, MOST_FAILURES, Memory, Pace
from crawlers.manners.robots import MOST_BYTES, read_rules, rules_of
from tests.conftest import SHARED

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)  # 10:30 in Việt Nam


# Visiting hours.


@pytest.mark.parametrize(
    ("visits", "at", "is_open"),
    [
        ((), "10:30", True),
        (("22:00-05:30",), "21:59", False),
        (("22:00-05:30",), "22:00", True),
        (("22:00-05:30",), "00:00", True),
        (("22:00-05:30",), "05:29", True),
        (("22:00-05:30",), "05:30", False),
        (("12:00-13:00", "22:00-23:00"), "12:30", True),
        (("12:00-13:00", "22:00-23:00"), "14:00", False),
        (("00:00-24:00",), "23:59", True),
        (("20:00-24:00",), "00:00", False),
    ],
)
def test_the_doors_are_open_in_visiting_hours_by_the_clock_of_viet_nam(visits, at, is_open):
    hour, minute = map(int, at.split(":"))
    now = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(hours=hour - 7, minutes=minute)
    assert open_now(parse_visits(visits), now) is is_open
    assert (may_visit(visits, now) is None) is is_open


@pytest.mark.parametrize(
    ("visits", "opens"),
    [
        (("22:00-05:30",), "2026-11-22T22:00:00+07:00"),
        (("01:00-02:00",), "2026-11-23T01:00:00+07:00"),
        (("01:00-02:00", "11:00-12:00"), "2026-11-22T11:00:00+07:00"),
        (("10:00-11:00",), None),
    ],
)
def test_when_they_open_next(visits, opens):
    assert may_visit(visits, NOW) == (datetime.fromisoformat(opens) if opens else None)


times = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
spans = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map("-".join)


@given(
    visits=st.lists(spans, min_size=1, max_size=4),
    at=st.integers(0, 365 * 86400),
)
def test_the_next_opening_is_open_and_none_comes_before(visits, at):
    now, hours = NOW + timedelta(seconds=at), parse_visits(visits)
    opens = next_open(hours, now)
    assert now <= opens < now + timedelta(days=1)
    assert open_now(hours, opens)
    before = (now + share * (opens - now) / 7 for share in range(7))
    assert opens == now or not any(open_now(hours, time) for time in before)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22:00",
        "22-05",
        "24:00-05:00",
        "22:60-05:00",
        "10:00-10:00",
        "7:00-8:00",
        "22:00–05:30",
        "00:00-24:01",
    ],
)
def test_what_is_no_span_of_time_is_named(text):
    with pytest.raises(ValueError, match=r"22:00-05:30|00:00-24:00"):
        parse_visits([text])


# Retry-After.


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), ("120", 120), (" 7 ", 7), ("9" * 400, 9_999_999_999),
        ("Sun, 22 Nov 2026 03:32:00 GMT", 120), ("Sunday, 22-Nov-26 03:32:00 GMT", 120), ("Sun Nov 22 03:32:00 2026", 120),
        ("Sun, 22 Nov 2026 03:00:00 GMT", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", pytest.approx(2.5e11, rel=0.1)),
        ("", None), ("-5", None), ("1.5", None), ("soon", None), ("٣", None), ("120 seconds", None),
        ("9999999906 Nov 4 9:7", None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value, seconds):
    assert retry_after(value, NOW) == seconds


@given(
    value=st.text(max_size=40)
    | st.datetimes().map(lambda at: format_datetime(at.replace(tzinfo=UTC), usegmt=True))
)
def test_whatever_retry_after_says_it_is_a_time_to_come_or_nothing(value):
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


# robots.txt.


def allowed(text: str, path: str, host="bao.test") -> bool:
    return read_rules(text.encode(), host).allow(f"https://{host}{path}")


@pytest.mark.parametrize(
    ("text", "path", "may"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:\n", "/a", True),
        ("User-agent: *\nDisallow: /\n", "/a", False),
        ("User-agent: *\nDisallow: /\n", "/robots.txt", True),
        ("user-AGENT: *\ndisALLOW: /a\n", "/ab", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/x.pdf?v=1", True),
        ("User-agent: *\nDisallow: /tìm-kiếm\n", "/t%C3%ACm-ki%E1%BA%BFm", False),
        ("User-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("User-agent: *\nDisallow: /a # the archive\n", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /a\n", "/a", False),
        ("User-agent: *\nDis\0allow: /a\n", "/a", False),
        # Our group, and no other.
        ("User-agent: *\nDisallow: /\n\nUser-agent: nguon\nDisallow:\n", "/a", True),
        ("User-agent: nguon\nDisallow: /\n", "/a", False),
        ("User-agent: NguOn\nDisallow: /\n", "/a", False),
        ("User-agent: nguon/1.0\nDisallow: /\n", "/a", False),
        ("User-agent: nguon crawler\nDisallow: /\n", "/a", False),
        ("User-agent: nguonbot\nDisallow: /\n", "/a", True),
        ("User-agent: ngu\nDisallow: /\n", "/a", True),
        ("User-agent: Googlebot\nUser-agent: nguon\nDisallow: /a\n", "/a", False),
        (
            "User-agent: nguon\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n\nUser-agent: nguon\nDisallow: /c\n",
            "/c",
            False,
        ),
        ("User-agent: * # all\nDisallow: /a\n", "/a", False),
        # What the RFC does not know is no part of a group (section 2.2.4).
        ("User-agent: nguon\nCrawl-delay: 5\nUser-agent: *\nDisallow: /\n", "/a", False),
        ("User-agent: nguon\nRequest-rate: 1/5\n\nUser-agent: b\nDisallow: /\n", "/a", False),
        ("User-agent: nguon\nSitemap: https://bao.test/s.xml\nUser-agent: b\nDisallow: /\n", "/a", False),
        ("User-agent: nguon\nCrawl-delay 5\nfoo: bar\nUser-agent: b\nDisallow: /\n", "/a", False),
        ("User-agent: nguon\nDisallow:\nUser-agent: b\nDisallow: /\n", "/a", True),
        # A colon may be missing, as in real files.
        ("User-agent *\nDisallow /a\n", "/a", False),
        ("User agent: *\nDissallow: a\n", "/a", False),
        # Without a leading slash, as real hosts write.
        ("User-agent: *\nDisallow: tim-kiem\n", "/tim-kiem?q=1", False),
        ("User-agent: *\nDisallow: tim-kiem\n", "/a/tim-kiem", True),
        ("User-agent: *\nDisallow: *tim-kiem\n", "/a/tim-kiem", False),
        ("User-agent: *\nDisallow: ?q=\n", "/?q=1", False),
        ("User-agent: *\nDisallow: https://bao.test/a\n", "/a", False),
        ("User-agent: *\nDisallow: https://bao.test/\n", "/b", False),
        ("User-agent: *\nDisallow: https://BAO.test/a?b\n", "/a?b", False),
        ("User-agent: *\nDisallow: https://cdn.test/a\n", "/a", True),
        ("User-agent: *\nDisallow: http://[x\n", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: tin-tuc\n", "/tin-tuc", False),
        # No robots.txt at all.
        ("<!DOCTYPE html><html><body>Disallow: everything, please: /</body></html>", "/a", True),
        ("Disallow: /\n", "/a", True),
    ],
)
def test_what_a_robots_txt_allows_us(text, path, may):
    assert allowed(text, path) is may


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("User-agent: *\nCrawl-delay: 10\n", 10), ("User-agent: *\nCrawl-delay: .5\n", 0.5), ("User-agent: *\nCrawl-delay: x\n", 0),
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: nguon\nCrawl-delay: 20\n", 20), ("User-agent: a\nCrawl-delay: 9\n", 0),
        ("User-agent: *\nRequest-rate: 1/30\n", 30), ("User-agent: *\nRequest-rate: 1/2\nCrawl-delay: 1\n", 2),
        ("User-agent: *\nCrawl-delay: -3\n", 0), ("User-agent: *\nCrawl-delay: inf\n", 0), ("", 0),
        ("User-agent: nguon\nCrawl-delay: 5\nUser-agent: *\nDisallow: /\n", 5),
        (f"User-agent: *\nRequest-rate: 1/{'9' * 400}\n", 10**9), (f"User-agent: *\nRequest-rate: {'9' * 400}/1\n", 0),
        (f"User-agent: *\nRequest-rate: 1/{'9' * 5000}\n", 0),
    ],
)  # fmt: skip
def test_how_long_it_wants_us_to_wait(text, wait):
    assert read_rules(text.encode(), "bao.test").wait == wait


def test_half_a_megabyte_of_it_is_read():
    """RFC 9309, section 2.5; a rule that is cut in two is no rule."""
    lines = b"User-agent: *\n" + b"Disallow: /filler\n" * 40_000
    at = MOST_BYTES - len(b"Disallow: /late\n")
    early = lines[:at].rpartition(b"\n")[0] + b"\nDisallow: /late\n"
    late = lines[: MOST_BYTES + 5].rpartition(b"\n")[0] + b"\nDisallow: /late\n"
    url = "https://bao.test/late"
    assert not read_rules(early + lines, "bao.test").allow(url)
    assert read_rules(late + lines, "bao.test").allow(url)
    cut = b"User-agent: *\n" + b"#" * (MOST_BYTES - 30) + b"\nDisallow: /private/photos\n"
    assert read_rules(cut, "bao.test").allow("https://bao.test/private/other")


@pytest.mark.parametrize("status", [404, 403, 401, 410, 301])
def test_a_host_without_a_robots_txt_allows_all(status):
    assert rules_of(status, b"User-agent: *\nDisallow: /\n", "bao.test").allow("https://bao.test/a")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 429])
def test_a_host_that_is_unwell_allows_nothing(status):
    with pytest.raises(Transient, match=f"HTTP {status}.*nothing else is asked"):
        rules_of(status, b"", "bao.test")


@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "User-agent: *",
                "Disallow: /a",
                "Disallow: a",
                "Allow",
                ":",
                "\0",
                "*$",
                "%",
                "Crawl-delay: 1e400",
            ]
        )
    )
    .map("\n".join)
    .map(str.encode)
)
def test_no_robots_txt_is_too_odd(body):
    rules = read_rules(body, "bao.test")
    assert rules.allow("https://bao.test/a") in {True, False}
    assert 0 <= rules.wait < float("inf")


@pytest.mark.shared
def test_robots_txt_of_hundreds_of_real_hosts():
    """502 files: each is read in bounded CPU time, and no rule is dropped that a host has written for all."""
    files = sorted((SHARED / "data" / "torture" / "robots" / "fetched").iterdir())
    assert len(files) == 502
    waits, closed = [], []
    for path in files:
        began = time.process_time()
        rules = read_rules(path.read_bytes(), path.name)
        may = rules.allow(f"https://{path.name}/")
        rules.allow(f"https://{path.name}/{'tin/' * 200}?q={'a' * 500}")
        assert time.process_time() - began < 5, path.name
        waits.append(rules.wait)
        closed += [] if may else [path.name]
        assert may or b"/" in path.read_bytes()
    assert sum(1 for wait in waits if wait) > 50
    assert len(closed) < 50


# Pace and patience.


def pace(**more) -> tuple[Pace, Slot]:
    made = Pace(1.0, **{"adapts": True, **more})
    slot = Slot(1, 1.0, 0.0)
    made.reached("a", slot)
    return made, slot


def test_a_slow_host_is_asked_less_often_and_a_quick_one_as_often_as_the_source_says():
    made, slot = pace()
    made.answered("a", slot, 200, 8.0)
    assert slot.delay == 8.0
    made.answered("a", slot, 404, 0.1)
    assert slot.delay == 8.0, "an error is no sign of health"
    for _ in range(20):
        made.answered("a", slot, 200, 0.1)
    assert slot.delay == 1.0
    made.answered("a", slot, 200, 500.0)
    assert slot.delay == LONGEST_DELAY


def test_a_host_s_wish_is_the_least_even_in_a_new_queue():
    made, slot = pace()
    made.wished["a"] = 20.0
    made.reached("a", slot)
    assert slot.delay == 20.0
    made.answered("a", slot, 200, 0.1)
    assert slot.delay == 20.0
    made.wished["a"] = 3600.0
    assert made.least("a") == LONGEST_DELAY
    assert made.least("b") == 1.0


def test_a_sample_portal_s_slowness_does_not_count():
    made, slot = pace(adapts=False)
    made.answered("a", slot, 200, 8.0)
    assert slot.delay == 1.0


def next_at(slot: Slot) -> float:
    """Seconds until Scrapy sends the next request of a queue (`Downloader._process_queue`)."""
    return slot.delay - time.monotonic() + slot.lastseen


@pytest.mark.parametrize("wish", [0.0, 0.3, retry_after("Wed, 21 Oct 2015 07:28:00 GMT", NOW), None])
def test_no_wish_makes_us_faster(wish):
    """A 429 with `Retry-After: 0`, or with a time that has passed."""
    made, slot = pace()
    made.wished["a"], slot.delay = 20.0, 7.0
    slot.lastseen = time.monotonic()
    assert made.failed("a", slot, wish) == ""
    assert next_at(slot) >= 19.5, "the host's own wish"
    made.wished.clear()
    made.failed("a", slot, wish)
    assert next_at(slot) >= 6.5, "the pace that it was seen to bear"


@given(wish=st.floats(0, 1e12))
def test_whatever_is_asked_for_a_host_is_waited_for_at_least_so_long_or_left(wish):
    made, slot = pace()
    why = made.failed("a", slot, wish)
    assert why or next_at(slot) >= max(wish, 1.0) - 0.5


def test_an_unwell_host_is_left_alone_ever_longer():
    made, slot = pace()
    waits = []
    for _ in range(5):
        assert made.failed("a", slot, None) == ""
        waits.append(round(next_at(slot)))
    assert waits == [2, 4, 8, 16, 32]
    made.answered("a", slot, 200, 0.1)
    made.failed("a", slot, None)
    assert round(next_at(slot)) == 2, "one good answer, and all is forgiven"


def test_after_many_failures_the_crawl_goes_away():
    made, slot = pace()
    told = [made.failed("a", slot, 0.0) for _ in range(MOST_FAILURES)]
    assert told[:-1] == [""] * (MOST_FAILURES - 1)
    assert "in a row" in told[-1]


def test_a_wish_for_patience_is_waited_for_up_to_a_point():
    made, slot = pace()
    assert made.failed("a", slot, 7.0) == ""
    assert round(next_at(slot)) == 7
    assert "3600 s of patience" in made.failed("a", slot, 3600.0)
    told = []
    while not told or not told[-1]:
        made.answered("a", slot, 200, 0.1)
        told.append(made.failed("a", slot, LONGEST_WAIT))
    assert "waited for long enough" in told[-1]
    assert len(told) < 8


def test_what_a_host_asked_for_is_remembered_for_a_day_at_most(tmp_path):
    memory, host = Memory(tmp_path / "patience"), "cu.bao.test:8080"
    assert memory.until(host, NOW) is None
    until = NOW + timedelta(hours=3)
    assert memory.keep(host, until, NOW) == until
    assert Memory(tmp_path / "patience").until(host, NOW) == until
    assert memory.until(host, until) is None
    assert memory.until("bao.test", NOW) is None
    assert memory.keep(host, NOW + timedelta(days=400), NOW) == NOW + timedelta(days=1)
    assert memory.until(host, NOW - timedelta(days=30)) is None, "a clock that was wrong closes no door"


def test_a_memory_that_cannot_be_read_is_none(tmp_path):
    (tmp_path / "bao.test.until").write_text("tomorrow", encoding="ascii")
    assert Memory(tmp_path).until("bao.test", NOW) is None
    (tmp_path / "bao.test.until").write_bytes(b"\xff\0")
    assert Memory(tmp_path).until("bao.test", NOW) is None
