"""By what items are found: the words of their newest versions, those that there are already included."""

from alembic import op
from sqlalchemy import text

from sinks.store.keys import keys
from transforms.article import Article

revision = "0007"
down_revision = "0006"

_TABLE = """
CREATE TABLE item_key (
    item_id uuid PRIMARY KEY REFERENCES item (id),
    version_id bigint NOT NULL REFERENCES version (id),
    source text NOT NULL,
    number text NOT NULL,
    dated_at timestamptz NOT NULL,
    words text[] NOT NULL,
    bare text[] NOT NULL
);
"""
_INDEXES = """
CREATE INDEX item_key_words ON item_key USING gin (words);
CREATE INDEX item_key_bare ON item_key USING gin (bare);
ANALYZE item_key;
"""
_NEWEST = text("""
SELECT v.id, v.item_id, v.article, v.made_at FROM version v
WHERE v.id > :after AND NOT EXISTS (SELECT FROM version n WHERE n.item_id = v.item_id AND n.number > v.number)
ORDER BY v.id LIMIT 200
""")
_ENTER = text("""
INSERT INTO item_key (item_id, version_id, source, number, dated_at, words, bare)
VALUES (:item_id, :version_id, :source, :number, :dated_at, :words, :bare)
""")


def upgrade() -> None:
    """Make the table, fill it a batch at a time, then index it."""
    op.execute(_TABLE)
    connection = op.get_bind()
    after = 0
    while rows := connection.execute(_NEWEST, {"after": after}).all():
        known = [{"item_id": row.item_id, "version_id": row.id} for row in rows]
        made = [keys(Article.from_json(row.article), row.made_at) for row in rows]
        connection.execute(_ENTER, [{**one, **other} for one, other in zip(known, made, strict=True)])
        after = rows[-1].id
    op.execute(_INDEXES)
