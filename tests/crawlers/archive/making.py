"""Exchanges of every kind, and how other programs read what became of them."""

import gzip
import io
import subprocess
import sys
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import brotli
from backports import zstd
from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawlers.archive import Exchange, Rendering
from crawlers.capture import Hints, Purpose, Role

CRAWL = "dongmau-20261112T083000-0a1b2c"
SHELF = f"dongmau/2026/11/{CRAWL}.warc.gz"
LIMIT = 1_000_000
ASKED = datetime(2026, 11, 12, 8, 30, tzinfo=timezone(timedelta(hours=7)))
PAGE = "<h1>Xã Đồng Mẫu</h1>".encode() * 50
PACKED = gzip.compress(PAGE, mtime=0)  # the same bytes in whatever second
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


SHOWN = Rendering(
    "https://bao.dongmau.vn/20",
    "https://bao.dongmau.vn/20?xem=1",
    Purpose(Role.ITEM),
    ASKED,
    ASKED + timedelta(seconds=3),
    PAGE,
    "Chromium 150",
    fetched=("https://bao.dongmau.vn/tin.js",),
)
ASKED_IF_CHANGED = [("If-None-Match", '"x"')]
EXCHANGES = [
    exchange(0, b"User-agent: *\n", purpose=Purpose(Role.ROBOTS)),
    exchange(1, PACKED, GZIP, purpose=Purpose(Role.DISCOVERY)),
    exchange(
        2,
        purpose=Purpose(Role.ITEM, "https://bao.dongmau.vn/1", Hints("Mưa lớn", "2026-11-12", "12/2026/QĐ-UBND")),
        final_url="https://bao.dongmau.vn/2?moi=1",
        headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("ETag", '"x"')],
    ),
    exchange(3, b"", status=304, purpose=Purpose(Role.ATTACHMENT, "https://bao.dongmau.vn/2")),
    exchange(4, bytes(range(256)) * 100, truncated="length"),
    exchange(5, b"\r\n\r\nWARC/1.1\r\n", status=500, protocol="HTTP/1.0", method="POST", request_body=b'{"trang": 2}'),
    exchange(6, brotli.compress(PAGE), [("Content-Encoding", "br")]),
    exchange(7, zstd.compress(PACKED), [("Content-Encoding", "gzip, zstd")]),
    exchange(8, PACKED[:60], GZIP, truncated="disconnect"),
    exchange(9, headers=[("Transfer-Encoding", "chunked"), ("", "no name"), ("X-Nothing", ""), ("X-Long", "x" * 9000)]),
    exchange(10, headers=[("X-Broken", "a\r\nb\nc"), ("X-Far", "ế"), ("X-Latin", "\xe9")], protocol="h2"),
    exchange(11, b"", status=302, headers=[("Location", "/12")]),
    exchange(12, b"", url="https://bao.dongmau.vn/11"),
    # What came before, or did not change.
    exchange(1, PACKED, GZIP, purpose=Purpose(Role.DISCOVERY)),
    exchange(6, brotli.compress(PAGE), [("Content-Encoding", "br"), ("X-New", "1")]),
    exchange(9),
    exchange(6, b"", status=304, request_headers=ASKED_IF_CHANGED),
    exchange(13, b"", status=304, request_headers=ASKED_IF_CHANGED),
]  # fmt: skip
REVISITS = 5


class Read:
    """One record, as fastwarc reads it."""

    def __init__(self, record) -> None:
        self.kind, self.id, self.headers = record.record_type, record.record_id, dict(record.headers)
        content = record.reader.read()
        self.head, _, self.body = content.partition(b"\r\n\r\n")


def records(path: Path) -> list[Read]:
    return [Read(record) for record in foreign(path)]


def foreign(path: Path) -> ArchiveIterator:
    raw = path.read_bytes()
    return ArchiveIterator(io.BytesIO(raw), parse_http=False) if raw else iter(())


def responses(path: Path) -> list[Read]:
    return [record for record in records(path) if record.kind == WarcRecordType.response]


def answers(path: Path) -> list[Read]:
    kinds = [WarcRecordType.response, WarcRecordType.revisit]
    return [record for record in records(path) if record.kind in kinds]


# Where `brotli` is installed, and not brotlicffi, warcio 1.8 fails at its own set-up for bodies that are packed by it.
_CHECK = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main(['check', '-v', sys.argv[1]])"


def warcio_check(path: Path) -> str:
    """What `warcio check` says; it must be content."""
    command = [sys.executable, "-c", _CHECK, str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def member_ends(raw: bytes) -> list[int]:
    """Where each record of an archive file ends."""
    ends, rest = [], raw
    while rest:
        member = zlib.decompressobj(31)
        member.decompress(rest)
        assert member.eof
        rest = member.unused_data
        ends.append(len(raw) - len(rest))
    return ends
