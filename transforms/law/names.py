"""Which document a file's name, an address or a title names: by its number, or by the year that laws are called by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from crawlers.words import fold, plain_letters
from transforms.article import LegalIdentity
from transforms.law.numbers import parse_number, placed_numbers
from transforms.law.sameness import plain_number, same_number, same_type
from transforms.law.types import TYPES

_ENGLISH = MappingProxyType(
    {
        "law": "Luật",
        "code": "Bộ luật",
        "constitution": "Hiến pháp",
        "ordinance": "Pháp lệnh",
        "decree": "Nghị định",
        "resolution": "Nghị quyết",
        "decision": "Quyết định",
        "circular": "Thông tư",
        "directive": "Chỉ thị",
    }
)
_CALLED_BY_YEAR = frozenset({"Luật", "Bộ luật", "Hiến pháp", "Pháp lệnh"})
_NORMATIVE = re.compile(
    r"nghi dinh|thong tu(?: lien tich)?|nghi quyet|quyet dinh|chi thi|phap lenh|nd|tt|ttlt|nq|qd|ct|pl"
)
_NAMES = MappingProxyType({fold(name): name for name in (*TYPES.values(), "Luật")})
_LONGEST = 6  # digits of a number in the grammar of `numbers`
_MONTHS = 12
_CODES = "|".join(sorted({fold(code) for code in TYPES} - {"l"}))
_YEAR = r"((?:19|20)\d\d)"
_CODED = re.compile(rf"\b(\d{{1,9}}[a-z]?) (?:{_YEAR} )?((?:{_CODES})(?= [a-z]|$)|(?:ubtv)?qh\d\d?\b)")
_TITLED = re.compile(rf"\b(?:({'|'.join(_NAMES)})|({_CODES})) so (\d{{1,9}}[a-z]?)\b(?: {_YEAR}\b)?")
_SHORTLY = re.compile(rf"\b(?:({'|'.join(_NAMES)})|({_CODES})) (\d{{1,6}}[a-z]?) {_YEAR}\b")
_GLUED = re.compile(rf"\b({_CODES})(?=\d{{1,6}} {_YEAR}\b)")
_ISSUE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d)?(\d{1,4}) $")
_OF_OTHERS = re.compile(
    r"\b(?:sua doi|bo sung|thay the|bai bo|huong dan|thi hanh|dinh chinh|trien khai|thuc hien|kem|theo|phe duyet|quy dinh chi tiet)\b"
)
_OWN_NAME = re.compile(
    rf"(?:(?:toan van|noi dung|van ban|chi tiet|xem|tai ve|tai|download|file)\s?)*(?:{'|'.join(_NAMES)})?"
    rf"(?: cua (?:(?!{_OF_OTHERS.pattern}).){{1,60}})?\s?(?:so)?(?: ?(?:ky )?hieu)?"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A document as a name has it: a bare serial number, the year of issue, the type by its name or its code.

    What the name does not say is empty; where digits may be glued to the number, `serials` has each way to read it. A
    code is in plain letters (`hd` is both HD and HĐ). `number` is there where a title gives it whole.
    """

    serials: tuple[str, ...] = ()
    year: str = ""
    type: str = ""
    code: str = ""
    number: str = ""

    def is_one_with(self, identity: LegalIdentity) -> bool:
        """Whether nothing in the name contradicts a document's identity."""
        if self.number:
            return same_number(self.number, identity.number)
        number = parse_number(identity.number)
        years = {identity.issued_on.year, number.year if number else None}
        return (
            (not self.serials or any(_is_serial(each, identity.number) for each in self.serials))
            and (not self.year or int(self.year) in years)
            and (not self.type or same_type(self.type, identity.type))
            and (not self.code or self.code in fold(identity.number).split())
        )


def named_by_file(name: str) -> list[Named]:
    """The documents that a file's name or a part of an address names, by the surest of the ways that it has.

    A number counts (`nghi-dinh-so-38-2022-nd-cp`, `QD so 61`, `tt99-2020-byt`), and for a law, which is called by its
    year, that (`Luat-Bao-chi-2016`, `competition-law-2018`). Documents that the name says to be amended, guided or
    carried out are others, and say nothing.
    """
    plain = _GLUED.sub(r"\1 ", fold(name))
    coded = [
        Named(_serials(plain[: found.start()], found[1]), found[2] or "", code=found[3])
        for found in _CODED.finditer(plain)
        if not _OF_OTHERS.search(plain[: found.start()])
    ]
    return coded or _titled(plain) or _law_of_a_year(plain)


def named_by_title(title: str) -> list[Named]:
    """The document that a title names as the one it stands over: by a number at its beginning, or by a law's year."""
    plain = plain_letters(title)
    numbers = placed_numbers(plain)
    if numbers:
        own = _OWN_NAME.fullmatch(fold(plain[: numbers[0][1]]))
        return [Named(number=number.text) for number, _, _ in numbers] if own else []
    folded = fold(title)
    first = _TITLED.match(folded) or _SHORTLY.match(folded)
    return _titled(folded)[:1] if first else _law_of_a_year(folded)


def _titled(plain: str) -> list[Named]:
    """Documents by type and number without an organ's code: `thong tu so 99`, `thong tu 99 2020`."""
    told = [*_TITLED.finditer(plain), *(each for each in _SHORTLY.finditer(plain) if not _is_month(each))]
    return [
        Named((found[3],), found[4] or "", _NAMES.get(found[1] or "", ""), found[2] or "")
        for found in told
        if not _OF_OTHERS.search(plain[: found.start()])
    ]


def _is_month(found: re.Match[str]) -> bool:
    """Whether number and year are rather a month: `bao cao 12 2025`, but not of a type that is known by its numbers."""
    month = found[3].isdigit() and int(found[3]) <= _MONTHS
    return month and not _NORMATIVE.fullmatch(found[1] or found[2])


def _serials(before: str, serial: str) -> tuple[str, ...]:
    """A serial number, and what it is without the gazette's issue: `2022447-44838-2022-nd-cp` is 38, in 447 + 448."""
    issue = _ISSUE.search(before)
    return (serial, serial.removeprefix(str(int(issue[1]) + 1))) if issue else (serial,)


def _law_of_a_year(plain: str) -> list[Named]:
    years = list(re.finditer(rf"\b{_YEAR}\b", plain))
    first = [name for key, name in _NAMES.items() if plain.startswith(f"{key} ")]
    english = re.search(rf"\b(?:{'|'.join(_ENGLISH)})\b", plain)
    kind = max(first, key=len) if first else _ENGLISH[english[0]] if english else ""
    if not years or kind not in _CALLED_BY_YEAR or _OF_OTHERS.search(plain[: years[-1].start()]):
        return []
    return [Named(year=years[-1][0], type=kind)]


def _is_serial(serial: str, number: str) -> bool:
    """Whether digits are those of a number, of one of its parts (90 and 12 of 90.12), or glued to other digits."""
    whole = plain_number(number).partition("/")[0]
    own = {whole, *(digits.lstrip("0") for digits in re.findall(r"\d+", whole))} - {""}
    return serial.lstrip("0") in own or (len(serial) > _LONGEST and serial.endswith(tuple(own)))


def is_another(named: Sequence[Named], identity: LegalIdentity) -> bool:
    """Whether names name documents, and none that is `identity`."""
    return bool(named) and not any(each.is_one_with(identity) for each in named)
