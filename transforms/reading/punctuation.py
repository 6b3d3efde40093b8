"""Marks that a voice can phrase stay; the others become a pause, a word, or nothing."""

import re
import unicodedata

from transforms.reading.numbers import digit_by_digit
from transforms.reading.rule import Hit, Rule, rule
from transforms.reading.tables import rows

_SYMBOLS = {row.written: row.spoken for row in rows("symbols.tsv") if not row.scope}
_AFTER_NUMBER = {row.written: row.spoken for row in rows("symbols.tsv") if row.scope == "after-number"}
_QUOTES = "\"“”„‟«»‹›'‘’‚‛`´′″"
_PAUSES = "()[]{}|–—―‒‐‑-/…·•"
_KEPT = ",.;:?!"

_RUN = re.compile(r"(?:(?<!\s)\s++)?[,.;:?!][\s,.;:?!]*+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe0f\ufeff]")
_SPACES = re.compile(r"\s+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_STRENGTH = "?!.;:,"


def _bullet(match: re.Match[str]) -> str | None:
    return "" if not match.string[: match.start()].strip() else None


def _slash(match: re.Match[str]) -> str:
    """`6 tháng/2025` names the year; a slash between words is a pause."""
    return "năm" if _YEAR.match(match.string, match.end()) else ","


def _dash(match: re.Match[str]) -> str:
    """A hyphen inside a word is a joint, a dash between words a pause."""
    line, start, end = match.string, match.start(), match.end()
    if start == 0 or end == len(line):
        return ","
    before, after = line[start - 1], line[end]
    joint = before.isalpha() and after.isalpha() and not (before.isupper() and after.isupper())
    return "" if joint and after.islower() else ","


def _dots(match: re.Match[str]) -> str:
    following = match.string[match.end() :].lstrip(' "”’)')
    return "." if not following or following[0].isupper() else ","


def symbol(line: str, place: int) -> Hit | None:
    """Any other sign: its word from `symbols.tsv`, its number, or a note that it is not spoken."""
    char = line[place]
    if char in _AFTER_NUMBER and place and line[place - 1].isdigit():
        return Hit("symbol", _AFTER_NUMBER[char], place + 1)
    if char in _QUOTES:
        return Hit("quote", "", place + 1)
    if char in _SYMBOLS:
        return Hit("symbol", _SYMBOLS[char], place + 1)
    if char in _KEPT:
        return None
    if char in _PAUSES:
        return Hit("pause", ",", place + 1)
    return _unknown(char, place)


def _unknown(char: str, place: int) -> Hit | None:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return Hit("digit", digit_by_digit(str(digit)), place + 1)
    if unicodedata.category(char) in {"Sm", "Sc"}:
        return Hit("unknown_symbol", "ký hiệu", place + 1)
    if unicodedata.category(char)[0] in "SPC":
        return Hit("unspoken", "", place + 1)
    return None


def tidy(line: str) -> str:
    """One space between words, none before a mark, one mark where several meet (the strongest), none at the start."""
    marked = _RUN.sub(_strongest, _INVISIBLE.sub("", line))
    return _SPACES.sub(" ", marked).lstrip(" ,;:.").rstrip(" ,")


def _strongest(match: re.Match[str]) -> str:
    return next(mark for mark in _STRENGTH if mark in match[0]) + " "


BULLETS: tuple[Rule, ...] = (rule("bullet", r"[-–—+*•·●○■□▪◆►➢✓✔→](?=\s)", _bullet),)
RULES: tuple[Rule, ...] = (
    rule("end_mark", r"\./\.?", lambda _: "."),
    rule("ellipsis", r"(?:\.{2,}|…)+", _dots),
    rule("slash", r"/", _slash),
    rule("dash", r"[-–—‐‑]", _dash),
    rule("dot", r"(?<=\w)\.(?=[0-9])", lambda _: "chấm"),
    symbol,
)
