"""Every date of a text, in every form, with what stands beside it: weekday, time of day, the range that it ends."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone, tzinfo

from crawlers.days.clocks import CLOCK, VIETNAM, ZONE, at_clock, read_clock, read_zone
from crawlers.days.forms import (
    ENGLISH,
    FULL,
    SHORT,
    SPELLED,
    Said,
    find_garbled,
    is_date,
    read_english,
    read_full,
    read_short,
    read_spelled,
)
from crawlers.days.found import Finding, Found, Precision, ahead_of, impossible
from crawlers.days.periods import find_periods
from crawlers.days.relative import find_relative
from crawlers.words import clean

_FIRST_YEAR, _LAST_YEAR = 1000, 2199
_NEAR = 45
_TIGHT = re.compile(r"(?<=\d)-(?=\d{1,2}([/.])\d{1,2}\1\d{4}(?!\d))")
_HINT = re.compile(r"\d|tháng|trước|hôm|nay|qua|xong|now|today|yesterday|ago", re.IGNORECASE)
_LUNAR_AFTER = re.compile(
    r"[ ,]{0,2}\(?(?:âm lịch|lịch âm|ÂL\b)|,? năm (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) ",
    re.IGNORECASE,
)
_LUNAR_BEFORE = re.compile(r"\b(?:âm lịch|lịch âm|ÂL):?(?: là)?(?: ngày)? \Z", re.IGNORECASE)
_RANGE = re.compile(
    r"(?P<lead>\b(?:từ|ngày) (?:ngày )?)?(?<![\d/.:hg\-])(?P<d>\d{1,2})"
    r"(?:[/.](?P<m>\d{1,2})(?:[/.](?P<y>\d{4}))?|-(?P<dm>\d{1,2})(?:-(?P<dy>\d{4}))?"
    r"| tháng (?P<wm>\d{1,2})(?: năm (?P<wy>\d{4}))?)?"
    r"(?P<to>[-–—]| [-–—→] |,? (?:đến|tới)(?: hết)?(?: ngày)? )\Z",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:thứ (?P<nth>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<sun>chủ nhật|CN))[ ,.–(-]{1,3}(?:ngày )?\Z",
    re.IGNORECASE,
)
_DAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
_TO_CLOCK = re.compile(r"[ ,|(–-]{0,3}(?:T|(?:vào )?lúc |hồi )?")
_FROM_CLOCK = re.compile(
    r"(?: ?[,|–-])? ?(?:\(?ngày )?(?:(?:thứ \w{1,4}|chủ nhật),? ?(?:ngày )?)?\Z", re.IGNORECASE
)
_FRACTION = re.compile(r"[.,]\d{1,9}")
_ISO_ZONE = re.compile(r" ?(?:(?P<z>Z)|(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2}))(?!\d)")
_AFTERNOON = re.compile(r"chiều|tối", re.IGNORECASE)
_AMERICAN = re.compile(r",? ?\d{1,2}:\d{2}:\d{2} ?[AP]M\b", re.IGNORECASE)


def find_dates(text: str, *, now: datetime | None = None) -> list[Found]:
    """Every date in `text`, in its order, without overlaps.

    Dates of the lunar calendar (`mùng 1 Tết`, `15/8 âm lịch`) are none, nor are letterheads whose day or month is left
    blank. Impossible dates are there, with a finding; so are, where `now` is given, those that lie ahead.

    Args:
        text: any text; what is found has its place in `clean(text)`.
        now: the moment of the capture (aware): what relative times are told from, and what is future. Without it
            there is neither, nor are there days without a year.
    """
    text = clean(text)
    if not _HINT.search(text):
        return []
    marked = _TIGHT.sub("–", text)
    found = list(_garbled(text))
    found += _apart(_full(marked), found)
    found += _apart(find_periods(text), found)
    if now:
        found += _apart(
            (_with_clock(text, each) for each in find_relative(text, now) if _solar(text, each.span)), found
        )
        found = [each if each.finding else replace(each, finding=ahead_of(each, now)) for each in found]
    return sorted(
        (replace(each, words=text[slice(*each.span)]) for each in found), key=lambda each: each.span
    )


def _apart(more: Iterable[Found], found: list[Found]) -> list[Found]:
    """Those of `more` that do not stand where something is found already, nor in one another."""
    taken = bytearray(max((each.span[1] for each in found), default=0))
    for each in found:
        taken[slice(*each.span)] = b"\1" * (each.span[1] - each.span[0])
    kept = []
    for each in more:
        start, end = each.span
        if not any(taken[start:end]):
            taken.extend(bytes(max(0, end - len(taken))))
            taken[start:end] = b"\1" * (end - start)
            kept.append(each)
    return kept


def _garbled(text: str) -> Iterator[Found]:
    for each in find_garbled(text):
        yield impossible(each[0], each.span(), Precision.DAY, "letters stand in it for digits")


def _full(text: str) -> Iterator[Found]:
    """Dates with day, month and year."""
    matches = [
        (found, read_full(found, month_first=bool(_AMERICAN.match(text, found.end()))))
        for found in FULL.finditer(text)
    ]
    matches += [(found, read_spelled(found)) for found in SPELLED.finditer(text)]
    matches += [(found, read_english(found)) for found in ENGLISH.finditer(text)]
    matches += [(found, read_short(found)) for found in SHORT.finditer(text) if is_date(text, found)]
    held: Found | None = None
    for match, said in sorted(matches, key=lambda each: each[0].start()):
        if (held and match.start() < held.span[1]) or not _solar(text, match.span()):
            continue
        if match.re is FULL and not _FIRST_YEAR <= said.year <= _LAST_YEAR:
            continue
        each = _dated(text, match.span(), said)
        if held and each.span[0] >= held.span[1]:
            yield held
        held = each
    if held:
        yield held


def _solar(text: str, span: tuple[int, int]) -> bool:
    before = text[max(0, span[0] - _NEAR) : span[0]]
    return not (_LUNAR_AFTER.match(text, span[1]) or _LUNAR_BEFORE.search(before))


def _dated(text: str, span: tuple[int, int], said: Said) -> Found:
    """A date with all that belongs to it, and the finding if something of it cannot be."""
    words = text[slice(*span)]
    day = said.possible if _FIRST_YEAR <= said.year <= _LAST_YEAR else None
    if day is None:
        return impossible(words, span, Precision.DAY, "there is no such day")
    found = Found(words, span, day, day, at_clock(day, timedelta(), VIETNAM), Precision.DAY)
    return _with_weekday(text, _with_clock(text, _with_range(text, found, day)))


def _with_range(text: str, found: Found, last: date) -> Found:
    start = found.span[0]
    before = text[max(0, start - _NEAR) : start]
    head = _RANGE.search(before)
    if not head:
        return found
    month = head["m"] or head["dm"] or head["wm"]
    if not month and not head["lead"] and head["to"].startswith(" "):
        return found
    year = head["y"] or head["dy"] or head["wy"]
    told = int(month) if month else last.month
    said = Said(int(year) if year else last.year - (told > last.month), told, int(head["d"]))
    first = said.possible
    if first is None or first > last:
        return found
    span = (start - len(before) + head.start("d"), found.span[1])
    return replace(found, span=span, day=first, moment=at_clock(first, timedelta(), VIETNAM))


def _with_weekday(text: str, found: Found) -> Found:
    start = found.span[0]
    before = text[max(0, start - _NEAR) : start]
    named = _WEEKDAY.search(before)
    if not named or found.day is None:
        return found
    told = named["nth"].lower() if named["nth"] else ""
    weekday = 6 if not told else int(told) - 2 if told.isdecimal() else _DAYS[told]
    span = (start - len(before) + named.start(), found.span[1])
    if weekday == found.day.weekday() or found.finding:
        return replace(found, span=span)
    words = text[slice(*span)]
    return replace(
        found, span=span, finding=Finding("date.weekday", words, "the day is another day of the week")
    )


def _with_clock(text: str, found: Found) -> Found:
    """The date with the time of day that stands right behind it or right before it."""
    if found.day is None or found.day != found.last or found.precision != Precision.DAY:
        return found
    start, end = found.span
    to = _TO_CLOCK.match(text, end)
    behind = CLOCK.match(text, to.end()) if to else None
    if behind:
        span, zone, zone_end = (start, behind.end()), *_zone(text, behind.end())
        return _timed(text, found, behind, (span[0], max(span[1], zone_end)), zone)
    offset = max(0, start - _NEAR)
    for clock in CLOCK.finditer(text, offset, start):
        if _FROM_CLOCK.fullmatch(text, clock.end(), start):
            zone, zone_end = _zone(text, end)
            whole = CLOCK.match(text, clock.start()) or clock
            return _timed(text, found, whole, (clock.start(), max(end, zone_end)), zone)
    return found


def _zone(text: str, at: int) -> tuple[tzinfo | None, int]:
    """The zone that is told at a place, with where its words end; Vietnam's where none is."""
    fraction = _FRACTION.match(text, at)
    at = fraction.end() if fraction else at
    if iso := _ISO_ZONE.match(text, at):
        ahead = timedelta(hours=int(iso["h"] or 0), minutes=int(iso["m"] or 0))
        if ahead > timedelta(hours=14):
            return None, iso.end()
        return timezone(-ahead if iso["sign"] == "-" else ahead), iso.end()
    while at < len(text) and text[at] in " (,":
        at += 1
    named = ZONE.match(text, at)
    return read_zone(named, VIETNAM), named.end() if named else 0


def _timed(
    text: str, found: Found, clock: re.Match[str], span: tuple[int, int], zone: tzinfo | None
) -> Found:
    time_of_day = read_clock(clock)
    words = text[slice(*span)]
    if found.day is None or time_of_day is None or zone is None:
        return impossible(words, span, Precision.MOMENT, "there is no such time")
    if not clock["half"] and _AFTERNOON.match(found.words) and time_of_day < timedelta(hours=12):
        time_of_day += timedelta(hours=12)
    moment = at_clock(found.day, time_of_day, zone)
    return replace(found, words=words, span=span, moment=moment, precision=Precision.MOMENT)
