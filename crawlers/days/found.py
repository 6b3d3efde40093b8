"""What is found: a date with its words, its exactness, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from crawlers.days.clocks import VIETNAM

AHEAD = timedelta(hours=1)
"""How far ahead of its capture a time may lie. The clocks of hosts differ by minutes. Zones explain nothing: a time that
names one is exact, and one that names none is Vietnam's.
"""


class Precision(StrEnum):
    """How exactly a date is told."""

    MOMENT = "moment"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a date. `code` is stable (`date.impossible`, `date.future`, `date.weekday`), `words` the text's."""

    code: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """A date of a text.

    `span` is its place in `clean(text)`, weekday and time of day with it. `day` and `last` are its first and last day:
    one and the same but for ranges, months and quarters. `moment` is aware, the midnight of `day` where no time is
    told. All three are None where `finding` says that it is impossible. `relative`: its year or all of it is counted
    from the moment of the capture.
    """

    words: str
    span: tuple[int, int]
    day: date | None
    last: date | None
    moment: datetime | None
    precision: Precision
    finding: Finding | None = None
    relative: bool = False


def impossible(words: str, span: tuple[int, int], precision: Precision, why: str) -> Found:
    """A date that the calendar does not have."""
    return Found(words, span, None, None, None, precision, Finding("date.impossible", words, why))


def ahead_of(found: Found, now: datetime) -> Finding | None:
    """The finding of a date later than `now`, by more than clocks explain."""
    if found.day is None or found.moment is None:
        return None
    if found.precision == Precision.MOMENT:
        late = found.moment > now + AHEAD
    else:
        late = found.day > now.astimezone(VIETNAM).date()
    why = f"later than the capture, {now.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    return Finding("date.future", found.words, why) if late else None
