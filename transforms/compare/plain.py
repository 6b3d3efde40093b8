"""A text as it is compared: without credits, abbreviations and units written out, word by word.

What two editors write differently and mean alike is alike here: `UBND`, `Uỷ ban nhân dân` and `ỦY BAN NHÂN DÂN`; `120m`
and `120 mét`; `05/11` and `5/11`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from crawlers.words import clean
from transforms.compare.credits import part
from transforms.compare.quantities import TOKEN, quantities
from transforms.compare.telling import SAME
from transforms.reading.tables import rows, spoken_by
from transforms.script.sentences import sentences_of
from transforms.text.keys import one_style

_SHORT = re.compile(r"[^\W\d_]+(?:[&./-][^\W\d_]+)*\.?")
_WRITTEN_OUT = MappingProxyType(
    {row.written: row.spoken for row in reversed(rows("abbreviations.tsv")) if row.scope == "any"}
)
_UNITS = spoken_by("units.tsv", "unit")
_OF_A_NUMBER = re.compile(r"(?<=\d)\s?(?P<unit>[^\W\d_]+[23]?|[%‰°])(?![^\W_])")
_CLOCK = re.compile(r"(?<![\w.,/:])(\d{1,2})\s?[hg](\d{2})?(?![^\W_])")
_DASHES = str.maketrans("−–—‑‐", "-----")
_LEADING = re.compile(r"(?<![\d.,])0+(?=\d)")
_D = str.maketrans("\u00d0\u0189", "ĐĐ")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text. `key` is what is compared; `counts`: of a number, with its sign and unit; `opens`: a sentence.

    `shouted`: of a sentence in capitals, which then say nothing.
    """

    key: str
    written: str
    counts: bool
    opens: bool
    shouted: bool

    @property
    def capital(self) -> bool:
        """Whether it has a capital letter, as a name has."""
        return self.written != self.written.lower()


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as it is compared: its sentences, and the place in its dateline."""

    sentences: tuple[tuple[Word, ...], ...]
    place: tuple[str, ...]

    @property
    def words(self) -> Iterator[Word]:
        """All words in order."""
        return (word for sentence in self.sentences for word in sentence)


def plain(text: str) -> Plain:
    """A text as it is compared."""
    parted = part(text)
    sentences = (words_of(sentence) for line in _lines(parted.text) for sentence in sentences_of(line))
    return Plain(tuple(filter(None, sentences)), keys(words_of(_spelled(parted.place))))


def plain_text(text: str) -> str:
    """A text as it is compared, as one text."""
    return "\n".join(_lines(part(text).text))


def keys(words: Sequence[Word]) -> tuple[str, ...]:
    """What is compared of words."""
    return tuple(word.key for word in words)


def _lines(text: str) -> Iterator[str]:
    return (_spelled(line) for line in text.splitlines())


def _spelled(line: str) -> str:
    """A line with abbreviations and units written out and tone marks in one style."""
    text = one_style(clean(line)).translate(_DASHES).translate(_D)
    if text != text.upper():
        text = _SHORT.sub(_written_out, text)
    text = _CLOCK.sub(lambda found: f"{found[1]} giờ {found[2] or ''}", text)
    return _OF_A_NUMBER.sub(lambda found: f" {one_style(_UNITS.get(found['unit'], found['unit']))}", text)


def _written_out(found: re.Match[str]) -> str:
    word = found[0]
    if word in _WRITTEN_OUT:
        return one_style(_WRITTEN_OUT[word])
    return one_style(_WRITTEN_OUT.get(word[:-1], word[:-1])) + "." if word.endswith(".") else word


def words_of(sentence: str) -> tuple[Word, ...]:
    """The words of a sentence; of the marks only those that belong to a number."""
    tokens = TOKEN.findall(sentence)
    shouted = not any(token[0].islower() for token in tokens)
    found: list[Word] = []
    for token, counts in zip(tokens, quantities(tokens, shouted=shouted), strict=True):
        if token[0].isalnum() or counts:
            low = _LEADING.sub("", token.casefold())
            found += [Word(key, token, counts, not found, shouted) for key in SAME.get(low, low).split()]
    return tuple(found)
