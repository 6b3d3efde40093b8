"""Issues: what went wrong or is missing, once each, open until it is right."""

from sqlalchemy import func, literal_column, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crawlers.errors import ArchiveDamaged, ConfigurationError, NguonError, Transient
from crawlers.report import Problem
from sinks.store.models import CaptureRow, IssueRow

_MAX_REASON = 2000
_MAY_PASS = (ArchiveDamaged.__name__, ConfigurationError.__name__, Transient.__name__)
"""What may be right at the next try, with the same extractor: the archive may be mended, the machine less busy."""


def open_issue(
    session: Session, source: str, problem: Problem, *, capture: int | None = None, extractor: str = ""
) -> None:
    """Open an issue, or note that an open one was seen again."""
    row = insert(IssueRow).values(
        source=source,
        url=problem.url,
        error=problem.error,
        reason=problem.reason[:_MAX_REASON],
        fix=problem.fix,
        next=problem.next,
        capture_id=capture,
        extractor=extractor,
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=[
                IssueRow.source,
                IssueRow.error,
                literal_column("md5(url || ' ' || reason)"),
            ],
            index_where=IssueRow.closed_at.is_(None),
            set_={
                "times": IssueRow.times + 1,
                "seen_at": func.now(),
                "capture_id": row.excluded.capture_id,
                "extractor": func.coalesce(func.nullif(row.excluded.extractor, ""), IssueRow.extractor),
            },
        )
    )


def close(session: Session, source: str, url: str) -> None:
    """Close what was open about a page, now that it has become an article."""
    open_here = (IssueRow.source == source, IssueRow.url == url, IssueRow.closed_at.is_(None))
    session.execute(update(IssueRow).where(*open_here).values(closed_at=func.now()))


def quarantine(session: Session, source: str, capture: CaptureRow, error: NguonError, extractor: str) -> None:
    """Say why a captured page became no article; its bytes stay in the archive.

    What the crawl has told of the same bytes already is not told again. If the archive is at fault, which may be mended
    at any time, or the machine was too busy, the same extractor tries again.
    """
    if type(error).__name__ in _MAY_PASS:
        open_issue(session, source, _problem(capture, error), capture=capture.id)
        return
    told = session.execute(
        update(IssueRow)
        .where(
            IssueRow.capture_id == capture.id,
            IssueRow.extractor == "",
            IssueRow.error.not_in(_MAY_PASS),
            IssueRow.closed_at.is_(None),
        )
        .values(extractor=extractor)
        .returning(IssueRow.id)
    )
    if told.first() is None:
        open_issue(session, source, _problem(capture, error), capture=capture.id, extractor=extractor)


def _problem(capture: CaptureRow, error: NguonError) -> Problem:
    return Problem(type(error).__name__, capture.url, error.reason, error.fix, error.next.value)


def close_class(session: Session, source: str, error: str, *, url: str = "", but: str = "") -> None:
    """Close a source's open issues of one class, at `url` only if it is given, except the one for the reason `but`."""
    of_class = [IssueRow.source == source, IssueRow.error == error, IssueRow.closed_at.is_(None)]
    of_class += [IssueRow.url == url] if url else []
    session.execute(update(IssueRow).where(*of_class, IssueRow.reason != but).values(closed_at=func.now()))
