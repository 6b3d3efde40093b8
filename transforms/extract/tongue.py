"""The language of a file's text: one that is in another, or whose letters came out wrong, is no article.

A file names no encoding for its letters that we could not read: what is written in an unknown one comes out as letters
that make no words, however right the number over it is.
"""

from collections.abc import Sequence

from transforms.article import Block, BlockKind, Doubt
from transforms.extract.measure import GOOD_WORDS, in_language, size

_PROSE = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.HEADING, BlockKind.TITLE}
)
_MUCH = 0.2
_MUCH_WORDS = 40


def language_fault(blocks: Sequence[Block], language: str) -> str:
    """Why a file's text is no article in `language`; empty where most of its prose is."""
    own, foreign = _counted(blocks, language)
    return f"the file's text is not in the language {language!r}" if foreign > own else ""


def language_doubts(blocks: Sequence[Block], language: str) -> tuple[Doubt, ...]:
    """A doubt where a good part of a file's prose is in another language, or its letters make no words."""
    own, foreign = _counted(blocks, language)
    if foreign < max(_MUCH_WORDS, _MUCH * (own + foreign)):
        return ()
    detail = f"{foreign} words of prose are in another language than {language!r}, beside {own}"
    return (Doubt("text.foreign", detail),)


def _counted(blocks: Sequence[Block], language: str) -> tuple[int, int]:
    """Words of prose in the language, and in others."""
    own = foreign = 0
    for block in blocks:
        if block.kind not in _PROSE or (words := size(block.text)) < GOOD_WORDS:
            continue
        if in_language(block.text, language):
            own += words
        else:
            foreign += words
    return own, foreign
