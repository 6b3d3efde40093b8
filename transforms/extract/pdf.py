"""A PDF of the gazette to blocks: paragraphs joined from lines, with the page that each begins on."""

import re
from collections.abc import Sequence
from itertools import pairwise

from crawlers.source import Source
from crawlers.words import clean, words
from transforms.article import Block, BlockKind, Span
from transforms.extract.page import Page, refuse
from transforms.extract.pdf_lines import Frame, Line, frame_of, read_lines, split_footnotes
from transforms.extract.pdf_words import PdfFault, read_sheets
from transforms.legal import is_capitals, type_of

_MARKER = re.compile(
    r"^[“\"]?(?:(?:Điều|Chương|Mục|Phần|Phụ lục|Mẫu số)\s+\S|\d{1,3}(?:\.\d{1,3})*[.)]\s|[a-zđ]{1,2}[.)]\s|[-–+•*]\s|Căn cứ\b|Theo đề nghị\b|Nơi nhận\b)"
)
_ALONE = re.compile(r"^(?:chương|phần|mục|phụ lục|mẫu số)\s+\S+\W*$", re.IGNORECASE)
_ENDS = re.compile(r"[.;:!?…/][”\"')\]]*$")
_LEAST_WORDS = 20


def read_pdf(page: Page, source: Source | None) -> list[Block]:
    """The blocks of a PDF, furniture included; kinds as far as the look tells (see `lawtext` for the rest).

    Raises:
        BadDocument: the bytes give no text; the reason tells cut, encrypted, damaged and scanned apart.
    """
    try:
        sheets = read_sheets(page.body)
    except PdfFault as fault:
        raise refuse(page, source, fault.reason, fault.fix) from fault
    kept, heads = read_lines(sheets)
    if len(words(" ".join(line.text for line in kept))) < _LEAST_WORDS:
        raise refuse(
            page,
            source,
            "the PDF has next to no text: a scan, or an empty form",
            "ask the issuer for the signed text",
        )
    frame = frame_of(kept)
    body, notes = split_footnotes(kept, frame)
    sha256 = page.sha256
    blocks = [_block(lines, sha256) for lines in paragraphs(body, frame)]
    quiet = [_furniture(line, sha256) for line in (*notes, *heads)]
    return [*blocks, *quiet]


def paragraphs(lines: Sequence[Line], frame: Frame) -> list[list[Line]]:
    """Lines grouped to paragraphs, over page breaks too."""
    groups = [[lines[0]]] if lines else []
    for before, line in pairwise(lines):
        if _begins(before, line, frame):
            groups.append([])
        groups[-1].append(line)
    return groups


def _begins(before: Line, line: Line, frame: Frame) -> bool:
    """Whether `line` begins a paragraph after `before`."""
    beside = before.page == line.page and abs(before.y - line.y) < 0.45 * line.size
    if before.apart or line.apart or beside:
        return True
    marked, ended = bool(_MARKER.match(line.text)), bool(_ENDS.search(before.text))
    if line.text[0].islower() and not ended and not marked:
        return False
    if frame.centered(line) or frame.centered(before):
        return not _same_heading(before, line, frame)
    if marked and (ended or line.x0 > frame.left + 8):
        return True
    short = before.x1 < frame.right - 0.12 * frame.width
    indented = line.x0 > frame.left + 0.03 * frame.width
    return indented or (short and (ended or not line.text[0].islower()))


def _same_heading(before: Line, line: Line, frame: Frame) -> bool:
    """Whether two lines in the middle are one heading."""
    if not (frame.centered(line) and frame.centered(before)):
        full = before.x1 > frame.right - 0.05 * frame.width and not _ENDS.search(before.text)
        return full and frame.centered(line) and line.text[0].islower()
    if before.page != line.page or before.y - line.y > 2.2 * line.size:
        return False
    if _ALONE.match(before.text) or type_of(before.text) or _MARKER.match(line.text):
        return False
    return is_capitals(before.text) == is_capitals(line.text)


def _block(lines: Sequence[Line], sha256: str) -> Block:
    text = lines[0].text
    if lines[0].table:
        return Block(BlockKind.TABLE, text, Span(sha256, page=lines[0].page))
    for line in lines[1:]:
        glued = re.search(r"\w[-/]$", text) and line.text[:1].isalnum()
        text = f"{text}{line.text}" if glued else f"{text} {line.text}"
    return Block(BlockKind.PARAGRAPH, clean(text), Span(sha256, page=lines[0].page))


def _furniture(line: Line, sha256: str) -> Block:
    return Block(BlockKind.FURNITURE, line.text, Span(sha256, page=line.page))
