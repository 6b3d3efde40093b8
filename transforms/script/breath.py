"""A sentence to stretches that are said in one breath.

The best cuts are searched, not the first that will do: each kind of place has its cost (`data/cuts.yaml`), no stretch
is longer than a breath, and the cheapest way through the sentence is taken, in time that grows with its length alone.
What is read as one (a number with its unit, a date, a document's number, an address) is never cut, as long as it can be
said in one breath. Nor may a cut change what is said: where the parts alone would be read otherwise than the whole, the
places of that cut are shut and the search begins again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.reading import Reading
from transforms.script.cuts import costs
from transforms.script.data_files import CUTS, LIMITS
from transforms.script.reader import Reads, syllables, words_of

MAX_SYLLABLES = LIMITS.utterance.syllables
_FEWEST_TRIES = 3
_MOST_TRIES = 24
_LETTERS_AGAIN = 200_000
_CHUNK = re.compile(r"\S+")
_STOPS = re.compile(r"\s*(?<![!?])[.…]+(?=[\"'”’)]*$)")
_LONG_WORD = 200
_SHUT = 10_000.0
_MOST_RUNS = 3 * MAX_SYLLABLES
"""So many runs a stretch has at most: marks alone have no syllables."""


@dataclass(frozen=True, slots=True)
class Breath:
    """A stretch of a sentence: where it stands in it, and what is said."""

    start: int
    end: int
    spoken: str


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A run of letters that is not cut, its syllables, and the cost of a cut behind it."""

    start: int
    end: int
    syllables: int
    cost: float


def breaths(sentence: str, reader: Reads) -> list[Breath]:
    """`sentence` as stretches of at most `MAX_SYLLABLES` spoken syllables, in order; they hold all of its words."""
    spoken = reader.read(sentence)
    whole = Breath(0, len(sentence), spoken)
    if syllables(spoken) <= MAX_SYLLABLES:
        return [whole]
    return [part for piece in _cut(sentence, whole, reader) for part in _by_words(piece)]


def _cut(sentence: str, whole: Breath, reader: Reads) -> list[Breath]:
    """The sentence in its best parts; whole, where no cut was found that leaves all as it is said."""
    chunks = _chunks(sentence, reader)
    said = words_of(whole.spoken)
    shut: set[int] = set()
    for _ in range(max(_FEWEST_TRIES, min(_MOST_TRIES, _LETTERS_AGAIN // len(sentence)))):
        pieces = [Breath(start, end, reader.read(sentence[start:end])) for start, end in _ways(chunks, shut)]
        wrong = _misread(sentence, pieces, said, reader)
        if not wrong:
            return _going_on(pieces)
        shut |= wrong
    return [whole]


def _going_on(pieces: Sequence[Breath]) -> list[Breath]:
    """The parts of one sentence; dots in the middle of it ("chịu thuế... đã lạc hậu") close none of them."""
    inner = [replace(piece, spoken=_STOPS.sub(",", piece.spoken)) for piece in pieces[:-1]]
    return [*inner, *pieces[-1:]]


def _misread(sentence: str, pieces: Sequence[Breath], whole: Sequence[str], reader: Reads) -> set[int]:
    """The ends of the first piece that is read otherwise than in the whole; its beginning only where that is at fault."""
    at = 0
    for piece in pieces:
        said = words_of(piece.spoken)
        if said != whole[at : at + len(said)]:
            rest = words_of(reader.read(sentence[piece.start :]))
            return {piece.end} if rest == whole[at:] else {piece.start, piece.end}
        at += len(said)
    return set()


def _chunks(sentence: str, reader: Reads) -> list[_Chunk]:
    """The runs between which a cut may be made: what stands between spaces, joined where it is read as one."""
    readings = reader.explain(sentence)
    spans = _joined(sentence, readings)
    weights = _weights(sentence, readings, spans)
    prices = costs([sentence[start:end] for start, end in spans])
    parts = zip(spans, weights, prices, strict=True)
    return [_Chunk(start, end, weight, cost) for (start, end), weight, cost in parts]


def _joined(sentence: str, readings: Sequence[Reading]) -> list[tuple[int, int]]:
    waiting = iter(readings)
    reading = next(waiting, None)
    spans: list[tuple[int, int]] = []
    for match in _CHUNK.finditer(sentence):
        while reading and reading.end <= match.start():
            reading = next(waiting, None)
        if spans and reading and reading.start < match.start():
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append(match.span())
    return spans


def _weights(sentence: str, readings: Sequence[Reading], spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """How many syllables each run has: of its readings, and of what stands between them."""
    at = 0
    for start, end in spans:
        place, count = start, 0
        while at < len(readings) and readings[at].start < end:
            count += syllables(sentence[place : readings[at].start]) + syllables(readings[at].spoken)
            place = readings[at].end
            at += 1
        yield count + syllables(sentence[place:end])


def _ways(chunks: Sequence[_Chunk], shut: set[int]) -> list[tuple[int, int]]:
    """The cheapest way to part the sentence; a run that is longer than a breath stands alone."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(chunks) + 1):
        best.append(min(_arrivals(chunks, best, end, shut)))
    out: list[tuple[int, int]] = []
    end = len(chunks)
    while end:
        start = best[end][1]
        out.append((chunks[start].start, chunks[end - 1].end))
        end = start
    return out[::-1]


def _arrivals(
    chunks: Sequence[_Chunk], best: Sequence[tuple[float, int]], end: int, shut: set[int]
) -> Iterator[tuple[float, int]]:
    """The costs of a last stretch that ends before chunk `end`, by the chunk with which it begins."""
    said = 0
    for start in range(end - 1, max(end - 1 - _MOST_RUNS, -1), -1):
        said += chunks[start].syllables
        if said > MAX_SYLLABLES and start < end - 1:
            return
        cost = best[start][0] + CUTS.balance * (said / MAX_SYLLABLES) ** 2
        if start:
            cost += chunks[start - 1].cost
            cost += _SHUT if chunks[start].start in shut or chunks[start - 1].end in shut else 0
        if end - start < LIMITS.utterance.shortest_words:
            cost += CUTS.short
        yield cost, start


def _by_words(piece: Breath) -> Iterator[Breath]:
    """A stretch that no cut makes short enough, by its spoken words: so no value changes, whatever is written.

    The written letters are shared out in proportion.
    """
    said = [word for whole in piece.spoken.split() for word in _bounded(whole)]
    parts = list(_shares(said))
    if len(parts) < 2:
        yield piece
        return
    letters, done, start = piece.end - piece.start, 0, piece.start
    for part in parts:
        done += len(part)
        end = piece.start + letters * done // len(said)
        yield Breath(start, end, " ".join(part))
        start = end


def _shares(said: Sequence[str]) -> Iterator[list[str]]:
    share: list[str] = []
    count = 0
    for word in said:
        weight = syllables(word)
        if share and count + weight > MAX_SYLLABLES:
            yield share
            share, count = [], 0
        share.append(word)
        count += weight
    if share:
        yield share


def _bounded(word: str) -> Iterator[str]:
    """A word, or what is no word at all (thousands of letters without a space) in pieces."""
    return (word[at : at + _LONG_WORD] for at in range(0, len(word), _LONG_WORD))
