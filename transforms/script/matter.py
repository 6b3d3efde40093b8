"""What a legal document is about, by its own sentences: its articles of scope, or else what its first articles decide."""

import re
from collections.abc import Collection, Iterator, Sequence

from transforms.article import Article
from transforms.law.document import LegalDocument
from transforms.law.levels import Level
from transforms.law.quotes import announces
from transforms.law.tree import Passage, Unit
from transforms.script.body import Manner, say_blocks
from transforms.script.clauses import passages_of
from transforms.script.data_files import LIMITS
from transforms.script.passages import WHOLE_SENTENCE, Place, say_span
from transforms.script.records import Role, Utterance
from transforms.script.speech import Speech

_SCOPE = re.compile(r"^\W*(?:phạm vi|đối tượng)(?: và đối tượng)? (?:điều chỉnh|áp dụng)\b", re.IGNORECASE)
_ATTACHES = re.compile(r"\bkèm theo\b", re.IGNORECASE)
_TELLS = re.compile(
    r"^\W*(?:\w+\s+){1,4}này\s+(?:không\s+)?(?:quy định|điều chỉnh|hướng dẫn|áp dụng)\b", re.IGNORECASE
)
_MOST_CLAUSES = 2
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
    named = _named(_articles(document)) or _named(_attached(document))
    if not named:
        return list(_say_decided(speech, article, document, {at for at, _ in changes}))
    return [
        each
        for unit in named
        for passage in _telling(unit)
        for each in _say_passage(speech, document, passage)
    ]


def _named(articles: Sequence[Unit]) -> list[Unit]:
    """Those of the first articles that are named after scope or addressees."""
    return [unit for unit in articles[:_FIRST_ARTICLES] if _SCOPE.match(unit.heading)]


def _articles(document: LegalDocument) -> list[Unit]:
    return [
        unit
        for path, unit in document.tree.walk()
        if unit.level == Level.ARTICLE and not path.startswith(("phuluc", "kemtheo"))
    ]


def _attached(document: LegalDocument) -> list[Unit]:
    """The articles of what the document puts in force (`Ban hành kèm theo Quyết định này Quy chế …`), if it does."""
    first = _articles(document)[:1]
    if not any(_ATTACHES.search(passage.text) for unit in first for passage in passages_of(unit)):
        return []
    return [
        unit
        for path, unit in document.tree.walk()
        if unit.level == Level.ARTICLE and path.startswith("kemtheo")
    ]


def _telling(unit: Unit) -> list[Passage]:
    """What tells scope or addressees: an article's one paragraph, or its clauses that speak of the document itself.

    The first clause of a list of addressees would leave out the others.
    """
    if not unit.children:
        return list(unit.passages[:1])
    clauses = [child.passages[0] for child in unit.children if child.passages and not child.children]
    return [passage for passage in clauses if _TELLS.match(passage.text)][:_MOST_CLAUSES]


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
        passages = list(passages_of(unit))
        places = sorted({unit.block, *(passage.block for passage in passages)})
        if not passages or places[0] < 0 or taken & set(places) or any(map(_is_of_another, passages)):
            return
        blocks = [(at, document.blocks[at]) for at in places]
        left -= sum(speech.syllables(block.text) for _, block in blocks)
        if left < 0:
            return
        yield from say_blocks(speech, article, blocks, Manner(prose=Role.LAW, legal=True))


def _is_of_another(passage: Passage) -> bool:
    """Whether a passage is not the document's own: it quotes, announces a quotation, or points to an annex."""
    return passage.quoted or announces(passage.text) or bool(_ATTACHES.search(passage.text))
