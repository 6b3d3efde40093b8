""".odt (ISO/IEC 26300, OpenDocument text) to blocks: headings, lists with their labels, tables, footnotes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from crawlers.source import Source
from crawlers.words import clean, words
from transforms.article import Block, BlockKind, Span
from transforms.extract.office import Cell, OfficeFault, Pack, broken, items, table_blocks, written
from transforms.extract.page import Page, refuse
from transforms.text.recognise import Writing

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_UNSEEN = {
    f"{_TEXT}tracked-changes",
    f"{_TEXT}note",
    f"{_TEXT}sequence-decls",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
}
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}
_MIME = b"application/vnd.oasis.opendocument.text"
_LOOK = "read the file by hand, or ask the issuer for a PDF"
_LEAST_WORDS = 20
_MOST_SPAN = 200
_BASES = 10


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered: style, what stands before and after, how many levels it shows, the first number."""

    style: str
    before: str
    after: str
    shown: int
    start: int


@dataclass(frozen=True, slots=True)
class _Letters:
    """What makes a paragraph's text: the fonts of paragraph and text styles, and how the whole file is written."""

    fonts: dict[tuple[str, str], str]
    writing: Writing

    def text(self, part: Any) -> str:
        """A paragraph's lines in Unicode, U+000A between them; converted before they are cleaned, for U+00AD is TCVN3's ư."""
        font = self._font(part, "paragraph") or self.fonts.get(("paragraph", ""), "")
        return broken(self.writing.read(self._runs(part, font)))

    def _font(self, part: Any, family: str) -> str:
        name = part.get(f"{_TEXT}style-name")
        return self.fonts.get((family, name), "") if name else ""

    def _runs(self, part: Any, font: str) -> Iterator[tuple[str, str]]:
        """What a reader sees, and its fonts: spaces and breaks are elements of their own (6.1.2 to 6.1.5)."""
        yield _on_one_line(part.text), font
        for child in part:
            if child.tag in _SPACES:
                yield _SPACES[child.tag], font
            elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
                yield from self._runs(child, self._font(child, "text") or font)
            yield _on_one_line(child.tail), font


def _on_one_line(text: str | None) -> str:
    """Text without the line breaks of the XML, which are mere white space (6.1.2)."""
    return (text or "").replace("\n", " ")


@dataclass(slots=True)
class _Reader:
    """The letters, the list styles, and how many footnotes there were."""

    letters: _Letters
    lists: dict[str, dict[int, _Level]]
    noted: int = 0

    def parts(self, container: Any) -> Iterator[Block]:
        """Paragraphs, lists and tables in their order, those inside sections and frames too."""
        for part in container:
            if part.tag in _PARAGRAPHS:
                yield from self.paragraph(part)
            elif part.tag == f"{_TEXT}list":
                yield from self.items(part, part.get(f"{_TEXT}style-name") or "", ())
            elif part.tag == f"{_TABLE}table":
                yield from table_blocks(list(_rows(part, self.letters)))
            elif isinstance(part.tag, str) and part.tag not in _UNSEEN:
                yield from self.parts(part)

    def paragraph(self, part: Any) -> Iterator[Block]:
        """A paragraph, a block for each line, or heading; then its footnotes."""
        text = self.letters.text(part)
        if text and part.tag == f"{_TEXT}h":
            level = _whole(part.get(f"{_TEXT}outline-level"), 1)
            yield Block(BlockKind.HEADING, clean(text), level=level)
        elif text:
            yield from (Block(BlockKind.PARAGRAPH, line) for line in text.split("\n"))
        yield from self.notes(part)

    def items(self, part: Any, style: str, above: tuple[int, ...]) -> Iterator[Block]:
        """A list's items; the first paragraph of each has the label, a list inside counts for itself."""
        depth = len(above) + 1
        level = self.lists.get(style, {}).get(depth)
        count = (level.start if level else 1) - 1
        for entry in part:
            if entry.tag not in {f"{_TEXT}list-item", f"{_TEXT}list-header"}:
                continue
            count = _whole(entry.get(f"{_TEXT}start-value"), count + 1)
            labelled = entry.tag == f"{_TEXT}list-header"
            for child in entry:
                if child.tag in _PARAGRAPHS and not labelled and (text := self.letters.text(child)):
                    yield from self._item(child, text, self._label(style, (*above, count)), depth)
                    yield from self.notes(child)
                    labelled = True
                elif child.tag == f"{_TEXT}list":
                    named = child.get(f"{_TEXT}style-name") or style
                    yield from self.items(child, named, (*above, count))
                else:
                    yield from self.parts([child])

    def _item(self, part: Any, text: str, label: str, depth: int) -> Iterator[Block]:
        heading = part.tag == f"{_TEXT}h"
        level = _whole(part.get(f"{_TEXT}outline-level"), 1)
        for block in items(label, clean(text) if heading else text, depth):
            yield replace(block, kind=BlockKind.HEADING, level=level) if heading else block

    def _label(self, style: str, counts: tuple[int, ...]) -> str:
        levels = self.lists.get(style, {})
        level = levels.get(len(counts))
        if level is None or not level.style:
            return ""
        shown = counts[len(counts) - level.shown :] if level.shown <= len(counts) else counts
        first = len(counts) - len(shown)
        numbers = (
            written(count, levels[at].style if at in levels else "1")
            for at, count in enumerate(shown, first + 1)
        )
        label = f"{level.before}{'.'.join(numbers)}{level.after}"
        return clean(self.letters.writing.read([(label, "")]))

    def notes(self, part: Any) -> Iterator[Block]:
        """The footnotes inside a paragraph."""
        for note in part.iter(f"{_TEXT}note"):
            body = note.find(f"{_TEXT}note-body")
            said = clean(" ".join(filter(None, map(self.letters.text, body)))) if body is not None else ""
            if said:
                self.noted += 1
                yield Block(BlockKind.NOTE, said, label=str(self.noted))


def is_odt(page: Page) -> bool:
    """Whether the bytes are an OpenDocument text's: its first part says so (ISO/IEC 26300-3, 3.3)."""
    return page.body[:4] == b"PK\x03\x04" and _MIME in page.body[30:160]


def read_odt(page: Page, source: Source | None) -> list[Block]:
    """The blocks of an OpenDocument text.

    Raises:
        BadDocument: the bytes give no text.
    """
    try:
        blocks = list(_blocks(page))
    except OfficeFault as fault:
        raise refuse(page, source, f"the OpenDocument file cannot be read: {fault}", _LOOK) from fault
    if len(words(" ".join(block.text for block in blocks))) < _LEAST_WORDS:
        raise refuse(page, source, "the OpenDocument file has next to no text", _LOOK)
    sha256 = page.sha256
    return [replace(block, span=Span(sha256, paragraph=at)) for at, block in enumerate(blocks, 1)]


def _blocks(page: Page) -> Iterator[Block]:
    pack = Pack(page.body, page.url)
    root = pack.part("content.xml")
    if root is None:
        raise OfficeFault("it has no content.xml")
    shared = pack.part("styles.xml")
    whole = "\n".join("".join(each.itertext()) for each in root.iter(f"{_OFFICE}text"))
    letters = _Letters(_fonts(shared, root), Writing.of(whole))
    reader = _Reader(letters, _lists(shared) | _lists(root))
    for container in root.iter(f"{_OFFICE}text"):
        yield from reader.parts(container)


def _fonts(*roots: Any) -> dict[tuple[str, str], str]:
    """The font of each style, by family and name, with what it inherits; that of a family by itself under no name."""
    own: dict[tuple[str, str], tuple[str, str]] = {}
    for root in roots:
        for style in root.iter(f"{_STYLE}style", f"{_STYLE}default-style") if root is not None else ():
            place = style.get(f"{_STYLE}family") or "", style.get(f"{_STYLE}name") or ""
            own[place] = _named_font(style), style.get(f"{_STYLE}parent-style-name") or ""
    return {place: _inherited(place, own) for place in own}


def _named_font(style: Any) -> str:
    letters = style.find(f"{_STYLE}text-properties")
    if letters is None:
        return ""
    return letters.get(f"{_STYLE}font-name") or letters.get(f"{_FORM}font-family") or ""


def _inherited(place: tuple[str, str], own: dict[tuple[str, str], tuple[str, str]]) -> str:
    family, name = place
    for _ in range(_BASES):
        font, base = own.get((family, name), ("", ""))
        if font or not base:
            return font
        name = base
    return ""


def _lists(root: Any) -> dict[str, dict[int, _Level]]:
    if root is None:
        return {}
    return {
        style.get(f"{_STYLE}name") or "": {
            _whole(level.get(f"{_TEXT}level"), 1): _Level(
                level.get(f"{_STYLE}num-format") or "",
                level.get(f"{_STYLE}num-prefix") or "",
                level.get(f"{_STYLE}num-suffix") or "",
                _whole(level.get(f"{_TEXT}display-levels"), 1),
                _whole(level.get(f"{_TEXT}start-value"), 1),
            )
            for level in style.iter(f"{_TEXT}list-level-style-number")
        }
        for style in root.iter(f"{_TEXT}list-style")
    }


def _whole(told: str | None, otherwise: int) -> int:
    return int(told) if told and told.isascii() and told.isdigit() and len(told) < 5 else otherwise


def _rows(table: Any, letters: _Letters) -> Iterator[list[Cell]]:
    """The rows of a table; cells that others cover are not there, a repeated cell is there as often, within bounds."""
    for row in table.iter(f"{_TABLE}table-row"):
        cells = []
        for part in row:
            if part.tag == f"{_TABLE}table-cell":
                texts = tuple(filter(None, map(letters.text, part.iter(*_PARAGRAPHS))))
                wide = min(max(_whole(part.get(f"{_TABLE}number-columns-spanned"), 1), 1), _MOST_SPAN)
                high = min(max(_whole(part.get(f"{_TABLE}number-rows-spanned"), 1), 1), _MOST_SPAN)
                again = min(max(_whole(part.get(f"{_TABLE}number-columns-repeated"), 1), 1), _MOST_SPAN)
                cells += [Cell(texts, wide, high)] * (again if texts else 1)
        yield cells
