"""A source's own rules: the CSS selectors of the layout that was valid on the day of capture."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.dates import parse_moment
from crawlers.source import Layout
from crawlers.words import clean, fold
from transforms.article import BlockKind
from transforms.extract.blocks import NEVER, Found, Marks, read_blocks
from transforms.extract.bylines import mark_bylines
from transforms.extract.marking import body_marks, mark_lines


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a layout found; empty where it found nothing. What is beside the text in its body is there as furniture."""

    title: str
    lead: str
    body: list[Found]
    published: datetime | None
    published_as: str = ""

    @property
    def has_text(self) -> bool:
        """Whether the body has more than what stands beside a text."""
        return any(each.kind != BlockKind.FURNITURE for each in self.body)


def apply_layout(tree: LexborHTMLParser, layout: Layout) -> Ruled:
    """Title, lead, body and time as `layout` finds them.

    A lead that stands inside the body, or is its first paragraph, is not there twice. The layout's selectors add to what
    is marked on any page as caption, byline or part beside the text.
    """
    lead_node = tree.css_first(layout.lead) if layout.lead else None
    title, lead = _text(tree.css_first(layout.title)), _text(lead_node)
    dropped = _ids(tree, layout.drop) | _ids(tree, layout.title)
    if lead_node:
        dropped |= {lead_node.mem_id}
    marks = Marks(_ids(tree, layout.caption), _ids(tree, layout.byline), dropped)
    body = [found for root in _outermost(tree, layout.body) for found in _read(root, marks)]
    if lead and body and fold(body[0].text) == fold(lead):
        body = body[1:]
    stamp = _text(tree.css_first(layout.published)) if layout.published else ""
    return Ruled(title, lead, mark_bylines(body), parse_moment(stamp) if stamp else None, stamp)


def _read(root: LexborNode, ruled: Marks) -> list[Found]:
    """A body's blocks, marked by the rules first, and by what shows in it as on any page."""
    seen = body_marks(root)
    marks = Marks(
        ruled.captions | seen.captions,
        ruled.bylines | seen.bylines,
        ruled.dropped,
        seen.beside - ruled.captions,
    )
    return mark_lines(read_blocks(root, marks))


def select(tree: LexborHTMLParser, selector: str | None) -> list[LexborNode]:
    """The elements that `selector` finds, none for no selector."""
    return tree.css(selector) if selector else []


def _ids(tree: LexborHTMLParser, selector: str | None) -> frozenset[int]:
    return frozenset(node.mem_id for node in select(tree, selector))


def _outermost(tree: LexborHTMLParser, selector: str | None) -> Iterator[LexborNode]:
    """Elements found, without those inside another that was found: a nested match is no second body."""
    nodes = select(tree, selector)
    ids = {node.mem_id for node in nodes}
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in ids:
            above = above.parent
        if above is None:
            yield node


def _text(node: LexborNode | None) -> str:
    if node is None or node.tag in NEVER:
        return ""
    return clean(" ".join(found.text for found in read_blocks(node)))
