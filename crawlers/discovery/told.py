"""Dates as lists tell them: what can be read of them, and what is wrong with the rest.

A date that is none, or that lies ahead, does not say when an entry was published. Such an entry is taken like one
without a date, and somebody is told. A list shows its entries for weeks, so it is told of those only that are not known.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from crawlers.dates import VIETNAM, Precision, find_dates, is_blank
from crawlers.discovery.entry import Entry, Findings, first_moment
from crawlers.errors import BadDocument

_AHEAD = timedelta(days=1)
"""How far ahead of a crawl a date may lie: hosts write Vietnam's hours as UTC's, or the day by a clock further east.
What lies less far ahead is found by the crawls after its time."""
_MOST_TOLD = 10  # of one page; more are no slips, but a rule or a program that is wrong
_LONGEST = 80
_DIGIT = re.compile(r"\d")
_YEARLESS = re.compile(
    r"(?<![\d/.\-])(?P<d>\d{1,2})(?:[/\-]| tháng )(?P<m>\d{1,2})(?![\d/.\-])", re.IGNORECASE
)
_PLACED = frozenset({Precision.MOMENT, Precision.DAY})


def recent(written: str, now: datetime | None) -> date | None:
    """The day that a list tells from `now` (`2 giờ trước`, `hôm qua`) or without its year (`08:30 15/06`), the last such.

    A day, for a time that is counted from now is another at each look.
    """
    if now is None:
        return None
    today = now.astimezone(VIETNAM).date()
    if yearless := _YEARLESS.search(written):
        return _last(int(yearless["d"]), int(yearless["m"]), today)
    told = (each for each in find_dates(written, now=now) if each.relative and each.precision in _PLACED)
    return next((each.moment.astimezone(VIETNAM).date() for each in told if each.moment), None)


def _last(day: int, month: int, today: date) -> date | None:
    for year in range(today.year + 1, today.year - 8, -1):
        try:
            told = date(year, month, day)
        except ValueError:
            continue
        if told <= today + _AHEAD:
            return told
    return None


def misread(written: str, read: datetime | date | None) -> str:
    """What is wrong with a date of which nothing could be `read`; empty where it says none, or a month or year only."""
    if read is not None or is_blank(written):
        return ""
    found = find_dates(written)
    coarse = bool(found) and all(each.precision not in _PLACED and not each.finding for each in found)
    if coarse or not (found or _DIGIT.search(written)):
        return ""
    return f"{written[:_LONGEST]!r}, which is no date"


def without_future(found: Findings, now: datetime) -> Findings:
    """The findings, with those undated that bear a date further ahead of `now` than zones explain."""
    return replace(
        found,
        entries=tuple(_undated(entry, now) for entry in found.entries),
        inside=tuple(_undated(entry, now, changes=False) for entry in found.inside),
    )


def _undated(entry: Entry, now: datetime, *, changes: bool = True) -> Entry:
    """The entry without what lies ahead. A list's own time of change (`changes`) leads to it at the worst once more."""
    if entry.when and first_moment(entry.when) > now + _AHEAD:
        entry = replace(entry, when=None, misdated=f"{entry.when.isoformat()}, which lies ahead")
    if changes and entry.updated and entry.updated > now + _AHEAD:
        entry = replace(entry, updated=None, misdated=f"{entry.updated.isoformat()}, which lies ahead")
    return entry


def misdated(found: Findings, known: Container[str], base: str, page: str) -> Iterator[BadDocument]:
    """A line for each entry on `page` that is not `known` and bears a date that cannot be; one for all where most do.

    Their place is the source's `base`, and their words do not change with the page or the hour: so one entry is one
    issue, however often and wherever it is listed.
    """
    bad = [each for each in (*found.entries, *found.inside) if each.misdated and each.url not in known]
    if len(bad) > _MOST_TOLD:
        reason = f"more than {_MOST_TOLD} entries of a list bear dates that cannot be"
        fix = f"look at {page}: {bad[0].url} is dated {bad[0].misdated}; correct the rule for dates, or tell the site"
        yield BadDocument(reason, url=base, fix=fix)
        return
    for each in bad:
        fix = f"it is taken as one without a date; compare its page with {page}"
        yield BadDocument(f"{each.url} is dated {each.misdated}", url=base, fix=fix)
