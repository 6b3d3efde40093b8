"""Where two texts differ, word by word, and whether that makes another text of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from transforms.compare.plain import Plain, Word, keys
from transforms.compare.telling import EXCHANGED, IDLE, LIGHT, OPENERS, TELLING

_MOST_SENTENCES = 4_000_000
_MOST_WORDS = 1_000_000
_NEW_WORDS = 4
"""More words than these that one text has and the other has not say something, whatever they are."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place where two texts differ: `gone` from the first, `come` in the second instead.

    `tells`: it makes another text of it, whichever it is that went or came. `light`: nothing was said or left unsaid.
    """

    gone: tuple[Word, ...]
    come: tuple[Word, ...]
    tells: bool
    light: bool

    def __str__(self) -> str:
        sides = (("−", self.gone), ("+", self.come))
        return " ".join(f"{sign}{' '.join(word.written for word in words)}" for sign, words in sides if words)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where two texts differ, as places of words; `whole`: nothing came, and only whole sentences went."""

    gone: range
    come: range
    whole: bool


def differences(first: Plain, second: Plain) -> list[Change] | None:
    """Where two texts differ; None where they do in too much to be told in bounded time."""
    cuts = _cuts(first.sentences, second.sentences)
    if cuts is None:
        return None
    old, new = tuple(first.words), tuple(second.words)
    return list(_changes(cuts, old, new))


def word_differences(old: Sequence[Word], new: Sequence[Word]) -> list[Change] | None:
    """`differences` of two runs of words, such as titles."""
    return differences(Plain((tuple(old),), ()), Plain((tuple(new),), ()))


def _changes(cuts: Sequence[_Cut], old: Sequence[Word], new: Sequence[Word]) -> Iterator[Change]:
    low = {word.key for words in (old, new) for word in words if not word.capital}
    told, telling = _telling(old, low), _telling(new, low)
    there, here = keys(old), keys(new)
    ours, theirs = LIGHT.places(there), LIGHT.places(here)
    for cut in cuts:
        gone, come = _at(old, cut.gone), _at(new, cut.come)
        tells = (
            any(telling[at] for at in cut.come)
            or (not cut.whole and any(told[at] for at in cut.gone))
            or len(come) > _NEW_WORDS
            or any(each.within(there, cut.gone) and each.within(here, cut.come) for each in EXCHANGED)
        )
        yield Change(
            gone, come, tells, cut.whole or (ours.issuperset(cut.gone) and theirs.issuperset(cut.come))
        )


def _at(words: Sequence[Word], places: range) -> tuple[Word, ...]:
    return tuple(words[places.start : places.stop])


def _telling(words: Sequence[Word], low: set[str]) -> list[bool]:
    """For each word whether it tells texts of one form apart: of a number, a name, or one of the lists."""
    listed = TELLING.places(keys(words)) - IDLE.places(keys(words))
    return [word.counts or at in listed or is_name(word, low) for at, word in enumerate(words)]


def is_name(word: Word, low: set[str]) -> bool:
    """Whether a word is of a name: it has a capital that it would not have otherwise. `low`: words seen without one."""
    plain = word.key in low or (word.key in OPENERS and word.opens)
    return word.capital and not (plain and (word.opens or word.shouted))


def _cuts(old: Sequence[Sequence[Word]], new: Sequence[Sequence[Word]]) -> list[_Cut] | None:
    if len(old) * len(new) > _MOST_SENTENCES:
        return None
    found: list[_Cut] = []
    starts, begins = _starts(old), _starts(new)
    texts = [keys(each) for each in old], [keys(each) for each in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = range(starts[i1], starts[i2]), range(begins[j1], begins[j2])
        if len(gone) * len(come) > _MOST_WORDS:
            return None
        found += _within(_joined(old[i1:i2]), _joined(new[j1:j2]), gone.start, come.start)
    return found


def _starts(sentences: Sequence[Sequence[Word]]) -> list[int]:
    """Where each sentence begins, and where the last one ends."""
    starts = [0]
    for each in sentences:
        starts.append(starts[-1] + len(each))
    return starts


def _joined(sentences: Sequence[Sequence[Word]]) -> list[Word]:
    return [word for each in sentences for word in each]


def _within(old: Sequence[Word], new: Sequence[Word], at: int, to: int) -> Iterator[_Cut]:
    """What differs between some sentences, whose first words stand at `at` and `to`."""
    steps = SequenceMatcher(None, keys(old), keys(new), autojunk=False).get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal":
            continue
        before = steps[number - 1][2] - steps[number - 1][1] if number else 0
        behind = steps[number + 1][2] - steps[number + 1][1] if number + 1 < len(steps) else 0
        whole = j1 == j2 and _is_whole(old, i1, i2, before, behind)
        yield _Cut(range(at + i1, at + i2), range(to + j1, to + j2), whole)


def _is_whole(words: Sequence[Word], start: int, end: int, before: int, behind: int) -> bool:
    """Whether words that went are whole sentences.

    Which words went is not always certain: of `Cầu dài. Cầu cao.` without its first sentence `dài. Cầu` may have gone
    as well. So the stretch is moved over like words, at most so many as both texts have before and behind it.
    """
    spans = [(start, end)]
    at, to = start, end
    while at > start - before and words[at - 1].key == words[to - 1].key:
        at, to = at - 1, to - 1
        spans.append((at, to))
    at, to = start, end
    while to < end + behind and words[at].key == words[to].key:
        at, to = at + 1, to + 1
        spans.append((at, to))
    return any(words[at].opens and (to == len(words) or words[to].opens) for at, to in spans)
