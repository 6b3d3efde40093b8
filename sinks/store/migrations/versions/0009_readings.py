"""What exactly each capture was read as, and who may accept a replay."""

from alembic import op

revision = "0009"
down_revision = "0008"

_READING = "ALTER TABLE sighting ADD COLUMN reading text NOT NULL DEFAULT ''"

_PERSON = """
ALTER TABLE replay_decision
    ADD CONSTRAINT replay_decision_person CHECK (actor NOT LIKE 'policy:%'),
    ADD CONSTRAINT replay_decision_note CHECK (btrim(note) <> '')
"""


def upgrade() -> None:
    """Sightings of before have no digest: their pages are compared field by field."""
    op.execute(_READING)
    op.execute(_PERSON)
