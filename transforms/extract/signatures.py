"""Digital signatures in a PDF (ISO 32000-1, 12.8): whose, when, and whether the bytes are those that were signed.

The dictionaries are looked for in the bytes themselves, not by way of the form that should list them: a file that was
cut out of a signed issue has lost its form. Where a signature stands in the file, it cannot be compressed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from crawlers.dates import parse_moment
from crawlers.words import fold
from transforms.article import Doubt, LegalIdentity, Signature, SignatureState
from transforms.extract.cms import CmsFault, Signed, is_trusted, read_cms
from transforms.extract.pdf_file import PdfFault
from transforms.extract.pdf_words import read_sheets

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_CONTENTS = re.compile(rb"/Contents\s*<([0-9A-Fa-f\s]*)>")
_TIME = re.compile(rb"/M\s*\(D:(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?(?:([+-])(\d{2})'?(\d{2})?|Z)?")
_KIND = re.compile(rb"/SubFilter\s*/([\w.]+)")
_MOST = 8
_LONGEST = 4_000_000
_EARLY = timedelta(days=60)
_PERSON = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")
_ORGAN = re.compile(
    r"\b(?:so|bo|cuc|vu|tong|van phong|uy ban|ubnd|cong bao|cong thong tin|chi cuc|trung tam|toa an|vien|phong|ban"
    r"|hoi dong|chinh phu|quoc hoi|nuoc|tinh|thanh pho|cong ty|co quan)\b"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A signature's dictionary: the two ranges it signs, where its own bytes stand, and what else it says."""

    ranges: tuple[int, int, int, int]
    contents: tuple[int, int]
    der: bytes
    time: str
    kind: str

    @property
    def end(self) -> int:
        return self.ranges[2] + self.ranges[3]


def read_signatures(body: bytes, roots: Sequence[bytes] = ()) -> tuple[Signature, ...]:
    """The signatures of a PDF in the order of its bytes; `roots` are the certificates (DER) that are trusted."""
    return tuple(_signature(body, each, roots) for each in _dictionaries(body))


def signature_doubts(signatures: Sequence[Signature]) -> tuple[Doubt, ...]:
    """A doubt for each signature that is not that of these bytes."""
    return tuple(
        Doubt("signature.broken", f"{each.signer or 'unknown signer'}: {each.detail}")
        for each in signatures
        if each.state == SignatureState.BROKEN
    )


def contradictions(signatures: Sequence[Signature], legal: LegalIdentity) -> tuple[Doubt, ...]:
    """What valid signatures say against the text: another person, or a time long before the date of issue.

    Most signatures are of the organ that publishes; they name nobody who could contradict.
    """
    doubts = []
    valid = [each for each in signatures if each.state == SignatureState.VALID]
    for each in valid:
        if each.signed_at and each.signed_at.date() < legal.issued_on - _EARLY:
            said = f"{each.signer} signed on {each.signed_at:%d/%m/%Y}, the text is of {legal.issued_on:%d/%m/%Y}"
            doubts.append(Doubt("signature.date", said))
    persons = [each.signer for each in valid if _is_person(each.signer)]
    if persons and legal.signer and fold(legal.signer) not in map(fold, persons):
        said = f"the file is signed by {', '.join(persons)}, the text by {legal.signer}"
        doubts.append(Doubt("signature.signer", said))
    return tuple(doubts)


def _is_person(name: str) -> bool:
    return bool(_PERSON.fullmatch(name)) and not _ORGAN.search(fold(name))


def _dictionaries(body: bytes) -> Iterator[_Found]:
    for count, found in enumerate(_RANGE.finditer(body)):
        if count == _MOST:
            return
        begin = max(body.rfind(b" obj", max(found.start() - _LONGEST, 0), found.start()), 0)
        end = body.find(b"endobj", found.end(), found.end() + _LONGEST)
        inside = body[begin : end if end > 0 else found.end() + _LONGEST]
        contents = _CONTENTS.search(inside)
        if contents is None:
            continue
        digits = re.sub(rb"\s+", b"", contents[1])
        kind = _KIND.search(inside)
        first, length, second, rest = map(int, found.groups())
        yield _Found(
            (first, length, second, rest),
            (begin + contents.start(1) - 1, begin + contents.end(1) + 1),
            bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")),
            _moment(inside),
            kind[1].decode("ascii", "replace") if kind else "",
        )


def _moment(inside: bytes) -> str:
    """The dictionary's own time (7.9.4) in ISO form, empty where it has none."""
    found = _TIME.search(inside)
    if not found:
        return ""
    year, month, day, hour, minute, second, sign, ahead, more = (
        part.decode() if part else "" for part in found.groups()
    )
    zone = f"{sign}{ahead}:{more or '00'}" if sign else "+00:00"
    return f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"


def _signature(body: bytes, found: _Found, roots: Sequence[bytes]) -> Signature:
    moment = parse_moment(found.time) if found.time else None
    try:
        signed = read_cms(found.der)
        state, detail = _state(body, found, signed)
        genuine = state == SignatureState.VALID or (state == SignatureState.CUT and signed.genuine())
        trusted = genuine and is_trusted(signed, roots)
    except CmsFault as fault:
        return Signature("", "", moment, SignatureState.BROKEN, detail=str(fault))
    when = signed.signed_at or moment
    source = "time-stamp" if signed.stamped else "the signer's clock"
    told = "; ".join(
        filter(None, (detail, f"time by {source}" if when else "", "SHA-1" if signed.weak else ""))
    )
    return Signature(signed.signer, signed.organ, when, state, trusted, told)


def _state(body: bytes, found: _Found, signed: Signed) -> tuple[SignatureState, str]:
    """What the signature is worth, and why."""
    first, length, second, rest = found.ranges
    if found.end > len(body):
        size = f"made over {found.end} bytes, this file has {len(body)}"
        return SignatureState.CUT, f"{size}: cut out of a signed file"
    if first != 0 or (length, second) != found.contents:
        return SignatureState.BROKEN, "what it leaves out is not itself alone"
    if not signed.covers(body[:length] + body[second : second + rest]):
        return SignatureState.BROKEN, "the bytes are not those that were signed"
    added = len(body.rstrip()) - found.end
    if added <= 0:
        return SignatureState.VALID, "covers the whole file"
    if not _same_words(body[: found.end], body):
        return SignatureState.BROKEN, f"{added} bytes were added after it, and they change the words"
    return SignatureState.VALID, f"{added} bytes were added after it; the words are the same"


def _same_words(signed: bytes, whole: bytes) -> bool:
    """Whether two states of a file have the same words on the same pages."""
    try:
        one, other = (
            [[word.text for word in sheet.words] for sheet in read_sheets(each)] for each in (signed, whole)
        )
    except PdfFault:
        return False
    return one == other
