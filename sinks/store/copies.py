"""Held copies: what repeats another item, where else a text stands, and what a person says of it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, column, exists, select, table, update
from sqlalchemy import func as sql
from sqlalchemy.orm import Session, aliased

from crawlers.errors import Doubtful
from sinks.store.models import (
    DecisionRow,
    DistinctRulingRow,
    DuplicateRow,
    IssueRow,
    ItemRow,
    VersionRow,
)
from transforms.article import Article
from transforms.compare.likeness import compare

ORIGINAL_CHANGED = "duplicate.original_changed"
"""Doubt of a copy whose original says something else now."""
COPY_CHANGED = "duplicate.copy_changed"
"""Doubt of a version that says something else than what the item repeated before."""
UNSURE = "duplicate.unsure"
"""Doubt of a version that a person must hold against another: it may be the same."""

_HELD = table("held_copy", column("version_id", BigInteger), column("of_version_id", BigInteger))
"""The view that says which links stand; its migration says when."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place that has an item's text: its version, source, address, and the share of the text that is common."""

    version: int
    source: str
    url: str
    overlap: float


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A version that is held, and the one that it repeats; `differing` is what it leaves out (`−`) or puts in (`+`).

    `outdated`: what it repeats is no longer what the other item says.
    """

    version: int
    source: str
    title: str
    url: str
    of: Elsewhere
    of_title: str
    differing: tuple[str, ...]
    outdated: bool


def is_duplicate() -> ColumnElement[bool]:
    """Condition on VersionRow: it is held because it repeats another item, and nobody has said that it is another."""
    return exists().where(_HELD.c.version_id == VersionRow.id)


def elsewhere(session: Session, version: int) -> list[Elsewhere]:
    """Where else a version's text stands, the most alike first."""
    found = []
    for ours, others in (
        (DuplicateRow.version_id, DuplicateRow.of_version_id),
        (DuplicateRow.of_version_id, DuplicateRow.version_id),
    ):
        row = VersionRow.article
        query = (
            select(VersionRow.id, row["source"].as_string(), row["url"].as_string(), DuplicateRow.overlap)
            .join(VersionRow, VersionRow.id == others)
            .where(ours == version)
        )
        found += [Elsewhere(*each) for each in session.execute(query)]
    return sorted(found, key=lambda each: (-each.overlap, each.version))


def held_copies(session: Session) -> list[HeldCopy]:
    """The newest versions that are held, the newest first, each beside the version that it repeats most."""
    again, first, newer = aliased(VersionRow), aliased(VersionRow), aliased(VersionRow)
    newest = ~exists().where(newer.item_id == again.item_id, newer.number > again.number)
    of_newest = sql.max(VersionRow.number)
    outdated = select(of_newest).where(VersionRow.item_id == first.item_id).scalar_subquery() > first.number
    query = (
        select(again, first, DuplicateRow.overlap, outdated)
        .join(DuplicateRow, DuplicateRow.version_id == again.id)
        .join(first, first.id == DuplicateRow.of_version_id)
        .where(newest, exists().where(_HELD.c.version_id == again.id, _HELD.c.of_version_id == first.id))
        .order_by(again.id.desc(), DuplicateRow.overlap.desc(), first.id.desc())
    )
    found: dict[int, HeldCopy] = {}
    for row in session.execute(query):
        if row[0].id not in found:
            found[row[0].id] = _held(*row)
    return list(found.values())


def _held(again: VersionRow, first: VersionRow, overlap: float, outdated: bool) -> HeldCopy:
    ours, theirs = Article.from_json(again.article), Article.from_json(first.article)
    return HeldCopy(
        again.id,
        ours.source,
        ours.title,
        ours.url,
        Elsewhere(first.id, theirs.source, theirs.url, overlap),
        theirs.title,
        compare(ours, theirs).differing,
        outdated,
    )


def rule_distinct(session: Session, version: int, *, actor: str, note: str) -> None:
    """Record that a person says: this version's item is one of its own, and is read aloud. It holds for later versions."""
    session.add(DistinctRulingRow(version_id=version, actor=actor, note=note))


def ruled_otherwise() -> ColumnElement[bool]:
    """Condition on ItemRow: of an item with its text a person has ruled otherwise than to approve.

    Either may repeat the other, and in whatever version: no policy says again what a person took back.
    """
    ours, theirs, ruled = aliased(VersionRow), aliased(VersionRow), aliased(VersionRow)
    ways = (
        (DuplicateRow.version_id, DuplicateRow.of_version_id),
        (DuplicateRow.of_version_id, DuplicateRow.version_id),
    )
    one, other = (
        exists().where(
            here == ours.id,
            ours.item_id == ItemRow.id,
            there == theirs.id,
            ruled.item_id == theirs.item_id,
            DecisionRow.version_id == ruled.id,
            DecisionRow.action != "approve",
        )
        for here, there in ways
    )
    return one | other


def close_told(session: Session, item: UUID) -> None:
    """Close what was told of an item's copies when it changed: somebody has decided on it as it is now."""
    again, first = aliased(VersionRow), aliased(VersionRow)
    copies = (
        select(again.article["url"].as_string())
        .join(DuplicateRow, DuplicateRow.version_id == again.id)
        .join(first, first.id == DuplicateRow.of_version_id)
        .where(first.item_id == item, exists().where(_HELD.c.version_id == again.id))
    )
    told = (
        IssueRow.error == Doubtful.__name__,
        IssueRow.reason.startswith(ORIGINAL_CHANGED),
        IssueRow.url.in_(copies),
    )
    session.execute(update(IssueRow).where(*told, IssueRow.closed_at.is_(None)).values(closed_at=sql.now()))
