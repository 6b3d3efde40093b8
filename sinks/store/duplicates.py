"""The same text at several sources: one of them is read aloud, the others are further sightings of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, distinct, exists, func, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from sinks.store.models import (
    DistinctRulingRow,
    DuplicateRow,
    ItemRow,
    PublicationRow,
    SketchRow,
    VersionRow,
)
from transforms.article import Article, Doubt
from transforms.compare.near import DUPLICATE, may_have_duplicates, paragraph_hashes, repeats, sketch

_NEAR = timedelta(days=14)
_MOST_CANDIDATES = 50
_RECURS = 3
_QUOTED = 200


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place that has an item's text: its version, source, address, and the share of the text that is common."""

    version: int
    source: str
    url: str
    overlap: float


def link_duplicates(session: Session, version: VersionRow, article: Article) -> None:
    """Keep a version's sketch, and which newest versions of other items it repeats, or is repeated by.

    What is out already stays; else the source of higher authority is preferred, then the earlier version.
    """
    if not may_have_duplicates(article):
        return
    bands, paragraphs = sketch(article.text), list(paragraph_hashes(article))
    row = insert(SketchRow).values(version_id=version.id, bands=bands, paragraphs=paragraphs)
    session.execute(row.on_conflict_do_nothing())
    for other in _candidates(session, version, bands):
        theirs = Article.from_json(other.article)
        pair = [(version, article), (other, theirs)]
        (again, text), (first, said) = pair if _keeps(session, other, theirs, article) else reversed(pair)
        share = repeats(text.text, said.text)
        if share >= DUPLICATE:
            row = insert(DuplicateRow).values(version_id=again.id, of_version_id=first.id, overlap=share)
            session.execute(row.on_conflict_do_nothing())


def _candidates(session: Session, version: VersionRow, bands: list[int]) -> Sequence[VersionRow]:
    """Newest versions of other items, of about the same days and in the same language, that share a band.

    Only those that repeat nothing themselves, so that no chain of repetitions ever closes to a ring in which nothing is
    read aloud.
    """
    if not bands:
        return []
    newer = aliased(VersionRow)
    query = (
        select(VersionRow)
        .join(SketchRow, SketchRow.version_id == VersionRow.id)
        .where(
            SketchRow.bands.overlap(bands),
            VersionRow.item_id != version.item_id,
            VersionRow.language == version.language,
            ~exists().where(newer.item_id == VersionRow.item_id, newer.number > VersionRow.number),
            ~is_duplicate(),
        )
        .order_by(VersionRow.id.desc())
        .limit(_MOST_CANDIDATES)
    )
    if version.published_at:
        query = query.where(
            VersionRow.published_at.between(version.published_at - _NEAR, version.published_at + _NEAR)
        )
    return session.scalars(query).all()


def _keeps(session: Session, other: VersionRow, theirs: Article, article: Article) -> bool:
    """Whether an older version stays the one that is read aloud."""
    out = session.scalar(select(func.count()).where(PublicationRow.item_id == other.item_id))
    return bool(out) or theirs.authority >= article.authority


def recurring(session: Session, version: VersionRow, article: Article) -> list[Doubt]:
    """A doubt for each paragraph that several other items of the source have too: the site's words, not the article's.

    What repeats another item as a whole says nothing of it.
    """
    if not may_have_duplicates(article):
        return []
    texts = paragraph_hashes(article)
    there = func.unnest(SketchRow.paragraphs).table_valued("hash").render_derived()
    query = (
        select(there.c.hash)
        .select_from(SketchRow)
        .join(there, true())
        .join(VersionRow, VersionRow.id == SketchRow.version_id)
        .join(ItemRow, ItemRow.id == VersionRow.item_id)
        .where(
            SketchRow.paragraphs.overlap(list(texts)),
            there.c.hash.in_(list(texts)),
            ItemRow.source == article.source,
            ItemRow.id != version.item_id,
            ~exists().where(DuplicateRow.version_id == VersionRow.id),
        )
        .group_by(there.c.hash)
        .having(func.count(distinct(ItemRow.id)) >= _RECURS)
    )
    return [Doubt("text.recurring", texts[each][:_QUOTED]) for each in session.scalars(query)]


def is_duplicate() -> ColumnElement[bool]:
    """Condition on VersionRow: it repeats the newest version of another item, and nobody has said that it is another."""
    first, newer = aliased(VersionRow), aliased(VersionRow)
    stands = ~exists().where(newer.item_id == first.item_id, newer.number > first.number)
    repeats = exists().where(
        DuplicateRow.version_id == VersionRow.id, first.id == DuplicateRow.of_version_id, stands
    )
    ruled = exists().where(DistinctRulingRow.version_id == VersionRow.id)
    return repeats & ~ruled


def elsewhere(session: Session, version: int) -> list[Elsewhere]:
    """Where else a version's text stands, the most alike first."""
    found = []
    for ours, others in (
        (DuplicateRow.version_id, DuplicateRow.of_version_id),
        (DuplicateRow.of_version_id, DuplicateRow.version_id),
    ):
        query = (
            select(VersionRow.id, ItemRow.source, ItemRow.url, DuplicateRow.overlap)
            .join(VersionRow, VersionRow.id == others)
            .join(ItemRow, ItemRow.id == VersionRow.item_id)
            .where(ours == version)
        )
        found += [Elsewhere(*row) for row in session.execute(query)]
    return sorted(found, key=lambda each: (-each.overlap, each.version))


def rule_distinct(session: Session, version: int, *, actor: str, note: str) -> None:
    """Record that a person says: this version is an item of its own, and is read aloud."""
    session.add(DistinctRulingRow(version_id=version, actor=actor, note=note))
