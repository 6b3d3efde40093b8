"""Where in the bytes of a page a block's words stand."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from crawlers.words import compact
from transforms.article import Block, Span
from transforms.text.legacy import western
from transforms.text.page import Reading, legacy_of_page, readings, shown

_MARKUP = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|template|textarea|noscript|svg)\b.*?(?:</\1\s*>|\Z)|<[!?/]?[A-Za-z][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_RUN = re.compile(rb"\S+")
_SAID = re.compile(r"\S+", re.ASCII)
_EDGE = 40


class Locator:
    """Finds texts, in their order, in a page's bytes.

    The page is projected to its words without markup, entities or white space, in Unicode as `decode` reads them; each
    piece of the projection knows its bytes. Charsets that are no superset of ASCII (UTF-16) have no projection: nothing
    is found.
    """

    def __init__(self, body: bytes, charset: str) -> None:
        self._text, self._at, self._bytes = "", [0], [(0, 0)]
        self._cursor = 0
        if not charset.startswith("utf-16"):
            self._project(body, charset)

    def _project(self, body: bytes, charset: str) -> None:
        pieces, at = [], 0
        show = _shower(body, charset)
        source = body.decode("latin-1")
        said = {start: run for reading in readings(source, show) for start, run in _runs(body, reading)}
        for start, stop in _pieces(body):
            end, text = said.get(start) or (stop, show(source[start:stop]))
            piece = compact(text)
            if piece:
                pieces.append(piece)
                self._at.append(at)
                self._bytes.append((start, end))
                at += len(piece)
        self._text = "".join(pieces)

    def find(self, text: str) -> tuple[int, int] | None:
        """First and past-the-last byte of `text`'s next occurrence, or of the first where there is no next.

        A text that does not stand there in one piece (something was dropped from its middle) is found by its
        beginning and end. None: not on the page.
        """
        needle = compact(text)
        if not needle or not self._text:
            return None
        for start in (self._cursor, 0):
            found = self._text.find(needle, start)
            if found >= 0:
                return self._take(found, found + len(needle))
        return self._find_edges(needle)

    def _find_edges(self, needle: str) -> tuple[int, int] | None:
        head, tail = needle[:_EDGE], needle[-_EDGE:]
        first = self._text.find(head, self._cursor)
        last = self._text.find(tail, first) if first >= 0 else -1
        if first < 0 or last < 0 or last - first > 3 * len(needle) + 200:
            return None
        return self._take(first, last + len(tail))

    def _take(self, start: int, end: int) -> tuple[int, int]:
        self._cursor = end
        return self._piece(start)[0], self._piece(end - 1)[1]

    def _piece(self, index: int) -> tuple[int, int]:
        return self._bytes[bisect_right(self._at, index) - 1]


def _pieces(body: bytes) -> Iterator[tuple[int, int]]:
    """Runs of bytes between markup and white space."""
    at = 0
    for mark in _MARKUP.finditer(body):
        yield from ((run.start(), run.end()) for run in _RUN.finditer(body, at, mark.start()))
        at = mark.end()
    yield from ((run.start(), run.end()) for run in _RUN.finditer(body, at))


def _shower(body: bytes, charset: str) -> Callable[[str], str]:
    """What shows a stretch of the page's bytes, which come as Latin-1 has them, as `decode` read the page."""
    if charset == "cp1252" and legacy_of_page(western(body)):
        return lambda piece: shown(western(piece.encode("latin-1")))
    return lambda piece: shown(piece.encode("latin-1").decode(charset, "replace"))


def _runs(body: bytes, reading: Reading) -> Iterator[tuple[int, tuple[int, str]]]:
    """Where each run of bytes of a stretch starts and ends, and what it says.

    Where the words are not as many as the runs, the stretch is one run.
    """
    runs = list(_RUN.finditer(body, reading.start, reading.end))
    said = _SAID.findall(reading.text)
    if len(said) == len(runs):
        yield from ((run.start(), (run.end(), text)) for run, text in zip(runs, said, strict=True))
    else:
        yield from ((run.start(), (run.end(), "")) for run in runs[1:])
        yield from ((run.start(), (runs[-1].end(), reading.text)) for run in runs[:1])


def with_spans(blocks: Iterable[Block], body: bytes, charset: str, sha256: str) -> tuple[Block, ...]:
    """`blocks` with the bytes of each, in document order; those that are not found keep only the digest."""
    locator = Locator(body, charset)
    return tuple(_placed(block, locator, sha256) for block in blocks)


def _placed(block: Block, locator: Locator, sha256: str) -> Block:
    place = locator.find(block.text.replace(" | ", " "))
    start, end = place or (None, None)
    return replace(block, span=Span(sha256, start, end))
