"""Near-duplicates: the same text at two places, with another title, a byline more or a paragraph less.

MinHash by one permutation with densification, over shingles of four syllables without marks or case: candidates come by
bands of the sketch, and each is settled by the true overlap of the two texts. A text that has a number or a name of its
own is no duplicate, however alike: bulletins, price lists and the notices of two communes are made from one form.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from crawlers.words import clean, fold
from transforms.article import Article, Kind

BANDS = 48
ROWS = 2
DUPLICATE = 0.85
"""From this share on (`repeats`) a text is a duplicate."""
LEAST_SHINGLES = 30
COMPARED = frozenset({Kind.NEWS, Kind.NOTICE})
"""Kinds that may have duplicates. A legal document has its number; two warnings that are alike are two warnings."""

_SHINGLE = 4
_SIZE = 0.6
_LONG = 8
_BINS = BANDS * ROWS
_EMPTY = -1
_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W_]+")
_DIGIT = re.compile(r"\d")


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of four syllables, without marks or case."""
    tokens = fold(text).split()
    runs = (" ".join(tokens[at : at + _SHINGLE]) for at in range(len(tokens) - _SHINGLE + 1))
    return frozenset(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest()) for run in runs)


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


def repeats(text: str, of: str) -> float:
    """How far `text` only says again what `of` says: the share of the shorter's shingles that the longer has.

    0 where one is far longer, or where `text` has a number or a name that `of` has not: a listener would miss it.
    """
    sizes = sorted((len(shingles(text)), len(shingles(of))))
    if sizes[0] < _SIZE * sizes[1] or not telling(text) <= telling(of):
        return 0.0
    return common(text, of)


def common(a: str, b: str) -> float:
    """Share of the shorter text's shingles that the longer has too, 0 to 1, whatever their numbers and names."""
    left, right = shingles(a), shingles(b)
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def telling(text: str) -> Counter[str]:
    """The words that tell two texts of one form apart: those with a digit or a capital, and how often each is there."""
    return Counter(word for word in _WORD.findall(clean(text)) if not word.islower() or _DIGIT.search(word))


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
