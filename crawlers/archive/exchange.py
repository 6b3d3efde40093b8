"""What goes into the archive and what comes out of it, as the wire has it."""

from dataclasses import dataclass
from datetime import datetime

from crawlers.capture import Purpose


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the whole of its response, as the wire gave them (content-encoding on, transfer-encoding off).

    `truncated` says why bytes of the body are missing (`length`, `disconnect`), else it is empty.
    """

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
    request_body: bytes = b""

    def request_header(self, name: str) -> str:
        """The first value of a header of the request, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.request_headers if key.lower() == wanted), "")


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


@dataclass(frozen=True, slots=True)
class Answer:
    """An archived response, as the wire gave it (content-encoding on), to the byte."""

    status: int
    protocol: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
