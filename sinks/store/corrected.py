"""What an item's new words do to those that are out: what a person must see before they follow."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from sinks.store.models import PublicationRow, VersionRow
from transforms.article import Article, Doubt
from transforms.compare.retraction import retraction
from transforms.compare.sentences import Correction, SentenceChange, corrections

RETRACTED = f"change.{Correction.RETRACTION}"
WITHDRAW = "look at the page; if the source took it back, `nguon withdraw` what is out, and never approve this version"
"""What a person is told to do about a retraction."""

_SEEN_BY_A_PERSON = (
    Correction.NUMBER,
    Correction.NAME,
    Correction.MEANING,
    Correction.RECORDING,
    Correction.REMOVAL,
)
_SHOWN = 200


def version_out(session: Session, item: UUID, *, before: int | None = None) -> VersionRow | None:
    """The version of an item that listeners have heard and may still hear; None where it was taken back or never out.

    `before`: the one that was out before the version of that number was.
    """
    older = [VersionRow.number < before] if before is not None else []
    last = session.scalar(
        select(PublicationRow)
        .join(VersionRow, VersionRow.id == PublicationRow.version_id)
        .where(PublicationRow.item_id == item, *older)
        .order_by(PublicationRow.sequence.desc())
        .limit(1)
    )
    return last.version if last and last.action in {"publish", "correct"} else None


def change_doubts(session: Session, article: Article, item: UUID) -> tuple[Doubt, ...]:
    """What keeps an item's new words from following by policy.

    A text that was taken back is never news, and to read it aloud as a correction would say all of it but the one thing
    that matters: it is doubted whether the item is out or not. Where it is out, so is a number, a name, a recording or
    what is allowed that changed, and a sentence that is gone: listeners were told something that the source says no more.
    """
    out = version_out(session, item)
    return (*_taken_back(article, out), *_corrected(article, out))


def _taken_back(article: Article, out: VersionRow | None) -> Iterator[Doubt]:
    said = retraction(article)
    if said:
        which = f"version {out.id}, which is out" if out else "the item, which is not out"
        yield Doubt(RETRACTED, f"the source takes back {which}: {said[:_SHOWN]}")


def _corrected(article: Article, out: VersionRow | None) -> Iterator[Doubt]:
    changes = corrections(Article.from_json(out.article), article) if out else []
    for kind in _SEEN_BY_A_PERSON:
        found = [change for change in changes if change.kind == kind]
        if found:
            yield Doubt(f"change.{kind}", _told(found))


def _told(changes: list[SentenceChange]) -> str:
    first, more = changes[0], len(changes) - 1
    told = f"− {first.old[:_SHOWN] or '(không có)'}  + {first.new[:_SHOWN] or '(không có)'}"
    return f"{told}, and {more} more" if more else told
