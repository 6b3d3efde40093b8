"""Outside to archive, archive to store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Window
from crawlers.discovery.reach import unread, unread_stretch
from crawlers.errors import Missing, Next
from crawlers.manners import may_visit
from crawlers.process import crawl
from crawlers.report import NO_LIMITS, CrawlReport, CrawlRequest, Limits, Problem
from crawlers.source import Source, source
from nguon.steps.archive import enter_file, register_archive
from nguon.steps.recordings import held_files
from nguon.steps.rooms import Rooms
from sinks.store import captured, crawls, ingest
from sinks.store.known import known
from sinks.store.states import standing

__all__ = ["MOST_BEHIND", "catch_up", "caught_up", "crawl_source", "register_archive", "why_not"]

MOST_BEHIND = timedelta(days=31)
"""How far back a scheduled crawl begins after an outage; what was published before is told, and left to a person."""


def why_not(rooms: Rooms, of: Source, *, by_hand: bool = False) -> str:
    """Why a source is not to be crawled now; empty where it is. Retired ones are crawled `by_hand`, for backfills."""
    with rooms.store.session() as session:
        stands = standing(session, of)
    if stands.state == "paused" or (stands.state == "retired" and not by_hand):
        return f"{of.id} is {stands}; `nguon resume {of.id}` crawls it again"
    opens = may_visit(of.visits, datetime.now(UTC)) if rooms.settings.rehearsal == "" else None
    return f"{of.host} may be asked from {opens.astimezone(VIETNAM):%H:%M} on" if opens else ""


def catch_up(rooms: Rooms, of: Source, interval: Window) -> Window:
    """The window of a scheduled crawl: its interval, from where the last good crawl ended, widened by the lookback.

    So what was published while crawls failed, or none ran, is looked for as soon as one runs again.
    """
    with rooms.store.session() as session:
        until = crawls.read_until(session, of.id, interval.end - MOST_BEHIND, interval.end)
    return caught_up(interval, until).widened(of.lookback)


def caught_up(interval: Window, until: datetime | None) -> Window:
    """An interval, from where all was read `until`, if that is earlier, and not earlier than may be."""
    since = max(until, interval.end - MOST_BEHIND) if until else interval.start
    return Window(min(interval.start, since), interval.end)


def crawl_source(
    rooms: Rooms,
    source_id: str,
    window: Window,
    log: Callable[[str], None],
    *,
    at: datetime | None = None,
    limits: Limits = NO_LIMITS,
) -> CrawlReport:
    """Crawl one source over one window; what was fetched is in the archive and the store when this returns.

    Args:
        rooms: where to.
        source_id: which.
        window: published or changed when.
        log: gets the lines of the crawl's log.
        at: the moment that stands for now; None: the clock's.
        limits: other caps than the source's own, for a deep backfill.
    """
    rooms.store.dedicate(rehearsal=bool(rooms.settings.rehearsal))
    register_archive(rooms)
    with rooms.store.session() as session:
        now = at or datetime.now(UTC)
        files = held_files(rooms, session, source_id, now)
        told = replace(known(session, source_id, window, now), held=files)
    try:
        report = crawl(CrawlRequest(source_id, window, told, at, limits, rooms.archive), log)
    finally:
        register_archive(rooms)
    if report.warc_file:
        _see_to_it(rooms, report.warc_file)
    with rooms.store.session() as session:
        _tell_unread(session, report, source(source_id))
        if report.complete:
            crawls.close_unread(session, source_id, _read_from(report), window.end)
        ingest.save_report(session, report)
    return report


def _read_from(report: CrawlReport) -> datetime:
    """From when on a crawl has read everything, as far as it does not tell otherwise."""
    told = filter(None, (unread_stretch(problem.reason) for problem in report.problems))
    return max([report.window.since or report.window.start, *(end for _, end in told)])


def _tell_unread(session: Session, report: CrawlReport, of: Source) -> None:
    """Tell of the time before the window that no crawl has read; and not of what earlier crawls have read."""
    window, since = report.window, report.window.since
    stretches = {problem: unread_stretch(problem.reason) for problem in report.problems}
    report.problems = [
        problem
        for problem, stretch in stretches.items()
        if not (stretch and since is None and crawls.was_read(session, of.id, stretch))
    ]
    until = crawls.read_until(session, of.id, since, window.end) if since else None
    if since and until and until < since and report.complete:
        fix = f"crawl it by hand: a schedule goes back {MOST_BEHIND.days} days at most"
        told = Problem(Missing.__name__, of.base, unread(until, since), fix, Next.WATCH.value)
        report.problems.append(told)


def _see_to_it(rooms: Rooms, name: str) -> None:
    """Enter an archive file now, if somebody else is at the spool and has not come to it yet."""
    with rooms.store.session() as session:
        entered = captured.is_entered(session, name)
    if not entered:
        enter_file(rooms, name)
