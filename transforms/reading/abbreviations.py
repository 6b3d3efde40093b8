"""Abbreviations, offices, titles and words in capitals.

The longest written form that the tables know wins. What no table knows is read as a word where Vietnamese or common
sense can pronounce it, and letter by letter where not: capitals are never dropped and never left for the voice to
stumble over.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from transforms.reading import names
from transforms.reading.context import behind, is_behind
from transforms.reading.legal import AGENCIES, FIELDS, agency, field_of_office
from transforms.reading.letters import (
    LOWER,
    UPPER,
    VOWELS,
    is_marked,
    is_pronounceable,
    is_syllable,
    spell,
)
from transforms.reading.numbers import whole
from transforms.reading.rule import Guess, Hit, Rule, rule
from transforms.reading.scopes import Fits, in_capitals, is_caps_word, scope_of
from transforms.reading.tables import rows, spoken_by, words

_LETTER = rf"[{UPPER}{LOWER}A-Za-z]"
_TOKEN = re.compile(r"[^\W_]+(?:\s?&\s?[^\W_]+|[-/.,&:–][^\W_]+|[²³])*[.:]?")
_CUT = re.compile(r"(?<=[^\W_])(?=[^\w])|(?<=[.:])")
_INDENT = 200
_LONGEST = 36  # letters of a form, separators and all; the longest that is known has 24
_SEPARATORS = re.compile(r"[\s&,/–-]|\.(?=[^\W\d_]{2})")
_INITIALS = re.compile(rf"(?:[{UPPER}]\.){{2,}}|[{UPPER}](?:\.[{UPPER}])+(?!\w)")
_BEHIND_OFFICE = behind("offices")
_FOREIGN = spoken_by("foreign.tsv", "word")
_SPELLED = frozenset(words("spelled"))
_NUMBERS_ONLY = frozenset(words("numbers_only"))
_WITHOUT_ADDRESS = "không rõ là phường, quận hay ký hiệu, đọc từng chữ"
_NOT_IN_TABLES = "chữ viết tắt không có trong bảng, đọc từng chữ"
_SEVERAL = "chữ viết tắt có nhiều nghĩa, đọc theo nghĩa thường gặp"
_WORD_OR_LETTERS = "không rõ là từ hay chữ viết tắt, đọc như một từ"

_CASE_PARTS = re.compile(rf"[{UPPER}]?[{LOWER}]+|[{UPPER}]+(?![{LOWER}])|.")

_LATIN = "À-ɏḀ-ỿ"
_OTHER_SCRIPT = "chữ không thuộc bảng chữ cái La-tinh"
_GREEK = spoken_by("letters.tsv", "greek")
_SCRIPTS = spoken_by("letters.tsv", "script")


def _by_key() -> Mapping[str, tuple[tuple[Fits, str | Guess], ...]]:
    table: defaultdict[str, list[tuple[Fits, str | Guess]]] = defaultdict(list)
    for row in rows("abbreviations.tsv"):
        spoken = Guess(row.spoken, _SEVERAL) if row.scope.endswith("?") else row.spoken
        table[row.written].append((scope_of(row), spoken))
    return MappingProxyType({key: tuple(values) for key, values in table.items()})


_TABLE = _by_key()
_NUMBERED = frozenset(
    row.written for row in rows("abbreviations.tsv") if row.scope.startswith("before-number")
) | {"KP", "TDP"}


_VALUE_NEXT = re.compile(r"\s[0-9]")


def _glued(match: re.Match[str]) -> str | Guess | None:
    """`BĐ3`, `KP4`, `Q1`: an abbreviation that wants a number, written onto it; P5 and Q3 in an address only."""
    letters, line = match["letters"], match.string
    spoken = _lookup(letters, line, match.start(), match.end("letters")) if letters in _NUMBERED else None
    if spoken is None and letters in {"P", "Q"}:
        return Guess(f"{spell(letters)} {whole(match['no'])}", _WITHOUT_ADDRESS)
    pause = "," if _VALUE_NEXT.match(line, match.end()) else ""
    return f"{spoken} {whole(match['no'])}{pause}" if isinstance(spoken, str) else None


def _compound(match: re.Match[str]) -> str | Guess | None:
    """`GD - ĐT`: letters that a table knows joined; `CĐ-ĐH`: letters that it has with the hyphen."""
    key, line, start, end = re.sub(r"\s?[-–]\s?", "-", match[0]), match.string, match.start(), match.end()
    if key == match[0]:
        return _lookup(key, line, start, end)
    return _known(key, line, start, end, office_before=is_behind(_BEHIND_OFFICE, line, start))


def _field(match: re.Match[str]) -> str | None:
    """`Bộ KH và CN`, `Sở VH, TT và DL`: the field of an office, a letter or two at a time."""
    office = is_behind(_BEHIND_OFFICE, match.string, match.start())
    return field_of_office(re.sub(r"\s(?:và|VÀ|&)\s|,\s", "", match[0])) if office else None


def plain_keys() -> tuple[str, ...]:
    """Keys that look like ordinary words ("cty", "km"), which the scanner must not pass over."""
    shape = re.compile(rf"[{UPPER}]?[{LOWER}]+\.?")
    return tuple({key.rstrip(".") for key in (*_TABLE, *_FOREIGN) if shape.fullmatch(key)})


def _lookup(key: str, line: str, start: int, end: int) -> str | Guess | None:
    for fits, spoken in _TABLE.get(key, ()):
        if fits(line, start, end):
            return spoken
    return None


def _office(key: str, letters: str, *, named: bool) -> str | None:
    if letters in FIELDS and letters != key:
        return FIELDS[letters]
    return field_of_office(letters) if named else None


def _known(key: str, line: str, start: int, end: int, *, office_before: bool) -> str | Guess | None:
    """The words of one candidate form, from the tables."""
    letters = key if key.endswith((".", ":")) else _SEPARATORS.sub("", key)
    office = _office(key, letters, named=office_before)
    if office:
        return office
    spoken = _lookup(key, line, start, end) or (
        _lookup(letters, line, start, end) if letters != key else None
    )
    signed = letters if "&" in key else key
    return spoken or FIELDS.get(key) or _signer(signed, line, start, end)


def _signer(key: str, line: str, start: int, end: int) -> str | None:
    """An issuer's letters outside a document number, where they cannot be anything shorter."""
    known = (key in AGENCIES and key not in _NUMBERS_ONLY) or key[1:] in FIELDS
    return agency(key) if known and len(key) > 2 and not in_capitals(line, start, end) else None


def abbreviation(line: str, place: int) -> Hit | None:
    """The longest known form at `place`: "TP.HCM" before "TP.", "GD&ĐT" before "GD"."""
    token = _TOKEN.match(line, place, place + _LONGEST)
    if token is None:
        return None
    cuts = {place + cut.start() for cut in _CUT.finditer(token[0])} | {token.end()}
    office = is_behind(_BEHIND_OFFICE, line, place)
    spaced = re.compile(r"TP\.?\s?HCM(?!\w)").match(line, place)
    for end in sorted(cuts | ({spaced.end()} if spaced else set()), reverse=True):
        if end > place and (end == len(line) or not (line[end].isalnum() and line[end - 1].isalnum())):
            known = _known(line[place:end], line, place, end, office_before=office)
            if known is not None and not _ends_sentence(line, place, end):
                spoken, why = known if isinstance(known, Guess) else (known, "")
                return Hit("abbreviation", spoken, end, why)
    return None


def _ends_sentence(line: str, place: int, end: int) -> bool:
    """Whether the dot of a dotted form is the line's full stop, and the form is known without it."""
    if line[end - 1] != "." or line[place : end - 1] not in _TABLE:
        return False
    return len(line) - end < _INDENT and not line[end:].strip(' ”"’)')


def _initials(match: re.Match[str]) -> str:
    return spell(match[0].replace(".", ""))


def _foreign(match: re.Match[str]) -> str | None:
    return _FOREIGN.get(match[0])


def _capitals(match: re.Match[str]) -> str | Guess:
    """A word in capitals that no table knows."""
    word, line, start, end = match[0], match.string, match.start(), match.end()
    if is_marked(word) or (is_syllable(word) and len(word) > 2):
        return word.lower()
    if is_caps_word(word) and in_capitals(line, start, end):
        return word.lower()
    if word in _SPELLED:
        return spell(word)
    if len(word) > 4 and is_pronounceable(word):
        return Guess(word.lower(), _WORD_OR_LETTERS)
    return Guess(spell(word), _NOT_IN_TABLES)


def _letter(match: re.Match[str]) -> str | None:
    letter = match[0]
    return None if letter.lower() in VOWELS else spell(letter)


def _mixed(match: re.Match[str]) -> str | Guess | None:
    """Names like YouTube stay, words that have run together are parted, and what nobody can say is spelled."""
    word = match[0]
    if word[:2].isupper():
        mistyped = _mistyped(word, match)
        if mistyped:
            return mistyped
    small = sum(char.islower() for char in word)
    if small >= 2 and is_pronounceable(word) and not is_marked(word):
        return None
    parts = _CASE_PARTS.findall(word)
    if small < 2 or not any(map(_sayable, parts)):
        return Guess(spell(word), _NOT_IN_TABLES)
    spoken = " ".join(_part(part) for part in parts)
    return spoken if all(map(_sayable, parts)) else Guess(spoken, _NOT_IN_TABLES)


def _mistyped(word: str, match: re.Match[str]) -> str | Guess | None:
    """`THông`, `HUy`, `UBNd`: a syllable or a known abbreviation with a letter of the wrong size."""
    if is_syllable(word) and (is_marked(word) or word[2:].islower()):
        return word.capitalize() if word[2:].islower() else word.lower()
    return _lookup(word.upper(), match.string, match.start(), match.end()) if word[:-1].isupper() else None


def _part(part: str) -> str:
    if not _sayable(part):
        return spell(part)
    return part.lower() if part.isupper() else part


def _sayable(part: str) -> bool:
    return len(part) > 1 and (is_syllable(part) or is_pronounceable(part))


def _voiceless(match: re.Match[str]) -> str | Guess:
    """Small letters without a vowel: an abbreviation that the table has in capitals ("tnhh"), or letters."""
    word, line = match[0], match.string
    known = (
        _lookup(word.upper(), line, match.start(), match.end()) if len(word) > 3 and word.islower() else None
    )
    return known or Guess(spell(word), _NOT_IN_TABLES)


def _other_script(match: re.Match[str]) -> Guess:
    """Letters that no Vietnamese voice has: told, not said; those of formulas have names."""
    letters = match[0]
    if all(letter.lower() in _GREEK for letter in letters) and len(letters) == 1:
        return Guess(_GREEK[letters.lower()], _OTHER_SCRIPT)
    name = unicodedata.name(letters[0], "").split(" ", 1)[0]
    return Guess(_SCRIPTS.get(name, "chữ nước ngoài"), _OTHER_SCRIPT)


COMPOUNDS: tuple[Rule, ...] = (
    rule("abbreviation", r"[A-ZĐ]{1,5}(?:,\s[A-ZĐ]{1,5}){0,2}\s(?:và|VÀ|&)\s[A-ZĐ]{1,5}(?!\w)", _field),
    rule("abbreviation", r"[A-ZĐ]{2,5}(?:\s?[-–]\s?[A-ZĐ]{2,5}){1,3}(?![\w/]|[-–]\w)", _compound),
)
TABLES: tuple[Rule, ...] = (
    *names.FIRST,
    abbreviation,
    rule("abbreviation", r"(?P<letters>[A-ZĐ]{1,3})(?P<no>[0-9]{1,2})(?![\w/]|-[A-ZĐ]+(?!\w))", _glued),
    rule("foreign", r"(?:Covid|COVID|covid)\s?[-–]\s?19(?![\w,.])", lambda _: "covid mười chín"),
    rule("initials", _INITIALS.pattern, _initials),
    rule("foreign", r"[^\W\d_]+(?:-[^\W\d_]+)*(?![-–]?[0-9])", _foreign),
    rule("foreign", r"[^\W\d_]+(?![-–][0-9])", _foreign),
    *names.RULES,
)
WORDS: tuple[Rule, ...] = (
    rule("other_script", rf"[^\W\d_{UPPER}{LOWER}{_LATIN}]+", _other_script),
    *names.APOSTROPHES,
    rule("capitals", rf"[{UPPER}]{{2,}}(?![^\W\d_])", _capitals),
    rule("letter", rf"[{UPPER}{LOWER}](?![{UPPER}{LOWER}0-9_])", _letter),
    rule("letters", rf"(?:(?![{VOWELS}])[{LOWER}])+(?![^\W\d_])", _voiceless, re.IGNORECASE),
    rule("letters", rf"(?=[{UPPER}{LOWER}]*[{LOWER}][{UPPER}]|[{UPPER}]{{2,}})[{UPPER}{LOWER}]+", _mixed),
)
