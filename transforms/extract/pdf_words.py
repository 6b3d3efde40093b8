"""A PDF's words and ruled lines with their places, page by page.

Places are in points, from the page's lower left corner upwards.
"""

import ctypes
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from transforms.extract.pdf_file import PdfFault, open_pdf

_MOST_LETTERS = 200_000  # of one page; a page of small print has 10,000
_MOST_OBJECTS = 200_000
_MOST_IN_ALL = 20_000_000
_MOST_RULES = 4000
_LAYERS = 3
_THIN = 3.0
_SOFT_HYPHEN = "\x02"
_RAISED = 0.75
_LONGEST_FONT = 128
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_UNIT = re.compile(r"(?:^|[^^\W\d_])[kdc]?m$", re.IGNORECASE)
_GAP = 0.25  # least gap that ends a word, in sizes
_GAP_SPACED = (0.08, 0.13)  # the same where PDFium saw a space, on upright and on turned letters


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box; the box is as high as the font, not as the letters. `font` is the name of its first letter's."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    font: str = ""

    @property
    def size(self) -> float:
        """The box's height."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """Height of the box's middle."""
        return (self.y0 + self.y1) / 2


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is read: its size, its words in the order of the file, its ruled lines as (x0, y0, x1, y1).

    A page printed sideways is turned, so that most of its words run from left to right; `strays` are the words
    that then still do not (running heads along the edge, stamps). `pictured` is the share of the page that pictures
    cover, from 0 to 1.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Box, ...]
    strays: tuple[Word, ...] = ()
    pictured: float = 0.0


def in_rows(words: Iterable[Word]) -> list[list[Word]]:
    """Words that stand beside each other, the top row first, each row from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.middle):
        row = rows[-1] if rows else None
        if row and abs(row[0].middle - word.middle) < 0.45 * max(row[0].size, word.size):
            row.append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def is_unit(text: str) -> bool:
    """Whether a raised 2 or 3 after `text` is an area or a volume (`m2`, `100 km2`), and no footnote's number."""
    return bool(_UNIT.search(text))


def read_sheets(body: bytes) -> list[Sheet]:
    """Every page of a PDF; the pages of a scan have no words.

    Raises:
        PdfFault: cut off, encrypted, broken, too long, or with more on a page than a page holds.
    """
    with open_pdf(body) as document:
        return list(_sheets(document))


def _sheets(document: pdfium.PdfDocument) -> Iterator[Sheet]:
    letters = 0
    for index in range(len(document)):
        sheet = _sheet(document, index)
        letters += sum(len(word.text) for word in sheet.words)
        if letters > _MOST_IN_ALL:
            raise PdfFault(f"the PDF has more than {_MOST_IN_ALL} letters", "split it by hand")
        yield sheet


def _sheet(document: pdfium.PdfDocument, index: int) -> Sheet:
    page = document[index]
    try:
        if pdfium_c.FPDFPage_CountObjects(page) > _MOST_OBJECTS:
            raise PdfFault(f"page {index + 1} has more than {_MOST_OBJECTS} parts", "read it by hand")
        width, height = page.get_size()
        if page.get_rotation() in {90, 270}:
            width, height = height, width
        turns = _turns(page, index, width, height)
        turn = max(turns, key=lambda each: sum(len(word.text) for word in turns[each]), default=0)
        strays = [word for each, words in turns.items() if each != turn for word in words]
        drawn, covered = _drawn(page)
        rules = [_turned(rule, turn, width, height) for rule in drawn]
        pictured = min(covered / (width * height), 1.0) if width * height > 0 else 0.0
    finally:
        page.close()
    if turn % 2:
        width, height = height, width
    words = tuple(turns.get(turn, ()))
    return Sheet(index + 1, width, height, words, tuple(rules), tuple(strays), pictured)


def _turns(page: pdfium.PdfPage, index: int, width: float, height: float) -> dict[int, list[Word]]:
    text = page.get_textpage()
    try:
        if text.count_chars() > _MOST_LETTERS:
            raise PdfFault(f"page {index + 1} has more than {_MOST_LETTERS} letters", "read it by hand")
        return _words(text, width, height)
    finally:
        text.close()


def _words(text: pdfium.PdfTextPage, width: float, height: float) -> dict[int, list[Word]]:
    """Letters to words, by the quarter turns that they are printed with.

    A space or new line of the file, a gap, a step back or another turn ends a word. PDFium adds spaces where it thinks
    letters apart, and errs where they are printed sideways: those count only with a gap. The box of a letter that is made
    to lean (an italic that its font has not) reaches over the next word, so that gap is measured where letters stand.
    """
    turns: dict[int, list[Word]] = {}
    letters: list[str] = []
    at, x0, x1, y0, y1, spaced, last, font = 0, 0.0, 0.0, 0.0, 0.0, False, 0, ""
    box = pdfium_c.FS_RECTF()

    def close() -> None:
        if letters:
            turns.setdefault(at, []).append(Word("".join(letters), x0, x1, y0, y1, font))
            letters.clear()

    for index in range(text.count_chars()):
        letter = chr(pdfium_c.FPDFText_GetUnicode(text, index))
        if letter.isspace() and pdfium_c.FPDFText_IsGenerated(text, index) == 1:
            spaced = True
            continue
        if letter.isspace() or not pdfium_c.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            close()
            continue
        turn = round(pdfium_c.FPDFText_GetCharAngle(text, index) / (math.pi / 2)) % 4
        left, bottom, right, top = _turned((box.left, box.bottom, box.right, box.top), turn, width, height)
        size = top - bottom
        least = _GAP_SPACED[turn % 2] if spaced else _GAP
        gap = _standing_gap(text, last, index) if spaced and letters and not turn else left - x1
        apart = gap > least * size or left < x1 - size or abs(bottom - y0) > 0.6 * size
        small = letter.isdigit() and size < _RAISED * (y1 - y0) and bottom > y0
        if letters and (apart or turn != at or (small and not is_unit("".join(letters)))):
            close()
        if not letters:
            at, x0, y0, y1, font = turn, left, bottom, top, _font(text, index)
        letters.append("-" if letter == _SOFT_HYPHEN else letter)
        x1, spaced, last = max(x0, right), False, index
    close()
    return turns


def _standing_gap(text: pdfium.PdfTextPage, before: int, index: int) -> float:
    """Points between two upright letters on the line that they stand on: from where one's width ends to the other's place."""
    box, matrix, x, y = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetLooseCharBox(text, before, ctypes.byref(box))
    pdfium_c.FPDFText_GetMatrix(text, before, ctypes.byref(matrix))
    pdfium_c.FPDFText_GetCharOrigin(text, before, x, y)
    lean = matrix.c / matrix.d if matrix.d else 0.0
    end = box.right - max(lean * (box.top - y.value), 0.0)
    pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
    return float(x.value - end)


def _font(text: pdfium.PdfTextPage, index: int) -> str:
    """The name of a letter's font, without the mark of a subset (ISO 32000-1, 9.6.4); empty where it is not known."""
    buffer = ctypes.create_string_buffer(_LONGEST_FONT)
    flags = ctypes.c_int()
    size = pdfium_c.FPDFText_GetFontInfo(text, index, buffer, _LONGEST_FONT, flags)
    name = buffer.raw[: max(size - 1, 0)].decode("utf-8", "replace") if size <= _LONGEST_FONT else ""
    return _SUBSET.sub("", name)


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box on the page as it lies once letters printed with `turn` quarters (clockwise) stand upright."""
    left, bottom, right, top = box
    if turn == 1:
        return height - top, left, height - bottom, right
    if turn == 2:
        return width - right, height - top, width - left, height - bottom
    if turn == 3:
        return bottom, width - right, top, width - left
    return box


def _drawn(page: pdfium.PdfPage) -> tuple[list[Box], float]:
    """A page's ruled lines, and the area that its pictures cover, overlaps counted twice."""
    rules: list[Box] = []
    covered = 0.0
    for each in _parts(page, pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject, _LAYERS):
        kind = pdfium_c.FPDFPageObj_GetType(each)
        if kind not in {pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE}:
            continue
        left, bottom, right, top = box = _bounds(each)
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            covered += max(right - left, 0.0) * max(top - bottom, 0.0)
        elif len(rules) >= _MOST_RULES:
            continue
        elif min(right - left, top - bottom) > _THIN:
            rules += _strokes(each)
        elif max(right - left, top - bottom) > _THIN:
            rules.append(box)
    return rules, covered


def _parts(
    holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], layers: int
) -> Iterator[Any]:
    """What is drawn on a page, in its forms too as far as `layers` of them."""
    for index in range(count(holder)):
        each = get(holder, index)
        if layers > 1 and pdfium_c.FPDFPageObj_GetType(each) == pdfium_c.FPDF_PAGEOBJ_FORM:
            yield from _parts(
                each, pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject, layers - 1
            )
        else:
            yield each


def _bounds(drawn: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _strokes(drawn: Any) -> Iterator[Box]:
    """The level and upright strokes of a path; none of one that is only filled, or has too many."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    known = pdfium_c.FPDFPath_GetDrawMode(drawn, ctypes.byref(fill), ctypes.byref(stroke))
    count = pdfium_c.FPDFPath_CountSegments(drawn)
    if not (known and stroke.value) or not 1 < count <= _MOST_RULES:
        return
    for (x0, y0), (x1, y1) in pairwise(_corners(drawn, count)):
        if min(abs(x1 - x0), abs(y1 - y0)) <= 1.0 and max(abs(x1 - x0), abs(y1 - y0)) > _THIN:
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _corners(drawn: Any, count: int) -> Iterator[tuple[float, float]]:
    """The ends of a path's strokes on the page; (nan, nan) where no straight stroke leads on."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    void = (math.nan, math.nan)
    begun = void
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(drawn, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        place = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            begun = place
        if kind != pdfium_c.FPDF_SEGMENT_LINETO:
            yield void
        yield place
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield begun
