"""A file without a letterhead that says which document it is: a bulletin, a press release, a notice.

Its title is its first line, or what stands under the nation's name and the place and date; nothing in it proves whose it
is, so that a person has to look at it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from crawlers.dates import VIETNAM
from crawlers.source import Source
from crawlers.words import words
from transforms.article import Article, Block, BlockKind, Doubt, Kind
from transforms.extract.checks import LEAST_WORDS
from transforms.extract.filetext import FileText
from transforms.extract.measure import size
from transforms.extract.page import Page
from transforms.law.dateline import DateLine, read_dateline
from transforms.law.letterhead import is_of_the_nation
from transforms.law.signature import read_foot
from transforms.law.types import is_capitals

_NUMBERED = re.compile(r"^\W*số\s*:", re.IGNORECASE)
_BESIDE = re.compile(r"^\(.{3,150}\)$")
_HEAD_LINES = 20
_LONGEST = 300
_QUIET = frozenset({BlockKind.FURNITURE, BlockKind.NOTE, BlockKind.TABLE})


@dataclass(frozen=True, slots=True)
class _Head:
    """Which blocks stand over the title, and which are it; the line with place and date."""

    above: frozenset[int]
    title: tuple[int, ...]
    dated: DateLine | None


def read_notice(
    page: Page, source: Source | None, file: FileText, blocks: Sequence[Block], *, version: str
) -> Article | None:
    """The notice that a file's blocks are; None where they have no title or next to no prose."""
    head = _head(blocks)
    if not head.title:
        return None
    kinds = dict.fromkeys(head.above, BlockKind.FURNITURE) | dict.fromkeys(head.title, BlockKind.TITLE)
    foot = read_foot(blocks, head.title[-1] + 1)
    kinds |= {at: BlockKind.SIGNATURE for at in foot.places if blocks[at].kind not in _QUIET}
    marked = tuple(replace(block, kind=kinds.get(at, block.kind)) for at, block in enumerate(blocks))
    if sum(size(block.text) for block in marked if block.spoken) < LEAST_WORDS:
        return None
    day = head.dated.day if head.dated else None
    said = f"the {file.form} has no letterhead that says which document it is, and whose"
    return Article(
        source=source.id if source else page.host,
        url=page.url,
        kind=Kind.NOTICE,
        title=" ".join(blocks[at].text for at in head.title),
        lead="",
        blocks=marked,
        language=source.language if source else "vi",
        credit=source.credit if source else page.host,
        published_at=datetime.combine(day, time(), VIETNAM) if day else None,
        signatures=file.signatures,
        doubts=(*file.doubts, Doubt("identity.unproven", said)),
        evidence={
            "title": "first line",
            "body": file.form,
            **({"published_at": "letterhead"} if day else {}),
            **file.evidence,
        },
        extractor=version,
    )


def _head(blocks: Sequence[Block]) -> _Head:
    first = [
        at for at, block in enumerate(blocks) if block.kind not in _QUIET or is_of_the_nation(block.text)
    ]
    first = first[:_HEAD_LINES]
    dates = {at: dated for at in first if (dated := read_dateline(blocks[at].text))}
    of_state = [at for at in first if is_of_the_nation(blocks[at].text)]
    marks = [*of_state, *(at for at in first if at in dates or _NUMBERED.match(blocks[at].text))]
    last = max(marks, default=-1) if of_state else -1
    under = [at for at in first if at > last]
    title = under[:1]
    for at in under[1:]:
        if not (is_capitals(blocks[at].text) or _BESIDE.match(blocks[at].text)):
            break
        title.append(at)
    named = bool(title) and _may_be_title(blocks[title[0]].text)
    above = frozenset(at for at in first if at <= last)
    return _Head(above, tuple(title) if named else (), next(iter(dates.values()), None))


def _may_be_title(text: str) -> bool:
    return len(words(text)) > 1 and len(text) <= _LONGEST and not text.endswith((".", ";", ":", ","))
