"""Archive to store: what crawls left in the spool, and a look through the whole archive."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crawlers.archive import archive_files, recover_spool, survey
from crawlers.capture import Capture
from crawlers.errors import ArchiveDamaged, ConfigurationError, NguonError
from crawlers.report import Problem
from nguon.steps.rooms import Rooms
from sinks.store import captured, issues

_MISSING = "restore it from a copy of the archive, or check NGUON_ARCHIVE_URL"


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: archive `files` read, `captures` new to the store, `damaged` records and missing files."""

    files: int = 0
    captures: int = 0
    damaged: int = 0

    def __add__(self, other: "Entered") -> "Entered":
        return Entered(self.files + other.files, self.captures + other.captures, self.damaged + other.damaged)


def register_archive(rooms: Rooms) -> int:
    """Enter the captures of every spooled file, those of killed crawls too; gives their number.

    A file is spooled until it is entered, so the cost does not grow with the archive. Only a store that knows no archive
    file at all, a new one, is filled from the whole of it.
    """
    with rooms.store.session() as session:
        new = not captured.knows_files(session)
    entered: list[Entered] = []
    recover_spool(rooms.settings.spool, rooms.archive, lambda name: entered.append(enter_file(rooms, name)))
    if new:
        entered.append(check_archive(rooms))
    return sum(entered, Entered()).captures


def check_archive(rooms: Rooms) -> Entered:
    """Read the whole archive: every digest, and every body that a revisit refers to; enter what is not entered yet.

    What is damaged or missing becomes an issue, which is closed once the file is found right again. The cost grows with
    the archive: it is read once from end to end.
    """
    names = archive_files(rooms.archive)
    entered = sum((enter_file(rooms, name) for name in names), Entered())
    with rooms.store.session() as session:
        missing = sorted(captured.entered_files(session) - set(names))
        for name in missing:
            _tell(session, name, [ConfigurationError("archive file is missing", url=name, fix=_MISSING)])
    return entered + Entered(damaged=len(missing))


def enter_file(rooms: Rooms, name: str) -> Entered:
    """Enter the captures of one archive file that the store does not have yet; a damaged record costs itself only."""
    captures: list[Capture] = []
    damages: list[NguonError] = []
    for each in survey(rooms.archive, name, max_bytes=rooms.settings.max_body_bytes):
        if isinstance(each, ArchiveDamaged):
            damages.append(each)
        else:
            captures.append(each)
    with rooms.store.session() as session:
        gone = captured.captures_of(session, name) - {each.warc_offset for each in captures}
        if gone and not damages:
            reason = f"{len(gone)} records that were read before are gone, the first at {min(gone)}"
            damages.append(ArchiveDamaged(reason, url=name, fix=_MISSING))
        _tell(session, name, damages)
        new = captured.register_captures(session, captures)
        captured.enter_file(session, name, checked=not damages)
    return Entered(1, new, len(damages))


def _tell(session: Session, name: str, damages: list[NguonError]) -> None:
    """Open an issue for each damage to a file; close what was open about a sound one."""
    source = name.split("/", maxsplit=1)[0]
    if not damages:
        issues.close(session, source, name)
    for each in damages:
        problem = Problem(type(each).__name__, name, each.reason, each.fix, each.next.value)
        issues.open_issue(session, source, problem)
