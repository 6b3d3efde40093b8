"""What a crawl's process is set to, and what it makes of its end."""

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.settings import BaseSettings

from crawlers.discovery.entry import Window
from crawlers.errors import CapReached, ConfigurationError
from crawlers.manners.host import ASKED, CAP
from crawlers.manners.patience import patience_folder
from crawlers.report import CrawlReport, CrawlRequest, Known, Problem
from crawlers.run import _conclude, run, scrapy_settings
from crawlers.source import Source, source
from tests.conftest import EVERYTHING

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MAU = Source.model_construct(
    id="mau", base="https://mau.test", delay=2.5, request_cap=7, visits=("22:00-05:30",), language="en"
)


@pytest.fixture
def settings(configure):
    """Scrapy's settings for a source, under settings of ours."""
    return lambda **ours: scrapy_settings(MAU, configure(**ours))


def test_a_source_says_how_it_is_visited(settings):
    told = settings(contact="https://dongmau.vn/lien-he")
    assert told["DOWNLOAD_DELAY"] == 2.5
    assert told["NGUON_REQUEST_CAP"] == 7
    assert told["NGUON_VISITS"] == ["22:00-05:30"]
    assert told["DEFAULT_REQUEST_HEADERS"]["Accept-Language"] == "en"


@pytest.mark.parametrize(
    ("contact", "sender"),
    [
        ("an@dongmau.vn", "an@dongmau.vn"),
        ("https://dongmau.vn/a@b", None),
        ("", None),
        ("an@dongmau.vn\nX: y", None),
    ],
)
def test_a_mail_address_is_told_where_mail_addresses_are_told(settings, contact, sender):
    """RFC 9110, section 10.1.2."""
    told = settings(contact=contact)
    assert told["DEFAULT_REQUEST_HEADERS"].get("From") == sender
    assert told["USER_AGENT"].startswith("nguon/0.1 (")


def test_no_other_door_is_open(settings):
    told = settings()
    assert {name for name, handler in told["DOWNLOAD_HANDLERS"].items() if handler} == {"http", "https"}
    every = BaseSettings()
    every.setmodule("scrapy.settings.default_settings")
    assert set(every["DOWNLOAD_HANDLERS_BASE"]) <= set(told["DOWNLOAD_HANDLERS"])
    assert not any(told[name] for name in ("COOKIES_ENABLED", "HTTPPROXY_ENABLED", "METAREFRESH_ENABLED"))
    assert told["NGUON_OPENED"] == []


def test_visiting_hours_are_for_whoever_comes_by_the_clock(configure):
    ours = configure(contact="an@dongmau.vn")
    assert scrapy_settings(MAU, ours)["NGUON_VISITS"] == ["22:00-05:30"]
    assert scrapy_settings(MAU, ours, by_hand=True)["NGUON_VISITS"] == []
    assert scrapy_settings(MAU, configure(rehearsal="http://127.0.0.1:8123"))["NGUON_VISITS"] == []


def test_a_crawl_with_a_folder_of_its_own_still_takes_its_turn_among_the_others(configure):
    ours = configure(contact="an@dongmau.vn")
    told = scrapy_settings(MAU, configure(var=ours.var / "new-source"), patience=str(patience_folder(ours)))
    assert told["NGUON_PATIENCE"] == scrapy_settings(MAU, ours)["NGUON_PATIENCE"]


def test_a_rehearsal_opens_the_sample_portals_only_and_remembers_apart(settings):
    live, rehearsal = settings(), settings(rehearsal="http://127.0.0.1:8123")
    assert rehearsal["NGUON_OPENED"] == ["127.0.0.1:8123"]
    assert rehearsal["NGUON_PATIENCE"] != live["NGUON_PATIENCE"]
    assert rehearsal["NGUON_TLS"] == live["NGUON_TLS"]
    same = (
        "DOWNLOAD_HANDLERS",
        "DOWNLOAD_MAXSIZE",
        "DOWNLOAD_TIMEOUT",
        "NGUON_REQUEST_CAP",
        "DOWNLOADER_MIDDLEWARES",
    )
    assert {name: live[name] for name in same} == {name: rehearsal[name] for name in same}


def test_nobody_is_asked_without_a_contact(configure):
    configure()
    with pytest.raises(ConfigurationError, match="NGUON_CONTACT"):
        run(CrawlRequest("baochinhphu", EVERYTHING, Known()))


# The end.


def report(*problems: Problem) -> CrawlReport:
    made = CrawlReport("mau", "mau-1", Window(NOW - timedelta(1), NOW), NOW)
    made.problems.extend(problems)
    return made


def problem(reason: str, url="https://mau.test/", parent="") -> Problem:
    return Problem("Transient", url, reason, "", "retry", parent)


@pytest.mark.parametrize(
    ("reason", "finished"), [("finished", True), (CAP, True), ("shutdown", False), (None, False)]
)
def test_a_crawl_is_finished_when_it_came_to_its_own_end(reason, finished):
    made = report()
    _conclude(made, {ASKED: 5} | ({"finish_reason": reason} if reason else {}), MAU)
    assert (made.finished, made.requests) == (finished, 5)


def test_that_it_has_used_up_its_requests_is_told_once():
    stopped = [
        Problem("CapReached", f"https://mau.test/{n}", "stopped after 7 requests", "", "alert")
        for n in range(3)
    ]
    made = report(problem("a"), *stopped, problem("b"))
    _conclude(made, {"finish_reason": CAP}, MAU)
    assert [(each.reason, each.url) for each in made.problems] == [
        ("a", "https://mau.test/"),
        ("b", "https://mau.test/"),
        ("stopped after 7 requests", "https://mau.test"),
    ]
    assert made.problems[-1].next == CapReached.next.value
    assert not made.trusted


def test_what_was_met_many_times_alike_is_told_once():
    made = report(
        problem("left"), problem("left"), problem("left", parent="x"), problem("left", url="https://b.test/")
    )
    _conclude(made, {"finish_reason": "finished"}, MAU)
    assert len(made.problems) == 3


def test_every_source_has_its_settings(configure):
    ours = configure(contact="an@dongmau.vn")
    for name in ("baochinhphu", "congbao", "nchmf"):
        assert scrapy_settings(source(name), ours)["NGUON_REQUEST_CAP"] > 0
