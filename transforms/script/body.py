"""The blocks of an item that are heard, in their order.

Captions, bylines, furniture, end marks, signatures, footnotes and a legal document's own title are never heard. Lists are said with
their numbering. A quotation that is a block of its own is announced (`Xin trích.` … `Hết trích.`): the page shows by its
place that the words are another's, and a listener, who sees no place, would take them for the station's own. A short one,
or one that says itself who speaks (it opens with a quotation mark), is parted by pauses alone, and so are words quoted
inside a sentence: there the sentence names the speaker, and announcing each would drown the news.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from transforms.article import Article, Block, BlockKind
from transforms.script.data_files import LIMITS, PAUSES, UNSAID
from transforms.script.plain import plain
from transforms.script.records import LEAD, TITLE, Role, Utterance
from transforms.script.speech import Speech
from transforms.script.tables import say_table

_ROLES = MappingProxyType(
    {
        BlockKind.PARAGRAPH: (Role.BODY, PAUSES.paragraph),
        BlockKind.HEADING: (Role.HEADING, PAUSES.title),
        BlockKind.LIST_ITEM: (Role.LIST, PAUSES.item),
        BlockKind.QUOTE: (Role.QUOTE, PAUSES.quote),
    }
)
_HEARD = frozenset({*_ROLES, BlockKind.TABLE})
_OPENING = ("“", '"', "«", "‘")
_LONGEST_UNSAID = 80
_MARKS = frozenset("-–—•+*")

Numbered = tuple[int, Block]


@dataclass(frozen=True, slots=True)
class Manner:
    """How blocks are said: `prose` is the role of paragraphs, `whole`: tables too are read in full."""

    prose: Role = Role.BODY
    whole: bool = False


def say_title(speech: Speech, article: Article) -> list[Utterance]:
    """The title."""
    return speech.say(article.title, TITLE, Role.TITLE, PAUSES.title)


def say_lead(speech: Speech, article: Article) -> list[Utterance]:
    """The lead, where there is one."""
    return speech.say(article.lead, LEAD, Role.LEAD, PAUSES.paragraph)


def say_blocks(
    speech: Speech, article: Article, blocks: Sequence[Numbered], manner: Manner = Manner()
) -> list[Utterance]:
    """Those of `blocks`, which are the article's with their indexes, that are heard."""
    heard = [each for each in blocks if each[1].kind in _HEARD and not _is_unsaid(each[1])]
    alone = not article.lead and [block.kind for _, block in heard] == [BlockKind.TABLE]
    said: list[Utterance] = []
    for is_quote, group in groupby(heard, key=lambda each: each[1].kind == BlockKind.QUOTE):
        if is_quote:
            said += _say_quote(speech, list(group))
        else:
            said += [
                each
                for index, block in group
                for each in _say_block(speech, article, index, block, alone=alone, manner=manner)
            ]
    return said


def _is_unsaid(block: Block) -> bool:
    """Whether a paragraph is an end mark or the like (`data/unsaid.txt`), and nothing else."""
    if block.kind != BlockKind.PARAGRAPH or len(block.text) > _LONGEST_UNSAID:
        return False
    return " ".join(re.findall(r"\w+", plain(block.text).text.casefold())) in UNSAID


def _say_block(
    speech: Speech, article: Article, index: int, block: Block, *, alone: bool, manner: Manner
) -> list[Utterance]:
    if block.kind == BlockKind.TABLE:
        return say_table(speech, block, index, article.credit, alone=alone, whole=manner.whole)
    role, pause = _ROLES[block.kind]
    said = speech.say(block.text, index, role, pause, label=label_of(block))
    return [replace(each, role=manner.prose) for each in said] if role == Role.BODY else said


def label_of(block: Block) -> str:
    """A list item's own number or letter, as it is said; a dash or a dot is none."""
    return block.label if block.label.strip() not in _MARKS and block.kind == BlockKind.LIST_ITEM else ""


def _say_quote(speech: Speech, blocks: Sequence[Numbered]) -> Iterator[Utterance]:
    """A quotation of one block or of several in a row, announced where a listener needs it."""
    said = [
        each
        for index, block in blocks
        for each in speech.say(block.text, index, Role.QUOTE, PAUSES.quote, label=block.label)
    ]
    if said and _needs_words(speech, blocks):
        yield from speech.frame("quote_opens", blocks[0][0], Role.FRAME, PAUSES.quote)
        yield from said
        yield from speech.frame("quote_closes", blocks[-1][0], Role.FRAME, PAUSES.paragraph)
    else:
        yield from said


def _needs_words(speech: Speech, blocks: Sequence[Numbered]) -> bool:
    if len(blocks) == 1 and blocks[0][1].text.lstrip().startswith(_OPENING):
        return False
    return sum(speech.syllables(block.text) for _, block in blocks) >= LIMITS.quote.syllables
