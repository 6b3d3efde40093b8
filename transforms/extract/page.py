"""What extraction is given, and how it says no."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.errors import BadDocument, LayoutChanged
from crawlers.source import Source


@dataclass(frozen=True, slots=True)
class Page:
    """What extraction needs of a capture.

    `body` is decoded of any content-encoding (gzip, br), not of its charset. `content_type` is the header's
    value, empty where there was none. `captured_at` is aware; it chooses the layout, and enters no digest.
    """

    url: str
    body: bytes
    content_type: str
    captured_at: datetime

    @property
    def sha256(self) -> str:
        """Digest of the body, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def host(self) -> str:
        """The host in `url`, empty where it has none."""
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""

    @property
    def is_pdf(self) -> bool:
        """Whether the bytes, not the header, say PDF."""
        return b"%PDF-" in self.body[:1024]


def refuse(page: Page, source: Source | None, reason: str, fix: str) -> BadDocument:
    """The error that quarantines `page`."""
    return BadDocument(reason, source=source.id if source else page.host, url=page.url, fix=fix)


def changed(page: Page, source: Source, reason: str, fix: str) -> LayoutChanged:
    """The error that says that the source's rules no longer fit."""
    return LayoutChanged(reason, source=source.id, url=page.url, fix=fix)
