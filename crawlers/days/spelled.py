"""Numbers in words, as dates have them: `mười lăm`, `hai mươi mốt`, `hai nghìn không trăm hai mươi sáu`."""

_DIGITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_TIMES = {"nghìn": 1000, "ngàn": 1000, "trăm": 100, "mươi": 10}
_UNIT = "một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín"
_LAST = "một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín"

DAY = rf"(?:(?:mười|hai mươi|ba mươi)(?: (?:{_LAST}))?|hai (?:mốt|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|tám|chín)|{_UNIT})"
"""Expression for 1 to 39."""
MONTH = rf"(?:mười(?: (?:một|hai))?|{_UNIT})"
YEAR = (
    rf"(?:một|hai) (?:nghìn|ngàn)(?: (?:không|{_UNIT}) trăm)?"
    rf"(?: (?:(?:linh|lẻ) (?:{_UNIT})|mười(?: (?:{_LAST}))?|(?:{_UNIT}) mươi(?: (?:{_LAST}))?|(?:{_UNIT}) (?:{_LAST})))?"
)
"""Expression for the years 1000 to 2999, as `hai nghìn không trăm hai mươi sáu` or `hai nghìn hai mươi sáu`."""


def number(text: str) -> int:
    """The number that `text`, digits or words that the expressions above take, says."""
    if text.isdecimal():
        return int(text)
    total, unit = 0, 0
    for word in text.casefold().split():
        if word in _TIMES:
            total, unit = total + unit * _TIMES[word], 0
        elif word == "mười":
            total += 10
        elif word in _DIGITS:
            unit = unit * 10 + _DIGITS[word]
    return total + unit
