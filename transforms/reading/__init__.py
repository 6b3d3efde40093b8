"""Official Vietnamese as it is written to the words that are said.

`read` gives the words, `explain` says for every stretch that was rewritten which rule did it and how. The rules are
grammars, tried in a fixed order, the ones that look at the context first; the tables beside them in `data/` are for
people who do not program. A value is never changed and a sign never dropped unseen: what no rule knows is read safely,
a capital letter by letter, and shows in `explain`.
"""

import unicodedata

from transforms.reading.engine import Reading, join, scan

__all__ = ["READING_VERSION", "Reading", "explain", "read"]

READING_VERSION = "1"


def read(text: str) -> str:
    """The spoken words of `text`, a line for a line, with the marks `, . ; : ? !` that phrase them."""
    composed = unicodedata.normalize("NFC", text)
    return join(composed, scan(composed))


def explain(text: str) -> tuple[Reading, ...]:
    """What `read` rewrites in `text`: in order, without overlap, with offsets into the NFC form of `text`."""
    return tuple(scan(unicodedata.normalize("NFC", text)))
