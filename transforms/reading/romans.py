"""Roman numerals, where the words around them say that they are numbers: khóa XV, Chương II, quý IV/2025."""

import re
from types import MappingProxyType

from transforms.reading.context import behind, is_behind
from transforms.reading.dates import year
from transforms.reading.letters import LOWER, UPPER, is_syllable, spell
from transforms.reading.numbers import cardinal, ordinal
from transforms.reading.punctuation import begins
from transforms.reading.rule import Rule, rule
from transforms.reading.tables import word_map, words

_ROMAN = r"(?=[IVX]|L[IVX])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_BEHIND_ROMAN = behind("roman_before", items="[IVXL]+")
_BEHIND_HEADING = behind("roman_headings")
_BEHIND_ORDER = re.compile(r"(?<!\w)thứ\s+$", re.IGNORECASE)
_SYLLABLES = word_map("roman_syllables")
_MONARCH = re.compile(
    rf"(?<!\w)(?:[Vv]ua|[Nn]ữ hoàng|[Gg]iáo hoàng|[Hh]oàng đế|[Qq]uốc vương|[Ss]a hoàng)(?:\s[{UPPER}][\w-]+){{1,3}}\s$"
)
_NAME = rf"[{UPPER}][{LOWER}]+"
_CONGRESS = re.compile(r"(?<!\w)[Đđ]ại hội(?:\s[^\W\d_]+){1,8}\s$")
_PERSON_OR_PLACE = re.compile(rf"\.\s?(?P<first>{_NAME})(?P<second>\s{_NAME})?")
_HEADS = frozenset(words("heads"))
_COMMUNE = re.compile(
    rf"\.\s?{_NAME}(?:\s{_NAME}){{0,3}}\s?[,–-]\s?(?:(?:H|TX|TP|T|Q)\b|huyện|tỉnh|thị xã|thành phố|quận)"
)
_SMALL = r"(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xv)"
_BEHIND_SMALL = behind("roman_small_before")
_LETTER_BEFORE = MappingProxyType({"i": "(h)", "v": "(u)"})
SMALL = ("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv")
"""Small numerals that the scanner must not pass over as words."""
_NEXT_CAPITALS = re.compile(rf"\s+([{UPPER}]+)(?!\w)")


def value_of(roman: str) -> int:
    """What a well-formed Roman numeral up to 99 is worth."""
    values = [_VALUES[letter] for letter in roman]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-here if here < following else here for here, following in pairs)


def _is_word(match: re.Match[str]) -> bool:
    """Whether the letters are the syllable of a text in capitals: XI MĂNG, VI PHẠM."""
    if is_behind(_BEHIND_HEADING, match.string, match.start()):
        return False
    following = _NEXT_CAPITALS.match(match.string, match.end())
    return bool(following and following[1].lower() in _SYLLABLES.get(match["roman"].lower(), ()))


def _say(roman: str, match: re.Match[str]) -> str:
    value = value_of(roman)
    return ordinal(value) if is_behind(_BEHIND_ORDER, match.string, match.start()) else cardinal(value)


def _in_context(match: re.Match[str]) -> str | None:
    if not is_behind(_BEHIND_ROMAN, match.string, match.start()) or _is_word(match):
        return None
    spoken = _say(match["roman"], match)
    spoken += f" đến {cardinal(value_of(match['last']))}" if match["last"] else ""
    return f"{spoken} {year(match['year'])}" if match["year"] else spoken


def _with_letter(match: re.Match[str]) -> str | None:
    """`Chương IVa`, `Phụ lục IIA`: put in later, as `Điều 5a`."""
    alone = len(match["roman"]) < 2
    if not match["roman"] or (alone and match["letter"].isupper()):
        return None
    if not is_behind(_BEHIND_HEADING if alone else _BEHIND_ROMAN, match.string, match.start()):
        return None
    return f"{cardinal(value_of(match['roman']))} {spell(match['letter'])}"


def _heading(match: re.Match[str]) -> str | None:
    if match["roman"] == "X" and _COMMUNE.match(match.string, match.end()):
        return None
    if len(match["roman"]) == 1 and _is_initial(match):
        return None
    return cardinal(value_of(match["roman"])) if begins(match.string, match.start()) else None


def _is_initial(match: re.Match[str]) -> bool:
    """`V. Putin` and `X. Tân Lập`, but `X. Tổ chức thực hiện` and `V. Hội Nông dân`."""
    name = _PERSON_OR_PLACE.match(match.string, match.end())
    if not name:
        return False
    if not is_syllable(name["first"]):
        return True
    return match["roman"] == "X" and name["second"] is not None and name["first"].lower() not in _HEADS


def _alone(match: re.Match[str]) -> str | None:
    """Without context only what can be nothing else: II, XIV, but neither VI nor XI nor a single letter."""
    roman = match["roman"]
    if _CONGRESS.search(match.string, max(0, match.start() - 80), match.start()):
        return cardinal(value_of(roman))
    if _MONARCH.search(match.string, max(0, match.start() - 50), match.start()):
        return cardinal(value_of(roman))
    return None if len(roman) < 2 or is_syllable(roman) or "L" in roman else cardinal(value_of(roman))


def _bracketed(match: re.Match[str]) -> str | None:
    """`(ii)`; a single letter is one of the alphabet behind `(h)` or `(u)`, and `(x)` a mark if nothing else tells."""
    roman, line, start = match["small"], match.string, match.start()
    if roman in _LETTER_BEFORE and _LETTER_BEFORE[roman] in line:
        return None
    if roman == "x" and not any(near in line for near in ("(ix)", "(xi)")):
        return None
    spoken = cardinal(value_of(roman.upper()))
    return spoken if is_behind(_BEHIND_SMALL, line, start) else f", {spoken},"


def _labelled(match: re.Match[str]) -> str | None:
    """`ii)` and `iv.` at the head of a line or of an item, `tiết ii`: never a single letter."""
    roman, line, start = match["small"], match.string, match.start()
    if len(roman) == 1:
        return None
    label = match["mark"] is not None and (begins(line, start) or line[:start].rstrip()[-1] in ":;,")
    behind_clause = roman not in _SYLLABLES and is_behind(_BEHIND_SMALL, line, start)
    return cardinal(value_of(roman.upper())) if label or behind_clause else None


RULES: tuple[Rule, ...] = (
    rule("roman_small", rf"(?<![\w(])(?P<small>{_SMALL})(?!\w)(?P<mark>(?=[.)]\s))?", _labelled),
    rule(
        "roman",
        rf"(?P<roman>{_ROMAN})(?:\s?[-–]\s?(?P<last>{_ROMAN}))?(?:\s?[/-]\s?(?P<year>(?:19|20)[0-9]{{2}}))?(?!\w|-[{UPPER}][{LOWER}])",
        _in_context,
    ),
    rule("roman_letter", rf"(?P<roman>{_ROMAN})(?P<letter>[a-hđA-C])(?!\w)", _with_letter),
    rule("roman_heading", rf"(?P<roman>{_ROMAN})(?=\s?[./)-]\s)", _heading),
    rule("roman", rf"(?P<roman>{_ROMAN})(?!\w)", _alone),
)
BRACKETED: tuple[Rule, ...] = (rule("roman_small", rf"\((?P<small>{_SMALL})\)", _bracketed),)
