"""The letterhead: what the head of a legal document says of it (Decree 30/2020/NĐ-CP, Phụ lục I)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from crawlers.dates import parse_day
from crawlers.words import clean
from transforms.law.bodies import body_named
from transforms.law.dateline import DateLine, dateline_inside, read_dateline
from transforms.law.issuer import read_issuer
from transforms.law.numbers import Form, LegalNumber, find_numbers
from transforms.law.types import TYPE_NAMES, TYPES, is_capitals, key_of, type_of
from transforms.text.mend import plain_d, plain_latin


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head of a document says about it, and which of the lines given say it.

    `furniture` are the indices of the lines above the title (nation, motto, issuer, number, place and date),
    `heading` those of the title itself: the type, then the subject (trích yếu). `authority` are those of the lines
    right after it that only say who issues (`BỘ TRƯỞNG BỘ Y TẾ`, `QUYẾT ĐỊNH:`). A letter (công văn) has no line with
    its type, and its `heading` are the lines that say what it is about (`V/v …`).

    `within` says where an issuer lies that shares its name with others, as far as the letterhead tells; `otherwise` is
    whose the number is by its code, where it is not the issuer's. `numbered` and `dated` are the lines with number and
    date as they stand, empty where there are none: `number` or `issued_on` are None where such a line cannot be read.
    """

    number: LegalNumber | None
    issued_on: date | None
    issuer: str
    type: str
    subject: str
    furniture: frozenset[int]
    heading: tuple[int, ...]
    authority: tuple[int, ...] = ()
    within: str = ""
    otherwise: str = ""
    numbered: str = ""
    dated: str = ""

    @property
    def title(self) -> str:
        """Type and subject, as they stand."""
        return f"{self.type} {self.subject}".strip()


_NATION = re.compile(
    r"^(?:nước )?(?:cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|cộng h(?:òa|oà) xã hội chủ nghĩa việt$|việt nam dân chủ cộng h(?:òa|oà))",
    re.IGNORECASE,
)
_MOTTO = re.compile(r"độc lập\s*[-–—]\s*tự do\s*[-–—]\s*hạnh phúc", re.IGNORECASE)
_PARTY = re.compile(r"^đảng cộng sản việt nam\W*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:[^\W\d]+\s){0,3}số\s*:?\s*(?=[\d.…/])", re.IGNORECASE)
_INNER_DATE = re.compile(r"\bngày\s+([\d\s/.\-]*\d|\d{1,2} tháng \d{1,2} năm \d{4})", re.IGNORECASE)
_BODY_STARTS = re.compile(
    r"^(?:\W*(?:căn cứ|theo đề nghị|theo yêu cầu|xét|thực hiện|để |thi hành|nhằm|sau khi|quốc hội ban hành|ra (?:sắc )?lệnh)\b"
    r"|(?:điều|chương|phần|mục)\s+(?:\d+|[IVXLC]+|thứ)\b|kính gửi|mục lục|lời nói đầu|[IVX]+[.\-]|\d+[.)])",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[a-zđ]|\d+)[.)]")
_ABOUT = re.compile(r"(?:^|\s)(?:V\s?/\s?v|Về việc)\b", re.IGNORECASE)
_TO = re.compile(r"\W*kính gửi\b", re.IGNORECASE)
_HEAD_LINES, _MOST_LINES = 40, 80
_SHORTEST, _LONGEST_ABOVE = 4, 150
_BASES = re.compile(r"\W*căn cứ\b", re.IGNORECASE)
_MOST_BROKEN, _LONGEST_BROKEN = 3, 80


def read_letterhead(lines: Sequence[str]) -> Letterhead | None:
    """The letterhead that `lines`, a document's first, begin with; None where they are no legal document's.

    It needs a line that is a type's name, and over it the nation's name or a number, or a number in the title. A letter
    has none: it needs a number of its form, `V/v …` and `Kính gửi`.
    """
    first = [plain_latin(plain_d(clean(line))) for line in lines[:_MOST_LINES]]
    above = _read_above(first[:_HEAD_LINES])
    if above is None:
        return _read_letter(first[:_HEAD_LINES])
    subject = above.subject
    heading = [above.at]
    following = above.at + 1
    while following < len(first) and (
        _continues(first[following], subject, above) or _is_rest(first[following:], subject, above)
    ):
        subject = f"{subject} {first[following]}".strip()
        heading.append(following)
        following += 1
    number, day = _with_subject(above, subject)
    if not above.nation and number is None:
        return None
    after = first[following] if following < len(first) else ""
    authority = (following,) if _is_authority(after, above) else ()
    return _letterhead(replace(above, number=number, day=day, subject=subject), heading, authority, after)


def _letterhead(
    above: "_Above", heading: Sequence[int], authority: tuple[int, ...] = (), after: str = ""
) -> Letterhead:
    issuer = read_issuer(above.issuers, above.number, above.day, after=after, place=above.place)
    return Letterhead(
        above.number,
        above.day,
        issuer.name,
        above.type,
        above.subject,
        frozenset(above.furniture),
        tuple(heading),
        authority,
        issuer.within,
        issuer.otherwise,
        above.numbered,
        above.dated,
    )


def _read_letter(lines: Sequence[str]) -> Letterhead | None:
    """The letterhead of a letter (công văn), down to the line that says to whom it goes."""
    found = _Above(type=TYPES["CV"])
    about: list[int] = []
    to = next((at for at, line in enumerate(lines) if _TO.match(line)), 0)
    for index, line in enumerate(lines[:to]):
        if said := _ABOUT.search(line):
            _take(line[: said.start()], found)
            found.subject = _without_date(line[said.start() :], found)
            about.append(index)
        elif _take(line, found):
            found.furniture.append(index)
        elif about and index == about[-1] + 1:
            found.subject = f"{found.subject} {_without_date(line, found)}".strip()
            about.append(index)
    number = found.number
    is_letter = number is not None and (number.form == Form.DISPATCH or number.code == "CV")
    return _letterhead(found, about) if is_letter and about else None


def _without_date(line: str, found: "_Above") -> str:
    """A line of a letter's subject without the place and date that stood beside it."""
    dated = dateline_inside(line)
    if dated is None or found.day:
        return line
    _date(dated, found)
    return clean(line.replace(dated.text, " "))


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
    if not is_capitals(line) or _BODY_STARTS.match(line):
        return False
    known = {key_of(each) for each in above.issuers}
    return key_of(line) in known or bool(body_named(line)) or (bool(_ORGAN.match(line)) and len(line) < 100)


@dataclass(slots=True)
class _Above:
    number: LegalNumber | None = None
    day: date | None = None
    issuers: list[str] = field(default_factory=list)
    nation: bool = False
    furniture: list[int] = field(default_factory=list)
    type: str = ""
    at: int = -1
    subject: str = ""
    place: str = ""
    numbered: str = ""
    dated: str = ""


def is_of_the_nation(line: str) -> bool:
    """Whether a line is the nation's name or its motto, as they stand over every official document."""
    text = clean(line)
    return len(text) < _LONGEST_ABOVE and bool(_NATION.match(text) or _MOTTO.search(text))


def _read_above(lines: Sequence[str]) -> _Above | None:
    """Everything down to the line with the type."""
    found = _Above()
    for index, line in enumerate(lines):
        typed = _typed(line) or _quietly_typed(line, found)
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
    return type_of(typed[0]) == "Văn bản hợp nhất" and any(_NATION.match(line) for line in following[:6])


def _take(line: str, found: _Above) -> bool:
    """Whether `line` belongs above a title; what it says is kept."""
    if not any(char.isalnum() for char in line) or _MOTTO.search(line) or _PARTY.match(line):
        found.nation = found.nation or bool(_NATION.match(line))
        return True
    if _NATION.match(line):
        found.nation = True
        return True
    dated = read_dateline(line)
    if dated:
        _date(dated, found)
        return True
    if _NUMBERED.match(line):
        numbers = find_numbers(line)
        found.number = found.number or (numbers[0] if numbers else None)
        found.numbered = found.numbered or line
        if inside := dateline_inside(line):
            _date(inside, found)
        return True
    if (is_capitals(line) and len(line) < _LONGEST_ABOVE) or (line.isupper() and len(line) < _SHORTEST):
        found.issuers.append(line.strip(" -–_*."))
        return True
    return False


def _date(dated: DateLine, found: _Above) -> None:
    """Keeps the first line with a day, or until there is one the first with a date that cannot be read."""
    if found.day is None and (dated.day or not found.dated):
        found.day, found.dated, found.place = dated.day, dated.text, dated.place


def _typed(line: str) -> tuple[str, str] | None:
    """Type, and subject where it stands in the same line; the type must be in capitals."""
    bare = line.strip(" -–_*.:;,")
    if is_capitals(bare) and type_of(bare):
        return bare, ""
    for name in _LONG_TYPES:
        if bare.startswith(f"{name} ") and not re.match(r"số\s*:", bare[len(name) + 1 :], re.IGNORECASE):
            return name, bare[len(name) + 1 :].strip()
    return None


def _quietly_typed(line: str, found: "_Above") -> tuple[str, str] | None:
    """The same under a whole letterhead, where the type may be in small letters but stands alone."""
    bare = line.strip(" -–_*.:;,")
    alone = found.nation and found.number and bare[:1].isupper() and type_of(bare)
    return (bare, "") if alone else None


def _continues(line: str, subject: str, above: _Above) -> bool:
    """Whether `line` is more of the subject: the first line after the type, then its rest, or capitals only."""
    text = line
    if subject and _runs_on(text) and not subject.endswith((".", ";", ":", "!")):
        return True
    known = {key_of(each) for each in above.issuers}
    if not any(char.isalpha() for char in text) or _BODY_STARTS.match(text) or len(text) > 600:
        return False
    of_an_organ = not subject and key_of(above.type) in {"luật", "bộ luật", "hiến pháp"}
    if not of_an_organ and (key_of(text) in known or body_named(text) or _ORGAN.match(text)):
        return False
    return not subject or (is_capitals(text) and is_capitals(subject))


def _is_rest(following: Sequence[str], subject: str, above: _Above) -> bool:
    """Whether a line that begins with a capital is still the subject's, as a page breaks it: `… của Luật | Quản lý loa`.

    It is short, nothing else that a head has, and all up to the first `Căn cứ` is so.
    """
    most = following[: _MOST_BROKEN + 1]
    bases = next((at for at, line in enumerate(most) if _BASES.match(line)), 0)
    open_ended = (
        bool(subject) and not subject.endswith((".", ";", ":", "!", ")")) and not is_capitals(subject)
    )
    return open_ended and bases > 0 and all(_is_broken(line, above) for line in most[:bases])


def _is_broken(line: str, above: _Above) -> bool:
    known = {key_of(each) for each in above.issuers}
    own = body_named(line) or _ORGAN.match(line.upper()) or key_of(line) in known
    return (
        _SHORTEST < len(line) <= _LONGEST_BROKEN
        and line[0].isalpha()
        and not line.endswith((".", ";", ":", ","))
        and not (
            own
            or is_capitals(line)
            or _BODY_STARTS.match(line)
            or _NUMBERED.match(line)
            or read_dateline(line)
        )
    )


def _runs_on(text: str) -> bool:
    """Whether a line goes on in the middle of a phrase: in small letters, or with a number that numbers nothing."""
    inside = text[:1].islower() or text[:1].isdigit()
    return inside and len(text) <= 100 and not _ITEM.match(text) and not text.endswith((".", ";", ":"))


_LONG_TYPES = sorted((name.upper() for name in TYPE_NAMES.values()), key=len, reverse=True)
_ORGAN = re.compile(
    r"^(?:BỘ TRƯỞNG|CHỦ TỊCH|[UỦ][ỶY] BAN|HỘI ĐỒNG|THỦ TƯỚNG|CHÍNH PHỦ$|QUỐC HỘI$|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG|THỐNG ĐỐC"
    r"|TỔNG KIỂM TOÁN|TỔNG THANH TRA|QUYẾT NGHỊ|QUYẾT ĐỊNH\W*$)"
)
