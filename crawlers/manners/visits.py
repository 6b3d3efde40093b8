"""Visiting hours: when a source may be asked, by the clock of Việt Nam."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlers.dates import VIETNAM

_DAY = 24 * 60
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` (included) to `closes` (excluded), in minutes after midnight; past midnight if it is before."""

    opens: int
    closes: int

    def hold(self, minute: float) -> bool:
        """Whether a minute of the day lies within."""
        if self.opens < self.closes:
            return self.opens <= minute < self.closes
        return minute >= self.opens or minute < self.closes


def parse_visits(texts: Sequence[str]) -> tuple[Hours, ...]:
    """The hours that texts such as `22:00-05:30` name.

    Raises:
        ValueError: a text is none such.
    """
    return tuple(_hours(text) for text in texts)


def _hours(text: str) -> Hours:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r}: must be two times such as 22:00-05:30")
    opens = int(found[1]) * 60 + int(found[2])
    closes = int(found[3]) * 60 + int(found[4]) if found[3] else _DAY
    if opens == closes:
        raise ValueError(f"{text!r}: ends when it begins; for the whole day write 00:00-24:00")
    return Hours(opens, closes)


def open_now(visits: Sequence[Hours], now: datetime) -> bool:
    """Whether `now` (with a zone) lies in one of the hours; without any, the doors are always open."""
    return not visits or any(hours.hold(_minute(now)) for hours in visits)


def next_open(visits: Sequence[Hours], now: datetime) -> datetime:
    """When the doors open: `now` itself where they are open, else a time within a day."""
    if open_now(visits, now):
        return now
    today = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    times = [today + timedelta(days=day, minutes=hours.opens) for day in (0, 1) for hours in visits]
    return min(time for time in times if time > now)


def may_visit(texts: Sequence[str], now: datetime) -> datetime | None:
    """None where a source with these `visits` may be asked now, else when it may.

    Raises:
        ValueError: a text is no span of time.
    """
    visits = parse_visits(texts)
    return None if open_now(visits, now) else next_open(visits, now)


def _minute(now: datetime) -> float:
    local = now.astimezone(VIETNAM)
    return local.hour * 60 + local.minute + local.second / 60
