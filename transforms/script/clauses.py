"""Clauses that tell days of their own: in the document's words, and shorter where these only enumerate."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawlers.dates import parse_day
from transforms.law.document import LegalDocument
from transforms.law.levels import Level
from transforms.law.parts import parts_in
from transforms.law.references import mentions_in
from transforms.law.tree import Passage, Unit, short_address
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.passages import Span, say_span, spans_of
from transforms.script.records import Role, Utterance
from transforms.script.speech import Speech
from transforms.script.words import day_of

IN_FORCE = "hiệu lực"
_TYPES = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị|Quy chế|Quy định) này"
_POINTERS = re.compile(
    rf"\s+(?:quy định\s+)?tại\s+(?=(?:các\s+)?(?:điểm|khoản|điều|chương|mục)\b)[^.]{{60,}}?\s(?:của\s+)?(?={_TYPES}\b)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\bngày\s+(\d{1,2}\s*(?:tháng\s*\d{1,2}\s*năm\s*\d{4}|[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}))", re.IGNORECASE
)
_SPEAKS = re.compile(r"\s(?:có\s+hiệu\s+lực|(?:được\s+)?(?:áp dụng|thực hiện))\b", re.IGNORECASE)
_MOST_HEADINGS = 4


def passages_of(unit: Unit) -> Iterator[Passage]:
    """What a unit and all below it say, in the order of the text."""
    yield from unit.passages
    for child in unit.children:
        yield from passages_of(child)


def say_clause(speech: Speech, document: LegalDocument, unit: Unit) -> list[Utterance]:
    """A clause with its items, where it is short; else its own sentences that tell a day, and that there are cases."""
    passages = list(passages_of(unit))
    blocks = list(dict.fromkeys(passage.block for passage in passages))
    if min(blocks, default=-1) < 0:
        return []
    if sum(speech.syllables(passage.text) for passage in passages) <= LIMITS.law.change_syllables:
        return [each for at in blocks for each in _say_block(speech, document, at)]
    return say_days(speech, document, unit.passages or passages[:1])


def say_days(speech: Speech, document: LegalDocument, passages: Sequence[Passage]) -> list[Utterance]:
    """The sentences that tell from when something is in force or applied."""
    said: list[Utterance] = []
    for at in dict.fromkeys(passage.block for passage in passages if passage.block >= 0):
        text = document.blocks[at].text
        for span in spans_of(text):
            if _tells_day(text[slice(*span)]):
                said += say_shortly(speech, document, at, span)
    return said


def _say_block(speech: Speech, document: LegalDocument, at: int) -> Iterator[Utterance]:
    for span in spans_of(document.blocks[at].text):
        yield from say_span(speech, document.blocks[at], at, span)


def _tells_day(sentence: str) -> bool:
    """Whether a sentence says from when something is in force or applied."""
    spoken = _SPEAKS.search(sentence)
    return bool(spoken and (IN_FORCE in sentence or _DAY.search(sentence, spoken.start())))


def say_shortly(speech: Speech, document: LegalDocument, at: int, span: Span) -> list[Utterance]:
    """A sentence that tells a day.

    Where it enumerates many clauses, they are told to be some (`quy định tại một số điều, khoản của Thông tư này`); where
    it is too long all the same, the day alone is told. A lead-in is told to be followed by cases.
    """
    block = document.blocks[at]
    sentence = block.text[slice(*span)]
    said = _say_without_pointers(speech, document, at, span) or say_span(speech, block, at, span)
    if _length(said, speech) > LIMITS.law.scope_syllables:
        said = _say_day_alone(speech, document, at, sentence)
    if sentence.rstrip().endswith(":"):
        said += speech.frame("law_cases", at, Role.LAW, PAUSES.sentence)
    return said


def _length(said: Sequence[Utterance], speech: Speech) -> int:
    return sum(speech.syllables(each.written) for each in said)


def _say_without_pointers(speech: Speech, document: LegalDocument, at: int, span: Span) -> list[Utterance]:
    block = document.blocks[at]
    found = _POINTERS.search(block.text, *span)
    if found is None or speech.syllables(found[0]) <= LIMITS.utterance.syllables:
        return []
    before = say_span(speech, block, at, (span[0], found.start()))
    return [
        *(replace(each, pause_ms=min(each.pause_ms, PAUSES.clause)) for each in before),
        *speech.frame("law_some_parts", at, Role.LAW, PAUSES.breath),
        *say_span(speech, block, at, (found.end(), span[1])),
    ]


def _say_day_alone(speech: Speech, document: LegalDocument, at: int, sentence: str) -> list[Utterance]:
    spoken = _SPEAKS.search(sentence)
    found = _DAY.search(sentence, spoken.start() if spoken else 0)
    day = parse_day(re.sub(r"\s*([/.\-])\s*", r"\1", found[1])) if found else None
    kind = f"{document.identity.type} này"
    return speech.frame("law_applies", at, Role.LAW, PAUSES.sentence, type=kind, day=day_of(speech, day))


def say_headings(speech: Speech, document: LegalDocument, blocks: Sequence[int]) -> list[Utterance]:
    """The names of the articles that sentences about days point at: their numbers alone tell a listener nothing."""
    texts = [document.blocks[at].text for at in blocks if at >= 0]
    named = dict.fromkeys(
        each for text in texts for span in spans_of(text) for each in _subjects(text[slice(*span)])
    )
    units = [document.tree.at(address) for address in named] if len(named) <= _MOST_HEADINGS else []
    return [
        each
        for unit in units
        if unit and unit.heading and speech.syllables(unit.heading) <= LIMITS.utterance.syllables
        for each in _say_heading(speech, unit)
    ]


def _say_heading(speech: Speech, unit: Unit) -> list[Utterance]:
    values = {"label": f"Điều {unit.number}", "heading": unit.heading}
    return speech.frame("law_article", unit.block, Role.LAW, PAUSES.sentence, **values)


def _subjects(sentence: str) -> Iterator[str]:
    """The addresses of the document's own articles that a sentence about a day has for its subject."""
    spoken = _SPEAKS.search(sentence)
    subject = sentence[: spoken.start()] if spoken else ""
    if subject and not mentions_in(subject):
        yield from filter(None, map(_article, parts_in(subject)))


def _article(address: str) -> str:
    first = short_address(address).split("/")[0]
    return first if first.startswith(f"{Level.ARTICLE.value}-") else ""
