"""Lists without what leads nowhere: sample pages name only items that are among them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.discovery.entry import web_address
from crawlers.xml import name_of, parse_xml
from nguon.new_source.leads import xml_kind
from transforms.extract import Page
from transforms.extract.decode import decode

_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})
_LINKS = frozenset({"link", "loc", "guid", "id"})


def pruned(page: Page, rows: str, kept: Collection[str]) -> Page:
    """A list, feed or sitemap without the entries that lead to none of the addresses `kept`.

    Args:
        page: as it came.
        rows: the selector of a list's rows; not needed for feeds and sitemaps.
        kept: whole addresses.
    """
    if xml_kind(page.body):
        return replace(page, body=_feed(page, kept))
    tree = LexborHTMLParser(decode(page.body, page.content_type)[0])
    for row in tree.css(rows) if rows else []:
        if not any(address in kept for address in _addresses(row, page.url)):
            row.decompose()
    return replace(page, body=(tree.html or "").encode(), content_type="text/html; charset=utf-8")


def _addresses(row: LexborNode, url: str) -> Iterator[str]:
    links = [row, *row.css("a[href]")]
    yield from filter(None, (web_address(url, link.attributes.get("href") or "") for link in links))


def _feed(page: Page, kept: Collection[str]) -> bytes:
    root = parse_xml(page.body, page.url)
    entries = [element for element in root.iter(etree.Element) if name_of(element) in _ENTRIES]
    for entry in entries:
        above = entry.getparent()
        if above is not None and not any(link in kept for link in _links(entry, page.url)):
            above.remove(entry)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _links(entry: Any, url: str) -> Iterator[str]:
    for part in entry.iter(etree.Element):
        if name_of(part) in _LINKS and (address := web_address(url, part.get("href") or part.text or "")):
            yield address
