"""The lead (sapo) of an article: what stands between its title and its body and says what it is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from crawlers.dates import parse_day
from crawlers.words import fold, words
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, is_call, is_lead, label_of
from transforms.extract.blocks import Found
from transforms.extract.bylines import is_byline, is_credit
from transforms.extract.draft import Draft
from transforms.extract.stamps import Stamp, is_dateline, is_event, moment_of_element, read_stamp
from transforms.extract.structured import Structured

_LEAD_WORDS = 6
_PLAIN_LEAD_WORDS = 12
_LONGEST = 1200
_HEAD_BLOCKS = 10
_STAMP_NEAR = 2
_UNDER_LEAD = 3
_BOLD = 0.9
_LINKED = 0.5
_STEPS = 5
_MAY_LEAD = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
_NO_LEAD = re.compile(
    r"caption|chu-?thich|author|byline|tac-?gia|date|time|share|meta|breadcrumb|tool", re.IGNORECASE
)


def trim_head(draft: Draft, told: Structured) -> None:
    """Where the body's element holds title and lead too, they and the lines between them are taken out of the body."""
    title, descriptions = fold(draft.title), [fold(each) for each in told.descriptions]
    head = draft.found[:_HEAD_BLOCKS]
    titled = next((at for at, each in enumerate(head) if fold(each.text) == title), -1)
    if titled < 0:
        return
    for at, each in enumerate(head[titled + 1 :], titled + 1):
        if any(_says(fold(each.text), text) for text in descriptions):
            draft.lead, draft.evidence["lead"] = each.text, "element of the description"
            events = [line for line in head[titled + 1 : at] if is_event(line.text)]
            draft.found = [*events, *draft.found[at + 1 :]]
            return
    draft.found = draft.found[titled + 1 :]


def mark_head(draft: Draft, *, lead: bool = True) -> None:
    """What stands in the body before its first sentence, but is none of it: when it was posted, by whom, what to press.

    A line that is marked as the lead becomes the lead, unless `lead` is False. Where the first sentence stands out as a
    lead does, what follows it may be of that kind, too.
    """
    seen = _stamps_over(draft)
    for at, each in enumerate(draft.found[:_HEAD_BLOCKS]):
        if each.linked > _LINKED and each.size >= _LEAD_WORDS:
            return
        if each.kind not in _MAY_LEAD:
            continue
        kind, rule = _kind_in_head(draft, at, seen, lead=lead)
        if rule:
            draft.lead, draft.evidence["lead"] = each.text, rule
        if kind is None:
            _mark_under_lead(draft, at)
            return
        draft.found[at] = replace(each, kind=kind)


def _stamps_over(draft: Draft) -> list[Stamp]:
    """What stands of the posting between the title and the body."""
    above, title = draft.above(), fold(draft.title)
    titled = max((at for at, found in enumerate(above) if fold(found.text) == title), default=len(above))
    return [stamp for each in above[titled + 1 :] if (stamp := read_stamp(each.text))]


def _kind_in_head(draft: Draft, at: int, seen: list[Stamp], *, lead: bool) -> tuple[BlockKind | None, str]:
    """What a block before the first sentence is, None for that sentence; and the rule by which it is the lead."""
    found = draft.found[at]
    if stamp := read_stamp(found.text):
        if _is_of_another(stamp, seen):
            return None, ""
        seen.append(stamp)
        return BlockKind.FURNITURE, ""
    if is_call(found.text) or moment_of_element(found):
        return BlockKind.FURNITURE, ""
    following = draft.found[at + 1 : at + 1 + _STAMP_NEAR]
    if is_dateline(found.text) or is_credit(found.text) or (is_byline(found.text) and _goes_on(following)):
        return BlockKind.BYLINE, ""
    rule = _rule_of_lead(found, following, seen) if lead and not draft.lead else ""
    return (BlockKind.FURNITURE if rule else None), rule


def _goes_on(following: Sequence[Found]) -> bool:
    """Whether an article goes on under a name as under its author's: with a sentence, or with what else stands in a head."""
    if not following:
        return False
    text = following[0].text
    return (
        following[0].size >= _PLAIN_LEAD_WORDS or bool(read_stamp(text)) or is_call(text) or is_credit(text)
    )


def _is_of_another(stamp: Stamp, seen: Sequence[Stamp]) -> bool:
    """Whether a bare day stands under a stamp that says another: it is that of an event."""
    return not stamp.posted and bool(seen) and not any(stamp.says_as(each) for each in seen)


def _rule_of_lead(found: Found, following: Sequence[Found], seen: Sequence[Stamp]) -> str:
    """Why a block in the head is the lead; empty where it is not."""
    if _is_marked(found):
        return "element marked as lead"
    if not found.size >= _PLAIN_LEAD_WORDS or len(found.text) > _LONGEST:
        return ""
    if found.kind == BlockKind.HEADING and found.text.endswith("."):
        return "heading that is a sentence"
    stamps = [stamp for each in following if (stamp := read_stamp(each.text))]
    return "prose over the time" if any(not _is_of_another(each, seen) for each in stamps) else ""


def _mark_under_lead(draft: Draft, at: int) -> None:
    """Marks who wrote it and when it was posted under a first sentence that stands for a lead."""
    bold = draft.found[at].bold > _BOLD and draft.found[at].size >= _PLAIN_LEAD_WORDS
    for place in range(at + 1, min(at + 1 + _UNDER_LEAD, len(draft.found) - 1)):
        each = draft.found[place]
        if each.kind not in _MAY_LEAD:
            continue
        stamp = read_stamp(each.text)
        if stamp and stamp.posted:
            draft.found[place] = replace(each, kind=BlockKind.FURNITURE)
        elif is_credit(each.text) or (bold and is_byline(each.text)):
            draft.found[place] = replace(each, kind=BlockKind.BYLINE)
        else:
            return


def add_lead(draft: Draft, told: Structured, language: str) -> None:
    """The words above the body that the description repeats, that are marked as a lead, or that stand as one.

    Only words that a reader sees: a description that stands nowhere on the page is no lead.
    """
    above = draft.above()
    title, descriptions = fold(draft.title), [fold(each) for each in told.descriptions]
    for found in above:
        text = fold(found.text)
        if text not in title and any(_says(text, each) for each in descriptions):
            draft.lead, draft.evidence["lead"] = found.text, "element of the description"
            return
    titled = max((at for at, found in enumerate(above) if fold(found.text) == title), default=len(above))
    under = above[titled + 1 :]
    for rule, found in [
        *(("element marked as lead", each) for each in under if _is_marked(each)),
        *(("prose between title and body", each) for each in under if _is_plain(each, draft, language)),
    ]:
        draft.lead, draft.evidence["lead"] = found.text, rule
        return


def _is_marked(found: Found) -> bool:
    return found.linked < _LINKED and len(words(found.text)) >= _LEAD_WORDS and is_lead(found.node)


def _is_plain(found: Found, draft: Draft, language: str) -> bool:
    """Whether a block is a sentence or more of the article, by its words and its place."""
    return (
        found.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}
        and found.linked < 0.2
        and found.size >= _PLAIN_LEAD_WORDS
        and len(found.text) <= _LONGEST
        and found.speaks(language)
        and not is_byline(found.text)
        and not is_call(found.text)
        and not (parse_day(found.text) and found.size < 2 * _PLAIN_LEAD_WORDS and ":" in found.text)
        and _stands_with(found, draft)
    )


def _stands_with(found: Found, draft: Draft) -> bool:
    """Whether a block is in the body's column, and in nothing named otherwise; a table that has the body is one."""
    column = {node.mem_id for node in _column(draft.body[0].node)}
    for node in ancestors(found.node, _STEPS):
        if node.mem_id in column:
            return True
        if (
            is_aside(node)
            or node.tag in {"figure", "figcaption", "li", "form"}
            or _NO_LEAD.search(label_of(node))
        ):
            return False
    return False


def _column(node: LexborNode) -> Iterator[LexborNode]:
    """The elements close around the body's first block; of a layout by rows, the table whose row it is in, however deep."""
    yield from (each for each in ancestors(node, _STEPS + 1) if each.tag != "body")
    row = next((each for each in ancestors(node) if each.tag == "tr"), None)
    if row is not None:
        yield from (each for each in ancestors(row.parent, 2) if each.tag in {"table", "tbody"})


def _says(text: str, description: str) -> bool:
    """Whether a block's folded text is the description, which may be cut short or have the site's name after it."""
    if len(text.split()) < _LEAD_WORDS or len(description.split()) < _LEAD_WORDS:
        return False
    return text.startswith(description) or description.startswith(text) or text.endswith(description)
