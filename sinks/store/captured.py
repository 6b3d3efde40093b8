"""The store's record of the archive: captures, and the files that they lie in."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crawlers.capture import Capture
from sinks.store.models import ArchiveFileRow, CaptureRow


def register_captures(session: Session, captures: Iterable[Capture]) -> int:
    """Enter captures that the store does not have yet; gives their number."""
    rows = [_row(capture) for capture in captures]
    if not rows:
        return 0
    added = insert(CaptureRow).on_conflict_do_nothing().returning(CaptureRow.id)
    return len(session.execute(added, rows).all())


def _row(capture: Capture) -> dict[str, Any]:
    hints = capture.purpose.hints
    return {
        "source": capture.source,
        "crawl": capture.crawl,
        "role": capture.purpose.role,
        "url": capture.url,
        "final_url": capture.final_url,
        "parent": capture.purpose.parent,
        "hints": asdict(hints),
        "asked_at": capture.asked_at,
        "answered_at": capture.answered_at,
        "status": capture.status,
        "headers": [list(header) for header in capture.headers],
        "body_sha256": capture.body_sha256,
        "body_bytes": capture.body_bytes,
        "truncated": capture.truncated,
        "warc_file": capture.warc_file,
        "warc_offset": capture.warc_offset,
        "method": capture.method,
        "request_sha256": capture.request_sha256,
        **_payload_row(capture),
    }


def _payload_row(capture: Capture) -> dict[str, Any]:
    """Where the body lies, if a later record may refer to it: `payload_at` is set for such only."""
    body = capture.payload
    whole = capture.status == 200 and capture.body_bytes > 0 and not capture.truncated
    if body is None or not whole:
        return {"payload_digest": "", "payload_file": "", "payload_offset": 0, "payload_at": None}
    return {
        "payload_digest": body.digest,
        "payload_file": body.file,
        "payload_offset": body.offset,
        "payload_at": body.at,
    }


def captures_of(session: Session, name: str) -> set[int]:
    """Offsets of the captures that were entered from an archive file."""
    return set(session.scalars(select(CaptureRow.warc_offset).where(CaptureRow.warc_file == name)))


def entered_files(session: Session) -> set[str]:
    """Names of all archive files whose captures were entered; there may be many."""
    return set(session.scalars(select(ArchiveFileRow.name)))


def is_entered(session: Session, name: str) -> bool:
    """Whether an archive file's captures were entered."""
    return session.get(ArchiveFileRow, name) is not None


def knows_files(session: Session) -> bool:
    """Whether any archive file was ever entered."""
    return bool(session.scalar(select(exists().where(ArchiveFileRow.name.is_not(None)))))


def enter_file(session: Session, name: str, *, checked: bool = False) -> None:
    """Note that an archive file's captures were entered, and whether all of its digests were right."""
    when = func.now() if checked else None
    row = insert(ArchiveFileRow).values(name=name, checked_at=when)
    checks = row.on_conflict_do_update(index_elements=[ArchiveFileRow.name], set_={"checked_at": when})
    session.execute(checks if checked else row.on_conflict_do_nothing())
