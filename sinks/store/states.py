"""Whether a source is crawled: as its definition says, or as somebody has said since. Append-only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crawlers.source import Source
from sinks.store.models import SourceStateRow


@dataclass(frozen=True, slots=True)
class Standing:
    """A source's state, and who said so, when and why; nobody, where its definition says it."""

    state: str
    actor: str = ""
    note: str = ""
    since: datetime | None = None

    @property
    def crawled(self) -> bool:
        """Whether schedules crawl it."""
        return self.state == "active"

    def __str__(self) -> str:
        if self.since is None:
            return f"{self.state}, as its definition says"
        return f"{self.state} since {self.since:%Y-%m-%d %H:%M} by {self.actor}: {self.note}"


def standing(session: Session, of: Source) -> Standing:
    """How a source stands now."""
    return standings(session).get(of.id, Standing(of.state))


def standings(session: Session) -> dict[str, Standing]:
    """What people last said of each source, where they said anything."""
    newest = (
        select(SourceStateRow).ext(distinct_on(SourceStateRow.source))
        .order_by(SourceStateRow.source, SourceStateRow.id.desc())
    )  # fmt: skip
    return {
        row.source: Standing(row.state, row.actor, row.note, row.made_at) for row in session.scalars(newest)
    }


def set_state(session: Session, source_id: str, state: str, *, actor: str, note: str) -> None:
    """Record that somebody paused, resumed or retired a source, and why."""
    session.add(SourceStateRow(source=source_id, state=state, actor=actor, note=note))
