"""Clock times and stretches of time: 7h30, 19:30, 8g sáng, 7h/12/9, 45'30"."""

import re

from transforms.reading.context import behind, is_behind
from transforms.reading.dates import DASH, DAY, MONTH, YEAR, year
from transforms.reading.numbers import cardinal, month, whole
from transforms.reading.rule import Rule, rule

_BEHIND_RATIO = behind("ratio_before", "score_before")
_BEHIND_TIME = behind("time_before", items=r"[0-9]{1,2}\s?[hg][0-9]{0,2}")
_BEHIND_MOMENT = behind("moment_before")
_BEHIND_PART_OF_DAY = behind("part_of_day")
_PART_OF_DAY_NEXT = re.compile(r"\s+(?:sáng|trưa|chiều|tối|đêm|ngày|thứ|hôm|hằng|hàng ngày)(?!\w)")
_NOON, _EVENING = 12, 18
_AFTER_DOTTED = (
    r"(?=\s*(?:$|[,;:()]|\.(?:\s|$)|(?:ngày|thứ|hằng|hàng|tại|sáng|trưa|chiều|tối|đêm|cùng|hôm|và)(?!\w)))"
)
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTE = r"[0-5][0-9]"
_AFTER_TIME = r"(?![\w/])"


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
    """`5g` is a time beside a word like "lúc" or "sáng" only; `5g30` always."""
    line, start, end = match.string, match.start(), match.end()
    if match[mark] != "g" or match[minute]:
        return False
    beside = is_behind(_BEHIND_PART_OF_DAY, line, start) or _PART_OF_DAY_NEXT.match(line, end)
    return not (beside or is_behind(_BEHIND_TIME, line, start))


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


def _colon_time(match: re.Match[str]) -> str | None:
    if is_behind(_BEHIND_RATIO, match.string, match.start()):
        return None
    seconds = f" {cardinal(int(match['s']))} giây" if match["s"] else ""
    half = f" {_half(match['half'], int(match['h']))}" if match["half"] else ""
    return _clock(match["h"], match["min"], " phút" if seconds else "") + seconds + half


def _half(written: str, hour: int) -> str:
    """The part of the day that AM and PM say; an hour that is after noon already wants no word."""
    if written[0] in "Aa":
        return "đêm" if hour == _NOON else "sáng"
    if hour >= _NOON:
        return "trưa" if hour == _NOON else ""
    return "tối" if hour + _NOON >= _EVENING else "chiều"


def _dotted(match: re.Match[str]) -> str | None:
    """`lúc 9.30`."""
    if not is_behind(_BEHIND_MOMENT, match.string, match.start()):
        return None
    return _clock(match["h"], match["min"])


def _dotted_range(match: re.Match[str]) -> str | None:
    """`từ 19.00 - 21.00`."""
    line, start, end = match.string, match.start(), match.end()
    hours = "00" in (match["min1"], match["min2"]) or _PART_OF_DAY_NEXT.match(line, end)
    if int(match["h1"]) >= int(match["h2"]) or not hours or not is_behind(_BEHIND_TIME, line, start):
        return None
    return f"{_clock(match['h1'], match['min1'])} đến {_clock(match['h2'], match['min2'])}"


RULES: tuple[Rule, ...] = (
    rule(
        "time",
        rf"(?P<h>{_HOUR})[hHg](?P<min>{_MINUTE})?/(?P<d>{DAY})(?:[/-](?P<m>{MONTH})(?:/(?P<y>{YEAR}))?)?"
        r"(?![\w/])(?![.,][0-9])",
        _clock_day,
    ),
    rule(
        "time_range",
        rf"(?P<h1>{_HOUR}):(?P<min1>{_MINUTE})(?:{DASH}|\s?~\s?)(?P<h2>{_HOUR}):(?P<min2>{_MINUTE})(?![0-9:])(?![.,][0-9])",
        _colon_range,
    ),
    rule(
        "time",
        rf"(?:(?P<min>{_MINUTE}|[0-9])['’′])?(?P<s>{_MINUTE}|[0-9])[\"”″](?P<rest>[0-9]{{2}})(?![\w.,/])",
        _hundredths,
    ),
    rule(
        "time_range",
        rf"(?P<h1>{_HOUR})\s?giờ(?:\s(?P<min1>{_MINUTE})(?P<word1>\s?phút)?)?{DASH}"
        rf"(?P<h2>{_HOUR})\s?giờ(?:\s(?P<min2>{_MINUTE})(?P<word2>\s?phút)?)?(?![\w/])(?![.,][0-9])",
        _hour_range,
    ),
    rule("time", rf"(?P<min>{_MINUTE}|[0-9])['’′](?P<s>{_MINUTE})(?:[\"”″]|['’′]{{2}})", _duration),
    rule(
        "time_range",
        rf"(?P<h1>{_HOUR})(?:(?P<mark1>[hHg])(?:(?P<min1>{_MINUTE})['’′p]?)?)?{DASH}"
        rf"(?P<h2>{_HOUR})(?P<mark2>[hHg])(?:(?P<min2>{_MINUTE})['’′p]?)?{_AFTER_TIME}",
        _time_range,
    ),
    rule(
        "time",
        rf"(?<![A-Za-z]\.)(?P<h>{_HOUR})\s?(?P<mark>[hHg])\s?(?:[.:]?(?P<min>{_MINUTE}|[0-9](?=['’′p]|\s?phút|\s(?:sáng|trưa|chiều|tối|đêm|ngày)(?!\w))))?(?P<word>['’′p]|\s?(?:phút|ph))?{_AFTER_TIME}",
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
        rf"(?P<h>{_HOUR}):(?P<min>{_MINUTE})(?::(?P<s>{_MINUTE}))?(?![0-9:])(?![.,][0-9])(?:\s?(?P<half>AM|PM|am|pm|[ap]\.m\.)(?!\w))?",
        _colon_time,
    ),
    rule("time", rf"(?P<h>{_HOUR})\.(?P<min>[0-5][05]){_AFTER_DOTTED}", _dotted),
    rule(
        "time_range",
        rf"(?P<h1>{_HOUR})\.(?P<min1>[0-5][05]){DASH}(?P<h2>{_HOUR})\.(?P<min2>[0-5][05]){_AFTER_DOTTED}",
        _dotted_range,
    ),
)
