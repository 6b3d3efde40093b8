"""Entries of a list of articles or documents: items side by side, each with a few words and a link to the rest of it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median

from selectolax.lexbor import LexborNode

from crawlers.words import clean
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, label_of
from transforms.extract.blocks import Found, is_link

_LEAST = 4
_MOST = 300
_REACH = 10
_LONGEST_RUN = 90
_UNEVEN = 2
_SLACK = 12
_NEARLY_ALL = 0.8
_COVERED = 0.7
_TITLE_WORDS = 4
_LINKED = 0.75
_MORE = re.compile(
    r"\W*(?:(?:xem|đọc|tải)(?: (?:thêm|tiếp|chi tiết|nội dung|toàn văn|văn bản|file|tệp|về|xuống|bài|tin))*|chi tiết|tiếp tục(?: đọc)?|nội dung|"
    r"toàn văn|tệp đính kèm|file đính kèm|đính kèm|download|(?:read|see|view|learn) (?:more|on|details?)|more|continue(?: reading)?|details?)\W*",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|rar|odt|pptx?)(?:$|[?#])", re.IGNORECASE)
_GOES = re.compile(r"location|window\.open|href|navigate|chi-?tiet|detail|__doPostBack", re.IGNORECASE)


def is_more(text: str) -> bool:
    """Whether the words of a link call only to read on or to fetch a file: `Chi tiết`, `Xem tiếp »`, `Tải về`."""
    return bool(_MORE.fullmatch(text))


def are_entries(body: Sequence[Found], around: Sequence[Found]) -> bool:
    """Whether most of a body is items side by side that each lead elsewhere, alike in length and none of them long.

    Args:
        body: its blocks.
        around: every block of the page: what leads elsewhere may be no part of the body.
    """
    if not body:
        return False
    held = _held(around)
    grouped = any(_is_covered(body, group) for group in _groups(body, held))
    return grouped or any(_lists_files(each) for each in body if _is_most(each, body))


def _held(around: Sequence[Found]) -> dict[int, list[Found]]:
    """The blocks in each element."""
    held: dict[int, list[Found]] = defaultdict(list)
    for each in around:
        for node in ancestors(each.node, _REACH):
            held[node.mem_id].append(each)
    return held


def _groups(body: Sequence[Found], held: dict[int, list[Found]]) -> Iterator[list[LexborNode]]:
    """Elements of one tag and name side by side, around the body's middle block: those that are entries."""
    for box in ancestors(body[len(body) // 2].node, _REACH):
        alike: dict[tuple[str, str], list[LexborNode]] = defaultdict(list)
        for child in islice((each for each in box.iter() if held.get(each.mem_id)), _MOST):
            alike[child.tag or "", next(iter(label_of(child).split()), "")].append(child)
        yield from (
            group for group in alike.values() if len(group) >= _LEAST and _lead_elsewhere(group, held)
        )


def _lead_elsewhere(group: Sequence[LexborNode], held: dict[int, list[Found]]) -> bool:
    targets = [target for node in group if (target := _target(node, held[node.mem_id]))]
    return len(targets) >= max(_LEAST, _NEARLY_ALL * len(group)) and len(set(targets)) >= _NEARLY_ALL * len(
        targets
    )


def _target(node: LexborNode, blocks: Sequence[Found]) -> str:
    """Where an item leads: by a title that is a link, by a link that only calls to read on, or by what a press does."""
    titled = any(is_title(each) for each in blocks)
    for link in filter(is_link, node.css("a[href]")):
        target = link.attributes.get("href") or ""
        if titled or is_more(clean(link.text(separator=" "))) or _FILE.search(target):
            return target
    pressed = (each.attributes.get("onclick") or "" for each in (node, *node.css("[onclick]")))
    return next((press for press in pressed if _GOES.search(press)), "")


def is_title(found: Found) -> bool:
    """Whether a line is the title of another page: some words, nearly all of them a link."""
    return found.linked > _LINKED and found.size >= _TITLE_WORDS and found.kind != BlockKind.CAPTION


def _is_covered(body: Sequence[Found], group: Sequence[LexborNode]) -> bool:
    """Whether the items hold most of the body's words, each about as many as the others."""
    items = {node.mem_id: at for at, node in enumerate(group)}
    runs = [0] * len(group)
    inside = 0
    for each in body:
        at = next((items[node.mem_id] for node in ancestors(each.node, _REACH) if node.mem_id in items), None)
        if at is not None:
            inside += each.size
            runs[at] += 0 if is_title(each) else each.size
    return inside >= _COVERED * sum(each.size for each in body) and are_even(runs)


def are_even(runs: Sequence[int]) -> bool:
    """Whether runs of words are those of teasers: none long, none far longer than the others."""
    told = [run for run in runs if run]
    return not told or max(told) <= min(_LONGEST_RUN, _UNEVEN * median(told) + _SLACK)


def _is_most(found: Found, body: Sequence[Found]) -> bool:
    return found.kind == BlockKind.TABLE and found.size >= _COVERED * sum(each.size for each in body)


def _lists_files(table: Found) -> bool:
    """Whether nearly every row of a table has a link to a page or a file of its own."""
    rows = [row for row in table.node.css("tr")[:_MOST] if row.css_first("td")]
    leading = [row for row in rows if any(is_link(link) for link in row.css("a[href]"))]
    return len(leading) >= max(_LEAST, _NEARLY_ALL * (len(rows) - 1))
