"""Nothing damaged is ever handed out, what is damaged is named, and it costs itself only."""

import gzip
import hashlib
import json
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive import read_body, read_captures, read_exchange, survey
from crawlers.archive.record import Record, walk
from crawlers.capture import Capture
from crawlers.errors import ArchiveDamaged, BadDocument, ConfigurationError
from tests.crawlers.archive.making import (
    EXCHANGES,
    LIMIT,
    PAGE,
    SHELF,
    exchange,
    member_ends,
    warcio_check,
)

NOISE = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(9000))


def split(found) -> tuple[list[Capture], list[ArchiveDamaged]]:
    every = list(found)
    captures = [each for each in every if isinstance(each, Capture)]
    return captures, [each for each in every if not isinstance(each, Capture)]


def surveyed(archive, name=SHELF) -> tuple[list[Capture], list[ArchiveDamaged]]:
    return split(survey(archive, name, max_bytes=LIMIT))


@pytest.fixture(scope="module")
def sound(spooled, tmp_path_factory):
    """A sound file's bytes, where its records end, and its captures."""
    raw, ends = spooled
    home = tmp_path_factory.mktemp("sound")
    path = home / SHELF
    path.parent.mkdir(parents=True)
    path.write_bytes(raw)
    captures, damages = surveyed(str(home))
    assert damages == []
    return raw, ends, captures


@settings(max_examples=60)
@given(data=st.data())
def test_one_flipped_bit_is_harmless_or_named(tmp_path_factory, sound, data):
    raw, ends, whole = sound
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    broken = bytearray(raw)
    broken[bit // 8] ^= 1 << bit % 8
    path = tmp_path_factory.mktemp("flipped") / SHELF
    path.parent.mkdir(parents=True)
    path.write_bytes(broken)
    home = str(path.parents[3])
    captures, damages = surveyed(home)
    assert all(capture in whole for capture in captures), "what is handed out is what was written"
    lost = [capture for capture in whole if capture not in captures]
    assert bool(lost) <= bool(damages)
    assert all(damage.url == SHELF for damage in damages)
    at = sum(end <= bit // 8 for end in ends)
    hit = (at - 1) // 3
    for capture in lost:
        mine = whole.index(capture) == hit
        refers = capture.payload and capture.payload.offset == whole[hit].warc_offset
        assert mine or refers, "only what was hit is lost"
    for capture in whole:
        with suppress(ArchiveDamaged):
            body = read_body(home, SHELF, capture.warc_offset, max_bytes=LIMIT)
            assert len(body) == capture.body_bytes
            assert read_exchange(home, SHELF, capture.warc_offset).status == capture.status


def test_a_damaged_request_is_named_though_no_capture_is_lost(archive, shelve):
    shelve(exchange(0), exchange(1))
    path = Path(archive, SHELF)
    raw = bytearray(path.read_bytes())
    raw[member_ends(bytes(raw))[1] + 60] ^= 1
    path.write_bytes(raw)
    captures, [damage] = surveyed(archive)
    assert len(captures) == 2
    assert "record at" in damage.reason


def repacked(raw: bytes, number: int, change) -> bytes:
    """The file with one record changed in a way that gzip does not see."""
    ends = [0, *member_ends(raw)]
    record = change(gzip.decompress(raw[ends[number] : ends[number + 1]]))
    return raw[: ends[number]] + gzip.compress(record) + raw[ends[number + 1] :]


CHANGES = {
    "body": (3, lambda record: record.replace("Mẫu".encode(), "Mậu".encode(), 1)),
    "head": (3, lambda record: record.replace(b"HTTP/1.1 200", b"HTTP/1.1 304", 1)),
    "metadata": (1, lambda record: record.replace(b'"rehearsal": false', b'"rehearsal": true ', 1)),
    "shorter": (3, lambda record: record[:-100]),
    "digest": (3, lambda record: record.replace(b"Block-Digest: sha256:", b"Block-Digest: sha1:", 1)),
    "odd digest": (3, lambda record: record.replace(b"Block-Digest: sha256:", b"Block-Digest: crc32:", 1)),
    "no digest": (3, lambda record: record.replace(b"WARC-Block-Digest", b"WARC-Clock-Digest", 1)),
    "no length": (3, lambda record: record.replace(b"Content-Length", b"Content-Strength", 1)),
    "negative length": (3, lambda record: record.replace(b"Content-Length: ", b"Content-Length: -", 1)),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_that_gzip_does_not_see_is_seen_by_the_digests(archive, shelve, case):
    number, change = CHANGES[case]
    before = shelve(exchange(0, gzip.compress(PAGE), []), exchange(0, PAGE), exchange(1))
    path = Path(archive, SHELF)
    raw = path.read_bytes()
    wrong = repacked(raw, number + 3, change)
    assert wrong != raw
    path.write_bytes(wrong)
    captures, damages = surveyed(archive)
    assert [each.url for each in captures] == [before[0].url, before[2].url]
    assert damages
    if number == 3:
        with pytest.raises(ArchiveDamaged, match=str(before[1].warc_offset)):
            read_body(archive, SHELF, before[1].warc_offset, max_bytes=LIMIT)


def test_warcio_check_sees_it_too(archive, shelve):
    shelve(exchange(0))
    path = Path(archive, SHELF)
    path.write_bytes(repacked(path.read_bytes(), *CHANGES["body"]))
    with pytest.raises(subprocess.CalledProcessError):
        warcio_check(path)


def test_a_file_that_ends_in_the_middle_is_named(archive, shelve):
    shelve(*EXCHANGES[:3])
    path = Path(archive, SHELF)
    path.write_bytes(path.read_bytes()[:-50])
    captures, [damage] = surveyed(archive)
    assert len(captures) == 2
    assert "ends in the middle" in damage.reason


def test_damage_in_a_long_body_is_told_once(archive, shelve):
    shelve(exchange(0, NOISE), exchange(1))
    path = Path(archive, SHELF)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    captures, [damage] = surveyed(archive)
    assert [each.url for each in captures] == ["https://bao.dongmau.vn/1"]
    assert "https://bao.dongmau.vn/0" in damage.reason


def test_what_stands_between_records_costs_nothing_else(archive, shelve):
    shelve(*EXCHANGES[:3])
    path = Path(archive, SHELF)
    raw = path.read_bytes()
    end = member_ends(raw)[3]
    noise = b"\x1f\x8b\x08 no record \x1f\x8b\x08" + bytes(70_000) + b"\x1f\x8b"
    path.write_bytes(raw[:end] + noise + raw[end:])
    captures, damages = surveyed(archive)
    assert len(captures) == 3
    assert len(damages) == 1


def test_an_older_file_by_sha_1_is_read(archive, shelve, monkeypatch):
    from warcio.utils import Digester  # noqa: PLC0415

    from crawlers.archive.records import RecordWriter  # noqa: PLC0415

    monkeypatch.setattr(RecordWriter, "_create_digester", staticmethod(lambda: Digester("sha1")))
    (capture,) = shelve(exchange(0))
    assert capture.payload.digest.startswith("sha1:")
    assert read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT) == PAGE


# What is no archive of ours.


@pytest.fixture
def put(archive):
    """Puts bytes where an archive file should be."""

    def write(raw: bytes) -> str:
        Path(archive).mkdir(exist_ok=True)
        Path(archive, "x.warc.gz").write_bytes(raw)
        return "x.warc.gz"

    return write


FOREIGN = (
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: https://a.vn/\r\n"
    b"WARC-Date: 2026-11-12T00:00:00Z\r\nContent-Type: application/http\r\n"
    b"WARC-Block-Digest: %s\r\nWARC-Payload-Digest: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)


def foreign_record(block: bytes, *, kind: bytes = b"response") -> bytes:
    from crawlers.archive.records import payload_digest  # noqa: PLC0415

    body = block.partition(b"\r\n\r\n")[2] if block.startswith(b"HTTP/") else block
    digests = (payload_digest(part).encode() for part in (block, body))
    return FOREIGN.replace(b"response", kind) % (*digests, len(block), block)


ANSWER = b"HTTP/1.1 200 OK\r\n\r\nhello"
NO_ARCHIVE = {
    "text": b"hello",
    "page": b"<html></html>",
    "noise": bytes(range(200)),
    "packed text": gzip.compress(b"hello"),
    "packed nothing": gzip.compress(b""),
    "not packed": foreign_record(ANSWER),
    "record without an address": gzip.compress(foreign_record(ANSWER).replace(b"WARC-Target-URI", b"X")),
    "response without a head": gzip.compress(foreign_record(b"")),
    "response without a status": gzip.compress(foreign_record(b"HTTP/1.1 sure\r\n\r\n ")),
}
FOREIGNERS = {"another crawler's": gzip.compress(foreign_record(ANSWER))}


@pytest.mark.parametrize("case", NO_ARCHIVE | FOREIGNERS)
def test_what_is_none_of_our_archives_is_named(put, archive, case):
    name = put((NO_ARCHIVE | FOREIGNERS)[case])
    with pytest.raises(BadDocument) as caught:
        list(read_captures(archive, name, max_bytes=LIMIT))
    assert caught.value.url == name


def test_a_response_is_never_told_by_another_s_metadata(put, archive, spooled):
    """A metadata record whose response is missing says nothing about the next response."""
    raw, ends = spooled
    name = put(raw[: ends[2]] + gzip.compress(foreign_record(ANSWER)))
    with pytest.raises(ArchiveDamaged, match="without our metadata"):
        list(read_captures(archive, name, max_bytes=LIMIT))


NOTE = {"source": "a", "crawl": "b", "rehearsal": True, "url": "https://a.vn/", "truncated": "", "asked_at": "a",
        "purpose": {"role": "item", "parent": "", "hints": {}}, "answered_at": "2026-11-12T00:00:00Z"}  # fmt: skip
NOTES = {
    "cut": b"{",
    "no names": b"[]",
    "nothing": b"{}",
    "text": b'"a"',
    "too little": json.dumps({"url": "a"}).encode(),
    "no text": b"\xff",
    "no time": json.dumps(NOTE).encode(),
    "no role": json.dumps(NOTE | {"asked_at": "2026-11-12T00:00:00Z", "purpose": {"role": "guest"}}).encode(),
    "no purpose": json.dumps(NOTE | {"asked_at": "2026-11-12T00:00:00Z", "purpose": "item"}).encode(),
}


@pytest.mark.parametrize("case", NOTES)
def test_metadata_that_is_not_ours_is_named(put, archive, case):
    told = foreign_record(NOTES[case], kind=b"metadata")
    told = told.replace(b"WARC-Record-ID: <urn:uuid:1>", b"WARC-Concurrent-To: <urn:uuid:1>")
    name = put(gzip.compress(told) + gzip.compress(foreign_record(ANSWER)))
    with pytest.raises(ArchiveDamaged, match="metadata"):
        list(read_captures(archive, name, max_bytes=LIMIT))


@pytest.mark.parametrize("case", sorted(NO_ARCHIVE.keys() - {"record without an address"}))
def test_there_is_no_body_in_what_is_no_archive(put, archive, case):
    name = put(NO_ARCHIVE[case])
    for read in (
        lambda: read_body(archive, name, 0, max_bytes=LIMIT),
        lambda: read_exchange(archive, name, 0),
    ):
        with pytest.raises(ArchiveDamaged):
            read()


@pytest.mark.parametrize("offset", [0, 7, 10**9])
def test_there_is_no_body_at_a_place_without_a_response(shelve, archive, offset):
    shelve(exchange())
    with pytest.raises(ArchiveDamaged):
        read_body(archive, SHELF, offset, max_bytes=LIMIT)


@settings(max_examples=50)
@given(raw=st.binary(max_size=200) | st.binary(max_size=100).map(gzip.compress))
def test_whatever_the_file_holds_it_is_no_other_failure(tmp_path_factory, raw):
    home = tmp_path_factory.mktemp("noise")
    (home / "x.warc.gz").write_bytes(raw)
    captures, _ = surveyed(str(home), "x.warc.gz")
    assert captures == []
    with suppress(ArchiveDamaged):
        read_body(str(home), "x.warc.gz", 0, max_bytes=LIMIT)


def test_a_missing_file_names_the_setting(archive):
    for read in (
        lambda: list(read_captures(archive, SHELF, max_bytes=1)),
        lambda: read_body(archive, SHELF, 0, max_bytes=1),
        lambda: read_exchange(archive, SHELF, 0),
    ):
        with pytest.raises(ConfigurationError, match="NGUON_ARCHIVE_URL") as caught:
            read()
        assert SHELF in caught.value.url


def test_a_record_may_be_left_unread(shelve, archive):
    """Whoever walks past records without reading them has them verified all the same."""
    shelve(*EXCHANGES)
    assert all(isinstance(each, Record) for each in walk(archive, SHELF))
