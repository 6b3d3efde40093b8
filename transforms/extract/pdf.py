"""A PDF to blocks: paragraphs joined from lines, with the page that each begins on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from crawlers.source import Source
from crawlers.words import clean, words
from transforms.article import Block, BlockKind, Span
from transforms.extract.filetext import NO_AIDS, Aids, FileText
from transforms.extract.ocr import looks_scanned, read_scan
from transforms.extract.page import Page, refuse
from transforms.extract.pdf_file import PdfFault
from transforms.extract.pdf_lines import Frame, Line, aligned, frame_of, read_lines
from transforms.extract.pdf_marks import page_marks
from transforms.extract.pdf_notes import split_footnotes, with_notes
from transforms.extract.pdf_words import Sheet, Word, read_sheets
from transforms.extract.signatures import read_signatures, signature_doubts
from transforms.law.types import is_capitals, type_of
from transforms.text.legacy import TCVN3, by_font, shows_capitals
from transforms.text.recognise import Writing, read_hyphens

_MARKER = re.compile(
    r"^[“\"]?(?:(?:Điều|Chương|Mục|Phần|Phụ lục|Mẫu số)\s+\S|\d{1,3}(?:\.\d{1,3})*[.)]\s|[a-zđ]{1,2}[.)]\s|[-–+•*]\s|Căn cứ\b|Theo đề nghị\b|Nơi nhận\b)"
)
_ALONE = re.compile(r"^(?:chương|phần|mục|phụ lục|mẫu số)\s+\S+\W*$", re.IGNORECASE)
_ENDS = re.compile(r"[.;:!?…/][”\"’')\]]*$")
_BROKEN = re.compile(r"([A-Za-z]{2,})-$")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:,|[“\"(]|\b(?:của|và|với|cho|về|theo|tại|ở|là|do|bởi|từ|đến|trên|trong|cùng|hoặc|hay|gồm))$",
    re.IGNORECASE,
)
_LEAST_WORDS = 20
_LEAST_LOUD = 3
_LARGER = 1.3


def read_pdf(page: Page, source: Source | None, aids: Aids = NO_AIDS) -> FileText:
    """The text of a PDF, furniture included; kinds as far as the look tells (see `lawtext` for the rest).

    Raises:
        BadDocument: the bytes give no text; the reason tells cut, encrypted, damaged and scanned apart.
    """
    try:
        sheets, encoding = _legible(read_sheets(page.body))
        scan = read_scan(page.body, sheets, aids.tesseract) if looks_scanned(sheets) else None
    except PdfFault as fault:
        raise refuse(page, source, fault.reason, fault.fix) from fault
    blocks, heads = _blocks(scan.sheets if scan else sheets, page.sha256)
    if len(words(" ".join(block.text for block in blocks))) < _LEAST_WORDS:
        what = "a scan, or an empty form"
        fix = "ask the issuer for the signed text"
        raise refuse(page, source, f"the PDF has next to no text: {what}", fix)
    signatures = read_signatures(page.body, aids.roots)
    quiet = [Block(BlockKind.FURNITURE, line.text, Span(page.sha256, page=line.page)) for line in heads]
    return FileText(
        "PDF",
        (*blocks, *quiet),
        page_marks(heads),
        signatures,
        (*(scan.doubts if scan else ()), *signature_doubts(signatures)),
        {**({"encoding": encoding} if encoding else {}), **(scan.evidence if scan else {})},
    )


def _legible(sheets: list[Sheet]) -> tuple[list[Sheet], str]:
    """The pages in Unicode, and the name of the encoding that old fonts (`.VnTime`, `VNI-Times`) had them in.

    Done to the letters as the file has them, before anything makes them clean: U+00AD is TCVN3's ư.
    """
    words = [word for sheet in sheets for word in sheet.words]
    writing = Writing.of(" ".join(word.text for word in words))
    if not writing.encoding:
        writing = Writing(_by_fonts(words))
    if not writing.encoding:
        return sheets, ""
    told = [
        replace(sheet, words=_converted(sheet.words, writing), strays=_converted(sheet.strays, writing))
        for sheet in sheets
    ]
    return (told, writing.encoding) if told != sheets else (sheets, "")


def _by_fonts(words: Sequence[Word]) -> str:
    """The encoding that most of the fonts are made for; empty where most are made for none."""
    fonts = Counter(word.font for word in words)
    named: Counter[str] = Counter()
    for font, count in fonts.items():
        made_for = by_font(font)
        named[made_for.name if made_for else ""] += count
    return named.most_common(1)[0][0] if named else ""


def _converted(words: Sequence[Word], writing: Writing) -> tuple[Word, ...]:
    """Words in Unicode; a page is judged as one line, so that a word alone is not taken for a healthy one."""
    line = " ".join(word.text for word in words)
    read = writing.read([(line, "")])
    if read == line:
        return tuple(words)
    told = read.split(" ")
    if len(told) != len(words):
        told = [writing.read([(word.text, "")]) for word in words]
    if writing.encoding == TCVN3.name:
        told = [_as_drawn(text, word.font) for text, word in zip(told, words, strict=True)]
    return tuple(replace(word, text=text) for word, text in zip(words, told, strict=True))


def _as_drawn(text: str, font: str) -> str:
    """A word from TCVN3 as it is seen: with its hyphens that are ư, and in capitals where the font has no others."""
    read = read_hyphens(text)
    return read.upper() if shows_capitals(font) else read


def _blocks(sheets: Sequence[Sheet], sha256: str) -> tuple[list[Block], list[Line]]:
    """The blocks of the text, each footnote after what refers to it; and the lines of running heads."""
    kept, heads = read_lines(sheets)
    if not kept:
        return [], heads
    kept = aligned(kept)
    frame = frame_of(kept)
    body, notes = split_footnotes(kept, frame)
    groups = list(paragraphs(body, frame))
    blocks = [_block(lines, sha256) for lines in groups]
    referring = [frozenset(number for line in lines for number in line.notes) for lines in groups]
    said = [(note.number, list(_note(note.number, note.lines, sha256))) for note in notes]
    return list(with_notes(blocks, referring, said)), heads


def _note(number: str, lines: Sequence[Line], sha256: str) -> Iterator[Block]:
    """A footnote's paragraphs, the first with its number."""
    for at, group in enumerate(paragraphs(lines, frame_of(lines))):
        block = _block(group, sha256)
        yield replace(block, kind=BlockKind.NOTE, label=number if at == 0 else "")


def paragraphs(lines: Sequence[Line], frame: Frame) -> list[list[Line]]:
    """Lines grouped to paragraphs, over page breaks too; a table over several pages is one group."""
    groups = [[lines[0]]] if lines else []
    for before, line in pairwise(lines):
        if _begins(before, line, frame):
            groups.append([])
        groups[-1].append(line)
    return groups


def _begins(before: Line, line: Line, frame: Frame) -> bool:
    """Whether `line` begins a paragraph after `before`."""
    if line.table and before.table:
        return line.page != before.page + 1 or not line.table.continues(before.table)
    beside = before.page == line.page and abs(before.y - line.y) < 0.45 * line.size
    if before.apart or line.apart or beside:
        return True
    marked, ended = bool(_MARKER.match(line.text)), bool(_ENDS.search(before.text))
    if line.text[0].islower() and not ended and not marked:
        return False
    if _speaks_up(before, line) or _is_title_over(before, line, frame):
        return True
    if frame.centered(line) or frame.centered(before):
        return not _same_heading(before, line, frame)
    short = before.x1 < frame.right - 0.12 * frame.width
    starts = (
        frame.indented(line) or (short and ended) or (marked and (ended or short or line.x0 > frame.left + 8))
    )
    return starts or (short and not frame.indents and not line.text[0].islower())


def _speaks_up(before: Line, line: Line) -> bool:
    """Whether a line in capitals stands under one that is not: who issues a document, under what it is about."""
    loud = is_capitals(line.text) and len(words(line.text)) >= _LEAST_LOUD
    return loud and not is_capitals(before.text) and not _GOES_ON.search(before.text)


def _is_title_over(before: Line, line: Line, frame: Frame) -> bool:
    """Whether the text begins with `line`, under a title in letters larger than it and than the text's."""
    return before.size > _LARGER * max(line.size, frame.size)


def _same_heading(before: Line, line: Line, frame: Frame) -> bool:
    """Whether two lines, one of them in the middle, are one heading."""
    if not (frame.centered(line) and frame.centered(before)):
        full = before.x1 > frame.right - 0.05 * frame.width and not _ENDS.search(before.text)
        capitals = is_capitals(before.text) and is_capitals(line.text)
        if not (full and frame.centered(line) and line.text[0].islower()) and not (
            capitals and frame.middled(before) and frame.middled(line)
        ):
            return False
    if before.page != line.page or before.y - line.y > 2.2 * line.size or abs(before.size - line.size) > 1.5:
        return False
    if _ALONE.match(before.text) or type_of(before.text) or _MARKER.match(line.text):
        return False
    return is_capitals(before.text) == is_capitals(line.text)


def _block(lines: Sequence[Line], sha256: str) -> Block:
    span = Span(sha256, page=lines[0].page)
    table = lines[0].table
    if table:
        for line in lines[1:]:
            table = table.joined(line.table) if line.table else table
        return Block(BlockKind.TABLE, table.text, span, cells=table.cells)
    text = lines[0].text
    for line in lines[1:]:
        text = _glued(text, line.text)
    return Block(BlockKind.PARAGRAPH, clean(text), span)


def _glued(text: str, more: str) -> str:
    """Two lines as one: a number goes on over its hyphen, a word that is not Vietnamese loses the one it was broken at."""
    if not re.search(r"\w[-/]$", text) or not more[:1].isalnum():
        return f"{text} {more}"
    broken, rest = _BROKEN.search(text), re.match(r"[a-z]{2,}", more)
    foreign = broken and rest and not (_SYLLABLE.fullmatch(broken[1]) and _SYLLABLE.fullmatch(rest[0]))
    return f"{text[:-1]}{more}" if foreign else f"{text}{more}"
