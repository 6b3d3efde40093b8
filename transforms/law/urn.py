"""Names of legal documents as `urn:lex:vn:…` (RFC 9676).

`urn:lex:vn:chinh.phu:nghi.dinh:2024-05-10;49-2024-nd-cp~dieu5;khoan3`: authority, measure, date of issue and number, then
the expression (`@`) and the part (`~`). Names are in lower-case ASCII without tone marks, words parted by dots, as the
RFC advises for letters outside ASCII. Where that would make two names one, letters keep their marks, as the RFC allows: so
do the names of places below a province (xã Tân Lập, xã Tấn Lắp). Whatever is not ASCII then is percent-encoded.
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from crawlers.words import clean, fold
from transforms.article import LegalIdentity
from transforms.law.bodies import body_named, body_of, province_named
from transforms.law.numbers import parse_number
from transforms.text.keys import one_style

_PREFIX = "urn:lex:vn:"
_WITHOUT_NUMBER = "lex-1"
_PLAIN = re.compile(r"[a-z0-9.\-]")
_PLACE = re.compile(
    r"\b(?:(?P<city>thành phố)|thị xã|thị trấn|quận|huyện|xã|phường|đặc khu)\s+(?P<name>\S.*)$",
    re.IGNORECASE,
)
_URN = re.compile(
    r"urn:lex:vn:(?P<authority>[^:@~$]*):(?P<measure>[^:@~$]*):(?P<date>\d{4}-\d{2}-\d{2});(?P<numbers>[^:@~$]*)"
    r"(?P<annexes>(?::[^:@~$]*)*)(?:@(?P<version>[^:@~$]*)(?::(?P<language>[^:@~$]*))?)?(?:~(?P<part>[^@~$]*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LexName:
    """A name in its components, each as it is before it is escaped; `str()` is the URN.

    `version` and `language` are of an expression (`original`, `vi`), `part` the steps to a part of the document.
    """

    authorities: tuple[str, ...]
    measure: str
    issued_on: date
    numbers: tuple[str, ...]
    annexes: tuple[str, ...] = ()
    version: str = ""
    language: str = ""
    part: tuple[str, ...] = ()

    def __str__(self) -> str:
        authority = "+".join(map(escape, self.authorities))
        numbers = ",".join(map(escape, self.numbers))
        annexes = "".join(f":{escape(annex)}" for annex in self.annexes)
        work = f"{authority}:{escape(self.measure)}:{self.issued_on.isoformat()};{numbers}{annexes}"
        version = f"@{escape(self.version)}" if self.version else ""
        language = f":{escape(self.language)}" if self.version and self.language else ""
        part = f"~{';'.join(map(escape, self.part))}" if self.part else ""
        return f"{_PREFIX}{work}{version}{language}{part}"


def escape(text: str) -> str:
    """`text` with every character but small ASCII letters, digits, `.` and `-` percent-encoded as UTF-8."""
    return "".join(
        char if _PLAIN.match(char) else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text
    )


def parse_lex(urn: str) -> LexName | None:
    """The components of a URN; the inverse of `str()`. None for what is no `urn:lex:vn:` name."""
    found = _URN.fullmatch(urn)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["date"])
    except ValueError:
        return None
    return LexName(
        tuple(map(unquote, found["authority"].split("+"))),
        unquote(found["measure"]),
        day,
        tuple(map(unquote, found["numbers"].split(","))),
        tuple(map(unquote, found["annexes"].split(":")[1:])),
        unquote(found["version"] or ""),
        unquote(found["language"] or ""),
        tuple(map(unquote, found["part"].split(";"))) if found["part"] else (),
    )


def lex_name(identity: LegalIdentity, address: str = "") -> LexName:
    """The name of a document, or of its part at `address` (`dieu-5/khoan-3`)."""
    return LexName(
        authorities=tuple(map(authority, _issuers(identity))),
        measure=dotted(identity.type),
        issued_on=identity.issued_on,
        numbers=(slug(identity.number) or _WITHOUT_NUMBER,),
        part=tuple(step.replace("-", "", 1) for step in address.split("/") if step),
    )


def _issuers(identity: LegalIdentity) -> list[str]:
    """The issuers of a joint document one by one, by the codes of its number."""
    number = parse_number(identity.number)
    if number and number.code in {"TTLT", "TTLB", "NQLT"} and len(number.organs) > 1:
        bodies = [body_of(organ, identity.issued_on) or body_of(organ) for organ in number.organs]
        return [body.name if body else organ for body, organ in zip(bodies, number.organs, strict=True)]
    return [identity.issuer]


def authority(name: str) -> str:
    """An issuer in small letters, its words parted by dots: `ủy ban nhân dân xã Tân Lập` as `uy.ban.nhan.dan.xa.tân.lập`.

    Only places that are no provinces keep the marks of their letters: there are too many for no two to fall together.
    """
    place = _PLACE.search(name) if not body_named(name) else None
    if place is None or (place["city"] and province_named(place["name"])):
        return dotted(name)
    return f"{dotted(name[: place.start('name')])}.{_spelled(place['name'])}"


def _spelled(text: str) -> str:
    return ".".join(re.findall(r"[^\W_]+", one_style(clean(text)).casefold()))


def dotted(text: str) -> str:
    """Words in small ASCII letters, parted by dots."""
    return fold(text).replace(" ", ".")


def slug(number: str) -> str:
    """A number in small ASCII letters, its marks as hyphens; dots stay (`66.18-2026-nq-cp`)."""
    return "-".join(
        ".".join(fold(piece).replace(" ", "-") for piece in part.split("."))
        for part in re.split(r"[/\-]", number)
    ).strip("-.")
