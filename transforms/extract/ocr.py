"""Scans: pages that are pictures, told from pages of text, and read by tesseract where the operator has it.

Tesseract (Apache-2.0) is a program of its own: Debian packages tesseract-ocr and tesseract-ocr-vie. It is given one
page as a picture on its standard input and no file; its time and memory have bounds. Text that it read is always in
doubt: it is well-formed and wrong in places, and nobody has signed it.

A page that was laid on the glass sideways or upside down is turned where tesseract can tell (tesseract-ocr-osd, which comes
with it); its own /Rotate is heeded by PDFium.
"""

import re
import resource
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from transforms.article import Doubt
from transforms.extract.pdf_file import PdfFault, open_pdf
from transforms.extract.pdf_words import Sheet, Word

INSTALL = "install tesseract-ocr and tesseract-ocr-vie (Debian) and read it again, or ask the issuer for the signed text"
_DPI = 300
_MOST_PIXELS = 25_000_000
_MOST_PAGES = 40
_SECONDS = 120
_MEMORY = 2_000_000_000
_FEW = 10
_SAMPLE = 40
_SOUND = 0.6
_PICTURED = 0.5
_LEAST_SURE = 25
_PLAIN = re.compile(r"[a-z]*[aeiouy][a-z-]*|[\d.,/%:()+-]+|[a-z]{1,3}|\d+[/\d]*[/-][a-z/-]+")
_NEAR_NUMBER = re.compile(r"[\dIlO]{2,6}[.,;]?")
_FIGURES = str.maketrans("IlO", "110")
_WORD_LEVEL, _LINE_LEVEL = "5", "4"
_ORIENTATION = re.compile(r"^Rotate: (90|180|270)$", re.MULTILINE)
_SURE = 70.0
_LONG = 4


@dataclass(frozen=True, slots=True)
class Scan:
    """A file's pages with the words that were read off pictures, and what must be said of them."""

    sheets: list[Sheet]
    doubts: tuple[Doubt, ...]
    evidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Program:
    """Where tesseract is, its name and version, and whether it can tell how a page lies."""

    path: str
    name: str
    tells_turns: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a page that is so large (points), after turning it by so many degrees clockwise."""

    words: tuple[Word, ...]
    sure: tuple[tuple[float, int], ...]
    width: float
    height: float
    turned: int = 0

    @property
    def lies(self) -> bool:
        """Whether the words run from left to right: tesseract reads lines that run upwards, too."""
        long = [word for word in self.words if len(word.text) >= _LONG]
        return 2 * sum(word.x1 - word.x0 < word.size for word in long) <= len(long)

    @property
    def weight(self) -> float:
        """Letters, each by how sure it is."""
        return sum(sure * length for sure, length in self.sure)

    @property
    def is_sure(self) -> bool:
        """Whether most of it is likely to be right."""
        return self.lies and self.weight > _SURE * sum(length for _, length in self.sure)


def looks_scanned(sheets: Sequence[Sheet]) -> bool:
    """Whether a page of the file has to be read off a picture, or the file has no text at all."""
    return not any(sheet.words for sheet in sheets) or any(map(_is_picture, sheets))


def _is_picture(sheet: Sheet) -> bool:
    """Whether a page's words are not on it as text: a picture with next to none, or letters that say nothing."""
    if len(sheet.words) < _FEW:
        return sheet.pictured > _PICTURED
    return is_garbage([word.text for word in sheet.words])


def is_garbage(texts: Sequence[str]) -> bool:
    """Whether a text layer is unreadable: glyph numbers in place of letters, as fonts without a map give them."""
    if len(texts) < _SAMPLE:
        return False
    letters = "".join(texts)
    odd = sum(
        unicodedata.category(letter) in {"Cc", "Co", "Cn", "Cs"} or letter == "\ufffd" for letter in letters
    )
    if odd > 0.2 * len(letters):
        return True
    plain = [_bare(text).strip("()[]{}“”\"'.,;:!?-–…") for text in texts]
    kept = [text for text in plain if text]
    return sum(bool(_PLAIN.fullmatch(text)) for text in kept) < _SOUND * len(kept)


def _bare(text: str) -> str:
    """`text` in small letters without marks; its punctuation stays, unlike in `fold`."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def read_scan(body: bytes, sheets: Sequence[Sheet], tesseract: str) -> Scan:
    """The pages of a file that is a scan, or in part: read by OCR where `tesseract` is the program's path.

    Raises:
        PdfFault: no page has text and there is no OCR, or OCR failed, or the scan is too long for it.
    """
    pictures = [at for at, sheet in enumerate(sheets) if _is_picture(sheet) or not sheet.words]
    if not tesseract:
        if len(pictures) == len(sheets):
            raise PdfFault("the PDF has no text, only pictures (a scan)", INSTALL)
        pages = ", ".join(str(at + 1) for at in pictures)
        kept = [replace(each, words=()) if at in pictures else each for at, each in enumerate(sheets)]
        return Scan(kept, (Doubt("text.scan", f"pages {pages} are pictures, which nothing has read"),), {})
    if len(pictures) > _MOST_PAGES:
        raise PdfFault(
            f"the PDF is a scan of {len(pictures)} pages, more than {_MOST_PAGES}", "split it by hand"
        )
    return _scanned(body, list(sheets), pictures, tesseract)


def _scanned(body: bytes, sheets: list[Sheet], pictures: Sequence[int], tesseract: str) -> Scan:
    program = _program(tesseract)
    read: dict[int, _Read] = {}
    turn = 0
    for at in pictures:
        read[at] = _read_page(body, at, turn, program)
        turn = read[at].turned
    for at, each in read.items():
        sheets[at] = replace(
            sheets[at], width=each.width, height=each.height, words=each.words, rules=(), strays=()
        )
    weight = sum(length for each in read.values() for _, length in each.sure)
    mean = sum(each.weight for each in read.values()) / weight if weight else 0.0
    pages = f"{pictures[0] + 1}" if len(pictures) == 1 else f"{pictures[0] + 1}-{pictures[-1] + 1}"
    turned = [f"page {at + 1} turned by {each.turned} degrees" for at, each in read.items() if each.turned]
    said = ", ".join([program.name, f"pages {pages}", f"mean confidence {mean:.0f} of 100", *turned])
    return Scan(sheets, (Doubt("text.ocr", f"read by OCR: {said}"),), {"body": f"OCR of the PDF: {said}"})


def _program(tesseract: str) -> _Program:
    """The program as it is installed.

    Raises:
        PdfFault: it cannot be started, or does not know Vietnamese.
    """
    version = _run([tesseract, "--version"], b"").split("\n")[0].strip()
    languages = _run([tesseract, "--list-langs"], b"").split()
    if "vie" not in languages:
        raise PdfFault(
            "the PDF has no text, only pictures (a scan), and tesseract knows no Vietnamese", INSTALL
        )
    return _Program(tesseract, f"{version} vie", "osd" in languages)


def _read_page(body: bytes, at: int, usual: int, program: _Program) -> _Read:
    """A page turned as the one before it, or otherwise where that is not how it was written."""
    found = _read_turned(body, at, usual, program)
    if found.is_sure or not program.tells_turns:
        return found
    turn = _turn(body, at, program)
    turned = _read_turned(body, at, turn, program) if turn != usual else found
    return turned if turned.lies and (turned.weight > found.weight or not found.lies) else found


def _read_turned(body: bytes, at: int, turn: int, program: _Program) -> _Read:
    with open_pdf(body, known=True) as document:
        picture = _picture(document, at, turn)
    table = _run([program.path, "stdin", "stdout", "-l", "vie", "--dpi", str(_DPI), "tsv"], picture.pgm)
    found = list(_words(table, picture.height, picture.scale))
    sure = tuple((sure, len(word.text)) for word, sure in found)
    return _Read(tuple(word for word, _ in found), sure, picture.width, picture.height, turn)


def _turn(body: bytes, at: int, program: _Program) -> int:
    """By how many degrees clockwise a page has to be turned to stand upright; 0 where tesseract cannot tell."""
    with open_pdf(body, known=True) as document:
        picture = _picture(document, at, 0)
    command = [program.path, "stdin", "stdout", "--psm", "0", "-l", "osd", "--dpi", str(_DPI)]
    try:
        found = _ORIENTATION.search(_run(command, picture.pgm))
    except PdfFault:  # too few letters to tell by
        return 0
    return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page as a grey picture (PGM), its width and height in points, and how many pixels a point has."""

    pgm: bytes
    width: float
    height: float
    scale: float


def _picture(document: pdfium.PdfDocument, at: int, turn: int) -> _Picture:
    """A page as it is shown, turned by so many degrees more."""
    page = document[at]
    try:
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, rotation=turn, grayscale=True)
        try:
            pgm = _pgm(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
            return _Picture(pgm, bitmap.width / scale, bitmap.height / scale, scale)
        finally:
            bitmap.close()
    finally:
        page.close()


def _pgm(grey: bytes, width: int, height: int, stride: int) -> bytes:
    rows = (grey[stride * row : stride * row + width] for row in range(height))
    return b"P5\n%d %d\n255\n" % (width, height) + b"".join(rows)


def _words(table: str, height: float, scale: float) -> Iterator[tuple[Word, float]]:
    """The words of tesseract's table (TSV) with their confidence; a word is as high as its line."""
    line = (0.0, 0.0)
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) != 12:
            continue
        left, top, wide, high = (int(each) / scale for each in fields[6:10])
        if fields[0] == _LINE_LEVEL:
            line = height - top - high, height - top
        text, sure = _figures(unicodedata.normalize("NFC", fields[11].strip())), float(fields[10])
        if fields[0] == _WORD_LEVEL and text and (sure >= _LEAST_SURE or text.isalnum()):
            yield Word(text, left, left + wide, *line), sure


def _figures(text: str) -> str:
    """A number with letters that look like figures (`I2`, `2O26`) in figures."""
    mixed = _NEAR_NUMBER.fullmatch(text) and any(char.isdigit() for char in text)
    return text.translate(_FIGURES) if mixed else text


def _run(command: Sequence[str], given: bytes) -> str:
    """What a program says, given some bytes; it has bounds on time and memory, and no more than one thread.

    Raises:
        PdfFault: it is not there, failed, or took too long.
    """
    environment = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    try:
        with subprocess.Popen(  # noqa: S603 -- the operator's program, fixed arguments, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        ) as child:
            _bound(child.pid)
            try:
                out, told = child.communicate(given, timeout=_SECONDS)
            except subprocess.TimeoutExpired as error:
                child.kill()
                raise PdfFault(f"OCR took more than {_SECONDS} s for a page", "read it by hand") from error
    except OSError as error:
        raise PdfFault(f"the PDF is a scan, and OCR cannot be started: {error}", INSTALL) from error
    if child.returncode:
        said = told.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        raise PdfFault(f"the PDF is a scan, and OCR failed: {said or child.returncode}", "read it by hand")
    return out.decode("utf-8", "replace")


def _bound(child: int) -> None:
    """Limits a process's memory, where the system can do that from outside (Linux)."""
    if hasattr(resource, "prlimit"):
        resource.prlimit(child, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.prlimit(child, resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
