"""The outlet: what a station pulls, and what it never finds there."""

import hashlib
import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlalchemy import text

from sinks.approval import approve, withdraw
from sinks.outlet.changes import PAGE, change, published_sequence
from sinks.outlet.files import drop_parts, write_whole
from sinks.outlet.render import render
from sinks.publication import publish_decided
from sinks.store.models import ItemRow, PublicationRow, RenditionRow, VersionRow
from sinks.store.renditions import sound_path
from tests.sinks.conftest import article
from transforms.article import Block, BlockKind


@pytest.fixture
def place(tmp_path, add_version):
    """Publishes items whose sounds exist, and renders the outlet."""

    class Place:
        outlet = tmp_path / "outlet"
        sounds = tmp_path / "sounds"

        def keep(self, audio, suffix):
            digest = hashlib.sha256(audio).hexdigest()
            path = self.sounds / sound_path(digest, suffix)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(audio)
            return digest

        def publish(self, session, words, *, files=(), **values):
            version = add_version(session, words, sound=False, **values)
            audio = f"mp3 of {words}".encode()
            digest = self.keep(audio, "mp3")
            every = (("mp3-96", audio, "mp3"), *files) if files else ()
            session.add(
                RenditionRow(
                    version_id=version.id,
                    audio_digest=digest,
                    audio_bytes=len(audio),
                    duration_ms=61_000,
                    loudness_lufs=-16.0,
                    true_peak_dbtp=-2.0,
                    engine="t",
                    voice="t",
                    voice_version="t",
                    script=[],
                    files=[
                        {
                            "format": name,
                            "type": "audio/x",
                            "digest": self.keep(content, suffix),
                            "bytes": len(content),
                            "suffix": suffix,
                        }
                        for name, content, suffix in every
                    ],
                )
            )
            session.flush()
            approve(session, version.id, actor="an")
            publish_decided(session)
            return version

        def render(self, session, *, rehearsal=False):
            return render(
                session,
                self.outlet,
                sounds=str(self.sounds),
                base_url="https://dai.example/",
                rehearsal=rehearsal,
            )

        def json(self, name):
            return json.loads((self.outlet / "changes" / name).read_bytes())

        def audio(self):
            """Names of the sounds; each has its transcript beside it."""
            folder = self.outlet / "audio"
            sounds = sorted(path.stem for path in folder.glob("*.mp3"))
            assert sorted(path.stem for path in folder.glob("*") if path.suffix != ".mp3") == sounds
            return [f"{name}.mp3" for name in sounds]

    return Place()


def test_an_empty_store_makes_an_empty_outlet(store, place):
    assert published_sequence(place.outlet) == -1
    with store.session() as session:
        place.render(session)
    assert place.json("head.json")["sequence"] == 0
    assert place.json("000000.json")["changes"] == []
    assert feedparser.parse((place.outlet / "podcast.xml").read_bytes()).entries == []


def test_what_is_published_can_be_pulled_whole(store, place):
    with store.session() as session:
        place.publish(session, "Mưa to")
        place.render(session)
    line = place.json("000000.json")["changes"][0]
    sound = (place.outlet / line["audio"]["path"]).read_bytes()
    assert hashlib.sha256(sound).hexdigest() == line["audio"]["sha256"]
    assert (line["sequence"], line["action"], line["text"]) == (1, "publish", "Mưa to")
    entry = feedparser.parse((place.outlet / "podcast.xml").read_bytes()).entries[0]
    assert entry.title == "Tiêu đề: Mưa to"
    assert entry.enclosures[0].href == f"https://dai.example/{line['audio']['path']}"
    assert int(entry.enclosures[0].length) == len(sound)
    assert entry.itunes_duration == "61"
    assert entry.podcast_transcript["url"] == f"https://dai.example/{line['transcript']['path']}"
    assert (place.outlet / line["transcript"]["path"]).read_bytes().startswith(b"WEBVTT")
    assert published_sequence(place.outlet) == 1


def test_the_feed_has_the_numbers_that_a_reader_of_the_page_sees():
    blocks = [
        Block(BlockKind.LIST_ITEM, each, label=f"{at}.") for at, each in enumerate(("Neo tàu", "Gặt lúa"), 1)
    ]
    row = PublicationRow(
        sequence=1,
        action="publish",
        published_at=datetime(2026, 11, 2, tzinfo=UTC),
        item=ItemRow(source="nchmf", kind="alert"),
        version=VersionRow(number=1, text_digest="a"),
        rendition=RenditionRow(audio_digest="b", audio_bytes=1, duration_ms=1),
    )
    line = change(row, replace(article("x"), blocks=tuple(blocks)))
    assert line["text"] == "1. Neo tàu\n2. Gặt lúa"


def test_a_withdrawal_leaves_a_tombstone_and_no_sound(store, place):
    with store.session() as session:
        version = place.publish(session, "Sai số")
        kept = place.publish(session, "Đúng", path="/b.htm")
        place.render(session)
        assert len(place.audio()) == 2
        withdraw(session, version.id, actor="an", note="sai")
        publish_decided(session)
        rendered = place.render(session)
    assert (rendered.live, rendered.removed) == (1, 1)
    last = place.json("000000.json")["changes"][-1]
    assert (last["action"], last["item"]) == ("withdraw", str(version.item_id))
    assert "text" not in last
    titles = [entry.title for entry in feedparser.parse((place.outlet / "podcast.xml").read_bytes()).entries]
    assert titles == [kept.title]


def test_a_correction_replaces_the_episode(store, place):
    with store.session() as session:
        place.publish(session, "cấp 8")
        place.publish(session, "cấp 9")
        place.render(session)
    first, second = place.json("000000.json")["changes"]
    assert (first["action"], second["action"]) == ("publish", "correct")
    assert "corrects" not in first
    assert second["corrects"] == ["number"]
    assert len(place.audio()) == 1
    assert len(feedparser.parse((place.outlet / "podcast.xml").read_bytes()).entries) == 1


def test_a_sound_that_was_swapped_stays_out_and_stops_nobody_else(store, place):
    with store.session() as session:
        bad = place.publish(session, "Bị tráo")
        good = place.publish(session, "Lành", path="/b.htm")
        swapped = place.sounds / sound_path(hashlib.sha256(b"mp3 of " + "Bị tráo".encode()).hexdigest())
        swapped.write_bytes(b"x" * swapped.stat().st_size)
        rendered = place.render(session)
    assert rendered.live == 1
    assert "not the one that was approved" in str(rendered.faults[0])
    lines = place.json("000000.json")["changes"]
    assert [line["item"] for line in lines if "audio" in line] == [str(good.item_id)]
    assert [line["item"] for line in lines if line.get("available") is False] == [str(bad.item_id)]


def test_a_sound_that_the_disk_does_not_give_stays_out_and_harms_no_other(store, place):
    with store.session() as session:
        place.publish(session, "chặn")
        place.publish(session, "còn", path="/b.htm")
        lost = place.sounds / sound_path(hashlib.sha256(b"mp3 of ch\xe1\xba\xb7n").hexdigest())
        lost.unlink()
        lost.mkdir()
        rendered = place.render(session)
    assert (rendered.live, len(rendered.faults)) == (1, 1)
    assert "cannot be read: IsADirectoryError" in str(rendered.faults[0])


def test_a_sound_that_was_swapped_in_the_outlet_is_put_back(store, place):
    with store.session() as session:
        place.publish(session, "Lành")
        place.render(session)
        [file] = (place.outlet / "audio").glob("*.mp3")
        right = file.read_bytes()
        file.write_bytes(b"x" * len(right))
        place.render(session)
    assert file.read_bytes() == right


def test_a_text_that_was_swapped_stays_out(store, place):
    with store.session() as session:
        place.publish(session, "Nguyên văn")
        session.execute(text("ALTER TABLE version DISABLE TRIGGER frozen"))
        session.execute(text("UPDATE version SET article = jsonb_set(article, '{title}', '\"Bị sửa\"')"))
    with store.session() as session:
        rendered = place.render(session)
    assert rendered.live == 0
    assert "text of version" in str(rendered.faults[0])
    assert "Bị sửa" not in (place.outlet / "podcast.xml").read_text()


def test_rendering_again_writes_nothing(store, place):
    with store.session() as session:
        place.publish(session, "Một")
        place.render(session)
        before = {path: path.stat().st_mtime_ns for path in place.outlet.rglob("*")}
        place.render(session)
    assert {path: path.stat().st_mtime_ns for path in place.outlet.rglob("*")} == before


def test_full_pages_never_change(store, place):
    with store.session() as session:
        for number in range(PAGE):
            place.publish(session, f"Tin {number}", path=f"/{number}.htm")
        place.render(session)
        full = (place.outlet / "changes" / "000000.json").read_bytes()
        place.publish(session, "Tin cuối", path="/z.htm")
        place.render(session)
    assert (place.outlet / "changes" / "000000.json").read_bytes() == full
    assert place.json("head.json") == {"sequence": PAGE + 1, "page": 1, "page_size": PAGE}
    assert [line["sequence"] for line in place.json("000001.json")["changes"]] == [PAGE + 1]


def test_a_rehearsal_says_so(store, place):
    with store.session() as session:
        place.publish(session, "Một")
        place.render(session, rehearsal=True)
    title = ET.fromstring((place.outlet / "podcast.xml").read_bytes()).findtext("channel/title")
    assert title.startswith("[THỬ NGHIỆM]")
    assert place.json("head.json")["rehearsal"] is True
    assert place.json("000000.json")["rehearsal"] is True
    with store.session() as session:
        place.render(session)
    assert "rehearsal" not in place.json("head.json")


def test_what_is_withdrawn_is_gone_in_every_format_though_nothing_can_be_written(store, place, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    opus = b"opus of it"
    with store.session() as session:
        version = place.publish(session, "Sai số", files=(("opus-32", opus, "opus"),))
        kept = place.publish(session, "Đúng", path="/b.htm")
        place.render(session)
        assert (place.outlet / "audio" / f"{hashlib.sha256(opus).hexdigest()}.opus").read_bytes() == opus
        withdraw(session, version.id, actor="an", note="sai")
        place.publish(session, "Mới", path="/c.htm")
        monkeypatch.setattr("sinks.outlet.render.write_whole", full)
        with pytest.raises(OSError, match="No space"):
            place.render(session)
        digest = kept.renditions[0].audio_digest
    left = {path.name for path in (place.outlet / "audio").iterdir()}
    assert left == {f"{digest}.mp3", f"{digest}.vtt"}


def test_a_writer_that_fails_or_was_killed_leaves_no_half(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_whole(tmp_path / "audio" / "a.mp3", b"one")
    assert list((tmp_path / "audio").iterdir()) == []
    killed, busy = (tmp_path / "audio" / f".part-{name}" for name in ("killed", "busy"))
    for part in (killed, busy):
        part.write_bytes(b"half")
    os.utime(killed, (time.time() - 4000,) * 2)
    drop_parts(tmp_path)
    assert list((tmp_path / "audio").iterdir()) == [busy]


def test_a_file_is_never_seen_half(tmp_path):
    target = tmp_path / "a" / "b.json"
    write_whole(target, b"one")
    write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["b.json"]
