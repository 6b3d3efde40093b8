"""From when a legal document is in force, as it is told on the radio.

By a template where one day is for all of it; in the document's own words where parts of it, or cases, have a day of their
own, with the clauses that the words point at ("trừ trường hợp quy định tại khoản 2 Điều này" tells a listener nothing).
"""

import re
from collections.abc import Collection, Iterator, Sequence

from transforms.law.document import LegalDocument
from transforms.law.effect import Effect
from transforms.law.tree import Passage, Unit
from transforms.script.clauses import IN_FORCE, passages_of, say_clause, say_days, say_headings, say_shortly
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.passages import Place, Span, say_span, spans_of
from transforms.script.records import TITLE, Role, Utterance
from transforms.script.speech import Speech
from transforms.script.words import day_of

_APPLIES = re.compile(r"\b(?:được )?áp dụng\b[^.;]*\d")
_APPLIED = re.compile(r"\b(?:áp dụng|thực hiện)\s+(?:kể\s+)?(?:từ|vào)\s+ngày\s+\d", re.IGNORECASE)
_SIGNED = re.compile(r"(?<!sau )(?:từ|vào) (?:ngày )?(?:ký|ban hành|(?:được )?thông qua)\b", re.IGNORECASE)


def say_effect(
    speech: Speech, document: LegalDocument, changes: Collection[Place] | None = None
) -> list[Utterance]:
    """From when the document is in force; nothing where the page names another day than the text: a person has to look.

    Args:
        speech: says it.
        document: the document.
        changes: the sentences that tell what it changes; the one that names the day too (`… và thay thế …`) is said here.
            None where the whole text follows, which tells what is applied from when, and the names of articles.
    """
    told, effect = document.identity.effective_on, document.effect
    if told and effect and told != effect.day:
        return []
    if effect is None:
        return [*_say_day(speech, document), *_say_until(speech, document)]
    own_days = effect.excepted or effect.parts
    said = (
        _say_own_words(speech, document, effect)
        if own_days
        else _say_whole(speech, document, effect, changes or ())
    )
    if changes is None:
        return said
    said += _say_applied(speech, document, effect, {effect.block, *(each.block for each in said)})
    pointing = {each.block for each in said if each.end}
    return [*said, *say_headings(speech, document, sorted(pointing))]


def _say_whole(
    speech: Speech, document: LegalDocument, effect: Effect, changes: Collection[Place]
) -> list[Utterance]:
    """The one day of the whole, and what its paragraph says beside it."""
    more = list(_more_than_day(document, effect, changes))
    lists = [span for at, span in list(changes)[: LIMITS.law.changes] if at == effect.block]
    named = any(_names_day(document, effect, span) for span in (*more, *lists))
    return [
        *([] if named else _say_day(speech, document)),
        *_say_until(speech, document),
        *(
            each
            for span in more
            for each in say_span(speech, document.blocks[effect.block], effect.block, span)
        ),
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
    """The sentences beside the day that say to what the document is applied from when, or what it changes.

    The lead-in of a list is said before its items.
    """
    if not 0 <= effect.block < len(document.blocks):
        return
    text = document.blocks[effect.block].text
    for span in spans_of(text):
        sentence = text[slice(*span)]
        changing = (effect.block, span) in changes and IN_FORCE in sentence
        applying = _APPLIES.search(sentence) or _APPLIED.search(sentence)
        if (changing or applying) and not sentence.rstrip().endswith(":"):
            yield span


def _names_day(document: LegalDocument, effect: Effect, span: Span) -> bool:
    """Whether a sentence tells the day itself, or that it is the day of issue, which was told just before."""
    sentence = " ".join(document.blocks[effect.block].text[slice(*span)].split())
    issued = effect.day == document.identity.issued_on and _SIGNED.search(effect.rule)
    return effect.rule in sentence and bool(issued or str(effect.day.year) in effect.rule)


def _say_own_words(speech: Speech, document: LegalDocument, effect: Effect) -> list[Utterance]:
    """The sentences that speak of being in force, where the document says it, and the clauses that these leave out."""
    blocks = dict.fromkeys([effect.block, *(part.block for part in effect.parts)])
    said = [
        each
        for at in blocks
        for span in _spans_in_force(document, at)
        for each in say_shortly(speech, document, at, span)
    ]
    for address in effect.excepted:
        unit = document.tree.at(address)
        passages = list(passages_of(unit)) if unit and unit.block not in blocks else []
        if any(IN_FORCE in passage.text for passage in passages):
            said += say_clause(speech, document, unit) if unit else []
    return said


def _spans_in_force(document: LegalDocument, at: int) -> Iterator[Span]:
    text = document.blocks[at].text if 0 <= at < len(document.blocks) else ""
    return (span for span in spans_of(text) if IN_FORCE in text[slice(*span)])


def _say_applied(
    speech: Speech, document: LegalDocument, effect: Effect, heard: Collection[int]
) -> Iterator[Utterance]:
    """The clauses of the article about force by which some of the rules are applied from days of their own."""
    for unit in _clauses(document, effect):
        own = [passage for passage in unit.passages if _is_applied(passage) and passage.block not in heard]
        if own and own[-1].text.rstrip().endswith(":"):
            yield from say_clause(speech, document, unit)
        else:
            yield from say_days(speech, document, own)


def _is_applied(passage: Passage) -> bool:
    return bool(_APPLIED.search(passage.text)) and not passage.quoted and not passage.table


def _clauses(document: LegalDocument, effect: Effect) -> Sequence[Unit]:
    """The clauses of the article that tells the day."""
    steps = document.tree.address_of(effect.block).split("/")
    last = next((at for at, step in enumerate(steps) if step.startswith("dieu-")), -1)
    article = document.tree.at("/".join(steps[: last + 1])) if last >= 0 else None
    return article.children if article else ()
