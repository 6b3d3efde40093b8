"""A guest's manners, seen from the hosts: what each is asked, when, and what it is not asked."""

import gzip
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.settings import Settings

from crawlers.archive import read_captures
from crawlers.capture import Role
from crawlers.errors import Transient
from crawlers.manners.host import CAP, Manners
from crawlers.manners.visits import open_now, parse_visits
from tests.crawlers.fetching import fetch
from tests.crawlers.hosts import Host, http


def robots(text: str, status=200, **fields) -> bytes:
    return http(status, text.encode(), **{"Content_Type": "text/plain", "Connection": "close", **fields})


def page(text="xin chao", status=200, **fields) -> bytes:
    return http(status, text.encode(), **{"Connection": "close", **fields})


class Town:
    """Hosts by name, on this machine."""

    def __init__(self, stack: ExitStack, hosts) -> None:
        self.hosts = {name: stack.enter_context(Host(pages)) for name, pages in hosts.items()}

    def netloc(self, name) -> str:
        return f"{name}:{self.hosts[name].port}"

    def url(self, name, path="/a") -> str:
        return f"http://{self.netloc(name)}{path}"

    def fetch(self, var, urls, **plan):
        names = [self.netloc(name) for name in self.hosts]
        dns = {name: ["127.0.0.1"] for name in self.hosts}
        return fetch(var, urls, dns=dns, opened=names, hosts=names, **plan)


ALL = "User-agent: *\nDisallow: /\n"
NONE = "User-agent: *\nDisallow:\n"


def hang(connection) -> None:
    time.sleep(15)


def moved(to) -> bytes:
    return http(301, Location=to, Connection="close")


ROBOTS = {
    "none.test": (None, ""),
    "forbidden.test": (robots(ALL, 403), ""),
    "empty.test": (robots(""), ""),
    "html.test": (page(f"<html>{ALL}</html>", 404), ""),
    "packed.test": (http(body=gzip.compress(ALL.encode()), Content_Encoding="gzip"), "Blocked"),
    "all.test": (robots(ALL), "Blocked"),
    "us.test": (robots("User-agent: nguon\nDisallow: /\n"), "Blocked"),
    "slash.test": (robots("User-agent: *\nDisallow: a\n"), "Blocked"),
    "long.test": (robots(f"User-agent: *\nDisallow: /a\n{'#' * 600_000}\nAllow: /a\n"), "Blocked"),
    "moved.test": (moved("/r/1"), "Blocked"),
    "circle.test": (moved("/robots.txt"), ""),
    "far.test": (moved("/r/9"), ""),
    "ill.test": (robots(NONE, 500), "Transient"),
    "ill2.test": (robots(NONE, 503), "Transient"),
    "busy.test": (robots(NONE, 429), "Transient"),
    "cut.test": (robots(NONE, Content_Length=500), "Transient"),
    "slow.test": (hang, "Transient"),
    "mute.test": (b"", "Transient"),
}
STEPS = {f"/r/{step}": moved(f"/r/{step - 1}") for step in range(1, 10)} | {"/r/0": robots(ALL)}


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """One crawl over hosts with all kinds of robots.txt, two pages each."""
    made = {name: {"/a": page(), "/a/b": page(), **STEPS} for name in ROBOTS}
    for name, (answer, _) in ROBOTS.items():
        made[name] |= {"/robots.txt": answer} if answer is not None else {}
    made["delay.test"] = {
        "/robots.txt": robots("User-agent: *\nCrawl-delay: 0.7\n"),
        "/1": page(),
        "/2": page(),
        "/3": page(),
    }
    made["patient.test"] = {"/robots.txt": robots("User-agent: *\nCrawl-delay: 500\n"), "/1": page()}
    with ExitStack() as stack:
        town = Town(stack, made)
        urls = [town.url(name, path) for name in ROBOTS for path in ("/a", "/a/b")]
        urls += [town.url("delay.test", f"/{n}") for n in (1, 2, 3)] + [town.url("patient.test", "/1")]
        longest = {f"crawlers.manners.{module}.LONGEST_DELAY": 0.9 for module in ("host", "patience")}
        var = tmp_path_factory.mktemp("robots")
        told = town.fetch(var, urls, settings={"DOWNLOAD_TIMEOUT": 2.5}, patch=longest)
        yield town, told, var


@pytest.mark.parametrize("name", ROBOTS)
def test_a_robots_txt_is_obeyed(visited, name):
    town, told, _ = visited
    error = ROBOTS[name][1]
    for path in ("/a", "/a/b"):
        outcome = told.of[town.url(name, path)]
        assert (outcome.error, outcome.status) == (error, 0 if error else 200), outcome
    asked = set(town.hosts[name].seen)
    assert not (asked & {"/a", "/a/b"} if error else {"/a", "/a/b"} - asked)


def test_why_nothing_was_asked_is_told(visited):
    town, told, _ = visited
    reasons = {name: told.of[town.url(name)].reason for name in ROBOTS}
    assert reasons["all.test"] == "robots.txt forbids this address"
    assert "answers HTTP 503: until it can be read, nothing else is asked" in reasons["ill2.test"]
    assert "cannot be had" in reasons["slow.test"]
    assert "it broke off" in reasons["cut.test"]


def test_it_is_asked_for_once_a_crawl(visited):
    town, _, _ = visited
    asked = {
        name: host.seen.count("/robots.txt") for name, host in town.hosts.items() if name != "circle.test"
    }
    assert set(asked.values()) == {1}
    assert town.hosts["far.test"].seen.count("/r/0") == 0, "five redirects and no more"


def test_it_is_archived_like_any_page(visited):
    _, told, var = visited
    kept = Counter(
        each.final_url.split("/")[2].split(":")[0]
        for each in read_captures(str(var / "archive"), told.warc, max_bytes=10**6)
        if each.purpose.role == Role.ROBOTS and each.final_url.endswith("/robots.txt")
    )
    assert kept.keys() == (ROBOTS.keys() | {"delay.test", "patient.test"}) - {"slow.test", "mute.test"}


def test_a_crawl_delay_is_kept(visited):
    town, _, _ = visited
    times = town.hosts["delay.test"].times
    assert min(later - sooner for sooner, later in pairwise(times[1:])) >= 0.69
    assert len(times) == 4


def test_a_crawl_delay_beyond_all_measure_is_told(visited):
    town, told, _ = visited
    assert told.of[town.url("patient.test", "/1")].status == 200
    url = town.url("patient.test", "/robots.txt")
    assert ["Blocked", url, "robots.txt wants 500 s between two requests; 1 s are kept"] in told.problems


def test_every_request_that_went_out_is_counted(visited):
    town, told, _ = visited
    assert told.requests == sum(len(host.seen) for host in town.hosts.values())


def test_we_say_who_we_are(visited):
    town, _, _ = visited
    for host in town.hosts.values():
        for head in host.heads:
            assert "\r\nUser-Agent: nguon/0.1 (+lien-he@dongmau.vn)\r\n" in head
            assert "\r\nFrom: lien-he@dongmau.vn\r\n" in head
            assert "\r\nAccept-Encoding: gzip, br, zstd\r\n" in head
            assert "Cookie" not in head
            assert "Referer" not in head


# Hosts that want to be left alone.

SOON = 2


def busy(status, **fields) -> bytes:
    return page("", status, **fields)


@pytest.fixture(scope="module")
def left_alone(tmp_path_factory):
    date = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    hosts = {
        "soon.test": {"/a": [busy(429, Retry_After=SOON), page()], "/b": page(), "/c": page()},
        "later.test": {"/a": busy(503, Retry_After=7200), **{f"/{n}": page() for n in range(9)}},
        "dated.test": {"/a": busy(429, Retry_After=date), "/b": page()},
        "broken.test": {f"/{n}": busy(500) for n in range(30)},
        "silent.test": {f"/{n}": b"" for n in range(30)},
        "well.test": {"/a": page()},
    }
    with ExitStack() as stack:
        town = Town(stack, hosts)
        urls = [town.url(name, path) for name, pages in hosts.items() for path in pages]
        var = tmp_path_factory.mktemp("patience")
        first = town.fetch(var, urls, delay=0.002, settings={"RETRY_TIMES": 1, "CONCURRENT_REQUESTS": 200})
        seen = {name: list(host.seen) for name, host in town.hosts.items()}
        second = town.fetch(
            var, [town.url("later.test", "/0"), town.url("dated.test", "/b"), town.url("well.test")]
        )
        yield SimpleNamespace(town=town, first=first, second=second, seen=seen)


def test_a_short_wait_is_waited_by_all_that_are_in_line(left_alone):
    host, told = left_alone.town.hosts["soon.test"], left_alone.first
    assert all(told.of[left_alone.town.url("soon.test", path)].status == 200 for path in ("/a", "/b", "/c"))
    after = host.times[host.seen.index("/a") + 1]
    assert after - host.times[host.seen.index("/a")] >= SOON - 0.05


def test_after_a_long_one_the_host_is_left_and_told_until_when(left_alone):
    seen = left_alone.seen["later.test"]
    assert seen[-1] == "/a"
    outcomes = [left_alone.first.of[left_alone.town.url("later.test", f"/{n}")] for n in range(9)]
    assert {
        (each.error, "is left alone until 20" in each.reason) for each in outcomes if not each.status
    } == {("Transient", True)}
    assert len(seen) - 2 == len([each for each in outcomes if each.status]), (
        "robots.txt and /a, and what went before"
    )
    assert len({each.reason for each in outcomes if not each.status}) == 1, "one thing, told alike"


def test_the_next_crawl_remembers_and_asks_nothing_at_all(left_alone):
    town, told = left_alone.town, left_alone.second
    for name, path in (("later.test", "/0"), ("dated.test", "/b")):
        assert "in an earlier run" in told.of[town.url(name, path)].reason
        assert town.hosts[name].seen == left_alone.seen[name]
    assert told.of[town.url("well.test")].status == 200


@pytest.mark.parametrize("name", ["broken.test", "silent.test"])
def test_a_host_that_fails_again_and_again_is_left(left_alone, name):
    seen = left_alone.seen[name]
    assert len(seen) == 11, "robots.txt, and ten in vain"
    reasons = Counter(left_alone.first.of[left_alone.town.url(name, f"/{n}")].reason for n in range(30))
    assert (
        sum(count for reason, count in reasons.items() if "10 requests in a row were in vain" in reason) >= 20
    )


# Caps of the crawl itself.


def test_a_crawl_makes_no_more_requests_than_it_may(tmp_path):
    with ExitStack() as stack:
        town = Town(stack, {"cap.test": {f"/{n}": moved(f"/to/{n}") for n in range(5)}})
        told = town.fetch(tmp_path, [town.url("cap.test", f"/{n}") for n in range(5)], cap=7)
        seen = town.hosts["cap.test"].seen
    assert len(seen) == told.requests == 7
    assert seen[:6] == ["/robots.txt", "/0", "/1", "/2", "/3", "/4"]
    assert seen[6].startswith("/to/"), "redirects count"
    assert told.finished == CAP
    stopped = [each for each in told.outcomes if each["error"] == "CapReached"]
    assert {each["reason"] for each in stopped} == {"stopped after 7 requests"}


def test_a_crawl_that_needs_just_what_it_may_is_not_stopped(tmp_path):
    with ExitStack() as stack:
        town = Town(stack, {"cap.test": {"/1": page(), "/2": page()}})
        told = town.fetch(tmp_path, [town.url("cap.test", "/1"), town.url("cap.test", "/2")], cap=3)
    assert (told.requests, told.finished, told.problems) == (3, "finished", [])


@pytest.fixture
def manners(tmp_path):
    """Manners without a crawl, that were let in while the doors were open."""
    values = {
        "NGUON_REQUEST_CAP": 3,
        "DOWNLOAD_DELAY": 1.0,
        "NGUON_PATIENCE": str(tmp_path),
        "NGUON_ADAPT": True,
        "NGUON_VISITS": [],
    }
    return Manners(SimpleNamespace(settings=Settings(values)))


def test_no_more_addresses_wait_than_could_ever_be_asked(manners):
    report = SimpleNamespace(problems=[])
    manners._crawler.spider = SimpleNamespace(report=report, source=SimpleNamespace(base="https://bao.test"))
    for _ in range(12):
        manners.queued(Request("https://bao.test/a"))
    for _ in range(5):
        with pytest.raises(IgnoreRequest):
            manners.queued(Request("https://bao.test/a"))
    assert [(each.error, each.reason) for each in report.problems] == [
        ("CapReached", "more than 12 addresses, the rest is left")
    ]


def test_when_visiting_hours_end_the_crawl_goes_home(manners, monkeypatch):
    manners._visits = parse_visits(["22:00-05:30"])
    asked = Request("https://bao.test/a")

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.time

    monkeypatch.setattr("crawlers.manners.host.datetime", Clock)
    Clock.time = datetime(2026, 11, 21, 22, 29, tzinfo=UTC)
    manners._check(asked)
    Clock.time = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    with pytest.raises(Transient, match=r"visiting hours are over until 2026-11-22 22:00:00 \+0700"):
        manners._check(asked)


def test_a_crawl_that_begins_when_they_have_just_ended_asks_nothing(manners):
    """Between the schedule's look at the clock and the crawl's own lie seconds."""
    for visits in (["00:00-12:00"], ["12:00-24:00"]):
        manners._visits = parse_visits(visits)
        if not open_now(manners._visits, datetime.now(UTC)):
            with pytest.raises(Transient, match="visiting hours are over"):
                manners._check(Request("https://bao.test/a"))
