"""The letterhead: what the head of a legal document says of it (Decree 30/2020/NĐ-CP, Phụ lục I)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crawlers.dates import parse_day
from crawlers.words import clean
from transforms.law.bodies import body_named, issuer_of
from transforms.law.numbers import LegalNumber, find_numbers
from transforms.law.types import TYPE_NAMES, is_capitals, key_of, type_of


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head of a document says about it, and which of the lines given say it.

    `furniture` are the indices of the lines above the title (nation, motto, issuer, number, place and date),
    `heading` those of the title itself: the type, then the subject (trích yếu). `authority` are those of the lines
    right after it that only say who issues (`BỘ TRƯỞNG BỘ Y TẾ`, `QUYẾT ĐỊNH:`).
    """

    number: LegalNumber | None
    issued_on: date | None
    issuer: str
    type: str
    subject: str
    furniture: frozenset[int]
    heading: tuple[int, ...]
    authority: tuple[int, ...] = ()

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
    number, day = _with_subject(above, subject)
    if not above.nation and number is None:
        return None
    after = lines[following] if following < len(lines) else ""
    issuer = (number.issuer_on(day) if number else None) or _issuer(above.issuers, after, day)
    authority = (following,) if _is_authority(after, above) else ()
    return Letterhead(
        number, day, issuer, kind, subject, frozenset(above.furniture), tuple(heading), authority
    )


def _with_subject(above: "_Above", subject: str) -> tuple[LegalNumber | None, date | None]:
    """Number and date of issue; old laws give them in their title, which may name another document's as well."""
    number, day = above.number, above.day
    named = find_numbers(subject)
    if number is None and named and re.match(r"\W*số\b", subject, re.IGNORECASE):
        number = named[0]
    own = number is not None and bool(named) and named[0] == number
    inner = _INNER_DATE.search(subject) if own and day is None else None
    if inner:
        day = parse_day(inner[0] if "tháng" in inner[1] else inner[1].replace(" ", ""))
    return number, day


def _is_authority(line: str, above: "_Above") -> bool:
    """Whether the line under the title is but the issuer's name again."""
    text = clean(line)
    if not is_capitals(text) or _BODY_STARTS.match(text):
        return False
    known = {key_of(each) for each in above.issuers}
    return key_of(text) in known or bool(body_named(text)) or (bool(_ORGAN.match(text)) and len(text) < 100)


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
    if not of_an_organ and (key_of(text) in known or body_named(text) or _ORGAN.match(text)):
        return False
    return not subject or (is_capitals(text) and is_capitals(subject))


def _runs_on(text: str) -> bool:
    """Whether a line goes on in the middle of a phrase: in small letters, or with a number that numbers nothing."""
    inside = text[:1].islower() or text[:1].isdigit()
    return inside and len(text) <= 100 and not _ITEM.match(text) and not text.endswith((".", ";", ":"))


def _issuer(issuers: Sequence[str], after: str, day: date | None) -> str:
    """The organ nearest to the number; a name over two lines is joined; else the one that signs below the title."""
    names = list(issuers)
    while len(names) > 1 and (
        re.match(r"(?:VÀ|CỦA|TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG) ", names[-1]) or names[-2].endswith("-")
    ):
        names[-2:] = [f"{names[-2]} {names[-1]}"]
    if names:
        return issuer_of(names[-1], day)
    return issuer_of(after, day) if is_capitals(after) else ""


_LONG_TYPES = sorted((name.upper() for name in TYPE_NAMES.values()), key=len, reverse=True)
_ORGAN = re.compile(
    r"^(?:BỘ TRƯỞNG|CHỦ TỊCH|[UỦ][ỶY] BAN|HỘI ĐỒNG|THỦ TƯỚNG|CHÍNH PHỦ$|QUỐC HỘI$|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|THỐNG ĐỐC"
    r"|TỔNG KIỂM TOÁN|TỔNG THANH TRA|QUYẾT NGHỊ|QUYẾT ĐỊNH\W*$)"
)
