"""What reading a file gives, whatever its form; and what a reader may use beside the bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from transforms.article import Block, Doubt, GazettePlace, Signature


@dataclass(frozen=True, slots=True)
class Aids:
    """What the operator lends to reading; without any, the bytes are all there is.

    `roots`: certificates (DER) that signatures are trusted by. `tesseract`: the path of the program that reads scans,
    empty for none.
    """

    roots: tuple[bytes, ...] = ()
    tesseract: str = ""


NO_AIDS = Aids()


@dataclass(frozen=True, slots=True)
class PageMark:
    """What a page's running head says: the numbers of the gazette's issue, its day, and the page's number in it."""

    issues: tuple[str, ...]
    day: date | None
    number: int | None


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's text: its blocks, furniture last, and what else it tells.

    `form` names the kind of file (`PDF`, `Word file`, `OpenDocument file`); `marks` are by the file's pages, from 1;
    `evidence` goes into the article's.
    """

    form: str
    blocks: tuple[Block, ...]
    marks: Mapping[int, PageMark] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)

    def place(self, blocks: Sequence[Block]) -> GazettePlace | None:
        """Where in the gazette `blocks` stand, from the running heads of the pages that they begin on."""
        pages = sorted({block.span.page for block in blocks if block.span and block.span.page})
        if not pages or not self.marks:
            return None
        marks = [self.marks[page] for page in range(pages[0], pages[-1] + 1) if page in self.marks]
        issues = tuple(dict.fromkeys(number for mark in marks for number in mark.issues))
        if not issues:
            return None
        days = [mark.day for mark in marks if mark.day]
        numbers = [mark.number for mark in marks if mark.number is not None]
        return GazettePlace(
            issues,
            days[0] if days else None,
            numbers[0] if numbers else None,
            numbers[-1] if numbers else None,
        )
