"""The blocks of an item that are heard, in their order.

Captions, bylines, furniture, end marks, signatures, footnotes and a legal document's own title are never heard. Lists are said with
their numbering. A quotation that is a block of its own is announced (`Xin trích.` … `Hết trích.`): the page shows by its
place that the words are another's, and a listener, who sees no place, would take them for the station's own. A short one,
or one that says itself who speaks (it opens with a quotation mark), is parted by pauses alone, and so are words quoted
inside a sentence: there the sentence names the speaker, and announcing each would drown the news. In a law all are
announced: they have numbers of their own. A paragraph that a page breaks in the middle of a sentence is said in one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from transforms.article import Article, Block, BlockKind
from transforms.script.data_files import LIMITS, PAUSES, UNSAID
from transforms.script.formulas import Numbered, formulas_in
from transforms.script.passages import NUMBERING
from transforms.script.plain import plain
from transforms.script.records import LEAD, TITLE, Role, Utterance
from transforms.script.speech import Speech, inner_pause
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
_STAMPED = re.compile(
    r"[^\W\d_][^.!?:;()]{1,60}\(\d{1,2}/\d{1,2}/\d{4},? \d{1,2}[:h]\d{2}\)(?:\s*[-–]\s*[^.!?:;()]{1,90})?"
)
_LONGEST_UNSAID = 80
_MARKS = frozenset("-–—•+*")


@dataclass(frozen=True, slots=True)
class Manner:
    """How blocks are said.

    `prose` is the role of paragraphs, `whole`: tables too are read in full. `legal`: they are a legal document's, so every
    quotation is announced, and `formulas` are the indexes of those in whose place it is told that a formula stands there.
    """

    prose: Role = Role.BODY
    whole: bool = False
    legal: bool = False
    formulas: frozenset[int] = frozenset()


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
    formulas = list(formulas_in(heard)) if manner.legal else []
    manner = replace(manner, formulas=frozenset(lines[0] for lines in formulas))
    shown = {index for lines in formulas for index in lines[1:]}
    kept = [each for each in heard if each[0] not in shown]
    said: list[Utterance] = []
    for is_quote, group in groupby(kept, key=lambda each: each[1].kind == BlockKind.QUOTE):
        if is_quote:
            said += _say_quote(speech, article, list(group), manner)
        else:
            said += _say_group(speech, article, list(group), alone=alone, manner=manner)
    return said


def _say_group(
    speech: Speech, article: Article, blocks: Sequence[Numbered], *, alone: bool, manner: Manner
) -> Iterator[Utterance]:
    """Blocks that are no quotation."""
    for at, (index, block) in enumerate(blocks):
        said = _say_block(speech, article, index, block, alone=alone, manner=manner)
        yield from _run_on(said) if at + 1 < len(blocks) and _is_broken(block, blocks[at + 1][1]) else said


def _is_broken(block: Block, following: Block) -> bool:
    """Whether the next paragraph goes on with this one's sentence: no mark ends it, and no capital begins the next."""
    alike = block.kind == following.kind == BlockKind.PARAGRAPH
    ends, begins = block.text.rstrip()[-1:], following.text.lstrip()
    open_ended = ends.isalnum() or ends == ","
    return alike and open_ended and begins[:1].islower() and not NUMBERING.match(begins)


def _run_on(said: Sequence[Utterance]) -> list[Utterance]:
    """Utterances behind which the sentence goes on."""
    return [*said[:-1], *(replace(last, pause_ms=inner_pause(last.written)) for last in said[-1:])]


def _is_unsaid(block: Block) -> bool:
    """Whether a paragraph is an end mark or the like (`data/unsaid.txt`), and nothing else; or who wrote it, and when.

    Who asks on a page of questions may have told name and home; nobody meant them for loudspeakers.
    """
    if block.kind == BlockKind.PARAGRAPH and _STAMPED.fullmatch(block.text.strip()):
        return True
    if block.kind != BlockKind.PARAGRAPH or len(block.text) > _LONGEST_UNSAID:
        return False
    return " ".join(re.findall(r"\w+", plain(block.text).text.casefold())) in UNSAID


def _say_block(
    speech: Speech, article: Article, index: int, block: Block, *, alone: bool, manner: Manner
) -> list[Utterance]:
    if index in manner.formulas:
        return _say_formula(speech, article, index)
    if block.kind == BlockKind.TABLE:
        return say_table(speech, block, index, article.credit, alone=alone, whole=manner.whole)
    role, pause = _ROLES[block.kind]
    said = speech.say(block.text, index, role, pause, label=label_of(block))
    return [replace(each, role=manner.prose) for each in said] if role == Role.BODY else said


def _say_formula(speech: Speech, article: Article, index: int) -> list[Utterance]:
    return speech.frame("formula", index, Role.FRAME, PAUSES.paragraph, credit=article.credit)


def label_of(block: Block) -> str:
    """A list item's own number or letter, as it is said; a dash or a dot is none."""
    return block.label if block.label.strip() not in _MARKS and block.kind == BlockKind.LIST_ITEM else ""


def _say_quote(
    speech: Speech, article: Article, blocks: Sequence[Numbered], manner: Manner
) -> Iterator[Utterance]:
    """A quotation of one block or of several in a row, announced where a listener needs it."""
    said = [
        each
        for index, block in blocks
        for each in (
            _say_formula(speech, article, index)
            if index in manner.formulas
            else speech.say(block.text, index, Role.QUOTE, PAUSES.quote, label=block.label)
        )
    ]
    if said and (manner.legal or _needs_words(speech, blocks)):
        yield from speech.frame("quote_opens", blocks[0][0], Role.FRAME, PAUSES.quote)
        yield from said
        yield from speech.frame("quote_closes", blocks[-1][0], Role.FRAME, PAUSES.paragraph)
    else:
        yield from said


def _needs_words(speech: Speech, blocks: Sequence[Numbered]) -> bool:
    if len(blocks) == 1 and blocks[0][1].text.lstrip().startswith(_OPENING):
        return False
    return sum(speech.syllables(block.text) for _, block in blocks) >= LIMITS.quote.syllables
