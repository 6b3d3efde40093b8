"""The line of a letterhead that says where and when a document was issued: `Hà Nội, ngày 05 tháng 02 năm 2026`.

The line is known by its form, whatever day it names: one that no calendar has (`ngày 31 tháng 02`), or that was left
blank, is told as such and not passed over.
"""

import re
from dataclasses import dataclass
from datetime import date

from crawlers.dates import parse_day
from crawlers.words import clean

_FIGURES = r"[\d\s.…_OoIl]{0,12}"
_SYLLABLES = r"[^\W\d_]+(?:\s[^\W\d_]+){0,3}"
_WHEN = (
    rf"(?:{_FIGURES}tháng{_FIGURES}năm{_FIGURES}|\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?\d{{2,4}}"
    rf"|(?:{_SYLLABLES}|\d{{1,2}}),?\s+tháng\s+(?:{_SYLLABLES}|\d{{1,2}}),?\s+năm\s+[\w\s]{{2,40}})"
)
_NO_PLACE = r"(?!(?:căn cứ|theo|kèm|ban hành|được|đã|số|từ|trước|sau|đến|vào|tại|hôm|thông qua|ký|luật|nghị|quyết|thông tư)\b)"
_PLACE = r"[^\W\d_][^\d:;/()“”\"]{0,45}?(?:\d{1,2}[^\d:;/()“”\"]{0,30}?)?"
_LINE = re.compile(
    rf"\W*(?:{_NO_PLACE}(?P<place>{_PLACE})[\s,]+)?ngày\b\s*(?P<when>{_WHEN})\W*", re.IGNORECASE
)
_BARE = re.compile(
    rf"{_NO_PLACE}(?P<place>{_PLACE})\s*,\s*(?P<when>\d{{1,2}}/\d{{1,2}}/\d{{4}})\W*", re.IGNORECASE
)
_INSIDE = re.compile(
    r"(?:(?P<place>[^\W\d_][^\d:;/(),]{1,40}),?\s+)?(?P<when>ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateLine:
    """What such a line says: its words as they stand, the place, and the day, None where they name none."""

    text: str
    place: str
    day: date | None


def read_dateline(line: str) -> DateLine | None:
    """The place and date that `line` is; None where it is another line."""
    text = clean(line)
    found = _LINE.fullmatch(text) or _BARE.fullmatch(text)
    if found is None:
        return None
    return DateLine(text, clean(found["place"] or "").strip(" ,."), parse_day(f"ngày {found['when']}"))


def dateline_inside(line: str) -> DateLine | None:
    """The place and date in a line that says more than these, as two columns may be read as one line."""
    found = _INSIDE.search(clean(line))
    if found is None:
        return None
    return DateLine(found[0], clean(found["place"] or ""), parse_day(found["when"]))
