"""What a person should know of a version before deciding: doubts, what it corrects, and where else its text stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sinks.store.corrected import version_out
from sinks.store.duplicates import Elsewhere, elsewhere
from sinks.store.models import DoubtRow, VersionRow
from transforms.article import Article
from transforms.compare.sentences import SentenceChange, corrections


@dataclass(frozen=True, slots=True)
class Background:
    """Doubts as `code: detail`; what changed since the version that is out; other places with the same text."""

    doubts: tuple[str, ...]
    changes: tuple[SentenceChange, ...]
    places: tuple[Elsewhere, ...]

    def lines(self) -> Iterator[str]:
        """A line for each."""
        yield from (f"?  {doubt}" for doubt in self.doubts)
        for change in self.changes:
            yield f"{change.kind.shown}  − {change.old or '(không có)'}  + {change.new or '(không có)'}"
        for place in self.places:
            yield f"=  {place.overlap:.0%} phiên bản {place.version} của {place.source}: {place.url}"


def background(session: Session, version: VersionRow) -> Background:
    """All that is known of a version beside its words.

    Its changes are told against what listeners have heard, as the outlet tells them; against the version before it where
    nothing is out.
    """
    rows = session.scalars(
        select(DoubtRow).where(DoubtRow.version_id == version.id).order_by(DoubtRow.code, DoubtRow.detail)
    )
    before = version_out(session, version.item_id, before=version.number) or session.scalar(
        select(VersionRow).where(
            VersionRow.item_id == version.item_id, VersionRow.number == version.number - 1
        )
    )
    changes = (
        corrections(Article.from_json(before.article), Article.from_json(version.article)) if before else []
    )
    doubts = dict.fromkeys(f"{row.code}: {row.detail}" for row in rows)
    return Background(tuple(doubts), tuple(changes), tuple(elsewhere(session, version.id)))
