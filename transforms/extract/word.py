"""Word files to blocks: .docx (ISO/IEC 29500), and .doc as Word 97 to 2003 write it ([MS-DOC], [MS-CFB]).

Words and tables only: no styles, no pictures, no footnotes, no pages.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from crawlers.errors import BadDocument
from crawlers.source import Source
from crawlers.words import clean, words
from crawlers.xml import parse_xml
from transforms.article import Block, BlockKind, Span
from transforms.extract.compound import CompoundFault, is_compound, read_streams
from transforms.extract.page import Page, refuse

_MOST_XML = 60_000_000
_LEAST_WORDS = 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}br", f"{_W}cr", f"{_W}tab", f"{_W}noBreakHyphen"}
_LOOK = "read the file by hand, or ask the issuer for a PDF"
# [MS-DOC] 2.8.25 to 2.8.35: what the letters below U+0020 stand for in a document's text.
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_NO_TEXT = re.compile("[\x00-\x06\x08\x0e-\x12\x16-\x1d\x1f]")
_ENDS = re.compile("[\r\x0c]")


class _WordFault(Exception):
    """Why a file gives no text."""


def is_word(page: Page) -> bool:
    """Whether the bytes are a Word file's, whatever the address or the header say."""
    return is_compound(page.body) or (page.body[:4] == b"PK\x03\x04" and b"word/" in page.body)


def read_word(page: Page, source: Source | None) -> list[Block]:
    """The blocks of a Word file.

    Raises:
        BadDocument: the bytes give no text; the reason tells encrypted, damaged and empty apart.
    """
    try:
        lines = list(_docx(page) if page.body[:2] == b"PK" else _doc(page.body))
    except (_WordFault, CompoundFault) as fault:
        raise refuse(page, source, f"the Word file cannot be read: {fault}", _LOOK) from fault
    if len(words(" ".join(text for _, text in lines))) < _LEAST_WORDS:
        raise refuse(page, source, "the Word file has next to no text", _LOOK)
    sha256 = page.sha256
    return [Block(kind, text, Span(sha256, paragraph=at)) for at, (kind, text) in enumerate(lines, 1)]


# .docx


def _docx(page: Page) -> Iterator[tuple[BlockKind, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(page.body)) as pack, pack.open("word/document.xml") as part:
            body = part.read(_MOST_XML + 1)
    except (KeyError, NotImplementedError, OSError, RuntimeError, ValueError, zipfile.BadZipFile) as error:
        raise _WordFault(f"{type(error).__name__}: {error}") from error
    if len(body) > _MOST_XML:
        raise _WordFault(f"its text unpacks to more than {_MOST_XML} bytes")
    try:
        root = parse_xml(body, page.url)
    except BadDocument as error:
        raise _WordFault(error.reason) from error
    for container in root.iter(f"{_W}body"):
        yield from _parts(container)


def _parts(container: Any) -> Iterator[tuple[BlockKind, str]]:
    """Paragraphs and tables in their order, those inside content controls too."""
    for part in container:
        if part.tag == f"{_W}p":
            if text := _paragraph(part):
                yield BlockKind.PARAGRAPH, text
        elif part.tag == f"{_W}tbl":
            rows = [
                [list(_paragraphs(cell)) for cell in row.findall(f"{_W}tc")] for row in part.iter(f"{_W}tr")
            ]
            yield from _table(rows)
        elif isinstance(part.tag, str) and part.tag != _FALLBACK:
            yield from _parts(part)


def _paragraphs(cell: Any) -> Iterator[str]:
    yield from filter(None, map(_paragraph, cell.iter(f"{_W}p")))


def _paragraph(part: Any) -> str:
    return clean("".join(_runs(part)))


def _runs(part: Any) -> Iterator[str]:
    for child in part:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "-" if child.tag == f"{_W}noBreakHyphen" else " "
        elif child.tag != _FALLBACK:
            yield from _runs(child)


def _table(rows: list[list[list[str]]]) -> Iterator[tuple[BlockKind, str]]:
    """A table; one whose cells hold several paragraphs, or that has one column, only places them on the page."""
    if any(len(cell) > 1 for row in rows for cell in row) or max(map(len, rows), default=0) < 2:
        yield from ((BlockKind.PARAGRAPH, text) for row in rows for cell in row for text in cell)
        return
    lines = [" | ".join(" ".join(cell) for cell in row) for row in rows if any(row)]
    if lines:
        yield BlockKind.TABLE, "\n".join(lines)


# .doc


def _doc(body: bytes) -> Iterator[tuple[BlockKind, str]]:
    rows: list[str] = []
    for chunk in _ENDS.split(_shown(_text(body))):
        *cells, rest = chunk.split("\x07\x07")
        for row in cells:
            rows.extend(_row(row))
        lone = [text for each in rest.split("\x07") if (text := clean(each))]
        if rows and (lone or not cells):
            yield from _flush(rows)
            rows = []
        yield from ((BlockKind.PARAGRAPH, text) for text in lone)
    yield from _flush(rows)


def _row(text: str) -> Iterator[str]:
    cells = [clean(cell) for cell in text.split("\x07")]
    if any(cells):
        yield " | ".join(cells)


def _flush(rows: list[str]) -> Iterator[tuple[BlockKind, str]]:
    """Rows as one table; of one cell each, they are paragraphs."""
    if any(" | " in row for row in rows):
        yield BlockKind.TABLE, "\n".join(rows)
    else:
        yield from ((BlockKind.PARAGRAPH, row) for row in rows)


def _shown(text: str) -> str:
    """What a reader sees: of fields their result, of marks nothing."""
    before = ""
    while before != text:
        before, text = text, _FIELD.sub(lambda found: found[1] or "", text)
    return _NO_TEXT.sub("", text).replace("\x0b", " ").replace("\x1e", "-")


def _text(body: bytes) -> str:
    """The main document's text, from its pieces ([MS-DOC] 2.4.1)."""
    streams = read_streams(body)
    main = streams.get("WordDocument", b"")
    if len(main) < 0x1AA or main[:2] != b"\xec\xa5":
        raise _WordFault("it is no Word document, or one from before Word 97")
    flags = _number(main, 0x0A, 2)
    if flags & 0x0100:
        raise _WordFault("it is encrypted")
    table = streams.get("1Table" if flags & 0x0200 else "0Table", b"")
    at, size = _number(main, 0x1A2, 4), _number(main, 0x1A6, 4)
    letters = "".join(_pieces(main, _piece_table(table[at : at + size])))
    return letters[: _number(main, 0x4C, 4)]


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while clx[at : at + 1] == b"\x01":
        at += 3 + _number(clx, at + 1, 2)
    if clx[at : at + 1] != b"\x02":
        raise _WordFault("it has no table of its pieces")
    return clx[at + 5 : at + 5 + _number(clx, at + 1, 4)]


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    count = (len(table) - 4) // 12
    for piece in range(count):
        length = _number(table, 4 * piece + 4, 4) - _number(table, 4 * piece, 4)
        where = _number(table, 4 * (count + 1) + 8 * piece + 2, 4)
        if not 0 <= length <= len(main):
            raise _WordFault("its table of pieces is damaged")
        if where & 0x40000000:
            start = (where & 0x3FFFFFFF) // 2
            yield main[start : start + length].decode("cp1252", "replace")
        else:
            yield main[where : where + 2 * length].decode("utf-16-le", "replace")


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
