"""Which of several legal documents on one page is the one that the page is there for."""

from collections.abc import Sequence

from transforms.article import Block, BlockKind, Doubt
from transforms.extract.documents import documents_in
from transforms.law.letterhead import read_letterhead
from transforms.law.numbers import find_numbers

_HEAD_LINES = 60


def announced(blocks: Sequence[Block], said: Sequence[str]) -> tuple[Sequence[Block], list[Doubt]]:
    """The document whose number the page announces, else the first; and a doubt where there are others, which are left out.

    Args:
        blocks: a body in which a legal document was found.
        said: what announces it: the page's titles.
    """
    documents = documents_in(blocks)
    if len(documents) < 2:
        return blocks, []
    numbers = [_number(each) for each in documents]
    told = {number.text for text in said for number in find_numbers(text)}
    at = next((at for at, number in enumerate(numbers) if number in told), 0)
    others = ", ".join(number or "?" for place, number in enumerate(numbers) if place != at)
    detail = (
        f"the page holds {len(documents)} documents; this is {numbers[at] or '?'}, the others are {others}"
    )
    return documents[at], [Doubt("document.several", detail)]


def _number(document: Sequence[Block]) -> str:
    lines = [block.text for block in document if block.kind != BlockKind.FURNITURE]
    head = read_letterhead(lines[:_HEAD_LINES])
    return head.number.text if head and head.number else ""
