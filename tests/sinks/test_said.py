"""The chain from a second of sound back to the archived bytes."""

import hashlib
from dataclasses import replace

import pytest

from sinks.store import ingest
from sinks.store.models import RenditionRow, VersionRow
from sinks.store.said import NotSaid, rendition_called, said_at
from tests.sinks.conftest import article
from transforms.article import Block, BlockKind, Span

PAGE, FILE = (hashlib.sha256(each).hexdigest() for each in (b"page", b"file"))
MP3, OPUS = (hashlib.sha256(each).hexdigest() for each in (b"mp3", b"opus"))


def line(number: int, block: int) -> dict:
    start = number * 2000 + 500
    written = f"Câu {number}"
    return {
        "written": written,
        "spoken": written.lower(),
        "block": block,
        "start_ms": start,
        "end_ms": start + 1000,
    }


@pytest.fixture
def sound(store, add_capture):
    """A sound of five seconds: the title, a block of the page, a block of the attached file."""
    made = article("nước sạch")
    blocks = (
        Block(BlockKind.PARAGRAPH, "Câu 1", Span(PAGE, 10, 20)),
        Block(BlockKind.PARAGRAPH, "Câu 2", Span(FILE, page=3)),
    )
    made = replace(made, blocks=blocks)
    with store.session() as session:
        add_capture(session, made, body_sha256=FILE, url="https://baochinhphu.vn/a.pdf", role="attachment")
        ingest.save_article(session, made, add_capture(session, made, body_sha256=PAGE))
        version = session.query(VersionRow).one()
        row = RenditionRow(
            version_id=version.id, audio_digest=MP3, audio_bytes=3, duration_ms=6000, loudness_lufs=-16.0,
            true_peak_dbtp=-2.0, engine="t", voice="t", voice_version="t", script=[line(0, -2), line(1, 0), line(2, 1)],
            files=[{"format": each, "digest": digest} for each, digest in (("mp3-96", MP3), ("opus-32", OPUS))],
        )  # fmt: skip
        session.add(row)
        session.flush()
        yield session, row


@pytest.mark.parametrize(
    ("moment", "number", "pause", "page", "place"),
    [
        (500, 0, False, PAGE, ""),
        (1499, 0, False, PAGE, ""),
        (1500, 0, True, PAGE, ""),
        (2500, 1, False, PAGE, "byte 10 đến 20"),
        (4600, 2, False, FILE, "trang 3"),
        (5999, 2, True, FILE, "trang 3"),
    ],
)
def test_a_moment_leads_to_the_words_and_to_the_bytes(sound, moment, number, pause, page, place):
    session, row = sound
    found = said_at(session, row, moment)
    assert (found.number, found.pause) == (number, pause)
    assert found.line["written"] == f"Câu {number}"
    assert found.capture.body_sha256 == page
    assert found.place == place


@pytest.mark.parametrize("moment", [-1, 0, 499, 6000, 10**9])
def test_a_moment_at_which_nothing_is_said(sound, moment):
    session, row = sound
    with pytest.raises(NotSaid):
        said_at(session, row, moment)


def test_a_sound_is_called_by_any_of_its_files(sound):
    session, row = sound
    for name in (MP3, MP3[:8].upper(), OPUS[:12]):
        assert rendition_called(session, name).id == row.id
    for name in (MP3[:7], "0" * 64, "%" * 64, "..$[*]''"):
        with pytest.raises(NotSaid):
            rendition_called(session, name)
