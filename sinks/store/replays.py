"""Replays: what archived pages say when they are read again, and what becomes of it once a person accepts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crawlers.errors import Doubtful, NguonError
from crawlers.report import Problem
from sinks.store import ingest, issues
from sinks.store.models import (
    CaptureRow,
    ItemRow,
    ReplayDecisionRow,
    ReplayReadingRow,
    ReplayRow,
    SightingRow,
    VersionRow,
)
from sinks.store.renditions import newest_version
from transforms.article import Article


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
    """Choose what is read again: the newest capture of each item's newest version, or `whole`: every one ever read."""
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
    ranked = of_source.add_columns(last.label("place")).where(newest_version()).subquery()
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


def version_seen(session: Session, capture: int) -> VersionRow:
    """The version whose words a capture said."""
    return session.scalars(
        select(VersionRow)
        .join(SightingRow, SightingRow.version_id == VersionRow.id)
        .where(SightingRow.capture_id == capture)
    ).one()


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


def decide(session: Session, replay: ReplayRow, action: str, *, actor: str, note: str) -> Accepted:
    """Accept or reject what a replay read; only an accepted reading becomes a version.

    Raises:
        ReplayRefused: it is not read to its end, or was decided on before.
    """
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
    done = [_carry_out(session, row) for row in rows if row.outcome in {"changed", "moved", "refused"}]
    return Accepted(*(done.count(each) for each in ("version", "moved", "refused", "overtaken")))


def _carry_out(session: Session, row: ReplayReadingRow) -> str:
    """Do what an accepted reading says; a version that a newer one has replaced since is left alone."""
    version = session.get_one(VersionRow, row.version_id)
    item = session.get_one(ItemRow, version.item_id)
    newest = select(func.max(VersionRow.number)).where(VersionRow.item_id == version.item_id)
    if session.scalar(newest) != version.number:
        return "overtaken"
    if row.outcome == "refused" or row.article is None:
        reason = f"its page is refused now: {row.changes[0]['new'] if row.changes else ''}"
        _tell(session, item, reason, row.capture_id)
        return "refused"
    article = Article.from_json(row.article)
    if row.outcome == "moved":
        ingest.save_article(session, article, row.capture_id)
        _tell(session, item, f"its page is read as another item now: {article.identity}", row.capture_id)
        return "moved"
    ingest.replace_version(session, version, article, row.capture_id)
    return "version"


def _tell(session: Session, item: ItemRow, reason: str, capture: int) -> None:
    """What is out of the item stays out until a person withdraws it."""
    problem = Problem(
        Doubtful.__name__, item.url, reason, "withdraw the item if it is out", Doubtful.next.value
    )
    issues.open_issue(session, item.source, problem, capture=capture)
