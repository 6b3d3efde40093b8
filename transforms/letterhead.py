"""The letterhead: what the head of a legal document says of it (Decree 30/2020/NĐ-CP, Phụ lục I)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crawlers.dates import parse_day
from crawlers.words import clean
from transforms.legal import (
    ISSUER_NAMES,
    TYPE_NAMES,
    LegalNumber,
    find_numbers,
    is_capitals,
    issuer_of,
    key_of,
    type_of,
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head of a document says about it, and which of the lines given say it.

    `furniture` are the indices of the lines above the title (nation, motto, issuer, number, place and date),
    `heading` those of the title itself: the type, then the subject (trích yếu).
    """

    number: LegalNumber | None
    issued_on: date | None
    issuer: str
    type: str
    subject: str
    furniture: frozenset[int]
    heading: tuple[int, ...]

    @property
    def title(self) -> str:
        """Type and subject, as they stand."""
        return f"{self.type} {self.subject}".strip()


_NATION = re.compile(
    r"^(?:nước )?(?:cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|việt nam dân chủ cộng h(?:òa|oà))",
    re.IGNORECASE,
)
_MOTTO = re.compile(r"độc lập\s*[-–—]\s*tự do\s*[-–—]\s*hạnh phúc", re.IGNORECASE)
_PARTY = re.compile(r"^đảng cộng sản việt nam\W*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:[^\W\d]+\s){0,3}số\s*:?\s*(?=[\d.…/])", re.IGNORECASE)
_DATED = re.compile(
    r"^[^\W\d][^\d:;]{1,40}\bngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}\W*$", re.IGNORECASE
)
_INNER_DATE = re.compile(r"\bngày\s+([\d\s/.\-]*\d|\d{1,2} tháng \d{1,2} năm \d{4})", re.IGNORECASE)
_BODY_STARTS = re.compile(
    r"^(?:\W*(?:căn cứ|theo đề nghị|theo yêu cầu|xét|thực hiện|để |thi hành|nhằm|sau khi|quốc hội ban hành|ra (?:sắc )?lệnh)\b"
    r"|(?:điều|chương|phần|mục)\s+(?:\d+|[IVXLC]+|thứ)\b|kính gửi|mục lục|lời nói đầu|[IVX]+[.\-]|\d+[.)])",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[a-zđ]|\d+)[.)]")
_HEAD_LINES = 40


def read_letterhead(lines: Sequence[str]) -> Letterhead | None:
    """The letterhead that `lines`, a document's first, begin with; None where they are no legal document's.

    It needs a line that is a type's name, and over it the nation's name or a number, or a number in the title.
    """
    above = _read_above(lines[:_HEAD_LINES])
    if above is None:
        return None
    kind, at, subject = above.type, above.at, above.subject
    heading = [at]
    following = at + 1
    while following < len(lines) and _continues(lines[following], subject, above):
        subject = f"{subject} {clean(lines[following])}".strip()
        heading.append(following)
        following += 1
    number, day = above.number, above.day
    if number is None or day is None:
        named = find_numbers(subject)
        inner = _INNER_DATE.search(subject)
        number = number or (named[0] if named and re.match(r"\W*số\b", subject, re.IGNORECASE) else None)
        day = day or (
            parse_day(inner[1].replace(" ", "") if "tháng" not in inner[1] else inner[0])
            if inner and number
            else None
        )
    if not above.nation and number is None:
        return None
    after = lines[following] if following < len(lines) else ""
    issuer = (number.issuer if number else None) or _issuer(above.issuers, after)
    return Letterhead(number, day, issuer, kind, subject, frozenset(above.furniture), tuple(heading))


@dataclass(slots=True)
class _Above:
    number: LegalNumber | None
    day: date | None
    issuers: list[str]
    nation: bool
    furniture: list[int]
    type: str
    at: int
    subject: str


def _read_above(lines: Sequence[str]) -> _Above | None:
    """Everything down to the line with the type."""
    found = _Above(None, None, [], False, [], "", -1, "")
    for index, raw in enumerate(lines):
        line = clean(raw)
        typed = _typed(line)
        if typed and _is_label(typed, lines[index + 1 :]):
            found.furniture.append(index)
        elif typed:
            found.type, found.subject = typed
            found.at = index
            return found
        if _take(line, found):
            found.furniture.append(index)
        elif _BODY_STARTS.match(line) and index > 2:
            return None
    return None


def _is_label(typed: tuple[str, str], following: Sequence[str]) -> bool:
    """Whether `VĂN BẢN HỢP NHẤT` only labels the letterhead, of the text that it consolidates, below it."""
    return type_of(typed[0]) == "Văn bản hợp nhất" and any(
        _NATION.match(clean(line)) for line in following[:6]
    )


def _take(line: str, found: _Above) -> bool:
    """Whether `line` belongs above a title; what it says is kept."""
    if not any(char.isalnum() for char in line) or _MOTTO.search(line) or _PARTY.match(line):
        found.nation = found.nation or bool(_NATION.match(line))
        return True
    if _NATION.match(line):
        found.nation = True
        return True
    if _NUMBERED.match(line) or _DATED.match(line):
        numbers = find_numbers(line)
        found.number = found.number or (numbers[0] if numbers else None)
        found.day = found.day or (parse_day(line) if "tháng" in line.lower() else None)
        return True
    if is_capitals(line) and len(line) < 150:
        found.issuers.append(line.strip(" -–_*."))
        return True
    return False


def _typed(line: str) -> tuple[str, str] | None:
    """Type, and subject where it stands in the same line; the type must be in capitals."""
    bare = line.strip(" -–_*.:;,")
    if is_capitals(bare) and type_of(bare):
        return bare, ""
    for name in _LONG_TYPES:
        if bare.startswith(f"{name} ") and not re.match(r"số\s*:", bare[len(name) + 1 :], re.IGNORECASE):
            return name, bare[len(name) + 1 :].strip()
    return None


def _continues(line: str, subject: str, above: _Above) -> bool:
    """Whether `line` is more of the subject: the first line after the type, then its rest, or capitals only."""
    text = clean(line)
    if subject and _runs_on(text) and not subject.endswith((".", ";", ":", "!")):
        return True
    known = {key_of(each) for each in above.issuers}
    if not any(char.isalpha() for char in text) or _BODY_STARTS.match(text) or len(text) > 600:
        return False
    of_an_organ = not subject and key_of(above.type) in {"luật", "bộ luật", "hiến pháp"}
    if not of_an_organ and (key_of(text) in known or key_of(text) in ISSUER_NAMES or _ORGAN.match(text)):
        return False
    return not subject or (is_capitals(text) and is_capitals(subject))


def _runs_on(text: str) -> bool:
    """Whether a line goes on in the middle of a phrase: in small letters, or with a number that numbers nothing."""
    inside = text[:1].islower() or text[:1].isdigit()
    return inside and len(text) <= 100 and not _ITEM.match(text) and not text.endswith((".", ";", ":"))


def _issuer(issuers: Sequence[str], after: str) -> str:
    """The organ nearest to the number; a name over two lines is joined; else the one that signs below the title."""
    names = list(issuers)
    while len(names) > 1 and (
        re.match(r"(?:VÀ|CỦA|TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG) ", names[-1]) or names[-2].endswith("-")
    ):
        names[-2:] = [f"{names[-2]} {names[-1]}"]
    if names:
        return issuer_of(names[-1])
    return issuer_of(after) if is_capitals(after) else ""


_LONG_TYPES = sorted((name.upper() for name in TYPE_NAMES.values()), key=len, reverse=True)
_ORGAN = re.compile(
    r"^(?:BỘ TRƯỞNG|CHỦ TỊCH|[UỦ][ỶY] BAN|HỘI ĐỒNG|THỦ TƯỚNG|CHÍNH PHỦ$|QUỐC HỘI$|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|THỐNG ĐỐC"
    r"|TỔNG KIỂM TOÁN|TỔNG THANH TRA|QUYẾT NGHỊ|QUYẾT ĐỊNH\W*$)"
)
