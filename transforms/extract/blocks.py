"""A page's elements to its blocks: what a reader sees as one paragraph, heading, list item, quote, caption or table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from crawlers.words import clean, words
from transforms.article import BlockKind

NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "title",
        "meta",
        "link",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "canvas",
        "map",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "datalist",
        "dialog",
        "progress",
        "meter",
    ]
)
_CONTAINERS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}
_BOLD = frozenset({"b", "strong"})
_LETTERHEAD = re.compile(r"xã hội chủ nghĩa việt nam|dân chủ cộng h|nơi nhận\s*:", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DEPTH = 120


@dataclass(slots=True)
class Found:
    """A block with what tells prose from furniture: its element, and the shares of its letters in links and bold."""

    kind: BlockKind
    text: str
    node: LexborNode
    linked: float = 0.0
    bold: float = 0.0


@dataclass(frozen=True, slots=True)
class Marks:
    """Elements (their `mem_id`) that rules say are captions, bylines, or no part of the article."""

    captions: frozenset[int] = frozenset()
    bylines: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Run:
    """Inline text since the last border of a block."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0
    bold: int = 0


class _Walker:
    def __init__(self, marks: Marks) -> None:
        self.found: list[Found] = []
        self._marks = marks
        self._run = _Run()

    def visit(self, node: LexborNode, kind: BlockKind, depth: int, *, linked: bool, bold: bool) -> None:
        for child in node.iter(include_text=True):
            if child.is_text_node:
                self._add(child.text_content or "", linked=linked, bold=bold)
            elif child.is_element_node:
                self._element(child, node, kind, depth, linked=linked, bold=bold)

    def _element(
        self, child: LexborNode, within: LexborNode, kind: BlockKind, depth: int, *, linked: bool, bold: bool
    ) -> None:
        tag = child.tag or ""
        if tag in NEVER or child.mem_id in self._marks.dropped or is_hidden(child):
            return
        if tag == "br":
            self._run.parts.append("\n")
        elif depth > _DEPTH:
            self._add(child.text(separator=" "), linked=linked, bold=bold)
        elif tag in _CONTAINERS:
            self.flush(within, kind)
            self._container(child, tag, kind, depth)
        else:
            linked = linked or (tag == "a" and is_link(child))
            self.visit(child, kind, depth + 1, linked=linked, bold=bold or tag in _BOLD)

    def _container(self, child: LexborNode, tag: str, outer: BlockKind, depth: int) -> None:
        kind = _KINDS.get(tag, outer)
        if child.mem_id in self._marks.captions:
            kind = BlockKind.CAPTION
        elif child.mem_id in self._marks.bylines:
            kind = BlockKind.BYLINE
        elif outer in {BlockKind.CAPTION, BlockKind.BYLINE}:
            kind = outer
        if tag == "table":
            rows = table_rows(child)
            if rows and kind != BlockKind.CAPTION:
                self.found.append(Found(BlockKind.TABLE, "\n".join(rows), child))
                return
            if child.css_first("img") and len(words(child.text())) < 60:
                kind = BlockKind.CAPTION
        self.visit(child, kind, depth + 1, linked=False, bold=False)
        self.flush(child, kind)

    def _add(self, text: str, *, linked: bool, bold: bool) -> None:
        plain = re.sub(r"\s+", " ", text)
        letters = len(plain.strip())
        self._run.parts.append(plain)
        self._run.letters += letters
        self._run.linked += letters if linked else 0
        self._run.bold += letters if bold else 0

    def flush(self, node: LexborNode, kind: BlockKind) -> None:
        run, self._run = self._run, _Run()
        if not run.letters:
            return
        linked, bold = run.linked / run.letters, run.bold / run.letters
        one_line = kind in {BlockKind.HEADING, BlockKind.CAPTION}
        for text in _lines("".join(run.parts), keep=one_line):
            self.found.append(Found(kind, text, node, linked, bold))


def read_blocks(root: LexborNode, marks: Marks | None = None) -> list[Found]:
    """The blocks under `root`, in document order; texts are clean, none is empty."""
    walker = _Walker(marks or Marks())
    walker.visit(root, BlockKind.PARAGRAPH, 0, linked=False, bold=False)
    walker.flush(root, _KINDS.get(root.tag or "", BlockKind.PARAGRAPH))
    return walker.found


def _lines(text: str, *, keep: bool) -> Iterator[str]:
    """The lines between `<br>`s; a line that goes on in lower case is no new paragraph."""
    current = ""
    for line in (clean(part) for part in text.split("\n")):
        if not line:
            continue
        if current and (keep or line[0].islower()):
            current = f"{current} {line}"
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def table_rows(table: LexborNode) -> list[str]:
    """A line per row of a table of data, cells parted by ` | `; empty for a table that only sets a layout."""
    if len(table.css("table")) > 1 or _LETTERHEAD.search(clean(table.text(separator=" "))):
        return []
    rows = [[_cell(cell) for cell in row.css("td, th")] for row in table.css("tr")]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or max(len(row) for row in rows) < 2 or sum(sum(map(bool, row)) > 1 for row in rows) < 2:
        return []
    return [" | ".join(row) for row in rows]


def _cell(node: LexborNode) -> str:
    return clean(" ".join(found.text for found in read_blocks(node))).replace("|", "/")


def is_link(node: LexborNode) -> bool:
    """Whether an `a` leads to another page; anchors and scripts do not."""
    target = (node.attributes.get("href") or "").strip().lower()
    return bool(target) and not target.startswith(("#", "javascript:", "mailto:", "tel:"))


def is_hidden(node: LexborNode) -> bool:
    """Whether the element's own attributes hide it."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))
