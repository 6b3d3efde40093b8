"""Documents in a file: several in one, one in several, and the letterheads inside one that are but its forms'.

A gazette's issue holds many documents, and a long document goes on in the next issue (`Xem tiếp Công báo số 715 + 716`,
`Tiếp theo Công báo số 713 + 714`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crawlers.words import clean
from transforms.article import Block, BlockKind, Doubt, GazettePlace
from transforms.extract.filetext import FileText
from transforms.law.letterhead import Letterhead, read_letterhead
from transforms.law.types import is_capitals

_NATION = re.compile(
    r"^(?:nước )?(?:cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|việt nam dân chủ cộng h(?:òa|oà))\W*$",
    re.IGNORECASE,
)
_MOTTO = re.compile(r"^\W*độc lập\s*[-–—]\s*tự do\s*[-–—]\s*hạnh phúc\W*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:[^\W\d]+\s){0,3}số\s*:", re.IGNORECASE)
_AUTHENTIC = re.compile(r"^xác thực văn bản hợp nhất", re.IGNORECASE)
_UNIT = re.compile(r"^(?:phụ lục|mẫu|biểu|chương|phần|mục)\b", re.IGNORECASE)
_CONTINUED = re.compile(
    r"^\W*(?P<way>xem tiếp|tiếp theo)\s+(?:trang\s+\d+\s+)?công báo\s+(?:từ\s+)?số\s*(?P<issues>[\d\s+,&và-]*)",
    re.IGNORECASE,
)
_DAY = re.compile(r"\bngày\s*\d", re.IGNORECASE)
_HEAD_LINES = 45
_ABOVE = 6
_FEW = 6
_QUIET = frozenset({BlockKind.FURNITURE, BlockKind.NOTE, BlockKind.TABLE})


def documents_in(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """The documents that a file's blocks hold, each with its running heads; one where no second letterhead is found.

    A letterhead counts if it has nation, number, date and type of its own: a form's has dots, a regulation's that is
    issued with a decision has none. What stands before the first (contents, the issue's own title) is its furniture.
    """
    body = [at for at, block in enumerate(blocks) if block.kind != BlockKind.FURNITURE]
    starts = list(_starts(blocks, [at for at in body if blocks[at].kind not in _QUIET]))
    if not starts or (len(starts) == 1 and starts[0] <= _FEW):
        return [tuple(blocks)]
    ends = [*starts[1:], body[-1] + 1]
    heads = blocks[body[-1] + 1 :]
    own = [list(blocks[start:end]) for start, end in zip(starts, ends, strict=True)]
    before = list(blocks[: starts[0]])
    if _stands_alone(before):
        own.insert(0, before)
    else:
        own[0] = [*(replace(block, kind=BlockKind.FURNITURE) for block in before), *own[0]]
    return [(*each, *_of_pages(heads, each)) for each in own]


def _starts(blocks: Sequence[Block], places: Sequence[int]) -> Iterator[int]:
    """Indices of the blocks that a document's letterhead begins with."""
    texts = [clean(blocks[at].text) for at in places]
    done = -1
    for index, text in enumerate(texts):
        if index <= done or not _NATION.match(text):
            continue
        start = _above(texts, index, done)
        head = read_letterhead(texts[start : start + _HEAD_LINES])
        if head is not None and _is_own(head, texts[start:], index - start):
            done = start + max(head.heading)
            yield places[start]


def _above(texts: Sequence[str], index: int, done: int) -> int:
    """The first line of the letterhead that has the nation's name at `index`: organ and number may stand over it."""
    start = index
    while start - 1 > done and index - start < _ABOVE and _may_be_above(texts[start - 1]):
        start -= 1
    return start


def _may_be_above(text: str) -> bool:
    if _UNIT.match(text) or _AUTHENTIC.match(text):
        return False
    short = len(text) < 150 and (is_capitals(text) or bool(_NUMBERED.match(text)))
    return short or not any(char.isalnum() for char in text)


def _is_own(head: Letterhead, texts: Sequence[str], nation: int) -> bool:
    """Whether a letterhead is a document's: with number and date over the type, and nothing else between."""
    above = range(head.heading[0])
    told = head.number is not None and _is_dated(head)
    dated = any(_NUMBERED.match(texts[at]) for at in above)
    certified = any(_AUTHENTIC.match(texts[at]) for at in above)
    return told and dated and not certified and nation in head.furniture and set(above) <= head.furniture


def _stands_alone(blocks: Sequence[Block]) -> bool:
    """Whether blocks before the first whole letterhead are a document all the same: with a number and a date."""
    head = read_letterhead([block.text for block in blocks])
    return head is not None and head.number is not None and _is_dated(head)


def _is_dated(head: Letterhead) -> bool:
    """Whether a letterhead gives a day, be it one that cannot be; a form's has dots for it."""
    return head.issued_on is not None or bool(_DAY.search(head.dated))


def _of_pages(heads: Sequence[Block], own: Sequence[Block]) -> Iterator[Block]:
    pages = {block.span.page for block in own if block.span and block.span.page}
    return (head for head in heads if head.span and head.span.page in pages)


def quieted(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; nation and motto over a form, and signposts to other issues, are furniture."""
    for block in blocks:
        signs = block.kind not in _QUIET and (
            _NATION.match(block.text) or _MOTTO.match(block.text) or _CONTINUED.match(block.text)
        )
        yield replace(block, kind=BlockKind.FURNITURE) if signs else block


@dataclass(frozen=True, slots=True)
class Seams:
    """The issues that a part of a document says that it comes after, and goes on in; None where it says nothing."""

    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


def seams(blocks: Sequence[Block]) -> Seams:
    """What a part says of the parts before and after it, at its beginning and its end."""
    texts = [block.text for block in blocks if block.kind not in _QUIET]
    found = {"xem tiếp": None, "tiếp theo": None} | dict(_signposts([*texts[:_FEW], *texts[-_FEW:]]))
    return Seams(found["tiếp theo"], found["xem tiếp"])


def _signposts(texts: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for text in texts:
        if found := _CONTINUED.match(clean(text)):
            yield found["way"].lower(), tuple(re.findall(r"\d+", found["issues"]))


@dataclass(frozen=True, slots=True)
class Parts:
    """Files put together to one text, in order; and what is missing of it."""

    files: tuple[FileText, ...]
    doubts: tuple[Doubt, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of all, one after the other."""
        return tuple(block for each in self.files for block in each.blocks)

    def place(self, blocks: Sequence[Block]) -> GazettePlace | None:
        """Where in the gazette `blocks` stand: the first issue's first page to the last one's last."""
        found = [place for each in self.files if (place := each.place(_of_file(each, blocks)))]
        if not found:
            return None
        issues = tuple(dict.fromkeys(number for place in found for number in place.issues))
        return GazettePlace(issues, found[0].day, found[0].first_page, found[-1].last_page)


def _of_file(file: FileText, blocks: Sequence[Block]) -> list[Block]:
    digests = {block.span.body_sha256 for block in file.blocks if block.span}
    return [block for block in blocks if block.span and block.span.body_sha256 in digests]


def joined(files: Sequence[FileText]) -> Parts:
    """The files as one text: in the order given, unless their signposts say another."""
    ordered = _in_order(list(files))
    return Parts(tuple(ordered), tuple(_missing(ordered)))


def _in_order(files: list[FileText]) -> list[FileText]:
    """Parts that come after none first; then, as far as the parts say so, each after the one that it goes on from."""
    told = {id(each): seams(each.blocks) for each in files}
    if not any(seam.before is not None for seam in told.values()):
        return files
    first = [each for each in files if told[id(each)].before is None] or files[:1]
    rest = [each for each in files if not any(each is one for one in first)]
    ordered = list(first)
    while rest:
        after = told[id(ordered[-1])].after or ()
        following = next((each for each in rest if set(after) & set(_issues(each))), rest[0])
        rest = [each for each in rest if each is not following]
        ordered.append(following)
    return ordered


def _issues(file: FileText) -> tuple[str, ...]:
    place = file.place(file.blocks)
    return place.issues if place else ()


def _missing(files: Sequence[FileText]) -> Iterator[Doubt]:
    """A doubt for each end of a part that says that it goes on, where nothing follows."""
    for at, file in enumerate(files):
        after = seams(file.blocks).after
        following = files[at + 1] if at + 1 < len(files) else None
        if after is None:
            continue
        held = _issues(following) if following else ()
        there = following is not None and (not held or not after or bool(set(after) & set(held)))
        if not there:
            yield Doubt(
                "document.incomplete",
                f"it goes on in Công báo số {' + '.join(after) or '?'}, which is not here",
            )


def beginning_elsewhere(files: Sequence[FileText]) -> tuple[str, ...] | None:
    """The issues that have the beginning of the document, where the first file is not it; None where it is."""
    return seams(files[0].blocks).before if files else None
