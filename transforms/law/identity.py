"""The identity that a legal document's own words give: what it is, not what a page or a file's name says that it is."""

import re
from collections.abc import Sequence
from datetime import date

from crawlers.dates import parse_day
from transforms.article import Block, LegalIdentity
from transforms.law.effect import effective_day
from transforms.law.numbers import Form
from transforms.law.text import LawText
from transforms.law.types import TYPES, type_of

_PASSED = re.compile(r"\bthông qua (ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE)
_CONSTITUTION = TYPES["HP"]


def law_identity(law: LawText) -> LegalIdentity | None:
    """The identity that a document's own letterhead and signature give; None where it lacks a part of one.

    A constitution has no number: its own is empty. A consolidated text is in force as the texts are that it puts
    together, so it has no day of its own.
    """
    head = law.head
    name = type_of(head.type) or head.type
    issued_on = head.issued_on or (_passed(law.blocks) if name == _CONSTITUTION else None)
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
    )


def _passed(blocks: Sequence[Block]) -> date | None:
    """The day on which the Assembly passed the text, from the formula that closes it."""
    found = (_PASSED.search(block.text) for block in reversed(blocks))
    return next((parse_day(each[1]) for each in found if each), None)
