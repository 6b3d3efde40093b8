"""The radio form of a legal document, by templates and by the document's own sentences; and its full text by articles.

Nothing is summed up: what is told of it is its identity (type, number, issuer, day of issue), from when it is in force,
and whole sentences of its own, chosen by where they stand: what its articles say of their scope and of whom they are for,
and what it amends, replaces, repeals or suspends. What is not known is not said.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from crawlers.words import plain_letters
from transforms.article import SPOKEN_BLOCKS, Article, Block, BlockKind, LegalIdentity
from transforms.law.acts import Act, act_of, ending_in, own_act
from transforms.law.document import LegalDocument
from transforms.law.effect import Effect
from transforms.law.levels import Level
from transforms.law.quotes import announces
from transforms.law.relations import Relation
from transforms.law.tree import Passage, Unit
from transforms.script.body import Manner, Numbered, say_blocks, say_lead, say_title
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.records import TITLE, Role, Utterance
from transforms.script.sentences import sentence_spans
from transforms.script.speech import Speech

_CHANGES = frozenset({Act.AMENDS, Act.REPLACES, Act.REPEALS, Act.SUSPENDS, Act.CORRECTS})
_SCOPE = re.compile(r"^\W*(?:phạm vi|đối tượng)(?: và đối tượng)? (?:điều chỉnh|áp dụng)\b", re.IGNORECASE)
_NAMED = frozenset({"Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"})
_WHOLE_SENTENCE = re.compile(r"[.;]\W*$")
_NUMBERING = re.compile(r"\W*(?:\d{1,3}[a-zđ]?|[a-zđ])[.)]\s+")
_NEAR = 30


def say_brief(speech: Speech, article: Article, document: LegalDocument) -> list[Utterance]:
    """The radio form of a legal document."""
    return [
        *_say_identity(speech, article, document),
        *say_lead(speech, article),
        *_say_scope(speech, document),
        *_say_changes(speech, document),
        *speech.frame("law_whole", TITLE, Role.FRAME, PAUSES.paragraph, credit=article.credit),
    ]


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


def _say_identity(speech: Speech, article: Article, document: LegalDocument) -> list[Utterance]:
    """Type, number, subject, issuer, day of issue, from when it is in force."""
    legal = document.identity
    return [
        *_say_number(speech, article, legal),
        *_say_subject(speech, article, legal),
        *speech.frame(
            "law_issued",
            TITLE,
            Role.LAW,
            PAUSES.sentence,
            issuer=_issuer(legal),
            day=_day(speech, legal.issued_on),
        ),
        *_say_effect(speech, document),
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


def _issuer(legal: LegalIdentity) -> str:
    """The issuer with where it lies, its first letter a capital."""
    name = ", ".join(filter(None, (legal.issuer, legal.within)))
    return name[:1].upper() + name[1:]


def _day(speech: Speech, day: date | None) -> str:
    return speech.words("day", day=day.day, month=day.month, year=day.year) if day else ""


def _say_effect(speech: Speech, document: LegalDocument) -> list[Utterance]:
    """From when it is in force: by a template where one day is for all of it, else in its own words.

    Not said at all where the page names another day than the text, so that a person has to look.
    """
    told, effect = document.identity.effective_on, document.effect
    if told and effect and told != effect.day:
        return []
    if effect and (effect.excepted or effect.parts):
        return _say_own_words(speech, document, effect)
    day, block = told or (effect.day if effect else None), effect.block if effect else TITLE
    name = {"type": f"{document.identity.type} này"}
    return [
        *speech.frame("law_effect", block, Role.LAW, PAUSES.sentence, day=_day(speech, day), **name),
        *speech.frame(
            "law_until", block, Role.LAW, PAUSES.sentence, day=_day(speech, document.until), **name
        ),
    ]


def _say_own_words(speech: Speech, document: LegalDocument, effect: Effect) -> list[Utterance]:
    places = dict.fromkeys([effect.block, *(part.block for part in effect.parts)])
    blocks = [(at, document.blocks[at]) for at in places if 0 <= at < len(document.blocks)]
    return [
        each
        for at, block in blocks
        for span in _spans(block.text)
        if "hiệu lực" in block.text[slice(*span)]
        for each in _say_span(speech, block, at, span)
    ]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a block's text."""
    place = 0
    for line in text.split("\n"):
        yield from ((place + start, place + end) for start, end in sentence_spans(line))
        place += len(line) + 1


def _say_span(speech: Speech, block: Block, at: int, span: tuple[int, int]) -> list[Utterance]:
    """A sentence without the number of the clause that it is taken from."""
    number = _NUMBERING.match(block.text, *span)
    return speech.say(
        block.text, at, Role.LAW, PAUSES.sentence, within=(number.end() if number else span[0], span[1])
    )


def _say_scope(speech: Speech, document: LegalDocument) -> list[Utterance]:
    """What the articles named after it say of scope and addressees, where they say it in whole sentences."""
    articles = (
        unit
        for path, unit in document.tree.walk()
        if unit.level == Level.ARTICLE and not path.startswith(("phuluc", "kemtheo"))
    )
    named = (unit for unit in articles if _SCOPE.match(unit.heading) and not unit.children)
    return [
        each
        for unit in named
        for passage in unit.passages[:1]
        for each in _say_passage(speech, document, passage)
    ]


def _say_passage(speech: Speech, document: LegalDocument, passage: Passage) -> list[Utterance]:
    if passage.quoted or passage.table or not _WHOLE_SENTENCE.search(passage.text) or passage.block < 0:
        return []
    block = document.blocks[passage.block]
    start = block.text.find(passage.text)
    if start < 0 or speech.syllables(passage.text) > LIMITS.law.scope_syllables:
        return []
    return _say_span(speech, block, passage.block, (start, start + len(passage.text)))


def _say_changes(speech: Speech, document: LegalDocument) -> list[Utterance]:
    """The sentences by which it changes other documents, each once, in their order; a lead-in before the items under it."""
    places = list(dict.fromkeys(_places_of_changes(speech, document)))
    said = [
        each
        for at, span in places[: LIMITS.law.changes]
        for each in _say_span(speech, document.blocks[at], at, span)
    ]
    more = len(places) > LIMITS.law.changes
    return [*said, *(speech.frame("law_more", TITLE, Role.LAW, PAUSES.sentence) if more else [])]


def _places_of_changes(speech: Speech, document: LegalDocument) -> Iterator[tuple[int, tuple[int, int]]]:
    for relation in document.relations:
        if relation.act not in _CHANGES or not 0 <= relation.block < len(document.blocks):
            continue
        found = _span_of(document.blocks[relation.block], relation)
        if found and _is_short(speech, document, relation.block, found):
            yield from _with_lead_in(document, relation.block, found)


def _is_short(speech: Speech, document: LegalDocument, at: int, span: tuple[int, int]) -> bool:
    return speech.syllables(document.blocks[at].text[slice(*span)]) <= LIMITS.law.change_syllables


def _span_of(block: Block, relation: Relation) -> tuple[int, int] | None:
    """The sentence of a block that names the other document; None where it only announces words that follow."""
    if block.kind not in SPOKEN_BLOCKS or announces(block.text):
        return None
    name = relation.target.number or relation.target.name
    spans = [span for span in _spans(block.text) if name and name in plain_letters(block.text[slice(*span)])]
    whole = [span for span in spans if _WHOLE_SENTENCE.search(block.text[slice(*span)])]
    return whole[0] if whole else None


def _with_lead_in(
    document: LegalDocument, at: int, span: tuple[int, int]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """A sentence; before it, where it is an item of a list that does not say itself what becomes of it, the list's lead-in."""
    text = document.blocks[at].text[slice(*span)]
    if not (own_act(text) or ending_in(text) or act_of(_NUMBERING.sub("", text, count=1))):
        above = range(at - 1, max(at - _NEAR, 0), -1)
        lead = next((each for each in above if document.blocks[each].text.rstrip().endswith(":")), None)
        if lead is None:
            return
        *_, last = _spans(document.blocks[lead].text)
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
