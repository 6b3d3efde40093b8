"""Lists of articles, which look like one: told by where their links stand among the prose."""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from selectolax.lexbor import LexborNode

from crawlers.words import clean, fold
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, label_of
from transforms.extract.blocks import Found, read_blocks
from transforms.extract.draft import Draft
from transforms.extract.entries import are_entries, are_even, is_more, is_title
from transforms.extract.measure import GOOD_WORDS, size
from transforms.extract.names import is_template
from transforms.extract.prose import words_of
from transforms.extract.structured import Structured
from transforms.extract.times import is_stamp

LIST = "it is a list of links to articles, no article"
_ENTRIES = 5
_TITLES_SHARE = 0.2
_RUN_SHARE = 0.5
_RUN_WORDS = 60
_LEAST_RUNS = 4
_COVERED = 0.7
_CALLED = 0.5
_DIGESTED = 0.8
_FIRST = 3
_MANY = 3
_OVER = 5
_SHORT_BODY = 200
_MOST_COUSINS = 200


def is_list(blocks: Sequence[Found], *, least: int = _ENTRIES) -> bool:
    """Whether blocks are a list of articles: titles that are links, each with a few words under it or none.

    An article may have as many links: in its sentences, or as a list beside or after them. Its prose goes on from
    paragraph to paragraph; that of a list is cut by the next title.
    """
    titles = [size(text) for text in {each.text for each in blocks if is_title(each)}]
    every = sum(each.size for each in blocks)
    runs = _runs(blocks)
    longest = max(runs, default=0)
    if len(titles) < least or sum(titles) <= _TITLES_SHARE * every:
        return False
    if len(titles) < _ENTRIES:
        return longest < _RUN_WORDS
    return longest < max(_RUN_WORDS, _RUN_SHARE * sum(runs)) or sum(titles) > 2 * longest


def _runs(blocks: Sequence[Found]) -> list[int]:
    """Words of prose from one title to the next, where there are any."""
    runs, words = [], 0
    for each in blocks:
        if is_title(each):
            runs.append(words)
            words = 0
        elif each.linked < 0.5 and each.size >= GOOD_WORDS:
            words += each.size
    runs.append(words)
    return [each for each in runs if each]


def is_series(blocks: Sequence[Found]) -> bool:
    """Whether blocks are titles that are links, or calls to read on, with about as many words between any two of them.

    Such a list is told by its shape alone, however long its teasers are, and the first of all may be longer; so is a
    digest of news, which an article may be.
    """
    marks = [
        at
        for at, each in enumerate(blocks)
        if is_title(each) or (each.linked > _CALLED and is_more(each.text))
    ]
    runs = [_words(blocks[start:end]) for start, end in pairwise([*marks, len(blocks)])]
    before = _words(blocks[: marks[0]]) if marks else 0
    told = [run for run in runs if run]
    if len(told) < _LEAST_RUNS or not (
        are_even(told[:-1]) or (len(told) > _LEAST_RUNS and are_even(told[1:-1]))
    ):
        return False
    return before <= _RUN_WORDS and sum(told) >= _COVERED * (before + sum(told))


def _words(blocks: Sequence[Found]) -> int:
    return sum(each.size for each in blocks if each.linked < 0.5 and each.size >= GOOD_WORDS)


def is_list_page(draft: Draft, told: Structured) -> bool:
    """Whether the body is a list of articles, or an entry of a short one on a page that does not call itself an article."""
    stretch = draft.stretch()
    stretch = stretch if len(stretch) >= len(draft.body) else draft.around
    dated = is_dated(draft, told)
    if is_list(stretch) and not (dated and _is_digest(draft, stretch)):
        return True
    if not dated and (is_series([*draft.above()[-1:], *stretch]) or are_entries(draft.body, draft.around)):
        return True
    if told.is_article or dated:
        return False
    if is_list([*draft.above()[-1:], *stretch], least=_MANY):
        return True
    return _is_under_links(draft, stretch) or _is_short_entry(draft)


def is_dated(draft: Draft, told: Structured) -> bool:
    """Whether the page says when it was posted itself: for machines, or between its title and the first entry.

    A list may have a time for each of its entries.
    """
    if told.is_article and told.published:
        return True
    title = fold(draft.title)
    starts = [at for at, each in enumerate(draft.around) if fold(each.text) == title]
    under = draft.around[starts[-1] + 1 :] if starts else []
    if not any(is_stamp(each.text) for each in takewhile(lambda each: not is_title(each), under[:_OVER])):
        return False
    return sum(is_stamp(each.text) for each in draft.stretch()) < _MANY


def _is_digest(draft: Draft, stretch: Sequence[Found]) -> bool:
    """Whether a list has a title of its own, and a paragraph under nearly every one of its entries' titles."""
    titles = sum(map(is_title, stretch))
    return not is_template(draft.title) and len(_runs(stretch)) >= _DIGESTED * titles


def _is_short_entry(draft: Draft) -> bool:
    return draft.main is not None and words_of(draft) < _SHORT_BODY and _is_entry(draft.main)


def _is_under_links(draft: Draft, stretch: Sequence[Found]) -> bool:
    """Whether a short body begins under a heading that leads to another page: it sums up that page."""
    title = fold(draft.title)
    over = [*draft.above()[-_OVER:], *stretch[:1]]
    return words_of(draft) < _SHORT_BODY and any(_leads_on(each, title) for each in over)


def _leads_on(found: Found, title: str) -> bool:
    linked = found.kind == BlockKind.HEADING and found.linked > 0.9
    return linked and found.size > _FIRST and fold(found.text) != title


def _is_entry(main: LexborNode) -> bool:
    """Whether at least three elements named alike hold text, among titles that are links to other pages."""
    around = _around_alike(main)
    return around is not None and is_list(read_blocks(around))


def _around_alike(main: LexborNode) -> LexborNode | None:
    """The nearest element around `main` that holds three like it; None where it has no name or there are none."""
    if not label_of(main).strip():
        return None
    for node in ancestors(main.parent):
        named = [
            each for each in node.css(main.tag or "div")[:_MOST_COUSINS] if label_of(each) == label_of(main)
        ]
        if node.tag != "html" and sum(bool(clean(each.text())) for each in named) >= _MANY:
            return node
    return None
