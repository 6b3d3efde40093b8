"""The rows of a list page: one entry each, whatever the way that leads from page to page."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.dates import parse_day, parse_moment
from crawlers.discovery.entry import Entry, web_address
from crawlers.source import Rows
from crawlers.source.fields import split_pick

_HOUR = re.compile(r"\d\s*(?::|h|giờ)\s*\d")
_COUNT = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+(?!\d)|\d+")


def read_rows(
    tree: LexborHTMLParser, page: str, rules: Rows, *, called: str = "row"
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Entries of the rows on `page` (its address), in their order, and a line for each row that leads nowhere."""
    entries, faults = [], []
    for number, row in enumerate(tree.css(rules.row), 1):
        if address := _address(row, page, rules):
            entries.append(_entry(row, address, rules))
        else:
            faults.append(f"{called} {number} has no usable link")
    return tuple(entries), tuple(faults)


def _address(row: LexborNode, page: str, rules: Rows) -> str | None:
    selector, attribute = split_pick(rules.link)
    node = _node(row, selector)
    value = (node.attributes.get(attribute or "href") or "") if node else ""
    if value and rules.address:
        value = rules.address.format(value=value)
    return web_address(page, value)


def _entry(row: LexborNode, url: str, rules: Rows) -> Entry:
    link = _node(row, split_pick(rules.link)[0])
    title = pick(row, rules.title) if rules.title else _words(link)
    number = re.sub(r"^số\s*:?\s*", "", pick(row, rules.number), flags=re.IGNORECASE)
    return Entry(url, title=title, when=when(pick(row, rules.date)), number=number)


def pick(place: LexborNode, rule: str | None) -> str:
    """What `selector@attribute` finds first inside `place`: the text, or that attribute; empty where nothing is."""
    if not rule:
        return ""
    selector, attribute = split_pick(rule)
    node = _node(place, selector)
    if attribute:
        return " ".join((node.attributes.get(attribute) or "").split()) if node else ""
    return _words(node)


def pick_all(place: LexborNode, rule: str) -> list[str]:
    """What `selector@attribute` (`href` if none is named) finds inside `place`, each as it stands in the page."""
    selector, attribute = split_pick(rule)
    nodes: Sequence[LexborNode] = place.css(selector) if selector not in {"", ":self"} else [place]
    return [value for node in nodes if (value := node.attributes.get(attribute or "href"))]


def _node(place: LexborNode, selector: str) -> LexborNode | None:
    return place if selector in {"", ":self"} else place.css_first(selector)


def _words(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node else ""


def when(written: str) -> datetime | date | None:
    """A moment where the list tells the hour, else the day: midnight is not a time of publication."""
    return parse_moment(written) if _HOUR.search(written) else parse_day(written)


def count(written: str) -> int | None:
    """The number in a line such as `Tổng số: 12.634 văn bản`; None where there is none."""
    found = _COUNT.search(written)
    return int(re.sub(r"\D", "", found[0])) if found else None
