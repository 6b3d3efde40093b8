"""Numbers as they are written, to Vietnamese words.

Groups of three are parted by a dot (or a space, or in foreign style a comma), the fraction by a comma. A dot that
parts no groups of three is said ("chấm"): it may be a version, a section or a foreign decimal, and the word is right
for all of them.
"""

import re

from transforms.reading.tables import any_of, words

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")

_GROUPED = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"
_FOREIGN = r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+"
_SPACED = r"[1-9][0-9]{0,2}(?:[ \xa0][0-9]{3})+(?:,[0-9]+)?"
_DECIMAL = r"[0-9]+,[0-9]+(?!,[0-9])"
_PLAIN = r"[0-9]+(?:\.[0-9]+)*"

NUMBER = rf"(?:(?:{_GROUPED}|{_FOREIGN}|{_DECIMAL}|{_PLAIN})(?![0-9]))"
SPACED_NUMBER = rf"(?:{_SPACED}(?![0-9]))"
MAGNITUDE = any_of(words("magnitudes"))

_IS_GROUPED = re.compile(_GROUPED)
_IS_FOREIGN = re.compile(_FOREIGN)
_IS_SPACED = re.compile(_SPACED)


def cardinal(value: int) -> str:
    """A whole number from 0 on: 2024 is "hai nghìn không trăm hai mươi tư"."""
    if value < 10**9:
        return " ".join(_below_billion(value, full=False))
    high, low = divmod(value, 10**9)
    rest = _below_billion(low, full=True) if low else []
    return " ".join([cardinal(high), "tỷ", *rest])


def _below_billion(value: int, full: bool) -> list[str]:
    spoken: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, value = divmod(value, size)
        if group:
            spoken += _below_thousand(group, full=full or bool(spoken))
            spoken += [name] if name else []
    return spoken or [DIGITS[0]]


def _below_thousand(value: int, full: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    if not hundreds and not full:
        return _below_hundred(rest)
    spoken = [DIGITS[hundreds], "trăm"]
    if 0 < rest < 10:
        return [*spoken, "linh", "tư" if rest == 4 else DIGITS[rest]]
    return spoken + (_below_hundred(rest) if rest else [])


def _below_hundred(value: int) -> list[str]:
    tens, ones = divmod(value, 10)
    if tens == 0:
        return [DIGITS[ones]]
    if tens == 1:
        head, special = ["mười"], {5: "lăm"}
    else:
        head, special = [DIGITS[tens], "mươi"], {1: "mốt", 4: "tư", 5: "lăm"}
    return head if ones == 0 else [*head, special.get(ones, DIGITS[ones])]


def digit_by_digit(text: str) -> str:
    """Every digit by its name; whatever is no digit is left out."""
    return " ".join(DIGITS[int(char)] for char in text if char.isdigit())


def ordinal(value: int) -> str:
    """The word behind "thứ": nhất, hai, ba, tư, năm ..."""
    return {1: "nhất", 4: "tư"}.get(value) or cardinal(value)


def month(value: int) -> str:
    """The word behind "tháng": the fourth month is "tháng tư"."""
    return "tư" if value == 4 else cardinal(value)


def whole(digits: str) -> str:
    """Digits without marks; leading zeros are said, and a long row of digits is said digit by digit."""
    if len(digits) > 15 or (digits.startswith("0") and len(digits) > 2):
        return digit_by_digit(digits)
    if digits.startswith("0") and digits != "0":
        return f"{DIGITS[0]} {cardinal(int(digits))}" if int(digits) else digit_by_digit(digits)
    return cardinal(int(digits))


def fraction(digits: str) -> str:
    """The digits behind the comma, no zero lost: "05" is "không năm", "25" is "hai mươi lăm"."""
    rest = digits.lstrip("0")
    if len(digits) > 3 or not rest:
        return digit_by_digit(digits)
    return " ".join([DIGITS[0]] * (len(digits) - len(rest)) + [cardinal(int(rest))])


def say_number(written: str, dot: str = "chấm") -> str:
    """Any form that `NUMBER` or `SPACED_NUMBER` matches. `dot` is the word for a dot that parts no groups."""
    if _IS_GROUPED.fullmatch(written):
        return _say_decimal(written.replace(".", ""), ",")
    if _IS_FOREIGN.fullmatch(written):
        return _say_decimal(written.replace(",", ""), ".")
    if _IS_SPACED.fullmatch(written):
        return _say_decimal(re.sub(r"\s", "", written), ",")
    if "," in written:
        return _say_decimal(written, ",")
    first, *rest = written.split(".")
    if not rest:
        return whole(first)
    return f" {dot} ".join([whole(first), *map(fraction, rest)])


def _say_decimal(plain: str, comma: str) -> str:
    units, _, decimals = plain.partition(comma)
    head = cardinal(int(units)) if not units.startswith("0") or units == "0" else whole(units)
    return f"{head} phẩy {fraction(decimals)}" if decimals else head
