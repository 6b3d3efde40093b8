"""Captures and bodies, read back from the archive; a revisit is followed to the record that has its body."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from crawlers.archive.exchange import Answer
from crawlers.archive.files import is_shelf_name, open_file
from crawlers.archive.record import FIX, Record, walk
from crawlers.archive.records import RENDERED
from crawlers.capture import Capture, Hints, Payload, Purpose, Role
from crawlers.errors import ArchiveDamaged, ConfigurationError
from crawlers.unpack import content_encoding, unpack

_NOTED = frozenset({"source", "crawl", "rehearsal", "url", "purpose", "asked_at", "answered_at", "truncated"})
_ANSWERS = frozenset({"response", "revisit", "resource"})
_MAX_NOTE = 1 << 20
_AT_A_TIME = 1 << 18  # bytes asked of a bucket for one record
_IDENTICAL = "identical-payload-digest"


def read_captures(archive: str, name: str, *, max_bytes: int) -> Iterator[Capture]:
    """Every capture of one WARC file, in the order of writing, until something is damaged.

    Raises:
        ArchiveDamaged: the file is no readable WARC of ours, or a body is not where a revisit says it is.
        ConfigurationError: there is no such file.
    """
    for each in survey(archive, name, max_bytes=max_bytes):
        if isinstance(each, ArchiveDamaged):
            raise each
        yield each


def survey(archive: str, name: str, *, max_bytes: int) -> Iterator[Capture | ArchiveDamaged]:
    """Every capture of one WARC file, in the order of writing, and what is damaged between them.

    Raises:
        ConfigurationError: there is no such file.
    """
    notes: dict[str, bytes] = {}
    for record in walk(archive, name):
        if isinstance(record, ArchiveDamaged):
            yield record
            continue
        try:
            if record.kind == "metadata":
                notes[record.field("WARC-Concurrent-To")] = _whole(record, _MAX_NOTE)
            elif _is_answer(record):
                note = notes.pop(record.field("WARC-Record-ID"), b"")
                yield _capture(archive, record, _told(record, note), max_bytes)
        except ArchiveDamaged as damage:
            yield damage


def _is_answer(record: Record) -> bool:
    """Whether a record is what came for a page: from a host, or out of a browser."""
    return record.kind in _ANSWERS and (record.kind == "resource") == record.uri.startswith(RENDERED)


def _whole(record: Record, most: int) -> bytes:
    """What a record holds, at most `most` bytes of it, found right."""
    content = record.read(most)
    record.finish()
    return content


def _told(record: Record, note: bytes) -> dict[str, Any]:
    """What the writer noted beside an answer."""
    try:
        about = json.loads(note)
    except ValueError:
        about = None
    if not isinstance(about, dict) or not about.keys() >= _NOTED:
        raise record.damage("it is an answer without our metadata")
    return about


def _capture(archive: str, record: Record, about: dict[str, Any], max_bytes: int) -> Capture:
    content, truncated = _body(archive, record, max_bytes)
    try:
        answered_at = datetime.fromisoformat(about["answered_at"])
        return Capture(
            source=about["source"],
            crawl=about["crawl"],
            url=about["url"],
            final_url=record.uri.removeprefix(RENDERED),
            purpose=_purpose(about["purpose"]),
            asked_at=datetime.fromisoformat(about["asked_at"]),
            answered_at=answered_at,
            status=record.status,
            headers=record.headers,
            body_sha256=hashlib.sha256(content).hexdigest(),
            body_bytes=len(content),
            truncated=about["truncated"] or truncated,
            rehearsal=about["rehearsal"],
            warc_file=record.name,
            warc_offset=record.offset,
            method=about.get("method", "GET"),
            request_sha256=about.get("request_sha256", ""),
            payload=_payload(record, answered_at),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise record.damage(f"its metadata are of another kind than ours: {error}") from error


def _purpose(told: dict[str, Any]) -> Purpose:
    return Purpose(Role(told["role"]), told["parent"], Hints(**told["hints"]))


def _payload(record: Record, answered_at: datetime) -> Payload | None:
    """Where the body of an answer lies; None for a 304, which has none of its own, and for what came from no host."""
    if record.kind == "resource":
        return None
    if record.kind == "revisit":
        return _older(record)
    return Payload(record.field("WARC-Payload-Digest"), record.name, record.offset, answered_at)


def _older(revisit: Record) -> Payload | None:
    """What a revisit refers to for its body."""
    if not revisit.field("WARC-Profile").endswith(_IDENTICAL):
        return None
    digest, file = revisit.field("WARC-Payload-Digest"), revisit.field("WARC-Refers-To-Filename")
    if not is_shelf_name(file):
        raise revisit.damage(f"its body lies in no file of the archive: {file[:100]!r}")
    try:
        at = datetime.fromisoformat(revisit.field("WARC-Refers-To-Date"))
        return Payload(digest, file, int(revisit.field("WARC-Refers-To-File-Offset")), at)
    except ValueError as error:
        raise revisit.damage("it does not say where its body lies") from error


def _body(archive: str, answer: Record, max_bytes: int) -> tuple[bytes, str]:
    """The body of an answer without content-encoding, no more than `max_bytes` of it, and why it is cut."""
    with follow(archive, answer) as holder:
        body = unpack(content_encoding(answer.headers), holder, max_bytes)
        holder.finish()
    return body


@contextmanager
def follow(archive: str, answer: Record) -> Iterator[Record]:
    """The record that holds an answer's body: itself, or the one that a revisit refers to.

    Raises:
        ArchiveDamaged: that file is missing, or has another body at that place, or is itself damaged.
    """
    if answer.kind == "revisit":
        answer.finish()
    payload = _older(answer) if answer.kind == "revisit" else None
    if payload is None:
        yield answer
        return
    try:
        with _at(archive, payload.file, payload.offset) as older:
            if older.field("WARC-Payload-Digest") != payload.digest:
                raise older.damage("another body than the one of the revisit")
            yield older
    except (ConfigurationError, ArchiveDamaged) as error:
        place = f"its body, in {payload.file} at {payload.offset}, cannot be read: {error.reason}"
        raise ArchiveDamaged(
            f"record of {answer.uri} at {answer.offset}: {place}", url=answer.name, fix=FIX
        ) from error


@contextmanager
def _at(archive: str, name: str, offset: int) -> Iterator[Record]:
    """The answer at a place in the archive."""
    with open_file(archive, name, _AT_A_TIME) as file:
        record = Record(file, name, offset)
        if not _is_answer(record) or not record.status:
            raise record.damage("it is no response")
        yield record


def read_body(archive: str, name: str, offset: int, *, max_bytes: int) -> bytes:
    """The body of the capture at `offset`, without content-encoding.

    Raises:
        ArchiveDamaged: there is no answer at that place, or it is not as its digests say.
        ConfigurationError: there is no such file.
    """
    with _at(archive, name, offset) as record:
        return _body(archive, record, max_bytes)[0]


def read_exchange(archive: str, name: str, offset: int) -> Answer:
    """The answer at `offset` as the wire gave it.

    Raises:
        ArchiveDamaged: there is no answer at that place, or it is not as its digests say.
        ConfigurationError: there is no such file.
    """
    with _at(archive, name, offset) as record, follow(archive, record) as holder:
        body = holder.read()
        holder.finish()
        protocol = record.http.protocol if record.http else ""
        return Answer(record.status, protocol, record.raw_headers, body)
