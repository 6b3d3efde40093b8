"""Text to sentences, and long sentences to stretches that a voice can say in one breath.

A cut is only ever made at a space, so the words joined again by spaces are the words of the text. The length counts:
the syllables that are spoken, "8.471 ha" is nine of them. Only a single word longer than a breath (an address, letters
without a space) is cut within.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.script.breath import MAX_SYLLABLES, breaths
from transforms.script.joints import sentence_spans, sentences_of
from transforms.script.plain import one_line
from transforms.script.reader import RULES, Reads

__all__ = ["MAX_SYLLABLES", "Piece", "pieces_of", "sentence_spans", "sentences_of", "split_sentences"]

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that becomes an utterance, by its offsets; `ends` tells whether its sentence ends with it."""

    start: int
    end: int
    spoken: str
    ends: bool


def split_sentences(text: str, reader: Reads = RULES) -> list[str]:
    """The utterances of `text`, in order: sentences, those of more than `MAX_SYLLABLES` cut where they may be.

    A line's end is a sentence's end. Nothing is cut at titles and abbreviations (TP., GS.), initials, numbers and
    dates (8.471, 10.5.2024), addresses, or the numbering of articles ("Điều 1. ..."). What has no words (a row of
    stars) goes with what stands before it.
    """
    lines = "\n".join(text.splitlines())
    return [one_line(lines[piece.start : piece.end]) for piece in pieces_of(lines, reader)]


def pieces_of(text: str, reader: Reads) -> list[Piece]:
    """The same with their places and what is said of them; the lines of `text` are parted by line feeds alone."""
    return _with_words([piece for line in _LINE.finditer(text) for piece in _of_line(line, reader)])


def _of_line(line: re.Match[str], reader: Reads) -> Iterator[Piece]:
    for start, end in sentence_spans(line[0]):
        parts = breaths(line[0][start:end], reader)
        base = line.start() + start
        for at, part in enumerate(parts):
            yield Piece(base + part.start, base + part.end, part.spoken, ends=at == len(parts) - 1)


def _with_words(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that are heard; what is not heard is joined to the one before it, or at the beginning to the first."""
    joined: list[Piece] = []
    silent: int | None = None
    for piece in pieces:
        if piece.spoken.strip():
            start = silent if silent is not None and not joined else piece.start
            joined.append(Piece(start, piece.end, piece.spoken, piece.ends))
            silent = None
        elif joined:
            before = joined[-1]
            joined[-1] = Piece(before.start, piece.end, before.spoken, before.ends or piece.ends)
        elif silent is None:
            silent = piece.start
    return joined
