"""Which stretches of time were read of a source: by crawls that came to their end and left nothing undone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, DateTime, Text, func, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from crawlers.discovery.reach import unread_stretch
from crawlers.errors import Missing
from sinks.store.known import finished
from sinks.store.models import CrawlRow, IssueRow

_UNDONE = '$.problems[*] ? (@.next == "retry" || @.next == "alert")'
_UNREAD = '$.problems[*].reason ? (@ starts with "what was published from ")'
_MINUTE = timedelta(minutes=1)

Stretch = tuple[datetime, datetime]


def read_until(session: Session, source: str, start: datetime, end: datetime) -> datetime | None:
    """Until when all was read that a source published, as far as crawls over [`start`, `end`) tell.

    That is where the first stretch ends that no good crawl has read; a crawl that left something undone counts for
    nothing. If nothing was read since `start`, it is when the last one before it ended; None: there was no good one.
    """
    stretches = [each for each in read_stretches(session, source, start) if each[0] < end]
    if stretches and stretches[0][0] <= start:
        return stretches[0][1]
    earlier = session.scalar(
        select(func.max(CrawlRow.window_end)).where(
            CrawlRow.source == source, good(), CrawlRow.window_end <= start
        )
    )
    return earlier or (stretches[0][1] if stretches else None)


def read_stretches(session: Session, source: str, after: datetime) -> list[Stretch]:
    """The stretches that good crawls have read, oldest first, none touching another; of crawls that end `after`.

    A crawl has read what was published from where it had to (`Window.since`) on; that it looked further back, for what
    came late, is no evidence that nothing else was there.
    """
    query = select(_since(), CrawlRow.window_end).where(
        CrawlRow.source == source, good(), CrawlRow.window_end > after
    )
    return merged((start, end) for start, end in session.execute(query))


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in as few stretches as can be, oldest first."""
    whole: list[Stretch] = []
    for start, end in sorted(stretches):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def good() -> ColumnElement[bool]:
    """Whether a crawl came to its own end, and nothing that it met wants another try or a person."""
    undone = func.jsonb_path_exists(CrawlRow.report, _path(_UNDONE))
    return finished() & (CrawlRow.trusted | ~undone)


def _since() -> ColumnElement[datetime]:
    told = func.jsonb_extract_path_text(CrawlRow.report, "window", "since")
    since = sql_cast(sql_cast(told, Text), DateTime(timezone=True))
    return cast("ColumnElement[datetime]", func.coalesce(since, CrawlRow.window_start))


def was_read(session: Session, source: str, stretch: Stretch) -> bool:
    """Whether good crawls have read all of a stretch, and did not tell that they could not."""
    start, end = stretch
    rows = session.execute(
        select(
            _since(), CrawlRow.window_end, func.jsonb_path_query_first(CrawlRow.report, _path(_UNREAD))
        ).where(CrawlRow.source == source, good(), CrawlRow.window_end > start)
    )
    read = merged((_read_from(since, told), last) for since, last, told in rows)
    return any(first <= start and end <= last for first, last in read)


def _read_from(since: datetime, told: str | None) -> datetime:
    """From when on a crawl has read what was published: it may have told that its ways did not lead back far enough."""
    left = unread_stretch(told or "")
    return max(since, left[1]) if left else since


def _path(expression: str) -> ColumnElement[str]:
    return sql_cast(expression, JSONPATH)


def close_unread(session: Session, source: str, start: datetime, end: datetime) -> None:
    """Close the issues about stretches that were not read and lie in one that has been read now."""
    here = (IssueRow.source == source, IssueRow.error == Missing.__name__, IssueRow.closed_at.is_(None))
    for number, reason in session.execute(select(IssueRow.id, IssueRow.reason).where(*here)).all():
        stretch = unread_stretch(reason)
        if stretch and start < stretch[0] + _MINUTE and stretch[1] <= end:
            session.execute(update(IssueRow).where(IssueRow.id == number).values(closed_at=func.now()))
