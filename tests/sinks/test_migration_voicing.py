"""A store of before sounds had several files is taken over with what is out of it."""

import hashlib
import json
import secrets
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from sinks.approval import pending
from sinks.outlet.render import render
from sinks.store.door import Store, _config
from sinks.store.models import RenditionRow
from sinks.store.renditions import files_of, sound_path
from sinks.store.said import rendition_called, said_at
from tests.conftest import _create
from tests.sinks.conftest import article

MP3 = b"mp3 of before"
DIGEST = hashlib.sha256(MP3).hexdigest()
SCRIPT = [{"written": "Xã cấp nước.", "spoken": "xã cấp nước", "block": 0, "start_ms": 0, "end_ms": 900}]
ROWS = """
    INSERT INTO item (id, identity, source, kind, url) VALUES (:item, 'i', 'baochinhphu', 'news', :url);
    INSERT INTO version (item_id, number, text_digest, title, language, article, extractor)
        VALUES (:item, 1, :words, 'Tiêu đề', 'vi', :article, 'test');
    INSERT INTO rendition (version_id, audio_digest, audio_bytes, duration_ms, loudness_lufs, true_peak_dbtp, engine,
        voice, voice_version, script) VALUES (1, :sound, :bytes, 1000, -16, -2, 'espeak', 'vi', '1', :script);
    INSERT INTO decision (version_id, rendition_id, action, text_digest, audio_digest, actor, note)
        VALUES (1, 1, 'approve', :words, :sound, 'an', '');
    INSERT INTO publication (action, item_id, version_id, rendition_id, decision_id)
        SELECT 'publish', :item, 1, 1, id FROM decision
"""


@pytest.fixture
def taken_over(postgres):
    """A store that was brought from migration 0009, with an item that is out, to the newest."""
    name = f"store_{secrets.token_hex(4)}"
    _create(postgres, name, "template1")
    store = Store(postgres.url(name))
    made = article("Xã cấp nước.")
    values = {
        "item": uuid4(),
        "url": made.url,
        "words": made.text_digest,
        "article": json.dumps(made.as_json()),
        "sound": DIGEST,
        "bytes": len(MP3),
        "script": json.dumps(SCRIPT),
    }
    with store.engine.begin() as connection:
        command.upgrade(_config(connection), "0009")
    with store.engine.begin() as connection:
        for statement in ROWS.split(";"):
            named = text(statement)
            connection.execute(named, {key: values[key] for key in named.compile().params})
    store.migrate()
    yield store
    store.close()


def test_what_was_out_stays_out_and_what_it_says_is_told(taken_over, tmp_path):
    file = tmp_path / "sounds" / sound_path(DIGEST)
    file.parent.mkdir(parents=True)
    file.write_bytes(MP3)
    outlet = tmp_path / "outlet"
    with taken_over.session() as session:
        rendered = render(
            session, outlet, sounds=str(tmp_path / "sounds"), base_url="https://dai.example", rehearsal=False
        )
        assert (rendered.live, rendered.faults) == (1, ())
        assert pending(session, policy_sources=[]) == []
        said = said_at(session, rendition_called(session, DIGEST[:12]), 300)
        (only,) = files_of(session.query(RenditionRow).one())
    assert said.line["written"] == "Xã cấp nước."
    assert (only.digest, only.format, only.suffix) == (DIGEST, "mp3-96", "mp3")
    assert (outlet / "audio" / f"{DIGEST}.mp3").read_bytes() == MP3
    assert "Xã cấp nước." in (outlet / "audio" / f"{DIGEST}.vtt").read_text(encoding="utf-8")
    (line,) = json.loads((outlet / "changes" / "000000.json").read_bytes())["changes"]
    assert [each["sha256"] for each in line["formats"]] == [DIGEST]
