"""What others say that a document is, its page and its file's name, against what it says itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawlers.words import fold, words
from transforms.article import Doubt, LegalIdentity
from transforms.law.types import TYPES, key_of

_CODES = frozenset(re.sub(r"[^a-z]", "", fold(code)) for code in TYPES) - {"l"}
_NAMES = {re.sub(r"\W+", "-", fold(name)): re.sub(r"[^a-z]", "", fold(code)) for code, name in TYPES.items()}
_CODED = re.compile(r"(?<![a-z0-9])(\d{1,9})(?:[-_](\d{4}))?[-_]([a-z]{2,5})(?:[-_][a-z]|$)")
_CALLED = re.compile(rf"(?<![a-z])({'|'.join([*_NAMES, *sorted(_CODES)])})[-_]so[-_](\d{{1,9}})(?!\d)")
_ALIKE = 0.7
_LEAST = 5


@dataclass(frozen=True, slots=True)
class _Named:
    """A number as a file's name has it, after other digits perhaps (`447-44838-2022-nd-cp`); year where it has one."""

    serial: str
    year: int | None
    code: str


def file_doubts(url: str, legal: LegalIdentity) -> Iterator[Doubt]:
    """A doubt where the name of a file plainly names another document than `legal`.

    Names without a number (`99112002_v1_signed.pdf`) say nothing.
    """
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    named = _named(name)
    if named and not any(_same(each, legal) for each in named):
        yield Doubt("identity.file", f"the file is called {name}, and is {legal.number}")


def _named(name: str) -> list[_Named]:
    plain = re.sub(r"[\s.]+", "-", fold(name.rpartition(".")[0] or name))
    coded = [
        _Named(found[1], int(found[2]) if found[2] else None, found[3])
        for found in _CODED.finditer(plain)
        if found[3] in _CODES
    ]
    if coded:
        return coded
    return [_Named(found[2], None, _NAMES.get(found[1], found[1])) for found in _CALLED.finditer(plain)]


def _same(named: _Named, legal: LegalIdentity) -> bool:
    serial = re.match(r"0*(\d+)", legal.number)
    year = re.search(r"/(\d{4})/", legal.number)
    codes = fold(legal.number).split()
    return (
        serial is not None
        and named.serial.endswith(serial[1])
        and (named.year is None or year is None or int(year[1]) == named.year)
        and (named.code in codes or named.code == re.sub(r"[^a-z]", "", fold(legal.type)))
    )


def comparable(number: str) -> str:
    """A number without leading zeros: 05/2026 and 5/2026 are one."""
    return number.lstrip("0").casefold()


def page_doubts(claim: LegalIdentity, own: LegalIdentity) -> Iterator[Doubt]:
    """A doubt for each of number and dates that the page gives otherwise than the document itself.

    A day in force before the day of issue is plainly the page's slip, and leaves no doubt.
    """
    if comparable(claim.number) != comparable(own.number):
        yield Doubt("identity.page", f"the page says number {claim.number}, its file says {own.number}")
    if claim.issued_on != own.issued_on:
        said = (
            f"the page says date of issue {claim.issued_on:%d/%m/%Y}, its file says {own.issued_on:%d/%m/%Y}"
        )
        yield Doubt("identity.page", said)
    told = claim.effective_on
    if told and own.effective_on and told != own.effective_on and told >= own.issued_on:
        said = f"the page says in force from {told:%d/%m/%Y}, its file says {own.effective_on:%d/%m/%Y}"
        yield Doubt("identity.page", said)


def alike(claimed: Sequence[str], subject: str) -> bool:
    """Whether a document's subject is what the page says in one of `claimed`: most of the words of the shorter."""
    own = set(words(key_of(subject)))
    for text in claimed:
        theirs = set(words(key_of(text)))
        shorter = min(len(own), len(theirs))
        if shorter >= _LEAST and len(own & theirs) >= _ALIKE * shorter:
            return True
    return False
