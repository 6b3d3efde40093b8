""".docx (ISO/IEC 29500-1, WordprocessingML) to blocks: headings, lists with their labels, tables, footnotes."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from crawlers.words import clean
from transforms.article import Block, BlockKind
from transforms.extract.office import Cell, OfficeFault, Pack, item, table_blocks, written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}br", f"{_W}cr", f"{_W}tab", f"{_W}noBreakHyphen"}
_UNSEEN = {_FALLBACK, f"{_W}moveFrom", f"{_W}del", f"{_W}pPr", f"{_W}rPr"}
_STYLES = {
    "decimal": "1",
    "decimalZero": "1",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "bullet": "",
    "none": "",
}
_DEEPEST = 9
_BASES = 10
_FARTHEST = 9999


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered: the style, the pattern of the label (`%1.%2.`), the first number."""

    style: str
    pattern: str
    start: int


@dataclass(frozen=True, slots=True)
class _List:
    """A list: what it counts with (lists may share it), and its levels."""

    counter: str
    levels: dict[int, _Level]


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style as far as it is named: depth of heading (from 1, 0 for none), and its list."""

    base: str
    heading: int
    numbered: tuple[str, int] | None


@dataclass(slots=True)
class _Reader:
    """What the file says of styles, lists and footnotes, and how far its lists have counted."""

    styles: dict[str, _Style]
    lists: dict[str, _List]
    notes: dict[str, str]
    counts: dict[str, list[int]] = field(default_factory=dict)
    noted: int = 0

    def parts(self, container: Any) -> Iterator[Block]:
        """Paragraphs and tables in their order, those inside content controls too."""
        for part in container:
            if part.tag == f"{_W}p":
                yield from self.paragraph(part)
            elif part.tag == f"{_W}tbl":
                yield from table_blocks(list(_rows(part)))
            elif isinstance(part.tag, str) and part.tag not in _UNSEEN:
                yield from self.parts(part)

    def paragraph(self, part: Any) -> Iterator[Block]:
        """A paragraph, heading or list item; then the footnotes that it refers to."""
        text = _text(part)
        if not text:
            return
        numbered, heading = self._looks(part)
        block = Block(BlockKind.PARAGRAPH, text)
        if numbered:
            block = item(self._label(*numbered), text, numbered[1] + 1)
        yield replace(block, kind=BlockKind.HEADING, level=heading) if heading else block
        for reference in part.iter(f"{_W}footnoteReference"):
            said = self.notes.get(reference.get(f"{_W}id") or "", "")
            self.noted += bool(said)
            if said:
                yield Block(BlockKind.NOTE, said, label=str(self.noted))

    def _looks(self, part: Any) -> tuple[tuple[str, int] | None, int]:
        """A paragraph's list and level there, and its depth as a heading."""
        style = self._style(_value(part, "pPr/pStyle"))
        numbered = _numbered(part) or style.numbered
        if numbered and (numbered[0] == "0" or numbered[0] not in self.lists):
            numbered = None
        return numbered, _outline(part) or style.heading

    def _style(self, name: str) -> _Style:
        """What a style says, with what it inherits."""
        found = _Style("", 0, None)
        for _ in range(_BASES):
            style = self.styles.get(name)
            if style is None:
                break
            found = replace(
                found, heading=found.heading or style.heading, numbered=found.numbered or style.numbered
            )
            name = style.base
        return found

    def _label(self, number: str, level: int) -> str:
        """The label of the next item on that level of that list."""
        told = self.lists[number]
        counts = self.counts.setdefault(told.counter, [])
        while len(counts) <= level:
            counts.append(_start(told, len(counts)) - (len(counts) == level))
        counts[level] = min(counts[level] + 1, _FARTHEST)
        del counts[level + 1 :]
        pattern = told.levels[level].pattern if level in told.levels else ""
        for at, count in enumerate(counts, 1):
            each = told.levels.get(at - 1)
            pattern = pattern.replace(f"%{at}", written(count, each.style) if each else "")
        plain = level in told.levels and told.levels[level].style
        return clean(pattern) if plain else ""


def _start(told: _List, level: int) -> int:
    return told.levels[level].start if level in told.levels else 1


def docx_blocks(body: bytes, url: str) -> Iterator[Block]:
    """The blocks of a .docx, without spans.

    Raises:
        OfficeFault: it cannot be read.
    """
    pack = Pack(body, url)
    root = pack.part("word/document.xml")
    if root is None:
        raise OfficeFault("it has no word/document.xml")
    reader = _Reader(
        _styles(pack.part("word/styles.xml")),
        _lists(pack.part("word/numbering.xml")),
        _notes(pack.part("word/footnotes.xml")),
    )
    for container in root.iter(f"{_W}body"):
        yield from reader.parts(container)


def _value(part: Any, path: str) -> str:
    """The value (`w:val`) of a descendant, empty where there is none."""
    found = part.find("/".join(f"{_W}{step}" for step in path.split("/")))
    return (found.get(f"{_W}val") or "") if found is not None else ""


def _whole(text: str, otherwise: int) -> int:
    return min(int(text), _FARTHEST) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _outline(part: Any) -> int:
    level = _whole(_value(part, "pPr/outlineLvl"), _DEEPEST)
    return level + 1 if level < _DEEPEST else 0


def _numbered(part: Any) -> tuple[str, int] | None:
    number = _value(part, "pPr/numPr/numId")
    level = _whole(_value(part, "pPr/numPr/ilvl"), 0)
    return (number, min(level, _DEEPEST - 1)) if number else None


def _styles(root: Any) -> dict[str, _Style]:
    found = {}
    for style in root.iter(f"{_W}style") if root is not None else ():
        name = _value(style, "name").lower()
        called = _whole(name.removeprefix("heading ").strip(), 0) if name.startswith("heading ") else 0
        heading = _outline(style) or (called if called <= _DEEPEST else 0)
        found[style.get(f"{_W}styleId") or ""] = _Style(_value(style, "basedOn"), heading, _numbered(style))
    return found


def _lists(root: Any) -> dict[str, _List]:
    if root is None:
        return {}
    shared = {
        each.get(f"{_W}abstractNumId") or "": dict(map(_level, each.iter(f"{_W}lvl")))
        for each in root.iter(f"{_W}abstractNum")
    }
    found = {}
    for number in root.iter(f"{_W}num"):
        name, of = number.get(f"{_W}numId") or "", _value(number, "abstractNumId")
        levels = dict(shared.get(of, {}))
        restarted = False
        for over in number.iter(f"{_W}lvlOverride"):
            at = _whole(over.get(f"{_W}ilvl") or "", 0)
            start = _value(over, "startOverride")
            restarted = restarted or bool(start)
            if at in levels and start:
                levels[at] = replace(levels[at], start=_whole(start, 1))
            levels.update(map(_level, over.iter(f"{_W}lvl")))
        found[name] = _List(f"number {name}" if restarted else f"abstract {of}", levels)
    return found


def _level(part: Any) -> tuple[int, _Level]:
    style = _STYLES.get(_value(part, "numFmt") or "decimal", "1")
    level = _Level(style, _value(part, "lvlText"), _whole(_value(part, "start"), 1))
    return _whole(part.get(f"{_W}ilvl") or "", 0), level


def _notes(root: Any) -> dict[str, str]:
    if root is None:
        return {}
    return {
        note.get(f"{_W}id") or "": clean(" ".join(filter(None, map(_text, note.iter(f"{_W}p")))))
        for note in root.iter(f"{_W}footnote")
        if note.get(f"{_W}type") in {None, "normal"}
    }


def _rows(table: Any) -> Iterator[list[Cell]]:
    """The rows; a cell that goes on from the row above makes that one higher and is not there itself."""
    rows: list[list[Cell]] = []
    open_: dict[int, tuple[int, int]] = {}
    for row in table.iter(f"{_W}tr"):
        rows.append([])
        column = 0
        for part in row.findall(f"{_W}tc"):
            wide = max(_whole(_value(part, "tcPr/gridSpan"), 1), 1)
            merged = part.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and (merged.get(f"{_W}val") or "continue") == "continue"
            if goes_on and column in open_:
                at, place = open_[column]
                rows[at][place] = replace(rows[at][place], rows=len(rows) - at)
            else:
                texts = tuple(filter(None, map(_text, part.iter(f"{_W}p"))))
                open_[column] = len(rows) - 1, len(rows[-1])
                rows[-1].append(Cell(texts, wide))
            column += wide
    yield from rows


def _text(part: Any) -> str:
    return clean("".join(_runs(part)))


def _runs(part: Any) -> Iterator[str]:
    for child in part:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "-" if child.tag == f"{_W}noBreakHyphen" else " "
        elif child.tag not in _UNSEEN:
            yield from _runs(child)
