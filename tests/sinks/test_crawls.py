"""Which stretches were read, and until when."""

from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crawlers.discovery.entry import Window
from crawlers.discovery.reach import unread
from crawlers.errors import Next
from crawlers.report import CrawlReport, Problem
from sinks.store import crawls, ingest
from sinks.store.models import IssueRow

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_NUMBERS = count()


def at(hour: int) -> datetime:
    return BEGIN + hour * HOUR


def crawled(
    store, start: int, end: int, *, next_: str = "", finished: bool = True, by_hand: bool = False
) -> None:
    """Keep the report of a crawl over these hours, with the lookback of three days if it was scheduled."""
    window = Window(at(start), at(end)) if by_hand else Window(at(start), at(end)).widened(3 * DAY)
    problems = [Problem("Any", "https://a.vn/", "why", "", next_)] if next_ else []
    report = CrawlReport(
        "a", f"c{next(_NUMBERS)}", window, at(end), problems=problems, finished=finished, later=1
    )
    with store.session() as session:
        ingest.save_report(session, report)


def until(store, start: int = 0, end: int = 1000) -> datetime | None:
    with store.session() as session:
        return crawls.read_until(session, "a", at(start), at(end))


def test_of_a_source_that_was_never_crawled_nothing_was_read(store):
    assert until(store) is None


def test_it_was_read_until_the_last_good_crawl_ended(store):
    for hour in range(10, 20):
        crawled(store, hour, hour + 1)
    assert until(store) == at(20)


@pytest.mark.parametrize(
    ("next_", "finished", "end"),
    [
        (Next.RETRY, True, 11),
        (Next.ALERT, True, 11),
        ("", False, 11),
        (Next.QUARANTINE, True, 12),
        (Next.WATCH, True, 12),
    ],
)
def test_a_crawl_that_left_something_undone_has_read_nothing(store, next_, finished, end):
    crawled(store, 10, 11)
    crawled(store, 11, 12, next_=next_, finished=finished)
    assert until(store) == at(end)


def test_a_hole_between_two_crawls_is_where_it_ends(store):
    """The lookback of the second one is no evidence of what was published in the hole."""
    crawled(store, 10, 11)
    crawled(store, 20, 21)
    assert until(store) == at(11)
    crawled(store, 5, 21, by_hand=True)
    assert until(store) == at(21)


def test_a_backfill_of_long_ago_does_not_reach_now(store):
    crawled(store, 100, 101)
    crawled(store, 0, 10, by_hand=True)
    assert until(store, 50) == at(10), "the hole between the two is told once"
    crawled(store, 50, 102)
    assert until(store, 50) == at(102)


def test_a_crawl_that_told_what_it_did_not_read_has_read_the_rest(store):
    problem = Problem("Missing", "https://a.vn", unread(at(0), at(30)), "", Next.WATCH)
    report = CrawlReport("a", "told", Window(at(0), at(60)), at(60), problems=[problem], finished=True)
    with store.session() as session:
        ingest.save_report(session, report)
        assert crawls.was_read(session, "a", (at(30), at(50)))
        assert not crawls.was_read(session, "a", (at(20), at(50)))
    assert until(store) == at(60), "to begin there again would read no more"


def test_what_was_not_read_is_closed_once_it_was(store):
    hole = unread(at(10), at(20))
    problem = Problem("Missing", "https://a.vn", hole, "", Next.WATCH)
    told = CrawlReport("a", "told", Window(at(20), at(21)), at(21), problems=[problem], finished=True)
    with store.session() as session:
        ingest.save_report(session, told)
        crawls.close_unread(session, "a", at(12), at(21))
        assert session.scalar(select(IssueRow.closed_at)) is None
        crawls.close_unread(session, "a", at(5), at(21))
        assert session.scalar(select(IssueRow.closed_at)) is not None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=12))
def test_stretches_are_the_same_time_in_as_few_as_can_be(spans):
    whole = crawls.merged((at(start), at(start + length)) for start, length in spans)
    hours = {hour for start, length in spans for hour in range(start, start + length)}
    assert {hour for start, end in whole for hour in range(60) if start <= at(hour) < end} == hours
    assert all(one[1] < other[0] for one, other in pairwise(whole))
