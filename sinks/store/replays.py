"""Replays: what archived pages say when they are read again, and what becomes of it once a person accepts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from crawlers.errors import NguonError
from sinks.store import ingest
from sinks.store.models import (
    CaptureRow,
    IssueRow,
    ItemRow,
    ReplayDecisionRow,
    ReplayReadingRow,
    ReplayRow,
    SightingRow,
    VersionRow,
)
from sinks.store.renditions import newest_version
from transforms.article import Article, Doubt


class ReplayRefused(NguonError):
    """What was said of a replay does not fit what the store holds."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a replay: new versions, items under another identity, pages refused now, readings overtaken."""

    versions: int = 0
    moved: int = 0
    refused: int = 0
    overtaken: int = 0


def begin(session: Session, source: str, extractor: str, *, actor: str, whole: bool) -> ReplayRow:
    """Choose what is read again: the page of each item's newest version, or `whole`: every one ever read."""
    row = ReplayRow(source=source, extractor=extractor, actor=actor, captures=_chosen(session, source, whole))
    session.add(row)
    session.flush()
    return row


def _chosen(session: Session, source: str, whole: bool) -> list[int]:
    of_source = (
        select(SightingRow.capture_id, VersionRow.id)
        .join(VersionRow, VersionRow.id == SightingRow.version_id)
        .join(CaptureRow, CaptureRow.id == SightingRow.capture_id)
        .where(CaptureRow.source == source, SightingRow.outcome != "elsewhere")
    )
    if whole:
        return list(session.scalars(of_source.order_by(CaptureRow.answered_at, CaptureRow.id)))
    last = func.row_number().over(partition_by=VersionRow.id, order_by=CaptureRow.answered_at.desc())
    own = (newest_version(), SightingRow.outcome.in_(("new", "changed")))
    ranked = of_source.add_columns(last.label("place")).where(*own).subquery()
    return list(
        session.scalars(select(ranked.c.capture_id).where(ranked.c.place == 1).order_by(ranked.c.capture_id))
    )


def replay_of(session: Session, replay_id: int) -> ReplayRow:
    """A replay.

    Raises:
        ReplayRefused: there is none of that number.
    """
    row = session.get(ReplayRow, replay_id)
    if row is None:
        raise ReplayRefused(f"there is no replay {replay_id}", fix="nguon replays lists them")
    return row


@dataclass(frozen=True, slots=True)
class Listed:
    """One replay in a list: how many of its pages were read, and what was decided (`accept by an`, empty: nothing)."""

    id: int
    source: str
    extractor: str
    pages: int
    read: int
    actor: str
    decided: str


def every(session: Session) -> list[Listed]:
    """All replays, the newest first."""
    read = (
        select(func.count())
        .where(ReplayReadingRow.replay_id == ReplayRow.id)
        .correlate(ReplayRow)
        .scalar_subquery()
    )
    query = (
        select(ReplayRow, read, ReplayDecisionRow)
        .outerjoin(ReplayDecisionRow, ReplayDecisionRow.replay_id == ReplayRow.id)
        .order_by(ReplayRow.id.desc())
    )
    return [
        Listed(
            row.id,
            row.source,
            row.extractor,
            len(row.captures),
            done,
            row.actor,
            f"{decision.action} by {decision.actor}" if decision else "",
        )
        for row, done, decision in session.execute(query)
    ]


def titles(session: Session, versions: Sequence[int]) -> dict[int, str]:
    """Address and title of versions, by their keys."""
    rows = session.execute(
        select(VersionRow.id, VersionRow.title, ItemRow.url)
        .join(ItemRow, ItemRow.id == VersionRow.item_id)
        .where(VersionRow.id.in_(versions))
    )
    return {row.id: f"{row.url}  {row.title}" for row in rows}


def left_to_read(session: Session, replay: ReplayRow) -> list[int]:
    """Captures of a replay that were not read again yet."""
    done = set(
        session.scalars(select(ReplayReadingRow.capture_id).where(ReplayReadingRow.replay_id == replay.id))
    )
    return [capture for capture in replay.captures if capture not in done]


def sighting_of(session: Session, capture: int) -> SightingRow:
    """What a capture was read as when it was last entered."""
    return session.get_one(SightingRow, capture)


def save_reading(session: Session, replay: int, capture: int, version: int, **said: Any) -> None:
    """Keep what a page says now (`outcome`, `changes`, `article`); a second reading of the same page adds nothing."""
    row = insert(ReplayReadingRow).values(
        replay_id=replay, capture_id=capture, version_id=version, **{"article": None, **said}
    )
    session.execute(row.on_conflict_do_nothing())


def readings(session: Session, replay: int) -> Sequence[ReplayReadingRow]:
    """What the pages of a replay say, in the order of their captures."""
    query = select(ReplayReadingRow).where(ReplayReadingRow.replay_id == replay)
    return session.scalars(query.order_by(ReplayReadingRow.capture_id)).all()


def digest(rows: Sequence[ReplayReadingRow]) -> str:
    """SHA-256 over all that the readings say: what a person accepts is this, and nothing that came later."""
    told = [[row.capture_id, row.version_id, row.outcome, row.changes, row.article] for row in rows]
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def bind(replay: ReplayRow, extractor: str) -> None:
    """See to it that a replay is of one extractor, the one of today.

    Raises:
        ReplayRefused: it was begun with another.
    """
    if replay.extractor != extractor:
        reason = f"replay {replay.id} was begun with {replay.extractor}, and this is {extractor}"
        raise ReplayRefused(reason, fix="begin another: nguon reparse")


def decide(session: Session, replay: ReplayRow, action: str, *, actor: str, note: str) -> Accepted:
    """Accept or reject what a replay read; only an accepted reading becomes a version.

    Raises:
        ReplayRefused: it is not read to its end, or was decided on before; or nobody says why.
    """
    if not note.strip() or actor.startswith("policy:"):
        raise ReplayRefused("a person decides on a replay, and says why", fix="--note")
    if session.get(ReplayDecisionRow, replay.id):
        raise ReplayRefused(f"replay {replay.id} has been decided on", fix="begin another: nguon reparse")
    if left := left_to_read(session, replay):
        fix = "let it run to its end"
        raise ReplayRefused(f"{len(left)} pages of replay {replay.id} are still to be read", fix=fix)
    rows = readings(session, replay.id)
    session.add(
        ReplayDecisionRow(replay_id=replay.id, action=action, digest=digest(rows), actor=actor, note=note)
    )
    session.flush()
    if action != "accept":
        return Accepted()
    told = [row for row in reversed(rows) if row.outcome in {"changed", "moved", "refused"}]
    done = [_carry_out(session, row) for row in told]
    return Accepted(*(done.count(each) for each in ("version", "moved", "refused", "overtaken")))


def _carry_out(session: Session, row: ReplayReadingRow) -> str:
    """Do what an accepted reading says, the newest pages first; what is no longer the newest is left alone."""
    version = session.get_one(VersionRow, row.version_id)
    newest = select(func.max(VersionRow.number)).where(VersionRow.item_id == version.item_id)
    if session.scalar(newest) != version.number or session.scalar(_waiting(row.capture_id)):
        return "overtaken"
    if row.outcome == "refused" or row.article is None:
        reason = f"its page is refused now: {row.changes[0]['new'] if row.changes else ''}"
        _stop(session, version, "replay.refused", reason, row.capture_id)
        return "refused"
    article = Article.from_json(row.article)
    if row.outcome == "moved":
        reason = f"its page is read as another item now: {article.identity}"
        _stop(session, version, "replay.moved", reason, row.capture_id)
        ingest.save_article(session, article, row.capture_id)
        return "moved"
    ingest.replace_version(session, version, article, row.capture_id)
    return "version"


def _waiting(capture: int) -> Select[bool]:
    """Query: whether a newer capture of the same page still waits to be read."""
    newer, this = aliased(CaptureRow), aliased(CaptureRow)
    read = exists().where(SightingRow.capture_id == newer.id)
    refused = exists().where(IssueRow.capture_id == newer.id)
    return select(
        exists()
        .where(
            this.id == capture, newer.url == this.url, newer.source == this.source, newer.role == this.role
        )
        .where(newer.answered_at > this.answered_at, newer.status == 200, newer.truncated == "")
        .where(newer.body_sha256 != this.body_sha256, ~read, ~refused)
    )


def _stop(session: Session, version: VersionRow, code: str, reason: str, capture: int) -> None:
    """No policy approves the version any more; what is out of the item stays out until a person withdraws it."""
    doubt = Doubt(code, f"{reason}; withdraw the item if it is out")
    ingest.doubt_version(session, version, capture, doubt)
