"""Near-duplicates: the same text at two places, with another title, a byline more or a paragraph less.

MinHash by one permutation with densification, over shingles of four syllables without marks or case: candidates come by
bands of the sketch, and each is settled by the two texts themselves (`transforms.compare.likeness`). A text that says
anything of its own is no duplicate, however alike: bulletins, price lists and the notices of two communes are made from
one form.
"""

import hashlib
from collections.abc import Iterable, Sequence

from crawlers.words import fold
from transforms.article import Article, Kind
from transforms.compare.likeness import DUPLICATE, repeats
from transforms.compare.shingles import common, shingles

__all__ = [
    "BANDS",
    "DUPLICATE",
    "LEAST_SHINGLES",
    "common",
    "may_have_duplicates",
    "paragraph_hashes",
    "repeats",
    "shingles",
    "sketch",
]

BANDS = 48
ROWS = 2
LEAST_SHINGLES = 30
COMPARED = frozenset({Kind.NEWS, Kind.NOTICE})
"""Kinds that may have duplicates. A legal document has its number; two warnings that are alike are two warnings."""

_LONG = 8
_BINS = BANDS * ROWS
_EMPTY = -1


def sketch(text: str) -> list[int]:
    """One number of 63 bits for each of `BANDS` bands; texts that share one may be duplicates. Empty: too short to tell.

    Two texts of which one is the other less a third share one in all but one of a million cases.
    """
    found = shingles(text)
    if len(found) < LEAST_SHINGLES:
        return []
    bins = _densified(_bins(found))
    return [_band(at, bins[at * ROWS : (at + 1) * ROWS]) for at in range(BANDS)]


def paragraph_hashes(article: Article) -> dict[int, str]:
    """A number of 63 bits for each paragraph of eight words and more that a listener would hear, and its text."""
    long = (text for text in article.spoken_texts() if len(text.split()) >= _LONG)
    return {_hash(fold(text)): text for text in long}


def may_have_duplicates(article: Article) -> bool:
    """Whether an article is of a kind that is compared."""
    return article.kind in COMPARED


def _bins(found: Iterable[int]) -> list[int]:
    bins = [_EMPTY] * _BINS
    for value in found:
        place, rest = value % _BINS, value // _BINS
        if bins[place] == _EMPTY or rest < bins[place]:
            bins[place] = rest
    return bins


def _densified(bins: Sequence[int]) -> list[int]:
    """Empty bins take the value of the next one that is not, to the right and round (Shrivastava and Li, 2014)."""
    full = list(bins)
    last = next(value for value in bins if value != _EMPTY)
    for at in reversed(range(len(full))):
        last = full[at] = full[at] if full[at] != _EMPTY else last
    return full


def _band(at: int, values: Sequence[int]) -> int:
    return _hash(f"{at}:{values}")


def _hash(text: str) -> int:
    """63 bits, as a signed column of the store holds them."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1
