"""The scanner: passes over plain words, asks the rules in order at every other place, and joins their answers."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.reading import (
    abbreviations,
    dates,
    identifiers,
    legal,
    phones,
    punctuation,
    quantities,
    ratios,
    romans,
)
from transforms.reading.letters import LOWER, UPPER, VOWELS
from transforms.reading.rule import Hit, Rule


@dataclass(frozen=True, slots=True)
class Reading:
    """One stretch that is not read as it is written.

    `start` and `end` are character offsets into the NFC form of the text; `written` is the text between them.
    `spoken` is empty for marks that are not said. Readings stand in order and do not overlap; between them the
    text is read as it stands, apart from spaces, doubled marks and look-alike letters (Ð for Đ).
    """

    rule: str
    written: str
    spoken: str
    start: int
    end: int


_DIGIT_RULES: tuple[Rule, ...] = (
    *identifiers.WEB,
    *legal.RULES,
    *dates.FULL,
    *phones.RULES,
    *dates.PARTS,
    *ratios.RULES,
    *quantities.RULES,
    *identifiers.RULES,
    *quantities.LAST,
)
_LETTER_RULES: tuple[Rule, ...] = (
    *identifiers.WEB,
    *quantities.CURRENCY,
    *quantities.TIMES,
    *romans.RULES,
    *identifiers.ROADS,
    *phones.CODES,
    *abbreviations.TABLES,
    *identifiers.RULES,
    *abbreviations.WORDS,
)
_SIGN_RULES: tuple[Rule, ...] = (*phones.RULES, *punctuation.BULLETS, *quantities.SIGNED, *punctuation.RULES)

_KEYS = "|".join(sorted(map(re.escape, abbreviations.plain_keys()), key=len, reverse=True))
_PLAIN = re.compile(
    rf"(?:(?<!\w)(?!(?:{_KEYS})(?!\w))[{UPPER}]?(?=[{LOWER}]*[{VOWELS}])[{LOWER}]*[{LOWER}]"
    rf"(?=[\s,;:?!]|\.(?:\s|$)|$)|[\s,;:?!]+|\.(?=\s|$))*",
)

_SPACES = dict.fromkeys(map(ord, "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u3000"), " ")
_WIDE = dict.fromkeys(
    map(ord, "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), "\xa0"
)
_ONE_TO_ONE = {**_SPACES, **_WIDE, ord("Ð"): "Đ", ord("／"): "/", ord("％"): "%"}
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХаеорсухІі", "ABEKMHOPCTYXaeopcyxIi")
_CYRILLIC_CHUNK = re.compile(r"(?<!\S)[^\s\u0400-\u04ff]*+[\u0400-\u04ff]\S*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


def scan(text: str) -> Iterator[Reading]:
    """Every reading of `text`, which must be NFC, in order."""
    start = 0
    for line in text.split("\n"):
        prepared = prepare(line)
        for place, hit in _hits(prepared):
            yield Reading(hit.rule, line[place : hit.end], hit.spoken, start + place, start + hit.end)
        start += len(line) + 1


def prepare(line: str) -> str:
    """The line as the rules see it, letter for letter: odd spaces, digits and look-alike letters made ordinary."""
    line = line.translate(_ONE_TO_ONE)
    line = _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), line)
    return _CYRILLIC_CHUNK.sub(_latin, line)


def _latin(match: re.Match[str]) -> str:
    chunk = match[0].translate(_LOOKALIKES)
    return match[0] if _CYRILLIC.search(chunk) else chunk


def _hits(line: str) -> Iterator[tuple[int, Hit]]:
    place, end = 0, len(line)
    while place < end:
        plain = _PLAIN.match(line, place)
        place = plain.end() if plain else place
        if place < end:
            hit = _ask(line, place)
            if hit:
                yield place, hit
            place = hit.end if hit else _past_word(line, place)


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
