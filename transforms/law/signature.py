"""The foot of a legal document: who signed, in which office and rank, for whom; and the list of recipients.

Decree 30/2020/NĐ-CP, Phụ lục I: TM. (for the body), KT. (in the head's stead), TL. (by order), TUQ. (by authority),
Q. (acting).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import takewhile

from crawlers.words import clean, words
from transforms.article import Block, BlockKind
from transforms.law.bodies import province_named
from transforms.law.numbers import find_numbers
from transforms.law.types import is_capitals

_ACTING = re.compile(r"^(T/?M|K/?T|T/?L|T/?U/?Q|Q)\.?\s+(?=\S)", re.IGNORECASE)
_SIGNED = re.compile(
    rf"(?:{_ACTING.pattern})|^nơi nhận\s*:?|^\(?(?:đã ký|ký tên|đã ký tên|đã ký, đóng dấu)\)?\W*$",
    re.IGNORECASE,
)
_HEADS = (
    r"BỘ TRƯỞNG|THỨ TRƯỞNG|CHỦ TỊCH|CHỦ NHIỆM|THỦ TƯỚNG|TỔNG (?:BÍ THƯ|GIÁM ĐỐC|CỤC TRƯỞNG|THANH TRA|KIỂM TOÁN)|BÍ THƯ|"
    r"THỐNG ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|GIÁM ĐỐC|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|HIỆU TRƯỞNG|TRƯỞNG BAN|VỤ TRƯỞNG|CHÁNH THANH TRA"
)
_OFFICES = re.compile(rf"^(?:QUYỀN |PHÓ )?(?:{_HEADS})\b")
_RANKS = re.compile(
    r"^(Đại tướng|Thượng tướng|Trung tướng|Thiếu tướng|(?:Phó |Chuẩn )?Đô đốc|Đại tá|Thượng tá|Trung tá|Thiếu tá|"
    r"(?:(?:P?GS|TS|ThS|TSKH|BS|KS|LS)\.?\s?)+)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\W*(?:theo|nguồn|tác giả|thực hiện|bài|ảnh|bài và ảnh|tổng hợp)\s*[:\s]", re.IGNORECASE
)
_RESUMES = re.compile(
    r"^(?:phụ lục|mẫu (?:số\s*)?:?\s*\d|biểu (?:mẫu|số)|danh mục|quy chế|quy định|điều lệ|ghi chú|chương trình)\b",
    re.IGNORECASE,
)
_FAMILIES = frozenset(
    (resources.files("transforms.law") / "data" / "families.txt").read_text("utf-8").split()
)
"""The names that persons' names begin with, in small letters."""
_NO_NAME = re.compile(
    r"\b(?:tạo|nghiệp|tịch|trưởng|phòng|biểu|sản|thông|hội|đồng|cục|vụ|sở|ban|viện|ty|đài|báo)\b",
    re.IGNORECASE,
)
_NEAR = 5
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: the name alone, a military or academic rank before it, the office, and for whom (`KT. BỘ TRƯỞNG`)."""

    name: str
    rank: str = ""
    office: str = ""
    acting: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """The signers in their order, and the indices of the blocks that are signature or recipients."""

    signers: tuple[Signer, ...]
    places: tuple[int, ...]


def read_foot(blocks: Sequence[Block], start: int) -> Foot:
    """Every signature and list of recipients in `blocks` from `start` on."""
    zones: list[list[int]] = []
    inside = False
    for index in range(start, len(blocks)):
        resumed = inside and _still_signing(blocks[index])
        inside = resumed or _starts_signature(blocks[index], blocks[index + 1 : index + 1 + _NEAR])
        if inside and not resumed:
            zones.append([])
        if inside:
            zones[-1].append(index)
    tail = _tail(blocks, start)
    if tail and zones and zones[-1][0] >= tail[0]:
        zones[-1] = tail
    elif tail and not (zones and zones[-1][-1] >= tail[0]):
        zones.append(tail)
    signers = [signer for zone in zones for signer in _signers(blocks[at].text for at in zone)]
    return Foot(tuple(signers), tuple(at for zone in zones for at in zone))


def _tail(blocks: Sequence[Block], start: int) -> list[int]:
    """The last lines, where they are but names and `(Đã ký)`."""
    at = len(blocks)
    while at - 1 > start and blocks[at - 1].kind not in {BlockKind.HEADING, BlockKind.TABLE}:
        text = blocks[at - 1].text
        furniture = blocks[at - 1].kind == BlockKind.FURNITURE
        if not (furniture or person_in(text) or _SIGNED.match(text)):
            break
        at -= 1
    return [index for index in range(at, len(blocks)) if blocks[index].kind != BlockKind.FURNITURE]


def _starts_signature(block: Block, following: Sequence[Block]) -> bool:
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}:
        return False
    if _SIGNED.match(block.text):
        return True
    if not _OFFICES.match(block.text) or len(block.text) > 200:
        return False
    near = [each.text for each in following[:4]]
    if _CREDIT.match(block.text):
        return False
    return not near or any(person_in(text, loud=True) or _SIGNED.match(text) for text in (block.text, *near))


def _still_signing(block: Block) -> bool:
    if block.kind in {BlockKind.HEADING, BlockKind.TABLE} or _RESUMES.match(block.text):
        return False
    return len(words(block.text)) < 30 or block.text.startswith(("-", "–", "+"))


def _signers(texts: Iterable[str]) -> list[Signer]:
    """The signers of one zone: each name with the offices above it."""
    found: list[Signer] = []
    offices: list[str] = []
    for text in texts:
        line = clean(text)
        person = person_in(line, loud=bool(offices))
        if person:
            name, rank, before = person
            if before:
                offices.append(before)
            found.append(_signer(name, rank, offices))
            offices = []
        elif _ACTING.match(line) or _OFFICES.match(line):
            offices.append(line.strip(" .:;,"))
    return found


def _signer(name: str, rank: str, offices: Sequence[str]) -> Signer:
    """The last office is the signer's own, the ones above it are those they act for."""
    own = next((each for each in reversed(offices) if not _ACTING.match(each)), "")
    acting = "; ".join(each for each in offices if each != own)
    return Signer(name, rank, own, acting)


def person_in(text: str, *, loud: bool = False) -> tuple[str, str, str] | None:
    """Name, rank and what stands before them, where a line is but a person's name, alone or after rank and office.

    Args:
        text: the line.
        loud: whether the place lets expect a name, so that it may be all in capitals (`LÊ THỊ MẪU` under an office).
    """
    line = re.sub(r"^\W+|[\W_]+$", "", re.sub(r"\(?\bđã ký\b\)?", " ", clean(text), flags=re.IGNORECASE))
    before = ""
    if (_OFFICES.match(line) or _ACTING.match(line)) and not is_capitals(line):
        capitals = len(list(takewhile(is_loud, line.split())))
        before, line = " ".join(line.split()[:capitals]), " ".join(line.split()[capitals:])
    ranked = _RANKS.match(line)
    name = line[ranked.end() :] if ranked else line
    if not _is_name(name, loud=bool(ranked) or (loud and _has_family(name))):
        return None
    return name.title() if is_capitals(name) else name, ranked[1].strip() if ranked else "", before


def _has_family(text: str) -> bool:
    """Whether a text in capitals begins as names do, is no longer than they are, and names no place and no office."""
    found = words(text)
    named = 1 < len(found) <= _LONGEST_NAME and found[0].lower() in _FAMILIES
    return named and not _NO_NAME.search(" ".join(found[1:])) and not province_named(text)


def is_loud(word: str) -> bool:
    """Whether a word is all in capitals; marks do not count."""
    return word.upper() == word


def _is_name(text: str, *, loud: bool) -> bool:
    """Whether a text is two to six words, each with a capital, and not all in capitals unless it may be."""
    names = words(text)
    if not 1 < len(names) <= 6 or re.search(r"[\d:;!?…/,]", text) or find_numbers(text):
        return False
    if _CREDIT.match(text) or (is_capitals(text) and (not loud or _OFFICES.match(text))):
        return False
    return all(name[0].isupper() for name in names)
