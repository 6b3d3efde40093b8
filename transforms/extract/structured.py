"""What a page says about itself for machines: JSON-LD, OpenGraph and other meta elements, microdata."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.dates import VIETNAM, parse_moment
from crawlers.numbers import unescaped
from crawlers.words import clean
from transforms.extract.beside import ancestors, is_aside
from transforms.extract.measure import size

_ARTICLES = frozenset(
    {
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "BlogPosting",
        "Report",
        "Legislation",
        "GovernmentArticle",
    }
    | {"LiveBlogPosting", "AnalysisNewsArticle", "WebPage"}
)
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish_date",
    "dc.date.issued", "dcterms.issued", "dc.date", "article.published", "published_time", "date",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified")
_PUBLISHED_NAMES = frozenset(
    [
        "published",
        "entry-date",
        "post-date",
        "posted-on",
        "pubdate",
        "publish-date",
        "published-date",
        "date-published",
    ]
)
_UPDATED_NAMES = frozenset({"updated", "modified", "updated-date", "date-modified"})
_MOST_TIMES = 500
_MOST_HEADINGS = 20
_TEASER_STEPS = 4
_TITLE_WORDS = 4
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Claim:
    """A time as something states it: for which field (`published`, `updated`), in which words, by which rule."""

    field: str
    raw: str
    rule: str


@dataclass(slots=True)
class Structured:
    """The fields that were found, and for each the rule that gave it (`evidence`)."""

    title: str = ""
    description: str = ""
    descriptions: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    site: str = ""
    canonical: str = ""
    is_article: bool = False
    claims: list[Claim] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, value: Any, rule: str) -> None:
        """Takes `value` where the field is still empty."""
        if value and not getattr(self, name):
            setattr(self, name, value)
            self.evidence[name] = rule

    def offer_time(self, name: str, raw: str, rule: str) -> None:
        """Takes a time where the field is still empty; keeps the words of every one, readable or not."""
        if raw:
            self.claims.append(Claim(name, raw, rule))
            moment = parse_moment(raw)
            self.offer(name, moment.astimezone(VIETNAM) if moment else None, rule)

    def claims_of(self, name: str) -> list[Claim]:
        """What is claimed for a field, the most trusted first."""
        return [claim for claim in self.claims if claim.field == name]


def read_structured(tree: LexborHTMLParser, url: str) -> Structured:
    """The page's own statements, JSON-LD before OpenGraph before microdata; none is believed unparsed."""
    found = Structured()
    metas = _metas(tree)
    for item in _json_ld(tree):
        _from_json_ld(item, found)
    _from_metas(metas, found)
    _from_microdata(tree, found)
    _from_time_elements(tree, found)
    found.descriptions = tuple(
        dict.fromkeys(
            text for text in (found.description, *(metas.get(name, "") for name in _DESCRIPTIONS)) if text
        )
    )
    found.canonical = _canonical(tree, metas, url)
    return found


_DESCRIPTIONS = ("og:description", "twitter:description", "description")


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """Content of each meta element by its lower-case name; the first of a name counts."""
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = clean(unescaped(attributes.get("content") or ""))
        for key in ("property", "name", "itemprop"):
            name = (attributes.get(key) or "").strip().lower()
            if name and content:
                metas.setdefault(name, content)
    return metas


def _from_metas(metas: dict[str, str], found: Structured) -> None:
    found.offer("title", metas.get("og:title", ""), "meta og:title")
    for name in _DESCRIPTIONS:
        found.offer("description", metas.get(name, ""), f"meta {name}")
    for name in _PUBLISHED:
        found.offer_time("published", metas.get(name, ""), f"meta {name}")
    for name in _UPDATED:
        found.offer_time("updated", metas.get(name, ""), f"meta {name}")
    found.offer("site", metas.get("og:site_name", ""), "meta og:site_name")
    found.is_article = found.is_article or metas.get("og:type", "").lower() in {
        "article",
        "news",
        "news.article",
    }


def _from_microdata(tree: LexborHTMLParser, found: Structured) -> None:
    for prop, name in (("datePublished", "published"), ("dateModified", "updated")):
        for node in tree.css(f'[itemprop="{prop}"]'):
            attributes = node.attributes
            text = attributes.get("datetime") or attributes.get("content") or node.text()
            found.offer_time(name, clean(text), f"microdata {prop}")
    if tree.css_first('[itemprop="articleBody"]') is not None:
        found.is_article = True
    headline = tree.css_first('[itemprop="headline"]')
    if headline and headline.tag != "meta":
        found.offer("title", clean(headline.text(separator=" ")), "microdata headline")


def _from_time_elements(tree: LexborHTMLParser, found: Structured) -> None:
    """The `time` elements that are named after what happened then: in the article's own element, or the page's only ones."""
    titled = {node.mem_id for heading in tree.css("h1")[:_MOST_HEADINGS] for node in _around(heading)}
    times = [node for node in tree.css("time[datetime]")[:_MOST_TIMES] if not _is_of_teaser(node, titled)]
    for name in ("published", "updated"):
        nodes = [node for node in times if _name_of(node) == name]
        own = [node for node in nodes if any(each.mem_id in titled for each in _around(node))]
        moments = [clean(node.attributes.get("datetime") or "") for node in own or nodes]
        if own or len(set(moments)) == 1:
            found.offer_time(name, moments[0], "time element")


def _name_of(node: LexborNode) -> str:
    """The field that a `time` element is named after; empty for none, as for one that is beside an article."""
    told = set((node.attributes.get("class") or "").lower().split())
    if "pubdate" in node.attributes:
        told.add("pubdate")
    if not told & (_PUBLISHED_NAMES | _UPDATED_NAMES) or any(map(is_aside, _around(node))):
        return ""
    return "published" if told & _PUBLISHED_NAMES else "updated"


def _is_of_teaser(node: LexborNode, titled: set[int]) -> bool:
    """Whether a `time` element stands with a link of some words, and not with the page's heading: it is another article's."""
    apart = takewhile(lambda each: each.mem_id not in titled, islice(_around(node), _TEASER_STEPS))
    return any(
        size(link.text()) >= _TITLE_WORDS for box in apart for link in box.css("a[href]")[:_MOST_HEADINGS]
    )


def _around(node: LexborNode) -> Iterator[LexborNode]:
    return (each for each in ancestors(node) if each.tag not in {"body", "html", "main", "form"})


def _json_ld(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Every object that says that it is an article, out of arrays and @graph too; broken JSON is passed over."""
    for node in tree.css("script"):
        if "ld+json" not in (node.attributes.get("type") or "").lower():
            continue
        try:
            value = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        items = [item for item in _objects(value, 0) if _types(item) & _ARTICLES]
        yield from sorted(items, key=lambda item: "WebPage" in _types(item))


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _objects(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _types(item: dict[str, Any]) -> set[str]:
    types = item.get("@type")
    return {str(each).rsplit("/", 1)[-1] for each in (types if isinstance(types, list) else [types])}


def _from_json_ld(item: dict[str, Any], found: Structured) -> None:
    page = "WebPage" in _types(item)
    rule = "JSON-LD WebPage" if page else "JSON-LD"
    found.is_article = found.is_article or not page
    if not page:
        found.offer("title", _string(item.get("headline")) or _string(item.get("name")), f"{rule} headline")
        found.offer("description", _string(item.get("description")), f"{rule} description")
    found.offer_time("published", _string(item.get("datePublished")), f"{rule} datePublished")
    found.offer_time("updated", _string(item.get("dateModified")), f"{rule} dateModified")


def _string(value: Any) -> str:
    """A JSON-LD text: a string, or the first of an array, or an object's @value."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value")
    return clean(unescaped(value)) if isinstance(value, str) else ""


def _canonical(tree: LexborHTMLParser, metas: dict[str, str], url: str) -> str:
    """The page's canonical address where it is on the same host, else the address it was fetched from."""
    link = tree.css_first('link[rel="canonical"][href]')
    for target in ((link.attributes.get("href") or "") if link else "", metas.get("og:url", "")):
        try:
            full = urljoin(url, target.strip())
            same = urlsplit(full).hostname == urlsplit(url).hostname
        except ValueError:
            continue
        if target.strip() and same and urlsplit(full).path.strip("/"):
            return full
    return url
