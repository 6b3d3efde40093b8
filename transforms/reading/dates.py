"""Dates and clock times: 10/5/2024, 12-15/9, 3/2025, quý I/2025, 7h30, 19:30."""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.letters import UPPER
from transforms.reading.numbers import MAGNITUDE, cardinal, month, ordinal
from transforms.reading.rule import Guess, Rule, rule
from transforms.reading.tables import any_of, spoken_by, words

DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:1[0-9]{3}|2[01][0-9]{2})"
_END = r"(?![0-9])(?![/.,][0-9])"
DASH = r"\s?[-–—]\s?"
_TO = rf"(?:{DASH}|\s+(?:đến|tới)\s+(?:ngày\s+)?)"
_DATE_ITEM = r"[0-9]{1,2}(?:[/.-][0-9]{1,2}(?:[/.-][0-9]{4})?)?"

_BEHIND_DATE = behind("date_before", items=_DATE_ITEM)
_BEHIND_DAY_WORD = behind("day_word_before", items=_DATE_ITEM)
_BEHIND_MONTH = behind("month_word", items="[0-9]{1,2}")
_MONTH_WORD = behind("month_word")
_ORDER_WORD = behind("order_word")
_BEHIND_ORDER = behind("order_word", items="[2-7]")
_AFTER_MONTH = re.compile(r"\s*(?:[-,.;:)/–]|và\b|đến\b|năm\b|tới\b|$)")
_BEHIND_PERIOD = behind("period_before", items="[0-9]{1,2}")
_BEHIND_DOCUMENT = behind("documents", "number_word")
_BEHIND_FROM = behind("from_word")
_BEHIND_NAMED_DAY = re.compile(
    r"(?:[0-9][hg]/|(?:nay|qua|mai|kia|[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb]ảy|[Nn]hật|(?:[Tt]hứ\s|T)[2-7]|[Nn]am|khánh|phụ nữ)\s*[(,]\s*)$"
)
_BEHIND_CLOCK = re.compile(r"[0-9]\s?(?:[hg]|giờ)(?:\s?[0-9]{1,2})?(?:\s?phút|['’′])?\s*[,(]?\s*$")
_DATELINE = re.compile(rf"(?:^|[(–-]\s?)[{UPPER}][^\W\d]*(?:\s[^\W\d]+){{0,4}},\s*$")
_DATELINE_ENDS = re.compile(r"\s*[):]|\s[-–]\s")
_DURATION = re.compile(
    r"(?<!ngày )(?<!mùng )(?<!mồng )(?<!sáng )(?<!chiều )(?<!tối )(?<![0-9])[0-9]{1,2}\s+tháng\s+$",
    re.IGNORECASE,
)
_AND_MORE = re.compile(rf"\s+(?:lần|tuần|đợt|{any_of(words('over_after'))})(?!\w)")
_FEAST = re.compile(
    rf"(?<!\w)(?:[Nn]gày|[Tt]ết|[Ll]ễ|[Kk]ỷ niệm)\s+[“\"]?[{UPPER}][^.;:!?0-9/]{{0,70}}[\s(]$"
)
_FEAST_WIDTH = 80
_BEHIND_SINCE = behind("date_since")
_BEHIND_UNTIL = behind("date_until")
_SENTENCE_SINCE = re.compile(r"(?:^|[.;:]\s)\W*(?:Từ|Kể từ|Tính đến|Tính từ)\s+$")
_COUNTED = re.compile(
    rf"\s*%|\s+(?:số|{any_of(words('over_after'))}|{any_of(words('shared'))}|lên|xuống|còn)(?!\w)",
    re.IGNORECASE,
)
_MEASURED = rf"\s?(?:%|{any_of(spoken_by('units.tsv', 'unit', 'money'))}|{MAGNITUDE})(?![\w°])"
_BEHIND_DAY = behind("day_itself", items=_DATE_ITEM)
_SEVERAL_DAYS = re.compile(
    r"(?<!\w)(?:từ|các|trong|những|mấy|vài|[0-9]+|hai|ba|bốn|năm)\s+ngày\s+(?:[0-9]{1,2}-[0-9]{1,2}\s*(?:,|và)\s*)*$",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*(?:$|[,.;:)–-]|đến\b|tới\b|và\b|năm\b)")
_ENDS = re.compile(r"\s*(?:$|[,.;:)]|năm\b)")
_LISTED = re.compile(rf"(?<![0-9/])(?:1[3-9]|2[0-9]|3[01])/{MONTH}\s*(?:,|và)\s*$")
_EACH_MONTH = re.compile(r"\s+(?:hằng|hàng|mỗi|trong)\s+tháng")
_BEHIND_SCORE = behind("score_before")
_BEHIND_SCORED = behind("scored_before")
_BEHIND_OVER = behind("ratio_before", "scale_before")
_BEHIND_NAMED = behind("named_by_day", items=r"[0-9]{1,2}/[0-9]{1,2}")
_BEHIND_ANY_COUNT = behind(
    "ratio_before", "score_before", "scored_before", "scale_before", "over_before", items=r"[0-9]+/[0-9]+"
)
_LUNAR = re.compile(r"\s+\(?(?:(?:âm|dương) lịch|ÂL|AL|DL)(?!\w)|\s+năm\s+(?:[0-9]{4}|nay|sau|trước)")


def year(digits: str) -> str:
    """The word "năm" and the year in full."""
    return f"năm {cardinal(int(digits))}"


def day_month(day: str, number: str) -> str:
    """Day and month without the word "ngày"."""
    return f"{cardinal(int(day))} tháng {month(int(number))}"


def _day_word(match: re.Match[str]) -> str:
    return "" if is_behind(_BEHIND_DAY_WORD, match.string, match.start()) else "ngày "


def _full(match: re.Match[str]) -> str:
    day, number, its_year = match["d"], match["m"], match["y"]
    return f"{_day_word(match)}{day_month(day, number)} {year(its_year)}"


def _short_year(match: re.Match[str]) -> str | Guess | None:
    spoken = f"{day_month(match['d'], match['m'])} {year(match['y'])}"
    if is_behind(_BEHIND_DATE, match.string, match.start()):
        return spoken
    return None if is_behind(_BEHIND_ANY_COUNT, match.string, match.start()) else Guess(spoken, _MAY_BE_COUNT)


def _is_day(match: re.Match[str]) -> bool:
    """Whether the words around d/m or d-m name a day: `ngày`, `sáng nay (`, `đường`, `Ngày Nhà giáo Việt Nam`."""
    line, start, end = match.string, match.start(), match.end()
    if _LUNAR.match(line, end) or is_behind(_BEHIND_NAMED, line, start):
        return True
    if _BEHIND_NAMED_DAY.search(line, max(0, start - 20), start):
        return True
    if _COUNTED.match(line, end):
        return False
    if _BEHIND_CLOCK.search(line, max(0, start - 20), start):
        return True
    if _DATELINE_ENDS.match(line, end) and _DATELINE.search(line, max(0, start - 40), start):
        return True
    return _FEAST.search(line, max(0, start - _FEAST_WIDTH), start) is not None


def _since(match: re.Match[str]) -> bool:
    """`từ 1/7`, `tính đến 15/9`: a day, unless it may be a share of something (`từ 1/3 số hộ`, `đến 2/3`)."""
    line, start, end = match.string, match.start(), match.end()
    if _COUNTED.match(line, end):
        return False
    share = _looks_like_fraction(match["d"], match["m"])
    if is_behind(_BEHIND_SINCE, line, start):
        return not share or bool(_ENDS.match(line, end))
    return is_behind(_BEHIND_UNTIL, line, start) and not share


def _day_month(match: re.Match[str]) -> str | Guess | None:
    """A day of a month, where the words say so, or where it stands alone and cannot well be anything else."""
    line, start = match.string, match.start()
    spoken = day_month(match["d"], match["m"])
    if is_behind(_BEHIND_DATE, line, start) or _is_day(match) or ("/" in match[0] and _since(match)):
        return spoken
    opening = "/" in match[0] and _SENTENCE_SINCE.search(line, max(0, start - 20), start)
    listed = _LISTED.search(line, max(0, start - 12), start) and _ALONE.match(line, match.end())
    if listed and "/" in match[0]:
        return spoken
    alone = _stands_alone(match) or (opening and not _looks_like_fraction(match["d"], match["m"]))
    return Guess(spoken, _MAY_BE_COUNT) if alone else None


def _stands_alone(match: re.Match[str]) -> bool:
    """01/01, 02/9 and 25/12, but not "đạt 05/10 chỉ tiêu" and "24/7"."""
    line, start, end = match.string, match.start(), match.end()
    if not _ALONE.match(line, end) or is_behind(_BEHIND_SCORED, line, start):
        return False
    if "0" in (match["d"][0], match["m"][0]):
        return "/" in match[0]
    sinks = "/" in match[0] and int(match["d"]) > int(match["m"]) and match[0] != "24/7"
    return sinks and not is_behind(_BEHIND_ANY_COUNT, line, start)


def _dashed_day_month(match: re.Match[str]) -> str | Guess | None:
    """`ngày 30-4`, as some newspapers write; a rising pair behind less than "ngày" is a range of days, but for 2-9."""
    day, number = int(match["d"]), int(match["m"])
    line, start = match.string, match.start()
    spoken = day_month(match["d"], match["m"])
    if _is_day(match) and not is_behind(_BEHIND_SCORE, line, start):
        return spoken
    if not is_behind(_BEHIND_DATE, line, start):
        return None
    if day >= number or (day, number) == (2, 9) or is_behind(_BEHIND_PART_OF_DAY, line, start):
        return spoken
    one = _is_one_day(line, start) and not _EACH_MONTH.match(line, match.end())
    if "0" in (match["d"][0], match["m"][0]) or one:
        return Guess(spoken, _MAY_BE_DAYS)
    return Guess(f"{cardinal(day)} đến {cardinal(number)}", _MAY_BE_DAYS)


def _is_one_day(line: str, start: int) -> bool:
    """Behind "ngày", but not behind "từ ngày" or "hai ngày"."""
    return is_behind(_BEHIND_DAY, line, start) and not _SEVERAL_DAYS.search(line, max(0, start - 60), start)


def _dashed_pair(match: re.Match[str]) -> str | None:
    """`từ 30-4 đến 3-5`: days, if one of the pairs cannot be a rising range."""
    falls = any(int(match[f"d{n}"]) > int(match[f"m{n}"]) for n in "12")
    line, start = match.string, match.start()
    if not falls or not (is_behind(_BEHIND_FROM, line, start) or is_behind(_BEHIND_DAY, line, start)):
        return None
    word = "ngày " if match["word"] else ""
    return f"{day_month(match['d1'], match['m1'])} đến {word}{day_month(match['d2'], match['m2'])}"


def _looks_like_fraction(over: str | None, under: str | None) -> bool:
    return over is not None and under is not None and int(over) < int(under) <= 5


def _is_range(match: re.Match[str]) -> bool:
    line, start, end = match.string, match.start(), match.end()
    if match["y1"] or match["y2"] or _is_day(match) or is_behind(_BEHIND_DATE, line, start):
        return True
    if not match["m1"]:
        return _is_days_of_month(match)
    last = _looks_like_fraction(match["d2"], match["m2"]) and not _sinks(match)
    first = _looks_like_fraction(match["d1"], match["m1"]) and not is_behind(_BEHIND_FROM, line, start)
    return not (last or first or _COUNTED.match(line, end))


def _is_days_of_month(match: re.Match[str]) -> bool:
    """`3-5/12` by its shape; but for counts (`đạt 8-10/12 xã`), and shares that no "từ" stands before."""
    line, start, end = match.string, match.start(), match.end()
    share = _looks_like_fraction(match["d2"], match["m2"]) and not is_behind(_BEHIND_FROM, line, start)
    counts = _COUNTED.match(line, end) or is_behind(_BEHIND_ANY_COUNT, line, start)
    return int(match["d1"]) < int(match["d2"]) and not share and not counts


def _sinks(match: re.Match[str]) -> bool:
    return match["m1"] is not None and int(match["d1"]) > int(match["m1"])


def _range(match: re.Match[str]) -> str | None:
    if not _is_range(match):
        return None
    years = match["y1"] or match["y2"]
    first = day_month(match["d1"], match["m1"]) if match["m1"] else cardinal(int(match["d1"]))
    first += f" {year(match['y1'])}" if match["y1"] else ""
    word = "ngày " if match["m1"] and (years or "ngày" in match["to"]) else ""
    last = word + day_month(match["d2"], match["m2"]) + (f" {year(match['y2'])}" if match["y2"] else "")
    return f"{_day_word(match) if match['m1'] and years else ''}{first} đến {last}"


def _is_scale(match: re.Match[str]) -> bool:
    """`1/2000` is the scale of a plan, `1/1945` may be a month; years before 1900 need the word "tháng"."""
    line, start = match.string, match.start()
    if is_behind(_BEHIND_MONTH, line, start):
        return False
    return is_behind(_BEHIND_OVER, line, start) or match[0] == "1/2000" or int(match["y"]) < 1900


def _month_year(match: re.Match[str]) -> str | None:
    line, start = match.string, match.start()
    if _is_scale(match):
        return None
    its_year = year(match["y"])
    if is_behind(_ORDER_WORD, line, start):
        return f"{ordinal(int(match['m']))} {its_year}"
    if is_behind(_BEHIND_PERIOD, line, start) or is_behind(_BEHIND_DOCUMENT, line, start):
        return f"{cardinal(int(match['m']))} {its_year}"
    word = "" if is_behind(_BEHIND_MONTH, line, start) else "tháng "
    return f"{word}{month(int(match['m']))} {its_year}"


def _dotted_month_year(match: re.Match[str]) -> str | None:
    return _month_year(match) if is_behind(_BEHIND_MONTH, match.string, match.start()) else None


def _months_year(match: re.Match[str]) -> str | None:
    its_year = year(match["y"])
    if is_behind(_BEHIND_PERIOD, match.string, match.start()):
        return f"{cardinal(int(match['m1']))} đến {cardinal(int(match['m2']))} {its_year}"
    if not is_behind(_BEHIND_MONTH, match.string, match.start()):
        return None
    return f"{month(int(match['m1']))} đến {month(int(match['m2']))} {its_year}"


def _month(match: re.Match[str]) -> str | None:
    line, start, end = match.string, match.start(), match.end()
    if _AND_MORE.match(line, end) and _DURATION.search(line, max(0, start - 20), start):
        return None
    listed = is_behind(_BEHIND_MONTH, line, start) and _AFTER_MONTH.match(line, end)
    return month(int(match["m"])) if listed or is_behind(_MONTH_WORD, line, start) else None


def _ordinal(match: re.Match[str]) -> str | None:
    """`thứ 4` is the fourth of anything and Wednesday; `thứ 2, 4, 6` and `thứ 2-6` are days of the week."""
    line, start, end = match.string, match.start(), match.end()
    first = is_behind(_ORDER_WORD, line, start)
    listed = is_behind(_BEHIND_ORDER, line, start) and _AFTER_MONTH.match(line, end)
    if not (first or listed) or (match["last"] and int(match["no"]) >= int(match["last"])):
        return None
    value = ordinal(int(match["no"])) if first else month(int(match["no"]))
    return value + (f" đến thứ {month(int(match['last']))}" if match["last"] else "")


def _two_months(match: re.Match[str]) -> str:
    """`3/2026-5/2026`, `T9/2025 - T2/2026`: months of two years, the word said with each."""
    word = "" if is_behind(_BEHIND_MONTH, match.string, match.start()) else "tháng "
    first = f"{word}{month(int(match['m1']))}" + (f" {year(match['y1'])}" if match["y1"] else "")
    return f"{first} đến tháng {month(int(match['m2']))} {year(match['y2'])}"


def _weekdays(match: re.Match[str]) -> str:
    last = f" đến thứ {month(int(match['last']))}" if match["last"] else ""
    return f"thứ {month(int(match['no']))}{last}"


def _weekday(match: re.Match[str]) -> str | None:
    """`sáng T2`, `T7 28/11`: a day of the week, where a time of day or a date stands beside it."""
    near = is_behind(_BEHIND_PART_OF_DAY, match.string, match.start()) or match["date"] is not None
    return f"thứ {month(int(match['no']))}" if near else None


def _letter_month(match: re.Match[str]) -> str:
    """`T7/2025`, as tables write a month."""
    return f"tháng {month(int(match['m']))} {year(match['y'])}"


_MAY_BE_COUNT = "không có từ nào cho biết đây là ngày tháng hay tỷ số"
_MAY_BE_DAYS = "không rõ là ngày và tháng hay từ ngày đến ngày"
_BEHIND_PART_OF_DAY = behind("part_of_day")

FULL: tuple[Rule, ...] = (
    rule(
        "date_range",
        rf"(?P<d1>{DAY})(?:[/.](?P<m1>{MONTH})(?:[/.](?P<y1>{YEAR}))?)?(?P<to>{_TO})"
        rf"(?P<d2>{DAY})[/.](?P<m2>{MONTH})(?:[/.](?P<y2>{YEAR}))?{_END}",
        _range,
    ),
    rule(
        "date_range",
        rf"(?P<d1>{DAY})-(?P<m1>{MONTH})(?:\s?–\s?|\s+-\s+|\s+(?:đến|tới)\s+)(?P<word>ngày\s+)?"
        rf"(?P<d2>{DAY})-(?P<m2>{MONTH}){_END}(?!{_MEASURED})",
        _dashed_pair,
    ),
    rule("date", rf"(?P<d>{DAY})(?P<s>\s?[/.-]\s?)(?P<m>{MONTH})(?P=s)(?P<y>{YEAR}){_END}", _full),
    rule("date", rf"(?P<d>{DAY})\s?/\s?(?P<m>{MONTH})\s?/\s?(?P<y>{YEAR}){_END}", _full),
    rule("date", rf"(?P<y>{YEAR})(?P<s>[/-])(?P<m>{MONTH})(?P=s)(?P<d>{DAY}){_END}", _full),
    rule(
        "month_year",
        rf"(?P<m1>{MONTH})/(?P<y1>{YEAR}){DASH}(?P<m2>{MONTH})/(?P<y2>{YEAR}){_END}",
        lambda match: None if is_behind(_BEHIND_PERIOD, match.string, match.start()) else _two_months(match),
    ),
)
PARTS: tuple[Rule, ...] = (
    rule("date", rf"(?P<d>{DAY})/(?P<m>{MONTH})/(?P<y>[0-9]{{2}}){_END}", _short_year),
    rule("month_year", rf"(?P<m1>{MONTH}){DASH}(?P<m2>{MONTH})[/.](?P<y>{YEAR}){_END}", _months_year),
    rule("month_year", rf"(?P<m>{MONTH})\s?/\s?(?P<y>{YEAR}){_END}", _month_year),
    rule("month_year", rf"(?P<m>{MONTH})[-.](?P<y>{YEAR}){_END}", _dotted_month_year),
    rule(
        "months",
        r"(?P<no>[0-9]{1,2})T(?=\s(?:đầu|cuối)\snăm(?!\w)|/20[0-9]{2}(?!\w))",
        lambda match: f"{cardinal(int(match['no']))} tháng",
    ),
    rule("day_month", rf"(?P<d>{DAY})[/.](?P<m>{MONTH}){_END}(?!{_MEASURED})", _day_month),
    rule("day_month", rf"(?P<d>{DAY})-(?P<m>{MONTH}){_END}(?!\s?tháng|{_MEASURED})", _dashed_day_month),
)
COUNTED: tuple[Rule, ...] = (
    rule(
        "ordinal",
        r"(?P<no>[0-9]{1,3})(?:\s?[-–]\s?(?:thứ\s)?(?P<last>[2-7]))?(?![\w%°/-])(?![.,:][0-9])",
        _ordinal,
    ),
    rule("month", rf"(?P<m>{MONTH})(?![\w%°])(?![.,/:][0-9])", _month),
)
_AND = r"\s?(?:,|và|-|–|đến)\s?"
LETTERED: tuple[Rule, ...] = (
    rule(
        "ordinal",
        rf"T(?P<no>[2-7])(?=(?:{_AND}T[2-7])*{_AND}CN(?!\w))",
        lambda match: f"thứ {month(int(match['no']))}",
    ),
    rule("ordinal", rf"T(?P<no>[2-7])(?:{DASH}T(?P<last>[2-7]))(?![\w/])", _weekdays),
    rule(
        "ordinal",
        rf"T(?P<no>[2-7])(?![\w/-])(?P<date>(?=,?\s\(?(?:ngày\s)?{DAY}[/-]{MONTH}(?![0-9])))?",
        _weekday,
    ),
    rule(
        "month_year",
        rf"T(?P<m1>{MONTH})(?:/(?P<y1>{YEAR}))?{DASH}T?(?P<m2>{MONTH})/(?P<y2>{YEAR}){_END}(?!\w)",
        _two_months,
    ),
    rule("month_year", rf"T(?P<m>{MONTH})/(?P<y>{YEAR}){_END}(?!\w)", _letter_month),
    rule(
        "quarter",
        rf"Q(?P<q>[1-4])\s?/\s?(?P<y>{YEAR}){_END}(?!\w)",
        lambda match: f"quý {cardinal(int(match['q']))} {year(match['y'])}",
    ),
    rule(
        "quarter",
        r"Q(?P<q>[1-4])(?=\s(?:năm|và\sQ[1-4])(?!\w))",
        lambda match: f"quý {cardinal(int(match['q']))}",
    ),
)
