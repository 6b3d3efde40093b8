"""Brackets that say once more what was just said: `Ủy ban nhân dân (UBND)`, `báo động 2 (BĐ2)`, `20 mét (m)`."""

import re

from transforms.reading.abbreviations import TABLES
from transforms.reading.numbers import whole
from transforms.reading.quantities import ALL_UNITS
from transforms.reading.rule import Rule, rule

_WORDS = re.compile(r"\w+")
_LONGEST = 160


def _repeat(match: re.Match[str]) -> str | None:
    """Nothing is said of the bracket, where the words before it end in what it stands for."""
    line, start = match.string, match.start()
    said = _in_full(line, match.start("short"), match.end("short"))
    if said is None:
        return None
    before = _plain(line[max(0, start - _LONGEST) : start])
    return "" if before.endswith(_plain(said)) else None


def _in_full(line: str, start: int, end: int) -> str | None:
    if line[start:end] in ALL_UNITS:
        return ALL_UNITS[line[start:end]]
    hits = (rule(line, start) for rule in TABLES)
    return next((hit.spoken for hit in hits if hit and hit.end == end), None)


def _plain(text: str) -> str:
    """Letters only, numbers in words: `ki lô gam` is `kilôgam`."""
    words = (whole(word) if word.isdigit() else word.lower() for word in _WORDS.findall(text))
    return "".join(words).replace(" ", "")


RULES: tuple[Rule, ...] = (rule("repeat", r"\s?\((?P<short>[^()\s]{1,20})\)", _repeat),)
