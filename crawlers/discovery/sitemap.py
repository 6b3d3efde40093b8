"""Sitemaps (sitemaps.org), their indexes, and the tags of news sitemaps."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawlers.dates import VIETNAM, parse_moment
from crawlers.discovery.entry import Entry, Findings, web_address
from crawlers.discovery.rows import when
from crawlers.errors import BadDocument
from crawlers.source import SitemapDiscovery
from crawlers.xml import parse_xml

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
    entries, faults = [], []
    for number, child in enumerate(root, 1):
        if _name(child) not in {"url", "sitemap"}:
            continue
        told = {_name(part): (part.text or "").strip() for part in child.iter() if part is not child}
        if address := web_address(url, told.get("loc", "")):
            entry = _entry(address, told, changes=rules.changes)
            entries.append(_dated(entry) if _name(child) == "sitemap" else entry)
        else:
            faults.append(f"<{_name(child)}> {number} has no usable <loc>")
    found = tuple(entries)
    if name == "sitemapindex":
        return Findings(inside=found, faults=tuple(faults))
    return Findings(found, tuple(faults))


def _entry(address: str, told: dict[str, str], *, changes: bool) -> Entry:
    return Entry(
        address,
        title=told.get("title", ""),
        when=when(told.get("publication_date", "")),
        updated=parse_moment(told.get("lastmod", "")) if changes else None,
    )


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
