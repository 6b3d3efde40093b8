"""Pages that hold more than one article, as endless scrolling makes them, or one article twice, for two widths of screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import clean, fold
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, label_of
from transforms.extract.blocks import Found
from transforms.extract.measure import GOOD_WORDS
from transforms.extract.names import is_home_link, is_site, is_template
from transforms.extract.structured import Structured
from transforms.extract.times import is_stamp

_REACH = 10
_NEAR = 3
_LEAST = 40
_REPEATED = 0.4
_QUOTED_WORDS = 12


def without_others(tree: LexborHTMLParser, told: Structured, around: Sequence[Found]) -> list[Found]:
    """The blocks of the page with those under another article's title as furniture.

    Another article is told by a heading of the first level that has a time under it, or an `article` of its own, as the
    first has. Other headings of that level are parts of one article, or those of boxes.
    """
    heads = [at for at, each in enumerate(around) if _may_head(each, told)]
    if len({fold(around[at].text) for at in heads}) < 2:
        return list(around)
    first = _own(heads, around, tree, told)
    own = fold(around[first].text)
    others = [at for at in heads if fold(around[at].text) != own and _begins_another(around, at, first)]
    before = min((at for at in others if at < first), default=first)
    after = min((at for at in others if at > first), default=len(around))
    words = sum(each.size for each in around[first:after] if each.linked < 0.5 and each.size >= GOOD_WORDS)
    if words < _LEAST:
        return list(around)
    return [
        replace(each, kind=BlockKind.FURNITURE) if before <= at < first or at >= after else each
        for at, each in enumerate(around)
    ]


def _may_head(found: Found, told: Structured) -> bool:
    """Whether a block is a heading of the first level, not the site's name or a section's."""
    if found.kind != BlockKind.HEADING or found.level != 1 or found.size < 3:
        return False
    named = is_template(found.text) or is_site(found.text)
    return (
        not named
        and not is_home_link(found.node, told.canonical)
        and not any(map(is_aside, ancestors(found.node)))
    )


def _own(heads: Sequence[int], around: Sequence[Found], tree: LexborHTMLParser, told: Structured) -> int:
    """The heading that the page's own statements repeat, else the first."""
    head = tree.css_first("title")
    stated = fold(f"{told.title} {clean(head.text()) if head else ''}")
    return next((at for at in heads if fold(around[at].text) in stated), heads[0])


def _begins_another(around: Sequence[Found], at: int, first: int) -> bool:
    if _is_over_stamp(around, at) and _is_over_stamp(around, first):
        return True
    return _are_alike(around[at].node, around[first].node)


def _is_over_stamp(around: Sequence[Found], at: int) -> bool:
    return any(is_stamp(each.text) for each in around[at + 1 : at + 1 + _NEAR])


def _are_alike(one: LexborNode, other: LexborNode) -> bool:
    """Whether two headings stand in articles side by side, as the tags say, of one name."""
    path = {node.mem_id: below for node, below in _steps(other)}
    node, below = next((each for each in _steps(one) if each[0].mem_id in path), (None, None))
    beside = path[node.mem_id] if node is not None else None
    if below is None or beside is None or below.tag != "article" or beside.tag != "article":
        return False
    return label_of(below).split()[:1] == label_of(beside).split()[:1]


def _steps(node: LexborNode) -> list[tuple[LexborNode, LexborNode | None]]:
    """The elements around one, each with the one below it on the way."""
    around = list(ancestors(node, _REACH))
    return list(zip(around, [None, *around[:-1]], strict=True))


def without_repeats(found: Sequence[Found]) -> list[Found]:
    """A body's blocks; where most of it stands there a second time, in another element, that is furniture.

    So is a repeated quote. Elsewhere, a text may repeat itself: laws do.
    """
    again = {
        at for at, each in enumerate(found) if each.kind == BlockKind.QUOTE and _is_said_before(found, at)
    }
    own = [at for at, each in enumerate(found) if each.kind != BlockKind.FURNITURE]
    runs = _copies([found[at].text for at in own])
    apart = [run for run in runs if _box(found[own[run.first]]) != _box(found[own[run.start]])]
    copied = [at for run in apart for at in own[run.start : run.start + run.length]]
    words = sum(found[at].size for at in copied)
    if words >= max(_LEAST, _REPEATED * sum(found[at].size for at in own)):
        again.update(copied)
    return [replace(each, kind=BlockKind.FURNITURE) if at in again else each for at, each in enumerate(found)]


def _is_said_before(found: Sequence[Found], at: int) -> bool:
    quote = found[at]
    return quote.size >= _QUOTED_WORDS and any(each.text == quote.text for each in found[:at])


@dataclass(frozen=True, slots=True)
class _Copy:
    """A run of texts that is a copy of one before it: where that begins, where it begins itself, how many they are."""

    first: int
    start: int
    length: int


def _copies(texts: Sequence[str]) -> Iterator[_Copy]:
    """Each run of two texts and more that is a copy of one before it."""
    places: dict[str, int] = {}
    at = 0
    while at < len(texts):
        first, length = places.setdefault(texts[at], at), 0
        while first + length < at < len(texts) - length and texts[first + length] == texts[at + length]:
            length += 1
        if length > 1:
            yield _Copy(first, at, length)
        at += max(length, 1)


def _box(found: Found) -> int:
    """The element around a block's own."""
    node = found.node.parent if found.node.tag in {"p", "li"} else found.node
    return node.mem_id if node is not None else 0
