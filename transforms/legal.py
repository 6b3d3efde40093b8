"""Legal documents: their numbers, their types, the bodies that issue them.

Numbers after Decree 30/2020/NĐ-CP (Phụ lục I and III), the National Assembly's own form, the Party's form
(Hướng dẫn 36-HD/VPTW) and the forms that older documents have.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from crawlers.words import clean, plain_letters

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

_SHORT_ORGANS = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}

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
    return re.sub(r"\s*([/\-.])\s*", r"\1", _plain(text))


def _plain(text: str) -> str:
    """The text in plain letters; a council's standing committee, `TT HĐND` or `TT.HĐND`, is one code."""
    return re.sub(r"\bTT(?:\s?\.\s?|\s)(?=HĐND\b)", "TT", plain_letters(text))


def parse_number(text: str) -> LegalNumber | None:
    """The number that `text` is, with or without `Số:` before it; None where it is none."""
    plain = re.sub(r"^\D{0,30}?số\s*:?\s*", "", _plain(text), flags=re.IGNORECASE)
    found = _NUMBER.fullmatch(plain.strip(" .;,")) or _NUMBER.fullmatch(normal_number(plain).strip(".;,-"))
    return _number_of(found) if found else None


def find_numbers(text: str) -> list[LegalNumber]:
    """Every number in running text, in its order."""
    plain = _plain(text)
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
    return TYPE_NAMES.get(key_of(text))


def type_at_start(text: str) -> str | None:
    """The type that a phrase begins with: `Quyết định của UBND tỉnh` is a Quyết định; None where it is none."""
    plain = key_of(text)
    fitting = [key for key in TYPE_NAMES if plain == key or plain.startswith(f"{key} ")]
    return TYPE_NAMES[max(fitting, key=len)] if fitting else None


def organ_in_full(name: str, owner: str) -> str:
    """`UBND Tỉnh` as `Ủy ban nhân dân tỉnh Sơn La`: a provincial gazette leaves out whose it is.

    Args:
        name: an issuer as a site writes it.
        owner: the body that answers for the site; it names the province (`Ủy ban nhân dân tỉnh Sơn La`).
    """
    full = re.sub(r"\b(?:UBND|HĐND)\b", lambda found: _SHORT_ORGANS[found[0]], clean(name))
    bare = re.search(r" (tỉnh|thành phố)$", full, re.IGNORECASE)
    place = re.search(r"\b(?:tỉnh|thành phố) (?=[A-ZĐ]).+$", owner)
    return f"{full[: bare.start()]} {place[0]}" if bare and place else full


def issuer_of(text: str) -> str:
    """An issuer's name in ordinary letters: `BỘ TÀI CHÍNH` as `Bộ Tài chính`.

    Known organs by their names; of others the first letter and those of a place's name stay capital.
    """
    name = clean(text).strip(" -–_*.:;,").replace("UỶ", "ỦY").replace("Uỷ", "Ủy").replace("uỷ", "ủy")
    known = ISSUER_NAMES.get(key_of(name))
    if known or not is_capitals(name):
        return known or name
    low = name[0] + name[1:].lower()
    return _PLACE.sub(lambda found: found[1] + found[2].title(), low)


def is_capitals(text: str) -> bool:
    """Whether every letter of `text` is a capital, and there are three at least."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 3 and all(char.isupper() for char in letters)


def key_of(text: str) -> str:
    """Lower case, with `hoà` as `hòa` and `uỷ` as `ủy`: both spellings are in use."""
    low = clean(text).casefold().strip(" -–_*.:;,")
    return low.replace("oà", "òa").replace("oá", "óa").replace("uỷ", "ủy")


TYPE_NAMES = {key_of(name): name for name in (*TYPES.values(), *_MORE_TYPES)}
ISSUER_NAMES = {key_of(name): name for name in ISSUERS.values()}
_PLACE = re.compile(r"\b((?:tỉnh|thành phố|tp\.?|huyện|quận|xã|phường|thị trấn|đặc khu) )(.+)$")
