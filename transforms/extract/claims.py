"""Whether a text is about what a page says that its document is about."""

from collections.abc import Sequence

from crawlers.words import words
from transforms.law.types import key_of
from transforms.text.keys import one_style

_ALIKE = 0.7
_LEAST = 5


def alike(claimed: Sequence[str], subject: str) -> bool:
    """Whether a document's subject is what the page says in one of `claimed`: most of the words of the shorter."""
    own = _words(subject)
    return any(_share(theirs, own, min(len(theirs), len(own))) for theirs in map(_words, claimed))


def is_line_of(claimed: Sequence[str], line: str) -> bool:
    """Whether a line is one of `claimed` and hardly more: most of the words of both together."""
    own = _words(line)
    return any(_share(theirs, own, len(theirs | own)) for theirs in map(_words, claimed))


def _words(text: str) -> set[str]:
    return set(words(key_of(one_style(text))))


def _share(theirs: set[str], own: set[str], of: int) -> bool:
    return min(len(theirs), len(own)) >= _LEAST and len(theirs & own) >= _ALIKE * of
