"""The scanner: passes over plain words, asks the rules in order at every other place, and joins their answers."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.reading import (
    abbreviations,
    clock,
    dates,
    identifiers,
    legal,
    phones,
    punctuation,
    quantities,
    ratios,
    repeats,
    romans,
    signs,
)
from transforms.reading.context import WINDOW
from transforms.reading.letters import LOWER, UPPER, VOWELS
from transforms.reading.lexicon import Lexicon
from transforms.reading.region import Region
from transforms.reading.rule import Hit, Rule


@dataclass(frozen=True, slots=True)
class Reading:
    """One stretch that is not read as it is written.

    `start` and `end` are character offsets into the NFC form of the text; `written` is the text between them.
    `spoken` is empty for marks that are not said. Readings stand in order and do not overlap; between them the
    text is read as it stands, apart from spaces, doubled marks and look-alike letters (Ð for Đ). `unsure` says, in
    Vietnamese, why a stretch was read safely only; empty where a rule is sure.
    """

    rule: str
    written: str
    spoken: str
    start: int
    end: int
    unsure: str = ""


_DIGIT_RULES: tuple[Rule, ...] = (
    *identifiers.WEB,
    *identifiers.FORMS,
    *legal.RULES,
    *quantities.CLAUSES,
    *dates.FULL,
    *phones.RULES,
    *dates.PARTS,
    *clock.RULES,
    *dates.COUNTED,
    *ratios.RULES,
    *identifiers.SECTIONS,
    *quantities.RULES,
    *identifiers.RULES,
    *quantities.UNKNOWN,
    *quantities.LAST,
)
_LETTER_RULES: tuple[Rule, ...] = (
    *identifiers.WEB,
    *identifiers.FORMS,
    *quantities.CURRENCY,
    *signs.TIMES,
    *romans.RULES,
    *abbreviations.COMPOUNDS,
    *legal.LETTERED,
    *dates.LETTERED,
    *identifiers.ROADS,
    *phones.BOATS,
    *phones.CODES,
    *identifiers.CODES,
    *abbreviations.TABLES,
    *identifiers.RULES,
    *abbreviations.WORDS,
)
_SIGN_RULES: tuple[Rule, ...] = (
    *phones.RULES,
    *signs.BETWEEN,
    *punctuation.BULLETS,
    *romans.BRACKETED,
    *repeats.RULES,
    *quantities.SIGNED,
    *signs.LAST,
    *quantities.PER,
    *punctuation.RULES,
)

_KEYS = "|".join(sorted(map(re.escape, (*abbreviations.plain_keys(), *romans.SMALL)), key=len, reverse=True))
_PLAIN = re.compile(
    rf"(?:(?<!\w)(?!(?:{_KEYS})(?!\w))[{UPPER}]?(?=[{LOWER}]*[{VOWELS}])[{LOWER}]*[{LOWER}]"
    rf"(?=[\s,;:?!]|\.(?:\s|$)|$)|[\s,;:?!]+|\.(?=\s|$))*",
)

_SPACES = dict.fromkeys(map(ord, "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u3000"), " ")
_WIDE = dict.fromkeys(
    map(ord, "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), "\xa0"
)
_LOWERED = dict(zip(map(ord, "₀₁₂₃₄₅₆₇₈₉"), "0123456789", strict=True))
_ONE_TO_ONE: dict[int, str | int] = {
    **_SPACES,
    **_WIDE,
    **_LOWERED,
    ord("Ð"): "Đ",
    ord("／"): "/",
    ord("％"): "%",
}
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХаеорсухІі", "ABEKMHOPCTYXaeopcyxIi")
_CYRILLIC_CHUNK = re.compile(r"(?<!\S)[^\s\u0400-\u04ff]*+[\u0400-\u04ff]\S*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


def scan(text: str, region: Region, lexicon: Lexicon) -> Iterator[Reading]:
    """Every reading of `text`, which must be NFC, in order."""
    start = 0
    for line in text.split("\n"):
        prepared = prepare(line)
        hits = _with_lexicon(prepared, lexicon) if lexicon.entries else _hits(prepared, 0, len(prepared))
        for place, hit in hits:
            spoken = region.say(hit.rule, hit.spoken)
            yield Reading(hit.rule, line[place : hit.end], spoken, start + place, start + hit.end, hit.unsure)
        start += len(line) + 1


def prepare(line: str) -> str:
    """The line as the rules see it, letter for letter: odd spaces, digits and look-alike letters made ordinary."""
    line = line.translate(_ONE_TO_ONE)
    line = _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), line)
    return _CYRILLIC_CHUNK.sub(_latin, line)


def _latin(match: re.Match[str]) -> str:
    chunk = match[0].translate(_LOOKALIKES)
    return match[0] if _CYRILLIC.search(chunk) else chunk


def _with_lexicon(line: str, lexicon: Lexicon) -> Iterator[tuple[int, Hit]]:
    """The lexicon's hits, and between them the rules'."""
    place = 0
    for start, hit in lexicon.hits(line):
        yield from _hits(line, place, start)
        yield start, hit
        place = hit.end
    yield from _hits(line, place, len(line))


def _hits(line: str, place: int, end: int) -> Iterator[tuple[int, Hit]]:
    """The rules' hits between two places; a rule that would reach beyond `end` sees the line up to there only."""
    while place < end:
        plain = _PLAIN.match(line, place, end)
        place = plain.end() if plain else place
        if place < end:
            hit = _ask(line, place)
            if hit and hit.end > end:
                hit = _ask_up_to(line, place, end)
            if hit:
                yield place, hit
            place = hit.end if hit else min(end, _past_word(line, place))


def _ask_up_to(line: str, place: int, end: int) -> Hit | None:
    """What the rules say of a place when the line ends at `end`."""
    start = max(0, place - 2 * WINDOW)
    hit = _ask(line[start:end], place - start)
    return hit._replace(end=hit.end + start) if hit else None


def _ask(line: str, place: int) -> Hit | None:
    char = line[place]
    rules = _DIGIT_RULES if char in "0123456789" else _LETTER_RULES if char.isalpha() else _SIGN_RULES
    for rule in rules:
        hit = rule(line, place)
        if hit:
            return hit
    return None


def _past_word(line: str, place: int) -> int:
    end = place + 1
    while end < len(line) and line[end - 1].isalpha() and line[end].isalpha():
        end += 1
    return end


def join(text: str, readings: Iterator[Reading]) -> str:
    """The text with every reading in its place, line by line."""
    pieces: list[str] = []
    place = 0
    for reading in readings:
        pieces += (text[place : reading.start], f" {reading.spoken} ")
        place = reading.end
    pieces.append(text[place:])
    return "\n".join(punctuation.tidy(prepare(line)) for line in "".join(pieces).split("\n"))
