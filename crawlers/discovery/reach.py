"""How far back a source's ways reach: whether something may have come and gone between two looks at them.

A feed or a list of one page holds the newest entries only. Where its last one is newer than what was dealt with before,
and nothing on it is known, others may have stood below it. That is told as a stretch of time that was not read
(`unread`), which is closed once a crawl has read it.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.dates import VIETNAM
from crawlers.discovery.entry import Ask, Findings, Trail, Window
from crawlers.errors import Missing
from crawlers.source import FeedDiscovery, GazetteDiscovery, ListingDiscovery, SitemapDiscovery, Source

_DAY = timedelta(days=1)
_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d"
_UNREAD = re.compile(rf"what was published from ({_TIME}) to ({_TIME}) was not read")


def unread(start: datetime, end: datetime) -> str:
    """The reason of an issue about a stretch of time, in Vietnam's."""
    first, last = (f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}" for moment in (start, end))
    return f"what was published from {first} to {last} was not read"


def unread_stretch(reason: str) -> tuple[datetime, datetime] | None:
    """The stretch that such a reason names, to the minute; None for any other reason."""
    told = _UNREAD.match(reason)
    if not told:
        return None
    first, last = (
        datetime.strptime(each, "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM) for each in told.groups()
    )
    return first, last


@dataclass
class Reach:
    """Filled while a source is walked over a window; asked at the end what it did not reach."""

    source: Source
    window: Window
    ends: dict[tuple[int, str], Trail] = field(default_factory=dict)
    maps: dict[int, datetime] = field(default_factory=dict)

    def add(self, ask: Ask, found: Findings) -> None:
        """Note what a page told; of sitemaps, which need no order, the oldest is what counts."""
        if isinstance(self.source.discover[ask.way], SitemapDiscovery):
            told = [moment for entry in (*found.entries, *found.inside) if (moment := entry.told)]
            self.maps[ask.way] = min([*told, self.maps.get(ask.way, self.window.end)])

    def ended(self, ask: Ask, trail: Trail) -> None:
        """Note that a way, or one of its addresses, ended here: by itself, or because the window lies behind it."""
        way = self.source.discover[ask.way]
        counted = isinstance(way, GazetteDiscovery) and way.documents is None
        if not (ask.level or counted or isinstance(way, SitemapDiscovery)):
            self.ends[ask.way, ask.url] = trail

    def missing(self) -> list[Missing]:
        """The stretches that were not reached: at most one for each address, or one for all where a person asked."""
        if self.window.since is None:
            return self._by_hand(self.window.start)
        since = self.window.since
        if any(low <= since for low in self.maps.values()):
            return []
        return [
            self._told(url, since, trail.low)
            for (way, url), trail in sorted(self.ends.items())
            if trail.low and trail.low > since and not trail.known and self._rolls(way)
        ]

    def _rolls(self, way: int) -> bool:
        """Whether a way shows the newest entries only, and no page of older ones."""
        rules = self.source.discover[way]
        a_year = isinstance(rules, GazetteDiscovery) and "{year}" in rules.url
        pages = isinstance(rules, ListingDiscovery | GazetteDiscovery | FeedDiscovery)
        return pages and not a_year and not getattr(rules, "page", None)

    def _by_hand(self, start: datetime) -> list[Missing]:
        """A window that a person asked for is read if one of the ways leads back to its first day."""
        lows = dict(self.maps)
        for (way, _), trail in self.ends.items():
            if trail.low:
                lows[way] = max(trail.low, lows.get(way, trail.low))
        if not lows or min(lows.values()) < start + _DAY:
            return []
        return [self._told(self.source.base, start, min(lows.values()))]

    def _told(self, url: str, start: datetime, low: datetime) -> Missing:
        end = min(low, self.window.end)  # what strangers date in the year 9999 has no place in other zones
        fix = f"{url} does not lead further back; crawl that time by a way that does, or see that the site has nothing of it"
        return Missing(unread(start, end), url=self.source.base, fix=fix)
