"""Running heads of the gazette: which issue a page is from, of which day, and the page's number in it."""

import re
from collections.abc import Mapping, Sequence

from crawlers.dates import parse_day
from transforms.extract.filetext import PageMark
from transforms.extract.pdf_lines import Line

_HEAD = re.compile(
    r"^(\d{1,4})?\s*CÔNG\s*BÁO\s*/\s*Số\s*([\d\s+,&và-]+?)\s*/\s*Ngày\s*(\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{4})\s*(\d{1,4})?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\W*(?:trang\s*)?(\d{1,4})\W*$", re.IGNORECASE)


def page_marks(heads: Sequence[Line]) -> Mapping[int, PageMark]:
    """What the running heads say, by page; pages without one are not there.

    Args:
        heads: the furniture of all pages, page numbers included.
    """
    marks = {}
    for line in heads:
        found = _HEAD.match(line.text)
        if found and line.page not in marks:
            told = found[1] or found[4]
            number = int(told) if told else _number_near(line, heads)
            day = parse_day(found[3].replace(" ", ""))
            marks[line.page] = PageMark(tuple(re.findall(r"\d+", found[2])), day, number)
    return marks


def _number_near(head: Line, heads: Sequence[Line]) -> int | None:
    """The page's number that stands nearest to its running head in height."""
    numbers = [
        (abs(line.y - head.y), int(found[1]))
        for line in heads
        if line.page == head.page and (found := _NUMBER.match(line.text))
    ]
    return min(numbers)[1] if numbers else None
