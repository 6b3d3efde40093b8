"""Words on pages to lines, and the lines that are no part of the text: running heads, page numbers, footnotes."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.extract.pdf_words import Sheet, Word
from transforms.words import clean

_GAZETTE = re.compile(r"^\s*\d*\s*CÔNG BÁO\s*/\s*Số\s[^/]*/\s*Ngày\s[\d\s.\-/]+$", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*$", re.IGNORECASE)
_STAMP = re.compile(
    r"^(?:ký bởi|người ký|cơ quan|thời gian ký|ngày ký|email|ký điện tử bởi)\s*:\s*\S.*(?:\d{2}:\d{2}|@|CÔNG BÁO|chính phủ)",
    re.IGNORECASE,
)
_MARGIN = 0.11
_COLUMN_GAP = 2.2
_SMALL = 0.82
_FOOT = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on page `page` (from 1), or one column's part of it; `size` is the font's."""

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    small: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Left and right edge of the body over all pages, and its usual font size."""

    left: float
    right: float
    size: float

    @property
    def width(self) -> float:
        """From edge to edge."""
        return self.right - self.left

    def centered(self, line: Line) -> bool:
        """Whether `line` stands in the middle, off both edges."""
        before, after = line.x0 - self.left, self.right - line.x1
        return before > 0.07 * self.width and abs(before - after) < 0.08 * self.width


def read_lines(sheets: Sequence[Sheet]) -> tuple[list[Line], list[Line]]:
    """The lines of the text from top to bottom, and those that are furniture."""
    pages = [(sheet, sheet_lines(sheet)) for sheet in sheets]
    running = _running(pages)
    kept, furniture = [], []
    for sheet, lines in pages:
        for line in lines:
            is_head = _in_margin(line, sheet) and (
                bool(_GAZETTE.match(line.text) or _NUMBER.match(line.text)) or _masked(line.text) in running
            )
            (furniture if is_head or _STAMP.match(line.text) else kept).append(line)
    return kept, furniture


def sheet_lines(sheet: Sheet) -> list[Line]:
    """A page's lines, top first; parts that stand far apart are lines of their own."""
    rows: list[list[Word]] = []
    for word in sorted(_once(sheet.words), key=lambda word: -word.middle):
        row = rows[-1] if rows else None
        if row and abs(row[0].middle - word.middle) < 0.45 * max(row[0].size, word.size):
            row.append(word)
        else:
            rows.append([word])
    return [line for row in rows for line in _row_lines(row, sheet.number)]


def _once(words: Iterable[Word]) -> list[Word]:
    """Words without those drawn a second time at the same place (shadows, bold by overprint)."""
    seen: dict[tuple[str, int, int], Word] = {}
    for word in words:
        seen.setdefault((word.text, round(word.x0 / 2), round(word.y0 / 2)), word)
    return list(seen.values())


def _row_lines(row: list[Word], page: int) -> list[Line]:
    row.sort(key=lambda word: word.x0)
    parts = [[row[0]]]
    for before, word in zip(row, row[1:], strict=False):
        if word.x0 - before.x1 > _COLUMN_GAP * max(before.size, word.size):
            parts.append([])
        parts[-1].append(word)
    return [line for part in parts if (line := _line(part, page)).text]


def _line(words: Sequence[Word], page: int) -> Line:
    size = max(word.size for word in words)
    said = [word for word in words if not _is_reference(word, words, size)]
    text = clean(" ".join(word.text for word in said)).replace("Ð", "Đ")
    return Line(text, page, words[0].x0, max(word.x1 for word in words), min(word.y0 for word in words), size)


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


def frame_of(lines: Sequence[Line]) -> Frame:
    """The body's edges: where most lines begin and end, outliers aside."""
    lefts, rights = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    sizes = Counter(round(line.size) for line in lines for _ in range(len(line.text) // 10))
    size = float(sizes.most_common(1)[0][0]) if sizes else 12.0
    return Frame(lefts[len(lefts) // 20], rights[-1 - len(rights) // 20], size)


def split_footnotes(lines: Sequence[Line], frame: Frame) -> tuple[list[Line], list[Line]]:
    """Lines without the small print at the foot of each page, and that print."""
    body, notes = [], []
    for page in dict.fromkeys(line.page for line in lines):
        own = [line for line in lines if line.page == page]
        foot = len(own)
        while foot and own[foot - 1].size < _SMALL * frame.size:
            foot -= 1
        if foot < _FOOT * len(own) and page == lines[-1].page:
            foot = len(own)
        body += own[:foot]
        notes += own[foot:]
    return body, notes
