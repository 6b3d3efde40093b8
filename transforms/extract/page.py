"""What extraction is given, and how it says no."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.errors import BadDocument, LayoutChanged
from crawlers.source import Source

MOST_HTML = 10_000_000
"""Bytes of HTML that are read of one page; pictures that are written into it (`data:` addresses) are not counted.

Real pages have under 5 MB. Reading takes up to 3 s and 65 MB of memory for each MB (a table of nothing but short cells; 1.5 s
where it is prose), so the longest page takes half of the processor time that `bounded` gives it, and a fifth of the memory.
"""
_PICTURE = re.compile(rb"data:[a-z0-9.+/;=-]{1,80};base64,[a-z0-9+/=]*+", re.IGNORECASE)


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


def html_bytes(body: bytes) -> int:
    """How long a page's HTML is, without the pictures that are written into it."""
    return len(body) - sum(found.end() - found.start() for found in _PICTURE.finditer(body))


def refuse(page: Page, source: Source | None, reason: str, fix: str) -> BadDocument:
    """The error that quarantines `page`."""
    return BadDocument(reason, source=source.id if source else page.host, url=page.url, fix=fix)


def changed(page: Page, source: Source, reason: str, fix: str) -> LayoutChanged:
    """The error that says that the source's rules no longer fit."""
    return LayoutChanged(reason, source=source.id, url=page.url, fix=fix)
