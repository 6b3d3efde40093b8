"""Words on pages to lines, and the lines that are no part of the text: running heads, page numbers, footnotes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from crawlers.words import clean, compact
from transforms.extract.pdf_columns import Foot, feet
from transforms.extract.pdf_tables import Table, split_tables
from transforms.extract.pdf_words import Sheet, Word, in_rows, is_unit
from transforms.law.types import is_capitals, type_of

_GAZETTE = re.compile(r"^\d*CÔNGBÁO/Số[^/]*/Ngày[\d.\-/]+$", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*$", re.IGNORECASE)
_STAMP = re.compile(
    r"^(?:ký bởi|người ký|cơ quan|thời gian ký|ngày ký|email|ký điện tử bởi)\s*:\s*\S.*(?:\d{2}:\d{2}|@|CÔNG BÁO|chính phủ)",
    re.IGNORECASE,
)
_NATION = re.compile(r"CỘNGH(?:ÒA|OÀ)XÃHỘICHỦNGHĨAVIỆTNAM|VIỆTNAMDÂNCHỦCỘNGH(?:ÒA|OÀ)|ĐẢNGCỘNGSẢNVIỆTNAM")
_DATED = re.compile(r"ngày[\d….]*tháng[\d….]*năm", re.IGNORECASE)
_MARGIN = 0.11
_COLUMN_GAP = 2.2
_HEAD_GAP = 0.6
_HEAD_ROWS = 25
_INNER_ROWS = 8
_LONG = 45
_LEAST_LONG = 4
_SMALL = 0.9


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on page `page` (from 1), or one column's part of it; `size` is the font's.

    `apart`: a block of its own: a line of a letterhead, or a whole table (`table`), whose rows are its lines. `notes`
    are the raised numbers of the footnotes that it refers to, `note` such a number that it begins with; its text has
    neither.
    """

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    apart: bool = False
    table: Table | None = None
    notes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Left and right edge of the body over all pages, its usual font size, and whether its paragraphs are indented."""

    left: float
    right: float
    size: float
    indents: bool = False

    @property
    def width(self) -> float:
        """From edge to edge."""
        return self.right - self.left

    def centered(self, line: Line) -> bool:
        """Whether `line` stands in the middle, off both edges; the first line of a paragraph is off one."""
        before, after = line.x0 - self.left, self.right - line.x1
        return before > 0.07 * self.width and abs(before - after) < min(0.08 * self.width, 0.5 * before)

    def middled(self, line: Line) -> bool:
        """Whether `line` is as far from one edge as from the other."""
        return abs((line.x0 - self.left) - (self.right - line.x1)) < 0.08 * self.width

    def indented(self, line: Line) -> bool:
        """Whether `line` begins off the left edge."""
        return line.x0 > self.left + 0.03 * self.width


def read_lines(sheets: Sequence[Sheet]) -> tuple[list[Line], list[Line]]:
    """The lines of the text from top to bottom, and those that are furniture."""
    pages = [(sheet, sheet_lines(sheet)) for sheet in sheets]
    running = _running(pages)
    kept: list[Line] = []
    furniture: list[Line] = []
    for sheet, lines in pages:
        furniture += sheet_lines(replace(sheet, words=sheet.strays, rules=()))
        for line in lines:
            is_head = (
                not line.table
                and _in_margin(line, sheet)
                and (
                    bool(_GAZETTE.match(compact(line.text)) or _NUMBER.match(line.text))
                    or _masked(line.text) in running
                )
            )
            (furniture if is_head or _STAMP.match(line.text) else kept).append(line)
    return kept, furniture


def sheet_lines(sheet: Sheet) -> list[Line]:
    """A page's lines and tables, top first; parts that stand far apart are lines of their own.

    In a letterhead every part is one, however near: two columns. At the foot recipients come before the signature that
    stands beside them.
    """
    words, tables = split_tables(sheet)
    rows = in_rows(_once(words))
    heads = set(_head_rows(rows, sheet))
    lines: list[Line] = []
    at = 0
    for foot in feet(rows, sheet.width, start=max(heads, default=-1) + 1):
        lines += _lines(rows, range(at, foot.start), heads, sheet.number)
        lines += _foot_lines(foot, sheet.number)
        at = foot.end
    lines += _lines(rows, range(at, len(rows)), heads, sheet.number)
    return _with_tables(lines, tables, sheet.number)


def _lines(rows: Sequence[list[Word]], which: range, heads: set[int], page: int) -> Iterator[Line]:
    for at in which:
        yield from _row_lines(rows[at], page, head=at in heads)


def _foot_lines(foot: Foot, page: int) -> Iterator[Line]:
    """The lines of a foot, column by column; those beside the first one stand for themselves."""
    for at, column in enumerate(foot.columns):
        for row in column:
            if (line := _line(row, page, apart=at > 0)).text:
                yield line


def _head_rows(rows: Sequence[list[Word]], sheet: Sheet) -> Iterator[int]:
    """Indices of the rows of letterheads: all above the title on the first page, and from the nation's name to the date."""
    yield from range(_title_row(rows) if sheet.number == 1 else 0)
    texts = [compact("".join(word.text for word in row)) for row in rows]
    for at, text in enumerate(texts):
        if _NATION.search(text) and is_capitals(text):
            yield from (beside for beside in (at - 1, at, at + 1) if 0 <= beside < len(rows))
            below = range(at + 2, min(at + _INNER_ROWS, len(rows)))
            end = next((row for row in below if _is_alone(rows[row], sheet)), below.stop)
            dated = next((row for row in range(at, end) if _DATED.search(texts[row])), at)
            yield from range(at + 2, dated + 1)


def _is_alone(row: Sequence[Word], sheet: Sheet) -> bool:
    """Whether a row stands alone in the middle of the page: a title, no column of a letterhead."""
    gaps = (word.x0 - before.x1 > _HEAD_GAP * before.size for before, word in pairwise(row))
    return not any(gaps) and abs((row[0].x0 + row[-1].x1) / 2 - sheet.width / 2) < 0.08 * sheet.width


def _title_row(rows: Sequence[list[Word]]) -> int:
    """Index of the row that is a type's name in capitals, 0 where there is none near the top."""
    texts = [" ".join(word.text for word in row) for row in rows[:_HEAD_ROWS]]
    named = [at for at, text in enumerate(texts) if is_capitals(text) and type_of(text)]
    if named and type_of(texts[named[0]]) == "Văn bản hợp nhất" and len(named) > 1:
        return named[1]
    return named[0] if named else 0


def _with_tables(lines: list[Line], tables: Sequence[Table], page: int) -> list[Line]:
    for table in tables:
        left, bottom, right, top = table.box
        at = next((at for at, line in enumerate(lines) if line.y < bottom), len(lines))
        lines.insert(at, Line(table.text, page, left, right, top, 0.0, apart=True, table=table))
    return lines


def _once(words: Iterable[Word]) -> list[Word]:
    """Words without those drawn a second time at the same place (shadows, bold by overprint)."""
    seen: dict[tuple[str, int, int], Word] = {}
    for word in words:
        seen.setdefault((word.text, round(word.x0 / 2), round(word.y0 / 2)), word)
    return list(seen.values())


def _row_lines(row: list[Word], page: int, *, head: bool) -> list[Line]:
    gap = _HEAD_GAP if head else _COLUMN_GAP
    parts = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > gap * max(before.size, word.size):
            parts.append([])
        parts[-1].append(word)
    return [line for part in parts if (line := _line(part, page, apart=head)).text]


def _line(words: Sequence[Word], page: int, *, apart: bool) -> Line:
    size = max(word.size for word in words)
    notes = [
        word
        for at, word in enumerate(words)
        if _is_reference(word, words, size) and not (at and is_unit(words[at - 1].text))
    ]
    text = clean(" ".join(word.text for word in words if word not in notes)).replace("Ð", "Đ")
    right, base = max(word.x1 for word in words), min(word.y0 for word in words)
    numbers = tuple(word.text.strip("[]()*,") for word in notes)
    leads = bool(notes) and notes[0] is words[0]
    note = numbers[0] if leads else ""
    return Line(text, page, words[0].x0, right, base, size, apart=apart, notes=numbers[leads:], note=note)


def _is_reference(word: Word, row: Sequence[Word], size: float) -> bool:
    """Whether a word is the raised small number of a footnote."""
    base = min(each.y0 for each in row)
    return word.text.strip("[]()*,").isdigit() and word.size < 0.75 * size and word.y0 > base + 0.15 * size


def _in_margin(line: Line, sheet: Sheet) -> bool:
    return line.y > (1 - _MARGIN) * sheet.height or line.y < _MARGIN * sheet.height


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _running(pages: Sequence[tuple[Sheet, list[Line]]]) -> set[str]:
    """Texts, but for their digits, that stand in the margins of most pages."""
    counts = Counter(
        text
        for sheet, lines in pages
        for text in {_masked(line.text) for line in lines if _in_margin(line, sheet)}
    )
    return {text for text, count in counts.items() if count >= 3 and count > len(pages) / 2}


def aligned(lines: Sequence[Line]) -> list[Line]:
    """The lines with the left edge of each page where the first page's is: books have other margins on left pages."""
    lefts: dict[int, list[float]] = {}
    for line in lines:
        if len(line.text) >= _LONG and not line.table:
            lefts.setdefault(line.page, []).append(line.x0)
    edges = {page: sorted(each)[len(each) // 10] for page, each in lefts.items() if len(each) >= _LEAST_LONG}
    if not edges:
        return list(lines)
    first = edges[min(edges)]
    usual = {side: _middle([edges[page] for page in edges if page % 2 == side]) for side in (0, 1)}
    moves = {line.page: edges.get(line.page, usual[line.page % 2] or first) - first for line in lines}
    return [replace(line, x0=line.x0 - moves[line.page], x1=line.x1 - moves[line.page]) for line in lines]


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def frame_of(lines: Sequence[Line]) -> Frame:
    """The body's edges and font: those of its long lines, outliers aside."""
    long = [line for line in lines if len(line.text) >= _LONG and not line.table] or list(lines)
    lefts, rights = sorted(line.x0 for line in long), sorted(line.x1 for line in long)
    sizes = sorted(line.size for line in long)
    edges = Frame(lefts[len(lefts) // 20], rights[-1 - len(rights) // 20], sizes[len(sizes) // 2])
    off = sum(map(edges.indented, long))
    return replace(edges, indents=len(long) >= 8 and len(long) / 8 <= off <= 0.8 * len(long))
