"""How a source's ways are walked: what to ask first, what a page says, and what to ask after it.

A walk ends where the window lies behind it, on a page that is the one before over again, where the site itself has no
further page, or on a cap, which is told. It never ends because some entries are known: what was inserted late, or
dated back, stands anywhere. Nor does a page before the window end it while the list may still lead to newer ones: it
may be one that begins with the oldest, or its top may hold what came late, above what is known.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from crawlers.dates import VIETNAM
from crawlers.discovery.api import api_ask, read_api
from crawlers.discovery.entry import START, Ask, Entry, Findings, Trail, Window
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
_BLIND = 5  # pages of nothing but old and unknown entries; a list that nobody ever took anything from has no others
_EVIDENCE = 3  # pairs of neighbours; an entry or two at the top that came late say nothing of a list's order


def first_asks(source: Source, window: Window) -> Iterator[Ask]:
    """What is asked first, in each of the source's ways."""
    deep = window.end - window.start > source.lookback + timedelta(days=1)
    for number, way in enumerate(source.discover):
        if way.backfill and not deep:
            continue
        if isinstance(way, FeedDiscovery | SitemapDiscovery):
            for url in way.urls:
                yield Ask(source.at(url), number, 1)
        elif isinstance(way, ApiDiscovery):
            yield api_ask(source.at(way.url), way, number, way.first, window)
        elif isinstance(way, GazetteDiscovery) and "{year}" in way.url:
            for after, year in enumerate(
                _years(window)
            ):  # a new year may well have no issue yet: no first page
                yield Ask(source.at(way.url.replace("{year}", str(year))), number, way.first + after)
        else:
            yield Ask(source.at(way.url), number, getattr(way, "first", 1))


def _years(window: Window) -> range:
    return range(window.start.astimezone(VIETNAM).year, window.end.astimezone(VIETNAM).year + 1)


def read_page(
    source: Source, ask: Ask, body: bytes, url: str, content_type: str, *, now: datetime | None = None
) -> Findings:
    """What a page of discovery says; `url` is where it was found in the end. The page before over again says nothing.

    `now` is what times such as `2 giờ trước` are told from; without it they are none. What it says lies ahead is left
    as it is: see `told.without_future`.

    Raises:
        BadDocument: it is not what such a page must be.
    """
    found = _read_page(source, ask, body, url, content_type, now)
    way = source.discover[ask.way]
    if ask.seen == _links(found):
        return Findings(faults=found.faults, total=found.total, defects=found.defects)
    return replace(found, entries=tuple(_items(found.entries, way)), seen=_links(found))


def _read_page(
    source: Source, ask: Ask, body: bytes, url: str, content_type: str, now: datetime | None
) -> Findings:
    way = source.discover[ask.way]
    if isinstance(way, FeedDiscovery):
        return read_feed(body, url, content_type, ask, now=now)
    if isinstance(way, SitemapDiscovery):
        return read_sitemap(body, url, way)
    if isinstance(way, ApiDiscovery):
        return read_api(body, url, way, source.base, now=now)
    if isinstance(way, PostbackDiscovery):
        return read_postback(body, url, way, ask, now=now)
    if isinstance(way, GazetteDiscovery):
        return _read_gazette(body, url, way, ask, content_type, now)
    return read_listing(body, url, way, now=now)


def _read_gazette(
    body: bytes, url: str, way: GazetteDiscovery, ask: Ask, content_type: str, now: datetime | None
) -> Findings:
    if ask.level:
        return read_documents(body, url, way, ask, now=now)
    return read_issues(body, url, way, content_type, now=now)


def _links(found: Findings) -> str:
    """A digest of what a page leads to."""
    links = "\n".join(entry.url for entry in (*found.entries, *found.inside))
    return hashlib.sha256(links.encode("utf-8", "surrogatepass")).hexdigest()


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


def onward(source: Source, ask: Ask, found: Findings, window: Window, sifted: "Sifted") -> Iterator[Ask]:
    """What to ask after a page: the lists that it leads to, then the page after it, unless the window lies behind it.

    Raises:
        CapReached: the walk must end before its end.
    """
    way = source.discover[ask.way]
    first = getattr(way, "first", 1)
    counted = isinstance(way, GazetteDiscovery) and way.documents is None
    if not counted:
        yield from _inner(ask, found, window, first)
    step = _turned(source, ask, found, window)
    if step is None or sifted.behind or not (found.entries or found.inside):
        return
    if ask.page - first + 1 >= way.cap:
        cap = f"the list goes on after {way.cap} pages, its cap"
        raise CapReached(cap, url=ask.url, fix="narrow the window or raise `cap`")
    yield replace(step, pending=sifted.pending, met=sifted.met, trail=sifted.trail)


def _inner(ask: Ask, found: Findings, window: Window, first: int) -> Iterator[Ask]:
    """The lists that a page leads to, as far as they may hold something of the window."""
    steps = [
        Ask(entry.url, ask.way, first, ask.level + 1, when=entry.when, number=entry.number)
        for entry in found.inside
        if not entry.before(window)
    ]
    if steps and ask.level >= _DEEPEST:
        deep = f"an index inside {_DEEPEST} others: what it leads to is not looked at"
        raise CapReached(deep, url=ask.url, fix="name a sitemap further in among `urls`")
    yield from steps


def within_cap(source: Source, step: Ask, read: int) -> None:
    """Let a sitemap of an index pass, if it is one that the way's `cap` has room for after the `read` pages.

    Raises:
        CapReached: it is one too many.
    """
    way = source.discover[step.way]
    if isinstance(way, SitemapDiscovery) and step.level and read >= way.cap:
        cap = f"there are more sitemaps in it than {way.cap}, its cap"
        raise CapReached(cap, url=source.at(way.urls[0]), fix="narrow the window or raise `cap`")


def _turned(source: Source, ask: Ask, found: Findings, window: Window) -> Ask | None:
    """The page after this one; None where there is none."""
    if found.more is not None:
        return replace(found.more, seen=found.seen)
    way, page = source.discover[ask.way], ask.page + 1
    if ask.level:
        return None
    if isinstance(way, ApiDiscovery):
        paged = "{page}" in way.url or way.body is not None
        return (
            replace(api_ask(source.at(way.url), way, ask.way, page, window), seen=found.seen)
            if paged
            else None
        )
    pattern = getattr(way, "page", None)
    if not pattern:
        return None
    first = getattr(way, "first", 1)
    place = first + (page - first) * getattr(way, "step", 1)
    return replace(ask, url=source.at(pattern.format(page=place)), page=page, seen=found.seen)


@dataclass(frozen=True, slots=True)
class Sifted:
    """The entries of a page by what is to be done: `wanted`, of which `late` were dated back; `known`; `later`.

    `pending` are not known and dated before the window: they are late if something newer or known comes below them.
    `met`: something has come in this walk that is known, or newer than the window; below it begins what was dealt with
    before. `behind`: the window lies behind this page; where the page ends with pending ones, the next page tells.
    `trail` is handed to the next page.
    """

    wanted: tuple[Entry, ...]
    late: frozenset[str]
    known: frozenset[str]
    later: frozenset[str]
    pending: tuple[Entry, ...]
    met: bool
    behind: bool
    trail: Trail = START


def sift(
    ask: Ask, found: Findings, window: Window, captured: dict[str, datetime], first: dict[str, datetime]
) -> Sifted:
    """What of a page is to be fetched.

    Wanted is what was published or changed in the window and is not known, or known in an older state; and what is
    not known and dated before the window, but stands above something newer or known: it was put there late. (In a list
    that begins with the oldest, such a place says nothing.)

    Args:
        ask: what led to the page, with what is pending from the pages before.
        found: the page.
        window: the stretch of time that is crawled.
        captured: when each known address was last captured whole.
        first: when each was first captured: the latest moment at which it can have been published.
    """
    entries = (*ask.pending, *found.entries)
    placed = [_placed(entry, window, first) for entry in entries]
    settled = [at for at, entry in enumerate(entries) if placed[at] == "in" or entry.url in captured]
    last, rises = max(settled, default=-1), _rises(_dates(entries))
    old = all(place == "before" for place in placed)
    known = _overlaps(entries, placed, captured)
    trail = _trail(ask, found, blind=last < 0 and old, known=known, rises=rises)
    sorts = _sorted(entries, placed, captured, late=0 if rises else last)
    names = {sort: frozenset(entry.url for entry in sorts[sort]) for sort in ("late", "known", "later")}
    met = ask.met or bool(names["later"]) or not captured or any(entry.url in captured for entry in entries)
    unsure = bool(sorts["pending"]) and last >= len(ask.pending)
    back = bool(found.entries) and old and _leads_back(found, ask.trail, trail.blind)
    return Sifted(
        tuple(sorts["taken"]),
        **names,
        pending=tuple(sorts["pending"]),
        met=met,
        behind=back and not unsure and (met or trail.blind >= _BLIND),
        trail=trail,
    )


def _sorted(
    entries: Sequence[Entry], placed: Sequence[str], captured: Mapping[str, datetime], *, late: int
) -> dict[str, list[Entry]]:
    """The entries by what they are (`_sort`), and as `taken` those to be fetched; the first `late` stand above others."""
    sorts: dict[str, list[Entry]] = defaultdict(list)
    for at, (entry, place) in enumerate(zip(entries, placed, strict=True)):
        sort = _sort(entry, place, captured.get(entry.url), above=at < late)
        sorts[sort].append(entry)
        if sort in {"wanted", "late"}:
            sorts["taken"].append(entry)
    return sorts


def _trail(ask: Ask, found: Findings, *, blind: bool, known: bool, rises: bool) -> Trail:
    told, trail = _dates(found.entries or found.inside), ask.trail
    low = trail.low
    if told:
        low = min(told[0], low or told[0]) if rises else told[-1]
    return Trail(
        top=trail.top or _middle(told),
        low=low,
        known=trail.known or known,
        blind=trail.blind + 1 if blind else 0,
    )


def _leads_back(found: Findings, trail: Trail, blind: int) -> bool:
    """Whether what follows a page is older still.

    A first page that does not show it may be that of a list which begins with the oldest: the next ones tell. A list
    without dates is taken to have the newest first.
    """
    told = _dates(found.entries)
    half = (len(told) + 1) // 2
    above = trail.top or _middle(told[:half])
    below = _middle(told if trail.top else told[len(told) - half :])
    if above is None or below is None:
        return True
    return below < above or (below == above and blind >= _BLIND)


def _rises(told: Sequence[datetime]) -> bool:
    """Whether a list begins with the oldest: nearly every entry is newer than the one above it."""
    pairs = list(pairwise(told))
    rise = sum((below > above) - (below < above) for above, below in pairs)
    return len(pairs) >= _EVIDENCE and 2 * rise > len(pairs)


def _dates(entries: Iterable[Entry]) -> list[datetime]:
    return [told for entry in entries if (told := entry.told)]


def _middle(told: Sequence[datetime]) -> datetime | None:
    """The middle one: a few entries that are out of order do not move it."""
    return sorted(told)[len(told) // 2] if told else None


def _overlaps(entries: Sequence[Entry], placed: Sequence[str], captured: Mapping[str, datetime]) -> bool:
    """Whether something known lies in the window; what stands at the top for years says nothing."""
    return any(
        entry.url in captured and place != "before" for entry, place in zip(entries, placed, strict=True)
    )


def _sort(entry: Entry, place: str, have: datetime | None, *, above: bool) -> str:
    """What an entry is; `above`: something newer or known stands below it."""
    if place == "later":
        return "later"
    if place == "in":
        return "wanted" if have is None or entry.newer_than(have) else "known"
    if have is not None:
        return "old"
    return "late" if above else "pending"


def _placed(entry: Entry, window: Window, first: dict[str, datetime]) -> str:
    """Where an entry lies: `before` the window, `in` it, or `later`."""
    seen = first.get(entry.url)
    undated = entry.when is None and entry.updated is None
    if entry.before(window) or (undated and seen is not None and seen < window.start):
        return "before"
    return "later" if entry.after(window) else "in"
