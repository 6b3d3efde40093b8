"""Who turns what is written into the words that are said."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from transforms.reading import Reader, Reading

READ_ALOUD = "vi"
"""The language whose writing `transforms.reading` reads."""

_WORD = re.compile(r"\w+")
_VOWELS = re.compile(r"[aeiouy]+")
_LONGEST_SYLLABLE = 7
_UNSPOKEN = frozenset({"So", "Cn", "Co", "Cs"})


class Reads(Protocol):
    """What a script asks of a reader; `transforms.reading` is one."""

    @property
    def version(self) -> str:
        """Another one where the same text may be read otherwise."""
        ...

    def read(self, text: str) -> str:
        """The spoken words."""
        ...

    def explain(self, text: str) -> Sequence[Reading]:
        """What is not read as it is written, with offsets into the NFC form of `text`."""
        ...


RULES: Reads = Reader()
"""The rules of `transforms.reading` as they are, without a region's words or an operator's lexicon."""


@dataclass(frozen=True, slots=True)
class AsWritten:
    """No reading at all: for languages whose voices know how to say numbers and abbreviations; symbols are left out."""

    version: str = "as written"

    def read(self, text: str) -> str:
        """`text` on one line without emoji and the like; nothing where it has no letter or digit."""
        kept = "".join(char if unicodedata.category(char) not in _UNSPOKEN else " " for char in text)
        return " ".join(kept.split()) if _WORD.search(kept) else ""

    def explain(self, text: str) -> tuple[Reading, ...]:  # noqa: ARG002 - the protocol's
        """Nothing is read otherwise."""
        return ()


def reader_for(language: str, reader: Reads) -> Reads:
    """`reader` where it knows the language, which is told as in BCP 47; else one that changes nothing."""
    return reader if language.split("-", maxsplit=1)[0].lower() == READ_ALOUD else AsWritten()


def words_of(spoken: str) -> list[str]:
    """The words of what is said, without the marks that phrase them."""
    return _WORD.findall(spoken)


def syllables(spoken: str) -> int:
    """How many syllables are said: a Vietnamese word is one, a longer word has as many as it has groups of vowels.

    A digit that is left to the voice counts as two: most are said with the word for their place.
    """
    return sum(map(_weight, words_of(spoken)))


def _weight(word: str) -> int:
    if word.isalpha() and len(word) <= _LONGEST_SYLLABLE and not word.isascii():
        return 1
    digits = sum(map(str.isdigit, word))
    if digits:
        return 2 * digits + len(word) - digits
    if word.isascii():
        return max(1, len(_VOWELS.findall(word.lower()))) if _is_foreign(word) else 1
    return 1 + len(word) // _LONGEST_SYLLABLE


def _is_foreign(word: str) -> bool:
    """Whether an unmarked word is surely no Vietnamese syllable: its vowels stand in more than one group."""
    return len(_VOWELS.findall(word.lower())) > 1
