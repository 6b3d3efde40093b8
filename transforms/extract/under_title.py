"""A page without prose: tables, prices, steps, names of persons. Its body is what stands under its title."""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import clean, fold
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, is_call
from transforms.extract.blocks import Found, is_link
from transforms.extract.draft import Draft
from transforms.extract.general import densest
from transforms.extract.structured import Structured
from transforms.extract.titles import find_title

UNDER_TITLE = "under the title"
"""The evidence of a body that was found so."""

_LINKED = 0.4
_NEAR = 3
_TABLE_WORDS = 12
_SHORT_BODY = 120


def find_under_title(
    tree: LexborHTMLParser, told: Structured, around: Sequence[Found], language: str
) -> LexborNode | None:
    """The element that holds most of what stands under the page's title, tables and short lines included.

    None where the title stands nowhere on the page, where nothing stands under it, or mostly links do.
    """
    title, _ = find_title(tree, told, around, ())
    at = _place(around, title)
    if at is None:
        return None
    under = [(each, _letters(each)) for each in _under(around[at + 1 :]) if each.speaks(language)]
    main = densest([(each, letters) for each, letters in under if letters])
    return main if main is not None and _linked(main) <= _LINKED and not _is_form(main) else None


def find_table_beside(tree: LexborHTMLParser, told: Structured, draft: Draft) -> LexborNode | None:
    """The smallest element with the page's title and a table of some words right under it, beside a short body.

    None where the body is not short, is in that element, or no such table is there.
    """
    if sum(each.size for each in draft.body) >= _SHORT_BODY:
        return None
    around = draft.around
    title, _ = find_title(tree, told, around, ())
    at = _place(around, title)
    under = around[at + 1 : at + 1 + _NEAR] if at is not None else []
    table = next((each for each in under if each.kind == BlockKind.TABLE and each.size >= _TABLE_WORDS), None)
    if at is None or table is None or _is_beside(table):
        return None
    over = {node.mem_id for node in ancestors(around[at].node)}
    shared = next((node for node in ancestors(table.node.parent) if node.mem_id in over), None)
    held = shared is None or any(
        node.mem_id == shared.mem_id for each in draft.body for node in ancestors(each.node)
    )
    return None if held else shared


def _place(around: Sequence[Found], title: str) -> int | None:
    """Where the title stands: as a heading, else the last line that says it before something that is no link."""
    wanted = fold(title)
    places = [
        at for at, each in enumerate(around) if wanted and fold(each.text) == wanted and not _is_beside(each)
    ]
    headings = [at for at in places if around[at].kind == BlockKind.HEADING]
    return next(iter(headings or places), None)


def _under(rest: Sequence[Found]) -> Iterator[Found]:
    """The blocks up to the line that calls to other texts, without those beside."""
    for each in rest:
        if is_call(each.text):
            return
        if not _is_beside(each):
            yield each


def _is_beside(found: Found) -> bool:
    return found.kind == BlockKind.FURNITURE or any(is_aside(node) for node in ancestors(found.node))


def _letters(found: Found) -> float:
    return 0.0 if found.linked > 0.5 else len(found.text) * (1 - found.linked)


def _is_form(main: LexborNode) -> bool:
    """Whether a reader is to write in an element."""
    return (
        main.css_first("input[type=text], input[type=password], input:not([type]), textarea, select")
        is not None
    )


def _linked(main: LexborNode) -> float:
    """The share of an element's letters that are links."""
    linked = sum(len(clean(link.text())) for link in main.css("a") if is_link(link))
    return linked / max(1, len(clean(main.text(separator=" "))))
