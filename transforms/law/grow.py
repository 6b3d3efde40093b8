"""Blocks to tree: which line begins which unit, what a site has dropped, what is only quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawlers.words import clean
from transforms.article import Block, BlockKind
from transforms.law.levels import Level, follows, next_number, rank_of
from transforms.law.marks import Mark, is_attached, read_form, read_mark
from transforms.law.parts import parts_in
from transforms.law.quotes import Quotations, amends, announces, runs_on
from transforms.law.text import is_sentence
from transforms.law.tree import ANNEXES, Passage, Tree, Unit, is_inside
from transforms.law.types import is_capitals

_LARGE = frozenset({Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION})
_QUIET = frozenset(
    {BlockKind.FURNITURE, BlockKind.TITLE, BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.NOTE}
)
_CLOSING = re.compile(
    r"^(?:Luật|Bộ luật|Hiến pháp|Pháp lệnh|Nghị quyết) này\s+(?:đã )?được\s.{0,160}?thông qua", re.IGNORECASE
)
_REPEALED = re.compile(r"\W*(?:đã )?(?:được|bị) bãi bỏ\W*\d{0,3}", re.IGNORECASE)
_GAP = 3
_NEAR = 4


@dataclass(slots=True)
class _Node:
    """A unit that still grows.

    Of an annex or of the whole, `last` is the number of the last article; `freed` is that of a repealed one that only its
    place is left of, in a consolidated text, which the next article may have.
    """

    level: Level | None
    number: str = ""
    heading: str = ""
    label: str = ""
    block: int = -1
    repaired: bool = False
    passages: list[Passage] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)
    last: str | None = None
    freed: str | None = None
    said: str = ""

    def add(self, passage: Passage) -> None:
        """Add a passage; `said` is the last that is not quoted."""
        self.passages.append(passage)
        self.said = self.said if passage.quoted else passage.text

    def last_of(self, level: Level) -> str | None:
        return next((child.number for child in reversed(self.children) if child.level == level), None)

    def done(self) -> Unit:
        assert self.level
        children = tuple(child.done() for child in self.children)
        return Unit(
            self.level,
            self.number,
            self.heading,
            tuple(self.passages),
            children,
            self.label,
            self.block,
            self.repaired,
        )


def read_tree(blocks: Sequence[Block]) -> Tree:
    """The tree of a legal document, from its blocks with their kinds (`read_law`).

    Furniture, title and signature are no part of it. Numbers that a site dropped follow from their neighbours; what is
    quoted to amend another document stays text.
    """
    grower = _Grower(blocks)
    at = 0
    while at < len(blocks):
        at = grower.take(at)
    return grower.done()


class _Grower:
    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._quotations = Quotations(blocks)
        self._root = _Node(None)
        self._stack = [self._root]
        self._closing: list[Passage] = []
        self._faults: list[str] = []
        self._signed = False
        self._loose = False
        self._runs_on = False

    def done(self) -> Tree:
        units = tuple(child.done() for child in self._root.children)
        return Tree(tuple(self._root.passages), units, tuple(self._closing), tuple(self._faults))

    def take(self, at: int) -> int:
        """Take the block at `at` (and what it quotes); the index of the next."""
        block = self._blocks[at]
        if block.kind in _QUIET:
            return at + 1
        if block.kind == BlockKind.SIGNATURE:
            self._signed = True
            return at + 1
        if block.kind == BlockKind.TABLE:
            self._add(Passage(block.text, at, table=True))
            return at + 1
        end = self._quotations.end(at, self._container().last)
        if end is not None:
            return self._quote(at, end)
        self._line(at, clean(f"{block.label} {block.text}"))
        end = self._quotations.rest(at, self._container().last) if self._runs_on else None
        if end is None:
            return at + 1
        self._runs_on = False
        return self._quote(at + 1, end)

    def _quote(self, first: int, last: int) -> int:
        """Take the blocks from `first` to `last` as quoted; the index of the next."""
        for at in range(first, last + 1):
            block = self._blocks[at]
            if block.kind not in _QUIET:
                self._add(Passage(block.text, at, quoted=True, table=block.kind == BlockKind.TABLE))
        return last + 1

    def _line(self, at: int, text: str) -> None:
        mark = read_mark(text)
        broken, self._runs_on = self._runs_on, runs_on(self._blocks[at])
        if mark and self._loose and self._resumes(mark):
            self._loose = False
        if self._loose or (mark and self._is_announced(mark)):
            self._loose = True
            self._add(Passage(text, at, quoted=True))
        elif mark and not (broken and not self._resumes(mark)) and self._begins(mark, at):
            pass
        elif not self._is_form(at, text):
            self._other(at, text)

    def _other(self, at: int, text: str) -> None:
        """A line that begins no unit, unless it is the title of a document that is issued with this one."""
        if self._is_after(at, text):
            self._open(_Node(Level.ATTACHED, self._count(Level.ATTACHED), text, block=at))
        elif not self._is_heading(at, text):
            self._close_or_add(text, at)

    def _close_or_add(self, text: str, at: int) -> None:
        if _CLOSING.match(text) and self._container() is self._root:
            self._closing.append(Passage(text, at))
            del self._stack[1:]
        else:
            self._add(Passage(text, at))

    def _add(self, passage: Passage) -> None:
        self._leave_body(passage.block)
        self._stack[-1].add(passage)

    def _leave_body(self, at: int) -> None:
        """What comes after the signature is a document of its own, if nothing else says so."""
        if self._is_past():
            self._open(_Node(Level.ATTACHED, self._count(Level.ATTACHED), block=at))

    def _container(self) -> _Node:
        """The annex that is open, else the whole."""
        return next((node for node in reversed(self._stack) if node.level in ANNEXES), self._root)

    def _count(self, level: Level) -> str:
        return str(1 + sum(child.level == level for child in self._root.children))

    def _open(self, node: _Node) -> None:
        assert node.level
        while self._stack[-1].level and not is_inside(node.level, self._stack[-1].level):
            self._stack.pop()
        self._stack[-1].children.append(node)
        self._stack.append(node)

    def _begins(self, mark: Mark, at: int) -> bool:
        """Whether the line begins a unit; it is opened then."""
        if mark.level == Level.ARTICLE:
            return self._article(mark, at)
        if mark.level in {Level.CLAUSE, Level.POINT}:
            return not self._is_past() and self._small(mark, at)
        if mark.level == Level.ANNEX:
            self._open(_Node(Level.ANNEX, mark.number or self._count(Level.ANNEX), mark.rest, mark.label, at))
            return True
        return self._large(mark, at)

    def _is_past(self) -> bool:
        """Whether the body is signed and nothing has begun since."""
        return self._signed and self._container() is self._root and bool(self._root.children)

    def _large(self, mark: Mark, at: int) -> bool:
        if re.search(r"[.;,]$", mark.rest) and not is_capitals(mark.rest):
            return False
        if mark.level == Level.SECTION and not mark.label.lower().startswith("mục"):
            holder = self._holder(Level.SECTION)
            in_articles = self._container().last is not None
            if in_articles or not follows(mark.number, holder.last_of(Level.SECTION), Level.SECTION):
                return False
        self._leave_body(at)
        self._open(_Node(mark.level, mark.number, mark.rest, mark.label, at))
        return True

    def _article(self, mark: Mark, at: int) -> bool:
        container = self._container_of(mark)
        number, repaired = mark.number or next_number(container.last, Level.ARTICLE), not mark.number
        if _REPEALED.fullmatch(mark.rest):
            container.freed = container.freed or number
            container.last = number if follows(number, container.last, Level.ARTICLE) else container.last
        elif self._is_next(mark, number, container):
            container.last, container.freed = number, None
        else:
            return False
        named = not is_sentence(mark.label + " " + mark.rest)
        node = _Node(
            Level.ARTICLE, number, mark.rest if named else "", "" if repaired else mark.label, at, repaired
        )
        if not named:
            node.add(Passage(mark.rest, at))
        self._open(node)
        return True

    def _is_next(self, mark: Mark, number: str, container: _Node) -> bool:
        return (
            number == container.freed
            or self._may_follow(number, container.last, Level.ARTICLE, f"Điều {number}")
            or self._restarts(mark, container.last)
        )

    def _container_of(self, mark: Mark) -> _Node:
        """The annex or the whole that an article is in; what was taken for an annex is none where articles go on."""
        container = self._container()
        empty = not container.children and not container.passages
        if container.level == Level.ATTACHED and empty and follows(mark.number, self._root.last, mark.level):
            del self._stack[1:]
            return self._root
        return container

    def _fault(self, said: str) -> None:
        """Keep what a person should look at; the forms in an annex are numbered as they like."""
        inside = any(node.level == Level.ARTICLE for node in self._stack)
        if inside or said.startswith("Điều") or self._container() is self._root:
            self._faults.append(said)

    def _may_follow(self, number: str, last: str | None, level: Level, name: str) -> bool:
        """Whether a number goes on, or with a gap, which is told as a fault."""
        if follows(number, last, level):
            return True
        first = (0, 0) if last is None else rank_of(last, level)
        here = rank_of(number, level)
        least = 1 if level != Level.POINT else 0
        near = here[0] - first[0] <= (_GAP if level != Level.ARTICLE else 50)
        if here[0] < least or here <= first or not near:
            return False
        self._fault(f"{name} after {last or 'nothing'}")
        return True

    def _restarts(self, mark: Mark, last: str | None) -> bool:
        """Whether articles are numbered from 1 again in a chapter of their own; what goes back elsewhere stays text.

        Either is told as a fault.
        """
        node = self._stack[-1]
        restarts = mark.number == "1" and node.level in _LARGE
        if not restarts and not mark.label.endswith((".", ":")):
            return False
        said = f"again in {node.label}" if restarts else f"after {last}, left as text"
        self._fault(f"Điều {mark.number} {said}")
        return restarts

    def _begins_again(self, mark: Mark, holder: _Node, last: str | None) -> bool:
        """Whether clauses or points of one article begin again, which is told as a fault; what is announced is a list."""
        again = last is not None and mark.number == next_number(None, mark.level)
        own = holder.level in {Level.ARTICLE, Level.CLAUSE} and self._stack[-1].level == mark.level
        if not again or not own or self._stack[-1].said.endswith(":"):
            return False
        self._fault(f"{mark.label} again in {holder.label} after {last}")
        return True

    def _holder(self, level: Level) -> _Node:
        """The open unit that one of `level` would stand in."""
        return next(
            node for node in reversed(self._stack) if node.level is None or is_inside(level, node.level)
        )

    def _small(self, mark: Mark, at: int) -> bool:
        """A clause or a point, where its number goes on."""
        holder = self._holder(mark.level)
        if holder.level in _LARGE and self._container().last is not None:
            return False
        if mark.label[:1].isupper() and holder.level not in {Level.ARTICLE, Level.CLAUSE}:
            return False
        last = holder.last_of(mark.level)
        number, repaired = mark.number, False
        if mark.level == Level.POINT and number == "d" == last:
            number, repaired = "đ", True
        if last is None and number != next_number(None, mark.level) and not holder.level:
            return False
        if mark.level == Level.CLAUSE and not repaired:
            self._mend(holder, number, last)
            last = holder.last_of(mark.level)
        if not self._begins_again(mark, holder, last) and not self._may_follow(
            number, last, mark.level, f"{mark.label} in {holder.label or 'the text'}"
        ):
            return False
        node = _Node(mark.level, number, label="" if repaired else mark.label, block=at, repaired=repaired)
        if mark.rest:
            node.add(Passage(mark.rest, at))
        self._open(node)
        return True

    def _mend(self, holder: _Node, number: str, last: str | None) -> None:
        """Give the one paragraph between clauses 1 and 3 the number 2 that a site has dropped."""
        missing = next_number(last, Level.CLAUSE)
        if holder.level != Level.ARTICLE or number != next_number(missing, Level.CLAUSE):
            return
        before = _deepest(holder) if last else holder
        spare = 1 if last or not holder.heading else 0
        if len(before.passages) != spare + 1 or before.passages[-1].quoted or before.passages[-1].table:
            return
        passage = before.passages.pop()
        holder.children.append(
            _Node(Level.CLAUSE, missing, block=passage.block, repaired=True, passages=[passage])
        )

    def _is_heading(self, at: int, text: str) -> bool:
        """Whether a line is the name of the large unit that the line before it began, or more of that name."""
        node = self._stack[-1]
        if node.level not in _LARGE | ANNEXES or node.passages or node.children:
            return False
        loud = is_capitals(text) and (not node.heading or is_capitals(node.heading))
        plain = not node.heading and self._blocks[at].kind == BlockKind.HEADING
        short = not node.heading and node.level in _LARGE and len(text) < 200 and text[-1:] not in ".;:,"
        if not (loud or plain or short) or text.startswith("("):
            return False
        node.heading = f"{node.heading} {text}".strip()
        return True

    def _is_after(self, at: int, text: str) -> bool:
        """Whether a line begins a document that is issued with this one."""
        if not is_capitals(text) or self._is_past():
            return self._is_past() and is_capitals(text)
        if self._is_under_annex():
            return False
        near = " ".join(block.text for block in self._blocks[at + 1 : at + 1 + _NEAR])
        return self._root.last is not None and is_attached(text, near)

    def _is_under_annex(self) -> bool:
        """Whether the name of an annex comes next, or a form is open: its title is no document that is issued with this one."""
        node, container = self._stack[-1], self._container()
        named = node.level == Level.ANNEX and not node.passages and not node.children
        return named or (container.level == Level.ANNEX and read_form(container.label) is not None)

    def _is_form(self, at: int, text: str) -> bool:
        """Whether a line begins a form behind the signature, which is opened then; one in an annex is part of that.

        Where forms stand behind the signature by themselves, an annex of one ends with the next.
        """
        form = read_form(text) if self._signed else None
        container = self._container()
        among = any(read_form(child.label) for child in self._root.children)
        inside = container.level == Level.ANNEX and not among
        if form is None or inside:
            return False
        label, rest = form
        name = rest if not rest.startswith("(") else ""
        self._open(_Node(Level.ANNEX, self._count(Level.ANNEX), name, label, at))
        return True

    def _is_announced(self, mark: Mark) -> bool:
        """Whether a line is the amended text that the line before it announced, without marks of quotation."""
        node = self._stack[-1]
        last = node.said or node.heading
        if not announces(last):
            return False
        steps = {step for address in parts_in(last) for step in address.split("/")}
        return f"{mark.level.value}-{mark.number}" in steps and not amends(mark.rest)

    def _resumes(self, mark: Mark) -> bool:
        """Whether a mark goes on with the document's own numbers."""
        if mark.level == Level.ARTICLE:
            return follows(mark.number, self._container().last, mark.level)
        if mark.level in {Level.CLAUSE, Level.POINT}:
            last = self._holder(mark.level).last_of(mark.level)
            return follows(mark.number, last, mark.level) and amends(mark.rest)
        return mark.level == Level.ANNEX


def _deepest(node: _Node) -> _Node:
    while node.children:
        node = node.children[-1]
    return node
