"""The parts of a legal document's text: letterhead, title, headings, body, signature, recipients.

The letterhead is furniture. Title and signature are the document's own words, but nobody needs to hear them: the title
was told, and who signed is no part of what is ordered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.article import Block, BlockKind
from transforms.law.bodies import body_of
from transforms.law.dateline import read_dateline
from transforms.law.letterhead import Letterhead, read_letterhead
from transforms.law.numbers import Form, LegalNumber
from transforms.law.signature import Signer, read_foot
from transforms.law.types import is_capitals

_UNIT = re.compile(
    r"^[“\"]?(?:chương|phần|tiểu mục|mục|phụ lục|mẫu số\s*:?)\s+(?:\d+|[IVXLC]+|thứ\b|số\b)[^\n]{0,160}$|^phụ lục\W*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^[“\"]?Điều\s+\d+[a-zđ]?\b", re.IGNORECASE)
_SHORT = 120
_AUTHENTIC = re.compile(r"xác thực văn bản hợp nhất", re.IGNORECASE)
_NUMBERED = re.compile(r"số\s*:?\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LawText:
    """A legal document's blocks with their kinds, and what its letterhead and signature say."""

    head: Letterhead
    blocks: tuple[Block, ...]
    signers: tuple[Signer, ...]

    @property
    def signer(self) -> str | None:
        """The signer's name; of a joint document every signer's, in their order."""
        names = [each.name for each in self.signers]
        return ", ".join(names[: _issuing_bodies(self.head.number)]) or None


def _issuing_bodies(number: LegalNumber | None) -> int:
    """How many bodies issue a document: its number has the code of each, of one rank (`QĐ-BYT-BTC`)."""
    if number is None or number.form == Form.DISPATCH:
        return 1
    if number.code in {"TTLT", "TTLB", "NQLT"}:
        return len(number.organs)
    bodies = [body_of(organ) for organ in number.organs]
    alike = len({body.kind for body in bodies if body}) == 1 and all(bodies)
    return len(bodies) if alike else 1


def read_law(blocks: Sequence[Block]) -> LawText | None:
    """`blocks` as a legal document; None where they have no letterhead."""
    head = read_letterhead([block.text for block in blocks])
    if head is None:
        return None
    head = _with_authentication(head, blocks)
    title = {*head.heading, *head.authority}
    marked = [replace(block, kind=_kind(block, index, head, title)) for index, block in enumerate(blocks)]
    start = max(title) + 1
    foot = read_foot(marked, start)
    for index in foot.places:
        quiet = marked[index].kind in {BlockKind.FURNITURE, BlockKind.CAPTION}
        marked[index] = marked[index] if quiet else replace(marked[index], kind=BlockKind.SIGNATURE)
    for index in _authenticating(marked, start):
        marked[index] = replace(marked[index], kind=BlockKind.SIGNATURE)
    return LawText(head, tuple(_headed(marked, start)), foot.signers)


def _with_authentication(head: Letterhead, blocks: Sequence[Block]) -> Letterhead:
    """A consolidated text has its own number and date where it is authenticated, after the text."""
    if head.number and head.issued_on:
        return head
    at = next((i for i, block in enumerate(blocks) if _AUTHENTIC.search(block.text)), None)
    if at is None:
        return head
    near = [block.text for block in blocks[max(at - 6, 0) : at + 8] if len(block.text) < _SHORT]
    closing = read_letterhead([*near, "VĂN BẢN HỢP NHẤT"])
    if closing is None or closing.number is None:
        return head
    return replace(head, number=closing.number, issued_on=closing.issued_on or head.issued_on)


def _authenticating(blocks: Sequence[Block], start: int) -> Sequence[int]:
    """The lines behind a consolidated text by which a body says that it is right: the body, number, place and day."""
    at = next((i for i in range(start, len(blocks)) if _AUTHENTIC.match(blocks[i].text)), None)
    if at is None or len(blocks[at].text) > _SHORT:
        return ()
    first, last = at, at
    while first > start and _is_of_letterhead(blocks[first - 1]):
        first -= 1
    while last + 1 < len(blocks) and _is_of_letterhead(blocks[last + 1]):
        last += 1
    return [i for i in range(first, last + 1) if blocks[i].kind == BlockKind.PARAGRAPH]


def _is_of_letterhead(block: Block) -> bool:
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.FURNITURE} or len(block.text) > _SHORT:
        return False
    return bool(is_capitals(block.text) or _NUMBERED.match(block.text) or read_dateline(block.text))


def _kind(block: Block, index: int, head: Letterhead, title: set[int]) -> BlockKind:
    if index in head.furniture:
        return BlockKind.FURNITURE
    return BlockKind.TITLE if index in title else _kind_of_body(block)


def _kind_of_body(block: Block) -> BlockKind:
    if block.kind in {BlockKind.TABLE, BlockKind.CAPTION, BlockKind.FURNITURE}:
        return block.kind
    if not any(char.isalnum() for char in block.text):
        return BlockKind.FURNITURE
    short = len(block.text) <= 200
    if short and (_UNIT.match(block.text) or (_ARTICLE.match(block.text) and not is_sentence(block.text))):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH if block.kind == BlockKind.BYLINE else block.kind


def is_sentence(text: str) -> bool:
    """Whether an article's first line is its text (`Điều 3. Luật này có hiệu lực …`), not only its name."""
    return bool(re.search(r"[.;:]\W*$", re.sub(r"^\W*Điều\s+\d+[a-zđ]?\W*", "", text, flags=re.IGNORECASE)))


def _headed(blocks: Sequence[Block], start: int) -> list[Block]:
    """A chapter's name in capitals, on the line after its number, is a heading too."""
    out = list(blocks)
    for index in range(start + 1, len(out)):
        before, block = out[index - 1], out[index]
        named = before.kind == BlockKind.HEADING and bool(_UNIT.match(before.text))
        if named and block.kind == BlockKind.PARAGRAPH and is_capitals(block.text):
            out[index] = replace(block, kind=BlockKind.HEADING)
    return out
