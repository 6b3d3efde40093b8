"""Formulas that a page sets in two dimensions: their lines, one after the other, say nothing, or something wrong."""

import re
from collections.abc import Iterator, Sequence

from transforms.article import Block, BlockKind

Numbered = tuple[int, Block]

_ANNOUNCES = re.compile(r"\b(?:công thức|tính|xác định)\b[^.;]*:\W*$", re.IGNORECASE)
_EXPLAINS = re.compile(r"\W*trong đó\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\W*(?:\d{1,3}[a-zđ]?[.)]|[a-zđ]\)|điều\s+\d)\s*(?=[^\W\d_])|\s*[-–+•*]\s+(?=[^\W\d_]{2})", re.IGNORECASE
)
_EQUALS = re.compile(r"[=≤≥≈]")
_LINE = 130
_FEWEST, _MOST = 2, 15
_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE, BlockKind.LIST_ITEM})


def formulas_in(blocks: Sequence[Numbered]) -> Iterator[tuple[int, ...]]:
    """The indexes of the blocks that are the lines of one formula, for each formula.

    They stand between what announces them (`… theo công thức sau:`) and `Trong đó …`, are short, and more than one; a
    formula of a single line is read as it stands.
    """
    at = 0
    while at < len(blocks):
        lines = _lines(blocks, at + 1) if _ANNOUNCES.search(blocks[at][1].text) else ()
        if lines:
            yield lines
        at += 1 + len(lines)


def _lines(blocks: Sequence[Numbered], start: int) -> tuple[int, ...]:
    for end in range(start, min(start + _MOST + 1, len(blocks))):
        block = blocks[end][1]
        if _EXPLAINS.match(block.text):
            found = blocks[start:end]
            equal = any(_EQUALS.search(each.text) for _, each in found)
            return tuple(index for index, _ in found) if equal and len(found) >= _FEWEST else ()
        if block.kind not in _KINDS or len(block.text) > _LINE or _NUMBERED.match(block.text):
            return ()
    return ()
