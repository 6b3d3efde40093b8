"""Which versions want a sound: those without one, those that a stand-in had to speak, those that somebody wants again.

Nothing is marked as to be done: it follows from what was tried (`voicing`), what came of it (`rendition`) and what was
wished (`voice_wish`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased

from crawlers.errors import Next, NguonError
from sinks.store.copies import is_duplicate
from sinks.store.models import DecisionRow, RenditionRow, VersionRow, VoiceWishRow, VoicingRow
from sinks.store.renditions import newest_version
from transforms.article import Kind
from transforms.script import Form

AGAIN = timedelta(hours=1)
"""After this long a sound that failed is tried again, and a voice is asked again that another one had to stand in for.

A version without a sound whose voice was only away is tried by every run.
"""
BETTER = timedelta(days=7)
"""A version that is older keeps the stand-in's sound: hardly anybody will broadcast it again."""
SPOKEN_LANGUAGES = ("vi", "en")
"""What some voice speaks; a text in another language stays without sound."""
_LANES = {"urgent": 0, "priority": 1}


def wants_voice(
    *, stand_ins: int | None = None, away: Sequence[tuple[str, Sequence[str]]] = ()
) -> Select[int]:
    """Query: newest versions that want a sound, in a language that a voice speaks: the urgent first, then the oldest.

    Those that have one already come last. An item that is a recording itself is not read aloud: what goes out of it is
    the source's own sound, and until that has been made ready there is nothing to be decided.

    Of those whose sound is a stand-in's, at most `stand_ins` (all, if none), those first whose last attempt is oldest, and
    none that would have to wait for a voice that is `away` (engine, languages) anyhow. What somebody wished is always among them.
    """
    words = VersionRow.article["kind"].as_string() != Kind.MEDIA
    spoken = func.split_part(VersionRow.language, "-", 1).in_(SPOKEN_LANGUAGES)
    lane = case(_LANES, value=VersionRow.article["priority"].as_string(), else_=len(_LANES))
    voiced = exists().where(RenditionRow.version_id == VersionRow.id)
    passing = VoicingRow.next == Next.RETRY.value
    ever = (newest_version(), ~is_duplicate(), words, spoken)
    again = select(VersionRow.id).where(_wants_better(away), ~_tried_lately(), *ever)
    tried = select(func.max(VoicingRow.made_at)).where(VoicingRow.version_id == VersionRow.id)
    oldest = tried.scalar_subquery().nulls_first()
    few = again.order_by(lane, oldest, VersionRow.id).limit(stand_ins).correlate(None)
    due = or_(_wished(), and_(~voiced, ~_tried_lately(~passing)), VersionRow.id.in_(few))
    return select(VersionRow.id).where(due, *ever).order_by(voiced, lane, VersionRow.id)


def _tried_lately(*kind: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there was an attempt, of that kind, after which it is too early for another."""
    lately = VoicingRow.made_at > func.now() - literal(AGAIN)
    return exists().where(VoicingRow.version_id == VersionRow.id, lately, *kind)


def _wished() -> ColumnElement[bool]:
    """Whether somebody wanted a version voiced again since it was tried last."""
    since = exists().where(
        VoicingRow.version_id == VoiceWishRow.version_id, VoicingRow.made_at > VoiceWishRow.made_at
    )
    return exists().where(VoiceWishRow.version_id == VersionRow.id, ~since)


def _wants_better(away: Sequence[tuple[str, Sequence[str]]]) -> ColumnElement[bool]:
    """Whether a version's newest sound is a stand-in's, the version is young, and nobody decided against it.

    Some voice that it stands in for must not be known to be away.
    """
    newer, later = aliased(RenditionRow), aliased(DecisionRow)
    newest = ~exists().where(newer.version_id == RenditionRow.version_id, newer.id > RenditionRow.id)
    reason = func.jsonb_array_elements_text(RenditionRow.fell_back).table_valued("value", name="reason")
    missed, language = func.split_part(reason.c.value, ":", 1), func.split_part(VersionRow.language, "-", 1)
    there = [~and_(missed == engine, language.in_(languages)) for engine, languages in away]
    spoke = select(RenditionRow.id).join(reason, true())
    stand_in = exists(spoke.where(RenditionRow.version_id == VersionRow.id, newest, *there))
    last = ~exists().where(later.version_id == DecisionRow.version_id, later.id > DecisionRow.id)
    against = exists().where(DecisionRow.version_id == VersionRow.id, last, DecisionRow.action != "approve")
    return and_(stand_in, VersionRow.made_at > func.now() - literal(BETTER), ~against)


def save_attempt(
    session: Session,
    version: int,
    rendition: int | None,
    *,
    begun: datetime,
    fell_back: Sequence[str] = (),
    fault: NguonError | None = None,
) -> None:
    """Keep that a version was tried, with the sound that came of it (it may be the one from before), or why none did.

    `begun` is when, by the database's clock: a wish that came while a sound was made is not met by that sound.
    """
    row = VoicingRow(version_id=version, rendition_id=rendition, fell_back=list(fell_back), made_at=begun)
    if fault:
        row.fault, row.next = f"{type(fault).__name__}: {fault.reason}", fault.next.value
    session.add(row)


def faults_of(session: Session, version: int) -> set[str]:
    """The classes of what has gone wrong when a version was tried."""
    told = session.scalars(
        select(VoicingRow.fault).where(VoicingRow.version_id == version, VoicingRow.fault != "")
    )
    return {fault.partition(":")[0] for fault in told}


def wish(session: Session, version: int, *, actor: str, note: str, form: Form = Form.AUTO) -> None:
    """Keep that somebody wants a version voiced again, and how much of it."""
    session.add(VoiceWishRow(version_id=version, actor=actor, note=note, form=form.value))


def wished_form(session: Session, version: int) -> Form:
    """How much of a version is to be said: what was wished last."""
    last = session.scalar(
        select(VoiceWishRow.form)
        .where(VoiceWishRow.version_id == version)
        .order_by(VoiceWishRow.id.desc())
        .limit(1)
    )
    return Form(last or Form.AUTO)


def clips_wanted(session: Session) -> set[str]:
    """Keys of the clips that a sound is made of which may still be heard or corrected: the newest of newest versions."""
    newer = aliased(RenditionRow)
    newest = ~exists().where(newer.version_id == RenditionRow.version_id, newer.id > RenditionRow.id)
    key = func.jsonb_array_elements_text(RenditionRow.clips)
    rows = select(key).join(VersionRow, VersionRow.id == RenditionRow.version_id)
    return set(session.scalars(rows.where(newest, newest_version())))
