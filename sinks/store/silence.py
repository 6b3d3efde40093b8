"""When a source last brought something, and when it was last asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from crawlers.capture import Role
from sinks.store.models import CaptureRow, CrawlRow, ItemRow, SightingRow, VersionRow


@dataclass(frozen=True, slots=True)
class LastHeard:
    """Of one source: its `first` crawl, its last one (`asked`), and when something `new` was last captured."""

    first: datetime | None
    asked: datetime | None
    new: datetime | None


def last_heard(session: Session, source_id: str) -> LastHeard:
    """When a source was first and last crawled, and when an item or a version was captured that was not there before.

    What is new has the captures' clock, not the store's: a store that is made anew from the archive remembers the same.
    """
    crawls = select(func.min(CrawlRow.started_at), func.max(CrawlRow.started_at)).where(
        CrawlRow.source == source_id
    )
    first, asked = session.execute(crawls).one()
    born = union_all(_versions_of(source_id), _referrals_of(source_id)).subquery()
    return LastHeard(first, asked, session.scalar(select(func.max(born.c.at))))


def _versions_of(source_id: str) -> Select[datetime]:
    """When each version of a source's items was first captured."""
    return (
        select(func.min(CaptureRow.answered_at).label("at"))
        .join(SightingRow, SightingRow.capture_id == CaptureRow.id)
        .join(VersionRow, VersionRow.id == SightingRow.version_id)
        .join(ItemRow, ItemRow.id == VersionRow.item_id)
        .where(ItemRow.source == source_id)
        .group_by(VersionRow.id)
    )


def _referrals_of(source_id: str) -> Select[datetime]:
    """When each page of an aggregator was first captured: its items are others'."""
    page = (CaptureRow.source == source_id, CaptureRow.role == Role.REFERRAL, CaptureRow.status == 200)
    return select(func.min(CaptureRow.answered_at).label("at")).where(*page).group_by(CaptureRow.url)


def first_crawl(session: Session) -> datetime | None:
    """When this store's first crawl began, of whatever source."""
    return session.scalar(select(func.min(CrawlRow.started_at)))
