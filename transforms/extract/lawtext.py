"""The parts of a legal document's text: letterhead, headings, body, signature, recipients.

What a listener does not need (letterhead, title already told, signature, recipients) becomes furniture.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawlers.words import words
from transforms.article import Block, BlockKind, LegalIdentity
from transforms.extract.general import is_byline
from transforms.legal import TYPES, Form, find_numbers, is_capitals, type_of
from transforms.letterhead import Letterhead, read_letterhead

_UNIT = re.compile(
    r"^[“\"]?(?:chương|phần|tiểu mục|mục|phụ lục|mẫu số)\s+(?:\d+|[IVXLC]+|thứ\b|số\b)[^\n]{0,160}$|^phụ lục\W*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^[“\"]?Điều\s+\d+[a-zđ]?\b", re.IGNORECASE)
_SIGNED = re.compile(
    r"^(?:T/?M|K/?T|T/?L|TUQ|Q)\.?\s+(?=\S)|^nơi nhận\s*:?|^\(?(?:đã ký|ký tên)\)?\W*$", re.IGNORECASE
)
_OFFICES = re.compile(
    r"^(?:QUYỀN |PHÓ )?(?:BỘ TRƯỞNG|THỨ TRƯỞNG|CHỦ TỊCH|CHỦ NHIỆM|THỦ TƯỚNG|TỔNG (?:BÍ THƯ|GIÁM ĐỐC|CỤC TRƯỞNG|THANH TRA|KIỂM TOÁN)|"
    r"THỐNG ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|GIÁM ĐỐC|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|HIỆU TRƯỞNG)\b"
)
_RESUMES = re.compile(
    r"^(?:phụ lục|mẫu (?:số )?\d|biểu (?:mẫu|số)|danh mục|quy chế|quy định|điều lệ|ghi chú|chương trình)\b",
    re.IGNORECASE,
)
_SHORT = 120
_AUTHENTIC = re.compile(r"xác thực văn bản hợp nhất", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LawText:
    """A legal document's blocks with their kinds, and what its letterhead and signature say."""

    head: Letterhead
    blocks: tuple[Block, ...]
    signer: str | None


def read_law(blocks: Sequence[Block]) -> LawText | None:
    """`blocks` as a legal document; None where they have no letterhead."""
    head = read_letterhead([block.text for block in blocks])
    if head is None:
        return None
    head = _with_authentication(head, blocks)
    quiet = head.furniture | frozenset(head.heading)
    marked = [
        replace(block, kind=BlockKind.FURNITURE if index in quiet else _kind(block))
        for index, block in enumerate(blocks)
    ]
    start = max(head.heading) + 1
    signer, signed = _signature(marked, start)
    for index in signed:
        marked[index] = replace(marked[index], kind=BlockKind.FURNITURE)
    return LawText(head, tuple(_headed(marked, start)), signer)


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


def _kind(block: Block) -> BlockKind:
    if block.kind in {BlockKind.TABLE, BlockKind.CAPTION, BlockKind.FURNITURE}:
        return block.kind
    if not any(char.isalnum() for char in block.text):
        return BlockKind.FURNITURE
    short = len(block.text) <= 200
    if short and (_UNIT.match(block.text) or (_ARTICLE.match(block.text) and not _is_sentence(block.text))):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH if block.kind == BlockKind.BYLINE else block.kind


def _is_sentence(text: str) -> bool:
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


def _signature(blocks: Sequence[Block], start: int) -> tuple[str | None, list[int]]:
    """The signer's name, and the indices of every signature and list of recipients."""
    signer, signed, inside = None, [], False
    for index in range(start, len(blocks)):
        block = blocks[index]
        inside = _still_signing(block) if inside else _starts_signature(block, blocks[index + 1 :])
        if inside:
            signed.append(index)
            signer = signer or _signer_in(block.text)
    tail = len(blocks) - 1
    while tail > start and (is_byline(blocks[tail].text) or _SIGNED.match(blocks[tail].text)):
        signed.append(tail)
        signer = signer or _signer_in(blocks[tail].text)
        tail -= 1
    return signer, signed


def _starts_signature(block: Block, following: Sequence[Block]) -> bool:
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}:
        return False
    if _SIGNED.match(block.text):
        return True
    if not _OFFICES.match(block.text) or len(block.text) > 200:
        return False
    near = [each.text for each in following[:4]]
    return not near or any(_signer_in(text) or _SIGNED.match(text) for text in (block.text, *near))


def _still_signing(block: Block) -> bool:
    if block.kind in {BlockKind.HEADING, BlockKind.TABLE} or _RESUMES.match(block.text):
        return False
    return len(words(block.text)) < 30 or block.text.startswith(("-", "–", "+"))


def _signer_in(text: str) -> str | None:
    """A person's name, alone on the line or after the office."""
    names = words(text)
    if is_byline(text) and len(names) <= 5 and not find_numbers(text):
        return re.sub(r"^\W+|\W+$", "", text)
    return None


def law_identity(law: LawText) -> LegalIdentity | None:
    """The identity that a document's own letterhead gives; None where it lacks a part of one."""
    head = law.head
    if head.number is None or head.issued_on is None:
        return None
    consolidated = head.number.form == Form.CONSOLIDATED
    name = TYPES["VBHN"] if consolidated else type_of(head.type) or head.type
    return LegalIdentity(head.number.text, name, head.issuer, head.issued_on, None, law.signer)
