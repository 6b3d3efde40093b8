"""RSS and Atom feeds, as they really are: late, broken in places, with dates in any form."""

import io
import re
import sys
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import feedparser

from crawlers.dates import is_blank, parse_moment
from crawlers.discovery.entry import Ask, Entry, Findings, web_address
from crawlers.discovery.gather import gather
from crawlers.discovery.told import misread, recent
from crawlers.errors import BadDocument
from crawlers.media.links import feed_media
from crawlers.numbers import unescaped
from crawlers.timebox import timebox
from crawlers.xml import in_utf8

# Also one that is escaped, once or more: what is text in XML is HTML to feedparser.
_REFERENCE = re.compile(rb"&(?:amp;|#38;|#x26;)*#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_SECONDS = 20.0
# What feedparser 6 lets through where markup is hostile: half a tag of GeoRSS, a licence without an address …
_SLIPS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def read_feed(
    body: bytes, url: str, content_type: str, ask: Ask | None = None, *, now: datetime | None = None
) -> Findings:
    """The entries of a feed; a broken one costs itself only. With `ask`, the page of older ones becomes `more`.

    `now` is what times such as `2 giờ trước` are told from; without it they are none.

    Raises:
        BadDocument: this is no feed at all.
    """
    parsed = _parse(body, url, content_type)
    if not parsed.get("version") and not parsed.entries:
        cause = f": {parsed.bozo_exception}" if parsed.bozo else ""
        raise BadDocument(f"not a feed{cause}", url=url, fix="look at the page; the feed may have moved")
    found = gather(parsed.entries, lambda raw: _entry(raw, url, now))
    older = _next_page(parsed, url) if ask else ""
    more = replace(ask, url=older, page=ask.page + 1) if ask and older else None
    return replace(found, more=more)


def _parse(body: bytes, url: str, content_type: str) -> Any:
    told = {"content-type": content_type, "content-location": url}
    body = _REFERENCE.sub(_possible, in_utf8(body))
    try:
        with timebox(_SECONDS, url):
            # As a stream: bytes it would first try to open as the name of a file.
            return feedparser.parse(io.BytesIO(body), response_headers=told)
    except _SLIPS as error:
        cause = f"{type(error).__name__}: {error}"
        raise BadDocument(f"feedparser fails on it: {cause}", url=url, fix="look at the page") from error


def _possible(reference: re.Match[bytes]) -> bytes:
    """The reference, or one to U+FFFD in place of what is no character: feedparser would give up the feed for it."""
    digits, base = (reference["hex"], 16) if reference["hex"] else (reference["decimal"], 10)
    digits = digits.lstrip(b"0") or b"0"
    code = int(digits, base) if len(digits) < 8 else sys.maxunicode + 1
    return b"&#xFFFD;" if code > sys.maxunicode or 0xD800 <= code < 0xE000 else reference[0]


def _entry(raw: Any, feed: str, now: datetime | None) -> Entry | str:
    """An entry, or what is wrong with it."""
    link = web_address(feed, _link(raw))
    if not link:
        return f"has no usable link: {str(raw.get('title', ''))[:80]!r}"
    told = dict(raw)  # its own `get` warns and guesses
    first, last = (str(told.get(name) or "") for name in ("published", "updated"))
    updated = _moment(last)
    published: datetime | date | None = _moment(first) or recent(first, now)
    return Entry(
        link,
        title=unescaped(str(told.get("title", ""))).strip(),
        when=published or updated,
        updated=updated if published else None,
        media=feed_media(raw, feed),
        misdated=misread(first, published) or misread(last, updated),
    )


def _moment(written: Any) -> datetime | None:
    return parse_moment(str(written)) if written and not is_blank(str(written)) else None


def _link(raw: Any) -> str:
    """The address of an entry's page. feedparser lets an enclosure without `href` take its place."""
    link = str(raw.get("link") or "")
    pages = [
        each["href"] for each in raw.get("links", ()) if each.get("rel") == "alternate" and each.get("href")
    ]
    return link if link in pages or not pages else str(pages[0])


def _next_page(parsed: Any, url: str) -> str:
    """The page or archive of older entries that the feed names (RFC 5005, sections 3 and 4)."""
    links = parsed.get("feed", {}).get("links", [])
    older = [link.get("href", "") for link in links if link.get("rel") in {"next", "prev-archive"}]
    return (web_address(url, older[0]) or "") if older else ""
