"""The identity that a legal document's own words give: what it is, not what a page or a file's name says that it is."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from crawlers.dates import parse_day
from transforms.article import Block, Doubt, LegalIdentity
from transforms.law.dates import date_doubts
from transforms.law.effect import effective_day
from transforms.law.numbers import Form, LegalNumber
from transforms.law.text import LawText
from transforms.law.types import TYPES, key_of, type_of

_PASSED = re.compile(r"\bthông qua (ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE)
_CONSTITUTION = TYPES["HP"]
_MANY_MEANINGS = frozenset({"TC", "HĐ", "DA", "PA", "PB", "PC", "PG", "L", "LCT", "SL"})
_TELLING = frozenset({Form.NORMATIVE, Form.ADMINISTRATIVE})


def law_identity(law: LawText) -> LegalIdentity | None:
    """The identity that a document's own letterhead and signature give; None where it lacks a part of one.

    A constitution has no number: its own is empty. A consolidated text is in force as the texts are that it puts
    together, so it has no day of its own.
    """
    head = law.head
    name = type_of(head.type) or head.type
    issued_on = _issued_on(law)
    if issued_on is None or (head.number is None and name != _CONSTITUTION):
        return None
    consolidated = head.number is not None and head.number.form == Form.CONSOLIDATED
    effect = None if consolidated else effective_day(law.blocks, issued_on)
    return LegalIdentity(
        number=head.number.text if head.number else "",
        type=TYPES["VBHN"] if consolidated else name,
        issuer=head.issuer,
        issued_on=issued_on,
        effective_on=effect.day if effect else None,
        signer=law.signer,
        within=head.within,
    )


def _issued_on(law: LawText) -> date | None:
    """The day of issue by the letterhead; of a constitution, which has none there, the day on which it was passed."""
    is_constitution = type_of(law.head.type) == _CONSTITUTION
    return law.head.issued_on or (_passed(law.blocks) if is_constitution else None)


def identity_doubts(
    law: LawText, identity: LegalIdentity | None, *, captured_on: date, raw_effective: str = ""
) -> tuple[Doubt, ...]:
    """What is in doubt about what a document says that it is; `date_doubts` are among it.

    `identity.incomplete`: its letterhead has no number or no date, or one that cannot be read. `identity.issuer`: its
    number has another organ's code than stands over it. `identity.number`: its number is one of another type.

    Args:
        law: the document.
        identity: what `law_identity` makes of it, with what a page adds.
        captured_on: the day of the capture, in Vietnam.
        raw_effective: a page's words for the day in force, where the document does not tell it.
    """
    head = law.head
    doubts = list(_contradictions(law))
    if head.number is None and type_of(head.type) != _CONSTITUTION:
        doubts.append(_incomplete("number", head.numbered))
    if _issued_on(law) is None:
        doubts.append(_incomplete("date of issue", head.dated))
    if identity:
        raw = head.dated if head.issued_on is None else ""
        doubts += date_doubts(identity, raw_issued=raw, raw_effective=raw_effective, captured_on=captured_on)
    return tuple(doubts)


def _incomplete(name: str, written: str) -> Doubt:
    given = f"its {name} is given as {written[:120]!r}" if written else f"it has no line with its {name}"
    return Doubt("identity.incomplete", f"the letterhead does not say what the document is: {given}")


def _contradictions(law: LawText) -> Iterator[Doubt]:
    head, number = law.head, law.head.number
    if number is None:
        return
    if head.otherwise:
        said = f"the letterhead is of {head.issuer}, its number {number.text} of {head.otherwise}"
        yield Doubt("identity.issuer", said)
    told = _type_told(number)
    own = key_of(type_of(head.type) or head.type)
    if told and not (own.startswith(key_of(told)) or key_of(told).startswith(own)):
        yield Doubt("identity.number", f"the document is a {head.type}, its number {number.text} of a {told}")


def _type_told(number: LegalNumber) -> str | None:
    """The type that a number's code tells beyond doubt."""
    sure = number.form in _TELLING and number.code not in _MANY_MEANINGS
    return number.type if sure else None


def _passed(blocks: Sequence[Block]) -> date | None:
    """The day on which the Assembly passed the text, from the formula that closes it."""
    found = (_PASSED.search(block.text) for block in reversed(blocks))
    return next((parse_day(each[1]) for each in found if each), None)
