"""A page without rules: its body by the density of prose, else by the general extractor; title and lead around it."""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import clean, fold
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, label_of
from transforms.extract.blocks import Found, read_blocks
from transforms.extract.draft import Draft
from transforms.extract.general import by_trafilatura, densest, marked_body, prose_of
from transforms.extract.leads import add_lead, mark_head, trim_head
from transforms.extract.lists import is_list
from transforms.extract.measure import size
from transforms.extract.sitewide import without_boilerplate
from transforms.extract.spread import with_siblings
from transforms.extract.structured import Structured
from transforms.extract.titles import find_title

_FIRST = 3
_ENOUGH = 0.5
_MANY = 3
_OVER = 5
_SHORT_BODY = 200
_MOST_COUSINS = 200


def draft_by_prose(
    tree: LexborHTMLParser,
    told: Structured,
    around: list[Found],
    language: str,
    boilerplate: frozenset[str],
    *,
    main: LexborNode | None = None,
) -> Draft:
    """Body by the density of prose, or in `main`; title and lead by the page's own statements and by where they stand."""
    known = without_boilerplate(around, boilerplate)
    parts = [main] if main else _parts(known, language)
    found = [each for part in parts for each in marked_body(part, language)]
    draft = Draft(found=found, main=parts[0] if parts else None, around=around)
    draft.evidence["body"] = "densest prose" if len(parts) < 2 else f"densest prose, {len(parts)} parts"
    return with_head(draft, tree, told, language)


def _parts(blocks: Sequence[Found], language: str) -> list[LexborNode]:
    prose = prose_of(blocks, language)
    main = densest(prose)
    return with_siblings(main, prose) if main else []


def with_head(draft: Draft, tree: LexborHTMLParser, told: Structured, language: str) -> Draft:
    """`draft` with the title and the lead that belong to its body."""
    draft.title, draft.evidence["title"] = find_title(tree, told, draft.above(), draft.body[:_FIRST])
    trim_head(draft, told)
    mark_head(draft)
    if not draft.lead and draft.body:
        add_lead(draft, told, language)
    return draft


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
    whole = sum(each.size for each in found if each.node.mem_id != body.mem_id)
    if whole < _ENOUGH * sum(each.size for each in found):
        return None
    draft = Draft(found=found, main=body, around=around)
    draft.evidence["body"] = "trafilatura"
    return with_head(draft, tree, told, language)


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


def is_list_page(draft: Draft, told: Structured) -> bool:
    """Whether the body is a list of articles, or an entry of a short one on a page that does not call itself an article."""
    stretch = draft.stretch() or draft.around
    if is_list(stretch):
        return True
    if told.is_article:
        return False
    if is_list([*draft.above()[-1:], *stretch], least=_MANY):
        return True
    return _is_under_links(draft, stretch) or _is_short_entry(draft)


def _is_short_entry(draft: Draft) -> bool:
    return draft.main is not None and words_of(draft) < _SHORT_BODY and _is_entry(draft.main)


def _is_under_links(draft: Draft, stretch: Sequence[Found]) -> bool:
    """Whether a short body begins under a heading that leads to another page: it sums up that page."""
    title = fold(draft.title)
    over = [*draft.above()[-_OVER:], *stretch[:1]]
    return words_of(draft) < _SHORT_BODY and any(_leads_on(each, title) for each in over)


def _leads_on(found: Found, title: str) -> bool:
    linked = found.kind == BlockKind.HEADING and found.linked > 0.9
    return linked and found.size > _FIRST and fold(found.text) != title


def _is_entry(main: LexborNode) -> bool:
    """Whether at least three elements named alike hold text, among titles that are links to other pages."""
    around = _around_alike(main)
    return around is not None and is_list(read_blocks(around))


def _around_alike(main: LexborNode) -> LexborNode | None:
    """The nearest element around `main` that holds three like it; None where it has no name or there are none."""
    if not label_of(main).strip():
        return None
    for node in ancestors(main.parent):
        named = [
            each for each in node.css(main.tag or "div")[:_MOST_COUSINS] if label_of(each) == label_of(main)
        ]
        if node.tag != "html" and sum(bool(clean(each.text())) for each in named) >= _MANY:
            return node
    return None
