"""What a legal document changes in others, by its own sentences: it amends, replaces, repeals, suspends, corrects."""

import re
from collections.abc import Collection, Iterator, Sequence

from crawlers.words import plain_letters
from transforms.article import SPOKEN_BLOCKS, Block, BlockKind
from transforms.law.acts import Act, act_of, ending_in, own_act
from transforms.law.document import LegalDocument
from transforms.law.quotes import announces
from transforms.law.relations import Relation
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.passages import NUMBERING, WHOLE_SENTENCE, Place, Span, say_span, spans_of
from transforms.script.records import TITLE, Role, Utterance
from transforms.script.speech import Speech

_CHANGES = frozenset({Act.AMENDS, Act.REPLACES, Act.REPEALS, Act.SUSPENDS, Act.CORRECTS})
_NEAR = 30
_LISTS = re.compile(r"(?:,?\s*(?:bao\s+)?gồm(?:\s+các\s+\w+)?(?:\s+sau(?:\s+đây)?)?)?\s*:")
_MARKS = (re.compile(r"\W*[a-zđ]\d?\)"), re.compile(r"\W*\d{1,3}[a-zđ]?[.)]"), re.compile(r"\s*[-–+•]"))
_QUIET = frozenset({BlockKind.FURNITURE, BlockKind.CAPTION, BlockKind.NOTE})


def places_of_changes(speech: Speech, document: LegalDocument) -> list[Place]:
    """The sentences that tell the changes, each once, in their order; a list's lead-in stands before its items."""
    return list(dict.fromkeys(_places(speech, document)))


def say_changes(
    speech: Speech, document: LegalDocument, places: Sequence[Place], heard: Collection[int]
) -> list[Utterance]:
    """The sentences at `places`, as many as may be, and that there are more, where there are.

    Args:
        speech: says it.
        document: the document.
        places: of the sentences that were not said yet.
        heard: the blocks of which something was said before.
    """
    told = places[: LIMITS.law.changes]
    known = {*heard, *(at for at, _ in places)}
    ended = list(_ended(document, known))[: LIMITS.law.changes - len(told)]
    said = [
        *_say_told(speech, document, told, cut=len(places) > len(told)),
        *(each for relation in ended for each in _say_end(speech, document, relation)),
    ]
    left = _left(document, {*known, *(each.block for each in ended)})
    if said or any(each.act in _CHANGES and each.block in heard for each in document.relations):
        more = len(places) > len(told) or bool(left)
        return [*said, *(speech.frame("law_more", TITLE, Role.LAW, PAUSES.sentence) if more else [])]
    other = {each.target.key for each in left} - {each.target.key for each in _of_title(document)}
    return speech.frame("law_changes", TITLE, Role.LAW, PAUSES.sentence) if other else []


def _ended(document: LegalDocument, known: Collection[int]) -> Iterator[Relation]:
    """The documents that end as a whole, in sentences that are too long to be told."""
    return (
        each
        for each in _left(document, known)
        if each.whole and each.act in {Act.REPEALS, Act.REPLACES} and each.target.number
    )


def _say_end(speech: Speech, document: LegalDocument, relation: Relation) -> list[Utterance]:
    values = {
        "document": f"{relation.target.type} số {relation.target.number}",
        "type": f"{document.identity.type} này",
    }
    return speech.frame("law_ends", relation.block, Role.LAW, PAUSES.sentence, **values)


def _say_told(
    speech: Speech, document: LegalDocument, told: Sequence[Place], *, cut: bool
) -> Iterator[Utterance]:
    """The sentences; where items of a list are left out between them or behind the last, that there are others.

    `cut`: there are more sentences than are told, which is said behind them.
    """
    waiting: list[int] = []
    for at, span in told:
        if waiting and (at not in waiting or waiting[0] != at):
            yield from speech.frame("law_gap", waiting[0], Role.LAW, PAUSES.sentence)
        yield from say_span(speech, document.blocks[at], at, span)
        if _is_lead_in(document, at, span):
            waiting = _items_under(document, at)
        else:
            waiting = waiting[waiting.index(at) + 1 :] if at in waiting else []
    if waiting and not cut:
        yield from speech.frame("law_gap", waiting[0], Role.LAW, PAUSES.sentence)


def _is_lead_in(document: LegalDocument, at: int, span: Span) -> bool:
    return document.blocks[at].text[slice(*span)].rstrip().endswith(":")


def _items_under(document: LegalDocument, lead: int) -> list[int]:
    """The blocks of the items of the list that the block at `lead` begins."""
    items: list[int] = []
    mark: re.Pattern[str] | None = None
    for at in range(lead + 1, len(document.blocks)):
        block = document.blocks[at]
        if block.kind in _QUIET:
            continue
        text = f"{block.label} {block.text}".lstrip()
        mark = mark or next((each for each in _MARKS if each.match(text)), None)
        if mark is None or not mark.match(text) or block.kind not in SPOKEN_BLOCKS:
            break
        items.append(at)
    return items


def _left(document: LegalDocument, told: Collection[int]) -> list[Relation]:
    """What it changes in other places, whose words are not told (they quote new text, or are long)."""
    title = _of_title(document)
    return [
        each
        for each in document.relations
        if each.act in _CHANGES and each.block not in told and each not in title
    ]


def _of_title(document: LegalDocument) -> list[Relation]:
    """What the title tells."""
    blocks = document.blocks
    return [
        each
        for each in document.relations
        if not 0 <= each.block < len(blocks) or blocks[each.block].kind == BlockKind.TITLE
    ]


def _places(speech: Speech, document: LegalDocument) -> Iterator[Place]:
    for relation in document.relations:
        if relation.act not in _CHANGES or not 0 <= relation.block < len(document.blocks):
            continue
        block = document.blocks[relation.block]
        whole = _span_of(block, relation)
        found = _short(speech, block.text, whole, _name(relation)) if whole else None
        if found:
            yield from _with_lead_in(document, relation.block, found)


def _name(relation: Relation) -> str:
    return relation.target.number or relation.target.name


def _span_of(block: Block, relation: Relation) -> Span | None:
    """The sentence of a block that names the other document; None where it only announces words that follow."""
    if block.kind not in SPOKEN_BLOCKS or announces(block.text):
        return None
    name = _name(relation)
    spans = [
        span for span in spans_of(block.text) if name and name in plain_letters(block.text[slice(*span)])
    ]
    whole = [span for span in spans if WHOLE_SENTENCE.search(block.text[slice(*span)])]
    return whole[0] if whole else None


def _short(speech: Speech, text: str, span: Span, name: str) -> Span | None:
    """The sentence, if it is short; else what stands before the list in it (`…, gồm: cụm từ …`), if that tells the change."""
    if speech.syllables(text[slice(*span)]) <= LIMITS.law.change_syllables:
        return span
    listing = _LISTS.search(text, *span)
    start = (span[0], listing.start()) if listing else span
    before = text[slice(*start)]
    whole = name in plain_letters(before) and (_tells(before) or not _tells(text[slice(*span)]))
    return start if listing and whole and speech.syllables(before) <= LIMITS.law.change_syllables else None


def _tells(text: str) -> bool:
    """Whether a sentence says itself what becomes of the other document."""
    return bool(own_act(text) or ending_in(text) or act_of(NUMBERING.sub("", text, count=1)))


def _with_lead_in(document: LegalDocument, at: int, span: Span) -> Iterator[Place]:
    """A sentence; before it, where it is an item of a list that does not say itself what becomes of it, the list's lead-in."""
    if not _tells(document.blocks[at].text[slice(*span)]):
        above = range(at - 1, max(at - _NEAR, 0), -1)
        lead = next((each for each in above if document.blocks[each].text.rstrip().endswith(":")), None)
        if lead is None:
            return
        *_, last = spans_of(document.blocks[lead].text)
        yield lead, last
    yield at, span
