"""Boxd tables on a page: which words stand in which cell."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawlers.words import clean
from transforms.extract.pdf_words import Box, Sheet, Word

_TOUCH = 3.0
_LEAST_LINES = 3
_MOST_RULES = 3000


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of ruled lines: its box, and its rows as text, cells parted by ` | `."""

    box: Box
    rows: tuple[str, ...]


def split_tables(sheet: Sheet) -> tuple[list[Word], list[Table]]:
    """A page's words outside ruled tables, and the tables that have words, top first.

    A table needs three upright and three level lines; less is a frame or a rule between parts of the text.
    """
    words, tables = list(sheet.words), []
    for rules in _clusters(sheet.rules[:_MOST_RULES]):
        columns = _places((rule[0] + rule[2]) / 2 for rule in rules if rule[2] - rule[0] < rule[3] - rule[1])
        levels = _places((rule[1] + rule[3]) / 2 for rule in rules if rule[2] - rule[0] > rule[3] - rule[1])
        if len(columns) < _LEAST_LINES or len(levels) < _LEAST_LINES:
            continue
        box = (columns[0], levels[0], columns[-1], levels[-1])
        inside = [word for word in words if _holds(box, word)]
        rows = _rows(inside, columns, levels)
        if rows:
            tables.append(Table(box, tuple(rows)))
            words = [word for word in words if not _holds(box, word)]
    return words, sorted(tables, key=lambda table: -table.box[3])


def _clusters(rules: Sequence[Box]) -> list[list[Box]]:
    """Boxs that touch each other, directly or through others."""
    clusters: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda each: (-each[3], each[0])):
        box, members, apart = rule, [rule], []
        for other, theirs in clusters:
            if _touch(box, other):
                box = (
                    min(box[0], other[0]),
                    min(box[1], other[1]),
                    max(box[2], other[2]),
                    max(box[3], other[3]),
                )
                members = theirs + members
            else:
                apart.append((other, theirs))
        clusters = [*apart, (box, members)]
    return [members for _, members in clusters]


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _TOUCH
        and other[0] <= one[2] + _TOUCH
        and one[1] <= other[3] + _TOUCH
        and other[1] <= one[3] + _TOUCH
    )


def _places(values: Iterable[float]) -> list[float]:
    """Distinct places of lines; double lines count once."""
    ordered = sorted(values)
    return ordered[:1] + [there for here, there in pairwise(ordered) if there - here > _TOUCH]


def _holds(box: Box, word: Word) -> bool:
    middle = (word.x0 + word.x1) / 2
    return box[0] <= middle <= box[2] and box[1] <= word.middle <= box[3]


def _rows(words: Sequence[Word], columns: Sequence[float], levels: Sequence[float]) -> list[str]:
    """Rows from the top; each cell's words in reading order."""
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        place = (bisect_right(levels, word.middle), bisect_right(columns, (word.x0 + word.x1) / 2))
        cells.setdefault(place, []).append(word)
    rows = []
    for level in sorted({level for level, _ in cells}, reverse=True):
        texts = [_cell(cells.get((level, column), [])) for column in range(1, len(columns))]
        rows.append(" | ".join(texts))
    return rows


def _cell(words: Sequence[Word]) -> str:
    ordered = sorted(words, key=lambda word: (-round(word.middle / (word.size or 1)), word.x0))
    return clean(" ".join(word.text for word in ordered)).replace("Ð", "Đ").replace("|", "/")
