"""What is written is what is read."""

import gzip
import hashlib
import zlib
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive import (
    ArchiveWriter,
    archive_files,
    crawl_id,
    read_body,
    read_captures,
    read_exchange,
    recover_spool,
)
from crawlers.capture import body_digest, exchange_key
from tests.crawlers.archive.making import (
    ASKED,
    CRAWL,
    EXCHANGES,
    GZIP,
    LIMIT,
    PAGE,
    SHELF,
    SHOWN,
    exchange,
    responses,
)


def test_every_exchange_comes_back_in_its_order(shelve):
    captures = shelve(*EXCHANGES)
    for wrote, read in zip(EXCHANGES, captures, strict=True):
        same = ("url", "final_url", "purpose", "status", "truncated", "asked_at", "answered_at", "method")
        assert [getattr(read, name) for name in same] == [getattr(wrote, name) for name in same]
        assert read.asked_at.tzinfo == UTC
        assert (read.source, read.crawl, read.warc_file) == ("dongmau", CRAWL, SHELF)


def test_what_was_sent_is_kept_and_part_of_what_was_asked(shelve, archive):
    (capture,) = shelve(exchange(body=b"{}", method="POST", request_body=b'{"trang": 2}'))
    assert capture.request_sha256 == hashlib.sha256(b'{"trang": 2}').hexdigest()
    assert capture.key == exchange_key("POST", "https://bao.dongmau.vn/0", body_digest(b'{"trang": 2}'))
    assert capture.key != exchange_key("POST", "https://bao.dongmau.vn/0", body_digest(b'{"trang": 3}'))


def test_a_plain_get_is_named_by_its_address():
    assert exchange_key("GET", "https://a.vn/") == "https://a.vn/"
    assert exchange_key("HEAD", "https://a.vn/") != "https://a.vn/"


def test_a_body_is_read_without_its_content_encoding(shelve, archive):
    packed, plain = shelve(exchange(1, gzip.compress(PAGE), GZIP), exchange(2, PAGE))
    assert packed.body_sha256 == plain.body_sha256 == hashlib.sha256(PAGE).hexdigest()
    assert packed.body_bytes == plain.body_bytes == len(PAGE)


def test_the_body_at_a_capture_s_offset_is_the_one_of_its_digest(shelve, archive):
    for capture in shelve(*EXCHANGES):
        body = read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT)
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (capture.body_sha256, capture.body_bytes)


def test_the_answer_at_a_capture_s_offset_is_the_one_of_the_wire(shelve, archive):
    for wrote, read in zip(EXCHANGES, shelve(*EXCHANGES), strict=True):
        answer = read_exchange(archive, SHELF, read.warc_offset)
        assert (answer.status, answer.body) == (wrote.status, wrote.body)


@settings(max_examples=50)
@given(bodies=st.lists(st.tuples(st.binary(max_size=500), st.booleans()), max_size=5))
def test_whatever_the_bodies_they_come_back(tmp_path_factory, bodies):
    home = tmp_path_factory.mktemp("any")
    shelf = str(home / "archive")
    with ArchiveWriter("dongmau", CRAWL, spool=home / "spool", archive=shelf, rehearsal=False) as writer:
        for number, (body, packed) in enumerate(bodies):
            writer.write(exchange(number, gzip.compress(body) if packed else body, GZIP if packed else []))
    captures = list(read_captures(shelf, SHELF, max_bytes=LIMIT))
    read = [read_body(shelf, SHELF, each.warc_offset, max_bytes=LIMIT) for each in captures]
    assert read == [body for body, _ in bodies]
    assert not any(capture.truncated for capture in captures)


LETTERS = st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc", "Zs"]), min_size=1, max_size=9)


@settings(max_examples=50)
@given(value=LETTERS.filter(lambda text: text == text.strip()), packed=st.booleans())
def test_a_header_comes_back_to_the_byte(tmp_path_factory, value, packed):
    home = tmp_path_factory.mktemp("any")
    raw = value.encode() if packed else value.encode("latin-1")
    with ArchiveWriter("dongmau", CRAWL, spool=home, archive=str(home / "a"), rehearsal=False) as writer:
        writer.write(exchange(headers=[("Location", raw.decode("latin-1"))]))
    (capture,) = read_captures(str(home / "a"), SHELF, max_bytes=LIMIT)
    answer = read_exchange(str(home / "a"), SHELF, capture.warc_offset)
    assert answer.headers[1] == (b"Location", raw)


@pytest.mark.parametrize("rehearsal", [True, False])
def test_a_rehearsal_is_marked(shelve, rehearsal):
    assert [capture.rehearsal for capture in shelve(exchange(), rehearsal=rehearsal)] == [rehearsal]


def test_a_header_beyond_ascii_comes_back_as_it_came(shelve, archive):
    raw = 'attachment; filename="Quyết định.pdf"'.encode()
    (capture,) = shelve(
        exchange(headers=[("Content-Disposition", raw.decode("latin-1")), ("X-A", "\xe9t\xe9")])
    )
    assert capture.header("content-disposition") == 'attachment; filename="Quyết định.pdf"'
    assert capture.header("X-A") == "été"
    assert raw in b"".join(record.head for record in responses(Path(archive, SHELF)))


def test_no_header_breaks_out_of_its_line(shelve):
    (capture,) = shelve(exchange(headers=[("Set-Cookie", "a=1\nb: 2"), ("X-A\r\nX-B", "c")]))
    assert capture.headers[1:] == (("Set-Cookie", "a=1 b: 2"), ("X-A  X-B", "c"))


def test_a_body_that_is_chunked_no_more_is_not_called_chunked(shelve, archive):
    body = b"5\r\nhello\r\n0\r\n\r\n"
    (capture,) = shelve(exchange(body=body, headers=[("Transfer-Encoding", "chunked")]))
    assert read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT) == body
    assert capture.header("Transfer-Encoding") == ""
    assert capture.header("X-Orig-Transfer-Encoding") == "chunked"


def test_a_header_is_found_whatever_its_case(shelve):
    (capture,) = shelve(exchange(headers=[("ETag", "1"), ("etag", "2")]))
    assert capture.header("ETAG") == "1"
    assert capture.header("Last-Modified") == ""


def test_the_name_tells_source_and_time_and_is_never_given_twice(shelve, archive):
    names = {crawl_id("dongmau", ASKED) for _ in range(100)}
    assert len(names) == 100
    assert all(name.startswith("dongmau-20261112T013000-") for name in names)
    shelve()
    assert archive_files(archive) == [SHELF]


def test_a_crawl_s_file_is_never_written_over(spool, archive):
    ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False)._file.close()
    with pytest.raises(FileExistsError):
        ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False)


def test_an_exchange_is_on_the_disk_before_the_next_one_is_asked(spool, archive):
    with ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False) as writer:
        for number in range(3):
            writer.write(exchange(number))
            assert len(responses(spool / f"{CRAWL}.warc.gz")) == number + 1


def test_an_archive_that_does_not_exist_yet_has_no_files(archive):
    assert archive_files(archive) == []


def test_the_archive_may_be_a_bucket(spool):
    """Any file system that fsspec knows will do; this one lives in memory."""
    with ArchiveWriter("dongmau", CRAWL, spool=spool, archive="memory://kho", rehearsal=False) as writer:
        writer.write(exchange(0))
        writer.write(exchange(0))
    assert recover_spool(spool, "memory://kho") == [SHELF]
    assert archive_files("memory://kho") == [SHELF]
    for capture in read_captures("memory://kho", SHELF, max_bytes=LIMIT):
        assert read_body("memory://kho", SHELF, capture.warc_offset, max_bytes=LIMIT) == PAGE


def test_a_page_as_a_browser_showed_it_is_a_capture_of_that_page(spool, archive):
    with ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False) as writer:
        writer.write(exchange(20, b"<script>"))
        writer.write_rendering(SHOWN)
    raw, shown = read_captures(archive, SHELF, max_bytes=LIMIT)
    assert (raw.body_bytes, shown.body_sha256) == (8, hashlib.sha256(PAGE).hexdigest())
    assert (shown.url, shown.final_url, shown.status) == (SHOWN.url, SHOWN.final_url, 200)
    assert shown.header("content-type") == "text/html; charset=utf-8"
    assert shown.payload is None, "no body of a host is ever taken from it"
    assert read_body(archive, SHELF, shown.warc_offset, max_bytes=LIMIT) == PAGE
    assert read_exchange(archive, SHELF, shown.warc_offset).body == PAGE


# Packed bodies, not all well.

NOISE = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(2000))
WHOLE = gzip.compress(NOISE)
ZLIB = zlib.compress(NOISE)
PACKED = {
    "gzip": ("gzip", WHOLE, NOISE, ""),
    "x-gzip, odd case": (" X-GZip", WHOLE, NOISE, ""),
    "gzip in two members": ("gzip", gzip.compress(NOISE[:500]) + gzip.compress(NOISE[500:]), NOISE, ""),
    "gzip with zeros behind": ("gzip", WHOLE + bytes(600), NOISE, ""),
    "deflate": ("deflate", ZLIB, NOISE, ""),
    "deflate without its header": ("deflate", ZLIB[2:-4], NOISE, ""),
    "no gzip at all": ("gzip", PAGE, PAGE, ""),
    "nothing": ("gzip", b"", b"", ""),
    "nothing, deflated": ("deflate", b"", b"", ""),
    "an encoding that nobody knows": ("dcz", WHOLE, WHOLE, ""),
    "none": ("identity", PAGE, PAGE, ""),
}


@pytest.mark.parametrize("case", PACKED)
def test_a_packed_body(shelve, archive, case):
    encoding, packed, body, truncated = PACKED[case]
    (capture,) = shelve(exchange(body=packed, headers=[("Content-Encoding", encoding)]))
    assert read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT) == body
    assert (capture.body_bytes, capture.truncated) == (len(body), truncated)


def test_codings_in_several_fields_are_taken_off_from_the_last(shelve, archive):
    twice = gzip.compress(zlib.compress(PAGE))
    (capture,) = shelve(exchange(body=twice, headers=[("Content-Encoding", "deflate"), *GZIP]))
    assert read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT) == PAGE


@pytest.mark.parametrize("place", [40, 30_000, len(WHOLE) - 9, len(WHOLE) - 4])
@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_broken_gzip_body_is_marked_and_kept_up_to_there(shelve, archive, place, damage):
    rest = (
        b""
        if damage == "cut"
        else bytes(byte ^ 0xFF for byte in WHOLE[place : place + 4]) + WHOLE[place + 4 :]
    )
    (capture,) = shelve(exchange(body=WHOLE[:place] + rest, headers=GZIP))
    body = read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT)
    assert capture.truncated == "disconnect"
    sound = len(body) if damage == "cut" else place - 1000
    assert body[: max(sound, 0)] == NOISE[: max(sound, 0)]
    assert len(body) >= place - 1000


@settings(max_examples=50)
@given(packed=st.binary(max_size=300).map(lambda body: gzip.compress(PAGE)[:10] + body))
def test_whatever_follows_a_gzip_head_is_read_or_marked(tmp_path_factory, packed):
    home = tmp_path_factory.mktemp("any")
    shelf = str(home / "archive")
    with ArchiveWriter("dongmau", CRAWL, spool=home / "spool", archive=shelf, rehearsal=False) as writer:
        writer.write(exchange(body=packed, headers=GZIP))
        writer.write(exchange(1))
    broken, sound = read_captures(shelf, SHELF, max_bytes=5000)
    assert broken.truncated in {"", "length", "disconnect"}
    assert broken.body_bytes <= 5000
    assert (sound.body_bytes, sound.truncated) == (len(PAGE), "")


@pytest.fixture(scope="module")
def bomb():
    return gzip.compress(bytes(100_000_000), compresslevel=9)


def test_a_bomb_goes_off_in_a_small_room(shelve, archive, bomb):
    captures = shelve(exchange(0, bomb, GZIP), exchange(1), limit=70_000)
    assert [(each.body_bytes, each.truncated) for each in captures] == [(70_000, "length"), (len(PAGE), "")]
    assert read_body(archive, SHELF, captures[0].warc_offset, max_bytes=70_000) == bytes(70_000)


@pytest.mark.parametrize(("spare", "truncated"), [(-1, "length"), (0, ""), (1, "")])
@pytest.mark.parametrize("packed", [True, False])
def test_the_cap_cuts_what_is_longer_and_nothing_else(shelve, spare, truncated, packed):
    body = gzip.compress(PAGE) if packed else PAGE
    (capture,) = shelve(exchange(body=body, headers=GZIP if packed else []), limit=len(PAGE) + spare)
    assert (capture.body_bytes, capture.truncated) == (min(len(PAGE), len(PAGE) + spare), truncated)


def test_what_the_wire_cut_stays_marked_so(shelve):
    (capture,) = shelve(exchange(body=gzip.compress(PAGE)[:30], headers=GZIP, truncated="length"))
    assert capture.truncated == "length"
