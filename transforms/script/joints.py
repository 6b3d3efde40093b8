"""Where a sentence ends: not at titles, abbreviations, initials, numbers, dates, addresses, numbering."""

import re
from collections.abc import Iterator

from transforms.reading.letters import LOWER, UPPER
from transforms.reading.tables import rows

_LONGEST = 60
_CLOSING = "\"'”’»)\\]"
_END = re.compile(rf"(?<![.!?…])[.!?…]++[{_CLOSING}]*+(?=\s+(?P<next>\S))")
_STARTS = re.compile(rf"[{UPPER}0-9\"'“‘«(\[–—•*+-]|[a-zđ]\)\s")
_ADDRESS = re.compile(r"[/@]")
_PARTED = re.compile(r"(?<![0-9.])[0-9]{1,3}\.\s000(?![0-9])")

# Dotted forms that a capital may follow; "v.v." is not among them, it often ends a sentence.
_DOTTED = frozenset(row.written for row in rows("abbreviations.tsv") if row.written.endswith(".")) - {
    "v.v.",
    "V.v.",
}
_MORE_TITLES = frozenset(
    {"Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "No.", "Co.", "Ltd.", "Jr.", "vs.", "Ng.", "Gen.", "Sgt."}
    | {"BSCKI.", "BSCKII.", "e.g.", "i.e.", "Fig.", "Art."}
)
_UNITS = [
    "Điều",
    "Khoản",
    "Điểm",
    "Chương",
    "Phần",
    "Mục",
    "Tiểu+mục",
    "Phụ+lục",
    "Bước",
    "Bài",
    "Câu",
    "Tiết",
    "Biểu",
    "Bảng",
    "Hình",
    "Mẫu",
    "Đợt",
    "Quyển",
    "Tập",
    "Kỳ",
]
_UNIT = "|".join(f"{unit}|{unit.upper()}" for unit in _UNITS).replace("+", r"\s+")
_LABEL = re.compile(
    rf"(?P<before>\w+[,;]?\s+)?(?:{_UNIT})\s+(?:số\s+)?(?:[0-9]+(?:\.[0-9]+)*[a-zđ]?|[IVXL]+|[A-ZĐa-zđ])\.$"
)
_REFERS = re.compile(
    r"(?:tại|theo|của|và|hoặc|hay|đến|từ|với|ở|như|trong|các|cả|bỏ|là|khoản|điểm|trừ|[0-9a-zđ])[,;]?\s+",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^[\"“(*•+–-]*\s*(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[IVXL]+|[A-Za-zĐđ])(?:\.[0-9a-zđ]{1,3})*\.$"
)
_INITIAL = re.compile(rf"(?:^|[\s.(“\"])[{UPPER}]\.$")
_NO_INITIAL = re.compile(
    rf"(?:vitamin|loại|nhóm|hạng|lớp|khối|điểm|gan|khu|lô|tòa|nhà|bảng|(?<=[{UPPER}{LOWER}]\s)(?:Văn|Thị))\s+[{UPPER}]\.$"
)


def sentence_spans(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a line, however long, without the white space around it."""
    start = 0
    for match in _END.finditer(line):
        span = _trimmed(line, start, match.end())
        if _is_end(line, *span, match.start("next")):
            yield span
            start = match.end()
    span = _trimmed(line, start, len(line))
    if span[0] < span[1]:
        yield span


def sentences_of(line: str) -> Iterator[str]:
    """The whole sentences of a line, however long, in order."""
    return (line[start:end] for start, end in sentence_spans(line))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return end - len(stretch.lstrip()), start + len(stretch.rstrip())


def _is_end(line: str, start: int, end: int, following: int) -> bool:
    """Whether a sentence that begins at `start` ends at `end`, with the next letter or mark at `following`."""
    if not _STARTS.match(line, following):
        return False
    tail = line[max(start, end - _LONGEST) : end]
    if tail.rstrip("\"'”’»)]")[-1:] != ".":
        return True
    if line.startswith("000", following) and _PARTED.search(line, max(start, end - _LONGEST), following + 4):
        return False
    return not _is_joint(tail, whole=end - start <= _LONGEST)


def _is_joint(tail: str, *, whole: bool) -> bool:
    """Whether the dot at the end belongs to an abbreviation, an initial or a numbering; `whole`: all of it is here."""
    token = tail.rsplit(None, 1)[-1].lstrip("\"'“‘«([")
    if _ADDRESS.search(token):
        return False
    if token in _DOTTED or token in _MORE_TITLES or _tail(token) in _DOTTED:
        return True
    label = _LABEL.search(tail)
    if (whole and _NUMBERING.search(tail)) or (label and not _refers(label)):
        return True
    return bool(_INITIAL.search(tail)) and not _NO_INITIAL.search(tail)


def _refers(label: re.Match[str]) -> bool:
    """Whether a label is spoken of ("theo Điều 5.") and does not begin a text of its own ("Điều 5. …")."""
    return bool(label["before"] and _REFERS.fullmatch(label["before"]))


def _tail(token: str) -> str:
    """The last part of a dotted row: "TS." of "GS.TS."."""
    parts = token.split(".")
    return f"{parts[-2]}." if len(parts) > 2 and parts[-2] else ""
