"""The records of WARC 1.1 (ISO 28500:2017) that one exchange becomes. Each bears digests, by SHA-256."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from crawlers.archive.exchange import Exchange, Rendering
from crawlers.capture import Payload, body_digest

RENDERED = "urn:dom:"
"""Before the address of a page in the record that holds what a browser made of it."""
RENDERED_TYPE = "text/html; charset=utf-8"

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_CONDITIONS = ("If-None-Match", "If-Modified-Since")
_SPOKEN = frozenset({"HTTP/1.0", "HTTP/1.1"})  # what WARC knows; a page that came by HTTP/2 is told as 1.1
_NO_BREAKS = str.maketrans("\r\n", "  ")


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """A message's head in the bytes of the wire; warcio's own writes percent signs for what is no ASCII."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        text: str = self.to_str(filter_func)
        return text.encode("latin-1") + b"\r\n"


class RecordWriter(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """Writes records, a gzip member each. By SHA-256: two bodies of one SHA-1 can be made, and one would be lost."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, gzip=True, warc_version="1.1")

    @staticmethod
    def _create_digester() -> Any:
        return Digester("sha256")


def warcinfo(writer: RecordWriter, name: str, *, source: str, crawl: str) -> ArcWarcRecord:
    """The record that a file begins with."""
    standard = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
    info = {"software": "nguon", "format": "WARC File Format 1.1", "conformsTo": standard}
    return writer.create_warcinfo_record(name, {**info, "isPartOf": crawl, "source": source})


def payload_digest(body: bytes) -> str:
    """The `WARC-Payload-Digest` of a body as the wire gave it."""
    digester = Digester("sha256")
    digester.update(body)
    return str(digester)


def response(writer: RecordWriter, exchange: Exchange) -> ArcWarcRecord:
    """The whole answer."""
    record = _record(writer, "response", exchange, _answer_head(exchange), exchange.body)
    if exchange.truncated:
        record.rec_headers.add_header("WARC-Truncated", exchange.truncated)
    return record


def revisit(writer: RecordWriter, exchange: Exchange, older: Payload) -> ArcWarcRecord:
    """The answer's head only: its body is, byte for byte, that of an older record (section 6.7.2).

    Where that record lies is said in Heritrix' fields `WARC-Refers-To-Filename` and `WARC-Refers-To-File-Offset`.
    """
    fields = {"WARC-Profile": f"{_PROFILE}identical-payload-digest", **_refers_to(exchange, older)}
    fields["WARC-Payload-Digest"] = older.digest
    return _record(writer, "revisit", exchange, _answer_head(exchange), b"", fields)


def not_modified(writer: RecordWriter, exchange: Exchange, older: Payload | None) -> ArcWarcRecord:
    """A 304, the answer to a conditional request: the profile of section 6.7.3, which has no payload digest."""
    fields = {"WARC-Profile": f"{_PROFILE}server-not-modified", **_refers_to(exchange, older)}
    return _record(writer, "revisit", exchange, _answer_head(exchange), b"", fields)


def is_conditional(exchange: Exchange) -> bool:
    """Whether the request asked for a body only if it had changed."""
    return any(exchange.request_header(name) for name in _CONDITIONS)


def request(writer: RecordWriter, exchange: Exchange, answer: ArcWarcRecord) -> ArcWarcRecord:
    """What was asked, with the body that was sent."""
    parts = urlsplit(exchange.final_url)
    target = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
    host = [] if exchange.request_header("Host") else [("Host", parts.netloc)]
    fields = [*host, *exchange.request_headers]
    head = _Head(f"{exchange.method} {target} HTTP/1.1", _clean(fields), is_http_request=True)
    return _record(writer, "request", exchange, head, exchange.request_body, _beside(answer))


def rendering(writer: RecordWriter, shown: Rendering) -> ArcWarcRecord:
    """A page as a browser showed it.

    It is a `resource` under a name of its own (`urn:dom:` and the address): it is made of several responses, so it is
    no `conversion` of one. Web archives of others do the same with what they take from a browser.
    """
    return _plain(writer, "resource", shown, shown.html, RENDERED_TYPE, {})


def metadata(
    writer: RecordWriter, about: Exchange | Rendering, answer: ArcWarcRecord, crawl: dict[str, Any]
) -> ArcWarcRecord:
    """What an exchange was for, and what the other records have no field for; `crawl` tells of the crawl."""
    told = {
        **crawl,
        "url": about.url,
        "purpose": asdict(about.purpose),
        "asked_at": about.asked_at.astimezone(UTC).isoformat(),
        "answered_at": about.answered_at.astimezone(UTC).isoformat(),
        "truncated": about.truncated,
        **_told_of(about),
    }
    text = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return _plain(writer, "metadata", about, text, "application/json", _beside(answer))


def _told_of(about: Exchange | Rendering) -> dict[str, Any]:
    if isinstance(about, Exchange):
        return {"method": about.method, "request_sha256": body_digest(about.request_body)}
    return {"rendered": {"browser": about.browser, "fetched": about.fetched, "refused": about.refused}}


def _plain(
    writer: RecordWriter,
    kind: str,
    about: Exchange | Rendering,
    content: bytes,
    content_type: str,
    fields: dict[str, str],
) -> ArcWarcRecord:
    """A record without an HTTP message in it."""
    place = about.final_url if isinstance(about, Exchange) else RENDERED + about.final_url
    return writer.create_warc_record(
        place,
        kind,
        payload=BytesIO(content),
        length=len(content),
        warc_content_type=content_type,
        warc_headers_dict={"WARC-Date": _stamp(about.answered_at), **fields},
    )


def _record(
    writer: RecordWriter,
    kind: str,
    exchange: Exchange,
    head: _Head,
    body: bytes,
    fields: dict[str, str] | None = None,
) -> ArcWarcRecord:
    named = {"WARC-Date": _stamp(exchange.answered_at), **(fields or {})}
    return writer.create_warc_record(
        exchange.final_url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_headers_dict=named,
    )


def _answer_head(exchange: Exchange) -> _Head:
    """The answer's head. The body stands without its transfer-encoding, so the field gets another name."""
    protocol = exchange.protocol if exchange.protocol in _SPOKEN else "HTTP/1.1"
    fields = [
        ("X-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name, value)
        for name, value in exchange.headers
    ]
    return _Head(str(exchange.status), _clean(fields), protocol=protocol)


def _clean(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fields that fit into a head: no line breaks, and one byte a letter."""
    return [(_bytewise(name), _bytewise(value)) for name, value in fields]


def _bytewise(text: str) -> str:
    flat = text.translate(_NO_BREAKS)
    return flat if max(flat, default="") <= "\xff" else flat.encode("utf-8", "replace").decode("latin-1")


def _refers_to(exchange: Exchange, older: Payload | None) -> dict[str, str]:
    named = {"WARC-Refers-To-Target-URI": exchange.final_url}
    if older:
        named["WARC-Refers-To-Date"] = _stamp(older.at)
        named["WARC-Refers-To-Filename"] = older.file
        named["WARC-Refers-To-File-Offset"] = str(older.offset)
    return named


def _beside(answer: ArcWarcRecord) -> dict[str, str]:
    return {"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
