"""Months and quarters without a day: `tháng 5/2026`, `tháng Năm năm 2026`, `quý III/2026`."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time

from crawlers.days.clocks import VIETNAM
from crawlers.days.found import Found, Precision, impossible
from crawlers.days.spelled import MONTH, number

_MONTH = re.compile(
    rf"\btháng (?:(?P<m>\d{{1,2}})(?: ?[/\-] ?| năm | )|(?P<w>{MONTH})(?: ?/ ?| năm ))(?P<y>\d{{4}})(?![\d/\-])",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\bquý (?P<q>[1-4]|I{1,3}|IV|một|nhất|hai|ba|bốn|tư)(?: ?[/\-] ?| năm | )(?P<y>\d{4})(?![\d/\-])",
    re.IGNORECASE,
)
_BLANK = re.compile(r"(?:\bngày[ .…_/-]*|\d )\Z", re.IGNORECASE)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "nhất": 1}


def find_periods(text: str) -> Iterator[Found]:
    """The months and quarters of cleaned text; not the month of a date, nor of a form whose day is left blank."""
    for found in _MONTH.finditer(text):
        if not _BLANK.search(text[max(0, found.start() - 15) : found.start()]):
            month = number(found["m"] or found["w"])
            yield _period(found, month, month, Precision.MONTH)
    for found in _QUARTER.finditer(text):
        told = found["q"].lower()
        quarter = _QUARTERS.get(told) or number(told)
        yield _period(found, 3 * quarter - 2, 3 * quarter, Precision.QUARTER)


def _period(found: re.Match[str], first: int, last: int, precision: Precision) -> Found:
    year = int(found["y"])
    if not 1 <= first <= 12 or year < 1000:
        return impossible(found[0], found.span(), precision, "there is no such month")
    start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    return Found(found[0], found.span(), start, end, datetime.combine(start, time(), VIETNAM), precision)
