"""A PDF's words and ruled lines with their places, page by page.

PDFium is not safe for threads: every use of it stands under one lock, and no object of it leaves this module.
Places are in points, from the page's lower left corner upwards.
"""

import ctypes
import math
from dataclasses import dataclass
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_LOCK = Lock()
_TRAILER = 4096
_MOST_PAGES = 3000
_THIN = 3.0
_SOFT_HYPHEN = "\x02"


class PdfFault(Exception):
    """Why the bytes give no words, and what to do; `pdf` turns it into BadDocument."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason, self.fix = reason, fix


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box; the box is as high as the font, not as the letters."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float

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
    that then still do not (running heads along the edge, stamps).
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Box, ...]
    strays: tuple[Word, ...] = ()


def read_sheets(body: bytes) -> list[Sheet]:
    """Every page of a PDF.

    Raises:
        PdfFault: cut off, encrypted, broken, too long, or without a text layer (a scan).
    """
    if b"%PDF-" not in body[:1024]:
        raise PdfFault("the bytes are no PDF", "look at what the host serves there")
    if b"%%EOF" not in body[-_TRAILER:]:
        raise PdfFault("the PDF is cut off: its end is missing", "fetch it again")
    with _LOCK:
        sheets = _read(body)
    if not any(sheet.words for sheet in sheets):
        raise PdfFault("the PDF has no text, only pictures (a scan)", "ask the issuer for the signed text")
    return sheets


def _read(body: bytes) -> list[Sheet]:
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        raise _fault(error) from error
    try:
        if len(document) > _MOST_PAGES:
            raise PdfFault(f"the PDF has {len(document)} pages, more than {_MOST_PAGES}", "split it by hand")
        return [_sheet(document, index) for index in range(len(document))]
    except pdfium.PdfiumError as error:
        raise PdfFault(f"the PDF is damaged inside: {error}", "fetch it again") from error
    finally:
        document.close()


def _fault(error: pdfium.PdfiumError) -> PdfFault:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return PdfFault("the PDF is encrypted", "ask the issuer for an open copy; it is not gone round")
    return PdfFault("the PDF is damaged: it cannot be opened", "fetch it again")


def _sheet(document: pdfium.PdfDocument, index: int) -> Sheet:
    page = document[index]
    try:
        width, height = page.get_size()
        if page.get_rotation() in {90, 270}:
            width, height = height, width
        text = page.get_textpage()
        try:
            turns = _words(text, width, height)
        finally:
            text.close()
        turn = max(turns, key=lambda each: sum(len(word.text) for word in turns[each]), default=0)
        strays = [word for each, words in turns.items() if each != turn for word in words]
        rules = [_turned(rule, turn, width, height) for rule in _rules(page)]
    finally:
        page.close()
    if turn % 2:
        width, height = height, width
    return Sheet(index + 1, width, height, tuple(turns.get(turn, ())), tuple(rules), tuple(strays))


def _words(text: pdfium.PdfTextPage, width: float, height: float) -> dict[int, list[Word]]:
    """Letters to words, by the quarter turns that they are printed with.

    A space, a new line, a gap, a step back or another turn ends a word.
    """
    turns: dict[int, list[Word]] = {}
    letters: list[str] = []
    at, x0, x1, y0, y1 = 0, 0.0, 0.0, 0.0, 0.0
    box = pdfium_c.FS_RECTF()

    def close() -> None:
        if letters:
            turns.setdefault(at, []).append(Word("".join(letters), x0, x1, y0, y1))
            letters.clear()

    for index in range(text.count_chars()):
        letter = chr(pdfium_c.FPDFText_GetUnicode(text, index))
        if letter.isspace() or not pdfium_c.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            close()
            continue
        turn = round(pdfium_c.FPDFText_GetCharAngle(text, index) / (math.pi / 2)) % 4
        left, bottom, right, top = _turned((box.left, box.bottom, box.right, box.top), turn, width, height)
        size = top - bottom
        apart = left > x1 + 0.25 * size or left < x1 - size or abs(bottom - y0) > 0.6 * size
        if letters and (apart or turn != at):
            close()
        if not letters:
            at, x0, y0, y1 = turn, left, bottom, top
        letters.append("-" if letter == _SOFT_HYPHEN else letter)
        x1 = max(x0, right)
    close()
    return turns


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


def _rules(page: pdfium.PdfPage) -> list[Box]:
    """Straight lines and the sides of boxes, as far as they are paths."""
    rules = []
    for drawn in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = drawn.get_bounds()
        if min(right - left, top - bottom) <= _THIN < max(right - left, top - bottom):
            rules.append((left, bottom, right, top))
    return rules
