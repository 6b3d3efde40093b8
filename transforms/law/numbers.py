"""Numbers of legal documents: a grammar of every form that official Vietnamese documents have.

Decree 30/2020/NĐ-CP (Phụ lục I and III) for the State, Hướng dẫn 36-HD/VPTW for the Party, the National Assembly's
own form, and what documents before 2004 have (`203-HĐBT`, `23-L/CTN`, `101-SL/L.003`).
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crawlers.words import plain_letters
from transforms.law.bodies import body_of, is_office
from transforms.law.types import TYPES, type_code

_CODE = r"(?:QyĐ|C[Tt]r|T[Tt]r|[A-ZĐƯ]{1,20}(?:&[A-ZĐƯ]{1,15}){0,3}(?:g|r)?)\d{0,4}"
_GAP = r"\s?"
_JOINT = rf"{_GAP}[-/_]{_GAP}"
_NUMBER = re.compile(
    rf"""(?<![\w/.\-])(?P<serial>\d{{1,6}}(?:\.\d{{1,3}})?[A-Za-z]{{0,3}}){_GAP}
    (?: /{_GAP}(?P<year>(?:19|20)\d\d){_GAP}/{_GAP}(?P<dated>{_CODE}(?:{_JOINT}{_CODE}){{0,11}})
      | -{_GAP}(?P<party>{_CODE}{_GAP}/{_GAP}{_CODE}(?:\.\d{{1,4}})?(?:-{_CODE}){{0,3}})
      | /{_GAP}(?P<plain>{_CODE}(?:{_JOINT}{_CODE}){{0,11}})
      | -(?P<old>{_CODE})
    )(?![\w/])""",
    re.VERBOSE,
)
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH)\d*[A-Z]?")
_BEFORE = re.compile(r"^\D{0,30}?số\s*:?\s*", re.IGNORECASE)
_NOTED = re.compile(r"\s*\((?:(\d{1,4})|[^()\d][^()]{0,30})\)\s*$")
_WITHOUT_SLASH = re.compile(r"^(\d{1,6}[A-Za-z]?)\s(?=([A-ZĐƯ][A-Za-zĐƯ]{1,4})-)")


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
    """A document's number, in its parts.

    `code` is the type's code (NĐ, TTLT), empty where the number has none; `organs` are the issuers' codes as written,
    joint ones in their order; `marks` has the mark before each of code and organs (`/-` in 49/2024/NĐ-CP).
    """

    form: Form
    serial: str
    year: int | None
    code: str
    organs: tuple[str, ...]
    marks: str

    @property
    def text(self) -> str:
        """The number as it is written: what `parse_number` gives back unchanged."""
        return format_number(self)

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
        """The issuer's name of today, or its last; see `issuer_on`."""
        return self.issuer_on(None)

    def issuer_on(self, day: date | None) -> str | None:
        """The issuer's name on a day, where the code is one organ's only: never for a province's UBND or HĐND."""
        bodies = [body_of(organ, day) or body_of(organ) for organ in self.organs]
        if self.form == Form.DISPATCH:
            bodies = bodies[:1]
        names = [body.name for body in bodies if body and not body.is_place]
        return ", ".join(names) if names and len(names) == len(bodies) else None


def format_number(number: LegalNumber) -> str:
    """The number as one string; the inverse of `parse_number`."""
    head = f"{number.serial}/{number.year}" if number.year else number.serial
    codes = [number.code, *number.organs] if number.code else list(number.organs)
    return head + "".join(f"{mark}{code}" for mark, code in zip(number.marks, codes, strict=True))


def normal_number(text: str) -> str:
    """`text` with look-alike letters (Ð, Cyrillic, Greek), dashes and spaces of a number made plain."""
    return re.sub(r"\s*([/\-._])\s*", r"\1", _plain(text))


def _plain(text: str) -> str:
    """The text in plain letters; a council's standing committee, `TT HĐND` or `TT.HĐND`, is one code."""
    return re.sub(r"\bTT(?:\s?\.\s?|\s)(?=HĐND\b)", "TT", plain_letters(text))


def parse_number(text: str) -> LegalNumber | None:
    """The number that `text` is, with or without `Số:` before it; None where it is none.

    What a register adds to it is taken into account: `26/KH-BCĐ (138)` is 26/KH-BCĐ138, `12/BCĐ (PC02)` 12/BCĐ,
    `1830 QĐ-UBND` 1830/QĐ-UBND.
    """
    plain = _BEFORE.sub("", _plain(text)).strip(" .;,")
    noted = _NOTED.search(plain)
    if noted:
        plain = plain[: noted.start()] + (noted[1] or "")
    loose = _WITHOUT_SLASH.match(plain)
    if loose and type_code(loose[2]) in TYPES:
        plain = f"{loose[1]}/{plain[loose.end() :]}"
    tries = (plain, normal_number(plain).strip(".;,-"), re.sub(r"\s", "", plain))
    return next((number for each in tries if (number := _whole(each))), None)


def _whole(text: str) -> LegalNumber | None:
    found = _NUMBER.fullmatch(text)
    return _number_of(found) if found else None


def find_numbers(text: str) -> list[LegalNumber]:
    """Every number in running text, in its order."""
    return [number for number, _, _ in placed_numbers(_plain(text))]


def placed_numbers(plain: str) -> list[tuple[LegalNumber, int, int]]:
    """Every number in a text of plain letters, with its start and end."""
    found = ((_number_of(each), each.start(), each.end()) for each in _NUMBER.finditer(plain))
    return [(number, start, end) for number, start, end in found if number]


def _number_of(found: re.Match[str]) -> LegalNumber | None:
    """The number that a match is, None where its codes are no organ's and no type's."""
    tail = re.sub(r"\s", "", found["dated"] or found["party"] or found["plain"] or found["old"])
    parts = re.split(r"([-/_])", tail)
    codes = (type_code(parts[0]), *parts[2::2])
    first = "-" if found["party"] or found["old"] else "/"
    marks = first + "".join(parts[1::2]).replace("_", "-")
    year = int(found["year"]) if found["year"] else None
    form = _form(codes, year, party=bool(found["party"]), old=bool(found["old"]))
    if form is None:
        return None
    typed = form not in {Form.ASSEMBLY, Form.DISPATCH}
    return LegalNumber(
        form, found["serial"], year, codes[0] if typed else "", codes[1:] if typed else codes, marks
    )


def _form(codes: tuple[str, ...], year: int | None, *, party: bool, old: bool) -> Form | None:
    typed, several = codes[0] in TYPES, len(codes) > 1
    if party:
        return Form.PARTY if typed else None
    if old:
        return Form.DISPATCH if is_office(codes[0]) else None
    if year and _ASSEMBLY.fullmatch(codes[0]):
        return Form.ASSEMBLY
    if typed and (several or year):
        dated = Form.NORMATIVE if year else Form.ADMINISTRATIVE
        return Form.CONSOLIDATED if codes[0] == "VBHN" else dated
    told = several or is_office(codes[0])
    return Form.DISPATCH if told and not year and len(codes[0]) > 1 else None
