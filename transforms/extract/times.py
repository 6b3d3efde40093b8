"""When an article was published and updated: every time that is claimed for it, the best that can be, and what cannot.

A time that lies ahead of the page's capture, or that no calendar has, is never taken in silence, and never left out so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlers.dates import parse_moment
from crawlers.words import fold
from transforms.article import BlockKind, Doubt
from transforms.extract.blocks import Found
from transforms.extract.draft import Draft
from transforms.extract.measure import size
from transforms.extract.structured import Claim, Structured

_ISSUED = re.compile(
    r"^\W*(?:(?:bản )?tin )?(?:được )?(?:phát|ban hành)(?: tin| hành| báo)?(?: lúc| hồi|\s*:)", re.IGNORECASE
)
_UPDATED = re.compile(r"cập nhật|chỉnh sửa|last (?:update|modified)|updated", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"(?<![\d./\-])\d{1,2}\s?([/.\-])\s?\d{1,2}\s?\1\s?\d{4}(?![\d./\-])|(?<![\d./\-])\d{4}-\d{1,2}-\d{1,2}(?![\d\-])|"
    r"(?<!\d)\d{1,2}\s*tháng\s*\d{1,2}\s*(?:,|năm|/)?\s*\d{4}(?!\d)",
    re.IGNORECASE,
)
_NO_DATE = re.compile(r"^\W*(?:0{4}-0?0-0?0|0001-0?1-0?1|0?1/0?1/0001|1/1/1\b|1970-01-01|0?1/0?1/1970)")
_CLOCK = re.compile(r"\d\s?(?:[:hg]|giờ)\s?\d{2}")
_AHEAD = timedelta(days=1)
_NEAR_TITLE = 15
_BEFORE_TITLE = 3
_SHORT_LINE = 90
_STAMP_WORDS = 8
_DAY_WORDS = 3
_LONGEST_RAW = 120
_NEAR = "text near the title"
_RENEWED = "time of update near the title"


@dataclass(slots=True)
class _Judged:
    """The first claim that can be true, and the doubts about those before it."""

    moment: datetime | None = None
    rule: str = ""
    doubts: tuple[Doubt, ...] = ()


def add_times(draft: Draft, told: Structured, captured: datetime) -> None:
    """Times: by rule; as a warning states its own time of issue; as the page states; as it stands near the title."""
    near = [claim for claim in _near_title(draft) if not _is_of_event(claim, captured)]
    posted = [claim for claim in near if claim.rule == _NEAR]
    renewed = [claim for claim in near if claim.rule == _RENEWED]
    published = [*_by_rule(draft), *_of_issue(draft.body), *told.claims_of("published")]
    _settle(draft, "published", [*published, *posted, *renewed], captured)
    _settle(draft, "updated", told.claims_of("updated"), captured)
    if not draft.updated and draft.published and draft.evidence["published_at"] != _RENEWED:
        later = [claim for claim in renewed if (parse_moment(claim.raw) or draft.published) > draft.published]
        _settle(draft, "updated", later, captured)


def _settle(draft: Draft, name: str, claims: Iterable[Claim], captured: datetime) -> None:
    judged = _judge(claims, captured)
    draft.doubts.extend(doubt for doubt in judged.doubts if doubt not in draft.doubts)
    if judged.moment:
        setattr(draft, name, judged.moment)
        draft.evidence[f"{name}_at"] = judged.rule


def _judge(claims: Iterable[Claim], captured: datetime) -> _Judged:
    """The first claim that is a time and does not lie ahead; one that does only where there is no other."""
    doubts: list[Doubt] = []
    ahead = _Judged()
    distinct: dict[str, Claim] = {}
    for claim in claims:
        distinct.setdefault(claim.raw, claim)
    for claim in distinct.values():
        moment = parse_moment(claim.raw)
        if moment is None or _NO_DATE.match(claim.raw):
            if _DATE_LIKE.search(claim.raw) and not _NO_DATE.match(claim.raw):
                doubts.append(Doubt("date.impossible", f"{claim.rule}: {claim.raw[:_LONGEST_RAW]!r}"))
        elif is_ahead(moment, captured):
            doubts.append(future(moment, captured, claim.rule, claim.raw))
            ahead = ahead if ahead.moment else _Judged(moment, claim.rule)
        else:
            return _Judged(moment, claim.rule, tuple(doubts))
    return _Judged(ahead.moment, ahead.rule, tuple(doubts))


def future(moment: datetime, captured: datetime, rule: str, raw: str) -> Doubt:
    """The doubt about a time that lies ahead of the capture."""
    said = f"{rule}: {raw[:_LONGEST_RAW]!r}"
    return Doubt(
        "date.future", f"{said} is {moment.isoformat()}, captured {captured.isoformat(timespec='minutes')}"
    )


def is_ahead(moment: datetime, captured: datetime) -> bool:
    """Whether a time lies ahead of the page's capture by more than clocks and zones explain."""
    return moment > captured + _AHEAD


def _by_rule(draft: Draft) -> Iterator[Claim]:
    if draft.published_as:
        yield Claim("published", draft.published_as, "layout.published")


def _of_issue(found: Sequence[Found]) -> Iterator[Claim]:
    """The time that a line of its own gives as the text's: `Tin phát lúc: 08h00 ngày 12/11/2026`."""
    for each in found:
        if len(each.text) < _SHORT_LINE and _ISSUED.match(each.text):
            yield Claim("published", each.text, "time of issue in the text")


def is_stamp(text: str) -> bool:
    """Whether a line says when something was posted, and little else: a day with a time, or hardly more than a day."""
    if len(text) > _SHORT_LINE or not parse_moment(text):
        return False
    return size(text) <= (_STAMP_WORDS if _CLOCK.search(text) else _DAY_WORDS)


def _near_title(draft: Draft) -> Iterator[Claim]:
    """The short lines with a date between the title and the body, or right over the title, and stamps in its head."""
    texts = [found.text for found in draft.above()]
    title = fold(draft.title)
    starts = [at for at, text in enumerate(texts) if fold(text) == title]
    near = texts[max(starts[-1] - _BEFORE_TITLE, 0) : starts[-1] + _NEAR_TITLE] if starts else []
    for text in [*near, *_stamps(draft.found)]:
        if fold(text) != title and len(text) < _SHORT_LINE and (_DATE_LIKE.search(text) or is_stamp(text)):
            yield Claim("published", text, _RENEWED if _UPDATED.search(text) else _NEAR)


def _stamps(found: Sequence[Found]) -> Iterator[str]:
    """The stamps in the body's element before the first block that is spoken."""
    for each in found:
        if each.kind == BlockKind.FURNITURE and is_stamp(each.text):
            yield each.text
        elif each.kind not in {BlockKind.FURNITURE, BlockKind.BYLINE, BlockKind.CAPTION}:
            return


def _is_of_event(claim: Claim, captured: datetime) -> bool:
    """Whether a line that speaks of a day ahead says more than when it was posted: an invitation, a deadline."""
    moment = parse_moment(claim.raw)
    return moment is not None and is_ahead(moment, captured) and size(claim.raw) > _STAMP_WORDS
