"""What a sound was made of, every attempt at one, and that no policy lets another language than Vietnamese out."""

from alembic import op

revision = "0010"
down_revision = "0009"

_RENDITION = """
ALTER TABLE rendition
    DROP CONSTRAINT rendition_version_id_audio_digest_key,
    ADD COLUMN label text NOT NULL DEFAULT '',
    ADD COLUMN reader text NOT NULL DEFAULT '',
    ADD COLUMN fell_back jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN unsure jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN files jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN clips jsonb NOT NULL DEFAULT '[]';
CREATE INDEX ix_rendition_version_id ON rendition (version_id)
"""

_VOICING = """
CREATE TABLE voicing (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES version (id),
    rendition_id bigint REFERENCES rendition (id),
    fell_back jsonb NOT NULL DEFAULT '[]',
    fault text NOT NULL DEFAULT '',
    next text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((rendition_id IS NULL) = (fault <> ''))
);
CREATE INDEX ix_voicing_version_id ON voicing (version_id);
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON voicing FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON voicing EXECUTE FUNCTION refuse_change();

CREATE TABLE voice_wish (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES version (id),
    actor text NOT NULL CHECK (actor <> ''),
    note text NOT NULL CHECK (btrim(note) <> ''),
    form text NOT NULL DEFAULT 'auto' CHECK (form IN ('auto', 'brief', 'full')),
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ix_voice_wish_version_id ON voice_wish (version_id);
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON voice_wish FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON voice_wish EXECUTE FUNCTION refuse_change();
"""

_FOREIGN = """
CREATE FUNCTION refuse_foreign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.actor LIKE 'policy:%' AND NEW.action = 'approve'
        AND EXISTS (SELECT 1 FROM version WHERE id = NEW.version_id AND split_part(language, '-', 1) <> 'vi') THEN
        RAISE EXCEPTION 'decision refused: version % is not Vietnamese, a person must want it heard', NEW.version_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER foreign_words BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION refuse_foreign();
"""


def upgrade() -> None:
    """Sounds of before have one file, which is named by `audio_digest`, and were made at the first attempt.

    A version may get a sound again that it had before: the newest is the one that is decided on.
    """
    op.execute(_RENDITION)
    op.execute(_VOICING)
    op.execute(_FOREIGN)
