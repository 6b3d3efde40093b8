"""The language of a page, and of each paragraph in it: what is in another is not read aloud."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from crawlers.words import words
from transforms.article import BlockKind, Doubt
from transforms.extract.blocks import Found
from transforms.extract.measure import GOOD_WORDS

_VIETNAMESE = 0.25
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "is",
        "that",
        "for",
        "on",
        "with",
        "as",
        "was",
        "by",
        "it",
        "at",
        "from",
        "are",
        "this",
        "be",
        "have",
        "has",
        "not",
    ]
)
_ENGLISH_SHARE = 0.15
_TAG = re.compile(r"^([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*$", re.IGNORECASE)
_STATED = (
    ("html[lang]", "lang", "html lang"),
    ('meta[property="og:locale"]', "content", "meta og:locale"),
    ('meta[http-equiv="content-language" i]', "content", "meta content-language"),
)
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})
_MUCH = 0.2
_MUCH_WORDS = 40


@dataclass(frozen=True, slots=True)
class Language:
    """The language that an article must have (BCP 47, `und` where none is known), and what said so."""

    code: str
    rule: str


def page_language(tree: LexborHTMLParser, blocks: Sequence[Found]) -> Language:
    """The language of a page that no one has told anything of.

    Templates are copied with their `lang`, so that what a page states is believed only where its prose does not
    say otherwise. Vietnamese is what we look for: a quarter of the prose is enough.
    """
    prose = [found for found in blocks if found.size >= GOOD_WORDS and found.linked < 0.5]
    letters = sum(len(found.text) for found in prose)
    vietnamese = sum(len(found.text) for found in prose if found.speaks("vi"))
    stated = _stated(tree)
    if letters and vietnamese >= _VIETNAMESE * letters:
        return Language("vi", "text")
    if stated and (stated.code != "vi" or not letters):
        return stated
    if not letters:
        return Language("vi", "default")
    return Language("en" if _is_english(" ".join(found.text for found in prose)) else "und", "text")


def _stated(tree: LexborHTMLParser) -> Language | None:
    for selector, name, rule in _STATED:
        node = tree.css_first(selector)
        found = _TAG.match((node.attributes.get(name) or "").strip()) if node else None
        if found:
            return Language(found[1].lower(), rule)
    return None


def _is_english(text: str) -> bool:
    found = words(text[:20_000])
    common = sum(word.lower() in _ENGLISH for word in found)
    return common >= _ENGLISH_SHARE * len(found) > 0


def silence_foreign(found: Sequence[Found], language: str) -> list[Found]:
    """`found` with what is in another language as furniture.

    A table is judged by the prose before it, or after it where there is none: a list of substances or of names has
    no language of its own.
    """
    own = [_is_own(each, language) for each in found]
    near = _nearest(own)
    return [
        replace(each, kind=BlockKind.FURNITURE)
        if own[at] is False or (each.kind == BlockKind.TABLE and near[at] is False)
        else each
        for at, each in enumerate(found)
    ]


def _is_own(found: Found, language: str) -> bool | None:
    """Whether a block is in `language`; None where it does not tell."""
    if found.kind in {BlockKind.TABLE, BlockKind.FURNITURE} or found.size < GOOD_WORDS:
        return None
    return found.speaks(language)


def _nearest(own: Sequence[bool | None]) -> list[bool | None]:
    """For each place the judgement nearest before it, else the first of all."""
    last = next((each for each in own if each is not None), None)
    near = []
    for each in own:
        last = last if each is None else each
        near.append(last)
    return near


def is_foreign(found: Sequence[Found], around: Sequence[Found], language: str) -> bool:
    """Whether most of what stands in the body's element, or on a page without a body, is in another language."""
    silenced = _foreign(found, language)
    own = sum(each.size for each in found if each.kind != BlockKind.FURNITURE)
    if silenced or own:
        return sum(each.size for each in silenced) > own
    prose = [each for each in around if each.size >= GOOD_WORDS and each.linked < 0.5]
    foreign = sum(each.size for each in prose if not each.speaks(language))
    return foreign > max(_MUCH_WORDS, sum(each.size for each in prose) / 2)


def foreign_doubts(found: Sequence[Found], language: str) -> list[Doubt]:
    """A doubt where a good part of the prose, paragraph beside paragraph, is in another language.

    A whole pane in another language, an English tab, is told from it by the element that holds it: nothing is missing
    from the text then.
    """
    spoken = [each for each in found if each.kind in _PROSE]
    holders = {each.node.parent.mem_id for each in spoken if each.node.parent}
    beside = (
        each for each in _foreign(found, language) if each.node.parent and each.node.parent.mem_id in holders
    )
    foreign = [each.size for each in beside]
    own = sum(each.size for each in spoken)
    if sum(foreign) < max(_MUCH_WORDS, _MUCH * (own + sum(foreign))):
        return []
    detail = f"{len(foreign)} paragraphs of {sum(foreign)} words are in another language than {language!r}, beside {own}"
    return [Doubt("text.foreign", detail)]


def _foreign(found: Sequence[Found], language: str) -> list[Found]:
    """The furniture that is prose in another language."""
    quiet = (each for each in found if each.kind == BlockKind.FURNITURE and each.linked < 0.5)
    return [each for each in quiet if each.size >= GOOD_WORDS and not each.speaks(language)]
