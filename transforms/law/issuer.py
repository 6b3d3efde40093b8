"""Who issued a document, from the organs over its number and from the code in it.

The organ nearest to the number issues. Its code is read in the table of `bodies` for the name that the organ has today
and then; where the letterhead names another organ, the letterhead is believed: few codes are one organ's alone (TCT is
the Tổng cục Thuế and many a tổ công tác).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from crawlers.words import fold
from transforms.law.bodies import (
    body_of,
    issuer_of,
    needs_place,
    place_in,
    province_in,
    province_named,
    without_office,
)
from transforms.law.numbers import Form, LegalNumber
from transforms.law.types import is_capitals

_NATION = re.compile(
    r"\W*(?:(?:NƯỚC )?CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT(?: NAM)?|(?:NƯỚC )?VIỆT NAM DÂN CHỦ CỘNG H(?:ÒA|OÀ)|ĐẢNG CỘNG SẢN VIỆT NAM"
    r"|ĐỘC LẬP\s*[-–—]\s*TỰ DO\s*[-–—]\s*HẠNH PHÚC)\W*"
)
_STAMP = re.compile(
    r"(?:THƯỢNG |HỎA |TỐI )?(?:KHẨN|TỐC|MẬT)|HỎA TỐC HẸN GIỜ|DỰ THẢO(?: \d+)?|BẢN SAO|SAO Y|(?:KHÓA|KHOÁ|KỲ HỌP|NHIỆM KỲ|CÔNG BÁO)\b.*"
    r"|(?:PHẦN )?(?:I+\W+)?VĂN BẢN (?:QUY PHẠM PHÁP LUẬT|PHÁP QUY|KHÁC|HỢP NHẤT).*|NAM"
)
_GOES_ON = re.compile(r"(?:VÀ|CỦA|TỈNH|THÀNH PHỐ|TP\.|HUYỆN|QUẬN|XÃ|PHƯỜNG|THỊ TRẤN|THỊ XÃ|ĐẶC KHU) ")
_INNER = re.compile(
    r"(?P<own>.*?\b(?:XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU|HUYỆN|QUẬN|THÀNH PHỐ) .+?)[\s,–-]+(?P<outer>(?:HUYỆN|QUẬN|THỊ XÃ|THÀNH PHỐ|TỈNH) .+)"
)
_LEAST_WORDS = 3
_LEAST_CODE = 3
_LOCAL_CODES = frozenset({"UBND", "HĐND", "TTHĐND"})
_PROMULGATED = frozenset({"L", "LCT", "SL"})  # an old law has the number of the order that made it known
_UNDER_ONE_CODE = MappingProxyType({"TW": ("bo chinh tri", "ban bi thu")})


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer's name; where it lies, if other bodies have the same name (`tỉnh Sơn La`); whose the number is, if not its."""

    name: str = ""
    within: str = ""
    otherwise: str = ""


def read_issuer(
    organs: Sequence[str], number: LegalNumber | None, day: date | None, *, after: str = "", place: str = ""
) -> Issuer:
    """The issuer that a letterhead names.

    Args:
        organs: the lines in capitals over the title, from the top.
        number: the document's.
        day: of issue; organs have other names on other days.
        after: the line under the title, which names who issues where nothing else does.
        place: where it was issued, as the line with the date has it.
    """
    lines = _lines(organs)
    coded = (number.issuer_on(day) if number else None) or ""
    if not lines:
        return Issuer(coded or (issuer_of(without_office(after), day) if is_capitals(after) else ""))
    if coded and number and (number.form == Form.CONSOLIDATED or _says(lines, _members(number, day))):
        return Issuer(coded)
    own, above, otherwise = _nearest(lines, number, coded, after)
    inner = _INNER.fullmatch(own)
    if inner:
        own, above = inner["own"], [*above, inner["outer"]]
    name = issuer_of(own, day)
    return Issuer(name, _within(name, above, place), otherwise)


def _lines(organs: Sequence[str]) -> list[str]:
    """The organs, one line each, without what else stands there in capitals."""
    lines: list[str] = []
    for organ in organs:
        line = _NATION.sub(" ", organ).strip(" -–_*.")
        if not line or _STAMP.fullmatch(line):
            continue
        if lines and (_GOES_ON.match(line) or re.search(r"(?:[-–,]|\bVÀ|^[ỦU][ỶY])$", lines[-1])):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines


def _members(number: LegalNumber, day: date | None) -> list[str]:
    """The names of the bodies in a number, on a day."""
    found = (body_of(organ, day) or body_of(organ) for organ in number.organs)
    return [body.name for body in found if body]


def _says(lines: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the organ nearest to the number, on however many lines, is the named one; of several, whether one is there."""
    if len(names) > 1:
        whole = fold(" ".join(lines))
        return any(fold(name) in whole for name in names)
    wanted = fold(names[0]) if names else ""
    return any(_is_called(tail, wanted) for tail in _tails(lines))


def _is_called(organ: str, wanted: str) -> bool:
    """Whether an organ has a name, or the first words of it: the table's Ban Chấp hành Trung ương has `Đảng` behind it."""
    said = fold(organ)
    return said == wanted or (wanted.startswith(f"{said} ") and len(said.split()) >= _LEAST_WORDS)


def _tails(lines: Sequence[str]) -> Iterator[str]:
    """The last line, the last two, and so on."""
    return (" ".join(lines[-count:]) for count in range(1, len(lines) + 1))


def _nearest(
    lines: Sequence[str], number: LegalNumber | None, coded: str, after: str
) -> tuple[str, list[str], str]:
    """The organ that issues, those over it, and whose the number is instead, by its code (empty where it is its own)."""
    code = number.organs[0] if number and number.organs else ""
    local = body_of(code) if code in _LOCAL_CODES else None
    for count, tail in enumerate(_tails(lines) if local else (), 1):
        if local and fold(local.name) in fold(issuer_of(tail)):
            return tail, list(lines[:-count]), ""
    if local and is_capitals(after) and fold(local.name) in fold(issuer_of(after)):
        return after, list(lines), ""
    other = coded or (local.name if local else "")
    own = _is_short_for(code, lines[-1]) or fold(lines[-1]) in _UNDER_ONE_CODE.get(code, ())
    own = own or (number is not None and number.code in _PROMULGATED)
    return lines[-1], list(lines[:-1]), "" if own else other


def _is_short_for(code: str, organ: str) -> bool:
    """Whether a code may be made of an organ's first letters: BTC of `BAN TỔ CHỨC HỘI THI`."""
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", organ))
    return letters.startswith(code) or (len(code) >= _LEAST_CODE and code in letters)


def _within(name: str, above: Sequence[str], place: str) -> str:
    """Where an issuer lies that shares its name with others: by the organs over it, the nearest first, else its place."""
    if not needs_place(name):
        return ""
    outer = [found for organ in reversed(above) if (found := place_in(organ))]
    if any(province_in(each) for each in outer) or not province_named(place):
        return ", ".join(dict.fromkeys(outer))
    return ", ".join(dict.fromkeys([*outer, province_in(place)]))
