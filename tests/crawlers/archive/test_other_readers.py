"""Programs that we did not write read what we read."""

import gzip
from pathlib import Path

import pytest
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawlers.archive import ArchiveWriter, recover_spool
from crawlers.archive.record import Record, walk
from tests.crawlers.archive.making import (
    CRAWL,
    EXCHANGES,
    PAGE,
    REVISITS,
    SHELF,
    SHOWN,
    answers,
    exchange,
    foreign,
    records,
    warcio_check,
)

KINDS = ["warcinfo", "metadata", "request", "response", "revisit"]


@pytest.fixture(params=["finished", "recovered"])
def path(request, shelve, spool, archive, spooled):
    """An archive file with every kind of exchange; of a crawl that came to its end, or that was killed."""
    if request.param == "finished":
        shelve(*EXCHANGES)
    else:
        raw, _ = spooled
        spool.mkdir()
        half = gzip.compress(b"WARC/1.1\r\nWARC-Type: metadata\r\n")[:-3]
        (spool / f"{CRAWL}.warc.gz").write_bytes(raw + half)
        assert recover_spool(spool, archive) == [SHELF]
    return Path(archive, SHELF)


def by_fastwarc(path: Path) -> list[tuple]:
    found = []
    for record in foreign(path):
        head = dict(record.headers)
        if head["WARC-Type"] in KINDS[2:]:
            record.parse_http()
        found.append(
            (
                head["WARC-Type"],
                head["WARC-Record-ID"],
                head.get("WARC-Target-URI", ""),
                head["WARC-Block-Digest"],
                head.get("WARC-Payload-Digest", ""),
                record.reader.read(),
            )
        )
    return found


def by_warcio(path: Path) -> list[tuple]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                record.rec_headers["WARC-Record-ID"],
                record.rec_headers.get("WARC-Target-URI", ""),
                record.rec_headers["WARC-Block-Digest"],
                record.rec_headers.get("WARC-Payload-Digest", ""),
                record.raw_stream.read(),
            )
            for record in WarcioIterator(file, check_digests="raise")
        ]


def by_us(path: Path, archive: str) -> list[tuple]:
    found = []
    for record in walk(archive, SHELF):
        assert isinstance(record, Record), record
        fields = ("WARC-Record-ID", "WARC-Target-URI", "WARC-Block-Digest", "WARC-Payload-Digest")
        found.append((record.kind, *map(record.field, fields), record.read()))
    return found


def test_three_readers_agree_on_every_record(path, archive):
    read = by_us(path, archive)
    assert by_fastwarc(path) == by_warcio(path) == read
    assert len(read) == 1 + 3 * len(EXCHANGES)
    assert {kind for kind, *_ in read} == set(KINDS)
    assert sum(kind == "revisit" for kind, *_ in read) == REVISITS


def test_the_bodies_are_those_of_the_wire(path):
    for wrote, read in zip(EXCHANGES, answers(path), strict=True):
        revisit = read.kind == WarcRecordType.revisit
        assert read.body == (b"" if revisit else wrote.body)
        assert read.headers["WARC-Target-URI"] == wrote.final_url
        assert read.headers.get("WARC-Truncated", "") == wrote.truncated


def test_fastwarc_finds_every_digest_right(path):
    for record in foreign(path):
        assert record.verify_block_digest(), record.record_id
        if record.record_type in [WarcRecordType.request, WarcRecordType.response]:
            record.parse_http()
            assert record.verify_payload_digest(), record.record_id


def test_fastwarc_s_own_verification_drops_no_record(path):
    with path.open("rb") as file:
        from fastwarc.warc import ArchiveIterator  # noqa: PLC0415

        kept = list(ArchiveIterator(file, verify_digests=True, parse_http=False))
    assert len(kept) == 1 + 3 * len(EXCHANGES)


def test_warcio_check_passes_every_record(path):
    told = warcio_check(path)
    assert told.count("WARC-Record-ID") == 1 + 3 * len(EXCHANGES)
    assert told.count("digest pass") == 1 + 3 * len(EXCHANGES) - REVISITS
    assert told.count("digest present but not checked (revisit)") == REVISITS
    assert "failed" not in told


def test_request_and_metadata_belong_to_their_answer(path):
    read = records(path)[1:]
    for metadata, request, answer in zip(read[0::3], read[1::3], read[2::3], strict=True):
        assert metadata.headers["WARC-Concurrent-To"] == answer.id
        assert request.headers["WARC-Concurrent-To"] == answer.id
        assert metadata.headers["WARC-Date"] == request.headers["WARC-Date"] == answer.headers["WARC-Date"]


def test_a_request_is_told_as_it_was_sent(path):
    requests = [record for record in records(path) if record.kind == WarcRecordType.request]
    assert requests[2].head.startswith(b"GET /2?moi=1 HTTP/1.1\r\nHost: bao.dongmau.vn")
    assert requests[5].head.startswith(b"POST /5 HTTP/1.1\r\n")
    assert requests[5].body == b'{"trang": 2}'


def test_a_request_names_its_host(spool, archive):
    with ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False) as writer:
        writer.write(exchange(request_headers=[("Accept", "*/*")], final_url="https://bao.dongmau.vn"))
    request = records(Path(archive, SHELF))[2]
    assert request.head == b"GET / HTTP/1.1\r\nHost: bao.dongmau.vn\r\nAccept: */*"


def test_a_page_as_a_browser_showed_it_is_read_too(spool, archive):
    with ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False) as writer:
        writer.write_rendering(SHOWN)
    path = Path(archive, SHELF)
    assert by_fastwarc(path) == by_warcio(path) == by_us(path, archive)
    _, metadata, shown = records(path)
    assert (shown.kind, shown.body) == (WarcRecordType.resource, b"")
    assert shown.head == PAGE
    assert shown.headers["WARC-Target-URI"] == f"urn:dom:{SHOWN.final_url}"
    assert metadata.headers["WARC-Concurrent-To"] == shown.id
    assert warcio_check(path).count("digest pass") == 3


def test_pages_in_any_code_are_text_to_the_archive(shelve, archive):
    bodies = [PAGE, PAGE.decode().encode("utf-16"), b"\x00\xff\r\n\r\n", b"WARC/1.1\r\n", b"\x1f\x8b\x08WARC"]
    shelve(*(exchange(number, body) for number, body in enumerate(bodies)))
    assert [record.body for record in answers(Path(archive, SHELF))] == bodies
