"""A page as a reader sees it at a glance: what it calls itself, how much it says, and what is not said but done."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import clean, words

_HEAD = 4000
_SHOWN = 4000
_ENOUGH = 50_000
_MANY = 50
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
_UNSEEN = (
    "script, style, noscript, template, svg, iframe, object, [hidden], "
    "[style*='display:none' i], [style*='display: none' i]"
)
_POP_UPS = "dialog, [aria-modal], [role=dialog], [class*=modal], [class*=popup], [id*=modal], [id*=popup]"
_CHROME = (
    "nav, footer, header, aside, menu, select, button, label, [role=navigation], [role=banner], [role=contentinfo], "
    "[role=search], #footer, #header, #nav, #menu, #sidebar, #breadcrumb, .footer, .header, .nav, .navbar, .menu, "
    ".sidebar, .breadcrumb, .topbar, .copyright, [id^=footer], [class^=footer], [id$=footer], [id$=Footer]"
)
_ALERTS = "h2, h3, [class*=error], [class*=alert], [class*=notfound], [class*=not-found], [role=alert]"
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|title|meta|script|div|p|h[1-6]|form|frameset|table|b)\b", re.IGNORECASE
)
_XML = re.compile(rb"<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex|channel)\b")
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows.

    `said` counts the words that a reader sees (of very long pages, those at the beginning); `prose` those of them
    that stand in no link, menu, head or foot. `titles` are the title and the first-level headings, `alerts` further
    headings and what is marked as an alert. `acts` is the text of its own scripts, `calls` the addresses of scripts
    and frames. `onward` is where it sends a reader on without being asked.
    """

    title: str
    titles: tuple[str, ...]
    alerts: tuple[str, ...]
    text: str
    said: int
    prose: int
    links: int
    asks_password: bool
    acts: str
    calls: tuple[str, ...]
    onward: str


def is_html(body: bytes) -> bool:
    """Whether `body` is markup of a page; a feed, a sitemap or another XML is none."""
    start = body[:_HEAD].lstrip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if _XML.match(start) and not re.search(rb"<html\b", start, re.IGNORECASE):
        return False
    return bool(_MARKUP.search(start))


def look(body: bytes) -> Look:
    """What the page `body` shows. It is read as UTF-8, or as UTF-16 with a byte order mark.

    Check `crawlers.markup.unbearable` first.
    """
    wide = _WIDE.get(body[:2])
    tree = LexborHTMLParser(body[2:].decode(wide, "replace") if wide else body)
    acts, calls, onward = _acts(tree), _calls(tree), _onward(tree)
    title = _text(tree.css_first("title"))
    _drop(tree, _UNSEEN)
    text = _raw(tree.body)
    said, links = size(text), len(tree.css("a[href]"))
    _drop(tree, _POP_UPS, most=said // 2)
    titles, alerts = (title, *_texts(tree, "h1")), _texts(tree, _ALERTS)
    _drop(tree, _CHROME, most=said // 2)
    asks_password = tree.css_first("input[type=password i]") is not None
    _drop(tree, "a[href]")
    prose = size(_raw(tree.body))
    return Look(
        title, titles, alerts, clean(text[:_SHOWN]), said, prose, links, asks_password, acts, calls, onward
    )


def size(text: str) -> int:
    """Words in `text`; of scripts that put no space between them, one for each eight letters."""
    found = words(text)
    return max(len(found), sum(map(len, found)) // 8)


def _raw(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split())[:_ENOUGH] if node else ""


def _text(node: LexborNode | None) -> str:
    return clean(_raw(node))


def _texts(tree: LexborHTMLParser, selector: str) -> tuple[str, ...]:
    return tuple(text for node in tree.css(selector)[:_MANY] if (text := _text(node)))


def _drop(tree: LexborHTMLParser, selector: str, *, most: int | None = None) -> None:
    """Take out what `selector` finds, except what holds more than `most` words: that is no mere frame."""
    for node in tree.css(selector):
        if node.tag not in {"html", "body"} and (most is None or size(_raw(node)) <= most):
            node.decompose()


def _acts(tree: LexborHTMLParser) -> str:
    """The text of the page's own scripts."""
    scripts = [node.text() for node in tree.css("script:not([src])")]
    return "\n".join([*scripts, (tree.body.attributes.get("onload") or "") if tree.body else ""])


def _calls(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Addresses of its scripts and frames."""
    nodes = tree.css("script[src], iframe[src], frame[src]")
    return tuple(src for node in nodes if (src := node.attributes.get("src")))


def _onward(tree: LexborHTMLParser) -> str:
    """Where it sends a reader by itself (HTML, section 4.2.5.3)."""
    for node in tree.css("meta[http-equiv=refresh i]"):
        if found := _REFRESH.search(node.attributes.get("content") or ""):
            return found[1]
    return ""
