"""What was sent, where a body lies, which archive files were entered, and who went on with a killed crawl's pages."""

from alembic import op

revision = "0003"
down_revision = "0002"

_CAPTURE = """
ALTER TABLE capture
    ADD method text NOT NULL DEFAULT 'GET',
    ADD request_sha256 text NOT NULL DEFAULT '',
    ADD payload_digest text NOT NULL DEFAULT '',
    ADD payload_file text NOT NULL DEFAULT '',
    ADD payload_offset bigint NOT NULL DEFAULT 0,
    ADD payload_at timestamptz;
CREATE INDEX capture_source_answered ON capture (source, answered_at);
"""

_ARCHIVE_FILE = """
CREATE TABLE archive_file (
    name text PRIMARY KEY,
    entered_at timestamptz NOT NULL DEFAULT now(),
    checked_at timestamptz
);
INSERT INTO archive_file (name)
    SELECT warc_file FROM capture
    UNION SELECT report ->> 'warc_file' FROM crawl WHERE report ->> 'warc_file' <> '';
"""

_ADOPTION = """
CREATE TABLE adoption (
    capture_id bigint PRIMARY KEY REFERENCES capture (id),
    crawl text NOT NULL REFERENCES crawl (id),
    adopted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ix_adoption_crawl ON adoption (crawl);
ALTER TABLE sighting ADD seen_at timestamptz NOT NULL DEFAULT now();
"""


def upgrade() -> None:
    """Widen the tables."""
    for script in (_CAPTURE, _ARCHIVE_FILE, _ADOPTION):
        op.execute(script)
