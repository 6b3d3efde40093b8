"""The same text at several places: sketches to find it by, and which version repeats which."""

from alembic import op

revision = "0006"
down_revision = "0005"

_TABLES = """
CREATE TABLE version_sketch (
    version_id bigint PRIMARY KEY REFERENCES version (id),
    bands bigint[] NOT NULL,
    paragraphs bigint[] NOT NULL
);
CREATE INDEX version_sketch_bands ON version_sketch USING gin (bands);
CREATE INDEX version_sketch_paragraphs ON version_sketch USING gin (paragraphs);

CREATE TABLE duplicate (
    version_id bigint NOT NULL REFERENCES version (id),
    of_version_id bigint NOT NULL REFERENCES version (id) CHECK (of_version_id <> version_id),
    overlap double precision NOT NULL CHECK (overlap > 0 AND overlap <= 1),
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (version_id, of_version_id)
);
CREATE INDEX ix_duplicate_of_version_id ON duplicate (of_version_id);

CREATE TABLE distinct_ruling (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES version (id),
    actor text NOT NULL CHECK (actor <> ''),
    note text NOT NULL CHECK (note <> ''),
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ix_distinct_ruling_version_id ON distinct_ruling (version_id);

ALTER TABLE sighting DROP CONSTRAINT sighting_outcome_check, ADD CONSTRAINT sighting_outcome_check
    CHECK (outcome IN ('new', 'changed', 'unchanged', 'elsewhere'));
"""

_FROZEN_TABLES = ("version_sketch", "duplicate", "distinct_ruling")


def upgrade() -> None:
    """Make the tables; none of their rows is ever changed."""
    op.execute(_TABLES)
    for table in _FROZEN_TABLES:
        op.execute(
            f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change();"
            f"CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change();"
        )
