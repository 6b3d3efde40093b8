"""The store's intake: crawls, captures, articles, and what could not become one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Select, exists, func, literal_column, select, true, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session, aliased

from crawlers.capture import Capture, Role
from crawlers.errors import Missing, Next, NguonError
from crawlers.report import REPORT, CrawlReport, Known, Problem, Validators
from sinks.store.evidence import trusts_304, validators_of
from sinks.store.models import CaptureRow, CrawlRow, IssueRow, ItemRow, SightingRow, VersionRow
from transforms.article import Article

_MAX_REASON = 2000
_PAGES = (Role.ITEM, Role.REFERRAL)


def known(session: Session, source: str, start: datetime) -> Known:
    """What a crawl of `source` over a window from `start` should know beforehand.

    A page counts as known if it came whole, from a crawl that lived to report, with no attachment still to be had.
    """
    reports = session.execute(
        select(CrawlRow.id, CrawlRow.report["problems"]).where(CrawlRow.source == source)
    ).all()
    lacking = {
        (crawl, each["parent"])
        for crawl, problems in reports
        for each in problems
        if each["next"] == Next.RETRY
    }
    rows = session.execute(
        select(CaptureRow.url, CaptureRow.crawl, CaptureRow.answered_at)
        .join(CrawlRow, CrawlRow.id == CaptureRow.crawl)
        .where(
            CaptureRow.source == source,
            CaptureRow.role.in_(_PAGES),
            ((CaptureRow.status == 200) & (CaptureRow.body_bytes > 0)) | (CaptureRow.status == 304),
            CaptureRow.truncated != "disconnect",
        )
        .order_by(CaptureRow.answered_at)
    ).all()
    whole = [(url, when) for url, crawl, when in rows if (crawl, url) not in lacking]
    return Known(
        captured=dict(whole),
        first_captured=dict(reversed(whole)),
        validators=_validators(session, source, start),
        gone=_gone(session, source),
        referred=_referred(session, source),
    )


def _gone(session: Session, source: str) -> dict[str, datetime]:
    """When each page that is no longer there was last found missing."""
    # What a browser would have shown.
    raw = (CaptureRow.role == Role.PART) & (CaptureRow.parent == CaptureRow.url)
    gone = select(CaptureRow.url, func.max(CaptureRow.answered_at)).where(
        CaptureRow.source == source, CaptureRow.role.in_(_PAGES) | raw, CaptureRow.status.in_((404, 410))
    )
    return dict(session.execute(gone.group_by(CaptureRow.url)).all())


def _referred(session: Session, source: str) -> tuple[str, ...]:
    """Originals of this source that crawls of aggregators named, and that were never captured."""
    named = func.jsonb_array_elements(CrawlRow.report["referrals"]).table_valued("value")
    url = func.jsonb_extract_path_text(named.c.value, "1")
    asked = exists().where(CaptureRow.source == source, CaptureRow.url == url, CaptureRow.role.in_(_PAGES))
    query = (
        select(url).distinct()
        .select_from(CrawlRow).join(named, true())
        .where(func.jsonb_extract_path_text(named.c.value, "0") == source, ~asked)
    )  # fmt: skip
    return tuple(sorted(session.scalars(query)))


def _validators(session: Session, source: str, start: datetime) -> dict[str, Validators]:
    """Validators of the newest whole bodies, if the source's can be believed.

    Of lists only where a crawl dealt with all that they named, and for a day: then the list is looked at in full again.
    """
    if not trusts_304(session, source):
        return {}
    trusted = select(CrawlRow.id).where(
        CrawlRow.source == source, CrawlRow.trusted, CrawlRow.window_start <= start
    )
    recent = CaptureRow.answered_at > func.now() - timedelta(days=1)
    usable = (CaptureRow.role != Role.DISCOVERY) | (CaptureRow.crawl.in_(trusted) & recent)
    newest = (
        select(CaptureRow.url, CaptureRow.headers)
        .ext(distinct_on(CaptureRow.url))
        .where(CaptureRow.source == source, CaptureRow.status == 200, CaptureRow.truncated == "", usable)
        .order_by(CaptureRow.url, CaptureRow.id.desc())
    )
    return {url: validators_of(headers) for url, headers in session.execute(newest)}


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
    }


def registered_files(session: Session) -> set[str]:
    """Names of the archive files whose captures the store has; a crawl that got no answer has a file without any."""
    held = set(session.scalars(select(CaptureRow.warc_file).distinct()))
    return held | set(session.scalars(select(CrawlRow.report["warc_file"].as_string())))


def save_report(session: Session, report: CrawlReport) -> None:
    """Keep what a crawl reported, and open an issue for each of its problems."""
    session.execute(
        insert(CrawlRow)
        .values(
            id=report.crawl,
            source=report.source,
            window_start=report.window.start,
            window_end=report.window.end,
            started_at=report.started_at,
            trusted=report.trusted,
            report=REPORT.dump_python(report, mode="json"),
        )
        .on_conflict_do_nothing()
    )
    _close_missing(session, report)
    for problem in report.problems:
        capture = session.scalar(
            select(func.max(CaptureRow.id)).where(
                CaptureRow.crawl == report.crawl,
                (CaptureRow.url == problem.url) | (CaptureRow.final_url == problem.url),
            )
        )
        open_issue(session, report.source, problem, capture=capture)


def _close_missing(session: Session, report: CrawlReport) -> None:
    """What was missing and is there now is an issue no longer."""
    session.execute(
        update(IssueRow)
        .where(
            IssueRow.source == report.source,
            IssueRow.error == Missing.__name__,
            IssueRow.reason.in_(report.numbers),
            IssueRow.closed_at.is_(None),
        )
        .values(closed_at=func.now())
    )


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
                "extractor": row.excluded.extractor,
            },
        )
    )


def wants_extraction(source: str, extractor: str) -> Select[int]:
    """Query: captured item pages that have become no version, and that this extractor has not refused."""
    later = aliased(CaptureRow)
    seen = exists().where(SightingRow.capture_id == CaptureRow.id)
    refused = (
        select(IssueRow.id)
        .join(later, later.id == IssueRow.capture_id)
        .where(IssueRow.extractor == extractor, later.url == CaptureRow.url, later.id >= CaptureRow.id)
        .exists()
    )
    return (
        select(CaptureRow.id)
        .where(
            CaptureRow.source == source,
            CaptureRow.role == Role.ITEM,
            CaptureRow.status == 200,
            CaptureRow.truncated == "",
            ~seen,
            ~refused,
        )
        .order_by(CaptureRow.id)
    )


def attachments_of(session: Session, page: CaptureRow) -> Sequence[CaptureRow]:
    """The newest whole capture of each file that belongs to an item's page."""
    return session.scalars(
        select(CaptureRow)
        .ext(distinct_on(CaptureRow.url))
        .where(
            CaptureRow.role == Role.ATTACHMENT,
            CaptureRow.parent.in_((page.url, page.final_url)),
            CaptureRow.status == 200,
            CaptureRow.truncated == "",
        )
        .order_by(CaptureRow.url, CaptureRow.id.desc())
    ).all()


def item_id(identity: str) -> UUID:
    """The key of the item that bears an identity: the same wherever it is computed."""
    return uuid5(NAMESPACE_URL, identity)


def save_article(session: Session, article: Article, capture: int) -> str:
    """Enter what a page said: `new` item, `changed` words (a new version) or `unchanged`."""
    identity = article.identity
    item = item_id(identity)
    session.execute(
        insert(ItemRow)
        .values(id=item, identity=identity, source=article.source, kind=article.kind, url=article.url)
        .on_conflict_do_nothing()
    )
    session.execute(select(ItemRow.id).where(ItemRow.id == item).with_for_update())
    newest = session.scalar(
        select(VersionRow).where(VersionRow.item_id == item).order_by(VersionRow.number.desc()).limit(1)
    )
    outcome = "unchanged"
    if newest is None or newest.text_digest != article.text_digest:
        outcome = "changed" if newest else "new"
        newest = _version(article, item, newest.number + 1 if newest else 1)
        session.add(newest)
        session.flush()
    session.execute(
        insert(SightingRow)
        .values(capture_id=capture, version_id=newest.id, outcome=outcome)
        .on_conflict_do_nothing()
    )
    return outcome


def _version(article: Article, item: UUID, number: int) -> VersionRow:
    return VersionRow(
        item_id=item,
        number=number,
        text_digest=article.text_digest,
        title=article.title,
        language=article.language,
        published_at=article.published_at,
        article=article.as_json(),
        extractor=article.extractor,
    )


def close_issues(session: Session, source: str, url: str) -> None:
    """Close what was open about a page, now that it has become an article."""
    open_here = (IssueRow.source == source, IssueRow.url == url, IssueRow.closed_at.is_(None))
    session.execute(update(IssueRow).where(*open_here).values(closed_at=func.now()))


def quarantine(session: Session, source: str, capture: CaptureRow, error: NguonError, extractor: str) -> None:
    """Say why a captured page became no article; its bytes stay in the archive."""
    problem = Problem(type(error).__name__, capture.url, error.reason, error.fix, error.next.value)
    open_issue(session, source, problem, capture=capture.id, extractor=extractor)
