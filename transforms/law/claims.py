"""What others say that a document is (a listing, its page, its file's name), against what its own words say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from crawlers.words import fold
from transforms.article import Doubt, LegalIdentity
from transforms.law.numbers import parse_number
from transforms.law.types import TYPES, key_of, type_at_start

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
_VIETNAMESE = MappingProxyType({fold(name): name for name in (*TYPES.values(), "Luật")})
_CODES = MappingProxyType({fold(code).replace(" ", ""): name for code, name in TYPES.items()})
_SERIAL = re.compile(r"\bso (\d{1,5}[a-z]?)\b(?: ((?:19|20)\d\d)\b)?")
_CODED = re.compile(
    rf"\b(\d{{1,5}}[a-z]?) (?:((?:19|20)\d\d) )?({'|'.join(sorted((code for code in _CODES if len(code) > 1), key=len, reverse=True))}|qh\d\d?) ?"
)
_YEAR = re.compile(r"(?:^| )((?:19|20)\d\d)(?= |$)")


class Where(StrEnum):
    """Where a claim stands; the value is the second half of the doubt's code."""

    PAGE = "page"
    LISTING = "listing"
    FILE = "file"


_SAYS = MappingProxyType(
    {Where.PAGE: "the page", Where.LISTING: "the listing", Where.FILE: "the file's name"}
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one place says of a document; what it does not say is empty. `year` is that of issue, `serial` a bare number."""

    where: Where
    number: str = ""
    type: str = ""
    issuer: str = ""
    issued_on: date | None = None
    serial: str = ""
    year: int | None = None


def claim_of_file(url: str) -> Claim:
    """What a file's name says: `nghi-dinh-so-38-2022-nd-cp.pdf`, `Luat-Bao-chi-2016-280645.html.gz`, `e-transactions-law-2023.html`.

    A number is only read where the name says that it is one, so a name may say nothing.
    """
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    plain = fold(
        re.sub(r"(?:\.(?:html?|aspx?|pdf|docx?|odt|gz|zip|signed))+$", "", name, flags=re.IGNORECASE)
    )
    coded = _CODED.search(plain)
    serial = _SERIAL.search(plain)
    years = [int(found) for found in _YEAR.findall(plain)]
    told = coded[1] if coded else serial[1] if serial else ""
    dated = (coded[2] if coded else None) or (serial[2] if serial else None)
    year = int(dated) if dated else years[-1] if years else None
    return Claim(Where.FILE, type=_type_in(plain, coded), serial=told, year=year)


def _type_in(plain: str, coded: re.Match[str] | None) -> str:
    """The type that a name begins with, or has as a code, or as an English word."""
    first = [name for key, name in _VIETNAMESE.items() if plain == key or plain.startswith(f"{key} ")]
    if first:
        return max(first, key=len)
    if coded and coded[3] in _CODES:
        return _CODES[coded[3]]
    return next((name for word, name in _ENGLISH.items() if re.search(rf"\b{word}\b", plain)), "")


def contradictions(identity: LegalIdentity, claims: Sequence[Claim]) -> tuple[Doubt, ...]:
    """A doubt (`identity.page`, `identity.listing`, `identity.file`) for each thing that a claim says otherwise.

    Leading zeros, capitals and the writing of a number do not count; what a claim leaves out does not either.
    """
    return tuple(
        Doubt(f"identity.{claim.where}", f"{_SAYS[claim.where]} says {theirs}, the document says {own}")
        for claim in claims
        for theirs, own in _differences(identity, claim)
    )


def _differences(identity: LegalIdentity, claim: Claim) -> list[tuple[str, str]]:
    own_serial = re.match(r"\d*", _plain(identity.number))
    serial = own_serial[0] if own_serial else ""
    out = []
    if claim.number and _plain(claim.number) != _plain(identity.number):
        out.append((f"number {claim.number}", identity.number or "that it has none"))
    if claim.serial and claim.serial.lstrip("0") not in {serial, _plain(identity.number).partition("/")[0]}:
        out.append((f"number {claim.serial}", identity.number or "that it has none"))
    if claim.type and not _same_type(claim.type, identity.type):
        out.append((claim.type, identity.type))
    if claim.issuer and key_of(claim.issuer) != key_of(identity.issuer):
        out.append((f"issuer {claim.issuer}", identity.issuer))
    if claim.issued_on and claim.issued_on != identity.issued_on:
        out.append((f"date of issue {claim.issued_on:%d/%m/%Y}", f"{identity.issued_on:%d/%m/%Y}"))
    if claim.year and claim.year != identity.issued_on.year and not claim.issued_on:
        out.append((f"year {claim.year}", str(identity.issued_on.year)))
    return out


def _plain(number: str) -> str:
    """A number in one writing, without leading zeros."""
    parsed = parse_number(number)
    return (parsed.text if parsed else number).lstrip("0").casefold()


def _same_type(theirs: str, own: str) -> bool:
    """Whether two names are of one type: a name may begin with the subject's type (`Luật` for a Bộ luật)."""
    left, right = (key_of(type_at_start(each) or each) for each in (theirs, own))
    return left == right or {left, right} == {"luật", "bộ luật"}
