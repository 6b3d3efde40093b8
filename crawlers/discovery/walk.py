"""How a source's ways are walked: what to ask first, what a page says, and what to ask after it.

A walk ends where the window lies behind it, on a page that is the one before over again, where the site itself has no
further page, or on a cap, which is told. It never ends because some entries are known: what was inserted late, or
dated back, stands anywhere.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from crawlers.dates import VIETNAM
from crawlers.discovery.api import api_ask, read_api
from crawlers.discovery.entry import Ask, Entry, Findings, Window
from crawlers.discovery.feed import read_feed
from crawlers.discovery.gazette import read_documents, read_issues
from crawlers.discovery.listing import read_listing
from crawlers.discovery.postback import read_postback
from crawlers.discovery.sitemap import read_sitemap
from crawlers.errors import CapReached
from crawlers.source import (
    ApiDiscovery,
    Discovery,
    FeedDiscovery,
    GazetteDiscovery,
    PostbackDiscovery,
    SitemapDiscovery,
    Source,
)

_DEEPEST = 2


def first_asks(source: Source, window: Window) -> Iterator[Ask]:
    """What is asked first, in each of the source's ways."""
    for number, way in enumerate(source.discover):
        if isinstance(way, FeedDiscovery | SitemapDiscovery):
            for url in way.urls:
                yield Ask(source.at(url), number, 1)
        elif isinstance(way, ApiDiscovery):
            yield api_ask(source.at(way.url), way, number, way.first, window)
        else:
            yield Ask(source.at(way.url), number, getattr(way, "first", 1))


def read_page(source: Source, ask: Ask, body: bytes, url: str, content_type: str) -> Findings:
    """What a page of discovery says; `url` is where it was found in the end.

    Raises:
        BadDocument: it is not what such a page must be.
    """
    way = source.discover[ask.way]
    if isinstance(way, FeedDiscovery):
        found = read_feed(body, url, content_type, ask)
    elif isinstance(way, SitemapDiscovery):
        found = read_sitemap(body, url, way)
    elif isinstance(way, ApiDiscovery):
        found = read_api(body, url, way, source.base)
    elif isinstance(way, PostbackDiscovery):
        found = read_postback(body, url, way, ask)
    elif isinstance(way, GazetteDiscovery):
        found = read_documents(body, url, way, ask) if ask.level else read_issues(body, url, way)
    else:
        found = read_listing(body, url, way)
    return replace(found, entries=tuple(_items(found.entries, way)))


def _items(entries: tuple[Entry, ...], way: Discovery) -> Iterator[Entry]:
    """Entries that are items; where the list gives no time, the group `time` of `match` may."""
    for entry in entries:
        matched = re.search(way.match, entry.url) if way.match else None
        if way.match and not matched:
            continue
        time = (matched.groupdict().get("time") or "") if matched else ""
        yield replace(entry, kind=way.kind or "", when=entry.when or _id_time(time))


def _id_time(digits: str) -> datetime | None:
    """The time in an id such as 102261119101533208, less its prefix: YYMMDDhhmmss and more."""
    try:
        return datetime.strptime(digits[:12], "%y%m%d%H%M%S").replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def is_first(source: Source, ask: Ask) -> bool:
    """Whether this is a way's first page, which is never empty for a good reason."""
    return ask.page == getattr(source.discover[ask.way], "first", 1)


def onward(source: Source, ask: Ask, found: Findings, window: Window, *, behind: bool) -> Iterator[Ask]:
    """What to ask after a page: the lists that it leads to, then the page after it, unless all its entries are surely
    older than the window (`behind`).

    Raises:
        CapReached: the walk must end before its end.
    """
    way = source.discover[ask.way]
    if ask.level < _DEEPEST:
        for entry in found.inside:
            if not entry.before(window):
                yield Ask(
                    entry.url,
                    ask.way,
                    getattr(way, "first", 1),
                    ask.level + 1,
                    when=entry.when,
                    number=entry.number,
                )
    step = _turned(source, ask, found, window)
    if step is None or behind or not (found.entries or found.inside):
        return
    if ask.page - getattr(way, "first", 1) + 1 >= way.cap:
        cap = f"the list goes on after {way.cap} pages, its cap"
        raise CapReached(cap, url=ask.url, fix="narrow the window or raise `cap`")
    yield step


def _turned(source: Source, ask: Ask, found: Findings, window: Window) -> Ask | None:
    """The page after this one; None where there is none, or where this one was the page before over again."""
    links = "\n".join(entry.url for entry in (*found.entries, *found.inside))
    seen = hashlib.sha256(links.encode("utf-8", "surrogatepass")).hexdigest()
    if seen == ask.seen:
        return None
    if found.more is not None:
        return replace(found.more, seen=seen)
    way, page = source.discover[ask.way], ask.page + 1
    if ask.level:
        return None
    if isinstance(way, ApiDiscovery):
        paged = "{page}" in way.url or way.body is not None
        return replace(api_ask(source.at(way.url), way, ask.way, page, window), seen=seen) if paged else None
    pattern = getattr(way, "page", None)
    return replace(ask, url=source.at(pattern.format(page=page)), page=page, seen=seen) if pattern else None


@dataclass(frozen=True, slots=True)
class Sifted:
    """The entries of a page by what is to be done: `wanted`, of which `late` were dated back; `known`; `later`."""

    wanted: tuple[Entry, ...]
    late: frozenset[str]
    known: frozenset[str]
    later: frozenset[str]
    behind: bool


def sift(
    found: Findings, window: Window, captured: dict[str, datetime], first: dict[str, datetime]
) -> Sifted:
    """What of a page is to be fetched.

    Wanted is what was published or changed in the window and is not known, or known in an older state; and what is
    not known and dated before the window, but stands above something newer or known: it was put there late.

    Args:
        found: the page.
        window: the stretch of time that is crawled.
        captured: when each known address was last captured whole.
        first: when each was first captured: the latest moment at which it can have been published.
    """
    placed = [_placed(entry, window, first) for entry in found.entries]
    settled = [
        place == "in" or entry.url in captured for place, entry in zip(placed, found.entries, strict=True)
    ]
    last_settled = max((at for at, is_settled in enumerate(settled) if is_settled), default=-1)
    wanted: list[Entry] = []
    rest: dict[str, set[str]] = {"late": set(), "known": set(), "later": set()}
    for at, entry in enumerate(found.entries):
        have = captured.get(entry.url)
        if placed[at] == "later":
            rest["later"].add(entry.url)
        elif placed[at] == "in" and have is not None and not entry.newer_than(have):
            rest["known"].add(entry.url)
        elif placed[at] == "in":
            wanted.append(entry)
        elif have is None and at < last_settled:
            wanted.append(entry)
            rest["late"].add(entry.url)
    behind = bool(placed) and all(place == "before" for place in placed)
    late, known, later = (frozenset(rest[name]) for name in ("late", "known", "later"))
    return Sifted(tuple(wanted), late, known, later, behind)


def _placed(entry: Entry, window: Window, first: dict[str, datetime]) -> str:
    """Where an entry lies: `before` the window, `in` it, or `later`."""
    seen = first.get(entry.url)
    undated = entry.when is None and entry.updated is None
    if entry.before(window) or (undated and seen is not None and seen < window.start):
        return "before"
    return "later" if entry.after(window) else "in"
