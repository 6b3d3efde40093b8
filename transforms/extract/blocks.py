"""A page's elements to its blocks: what a reader sees as one paragraph, heading, list item, quote, caption or table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from crawlers.words import clean, words
from transforms.article import Block, BlockKind
from transforms.extract.hidden import is_unseen
from transforms.extract.measure import in_language, size
from transforms.extract.numbering import Numbering, has_own
from transforms.extract.questions import is_question
from transforms.extract.tables import read_table

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
        "caption",
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
    ]
)
_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
}
_LASTING = frozenset({BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.FURNITURE})
_LISTS = frozenset({"ol", "ul"})
_BOLD = frozenset({"b", "strong"})
_DEPTH = 120
_CARD_WORDS = 80


@dataclass(slots=True)
class Found:
    """A block with what tells prose from furniture: its element, and the shares of its letters in links and bold."""

    kind: BlockKind
    text: str
    node: LexborNode
    linked: float = 0.0
    bold: float = 0.0
    label: str = ""
    level: int = 0
    cells: tuple[tuple[str, ...], ...] = ()
    _size: int = field(default=-1, repr=False, compare=False)
    _speaks: tuple[str, bool] = field(default=("", True), repr=False, compare=False)

    @property
    def size(self) -> int:
        """Its words, as `measure.size` counts them; they are counted once."""
        if self._size < 0:
            self._size = size(self.text)
        return self._size

    def speaks(self, language: str) -> bool:
        """Whether it may be in `language`; it is asked once."""
        if self._speaks[0] != language:
            self._speaks = (language, in_language(self.text, language))
        return self._speaks[1]

    @property
    def block(self) -> Block:
        """The block as the Article has it, without its place."""
        return Block(self.kind, self.text, label=self.label, level=self.level, cells=self.cells)


@dataclass(frozen=True, slots=True)
class Marks:
    """Elements (their `mem_id`) that rules say are captions, bylines, beside the article, or not to be read at all."""

    captions: frozenset[int] = frozenset()
    bylines: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()

    def kind(self, node: LexborNode) -> BlockKind | None:
        """What an element is by its mark; None for one without."""
        if node.mem_id in self.captions:
            return BlockKind.CAPTION
        if node.mem_id in self.bylines:
            return BlockKind.BYLINE
        return BlockKind.FURNITURE if node.mem_id in self.beside else None


@dataclass(slots=True)
class _Line:
    """Inline text up to a `<br>` or the border of a block."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0
    bold: int = 0

    @property
    def text(self) -> str:
        return clean("".join(self.parts))

    def add(self, text: str, *, linked: bool, bold: bool) -> None:
        letters = len(text.strip())
        self.parts.append(text)
        self.letters += letters
        self.linked += letters if linked else 0
        self.bold += letters if bold else 0

    def join(self, other: "_Line") -> None:
        self.parts += [" ", *other.parts]
        self.letters += other.letters
        self.linked += other.linked
        self.bold += other.bold


@dataclass(slots=True)
class _Walker:
    marks: Marks
    found: list[Found] = field(default_factory=list)
    _run: list[_Line] = field(default_factory=lambda: [_Line()])
    _lists: list[Numbering | None] = field(default_factory=list)
    _label: str = ""
    _in_card: bool = False

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
        if child.mem_id in self.marks.dropped or is_unseen(child):
            return
        if tag in NEVER:
            if tag == "button" and is_question(child):
                self._question(child, within, kind, depth)
            return
        if tag == "br":
            self._run.append(_Line())
        elif depth > _DEPTH:
            self._add(child.text(separator=" "), linked=linked, bold=bold)
        elif tag in _CONTAINERS:
            self.flush(within, kind)
            self._container(child, tag, kind, depth)
        elif child.mem_id in self.marks.beside:
            return
        elif tag == "a" and is_link(child):
            self._link(child, kind, depth, bold=bold)
        else:
            self.visit(child, kind, depth + 1, linked=linked, bold=bold or tag in _BOLD)

    def _question(self, child: LexborNode, within: LexborNode, kind: BlockKind, depth: int) -> None:
        self.flush(within, kind)
        self.visit(child, kind, depth + 1, linked=False, bold=True)
        self.flush(child, kind)

    def _link(self, child: LexborNode, kind: BlockKind, depth: int, *, bold: bool) -> None:
        """A link; one around whole blocks makes all of them links, unless it was left open and holds the article."""
        was, self._in_card = self._in_card, len(words(child.text(separator=" "))) <= _CARD_WORDS
        self.visit(child, kind, depth + 1, linked=True, bold=bold)
        self._in_card = was

    def _container(self, child: LexborNode, tag: str, outer: BlockKind, depth: int) -> None:
        kind = self.marks.kind(child) or (outer if outer in _LASTING else _KINDS.get(tag, outer))
        if tag == "table":
            if kind not in _LASTING and self._table(child):
                return
            if child.css_first("img") and len(words(child.text())) < 60:
                kind = BlockKind.CAPTION
        if tag in _LISTS:
            self._lists.append(Numbering.of(child))
        elif tag == "li" and self._lists and (numbering := self._lists[-1]):
            self._label = numbering.label(child)
        self.visit(child, kind, depth + 1, linked=self._in_card, bold=False)
        self.flush(child, kind)
        if tag in _LISTS:
            self._lists.pop()
        if tag == "li":
            self._label = ""

    def _table(self, node: LexborNode) -> bool:
        table = read_table(node, _cell)
        if table:
            self.found.append(Found(BlockKind.TABLE, table.text, node, cells=table.cells))
        return table is not None

    def _add(self, text: str, *, linked: bool, bold: bool) -> None:
        self._run[-1].add(re.sub(r"\s+", " ", text), linked=linked, bold=bold)

    def flush(self, node: LexborNode, kind: BlockKind) -> None:
        run, self._run = self._run, [_Line()]
        one_line = kind in {BlockKind.HEADING, BlockKind.CAPTION}
        for line in _joined(run, keep=one_line):
            text, label, self._label = line.text, self._label, ""
            label = "" if has_own(text, label) else label
            linked, bold = line.linked / line.letters, line.bold / line.letters
            self.found.append(Found(kind, text, node, linked, bold, label, self._level(node, kind)))

    def _level(self, node: LexborNode, kind: BlockKind) -> int:
        if kind == BlockKind.LIST_ITEM:
            return len(self._lists)
        return _heading_level(node) if kind == BlockKind.HEADING else 0


def _heading_level(node: LexborNode) -> int:
    """The level of the heading that an element is, or stands in."""
    around: LexborNode | None = node
    while around is not None and _KINDS.get(around.tag or "") != BlockKind.HEADING:
        around = around.parent
    return int((around.tag or "h0")[1]) if around is not None else 0


def read_blocks(root: LexborNode, marks: Marks | None = None) -> list[Found]:
    """The blocks under `root`, in document order; texts are clean, none is empty."""
    walker = _Walker(marks or Marks())
    walker.visit(root, BlockKind.PARAGRAPH, 0, linked=False, bold=False)
    walker.flush(root, _KINDS.get(root.tag or "", BlockKind.PARAGRAPH))
    return walker.found


def _joined(run: Sequence[_Line], *, keep: bool) -> Iterator[_Line]:
    """The lines between `<br>`s; a line that goes on in lower case is no new paragraph."""
    current: _Line | None = None
    for line in run:
        text = line.text if line.letters else ""
        if not text:
            continue
        if current and (keep or text[0].islower()):
            current.join(line)
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def _cell(node: LexborNode) -> str:
    return clean(" ".join(found.text for found in read_blocks(node)))


def is_link(node: LexborNode) -> bool:
    """Whether an `a` leads to another page; anchors and scripts do not."""
    target = (node.attributes.get("href") or "").strip().lower()
    return bool(target) and not target.startswith(("#", "javascript:", "mailto:", "tel:"))
