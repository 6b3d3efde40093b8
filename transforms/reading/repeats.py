"""Brackets that say once more what was just said (`Ủy ban nhân dân (UBND)`, `20 mét (m)`), or a unit (`(W/m²)`)."""

import re

from transforms.reading.abbreviations import TABLES
from transforms.reading.numbers import whole
from transforms.reading.quantities import ALL_UNITS
from transforms.reading.rule import Rule, rule

_WORDS = re.compile(r"\w+")
_LONGEST = 160
_SHORTEST_UNIT = 2
_IN_CAPITALS = frozenset({"KW", "KV", "KWH", "KVA"})
"""Others in capitals are rather the name of somebody: `(MB)`."""


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


def _unit(match: re.Match[str]) -> str | None:
    """`(W/m²)`, `(dBA)`: a unit, where a page names what it measures in."""
    top, _, below = match["unit"].partition("/")
    if top not in ALL_UNITS or (below and below not in ALL_UNITS) or len(match["unit"]) < _SHORTEST_UNIT:
        return None
    if not below and (top.istitle() or (top.isupper() and top not in _IN_CAPITALS) or ALL_UNITS[top] == top):
        return None
    return f", {ALL_UNITS[top]}{f' một {ALL_UNITS[below]}' if below else ''},"


RULES: tuple[Rule, ...] = (
    rule("repeat", r"\s?\((?P<short>[^()\s]{1,20})\)", _repeat),
    rule("unit", r"\((?P<unit>[^()\s\d]{1,8}[²³]?(?:/[^()\s]{1,8})?)\)", _unit),
)
