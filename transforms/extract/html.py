"""An HTML page to an Article: the source's rules, the page's own statements, then the general ways."""

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawlers.dates import VIETNAM
from crawlers.source import Source
from crawlers.words import clean, fold
from transforms.article import Article, Block, BlockKind, Doubt, Kind, LegalIdentity
from transforms.extract.announced import announced
from transforms.extract.apologies import has_empty_place
from transforms.extract.blocks import Found, read_blocks
from transforms.extract.checks import (
    LEAST_WORDS,
    LEAST_WORDS_BY_RULE,
    LEAST_WORDS_UNDER_TITLE,
    is_front,
    not_article,
    not_html,
)
from transforms.extract.decode import decode
from transforms.extract.draft import Draft
from transforms.extract.embedded import draft_by_data
from transforms.extract.foreign import Language, foreign_doubts, is_foreign, page_language, silence_foreign
from transforms.extract.imprint import is_address, without_imprint
from transforms.extract.leads import mark_head
from transforms.extract.letterhead_part import holds_the_document, letterhead_parts
from transforms.extract.lists import LIST, is_dated, is_list_page
from transforms.extract.marks import strip_marks, without_marks
from transforms.extract.measure import size
from transforms.extract.names import is_body, is_site, is_template
from transforms.extract.page import Page, changed, refuse
from transforms.extract.posted import add_posted
from transforms.extract.prose import (
    covers,
    draft_by_prose,
    draft_by_trafilatura,
    is_thin,
    misses_most,
    words_of,
)
from transforms.extract.several import without_others
from transforms.extract.site import Ruled, apply_layout
from transforms.extract.spans import with_spans
from transforms.extract.structured import Structured, read_structured
from transforms.extract.times import add_times
from transforms.extract.under_title import UNDER_TITLE, find_table_beside, find_under_title
from transforms.law.claims import Where, address_doubts, title_doubts
from transforms.law.identity import identity_doubts, law_identity
from transforms.law.text import LawText, read_law

_NOT_A_PAGE = "look at the archived bytes; if the item moved, withdraw it or correct the source's discovery"
_THIN_SHARE = 0.1
_THIN_PAGE = 300
_SAME_TITLE = 0.6


@dataclass(slots=True)
class _Reading:
    """A draft, read as what it may be, and why it is no article (empty where it may be one)."""

    draft: Draft
    blocks: list[Block]
    law: LawText | None
    fault: str


@dataclass(frozen=True, slots=True)
class _Given:
    """A page, and what is known of it before it is read."""

    page: Page
    source: Source | None
    tree: LexborHTMLParser
    told: Structured
    around: list[Found]
    language: Language
    charset: str


def extract_html(
    page: Page,
    source: Source | None,
    *,
    site_rules: bool,
    version: str,
    language: str = "",
) -> Article:
    """The article on an HTML page.

    Args:
        page: the capture.
        source: whose page it is, None for a site without a definition.
        site_rules: whether the source's selectors are used.
        version: of the extractor.
        language: that of a page without a source (BCP 47); empty where it is the page that tells.

    Raises:
        BadDocument: the page is none, or holds no article in the language.
        LayoutChanged: the source's rules find no title or no body on a page that has one.
    """
    if why := not_html(page.body):
        raise refuse(page, source, why, "fetch it again; if it stays so, the host serves something else here")
    text, charset = decode(page.body, page.content_type)
    tree = LexborHTMLParser(text)
    told = read_structured(tree, page.url)
    around = without_others(tree, told, without_imprint(read_blocks(tree.body))) if tree.body else []
    expected = _expected(source, language) or page_language(tree, around)
    given = _Given(page, source, tree, told, around, expected, charset)
    reading = _by_rules(given, source) if source and site_rules else _by_general(given)
    if reading.fault:
        raise refuse(page, source, reading.fault, _NOT_A_PAGE)
    return _article(given, reading, version)


def _expected(source: Source | None, language: str) -> Language | None:
    if source:
        return Language(source.language, "source")
    return Language(language, "option") if language else None


def _by_rules(given: _Given, source: Source) -> _Reading:
    """What the layout valid on the day of capture finds."""
    layout = source.layout_on(given.page.captured_at.date())
    ruled = apply_layout(given.tree, layout)
    if not ruled.title or not ruled.has_text:
        raise _nothing(given, source, ruled)
    found = silence_foreign(ruled.body, given.language.code)
    draft = Draft(ruled.title, ruled.lead, found, around=given.around, ruled=True)
    draft.published_as = ruled.published_as
    draft.evidence.update(title="layout.title", body="layout.body")
    if ruled.lead:
        draft.evidence["lead"] = "layout.lead"
    mark_head(draft, lead=False)
    return _read(given, draft)


def _nothing(given: _Given, source: Source, ruled: Ruled) -> Exception:
    """The error for a page on which rules find nothing: it is no article (the host's fault), or its layout is new."""
    reading = _by_general(given)
    if reading.fault:
        return refuse(given.page, source, reading.fault, _NOT_A_PAGE)
    missing = " and ".join(
        name for name, value in (("title", ruled.title), ("body", ruled.has_text)) if not value
    )
    return changed(
        given.page,
        source,
        f"the layout's {missing} finds nothing, but the page has an article of {words_of(reading.draft)} words",
        f"add the new layout to sources/{source.id}/source.yaml and set `until` on the old one",
    )


def _by_general(given: _Given) -> _Reading:
    """By the density of prose; by the general extractor where that finds nothing healthy, or most of the page not."""
    code = given.language.code
    first = _read(given, draft_by_prose(given.tree, given.told, given.around, code))
    if law := _by_letterhead(given, first):
        return law
    if not first.law and (placed := _under_title(given, first)):
        return placed
    if first.law or not (first.fault or is_thin(first.draft, code)):
        return first
    draft = draft_by_trafilatura(given.tree, given.told, given.around, code, least=LEAST_WORDS)
    if draft and _is_better(draft, first):
        second = _read(given, draft)
        if not second.fault:
            return second
    if not first.fault:
        first.fault = _too_thin(first.draft, code)
    return _by_data(given, first) or first


def _by_data(given: _Given, first: _Reading) -> _Reading | None:
    """The article in the data of a page that says nothing itself; None where it says something, or that is not healthy."""
    if not first.fault or covers(first.draft, given.language.code)[1] >= LEAST_WORDS:
        return None
    draft = draft_by_data(given.tree, given.told, given.language.code)
    reading = _read(given, draft) if draft else None
    return None if reading is None or reading.fault else reading


def _under_title(given: _Given, first: _Reading) -> _Reading | None:
    """What stands under the title of a page without prose, or with a little beside it; None where that is nothing healthy."""
    code = given.language.code
    if first.fault and first.fault != LIST:
        main = find_under_title(given.tree, given.told, given.around, code)
    else:
        main = None if first.fault else find_table_beside(given.tree, given.told, first.draft)
    if main is None:
        return None
    draft = draft_by_prose(given.tree, given.told, given.around, code, main=main)
    draft.evidence["body"] = UNDER_TITLE
    reading = _read(given, draft)
    return None if reading.fault else reading


def _is_better(draft: Draft, first: _Reading) -> bool:
    """Whether the general extractor's draft is worth reading: it found what prose missed; no other scraps of a list."""
    if first.fault == LIST and words_of(draft) < words_of(first.draft):
        return False
    return bool(first.fault and first.fault != LIST) or misses_most(first.draft, draft)


def _too_thin(draft: Draft, language: str) -> str:
    body, page = covers(draft, language)
    if page < _THIN_PAGE or body >= _THIN_SHARE * page:
        return ""
    return f"the body found has {body} words, and the page {page} words of prose"


def _by_letterhead(given: _Given, first: _Reading) -> _Reading | None:
    """A legal document in the smallest element with its letterhead and its text, where prose chose another element."""
    if not _may_be_law(given.source):
        return None
    code, chosen = given.language.code, first.draft.main.mem_id if first.draft.main else None
    for main in letterhead_parts(given.around, code):
        if main.mem_id == chosen:
            return None
        draft = draft_by_prose(given.tree, given.told, given.around, code, main=main)
        reading = _read(given, draft)
        if reading.law and not reading.fault and _is_the_document(given, first, reading, reading.law):
            return reading
    return None


def _is_the_document(given: _Given, first: _Reading, reading: _Reading, law: LawText) -> bool:
    """Whether a document in a part of the page is what the page is there for."""
    if first.law:
        return holds_the_document(reading.draft, first.draft)
    return _is_about_law(given, first, law)


def _is_about_law(given: _Given, first: _Reading, law: LawText) -> bool:
    """Whether the page is the document's: its title says so, or the document is most of what prose chose."""
    head = given.tree.css_first("title")
    named = [fold(each) for each in (head.text() if head else "", given.told.title, first.draft.title)]
    if law.head.type and any(f"{each} ".startswith(f"{fold(law.head.type)} ") for each in named):
        return True
    title = set(fold(law.head.title).split())
    if title and len(title & set(" ".join(named).split())) >= _SAME_TITLE * len(title):
        return True
    return sum(size(block.text) for block in law.blocks) >= words_of(first.draft) / 2


def _may_be_law(source: Source | None) -> bool:
    return source is None or source.kind == "legal"


def _read(given: _Given, draft: Draft) -> _Reading:
    """The draft with its times, read as a legal document where it is one, and checked."""
    add_times(draft, given.told, given.page.captured_at)
    draft.doubts += foreign_doubts(draft.found, given.language.code)
    may_be_law = _may_be_law(given.source) and not draft.ruled
    law = _law(given, draft) if may_be_law else None
    blocks = strip_marks(law.blocks if law else [each.block for each in draft.found])
    return _Reading(draft, blocks, law, _fault(given, draft, blocks, law))


def _law(given: _Given, draft: Draft) -> LawText | None:
    """The legal document that the draft is, if it is one; of several, the one that the page announces, in doubt."""
    blocks: Sequence[Block] = [each.block for each in draft.body]
    law = read_law(blocks)
    if law is None:
        return None
    head = given.tree.css_first("title")
    own, doubts = announced(blocks, [head.text() if head else "", given.told.title, draft.title])
    draft.doubts += doubts
    return read_law([each for each in own if each.kind != BlockKind.FURNITURE]) if doubts else law


def _fault(given: _Given, draft: Draft, blocks: Sequence[Block], law: LawText | None) -> str:
    """Why the draft is no article; empty where it may be one."""
    if law is None and is_foreign(draft.found, draft.around, given.language.code):
        return f"the text is not in the language {given.language.code!r}"
    placed = draft.evidence["body"] == UNDER_TITLE
    texts = [
        draft.lead,
        *(each.text for each in blocks if each.spoken or (placed and each.kind == BlockKind.TABLE)),
    ]
    chosen = draft.ruled or law is not None
    vouched = chosen or given.told.is_article or bool(given.told.published) or is_dated(draft, given.told)
    why = not_article(
        given.tree,
        law.head.title if law else draft.title,
        texts,
        language=given.language.code,
        least=_least(draft),
        front=not (chosen or given.told.is_article) and is_front(given.page.url),
        vouched=vouched,
    )
    if why:
        return why
    if not vouched and _names_nothing(draft) and has_empty_place(given.tree):
        return "the page's place for an article is empty"
    if not chosen and is_address([each for each in draft.body if each.block.spoken]):
        return "what was found is the address of who runs the site"
    return LIST if not chosen and is_list_page(draft, given.told) else ""


def _names_nothing(draft: Draft) -> bool:
    """Whether the page itself states no title: it was taken from over the text, or is that of the site."""
    rule, title = draft.evidence["title"], draft.title
    if rule == "title element":
        return is_template(title) or is_site(title) or is_body(title)
    return rule != "h1" and not rule.startswith(("meta", "JSON-LD", "microdata"))


def _least(draft: Draft) -> int:
    """Words that an article must have: few where rules chose it, or title and time stand over it as over a notice."""
    heading = any(clean(each.text) == draft.title for each in draft.above())
    noticed = (
        heading and draft.published and size(draft.title) > 2 and draft.evidence["body"] != "trafilatura"
    )
    if draft.ruled or noticed:
        return LEAST_WORDS_BY_RULE
    return LEAST_WORDS_UNDER_TITLE if heading and draft.evidence["body"] == UNDER_TITLE else LEAST_WORDS


def _article(given: _Given, reading: _Reading, version: str) -> Article:
    page, source, draft, law = given.page, given.source, reading.draft, reading.law
    legal = law_identity(law) if law else None
    if law:
        add_posted(draft, given.told, page.captured_at, legal)
    evidence = _evidence(given, reading)
    return Article(
        source=source.id if source else page.host,
        url=given.told.canonical if not source else page.url,
        kind=Kind(source.kind) if source else Kind.LEGAL if law else Kind.NEWS,
        title=law.head.title if law else draft.title,
        lead="" if law else without_marks(draft.lead),
        blocks=with_spans(reading.blocks, page.body, given.charset, page.sha256),
        language=given.language.code,
        credit=source.credit if source else given.told.site or page.host,
        published_at=draft.published,
        updated_at=draft.updated,
        legal=legal,
        doubts=tuple(_doubts(given, draft, law, legal) if law else draft.doubts),
        evidence=evidence,
        extractor=version,
    )


def _doubts(given: _Given, draft: Draft, law: LawText, legal: LegalIdentity | None) -> list[Doubt]:
    """The doubts about a legal document: its own days, and what title and address of its page say that it is."""
    doubts = list(draft.doubts)
    captured_on = given.page.captured_at.astimezone(VIETNAM).date()
    doubts += identity_doubts(law, legal, captured_on=captured_on)
    if legal:
        head = given.tree.css_first("title")
        titles = [draft.title, given.told.title, head.text() if head else ""]
        doubts += title_doubts(filter(None, titles), legal, Where.PAGE)[:1]
        doubts += address_doubts(given.page.url, legal)
    return doubts


def _evidence(given: _Given, reading: _Reading) -> dict[str, str]:
    """The rule that gave each field."""
    source, told = given.source, given.told
    evidence = dict(reading.draft.evidence)
    evidence["language"] = given.language.rule
    evidence["credit"] = "source" if source else told.evidence.get("site", "host")
    evidence["kind"] = "source" if source else "letterhead" if reading.law else "default"
    evidence["url"] = "canonical" if not source and told.canonical != given.page.url else "capture"
    if reading.law:
        evidence.update(title="letterhead", legal="letterhead")
        evidence.pop("lead", None)
    return evidence
