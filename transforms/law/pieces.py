"""A sentence about several documents (`Thông tư số 1 …; Điều 4 Nghị định số 2 … và Quyết định số 3 …`) in its pieces."""

import re
from collections.abc import Iterator

from transforms.law.parts import parts_in
from transforms.law.references import mentions_in

_JOINED = re.compile(
    r";\s*(?:và\s+)?|,?\s+và\s+(?=(?:Thông tư|Nghị định|Quyết định|Nghị quyết|Luật|Pháp lệnh|Chỉ thị|Điều\s+\d\w*|khoản\s+\d\w*|điểm\s+[a-zđ])\s[^;]{0,60}?số\s)",
    re.IGNORECASE,
)
_NEXT_NUMBERED = re.compile(
    r",\s+(?=(?:Thông tư(?: liên tịch)?|Nghị định|Quyết định|Nghị quyết|Chỉ thị) số \d)"
)


def pieces_of(text: str) -> Iterator[str]:
    """What is joined by `và` and `;`, each with the document that it is of: `Khoản 2 Điều 4` with that of `và Điều 6 Thông tư …`."""
    before = ""
    for piece in (part for joined in _JOINED.split(text) for part in _listed(joined)):
        if mentions_in(piece):
            yield before + piece
            before = ""
        else:
            before = f"{before}{piece}, " if parts_in(piece) else ""


def _listed(text: str) -> Iterator[str]:
    """Documents one after the other, parted by commas; none behind one whose title names others, which may go on there."""
    start = 0
    for comma in _NEXT_NUMBERED.finditer(text):
        if len(mentions_in(text[start : comma.start()])) > 1:
            break
        yield text[start : comma.start()]
        start = comma.end()
    yield text[start:]
