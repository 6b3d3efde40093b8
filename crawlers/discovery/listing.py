"""List pages: one row an entry, newest first as a rule, though never surely."""

import re
from datetime import date, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.dates import parse_day, parse_moment
from crawlers.discovery.entry import Entry, Findings, web_address
from crawlers.source import ListingDiscovery

_HOUR = re.compile(r"\d\s*(?::|h|giờ)\s*\d")


def read_listing(body: bytes, url: str, rules: ListingDiscovery) -> Findings:
    """The entries of a list page, in its order; empty where no row is found."""
    entries, faults = [], []
    for number, row in enumerate(LexborHTMLParser(body).css(rules.row), 1):
        link = row if rules.link == ":self" else row.css_first(rules.link)
        address = web_address(url, link.attributes.get("href") or "") if link else None
        if link and address:
            entries.append(_entry(row, link, address, rules))
        else:
            faults.append(f"row {number} has no usable link")
    return Findings(tuple(entries), tuple(faults))


def _entry(row: LexborNode, link: LexborNode, url: str, rules: ListingDiscovery) -> Entry:
    written = _text(row, rules.date)
    return Entry(
        url,
        title=" ".join(link.text(separator=" ").split()),
        when=_when(written),
        number=_text(row, rules.number),
    )


def _when(written: str) -> datetime | date | None:
    """A moment where the list tells the hour, else the day: midnight is not a time of publication."""
    return parse_moment(written) if _HOUR.search(written) else parse_day(written)


def _text(row: LexborNode, selector: str | None) -> str:
    node = row.css_first(selector) if selector else None
    return " ".join(node.text(separator=" ").split()) if node else ""
