""".docx (ISO/IEC 29500-1, WordprocessingML) to blocks: headings, lists with their labels, tables, footnotes."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from crawlers.words import clean
from transforms.article import Block, BlockKind
from transforms.extract.docx_letters import (
    UNSEEN,
    Letters,
    W,
    numbered,
    outline,
    read_letters,
    value,
    whole,
)
from transforms.extract.office import Cell, OfficeFault, Pack, items, table_blocks, written

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


@dataclass(slots=True)
class _Reader:
    """What the file says of letters, lists and footnotes, and how far its lists have counted."""

    letters: Letters
    lists: dict[str, _List]
    notes: dict[str, str]
    counts: dict[str, list[int]] = field(default_factory=dict)
    noted: int = 0

    def parts(self, container: Any) -> Iterator[Block]:
        """Paragraphs and tables in their order, those inside content controls too."""
        for part in container:
            if part.tag == f"{W}p":
                yield from self.paragraph(part)
            elif part.tag == f"{W}tbl":
                yield from table_blocks(list(_rows(part, self.letters)))
            elif isinstance(part.tag, str) and part.tag not in UNSEEN:
                yield from self.parts(part)

    def paragraph(self, part: Any) -> Iterator[Block]:
        """A paragraph, heading or list item, a block for each line; then the footnotes that it refers to."""
        text = self.letters.text(part)
        if not text:
            return
        place, heading = self._looks(part)
        text = clean(text) if heading else text
        blocks = (Block(BlockKind.PARAGRAPH, line) for line in text.split("\n"))
        for block in items(self._label(*place), text, place[1] + 1) if place else blocks:
            yield replace(block, kind=BlockKind.HEADING, level=heading) if heading else block
        for reference in part.iter(f"{W}footnoteReference"):
            said = self.notes.get(reference.get(f"{W}id") or "", "")
            self.noted += bool(said)
            if said:
                yield Block(BlockKind.NOTE, said, label=str(self.noted))

    def _looks(self, part: Any) -> tuple[tuple[str, int] | None, int]:
        """A paragraph's list and level there, and its depth as a heading."""
        style = self.letters.styles.of(value(part, "pPr/pStyle"))
        place = numbered(part) or style.numbered
        if place and (place[0] == "0" or place[0] not in self.lists):
            place = None
        return place, outline(part) or style.heading

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
        return self.letters.plain(pattern) if plain else ""


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
    letters = read_letters(root, pack.part("word/styles.xml"))
    notes = _notes(pack.part("word/footnotes.xml"), letters)
    reader = _Reader(letters, _lists(pack.part("word/numbering.xml")), notes)
    for container in root.iter(f"{W}body"):
        yield from reader.parts(container)


def _lists(root: Any) -> dict[str, _List]:
    if root is None:
        return {}
    shared = {
        each.get(f"{W}abstractNumId") or "": dict(map(_level, each.iter(f"{W}lvl")))
        for each in root.iter(f"{W}abstractNum")
    }
    found = {}
    for number in root.iter(f"{W}num"):
        name, of = number.get(f"{W}numId") or "", value(number, "abstractNumId")
        levels = dict(shared.get(of, {}))
        restarted = False
        for over in number.iter(f"{W}lvlOverride"):
            at = whole(over.get(f"{W}ilvl") or "", 0)
            start = value(over, "startOverride")
            restarted = restarted or bool(start)
            if at in levels and start:
                levels[at] = replace(levels[at], start=whole(start, 1))
            levels.update(map(_level, over.iter(f"{W}lvl")))
        found[name] = _List(f"number {name}" if restarted else f"abstract {of}", levels)
    return found


def _level(part: Any) -> tuple[int, _Level]:
    style = _STYLES.get(value(part, "numFmt") or "decimal", "1")
    level = _Level(style, value(part, "lvlText"), whole(value(part, "start"), 1))
    return whole(part.get(f"{W}ilvl") or "", 0), level


def _notes(root: Any, letters: Letters) -> dict[str, str]:
    if root is None:
        return {}
    return {
        note.get(f"{W}id") or "": clean(" ".join(filter(None, map(letters.text, note.iter(f"{W}p")))))
        for note in root.iter(f"{W}footnote")
        if note.get(f"{W}type") in {None, "normal"}
    }


def _rows(table: Any, letters: Letters) -> Iterator[list[Cell]]:
    """The rows; a cell that goes on from the row above makes that one higher and is not there itself."""
    rows: list[list[Cell]] = []
    open_: dict[int, tuple[int, int]] = {}
    for row in table.iter(f"{W}tr"):
        rows.append([])
        column = 0
        for part in row.findall(f"{W}tc"):
            wide = max(whole(value(part, "tcPr/gridSpan"), 1), 1)
            merged = part.find(f"{W}tcPr/{W}vMerge")
            goes_on = merged is not None and (merged.get(f"{W}val") or "continue") == "continue"
            if goes_on and column in open_:
                at, place = open_[column]
                rows[at][place] = replace(rows[at][place], rows=len(rows) - at)
            else:
                texts = tuple(filter(None, map(letters.text, part.iter(f"{W}p"))))
                open_[column] = len(rows) - 1, len(rows[-1])
                rows[-1].append(Cell(texts, wide))
            column += wide
    yield from rows
