"""Doubts about a version, and that no policy approves a version that anybody should look at first."""

from alembic import op

revision = "0004"
down_revision = "0003"

_DOUBT = """
CREATE TABLE doubt (
    version_id bigint NOT NULL REFERENCES version (id),
    capture_id bigint NOT NULL REFERENCES capture (id),
    code text NOT NULL CHECK (code <> ''),
    detail text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (version_id, capture_id, code, detail)
);
CREATE INDEX ix_doubt_capture_id ON doubt (capture_id);
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON doubt FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON doubt EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_doubtful() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.actor LIKE 'policy:%' AND NEW.action = 'approve'
        AND EXISTS (SELECT 1 FROM doubt WHERE version_id = NEW.version_id) THEN
        RAISE EXCEPTION 'decision refused: version % is in doubt, a person must look at it', NEW.version_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER doubtful BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION refuse_doubtful();
"""


def upgrade() -> None:
    """Make the table and its rule."""
    op.execute(_DOUBT)
