"""Pages of ours in the structure of theirs: tags, classes, ids and dates stay, every sentence and name is replaced.

Third parties' pages never enter the repository; these may. Scripts, styles and comments go, JSON-LD keeps its dates;
addresses keep their form and their figures, since definitions look at both.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import lxml.html
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import web_address
from crawlers.errors import NguonError
from crawlers.numbers import unescaped
from crawlers.source import Source
from crawlers.xml import parse_xml
from nguon.new_source.leads import xml_kind
from nguon.new_source.placeholder import Placeholder
from nguon.new_source.rows import same_site
from transforms.article import Article
from transforms.extract import Page, extract
from transforms.extract.decode import decode

_GONE = ("style", "noscript", "svg", "iframe", "template", "object", "embed", "canvas")
_ADDRESSES = frozenset({"href", "src", "action", "data-src", "data-href", "data-url", "poster", "cite"})
_GONE_ATTRIBUTES = frozenset({"srcset", "data-srcset", "integrity", "nonce"})
_PICTURES = frozenset({"img", "source", "video", "audio"})
_LONG_VALUE = 40
_TEXTS = frozenset({"title", "alt", "placeholder", "aria-label", "label", "summary"})
_TOKEN = re.compile(r"[\w:./#$%,;=+*()-]{0,60}", re.ASCII)
_KEPT_META = re.compile(r"charset|viewport|generator|og:type|og:locale|robots|content-type", re.IGNORECASE)
_SEPARATOR = re.compile(r"(\s+[|–—»-]\s+)")
_IMAGE = "/mau/anh.jpg"
_ELSEWHERE = "https://vi-du.vn/mau"
_PLAIN_XML = frozenset(
    {"language", "generator", "ttl", "docs", "changefreq", "priority", "lastmod", "pubDate", "lastBuildDate"}
)
_PLAIN_JSON = frozenset(
    {"@context", "@type", "datePublished", "dateModified", "dateCreated", "inLanguage", "uploadDate"}
)


class Skeleton:
    """Remakes the pages of one site; what they have in common they keep in common."""

    def __init__(self, base: str, language: str = "vi", keep: Sequence[str] = ()) -> None:
        """For the site at `base`; `keep` are addresses that a definition names, whose slugs stay as they are."""
        slugs = [unquote(part) for url in keep for part in re.split(r"[/?&=]|%2F", url, flags=re.IGNORECASE)]
        self._base = base
        self._words = Placeholder(language, keep=slugs)

    def page(self, page: Page) -> Page:
        """`page` with our words, under its address with our words."""
        body = self._xml(page) if xml_kind(page.body) else self._html(page)
        return replace(page, url=self.address(page.url), body=body, content_type=_type(page))

    @staticmethod
    def articles(pages: Sequence[Page], of: Source) -> list[Article]:
        """What a source's definition reads on remade pages; pages that it does not read are left out."""
        found = []
        for page in pages:
            try:
                found.append(extract(page, source=of))
            except NguonError:
                continue
        return found

    def address(self, url: str) -> str:
        """An address of the site with our words in its slugs; any other is one that leads nowhere."""
        whole = web_address(f"{self._base}/", url)
        if not whole:
            return url if url.startswith(("#", "javascript:")) else ""
        if not same_site(whole, self._base):
            return _ELSEWHERE
        parts = urlsplit(url)
        path = "/".join(map(self._words.slug, parts.path.split("/")))
        query = "&".join(map(self._parameter, parts.query.split("&"))) if parts.query else ""
        return parts._replace(path=path, query=query, fragment="").geturl()

    def _parameter(self, text: str) -> str:
        name, mark, value = text.partition("=")
        plain = "/".join(map(self._words.slug, unquote(value).split("/")))
        return f"{name}{mark}{value if plain == unquote(value) else quote(plain, safe='')}"

    def _html(self, page: Page) -> bytes:
        plain = LexborHTMLParser(decode(page.body, page.content_type)[0]).html or ""
        root = lxml.html.document_fromstring(plain)
        etree.strip_elements(root, etree.Comment, *_GONE, with_tail=False)
        for element in list(root.iter("script")):
            self._script(element)
        for element in root.iter(etree.Element):
            self._element(element)
        _say_utf8(root)
        made: bytes = lxml.html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
        return made

    def _script(self, element: Any) -> None:
        """JSON-LD with our words; any other script goes."""
        try:
            told = (
                json.loads(element.text or "", strict=False) if "ld+json" in element.get("type", "") else None
            )
        except ValueError:
            told = None
        if told is None:
            element.drop_tree()
        else:
            element.text = json.dumps(self._json(told), ensure_ascii=False)

    def _json(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self._json(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self._json(each, key) for each in value]
        if not isinstance(value, str) or key in _PLAIN_JSON:
            return value
        return self._address_or_text(unescaped(value))

    def _address_or_text(self, value: str) -> str:
        return self.address(value) if value.startswith(("http://", "https://", "/")) else self._text(value)

    def _text(self, text: str) -> str:
        """Our words; a title with the site's name after it is two texts."""
        return "".join(
            part if at % 2 else self._words.text(part) for at, part in enumerate(_SEPARATOR.split(text))
        )

    def _element(self, element: Any) -> None:
        if element.tag != "script" and element.text:
            element.text = self._text(element.text)
        if element.tail:
            element.tail = self._text(element.tail)
        for name, value in list(element.attrib.items()):
            ours = self._attribute(element, name.lower(), value)
            if ours is None:
                del element.attrib[name]
            else:
                element.set(name, ours)

    def _attribute(self, element: Any, name: str, value: str) -> str | None:
        """The value that stays, ours in its place, or None where the attribute goes."""
        if name.startswith("on") or name in _GONE_ATTRIBUTES:
            return None
        if name in _ADDRESSES:
            return _IMAGE if element.tag in _PICTURES else self.address(value)
        if name in _TEXTS or name == "content":
            return value if name == "content" and _is_plain(element) else self._address_or_text(value)
        if name == "value":
            return self._text(value) if len(value) < _LONG_VALUE else "mau"
        if name.startswith("data-"):
            return self._words.slug(value) if _TOKEN.fullmatch(value) else None
        return value

    def _xml(self, page: Page) -> bytes:
        root = parse_xml(page.body, page.url)
        for element in root.iter(etree.Element):
            name = etree.QName(element).localname
            if element.text and element.text.strip() and name not in _PLAIN_XML:
                element.text = self._address_or_text(element.text.strip())
            for key, value in element.attrib.items():
                if str(value).startswith(("http://", "https://", "/")):
                    element.set(key, self.address(str(value)))
        return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _say_utf8(root: Any) -> None:
    """The page says that it is UTF-8, and nothing else about its charset."""
    for meta in list(root.iter("meta")):
        if meta.get("charset") or meta.get("http-equiv", "").lower() == "content-type":
            meta.drop_tree()
    head = root.find("head")
    if head is not None:
        head.insert(0, lxml.html.Element("meta", charset="utf-8"))


def _is_plain(element: Any) -> bool:
    """Whether a meta element says something technical."""
    return any(_KEPT_META.fullmatch(element.get(name, "")) for name in ("name", "property", "http-equiv"))


def _type(page: Page) -> str:
    return page.content_type if xml_kind(page.body) else "text/html; charset=utf-8"
