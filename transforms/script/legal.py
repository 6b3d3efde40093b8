"""The radio form of a legal document, by templates and by the document's own sentences; and its full text by articles.

Nothing is summed up: what is told of it is its identity (type, number, issuer, day of issue), from when it is in force,
and whole sentences of its own, chosen by where they stand: what its articles say of their scope and of whom they are for
(where none does: its first articles, if short, which are what it decides), and what it amends, replaces, repeals or suspends. What is not known is not said.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from crawlers.words import plain_letters
from transforms.article import SPOKEN_BLOCKS, Article, Block, BlockKind, LegalIdentity
from transforms.law.acts import Act, act_of, ending_in, own_act
from transforms.law.document import LegalDocument
from transforms.law.levels import Level
from transforms.law.quotes import announces
from transforms.law.relations import Relation
from transforms.law.tree import Unit
from transforms.script.body import Manner, Numbered, say_blocks, say_lead, say_title
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.force import day_of, say_effect
from transforms.script.matter import say_matter
from transforms.script.passages import NUMBERING, WHOLE_SENTENCE, Place, Span, say_span, spans_of
from transforms.script.records import TITLE, Role, Utterance
from transforms.script.speech import Speech

_CHANGES = frozenset({Act.AMENDS, Act.REPLACES, Act.REPEALS, Act.SUSPENDS, Act.CORRECTS})
_NAMED = frozenset({"Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"})
_NEAR = 30


def say_brief(speech: Speech, article: Article, document: LegalDocument) -> list[Utterance]:
    """The radio form of a legal document; no sentence of it is said twice."""
    changes = list(dict.fromkeys(_places_of_changes(speech, document)))
    said = [
        *_say_identity(speech, article, document, changes),
        *say_lead(speech, article),
        *say_matter(speech, article, document, changes),
    ]
    left = [place for place in changes if not _is_said(place, said)]
    return [
        *said,
        *_say_changes(speech, document, left),
        *speech.frame("law_whole", TITLE, Role.FRAME, PAUSES.paragraph, credit=article.credit),
    ]


def _is_said(place: Place, said: Sequence[Utterance]) -> bool:
    """Whether a sentence, or a part of it, is among the utterances."""
    at, (start, end) = place
    return any(each.block == at and each.start < end and start < each.end for each in said)


def say_whole(speech: Speech, article: Article, document: LegalDocument) -> list[Utterance]:
    """The full text from its first article on; annexes are announced, their rules too, and not read."""
    annexes = dict(_annexes(document))
    first = min((unit.block for _, unit in document.tree.walk() if unit.block >= 0), default=0)
    body: list[Numbered] = [
        (at, block) for at, block in enumerate(document.blocks) if at >= first and at not in annexes
    ]
    said = [
        *_say_identity(speech, article, document),
        *speech.frame("law_reading", TITLE, Role.FRAME, PAUSES.title),
        *_say_by_voice(speech, article, document, body),
    ]
    for unit in dict.fromkeys(annexes.values()):
        said += _say_annex(speech, article, unit)
    return said


def _say_identity(
    speech: Speech, article: Article, document: LegalDocument, changes: Sequence[Place] = ()
) -> list[Utterance]:
    """Type, number, subject, issuer, day of issue, from when it is in force."""
    legal = document.identity
    return [
        *_say_number(speech, article, legal),
        *_say_subject(speech, article, legal),
        *speech.frame(
            "law_passed" if _is_passed(legal) else "law_issued",
            TITLE,
            Role.LAW,
            PAUSES.sentence,
            issuer=_issuer(legal),
            day=day_of(speech, legal.issued_on),
        ),
        *say_effect(speech, document, changes),
    ]


def _say_number(speech: Speech, article: Article, legal: LegalIdentity) -> list[Utterance]:
    """Type and number, where the title does not tell them."""
    if _tells_number(article, legal):
        return []
    return speech.frame("law_name", TITLE, Role.LAW, PAUSES.sentence, type=legal.type, number=legal.number)


def _say_subject(speech: Speech, article: Article, legal: LegalIdentity) -> list[Utterance]:
    """The title; without the type that it begins with, where type and number were just told.

    A law's type is part of its name (`Luật Đất đai`).
    """
    if _tells_number(article, legal) or legal.type in _NAMED:
        return say_title(speech, article)
    kind = re.match(re.escape(legal.type) + r"\s+", article.title, re.IGNORECASE)
    within = (kind.end() if kind else 0, len(article.title))
    return speech.say(article.title, TITLE, Role.TITLE, PAUSES.title, within=within)


def _tells_number(article: Article, legal: LegalIdentity) -> bool:
    return not legal.number or legal.number.casefold() in plain_letters(article.title).casefold()


def _is_passed(legal: LegalIdentity) -> bool:
    """Whether its day is that on which the National Assembly passed it; another promulgates it."""
    return legal.type in _NAMED and legal.issuer.casefold() == "quốc hội"


def _issuer(legal: LegalIdentity) -> str:
    """The issuer with where it lies, its first letter a capital."""
    name = ", ".join(filter(None, (legal.issuer, legal.within)))
    return name[:1].upper() + name[1:]


def _say_changes(speech: Speech, document: LegalDocument, places: Sequence[Place]) -> list[Utterance]:
    """The sentences by which it changes other documents, each once, in their order; a lead-in before the items under it."""
    told = places[: LIMITS.law.changes]
    said = [each for at, span in told for each in say_span(speech, document.blocks[at], at, span)]
    more = said and (len(places) > len(told) or _changes_more(document, {at for at, _ in places}))
    return [*said, *(speech.frame("law_more", TITLE, Role.LAW, PAUSES.sentence) if more else [])]


def _changes_more(document: LegalDocument, told: Collection[int]) -> bool:
    """Whether it changes documents in other places, whose words are not told (they quote new text, or are long)."""
    return any(each.act in _CHANGES and each.block not in told for each in document.relations)


def _places_of_changes(speech: Speech, document: LegalDocument) -> Iterator[Place]:
    for relation in document.relations:
        if relation.act not in _CHANGES or not 0 <= relation.block < len(document.blocks):
            continue
        found = _span_of(document.blocks[relation.block], relation)
        if found and _is_short(speech, document, relation.block, found):
            yield from _with_lead_in(document, relation.block, found)


def _is_short(speech: Speech, document: LegalDocument, at: int, span: Span) -> bool:
    return speech.syllables(document.blocks[at].text[slice(*span)]) <= LIMITS.law.change_syllables


def _span_of(block: Block, relation: Relation) -> Span | None:
    """The sentence of a block that names the other document; None where it only announces words that follow."""
    if block.kind not in SPOKEN_BLOCKS or announces(block.text):
        return None
    name = relation.target.number or relation.target.name
    spans = [
        span for span in spans_of(block.text) if name and name in plain_letters(block.text[slice(*span)])
    ]
    whole = [span for span in spans if WHOLE_SENTENCE.search(block.text[slice(*span)])]
    return whole[0] if whole else None


def _with_lead_in(document: LegalDocument, at: int, span: Span) -> Iterator[Place]:
    """A sentence; before it, where it is an item of a list that does not say itself what becomes of it, the list's lead-in."""
    text = document.blocks[at].text[slice(*span)]
    if not (own_act(text) or ending_in(text) or act_of(NUMBERING.sub("", text, count=1))):
        above = range(at - 1, max(at - _NEAR, 0), -1)
        lead = next((each for each in above if document.blocks[each].text.rstrip().endswith(":")), None)
        if lead is None:
            return
        *_, last = spans_of(document.blocks[lead].text)
        yield lead, last
    yield at, span


def _annexes(document: LegalDocument) -> Iterator[tuple[int, Unit]]:
    """The blocks of annexes, each with the annex (the outermost) that it is in.

    What a decision puts in force (`Quy chế ban hành kèm theo …`) is no annex to a listener, but its content.
    """
    units = [(unit.block, path, unit) for path, unit in document.tree.walk() if unit.block >= 0]
    starts = [block for block, _, _ in units]
    if starts != sorted(starts):
        return
    outermost = {path: unit for _, path, unit in units if unit.level == Level.ANNEX}
    for at in range(starts[0] if starts else 0, len(document.blocks)):
        path = units[bisect_right(starts, at) - 1][1] if starts else ""
        inside = next((unit for annex, unit in outermost.items() if f"{path}/".startswith(f"{annex}/")), None)
        if inside:
            yield at, inside


def _say_annex(speech: Speech, article: Article, unit: Unit) -> list[Utterance]:
    name = ": ".join(filter(None, (unit.label or f"Phụ lục {unit.number}", unit.heading)))
    return speech.frame(
        "law_annex", unit.block, Role.LAW, PAUSES.paragraph, annex=name, credit=article.credit
    )


def _say_by_voice(
    speech: Speech, article: Article, document: LegalDocument, body: Sequence[Numbered]
) -> list[Utterance]:
    """The blocks of the body; what the document quotes in order to amend another is announced as a quotation."""
    quoted = {
        passage.block for _, unit in document.tree.walk() for passage in unit.passages if passage.quoted
    }
    marked = [
        (at, replace(block, kind=BlockKind.QUOTE) if at in quoted and block.kind in SPOKEN_BLOCKS else block)
        for at, block in body
    ]
    return say_blocks(speech, article, marked, Manner(prose=Role.LAW))
