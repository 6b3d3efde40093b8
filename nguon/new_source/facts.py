"""Who a source is, as its pages tell it; every answer is a guess that a person must look at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import Entry
from crawlers.words import clean, fold, is_language, words
from nguon.new_source.guess import Opened

_OWNER = re.compile(
    r"(?:cơ quan (?:chủ quản|của)|đơn vị chủ quản|chủ quản|cơ quan quản lý|bản quyền (?:thuộc(?: về)?|của))\s*[:©]?\s*"
    r"(?P<name>[^\W\d_][^.;:|©\n]{4,80})",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[|–—\-»]\s+")
_WARNING = re.compile(
    r"^\W*(?:tin |bản tin |thông báo )?(?:bão|áp thấp|lũ|mưa lớn|không khí lạnh|cảnh báo|nắng nóng|động đất)",
    re.IGNORECASE,
)
_SUFFIXES = frozenset({"vn", "gov", "com", "org", "net", "edu", "info"})
# Hosts of provinces' portals since 01/07/2025, and their codes by ISO 3166-2:VN.
_REGIONS = {
    "angiang": "44", "bacninh": "56", "camau": "59", "cantho": "CT", "caobang": "04", "daklak": "33", "danang": "DN",
    "dienbien": "71", "dongnai": "39", "dongthap": "45", "gialai": "30", "haiphong": "HP", "hanoi": "HN", "hatinh": "23",
    "hochiminhcity": "SG", "tphcm": "SG", "hue": "26", "hungyen": "66", "khanhhoa": "34", "laichau": "01", "lamdong": "35",
    "langson": "09", "laocai": "02", "nghean": "22", "ninhbinh": "18", "phutho": "68", "quangngai": "29",
    "quangninh": "13", "quangtri": "25", "sonla": "05", "tayninh": "37", "thainguyen": "69", "thanhhoa": "21",
    "tuyenquang": "07", "vinhlong": "49",
}  # fmt: skip
_PACES = (("30m", timedelta(hours=3)), ("1h", timedelta(hours=12)), ("6h", timedelta(days=2)))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is taken for granted of a source until a person has looked; `why` says where each came from."""

    title: str
    owner: str
    language: str
    kind: str
    region: str
    every: str
    why: dict[str, str] = field(default_factory=dict)


def id_of(url: str) -> str:
    """A folder's name for the site: `https://congbao.sonla.gov.vn/…` is `congbao_sonla`."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    while len(labels) > 1 and labels[-1] in _SUFFIXES:
        labels.pop()
    if len(labels) > 1 and labels[-1] == "chinhphu":
        labels.pop()
    name = re.sub(r"[^a-z0-9]+", "_", "_".join(labels).lower()).strip("_")
    return name if re.match(r"[a-z]", name) else f"s_{name}"


def facts_of(
    url: str,
    fronts: Sequence[LexborHTMLParser],
    feed_title: str,
    pages: Sequence[Opened],
    entries: Sequence[Entry],
) -> Facts:
    """The facts.

    Args:
        url: where all began.
        fronts: the site's front page and the page at `url`, as far as they are pages.
        feed_title: what a feed calls itself; empty where there is none.
        pages: pages of items.
        entries: what lists and feeds named.
    """
    items = [each.tree for each in pages]
    title, from_title = next(filter(lambda told: told[0], _titles(url, fronts, feed_title, items)))
    owner, from_owner = _owner([*fronts, *items], title)
    kind, from_kind = _kind(pages, entries)
    region, from_region = _region(url)
    every, from_every = _pace(kind, entries)
    why = {
        "title": from_title,
        "owner": from_owner,
        "kind": from_kind,
        "region": from_region,
        "every": from_every,
    }
    why["language"] = "the paragraphs of its pages"
    return Facts(title, owner, language_of([*items, *fronts]), kind, region, every, why)


def _titles(
    url: str, fronts: Sequence[LexborHTMLParser], feed_title: str, items: Sequence[LexborHTMLParser]
) -> Iterator[tuple[str, str]]:
    """What the site may be called, and where that was found; the likeliest first, its host at last."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for tree in [*items, *fronts]:
        named = _meta(tree, "og:site_name")
        yield ("" if "." in named or host in named else named), "og:site_name"
    heads = [_SEPARATOR.split(_head(tree)) for tree in items]
    alike = (
        len(heads) > 1 and len({parts[-1] for parts in heads}) == 1 and all(len(parts) > 1 for parts in heads)
    )
    yield (heads[0][-1] if alike else ""), "the end of every <title>"
    if len(fronts) > 1:
        yield _site_part(_head(fronts[0])), "<title> of the front page"
    yield _SEPARATOR.split(feed_title)[-1], "the feed's title"
    for tree in fronts:
        yield _site_part(_head(tree)), "<title> of its page"
    yield host, "its host"


def _site_part(title: str) -> str:
    """The part of a front page's title that sounds most like a site's name."""
    parts = [part for part in _SEPARATOR.split(title) if not _HOME.match(fold(part))]
    return max(parts, key=lambda part: len(_SITE.findall(fold(part))), default="")


_SITE = re.compile(
    r"\b(?:bao|cong|trang|thong tin|dien tu|so|bo|ubnd|tap chi|dai|truyen hinh|phat thanh|trung tam|cuc)\b"
)
_HOME = re.compile(r"trang chu|home|index")


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}"][content]')
    return clean((node.attributes.get("content") or "") if node else "")


def _head(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return clean(node.text()) if node else ""


def _owner(trees: Sequence[LexborHTMLParser], title: str) -> tuple[str, str]:
    for tree in trees:
        feet = tree.css("footer, [class*=footer], [id*=footer]") or ([tree.body] if tree.body else [])
        for node in feet[:3]:
            found = _OWNER.search(clean(node.text(separator=" ")))
            if found and len(words(found["name"])) > 1:
                return " ".join(found["name"].split()[:12]), "the foot of a page"
    return title, "the title; no owner is named"


def language_of(trees: Sequence[LexborHTMLParser]) -> str:
    """The language (BCP 47) that pages are in, by their paragraphs; their own word is taken where it is not Vietnamese."""
    texts = [clean(node.text(separator=" ")) for tree in trees for node in tree.css("p")]
    if not texts or is_language(" ".join(texts), "vi"):
        return "vi"
    declared = [tree.css_first("html[lang]") for tree in trees]
    codes = [(node.attributes.get("lang") or "")[:2].lower() for node in declared if node]
    return next((code for code in codes if re.fullmatch("(?!vi)[a-z]{2}", code)), "en")


def _kind(pages: Sequence[Opened], entries: Sequence[Entry]) -> tuple[str, str]:
    titles = [entry.title for entry in entries] or [each.article.title for each in pages if each.article]
    if any(entry.number for entry in entries) or any(each.article and each.article.legal for each in pages):
        return "legal", "entries have documents' numbers"
    if titles and sum(bool(_WARNING.match(title)) for title in titles) * 2 >= len(titles):
        return "alert", "most titles are warnings"
    return "news", "neither documents nor warnings"


def _region(url: str) -> tuple[str, str]:
    labels = (urlsplit(url).hostname or "").split(".")
    code = next((_REGIONS[label] for label in labels if label in _REGIONS), "")
    return (f"VN-{code}", "the host's name") if code else ("VN", "no province in the host's name")


def _pace(kind: str, entries: Sequence[Entry]) -> tuple[str, str]:
    """How often to ask, by how often something appeared."""
    if kind == "alert":
        return "15m", "warnings"
    moments = sorted({entry.when for entry in entries if isinstance(entry.when, datetime)})
    days = sorted({entry.when for entry in entries if type(entry.when) is date})
    gaps = [later - earlier for some in (moments, days) for earlier, later in pairwise(some)]
    if not gaps:
        return "1h", "the entries tell no times"
    middle = timedelta(seconds=median(gap.total_seconds() for gap in gaps))
    pace = next((pace for pace, gap in _PACES if middle <= gap), "1d")
    return pace, f"about {middle.total_seconds() / 3600:.0f} h from entry to entry"
