"""Pages of aggregators and media files are captures of their own roles; a source's state changes at run time."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Widen what a capture may be; remember who paused, resumed or retired a source, and why."""
    op.execute(
        "ALTER TABLE capture DROP CONSTRAINT capture_role_check, ADD CONSTRAINT capture_role_check "
        "CHECK (role IN ('robots', 'discovery', 'item', 'attachment', 'referral', 'media', 'part'))"
    )
    op.execute(
        "ALTER TABLE issue DROP CONSTRAINT issue_next_check, ADD CONSTRAINT issue_next_check "
        "CHECK (next IN ('retry', 'quarantine', 'alert', 'watch'))"
    )
    op.execute(
        """
        CREATE TABLE source_state (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            source text NOT NULL,
            state text NOT NULL CHECK (state IN ('active', 'paused', 'retired')),
            actor text NOT NULL CHECK (actor <> ''),
            note text NOT NULL CHECK (note <> ''),
            made_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute("CREATE INDEX ix_source_state_source ON source_state (source, id DESC)")
    op.execute(
        "CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON source_state "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute("CREATE TRIGGER kept BEFORE TRUNCATE ON source_state EXECUTE FUNCTION refuse_change()")
