"""Tables of data: a line of text per row, and the grid of cells that spanning ones are spread over."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawlers.words import clean

_LETTERHEAD = re.compile(r"xã hội chủ nghĩa việt nam|dân chủ cộng h|nơi nhận\s*:", re.IGNORECASE)
_MOST_COLUMNS = 100
_MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text, a line per row and cells parted by ` | `, and as a grid in which spanning cells are repeated."""

    text: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    columns: int
    rows: int


def read_table(table: LexborNode, read: Callable[[LexborNode], str]) -> Table | None:
    """A table of data; None for one that only sets a layout.

    Args:
        table: its element.
        read: gives the text of a cell.
    """
    if len(table.css("table")) > 1 or _LETTERHEAD.search(clean(table.text(separator=" "))):
        return None
    rows = [[_cell(cell, read) for cell in row.css("td, th")] for row in table.css("tr")]
    full = [row for row in rows if any(cell.text for cell in row)]
    if len(full) < 2 or max(map(len, full)) < 2 or sum(_filled(row) > 1 for row in full) < 2:
        return None
    lines = (" | ".join(cell.text for cell in row) for row in full)
    return Table("\n".join(lines), _grid(rows))


def _filled(row: Sequence[_Cell]) -> int:
    return sum(bool(cell.text) for cell in row)


def _cell(node: LexborNode, read: Callable[[LexborNode], str]) -> _Cell:
    text = read(node).replace("|", "/")
    return _Cell(text, _span(node, "colspan", _MOST_COLUMNS), _span(node, "rowspan", _MOST_ROWS))


def _span(node: LexborNode, name: str, most: int) -> int:
    """The number of columns or rows that a cell covers, as HTML reads it: 1 where it says nothing that counts."""
    told = (node.attributes.get(name) or "").strip()
    return min(int(told), most) or 1 if told.isascii() and told.isdigit() and len(told) < 6 else 1


def _grid(rows: Sequence[Sequence[_Cell]]) -> tuple[tuple[str, ...], ...]:
    """The rows with each cell in every place that it covers; rows without any text are left out."""
    grid, below = [], dict[int, tuple[str, int]]()
    for row in rows:
        line, below = _line(row, below)
        if any(line):
            grid.append(line)
    width = max(map(len, grid), default=0)
    return tuple(tuple(line + [""] * (width - len(line))) for line in grid)


def _line(
    row: Sequence[_Cell], above: dict[int, tuple[str, int]]
) -> tuple[list[str], dict[int, tuple[str, int]]]:
    """A row's cells, those that reach down into it among them, and what reaches down into the next, by column."""
    line: list[str] = []
    below = {column: (text, left - 1) for column, (text, left) in above.items() if left > 1}
    for cell in row:
        while len(line) in above:
            line.append(above[len(line)][0])
        for _ in range(min(cell.columns, _MOST_COLUMNS - len(line))):
            if cell.rows > 1:
                below[len(line)] = (cell.text, cell.rows - 1)
            line.append(cell.text)
    while len(line) in above:
        line.append(above[len(line)][0])
    return line, below
