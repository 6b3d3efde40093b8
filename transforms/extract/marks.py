"""The agency's marks around a text, which no one should hear: `(Chinhphu.vn) -` before it, `./.` after it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from transforms.article import Block, BlockKind

_BEFORE = re.compile(
    r"^(?:\((?=[^)]*[^\W\d_])[^()]{2,30}\)\s*[-–—:]\s*|[^\W\d_][^().]{1,40}\((?:TTXVN|VNA|Vietnam\+)[^()]{0,20}\)\s*[-–—]\s*)"
)
_HEAD = 2
_SIGNS = re.compile(r"(?:\s*[■□▪▫◼◻◾◽∎●○◆◇★☆♦•]){1,5}\s*$")
_SLASHED = re.compile(r"\s*\.?\s*/\s*\.?\s*$")
_AGENCY = re.compile(
    r"\s*[\[(](?:TTXVN|VNA|VOV|TTXVN/Vietnam\+|Vietnam\+|Chinhphu\.vn|Theo [^()]{2,30})[\])]\s*\.?\s*$",
    re.IGNORECASE,
)
_ONLY = re.compile(r"^\W*(?:TTXVN|VNA|VOV|Vietnam\+|Chinhphu\.vn|hết)?\W*$", re.IGNORECASE)


def without_marks(text: str) -> str:
    """`text` without an agency's mark before it and without end marks; a full stop stays a full stop."""
    text = _BEFORE.sub("", text, count=1) if len(text) > 40 else text
    return _without_end(text)


def _without_end(text: str) -> str:
    bare = _AGENCY.sub("", _SIGNS.sub("", text))
    slashed = _SLASHED.search(bare)
    if not slashed:
        return bare or text
    stop = "." if "." in slashed[0] else ""
    return bare[: slashed.start()].rstrip() + stop if slashed.start() else text


def strip_marks(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` without marks: before the first two that are spoken, after any; a block that is a mark is furniture.

    The first may be the lead, with a mark of its own: that of the agency stands before the second.
    """
    out, left = [], _HEAD
    for block in blocks:
        if not block.spoken:
            out.append(block)
        elif _ONLY.match(block.text):
            out.append(replace(block, kind=BlockKind.FURNITURE))
        else:
            out.append(replace(block, text=without_marks(block.text) if left else _without_end(block.text)))
            left = max(0, left - 1)
    return out
