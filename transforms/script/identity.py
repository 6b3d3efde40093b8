"""Which legal document is told of: its type and number, its subject, whose it is, from which day."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from crawlers.words import plain_letters
from transforms.article import Article, LegalIdentity
from transforms.law.document import LegalDocument
from transforms.script.body import say_title
from transforms.script.data_files import LIMITS, PAUSES
from transforms.script.force import say_effect
from transforms.script.passages import Place, say_span
from transforms.script.reader import words_of
from transforms.script.records import TITLE, Role, Utterance
from transforms.script.speech import Speech
from transforms.script.words import day_of

_NAMED = frozenset({"Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"})
_CONSOLIDATED = "Văn bản hợp nhất"
_BASED = re.compile(r"\W*căn cứ\b", re.IGNORECASE)


def say_identity(
    speech: Speech, article: Article, document: LegalDocument, changes: Sequence[Place] | None = None
) -> list[Utterance]:
    """Type, number, subject, issuer, day of issue, from when it is in force; of a consolidated text what it consolidates.

    The issuer is told once: where the number was read with its body (`của Bộ Tài chính`), the day alone follows.
    """
    legal = document.identity
    number = _say_number(speech, article, legal)
    subject = _say_subject(speech, article, legal)
    return [
        *number,
        *subject,
        *_say_issued(speech, legal, number or (subject if legal.number else [])),
        *_say_consolidated(speech, document),
        *say_effect(speech, document, changes),
    ]


def is_consolidated(document: LegalDocument) -> bool:
    """Whether it only puts together a document and what amends it."""
    return document.identity.type == _CONSOLIDATED


def _say_number(speech: Speech, article: Article, legal: LegalIdentity) -> list[Utterance]:
    """Type and number, where the title does not tell them; with the issuer where the number alone does not tell all of it.

    `Quyết định số 2083/QĐ-UBND` is read as that of a people's committee, and does not say of which province.
    """
    if _tells_number(article, legal):
        return []
    values = {"type": legal.type, "number": legal.number}
    alone = speech.frame("law_name", TITLE, Role.LAW, PAUSES.sentence, **values)
    if _tells_issuer(speech, alone, legal):
        return alone
    return (
        speech.frame("law_name_of", TITLE, Role.LAW, PAUSES.sentence, issuer=_issuer(legal), **values)
        or alone
    )


def _say_subject(speech: Speech, article: Article, legal: LegalIdentity) -> list[Utterance]:
    """The title; without the type that it begins with, where type and number were just told.

    A law's type is part of its name (`Luật Đất đai`).
    """
    if _tells_number(article, legal) or legal.type in _NAMED:
        return say_title(speech, article)
    kind = re.match(re.escape(legal.type) + r"\s+", article.title, re.IGNORECASE)
    within = (kind.end() if kind else 0, len(article.title))
    return speech.say(article.title, TITLE, Role.TITLE, PAUSES.title, within=within)


def _say_issued(speech: Speech, legal: LegalIdentity, before: Sequence[Utterance]) -> list[Utterance]:
    how = (
        "law_verified" if legal.type == _CONSOLIDATED else "law_passed" if _is_passed(legal) else "law_issued"
    )
    day = day_of(speech, legal.issued_on)
    if _tells_issuer(speech, before, legal):
        return speech.frame(f"{how}_on", TITLE, Role.LAW, PAUSES.sentence, type=legal.type, day=day)
    return speech.frame(how, TITLE, Role.LAW, PAUSES.sentence, issuer=_issuer(legal), day=day)


def _tells_number(article: Article, legal: LegalIdentity) -> bool:
    return not legal.number or legal.number.casefold() in plain_letters(article.title).casefold()


def _tells_issuer(speech: Speech, said: Sequence[Utterance], legal: LegalIdentity) -> bool:
    """Whether the issuer, with where it lies, is among the words that were said."""
    own = _plain(speech.reader.read(_issuer(legal)))
    return bool(own) and f" {own} " in f" {_plain(' '.join(each.spoken for each in said))} "


def _plain(spoken: str) -> str:
    return " ".join(words_of(spoken)).casefold()


def _is_passed(legal: LegalIdentity) -> bool:
    """Whether its day is that on which the National Assembly passed it; another promulgates it."""
    return legal.type in _NAMED and legal.issuer.casefold() == "quốc hội"


def _issuer(legal: LegalIdentity) -> str:
    """The issuer with where it lies, its first letter a capital."""
    name = ", ".join(filter(None, (legal.issuer, legal.within)))
    return name[:1].upper() + name[1:]


def _say_consolidated(speech: Speech, document: LegalDocument) -> Iterator[Utterance]:
    """The documents that a consolidated text puts together, by its own words, which stand before its bases."""
    if not is_consolidated(document):
        return
    own = takewhile(lambda each: not _BASED.match(each.text), document.tree.preamble)
    places = [each.block for each in own if each.block >= 0 and not each.table]
    fitting = [
        at
        for at in places[: LIMITS.law.changes]
        if speech.syllables(document.blocks[at].text) <= LIMITS.law.change_syllables
    ]
    for at in fitting:
        block = document.blocks[at]
        yield from say_span(speech, block, at, (0, len(block.text)))
    if fitting and len(fitting) < len(places):
        yield from speech.frame("law_more", TITLE, Role.LAW, PAUSES.sentence)
