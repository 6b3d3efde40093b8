"""Footnotes: the small print at the foot of pages, told from other small print, and put after what refers to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.article import Block
from transforms.extract.pdf_lines import Frame, Line

_SMALL = 0.9
_NUMBERED = re.compile(r"^[\[(]?(\d{1,3})[\])]?\s?(?=[^\W\d_]|[“\"(])")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number, and its lines, over page breaks too."""

    number: str
    lines: tuple[Line, ...]

    @property
    def is_open(self) -> bool:
        """Whether it may go on: no full stop at its end, or a quotation that is not closed."""
        text = " ".join(line.text for line in self.lines)
        return not text.rstrip('”"’)').endswith(".") or text.count("“") > text.count("”")


def split_footnotes(lines: Sequence[Line], frame: Frame) -> tuple[list[Line], list[Note]]:
    """Lines without the footnotes of each page, and these.

    They are small print at the foot, and begin with a number, or go on from the page before. Small print that does
    neither is text; so is a page all in small print.
    """
    body: list[Line] = []
    notes: list[Note] = []
    for page in dict.fromkeys(line.page for line in lines):
        own = [line for line in lines if line.page == page]
        foot = _foot(own, frame)
        goes_on = bool(notes) and notes[-1].lines[-1].page == page - 1 and notes[-1].is_open
        begun = next((at for at in range(foot, len(own)) if _number(own[at], notes)), len(own))
        start = foot if goes_on and foot else begun
        body += own[:start]
        for line in own[start:]:
            _take(line, notes)
    return body, notes


def _foot(lines: Sequence[Line], frame: Frame) -> int:
    """The index where a page's last small print begins."""
    foot = len(lines)
    while foot and lines[foot - 1].size < _SMALL * frame.size and not lines[foot - 1].apart:
        foot -= 1
    return foot or len(lines)


def _number(line: Line, notes: Sequence[Note]) -> str:
    """The number of the note that `line` begins, empty where it begins none."""
    if line.note:
        return line.note
    found = _NUMBERED.match(line.text)
    following = int(notes[-1].number) + 1 if notes else 1
    return found[1] if found and int(found[1]) == following else ""


def _take(line: Line, notes: list[Note]) -> None:
    number = _number(line, notes)
    if number:
        text = line.text if line.note else _NUMBERED.sub("", line.text, count=1)
        notes.append(Note(number, (replace(line, text=text, note=""),)))
    else:
        notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, line))


def with_notes(
    blocks: Sequence[Block], referring: Sequence[frozenset[str]], notes: Sequence[tuple[str, Sequence[Block]]]
) -> Iterator[Block]:
    """The blocks, each followed by the notes that it is the first to refer to; a note that none names follows its page.

    Args:
        blocks: the text.
        referring: for each block, the numbers of notes that it refers to.
        notes: each note's number and its blocks.
    """
    after: dict[int, list[Block]] = {}
    for number, said in notes:
        at = next((at for at, numbers in enumerate(referring) if number in numbers), None)
        if at is None or _page(blocks[at]) > _page(said[0]) or _page(blocks[at]) < _page(said[0]) - 1:
            at = _last_on(blocks, _page(said[0]))
        after.setdefault(at, []).extend(said)
    yield from after.get(-1, ())
    for at, block in enumerate(blocks):
        yield block
        yield from after.get(at, ())


def _page(block: Block) -> int:
    return (block.span.page if block.span else None) or 0


def _last_on(blocks: Sequence[Block], page: int) -> int:
    """The index of the last block that begins on a page or before it, -1 where none does."""
    return max((at for at, block in enumerate(blocks) if _page(block) <= page), default=-1)
