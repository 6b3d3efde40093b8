"""What others say that a document is (a listing, its page, names and addresses), against what its own words say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import unquote

from crawlers.words import clean
from transforms.article import Doubt, LegalIdentity
from transforms.law.names import is_another, named_by_file, named_by_title
from transforms.law.sameness import same_issuer, same_number, same_signer, same_type

_ENDING = re.compile(r"(?:\.(?:html?|aspx?|pdf|docx?|odt|gz|zip|signed))+$", re.IGNORECASE)
_LONGEST = 120


class Where(StrEnum):
    """Where a claim stands; the value is the second half of the doubt's code."""

    PAGE = "page"
    LISTING = "listing"


_SAYS = MappingProxyType({Where.PAGE: "the page", Where.LISTING: "the listing"})


@dataclass(frozen=True, slots=True)
class Claim:
    """What one place says of a document; what it does not say is empty."""

    where: Where
    number: str = ""
    type: str = ""
    issuer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    signer: str = ""


def contradictions(identity: LegalIdentity, claims: Sequence[Claim]) -> tuple[Doubt, ...]:
    """A doubt (`identity.page`, `identity.listing`) for each thing that a claim says otherwise.

    Leading zeros, capitals and the writing of a number do not count, nor whether an issuer is named itself or by its
    head, nor the office before a signer's name; what a claim leaves out does not either. A day in force before the day
    of issue is plainly a slip of the claim.
    """
    return tuple(
        Doubt(f"identity.{claim.where}", f"{_SAYS[claim.where]} says {theirs}, the document says {own}")
        for claim in claims
        for theirs, own in _differences(identity, claim)
    )


def _differences(identity: LegalIdentity, claim: Claim) -> Iterator[tuple[str, str]]:
    if claim.number and not same_number(claim.number, identity.number):
        yield f"number {claim.number}", identity.number or "that it has none"
    if claim.type and not same_type(claim.type, identity.type):
        yield claim.type, identity.type
    if claim.issuer and identity.issuer and not same_issuer(claim.issuer, identity.issuer):
        yield f"issuer {claim.issuer}", identity.issuer
    if claim.signer and identity.signer and not same_signer(claim.signer, identity.signer):
        yield f"signer {claim.signer}", identity.signer
    if claim.issued_on and claim.issued_on != identity.issued_on:
        yield f"date of issue {claim.issued_on:%d/%m/%Y}", f"{identity.issued_on:%d/%m/%Y}"
    theirs, own = claim.effective_on, identity.effective_on
    if theirs and own and theirs != own and theirs >= identity.issued_on:
        yield f"in force from {theirs:%d/%m/%Y}", f"{own:%d/%m/%Y}"


def file_doubts(url: str, identity: LegalIdentity) -> tuple[Doubt, ...]:
    """A doubt (`identity.file`) where a file's name plainly names another document, and none that is `identity`.

    A name may say nothing (`99112002_v1_signed.pdf`); see `named_by_file`.
    """
    name = _path(url).rpartition("/")[2]
    if not is_another(named_by_file(_ENDING.sub("", name)), identity):
        return ()
    return (Doubt("identity.file", f"the file is called {name}, and is {identity.number}"),)


def address_doubts(url: str, identity: LegalIdentity) -> tuple[Doubt, ...]:
    """A doubt (`identity.page`) where a page's address names another document, and nowhere this one."""
    parts = [_ENDING.sub("", part) for part in _path(url).split("/")[3:]]
    if not is_another([named for part in parts for named in named_by_file(part)], identity):
        return ()
    said = f"the page's address is that of another document than {identity.number}: {_path(url)[-_LONGEST:]}"
    return (Doubt(f"identity.{Where.PAGE}", said),)


def title_doubts(titles: Iterable[str], identity: LegalIdentity, where: Where) -> tuple[Doubt, ...]:
    """A doubt for each title that names another document as its own, and not this one; see `named_by_title`."""
    told = dict.fromkeys(clean(title) for title in titles)
    return tuple(
        Doubt(
            f"identity.{where}",
            f"{_SAYS[where]} has the title {title[:_LONGEST]!r}, the document is {identity.number}",
        )
        for title in told
        if is_another(named_by_title(title), identity)
    )


def _path(url: str) -> str:
    return unquote(re.split(r"[?#]", url, maxsplit=1)[0])
