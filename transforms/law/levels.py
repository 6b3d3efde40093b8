"""The levels of a legal document and how each is numbered (Decree 78/2025/NĐ-CP, Phụ lục; Law 64/2025/QH15)."""

import re
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """The levels from the largest to the smallest; the value is what stands in an address."""

    ANNEX = "phuluc"
    ATTACHED = "kemtheo"
    PART = "phan"
    CHAPTER = "chuong"
    SECTION = "muc"
    SUBSECTION = "tieumuc"
    ARTICLE = "dieu"
    CLAUSE = "khoan"
    POINT = "diem"


LEVELS = tuple(Level)
LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Points are lettered by the Vietnamese alphabet: đ after d, no f, j, w, z."""

_ORDINALS = MappingProxyType(
    {
        "nhất": 1,
        "một": 1,
        "hai": 2,
        "nhì": 2,
        "ba": 3,
        "tư": 4,
        "bốn": 4,
        "năm": 5,
        "sáu": 6,
        "bảy": 7,
        "bẩy": 7,
        "tám": 8,
        "chín": 9,
        "mười": 10,
    }
)
_ROMAN = re.compile(r"(?=[IVXLC])(C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))([a-zđ]?)")
_ROMAN_VALUES = MappingProxyType({"I": 1, "V": 5, "X": 10, "L": 50, "C": 100})
_ROMAN_PARTS = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def roman(number: int) -> str:
    """1 to 399 in Roman numerals."""
    out = ""
    for value, letters in _ROMAN_PARTS:
        count, number = divmod(number, value)
        out += letters * count
    return out


def _roman_value(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def number_of(written: str, level: Level) -> str:
    """A number in its plain form: `II` is 2, `thứ nhất` 1, `3A` 3a, `Đ` đ."""
    text = re.sub(r"^(?:thứ|số)\s+", "", written.strip(), flags=re.IGNORECASE)
    if level == Level.POINT:
        return text.lower()
    ordinal = _ORDINALS.get(text.lower())
    if ordinal:
        return str(ordinal)
    found = _ROMAN.fullmatch(text)
    if found and found[1]:
        return f"{_roman_value(found[1])}{found[2]}"
    return re.sub(r"^0+(?=\d)", "", text.lower())


def follows(number: str, before: str | None, level: Level) -> bool:
    """Whether `number` is the next after `before` (None: the first of its list): 2 after 1, 5a after 5, đ after d."""
    if before is None:
        return number == ("a" if level == Level.POINT else "1")
    if level == Level.POINT:
        return _after_point(number, before)
    count, letter = _split(number)
    last, suffix = _split(before)
    if count == last + 1:
        return not letter
    return count == last and _after_letter(letter, suffix)


def _after_point(number: str, before: str) -> bool:
    letter, count = number[:1], number[1:]
    last, inner = before[:1], before[1:]
    if letter not in LETTERS or last not in LETTERS:
        return False
    if letter == last:
        return bool(count) and int(count) == int(inner or 0) + 1
    return not count and LETTERS.index(letter) == LETTERS.index(last) + 1


def _after_letter(letter: str, before: str) -> bool:
    """`a` after none, `b` after `a`."""
    if not before:
        return letter == "a"
    return letter in LETTERS and before in LETTERS and LETTERS.find(letter) == LETTERS.find(before) + 1


def rank_of(number: str, level: Level) -> tuple[int, int]:
    """A key to sort numbers of one level by; (-1, 0) for what is no number of it."""
    if level == Level.POINT:
        letter, count = number[:1], number[1:]
        known = letter in LETTERS and bool(letter)
        return (LETTERS.index(letter), int(count) if count.isdigit() else 0) if known else (-1, 0)
    whole, suffix = _split(number)
    return whole, LETTERS.find(suffix) + 1 if suffix else 0


def next_number(before: str | None, level: Level) -> str:
    """The number after `before`."""
    if level == Level.POINT:
        at = LETTERS.find(before[:1]) if before else -1
        return LETTERS[min(at + 1, len(LETTERS) - 1)]
    return str(_split(before)[0] + 1) if before else "1"


def numbers_between(first: str, last: str, level: Level) -> list[str]:
    """The numbers from `first` to `last`, both with them; only the two where what lies between cannot be told."""
    if level == Level.POINT:
        start, end = LETTERS.find(first), LETTERS.find(last)
        return list(LETTERS[start : end + 1]) if 0 <= start < end else [first, last]
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) < 500:
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [first, last]


def _split(number: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d+)([a-zđ]*)", number)
    return (int(found[1]), found[2]) if found else (-1, number)
