"""Whether two ways to write a document's number, type, issuer or signer mean the same."""

import re
from collections.abc import Iterator

from crawlers.words import clean, fold
from transforms.law.bodies import body_named, body_of, issuer_of, without_office
from transforms.law.numbers import parse_number
from transforms.law.types import TYPES, key_of, type_at_start, type_code
from transforms.text.keys import one_style

_OFFICE = re.compile(
    r"^(?:(?:k ?t|t ?m|t ?l|t ?u ?q|q|quyen|pho|thu truong|bo truong|thu tuong(?: chinh phu)?|chu tich(?: nuoc| quoc hoi)?|chu nhiem|"
    r"thong doc|chanh an|vien truong|tong (?:giam doc|bi thu|cuc truong|thanh tra|kiem toan)|giam doc|cuc truong|vu truong|"
    r"chanh van phong|chanh thanh tra|bi thu|truong ban|(?:dai|thuong|trung|thieu) (?:tuong|ta)|do doc|gs|pgs|ts|ths|da ky|"
    r"ong|ba|dong chi|ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|tinh|thuong truc)\s*)+\b"
)
_ORGAN = re.compile(
    r"(?:bo|so|cuc|tong cuc|ngan hang|toa an|van phong|thanh tra|kiem toan|ban chi dao|huyen|xa|phuong|quan) "
)
_LEAST_NAME = 2


def plain_number(number: str) -> str:
    """A number in one writing, in small letters, without leading zeros."""
    parsed = parse_number(number)
    return (parsed.text if parsed else clean(number)).casefold().replace("tư", "tw").lstrip("0")


def same_number(theirs: str, own: str) -> bool:
    """Whether two numbers are one: `05/2026/TT-BYT` and `5/2026/tt-byt`."""
    return plain_number(theirs) == plain_number(own)


def type_named(text: str) -> str | None:
    """The type that a site's field names: by its name, or by its code (`TT`); None for a class of documents, or none."""
    return type_at_start(text) or TYPES.get(type_code(clean(text)))


def same_type(theirs: str, own: str) -> bool:
    """Whether two names are of one type: a name may say less (`Nghị quyết`, liên tịch) or begin with the subject's type
    (`Luật` for a Bộ luật). What names no type contradicts none.
    """
    named = type_named(theirs)
    if named is None:
        return True
    left, right = key_of(named), key_of(type_named(own) or own)
    return left == right or right.startswith(f"{left} ") or {left, right} == {"luật", "bộ luật"}


def same_issuer(theirs: str, own: str) -> bool:
    """Whether two names are of one issuer: whatever style and capitals, for the body itself or its head, whole or begun.

    A joint document's may name one of its issuers only.
    """
    said = _issuer_key(theirs)
    if not said:
        return True
    return any(_begins(said, each) or _begins(each, said) for each in map(_issuer_key, (own, *_members(own))))


def _issuer_key(name: str) -> str:
    body = body_of(clean(name))
    full = body.name if body and not body.is_place else issuer_of(without_office(issuer_of(name)))
    return key_of(one_style(full)).replace("-", " ").replace("  ", " ")


def _begins(one: str, other: str) -> bool:
    return one == other or other.startswith((f"{one} ", f"{one},"))


def _members(issuer: str) -> Iterator[str]:
    """The bodies of a joint document, whose names may have commas themselves."""
    pieces = re.split(r"[,;]\s*|\s[-–]\s", issuer)
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            name = ", ".join(pieces[start:end])
            if body_named(name):
                yield name


def same_signer(theirs: str, own: str) -> bool:
    """Whether a site names the signer of a document, behind whatever office and rank; of several one is enough."""
    said = fold(theirs)
    if any(f" {fold(name)} " in f" {said} " for name in own.split(", ")):
        return True
    bare = _OFFICE.sub("", said).strip()
    office = bare != said and _ORGAN.match(bare)
    return bool(office) or len(bare.split()) < _LEAST_NAME or bare in fold(own)
