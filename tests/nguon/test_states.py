"""Sources are paused, resumed and retired at run time; what was missing and came is missing no longer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from crawlers.discovery.entry import Window
from crawlers.errors import Next
from crawlers.report import CrawlReport, Problem
from crawlers.source import source
from nguon.steps.crawl import why_not
from nguon.steps.rooms import Rooms
from sinks.store import ingest
from sinks.store.models import IssueRow
from sinks.store.states import set_state, standing

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def rooms(store, configure) -> Rooms:
    ours = configure(rehearsal="http://127.0.0.1:1", store_url=store.engine.url.render_as_string(False))
    return Rooms(store, ours.archive, ours)


def say(rooms, state: str) -> None:
    with rooms.store.session() as session:
        set_state(session, "baochinhphu", state, actor="an", note="bảo trì")


def test_a_source_is_crawled_unless_somebody_says_otherwise(rooms):
    of = source("baochinhphu")
    assert why_not(rooms, of) == ""
    say(rooms, "paused")
    assert "paused since" in why_not(rooms, of)
    assert "an: bảo trì" in why_not(rooms, of)
    assert why_not(rooms, of, by_hand=True), "off is off"
    say(rooms, "retired")
    assert why_not(rooms, of)
    assert why_not(rooms, of, by_hand=True) == "", "its past may still be read"
    say(rooms, "active")
    assert why_not(rooms, of) == ""


def test_a_definition_may_say_so_itself_and_a_person_overrules_it(rooms):
    of = source("baochinhphu").model_copy(update={"state": "retired"})
    assert "as its definition says" in why_not(rooms, of)
    say(rooms, "active")
    assert why_not(rooms, of) == ""


def test_live_hosts_are_asked_in_their_visiting_hours_only(store, configure):
    ours = configure(contact="an@example.vn", store_url=store.engine.url.render_as_string(False))
    opens = (datetime.now(UTC) + timedelta(hours=9)).strftime("%H:%M")  # in Vietnam two hours from now
    closes = (datetime.now(UTC) + timedelta(hours=10)).strftime("%H:%M")
    of = source("baochinhphu").model_copy(update={"visits": (f"{opens}-{closes}",)})
    assert f"from {opens} on" in why_not(Rooms(store, ours.archive, ours), of)


def test_what_was_said_stays_said(rooms):
    say(rooms, "paused")
    for change in ("UPDATE source_state SET note = 'x'", "DELETE FROM source_state", "TRUNCATE source_state"):
        with pytest.raises(DBAPIError, match="append-only"), rooms.store.session() as session:
            session.execute(text(change))
    with pytest.raises(DBAPIError), rooms.store.session() as session:
        set_state(session, "baochinhphu", "paused", actor="an", note="")
    with rooms.store.session() as session:
        assert standing(session, source("baochinhphu")).note == "bảo trì"


def test_a_number_that_comes_late_closes_its_issue(rooms):
    window = Window(NOW - timedelta(days=1), NOW)
    gap = Problem("Missing", "https://cb.vn", "Công báo số 22 năm 2026", "", Next.WATCH)

    def crawl(name: str, numbers: list[str], *problems: Problem) -> None:
        with rooms.store.session() as session:
            report = CrawlReport(
                "cb", name, window, NOW, problems=list(problems), numbers=numbers, finished=True
            )
            assert report.trusted, "what is missing makes no list untrusted"
            ingest.save_report(session, report)

    def still_open() -> list[int]:
        with rooms.store.session() as session:
            return list(session.scalars(select(IssueRow.times).where(IssueRow.closed_at.is_(None))))

    crawl("1", ["Công báo số 21 năm 2026"], gap)
    crawl("2", ["Công báo số 23 năm 2026"], gap)
    assert still_open() == [2], "one issue, seen twice"
    crawl("3", ["Công báo số 22 năm 2026"])
    assert still_open() == []
