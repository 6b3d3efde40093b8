"""What a correction corrects: two versions' sentences beside each other, and what kind of change each is.

The kinds tell an editor what to look at first, and a station whether a listener was told something wrong: a number or a
name weighs more than a letter.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from crawlers.words import clean, fold
from transforms.article import Article
from transforms.sentences import sentences_of

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+|[^\w\s]")
_NUMBER = re.compile(r"\d")
_ALIKE = 0.5
_MOST_PAIRS = 40_000
_LEFT_OF_A_RETRACTED = 0.3
_RETRACTED = re.compile(
    r"\b(?:gỡ|rút|thu hồi|hủy|huỷ|xóa|xoá)\b.{0,40}\b(?:bài|tin|văn bản|nội dung|thông tin)\b|"
    r"\b(?:bài|tin|văn bản|nội dung|thông tin)\b.{0,40}\b(?:được|bị|đã)? ?(?:gỡ|rút|thu hồi|hủy|huỷ|xóa|xoá)\b",
    re.IGNORECASE,
)


class Correction(StrEnum):
    """What kind of change a sentence saw, the gravest first."""

    RETRACTION = "retraction"
    NUMBER = "number"
    NAME = "name"
    REMOVAL = "removal"
    ADDITION = "addition"
    WORDING = "wording"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """One sentence that changed; `old` is empty for an addition, `new` for a removal."""

    kind: Correction
    old: str
    new: str

    def as_json(self) -> dict[str, str]:
        """As JSON values."""
        return asdict(self)


def corrections(old: Article, new: Article) -> list[SentenceChange]:
    """What `new` says differently from `old`, title and lead included, in the order of the text.

    A text of which little is left, and which says that it was taken back, is one `RETRACTION`.
    """
    before, after = _sentences(old), _sentences(new)
    if _is_retraction(before, after):
        return [SentenceChange(Correction.RETRACTION, old.title, " ".join(after)[:500])]
    return list(_changes(before, after))


def kinds(changes: Sequence[SentenceChange]) -> list[Correction]:
    """The kinds among `changes`, each once, the gravest first."""
    there = {change.kind for change in changes}
    return [kind for kind in Correction if kind in there]


def _sentences(article: Article) -> list[str]:
    return [
        clean(each) for line in (article.title, *article.text.splitlines()) for each in sentences_of(line)
    ]


def _is_retraction(before: Sequence[str], after: Sequence[str]) -> bool:
    was, is_ = sum(map(len, before)), sum(map(len, after))
    return is_ < _LEFT_OF_A_RETRACTED * was and any(_RETRACTED.search(each) for each in after)


def _changes(before: list[str], after: list[str]) -> Iterator[SentenceChange]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _paired(before[i1:i2], after[j1:j2])


def _paired(gone: Sequence[str], come: Sequence[str]) -> Iterator[SentenceChange]:
    """Sentences that were changed are those most alike; the rest were taken out or put in."""
    partner = _partners(gone, come)
    for at, old in enumerate(gone):
        if at in partner:
            new = come[partner[at]]
            yield SentenceChange(_kind(old, new), old, new)
        else:
            yield SentenceChange(Correction.REMOVAL, old, "")
    for at in sorted(set(range(len(come))) - set(partner.values())):
        yield SentenceChange(Correction.ADDITION, "", come[at])


def _partners(gone: Sequence[str], come: Sequence[str]) -> dict[int, int]:
    """For each sentence that is gone the one that came for it, where one is alike; the most alike first."""
    if len(gone) * len(come) > _MOST_PAIRS:  # a text written anew
        return {}
    pairs = [(_alike(old, new), i, j) for i, old in enumerate(gone) for j, new in enumerate(come)]
    found: dict[int, int] = {}
    for alike, i, j in sorted(pairs, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1])):
        if alike >= _ALIKE and i not in found and j not in found.values():
            found[i] = j
    return found


def _alike(old: str, new: str) -> float:
    """Share of tokens that two sentences have in common, 0 to 1."""
    a, b = Counter(_TOKEN.findall(fold(old))), Counter(_TOKEN.findall(fold(new)))
    size = a.total() + b.total()
    return 2 * (a & b).total() / size if size else 0.0


def _kind(old: str, new: str) -> Correction:
    """What kind of change it is from one sentence to the other."""
    gone, come = _differing(_TOKEN.findall(old), _TOKEN.findall(new))
    if any(_NUMBER.search(token) for token in (*gone, *come)):
        return Correction.NUMBER
    words = [token for token in (*gone, *come) if token[0].isalpha()]
    if _is_typo(gone, come):
        return Correction.TYPO
    first = {tokens[0] for tokens in (_TOKEN.findall(old), _TOKEN.findall(new)) if tokens}
    if any(word[0].isupper() and word not in first for word in words):
        return Correction.NAME
    return Correction.WORDING


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    gone, come = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    return gone, come


def _is_typo(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Whether only marks changed, or each word into one that differs by case, tone marks or a letter."""
    old = [token for token in gone if token[0].isalpha()]
    new = [token for token in come if token[0].isalpha()]
    if "".join(old).casefold() == "".join(new).casefold():  # marks, capitals, spaces
        return True
    if len(old) != len(new):
        return False
    names = any(word[0].isupper() for word in (*old, *new))
    return all(_one_slip(a, b, strict=names) for a, b in zip(old, new, strict=True))


def _one_slip(a: str, b: str, *, strict: bool) -> bool:
    """Whether two words differ as a slip of the finger makes them; a name's letters (`strict`) never do, only its marks."""
    if a.casefold() == b.casefold():
        return True
    if strict:
        return False
    if fold(a) == fold(b):
        return True
    return min(len(a), len(b)) > 2 and _within_one(a.casefold(), b.casefold())


def _within_one(a: str, b: str) -> bool:
    """Whether one letter put in, taken out, changed or swapped with its neighbour makes one word of the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    swapped = len(rest_a) > 1 and len(rest_b) > 1 and rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]
