"""The Capture: one exchange with a host, as it was archived. Immutable."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crawlers.discovery.entry import MediaLink


class Role(StrEnum):
    """Why an address was asked."""

    ROBOTS = "robots"
    DISCOVERY = "discovery"
    ITEM = "item"
    ATTACHMENT = "attachment"
    REFERRAL = "referral"
    MEDIA = "media"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed or list claimed of an item before its page was read; never trusted, only compared.

    `media` are the files that it named beside the item; as mappings, which is how JSON gives them back, they are taken
    too.
    """

    title: str = ""
    date: str = ""
    number: str = ""
    kind: str = ""
    media: tuple[MediaLink, ...] = ()

    def __post_init__(self) -> None:
        links = (each if isinstance(each, MediaLink) else MediaLink(**each) for each in self.media)
        object.__setattr__(self, "media", tuple(links))


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why and for whom an address is asked; it travels with the request into the archive.

    `parent` is the address of the item that an attachment belongs to, or of the page that led here.
    """

    role: Role
    parent: str = ""
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True)
class Payload:
    """A body as the wire gave it: its `WARC-Payload-Digest`, and the record of the archive that holds it.

    `file` is the archive file's name, `offset` the record's first byte in it, `at` the record's `WARC-Date`.
    """

    digest: str
    file: str
    offset: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived exchange.

    `url` is what was asked at the start of a redirect chain, `final_url` the address that answered here. Times are
    UTC. `body_sha256` and `body_bytes` are of the body without content-encoding. `truncated` says why bytes are
    missing (`length`, `disconnect`), else it is empty. `rehearsal`: a sample portal stood in for the host.

    `warc_file` and `warc_offset` are the exchange's own record. `payload` is where the body lies: in that record, or
    in an older one that a revisit record refers to; None where there is none to refer to. `request_sha256` is of what
    was sent as the request's body, empty if nothing was.
    """

    source: str
    crawl: str
    url: str
    final_url: str
    purpose: Purpose
    asked_at: datetime
    answered_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body_sha256: str
    body_bytes: int
    truncated: str
    rehearsal: bool
    warc_file: str
    warc_offset: int
    method: str = "GET"
    request_sha256: str = ""
    payload: Payload | None = None

    @property
    def key(self) -> str:
        """What was asked; see `exchange_key`."""
        return exchange_key(self.method, self.final_url, self.request_sha256)

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


def body_digest(body: bytes) -> str:
    """SHA-256 of a request's body, in hexadecimal; empty for an empty one."""
    return hashlib.sha256(body).hexdigest() if body else ""


def exchange_key(method: str, url: str, request_sha256: str = "") -> str:
    """A name for what was asked: the address alone for a plain GET, else method, digest of the body and address."""
    return url if (method, request_sha256) == ("GET", "") else f"{method} {request_sha256} {url}"
