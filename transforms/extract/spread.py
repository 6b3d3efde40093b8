"""A body that a page spreads over several elements: the parts beside the densest one that go on with its prose."""

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from selectolax.lexbor import LexborNode

from crawlers.words import clean
from transforms.extract.beside import ancestors, is_aside, is_foot, label_of
from transforms.extract.blocks import Found, is_link
from transforms.extract.measure import size

_LEVELS = 6
_FAR = 12
_SHARE = 0.1
_MOST = 500
_BOX_LEVELS = 3
_BOX_SHARE = 0.5
_LINKED = 0.3
_TITLE_WORDS = 4
_HEADINGS = "h1, h2, h3, h4, h5, h6"


def with_siblings(main: LexborNode, prose: Sequence[tuple[Found, float]]) -> list[LexborNode]:
    """`main` and the elements named alike, beside it or one around it, that go on with its prose; in document order.

    Args:
        main: the element with the densest prose.
        prose: the page's prose with its weights, as `prose_of` gives it.
    """
    held = _held(prose)
    main = _out_of_box(main, prose, held)
    whole = held.get(main.mem_id, 0.0)
    parts = [main, *(each for each in _alike(main) if _goes_on(each, held.get(each.mem_id, 0.0), whole))]
    order = {node.mem_id: at for at, node in enumerate(_firsts(prose, {each.mem_id for each in parts}))}
    return sorted(parts, key=lambda each: order.get(each.mem_id, 0))


def _out_of_box(main: LexborNode, prose: Sequence[tuple[Found, float]], held: dict[int, float]) -> LexborNode:
    """The element around `main` where it is only a box of it: half as much prose stands right beside it."""
    own: dict[int, float] = {}
    for found, letters in prose:
        if found.node.parent and found.node.tag == "p":
            own[found.node.parent.mem_id] = own.get(found.node.parent.mem_id, 0.0) + letters
    around = (node for node in ancestors(main.parent, _BOX_LEVELS) if node.tag not in {"body", "html"})
    least = _BOX_SHARE * held.get(main.mem_id, 0.0)
    return next((node for node in around if own.get(node.mem_id, 0.0) >= least > 0), main)


def _held(prose: Sequence[tuple[Found, float]]) -> dict[int, float]:
    """Letters of prose under each element."""
    held: dict[int, float] = {}
    for found, letters in prose:
        for node in ancestors(found.node, _FAR):
            held[node.mem_id] = held.get(node.mem_id, 0.0) + letters
    return held


def _firsts(prose: Sequence[tuple[Found, float]], parts: set[int]) -> Iterator[LexborNode]:
    """The parts in the order in which their prose begins."""
    for found, _ in prose:
        yield from (node for node in ancestors(found.node, _FAR) if node.mem_id in parts)


def _alike(main: LexborNode) -> list[LexborNode]:
    """The elements named as `main` is, beside it or beside one around it, neither in it nor around it."""
    name = _name(main)
    around = list(ancestors(main.parent, _LEVELS))
    if not name or not around:
        return []
    inside = (
        {node.mem_id for node in main.css(main.tag or "div")}
        | {node.mem_id for node in around}
        | {main.mem_id}
    )
    found = (node for node in islice(around[-1].css(main.tag or "div"), _MOST) if node.mem_id not in inside)
    alike = [node for node in found if _name(node) == name and _name(node.parent) == _name(main.parent)]
    return [node for node in alike if not any(is_aside(each) for each in _below(node, around))]


def _name(node: LexborNode | None) -> str:
    """The first of an element's names: those after it tell one part from the next."""
    return next(iter(label_of(node).split()), "") if node else ""


def _below(node: LexborNode, around: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """An element and those around it, up to the first that is around the body, too."""
    shared = {each.mem_id for each in around}
    return takewhile(lambda each: each.mem_id not in shared, ancestors(node, _FAR))


def _goes_on(part: LexborNode, letters: float, whole: float) -> bool:
    """Whether an element named alike is a part of the body: enough prose, few links, no card that leads elsewhere."""
    if letters <= 0 or letters < _SHARE * whole:
        return False
    if is_aside(part) or is_foot(part) or any(_is_card(each) for each in part.css(_HEADINGS)):
        return False
    links = sum(len(clean(link.text())) for link in part.css("a") if is_link(link))
    return links < _LINKED * len(clean(part.text()))


def _is_card(heading: LexborNode) -> bool:
    """Whether a heading is the title of another article: a link of several words, around it or in it."""
    link = heading.css_first("a")
    if link is None and heading.parent is not None and heading.parent.tag == "a":
        link = heading.parent
    return link is not None and is_link(link) and size(heading.text()) >= _TITLE_WORDS
