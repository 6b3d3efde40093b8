"""Dates and times as Vietnamese official sites write them.

The day stands before the month, always: `02/03/2026` is 2 March. The month stands first only where the text says
so itself: by the form of `9/3/2026 6:44:00 PM`, which is how .NET writes a time in American English (without seconds,
as in `02/03/2026 | 06:44 PM`, it is how Liferay writes Vietnamese ones), or by a second number above 12. What is no date
of the calendar is None, never a guess.
"""

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from crawlers.words import clean

VIETNAM = timezone(timedelta(hours=7))

_YEARS = range(1900, 2100)
_DAY = re.compile(
    r"""
    (?<![\d/.\-])(?P<a>\d{1,2})\s?(?P<mark>[/.\-])\s?(?P<b>\d{1,2})\s?(?P=mark)\s?(?P<y>\d{4})(?![\d/\-])
    | (?<!\d)(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})\s*(?:,|năm|/)?\s*(?P<wy>\d{4})(?!\d)
    | (?<![\d\-/])(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})(?![\d\-])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ISO = re.compile(
    r"(?<![\d\-])(?P<day>\d{4}-\d{2}-\d{2})[T ]\s?(?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?(?![\d:])"
)
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d{1,2}:\d{2}(?::\d{2})?(?:\s\S+)?")
_CLOCK = re.compile(
    r"(?<![\d:/.\-+])(?P<h>\d{1,2})"
    r"(?::(?P<m>\d{2})(?::(?P<s>\d{2}))?|\s?(?:h|giờ)(?:\s?(?P<hm>\d{2}))?(?:\s?phút)?|g(?P<gm>\d{2}))"
    r"(?!\d)(?:\s?(?P<half>AM|PM|SA|CH)\b)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?:GMT|UTC)\s?(?:(?P<sign>[+-])\s?(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?)?(?!\d)", re.IGNORECASE
)
_AMERICAN = re.compile(r"\d:\d{2}:\d{2}\s?[AP]M\b", re.IGNORECASE)


def parse_day(text: str) -> date | None:
    """The first date in `text`, None where there is none or where it is impossible (31/02/2026)."""
    text = clean(text)
    if _RFC_2822.fullmatch(text):
        moment = _rfc_2822(text, VIETNAM)
        return moment.date() if moment else None
    found = _DAY.search(text)
    return _day_of(found, month_first=bool(_AMERICAN.search(text))) if found else None


def parse_moment(text: str, *, zone: tzinfo = VIETNAM) -> datetime | None:
    """The first date in `text` with the time of day beside it; aware.

    Args:
        text: ISO 8601, RFC 2822 or any form that Vietnamese sites use (`Thứ Hai, 05/10/2026 08:30 (GMT+7)`,
            `08h00 ngày 12/11/2026`).
        zone: of a text that names none.

    Returns:
        None where the text has no date, or an impossible date, time or zone. A date without a time of day is
        its midnight.
    """
    text = clean(text)
    if iso := _ISO.search(text):
        return _iso(iso, zone)
    if _RFC_2822.fullmatch(text):
        return _rfc_2822(text, zone)
    found = _DAY.search(text)
    if not found:
        return None
    day = _day_of(found, month_first=bool(_AMERICAN.search(text)))
    rest = f"{text[: found.start()]} \n {text[found.end() :]}"
    named = _ZONE.search(rest)
    if named:
        rest = rest[: named.start()] + rest[named.end() :]
    clock = _clock(_CLOCK.search(rest))
    offset = _offset(named, zone)
    return datetime.combine(day, clock, offset) if day and clock and offset else None


def find_days(text: str) -> list[date]:
    """Every possible date in `text`, in its order."""
    text = clean(text)
    days = (_day_of(found, month_first=False) for found in _DAY.finditer(text))
    return [day for day in days if day]


def _day_of(found: re.Match[str], *, month_first: bool) -> date | None:
    parts = found.groupdict()
    if parts["iy"]:
        return _make(parts["iy"], parts["im"], parts["id"])
    if parts["wy"]:
        return _make(parts["wy"], parts["m"], parts["d"])
    first, second = int(parts["a"]), int(parts["b"])
    if second > 12 or (month_first and first <= 12):
        return _make(parts["y"], first, second)
    return _make(parts["y"], second, first)


def _make(year: str, month: str | int, day: str | int) -> date | None:
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _clock(found: re.Match[str] | None) -> time | None:
    """Midnight where nothing was found, None for an impossible time."""
    if not found:
        return time()
    hour = int(found["h"])
    minute = int(found["m"] or found["hm"] or found["gm"] or 0)
    half = (found["half"] or "").upper()
    if half and not 1 <= hour <= 12:
        half = ""
    if half in {"PM", "CH"} and hour < 12:
        hour += 12
    if half in {"AM", "SA"} and hour == 12:
        hour = 0
    try:
        return time(hour, minute, int(found["s"] or 0))
    except ValueError:
        return None


def _offset(found: re.Match[str] | None, zone: tzinfo) -> tzinfo | None:
    """The zone that the text names, else `zone`; None for one that cannot be."""
    if not found:
        return zone
    ahead = timedelta(hours=int(found["h"] or 0), minutes=int(found["m"] or 0))
    if ahead > timedelta(hours=14):
        return None
    return timezone(-ahead if found["sign"] == "-" else ahead)


def _iso(found: re.Match[str], zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(f"{found['day']}T{found['clock']}{found['zone'] or ''}")
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _rfc_2822(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
