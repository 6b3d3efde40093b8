"""Times of day and zones, as they stand beside a date."""

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo

VIETNAM = timezone(timedelta(hours=7))

CLOCK = re.compile(
    r"(?<![\d:/.\-+])(?P<h>\d{1,2})"
    r"(?::(?P<m>\d{2})(?::(?P<s>\d{2}))?|\s?(?:h|giờ)(?:\s?(?P<hm>\d{2}))?(?:\s?phút)?|g(?P<gm>\d{2}))"
    r"(?!\d)(?:\s?(?P<half>AM|PM|SA|CH|sáng|trưa|chiều|tối|đêm)\b)?",
    re.IGNORECASE,
)
ZONE = re.compile(
    r"(?:GMT|UTC)\s?(?:(?P<sign>[+-])\s?(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?)?(?!\d)", re.IGNORECASE
)


def read_clock(found: re.Match[str] | None) -> timedelta | None:
    """Time since midnight: zero where nothing was found, a whole day for 24:00, None for an impossible time."""
    if not found:
        return timedelta()
    hour = int(found["h"])
    minute = int(found["m"] or found["hm"] or found["gm"] or 0)
    hour = _of_day(hour, (found["half"] or "").upper())
    second = int(found["s"] or 0)
    if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > 86400:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _of_day(hour: int, half: str) -> int:
    """The hour of the 24 that an hour with its part of the day is: 3 giờ chiều is 15, 12 giờ đêm 24."""
    if not 1 <= hour <= 12:
        return hour
    if half in {"AM", "SA"}:
        return hour % 12
    later = (
        half in {"PM", "CH", "CHIỀU", "TỐI"} or (half == "TRƯA" and hour < 4) or (half == "ĐÊM" and hour > 6)
    )
    at_night = half == "ĐÊM" and hour == 12
    return hour + 12 if at_night or (later and hour < 12) else hour


def read_zone(found: re.Match[str] | None, zone: tzinfo) -> tzinfo | None:
    """The zone that the text names, else `zone`; None for one that cannot be."""
    if not found:
        return zone
    ahead = timedelta(hours=int(found["h"] or 0), minutes=int(found["m"] or 0))
    if ahead > timedelta(hours=14):
        return None
    return timezone(-ahead if found["sign"] == "-" else ahead)


def at_clock(day: date, clock: timedelta, zone: tzinfo) -> datetime | None:
    """The moment of a day; None beyond the calendar's end."""
    midnight = datetime.combine(day, time(), zone)
    try:
        return midnight + clock
    except OverflowError:
        return None
