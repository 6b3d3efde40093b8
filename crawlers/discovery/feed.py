"""RSS and Atom feeds, as they really are: late, broken in places, with dates in any form."""

from typing import Any

import feedparser

from crawlers.dates import parse_moment
from crawlers.discovery.entry import Entry, Findings, web_address
from crawlers.errors import BadDocument


def read_feed(body: bytes, url: str, content_type: str) -> Findings:
    """The entries of a feed; a broken one costs itself only.

    Raises:
        BadDocument: this is no feed at all.
    """
    parsed = feedparser.parse(body, response_headers={"content-type": content_type, "content-location": url})
    if not parsed.get("version") and not parsed.entries:
        cause = f": {parsed.bozo_exception}" if parsed.bozo else ""
        raise BadDocument(f"not a feed{cause}", url=url, fix="look at the page; the feed may have moved")
    entries, faults = [], []
    for number, raw in enumerate(parsed.entries, 1):
        if link := web_address(url, str(raw.get("link") or "")):
            entries.append(_entry(raw, link))
        else:
            faults.append(f"entry {number} has no usable link: {str(raw.get('title', ''))[:80]!r}")
    return Findings(tuple(entries), tuple(faults))


def _entry(raw: Any, link: str) -> Entry:
    written = raw.get("published") or dict.get(raw, "updated") or ""  # its own `get` warns and guesses
    return Entry(
        link, title=str(raw.get("title", "")).strip(), when=parse_moment(written) if written else None
    )
