"""Dates and times as Vietnamese official sites write them.

The day stands before the month, always: `02/03/2026` is 2 March. The month stands first only where the text says
so itself: by the form of `9/3/2026 6:44:00 PM`, which is how .NET writes a time in American English (without seconds,
as in `02/03/2026 | 06:44 PM`, it is how Liferay writes Vietnamese ones), or by a second number above 12. What is no date
of the calendar is None here, never a guess; `find_dates` tells what it was and what is wrong with it.
"""

import re
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime

from crawlers.days.clocks import CLOCK, VIETNAM, ZONE, at_clock, read_clock, read_zone
from crawlers.days.finder import find_dates
from crawlers.days.forms import (
    AMERICAN,
    ENGLISH,
    FULL,
    NO_DATE,
    SHORT,
    SPELLED,
    YEARS,
    Said,
    find_garbled,
    is_date,
    read_english,
    read_full,
    read_short,
    read_spelled,
)
from crawlers.days.found import AHEAD, Finding, Found, Precision
from crawlers.words import clean

__all__ = [
    "AHEAD",
    "VIETNAM",
    "Finding",
    "Found",
    "Precision",
    "find_dates",
    "find_days",
    "is_blank",
    "parse_day",
    "parse_moment",
]

_ISO = re.compile(
    r"(?<![\d\-])(?P<day>\d{4}-\d{2}-\d{2})[T ]\s?(?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?(?![\d:])"
)
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d{1,2}:\d{2}(?::\d{2})?(?:\s\S+)?")
_DIGIT = re.compile(r"\d")
_EPOCH = re.compile(r"[1-3]\d{9}(?:\d{3})?")
_NONE = Said(0, 0, 0)
_ZONED = re.compile(r"GMT|UTC|\d ?(?:Z|[+-]\d{2}:?\d{2})(?![\w:])", re.IGNORECASE)


def is_blank(text: str) -> bool:
    """Whether `text` stands for no date: it is empty, a mere mark, or the zero of a system (`01/01/0001`)."""
    return NO_DATE.match(clean(text)) is not None


def parse_day(text: str) -> date | None:
    """The first date in `text`, None where there is none or where it is impossible (31/02/2026).

    Where a time stands with it and names its zone, it is the day in Vietnam: `2024-02-05T23:30Z` is 6 February.
    """
    text = clean(text)
    if _RFC_2822.fullmatch(text):
        moment = _rfc_2822(text, VIETNAM)
        return moment.astimezone(VIETNAM).date() if moment else None
    first = _first(text)
    day = _day_of(first[1]) if first else None
    return _in_vietnam(text, first[0], day) if first and day and _ZONED.search(text) else day


def _in_vietnam(text: str, span: tuple[int, int], day: date) -> date:
    """The day in Vietnam of the date at `span`, if a time with another zone stands with it."""
    timed = (each for each in find_dates(text) if each.precision == Precision.MOMENT and each.moment)
    moment = next((each.moment for each in timed if each.span[0] <= span[0] < each.span[1]), None)
    elsewhere = moment and moment.utcoffset() != VIETNAM.utcoffset(None)
    return moment.astimezone(VIETNAM).date() if moment and elsewhere else day


def parse_moment(text: str, *, zone: tzinfo = VIETNAM, now: datetime | None = None) -> datetime | None:
    """The first date in `text` with the time of day beside it; aware.

    Args:
        text: ISO 8601, RFC 2822, seconds or milliseconds since 1970, or any form that Vietnamese sites use
            (`Thứ Hai, 05/10/2026 08:30 (GMT+7)`, `08h00 ngày 12/11/2026`).
        zone: of a text that names none.
        now: the moment of the capture (aware), for `2 giờ trước` and `hôm qua`; without it they are no dates.

    Returns:
        None where the text has no date, or an impossible date, time or zone. A date without a time of day is
        its midnight.
    """
    text = clean(text)
    if iso := _ISO.search(text):
        return _iso(iso, zone)
    if _RFC_2822.fullmatch(text):
        return _rfc_2822(text, zone)
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(zone)
    first = _first(text)
    if not first:
        return _relative(text, now)
    (start, end), said = first
    day = _day_of(said)
    rest = f"{text[:start]} \n {text[end:]}"
    named = ZONE.search(rest)
    if named:
        rest = rest[: named.start()] + rest[named.end() :]
    clock = read_clock(CLOCK.search(rest))
    offset = read_zone(named, zone)
    if day is None or clock is None or offset is None:
        return None
    return at_clock(day, clock, offset)


def find_days(text: str) -> list[date]:
    """Every possible date in `text`, in its order."""
    text = clean(text)
    days = (_day_of(read_full(found, month_first=False)) for found in FULL.finditer(text))
    return [day for day in days if day]


def _first(text: str) -> tuple[tuple[int, int], Said] | None:
    """The first date in cleaned text and where it stands; one with letters for digits counts, and is impossible."""
    found = _first_whole(text)
    garbled = next(find_garbled(text), None)
    if garbled and (found is None or garbled.start() <= found[0][0]):
        return garbled.span(), _NONE
    return found


def _first_whole(text: str) -> tuple[tuple[int, int], Said] | None:
    if not _DIGIT.search(text):
        found = SPELLED.search(text)
        return (found.span(), read_spelled(found)) if found else None
    if found := FULL.search(text):
        return found.span(), read_full(found, month_first=bool(AMERICAN.search(text)))
    for form, read in ((SPELLED, read_spelled), (ENGLISH, read_english)):
        if found := form.search(text):
            return found.span(), read(found)
    short = next((found for found in SHORT.finditer(text) if is_date(text, found)), None)
    return (short.span(), read_short(short)) if short else None


def _day_of(said: Said) -> date | None:
    return said.possible if said.year in YEARS else None


def _relative(text: str, now: datetime | None) -> datetime | None:
    found = find_dates(text, now=now) if now else []
    return next((each.moment for each in found if each.relative), None)


def _iso(found: re.Match[str], zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(f"{found['day']}T{found['clock']}{found['zone'] or ''}")
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _rfc_2822(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
