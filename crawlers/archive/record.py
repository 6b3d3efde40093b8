"""Reads records one by one. No byte of a record counts before its digests were found right.

A damaged record costs itself only: behind it, the next gzip member that begins a record is looked for.
"""

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from crawlers.archive.files import open_file
from crawlers.archive.inside import Block, Digest, Member
from crawlers.errors import ArchiveDamaged

FIX = "restore the file from a copy of the archive; what the record held can be fetched again"
_CHUNK = 1 << 16
_BEGINNING = b"\x1f\x8b\x08"  # of a gzip member (RFC 1952)
_HTTP = frozenset({"request", "response", "revisit"})
_WITHOUT_PAYLOAD = frozenset({"warcinfo", "revisit"})  # a revisit's digest is of a body that lies elsewhere


class _HeadParser(StatusAndHeadersParser):  # type: ignore[misc]  # warcio has no types
    """Parses heads without loss: what is no UTF-8 comes as lone surrogates."""

    @staticmethod
    def decode_header(line: bytes) -> str:
        return line.decode("utf-8", "surrogateescape")


class Record:
    """One record: its place, its kind (`WARC-Type`), its address, and the head of the HTTP message in it, if any."""

    def __init__(self, file: Any, name: str, offset: int) -> None:
        self.name, self.offset, self.uri = name, offset, ""
        self._member, self._finished = Member(file, offset), False
        with self._damage_named():
            whole = io.BufferedReader(self._member, _CHUNK)
            self._fields = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES).parse(whole)
            self.kind, self.uri = self.field("WARC-Type"), self.field("WARC-Target-URI")
            length = int(self.field("Content-Length"))
            self._block = Block(whole, length, Digest(self.field("WARC-Block-Digest")))
            self.http = self._head() if length and self.kind in _HTTP else None
            if self.kind not in _WITHOUT_PAYLOAD:
                self._block.digests.append(Digest(self.field("WARC-Payload-Digest")))

    def _head(self) -> StatusAndHeaders:
        verbs, protocols = ArcWarcRecordLoader.HTTP_VERBS, ArcWarcRecordLoader.HTTP_TYPES
        return _HeadParser(verbs if self.kind == "request" else protocols, False).parse(self._block)

    def field(self, name: str) -> str:
        """A field of the record's own head, or an empty string."""
        return str(self._fields.get_header(name) or "")

    @property
    def status(self) -> int:
        """The status that the host answered; 200 for what came from no host.

        Raises:
            ArchiveDamaged: the record has none.
        """
        if self.kind == "resource":
            return 200
        code = self.http.get_statuscode() if self.http else ""
        if not code.isdecimal():
            raise self.damage("it has no status")
        return int(code)

    @property
    def raw_headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """The header fields of the HTTP message in it, as bytes; of what is none, its type."""
        if self.kind == "resource":
            return ((b"Content-Type", _raw(self.field("Content-Type"))),)
        fields = self.http.headers if self.http else ()
        return tuple((_raw(name), _raw(value or "")) for name, value in fields)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The header fields of the HTTP message in it: UTF-8 where they are, else Latin-1."""
        return tuple((_text(name), _text(value)) for name, value in self.raw_headers)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes of what follows the HTTP message's head; fewer only at the end.

        Raises:
            ArchiveDamaged: the file is damaged here.
        """
        with self._damage_named():
            return self._block.read(size)

    def finish(self) -> None:
        """See to it that all of the record is as its digests say; the second time does nothing.

        Raises:
            ArchiveDamaged: it is not.
        """
        if not self._finished:
            self._finished = True
            with self._damage_named():
                self._block.finish()

    @property
    def end(self) -> int:
        """The place behind the record; 0 if it cannot be told."""
        return self._member.end

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, OverflowError, ValueError, zlib.error, StatusAndHeadersParserException) as error:
            self._finished = True  # told once
            raise self.damage(str(error).strip() or "it is empty") from error

    def damage(self, reason: str) -> ArchiveDamaged:
        """The error for something that is wrong with this record."""
        what = f"record of {self.uri} at {self.offset}" if self.uri else f"record at {self.offset}"
        return ArchiveDamaged(f"{what}: {reason}", url=self.name, fix=FIX)


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def walk(archive: str, name: str) -> Iterator[Record | ArchiveDamaged]:
    """Every record of a file, in its order; where one is damaged, the damage in its place, or behind it.

    A record must have been read before the next one is asked for.

    Raises:
        ConfigurationError: there is no such file.
    """
    with open_file(archive, name) as file:
        offset: int | None = 0
        while offset is not None and _goes_on(file, offset):
            record = None
            try:
                record = Record(file, name, offset)
                yield record
                record.finish()
            except ArchiveDamaged as damage:
                yield damage
            offset = (record.end if record else 0) or next_record(file, offset + 1)


def _goes_on(file: Any, offset: int) -> bool:
    file.seek(offset)
    return bool(file.read(1))


def next_record(file: Any, start: int) -> int | None:
    """The first place from `start` on where a gzip member begins that begins like a record."""
    file.seek(start)
    seen, window = start, bytes(file.read(_CHUNK))
    while len(window) >= len(_BEGINNING):
        at = window.find(_BEGINNING)
        while at >= 0:
            if _begins_a_record(file, seen + at):
                return seen + at
            at = window.find(_BEGINNING, at + 1)
        kept = len(_BEGINNING) - 1
        seen += len(window) - kept
        file.seek(seen)
        window = bytes(file.read(_CHUNK))
    return None


def _begins_a_record(file: Any, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(512), 5) == b"WARC/"
    except zlib.error:
        return False
