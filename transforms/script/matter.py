"""What a legal document is about, by its own sentences: its articles of scope, or else what its first articles decide."""

import re
from collections.abc import Collection, Iterator

from transforms.article import Article
from transforms.law.document import LegalDocument
from transforms.law.levels import Level
from transforms.law.quotes import announces
from transforms.law.tree import Passage, Unit
from transforms.script.body import Manner, say_blocks
from transforms.script.data_files import LIMITS
from transforms.script.passages import WHOLE_SENTENCE, Place, say_span
from transforms.script.records import Role, Utterance
from transforms.script.speech import Speech

_SCOPE = re.compile(r"^\W*(?:phạm vi|đối tượng)(?: và đối tượng)? (?:điều chỉnh|áp dụng)\b", re.IGNORECASE)
_ATTACHES = re.compile(r"\bkèm theo\b", re.IGNORECASE)
_FIRST_ARTICLES = 4
"""Scope and addressees are told at the beginning; an article named so further on is about its chapter alone."""


def say_matter(
    speech: Speech, article: Article, document: LegalDocument, changes: Collection[Place]
) -> list[Utterance]:
    """What the articles named after it say of scope and addressees; where they do not, what the first articles decide.

    Args:
        speech: says it.
        article: the item.
        document: the same as a legal document.
        changes: the sentences that tell what it changes; they are told behind its matter.
    """
    articles = list(_articles(document))
    named = [unit for unit in articles[:_FIRST_ARTICLES] if _SCOPE.match(unit.heading)]
    if not named:
        return list(_say_decided(speech, article, document, {at for at, _ in changes}))
    first = [passage for unit in named if not unit.children for passage in unit.passages[:1]]
    return [each for passage in first for each in _say_passage(speech, document, passage)]


def _articles(document: LegalDocument) -> Iterator[Unit]:
    return (
        unit
        for path, unit in document.tree.walk()
        if unit.level == Level.ARTICLE and not path.startswith(("phuluc", "kemtheo"))
    )


def _say_passage(speech: Speech, document: LegalDocument, passage: Passage) -> list[Utterance]:
    if passage.quoted or passage.table or not WHOLE_SENTENCE.search(passage.text) or passage.block < 0:
        return []
    block = document.blocks[passage.block]
    start = block.text.find(passage.text)
    if start < 0 or speech.syllables(passage.text) > LIMITS.law.scope_syllables:
        return []
    return say_span(speech, block, passage.block, (start, start + len(passage.text)))


def _say_decided(
    speech: Speech, article: Article, document: LegalDocument, changed: Collection[int]
) -> Iterator[Utterance]:
    """The articles from the first on, whole, as many as are short together.

    None from where one amends, puts an annex in force or tells the day of effect.
    """
    left = LIMITS.law.matter_syllables
    taken = {document.effect.block if document.effect else -1, *changed}
    for unit in _articles(document):
        passages = list(_passages(unit))
        places = sorted({unit.block, *(passage.block for passage in passages)})
        if not passages or places[0] < 0 or taken & set(places) or any(map(_is_of_another, passages)):
            return
        blocks = [(at, document.blocks[at]) for at in places]
        left -= sum(speech.syllables(block.text) for _, block in blocks)
        if left < 0:
            return
        yield from say_blocks(speech, article, blocks, Manner(prose=Role.LAW))


def _is_of_another(passage: Passage) -> bool:
    """Whether a passage is not the document's own: it quotes, announces a quotation, or points to an annex."""
    return passage.quoted or announces(passage.text) or bool(_ATTACHES.search(passage.text))


def _passages(unit: Unit) -> Iterator[Passage]:
    yield from unit.passages
    for child in unit.children:
        yield from _passages(child)
