"""Signs between values: ranges, factors, subtractions, and the minus that stands apart from its number."""

import re

from transforms.reading.letters import LOWER
from transforms.reading.numbers import MAGNITUDE
from transforms.reading.quantities import ALL_UNITS, is_behind_value
from transforms.reading.rule import Rule, rule
from transforms.reading.tables import any_of, words

_TELEPHONE = re.compile(r"0[0-9]{2}")
_OTHER_SIDE = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s?°?\s?[EWĐ](?!\w)")
_DOSE = re.compile(r"[0-9]\s?(?:mg|ml|g|viên|gói|ống|giọt|liều|lần|người|bộ|con)\s?$")


def _times(match: re.Match[str]) -> str | None:
    """`500mg x 2 lần`, `1 viên x 3 lần/ngày`."""
    return "nhân" if _DOSE.search(match.string, max(0, match.start() - 12), match.start()) else None


_LAST_NUMBER = re.compile(r"([0-9][0-9.]*(?:,[0-9]+)?)[^0-9]{0,8}$")
_FIRST_NUMBER = re.compile(r"\s?([0-9][0-9.]*(?:,[0-9]+)?)")
_FACTOR_BEFORE = re.compile(
    rf"(?:[0-9%\])]|[0-9]\s?(?:{any_of(ALL_UNITS)}|{any_of(words('spans'))}|{MAGNITUDE}\s\w+)(?:/\w+)?)\s$"
)


def _factor(match: re.Match[str]) -> str | None:
    """`30% x mức lương`, `[17] x [18]`, `4cm x 6cm`."""
    return "nhân" if _FACTOR_BEFORE.search(match.string, max(0, match.start() - 30), match.start()) else None


def _infix(match: re.Match[str]) -> str | None:
    """`10÷15 con`, `2~3 m`, `5 → 10%`: a range between two values that rise; a division else."""
    line, start = match.string, match.start()
    before = _LAST_NUMBER.search(line, max(0, start - 24), start)
    after = _FIRST_NUMBER.match(line, match.end())
    if not before or not after:
        return None
    return "đến" if _value(before[1]) < _value(after[1]) else None


def _value(written: str) -> float:
    return float(written.replace(".", "").replace(",", "."))


def _dash_joint(match: re.Match[str]) -> str | None:
    """Between two values a dash is "đến", between two telephone numbers it is a pause."""
    before = is_behind_value(match.string, match.start())
    if _OTHER_SIDE.match(match.string, match.end()):
        return None
    return "đến" if before and not _TELEPHONE.match(match.string, match.end()) else None


_UNIT_BEFORE = re.compile(r"[0-9]\s?(?P<unit>[^\W\d_]{1,10}(?:\s[^\W\d_]{1,10})?(?:/[^\W\d_]{1,10})?)\s?$")
_HEAD_BEFORE = re.compile(
    r"(?<!\w)(?P<head>ngày|tháng|thứ|quý|năm)\s(?P<what>[0-9]{1,2}(?:/[0-9]{1,4}){0,2}|[^\W\d_]+(?:\s[^\W\d_]+)?)\s?$",
    re.IGNORECASE,
)
_SUNDAY = re.compile(r"\s?chủ nhật(?!\w)", re.IGNORECASE)
_NOT_JOINED = frozenset({"bảy", "bẩy", "7"})


def _same_on_both_sides(match: re.Match[str]) -> str | None:
    """`5 tấn - 7 tấn`, `ngày 15/9 - ngày 20/9`, `thứ Hai - thứ Sáu`: from the one to the other."""
    line, start, end = match.string, match.start(), match.end()
    unit = _UNIT_BEFORE.search(line, max(0, start - 34), start)
    if unit:
        again = re.compile(rf"[0-9][0-9.,]*\s?{re.escape(unit['unit'])}(?!\w)").match(line, end)
        return "đến" if again else None
    head = _HEAD_BEFORE.search(line, max(0, start - 30), start)
    if not head:
        return None
    if head["head"].lower() == "thứ" and _SUNDAY.match(line, end):
        return None if head["what"].lower() in _NOT_JOINED else "đến"
    return "đến" if line[end:].lower().startswith(f"{head['head'].lower()} ") else None


def _ranges(joint: str, pattern: str) -> Rule:
    """A rule that says `joint` behind a value."""
    return rule(
        "range", pattern, lambda match: joint if is_behind_value(match.string, match.start()) else None
    )


def _minus(match: re.Match[str]) -> str | None:
    """`- 5°C`: no bullet, and no range."""
    return None if is_behind_value(match.string, match.start()) else "âm"


TIMES: tuple[Rule, ...] = (
    rule(
        "range",
        rf"(?<=[0-9]\s)(?P<span>{any_of(words('spans'))})\s?[-–]\s?(?=[0-9]+\s(?P=span)(?!\w))",
        lambda match: f"{match['span']} đến",
    ),
    rule("times", r"(?<=[0-9]\s)[xX](?=\s[0-9])", lambda _: "nhân"),
    rule("times", r"(?<=[0-9])[xX](?=[0-9])", lambda _: "nhân"),
    rule("times", r"(?<!\w)x(?=[0-9]+(?!\w))", lambda _: "nhân"),
    rule("times", r"[xX](?=\s?[0-9])", _times),
    rule("times", rf"(?<=[\w%\])²³]\s)[xX](?=\s[0-9\[({LOWER}])", _factor),
    rule("diameter", r"[Øø]\s?(?=[0-9])", lambda _: "phi"),
)
BETWEEN: tuple[Rule, ...] = (
    rule("sign", r"[-–−]\s(?=[0-9][0-9.,]*\s?°)", _minus),
    rule("range", r"[÷~→]\s?(?=[0-9])", _infix),
    rule("range", r"\s?[-–—]\s?(?=[0-9]|[^\W\d_])", _same_on_both_sides),
    _ranges("đến dưới", r"[-–]\s?<\s?(?=[0-9])"),
    _ranges("đến", r"[-–]\s?(?=nay(?!\w))"),
    rule("sign", r"(?:(?<=[)\]])|(?<=[)\]]\s))[-–−](?=\s?[(\[])", lambda _: "trừ"),
)
LAST: tuple[Rule, ...] = (
    rule("times", r"×\s?(?=[0-9])|\*(?=[0-9])(?<=[0-9]\*)", lambda _: "nhân"),
    rule("range", r"[-–—]\s?(?=[0-9])", _dash_joint),
)
