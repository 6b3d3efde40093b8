"""Names for elements: the CSS selector that a person would write for what was found on a page."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

Check = Callable[[str], bool]

_TELLING = ("data-role", "itemprop")
_WORD = re.compile(r"-?[A-Za-z_][\w-]*")
_MADE = re.compile(r"\d{4,}|(?=\w*\d\w*\d)(?=\w*[a-z])\w{8,}|^(?:css|sc|jsx?)-\w+$|instance", re.IGNORECASE)
_STATE = re.compile(
    r"active|first|last|odd|even|clearfix|current|selected|show|hidden|open|in|fade|row|container|f[lr]|img-resize|"
    r"(?:pull-|text-|item-)?(?:left|right|center|first|last)"
)
_GRID = re.compile(
    r"(?:col|grid|offset|w|h|p|m|px|py|mt|mb|ml|mr|pt|pb)-\w{0,3}-?\d+|(?:span|mt|mb|ml|mr|pt|pb)\d+|row-fluid"
)
_BARE = frozenset({"td", "th", "li", "p", "span", "div", "a"})
_PLAIN_ENOUGH = frozenset({"h1", "time", "article", "main"})
_HIGHEST = 4
_MOST_TRIED = 120


def names_of(node: LexborNode) -> Iterator[str]:
    """Simple selectors that `node` answers to, the most telling first, its bare tag last."""
    attributes, tag = node.attributes, node.tag or "*"
    for name in _TELLING:
        value = attributes.get(name) or ""
        if _WORD.fullmatch(value):
            yield f'{tag}[{name}="{value}"]'
    own_id = attributes.get("id") or ""
    if _lasting(own_id):
        yield f"#{own_id}"
    classes = lasting_classes(node)
    yield from (f"{tag}.{each}" for each in classes)
    if len(classes) > 1:
        yield f"{tag}.{'.'.join(classes)}"
    yield tag


def lasting_classes(node: LexborNode) -> list[str]:
    """The classes of `node` that name what it is, and not its state, its place in a grid, or a build of the site."""
    classes = (node.attributes.get("class") or "").split()
    return [each for each in dict.fromkeys(classes) if _lasting(each)]


def _lasting(name: str) -> bool:
    plain = _WORD.fullmatch(name) and not _MADE.search(name)
    return bool(plain) and not _STATE.fullmatch(name.lower()) and not _GRID.fullmatch(name.lower())


def selectors_of(node: LexborNode) -> Iterator[str]:
    """Selectors for `node`, from its own names to names within named ancestors, and at last by its place."""
    own = list(names_of(node))
    telling, tag = own[:-1], own[-1]
    yield from telling
    if tag in _PLAIN_ENOUGH:
        yield tag
    above = list(islice(_above(node), _HIGHEST))
    for name in own:
        for steps, ancestor in enumerate(above):
            for outer in list(names_of(ancestor))[:-1][:3]:
                yield f"{outer} > {name}" if not steps else f"{outer} {name}"
    if tag in _BARE and (place := _place(node)):
        yield place
        for outer in (each for ancestor in above for each in list(names_of(ancestor))[:-1][:2]):
            yield f"{outer} {place}"
    yield tag


def _above(node: LexborNode) -> Iterator[LexborNode]:
    while (
        (parent := node.parent) is not None and parent.is_element_node and parent.tag not in {"body", "html"}
    ):
        yield parent
        node = parent


def _place(node: LexborNode) -> str:
    """`td:nth-child(3)`; empty where the parent is not known."""
    parent = node.parent
    if parent is None:
        return ""
    ids = [each.mem_id for each in parent.iter()]
    return f"{node.tag}:nth-child({ids.index(node.mem_id) + 1})" if node.mem_id in ids else ""


def first_fit(candidates: Iterator[str], fits: Check) -> str | None:
    """The first of the candidates that fits; each is tried once, and not without end."""
    tried = islice(dict.fromkeys(candidates), _MOST_TRIED)
    return next((each for each in tried if fits(each)), None)


def selector_for(found: Sequence[tuple[LexborHTMLParser, LexborNode]], *, alone: bool = False) -> str | None:
    """The selector that finds first, on each page, the element that was found there.

    Args:
        found: pages, each with the element on it.
        alone: whether it must find nothing else on any page.
    """

    def fits(selector: str) -> bool:
        return all(_finds(tree, selector, node, alone=alone) for tree, node in found)

    return first_fit((each for _, node in found for each in selectors_of(node)), fits)


def _finds(tree: LexborHTMLParser, selector: str, node: LexborNode, *, alone: bool) -> bool:
    ids = [each.mem_id for each in tree.css(selector)]
    return bool(ids) and ids[0] == node.mem_id and (len(ids) == 1 or not alone)
