"""The same text at several sources: one of them is read aloud, the others are further sightings of it.

Which one is read is settled when they meet, and stays so: what is decided on or out never yields to what came later, and
an item that repeated another, or was repeated, does so in its next version too, or a person is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import distinct, exists, func, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from sinks.store.copies import (
    COPY_CHANGED,
    ORIGINAL_CHANGED,
    UNSURE,
    Elsewhere,
    elsewhere,
    is_duplicate,
    rule_distinct,
)
from sinks.store.models import DecisionRow, DistinctRulingRow, DuplicateRow, ItemRow, SketchRow, VersionRow
from transforms.article import Article, Doubt
from transforms.compare.credits import named_outlets, outlet_of
from transforms.compare.likeness import Likeness, Verdict, compare
from transforms.compare.near import may_have_duplicates, paragraph_hashes, sketch

__all__ = [
    "Elsewhere",
    "Linked",
    "elsewhere",
    "is_duplicate",
    "link_duplicates",
    "recurring",
    "rule_distinct",
]

_NEAR = timedelta(days=14)
_MOST_CANDIDATES = 50
_RECURS = 3
_QUOTED = 200
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('nguon.duplicate', 0))")


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found: doubts of the version itself, and other versions' articles with the doubts that are theirs."""

    doubts: tuple[Doubt, ...] = ()
    others: tuple[tuple[int, Article], ...] = ()


@dataclass(frozen=True, slots=True)
class _Version:
    """A version and its words."""

    row: VersionRow
    article: Article


@dataclass(frozen=True, slots=True)
class _Past:
    """What an item was before a version of it came.

    `stands`: somebody approved a version of it; `ruled`: a person called it one of its own; `links`: what the version
    before repeated; `repeated`: the items that any of its versions repeated.
    """

    stands: bool
    ruled: bool
    links: tuple[DuplicateRow, ...]
    repeated: frozenset[UUID]


@dataclass(slots=True)
class _Found:
    """What a version is like: those that it repeats, those that repeat it, and those where only a person can say."""

    firsts: list[tuple[_Version, Likeness]] = field(default_factory=list)
    copies: list[tuple[_Version, Likeness]] = field(default_factory=list)
    unsure: list[tuple[_Version, Likeness]] = field(default_factory=list)


def link_duplicates(
    session: Session, version: VersionRow, article: Article, *, reread: bool = False
) -> Linked:
    """Keep a version's sketch, and which versions of other items it repeats, or is repeated by.

    What is approved or out already stays; an item keeps the part that it had; else the source that the other names is
    preferred, then the one of higher authority, then the earlier version. Two items of one source and items without a
    day are never linked: the version is doubted, and a person says. `reread`: it is another reading of the page that the
    version before was read from, so what that one repeated stays linked.

    One transaction links at a time, and the next one sees what it linked.
    """
    if not may_have_duplicates(article):
        return Linked()
    session.execute(_LOCK)
    ours, past = _Version(version, article), _past(session, version)
    bands, paragraphs = sketch(article.bare_text), list(paragraph_hashes(article))
    row = insert(SketchRow).values(version_id=version.id, bands=bands, paragraphs=paragraphs)
    session.execute(row.on_conflict_do_nothing())
    others = tuple(_follow(session, ours, reread=reread))
    found = _find(session, ours, bands, past)
    for first, likeness in found.firsts:
        _link(session, version.id, first.row.id, likeness.overlap)
    for copy, likeness in found.copies if not found.firsts else ():
        _link(session, copy.row.id, version.id, likeness.overlap)
    if reread and not found.firsts and not past.stands:
        for link in past.links:
            _link(session, version.id, link.of_version_id, link.overlap)
    return Linked(tuple(_doubts(session, found, past)), others)


def _link(session: Session, again: int, first: int, overlap: float) -> None:
    row = insert(DuplicateRow).values(version_id=again, of_version_id=first, overlap=overlap)
    session.execute(row.on_conflict_do_nothing())


def _past(session: Session, version: VersionRow) -> _Past:
    own, first = aliased(VersionRow), aliased(VersionRow)
    links = (
        select(DuplicateRow, own.number, first.item_id)
        .join(own, own.id == DuplicateRow.version_id)
        .join(first, first.id == DuplicateRow.of_version_id)
        .where(own.item_id == version.item_id, own.number < version.number)
    )
    rows = session.execute(links).all()
    said = select(DistinctRulingRow.id).join(VersionRow, VersionRow.id == DistinctRulingRow.version_id)
    return _Past(
        stands=_stands(session, version.item_id),
        ruled=session.scalar(said.where(VersionRow.item_id == version.item_id).limit(1)) is not None,
        links=tuple(link for link, number, _ in rows if number == version.number - 1),
        repeated=frozenset(item for _, _, item in rows),
    )


def _stands(session: Session, item: UUID) -> bool:
    """Whether somebody has approved a version of an item: it may be out, and never yields again."""
    query = select(DecisionRow.id).join(VersionRow, VersionRow.id == DecisionRow.version_id)
    approved = query.where(VersionRow.item_id == item, DecisionRow.action == "approve")
    return session.scalar(approved.limit(1)) is not None


def _follow(session: Session, ours: _Version, *, reread: bool) -> Iterator[tuple[int, Article]]:
    """Link those that repeated the item's words so far to its new ones; those that do not repeat these are doubted.

    What is approved, or was called an item of its own, goes its own way.
    """
    detail = f"bản gốc của {ours.article.source} nay nói khác, ở phiên bản {ours.row.id}: {ours.article.url}"
    for copy, overlap in _copies(session, ours.row):
        likeness = compare(copy.article, ours.article)
        same = likeness.verdict == Verdict.SAME
        if same or reread:
            _link(session, copy.row.id, ours.row.id, likeness.overlap if same else overlap)
        if not same:
            yield copy.row.id, replace(copy.article, doubts=(Doubt(ORIGINAL_CHANGED, detail),))


def _copies(session: Session, version: VersionRow) -> Iterator[tuple[_Version, float]]:
    """The newest versions that repeat an earlier one of an item, each once."""
    first, newer, ruled = aliased(VersionRow), aliased(VersionRow), aliased(VersionRow)
    said = exists().where(ruled.item_id == VersionRow.item_id, DistinctRulingRow.version_id == ruled.id)
    query = (
        select(VersionRow, func.max(DuplicateRow.overlap))
        .join(DuplicateRow, DuplicateRow.version_id == VersionRow.id)
        .join(first, first.id == DuplicateRow.of_version_id)
        .where(first.item_id == version.item_id, first.number < version.number)
        .where(~exists().where(newer.item_id == VersionRow.item_id, newer.number > VersionRow.number), ~said)
        .group_by(VersionRow.id)
        .order_by(VersionRow.id)
    )
    for row, overlap in session.execute(query).all():
        if not _stands(session, row.item_id):
            yield _Version(row, Article.from_json(row.article)), overlap


def _find(session: Session, ours: _Version, bands: list[int], past: _Past) -> _Found:
    """Hold a version against every candidate; of each item the newest version that is the same counts."""
    found = _Found()
    settled: set[UUID] = set()
    for row in _candidates(session, ours.row, bands):
        theirs = _Version(row, Article.from_json(row.article))
        stands = _stands(session, row.item_id)
        if row.item_id in settled or (past.stands and stands):
            continue
        yields = not past.stands and (
            stands or row.item_id in past.repeated or _keeps(theirs.article, ours.article)
        )
        again, first = (ours, theirs) if yields else (theirs, ours)
        likeness = compare(again.article, first.article)
        if likeness.verdict == Verdict.SAME and not (yields and past.ruled):
            (found.firsts if yields else found.copies).append((theirs, likeness))
            settled.add(row.item_id)
        elif likeness.verdict == Verdict.UNSURE:
            found.unsure.append((theirs, likeness))
    return found


def _candidates(session: Session, version: VersionRow, bands: list[int]) -> Sequence[VersionRow]:
    """Versions of other items, of about the same days or of none, in the same language, that share a band.

    The newest of each, and every version of those that were decided on: what was out once stays said. Only those that
    are not held themselves, so that no chain of repetitions ever closes to a ring in which nothing is read aloud; and
    not those that repeated this item, which follow it.
    """
    if not bands:
        return []
    newer, ruled, first, copy = (aliased(VersionRow) for _ in range(4))
    decided = exists().where(DecisionRow.version_id == ruled.id, ruled.item_id == VersionRow.item_id)
    newest = ~exists().where(newer.item_id == VersionRow.item_id, newer.number > VersionRow.number)
    followed = exists().where(
        first.item_id == version.item_id,
        DuplicateRow.of_version_id == first.id,
        DuplicateRow.version_id == copy.id,
        copy.item_id == VersionRow.item_id,
    )
    query = (
        select(VersionRow)
        .join(SketchRow, SketchRow.version_id == VersionRow.id)
        .where(SketchRow.bands.overlap(bands), VersionRow.item_id != version.item_id)
        .where(VersionRow.language == version.language, newest | decided, ~is_duplicate(), ~followed)
        .order_by(VersionRow.id.desc())
        .limit(_MOST_CANDIDATES)
    )
    if version.published_at:
        days = (version.published_at - _NEAR, version.published_at + _NEAR)
        query = query.where(VersionRow.published_at.between(*days) | VersionRow.published_at.is_(None))
    return session.scalars(query).all()


def _keeps(held: Article, come: Article) -> bool:
    """Whether what is there already is the original: the other names its source, or has no more authority."""
    named = outlet_of(held.url) in named_outlets(come)
    names = outlet_of(come.url) in named_outlets(held)
    return named if named != names else held.authority >= come.authority


def _doubts(session: Session, found: _Found, past: _Past) -> Iterator[Doubt]:
    """What a person must see of a version that was linked, or was not."""
    if found.firsts:
        if all(_is_outdated(session, first.row) for first, _ in found.firsts):
            yield Doubt(ORIGINAL_CHANGED, f"lặp lại lời cũ của {_told(found.firsts[0][0])}")
        return
    if past.stands or past.ruled:
        return
    if found.unsure:
        other, likeness = max(found.unsure, key=lambda each: each[1].overlap)
        yield Doubt(UNSURE, f"giống {likeness.overlap:.0%} {_told(other)} ({likeness.reason})")
    if past.repeated:
        yield Doubt(COPY_CHANGED, "trước đây chỉ lặp lại bài của nguồn khác, nay nói khác")


def _told(of: _Version) -> str:
    return f"phiên bản {of.row.id} của {of.article.source}: {of.article.url}"


def _is_outdated(session: Session, version: VersionRow) -> bool:
    newest = select(func.max(VersionRow.number)).where(VersionRow.item_id == version.item_id)
    return (session.scalar(newest) or 0) > version.number


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
