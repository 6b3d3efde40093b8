"""RSS and Atom feeds, as they really are: late, broken in places, with dates in any form."""

import re
import sys
from typing import Any

import feedparser

from crawlers.dates import parse_moment
from crawlers.discovery.entry import Entry, Findings, web_address
from crawlers.errors import BadDocument

_REFERENCE = re.compile(rb"&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
# What feedparser 6 lets through where markup is hostile: half a tag of GeoRSS, a licence without an address …
_SLIPS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def read_feed(body: bytes, url: str, content_type: str) -> Findings:
    """The entries of a feed; a broken one costs itself only.

    Raises:
        BadDocument: this is no feed at all.
    """
    parsed = _parse(body, url, content_type)
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


def _parse(body: bytes, url: str, content_type: str) -> Any:
    told = {"content-type": content_type, "content-location": url}
    try:
        return feedparser.parse(_REFERENCE.sub(_possible, body), response_headers=told)
    except _SLIPS as error:
        cause = f"{type(error).__name__}: {error}"
        raise BadDocument(f"feedparser fails on it: {cause}", url=url, fix="look at the page") from error


def _possible(reference: re.Match[bytes]) -> bytes:
    """The reference, or one to U+FFFD in place of what is no character: feedparser would give up the feed for it."""
    digits, base = (reference["hex"], 16) if reference["hex"] else (reference["decimal"], 10)
    digits = digits.lstrip(b"0") or b"0"
    code = int(digits, base) if len(digits) < 8 else sys.maxunicode + 1
    return b"&#xFFFD;" if code > sys.maxunicode or 0xD800 <= code < 0xE000 else reference[0]


def _entry(raw: Any, link: str) -> Entry:
    written = raw.get("published") or dict.get(raw, "updated") or ""  # its own `get` warns and guesses
    return Entry(
        link, title=str(raw.get("title", "")).strip(), when=parse_moment(written) if written else None
    )
