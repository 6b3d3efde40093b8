"""Where on a page a legal document stands: the smallest element with its letterhead and a text under it."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from transforms.extract.beside import ancestors
from transforms.extract.blocks import Found
from transforms.extract.draft import Draft
from transforms.extract.general import prose_of

_NATION = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|VIỆT NAM DÂN CHỦ CỘNG H(?:ÒA|OÀ)")
_LEAST_LETTERS = 100
_STEPS = 12
_LONGEST = 120
_ARTICLE = re.compile(r"^\W*Điều\s+\d+", re.IGNORECASE)
_HALF = 0.5
_MOST = 4


def letterhead_parts(around: Sequence[Found], language: str) -> list[LexborNode]:
    """The elements around a page's letterheads, the smallest first, each with more text than the one before; a few at most.

    None where no line names the nation in capitals.
    """
    heads = [each for each in around if len(each.text) <= _LONGEST and _NATION.search(each.text)]
    if not heads:
        return []
    letters: dict[int, float] = {}
    for found, weight in prose_of(around, language):
        for node in ancestors(found.node, _STEPS):
            letters[node.mem_id] = letters.get(node.mem_id, 0.0) + weight
    parts: dict[float, LexborNode] = {}
    for head in heads[:_MOST]:
        for node in ancestors(head.node, _STEPS):
            if letters.get(node.mem_id, 0.0) >= _LEAST_LETTERS:
                parts.setdefault(letters[node.mem_id], node)
    return list(parts.values())[:_MOST]


def holds_the_document(part: Draft, whole: Draft) -> bool:
    """Whether a part of a body has all of the document in it: every article, or most words where there are none."""
    articles = _articles(whole)
    if articles:
        return _articles(part) >= articles
    words = [sum(each.size for each in draft.body) for draft in (part, whole)]
    return words[0] >= _HALF * words[1]


def _articles(draft: Draft) -> int:
    return sum(bool(_ARTICLE.match(each.text)) for each in draft.body)
