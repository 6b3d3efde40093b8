"""A source that falls silent is told, until it speaks again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crawlers.discovery.entry import Window
from crawlers.report import CrawlReport
from crawlers.source import source
from nguon.steps.rooms import Rooms
from nguon.steps.watch import watch_sources
from sinks.store import ingest
from sinks.store.models import IssueRow
from sinks.store.states import set_state
from tests.sinks.conftest import add_capture, article  # noqa: F401 -- the fixture

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
SILENCE = source("baochinhphu").expect.silence


@pytest.fixture
def heard(store, configure, add_capture):  # noqa: F811 -- the fixture
    """What a source did, and what is told of it now."""
    ours = configure(rehearsal="http://127.0.0.1:1", store_url=store.engine.url.render_as_string(False))
    rooms = Rooms(store, ours.archive, ours)

    class Heard:
        def crawl(self, age: timedelta, of: str = "baochinhphu") -> None:
            at = NOW - age
            with store.session() as session:
                ingest.save_report(session, CrawlReport(of, f"{of}-{age}", Window(at - HOUR, at), at))

        def item(self, words: str, age: timedelta) -> None:
            made = article(words)
            with store.session() as session:
                capture = add_capture(session, made, answered_at=NOW - age)
                ingest.save_article(session, made, capture)

        def referral(self, url: str, age: timedelta) -> None:
            made = replace(article("x", source="vietnam"), url=url)
            with store.session() as session:
                add_capture(session, made, role="referral", answered_at=NOW - age)

        def say(self, state: str) -> None:
            with store.session() as session:
                set_state(session, "baochinhphu", state, actor="an", note="thử")

        def told(self, of: str = "baochinhphu", after: timedelta = timedelta(0)) -> list[str]:
            return [each.reason for each in watch_sources(rooms, NOW + after) if each.source == of]

        def issues(self, of: str = "baochinhphu") -> list[tuple[str, bool, int]]:
            with store.session() as session:
                rows = session.scalars(select(IssueRow).where(IssueRow.source == of).order_by(IssueRow.id))
                return [(row.error, row.closed_at is None, row.times) for row in rows]

    return Heard()


def test_a_source_that_brings_something_is_not_silent(heard):
    heard.crawl(HOUR)
    heard.item("một", SILENCE - HOUR)
    assert heard.told() == []
    assert heard.issues() == []


def test_a_source_that_brings_nothing_is_told_until_it_does(heard):
    heard.crawl(3 * SILENCE)
    heard.item("một", SILENCE + HOUR)
    heard.crawl(HOUR)
    [reason] = heard.told()
    assert "nothing new since" in reason
    assert f"the {SILENCE / HOUR:g} hours" in reason
    assert heard.told() == [reason]
    assert heard.issues() == [("Silent", True, 2)]
    heard.item("hai", HOUR)
    assert heard.told() == []
    assert heard.issues() == [("Silent", False, 2)]


def test_what_it_said_before_over_again_is_nothing_new(heard):
    heard.crawl(3 * SILENCE)
    heard.item("một", SILENCE + HOUR)
    heard.item("một", HOUR)
    heard.crawl(HOUR)
    assert heard.told()


def test_a_source_that_never_brought_anything_is_silent_since_its_first_crawl(heard):
    heard.crawl(HOUR)
    assert heard.told() == []
    heard.crawl(SILENCE + HOUR)
    assert "nothing new since" in heard.told()[0]


def test_a_source_that_is_not_asked_is_told_and_so_is_one_that_never_was(heard):
    heard.item("một", HOUR)
    heard.crawl(timedelta(days=2))
    assert "not crawled since" in heard.told()[0]
    assert heard.told("congbao") == []  # it is asked once a day: three of its rounds have not gone by
    assert heard.told("nchmf") == ["was never crawled"]
    assert "was never crawled" in heard.told("congbao", after=timedelta(days=2))


def test_a_store_without_any_crawl_knows_of_no_silence(heard):
    assert heard.told() == []


def test_a_source_that_somebody_paused_may_be_silent_and_is_given_its_time_afterwards(heard):
    heard.crawl(SILENCE + HOUR)
    heard.crawl(HOUR)
    assert heard.told()
    heard.say("paused")
    assert heard.told() == []
    assert heard.issues() == [("Silent", False, 1)]
    heard.say("active")
    assert heard.told() == []
    heard.crawl(-SILENCE - HOUR)
    assert "nothing new since" in heard.told(after=SILENCE + 2 * HOUR)[0]


def test_an_aggregator_speaks_by_the_pages_that_name_originals(heard):
    silence = source("vietnam").expect.silence
    heard.crawl(3 * silence, "vietnam")
    heard.crawl(HOUR, "vietnam")
    heard.referral("https://www.vietnam.vn/cu", silence + HOUR)
    assert heard.told("vietnam")
    heard.referral("https://www.vietnam.vn/moi", HOUR)
    assert heard.told("vietnam") == []
