"""The share of words in runs that two texts have in common."""

import hashlib

from crawlers.words import fold
from transforms.compare.plain import plain_text

SIZE = 0.6
"""A text that is shorter than this share of another is no copy of it."""
_RUN = 4


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of four syllables, without marks or case, credits left out and abbreviations written out."""
    tokens = fold(plain_text(text)).split()
    runs = (" ".join(tokens[at : at + _RUN]) for at in range(len(tokens) - _RUN + 1))
    return frozenset(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest()) for run in runs)


def common(a: str, b: str) -> float:
    """Share of the shorter text's shingles that the longer has too, 0 to 1, whatever their numbers and names."""
    return _share(shingles(a), shingles(b))


def overlap(a: str, b: str) -> float:
    """`common`, and 0 where one text is far longer than the other."""
    left, right = shingles(a), shingles(b)
    sizes = sorted((len(left), len(right)))
    return _share(left, right) if sizes[0] >= SIZE * sizes[1] else 0.0


def _share(left: frozenset[int], right: frozenset[int]) -> float:
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0
