"""The bodies that issue documents: their codes, and their names on any day (`data/bodies.tsv`, `data/provinces.tsv`).

The tables are for a person who does not program. A row is a body under one name: `since` is its first day under it and
`until` the last, empty where unknown or still so; `became` are the codes, parted by `;`, of what took its place the day
after. `also` are other ways in which its code is written. A province's code is that of QĐ 124/2004/QĐ-TTg until
30/06/2025 and of QĐ 19/2025/QĐ-TTg from then on.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from types import MappingProxyType

from crawlers.words import clean
from transforms.law.types import is_capitals, key_of

COLUMNS = ["code", "name", "kind", "since", "until", "became", "also", "note"]
_PLACE = "địa phương"
_TERM = re.compile(r"(?<=[A-ZĐ]{2})\d{1,2}[A-Z]?$")


class TableError(ValueError):
    """A table in `data/` cannot be used; the text names file, line and fix."""


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body under one of its names; `since` and `until` are its first and last day under it."""

    code: str
    name: str
    kind: str
    since: date | None
    until: date | None
    became: tuple[str, ...]
    also: tuple[str, ...]
    note: str

    @property
    def is_place(self) -> bool:
        """Whether the code is that of a kind of local bodies, whose name needs a place."""
        return self.kind == _PLACE

    def on(self, day: date) -> bool:
        """Whether it had this name on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def parse_bodies(text: str, name: str) -> tuple[Body, ...]:
    """The rows of a table.

    Raises:
        TableError: the header or a line is not as it must be, or a `became` names no code of the table.
    """
    lines = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if next(lines, None) != COLUMNS:
        raise TableError(f"{name}: the first line must be {COLUMNS}, parted by tabs")
    bodies = tuple(_body(line, f"{name}, line {number}") for number, line in enumerate(lines, start=2))
    codes = {body.code for body in bodies}
    for body in bodies:
        if unknown := set(body.became) - codes:
            raise TableError(f"{name}: {body.name} became {sorted(unknown)}, which no row has as its code")
        if body.became and body.until is None:
            raise TableError(f"{name}: {body.name} became another; say until when it was")
    return bodies


def _body(line: list[str], where: str) -> Body:
    if len(line) != len(COLUMNS) or not line[0] or not line[1] or not line[2]:
        raise TableError(f"{where}: needs {', '.join(COLUMNS)}, parted by tabs: {line}")
    code, name, kind, since, until, became, also, note = line
    try:
        first, last = (date.fromisoformat(each) if each else None for each in (since, until))
    except ValueError as error:
        raise TableError(f"{where}: since and until are written 2025-03-01: {error}") from error
    if first and last and first > last:
        raise TableError(f"{where}: {name} ends before it begins")
    return Body(code, clean(name), kind, first, last, _codes(became), _codes(also), note)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _read(name: str) -> tuple[Body, ...]:
    return parse_bodies((resources.files("transforms.law") / "data" / name).read_text(encoding="utf-8"), name)


BODIES = _read("bodies.tsv")
PROVINCES = _read("provinces.tsv")


def _by(bodies: tuple[Body, ...], *, names: bool) -> MappingProxyType[str, tuple[Body, ...]]:
    found: dict[str, tuple[Body, ...]] = {}
    for body in bodies:
        keys = {key_of(body.name)} if names else {body.code, *body.also}
        for key in keys:
            found[key] = (*found.get(key, ()), body)
    return MappingProxyType(found)


_BY_CODE = _by(BODIES, names=False)
_BY_NAME = _by(BODIES, names=True)
_PROVINCES_BY_CODE = _by(PROVINCES, names=False)
_PROVINCES_BY_NAME = _by(PROVINCES, names=True)
ISSUERS = MappingProxyType({body.code: body.name for body in reversed(BODIES) if not body.is_place})
"""The newest name of each central code."""


def body_of(code: str, day: date | None = None) -> Body | None:
    """The body that a code in a number stands for, on a day (the newest, unless one is given); `QH15` is the QH, TƯ the TW."""
    code = code.replace("TƯ", "TW")
    rows = _BY_CODE.get(code) or _BY_CODE.get(_TERM.sub("", code), ())
    return _at(rows, day)


def body_named(name: str, day: date | None = None) -> Body | None:
    """The central body of this name, whatever its capitals; on a day, if one is given."""
    return _at(_BY_NAME.get(key_of(name), ()), day)


def province_named(name: str, day: date | None = None) -> Body | None:
    """The province or city, by its name with or without `tỉnh`, `thành phố`, `TP`."""
    bare = re.sub(r"^(?:tỉnh|thành phố|tp\.?)\s+", "", key_of(name))
    return _at(_PROVINCES_BY_NAME.get(bare, ()), day)


def provinces(day: date) -> tuple[Body, ...]:
    """The provinces and cities that there were on a day: 34 from 01/07/2025, 63 from 01/08/2008 to then."""
    return tuple(body for body in PROVINCES if body.on(day))


def _at(rows: tuple[Body, ...], day: date | None) -> Body | None:
    """The row of the day; the newest where no day is given, else none."""
    if day is None:
        return max(rows, key=lambda body: body.until or date.max, default=None)
    return next((body for body in rows if body.on(day)), None)


def successors(body: Body) -> tuple[Body, ...]:
    """What took a body's place when its name ended; none where it still is, or where no one did."""
    if body.until is None:
        return ()
    rows = _PROVINCES_BY_CODE if body in PROVINCES else _BY_CODE
    day = body.until + timedelta(days=1)
    found = (_at(rows.get(code, ()), day) for code in body.became)
    return tuple(each for each in found if each)


def predecessors(body: Body) -> tuple[Body, ...]:
    """The bodies that became this one, or a part of it."""
    rows = PROVINCES if body in PROVINCES else BODIES
    return tuple(each for each in rows if body in successors(each))


def body_today(body: Body, day: date) -> tuple[Body, ...]:
    """Who answers on `day` for what a body of an earlier day issued: itself, or those that it became, by however many steps."""
    if body.on(day) or not body.until or day < body.until:
        return (body,)
    return tuple(dict.fromkeys(last for each in successors(body) for last in body_today(each, day)))


def is_office(code: str) -> bool:
    """Whether a code of a number is an organ's by itself: `UBND`, `TTg`, a steering board's `BCĐ389`."""
    if body_of(code):
        return True
    return any(code.startswith(body.code) for body in BODIES if body.is_place and len(body.code) > 2)


_SHORT_ORGANS = MappingProxyType({"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"})
_SHORT = re.compile(r"\b(UBND|HĐND)\b|\b(TP)(?:\.\s*|\s+)(?=[^\W\d_])", re.IGNORECASE)
_PLACES = r"tỉnh|thành phố|huyện|quận|xã|phường|thị trấn|đặc khu|thị xã"
_OF_PLACE = re.compile(rf"\b((?:{_PLACES}) )(.+)$")
_UNIT = re.compile(r"^(sở|cục|tổng cục|vụ|ban|viện|thanh tra|chi cục|văn phòng|phòng) (.+)$")
_NATION = re.compile(r"\bviệt nam( dân chủ cộng h(?:òa|oà))?\b")
_HEADS = re.compile(
    r"^(?:(?:quyền|q\.)\s+)?(?:phó\s+)?(?:bộ trưởng|thứ trưởng|chủ tịch|chủ nhiệm|thống đốc|chánh án|viện trưởng|tổng giám đốc|giám đốc|"
    r"cục trưởng|tổng cục trưởng|chánh văn phòng|chánh thanh tra|trưởng ban|tổng(?= (?:thanh tra|kiểm toán)))[\s,]+"
    r"(?=(?:bộ|ủy ban|ngân hàng|tòa án|viện|hội đồng|sở|cục|tổng cục|kiểm toán|thanh tra|bảo hiểm|văn phòng|ban|đài|thông tấn|chủ nhiệm)\b)",
    re.IGNORECASE,
)
_BARE_ORGAN = re.compile(
    r"(?:thường trực )?(?:ủy ban nhân dân|hội đồng nhân dân)|(?:sở|chi cục|phòng|chủ tịch ủy ban nhân dân)\b.*"
)


def organ_in_full(name: str, owner: str) -> str:
    """`UBND Tỉnh` as `Ủy ban nhân dân tỉnh Sơn La`: a provincial gazette leaves out whose it is.

    Args:
        name: an issuer as a site writes it.
        owner: the body that answers for the site; it names the province (`Ủy ban nhân dân tỉnh Sơn La`).
    """
    full = _unabridged(clean(name))
    bare = re.search(r" (tỉnh|thành phố)$", full, re.IGNORECASE)
    place = place_of_owner(owner)
    return f"{full[: bare.start()]} {place}" if bare and place else full


def place_of_owner(owner: str) -> str:
    """The province that a site's owner names: `tỉnh Sơn La`; empty where it names none."""
    place = re.search(r"\b(?:tỉnh|thành phố) (?=[A-ZĐ]).+$", owner)
    return place[0] if place else province_in(owner)


def _unabridged(name: str) -> str:
    """A name with `UBND`, `HĐND` and `TP.` in words, in capitals where all of it is."""
    loud = is_capitals(name)

    def words(found: re.Match[str]) -> str:
        text = "thành phố " if found[2] else _SHORT_ORGANS[found[1].upper()]
        return text.upper() if loud else text

    return clean(_SHORT.sub(words, name))


def without_office(name: str) -> str:
    """The body that a head of it stands for: `Bộ trưởng Bộ Y tế` is Bộ Y tế; the head of State is an organ himself."""
    bare = clean(name)
    while found := _HEADS.match(bare):
        bare = bare[found.end() :]
    return "Thủ tướng Chính phủ" if key_of(bare) == "thủ tướng" else bare


def issuer_of(text: str, day: date | None = None) -> str:
    """An issuer's name in ordinary letters: `BỘ TÀI CHÍNH` as `Bộ Tài chính`.

    Known organs by their names, on `day` if one is given; of others the first letter, an office's field (as the
    ministries' are written) and a place's name are capital.
    """
    name = clean(text).strip(" -–_*.:;,").replace("UỶ", "ỦY").replace("Uỷ", "Ủy").replace("uỷ", "ủy")
    name = _unabridged(name)
    known = body_named(name, day) or body_named(name)
    if known or not is_capitals(name):
        return known.name if known else name
    low = name.lower()
    place = _OF_PLACE.search(low)
    head, tail = (low[: place.start()], f"{place[1]}{_place_name(place[2])}") if place else (low, "")
    head = _NATION.sub(lambda found: "Việt Nam" + (" Dân chủ Cộng hòa" if found[1] else ""), head)
    unit = _UNIT.match(head.strip())
    said = f"{unit[1]} {_field(unit[2])}" if unit else head.strip()
    return f"{said[:1].upper()}{said[1:]} {tail}".strip()


def place_in(text: str) -> str:
    """The place that an organ's name or a letterhead's line ends with: `TỈNH SƠN LA` as `tỉnh Sơn La`; empty for none."""
    found = _OF_PLACE.search(_unabridged(clean(text)).lower())
    return f"{found[1]}{_place_name(found[2])}" if found else ""


def province_in(text: str) -> str:
    """The province that a phrase ends with, `tỉnh Sơn La`, `thành phố Hà Nội`; empty where it ends with none."""
    words = key_of(text).split()
    for count in range(min(len(words), 5), 0, -1):
        if found := province_named(" ".join(words[-count:])):
            return f"{found.kind} {found.name}"
    return ""


def needs_place(issuer: str) -> bool:
    """Whether other bodies have the same name: a commune's, a district's, a department's that names no province."""
    key, known = key_of(issuer), body_named(issuer)
    if known or "việt nam" in key:
        return known is not None and known.is_place
    place = _OF_PLACE.search(key)
    if place is None:
        return bool(_BARE_ORGAN.fullmatch(key)) and not province_in(issuer)
    kind = place[1].strip()
    return kind != "tỉnh" and not (kind == "thành phố" and province_named(place[2]))


def _place_name(low: str) -> str:
    province = province_named(low)
    return province.name if province else low.title()


def _field(low: str) -> str:
    """What an office is for, capitals as in the ministry's name: `y tế` of Bộ Y tế, else the first letter."""
    ministry = body_named(f"bộ {low}")
    return ministry.name.partition(" ")[2] if ministry else low[:1].upper() + low[1:]
