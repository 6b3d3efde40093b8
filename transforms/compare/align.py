"""Two texts beside each other, sentence by sentence: what stayed, was moved, was changed, came or went.

Bounded for any input: the order is settled in n log n, and a sentence is compared with few others where there are many.
"""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawlers.words import fold

_ALIKE = 0.5
_MOST_PAIRS = 40_000
_MOST_TRIED = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """A place in the old text and the one in the new that goes with it; None where there is none.

    `same`: the words are the same, and only the place is another.
    """

    old: int | None
    new: int | None
    same: bool = False


def align(
    old: Sequence[str], new: Sequence[str], old_keys: Sequence[str], new_keys: Sequence[str]
) -> list[Pair]:
    """What differs, in the order of the new text; what is gone stands where it stood.

    Sentences with one key are the same. Those that are left go together by likeness, wherever they stand.
    """
    matched = _matched(old_keys, new_keys)
    kept = _in_order(matched)
    gone = [at for at in range(len(old)) if at not in matched]
    taken = set(matched.values())
    come = [at for at in range(len(new)) if at not in taken]
    pairs = [Pair(i, j, same=True) for i, j in matched.items() if i not in kept]
    changed = _partners({i: old[i] for i in gone}, {j: new[j] for j in come})
    pairs += [Pair(i, j) for i, j in changed.items()]
    pairs += [Pair(i, None) for i in gone if i not in changed]
    pairs += [Pair(None, j) for j in sorted(set(come) - set(changed.values()))]
    return _sorted(pairs, kept)


def _sorted(pairs: list[Pair], kept: Mapping[int, int]) -> list[Pair]:
    """By the place in the new text; what is gone has the place of what stayed before it."""
    stayed = sorted(kept)

    def place(pair: Pair) -> tuple[int, int, int]:
        if pair.new is not None:
            return pair.new, 0, 0
        old = pair.old or 0
        before = bisect_left(stayed, old)
        return (kept[stayed[before - 1]] if before else -1), 1, old

    return sorted(pairs, key=place)


def _matched(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For each place of a sentence that both have its place in the new text; repeated ones by their order."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    found = {at: at for at in range(start)}
    left: defaultdict[str, deque[int]] = defaultdict(deque)
    for at in range(start, len(new) - end):
        left[new[at]].append(at)
    for at in range(start, len(old) - end):
        if left[old[at]]:
            found[at] = left[old[at]].popleft()
    return found | {len(old) - back: len(new) - back for back in range(end, 0, -1)}


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many sentences two texts have in common from the beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))


def _in_order(matched: Mapping[int, int]) -> dict[int, int]:
    """Those of `matched` that kept their order: the longest run of places that rises in both texts."""
    ends: list[int] = []
    tails: list[int] = []
    back: dict[int, int | None] = {}
    for old, new in sorted(matched.items()):
        at = bisect_left(ends, new)
        back[old] = tails[at - 1] if at else None
        ends[at : at + 1], tails[at : at + 1] = [new], [old]
    run: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        run.append(last)
        last = back[last]
    return {old: matched[old] for old in reversed(run)}


def _partners(gone: Mapping[int, str], come: Mapping[int, str]) -> dict[int, int]:
    """For each sentence that is gone the one that came for it, where one is alike; the most alike first."""
    was, is_ = ({at: Counter(fold(text).split()) for at, text in each.items()} for each in (gone, come))
    pairs = [(_alike(was[i], is_[j]), i, j) for i, j in _candidates(was, is_)]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for alike, i, j in sorted(pairs, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1])):
        if alike >= _ALIKE and i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _candidates(
    gone: Mapping[int, Counter[str]], come: Mapping[int, Counter[str]]
) -> Iterator[tuple[int, int]]:
    """Every pair, or where these are too many those that share a rare word."""
    if len(gone) * len(come) <= _MOST_PAIRS:
        yield from ((i, j) for i in gone for j in come)
        return
    having: defaultdict[str, list[int]] = defaultdict(list)
    for j, words in come.items():
        for word in words:
            having[word].append(j)
    for i, words in gone.items():
        rarest = sorted((word for word in words if word in having), key=lambda word: len(having[word]))
        tried = dict.fromkeys(j for word in rarest[:_MOST_TRIED] for j in having[word][:_MOST_TRIED])
        yield from ((i, j) for j in list(tried)[:_MOST_TRIED])


def _alike(a: Counter[str], b: Counter[str]) -> float:
    """Share of the words that two sentences have in common, 0 to 1."""
    size = a.total() + b.total()
    return 2 * (a & b).total() / size if size else 0.0
