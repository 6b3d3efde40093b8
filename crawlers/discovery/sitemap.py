"""Sitemaps (sitemaps.org), their indexes, and the tags of news sitemaps."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from crawlers.dates import VIETNAM, is_blank, parse_moment
from crawlers.discovery.entry import Entry, Findings, web_address
from crawlers.discovery.gather import gather
from crawlers.discovery.rows import when
from crawlers.discovery.told import misread
from crawlers.errors import BadDocument
from crawlers.source import SitemapDiscovery
from crawlers.xml import parse_xml

_COARSE = re.compile(r"\d{4}(?:-\d{2})?")  # W3C's dates may be a year or a month
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(0?[1-9]|1[0-2])(?!\d)")


def read_sitemap(body: bytes, url: str, rules: SitemapDiscovery) -> Findings:
    """The addresses of a sitemap, or the sitemaps of an index.

    Raises:
        BadDocument: this is no sitemap.
    """
    root = parse_xml(body, url)
    name = _name(root)
    if name not in {"urlset", "sitemapindex"}:
        raise BadDocument(f"no sitemap: its root is <{name}>", url=url, fix="look at robots.txt for Sitemap:")
    parts = [child for child in root if _name(child) in {"url", "sitemap"}]
    found = gather(parts, lambda part: _entry(part, url, rules), called="<loc>")
    return replace(found, entries=(), inside=found.entries) if name == "sitemapindex" else found


def _entry(part: Any, page: str, rules: SitemapDiscovery) -> Entry | str:
    """An entry, or what is wrong with it."""
    told = {_name(each): (each.text or "").strip() for each in part.iter() if each is not part}
    address = web_address(page, told.get("loc", ""))
    if not address:
        return f"of <{_name(part)}> is not usable"
    first, last = told.get("publication_date", ""), told.get("lastmod", "") if rules.changes else ""
    published, updated = when(first), None if is_blank(last) else parse_moment(last)
    entry = Entry(
        address,
        title=told.get("title", ""),
        when=published,
        updated=updated,
        misdated=_misread(first, published) or _misread(last, updated),
    )
    return _dated(entry) if _name(part) == "sitemap" else entry


def _misread(written: str, read: datetime | date | None) -> str:
    return "" if _COARSE.fullmatch(written) else misread(written, read)


def _dated(entry: Entry) -> Entry:
    """A sitemap of an index whose address names its month (`sitemaps-2026-6-21-25.xml`) was done with the month after."""
    named = _MONTH.search(entry.url)
    if entry.updated or not named:
        return entry
    year, month = int(named[1]), int(named[2])
    return replace(entry, updated=datetime(year + month // 12, month % 12 + 1, 2, tzinfo=VIETNAM))


def _name(element: Any) -> str:
    """An element's name without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
