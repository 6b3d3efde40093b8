"""The archive: what is written is what is read, by us and by others, whenever the writer died."""

import fcntl
import gzip
import hashlib
import io
import json
import subprocess
import sys
import threading
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from fsspec.implementations.local import LocalFileSystem
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive import (
    ArchiveWriter,
    Exchange,
    archive_files,
    crawl_id,
    read_body,
    read_captures,
    recover_spool,
)
from crawlers.capture import Capture, Hints, Purpose, Role
from crawlers.errors import BadDocument, ConfigurationError

CRAWL = "dongmau-20261112T083000-0a1b2c"
SHELF = f"dongmau/2026/11/{CRAWL}.warc.gz"
LIMIT = 1_000_000
ASKED = datetime(2026, 11, 12, 8, 30, tzinfo=timezone(timedelta(hours=7)))
PAGE = "<h1>Xã Đồng Mẫu</h1>".encode() * 50
GZIP = [("Content-Encoding", "gzip")]


def exchange(number: int = 0, body: bytes = PAGE, headers: list | None = None, **more) -> Exchange:
    values = {
        "url": f"https://bao.dongmau.vn/{number}",
        "final_url": f"https://bao.dongmau.vn/{number}",
        "purpose": Purpose(Role.ITEM),
        "asked_at": ASKED + timedelta(seconds=number),
        "answered_at": ASKED + timedelta(seconds=number, microseconds=123456),
        "method": "GET",
        "request_headers": [("Host", "bao.dongmau.vn"), ("Accept", "*/*")],
        "status": 200,
        "protocol": "HTTP/1.1",
        "headers": [("Content-Type", "text/html"), *(headers or [])],
        "body": body,
    }
    return Exchange(**{**values, **more})


EXCHANGES = [
    exchange(0, b"User-agent: *\n", purpose=Purpose(Role.ROBOTS)),
    exchange(1, gzip.compress(PAGE), GZIP, purpose=Purpose(Role.DISCOVERY)),
    exchange(
        2,
        purpose=Purpose(Role.ITEM, "https://bao.dongmau.vn/1", Hints("Mưa lớn", "2026-11-12", "12/2026/QĐ-UBND")),
        final_url="https://bao.dongmau.vn/2?moi=1",
        headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("ETag", '"x"')],
    ),
    exchange(3, b"", status=304, purpose=Purpose(Role.ATTACHMENT, "https://bao.dongmau.vn/2")),
    exchange(4, bytes(range(256)) * 100, truncated="length"),
    exchange(5, b"\r\n\r\nWARC/1.1\r\n", status=500, protocol="HTTP/1.0", method="POST"),
]  # fmt: skip


@pytest.fixture
def spool(tmp_path):
    return tmp_path / "spool"


@pytest.fixture
def archive(tmp_path):
    return str(tmp_path / "archive")


@pytest.fixture
def shelve(spool, archive):
    """Archives exchanges; gives their captures."""

    def write(*exchanges: Exchange, limit: int = LIMIT, rehearsal: bool = False) -> list[Capture]:
        with ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=rehearsal) as writer:
            for each in exchanges:
                writer.write(each)
        return list(read_captures(archive, SHELF, max_bytes=limit))

    return write


# There and back.


def test_every_exchange_comes_back_in_its_order(shelve):
    captures = shelve(*EXCHANGES)
    for wrote, read in zip(EXCHANGES, captures, strict=True):
        same = ("url", "final_url", "purpose", "status", "truncated", "asked_at", "answered_at")
        assert [getattr(read, name) for name in same] == [getattr(wrote, name) for name in same]
        assert list(read.headers) == wrote.headers
        assert read.asked_at.tzinfo == UTC
        assert (read.source, read.crawl, read.warc_file) == ("dongmau", CRAWL, SHELF)


def test_a_body_is_read_without_its_content_encoding(shelve, archive):
    packed, plain = shelve(exchange(1, gzip.compress(PAGE), GZIP), exchange(2, PAGE))
    assert packed.body_sha256 == plain.body_sha256 == hashlib.sha256(PAGE).hexdigest()
    assert packed.body_bytes == plain.body_bytes == len(PAGE)


def test_the_body_at_a_capture_s_offset_is_the_one_of_its_digest(shelve, archive):
    for capture in shelve(*EXCHANGES):
        body = read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT)
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (capture.body_sha256, capture.body_bytes)


@settings(deadline=None)
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


def test_the_spool_is_empty_once_a_file_is_shelved(shelve, spool):
    shelve(exchange())
    assert list(spool.iterdir()) == []


def test_an_exchange_is_on_the_disk_before_the_next_one_is_asked(spool, archive):
    with ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False) as writer:
        for number in range(3):
            writer.write(exchange(number))
            assert len(responses(spool / f"{CRAWL}.warc.gz")) == number + 1


def test_an_archive_that_does_not_exist_yet_has_no_files(archive):
    assert archive_files(archive) == []


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
    "an encoding we never ask for": ("zstd", WHOLE, WHOLE, ""),
    "none": ("identity", PAGE, PAGE, ""),
}


@pytest.mark.parametrize("case", PACKED)
def test_a_packed_body(shelve, archive, case):
    encoding, packed, body, truncated = PACKED[case]
    (capture,) = shelve(exchange(body=packed, headers=[("Content-Encoding", encoding)]))
    assert read_body(archive, SHELF, capture.warc_offset, max_bytes=LIMIT) == body
    assert (capture.body_bytes, capture.truncated) == (len(body), truncated)


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


@settings(deadline=None)
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


# Other readers.


class _Read:
    """One record, as fastwarc reads it."""

    def __init__(self, record) -> None:
        self.kind, self.id, self.headers = record.record_type, record.record_id, dict(record.headers)
        content = record.reader.read()
        self.head, _, self.body = content.partition(b"\r\n\r\n")


def records(path: Path) -> list[_Read]:
    return [_Read(record) for record in foreign(path)]


def foreign(path: Path) -> ArchiveIterator:
    raw = path.read_bytes()
    return ArchiveIterator(io.BytesIO(raw), parse_http=False) if raw else iter(())


def responses(path: Path) -> list[_Read]:
    return [record for record in records(path) if record.kind == WarcRecordType.response]


def test_fastwarc_reads_the_same(shelve, archive):
    captures = shelve(*EXCHANGES)
    kinds = [record.kind for record in records(Path(archive, SHELF))]
    three = [WarcRecordType.metadata, WarcRecordType.request, WarcRecordType.response]
    assert kinds == [WarcRecordType.warcinfo, *three * len(EXCHANGES)]
    read = responses(Path(archive, SHELF))
    assert [record.headers["WARC-Target-URI"] for record in read] == [each.final_url for each in captures]
    assert [record.body for record in read] == [each.body for each in EXCHANGES]
    assert [record.headers.get("WARC-Truncated", "") for record in read] == [
        each.truncated for each in EXCHANGES
    ]


def test_fastwarc_finds_every_digest_right(shelve, archive):
    shelve(*EXCHANGES)
    for record in foreign(Path(archive, SHELF)):
        assert record.verify_block_digest(), record.record_id
        if record.record_type == WarcRecordType.response:
            record.parse_http()
            assert record.verify_payload_digest(), record.record_id


def test_request_and_metadata_belong_to_their_response(shelve, archive):
    shelve(*EXCHANGES)
    read = records(Path(archive, SHELF))[1:]
    for metadata, request, response in zip(read[0::3], read[1::3], read[2::3], strict=True):
        assert metadata.headers["WARC-Concurrent-To"] == response.id
        assert request.headers["WARC-Concurrent-To"] == response.id
    assert read[1].head.startswith(b"GET https://bao.dongmau.vn/0 HTTP/1.1\r\nHost: bao.dongmau.vn")


def warcio_check(path: Path) -> str:
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_warcio_check_passes_every_record(shelve, archive):
    shelve(*EXCHANGES)
    told = warcio_check(Path(archive, SHELF))
    assert told.count("digest pass") == told.count("WARC-Record-ID") == 1 + 3 * len(EXCHANGES)
    assert "failed" not in told


# Killed crawls.


@pytest.fixture(scope="module")
def spooled(tmp_path_factory):
    """The bytes of a spooled file with all exchanges, and where each record ends."""
    home = tmp_path_factory.mktemp("spooled")
    writer = ArchiveWriter("dongmau", CRAWL, spool=home, archive=str(home / "archive"), rehearsal=False)
    for each in EXCHANGES:
        writer.write(each)
    writer._file.close()
    raw = (home / f"{CRAWL}.warc.gz").read_bytes()
    return raw, member_ends(raw)


def member_ends(raw: bytes) -> list[int]:
    ends, rest = [], raw
    while rest:
        member = zlib.decompressobj(31)
        member.decompress(rest)
        assert member.eof
        rest = member.unused_data
        ends.append(len(raw) - len(rest))
    return ends


def recover(home: Path, raw: bytes) -> list[str]:
    (home / "spool").mkdir()
    (home / "spool" / f"{CRAWL}.warc.gz").write_bytes(raw)
    return recover_spool(home / "spool", str(home / "archive"))


def is_prefix(captures: list[Capture], whole: int) -> bool:
    """Whether exactly the exchanges come back whose response lies within the first `whole` records."""
    wanted = EXCHANGES[: max(0, whole - 1) // 3]
    return [(each.url, each.purpose, each.status) for each in captures] == [
        (each.url, each.purpose, each.status) for each in wanted
    ]


@settings(deadline=None)
@given(data=st.data())
def test_a_file_cut_at_any_byte_keeps_its_whole_records(tmp_path_factory, spooled, data):
    raw, ends = spooled
    near = [byte for end in ends for byte in (end - 1, end, end + 1, end + 10) if byte <= len(raw)]
    cut = data.draw(st.sampled_from(near) | st.integers(0, len(raw)))
    home = tmp_path_factory.mktemp("cut")
    assert recover(home, raw[:cut]) == [SHELF]
    whole = sum(end <= cut for end in ends)
    shelved = home / "archive" / SHELF
    assert shelved.read_bytes() == raw[: ends[whole - 1] if whole else 0]
    assert len(records(shelved)) == whole
    assert is_prefix(list(read_captures(str(home / "archive"), SHELF, max_bytes=LIMIT)), whole)
    assert list((home / "spool").iterdir()) == []


@settings(deadline=None)
@given(cut=st.integers(0, 3000), junk=st.binary(min_size=1, max_size=40))
def test_junk_after_a_cut_is_dropped(tmp_path_factory, spooled, cut, junk):
    raw, ends = spooled
    home = tmp_path_factory.mktemp("junk")
    whole = max((end for end in ends if end <= cut), default=0)
    recover(home, raw[:cut] + junk)
    kept = (home / "archive" / SHELF).read_bytes()
    assert raw.startswith(kept)
    assert len(kept) in ends or (not kept and not whole)
    assert len(kept) >= whole


def test_warcio_check_passes_what_was_recovered(tmp_path, spooled):
    raw, _ = spooled
    recover(tmp_path, raw[:-100])
    told = warcio_check(tmp_path / "archive" / SHELF)
    assert told.count("digest pass") == 3 * len(EXCHANGES)
    assert "failed" not in told


def test_nothing_is_to_recover_where_nothing_was_spooled(tmp_path):
    assert recover_spool(tmp_path / "spool", str(tmp_path / "archive")) == []


LIVING = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from crawlers.archive import ArchiveWriter
writer = ArchiveWriter("dongmau", sys.argv[1], spool=Path(sys.argv[2]), archive=sys.argv[3], rehearsal=False)
print("open", flush=True)
sys.stdin.read()
writer.close()
"""


def test_a_file_that_a_living_crawl_writes_is_left_alone(spool, archive):
    command = [sys.executable, "-c", LIVING, CRAWL, str(spool), archive]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as living:
        assert living.stdout.readline() == "open\n"
        assert recover_spool(spool, archive) == []
        assert archive_files(archive) == []
        living.stdin.close()
        assert living.wait(20) == 0
    assert archive_files(archive) == [SHELF]


def test_what_a_killed_process_left_is_recovered(spool, archive):
    command = [sys.executable, "-c", LIVING, CRAWL, str(spool), archive]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as living:
        assert living.stdout.readline() == "open\n"
        living.kill()
    assert recover_spool(spool, archive) == [SHELF]
    assert [record.kind for record in records(Path(archive, SHELF))] == [WarcRecordType.warcinfo]


@pytest.fixture
def slow_shelf(monkeypatch):
    """Calls a function in the middle of each move into the archive."""

    def install(meanwhile) -> None:
        put = LocalFileSystem.put_file

        def slowly(self, *arguments, **options):
            meanwhile()
            return put(self, *arguments, **options)

        monkeypatch.setattr(LocalFileSystem, "put_file", slowly)

    return install


def test_a_file_on_its_way_to_the_archive_is_left_alone(shelve, spool, archive, slow_shelf):
    seen = []
    slow_shelf(lambda: seen.append(recover_spool(spool, archive)))
    assert len(shelve(exchange())) == 1
    assert seen == [[]]


def test_two_recoveries_at_once_move_a_file_once(tmp_path, spooled, slow_shelf):
    seen = []
    slow_shelf(lambda: seen.append(recover_spool(tmp_path / "spool", str(tmp_path / "archive"))))
    assert recover(tmp_path, spooled[0]) == [SHELF]
    assert seen == [[]]


def test_many_recoveries_at_once_lose_nothing(tmp_path, spooled):
    raw, _ = spooled
    home = tmp_path / "spool"
    home.mkdir()
    for number in range(20):
        (home / f"dongmau-20261112T083000-{number:06x}.warc.gz").write_bytes(raw)
    shelved: list[str] = []
    workers = [
        threading.Thread(target=lambda: shelved.extend(recover_spool(home, str(tmp_path / "archive"))))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(shelved) == archive_files(str(tmp_path / "archive"))
    assert len(shelved) == 20


def test_a_file_is_never_in_the_spool_without_its_lock(spool, archive, monkeypatch):
    """Else a recovery could take a crawl's file away at its birth."""
    visible = []
    lock = fcntl.flock

    def watched(file, operation):
        visible.extend(spool.glob("*.warc.gz"))
        lock(file, operation)

    monkeypatch.setattr("crawlers.archive.fcntl.flock", watched)
    writer = ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False)
    assert visible == []
    writer.close()


# What is no archive.


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
    b"WARC-Date: 2026-11-12T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\n\r\nhello"
NO_ARCHIVE = {
    "text": b"hello",
    "page": b"<html></html>",
    "noise": bytes(range(200)),
    "packed text": gzip.compress(b"hello"),
    "record without an address": FOREIGN.replace(b"WARC-Target-URI: https://a.vn/\r\n", b"") % (5, b"hello"),
    "response without a head": FOREIGN % (0, b""),
    "response without a status": FOREIGN % (18, b"HTTP/1.1 sure\r\n\r\n "),
    "another crawler's": FOREIGN % (len(ANSWER), ANSWER),
    "another crawler's, packed": gzip.compress(FOREIGN % (len(ANSWER), ANSWER)),
}


@pytest.mark.parametrize("case", NO_ARCHIVE)
def test_what_is_none_of_our_archives_is_a_bad_document(put, archive, case):
    name = put(NO_ARCHIVE[case])
    with pytest.raises(BadDocument) as caught:
        list(read_captures(archive, name, max_bytes=LIMIT))
    assert caught.value.url == name


def test_a_response_is_never_told_by_another_s_metadata(put, archive, spooled):
    """A metadata record whose response is missing says nothing about the next response."""
    raw, ends = spooled
    name = put(raw[: ends[2]] + gzip.compress(FOREIGN % (len(ANSWER), ANSWER)))
    with pytest.raises(BadDocument, match="without our metadata"):
        list(read_captures(archive, name, max_bytes=LIMIT))


@pytest.mark.parametrize("about", [b"{", b"[]", b"{}", b'"a"', json.dumps({"url": "a"}).encode(), b"\xff"])
def test_metadata_that_is_not_ours_is_a_bad_document(put, archive, about):
    head = (
        "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:2>\r\nWARC-Target-URI: https://a.vn/\r\n"
        f"WARC-Concurrent-To: <urn:uuid:1>\r\nContent-Type: application/json\r\nContent-Length: {len(about)}\r\n\r\n"
    )
    name = put(head.encode() + about + b"\r\n\r\n" + FOREIGN % (len(ANSWER), ANSWER))
    with pytest.raises(BadDocument, match="without our metadata"):
        list(read_captures(archive, name, max_bytes=LIMIT))


@pytest.mark.parametrize("case", sorted(set(NO_ARCHIVE) - {"another crawler's", "another crawler's, packed"}))
def test_there_is_no_body_in_what_is_no_archive(put, archive, case):
    with pytest.raises(BadDocument):
        read_body(archive, put(NO_ARCHIVE[case]), 0, max_bytes=LIMIT)


@pytest.mark.parametrize("offset", [0, 7, 10**9])
def test_there_is_no_body_at_a_place_without_a_response(shelve, archive, offset):
    shelve(exchange())
    with pytest.raises(BadDocument):
        read_body(archive, SHELF, offset, max_bytes=LIMIT)


@settings(deadline=None)
@given(raw=st.binary(max_size=200) | st.binary(max_size=100).map(gzip.compress))
def test_whatever_the_file_holds_it_is_no_other_failure(tmp_path_factory, raw):
    home = tmp_path_factory.mktemp("noise")
    (home / "x.warc.gz").write_bytes(raw)
    with suppress(BadDocument):
        assert list(read_captures(str(home), "x.warc.gz", max_bytes=LIMIT)) == []
    with suppress(BadDocument):
        read_body(str(home), "x.warc.gz", 0, max_bytes=LIMIT)


def test_a_missing_file_names_the_setting(archive):
    for read in (
        lambda: list(read_captures(archive, SHELF, max_bytes=1)),
        lambda: read_body(archive, SHELF, 0, max_bytes=1),
    ):
        with pytest.raises(ConfigurationError, match="NGUON_ARCHIVE_URL") as caught:
            read()
        assert SHELF in caught.value.url


def test_the_archive_may_be_a_bucket(spool):
    """Any file system that fsspec knows will do; this one lives in memory."""
    with ArchiveWriter("dongmau", CRAWL, spool=spool, archive="memory://kho", rehearsal=False) as writer:
        writer.write(exchange())
    assert archive_files("memory://kho") == [SHELF]
    (capture,) = read_captures("memory://kho", SHELF, max_bytes=LIMIT)
    assert read_body("memory://kho", SHELF, capture.warc_offset, max_bytes=LIMIT) == PAGE
