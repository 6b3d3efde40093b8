"""The days of a legal document: which of them cannot be, lie ahead of the capture, or stand in an order that is rare."""

import re
from collections.abc import Iterator
from datetime import date

from crawlers.dates import is_blank, parse_day
from crawlers.words import clean
from transforms.article import Doubt, LegalIdentity
from transforms.law.numbers import parse_number

_UNKNOWN = re.compile(
    r"\W*(?:(?:dữ liệu )?(?:đang|chờ) cập nhật|(?:chưa|không) (?:xác định|có|rõ|biết)\b.{0,20})\W*",
    re.IGNORECASE,
)
_BY_EVENT = re.compile(
    r"\b(?:từ|sau)(?: khi)? (?:ngày )?(?:được )?(?:ký|ban hành|thông qua|công bố|đăng|có hiệu lực)|\bsau \d{1,3} ngày\b",
    re.IGNORECASE,
)
_LONGEST = 120


def date_doubts(
    identity: LegalIdentity, *, raw_issued: str = "", raw_effective: str = "", captured_on: date
) -> tuple[Doubt, ...]:
    """What is doubtful about a document's days; a person looks at it, for all but the first may be right.

    `date.impossible`: the words are no day of the calendar. `date.future`: issued after the day of the capture.
    `date.order`: in force before it was issued, which is rare but lawful (Law 80/2015/QH13, Điều 152), or numbered in
    another year than that of issue. The same days give the same words at whatever capture.

    Args:
        identity: the document, as its own words or its page has it.
        raw_issued: the words that give the day of issue; empty where there are none.
        raw_effective: the words that give the day in force. That it is not known yet, or by which event it begins
            (`kể từ ngày ký`), is no day and no fault.
        captured_on: the day of the capture, in Vietnam.
    """
    doubts = [*_impossible("date of issue", raw_issued), *_impossible("day in force", raw_effective)]
    if identity.issued_on > captured_on:
        detail = f"issued on {_written(identity.issued_on)}, later than the page was captured"
        doubts.append(Doubt("date.future", detail))
    return tuple(dict.fromkeys((*doubts, *_order(identity))))


def _impossible(name: str, raw: str) -> Iterator[Doubt]:
    text = clean(raw)
    says_none = is_blank(text) or _UNKNOWN.fullmatch(text) or _BY_EVENT.search(text)
    if not says_none and parse_day(text) is None:
        yield Doubt("date.impossible", f"the {name} is given as {text[:_LONGEST]!r}, which is no day")


def _order(identity: LegalIdentity) -> Iterator[Doubt]:
    issued, effective = identity.issued_on, identity.effective_on
    if effective and effective < issued:
        yield Doubt("date.order", f"in force from {_written(effective)}, issued on {_written(issued)}")
    number = parse_number(identity.number)
    if number and number.year and number.year != issued.year:
        yield Doubt("date.order", f"numbered {identity.number}, issued on {_written(issued)}")


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
