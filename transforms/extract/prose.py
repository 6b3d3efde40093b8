"""A page without rules: its body by the density of prose, else by the general extractor; title and lead around it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import fold
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, is_foot
from transforms.extract.blocks import Found
from transforms.extract.draft import Draft
from transforms.extract.general import asides, by_trafilatura, densest, marked_body, prose_of
from transforms.extract.leads import add_lead, mark_head, trim_head
from transforms.extract.measure import size
from transforms.extract.names import is_letterhead
from transforms.extract.several import without_repeats
from transforms.extract.spread import with_siblings
from transforms.extract.structured import Structured
from transforms.extract.titles import find_title

_FIRST = 3
_HEAD_BLOCKS = 10
_SENTENCE_WORDS = 12
_LONG_WORDS = 30
_ENOUGH = 0.5


def draft_by_prose(
    tree: LexborHTMLParser,
    told: Structured,
    around: list[Found],
    language: str,
    *,
    main: LexborNode | None = None,
) -> Draft:
    """Body by the density of prose, or in `main`; title and lead by the page's own statements and by where they stand."""
    parts = [main] if main else _parts(around, language)
    found = [each for part in parts for each in marked_body(part, language)]
    found = without_repeats(_without_beside(found, around))
    draft = Draft(found=found, main=parts[0] if parts else None, around=around)
    draft.evidence["body"] = "densest prose" if len(parts) < 2 else f"densest prose, {len(parts)} parts"
    return with_head(draft, tree, told, language)


def _parts(blocks: Sequence[Found], language: str) -> list[LexborNode]:
    prose = prose_of(blocks, language)
    main = densest(prose)
    return with_siblings(main, prose) if main else []


def _without_beside(found: Sequence[Found], around: Sequence[Found]) -> list[Found]:
    """A body's blocks; what is known of the page to be its imprint or another article is furniture."""
    beside = {(each.node.mem_id, each.text) for each in around if each.kind == BlockKind.FURNITURE}
    return [
        replace(each, kind=BlockKind.FURNITURE) if (each.node.mem_id, each.text) in beside else each
        for each in found
    ]


def with_head(draft: Draft, tree: LexborHTMLParser, told: Structured, language: str) -> Draft:
    """`draft` with the title and the lead that belong to its body."""
    draft.title, draft.evidence["title"] = find_title(tree, told, draft.above(), _opening(draft.found))
    draft.found = _with_whole_title(draft)
    trim_head(draft, told)
    mark_head(draft)
    if not draft.lead and draft.body:
        add_lead(draft, told, language)
    return draft


def _opening(found: Sequence[Found]) -> Sequence[Found]:
    """The first blocks of a body, with furniture, among which its title may stand: those before its first sentence.

    They are a few at least; a document's letterhead is none of them, nor what stands under it.
    """
    head = found[:_HEAD_BLOCKS]
    before = next((at for at, each in enumerate(head) if _is_prose(each)), len(head))
    return list(takewhile(lambda each: not is_letterhead(each.text), head[: max(before, _FIRST)]))


def _is_prose(found: Found) -> bool:
    if found.kind == BlockKind.FURNITURE:
        return False
    return found.size >= _LONG_WORDS or (
        found.size >= _SENTENCE_WORDS and found.text.endswith((".", ";", ":", "…"))
    )


def _with_whole_title(draft: Draft) -> list[Found]:
    """The body's blocks; a title that stands on two lines is one."""
    head = draft.found[:_HEAD_BLOCKS]
    for at, (line, below) in enumerate(pairwise(head)):
        if draft.title == f"{line.text} {below.text}":
            return [*draft.found[:at], replace(line, text=draft.title), *draft.found[at + 2 :]]
    return draft.found


def draft_by_trafilatura(
    tree: LexborHTMLParser, told: Structured, around: list[Found], language: str, *, least: int
) -> Draft | None:
    """What the general extractor takes for the body, as blocks of the page; None where it has none, or pieces of blocks."""
    lines = by_trafilatura(tree.html, language, least=least) if tree.html and tree.body else []
    if not lines or tree.body is None:
        return None
    blocks = {fold(each.text): each for each in reversed(around)}
    body = tree.body
    found = [blocks.get(fold(line)) or Found(BlockKind.PARAGRAPH, line, body) for line in lines]
    found = _without_asides([each for each in found if each.kind != BlockKind.FURNITURE], around, language)
    whole = sum(each.size for each in found if each.node.mem_id != body.mem_id)
    if not found or whole < _ENOUGH * sum(each.size for each in found):
        return None
    draft = Draft(found=found, main=body, around=around)
    draft.evidence["body"] = "trafilatura"
    return with_head(draft, tree, told, language)


def _without_asides(found: Sequence[Found], around: Sequence[Found], language: str) -> list[Found]:
    """The blocks that are in no foot of the page, and in nothing beside an article unless most of them are."""
    own = [each for each in found if not any(is_foot(node) for node in ancestors(each.node))]
    beside = asides(prose_of(around, language))
    kept = [each for each in own if not any(node.mem_id in beside for node in ancestors(each.node))]
    return kept if sum(each.size for each in kept) >= _ENOUGH * sum(each.size for each in own) else own


def covers(draft: Draft, language: str) -> tuple[int, int]:
    """Words of the draft, and of the prose on its page that is not in something named as beside an article."""
    own = (found for found, letters in prose_of(draft.around, language) if letters > 0)
    page = sum(found.size for found in own if not any(is_aside(node) for node in ancestors(found.node)))
    return words_of(draft), page


def words_of(draft: Draft) -> int:
    """Words in the lead and the body."""
    return size(draft.lead) + sum(each.size for each in draft.body)


def is_thin(draft: Draft, language: str) -> bool:
    """Whether the body is less than half of the page's prose, so that another way may find more."""
    body, page = covers(draft, language)
    return body < _ENOUGH * page


def misses_most(draft: Draft, other: Draft) -> bool:
    """Whether less than half of what another way found is in the draft."""
    ours = {fold(each.text) for each in draft.body} | {fold(draft.lead)}
    theirs = [(each.size, fold(each.text)) for each in other.body]
    both = sum(words for words, text in theirs if text in ours)
    return both < _ENOUGH * sum(words for words, _ in theirs)
