"""What a page and robots.txt name beside themselves: feeds, pages that list feeds, sitemaps; and pages that need a browser."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import web_address
from crawlers.words import clean, words
from nguon.new_source.rows import same_site

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_FEED = re.compile(
    r"\.(?:rss|atom)$|/rss/.+\.(?:rss|xml|html?)$|/(?:rss|feed|atom)\.xml$|/feed/?$|_layouts/.*feed",
    re.IGNORECASE,
)
_FEED_PAGE = re.compile(r"/rss(?:\w*\.(?:html?|aspx|chn|vnp|php)|feeds?)?/?$|/kenh-rss|/p/rss", re.IGNORECASE)
_XML = re.compile(rb"<\s*(?:\w+:)?(rss|feed|RDF|urlset|sitemapindex)\b")
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_FEW_WORDS = 60


def named_feeds(tree: LexborHTMLParser, url: str) -> list[str]:
    """Addresses of feeds that the page names for machines, then those that it links to."""
    links = [
        (node.attributes.get("href") or "")
        for node in tree.css("link[rel~=alternate][href]")
        if (node.attributes.get("type") or "").strip().lower() in _FEED_TYPES
    ]
    return list(dict.fromkeys([*_own(links, url), *_linked(tree, url, _FEED)]))


def feed_pages(tree: LexborHTMLParser, url: str) -> list[str]:
    """Addresses of pages that list feeds, such as `/rss`; some are feeds themselves."""
    return list(dict.fromkeys(_linked(tree, url, _FEED_PAGE)))


def _linked(tree: LexborHTMLParser, url: str, path: re.Pattern[str]) -> Iterator[str]:
    links = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
    yield from (address for address in _own(links, url) if path.search(urlsplit(address).path))


def _own(links: list[str], url: str) -> Iterator[str]:
    """The addresses among `links` that belong to the page's site."""
    for link in links:
        address = web_address(url, link)
        if address and same_site(address, url):
            yield address


def named_sitemaps(robots: str, url: str) -> list[str]:
    """The sitemaps that robots.txt names (sitemaps.org), news first."""
    found = dict.fromkeys(_own(_SITEMAP.findall(robots), url))
    return sorted(found, key=lambda each: "news" not in each.lower())


def xml_kind(body: bytes) -> str:
    """`feed`, `sitemap` or nothing, by a document's root element."""
    root = _XML.search(body[:4000])
    if root is None or b"<html" in body[:4000].lower():
        return ""
    return "sitemap" if root[1] in {b"urlset", b"sitemapindex"} else "feed"


def needs_browser(tree: LexborHTMLParser) -> bool:
    """Whether a page has hardly a word and no list without its scripts."""
    if tree.body is None or not tree.css_first("script"):
        return False
    shown = LexborHTMLParser(tree.html or "")
    shown.strip_tags(["script", "style", "noscript", "template"])
    text = clean(shown.body.text(separator=" ")) if shown.body else ""
    return len(words(text)) < _FEW_WORDS and len(tree.css("a[href]")) < 10
