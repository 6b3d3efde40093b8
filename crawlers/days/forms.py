"""The forms in which a text may give a date, as regular expressions, and what they say.

All of them are for text on one line with single spaces (`clean`), and take time in proportion to its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crawlers.days.spelled import DAY as DAY_WORDS
from crawlers.days.spelled import MONTH as MONTH_WORDS
from crawlers.days.spelled import YEAR as YEAR_WORDS
from crawlers.days.spelled import number

YEARS = range(1900, 2100)
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
_MONTH_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))

FULL = re.compile(
    rf"""
    (?<![\d/.\-])(?P<a>\d{{1,2}})\s?(?P<mark>[/.\-])\s?(?P<b>\d{{1,2}})\s?(?P=mark)\s?(?P<y>\d{{4}})(?![\d/\-])
    | (?<!\d)(?P<d>\d{{1,2}})\s?tháng\s?(?P<m>\d{{1,2}}|{MONTH_WORDS}(?=\snăm\s\d)|(?!năm\b){MONTH_WORDS}(?=,?\s\d{{4}}))\s?(?:,|năm|/)?\s?(?P<wy>\d{{4}})(?!\d)
    | (?<![\d\-/])(?P<iy>\d{{4}})(?P<is>[\-/])(?P<im>\d{{1,2}})(?P=is)(?P<id>\d{{1,2}})(?![\d\-/])
    """,
    re.IGNORECASE | re.VERBOSE,
)
ENGLISH = re.compile(
    rf"\b(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<em>{_MONTH_NAME})\.?,?[ -](?P<ey>\d{{4}})(?!\d)"
    rf"|\b(?P<fm>{_MONTH_NAME})\.? (?P<fd>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<fy>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
SPELLED = re.compile(
    rf"\bngày (?P<d>{DAY_WORDS}|\d{{1,2}}),? tháng (?P<m>{MONTH_WORDS}|\d{{1,2}}),? năm (?P<y>{YEAR_WORDS}|\d{{4}})\b",
    re.IGNORECASE,
)
GARBLED = re.compile(
    r"(?<![\w/.\-])(?:[\dOoIl]{1,2}(?P<mark>[/.\-])[\dOoIl]{1,2}(?P=mark)[12Il][\dOoIl]{3}"
    r"|[\dOoIl]{1,2}(?i: tháng )[\dOoIl]{1,2}(?i:,? năm |, )[12Il][\dOoIl]{3}"
    r"|[12Il][\dOoIl]{3}-[\dOoIl]{2}-[\dOoIl]{2})(?![\w/\-])"
)
SHORT = re.compile(
    r"(?<![\d/.\-])(?P<d>\d{1,2})(?P<mark>[/.\-])(?P<m>\d{1,2})(?P=mark)(?P<y>\d{2})(?![\d/\-]|[.,]\d)"
)
BEFORE_SHORT = re.compile(
    r"(?:\b(?:ngày|date|lúc|nhật|đăng|hành|lực|thứ \w{1,4}|chủ nhật|CN)|\d[:hg]\d{2})[ ,:;|()–-]{0,4}\Z",
    re.IGNORECASE,
)
AFTER_SHORT = re.compile(r"[ ,|–-]{1,3}\d{1,2}[:h]\d{2}", re.IGNORECASE)
NO_DATE = re.compile(
    r"\W*(?:\Z|-?0{4}-0?0-0?0|0?0/0?0/0{4}|-?0001-|0?1/0?1/0{0,3}1\b|30/11/-0001|1970-01-01|0?1/0?1/1970)"
)
"""What systems write where they have no date: nothing, marks, and the zero of .NET, of PHP, of SQL, of Unix."""
_LETTER = re.compile("[OoIl]")
_DIGITS = re.compile(r"\d(?:\D*\d){3}")
AMERICAN = re.compile(r"\d:\d{2}:\d{2}\s?[AP]M\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A date as it is written, possible or not."""

    year: int
    month: int
    day: int

    @property
    def possible(self) -> date | None:
        """The date of the calendar, None where there is none."""
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def read_full(found: re.Match[str], *, month_first: bool) -> Said:
    """What a match of `FULL` says. `month_first` is for 9/3/2026 where the text says so by its form."""
    parts = found.groupdict()
    if parts["iy"]:
        return Said(int(parts["iy"]), int(parts["im"]), int(parts["id"]))
    if parts["wy"]:
        return Said(int(parts["wy"]), number(parts["m"]), int(parts["d"]))
    first, second = int(parts["a"]), int(parts["b"])
    if (second > 12 or month_first) and first <= 12:
        return Said(int(parts["y"]), first, second)
    return Said(int(parts["y"]), second, first)


def read_english(found: re.Match[str]) -> Said:
    """What a match of `ENGLISH` says."""
    month = _MONTHS[(found["em"] or found["fm"]).lower()]
    return Said(int(found["ey"] or found["fy"]), month, int(found["ed"] or found["fd"]))


def read_spelled(found: re.Match[str]) -> Said:
    """What a match of `SPELLED` says."""
    return Said(number(found["y"]), number(found["m"]), number(found["d"]))


def read_short(found: re.Match[str]) -> Said:
    """What a match of `SHORT` says: the years 70 to 99 are of the last century."""
    year = int(found["y"])
    return Said(year + (1900 if year >= 70 else 2000), int(found["m"]), int(found["d"]))


def find_garbled(text: str) -> Iterator[re.Match[str]]:
    """The dates of `text` in which letters stand for digits: `14/06/2O26`. They are no dates, and are not mended."""
    return (each for each in GARBLED.finditer(text) if _LETTER.search(each[0]) and _DIGITS.search(each[0]))


def is_date(text: str, found: re.Match[str]) -> bool:
    """Whether a match of `SHORT`, 5/2/24, is a date: it is all of the text, or what stands around it says so."""
    if found[0] == text and found["mark"] != ".":
        return True
    before = text[max(0, found.start() - 20) : found.start()]
    return bool(BEFORE_SHORT.search(before) or AFTER_SHORT.match(text, found.end()))
