"""The article on a page that no source rule describes: where its body is, and what around it is not part of it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import trafilatura
from selectolax.lexbor import LexborNode

from crawlers.words import clean
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, is_foot, is_lead
from transforms.extract.blocks import Found, read_blocks
from transforms.extract.bylines import is_byline, mark_bylines
from transforms.extract.foreign import silence_foreign
from transforms.extract.marking import body_marks, mark_lines
from transforms.extract.measure import GOOD_WORDS, in_language, size

__all__ = [
    "asides",
    "body_blocks",
    "body_marks",
    "by_trafilatura",
    "densest",
    "find_main",
    "is_byline",
    "is_lead",
    "mark_bylines",
    "marked_body",
    "prose_of",
]

_FADE = 0.8
_SENTENCE_WORDS = 12
_OFTEN = 0.5
_LINKED = 0.9
_SERVICE = re.compile(
    r"\W*(?:đăng ký|nộp|gửi|tra cứu|khai báo|đặt lịch|truy cập|thanh toán|góp ý)\b.{0,120}\b(?:tại|qua|trên|ở|vào)\s+.{0,30}"
    r"(?:cổng|website|trang|ứng dụng|phần mềm|hệ thống|địa chỉ|đường dẫn|đường dây|tổng đài|vneid|zalo)\b",
    re.IGNORECASE,
)


def find_main(page_blocks: Sequence[Found], language: str) -> LexborNode | None:
    """The element that holds the article's body: the one that gathers most prose of the right language.

    Each paragraph counts for its parent, and for a fifth less at each step up; links, foreign text and what is
    marked as beside the article count nothing. None: there is no prose.
    """
    return densest(prose_of(page_blocks, language))


def densest(prose: Sequence[tuple[Found, float]]) -> LexborNode | None:
    """The element that gathers most of the prose that `prose_of` gives; None where there is none."""
    beside = asides(prose)
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for found, letters in prose:
        if any(node.mem_id in beside for node in ancestors(found.node)):
            continue
        for steps, node in enumerate(_holders(found.node)):
            scores[node.mem_id] = scores.get(node.mem_id, 0.0) + letters * _FADE**steps
            nodes[node.mem_id] = node
    best = max(scores, key=lambda key: scores[key], default=None)
    return nodes[best] if best is not None and scores[best] > 0 else None


def prose_of(blocks: Sequence[Found], language: str) -> list[tuple[Found, float]]:
    """The blocks that are prose, each with its weight in letters: what is foreign weighs against the element it is in."""
    repeated = repeated_texts(blocks)
    weighed = [(found, _prose(found, language)) for found in blocks if found.text not in repeated]
    return [(found, letters) for found, letters in weighed if letters]


def repeated_texts(blocks: Sequence[Found]) -> set[str]:
    """Sentences that stand three times and more on a page: notices of the site, no one's prose.

    Where most sentences do, it is the article that stands there so often.
    """
    counts = Counter(found.text for found in blocks if found.size >= _SENTENCE_WORDS)
    often = {text for text, count in counts.items() if count > 2}
    return often if len(often) <= _OFTEN * len(counts) else set()


def _prose(found: Found, language: str) -> float:
    """Letters of prose: in the right language for the element that holds it, in another against it; 0 for all else."""
    if found.kind in {BlockKind.CAPTION, BlockKind.TABLE, BlockKind.FURNITURE} or found.linked > 0.5:
        return 0.0
    if found.size < GOOD_WORDS:
        return 0.0
    letters = len(found.text) * (1 - found.linked)
    return letters if found.speaks(language) else -letters


def asides(prose: Sequence[tuple[Found, float]]) -> set[int]:
    """Elements named like parts beside an article, unless half of all the prose is in them; a footer always."""
    held: dict[int, float] = {}
    feet: set[int] = set()
    for found, letters in prose:
        for node in ancestors(found.node):
            if letters > 0 and is_aside(node):
                if is_foot(node):
                    feet.add(node.mem_id)
                held[node.mem_id] = held.get(node.mem_id, 0.0) + letters
    half = sum(letters for _, letters in prose if letters > 0) / 2
    return {key for key, letters in held.items() if letters < half or key in feet}


def _holders(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that hold a block's element: its parent first; a `div` with bare text holds itself."""
    start = node if node.tag in {"div", "section", "article", "main", "td", "body", "center"} else node.parent
    yield from (each for each in ancestors(start) if each.tag not in {"tr", "tbody", "html"})


def body_blocks(main: LexborNode, language: str) -> list[Found]:
    """The blocks of the body, without parts beside it, foreign paragraphs and invitations to read on."""
    return [each for each in marked_body(main, language) if each.kind != BlockKind.FURNITURE]


def marked_body(main: LexborNode, language: str) -> list[Found]:
    """All blocks in the body's element; parts beside it, foreign paragraphs and invitations to read on are furniture."""
    found = mark_lines(_with_services(read_blocks(main, body_marks(main))))
    return mark_bylines(silence_foreign(found, language))


def _with_services(found: Sequence[Found]) -> list[Found]:
    """A body's blocks; a line that says what to do and where is a sentence, though all of it is a link."""
    linked = [each.linked > _LINKED for each in found]
    return [
        replace(each, linked=0.0)
        if linked[at]
        and not any(linked[max(at - 1, 0) : at] + linked[at + 1 : at + 2])
        and _SERVICE.match(each.text)
        else each
        for at, each in enumerate(found)
    ]


def by_trafilatura(html: str, language: str, *, least: int) -> list[str]:
    """The paragraphs that the general extractor finds; the last resort.

    Empty where fewer than `least` words of it, or less than half, are prose in the right language: a list of names.
    """
    text = trafilatura.extract(
        html, fast=True, include_comments=False, include_tables=False, deduplicate=False
    )
    lines = [line for line in map(clean, (text or "").splitlines()) if line and in_language(line, language)]
    counts = [size(line) for line in lines]
    prose = sum(count for count in counts if count >= GOOD_WORDS)
    return lines if prose >= max(least, sum(counts) / 2) else []
