"""Outside to archive, archive to store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Window
from crawlers.manners import may_visit
from crawlers.process import crawl
from crawlers.report import NO_LIMITS, CrawlReport, CrawlRequest, Limits
from crawlers.source import Source
from nguon.steps.archive import enter_file, register_archive
from nguon.steps.recordings import held_files
from nguon.steps.rooms import Rooms
from sinks.store import captured, ingest
from sinks.store.known import known
from sinks.store.states import standing

__all__ = ["crawl_source", "register_archive", "why_not"]


def why_not(rooms: Rooms, of: Source, *, by_hand: bool = False) -> str:
    """Why a source is not to be crawled now; empty where it is. Retired ones are crawled `by_hand`, for backfills."""
    with rooms.store.session() as session:
        stands = standing(session, of)
    if stands.state == "paused" or (stands.state == "retired" and not by_hand):
        return f"{of.id} is {stands}; `nguon resume {of.id}` crawls it again"
    opens = may_visit(of.visits, datetime.now(UTC)) if rooms.settings.rehearsal == "" else None
    return f"{of.host} may be asked from {opens.astimezone(VIETNAM):%H:%M} on" if opens else ""


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
        ingest.save_report(session, report)
    return report


def _see_to_it(rooms: Rooms, name: str) -> None:
    """Enter an archive file now, if somebody else is at the spool and has not come to it yet."""
    with rooms.store.session() as session:
        entered = captured.is_entered(session, name)
    if not entered:
        enter_file(rooms, name)
