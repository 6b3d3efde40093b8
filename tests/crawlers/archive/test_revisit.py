"""A body that came before is not written again, and is read as if it had been."""

import gzip
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import WarcRecordType

from crawlers.archive import ArchiveWriter, read_body, read_captures, read_exchange, shelf_name, survey
from crawlers.capture import Payload
from crawlers.errors import ArchiveDamaged, Next
from tests.crawlers.archive.making import (
    ASKED_IF_CHANGED,
    GZIP,
    LIMIT,
    PACKED,
    PAGE,
    SHELF,
    answers,
    exchange,
    records,
)

OLDER = "dongmau-20261012T083000-0a1b2c"
OLD_SHELF = shelf_name(OLDER)
LATER = 86_400
PDF = bytes(range(256)) * 300


@pytest.fixture
def older(spool, archive):
    """Archives exchanges in an earlier crawl; gives where their bodies lie, by what was asked."""

    def write(*exchanges) -> dict[str, Payload]:
        with ArchiveWriter("dongmau", OLDER, spool=spool, archive=archive, rehearsal=False) as writer:
            for each in exchanges:
                writer.write(each)
        captures = read_captures(archive, OLD_SHELF, max_bytes=LIMIT)
        return {each.key: each.payload for each in captures}

    return write


def kinds(archive) -> list[WarcRecordType]:
    return [record.kind for record in answers(Path(archive, SHELF))]


def test_the_same_body_of_an_earlier_crawl_is_referred_to(older, shelve, archive):
    known = older(exchange(0, PDF))
    shelve(exchange(0, PDF, [("X-New", "1")]), payloads=known)
    (record,) = answers(Path(archive, SHELF))
    assert record.kind == WarcRecordType.revisit
    assert record.body == b""
    assert b"X-New: 1" in record.head
    assert {name: value for name, value in record.headers.items() if "Refers" in name or "Profile" in name} == {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To-Target-URI": "https://bao.dongmau.vn/0",
        "WARC-Refers-To-Date": "2026-11-12T01:30:00.123456Z",
        "WARC-Refers-To-Filename": OLD_SHELF,
        "WARC-Refers-To-File-Offset": str(known["https://bao.dongmau.vn/0"].offset),
    }  # fmt: skip
    assert record.headers["WARC-Payload-Digest"] == known["https://bao.dongmau.vn/0"].digest
    assert Path(archive, SHELF).stat().st_size < 3000


def test_a_revisit_is_the_capture_that_it_was(older, shelve, archive):
    packed = exchange(0, PACKED, GZIP)
    (revisit,) = shelve(packed, payloads=older(packed))
    (whole,) = read_captures(archive, OLD_SHELF, max_bytes=LIMIT)
    places = {"warc_file": "", "warc_offset": 0, "crawl": ""}
    assert replace(revisit, **places) == replace(whole, **places)
    assert (revisit.warc_file, revisit.payload.file) == (SHELF, OLD_SHELF)
    assert read_body(archive, SHELF, revisit.warc_offset, max_bytes=LIMIT) == PAGE
    answer = read_exchange(archive, SHELF, revisit.warc_offset)
    assert (answer.status, answer.body) == (200, PACKED)


def test_a_revisit_of_a_revisit_refers_to_the_body(older, shelve, archive):
    (first,) = older(exchange(0)).values()
    (second,) = shelve(exchange(0), payloads={"https://bao.dongmau.vn/0": first})
    assert second.payload == first


def test_the_same_body_in_the_same_crawl_is_referred_to(shelve, archive):
    first, other, again = shelve(exchange(0), exchange(1), exchange(0))
    assert kinds(archive) == [
        WarcRecordType.response,
        WarcRecordType.response,
        WarcRecordType.revisit,
    ]
    assert again.payload == first.payload
    assert (again.body_sha256, again.status) == (hashlib.sha256(PAGE).hexdigest(), 200)
    assert other.payload != first.payload


def test_the_newest_body_counts(older, shelve, archive):
    """A page that is edited to and fro is written each time: only the newest body is compared."""
    known = older(exchange(0, b"one"))
    shelve(exchange(0, b"two"), exchange(0, b"one"), exchange(0, b"one"), payloads=known)
    assert kinds(archive) == [
        WarcRecordType.response,
        WarcRecordType.response,
        WarcRecordType.revisit,
    ]


NOT_REFERRED = {
    "another body": exchange(0, b"other"),
    "the same page, packed": exchange(0, PACKED, GZIP),
    "no 200": exchange(0, status=404),
    "cut": exchange(0, truncated="length"),
    "another address": exchange(1),
    "posted": exchange(0, method="POST", request_body=b"a"),
}


@pytest.mark.parametrize("case", NOT_REFERRED)
def test_what_is_not_the_same_is_written_whole(older, shelve, archive, case):
    shelve(NOT_REFERRED[case], payloads=older(exchange(0)))
    assert kinds(archive) == [WarcRecordType.response]


@pytest.mark.parametrize(
    "first", [exchange(0, b""), exchange(0, truncated="disconnect"), exchange(0, status=404)]
)
def test_what_was_not_whole_is_never_referred_to(shelve, archive, first):
    shelve(first, replace(first, status=200, truncated=""))
    assert kinds(archive) == [WarcRecordType.response, WarcRecordType.response]


def test_what_was_posted_is_part_of_the_question(shelve, archive):
    one = exchange(0, method="POST", request_body=b"1")
    shelve(one, replace(one, request_body=b"2"), one)
    assert kinds(archive) == [
        WarcRecordType.response,
        WarcRecordType.response,
        WarcRecordType.revisit,
    ]


def test_a_304_refers_to_what_has_not_changed(older, shelve, archive):
    known = older(exchange(0))
    (capture,) = shelve(exchange(0, b"", status=304, request_headers=ASKED_IF_CHANGED), payloads=known)
    (record,) = answers(Path(archive, SHELF))
    assert record.kind == WarcRecordType.revisit
    assert record.headers["WARC-Profile"].endswith("/warc/1.1/revisit/server-not-modified")
    assert record.headers["WARC-Refers-To-Target-URI"] == "https://bao.dongmau.vn/0"
    assert record.headers["WARC-Refers-To-Filename"] == OLD_SHELF
    assert "WARC-Payload-Digest" not in record.headers
    assert (capture.status, capture.body_bytes, capture.payload) == (304, 0, None)
    assert read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT) == b""


def test_a_304_that_nobody_asked_for_is_a_response(shelve, archive):
    shelve(exchange(0, b"", status=304))
    assert kinds(archive) == [WarcRecordType.response]


# When the older record is not what it was.


@pytest.fixture
def revisit(older, shelve, archive):
    """The capture of a revisit record, between two others."""
    known = older(exchange(0, PDF), exchange(8))
    return shelve(exchange(1), exchange(0, PDF), exchange(2), payloads=known)[1]


def missing(path: Path, offset: int) -> None:
    path.unlink()


def renamed(path: Path, offset: int) -> None:
    path.rename(path.with_name("other.warc.gz"))


def cut(path: Path, offset: int) -> None:
    path.write_bytes(path.read_bytes()[: offset + 500])


def flipped(path: Path, offset: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[offset + 500] ^= 1
    path.write_bytes(raw)


def shifted(path: Path, offset: int) -> None:
    path.write_bytes(gzip.compress(b"WARC/1.1\r\n\r\n") + path.read_bytes())


@pytest.mark.parametrize("harm", [missing, renamed, cut, flipped, shifted])
def test_a_body_that_is_not_where_it_was_is_named_and_costs_that_capture_only(revisit, archive, harm):
    harm(Path(archive, OLD_SHELF), revisit.payload.offset)
    with pytest.raises(ArchiveDamaged) as caught:
        read_body(archive, SHELF, revisit.warc_offset, max_bytes=LIMIT)
    assert OLD_SHELF in caught.value.reason
    assert "https://bao.dongmau.vn/0" in caught.value.reason
    assert caught.value.url == SHELF
    assert caught.value.fix
    assert caught.value.next == Next.ALERT
    before, damage, after = survey(archive, SHELF, max_bytes=LIMIT)
    assert (before.url, after.url) == ("https://bao.dongmau.vn/1", "https://bao.dongmau.vn/2")
    assert str(damage) == str(caught.value)


def test_another_body_at_that_place_is_not_taken_for_it(older, shelve, archive):
    known = older(exchange(0), exchange(1, b"another"))
    wrong = replace(known["https://bao.dongmau.vn/0"], offset=known["https://bao.dongmau.vn/1"].offset)
    with pytest.raises(ArchiveDamaged, match="another body"):
        shelve(exchange(0), payloads={"https://bao.dongmau.vn/0": wrong})


def test_a_record_that_is_no_answer_has_no_body(older, shelve, archive):
    known = older(exchange(0))
    wrong = {"https://bao.dongmau.vn/0": replace(known["https://bao.dongmau.vn/0"], offset=0)}
    with pytest.raises(ArchiveDamaged, match="no response"):
        shelve(exchange(0), payloads=wrong)


def test_the_digests_of_a_revisit_are_looked_at(older, shelve, archive):
    """Its own head is damaged in a way that gzip does not see."""
    (capture,) = shelve(exchange(0, PDF), payloads=older(exchange(0, PDF)))
    path = Path(archive, SHELF)
    raw = path.read_bytes()
    record = gzip.decompress(raw[capture.warc_offset :]).replace(b"text/html", b"text/xml ")
    path.write_bytes(raw[: capture.warc_offset] + gzip.compress(record))
    with pytest.raises(ArchiveDamaged, match="digest"):
        read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT)


def test_the_time_of_the_older_record_survives_any_zone(older, shelve, archive):
    there = datetime(2026, 10, 12, 8, 30, 0, 7, tzinfo=UTC) + timedelta(seconds=LATER)
    known = older(exchange(0, answered_at=there))
    assert known["https://bao.dongmau.vn/0"].at == there
    shelve(exchange(0), payloads=known)
    assert records(Path(archive, SHELF))[-1].headers["WARC-Refers-To-Date"] == "2026-10-13T08:30:00.000007Z"
