"""The tree of a legal document: Phần > Chương > Mục > Tiểu mục > Điều > Khoản > Điểm, and its annexes.

Each unit has an address that stays as long as the document does (`chuong-2/dieu-5/khoan-3/diem-đ`). What a document
quotes in order to amend another (`“Điều 5. …”`) is text of the clause that quotes it, never a unit of its own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from transforms.law.levels import LEVELS, Level

ANNEXES = frozenset({Level.ANNEX, Level.ATTACHED})


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or table of a unit; `block` is its index in the article, `quoted` whether it is another document's."""

    text: str
    block: int = field(default=-1, compare=False)
    quoted: bool = False
    table: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the document.

    `number` is plain (`2`, `5a`, `đ`), `label` as it stands (`Chương II`), empty where `repaired`: the number was not
    there and follows from its neighbours. `passages` are its own text, before that of its `children`.
    """

    level: Level
    number: str
    heading: str = ""
    passages: tuple[Passage, ...] = ()
    children: tuple["Unit", ...] = ()
    label: str = field(default="", compare=False)
    block: int = field(default=-1, compare=False)
    repaired: bool = field(default=False, compare=False)

    @property
    def step(self) -> str:
        """Its part of an address."""
        return f"{self.level.value}-{self.number}"


@dataclass(frozen=True, slots=True)
class Tree:
    """A document: what stands before its first unit, its units, the formula that closes its body.

    `faults` are what a person should look at: numbers that are missing, and the like.
    """

    preamble: tuple[Passage, ...]
    units: tuple[Unit, ...]
    closing: tuple[Passage, ...] = ()
    faults: tuple[str, ...] = field(default=(), compare=False)

    def walk(self) -> Iterator[tuple[str, Unit]]:
        """Every unit with its address, in the order of the text."""
        yield from _walk(self.units, "", Counter())

    def at(self, address: str) -> Unit | None:
        """The unit of an address; an article may be asked for without its chapter (`dieu-5/khoan-3`)."""
        wanted = short_address(address)
        return next(
            (unit for path, unit in self.walk() if address == path or wanted == short_address(path)), None
        )

    def address_of(self, block: int) -> str:
        """The address of the unit that a block of the article is in; empty in the preamble."""
        found = ""
        for path, unit in self.walk():
            if unit.block > block >= 0:
                break
            found = path
        return found


def _walk(units: Sequence[Unit], above: str, articles: Counter[str]) -> Iterator[tuple[str, Unit]]:
    for unit, step in zip(units, steps_of(units, articles), strict=True):
        path = f"{above}/{step}" if above else step
        yield path, unit
        yield from _walk(unit.children, path, Counter() if unit.level in ANNEXES else articles)


def steps_of(units: Sequence[Unit], articles: Counter[str]) -> Iterator[str]:
    """The steps of siblings, each when it is asked for; a number that comes again has `~2` behind it.

    Args:
        units: the siblings.
        articles: how often each article came before them, in their document or annex; articles are known without their
            chapters, so theirs are counted through all of it. The siblings are added to it.
    """
    seen: Counter[str] = Counter()
    for unit in units:
        count = articles if unit.level == Level.ARTICLE else seen
        count[unit.step] += 1
        yield unit.step if count[unit.step] == 1 else f"{unit.step}~{count[unit.step]}"


def short_address(address: str) -> str:
    """An address without what stands above its article, which texts leave out; annexes keep what they are in."""
    steps = address.split("/")
    at = next((at for at, step in enumerate(steps) if step.startswith("dieu-")), 0)
    annex = [step for step in steps[:at] if step.startswith(("phuluc-", "kemtheo-"))]
    return "/".join([*annex, *steps[at:]])


def lines_of(tree: Tree) -> list[str]:
    """The document as lines of text, from which `read_tree` makes the same tree."""
    own = [unit for unit in tree.units if unit.level not in ANNEXES]
    annexes = [unit for unit in tree.units if unit.level in ANNEXES]
    return [
        *(passage.text for passage in tree.preamble),
        *(line for unit in own for line in _lines(unit)),
        *(passage.text for passage in tree.closing),
        *(line for unit in annexes for line in _lines(unit)),
    ]


def _lines(unit: Unit) -> list[str]:
    first, *rest = [passage.text for passage in unit.passages] or [""]
    if unit.level in {Level.CLAUSE, Level.POINT}:
        mark = f"{unit.number}." if unit.level == Level.CLAUSE else f"{unit.number})"
        out = [f"{mark} {unit.heading or first}".strip(), *rest]
    elif unit.heading or not first or unit.level != Level.ARTICLE:
        name = unit.label or _name(unit)
        head = [f"{name}. {unit.heading}"] if unit.level == Level.ARTICLE and unit.heading else [name]
        under = [unit.heading] if unit.heading and unit.level != Level.ARTICLE else []
        out = [*head, *under, *([first] if first else []), *rest]
    else:
        out = [f"{_name(unit)}. {first}", *rest]
    return [*out, *(line for child in unit.children for line in _lines(child))]


_NAMES = {
    Level.PART: "Phần",
    Level.CHAPTER: "Chương",
    Level.SECTION: "Mục",
    Level.SUBSECTION: "Tiểu mục",
    Level.ARTICLE: "Điều",
    Level.ANNEX: "PHỤ LỤC",
}


def _name(unit: Unit) -> str:
    return f"{_NAMES.get(unit.level, '')} {unit.number}".strip()


def is_inside(lower: Level, upper: Level) -> bool:
    """Whether a unit of level `lower` may stand in one of level `upper`."""
    if lower in ANNEXES:
        return False
    return LEVELS.index(upper) < LEVELS.index(lower)
