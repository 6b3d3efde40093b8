"""Abbreviations, offices, titles and words in capitals.

The longest written form that the tables know wins. What no table knows is read as a word where Vietnamese or common
sense can pronounce it, and letter by letter where not: capitals are never dropped and never left for the voice to
stumble over.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from types import MappingProxyType

from transforms.reading.context import behind, is_behind
from transforms.reading.legal import AGENCIES, FIELDS, agency, field_of_office
from transforms.reading.letters import (
    LOWER,
    UPPER,
    VOWELS,
    is_marked,
    is_pronounceable,
    is_syllable,
    is_unmarked_word,
    spell,
)
from transforms.reading.numbers import whole
from transforms.reading.rule import Guess, Hit, Rule, rule
from transforms.reading.tables import Row, any_of, rows, spoken_by, words

_LETTER = rf"[{UPPER}{LOWER}A-Za-z]"
_TOKEN = re.compile(r"[^\W_]+(?:\s?&\s?[^\W_]+|[-/.,&:–][^\W_]+|[²³])*[.:]?")
_CUT = re.compile(r"(?<=[^\W_])(?=[^\w])|(?<=[.:])")
_INDENT = 200
_LONGEST = 36  # letters of a form, separators and all; the longest that is known has 24
_SEPARATORS = re.compile(r"[\s&,/–-]|\.(?=[^\W\d_]{2})")
_INITIALS = re.compile(rf"(?:[{UPPER}]\.){{2,}}|[{UPPER}](?:\.[{UPPER}])+(?!\w)")
_BEHIND_OFFICE = behind("offices")
_BEHIND_STORM = behind("storm_before", gap=r"(?:\s+số\s+[0-9]+)?\s*[(,]?\s*")
_CAPITAL_WORD = rf"[{UPPER}]{{2,}}"
_CAPITALS_BEFORE = re.compile(rf"(?<!\w)({_CAPITAL_WORD})[\s,:;–-]+$")
_CAPITALS_AFTER = re.compile(rf"[\s,:;–-]+({_CAPITAL_WORD})(?!\w)")
_FOREIGN = spoken_by("foreign.tsv", "word")
_SPELLED = frozenset(words("spelled"))
_NOT_IN_TABLES = "chữ viết tắt không có trong bảng, đọc từng chữ"
_SEVERAL = "chữ viết tắt có nhiều nghĩa, đọc theo nghĩa thường gặp"
_WORD_OR_LETTERS = "không rõ là từ hay chữ viết tắt, đọc như một từ"

_CASE_PARTS = re.compile(rf"[{UPPER}]?[{LOWER}]+|[{UPPER}]+(?![{LOWER}])|.")

_LATIN = "À-ɏḀ-ỿ"
_OTHER_SCRIPT = "chữ không thuộc bảng chữ cái La-tinh"
_GREEK = spoken_by("letters.tsv", "greek")
_SCRIPTS = spoken_by("letters.tsv", "script")

Fits = Callable[[str, int, int], bool]


def _by_key() -> Mapping[str, tuple[tuple[Fits, str | Guess], ...]]:
    table: defaultdict[str, list[tuple[Fits, str | Guess]]] = defaultdict(list)
    for row in rows("abbreviations.tsv"):
        spoken = Guess(row.spoken, _SEVERAL) if row.scope.endswith("?") else row.spoken
        table[row.written].append((_scope(row), spoken))
    return MappingProxyType({key: tuple(values) for key, values in table.items()})


def _scope(row: Row) -> Fits:
    """The test of place that a row's scope asks for; it is given the line and the token's start and end.

    A question mark behind a scope says that the words are a guess.
    """
    name, _, names = row.scope.removesuffix("?").partition(":")
    if name == "after":
        before = re.compile(rf"(?:(?<!\w)|(?=%)){any_of(tuple(names.split('|')))}\s*$")
        return lambda line, start, _: before.search(line, max(0, start - 40), start) is not None
    if name == "next":
        after = re.compile(rf"\s+{any_of(tuple(names.split('|')))}")
        return lambda line, _, end: after.match(line, end) is not None
    if name == "place":
        ahead, name_before = re.compile(_AHEAD["before-name"]), re.compile(rf"(?<!\w)[{UPPER}][{LOWER}]*\s$")
        return lambda line, start, end: (
            bool(ahead.match(line, end)) and not name_before.search(line, 0, start)
        )
    if name == "alone":
        return lambda line, start, end: not in_capitals(line, start, end)
    if name in _AHEAD:
        ahead = re.compile(_AHEAD[name])
        return lambda line, _, end: ahead.match(line, end) is not None
    if name == "any":
        return lambda *_: True
    raise ValueError(f"abbreviations.tsv: {row.written}: unknown scope {row.scope!r}")


_AHEAD: Mapping[str, str] = MappingProxyType(
    {
        "before-number": r"\.?\s?[0-9]",
        "before-number-or-roman": r"\.?\s?(?:[0-9]|[IVX]+(?!\w))",
        "before-roman": r"\s[IVX]+(?!\w)",
        "before-name": rf"\s?[{UPPER}][{LOWER}]",
        "before-phone": r"\.?\s?:?\s?[(+]?0[0-9]{2}",
        "before-year": r"\.?\s?:?\s?(?:19|20)[0-9]{2}(?![0-9])",
        "before-money": r"\s?:?\s?[0-9][0-9.,]*\s(?:nghìn|triệu|tỷ|tỉ)",
        "before-colon": r"\s?[.:]",
        "before-legal": r"\s(?:số\s)?[0-9]+[/-]|\ssố\s[0-9]",
        "caps": rf"\s?{_CAPITAL_WORD}",
    }
)
_TABLE = _by_key()
_NUMBERED = frozenset(
    row.written for row in rows("abbreviations.tsv") if row.scope.startswith("before-number")
) | {"KP", "TDP"}


def in_capitals(line: str, start: int, end: int) -> bool:
    """Whether the word at `start` stands in a text set in capitals: a neighbour is a syllable in capitals."""
    before = _CAPITALS_BEFORE.search(line, max(0, start - 12), start)
    after = _CAPITALS_AFTER.match(line, end)
    return any(found and found[1] not in _TABLE and _is_caps_word(found[1]) for found in (before, after))


def _is_caps_word(word: str) -> bool:
    return is_marked(word) or is_syllable(word) or is_unmarked_word(word)


def _glued(match: re.Match[str]) -> str | None:
    """`BĐ3`, `KP4`, `Q1`: an abbreviation that wants a number, written onto it."""
    line, start, end = match.string, match.start(), match.end("letters")
    spoken = _lookup(match["letters"], line, start, end) if match["letters"] in _NUMBERED else None
    return f"{spoken} {whole(match['no'])}" if isinstance(spoken, str) else None


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
    known = key in AGENCIES or key[1:] in FIELDS
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
    if is_behind(_BEHIND_STORM, line, start) and is_pronounceable(word):
        return word.lower()
    if is_marked(word) or (is_syllable(word) and len(word) > 2):
        return word.lower()
    if (is_syllable(word) or is_unmarked_word(word)) and in_capitals(line, start, end):
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
    small = sum(char.islower() for char in word)
    if small >= 2 and is_pronounceable(word) and not is_marked(word):
        return None
    parts = _CASE_PARTS.findall(word)
    if small < 2 or not any(map(_sayable, parts)):
        return Guess(spell(word), _NOT_IN_TABLES)
    spoken = " ".join(_part(part) for part in parts)
    return spoken if all(map(_sayable, parts)) else Guess(spoken, _NOT_IN_TABLES)


def _part(part: str) -> str:
    if not _sayable(part):
        return spell(part)
    return part.lower() if part.isupper() else part


def _sayable(part: str) -> bool:
    return len(part) > 1 and (is_syllable(part) or is_pronounceable(part))


def _joined(match: re.Match[str]) -> str:
    """An apostrophe inside a name, "Ea H'leo", is not said."""
    joined = re.sub("['’ʼ]", "", match[0])
    return joined.capitalize() if joined[0].isupper() else joined.lower()


def _voiceless(match: re.Match[str]) -> Guess:
    """Small letters without a vowel."""
    return Guess(spell(match[0]), _NOT_IN_TABLES)


def _other_script(match: re.Match[str]) -> Guess:
    """Letters that no Vietnamese voice has: told, not said; those of formulas have names."""
    letters = match[0]
    if all(letter.lower() in _GREEK for letter in letters) and len(letters) == 1:
        return Guess(_GREEK[letters.lower()], _OTHER_SCRIPT)
    name = unicodedata.name(letters[0], "").split(" ", 1)[0]
    return Guess(_SCRIPTS.get(name, "chữ nước ngoài"), _OTHER_SCRIPT)


TABLES: tuple[Rule, ...] = (
    abbreviation,
    rule("abbreviation", r"(?P<letters>[A-ZĐ]{1,3})(?P<no>[0-9]{1,2})(?![\w/])", _glued),
    rule("initials", _INITIALS.pattern, _initials),
    rule("foreign", r"[^\W\d_]+(?:-[^\W\d_]+)*(?![-–]?[0-9])", _foreign),
    rule("foreign", r"[^\W\d_]+(?![-–][0-9])", _foreign),
)
WORDS: tuple[Rule, ...] = (
    rule("other_script", rf"[^\W\d_{UPPER}{LOWER}{_LATIN}]+", _other_script),
    rule("apostrophe", rf"[{UPPER}{LOWER}]+(?:['’ʼ][{UPPER}{LOWER}]+)+(?!\w)", _joined),
    rule("capitals", rf"[{UPPER}]{{2,}}(?![^\W\d_])", _capitals),
    rule("letter", rf"[{UPPER}{LOWER}](?![{UPPER}{LOWER}0-9_])", _letter),
    rule("letters", rf"(?:(?![{VOWELS}])[{LOWER}])+(?![^\W\d_])", _voiceless, re.IGNORECASE),
    rule("letters", rf"(?=[{UPPER}{LOWER}]*[{LOWER}][{UPPER}]|[{UPPER}]{{2,}})[{UPPER}{LOWER}]+", _mixed),
)
