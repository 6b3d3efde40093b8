"""Numbers of legal documents: a grammar of every form that official Vietnamese documents have.

Decree 30/2020/NĐ-CP (Phụ lục I and III) for the State, Hướng dẫn 36-HD/VPTW for the Party, the National Assembly's
own form, and what documents before 2004 have (`203-HĐBT`, `23-L/CTN`, `101-SL/L.003`).
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from crawlers.words import plain_letters
from transforms.law.bodies import body_of, is_office
from transforms.law.types import TYPES, type_code

_CODE = r"(?:QyĐ|C[Tt]r|T[Tt]r|[A-ZĐƯ]{1,20}(?:&[A-ZĐƯ]{1,15}){0,3}(?:g|r)?)\d{0,4}"
_GAP = r"\s?"
_JOINT = rf"{_GAP}[-/_]{_GAP}"
_SERIAL = r"\d{1,6}(?:\.\d{1,3})?[A-NP-Za-km-np-z]{0,3}"
_START = r"(?<![\w/.\-])(?<!\d:)"
_NUMBER = re.compile(
    rf"""{_START}(?P<serial>{_SERIAL}){_GAP}
    (?: /{_GAP}(?P<year>(?:19|20)\d\d){_GAP}/{_GAP}(?P<dated>{_CODE}(?:{_JOINT}{_CODE}){{0,11}})
      | -{_GAP}(?P<party>{_CODE}{_GAP}/{_GAP}{_CODE}(?:\.\d{{1,4}})?(?:-{_CODE}){{0,3}}(?:/nb)?)
      | \s(?P<loose>{_CODE}/{_CODE})
      | /{_GAP}(?P<plain>{_CODE}(?:{_JOINT}{_CODE}){{0,11}})
      | -(?P<old>{_CODE})
    )(?![\w/])""",
    re.VERBOSE,
)
_SMALL = re.compile(
    rf"{_START}(?P<head>{_SERIAL}{_GAP}/{_GAP}(?:(?:19|20)\d\d{_GAP}/{_GAP})?)"
    r"(?P<codes>[a-zđư]{1,20}\d{0,4}(?:-[a-zđư]{1,20}(?:&[a-zđư]{1,15}){0,3}\d{0,4}){0,11})(?![\w/])"
)
_MISREAD = re.compile(
    r"(?<![\w/.\-])(?=[\dOol]*\d)[\dOol]{2,6}(?=[A-Za-z]{0,3}\s?[/\-])|(?<=/)\s?[12l][09Oo][\dOol]{2}(?=\s?/)"
)
_DIGITS = str.maketrans("Ool", "001")
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH)\d*[A-Z]?")
_BEFORE = re.compile(r"^\D{0,30}?số\s*:?\s*", re.IGNORECASE)
_NOTED = re.compile(r"\s*\((?:(\d{1,4})|[^()\d][^()]{0,30})\)\s*$")
_WITHOUT_SLASH = re.compile(r"^(\d{1,6}[A-Za-z]?)\s(?=([A-ZĐƯ][A-Za-zĐƯ]{1,4})-)")
_JOINTLY = frozenset({"TTLT", "TTLB", "NQLT"})
_STATE_OLD = frozenset({"L", "LCT", "SL"})
_CHAIRMAN = "CT"
_INNER = "nb"
_SAID = re.compile(r"(?:\bsố\s*:?|Quyết định|Chỉ thị)\s*$", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:$|[.,;:()]|(?:ngày|của|về|gửi|do|V/v)\b)")


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
    joint ones in their order; `marks` has the mark before each of code and organs (`/-` in 49/2024/NĐ-CP). `misread`:
    a letter O or l was written for a digit (`1O/2026/TT-BYT`).
    """

    form: Form
    serial: str
    year: int | None
    code: str
    organs: tuple[str, ...]
    marks: str
    misread: bool = field(default=False, compare=False)

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
        bodies = [body_of(organ, day) or body_of(organ) for organ in self.organs if organ != _INNER]
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
    plain = _mended(text)
    small = _SMALL.fullmatch(plain)
    found = _NUMBER.fullmatch(plain)
    number = _number_of(found, whole=True)[0] if found else _of_small(small) if small else None
    return replace(number, misread=True) if number and plain != text else number


def find_numbers(text: str) -> list[LegalNumber]:
    """Every number in running text, in its order."""
    return [number for number, _, _ in placed_numbers(_plain(text))]


def placed_numbers(plain: str) -> list[tuple[LegalNumber, int, int]]:
    """Every number in a text of plain letters, with its start and end.

    A dash with a space on both sides ends a number (`49/2024/NĐ-CP - TTXVN`), unless it stands before the organ itself
    or a joint document's next one, or the whole number is written so.
    """
    mended = _mended(plain)
    return [
        (replace(number, misread=True) if plain[start:end] != mended[start:end] else number, start, end)
        for number, start, end in _placed(mended)
    ]


def _placed(plain: str) -> list[tuple[LegalNumber, int, int]]:
    found = [(*_number_of(each, whole=False), each.start()) for each in _NUMBER.finditer(plain)]
    out = [(number, start, end) for number, end, start in found if number]
    small = [
        (number, each.start(), each.end()) for each in _SMALL.finditer(plain) if (number := _of_small(each))
    ]
    return sorted([*out, *small], key=lambda placed: placed[1]) if small else out


def _mended(plain: str) -> str:
    """The text with 0 and 1 for the letters O and l that stand in a number's digits; as long as it was."""
    return _MISREAD.sub(lambda found: found[0].translate(_DIGITS), plain)


def _number_of(found: re.Match[str], *, whole: bool) -> tuple[LegalNumber | None, int]:
    """The number that a match is, None where its codes are no organ's and no type's; and where it ends.

    Args:
        found: the match.
        whole: whether the text is the number and nothing else.
    """
    group = next(name for name in ("dated", "party", "loose", "plain", "old") if found[name])
    pieces = re.split(r"(\s?[-/_]\s?)", found[group])
    if group in {"dated", "plain"}:
        after = found.string[found.end() :]
        pieces = pieces[: _own_pieces(pieces, whole=whole, ends=bool(_GOES_ON.match(after)))]
    codes = (type_code(pieces[0]), *pieces[2::2])
    first = "-" if group in {"party", "loose", "old"} else "/"
    marks = first + "".join(pieces[1::2]).replace("_", "-").replace(" ", "")
    year = int(found["year"]) if found["year"] else None
    form = _form(codes, year, group, said=bool(not found.start() or _said(found)))
    end = found.start(group) + len("".join(pieces))
    if form is None:
        return None, end
    typed = form not in {Form.ASSEMBLY, Form.DISPATCH}
    number = LegalNumber(
        form, found["serial"], year, codes[0] if typed else "", codes[1:] if typed else codes, marks
    )
    return number, end


def _said(found: re.Match[str]) -> bool:
    """Whether the words before a match say that a number comes."""
    return bool(_SAID.search(found.string[max(found.start() - 30, 0) : found.start()]))


def _own_pieces(pieces: list[str], *, whole: bool, ends: bool) -> int:
    """How many of the codes and joints are the number's own: none behind a spaced joint that only adds words to it.

    Args:
        pieces: codes and the joints between them, by turns.
        whole: whether the text is the number and nothing else.
        ends: whether the text goes on as it does behind a number, not with words that a code belongs to.
    """
    spaced = [joint[0] == joint[-1] == " " for joint in pieces[1::2]]
    code = type_code(pieces[0])
    for at, piece in enumerate(pieces[2::2], start=1):
        if not spaced[at - 1] or (code in TYPES and at == 1):
            continue
        joins = code in _JOINTLY and is_office(piece)
        unit = not is_office(piece) and (whole or (ends and all(spaced[:at])))
        if _ASSEMBLY.fullmatch(code) or not (joins or unit or (whole and all(spaced[:at]))):
            return 2 * at - 1
    return len(pieces)


def _of_small(found: re.Match[str]) -> LegalNumber | None:
    """A number in small letters, where it is one of a known type and organ."""
    again = _NUMBER.fullmatch(found["head"] + found["codes"].upper())
    number = _number_of(again, whole=True)[0] if again else None
    if number is None or number.form == Form.DISPATCH:
        return None
    organs = tuple(map(_as_written, number.organs))
    known = bool(organs) and all(map(is_office, organs))
    return replace(number, organs=organs) if known or number.year else None


def _as_written(code: str) -> str:
    """An organ's code with its small letters: `TTg`."""
    body = body_of(code)
    return body.code if body and body.code.upper() == code else code


def _form(codes: tuple[str, ...], year: int | None, group: str, *, said: bool) -> Form | None:
    typed, several = codes[0] in TYPES, len(codes) > 1
    if group == "party":
        return Form.PARTY if typed else None
    if group == "loose":
        return Form.PARTY if typed and _is_old(codes) else None
    if group == "old":
        return Form.DISPATCH if is_office(codes[0]) or (codes[0] == _CHAIRMAN and said) else None
    if year and _ASSEMBLY.fullmatch(codes[0]):
        return Form.ASSEMBLY
    if typed and (several or year):
        dated = Form.NORMATIVE if year else Form.ADMINISTRATIVE
        return Form.CONSOLIDATED if codes[0] == "VBHN" else dated
    told = several or is_office(codes[0])
    return Form.DISPATCH if told and not year and len(codes[0]) > 1 else None


def _is_old(codes: tuple[str, ...]) -> bool:
    """Whether the codes are those of the Party's documents, or of the State's before 1996."""
    body = body_of(codes[-1])
    return body is not None and (codes[0] in _STATE_OLD or body.kind == "Đảng")
