"""What a crawl is told beforehand, and what it tells afterwards; both cross a process border as JSON."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from crawlers.discovery.entry import Window
from crawlers.errors import Next
from crawlers.known import Known, PackedKnown, Validators
from crawlers.source import Source

__all__ = [
    "NO_LIMITS",
    "REPORT",
    "REQUEST",
    "CrawlReport",
    "CrawlRequest",
    "Known",
    "Limits",
    "Problem",
    "Validators",
]


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
    """A crawl to be made.

    `at` is the moment that stands for now; None: the clock's. `archive` is where the captures go (fsspec) and `patience` the
    folder of what is kept of hosts between crawls; empty: where the settings say. `by_hand`: somebody wants it now,
    whatever the visiting hours.
    """

    source: str
    window: Window
    known: PackedKnown
    at: datetime | None = None
    limits: Limits = NO_LIMITS
    archive: str = ""
    patience: str = ""
    by_hand: bool = False


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
    `adopted` are the answers (archive file, offset) of a crawl that never reported, which this one dealt with instead of
    asking again. `put_off` are the known pages that were due to be looked at again and were not: the next crawl does.
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
    adopted: list[tuple[str, int]] = field(default_factory=list)
    finished: bool = False
    warc_file: str = ""
    put_off: int = 0

    @property
    def complete(self) -> bool:
        """Whether it came to its own end, and nothing that it met wants another try or a person."""
        return self.finished and not any(each.next in {Next.RETRY, Next.ALERT} for each in self.problems)

    @property
    def trusted(self) -> bool:
        """Whether all that the lists named was dealt with, so that a 304 on them may be believed."""
        settled = all(problem.next in {Next.QUARANTINE, Next.WATCH} for problem in self.problems)
        return self.finished and not self.later and settled


REQUEST = TypeAdapter(CrawlRequest)
REPORT = TypeAdapter(CrawlReport)
