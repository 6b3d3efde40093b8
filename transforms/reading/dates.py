"""Dates and clock times: 10/5/2024, 12-15/9, 3/2025, quý I/2025, 7h30, 19:30."""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.numbers import cardinal, month, ordinal, whole
from transforms.reading.rule import Guess, Rule, rule

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:1[0-9]{3}|2[01][0-9]{2})"
_END = r"(?![0-9])(?![/.,][0-9])"
_DASH = r"\s?[-–—]\s?"
_TO = rf"(?:{_DASH}|\s+(?:đến|tới)\s+(?:ngày\s+)?)"
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
    r"(?:[0-9][hg]/|(?:nay|qua|mai|kia|[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb]ảy|[Nn]hật|[2-7]|[Nn]am|khánh|phụ nữ)\s*[(,]\s*)$"
)
_BEHIND_RATIO = behind("ratio_before", "score_before")
_ALONE = re.compile(r"\s*(?:$|[,.;:)–-]|đến\b|tới\b|và\b|năm\b)")
_BEHIND_SCORED = behind("scored_before")
_BEHIND_OVER = behind("ratio_before", "scale_before")
_BEHIND_TIME = behind("time_before", items=r"[0-9]{1,2}\s?[hg][0-9]{0,2}")
_BEHIND_NAMED = behind("named_by_day", items=r"[0-9]{1,2}/[0-9]{1,2}")
_BEHIND_ANY_COUNT = behind(
    "ratio_before", "score_before", "scored_before", "scale_before", "over_before", items=r"[0-9]+/[0-9]+"
)
_LUNAR = re.compile(r"\s+(?:âm|dương) lịch|\s+năm\s+(?:[0-9]{4}|nay|sau|trước)")


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


def _short_year(match: re.Match[str]) -> str | None:
    if not is_behind(_BEHIND_DATE, match.string, match.start()):
        return None
    return f"{day_month(match['d'], match['m'])} {year(match['y'])}"


def _is_day(match: re.Match[str]) -> bool:
    line, start, end = match.string, match.start(), match.end()
    if is_behind(_BEHIND_DATE, line, start) or _LUNAR.match(line, end):
        return True
    if is_behind(_BEHIND_NAMED, line, start):
        return True
    return _BEHIND_NAMED_DAY.search(line, max(0, start - 20), start) is not None


def _day_month(match: re.Match[str]) -> str | Guess | None:
    """A day of a month, where the words say so, or where it stands alone and cannot well be anything else."""
    if _is_day(match):
        return day_month(match["d"], match["m"])
    return Guess(day_month(match["d"], match["m"]), _MAY_BE_COUNT) if _stands_alone(match) else None


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
    """`ngày 30-4`, as some newspapers write; a rising pair is a range of days, but for 2-9."""
    day, number = int(match["d"]), int(match["m"])
    line, start = match.string, match.start()
    if not is_behind(_BEHIND_DATE, line, start):
        return None
    spoken = day_month(match["d"], match["m"])
    if day >= number or (day, number) == (2, 9) or is_behind(_BEHIND_PART_OF_DAY, line, start):
        return spoken
    if "0" in (match["d"][0], match["m"][0]):
        return Guess(spoken, _MAY_BE_DAYS)
    return Guess(f"{cardinal(day)} đến {cardinal(number)}", _MAY_BE_DAYS)


def _looks_like_fraction(over: str | None, under: str | None) -> bool:
    return over is not None and under is not None and int(over) < int(under) <= 5


def _is_range(match: re.Match[str]) -> bool:
    if match["y1"] or match["y2"] or _is_day(match):
        return True
    if _looks_like_fraction(match["d2"], match["m2"]) and not _sinks(match):
        return False
    if _looks_like_fraction(match["d1"], match["m1"]) and not is_behind(
        _BEHIND_FROM, match.string, match.start()
    ):
        return False
    return bool(match["m1"] or is_behind(_BEHIND_FROM, match.string, match.start()))


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


def _clock(hour: str, minute: str | None, word: str = "") -> str:
    spoken = f"{cardinal(int(hour))} giờ"
    if not minute or int(minute) == 0:
        return spoken
    if minute.startswith("0"):
        return f"{spoken} không {cardinal(int(minute))} phút"
    return f"{spoken} {cardinal(int(minute))}{word}"


def _time(match: re.Match[str]) -> str | None:
    if _may_be_gram(match, "mark", "min"):
        return None
    return _clock(match["h"], match["min"], " phút" if match["word"] else "")


def _worded(match: re.Match[str]) -> str:
    """`07 giờ 00 phút`: no one says the zeros."""
    return _clock(match["h"], match["min"], " phút" if match["word"] else "")


def _may_be_gram(match: re.Match[str], mark: str, minute: str) -> bool:
    """`5g` is a time only behind a word like "lúc"; `5g30` always."""
    return (
        match[mark] == "g" and not match[minute] and not is_behind(_BEHIND_TIME, match.string, match.start())
    )


def _time_range(match: re.Match[str]) -> str | None:
    if not match["min1"] and _may_be_gram(match, "mark2", "min2"):
        return None
    first = f"{_clock(match['h1'], match['min1'])}" if match["mark1"] else cardinal(int(match["h1"]))
    return f"{first} đến {_clock(match['h2'], match['min2'])}"


def _clock_day(match: re.Match[str]) -> str | None:
    """`7h/12/9` as water levels are told; `24h/24` is no day."""
    if not match["m"] and not is_behind(_BEHIND_MOMENT, match.string, match.start()):
        return None
    spoken = f"{_clock(match['h'], match['min'])} ngày {cardinal(int(match['d']))}"
    spoken += f" tháng {month(int(match['m']))}" if match["m"] else ""
    return f"{spoken} {year(match['y'])}" if match["y"] else spoken


def _colon_range(match: re.Match[str]) -> str | None:
    if is_behind(_BEHIND_RATIO, match.string, match.start()):
        return None
    return f"{_clock(match['h1'], match['min1'])} đến {_clock(match['h2'], match['min2'])}"


def _hour_range(match: re.Match[str]) -> str:
    """`7 giờ 30 phút - 9 giờ`."""
    first = _clock(match["h1"], match["min1"], " phút" if match["word1"] else "")
    return f"{first} đến {_clock(match['h2'], match['min2'], ' phút' if match['word2'] else '')}"


def _hundredths(match: re.Match[str]) -> str:
    """`11"25`, `2'05"38`: what a stopwatch shows."""
    minutes = f"{cardinal(int(match['min']))} phút " if match["min"] else ""
    return f"{minutes}{cardinal(int(match['s']))} giây {whole(match['rest'])}"


def _duration(match: re.Match[str]) -> str:
    """`45'30"`: minutes and seconds."""
    return f"{cardinal(int(match['min']))} phút {cardinal(int(match['s']))} giây"


def _letter_month(match: re.Match[str]) -> str:
    """`T7/2025`, as tables write a month."""
    return f"tháng {month(int(match['m']))} {year(match['y'])}"


def _colon_time(match: re.Match[str]) -> str | None:
    if is_behind(_BEHIND_RATIO, match.string, match.start()):
        return None
    seconds = f" {cardinal(int(match['s']))} giây" if match["s"] else ""
    return _clock(match["h"], match["min"], " phút" if seconds else "") + seconds


_MAY_BE_COUNT = "không có từ nào cho biết đây là ngày tháng hay tỷ số"
_MAY_BE_DAYS = "không rõ là ngày và tháng hay từ ngày đến ngày"
_BEHIND_PART_OF_DAY = behind("part_of_day")
_BEHIND_MOMENT = behind("moment_before")
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTE = r"[0-5][0-9]"
_AFTER_TIME = r"(?![\w/])"

FULL: tuple[Rule, ...] = (
    rule(
        "date_range",
        rf"(?P<d1>{_DAY})(?:[/.](?P<m1>{_MONTH})(?:[/.](?P<y1>{_YEAR}))?)?(?P<to>{_TO})"
        rf"(?P<d2>{_DAY})[/.](?P<m2>{_MONTH})(?:[/.](?P<y2>{_YEAR}))?{_END}",
        _range,
    ),
    rule("date", rf"(?P<d>{_DAY})(?P<s>\s?[/.-]\s?)(?P<m>{_MONTH})(?P=s)(?P<y>{_YEAR}){_END}", _full),
    rule("date", rf"(?P<y>{_YEAR})-(?P<m>{_MONTH})-(?P<d>{_DAY}){_END}", _full),
)
PARTS: tuple[Rule, ...] = (
    rule("date", rf"(?P<d>{_DAY})/(?P<m>{_MONTH})/(?P<y>[0-9]{{2}}){_END}", _short_year),
    rule("month_year", rf"(?P<m1>{_MONTH}){_DASH}(?P<m2>{_MONTH})[/.](?P<y>{_YEAR}){_END}", _months_year),
    rule("month_year", rf"(?P<m>{_MONTH})\s?/\s?(?P<y>{_YEAR}){_END}", _month_year),
    rule("month_year", rf"(?P<m>{_MONTH})[-.](?P<y>{_YEAR}){_END}", _dotted_month_year),
    rule("day_month", rf"(?P<d>{_DAY})[/.](?P<m>{_MONTH}){_END}(?!\s?%)", _day_month),
    rule("day_month", rf"(?P<d>{_DAY})-(?P<m>{_MONTH}){_END}(?!\s?(?:tháng|%))", _dashed_day_month),
    rule(
        "time",
        rf"(?P<h>{_HOUR})[hHg](?P<min>{_MINUTE})?/(?P<d>{_DAY})(?:/(?P<m>{_MONTH})(?:/(?P<y>{_YEAR}))?)?"
        r"(?![\w/])(?![.,][0-9])",
        _clock_day,
    ),
    rule(
        "time_range",
        rf"(?P<h1>{_HOUR}):(?P<min1>{_MINUTE}){_DASH}(?P<h2>{_HOUR}):(?P<min2>{_MINUTE})(?![0-9:])(?![.,][0-9])",
        _colon_range,
    ),
    rule(
        "time",
        rf"(?:(?P<min>{_MINUTE}|[0-9])['’′])?(?P<s>{_MINUTE}|[0-9])[\"”″](?P<rest>[0-9]{{2}})(?![\w.,/])",
        _hundredths,
    ),
    rule(
        "time_range",
        rf"(?P<h1>{_HOUR})\s?giờ(?:\s(?P<min1>{_MINUTE})(?P<word1>\s?phút)?)?{_DASH}"
        rf"(?P<h2>{_HOUR})\s?giờ(?:\s(?P<min2>{_MINUTE})(?P<word2>\s?phút)?)?(?![\w/])(?![.,][0-9])",
        _hour_range,
    ),
    rule("time", rf"(?P<min>{_MINUTE}|[0-9])['’′](?P<s>{_MINUTE})(?:[\"”″]|['’′]{{2}})", _duration),
    rule(
        "time_range",
        rf"(?P<h1>{_HOUR})(?:(?P<mark1>[hHg])(?:(?P<min1>{_MINUTE})['’′p]?)?)?{_DASH}"
        rf"(?P<h2>{_HOUR})(?P<mark2>[hHg])(?:(?P<min2>{_MINUTE})['’′p]?)?{_AFTER_TIME}",
        _time_range,
    ),
    rule(
        "time",
        rf"(?<![A-Za-z]\.)(?P<h>{_HOUR})\s?(?P<mark>[hHg])\s?(?P<min>{_MINUTE})?(?P<word>['’′p]|\s?(?:phút|ph))?{_AFTER_TIME}",
        _time,
    ),
    rule(
        "time",
        rf"(?P<h>{_HOUR})\s?giờ(?:\s(?P<min>{_MINUTE})(?P<word>\s?phút)?)(?![\w/])(?![.,][0-9])",
        _worded,
    ),
    rule("time", r"(?P<h>0[0-9])(?P<min>(?!))?(?P<word>(?!))?\sgiờ(?!\w)", _worded),
    rule(
        "time",
        rf"(?P<h>{_HOUR}):(?P<min>{_MINUTE})(?::(?P<s>{_MINUTE}))?(?![0-9:])(?![.,][0-9])",
        _colon_time,
    ),
    rule(
        "ordinal",
        r"(?P<no>[0-9]{1,3})(?:\s?[-–]\s?(?:thứ\s)?(?P<last>[2-7]))?(?![\w%°/-])(?![.,:][0-9])",
        _ordinal,
    ),
    rule("month", rf"(?P<m>{_MONTH})(?![\w%°])(?![.,/:][0-9])", _month),
)
_AND = r"\s?(?:,|và|-|–|đến)\s?"
LETTERED: tuple[Rule, ...] = (
    rule(
        "ordinal",
        rf"T(?P<no>[2-7])(?=(?:{_AND}T[2-7])*{_AND}CN(?!\w))",
        lambda match: f"thứ {month(int(match['no']))}",
    ),
    rule("month_year", rf"T(?P<m>{_MONTH})/(?P<y>{_YEAR}){_END}(?!\w)", _letter_month),
)
