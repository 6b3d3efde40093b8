"""Times that are told from now: `2 giờ trước`, `hôm qua`, `vừa xong`, `ngày 5/11` of this year."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from crawlers.days.clocks import VIETNAM
from crawlers.days.forms import Said
from crawlers.days.found import Found, Precision, impossible
from crawlers.days.spelled import MONTH, number

_AGO = re.compile(
    rf"\b(?P<n>\d{{1,3}}|{MONTH}) (?P<u>giây|phút|giờ|tiếng|ngày|tuần|tháng|năm) trước(?= ?(?:\Z|[^\w ]))"
    rf"|\bcách đây (?P<cn>\d{{1,3}}|{MONTH}) (?P<cu>giây|phút|giờ|tiếng|ngày|tuần|tháng|năm)\b"
    r"|\b(?P<en>\d{1,3}|an?|one) (?P<eu>second|minute|hour|day|week|month|year)s? ago\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:vừa xong|mới đây ít phút|just now)\b", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(?:hôm (?P<day>nay|qua|kia)|(?:sáng|trưa|chiều|tối|đêm) (?P<of>nay|qua)|(?P<en>today|yesterday))\b",
    re.IGNORECASE,
)
_YEARLESS = re.compile(
    r"\bngày (?P<d>\d{1,2})(?:[/-](?P<m>\d{1,2})(?![\d/-]|\.\d)| tháng (?P<wm>\d{1,2})(?! ?[/,]? ?\d| năm))",
    re.IGNORECASE,
)
_BACK = {"nay": 0, "qua": 1, "kia": 2, "today": 0, "yesterday": 1}
_UNITS = {
    "giây": "second",
    "phút": "minute",
    "giờ": "hour",
    "tiếng": "hour",
    "ngày": "day",
    "tuần": "week",
    "tháng": "month",
    "năm": "year",
}


def find_relative(text: str, now: datetime) -> Iterator[Found]:
    """What cleaned text tells from `now`; days are those of Vietnam."""
    now = now.astimezone(VIETNAM)
    for found in _AGO.finditer(text):
        count = found["n"] or found["cn"] or found["en"]
        unit = (found["u"] or found["cu"] or found["eu"]).lower()
        yield _ago(
            found, 1 if count.lower() in {"a", "an", "one"} else number(count), _UNITS.get(unit, unit), now
        )
    for found in _NOW.finditer(text):
        yield _at(found, now.date(), Precision.MOMENT, now)
    for found in _WORDS.finditer(text):
        back = _BACK[(found["day"] or found["of"] or found["en"]).lower()]
        yield _at(found, now.date() - timedelta(days=back), Precision.DAY)
    for found in _YEARLESS.finditer(text):
        yield _this_year(found, now.date())


def _ago(found: re.Match[str], count: int, unit: str, now: datetime) -> Found:
    if unit in {"second", "minute", "hour"}:
        then = now - timedelta(**{f"{unit}s": count})
        return _at(found, then.date(), Precision.MOMENT, then)
    if unit in {"day", "week"}:
        return _at(found, now.date() - timedelta(days=count * (7 if unit == "week" else 1)), Precision.DAY)
    if unit == "year":
        first, last = date(now.year - count, 1, 1), date(now.year - count, 12, 31)
        return _at(found, first, Precision.YEAR, last=last)
    months = now.year * 12 + now.month - 1 - count
    first = date(months // 12, months % 12 + 1, 1)
    return _at(found, first, Precision.MONTH, last=first.replace(day=monthrange(first.year, first.month)[1]))


def _at(
    found: re.Match[str],
    day: date,
    precision: Precision,
    moment: datetime | None = None,
    last: date | None = None,
) -> Found:
    moment = moment or datetime.combine(day, time(), VIETNAM)
    return Found(found[0], found.span(), day, last or day, moment, precision, relative=True)


def _this_year(found: re.Match[str], today: date) -> Found:
    """A day and month without a year: of the three years round now, the one that brings it nearest."""
    month, day = int(found["m"] or found["wm"]), int(found["d"])
    near = (Said(year, month, day).possible for year in range(today.year - 1, today.year + 2))
    possible = [each for each in near if each]
    if not possible:
        return impossible(found[0], found.span(), Precision.DAY, "there is no such day")
    return _at(found, min(possible, key=lambda each: abs(each - today)), Precision.DAY)
