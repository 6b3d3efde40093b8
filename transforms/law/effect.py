"""From which day a document is in force, as its own text says it (Law 64/2025/QH15, Điều 53; Decree 30/2020/NĐ-CP)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crawlers.dates import parse_day
from crawlers.words import clean
from transforms.article import Block
from transforms.law.force import Term, read_term, until_in
from transforms.law.grow import read_tree
from transforms.law.parts import parts_in
from transforms.law.quotes import unquoted
from transforms.law.references import mentions_in
from transforms.law.tree import ANNEXES, Passage, Tree, short_address
from transforms.law.types import CAPITAL

_TYPES = (
    r"(?:Hiến pháp|Bộ luật|Luật|Pháp lệnh|Lệnh|Sắc lệnh|Nghị định|Nghị quyết(?: liên tịch)?|Quyết định|Thông tư(?: liên tịch| liên bộ)?|"
    r"Chỉ thị|Quy chế|Quy định|Điều lệ|Kế hoạch|Thông báo|Văn bản)"
)
_FORCE = re.compile(r"có\s+hiệu\s+lực(?:\s+thi\s+hành)?,?\s*", re.IGNORECASE)
_OWN = re.compile(
    rf"^\W*(?:và\s+)?(?:Hiệu lực(?: thi hành)?\s*[:.]\s*)?{_TYPES}\s+này\s*(?:gồm[^.;]{{0,80}}?)?"
    r"(?:(?:đã\s+)?được\s[^.;]{0,160}?thông qua[^.;]{0,80}?)?(?:và [^.;]{0,120}?)?,?\s*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(rf"(?<=[.;])\s+(?={CAPITAL})")
_PASSED = re.compile(r"thông qua\s+(ngày\s+\d[\d\s/.\-]*(?:tháng\s*\d{1,2}\s*năm\s*\d{4})?)", re.IGNORECASE)
_CONSOLIDATED = re.compile(r"xác thực văn bản hợp nhất", re.IGNORECASE)
_LONGEST = 200
_ANNEXED = tuple(f"{level.value}-" for level in ANNEXES)
_EXCEPT = re.compile(r"\btrừ\b(?P<what>[^;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document with a day of its own: its addresses, the day, where the text says it."""

    addresses: tuple[str, ...]
    day: date
    block: int


@dataclass(frozen=True, slots=True)
class Effect:
    """From when a document is in force; `rule` says by which words, `excepted` the addresses that the rule leaves out.

    `until` is the last day on which it is in force, None where none is told. `parts` have a day of their own. `block` is
    the index of the block that says it.
    """

    day: date
    rule: str
    block: int
    excepted: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """What a document says of its being in force; `faults` say why a day that it speaks of is not known."""

    effect: Effect | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence stands: the annex that it is in, if any, the address of its article, its block."""

    annexed: bool
    article: str
    block: int


@dataclass(frozen=True, slots=True)
class _Own:
    """A clause that speaks of the whole document."""

    place: _Place
    sentence: str
    rule: str
    term: Term
    excepted: tuple[str, ...]


def effective_day(blocks: Sequence[Block], issued_on: date | None) -> Effect | None:
    """From when the document is in force by its own words; None where it does not say, or no day can be told."""
    return read_effect(blocks, issued_on).effect


def read_effect(blocks: Sequence[Block], issued_on: date | None, tree: Tree | None = None) -> InForce:
    """What the document's own words say of its being in force; the last article that says it counts.

    What is quoted to amend another document is none of its words. A consolidated text says it of those that it puts
    together, so it says nothing of itself.

    Args:
        blocks: the document's, with their kinds.
        issued_on: its day of issue, which `từ ngày ký` means.
        tree: the same as a tree, where it is there already.
    """
    if any(_CONSOLIDATED.search(block.text) for block in blocks):
        return InForce(None)
    own: list[_Own] = []
    parts: list[Part] = []
    untils: list[date] = []
    for place, sentence in _sentences(tree or read_tree(blocks)):
        for subject, found, rest in _clauses(sentence):
            if _OWN.match(subject):
                own.append(_own(place, sentence, found, rest, issued_on))
            elif part := _part(place, sentence, subject, found, issued_on):
                parts.append(part)
        untils += _ends(place, sentence)
    return _chosen(own, parts, untils)


def _chosen(own: Sequence[_Own], parts: Sequence[Part], untils: Sequence[date]) -> InForce:
    """The document's clause: of the body rather than of an annex, with a day rather than without, the last article's."""
    body = [each for each in own if not each.place.annexed] or own
    told = [each for each in body if each.term.day]
    if not told:
        return InForce(None, tuple(f"{each.term.fault}: {each.sentence[:_LONGEST]}" for each in body[-1:]))
    last = next(each for each in told if each.place.article == told[-1].place.article)
    day, until = last.term.day, last.term.until or next(reversed(untils), None)
    assert day
    others = tuple(part for part in parts if part.day != day)
    if until and until < day:
        wrong = f"it would end on {until:%d/%m/%Y}, before it begins: {last.sentence[:_LONGEST]}"
        return InForce(Effect(day, last.rule, last.place.block, last.excepted, others), (wrong,))
    return InForce(Effect(day, last.rule, last.place.block, last.excepted, others, until))


def _clauses(sentence: str) -> Iterator[tuple[str, re.Match[str], str]]:
    """Each `có hiệu lực` of a sentence: what stands before it, back to the one before, and what comes behind it."""
    found = list(_FORCE.finditer(sentence))
    for at, each in enumerate(found):
        start = found[at - 1].end() if at else 0
        stop = found[at + 1].start() if at + 1 < len(found) else len(sentence)
        subject = sentence[start : each.start()]
        yield (subject.rpartition(";")[2] if at else subject), each, sentence[each.end() : stop]


def _own(place: _Place, sentence: str, found: re.Match[str], rest: str, issued_on: date | None) -> _Own:
    passed = _PASSED.search(sentence, 0, found.start())
    term = read_term(sentence, found.end(), issued_on, parse_day(passed[1]) if passed else None)
    excepted = _EXCEPT.search(rest)
    return _Own(
        place,
        sentence,
        clean(sentence[found.start() : term.end]),
        term,
        tuple(parts_in(excepted["what"], place.article)) if excepted else (),
    )


def _part(
    place: _Place, sentence: str, subject: str, found: re.Match[str], issued_on: date | None
) -> Part | None:
    addresses = parts_in(subject, place.article)
    day = read_term(sentence, found.end(), issued_on).day if addresses else None
    return Part(tuple(addresses), day, place.block) if day and not mentions_in(subject) else None


def _ends(place: _Place, sentence: str) -> list[date]:
    """The last day of the whole, where a sentence of its own tells it: `Thông tư này hết hiệu lực từ ngày …`."""
    found = re.search(r"\s(?=(?:có|hết)\s+hiệu\s+lực)", sentence, re.IGNORECASE)
    if place.annexed or not found or not _OWN.match(sentence[: found.start()]):
        return []
    day = until_in(sentence, found.start())
    return [day] if day else []


def _sentences(tree: Tree) -> Iterator[tuple[_Place, str]]:
    """The sentences of what the document itself says that speak of force."""
    for place, text in _texts(tree):
        if "hiệu lực" in text:
            yield from ((place, sentence) for sentence in _SENTENCE.split(clean(unquoted(text))))


def _texts(tree: Tree) -> Iterator[tuple[_Place, str]]:
    """The passages and headings that are not quoted, each with its place."""
    yield from _own_words(tree.preamble, annexed=False, article="")
    for address, unit in tree.walk():
        annexed, article = address.startswith(_ANNEXED), _article(address)
        yield _Place(annexed, article, unit.block), unit.heading
        yield from _own_words(unit.passages, annexed=annexed, article=article)
    yield from _own_words(tree.closing, annexed=False, article="")


def _own_words(passages: Sequence[Passage], *, annexed: bool, article: str) -> Iterator[tuple[_Place, str]]:
    for each in passages:
        if not each.quoted and not each.table:
            yield _Place(annexed, article, each.block), each.text


def _article(address: str) -> str:
    """The address of the article that a unit is in, without its chapter; empty outside articles."""
    steps = short_address(address).split("/")
    at = next((at for at, step in enumerate(steps) if step.startswith("dieu-")), None)
    return "/".join(steps[: at + 1]) if at is not None else ""
