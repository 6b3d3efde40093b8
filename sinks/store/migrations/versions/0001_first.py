"""The first tables, and what they refuse.

The rules that keep anything unapproved from going out stand here, in the database: no code path, script or DAG can go
round them.
"""

from alembic import op

revision = "0001"
down_revision = None

_TABLES = """
CREATE TABLE store_info (key text PRIMARY KEY, value text NOT NULL);

CREATE TABLE crawl (
    id text PRIMARY KEY,
    source text NOT NULL,
    window_start timestamptz NOT NULL,
    window_end timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    trusted boolean NOT NULL,
    report jsonb NOT NULL
);
CREATE INDEX ix_crawl_source ON crawl (source);

CREATE TABLE capture (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    crawl text NOT NULL,
    role text NOT NULL CHECK (role IN ('robots', 'discovery', 'item', 'attachment')),
    url text NOT NULL,
    final_url text NOT NULL,
    parent text NOT NULL,
    hints jsonb NOT NULL,
    asked_at timestamptz NOT NULL,
    answered_at timestamptz NOT NULL,
    status bigint NOT NULL,
    headers jsonb NOT NULL,
    body_sha256 text NOT NULL,
    body_bytes bigint NOT NULL,
    truncated text NOT NULL,
    warc_file text NOT NULL,
    warc_offset bigint NOT NULL,
    UNIQUE (warc_file, warc_offset)
);
CREATE INDEX ix_capture_crawl ON capture (crawl);
CREATE INDEX capture_source_role_url ON capture (source, role, url);
CREATE INDEX capture_parent ON capture (parent) WHERE role = 'attachment';

CREATE TABLE item (
    id uuid PRIMARY KEY,
    identity text NOT NULL UNIQUE,
    source text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('news', 'legal', 'alert', 'media', 'notice')),
    url text NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ix_item_source ON item (source);

CREATE TABLE version (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES item (id),
    number bigint NOT NULL CHECK (number > 0),
    text_digest text NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    language text NOT NULL,
    published_at timestamptz,
    article jsonb NOT NULL,
    extractor text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (item_id, number)
);

CREATE TABLE sighting (
    capture_id bigint PRIMARY KEY REFERENCES capture (id),
    version_id bigint NOT NULL REFERENCES version (id),
    outcome text NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged'))
);
CREATE INDEX ix_sighting_version_id ON sighting (version_id);

CREATE TABLE rendition (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES version (id),
    audio_digest text NOT NULL,
    audio_bytes bigint NOT NULL CHECK (audio_bytes > 0),
    duration_ms bigint NOT NULL CHECK (duration_ms > 0),
    loudness_lufs double precision NOT NULL,
    true_peak_dbtp double precision NOT NULL,
    engine text NOT NULL,
    voice text NOT NULL,
    voice_version text NOT NULL,
    script jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (version_id, audio_digest)
);

CREATE TABLE decision (
    id bigint PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES version (id),
    rendition_id bigint NOT NULL REFERENCES rendition (id),
    action text NOT NULL CHECK (action IN ('approve', 'reject', 'correct', 'withdraw', 'hold')),
    text_digest text NOT NULL,
    audio_digest text NOT NULL,
    actor text NOT NULL CHECK (actor <> ''),
    note text NOT NULL,
    made_at timestamptz NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL UNIQUE
);
CREATE INDEX ix_decision_version_id ON decision (version_id);

CREATE TABLE publication (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    action text NOT NULL CHECK (action IN ('publish', 'correct', 'withdraw', 'expire')),
    item_id uuid NOT NULL REFERENCES item (id),
    version_id bigint NOT NULL REFERENCES version (id),
    rendition_id bigint NOT NULL REFERENCES rendition (id),
    decision_id bigint NOT NULL UNIQUE REFERENCES decision (id),
    published_at timestamptz NOT NULL
);
CREATE INDEX ix_publication_item_id ON publication (item_id);

CREATE TABLE issue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    url text NOT NULL,
    error text NOT NULL,
    reason text NOT NULL,
    fix text NOT NULL,
    next text NOT NULL CHECK (next IN ('retry', 'quarantine', 'alert')),
    capture_id bigint REFERENCES capture (id),
    extractor text NOT NULL DEFAULT '',
    times bigint NOT NULL DEFAULT 1,
    opened_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz
);
CREATE UNIQUE INDEX issue_open ON issue (source, error, md5(url || ' ' || reason)) WHERE closed_at IS NULL;
"""

_APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

_FROZEN_TABLES = ("capture", "version", "rendition", "decision", "publication")

_DECISION = """
CREATE FUNCTION chain_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last decision;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('nguon.decision', 0));
    PERFORM 1 FROM version v JOIN rendition r ON r.version_id = v.id
        WHERE v.id = NEW.version_id AND r.id = NEW.rendition_id
        AND v.text_digest = NEW.text_digest AND r.audio_digest = NEW.audio_digest;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a decision must name the words and the sound that it is about'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO last FROM decision ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last.id, 0) + 1;
    NEW.made_at := clock_timestamp();
    NEW.previous_hash := coalesce(last.hash, '');
    NEW.hash := encode(sha256(convert_to(jsonb_build_array(
        NEW.previous_hash, NEW.id, NEW.version_id, NEW.rendition_id, NEW.action, NEW.text_digest,
        NEW.audio_digest, NEW.actor, NEW.note, extract(epoch FROM NEW.made_at)::text
    )::text, 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION chain_decision();
"""

_PUBLICATION = """
CREATE FUNCTION order_publication() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ruling decision;
    newest bigint;
    live boolean;
BEGIN
    -- One at a time until commit, so that numbers become visible in their order and none is left out.
    PERFORM pg_advisory_xact_lock(hashtextextended('nguon.publication', 0));
    -- Decisions wait too, so that none overtakes the check below.
    PERFORM pg_advisory_xact_lock(hashtextextended('nguon.decision', 0));
    NEW.sequence := coalesce((SELECT max(sequence) FROM publication), 0) + 1;
    NEW.published_at := clock_timestamp();

    SELECT d.* INTO ruling FROM decision d
        JOIN version v ON v.id = d.version_id AND v.item_id = NEW.item_id AND v.text_digest = d.text_digest
        JOIN rendition r ON r.id = d.rendition_id AND r.version_id = v.id AND r.audio_digest = d.audio_digest
        WHERE d.id = NEW.decision_id AND d.version_id = NEW.version_id AND d.rendition_id = NEW.rendition_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'publication refused: no decision binds these words and this sound'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM decision WHERE version_id = NEW.version_id AND id > ruling.id) THEN
        RAISE EXCEPTION 'publication refused: decision % is not the last word on version %', ruling.id,
            NEW.version_id USING ERRCODE = 'check_violation';
    END IF;

    SELECT action IN ('publish', 'correct') INTO live FROM publication
        WHERE item_id = NEW.item_id ORDER BY sequence DESC LIMIT 1;
    live := coalesce(live, false);
    IF NEW.action IN ('publish', 'correct') THEN
        SELECT max(number) INTO newest FROM version WHERE item_id = NEW.item_id;
        IF ruling.action <> 'approve' THEN
            RAISE EXCEPTION 'publication refused: decision % is %, not approve', ruling.id, ruling.action
                USING ERRCODE = 'check_violation';
        ELSIF (SELECT number FROM version WHERE id = NEW.version_id) <> newest THEN
            RAISE EXCEPTION 'publication refused: version % has been replaced by a newer one', NEW.version_id
                USING ERRCODE = 'check_violation';
        ELSIF (NEW.action = 'correct') <> live THEN
            RAISE EXCEPTION 'publication refused: % of an item that is %', NEW.action,
                CASE WHEN live THEN 'already out' ELSE 'not out' END USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.action = 'withdraw' AND ruling.action <> 'withdraw' OR NOT live THEN
        RAISE EXCEPTION 'publication refused: % needs its decision and an item that is out', NEW.action
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ordered BEFORE INSERT ON publication FOR EACH ROW EXECUTE FUNCTION order_publication();
"""


def upgrade() -> None:
    """Make the tables and their rules."""
    for script in (_TABLES, _APPEND_ONLY, _DECISION, _PUBLICATION):
        op.execute(script)
    for table in _FROZEN_TABLES:
        op.execute(
            f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change();"
            f"CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change();"
        )
