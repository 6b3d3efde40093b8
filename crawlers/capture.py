"""The Capture: one exchange with a host, as it was archived. Immutable."""

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
class Capture:
    """One archived exchange.

    `url` is what was asked at the start of a redirect chain, `final_url` the address that answered here. Times are
    UTC. `body_sha256` and `body_bytes` are of the body without content-encoding. `truncated` says why bytes are
    missing (`length`, `disconnect`), else it is empty. `rehearsal`: a sample portal stood in for the host.
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

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")
