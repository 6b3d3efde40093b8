"""What a page's markup hides: never read, unless it is an answer that folds out under its question."""

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from transforms.extract.questions import is_question

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TOGGLES = ("onclick", "aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle", "data-target")
_PAIRS = 2
_MOST_SIBLINGS = 500
_LONGEST_TRIGGER = 300
_FORM = "input:not([type=hidden]), textarea, select"


def is_hidden(node: LexborNode) -> bool:
    """Whether the element's own attributes hide it."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def is_unseen(node: LexborNode) -> bool:
    """Whether an element is hidden, and no part of a list of questions whose answers fold out."""
    return is_hidden(node) and not _folds_out(node)


def _folds_out(node: LexborNode) -> bool:
    """Whether at least two hidden elements, side by side or in boxes side by side, stand right under what opens them.

    A single one may be anything: a log-in, a menu, an advertisement.
    """
    if not _opens(node) or node.css_first(_FORM):
        return False
    pairs = 0
    for each in islice(_beside(node), _MOST_SIBLINGS):
        pairs += each.tag == node.tag and is_hidden(each) and _opens(each)
        if pairs >= _PAIRS:
            return True
    return False


def _beside(node: LexborNode) -> Iterator[LexborNode]:
    """The children of an element's parent, then those of the boxes beside the parent."""
    box = node.parent
    if box is None:
        return
    yield from box.iter()
    boxes = box.parent.iter() if box.parent else iter(())
    yield from (
        child for each in boxes if each.tag == box.tag and each.mem_id != box.mem_id for child in each.iter()
    )


def _opens(node: LexborNode) -> bool:
    """Whether the element before `node` is seen, has words of its own, and does something when it is pressed."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    if before is None or is_hidden(before) or before.tag in {"a", "input"}:
        return False
    if not 0 < len(before.text().strip()) <= _LONGEST_TRIGGER:
        return False
    button = before if before.tag == "button" else before.css_first("button")
    if button is not None and is_question(button):
        return True
    if before.tag == "button":
        return False
    toggled = "[aria-expanded], [aria-controls], [data-toggle], [data-bs-toggle]"
    return any(name in before.attributes for name in _TOGGLES) or before.css_first(toggled) is not None
