"""Text to sentences, and long sentences to stretches that a voice can say in one breath.

A cut is only ever made at a space, so the words joined again by spaces are the words of the text. The length counts:
the syllables that are spoken, "8.471 ha" is eight of them.
"""

import re
from collections.abc import Iterator

from transforms.reading import read
from transforms.reading.letters import LOWER, UPPER
from transforms.reading.tables import rows

MAX_SYLLABLES = 40
MIN_WORDS = 4
_SURELY_LONG = 1000

_CLOSING = "\"'”’»)\\]"
_END = re.compile(rf"(?<![.!?…])[.!?…]++[{_CLOSING}]*+(?=\s+(?P<next>\S))")
_STARTS = re.compile(rf"[{UPPER}0-9\"'“‘«(\[–—•*+-]")

# Dotted forms that a capital may follow; "v.v." is not among them, it often ends a sentence.
_DOTTED = frozenset(row.written for row in rows("abbreviations.tsv") if row.written.endswith(".")) - {
    "v.v.",
    "V.v.",
}
_FOREIGN_TITLES = frozenset(
    {"Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "No.", "Co.", "Ltd.", "Jr.", "vs.", "Ng."}
)
_LABEL = re.compile(
    r"(?:Điều|Khoản|Điểm|Chương|Phần|Mục|Tiểu mục|Phụ lục|Bước|Bài|Câu|Tiết|Biểu|Bảng|Hình|Mẫu)"
    r"\s+(?:số\s+)?(?:[0-9]+(?:\.[0-9]+)*[a-zđ]?|[IVXL]+|[A-ZĐ])\.$"
)
_NUMBERING = re.compile(r"^[\"“(*•+–-]*\s*(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[IVXL]+|[A-Za-zĐđ])\.$")
_INITIAL = re.compile(rf"(?:^|[\s.(“\"])[{UPPER}]\.$")
_NO_INITIAL = re.compile(
    rf"(?:vitamin|loại|nhóm|hạng|lớp|khối|điểm|gan|khu|lô|tòa|nhà|bảng|(?<=[{UPPER}{LOWER}]\s)(?:Văn|Thị))\s+[{UPPER}]\.$"
)

# Where a long sentence may be cut, best first.
_CUTS = (
    re.compile(r"(?<=;)\s+"),
    re.compile(r"(?<=:)\s+(?![0-9])"),
    re.compile(r"(?<=,)\s+(?![0-9])"),
    re.compile(r"\s+(?=(?:và|nhưng)\s+[^\W\d])"),
    re.compile(
        r"\s+(?=(?:hoặc|mà|để|do|vì|nên|với|khi|tại|trong|theo|cho|từ|bằng|là|có|được|của)\s+[^\W\d])"
    ),
    re.compile(rf"(?<=[{LOWER}])\s+(?=[{LOWER}])"),
    re.compile(r"(?<=[^\W\d])\s+(?=[^\W\d])"),
    re.compile(r"(?<!\.)\s+(?![0-9]{3}(?!\S))"),
)


def split_sentences(text: str) -> list[str]:
    """The utterances of `text`, in order: sentences, those of more than `MAX_SYLLABLES` cut where they may be.

    A line's end is a sentence's end. Nothing is cut at titles and abbreviations (TP., GS.), initials, numbers and
    dates (8.471, 10.5.2024), addresses, or the numbering of articles ("Điều 1. ..."). A single word longer than
    the limit stays whole. What has no words (a row of stars) goes with what stands before it.
    """
    pieces = [
        piece for line in text.splitlines() for sentence in sentences_of(line) for piece in _shorten(sentence)
    ]
    return _with_words(pieces)


def sentences_of(line: str) -> Iterator[str]:
    """The whole sentences of a line, however long, in order."""
    start = 0
    for match in _END.finditer(line):
        if _is_end(line[start : match.end()].strip(), match["next"]):
            yield line[start : match.end()].strip()
            start = match.end()
    if line[start:].strip():
        yield line[start:].strip()


def _is_end(sentence: str, following: str) -> bool:
    """Whether a sentence ends here, with `following` as the next letter or mark behind the space."""
    if not _STARTS.match(following):
        return False
    if sentence.rstrip("\"'”’»)]")[-1:] != ".":
        return True
    return not _is_joint(sentence)


def _is_joint(sentence: str) -> bool:
    """Whether the dot at the end belongs to an abbreviation, an initial or a numbering."""
    token = sentence.rsplit(None, 1)[-1].lstrip("\"'“‘«([")
    if token in _DOTTED or token in _FOREIGN_TITLES or _tail(token) in _DOTTED:
        return True
    end = sentence[-40:]
    if _NUMBERING.search(sentence) or _LABEL.search(end):
        return True
    return bool(_INITIAL.search(end)) and not _NO_INITIAL.search(end)


def _tail(token: str) -> str:
    """The last part of a dotted row: "TS." of "GS.TS."."""
    parts = token.split(".")
    return f"{parts[-2]}." if len(parts) > 2 and parts[-2] else ""


def _syllables(text: str) -> int:
    return len(read(text).split())


def _shorten(sentence: str) -> Iterator[str]:
    if len(sentence) < _SURELY_LONG and _syllables(sentence) <= MAX_SYLLABLES:
        yield sentence
        return
    cut = _best_cut(sentence, MIN_WORDS) or _best_cut(sentence, 1)
    if cut is None:
        yield sentence
        return
    yield from _shorten(sentence[: cut[0]])
    yield from _shorten(sentence[cut[1] :])


def _best_cut(sentence: str, least: int) -> tuple[int, int] | None:
    """The cut of the best kind that leaves at least `least` words on both sides, nearest to the middle."""
    middle = len(sentence) / 2
    for kind in _CUTS:
        cuts = sorted(
            (match.span() for match in kind.finditer(sentence)), key=lambda cut: abs(cut[0] - middle)
        )
        fair = next((cut for cut in cuts if _leaves(sentence, cut, least)), None)
        if fair:
            return fair
    return None


def _leaves(sentence: str, cut: tuple[int, int], least: int) -> bool:
    before, after = sentence[: cut[0]].split(None, least), sentence[cut[1] :].split(None, least)
    return min(len(before), len(after)) >= least


def _with_words(pieces: list[str]) -> list[str]:
    joined: list[str] = []
    silent: list[str] = []
    for piece in pieces:
        if not _syllables(piece):
            silent.append(piece)
        else:
            joined.append(" ".join([*silent, piece]) if not joined else piece)
            silent = [] if len(joined) == 1 else silent
        if joined and silent:
            joined[-1] = " ".join([joined[-1], *silent])
            silent = []
    return joined
