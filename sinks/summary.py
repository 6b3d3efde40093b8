"""What happened, per source: the table that `nguon run` and `nguon status` print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from sinks.approval import pending
from sinks.store.models import (
    CaptureRow,
    CrawlRow,
    IssueRow,
    ItemRow,
    PublicationRow,
    RenditionRow,
    SightingRow,
    VersionRow,
)


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """Counts of one source since a moment; `waiting` is as of now.

    `found`: entries in the windows crawled. `new`: versions, `unchanged`: entries known or seen again without a
    change. `quarantined`: open issues about bytes that became no article.
    """

    source: str
    found: int
    new: int
    unchanged: int
    quarantined: int
    voiced: int
    waiting: int
    published: int
    audio_seconds: float


def summarise(
    session: Session, sources: Sequence[str], since: datetime, *, policy_sources: Sequence[str]
) -> list[SourceSummary]:
    """A summary for each source, in the order given."""
    found = _sum(session, "found", since)
    known = _sum(session, "known", since)
    not_modified = _sum(session, "unchanged", since)
    new = _sightings(session, since, SightingRow.outcome.in_(("new", "changed")))
    again = _sightings(session, since, SightingRow.outcome.in_(("unchanged", "elsewhere")))
    quarantined = _count(
        session,
        select(IssueRow.source, func.count()).where(IssueRow.next == "quarantine", IssueRow.seen_at >= since),
    )
    voiced = _renditions(session, since, func.count())
    seconds = _renditions(session, since, func.sum(RenditionRow.duration_ms) / 1000)
    waiting: dict[str, int] = {}
    for case in pending(session, policy_sources=policy_sources):
        waiting[case.source] = waiting.get(case.source, 0) + 1
    published = _count(
        session,
        select(ItemRow.source, func.count())
        .join(PublicationRow, PublicationRow.item_id == ItemRow.id)
        .where(PublicationRow.published_at >= since),
    )
    return [
        SourceSummary(
            source=each,
            found=int(found.get(each, 0)),
            new=int(new.get(each, 0)),
            unchanged=int(known.get(each, 0) + not_modified.get(each, 0) + again.get(each, 0)),
            quarantined=int(quarantined.get(each, 0)),
            voiced=int(voiced.get(each, 0)),
            waiting=waiting.get(each, 0),
            published=int(published.get(each, 0)),
            audio_seconds=float(seconds.get(each, 0)),
        )
        for each in sources
    ]


def open_issues(session: Session, since: datetime) -> Sequence[IssueRow]:
    """Issues that are open and were seen since a moment."""
    query = select(IssueRow).where(IssueRow.closed_at.is_(None), IssueRow.seen_at >= since)
    return session.scalars(query.order_by(IssueRow.source, IssueRow.id)).all()


def _count(session: Session, query: Select[str, Any]) -> dict[str, float]:
    by_source = query.group_by(query.selected_columns[0])
    return {source: value or 0 for source, value in session.execute(by_source)}


def _sum(session: Session, field: str, since: datetime) -> dict[str, float]:
    value = func.sum(CrawlRow.report[field].as_integer())
    return _count(session, select(CrawlRow.source, value).where(CrawlRow.started_at >= since))


def _sightings(session: Session, since: datetime, condition: ColumnElement[bool]) -> dict[str, float]:
    query = select(CaptureRow.source, func.count()).join(SightingRow, SightingRow.capture_id == CaptureRow.id)
    return _count(session, query.where(CaptureRow.answered_at >= since, condition))


def _renditions(session: Session, since: datetime, value: ColumnElement[Any]) -> dict[str, float]:
    query = select(ItemRow.source, value).join(VersionRow, VersionRow.item_id == ItemRow.id)
    query = query.join(RenditionRow, RenditionRow.version_id == VersionRow.id)
    return _count(session, query.where(RenditionRow.made_at >= since))
