"""A store of before the archive's files were counted is taken over."""

import secrets

import pytest
from alembic import command
from sqlalchemy import text

from sinks.store.door import Store, _config
from tests.conftest import _create

OLD_CAPTURE = text("""
    INSERT INTO capture (source, crawl, role, url, final_url, parent, hints, asked_at, answered_at, status, headers,
        body_sha256, body_bytes, truncated, warc_file, warc_offset)
    VALUES ('s', 'c1', 'item', 'u', 'u', '', '{}', now(), now(), 200, '[]', '0', 1, '', 's/2026/11/c1.warc.gz', 7)
""")
OLD_CRAWL = text("""
    INSERT INTO crawl VALUES ('c2', 's', now(), now(), now(), true, '{"warc_file": "s/2026/11/c2.warc.gz"}')
""")


@pytest.fixture
def bare(postgres):
    name = f"store_{secrets.token_hex(4)}"
    _create(postgres, name, "template1")
    store = Store(postgres.url(name))
    yield store
    store.close()


def test_what_was_entered_before_is_known_as_entered(bare):
    with bare.engine.begin() as connection:
        command.upgrade(_config(connection), "0002")
    with bare.engine.begin() as connection:
        connection.execute(OLD_CAPTURE)
        connection.execute(OLD_CRAWL)
    bare.migrate()
    with bare.engine.connect() as connection:
        names = connection.scalars(text("SELECT name FROM archive_file ORDER BY name")).all()
        row = connection.execute(text("SELECT method, payload_digest, payload_at FROM capture")).one()
    assert names == ["s/2026/11/c1.warc.gz", "s/2026/11/c2.warc.gz"]
    assert tuple(row) == ("GET", "", None)
