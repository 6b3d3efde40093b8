"""The rows of a list page: one entry each, whatever the way that leads from page to page."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.dates import is_blank, parse_day, parse_moment
from crawlers.discovery.entry import Entry, Findings, web_address
from crawlers.discovery.gather import gather
from crawlers.discovery.told import misread, recent
from crawlers.markup import parse_html
from crawlers.numbers import whole
from crawlers.source import Rows
from crawlers.source.fields import split_pick
from crawlers.words import plain_letters

_HOUR = re.compile(r"\d\s*(?::|h|giờ)\s*\d")
_LABEL = re.compile(r"^(?:số,?\s*)?(?:(?:ký\s*)?hiệu)?\s*:?\s*", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+(?!\d)|\d+")


def parse_list(body: bytes) -> LexborHTMLParser:
    """A list page. Some hosts answer with bare table rows, which no parser keeps without their table."""
    bare = b"<tr" in body[:2000].lower() and b"<table" not in body[:2000].lower()
    return parse_html(b"<table>" + body if bare else body)


def read_rows(
    tree: LexborHTMLParser, page: str, rules: Rows, *, called: str = "row", now: datetime | None = None
) -> Findings:
    """Entries of the rows on `page` (its address), in their order, and a line for each row that leads nowhere.

    `now` is what times such as `2 giờ trước` are told from; without it they are none.
    """
    return gather(tree.css(rules.row), lambda row: _entry(row, page, rules, now), called=called)


def _address(row: LexborNode, page: str, rules: Rows) -> str | None:
    selector, attribute = split_pick(rules.link)
    node = _node(row, selector)
    value = (node.attributes.get(attribute or "href") or "") if node else ""
    if value and rules.address:
        value = rules.address.format(value=_in_address(value, rules.address))
    return web_address(page, value)


def _in_address(value: str, template: str) -> str:
    """`value` as it stands in an address: escaped where it is not yet, in a query also `/` and `+`."""
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", value.strip())
    return quote(whole, safe="%" if "?" in template.partition("{value}")[0] else "%/")


def _entry(row: LexborNode, page: str, rules: Rows, now: datetime | None) -> Entry | str:
    """An entry, or what is wrong with it."""
    url = _address(row, page, rules)
    if not url:
        return "has no usable link"
    link = _node(row, split_pick(rules.link)[0])
    title = pick(row, rules.title) if rules.title else _words(link)
    number = _LABEL.sub("", plain_letters(pick(row, rules.number)))
    written = pick(row, rules.date)
    told = when(written) or recent(written, now)
    return Entry(url, title=title, when=told, number=number, misdated=misread(written, told))


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
    if is_blank(written):
        return None
    return parse_moment(written) if _HOUR.search(written) else parse_day(written)


def count(written: str) -> int | None:
    """The number in a line such as `Tổng số: 12.634 văn bản`, the largest in `1 - 50 | 47710`; None for none, and
    where one of them is too long for a number.
    """
    told = [whole(re.sub(r"\D", "", each)) for each in _COUNT.findall(written)]
    found = [number for number in told if number is not None]
    return max(found) if found and len(found) == len(told) else None
