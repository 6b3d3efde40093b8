"""The archive: WARC 1.1 files, a gzip member per record, written before anyone reads a page.

A crawl writes into the spool, one exchange after the other, each flushed to the disk; the finished file moves to the
archive under `<source>/<year>/<month>/<crawl>.warc.gz`. What a killed crawl left in the spool is sealed at its last
whole record and moved by whoever comes next: the captures are read back from the archive, so nothing is lost.
"""

import fcntl
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Self

import fsspec
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.capture import Capture, Hints, Purpose, Role
from crawlers.errors import BadDocument, ConfigurationError

_CHUNK = 1 << 16
_NOTED = frozenset({"url", "purpose", "asked_at", "answered_at", "truncated"})
_STEP = 1 << 8  # what is lost at most before the place where a packed body is broken
_GZIP = b"\x1f\x8b"
RENDERED = "urn:dom:"
"""Before the address of a page in the record that holds what a browser made of it."""
_RENDERED_TYPE = "text/html; charset=utf-8"


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """A message's head in the bytes of the wire; warcio's own writes percent signs for what is no ASCII."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        text: str = self.to_str(filter_func)
        return text.encode("latin-1") + b"\r\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the whole of its response, as the wire gave them (content-encoding still on)."""

    url: str
    final_url: str
    purpose: Purpose
    asked_at: datetime
    answered_at: datetime
    method: str
    request_headers: list[tuple[str, str]]
    status: int
    protocol: str
    headers: list[tuple[str, str]]
    body: bytes
    truncated: str = ""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A page as a browser showed it. It stands for the page; what it was made of was archived before it.

    `html` is its DOM in UTF-8; `fetched` and `refused` name what its scripts asked for.
    """

    url: str
    final_url: str
    purpose: Purpose
    asked_at: datetime
    answered_at: datetime
    html: bytes
    browser: str
    fetched: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    truncated: str = ""


class ArchiveWriter(AbstractContextManager["ArchiveWriter"]):
    """Writes one crawl's exchanges; used as a context, the finished file is in the archive at its end."""

    def __init__(self, source: str, crawl: str, *, spool: Path, archive: str, rehearsal: bool) -> None:
        self._about = {"source": source, "crawl": crawl, "rehearsal": rehearsal}
        self._archive = archive
        spool.mkdir(parents=True, exist_ok=True)
        self._path = spool / f"{crawl}.warc.gz"
        if self._path.exists():
            raise FileExistsError(f"{self._path} is another crawl's")
        born = spool / f"{crawl}.new"
        self._file = born.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        born.rename(self._path)  # nobody sees it unlocked
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        info = {"software": "nguon", "format": "WARC File Format 1.1", "isPartOf": crawl, "source": source}
        self._writer.write_record(self._writer.create_warcinfo_record(self._path.name, info))

    def write(self, exchange: Exchange) -> None:
        """Archive one exchange: what it was for, the request, the response."""
        response = self._record(
            "response", exchange.final_url, exchange.body, self._answer(exchange), exchange
        )
        if exchange.truncated:
            response.rec_headers.add_header("WARC-Truncated", exchange.truncated)
        together = {"WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
        about = {**self._about, **_about(exchange)}
        told = json.dumps(about, ensure_ascii=False).encode()
        metadata = self._writer.create_warc_record(
            exchange.final_url,
            "metadata",
            payload=BytesIO(told),
            length=len(told),
            warc_content_type="application/json",
            warc_headers_dict=together,
        )
        line = f"{exchange.method} {exchange.final_url} HTTP/1.1"
        asked = _Head(line, exchange.request_headers, is_http_request=True)
        request = self._record("request", exchange.final_url, b"", asked, exchange, together)
        self._write(metadata, request, response)

    def write_rendering(self, shown: Rendering) -> None:
        """Archive a page as a browser showed it.

        It is a `resource` under a name of its own (`urn:dom:` and the address): it is made of several responses, so it
        is no `conversion` of one. Web archives of others do the same with what they take from a browser.
        """
        stamp = shown.answered_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        resource = self._writer.create_warc_record(
            RENDERED + shown.final_url,
            "resource",
            payload=BytesIO(shown.html),
            length=len(shown.html),
            warc_content_type=_RENDERED_TYPE,
            warc_headers_dict={"WARC-Date": stamp},
        )
        made_of = {"browser": shown.browser, "fetched": shown.fetched, "refused": shown.refused}
        told = json.dumps({**self._about, **_about(shown), "rendered": made_of}, ensure_ascii=False).encode()
        metadata = self._writer.create_warc_record(
            RENDERED + shown.final_url,
            "metadata",
            payload=BytesIO(told),
            length=len(told),
            warc_content_type="application/json",
            warc_headers_dict={"WARC-Concurrent-To": resource.rec_headers.get_header("WARC-Record-ID")},
        )
        self._write(metadata, resource)

    def _write(self, *records: ArcWarcRecord) -> None:
        for record in records:
            self._writer.write_record(record)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _record(
        self,
        kind: str,
        url: str,
        body: bytes,
        head: _Head,
        exchange: Exchange,
        headers: dict[str, str] | None = None,
    ) -> ArcWarcRecord:
        stamp = exchange.answered_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        named = {"WARC-Date": stamp, **(headers or {})}
        return self._writer.create_warc_record(
            url, kind, payload=BytesIO(body), length=len(body), http_headers=head, warc_headers_dict=named
        )

    def _answer(self, exchange: Exchange) -> _Head:
        return _Head(str(exchange.status), exchange.headers, protocol=exchange.protocol)

    def close(self) -> str:
        """Move the finished file into the archive; gives its name there."""
        with self._file:  # locked until it has moved, or whoever recovers the spool would move it too
            self._file.flush()
            return _shelve(self._path, self._about["source"], self._archive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _about(exchange: Exchange | Rendering) -> dict[str, Any]:
    return {
        "url": exchange.url,
        "purpose": asdict(exchange.purpose),
        "asked_at": exchange.asked_at.astimezone(UTC).isoformat(),
        "answered_at": exchange.answered_at.astimezone(UTC).isoformat(),
        "truncated": exchange.truncated,
    }


def crawl_id(source: str, now: datetime) -> str:
    """A name for one crawl, in the order of time, that no other crawl has."""
    return f"{source}-{now.astimezone(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"


def _shelve(path: Path, source: object, archive: str) -> str:
    """Copy a whole WARC file into the archive, then drop the spooled one."""
    stamp = path.name.split("-")[1]
    name = f"{source}/{stamp[:4]}/{stamp[4:6]}/{path.name}"
    fs, root = fsspec.core.url_to_fs(archive)
    target = f"{root}/{name}"
    fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
    fs.put_file(str(path), f"{target}.part")
    fs.mv(f"{target}.part", target)
    path.unlink()
    return name


def recover_spool(spool: Path, archive: str) -> list[str]:
    """Seal and shelve what killed crawls left behind; files that a living crawl writes stay. Gives their names."""
    found = (_recover(path, archive) for path in sorted(spool.glob("*.warc.gz")))
    return [name for name in found if name]


def _recover(path: Path, archive: str) -> str:
    """Seal and shelve one file; nothing, if a living crawl or another recovery has it."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return ""
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return ""
        if not os.fstat(file.fileno()).st_nlink:
            return ""
        file.truncate(_whole_length(file))
        return _shelve(path, path.name.split("-", maxsplit=1)[0], archive)


def _whole_length(file: BinaryIO) -> int:
    """Length of the file up to the end of its last whole gzip member (a member is a record)."""
    whole = position = 0
    inflate = zlib.decompressobj(wbits=31)
    while chunk := file.read(_CHUNK):
        while chunk:
            try:
                inflate.decompress(chunk)
            except zlib.error:
                return whole
            position += len(chunk) - len(inflate.unused_data)
            chunk = inflate.unused_data
            if inflate.eof:
                whole, inflate = position, zlib.decompressobj(wbits=31)
    return whole


def archive_files(archive: str) -> list[str]:
    """Names of all WARC files in the archive."""
    fs, root = fsspec.core.url_to_fs(archive)
    if not fs.exists(root):
        return []
    prefix = len(root.rstrip("/")) + 1
    return sorted(name[prefix:] for name in fs.find(root) if name.endswith(".warc.gz"))


def read_captures(archive: str, name: str, *, max_bytes: int) -> Iterator[Capture]:
    """Every capture of one WARC file, in the order of writing.

    Raises:
        BadDocument: the file is no readable WARC.
    """
    with _open(archive, name) as file:
        records = ArchiveIterator(file)
        about: dict[str, bytes] = {}
        while (record := _next(records, name)) is not None:
            if record.rec_type == "metadata":
                about[record.rec_headers.get_header("WARC-Concurrent-To")] = record.content_stream().read()
            elif _is_capture(record):
                body = _body(record, max_bytes)
                ours = about.pop(record.rec_headers.get_header("WARC-Record-ID"), b"")
                # Asking for the offset skips to the record's end: the body must have been read.
                yield _capture(record, _told(ours, name), body, name, records.get_record_offset())


def _next(records: ArchiveIterator, name: str) -> ArcWarcRecord | None:
    try:
        record = next(records, None)
    except (
        ArchiveLoadFailed,
        AttributeError,
        EOFError,
    ) as error:  # warcio takes a target's address for granted
        raise BadDocument(f"archive file cannot be read: {error}", url=name) from error
    if record is not None and record.rec_type == "response" and not _has_status(record):
        raise BadDocument("archive file has a response without a status", url=name)
    return record


def _is_capture(record: ArcWarcRecord) -> bool:
    target = record.rec_headers.get_header("WARC-Target-URI") or ""
    return record.rec_type == "response" or (record.rec_type == "resource" and target.startswith(RENDERED))


def _has_status(record: ArcWarcRecord) -> bool:
    return record.http_headers is not None and record.http_headers.get_statuscode().isdecimal()


def _told(metadata: bytes, name: str) -> dict[str, Any]:
    """What the writer noted beside a response."""
    try:
        about = json.loads(metadata)
    except ValueError:
        about = None
    if not isinstance(about, dict) or not about.keys() >= {"source", "crawl", "rehearsal", *_NOTED}:
        raise BadDocument("archive file has a response without our metadata", url=name)
    return about


def _capture(
    record: ArcWarcRecord, about: dict[str, Any], body: tuple[bytes, str], name: str, offset: int
) -> Capture:
    content, truncated = body
    purpose, head = about["purpose"], record.http_headers
    return Capture(
        source=about["source"],
        crawl=about["crawl"],
        url=about["url"],
        final_url=record.rec_headers.get_header("WARC-Target-URI").removeprefix(RENDERED),
        purpose=Purpose(Role(purpose["role"]), purpose["parent"], Hints(**purpose["hints"])),
        asked_at=datetime.fromisoformat(about["asked_at"]),
        answered_at=datetime.fromisoformat(about["answered_at"]),
        status=int(head.get_statuscode()) if head else 200,
        headers=tuple((key, value) for key, value in head.headers)
        if head
        else (("Content-Type", _RENDERED_TYPE),),
        body_sha256=hashlib.sha256(content).hexdigest(),
        body_bytes=len(content),
        truncated=about["truncated"] or truncated,
        rehearsal=about["rehearsal"],
        warc_file=name,
        warc_offset=offset,
    )


def _body(record: ArcWarcRecord, max_bytes: int) -> tuple[bytes, str]:
    """The body without content-encoding, no more than `max_bytes` of it, and why it is cut."""
    if record.http_headers is None:
        return _cut(_read(record.content_stream(), max_bytes + 1), max_bytes)
    encoding = (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        return _cut(_read(record.content_stream(), max_bytes + 1), max_bytes)
    head = _read(record.raw_stream, 2)
    if bits := _window_bits(encoding, head):
        return _inflate(head, record.raw_stream, bits, max_bytes)
    return _cut(head + _read(record.raw_stream, max_bytes), max_bytes)


def _cut(content: bytes, max_bytes: int) -> tuple[bytes, str]:
    return content[:max_bytes], "length" if len(content) > max_bytes else ""


def _read(stream: Any, size: int) -> bytes:
    """Up to `size` bytes, however few the stream gives at a time."""
    content = bytearray()
    while len(content) < size and (part := stream.read(min(size - len(content), _CHUNK))):
        content += part
    return bytes(content)


def _window_bits(encoding: str, head: bytes) -> int:
    """What zlib must be told of a body that begins with `head`; 0: it is not packed, whatever the host says."""
    if encoding == "deflate" and head:
        return -15 if int.from_bytes(head, "big") % 31 else 15  # some hosts leave the zlib header out
    return 31 if head == _GZIP else 0


def _inflate(data: bytes, stream: Any, bits: int, max_bytes: int) -> tuple[bytes, str]:
    """Unpack `data` and the rest of `stream`, as far as it is whole and short enough."""
    content, inflate = bytearray(), zlib.decompressobj(bits)
    try:
        while data := data or stream.read(_STEP):
            if inflate.eof:
                if not data.startswith(_GZIP):
                    break
                inflate = zlib.decompressobj(bits)
            content += inflate.decompress(data, max_bytes + 1 - len(content))
            if len(content) > max_bytes:
                return _cut(bytes(content), max_bytes)
            data = inflate.unused_data
    except zlib.error:
        return bytes(content), "disconnect"
    return bytes(content), "" if inflate.eof else "disconnect"


def read_body(archive: str, name: str, offset: int, *, max_bytes: int) -> bytes:
    """The body of the capture at `offset`, without content-encoding.

    Raises:
        BadDocument: there is no response at that place.
    """
    with _open(archive, name) as file:
        file.seek(offset)
        record = _next(ArchiveIterator(file), name)
        if record is None or not _is_capture(record):
            raise BadDocument(f"no response at offset {offset}", url=name)
        return _body(record, max_bytes)[0]


def _open(archive: str, name: str) -> Any:
    fs, root = fsspec.core.url_to_fs(archive)
    try:
        return fs.open(f"{root}/{name}", "rb")
    except FileNotFoundError as error:
        raise ConfigurationError(
            "archive file is missing", url=f"{archive}/{name}", fix="check NGUON_ARCHIVE_URL"
        ) from error
