"""What stands behind `… có hiệu lực`: the day that it begins, the day that it ends, or why no day can be told."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from crawlers.dates import parse_day
from crawlers.days.spelled import number

_DATE = r"(\d{1,2}\s*(?:tháng\s*\d{1,2}\s*năm\s*\d{4}|[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}))"
_HOUR = r"(?:lúc\s+)?(?:(?P<hour>\d{1,2})\s*(?:giờ|h|g|:)\s*(?:\d{1,2}\s*(?:phút)?)?,?\s*)?"
_FROM = r"(?:bắt đầu\s+)?(?:(?:kể\s+|tính\s+)?từ|vào)\s+"
_SIGNED = r"(?:ngày\s+)?(?P<signed>ký|ban hành|(?:được\s+)?thông qua)\b(?!\s+(?:kết|hợp đồng|lệnh))"
_UNITS = "một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín"
_WORDS = rf"(?:(?:{_UNITS}) trăm )?(?:(?:(?:{_UNITS}) mươi|mười)(?: (?:{_UNITS}|mốt|lăm|nhăm))?|{_UNITS})"
_COUNTED = (
    rf"sau\s+(?:(?P<count>\d{{1,3}})|(?P<words>{_WORDS}))\s*(?:\([^()]*\)\s*)?(?P<unit>ngày làm việc|ngày|tháng|năm)\b,?\s*"
    r"(?:(?:kể\s+|tính\s+)?từ\s+)"
)
_DAY = re.compile(rf"(?:{_FROM}{_HOUR}(?:ngày\s+)?|(?:vào\s+)?ngày\s+){_DATE}", re.IGNORECASE)
_BASED = re.compile(rf"(?:{_COUNTED}|{_FROM}){_SIGNED}", re.IGNORECASE)
_NO_TABLE = "working days need a table of holidays"
_WORKING = re.compile(r"sau\s+[^.;]{1,60}?ngày làm việc", re.IGNORECASE)
_TO = r"[,\s]*(?:và\s+)?(?:(?:có\s+hiệu\s+lực(?:\s+thi\s+hành)?|(?:được\s+)?(?:áp dụng|thực hiện))\s+)?(?:cho\s+)?đến\s+(?:hết\s+)?"
_UNTIL = re.compile(rf"{_TO}{_HOUR}(?:ngày\s+)?{_DATE}", re.IGNORECASE)
_ENDED = re.compile(
    rf"[,\s]*(?:và\s+)?hết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?P<how>(?:kể\s+)?từ|sau|vào)\s+(?:ngày\s+)?{_DATE}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """From which day something is in force; where that cannot be told, `fault` says why. `end` is where its words end.

    `until` is the last day, None where none is told.
    """

    day: date | None
    fault: str
    until: date | None
    end: int


def read_term(text: str, at: int, issued_on: date | None, passed_on: date | None = None) -> Term:
    """What stands in `text` from `at` on.

    `từ ngày ký` is the day of issue, `sau 45 ngày kể từ ngày ký` 45 days after it; a month is counted as Bộ luật Dân sự
    2015, Điều 148 counts it. The days of promulgation and of the gazette are others than that of issue, so they are
    not known; working days would need a table of holidays.

    Args:
        text: a sentence.
        at: where the words behind `có hiệu lực` begin.
        issued_on: the document's day of issue.
        passed_on: the day on which an assembly passed it, where the sentence tells it.
    """
    found = _DAY.match(text, at)
    if found:
        day = _of_calendar(found)
        fault = "" if day else f"no day of the calendar ({found[0]})"
    elif found := _BASED.match(text, at):
        base = passed_on if passed_on and "thông qua" in found["signed"].lower() else issued_on
        day = _counted(base, found) if base else None
        fault = "" if day else _why(found)
    else:
        day, fault = None, _NO_TABLE if _WORKING.match(text, at) else "no day that the text tells"
    end = found.end() if found else at
    return Term(day, fault, until_in(text, end), end)


def until_in(text: str, at: int) -> date | None:
    """The last day of what is in force, where `text` tells it at `at`."""
    found = _UNTIL.match(text, at)
    if found:
        return _of_calendar(found)
    ended = _ENDED.match(text, at)
    day = _parsed(ended[2]) if ended else None
    return day - timedelta(days=1) if ended and day and ended["how"].lower().endswith("từ") else day


def _of_calendar(found: re.Match[str]) -> date | None:
    """The day of a match; 24 o'clock is the beginning of the next."""
    day = _parsed(found[2])
    return day + timedelta(days=1) if day and found["hour"] == "24" else day


def _parsed(text: str) -> date | None:
    return parse_day(re.sub(r"\s*([/.\-])\s*", r"\1", text))


def _counted(base: date, found: re.Match[str]) -> date | None:
    said = found["count"] or found["words"]
    if not said:
        return base
    unit, count = found["unit"].lower(), number(said)
    if unit == "ngày":
        return base + timedelta(days=count)
    return _months_after(base, count * (12 if unit == "năm" else 1)) if unit != "ngày làm việc" else None


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _why(found: re.Match[str]) -> str:
    return _NO_TABLE if (found["unit"] or "").lower() == "ngày làm việc" else "the day of issue is not known"
