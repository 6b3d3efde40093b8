"""Other documents as texts name them: `Nghị định số 49/2024/NĐ-CP ngày 10 tháng 5 năm 2024 của Chính phủ`, `Luật Đất đai`."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crawlers.dates import parse_day
from crawlers.words import fold, plain_letters
from transforms.law.bodies import BODIES
from transforms.law.numbers import LegalNumber, placed_numbers
from transforms.law.types import CAPITAL, key_of, type_of

_TYPES = (
    r"(?:Hiến pháp|Bộ luật|Luật|Pháp lệnh|Sắc lệnh|Lệnh|Nghị định|Nghị quyết liên tịch|Nghị quyết|Quyết định|"
    r"Thông tư liên tịch|Thông tư liên bộ|Thông tư|Chỉ thị|Kết luận|Quy định|Công văn|Công điện|Thông báo|Kế hoạch|"
    r"Văn bản hợp nhất|Tờ trình)"
)
_TYPE = re.compile(rf"(?<!\w)(?:các\s+)?(?P<type>{_TYPES})(?!\w)", re.IGNORECASE)
_SELF = re.compile(r"\s+(?:này|đó|trên|nêu trên|khác|của mình)\b", re.IGNORECASE)
_DATED = re.compile(
    r",?\s*(?:ban hành\s+)?ngày\s+(\d{1,2}\s*(?:tháng\s*\d{1,2}\s*năm\s*\d{4}|[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}))",
    re.IGNORECASE,
)
_OF = re.compile(
    rf",?\s*của\s+(?P<issuer>(?-i:{CAPITAL})[^;:.“”()]{{2,150}}?)(?=\s+(?:về|quy định|hướng dẫn|ban hành|sửa đổi|được|đã|phê duyệt|"
    r"hết [hl]iệu lực|có hiệu lực|và|như|ngày|số|công bố|trong|bằng)\b|[;:.,“”()]|$)",
    re.IGNORECASE,
)
_BY = re.compile(
    r",?\s*của\s+(?P<issuer>(?:(?:Bộ trưởng|Chủ nhiệm|Thống đốc|Chánh án|Viện trưởng|Tổng Thanh tra|Tổng Kiểm toán)\s+)?)"
)
_NAME_ENDS = re.compile(
    r"[;:.“”()]|(?<!\w)(?:số\s*:?\s*(?=\d)|ngày\s+(?=\d)|năm\s+(?=\d{4}))|(?<!\w)(?:được|đã|này|đó|có hiệu lực|hết [hl]iệu lực|như sau|và các|quy định|hướng dẫn|"
    r"trong|bằng|kể từ|theo|về|để|thì|phải|là|đối với|thuộc|của)(?!\w)",
    re.IGNORECASE,
)
_SMALL_NAME = re.compile(
    r"\s+(?!số\b|sửa đổi\b|ban hành\b|thông qua\b|ký\b)(?P<name>[^\W\d_][^;:.“”()]{1,140}?),?\s+"
    r"(?=(?P<numbered>số\s*:?\s*\d{1,3}[a-z]?/(?:\d{4}/)?(?:PL-)?(?:UBTV)?QH\d)|ngày\s+\d{1,2}\s*(?:tháng|[/.\-])"
    r"|(?P<year>năm\s+\d{4})\s+(?:hết [hl]iệu lực|(?:đã )?được (?:sửa đổi|bổ sung|thay thế)))"
)
_ENDED_YEAR = re.compile(r"\s*(?P<year>năm\s+\d{4})\s+hết [hl]iệu lực", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?<!\w)(?:được|đã|này|đó|có hiệu lực|hết hiệu lực|như sau|quy định|phải|kể từ|trước|sau|từ)(?!\w)",
    re.IGNORECASE,
)
_AMENDING = re.compile(
    r"\s+sửa đổi(?:,? bổ sung)?(?: một số)?(?: điều| quy định)?[^;:.“”()]{0,60}?của\s+", re.IGNORECASE
)
_NUMBERED = re.compile(r"[\s,]*(?:số)?\s*:?\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|và|,\s+và)\s+(?:số\s+)?", re.IGNORECASE)
_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"})
_LONGEST = 160
_LOOK_AHEAD = 20
Placed = tuple[LegalNumber, int, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document, as far as a text names it; `number` is empty where only its name is told (`Luật Đất đai`)."""

    type: str
    number: str = ""
    name: str = ""
    issued_on: date | None = None
    issuer: str = ""

    @property
    def key(self) -> str:
        """What two mentions of one document have in common."""
        return self.number or f"{self.type} {fold(self.name)} {self.issued_on or ''}".strip()


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference with where it stands in a text."""

    reference: Reference
    start: int
    end: int


def mentions_in(text: str) -> list[Mention]:
    """Every other document that a text names, in its order; `Thông tư này` names none.

    An amending law is one document, not it and the law that it amends; in a list (`các Nghị định số 1/2020/NĐ-CP,
    2/2020/NĐ-CP`) the type is said once.
    """
    plain = plain_letters(text)
    numbers = placed_numbers(plain)
    found: list[Mention] = []
    for kind in _TYPE.finditer(plain):
        if found and kind.start() < found[-1].end:
            continue
        mention = _mention(plain, kind, numbers)
        while mention:
            found.append(mention)
            mention = _listed(plain, mention, numbers)
    return found


def _mention(plain: str, kind: re.Match[str], numbers: Sequence[Placed]) -> Mention | None:
    name_of_type = type_of(kind["type"])
    if name_of_type is None or _SELF.match(plain, kind.end()):
        return None
    name, stop = _name(plain, kind.end())
    if not name and name_of_type in _LAWS and kind["type"][0].isupper():
        name, stop = _small_name(plain, kind.end())
    number = _next(numbers, stop)
    if number and not _NUMBERED.fullmatch(plain, stop, number[1]):
        number = None
    is_law = name_of_type in _LAWS
    if number is None and not (is_law and name) and name_of_type != "Hiến pháp":
        return None
    if number and name and not is_law:
        return None
    return _whole(plain, kind, name_of_type, name if is_law else "", stop, number)


def _whole(
    plain: str, kind: re.Match[str], type_name: str, name: str, stop: int, number: Placed | None
) -> Mention:
    day, end = _day(plain, number[2] if number else stop)
    issuer, end = _issuer(plain, end)
    if day is None:
        day, end = _day(plain, end)
    said = number[0].text if number else ""
    return Mention(Reference(type_name, said, name, day, issuer), kind.start(), end)


def _name(plain: str, at: int) -> tuple[str, int]:
    """A law's name behind its type, and where it ends; empty where there is none.

    The year is part of it where a law of that year ends: another of that name may take its place.
    """
    amending = _AMENDING.match(plain, at)
    inner = _TYPE.match(plain, amending.end()) if amending else None
    start = inner.end() if inner else at
    stop = min(start + _LONGEST, len(plain))
    ends = _NAME_ENDS.search(plain, start, min(stop + _LOOK_AHEAD, len(plain)))
    stop = min(ends.start(), stop) if ends else stop
    other = _TYPE.search(plain, start, stop)
    stop = other.start() if other else stop
    year = _ENDED_YEAR.match(plain, stop)
    stop = year.end("year") if year else stop
    name = re.sub(r"(?:\s+(?:và|hoặc)|,)$", "", plain[at:stop].strip(" ,-–")).strip(" ,")
    if name and not (name[0].isupper() or inner):
        return "", at
    return name, stop


def _small_name(plain: str, at: int) -> tuple[str, int]:
    """A law's name in small letters (`Luật công chứng số 82/2006/QH11`), and where it ends; empty where there is none.

    It is a name where the number of the assembly that passed it comes next, or its day, or its year and what becomes of
    it. Before a number it may hold any word that names do (`Pháp lệnh về quyền của trẻ em số …`).
    """
    found = _SMALL_NAME.match(plain, at)
    if found is None or _TYPE.search(found["name"]) or _NO_NAME.search(found["name"]):
        return "", at
    if not found["numbered"] and _NAME_ENDS.search(found["name"]):
        return "", at
    end = found.end("year") if found["year"] else found.end("name")
    return plain[found.start("name") : end], end


def _next(numbers: Sequence[Placed], at: int) -> Placed | None:
    """The first number that begins at `at` or after it."""
    index = bisect_left(numbers, at, key=lambda each: each[1])
    return numbers[index] if index < len(numbers) else None


def _listed(plain: str, before: Mention, numbers: Sequence[Placed]) -> Mention | None:
    """The next number of a list whose type was said before."""
    if not before.reference.number:
        return None
    following = _next(numbers, before.end)
    if following is None or not _AND.fullmatch(plain, before.end, following[1]):
        return None
    day, end = _day(plain, following[2])
    issuer, end = _issuer(plain, end)
    return Mention(Reference(before.reference.type, following[0].text, "", day, issuer), following[1], end)


def _day(plain: str, at: int) -> tuple[date | None, int]:
    found = _DATED.match(plain, at)
    return (parse_day(re.sub(r"\s*([/.\-])\s*", r"\1", found[1])), found.end()) if found else (None, at)


def _issuer(plain: str, at: int) -> tuple[str, int]:
    """Whose document it is: a body that the table knows, with its head's office before it, else what stands there."""
    of = _BY.match(plain, at)
    if of is None:
        return "", at
    low = key_of(plain[of.end() : of.end() + _LONGEST])
    known = max(
        (len(body.name) for body in BODIES if low.startswith(key_of(body.name)) and not body.is_place),
        default=0,
    )
    if known:
        return plain[of.start("issuer") : of.end() + known], of.end() + known
    found = _OF.match(plain, at)
    return (found["issuer"].strip(), found.end()) if found else ("", at)
