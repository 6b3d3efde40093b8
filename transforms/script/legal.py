"""The radio form of a legal document, by templates and by the document's own sentences; and its full text by articles.

Nothing is summed up: what is told of it is its identity (type, number, issuer, day of issue), from when it is in force,
and whole sentences of its own, chosen by where they stand: what its articles say of their scope and of whom they are for
(where none does: its first articles, if short, which are what it decides), and what it amends, replaces, repeals or suspends. What is not known is not said.
"""

from collections.abc import Sequence
from dataclasses import replace

from transforms.article import SPOKEN_BLOCKS, Article, BlockKind
from transforms.law.document import LegalDocument
from transforms.script.annexes import annexes_of, say_annexes
from transforms.script.body import Manner, say_blocks, say_lead
from transforms.script.changes import places_of_changes, say_changes
from transforms.script.data_files import PAUSES
from transforms.script.formulas import Numbered
from transforms.script.identity import is_consolidated, say_identity
from transforms.script.matter import say_matter
from transforms.script.passages import Place
from transforms.script.records import TITLE, Role, Utterance
from transforms.script.speech import Speech


def say_brief(speech: Speech, article: Article, document: LegalDocument) -> list[Utterance]:
    """The radio form of a legal document; no sentence of it is said twice.

    A consolidated text changes nothing itself: what it says of changes are those of the documents that it puts together.
    """
    changes = places_of_changes(speech, document) if not is_consolidated(document) else []
    said = [
        *say_identity(speech, article, document, changes),
        *say_lead(speech, article),
        *say_matter(speech, article, document, changes),
    ]
    left = [place for place in changes if not _is_said(place, said)]
    heard = {each.block for each in said if each.end}
    return [
        *said,
        *(say_changes(speech, document, left, heard) if not is_consolidated(document) else []),
        *speech.frame("law_whole", TITLE, Role.FRAME, PAUSES.paragraph, credit=article.credit),
    ]


def _is_said(place: Place, said: Sequence[Utterance]) -> bool:
    """Whether a sentence, or a part of it, is among the utterances."""
    at, (start, end) = place
    return any(each.block == at and each.start < end and start < each.end for each in said)


def say_whole(speech: Speech, article: Article, document: LegalDocument) -> list[Utterance]:
    """The full text from its first article on; annexes are announced, their rules too, and not read."""
    annexes = dict(annexes_of(document))
    first = min((unit.block for _, unit in document.tree.walk() if unit.block >= 0), default=0)
    body: list[Numbered] = [
        (at, block) for at, block in enumerate(document.blocks) if at >= first and at not in annexes
    ]
    return [
        *say_identity(speech, article, document),
        *speech.frame("law_reading", TITLE, Role.FRAME, PAUSES.title),
        *_say_by_voice(speech, article, document, body),
        *say_annexes(speech, article, list(dict.fromkeys(annexes.values()))),
    ]


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
    return say_blocks(speech, article, marked, Manner(prose=Role.LAW, legal=True))
