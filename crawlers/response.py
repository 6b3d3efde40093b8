"""An answer as Scrapy knows it, whether it came over the wire or out of the archive."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Protocol

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawlers.unpack import content_encoding, unpack


class Answered(Protocol):
    """What a host answered, body as it was sent."""

    @property
    def status(self) -> int:
        """HTTP's."""

    @property
    def headers(self) -> Sequence[tuple[bytes, bytes]]:
        """Name and value, in their order."""

    @property
    def body(self) -> bytes:
        """Packed, where the headers say so."""

    @property
    def protocol(self) -> str:
        """Such as `HTTP/1.1`."""


def response_of(
    request: Request, answer: Answered, most_bytes: int, *, flags: Iterable[str] = (), ip: str = ""
) -> Response:
    """The response for the spider, unpacked by the function that the archive's reader uses.

    Its flags are `flags`, and why bytes are missing, where more than `most_bytes` came out of the packing.
    """
    content, cut = unpack(content_encoding(texts(answer.headers)), answer.body, most_bytes)
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value)
    headers.pop("Content-Encoding", None)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=content)
    return kind(
        url=request.url,
        status=answer.status,
        headers=headers,
        body=content,
        flags=[flag for flag in (*flags, cut) if flag],
        protocol=answer.protocol,
        ip_address=ipaddress.ip_address(ip) if ip else None,
    )


def texts(fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Header fields as text, a letter per byte."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields]
