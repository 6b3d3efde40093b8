"""What Word and OpenDocument files share: parts of a zip read within bounds, grids of cells, labels of lists."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawlers.errors import BadDocument
from crawlers.words import clean
from crawlers.xml import parse_xml
from transforms.article import Block, BlockKind
from transforms.law.levels import roman

_MOST_XML = 60_000_000
_MOST_COLUMNS = 200
_DAMAGED = (
    *(KeyError, NotImplementedError, OSError, RuntimeError, ValueError, EOFError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
_MOST_PLACES = 200_000
_LETTERHEAD = re.compile(
    r"xã hội chủ nghĩa việt nam|dân chủ cộng h|nơi nhận\s*:|^\W*(?:TM|KT|TL|TUQ)\.\s",
    re.IGNORECASE | re.MULTILINE,
)
_WORDED = re.compile(r"(?:điều|chương|mục|phần|phụ lục|mẫu)\s", re.IGNORECASE)


class OfficeFault(Exception):
    """Why a file gives no text."""


class Pack:
    """The parts of a zip, of which all that is read may unpack to a bound together."""

    def __init__(self, body: bytes, url: str) -> None:
        self._body, self._url, self._left = body, url, _MOST_XML

    def part(self, name: str) -> Any:
        """The root of a part, None where there is none.

        Raises:
            OfficeFault: it is damaged, encrypted, unpacks to too much or is no XML that we read.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(self._body)) as pack:
                if name not in pack.namelist():
                    return None
                with pack.open(name) as part:
                    text = part.read(self._left + 1)
        except _DAMAGED as error:
            raise OfficeFault(f"{type(error).__name__}: {error}") from error
        self._left -= len(text)
        if self._left < 0:
            raise OfficeFault(f"its text unpacks to more than {_MOST_XML} bytes")
        try:
            return parse_xml(text, self._url)
        except BadDocument as error:
            raise OfficeFault(error.reason) from error


def broken(text: str) -> str:
    """A paragraph with soft breaks (U+000A) as its lines, cleaned; one that goes on in lower case is no line of its own."""
    lines: list[str] = []
    for line in filter(None, map(clean, text.split("\n"))):
        if lines and line[0].islower():
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs, lines of which U+000A parts, and the columns and rows that it covers."""

    texts: tuple[str, ...]
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        """Its paragraphs as one."""
        return " ".join(self.texts).replace("\n", " ").replace("|", "/")

    @property
    def lines(self) -> Iterator[str]:
        """Its lines."""
        return (line for text in self.texts for line in text.split("\n"))


def table_blocks(rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    """A table as one block; one that only places text on the page (letterhead, signature, one column) as paragraphs."""
    if _places_only(rows):
        yield from (Block(BlockKind.PARAGRAPH, line) for row in rows for cell in row for line in cell.lines)
        return
    lines = [" | ".join(cell.text for cell in row) for row in rows if any(cell.texts for cell in row)]
    if lines:
        yield Block(BlockKind.TABLE, "\n".join(lines), cells=_grid(rows))


def is_of_letterhead(text: str) -> bool:
    """Whether a cell's text is of a letterhead or a signature, which are set side by side in tables."""
    return bool(_LETTERHEAD.search(text))


def _places_only(rows: Sequence[Sequence[Cell]]) -> bool:
    if max(map(len, rows), default=0) < 2:
        return True
    if any(is_of_letterhead(text) for row in rows for cell in row for text in cell.texts):
        return True
    return len(rows) < 3 and any(len(cell.texts) > 1 for row in rows for cell in row)


def _grid(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    """The texts with each spanning cell in every place that it covers; rows of equal length, none of them empty."""
    held: dict[tuple[int, int], str] = {}
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in held:
                column += 1
            for down in range(at, min(at + cell.rows, len(rows))):
                for right in range(column, min(column + cell.columns, _MOST_COLUMNS)):
                    held[down, right] = cell.text
            column += cell.columns
            if len(held) > _MOST_PLACES:
                raise OfficeFault(f"a table of it has more than {_MOST_PLACES} cells")
    width = max((right for _, right in held), default=-1) + 1
    grid = (tuple(held.get((at, right), "") for right in range(width)) for at in range(len(rows)))
    return tuple(row for row in grid if any(row))


def written(number: int, style: str) -> str:
    """A list item's number: `1`, `a`, `A`, `i` or `I` by style; empty for one without (`bullet`, `none`)."""
    if style in {"a", "A"} and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return letters if style == "a" else letters.upper()
    if style in {"i", "I"} and 0 < number < 400:
        return roman(number).lower() if style == "i" else roman(number)
    return str(number) if style else ""


def items(label: str, text: str, level: int) -> Iterator[Block]:
    """A list item, a block for each of its lines, of which the first has the label.

    A label in words (`Điều 3.`) is part of the text, and makes it a paragraph as if it were typed.
    """
    first, *more = text.split("\n")
    worded = bool(_WORDED.match(label))
    if worded:
        yield Block(BlockKind.PARAGRAPH, f"{label} {first}")
    else:
        yield Block(BlockKind.LIST_ITEM, first, label=label, level=level)
    kind = BlockKind.PARAGRAPH if worded else BlockKind.LIST_ITEM
    yield from (Block(kind, line, level=0 if worded else level) for line in more)
