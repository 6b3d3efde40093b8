"""Where a row of `abbreviations.tsv` holds: what its scope asks of the place that the letters stand at."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from transforms.reading.letters import LOWER, UPPER, is_marked, is_syllable, is_unmarked_word
from transforms.reading.tables import Row, any_of, rows, words

Fits = Callable[[str, int, int], bool]
"""A test of place: the line, and where the letters start and end."""

_KEYS = frozenset(row.written for row in rows("abbreviations.tsv"))
_NEAR = 40
_AROUND = 70
_NAME = rf"[{UPPER}][{LOWER}]+"
CAPITAL_WORD = rf"[{UPPER}]{{2,}}"
_CAPITALS_BEFORE = re.compile(rf"(?<!\w)({CAPITAL_WORD})[\s,:;–-]+$")
_CAPITALS_AFTER = re.compile(rf"[\s,:;–-]+({CAPITAL_WORD})(?!\w)")
_NAME_BEFORE = re.compile(rf"(?<!\w)[{UPPER}][{LOWER}]*\s$")
_PERSON_BEFORE = re.compile(rf"(?<!\w){any_of(words('person_before'))}\s*:?\s*$", re.IGNORECASE)
_ONE_WORD = re.compile(rf"{_NAME}(?!\s{_NAME}|\w)")


_AHEAD: Mapping[str, str] = MappingProxyType(
    {
        "before-number": r"\.?\s?[0-9]",
        "before-number-or-roman": r"\.?\s?(?:[0-9]|[IVX]+(?!\w))",
        "before-roman": r"\s[IVX]+(?!\w)",
        "before-name": rf"\s?[{UPPER}][{LOWER}]",
        "before-phone": r"\.?\s?:?\s?[(+]?0[0-9]{2}",
        "before-plate": r"\.?\s?:?\s?[0-9]{2}[A-ZĐ]{1,2}[0-9]?[\s.-]{1,2}[0-9]{3}",
        "before-year": r"\.?\s?:?\s?(?:19|20)[0-9]{2}(?![0-9])",
        "before-years": r"\s?:?\s?(?:19|20)[0-9]{2}\s?[-–]\s?(?:20)?[0-9]{2}(?![0-9])",
        "before-day": r"\s?[(,]?\s?(?:ngày\s)?[0-9]{1,2}(?:[/-][0-9]{1,2}(?![0-9%])|\s?(?:h|giờ)(?![a-zà-ỹ]))|\s(?:hàng|hằng) tuần|\s(?:tuần|này)(?!\w)",
        "before-money": r"\s?:?\s?[0-9][0-9.,]*\s(?:nghìn|triệu|tỷ|tỉ)",
        "before-colon": r"\s?[.:]",
        "before-legal": r"\s(?:số\s)?[0-9]+[/-]|\ssố\s[0-9]",
        "caps": rf"\s?{CAPITAL_WORD}",
    }
)
_BEHIND: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "after-hour": re.compile(r"[0-9](?:\s?(?:h|g|giờ)(?:\s?[0-9]{2})?|/[0-9]{1,2})[\s,(-]{1,3}$"),
        "after-number": re.compile(r"(?:[0-9]|(?<!\w)[IVX]{1,5})\s?$"),
    }
)


def in_capitals(line: str, start: int, end: int) -> bool:
    """Whether the word at `start` stands in a text set in capitals: a neighbour is a syllable in capitals."""
    before = _CAPITALS_BEFORE.search(line, max(0, start - 12), start)
    after = _CAPITALS_AFTER.match(line, end)
    return any(found and found[1] not in _KEYS and is_caps_word(found[1]) for found in (before, after))


def is_caps_word(word: str) -> bool:
    """Whether a word in capitals can be a Vietnamese syllable, with its marks or without."""
    return is_marked(word) or is_syllable(word) or is_unmarked_word(word)


def is_person(line: str, start: int) -> bool:
    """Whether the letter at `start` is a person's: "chị H.", "nạn nhân T."."""
    return _PERSON_BEFORE.search(line, max(0, start - _NEAR), start) is not None


def scope_of(row: Row) -> Fits:
    """The test of place that a row's scope asks for.

    A question mark behind a scope says that the words are a guess; ` + ` joins tests that must all hold.

    Raises:
        ValueError: no such scope.
    """
    tests = [_test(part, row.written) for part in row.scope.removesuffix("?").split(" + ")]
    if len(tests) == 1:
        return tests[0]
    return lambda line, start, end: all(test(line, start, end) for test in tests)


def _test(scope: str, written: str) -> Fits:
    name, _, names = scope.partition(":")
    if name in _NAMED:
        return _NAMED[name](tuple(names.split("|")), written)
    if name in _BARE:
        return _BARE[name](written)
    if name in _AHEAD:
        ahead = re.compile(_AHEAD[name])
        return lambda line, _, end: ahead.match(line, end) is not None
    if name in _BEHIND:
        behind = _BEHIND[name]
        return lambda line, start, _: behind.search(line, max(0, start - 12), start) is not None
    raise ValueError(f"abbreviations.tsv: {written}: unknown scope {scope!r}")


def _any(written: str) -> Fits:
    """Anywhere; a syllable like TƯ stands for letters outside a text in capitals only."""
    return _alone(written) if is_syllable(written) else lambda *_: True


def _alone(_: str) -> Fits:
    return lambda line, start, end: not in_capitals(line, start, end)


def _after(phrases: tuple[str, ...], _: str) -> Fits:
    before = re.compile(rf"(?:(?<!\w)|(?=%)){any_of(phrases)}\s*$")
    return lambda line, start, _end: before.search(line, max(0, start - _NEAR), start) is not None


def _near(phrases: tuple[str, ...], _: str) -> Fits:
    """One of the phrases stands before, with up to some words of a name between."""
    before = re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)[^.;,:()]{{0,40}}$")
    return lambda line, start, _end: before.search(line, max(0, start - _AROUND), start) is not None


def _next(phrases: tuple[str, ...], written: str) -> Fits:
    letter = len(written.rstrip(".")) == 1
    after = re.compile(rf"\s+{any_of(phrases)}")
    return lambda line, start, end: bool(after.match(line, end)) and not (letter and is_person(line, start))


def _address(written: str) -> Fits:
    """A place word before, or a larger place behind: "số 5 đường A, |P5", "|P5, Q3"; never the same letter again."""
    other = rf"(?!{re.escape(written[0])}\.?\s?[0-9{UPPER}])"
    smaller, larger = any_of(words("place_around")), any_of(words("place_behind"))
    before = re.compile(
        rf"(?<!\w)(?:{other}[PQXHTĐ](?:\.|(?=[0-9]))|số\s(?=[0-9])|{smaller}(?!\w))(?:[^.;!?]|\.(?=\S)){{0,45}}$"
        r"|(?<!\w)(?:tại|thuộc|địa bàn)\s$"
    )
    after = re.compile(
        rf"\.?\s?(?:[0-9]+|{_NAME}(?:\s{_NAME}){{0,3}})\s?[,(–-]\s?{other}"
        rf"(?:{larger}(?!\w)|[QHT]\.?\s?[0-9{UPPER}])"
    )
    return lambda line, start, end: bool(
        before.search(line, max(0, start - _AROUND), start) or after.match(line, end)
    )


def _place(written: str) -> Fits:
    """Before a name, with no name before. A single letter is not a person's, nor that of a byline ("H.Long")."""
    ahead, address = re.compile(_AHEAD["before-name"]), _address(written)
    single = len(written.rstrip(".")) == 1

    def fits(line: str, start: int, end: int) -> bool:
        if not ahead.match(line, end) or _NAME_BEFORE.search(line, max(0, start - _NEAR), start):
            return False
        if not single:
            return True
        byline = _ONE_WORD.match(line, end) is not None and not address(line, start, end)
        return not (is_person(line, start) or byline)

    return fits


_NAMED: Mapping[str, Callable[[tuple[str, ...], str], Fits]] = MappingProxyType(
    {"after": _after, "near": _near, "next": _next}
)
_BARE: Mapping[str, Callable[[str], Fits]] = MappingProxyType(
    {"any": _any, "alone": _alone, "address": _address, "place": _place}
)
