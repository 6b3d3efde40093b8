"""Official Vietnamese as it is written to the words that are said.

`read` gives the words, `explain` says for every stretch that was rewritten which rule did it and how. The rules are
grammars, tried in a fixed order, the ones that look at the context first; the tables beside them in `data/` are for
people who do not program. A value is never changed and a sign never dropped unseen: what no rule knows is read safely,
a capital letter by letter, and shows in `explain` with the reason why nobody can be sure of it (`Reading.unsure`).

A `Reader` is the same with a region's number words and an operator's lexicon; `read` and `explain` are those of the
default one.
"""

from transforms.reading.engine import Reading
from transforms.reading.lexicon import Entry, Lexicon
from transforms.reading.reader import RULES_VERSION, Reader
from transforms.reading.region import Region

__all__ = [
    "READING_VERSION",
    "Entry",
    "Lexicon",
    "Reader",
    "Reading",
    "Region",
    "explain",
    "read",
]

READING_VERSION = RULES_VERSION

_DEFAULT = Reader()


def read(text: str) -> str:
    """The spoken words of `text`, as the default `Reader` says them."""
    return _DEFAULT.read(text)


def explain(text: str) -> tuple[Reading, ...]:
    """What `read` rewrites in `text`: see `Reader.explain`."""
    return _DEFAULT.explain(text)
