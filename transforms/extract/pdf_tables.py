"""Ruled tables on a page: which words stand in which cell, and which cells span columns or rows."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawlers.words import clean
from transforms.extract.pdf_words import Box, Sheet, Word, in_rows

_TOUCH = 3.0
_LEAST_LINES = 3
_MOST_RULES = 3000
_MOST_CELLS = 20_000
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of ruled lines.

    `rows` are its lines of text, cells parted by ` | `, a spanning cell once where it begins (so a row may be empty);
    `cells` the same as a grid, a spanning cell in each place that it covers; `columns` the places of its upright lines.
    """

    box: Box
    rows: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...] = ()
    columns: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """A line per row."""
        return "\n".join(filter(None, self.rows))

    def continues(self, other: "Table") -> bool:
        """Whether this is more of `other`, a table above it on the page before: the same columns."""
        return len(self.columns) == len(other.columns) and all(
            abs(here - there) < 2 * _TOUCH
            for here, there in zip(_from_first(self.columns), _from_first(other.columns), strict=True)
        )

    def joined(self, more: "Table") -> "Table":
        """Both as one, without the head that is printed again."""
        again = 0
        while again < min(len(self.cells), len(more.cells)) and self.cells[again] == more.cells[again]:
            again += 1
        if again == len(more.cells):
            again = 0
        return Table(self.box, self.rows + more.rows[again:], self.cells + more.cells[again:], self.columns)


def _from_first(columns: Sequence[float]) -> list[float]:
    return [column - columns[0] for column in columns]


def split_tables(sheet: Sheet) -> tuple[list[Word], list[Table]]:
    """A page's words outside ruled tables, and the tables that have words, top first.

    A table needs three upright and three level lines; less is a frame or a rule between parts of the text.
    """
    words, tables = list(sheet.words), []
    for rules in _clusters(sheet.rules[:_MOST_RULES]):
        grid = _Grid.of(rules)
        if len(grid.columns) < _LEAST_LINES or len(grid.levels) < _LEAST_LINES:
            continue
        inside = [word for word in words if _holds(grid.box, word)]
        if inside:
            tables.append(grid.table(inside))
            words = [word for word in words if not _holds(grid.box, word)]
    return words, sorted(tables, key=lambda table: -table.box[3])


def _clusters(rules: Sequence[Box]) -> list[list[Box]]:
    """Boxes that touch each other, directly or through others."""
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


@dataclass(frozen=True, slots=True)
class _Grid:
    """The places of a table's lines, and how far each line goes. Rows and columns count from 1, rows from below."""

    columns: list[float]
    levels: list[float]
    upright: list[list[tuple[float, float]]]
    level: list[list[tuple[float, float]]]

    @classmethod
    def of(cls, rules: Sequence[Box]) -> "_Grid":
        standing = [rule for rule in rules if rule[2] - rule[0] < rule[3] - rule[1]]
        lying = [rule for rule in rules if rule[2] - rule[0] > rule[3] - rule[1]]
        columns = _places((rule[0] + rule[2]) / 2 for rule in standing)
        levels = _places((rule[1] + rule[3]) / 2 for rule in lying)
        upright: list[list[tuple[float, float]]] = [[] for _ in columns]
        level: list[list[tuple[float, float]]] = [[] for _ in levels]
        for rule in standing:
            upright[_nearest(columns, (rule[0] + rule[2]) / 2)].append((rule[1], rule[3]))
        for rule in lying:
            level[_nearest(levels, (rule[1] + rule[3]) / 2)].append((rule[0], rule[2]))
        return cls(columns, levels, upright, level)

    @property
    def box(self) -> Box:
        return self.columns[0], self.levels[0], self.columns[-1], self.levels[-1]

    def table(self, words: Sequence[Word]) -> Table:
        """The table with those words in its cells."""
        spans = self._spans()
        held: dict[_Place, list[Word]] = {}
        for word in words:
            row = min(max(bisect_right(self.levels, word.middle), 1), len(self.levels) - 1)
            column = min(max(bisect_right(self.columns, (word.x0 + word.x1) / 2), 1), len(self.columns) - 1)
            held.setdefault(spans[row, column], []).append(word)
        texts = {place: _cell(inside) for place, inside in held.items()}
        rows, cells = [], []
        for row in range(len(self.levels) - 1, 0, -1):
            places = [spans[row, column] for column in range(1, len(self.columns))]
            if not any(texts.get(place) for place in places):
                continue
            cells.append(tuple(texts.get(place, "") for place in places))
            begun = [place for place in dict.fromkeys(places) if place[0] == row]
            told = any(texts.get(place) for place in begun)
            rows.append(" | ".join(texts.get(place, "") for place in begun) if told else "")
        return Table(self.box, tuple(rows), tuple(cells), tuple(self.columns))

    def _spans(self) -> Mapping[_Place, _Place]:
        """Each place's cell, by the place where that cell begins: its top row, its first column."""
        wide, high = len(self.columns) - 1, len(self.levels) - 1
        places = [(row, column) for row in range(1, high + 1) for column in range(1, wide + 1)]
        if len(places) > _MOST_CELLS:
            return {place: place for place in places}
        joined = _Sets(places)
        for row, column in places:
            if column < wide and not self._parted(row, column):
                joined.join((row, column), (row, column + 1))
            if row < high and not self._ruled(row, column):
                joined.join((row, column), (row + 1, column))
        return {place: begin for group in joined.groups() for place, begin in _begun(group)}

    def _parted(self, row: int, column: int) -> bool:
        """Whether an upright line stands between a place and the one to its right."""
        middle = (self.levels[row - 1] + self.levels[row]) / 2
        return any(low - _TOUCH <= middle <= top + _TOUCH for low, top in self.upright[column])

    def _ruled(self, row: int, column: int) -> bool:
        """Whether a level line stands between a place and the one above it."""
        middle = (self.columns[column - 1] + self.columns[column]) / 2
        return any(left - _TOUCH <= middle <= right + _TOUCH for left, right in self.level[row])


class _Sets:
    """Places that are one cell, joined step by step."""

    def __init__(self, places: Iterable[_Place]) -> None:
        self._over = {place: place for place in places}

    def _top(self, place: _Place) -> _Place:
        while self._over[place] != place:
            self._over[place] = self._over[self._over[place]]
            place = self._over[place]
        return place

    def join(self, one: _Place, other: _Place) -> None:
        self._over[self._top(one)] = self._top(other)

    def groups(self) -> Iterable[list[_Place]]:
        found: dict[_Place, list[_Place]] = {}
        for place in self._over:
            found.setdefault(self._top(place), []).append(place)
        return found.values()


def _begun(group: Sequence[_Place]) -> Iterator[tuple[_Place, _Place]]:
    """Each place of a cell with the place where the cell begins; a shape that is no rectangle is no cell."""
    rows, columns = [row for row, _ in group], [column for _, column in group]
    whole = (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) == len(group)
    for place in group:
        yield place, (max(rows), min(columns)) if whole else place


def _nearest(places: Sequence[float], value: float) -> int:
    """The index of the last place that lies before `value`, lines doubled into one included."""
    return max(bisect_right(places, value) - 1, 0)


def _cell(words: Sequence[Word]) -> str:
    ordered = [word.text for row in in_rows(words) for word in row]
    return clean(" ".join(ordered)).replace("Ð", "Đ").replace("|", "/")
