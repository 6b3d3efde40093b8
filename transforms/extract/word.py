"""Word files to blocks: .docx (see `docx`), and .doc as Word 97 to 2003 write it ([MS-DOC], [MS-CFB]).

Of a .doc, words and tables only: no styles, no labels of lists, no pictures, no footnotes, no pages.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from crawlers.source import Source
from crawlers.words import clean, words
from transforms.article import Block, BlockKind, Span
from transforms.extract.compound import CompoundFault, is_compound, read_streams
from transforms.extract.docx import docx_blocks
from transforms.extract.office import OfficeFault, broken, is_of_letterhead
from transforms.extract.page import Page, refuse
from transforms.text.legacy import western
from transforms.text.recognise import Writing

_LEAST_WORDS = 20
_LOOK = "read the file by hand, or ask the issuer for a PDF"
# [MS-DOC] 2.8.25 to 2.8.35: what the letters below U+0020 stand for in a document's text.
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_NO_TEXT = re.compile("[\x00-\x06\x08\x0e-\x12\x16-\x1d]")
_AS_LETTERS = str.maketrans({"\x0b": "\n", "\x1e": "-", "\x1f": "\u00ad"})
_ENDS = re.compile("[\r\x0c]")


def is_word(page: Page) -> bool:
    """Whether the bytes are a Word file's, whatever the address or the header say."""
    return is_compound(page.body) or (page.body[:4] == b"PK\x03\x04" and b"word/" in page.body)


def read_word(page: Page, source: Source | None) -> list[Block]:
    """The blocks of a Word file.

    Raises:
        BadDocument: the bytes give no text; the reason tells encrypted, damaged and empty apart.
    """
    try:
        zipped = page.body[:2] == b"PK"
        blocks = list(docx_blocks(page.body, page.url) if zipped else _doc(page.body))
    except (OfficeFault, CompoundFault) as fault:
        raise refuse(page, source, f"the Word file cannot be read: {fault}", _LOOK) from fault
    if len(words(" ".join(block.text for block in blocks))) < _LEAST_WORDS:
        raise refuse(page, source, "the Word file has next to no text", _LOOK)
    sha256 = page.sha256
    return [replace(block, span=Span(sha256, paragraph=at)) for at, block in enumerate(blocks, 1)]


def _doc(body: bytes) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    text = _shown(_text(body))
    writing = Writing.of(text)
    for chunk in _ENDS.split(text):
        *cells, rest = chunk.split("\x07\x07")
        for row in cells:
            if is_of_letterhead(read := _read(row.replace("\x07", "\n"), writing)):
                yield from _flush(rows)
                rows = []
                yield from _lines(read)
            else:
                rows.extend(_row(row, writing))
        lone = [text for each in rest.split("\x07") if (text := _read(each, writing))]
        if rows and (lone or not cells):
            yield from _flush(rows)
            rows = []
        for text in lone:
            yield from _lines(text)
    yield from _flush(rows)


def _read(text: str, writing: Writing) -> str:
    """A text's lines in Unicode; they are converted before they are cleaned, for U+00AD is TCVN3's ư."""
    return broken(writing.read([(text, "")]))


def _lines(text: str) -> Iterator[Block]:
    return (Block(BlockKind.PARAGRAPH, line) for line in text.split("\n"))


def _row(text: str, writing: Writing) -> Iterator[tuple[str, ...]]:
    cells = tuple(clean(_read(cell, writing)).replace("|", "/") for cell in text.split("\x07"))
    if any(cells):
        yield cells


def _flush(rows: list[tuple[str, ...]]) -> Iterator[Block]:
    """Rows as one table; of one cell each, they are paragraphs. Which cells span others, the text does not say."""
    if any(len(row) > 1 for row in rows):
        yield Block(BlockKind.TABLE, "\n".join(map(" | ".join, rows)), cells=tuple(rows))
    else:
        yield from (Block(BlockKind.PARAGRAPH, text) for row in rows for text in row)


def _shown(text: str) -> str:
    """What a reader sees: of fields their result, of marks nothing; optional hyphens as U+00AD."""
    before = ""
    while before != text:
        before, text = text, _FIELD.sub(lambda found: found[1] or "", text)
    return _NO_TEXT.sub("", text).translate(_AS_LETTERS)


def _text(body: bytes) -> str:
    """The main document's text, from its pieces ([MS-DOC] 2.4.1)."""
    streams = read_streams(body)
    main = streams.get("WordDocument", b"")
    if len(main) < 0x1AA or main[:2] != b"\xec\xa5":
        raise OfficeFault("it is no Word document, or one from before Word 97")
    flags = _number(main, 0x0A, 2)
    if flags & 0x0100:
        raise OfficeFault("it is encrypted")
    table = streams.get("1Table" if flags & 0x0200 else "0Table", b"")
    at, size = _number(main, 0x1A2, 4), _number(main, 0x1A6, 4)
    letters = "".join(_pieces(main, _piece_table(table[at : at + size])))
    return letters[: _number(main, 0x4C, 4)]


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while clx[at : at + 1] == b"\x01":
        at += 3 + _number(clx, at + 1, 2)
    if clx[at : at + 1] != b"\x02":
        raise OfficeFault("it has no table of its pieces")
    return clx[at + 5 : at + 5 + _number(clx, at + 1, 4)]


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    count = (len(table) - 4) // 12
    for piece in range(count):
        length = _number(table, 4 * piece + 4, 4) - _number(table, 4 * piece, 4)
        where = _number(table, 4 * (count + 1) + 8 * piece + 2, 4)
        if not 0 <= length <= len(main):
            raise OfficeFault("its table of pieces is damaged")
        if where & 0x40000000:
            start = (where & 0x3FFFFFFF) // 2
            yield western(main[start : start + length])
        else:
            yield main[where : where + 2 * length].decode("utf-16-le", "replace")


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
