"""Reading the archive again: what each page says now, and whether a person accepts it."""

from alembic import op

revision = "0005"
down_revision = "0004"

_TABLES = """
CREATE TABLE replay (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    extractor text NOT NULL,
    actor text NOT NULL CHECK (actor <> ''),
    captures bigint[] NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE replay_reading (
    replay_id bigint NOT NULL REFERENCES replay (id),
    capture_id bigint NOT NULL REFERENCES capture (id),
    version_id bigint NOT NULL REFERENCES version (id),
    outcome text NOT NULL CHECK (outcome IN ('same', 'equal', 'changed', 'moved', 'refused')),
    changes jsonb NOT NULL,
    article jsonb,
    PRIMARY KEY (replay_id, capture_id)
);

CREATE TABLE replay_decision (
    replay_id bigint PRIMARY KEY REFERENCES replay (id),
    action text NOT NULL CHECK (action IN ('accept', 'reject')),
    digest text NOT NULL,
    actor text NOT NULL CHECK (actor <> ''),
    note text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
"""

_FROZEN_TABLES = ("replay", "replay_reading", "replay_decision")


def upgrade() -> None:
    """Make the tables; none of their rows is ever changed."""
    op.execute(_TABLES)
    for table in _FROZEN_TABLES:
        op.execute(
            f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change();"
            f"CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change();"
        )
