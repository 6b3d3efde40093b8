"""From when a legal document is in force, as it is told on the radio.

By a template where one day is for all of it; in the document's own words where parts of it, or cases, have a day of their
own, with the clauses that the words point at ("trừ trường hợp quy định tại khoản 2 Điều này" tells a listener nothing).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from transforms.law.document import LegalDocument
from transforms.law.effect import Effect
from transforms.law.tree import Passage, Unit
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.passages import Place, Span, say_span, spans_of
from transforms.script.records import TITLE, Role, Utterance
from transforms.script.speech import Speech

_IN_FORCE = "hiệu lực"
_APPLIES = re.compile(r"\b(?:được )?áp dụng\b[^.;]*\d")


def day_of(speech: Speech, day: date | None) -> str:
    """A day in words; empty where it is not known."""
    return speech.words("day", day=day.day, month=day.month, year=day.year) if day else ""


def say_effect(speech: Speech, document: LegalDocument, changes: Collection[Place]) -> list[Utterance]:
    """From when the document is in force; nothing where the page names another day than the text: a person has to look.

    Args:
        speech: says it.
        document: the document.
        changes: the sentences that tell what it changes; the one that names the day too (`… và thay thế …`) is said here.
    """
    told, effect = document.identity.effective_on, document.effect
    if told and effect and told != effect.day:
        return []
    if effect and (effect.excepted or effect.parts):
        return _say_own_words(speech, document, effect)
    more = list(_more_than_day(document, effect, changes)) if effect else []
    named = effect and any(_names_day(document, effect, span) for span in more)
    return [
        *([] if named else _say_day(speech, document)),
        *_say_until(speech, document),
        *(each for span in more if effect for each in _say_at(speech, document, effect.block, span)),
    ]


def _say_day(speech: Speech, document: LegalDocument) -> list[Utterance]:
    effect = document.effect
    day, block = (effect.day, effect.block) if effect else (document.identity.effective_on, TITLE)
    words = {"type": f"{document.identity.type} này", "day": day_of(speech, day)}
    return speech.frame("law_effect", block, Role.LAW, PAUSES.sentence, **words)


def _say_until(speech: Speech, document: LegalDocument) -> list[Utterance]:
    block = document.effect.block if document.effect else TITLE
    words = {"type": f"{document.identity.type} này", "day": day_of(speech, document.until)}
    return speech.frame("law_until", block, Role.LAW, PAUSES.sentence, **words)


def _more_than_day(document: LegalDocument, effect: Effect, changes: Collection[Place]) -> Iterator[Span]:
    """The sentences beside the day that say to what the document is applied from when, or what it changes."""
    if not 0 <= effect.block < len(document.blocks):
        return
    text = document.blocks[effect.block].text
    for span in spans_of(text):
        sentence = text[slice(*span)]
        changing = (effect.block, span) in changes and _IN_FORCE in sentence
        if changing or (_APPLIES.search(sentence) and not sentence.endswith(":")):
            yield span


def _names_day(document: LegalDocument, effect: Effect, span: Span) -> bool:
    """Whether a sentence tells the day itself ("từ ngày 01 tháng 3 năm 2023", not "từ ngày ký")."""
    sentence = " ".join(document.blocks[effect.block].text[slice(*span)].split())
    return effect.rule in sentence and str(effect.day.year) in effect.rule


def _say_own_words(speech: Speech, document: LegalDocument, effect: Effect) -> list[Utterance]:
    """The sentences that speak of being in force, where the document says it, and the clauses that these leave out."""
    blocks = dict.fromkeys([effect.block, *(part.block for part in effect.parts)])
    said = [
        each
        for at in blocks
        for span in _spans_in_force(document, at)
        for each in _say_at(speech, document, at, span)
    ]
    for address in effect.excepted:
        unit = document.tree.at(address)
        if unit and unit.block not in blocks:
            said += _say_clause(speech, document, list(_passages(unit)))
    return said


def _spans_in_force(document: LegalDocument, at: int) -> Iterator[Span]:
    text = document.blocks[at].text if 0 <= at < len(document.blocks) else ""
    return (span for span in spans_of(text) if _IN_FORCE in text[slice(*span)])


def _passages(unit: Unit) -> Iterator[Passage]:
    yield from unit.passages
    for child in unit.children:
        yield from _passages(child)


def _say_clause(speech: Speech, document: LegalDocument, passages: Sequence[Passage]) -> list[Utterance]:
    """A clause that is left out of the rule, where it says from when it is in force instead, and is short."""
    texts = [passage.text for passage in passages]
    blocks = list(dict.fromkeys(passage.block for passage in passages))
    too_long = sum(map(speech.syllables, texts)) > LIMITS.law.change_syllables
    if too_long or not any(_IN_FORCE in text for text in texts) or min(blocks, default=-1) < 0:
        return []
    return [
        each
        for at in blocks
        for span in spans_of(document.blocks[at].text)
        for each in _say_at(speech, document, at, span)
    ]


def _say_at(speech: Speech, document: LegalDocument, at: int, span: Span) -> list[Utterance]:
    return say_span(speech, document.blocks[at], at, span)
