"""How near an extracted text is to what a person read on the page.

Texts are compared as multisets of shingles of four tokens (runs of letters, digits and `_`, after NFC), so that order
and repetition count, and white space does not. A page's precision and recall are of its shingles; those of a corpus
the means over its pages, and its F1 the harmonic mean of these two, as in scrapinghub's article-extraction-benchmark.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

SHINGLE = 4

_TOKEN = re.compile(r"\w+")

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """What a person read on a page.

    `optional` may be there or not (captions, a letterhead) and counts neither way; each text of `must_not` is one
    that must not be there as a whole (a pop-up, a tab in another language). `date` is ISO 8601 to the day, empty
    where the page tells none.
    """

    id: str
    kind: str
    url: str
    text: str
    titles: tuple[str, ...] = ()
    date: str = ""
    optional: str = ""
    must_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What was extracted; `reason` where the page was refused."""

    title: str = ""
    date: str = ""
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A page's marks. `title` and `date` say whether they are right, `leaks` how many texts are there that must not."""

    id: str
    kind: str
    precision: float
    recall: float
    title: bool
    date: bool
    leaks: int
    reason: str = ""

    @property
    def f1(self) -> float:
        """The harmonic mean of the page's own precision and recall."""
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a corpus or a part of it came to: `figures` by name, all between 0 and 1 but `leaks`, and its `rows`."""

    figures: dict[str, float]
    rows: tuple[Row, ...] = field(default=())


def shingles(text: str) -> Counter[Shingle]:
    """The shingles of a text; one shorter than a shingle is one itself."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", text))
    if not tokens:
        return Counter()
    starts = range(max(1, len(tokens) - SHINGLE + 1))
    return Counter(tuple(tokens[at : at + SHINGLE]) for at in starts)


def plain(title: str) -> str:
    """A title as it is compared: lower case, with nothing but its tokens."""
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFC", title).lower()))


def mark(gold: Gold, said: Said) -> Row:
    """The marks of one page."""
    true, got = shingles(gold.text), shingles(said.text)
    seen = frozenset(got)
    for each in shingles(gold.optional):
        if each in got:
            got[each] = min(got[each], true[each])
    both = (true & got).total()
    forbidden = [shingles(text) for text in gold.must_not]
    return Row(
        gold.id,
        gold.kind,
        both / max(1, got.total()),
        both / max(1, true.total()),
        plain(said.title) in {plain(title) for title in gold.titles},
        said.date[:10] == gold.date[:10],
        sum(bool(text) and seen.issuperset(text) for text in forbidden),
        said.reason,
    )


def summed(rows: Sequence[Row]) -> Marks:
    """The marks of a corpus; `titles` and `dates` are the shares of pages that have theirs right."""
    count = max(1, len(rows))
    precision, recall = sum(row.precision for row in rows) / count, sum(row.recall for row in rows) / count
    figures = {
        "f1": harmonic(precision, recall),
        "precision": precision,
        "recall": recall,
        "titles": sum(row.title for row in rows) / count,
        "dates": sum(row.date for row in rows) / count,
        "leaks": float(sum(row.leaks > 0 for row in rows)),
    }
    return Marks(figures, tuple(rows))


def harmonic(precision: float, recall: float) -> float:
    """The harmonic mean, 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
