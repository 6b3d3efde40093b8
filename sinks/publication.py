"""Publication: decisions become numbered, permanent lines that every reader meets in the same order."""

from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from sinks.approval import live_publication
from sinks.store.models import DecisionRow, PublicationRow, VersionRow
from sinks.store.renditions import newest_version


def wants_publication() -> Select[DecisionRow]:
    """Query: rulings that are the last word on their version and have not been carried out, in their order."""
    later = aliased(DecisionRow)
    last = ~exists().where(later.version_id == DecisionRow.version_id, later.id > DecisionRow.id)
    done = exists().where(PublicationRow.decision_id == DecisionRow.id)
    approved = (DecisionRow.action == "approve") & newest_version()
    return (
        select(DecisionRow)
        .join(VersionRow, VersionRow.id == DecisionRow.version_id)
        .where(last, ~done, approved | (DecisionRow.action == "withdraw"))
        .order_by(DecisionRow.id)
    )


def publish_decided(session: Session) -> int:
    """Carry out what has been decided; gives the number of new publications.

    The database has the last word: what it refuses because somebody decided otherwise in the meantime stays undone.
    """
    carried_out = 0
    for decision in session.scalars(wants_publication()).all():
        try:
            with session.begin_nested():
                session.execute(insert(PublicationRow).values(**_values(session, decision)))
        except IntegrityError as error:
            if session.scalar(select(wants_publication().where(DecisionRow.id == decision.id).exists())):
                raise AssertionError(f"decision {decision.id} still stands, yet is refused") from error
            continue
        carried_out += 1
    return carried_out


def newest_sequence(session: Session) -> int:
    """The newest sequence number; 0 before the first."""
    return session.scalar(select(func.max(PublicationRow.sequence))) or 0


def _values(session: Session, decision: DecisionRow) -> dict[str, object]:
    live = live_publication(session, decision.version)
    action = "withdraw" if decision.action == "withdraw" else "correct" if live else "publish"
    return {
        "action": action,
        "item_id": decision.version.item_id,
        "version_id": decision.version_id,
        "rendition_id": decision.rendition_id,
        "decision_id": decision.id,
    }
