"""Single sentences of a legal document's blocks."""

import re
from collections.abc import Iterator

from transforms.article import Block
from transforms.script.data_files import PAUSES
from transforms.script.joints import sentence_spans
from transforms.script.records import Role, Utterance
from transforms.script.speech import Speech

Span = tuple[int, int]
Place = tuple[int, Span]
"""A sentence: the index of its block, and where it stands in the block's text."""

NUMBERING = re.compile(r"\W*(?:\d{1,3}[a-zđ]?|[a-zđ])[.)]\s+")
WHOLE_SENTENCE = re.compile(r"[.;]\W*$")


def spans_of(text: str) -> Iterator[Span]:
    """The sentences of a block's text."""
    place = 0
    for line in text.split("\n"):
        yield from ((place + start, place + end) for start, end in sentence_spans(line))
        place += len(line) + 1


def say_span(speech: Speech, block: Block, at: int, span: Span) -> list[Utterance]:
    """A sentence without the number of the clause that it is taken from."""
    number = NUMBERING.match(block.text, *span)
    within = (number.end() if number else span[0], span[1])
    return speech.say(block.text, at, Role.LAW, PAUSES.sentence, within=within)
