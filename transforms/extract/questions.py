"""Buttons that are a question, or the head of a part, over the text that they fold out."""

from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from crawlers.words import clean, words

_LEAST = 4
_ANSWER_WORDS = 8
_LONGEST = 300
_STEPS = 3
_NEAR = 4
_FORM = "input:not([type=hidden]), textarea, select"


def is_question(button: LexborNode) -> bool:
    """Whether a button's words are read with the text under it: a question, or one of several heads of parts alike."""
    text = clean(button.text(separator=" "))
    if len(text) > _LONGEST or not _has_answer(button):
        return False
    return text.endswith("?") or (len(words(text)) >= _LEAST and _has_alike(button))


def _has_answer(button: LexborNode) -> bool:
    """Whether a text stands right after a button, or after the element that holds nothing else; no form."""
    node: LexborNode | None = button
    for _ in range(_STEPS):
        after = next(_beside(node, ahead=True), None) if node is not None else None
        if after is not None:
            return len(words(after.text(separator=" "))) >= _ANSWER_WORDS and after.css_first(_FORM) is None
        node = node.parent if node is not None else None
    return False


def _has_alike(button: LexborNode) -> bool:
    """Whether another button of the same class has an answer, too, beside this one or in a box beside its own."""
    name = button.attributes.get("class") or ""
    return any((each.attributes.get("class") or "") == name and _has_answer(each) for each in _near(button))


def _near(button: LexborNode) -> Iterator[LexborNode]:
    """The buttons beside a button, and those in the boxes beside the ones around it, up to some steps to each side."""
    around: LexborNode | None = button
    for _ in range(_STEPS):
        if around is None:
            return
        for beside in (
            *islice(_beside(around, ahead=True), _NEAR),
            *islice(_beside(around, ahead=False), _NEAR),
        ):
            found = beside if beside.tag == "button" else beside.css_first("button")
            if found is not None:
                yield found
        around = around.parent


def _beside(node: LexborNode, *, ahead: bool) -> Iterator[LexborNode]:
    each = node.next if ahead else node.prev
    while each is not None:
        if each.is_element_node:
            yield each
        each = each.next if ahead else each.prev
