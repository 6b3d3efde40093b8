"""From which day a document is in force, as its own text says it (Law 64/2025/QH15, Điều 53; Decree 30/2020/NĐ-CP)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crawlers.dates import parse_day
from crawlers.words import clean
from transforms.article import BODY_BLOCKS, Block
from transforms.law.parts import parts_in
from transforms.law.quotes import own_blocks
from transforms.law.types import CAPITAL

_TYPES = (
    r"(?:Hiến pháp|Bộ luật|Luật|Pháp lệnh|Lệnh|Sắc lệnh|Nghị định|Nghị quyết(?: liên tịch)?|Quyết định|Thông tư(?: liên tịch| liên bộ)?|"
    r"Chỉ thị|Quy chế|Quy định|Điều lệ|Kế hoạch|Thông báo|Văn bản)"
)
_DAY = r"ngày\s+(?P<day>\d{1,2}\s*(?:tháng\s*\d{1,2}\s*năm\s*\d{4}|[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}))"
_SIGNED = r"(?:ngày\s+)?(?P<signed>ký|ban hành|thông qua|công bố)\b"
_LATER = rf"sau\s+(?P<count>\d{{1,3}})\s*(?:\([^()]*\)\s*)?ngày,?\s*(?:kể\s+)?(?:từ|tính từ)\s+{_SIGNED.replace('signed', 'after')}"
_WHEN = rf"(?:(?:kể\s+|tính\s+)?từ\s+(?:{_DAY}|{_SIGNED})|{_LATER}|(?:vào\s+)?{_DAY.replace('day', 'plain')})"
_FORCE = re.compile(rf"có\s+hiệu\s+lực(?:\s+thi\s+hành)?,?\s+{_WHEN}", re.IGNORECASE)
_OWN = re.compile(
    rf"^\W*(?:\d{{1,2}}\s*[.)]\s*)?(?:Điều\s+\d+\w?\s*[.:]?\s*(?:Hiệu lực(?: thi hành)?\W*)?)?{_TYPES}\s+này\s*"
    r"(?:gồm[^.;]{0,80}?)?(?:và [^.;]{0,120}?)?$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(rf"(?<=[.;])\s+(?={CAPITAL})")
_ARTICLE = re.compile(r"\W*Điều\s+(\d{1,4}[a-zđ]?)\b", re.IGNORECASE)
_CONSOLIDATED = re.compile(r"xác thực văn bản hợp nhất", re.IGNORECASE)
_EXCEPT = re.compile(r"\btrừ\b(?P<what>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document with a day of its own: its addresses, the day, where the text says it."""

    addresses: tuple[str, ...]
    day: date
    block: int


@dataclass(frozen=True, slots=True)
class Effect:
    """From when a document is in force; `rule` says by which words, `excepted` the addresses that the rule leaves out.

    `parts` have a day of their own. `block` is the index of the block that says it.
    """

    day: date
    rule: str
    block: int
    excepted: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def effective_day(blocks: Sequence[Block], issued_on: date | None) -> Effect | None:
    """From when the document is in force by its own words; None where it does not say, or says it by an event.

    A consolidated text says it of those that it puts together, so it has none. `từ ngày ký` is the day of issue, `sau 45 ngày kể từ ngày ký` 45 days after it; both need `issued_on`.
    """
    if any(_CONSOLIDATED.search(block.text) for block in blocks):
        return None
    main: Effect | None = None
    parts: list[Part] = []
    for index, article, sentence in _sentences(blocks):
        found = _FORCE.search(sentence)
        day = _day(found, issued_on) if found else None
        if found is None or day is None:
            continue
        subject = sentence[: found.start()]
        if main is None and _OWN.match(subject):
            rule = clean(found[0])
            main = Effect(day, rule, index, _excepted(sentence[found.end() :], article))
        elif addresses := parts_in(subject, article):
            parts.append(Part(tuple(addresses), day, index))
    return _whole(main, parts)


def _whole(main: Effect | None, parts: Sequence[Part]) -> Effect | None:
    if main is None:
        return None
    own = tuple(each for each in parts if each.day != main.day)
    return Effect(main.day, main.rule, main.block, main.excepted, own)


def _sentences(blocks: Sequence[Block]) -> Iterator[tuple[int, str, str]]:
    """The sentences of what the document itself says, with the address of the article that they are in."""
    article = ""
    for index, block in own_blocks(blocks):
        begun = _ARTICLE.match(block.text)
        article = f"dieu-{begun[1]}" if begun else article
        if block.kind in BODY_BLOCKS and "hiệu lực" in block.text:
            yield from ((index, article, sentence) for sentence in _SENTENCE.split(clean(block.text)))


def _day(found: re.Match[str], issued_on: date | None) -> date | None:
    told = found["day"] or found["plain"]
    if told:
        return parse_day(re.sub(r"\s*([/.\-])\s*", r"\1", told))
    if issued_on is None:
        return None
    return issued_on + timedelta(days=int(found["count"])) if found["count"] else issued_on


def _excepted(rest: str, article: str) -> tuple[str, ...]:
    found = _EXCEPT.search(rest)
    return tuple(parts_in(found["what"], article)) if found else ()
