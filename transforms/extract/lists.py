"""Lists of articles, which look like one: told by where their links stand among the prose."""

from collections.abc import Sequence

from transforms.article import BlockKind
from transforms.extract.blocks import Found
from transforms.extract.measure import GOOD_WORDS, size

_ENTRIES = 5
_TITLE_WORDS = 4
_TITLES_SHARE = 0.2
_RUN_SHARE = 0.5
_RUN_WORDS = 60
_LINKED = 0.75


def is_list(blocks: Sequence[Found], *, least: int = _ENTRIES) -> bool:
    """Whether blocks are a list of articles: titles that are links, each with a few words under it or none.

    An article may have as many links: in its sentences, or as a list beside or after them. Its prose goes on from
    paragraph to paragraph; that of a list is cut by the next title.
    """
    titles = [size(text) for text in {each.text for each in blocks if _is_title(each)}]
    every = sum(each.size for each in blocks)
    runs = _runs(blocks)
    longest = max(runs, default=0)
    if len(titles) < least or sum(titles) <= _TITLES_SHARE * every:
        return False
    if len(titles) < _ENTRIES:
        return longest < _RUN_WORDS
    return longest < max(_RUN_WORDS, _RUN_SHARE * sum(runs)) or sum(titles) > 2 * longest


def _is_title(found: Found) -> bool:
    return found.linked > _LINKED and found.size >= _TITLE_WORDS and found.kind != BlockKind.CAPTION


def _runs(blocks: Sequence[Found]) -> list[int]:
    """Words of prose from one title to the next, where there are any."""
    runs, words = [], 0
    for each in blocks:
        if _is_title(each):
            runs.append(words)
            words = 0
        elif each.linked < 0.5 and each.size >= GOOD_WORDS:
            words += each.size
    runs.append(words)
    return [each for each in runs if each]
