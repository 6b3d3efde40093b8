"""The foot of a document, whose recipients and signatures stand beside each other: read column by column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from transforms.extract.pdf_words import Word, in_rows
from transforms.law.types import is_capitals

_RECIPIENTS = re.compile(r"^nơi nhận\b", re.IGNORECASE)
_SIGNING = re.compile(
    r"^(?:(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|Q)\.?\s+\w|(?:PHÓ )?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHÁNH VĂN PHÒNG)"
    r"|(?:BỘ|THỨ|CỤC|VỤ|VIỆN|HIỆU) TRƯỞNG|CHÁNH ÁN|THỦ TƯỚNG|TỔNG BÍ THƯ|BÍ THƯ|TỔNG THANH TRA|TỔNG KIỂM TOÁN|THỐNG ĐỐC)"
)
_TEXT_AGAIN = re.compile(r"^(?:ghi chú|phụ lục|mẫu (?:số )?\d|biểu|danh mục)\b", re.IGNORECASE)
_PIECE_GAP = 0.6
_COLUMN_GAP = 2.2
_WIDEST_LEFT = 0.62  # of the page: recipients' column, however long their names
_FARTHEST = 12.0  # sizes between two rows: a signature leaves some lines to its name
_ABOVE = 3


@dataclass(frozen=True, slots=True)
class Foot:
    """Rows from `start` to before `end`, and their words by column, each in rows of its own."""

    start: int
    end: int
    columns: tuple[tuple[tuple[Word, ...], ...], ...]


@dataclass(slots=True)
class _Columns:
    """The words of each column, and between which two places (points) the border of each two columns lies."""

    borders: list[list[float]]
    words: list[list[Word]] = field(default_factory=list)

    @classmethod
    def of(cls, pieces: Sequence[Sequence[Word]], width: float) -> "_Columns":
        """The columns that stand beside each other in one row; a piece alone is the left of two."""
        borders = [[left[-1].x1, right[0].x0] for left, right in pairwise(pieces)]
        borders = borders or [[pieces[0][-1].x1, width]]
        return cls(borders, [[] for _ in range(len(borders) + 1)])

    def take(self, pieces: Sequence[Sequence[Word]]) -> bool:
        """Whether a row's pieces each stand in a column; they are taken in if all do."""
        places = [self._place(piece[0].x0, piece[-1].x1) for piece in pieces]
        if None in places:
            return False
        for at, piece in zip(places, pieces, strict=True):
            assert at is not None
            self.words[at] += piece
            if at < len(self.borders):
                self.borders[at][0] = max(self.borders[at][0], piece[-1].x1)
            if at:
                self.borders[at - 1][1] = min(self.borders[at - 1][1], piece[0].x0)
        return True

    def _place(self, x0: float, x1: float) -> int | None:
        """The column between whose borders a piece lies; of two that it may be in, the one that its middle says."""
        lows = [-1.0, *(low for low, _ in self.borders)]
        highs = [*(high for _, high in self.borders), float("inf")]
        free = [
            at for at, (low, high) in enumerate(zip(lows, highs, strict=True)) if x0 >= low and x1 <= high
        ]
        if len(free) < 2:
            return free[0] if free else None
        low, high = self.borders[free[0]]
        return free[0] if x0 + x1 < low + high else free[1]


def feet(rows: Sequence[list[Word]], width: float, *, start: int = 0) -> Iterator[Foot]:
    """The parts of a page where recipients stand beside a signature, or signatures beside each other.

    Args:
        rows: a page's rows, the top one first.
        width: the page's, in points.
        start: the first row that may be a part of one; above are letterheads.
    """
    at = start
    while at < len(rows):
        foot = _foot(rows, at, width, start)
        if foot:
            yield foot
            start = foot.end
        at = foot.end if foot else at + 1


def _foot(rows: Sequence[list[Word]], at: int, width: float, least: int) -> Foot | None:
    pieces = _pieces(rows[at], _COLUMN_GAP)
    recipients = bool(_RECIPIENTS.match(_text(pieces[0])))
    if not recipients and not (len(pieces) > 1 and all(map(_signs, pieces))):
        return None
    columns = _Columns.of(pieces, _WIDEST_LEFT * width)
    first = _begun_above(rows, at, columns, least) if recipients else at
    end = at
    for end in range(first, len(rows) + 1):
        if end == len(rows) or (end > at and _is_over(rows[end - 1], rows[end])):
            break
        if not columns.take(_pieces(rows[end], _PIECE_GAP)):
            break
    if not all(columns.words):
        return None
    return Foot(first, end, tuple(tuple(map(tuple, in_rows(words))) for words in columns.words))


def _begun_above(rows: Sequence[list[Word]], at: int, columns: _Columns, least: int) -> int:
    """The index of the row where the signature begins, if that is a little above the recipients."""
    first = at
    while first - 1 >= max(least, at - _ABOVE):
        row = rows[first - 1]
        if row[0].x0 < columns.borders[0][0] or not is_capitals(_text(row)):
            break
        first -= 1
    return first


def _pieces(row: Sequence[Word], gap: float) -> list[list[Word]]:
    """A row's words, parted where they stand further apart than `gap` sizes."""
    pieces = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > gap * max(before.size, word.size):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def _is_over(above: Sequence[Word], row: Sequence[Word]) -> bool:
    """Whether a row under one of a foot begins something else."""
    far = above[0].middle - row[0].middle > _FARTHEST * max(above[0].size, row[0].size)
    return far or bool(_TEXT_AGAIN.match(_text(row)))


def _signs(piece: Sequence[Word]) -> bool:
    text = _text(piece)
    return is_capitals(text) and bool(_SIGNING.match(text))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
