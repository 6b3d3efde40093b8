"""Outside to archive, archive to store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from crawlers.archive import archive_files, read_captures, recover_spool
from crawlers.capture import Capture
from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Window
from crawlers.errors import BadDocument, Next
from crawlers.manners import may_visit
from crawlers.process import crawl
from crawlers.report import NO_LIMITS, CrawlReport, CrawlRequest, Limits, Problem
from crawlers.source import Source
from nguon.steps.recordings import held_files
from nguon.steps.rooms import Rooms
from sinks.store import ingest
from sinks.store.states import standing


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
        known = ingest.known(session, source_id, window.start)
        held = held_files(rooms, session, source_id, at or datetime.now(UTC))
        request = CrawlRequest(source_id, window, replace(known, held=held), at, limits)
    report = crawl(request, log)
    register_archive(rooms)
    with rooms.store.session() as session:
        ingest.save_report(session, report)
    return report


def register_archive(rooms: Rooms) -> int:
    """Enter every archived capture that the store does not know, those of killed crawls too; gives their number.

    A file that cannot be read is an issue, and stops no crawl.
    """
    recover_spool(rooms.settings.spool, rooms.archive)
    with rooms.store.session() as session:
        known = ingest.registered_files(session)
    return sum(_register(rooms, name) for name in archive_files(rooms.archive) if name not in known)


def _register(rooms: Rooms, name: str) -> int:
    captures: list[Capture] = []
    damage: BadDocument | None = None
    try:
        captures.extend(read_captures(rooms.archive, name, max_bytes=rooms.settings.max_body_bytes))
    except BadDocument as error:
        damage = error
    with rooms.store.session() as session:
        if damage:
            fix = "compare the file with a copy of the archive"
            problem = Problem(type(damage).__name__, name, damage.reason, fix, Next.ALERT)
            ingest.open_issue(session, name.split("/", maxsplit=1)[0], problem)
        return ingest.register_captures(session, captures)
