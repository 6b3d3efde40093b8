"""Decisions: what waits for one, and who took which, over exactly which words and which sound."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, contains_eager

from crawlers.errors import Doubtful, NguonError
from sinks.store import issues
from sinks.store.copies import close_told, is_duplicate, ruled_otherwise
from sinks.store.models import DecisionRow, DoubtRow, ItemRow, PublicationRow, RenditionRow, VersionRow
from sinks.store.renditions import newest_rendition, newest_version

POLICY = "policy:"


class DecisionRefused(NguonError):
    """The decision does not fit what the store holds."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A version with a sound that nobody has decided on."""

    version: VersionRow
    rendition: RenditionRow
    item: ItemRow

    @property
    def source(self) -> str:
        """The source whose words these are; the item may have been another's first."""
        return source_of(self.version)


def source_of(version: VersionRow) -> str:
    """The source whose words a version has."""
    return str(version.article["source"])


def _undecided() -> Select[VersionRow, RenditionRow, ItemRow]:
    """Newest versions on whose newest sound nobody has decided; what was taken back stays so, whatever its sound."""
    newer = aliased(RenditionRow)
    newest = ~exists().where(newer.version_id == RenditionRow.version_id, newer.id > RenditionRow.id)
    decided = exists().where(
        DecisionRow.version_id == VersionRow.id,
        (DecisionRow.rendition_id == RenditionRow.id) | DecisionRow.action.not_in(("approve", "reject")),
    )
    return (
        select(VersionRow, RenditionRow, ItemRow)
        .join(RenditionRow, RenditionRow.version_id == VersionRow.id)
        .join(ItemRow, ItemRow.id == VersionRow.item_id)
        .where(newest_version(), newest, ~decided, ~is_duplicate())
        .order_by(VersionRow.id)
    )


def pending(session: Session, *, policy_sources: Sequence[str]) -> list[Pending]:
    """What waits for a person: everything undecided that is not held as a copy and that no policy will decide."""
    by_policy = {each.version.id for each in _policy_cases(session, policy_sources)}
    every = session.execute(_undecided().options(contains_eager(VersionRow.item))).all()
    return [Pending(v, r, i) for v, r, i in every if v.id not in by_policy]


def _policy_cases(session: Session, policy_sources: Sequence[str]) -> list[Pending]:
    """Undecided versions with the Vietnamese words of `policy_sources` that nothing is doubted of, and on whose item, or one that
    repeats it or is repeated by it, no person has ever ruled otherwise.
    """
    sibling = aliased(VersionRow)
    human = exists().where(
        DecisionRow.version_id == sibling.id,
        sibling.item_id == ItemRow.id,
        DecisionRow.action != "approve",
    )
    doubted = exists().where(DoubtRow.version_id == VersionRow.id)
    theirs = VersionRow.article["source"].as_string().in_(policy_sources)
    heard = func.split_part(VersionRow.language, "-", 1) == "vi"
    query = _undecided().where(theirs, heard, ~human, ~ruled_otherwise(), ~doubted)
    return [Pending(v, r, i) for v, r, i in session.execute(query).all()]


def policy_work(session: Session, policy_sources: Sequence[str]) -> bool:
    """Whether a policy has something to decide."""
    return bool(_policy_cases(session, policy_sources))


def approve_by_policy(session: Session, policy_sources: Sequence[str]) -> int:
    """Approve what the sources' policy approves; gives the number of decisions.

    The database has the last word: what it refuses because it was linked or doubted in the meantime stays undecided.
    """
    return sum(_approved(session, case, policy_sources) for case in _policy_cases(session, policy_sources))


def _approved(session: Session, case: Pending, policy_sources: Sequence[str]) -> bool:
    try:
        with session.begin_nested():
            _decide(session, case.version, case.rendition, "approve", POLICY + case.source, "")
    except IntegrityError:
        if case.version.id in {each.version.id for each in _policy_cases(session, policy_sources)}:
            raise
        return False
    return True


def approve(
    session: Session, version_id: int, *, actor: str, note: str = "", heard: int | None = None
) -> DecisionRow:
    """Approve a version with its newest sound.

    `heard` is the sound (rendition) that the person listened to; it must be told of a version that was voiced more than
    once, for what was listened to may not be what is approved.

    Raises:
        DecisionRefused: there is no such version, it has no sound, a newer one has replaced it, it is held as a copy, it
            has been voiced again since, or it has several sounds and nobody says which one was heard.
    """
    version, rendition = case_of(session, version_id)
    if heard is None and _sounds(session, version_id) > 1:
        reason = f"version {version_id} has been voiced more than once; its newest sound is {rendition.id}"
        raise DecisionRefused(
            reason, fix=f"listen to it, then nguon approve {version_id} --sound {rendition.id}"
        )
    if heard is not None and heard != rendition.id:
        reason = f"version {version_id} has sound {rendition.id} now, not {heard}, which you listened to"
        raise DecisionRefused(reason, fix=f"nguon show {version_id}, listen again, then approve that sound")
    newest = session.scalar(select(VersionRow.id).where(VersionRow.id == version_id, newest_version()))
    if newest is None:
        raise DecisionRefused(f"version {version_id} has been replaced by a newer one", fix="nguon pending")
    if session.scalar(select(VersionRow.id).where(VersionRow.id == version_id, is_duplicate())):
        fix = f"nguon duplicates shows it; if it is not: nguon distinct {version_id}, then approve it"
        raise DecisionRefused(f"version {version_id} only repeats another item", fix=fix)
    if _ruling(session, version_id) == ("approve", rendition.id):
        raise DecisionRefused(f"version {version_id} with this sound is approved already")
    return _decide(session, version, rendition, "approve", actor, note)


def reject(session: Session, version_id: int, *, actor: str, note: str) -> DecisionRow:
    """Decide that a version does not go out.

    Raises:
        DecisionRefused: there is no such version, it has no sound, or this sound of it is out already. What is out of
            the item before it (an earlier version, or sound) stays out.
    """
    version, rendition = case_of(session, version_id)
    live = live_publication(session, version)
    if live and (live.version_id, live.rendition_id) == (version.id, rendition.id):
        raise DecisionRefused(f"version {version_id} is out already", fix=f"nguon withdraw {version_id}")
    return _decide(session, version, rendition, "reject", actor, note)


def withdraw(session: Session, version_id: int, *, actor: str, note: str) -> DecisionRow:
    """Decide that what is out of a version's item is taken back.

    Raises:
        DecisionRefused: nothing of the item is out.
    """
    version, _ = case_of(session, version_id)
    live = live_publication(session, version)
    if live is None:
        raise DecisionRefused(f"nothing of the item of version {version_id} is out", fix="nguon pending")
    return _decide(session, live.version, live.rendition, "withdraw", actor, note)


def live_publication(session: Session, version: VersionRow) -> PublicationRow | None:
    """What is out of a version's item now."""
    last = session.scalar(
        select(PublicationRow)
        .where(PublicationRow.item_id == version.item_id)
        .order_by(PublicationRow.sequence.desc())
        .limit(1)
    )
    return last if last and last.action in {"publish", "correct"} else None


def version_of(session: Session, version_id: int) -> VersionRow:
    """A version.

    Raises:
        DecisionRefused: there is none of that number.
    """
    version = session.get(VersionRow, version_id)
    if version is None:
        fix = "nguon pending lists what waits, nguon duplicates what is held"
        raise DecisionRefused(f"there is no version {version_id}", fix=fix)
    return version


def case_of(session: Session, version_id: int) -> tuple[VersionRow, RenditionRow]:
    """A version and its newest sound.

    Raises:
        DecisionRefused: there is no such version, or it has no sound yet.
    """
    version = version_of(session, version_id)
    rendition = newest_rendition(session, version_id)
    if rendition is None:
        raise DecisionRefused(f"version {version_id} has no sound yet", fix="run the voice DAG first")
    return version, rendition


def sound_of(session: Session, version_id: int) -> RenditionRow:
    """The sound of a version that is on air; its newest, where none is.

    Raises:
        DecisionRefused: there is no such version, or it has no sound yet.
    """
    version, newest = case_of(session, version_id)
    live = live_publication(session, version)
    return live.rendition if live and live.version_id == version.id else newest


def _sounds(session: Session, version_id: int) -> int:
    counted = select(func.count()).select_from(RenditionRow).where(RenditionRow.version_id == version_id)
    return session.scalars(counted).one()


def _ruling(session: Session, version_id: int) -> tuple[str, int] | None:
    row = session.execute(
        select(DecisionRow.action, DecisionRow.rendition_id)
        .where(DecisionRow.version_id == version_id)
        .order_by(DecisionRow.id.desc())
        .limit(1)
    ).first()
    return (row.action, row.rendition_id) if row else None


def _decide(
    session: Session, version: VersionRow, rendition: RenditionRow, action: str, actor: str, note: str
) -> DecisionRow:
    decision = DecisionRow(
        version_id=version.id,
        rendition_id=rendition.id,
        action=action,
        text_digest=version.text_digest,
        audio_digest=rendition.audio_digest,
        actor=actor,
        note=note,
    )
    session.add(decision)
    session.flush()
    pages = {(version.item.source, version.item.url), (source_of(version), str(version.article["url"]))}
    for source, url in sorted(pages):
        issues.close_class(session, source, Doubtful.__name__, url=url)
    close_told(session, version.item_id)
    return decision
