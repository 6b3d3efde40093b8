"""Legal documents: their numbers, their types, and the letterhead that says which document it is.

Numbers after Decree 30/2020/NĐ-CP (Phụ lục I and III), the National Assembly's own form, the Party's form
(Hướng dẫn 36-HD/VPTW) and the forms that older documents have.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crawlers.dates import parse_day
from crawlers.words import clean

TYPES = {
    "HP": "Hiến pháp",
    "BL": "Bộ luật",
    "L": "Lệnh",
    "LCT": "Lệnh",
    "PL": "Pháp lệnh",
    "SL": "Sắc lệnh",
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "NQLT": "Nghị quyết liên tịch",
    "QĐ": "Quyết định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "TTLB": "Thông tư liên bộ",
    "VBHN": "Văn bản hợp nhất",
    "CT": "Chỉ thị",
    "CĐ": "Công điện",
    "TB": "Thông báo",
    "KH": "Kế hoạch",
    "KL": "Kết luận",
    "HD": "Hướng dẫn",
    "QC": "Quy chế",
    "QYĐ": "Quy định",
    "BC": "Báo cáo",
    "TTr": "Tờ trình",
    "CTr": "Chương trình",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "PA": "Phương án",
    "CV": "Công văn",
    "TC": "Thông cáo",
}
_MORE_TYPES = ("Luật", "Quy định", "Điều lệ", "Nghị quyết liên tịch", "Chương trình hành động")

ISSUERS = {
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "QH": "Quốc hội",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "CTN": "Chủ tịch nước",
    "TW": "Ban Chấp hành Trung ương Đảng",
    "VPCP": "Văn phòng Chính phủ",
    "TTCP": "Thanh tra Chính phủ",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "KTNN": "Kiểm toán nhà nước",
    "TANDTC": "Tòa án nhân dân tối cao",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao",
    "BCA": "Bộ Công an",
    "BCT": "Bộ Công Thương",
    "BDTTG": "Bộ Dân tộc và Tôn giáo",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BGTVT": "Bộ Giao thông vận tải",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BNG": "Bộ Ngoại giao",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNV": "Bộ Nội vụ",
    "BQP": "Bộ Quốc phòng",
    "BTC": "Bộ Tài chính",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BTP": "Bộ Tư pháp",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế",
}

_LOOK_ALIKES = str.maketrans(
    "\u00d0\u0189АВЕКМНОРСТХІЅЈΑΒΕΗΙΚΜΝΟΡΤΥΧ–—‑‐−⁄∕",
    "ĐĐABEKMHOPCTXISJABEHIKMNOPTYX-----//",
)
_WITHOUT_STROKE = {"ND": "NĐ", "QD": "QĐ", "CD": "CĐ"}

_CODE = r"[A-ZĐƯ]{1,15}(?:g|r)?\d{0,2}"
_GAP = r"\s?"
_NUMBER = re.compile(
    rf"""(?<![\w/.\-])(?P<serial>\d{{1,5}}(?:\.\d{{1,3}})?[A-Za-z]{{0,2}}){_GAP}
    (?: /{_GAP}(?P<year>(?:19|20)\d\d){_GAP}/{_GAP}(?P<codes>{_CODE}(?:{_GAP}[-/]{_GAP}{_CODE}){{0,11}})
      | -{_GAP}(?P<party>{_CODE}){_GAP}/{_GAP}(?P<organ>{_CODE}(?:\.\d{{1,4}})?(?:-{_CODE}){{0,3}})
      | /{_GAP}(?P<plain>{_CODE}(?:{_GAP}[-/]{_GAP}{_CODE}){{1,11}})
    )(?![\w/])""",
    re.VERBOSE,
)


class Form(StrEnum):
    """The forms that numbers have; the Party's form is also that of State documents before 1996 (23-L/CTN)."""

    NORMATIVE = "normative"
    ASSEMBLY = "assembly"
    ADMINISTRATIVE = "administrative"
    CONSOLIDATED = "consolidated"
    DISPATCH = "dispatch"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class LegalNumber:
    """A document's number, in its normal form.

    `code` is the type's code (NĐ, TTLT), empty where the number has none; `organs` are the issuers' codes as
    written, joint ones in their order.
    """

    text: str
    form: Form
    serial: str
    year: int | None
    code: str
    organs: tuple[str, ...]

    @property
    def type(self) -> str | None:
        """The type's name, where the number tells it: never for the National Assembly and for dispatches.

        The Party's QĐ is Quyết định or Quy định, its L and the State's alike are Lệnh or Luật: None too.
        """
        if self.form == Form.PARTY and self.code in {"QĐ", "L", "SL"}:
            return "Sắc lệnh" if self.code == "SL" else None
        return TYPES.get(self.code)

    @property
    def issuer(self) -> str | None:
        """The issuer's name, where the code is one organ's only: never for a province's UBND or HĐND."""
        names = [ISSUERS.get(re.sub(r"\d+$", "", organ)) for organ in self.organs]
        if self.form == Form.DISPATCH:
            names = names[:1]
        known = [name for name in names if name]
        return ", ".join(known) if known and len(known) == len(names) else None


def normal_number(text: str) -> str:
    """`text` with look-alike letters (Ð, Cyrillic, Greek), dashes and spaces of a number made plain."""
    plain = clean(text).translate(_LOOK_ALIKES)
    return re.sub(r"\s*([/\-.])\s*", r"\1", plain)


def parse_number(text: str) -> LegalNumber | None:
    """The number that `text` is, with or without `Số:` before it; None where it is none."""
    plain = re.sub(r"^\D{0,30}?số\s*:?\s*", "", clean(text).translate(_LOOK_ALIKES), flags=re.IGNORECASE)
    found = _NUMBER.fullmatch(plain.strip(" .;,")) or _NUMBER.fullmatch(normal_number(plain).strip(".;,-"))
    return _number_of(found) if found else None


def find_numbers(text: str) -> list[LegalNumber]:
    """Every number in running text, in its order."""
    plain = clean(text).translate(_LOOK_ALIKES)
    numbers = (_number_of(found) for found in _NUMBER.finditer(plain))
    return [number for number in numbers if number]


def _number_of(found: re.Match[str]) -> LegalNumber | None:
    if found["party"]:
        return _party(found)
    parts = re.split(r"([-/])", re.sub(r"\s", "", found["codes"] or found["plain"]))
    codes, year = parts[::2], found["year"]
    codes[0] = _WITHOUT_STROKE.get(codes[0], codes[0])
    tail = "".join([codes[0], *parts[1:]])
    text = "/".join(part for part in (found["serial"], year, tail) if part)
    assembly = re.fullmatch(r"(?:QH|UBTVQH)\d*[A-Z]?", codes[0])
    if assembly:
        return LegalNumber(
            text, Form.ASSEMBLY, found["serial"], int(year) if year else None, "", tuple(codes)
        )
    if codes[0] not in TYPES:
        if year or len(codes[0]) < 2:
            return None
        return LegalNumber(text, Form.DISPATCH, found["serial"], None, "", tuple(codes))
    form = Form.NORMATIVE if year else Form.ADMINISTRATIVE
    if codes[0] == "VBHN":
        form = Form.CONSOLIDATED
    return LegalNumber(text, form, found["serial"], int(year) if year else None, codes[0], tuple(codes[1:]))


def _party(found: re.Match[str]) -> LegalNumber | None:
    code = _WITHOUT_STROKE.get(found["party"], found["party"])
    if code not in TYPES:
        return None
    organ = re.sub(r"\s", "", found["organ"])
    text = f"{found['serial']}-{code}/{organ}"
    return LegalNumber(text, Form.PARTY, found["serial"], None, code, (organ,))


def type_of(text: str) -> str | None:
    """The type that a heading names: `NGHỊ ĐỊNH`, `Thông tư liên tịch`; None where it names none."""
    return _TYPE_NAMES.get(_key(text))


def issuer_of(text: str) -> str:
    """An issuer's name in ordinary letters: `BỘ TÀI CHÍNH` as `Bộ Tài chính`.

    Known organs by their names; of others the first letter and those of a place's name stay capital.
    """
    name = clean(text).strip(" -–_*.:;,").replace("UỶ", "ỦY").replace("Uỷ", "Ủy").replace("uỷ", "ủy")
    known = _ISSUER_NAMES.get(_key(name))
    if known or not is_capitals(name):
        return known or name
    low = name[0] + name[1:].lower()
    return _PLACE.sub(lambda found: found[1] + found[2].title(), low)


def is_capitals(text: str) -> bool:
    """Whether every letter of `text` is a capital, and there are three at least."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 3 and all(char.isupper() for char in letters)


def _key(text: str) -> str:
    """Lower case, with `hoà` as `hòa` and `uỷ` as `ủy`: both spellings are in use."""
    low = clean(text).casefold().strip(" -–_*.:;,")
    return low.replace("oà", "òa").replace("oá", "óa").replace("uỷ", "ủy")


_TYPE_NAMES = {_key(name): name for name in (*TYPES.values(), *_MORE_TYPES)}
_ISSUER_NAMES = {_key(name): name for name in ISSUERS.values()}
_PLACE = re.compile(r"\b((?:tỉnh|thành phố|tp\.?|huyện|quận|xã|phường|thị trấn|đặc khu) )(.+)$")


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
    known = {_key(each) for each in above.issuers}
    if not any(char.isalpha() for char in text) or _BODY_STARTS.match(text) or len(text) > 600:
        return False
    of_an_organ = not subject and _key(above.type) in {"luật", "bộ luật", "hiến pháp"}
    if not of_an_organ and (_key(text) in known or _key(text) in _ISSUER_NAMES or _ORGAN.match(text)):
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


_LONG_TYPES = sorted((name.upper() for name in _TYPE_NAMES.values()), key=len, reverse=True)
_ORGAN = re.compile(
    r"^(?:BỘ TRƯỞNG|CHỦ TỊCH|[UỦ][ỶY] BAN|HỘI ĐỒNG|THỦ TƯỚNG|CHÍNH PHỦ$|QUỐC HỘI$|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|THỐNG ĐỐC"
    r"|TỔNG KIỂM TOÁN|TỔNG THANH TRA|QUYẾT NGHỊ|QUYẾT ĐỊNH\W*$)"
)
