"""When a host wants to be left alone, and for how long it is."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import quote

from crawlers.dates import VIETNAM
from nguon.settings import Settings

_log = logging.getLogger(__name__)

LONGEST_WAIT = 120.0
"""Seconds that a crawl waits for a host that asks for it; for longer ones it goes away."""
LONGEST_IN_ALL = 600.0
"""Seconds that it waits for one host in all."""
MOST_FAILURES = 10
"""Requests in a row without a good answer after which it goes away."""
LONGEST_DELAY = 60.0
"""Longest delay between two requests that a slow host or its robots.txt can bring about."""
_LONGEST_MEMORY = timedelta(days=1)


def patience_folder(ours: Settings) -> Path:
    """Where it is kept what hosts want, between crawls and among those that run; a rehearsal has its own."""
    return ours.var.absolute() / "patience" / ("rehearsal" if ours.rehearsal else "live")


class Slot(Protocol):
    """Scrapy's queue for one host: seconds between requests, and the clock's reading at the last one."""

    delay: float
    lastseen: float


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that Retry-After (RFC 9110, section 10.2.3) asks for, as a number or a date; None where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:10])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


class Memory:
    """Until when hosts want to be left alone; it outlives the crawl, for a day at most.

    Args:
        folder: A file per host; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def until(self, host: str, now: datetime) -> datetime | None:
        """The time before which `host` is not to be asked, while it lies ahead."""
        try:
            told = datetime.fromisoformat(self._file(host).read_text(encoding="ascii")).astimezone(UTC)
        except FileNotFoundError:
            return None
        except (ValueError, OverflowError):
            _log.warning("%s holds no time, and is forgotten", self._file(host))
            return None
        return told if now < told <= now + _LONGEST_MEMORY else None

    def keep(self, host: str, until: datetime, now: datetime) -> datetime:
        """Remember; gives the time that is remembered."""
        kept = min(until, now + _LONGEST_MEMORY)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._file(host).with_suffix(".part")
        part.write_text(kept.astimezone(UTC).isoformat(), encoding="ascii")
        part.rename(self._file(host))
        return kept

    def _file(self, host: str) -> Path:
        return self._folder / f"{quote(host, safe='')}.until"


@dataclass
class Pace:
    """How fast a crawl asks each host: never faster than `delay` and the host's own wish, slower where it is slow.

    `adapts`: whether a host's slowness counts; the sample portals' does not.
    """

    delay: float
    adapts: bool
    wished: dict[str, float] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    waited: Counter[str] = field(default_factory=Counter)

    def least(self, host: str) -> float:
        """Least seconds between two requests."""
        return max(self.delay, min(self.wished.get(host, 0.0), LONGEST_DELAY))

    def reached(self, host: str, slot: Slot) -> None:
        """A request takes its place in the queue, which may be a new one that has yet to learn the pace."""
        slot.delay = max(slot.delay, self.least(host))

    def answered(self, host: str, slot: Slot, status: int, latency: float) -> None:
        """A host took `latency` seconds to say `status`: the next one waits at least as long.

        Errors are quick to come, and no sign that a host has time.
        """
        self.failures.pop(host, None)
        if not self.adapts:
            return
        wanted = min(max(latency, (slot.delay + latency) / 2, self.least(host)), LONGEST_DELAY)
        if status == 200 or wanted > slot.delay:
            slot.delay = wanted

    def failed(self, host: str, slot: Slot, wait: float | None) -> str:
        """A host is unwell, and asked for `wait` seconds or for nothing: it is left alone for a while.

        A wish can make us slower, never faster: one for 0 seconds leaves the pace as it is.

        Returns:
            Why the crawl should go away; empty where it should wait.
        """
        self.failures[host] += 1
        if self.failures[host] >= MOST_FAILURES:
            return f"{self.failures[host]} requests in a row were in vain"
        if wait is None:
            wait = min(self.least(host) * 2 ** self.failures[host], LONGEST_WAIT)
        if wait > LONGEST_WAIT:
            return f"it asks for {wait:.0f} s of patience"
        self.waited[host] += wait  # type: ignore[assignment]  # a counter of seconds
        if self.waited[host] > LONGEST_IN_ALL:
            return f"it was waited for long enough, {self.waited[host] - wait:.0f} s"
        slot.lastseen = monotonic() + max(wait, slot.delay, self.least(host)) - slot.delay
        return ""


def local(time: datetime) -> str:
    """A time for people."""
    return f"{time.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S %z}"
