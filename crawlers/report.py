"""What a crawl is told beforehand, and what it tells afterwards; both cross a process border as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from crawlers.discovery.entry import Window
from crawlers.errors import Next
from crawlers.media.ranges import Held
from crawlers.source import Source


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets a host answer 304 (RFC 9110, section 13)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already holds of a source: when each address was last and first captured, and validators.

    `gone` is when a page that is no longer there was last asked for; `referred` are originals that an aggregator named
    and that were never captured; `held` is what there is of each media file, whole or not.
    """

    captured: dict[str, datetime] = field(default_factory=dict)
    first_captured: dict[str, datetime] = field(default_factory=dict)
    validators: dict[str, Validators] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)
    referred: tuple[str, ...] = ()
    held: dict[str, Held] = field(default_factory=dict)

    def due(self, ages: Sequence[timedelta], now: datetime) -> Iterator[str]:
        """Addresses that are to be looked at again: one of the `ages` has passed since they were last looked at."""
        for url, first in self.first_captured.items():
            last = max(self.captured.get(url, first), self.gone.get(url, first))
            if any(last < first + age <= now for age in ages):
                yield url

    def conditions(self, url: str) -> dict[str, str]:
        """Headers of a conditional request."""
        held = self.validators.get(url, Validators())
        headers = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one run: requests, and pages of each list; None: the source's own."""

    requests: int | None = None
    pages: int | None = None

    def applied(self, of: Source) -> Source:
        """The source with these caps."""
        changes: dict[str, Any] = {}
        if self.requests:
            changes["request_cap"] = self.requests
        if self.pages:
            changes["discover"] = tuple(way.model_copy(update={"cap": self.pages}) for way in of.discover)
        return of.model_copy(update=changes)


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class CrawlRequest:
    """A crawl to be made. `at` is the moment that stands for now; None: the clock's."""

    source: str
    window: Window
    known: Known
    at: datetime | None = None
    limits: Limits = NO_LIMITS


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong: the error's class, where, why, what to do, what happens next.

    `parent` is the item's address where it went wrong with one of its attachments.
    """

    error: str
    url: str
    reason: str
    fix: str
    next: str
    parent: str = ""


@dataclass
class CrawlReport:
    """What a crawl did.

    Entries: `found`, of which `known` were not asked again and `late` were dated back before the window; `later` lay
    behind its end. Pages: `fetched`, or `unchanged` (304). `numbers` are the issues and documents that lists named,
    `referrals` the originals (source, address) that belong to other sources. `finished`: the crawl came to its own end.
    """

    source: str
    crawl: str
    window: Window
    started_at: datetime
    found: int = 0
    known: int = 0
    later: int = 0
    late: int = 0
    fetched: int = 0
    unchanged: int = 0
    unchanged_lists: int = 0
    requests: int = 0
    problems: list[Problem] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    referrals: list[tuple[str, str]] = field(default_factory=list)
    finished: bool = False
    warc_file: str = ""

    @property
    def trusted(self) -> bool:
        """Whether all that the lists named was dealt with, so that a 304 on them may be believed."""
        settled = all(problem.next in {Next.QUARANTINE, Next.WATCH} for problem in self.problems)
        return self.finished and not self.later and settled


REQUEST = TypeAdapter(CrawlRequest)
REPORT = TypeAdapter(CrawlReport)
