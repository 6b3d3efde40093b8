"""When an article was published and updated: every time that is claimed for it, the best that can be, and what cannot.

A time that lies ahead of the page's capture, or that no calendar has, is never taken in silence, and never left out so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from crawlers.dates import AHEAD, VIETNAM, find_dates, is_blank, parse_moment
from crawlers.words import fold
from transforms.article import RELATIVE, BlockKind, Doubt
from transforms.extract.beside import ancestors, is_aside, is_call, label_of
from transforms.extract.blocks import Found
from transforms.extract.draft import Draft
from transforms.extract.entries import is_title
from transforms.extract.stamps import (
    SHORT_LINE,
    UPDATED,
    WHOLE,
    Stamp,
    is_dateline,
    is_stamp,
    moment_of_element,
    plain_stamp,
    read_stamp,
    recent,
)
from transforms.extract.structured import Claim, Structured
from transforms.text.labels import Role, labelled_dates

__all__ = [
    "Judged",
    "add_times",
    "future",
    "is_ahead",
    "is_stamp",
    "judge",
    "lines_of_head",
    "out_of_order",
    "settle",
]

_ISSUED = re.compile(
    r"^\W*(?:(?:bản )?tin )?(?:được )?(?:phát|ban hành)(?: tin| hành| báo)?(?: lúc| hồi|\s*:)", re.IGNORECASE
)
_NEAR_TITLE = 15
_BEFORE_TITLE = 3
_LONGEST_RAW = 120
_FOOT_LINES = 6
_CLOSING = 3
_SAME_TIME = timedelta(minutes=30)
_NEAR = "text near the title"
_RENEWED = "time of update near the title"
_UNDER = "text under the body"
_RENEWED_UNDER = "time of update under the body"
_ELEMENT = "time element near the title"
_OF_UPDATE = frozenset({_RENEWED, _RENEWED_UNDER})
_QUIET = frozenset({BlockKind.FURNITURE, BlockKind.BYLINE, BlockKind.CAPTION})
_PAGE_TAGS = frozenset({"body", "html", "form", "main"})
_BANNER = re.compile(r"clock|today|dong-?ho|header|top-?bar|banner|toolbar|ngay-?thang", re.IGNORECASE)


@dataclass(slots=True)
class Judged:
    """The first claim that can be true, by which rule, and the doubts about it and those before it."""

    moment: datetime | None = None
    rule: str = ""
    doubts: tuple[Doubt, ...] = ()


def add_times(draft: Draft, told: Structured, captured: datetime) -> None:
    """Times: by rule; as a warning states its own time of issue; as the page states; as it stands near the text.

    What speaks of an event in the body's head, and not of the posting, is text again; what closes the body and tells
    of the posting is none.
    """
    _restore_events(draft, told, captured)
    _close(draft)
    seen = [*_near_title(draft, captured), *_under_body(draft)]
    renewed = [claim for claim in seen if claim.rule in _OF_UPDATE]
    posted = [claim for claim in seen if claim.rule not in _OF_UPDATE]
    published = [*_by_rule(draft), *_of_issue([*_head(draft), *draft.body]), *told.claims_of("published")]
    settle(draft, "published", judge([*published, *posted, *renewed], captured))
    settle(draft, "updated", judge(told.claims_of("updated"), captured))
    if not draft.updated and draft.published and draft.evidence["published_at"] not in _OF_UPDATE:
        later = [claim for claim in renewed if (_moment(claim.raw, captured) or captured) > draft.published]
        settle(draft, "updated", judge(later, captured))
    told_before = {claim.raw for claim in published}
    stamps = [each for each in seen if each.raw not in told_before and is_stamp(each.raw, captured)]
    _doubt(draft, (doubt for claim in stamps for doubt in _wrong(claim, captured)))
    _doubt(draft, out_of_order(draft.published, draft.updated))


def settle(draft: Draft, name: str, judged: Judged) -> None:
    """Enter a time (`published`, `updated`) with its rule, and what is doubtful about it."""
    _doubt(draft, judged.doubts)
    if judged.moment:
        setattr(draft, name, judged.moment)
        draft.evidence[f"{name}_at"] = judged.rule


def _doubt(draft: Draft, doubts: Iterable[Doubt]) -> None:
    draft.doubts.extend(doubt for doubt in dict.fromkeys(doubts) if doubt not in draft.doubts)


def judge(claims: Iterable[Claim], captured: datetime) -> Judged:
    """The first claim that is a time and does not lie ahead; one that does only where there is no other."""
    doubts: list[Doubt] = []
    ahead = Judged()
    distinct: dict[str, Claim] = {}
    for claim in claims:
        distinct.setdefault(claim.raw, claim)
    for claim in distinct.values():
        doubts += _wrong(claim, captured)
        moment = _moment(claim.raw, captured)
        if moment is None:
            continue
        if not is_ahead(moment, captured):
            return Judged(moment, _rule(claim), tuple(doubts))
        doubts.append(future(moment, claim.rule, claim.raw))
        ahead = ahead if ahead.moment else Judged(moment, _rule(claim))
    return Judged(ahead.moment, ahead.rule, tuple(doubts))


def _moment(raw: str, captured: datetime) -> datetime | None:
    """The moment that a claim's words say, by Vietnam's clock; `2 giờ trước` and `hôm qua` among them."""
    if is_blank(raw):
        return None
    if moment := parse_moment(plain_stamp(raw)):
        return moment.astimezone(VIETNAM)
    told = recent(raw, captured)
    return told.moment if told else None


def _rule(claim: Claim) -> str:
    return claim.rule if parse_moment(plain_stamp(claim.raw)) else f"{claim.rule}{RELATIVE}"


def _wrong(claim: Claim, captured: datetime) -> list[Doubt]:
    """The doubts about a claim's words: they are no day or time of the calendar, or another day of the week."""
    if is_blank(claim.raw):
        return []
    said = f"{claim.rule}: {claim.raw[:_LONGEST_RAW]!r}"
    found = [each for each in find_dates(plain_stamp(claim.raw)) if each.precision in WHOLE]
    findings = [each.finding for each in found[:1] if each.finding]
    if findings and findings[0].code == "date.weekday":
        return [Doubt("date.weekday", f"{said}: {findings[0].why}")]
    impossible = bool(found) and (bool(findings) or _moment(claim.raw, captured) is None)
    return [Doubt("date.impossible", said)] if impossible else []


def out_of_order(published: datetime | None, updated: datetime | None) -> Iterator[Doubt]:
    """The doubt about an update before the publication, by more than clocks explain; of mere days by a day."""
    if not published or not updated or updated + AHEAD >= published:
        return
    midnight = any(each.astimezone(VIETNAM).time() == time() for each in (published, updated))
    if midnight and updated.astimezone(VIETNAM).date() >= published.astimezone(VIETNAM).date():
        return
    detail = f"updated {updated.isoformat()}, before it was published {published.isoformat()}"
    yield Doubt("date.order", detail)


def future(moment: datetime, rule: str, raw: str) -> Doubt:
    """The doubt about a time that lies ahead of the capture; in the same words at each capture."""
    said = f"{rule}: {raw[:_LONGEST_RAW]!r}"
    return Doubt("date.future", f"{said} is {moment.isoformat()}, later than the page was captured")


def is_ahead(moment: datetime, captured: datetime) -> bool:
    """Whether a time lies ahead of the page's capture by more than clocks explain."""
    return moment > captured + AHEAD


def _by_rule(draft: Draft) -> Iterator[Claim]:
    if draft.published_as:
        yield Claim("published", draft.published_as, "layout.published")


def _of_issue(found: Sequence[Found]) -> Iterator[Claim]:
    """The time that a line of its own gives as the text's: `Tin phát lúc: 08h00 ngày 12/11/2026`."""
    for each in found:
        if len(each.text) < SHORT_LINE and _ISSUED.match(each.text):
            yield Claim("published", each.text, "time of issue in the text")


def lines_of_head(draft: Draft) -> Iterator[str]:
    """The short lines between the title and the body, or right over the title, and the stamps in the body's head."""
    yield from (found.text for found in _head(draft))


def _head(draft: Draft, captured: datetime | None = None) -> Iterator[Found]:
    """The blocks of `lines_of_head`; with the capture's moment without the clock in the page's banner."""
    above, title = draft.above(), fold(draft.title)
    titled = max((at for at, found in enumerate(above) if fold(found.text) == title), default=-1)
    over = above[max(titled - _BEFORE_TITLE, 0) : titled] if titled >= 0 else []
    if captured:
        over = [each for each in over if not _is_banner_clock(each, above[titled], captured)]
    under = above[titled + 1 : titled + _NEAR_TITLE] if titled >= 0 else []
    for found in [*over, *under, *_stamps(draft.found, captured)]:
        if fold(found.text) != title and len(found.text) < SHORT_LINE:
            yield found


def _is_banner_clock(found: Found, title: Found, captured: datetime) -> bool:
    """Whether a line over the title is but the day on which the page was fetched, and stands in no element of the article."""
    stamp = read_stamp(found.text)
    if stamp is None or stamp.posted or stamp.day != captured.astimezone(VIETNAM).date():
        return False
    own = {node.mem_id for node in ancestors(title.node, 4) if node.tag not in _PAGE_TAGS}
    apart = [node for node in ancestors(found.node, 3) if node.mem_id not in own]
    return len(apart) == len(list(ancestors(found.node, 3))) or any(
        _BANNER.search(label_of(node)) for node in apart
    )


def _near_title(draft: Draft, captured: datetime) -> Iterator[Claim]:
    """What the lines of the head tell of the posting."""
    for found in _head(draft, captured):
        if raw := moment_of_element(found):
            yield Claim("published", raw, _RENEWED if UPDATED.search(found.text) else _ELEMENT)
        elif is_stamp(found.text, captured) or is_dateline(found.text):
            yield from _claims(found.text, _NEAR, _RENEWED)


def _claims(text: str, posted: str, renewed: str) -> Iterator[Claim]:
    """What a line tells by its labels, where they are two; else as a whole."""
    labelled = [each for each in labelled_dates(text) if each.role in {Role.POSTED, Role.UPDATED}]
    if len({each.role for each in labelled}) > 1:
        for each in labelled:
            yield Claim("published", text[slice(*each.span)], posted if each.role == Role.POSTED else renewed)
    else:
        yield Claim("published", text, renewed if UPDATED.search(text) else posted)


def _stamps(found: Sequence[Found], captured: datetime | None) -> Iterator[Found]:
    """The stamps in the body's element before the first block that is spoken."""
    for each in found:
        if each.kind not in _QUIET:
            return
        if (
            is_stamp(each.text, captured)
            or moment_of_element(each)
            or (each.kind == BlockKind.BYLINE and is_dateline(each.text))
        ):
            yield each


def _under_body(draft: Draft) -> Iterator[Claim]:
    """What the last lines of the body's element, and those right under it, say themselves of the posting."""
    closing = draft.found[-_CLOSING:]
    after = draft.around[_end(draft) :]
    for at, each in enumerate([*closing, *after[:_FOOT_LINES]]):
        if at >= len(closing) and (is_title(each) or is_call(each.text)):
            return
        if each.kind == BlockKind.FURNITURE or at >= len(closing):
            stamp = read_stamp(each.text)
            if stamp and stamp.posted:
                yield from _claims(each.text, _UNDER, _RENEWED_UNDER)


def _end(draft: Draft) -> int:
    """The place on the page behind the last block of the body's element; the page's end where that is not found."""
    if not draft.found:
        return len(draft.around)
    last = draft.found[-1]
    places = (
        at
        for at in range(len(draft.around) - 1, -1, -1)
        if draft.around[at].text == last.text and draft.around[at].node.mem_id == last.node.mem_id
    )
    return next(places, len(draft.around) - 1) + 1


def _close(draft: Draft) -> None:
    """Makes furniture of what closes the body and says itself that it tells of the posting: `Cập nhật lúc`."""
    told = [at for at, each in enumerate(draft.found) if each.kind not in _QUIET]
    for at in reversed(told[-_CLOSING:]):
        stamp = read_stamp(draft.found[at].text)
        if stamp is None or not stamp.posted:
            return
        draft.found[at] = replace(draft.found[at], kind=BlockKind.FURNITURE)


def _restore_events(draft: Draft, told: Structured, captured: datetime) -> None:
    """Makes text again of a bare day in the body's head that is later than the posting, or is spoken of and lies ahead."""
    stated = judge([*_by_rule(draft), *told.claims_of("published")], captured).moment
    known = stated if stated and not is_ahead(stated, captured) else None
    for at, each in enumerate(draft.found):
        if each.kind not in _QUIET:
            return
        stamp = read_stamp(each.text) if each.kind == BlockKind.FURNITURE else None
        if stamp and _is_event(each, stamp, known, captured) and not any(map(is_aside, ancestors(each.node))):
            kind = BlockKind.HEADING if each.level else BlockKind.PARAGRAPH
            draft.found[at] = replace(each, kind=kind)


def _is_event(found: Found, stamp: Stamp, known: datetime | None, captured: datetime) -> bool:
    moment = _moment(found.text, captured)
    if stamp.posted or stamp.day is None or moment is None:
        return False
    if known is not None:
        apart = stamp.spoken and bool(stamp.clock) and moment > known + _SAME_TIME
        return stamp.day > known.astimezone(VIETNAM).date() or apart
    return stamp.spoken and is_ahead(moment, captured)
