"""What in a body's element is none of its text: told by its markup before it is read, by its lines after.

Both ways of finding a body send it through here, a source's own rules and the general way; the rules' selectors add
to what is marked.
"""

from collections.abc import Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from transforms.article import BlockKind
from transforms.extract.beside import (
    is_aside,
    is_author,
    is_caption,
    is_card,
    is_credited,
    is_invitation,
    is_widget,
    without_comments,
)
from transforms.extract.blocks import Found, Marks
from transforms.extract.bylines import is_byline
from transforms.extract.captions import captions
from transforms.extract.tools import without_tools

_SOME = 0.25
_MOST = 0.5
_MAY_CAPTION = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})


def body_marks(main: LexborNode) -> Marks:
    """Captions, bylines and parts beside the article inside its body; never a part that is much of it."""
    whole = max(1, len(main.text()))
    captioned, bylines, beside = {each.mem_id for each in captions(main)}, set(), set()
    cards: dict[int, int] = {}
    for node in main.traverse():
        if not node.is_element_node or node.mem_id == main.mem_id:
            continue
        if (is_aside(node) or is_widget(node)) and len(node.text()) < _SOME * whole:
            beside.add(node.mem_id)
        elif is_card(node) and len(node.text()) < _SOME * whole:
            cards[node.mem_id] = len(node.text())
        elif is_caption(node):
            captioned.add(node.mem_id)
        elif is_author(node):
            bylines.add(node.mem_id)
    if sum(cards.values()) < _MOST * whole:
        beside |= cards.keys()
    return Marks(frozenset(captioned), frozenset(bylines), beside=frozenset(beside))


def mark_lines(found: Sequence[Found]) -> list[Found]:
    """A body's blocks; comments, tools and invitations to read on are furniture, what is credited to a camera a caption."""
    return [_marked(each) for each in without_tools(without_comments(found))]


def _marked(found: Found) -> Found:
    if is_invitation(found):
        return replace(found, kind=BlockKind.FURNITURE)
    if found.kind in _MAY_CAPTION and is_credited(found) and not is_byline(found.text):
        return replace(found, kind=BlockKind.CAPTION)
    return found
