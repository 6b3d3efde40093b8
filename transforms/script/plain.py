"""A block's text as it may be read: composed, without invisible characters, and with nothing that acts as markup."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.script.data_files import MARKUP

_NAMES = "|".join(map(re.escape, sorted(MARKUP, key=len, reverse=True)))
_TAG = re.compile(
    rf"<!--.{{0,2000}}?-->|<!\[CDATA\[|\]\]>|<[!?][a-zA-Z][^<>]{{0,300}}>|</?(?:{_NAMES})(?:\s[^<>]{{0,300}}|/)?>"
    r"|\x1b\[[0-9;]{0,20}[A-Za-z]",
    re.IGNORECASE | re.DOTALL,
)
_MAY_HOLD_TAGS = re.compile(r"<|\]\]>|\x1b")
_END_MARK = re.compile(r"\./\.\s*$")
_SPACES = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_LINE_ENDS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text`, and for each of its letters (and its end) the place in the block's text; `markup` is what was left out."""

    text: str
    places: Sequence[int]
    markup: tuple[str, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the block's text of a stretch of `text`."""
        return self.places[start], self.places[end]


def plain(text: str) -> Plain:
    """`text` as it may be read.

    Tags that HTML and SSML know (`data/markup.txt`) become a space, and so do a terminal's: what is between them is read, nothing obeys them.
    Any other `<` is a sign that is said. Control characters and marks of direction go, a line's end stays one. The end
    mark `./.` is a full stop.
    """
    tags = tuple(match[0] for match in _TAG.finditer(text)) if _MAY_HOLD_TAGS.search(text) else ()
    bare = _TAG.sub(lambda match: " " * len(match[0]), text) if tags else text
    bare = _END_MARK.sub(lambda match: "." + " " * (len(match[0]) - 1), bare)
    if bare.replace("\n", "").isprintable() and unicodedata.is_normalized("NFC", bare):
        return Plain(bare, range(len(bare) + 1), tags)
    letters = list(_letters(bare))
    return Plain(
        "".join(letter for letter, _ in letters), [*(place for _, place in letters), len(text)], tags
    )


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters of `text` composed, each with the place where it begins."""
    place, end = 0, len(text)
    while place < end:
        after = place + 1
        while after < end and unicodedata.combining(text[after]):
            after += 1
        for letter in unicodedata.normalize("NFC", text[place:after]):
            kept = _kept(letter)
            if kept:
                yield kept, place
        place = after


def _kept(letter: str) -> str:
    if letter in _SPACES:
        return "\n" if letter in _LINE_ENDS else " "
    return "" if unicodedata.category(letter) in {"Cc", "Cf"} else letter


def one_line(text: str) -> str:
    """`text` with every run of white space as one space; spaces that hold numbers together stay as they are."""
    return re.sub(r"[ \t\n]+", " ", text).strip()
