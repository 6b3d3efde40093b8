"""When the page that a legal document stands on was put up and changed: never the document's own days.

A page of a law is full of days: of issue, of effect, of the laws that it names. So only what is said to be the page's
counts: what it states for machines, what a label says (`Ngày đăng`, `Cập nhật`), a line that is a day with its time.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time

from crawlers.dates import VIETNAM, parse_moment
from crawlers.words import clean
from transforms.article import Doubt, LegalIdentity
from transforms.extract.draft import Draft
from transforms.extract.structured import Claim, Structured
from transforms.extract.times import is_stamp, judge, lines_of_head, out_of_order
from transforms.text.labels import Role, labelled_dates

_OF_DOCUMENT = frozenset({"meta dc.date.issued", "meta dcterms.issued", "meta dc.date", "meta date"})
"""What libraries state of a document, not of its page."""
_CLOCK = re.compile(r"\d\s?(?:[:hg]|giờ)\s?\d{2}")
_FIELDS = {Role.POSTED: "published", Role.UPDATED: "updated"}


@dataclass(frozen=True, slots=True)
class Posted:
    """The page's times, as far as it tells them; by which rules (`published_at`, `updated_at`), and what is doubtful."""

    published: datetime | None = None
    updated: datetime | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


def posted(
    lines: Iterable[str], told: Structured, captured: datetime, legal: LegalIdentity | None, by_rule: str = ""
) -> Posted:
    """The times of a legal document's page.

    Args:
        lines: of the page, with their labels, and none of the document's own.
        told: what the page states for machines.
        captured: when it was captured (aware).
        legal: the document's own days, which are none of the page's unless a time of day stands with them.
        by_rule: what a source's rule finds as the time of posting.
    """
    ruled = [Claim("published", by_rule, "layout.published")] if by_rule else []
    stated = [each for each in told.claims if not _is_of_document(each, legal)]
    claims = [*ruled, *stated, *(each for line in lines for each in _labelled(line, captured))]
    judged = {
        name: judge((each for each in claims if each.field == name), captured) for name in _FIELDS.values()
    }
    published, updated = judged["published"].moment, judged["updated"].moment
    return Posted(
        published,
        updated,
        {f"{name}_at": each.rule for name, each in judged.items() if each.moment},
        tuple(dict.fromkeys((
            *judged["published"].doubts, *judged["updated"].doubts, *out_of_order(published, updated),
        ))),
    )  # fmt: skip


def add_posted(draft: Draft, told: Structured, captured: datetime, legal: LegalIdentity | None) -> None:
    """Put the page's times in place of those that the draft of an article has, now that it is a legal document."""
    found = posted(lines_of_head(draft), told, captured, legal, draft.published_as)
    for name in ("published_at", "updated_at"):
        draft.evidence.pop(name, None)
    draft.evidence.update(found.evidence)
    draft.published, draft.updated = found.published, found.updated
    draft.doubts = [each for each in draft.doubts if not each.code.startswith("date.")]
    draft.doubts += found.doubts


def _is_of_document(claim: Claim, legal: LegalIdentity | None) -> bool:
    """Whether a statement for machines is about the document: it says so, or gives one of its days and no time."""
    moment = parse_moment(claim.raw)
    if claim.rule in _OF_DOCUMENT or moment is None or legal is None:
        return claim.rule in _OF_DOCUMENT
    own = {legal.issued_on, legal.effective_on}
    return moment.astimezone(VIETNAM).date() in own and moment.time() == time()


def _labelled(line: str, captured: datetime) -> Iterator[Claim]:
    """What a line says of its page: a labelled date, else a stamp with its time of day."""
    labelled = labelled_dates(line, now=captured)
    for each in labelled:
        if each.role in _FIELDS:
            words = clean(line)[slice(*each.span)]
            yield Claim(_FIELDS[each.role], words, f"label of {each.role}")
    moment = parse_moment(line)
    timed = moment is not None and moment.time() != time() and _CLOCK.search(line)
    if not labelled and timed and is_stamp(line):
        yield Claim("published", line, "text near the title")
