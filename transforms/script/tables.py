"""Tables: announced; short ones are read row by row, each value behind the head of its column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.article import Block
from transforms.script.breath import MAX_SYLLABLES
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.reader import syllables
from transforms.script.records import Role, Utterance
from transforms.script.speech import Speech

_ORDINAL = re.compile(r"(?:stt|tt|số tt|số thứ tự|no\.?|#)\W*", re.IGNORECASE)
_VALUE = re.compile(r"[\W\d_]*\d[\W\d_]*[^\W\d_]{0,4}[\W\d_]*")
_COLUMN = re.compile(
    r"(?P<open>[(\[])?\s*(?:0?(?P<number>[1-9]\d?)|[A-D])\s*[)\]]?(?:\s*=\s*[\d\s()\[\]+\-–x×*/:]{1,40})?"
)
_CROSS = re.compile(r"\s*[xX×✓✔☑]\s*")
_FEWEST_NUMBERED, _FEWEST_BRACKETED = 3, 2
_MOST_HEADS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a table: the head of its column, and where it stands in the block's text."""

    head: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is said: the names of its columns (empty where it has none), its rows without them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    columns: int


def grid_of(block: Block) -> Grid:
    """The table of a block, from its cells, or from its lines where it has none.

    Rows without words are none. The first row is that of the names of columns where nothing in it is a value; so are those
    below into which its cells reach down. A row under them that only numbers the columns (`(1) | (2) | (3)`) is none.
    """
    rows = [row for row in _placed(block) if any(map(_has_words, row))]
    columns = max(map(len, rows), default=0)
    count = _count_of_heads(rows) if columns > 1 else 0
    heads = tuple(_head(rows[:count], column) for column in range(columns)) if count else ()
    body = (
        rows[count + 1 :] if count and len(rows) > count and _numbers_columns(rows[count]) else rows[count:]
    )
    told = (tuple(_with_heads(row, heads)) for row in body)
    return Grid(heads, tuple(row for row in told if row), columns)


def _has_words(cell: Cell) -> bool:
    return any(map(str.isalnum, cell.text)) or bool(_CROSS.fullmatch(cell.text))


def _placed(block: Block) -> Iterator[list[Cell]]:
    """The rows with the places of their cells; a cell that is not found where it should be has the place of its line."""
    lines = block.text.split("\n")
    cells = block.cells or tuple(tuple(line.split(" | ")) for line in lines)
    filled = (
        [row for row in cells if any(cell.strip() for cell in row)] if len(cells) != len(lines) else cells
    )
    at = 0
    for number, row in enumerate(filled):
        line = lines[number] if len(filled) == len(lines) else block.text
        base = at if len(filled) == len(lines) else 0
        yield list(_cells_of(row, line, base))
        at += len(line) + 1


def _cells_of(row: Sequence[str], line: str, base: int) -> Iterator[Cell]:
    place = 0
    for text in row:
        found = line.find(text, place)
        if text and found >= 0:
            place = found + len(text)
            yield Cell("", text, base + found, base + place)
        else:
            yield Cell("", text, base, base + len(line))


def _count_of_heads(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top hold names of columns."""
    if len(rows) < 2 or not _is_head(rows[0]):
        return 0
    count = 1
    while (
        count < min(len(rows) - 1, _MOST_HEADS) and _reaches(rows[0], rows[count]) and _is_head(rows[count])
    ):
        count += 1
    return count


def _is_head(row: Sequence[Cell]) -> bool:
    named = [cell for cell in row if _has_words(cell)]
    return len({cell.text for cell in named}) > 1 and not any(_VALUE.fullmatch(cell.text) for cell in named)


def _numbers_columns(row: Sequence[Cell]) -> bool:
    """Whether a row counts the columns from 1 on, letters before them (`A | B | 1 | 2`) and sums behind them not counted."""
    found = [_COLUMN.fullmatch(cell.text.strip()) for cell in row if _has_words(cell)]
    numbers = [int(each["number"]) for each in found if each and each["number"]]
    bracketed = all(each and each["open"] for each in found)
    return (
        all(found)
        and len(numbers) >= (_FEWEST_BRACKETED if bracketed else _FEWEST_NUMBERED)
        and numbers == list(range(1, len(numbers) + 1))
    )


def _reaches(first: Sequence[Cell], row: Sequence[Cell]) -> bool:
    return any(a.text and a.text == b.text for a, b in zip(first, row, strict=False))


def _head(rows: Sequence[Sequence[Cell]], column: int) -> str:
    names = [row[column].text.strip(" :") for row in rows if column < len(row) and row[column].text]
    return ", ".join(dict.fromkeys(names))


def _with_heads(row: Sequence[Cell], heads: Sequence[str]) -> Iterator[Cell]:
    """The cells of a row that are said: not its ordinal number, no empty one, one that spans columns once."""
    before: tuple[str, int, int] | None = None
    for column, cell in enumerate(row):
        head = heads[column] if column < len(heads) else ""
        same = (cell.text, cell.start, cell.end) == before
        before = (cell.text, cell.start, cell.end)
        if _has_words(cell) and not same and not _ORDINAL.fullmatch(head):
            yield replace(cell, head=head)


def say_table(
    speech: Speech, block: Block, index: int, credit: str, *, alone: bool, whole: bool
) -> list[Utterance]:
    """What is said of a table: all of a short one, of another that it is there, and where to see it.

    Args:
        speech: says it.
        block: the table.
        index: the block's index.
        credit: who shows the table.
        alone: whether the item is nothing but this table; then a longer one is read.
        whole: whether it is read however long it is.
    """
    grid = grid_of(block)
    if not grid.rows:
        return []
    rows = []
    if whole or _fits(grid, alone):
        rows = [_say_row(speech, row, block.text, index, whole=whole) for row in grid.rows]
    limit = LIMITS.table.syllables_alone if alone else LIMITS.table.syllables
    said = sum(syllables(each.spoken) for row in rows for each in row)
    if not rows or (said > limit and not whole):
        return _unread(speech, grid, index, credit)
    if grid.columns == 1:
        return [each for row in rows for each in row]
    size = {"rows": len(grid.rows), "columns": grid.columns}
    return [
        *speech.frame("table", index, Role.FRAME, PAUSES.item, **size),
        *(each for row in rows for each in row),
        *speech.frame("table_closes", index, Role.FRAME, PAUSES.paragraph),
    ]


def _fits(grid: Grid, alone: bool) -> bool:
    most = LIMITS.table.rows_alone if alone else LIMITS.table.rows
    return len(grid.rows) <= most and grid.columns <= LIMITS.table.columns


def _unread(speech: Speech, grid: Grid, index: int, credit: str) -> list[Utterance]:
    size = {"rows": len(grid.rows), "columns": grid.columns}
    heads = list(dict.fromkeys(filter(None, grid.heads)))
    names = "; ".join(heads) if len(heads) <= LIMITS.table.heads else None
    return [
        *speech.frame("table_unread", index, Role.TABLE, PAUSES.sentence, credit=credit, **size),
        *speech.frame("table_heads", index, Role.TABLE, PAUSES.paragraph, heads=names),
    ]


def _say_row(speech: Speech, row: Sequence[Cell], text: str, index: int, *, whole: bool) -> list[Utterance]:
    """A row: its cells behind the heads of their columns, as many in one breath as go into it.

    The first cell tells what the row is about and needs no head, unless it is a number or every word is said (`whole`).
    """
    said: list[Utterance] = []
    for at, cell in enumerate(row):
        head = f"{cell.head}:" if cell.head and (at or whole or _VALUE.fullmatch(cell.text)) else ""
        for each in _say_cell(speech, cell, head, text, index):
            said = _added(speech, said, each)
    return [*said[:-1], *(replace(last, pause_ms=PAUSES.item) for last in said[-1:])]


def _say_cell(speech: Speech, cell: Cell, head: str, text: str, index: int) -> list[Utterance]:
    """A cell behind a head, a cross as a yes; one that its row's line does not hold has the place of the whole line."""
    place = (cell.start, cell.end)
    crossed = speech.words("cross") if head and _CROSS.fullmatch(cell.text) else ""
    if text[cell.start : cell.end] == cell.text and not crossed:
        return speech.say(text, index, Role.TABLE, PAUSES.clause, label=head, within=place)
    said = speech.say(crossed or cell.text, index, Role.TABLE, PAUSES.clause, label=head)
    return [replace(each, start=cell.start, end=cell.end) for each in said]


def _added(speech: Speech, said: list[Utterance], each: Utterance) -> list[Utterance]:
    if said and syllables(said[-1].spoken) + syllables(each.spoken) <= MAX_SYLLABLES:
        both = speech.joined(said[-1], each, ";")
        if both:
            return [*said[:-1], both]
    return [*said, each]
