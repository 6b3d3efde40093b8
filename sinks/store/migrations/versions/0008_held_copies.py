"""What is held because it repeats another item, and that no policy approves it.

A version is held while a link of it stands: as long as the version that it repeats is its item's newest, and for good
once anybody has decided on that item, whatever became of it since. What was said of an item holds for all its versions.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

_VIEW = """
CREATE VIEW held_copy AS
SELECT link.version_id, link.of_version_id
FROM duplicate link
JOIN version copy ON copy.id = link.version_id
JOIN version first ON first.id = link.of_version_id
WHERE (
    NOT EXISTS (
        SELECT 1 FROM version newer WHERE newer.item_id = first.item_id AND newer.number > first.number
    )
    OR EXISTS (
        SELECT 1 FROM decision ruling JOIN version ruled ON ruled.id = ruling.version_id
        WHERE ruled.item_id = first.item_id
    )
)
AND NOT EXISTS (
    SELECT 1 FROM distinct_ruling said JOIN version own ON own.id = said.version_id
    WHERE own.item_id = copy.item_id
);
"""

_RULE = """
CREATE FUNCTION refuse_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.action = 'approve' THEN
        -- Nothing is linked while an approval is on its way: whoever links sees it, or it sees the link.
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('nguon.duplicate', 0));
        IF NEW.actor LIKE 'policy:%' AND EXISTS (SELECT 1 FROM held_copy WHERE version_id = NEW.version_id) THEN
            RAISE EXCEPTION 'decision refused: version % repeats another item, a person must look at it',
                NEW.version_id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER held BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION refuse_held();
"""


def upgrade() -> None:
    """Make the view and its rule."""
    op.execute(_VIEW)
    op.execute(_RULE)
