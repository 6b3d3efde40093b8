"""Readers of the archive: WARC files, whole and left behind by a crawl that was killed.

A record counts only if its digests are right, and is packed: so records are given plain, and sealed here.
"""

import base64
import hashlib
import io
import re
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from crawlers.archive import ArchiveWriter, recover_spool, survey
from crawlers.archive.exchange import Exchange
from crawlers.archive.reader import read_body, read_exchange
from crawlers.capture import Capture, Hints, Purpose, Role

CRAWL = "dongmau-20261112T083000-0a1b2c"
SHELF = f"dongmau/2026/11/{CRAWL}.warc.gz"
_MOST = 1_000_000
_FIELD = re.compile(rb"(?im)^(WARC-Block-Digest|WARC-Payload-Digest|Content-Length): *\?\r?$")


def warc(data: bytes) -> None:
    """A file of records, given plain; what begins otherwise is read as it is."""
    with tempfile.TemporaryDirectory(prefix="nguon-fuzz-") as folder:
        archive, spool = Path(folder, "archive"), Path(folder, "spool")
        file = archive / SHELF
        file.parent.mkdir(parents=True)
        spool.mkdir()
        body = sealed(data) if data.startswith(b"WARC/") else data
        file.write_bytes(body)
        for found in survey(str(archive), SHELF, max_bytes=_MOST):
            if isinstance(found, Capture):
                _again(str(archive), found)
        file.unlink()
        (spool / f"{CRAWL}.warc.gz").write_bytes(body)
        for name in recover_spool(spool, str(archive)):
            list(survey(str(archive), name, max_bytes=_MOST))


def _again(archive: str, found: Capture) -> None:
    body = read_body(archive, found.warc_file, found.warc_offset, max_bytes=_MOST)
    assert hashlib.sha256(body).hexdigest() == found.body_sha256
    read_exchange(archive, found.warc_file, found.warc_offset)


def sealed(data: bytes) -> bytes:
    """Records as the members of a gzip file; a `?` in place of a length or digest becomes the right one."""
    return b"".join(map(_member, re.split(rb"(?=WARC/1\.1\r?\n)", data)))


def _member(record: bytes) -> bytes:
    head, gap, block = record.partition(b"\r\n\r\n")
    packer = zlib.compressobj(1, wbits=31)
    payload = block.partition(b"\r\n\r\n")[2] if b"application/http" in head else block
    right = {
        b"warc-block-digest": _digest(block), b"warc-payload-digest": _digest(payload),
        b"content-length": str(len(block)).encode(),
    }  # fmt: skip
    head = _FIELD.sub(lambda found: found[1] + b": " + right[found[1].lower()] + b"\r", head)
    return packer.compress(head + gap + block + b"\r\n\r\n") + packer.flush() if record else b""


def _digest(data: bytes) -> bytes:
    return b"sha256:" + base64.b32encode(hashlib.sha256(data).digest()).rstrip(b"=")


@cache
def _written() -> bytes:
    """A small crawl as our writer archives it."""
    when = datetime(2026, 11, 12, 1, 30, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="nguon-fuzz-") as folder:
        archive, spool = Path(folder, "archive"), Path(folder, "spool")
        spool.mkdir()
        with ArchiveWriter("dongmau", CRAWL, spool=spool, archive=str(archive), rehearsal=True) as writer:
            for number, body in ((1, b"<p>Tin</p>"), (2, b""), (1, b"<p>Tin</p>")):
                writer.write(
                    Exchange(
                        url=f"https://bao.dongmau.vn/{number}", final_url=f"https://bao.dongmau.vn/{number}",
                        purpose=Purpose(Role.ITEM, "", Hints("Mưa", "2026-11-12")), asked_at=when, answered_at=when, method="GET",
                        request_headers=[("Accept", "*/*")], status=200 if body else 304, protocol="HTTP/1.1",
                        headers=[("Content-Type", "text/html"), ("ETag", '"x"')], body=body,
                    )
                )  # fmt: skip
        return (archive / SHELF if (archive / SHELF).exists() else next(spool.iterdir())).read_bytes()


def warc_samples() -> Iterator[bytes]:
    """A file as it is, and its records plain with their digests left open."""
    whole = _written()
    yield whole
    yield _opened(whole)


def _opened(whole: bytes) -> bytes:
    out, rest = io.BytesIO(), whole
    while rest:
        member = zlib.decompressobj(wbits=31)
        record = member.decompress(rest)
        rest = member.unused_data
        head, gap, block = record.removesuffix(b"\r\n\r\n").partition(b"\r\n\r\n")
        out.write(
            re.sub(
                rb"(?im)^(WARC-Block-Digest|WARC-Payload-Digest|Content-Length): .*?\r?$", rb"\1: ?\r", head
            )
        )
        out.write(gap + block)
    return out.getvalue()
