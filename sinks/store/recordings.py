"""The store's view of media files: the captures that each came in, and what they come to.

A file may have come in one answer or in many, over several crawls; no row says so. It follows from the captures, by the
same rule that the crawl itself goes by (`crawlers.media.ranges`).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.capture import Hints, Role
from crawlers.media.ranges import Answer, Held, fold
from sinks.store.ingest import next_capture_at
from sinks.store.models import CaptureRow

ReadBody = Callable[[CaptureRow], bytes]
"""Gives the body of a capture, from the archive."""

_ANSWERS = (200, 206, 416)


def media_captures(session: Session, page: CaptureRow) -> dict[str, list[CaptureRow]]:
    """The answers for each file of an item's page, by the file's address, in the order in which they came.

    Only those before the page's next capture, as with attachments.
    """
    until = next_capture_at(session, page)
    rows = session.scalars(
        select(CaptureRow)
        .where(
            CaptureRow.source == page.source,
            CaptureRow.role == Role.MEDIA,
            CaptureRow.parent.in_((page.url, page.final_url)),
            CaptureRow.status.in_(_ANSWERS),
            *([CaptureRow.answered_at < until] if until else []),
        )
        .order_by(CaptureRow.answered_at, CaptureRow.id)
    )
    return _by_url(rows)


def held_files(session: Session, source: str, since: datetime, read: ReadBody) -> dict[str, Held]:
    """What is held of each media file that a source's crawls have asked for since a moment.

    Bodies are read (`read`) only of files that have not come in one go.
    """
    rows = session.scalars(
        select(CaptureRow)
        .where(
            CaptureRow.source == source,
            CaptureRow.role == Role.MEDIA,
            CaptureRow.status.in_(_ANSWERS),
            CaptureRow.answered_at >= since,
        )
        .order_by(CaptureRow.answered_at, CaptureRow.id)
    )
    return {url: fold_captures(each, read)[1] for url, each in _by_url(rows).items()}


def hints_of(session: Session, page: CaptureRow) -> Hints:
    """What lists and feeds have claimed of an item, up to this capture of its page; of each claim the last word.

    A page that is looked at again is asked without a list's word, and one feed tells less than another: the item is no
    other for that.
    """
    rows = session.scalars(
        select(CaptureRow.hints)
        .where(
            CaptureRow.source == page.source,
            CaptureRow.role == Role.ITEM,
            CaptureRow.url == page.url,
            CaptureRow.id <= page.id,
        )
        .order_by(CaptureRow.id)
    )
    told: dict[str, Any] = {}
    for hints in rows:
        told |= {name: claim for name, claim in hints.items() if claim}
    return Hints(**told)


def fold_captures(rows: Sequence[CaptureRow], read: ReadBody) -> tuple[Held, Held]:
    """The last whole file among the answers for one address, and what is held since; keys are the captures' ids."""
    start = max((at for at, row in enumerate(rows) if row.status == 200 and not row.truncated), default=0)
    rest = rows[start:]
    bodies = [read(row) if len(rest) > 1 or row.truncated else b"" for row in rest]
    answers = [_answer(row, body) for row, body in zip(rest, bodies, strict=True)]
    return fold(answers, parent=rows[-1].parent)


def _answer(row: CaptureRow, body: bytes) -> Answer:
    told = [(str(name), str(value)) for name, value in row.headers]
    if body or not row.body_bytes:
        return Answer.of(row.status, told, body, truncated=row.truncated, key=str(row.id))
    headers = {name.lower(): value.strip() for name, value in reversed(told)}
    return Answer(row.status, headers, row.body_bytes, b"", b"", row.truncated, str(row.id))


def _by_url(rows: Iterable[CaptureRow]) -> dict[str, list[CaptureRow]]:
    found: dict[str, list[CaptureRow]] = {}
    for row in rows:
        found.setdefault(row.url, []).append(row)
    return found
