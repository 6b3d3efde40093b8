"""An HTML page to an Article: the source's rules, the page's own statements, then the general way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.source import Source
from transforms.article import Article, Attachment, Block, BlockKind, Kind, LegalIdentity
from transforms.dates import parse_moment
from transforms.extract.blocks import Found, read_blocks
from transforms.extract.checks import LEAST_WORDS, LEAST_WORDS_BY_RULE, not_article, not_html
from transforms.extract.decode import decode
from transforms.extract.general import body_blocks, by_trafilatura, find_main, is_byline
from transforms.extract.lawtext import LawText, read_law
from transforms.extract.marks import strip_marks, without_marks
from transforms.extract.page import Page, changed, refuse
from transforms.extract.site import Ruled, apply_layout
from transforms.extract.spans import with_spans
from transforms.extract.structured import Structured, read_structured
from transforms.words import clean, fold, words

_SEPARATOR = re.compile(r"\s+[|–—\-»]\s+")
_NEAR_TITLE = 15
_LEAD_WORDS = 6
_NOT_A_PAGE = "look at the archived bytes; if the item moved, withdraw it or correct the source's discovery"


@dataclass(slots=True)
class Draft:
    """The fields as far as they are known, and the rule that gave each."""

    title: str = ""
    lead: str = ""
    found: list[Found] = field(default_factory=list)
    main: LexborNode | None = None
    published: datetime | None = None
    updated: datetime | None = None
    ruled: bool = False
    evidence: dict[str, str] = field(default_factory=dict)


def extract_html(page: Page, source: Source | None, *, site_rules: bool, version: str) -> Article:
    """The article on an HTML page.

    Raises:
        BadDocument: the page is none, or holds no article in the source's language.
        LayoutChanged: the source's rules find no title or no body on a page that has one.
    """
    if why := not_html(page.body):
        raise refuse(page, source, why, "fetch it again; if it stays so, the host serves something else here")
    text, charset = decode(page.body, page.content_type)
    tree = LexborHTMLParser(text)
    language = source.language if source else "vi"
    told = read_structured(tree, page.url)
    draft = _by_rules(page, source, tree) if source and site_rules else None
    draft = draft or _by_prose(tree, told, language)
    _add_times(draft, told, tree)
    blocks = strip_marks([Block(each.kind, each.text) for each in draft.found])
    law = read_law(blocks) if _may_be_law(source) and not draft.ruled else None
    _check(page, source, tree, draft, blocks, law, language)
    return _article(page, source, draft, told, blocks, law, charset, version)


def _may_be_law(source: Source | None) -> bool:
    return source is None or source.kind == "legal"


def _by_rules(page: Page, source: Source, tree: LexborHTMLParser) -> Draft | None:
    """What the layout valid on the day of capture finds; None where it has no body to find (see `gazette`)."""
    layout = source.layout_on(page.captured_at.date())
    ruled = apply_layout(tree, layout)
    if not ruled.title or not ruled.body:
        _explain_nothing(page, source, tree, ruled)
    draft = Draft(ruled.title, ruled.lead, ruled.body, None, ruled.published, None, True)
    draft.evidence.update(title="layout.title", body="layout.body")
    if ruled.lead:
        draft.evidence["lead"] = "layout.lead"
    if ruled.published:
        draft.evidence["published_at"] = "layout.published"
    return draft


def _explain_nothing(page: Page, source: Source, tree: LexborHTMLParser, ruled: Ruled) -> None:
    """Raises: the page is no article (the host's fault), or its layout is new (ours to learn)."""
    told = read_structured(tree, page.url)
    draft = _by_prose(tree, told, source.language)
    texts = [found.text for found in draft.found]
    why = not_article(tree, draft.title, texts, main=draft.main, language=source.language, least=LEAST_WORDS)
    if why:
        raise refuse(page, source, why, _NOT_A_PAGE)
    missing = " and ".join(name for name, value in (("title", ruled.title), ("body", ruled.body)) if not value)
    raise changed(
        page,
        source,
        f"the layout's {missing} finds nothing, but the page has an article of {sum(len(words(t)) for t in texts)} words",
        f"add the new layout to sources/{source.id}/source.yaml and set `until` on the old one",
    )


def _by_prose(tree: LexborHTMLParser, told: Structured, language: str) -> Draft:
    """Body by the density of prose, title and lead by the page's own statements."""
    main = find_main(tree, language)
    found = body_blocks(main, language) if main else []
    draft = Draft(found=found, main=main)
    draft.evidence["body"] = "densest prose"
    if sum(len(words(each.text)) for each in found) < LEAST_WORDS and tree.html:
        lines = by_trafilatura(tree.html)
        if len(words(" ".join(lines))) >= LEAST_WORDS and tree.body:
            draft.found = [Found(BlockKind.PARAGRAPH, line, tree.body) for line in lines]
            draft.evidence["body"] = "trafilatura"
    draft.title, draft.evidence["title"] = _title(tree, told)
    _add_lead(draft, tree, told)
    return draft


def _title(tree: LexborHTMLParser, told: Structured) -> tuple[str, str]:
    """The title and its rule: the heading that the page's own statements repeat, else the statement."""
    head = tree.css_first("title")
    named = clean(head.text()) if head else ""
    headings = [clean(node.text(separator=" ")) for node in tree.css("h1")]
    stated = told.title or named
    for heading in headings:
        if len(words(heading)) > 1 and fold(heading) and fold(heading) in (fold(stated), fold(named)):
            return heading, "h1"
    for heading in headings:
        if len(words(heading)) > 2 and fold(heading) in fold(f"{stated} {named}"):
            return heading, "h1"
    if told.title:
        return _without_site(told.title, told.site), told.evidence["title"]
    if len(headings) == 1 and len(words(headings[0])) > 3:
        return headings[0], "h1"
    return _without_site(named, told.site), "title element"


def _without_site(title: str, site: str) -> str:
    """A title without the site's name after it; where the site has told no name, without its last part."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2 or (site and fold(site) not in fold(parts[-1]) and fold(parts[-1]) not in fold(site)):
        return title
    kept = title[: title.rindex(parts[-1])]
    return re.sub(r"[\s|–—\-»]+$", "", kept)


def _add_lead(draft: Draft, tree: LexborHTMLParser, told: Structured) -> None:
    """The element above the body that says what the page's description says: words that a reader sees."""
    if tree.body is None or not draft.found:
        return
    first = fold(draft.found[0].text)
    for found in read_blocks(tree.body):
        text = fold(found.text)
        if text == first:
            return
        if any(_says(text, fold(each)) for each in told.descriptions) and text not in fold(draft.title):
            draft.lead, draft.evidence["lead"] = found.text, "element of the description"
            return


def _says(text: str, description: str) -> bool:
    """Whether a block's folded text is the description, which may be cut short or have the site's name after it."""
    if len(text.split()) < _LEAD_WORDS or len(description.split()) < _LEAD_WORDS:
        return False
    return text.startswith(description) or description.startswith(text) or text.endswith(description)


def _add_times(draft: Draft, told: Structured, tree: LexborHTMLParser) -> None:
    for name, value in (("published", told.published), ("updated", told.updated)):
        if value and not getattr(draft, name):
            setattr(draft, name, value)
            draft.evidence[f"{name}_at"] = told.evidence[name]
    if not draft.published and draft.found and (moment := _moment_near_title(draft, tree)):
        draft.published, draft.evidence["published_at"] = moment, "text near the title"


def _moment_near_title(draft: Draft, tree: LexborHTMLParser) -> datetime | None:
    """The first short line with a date between the title and the body."""
    if tree.body is None:
        return None
    texts = [found.text for found in read_blocks(tree.body)]
    folded = [fold(text) for text in texts]
    title, first = fold(draft.title), fold(draft.found[0].text)
    if title not in folded or first not in folded:
        return None
    end = folded.index(first)
    starts = [index for index, text in enumerate(folded[:end]) if text == title]
    if not starts:
        return None
    near = texts[max(starts[-1] - 3, 0) : min(end, starts[-1] + _NEAR_TITLE)]
    moments = (parse_moment(text) for text in near if len(text) < 90)
    return next((moment for moment in moments if moment), None)


def _check(
    page: Page,
    source: Source | None,
    tree: LexborHTMLParser,
    draft: Draft,
    blocks: Sequence[Block],
    law: LawText | None,
    language: str,
) -> None:
    texts = [draft.lead, *(block.text for block in blocks if block.spoken)]
    main = draft.main if law is None else None
    least = LEAST_WORDS_BY_RULE if draft.ruled else LEAST_WORDS
    why = not_article(tree, draft.title, texts, main=main, language=language, least=least)
    if why:
        raise refuse(page, source, why, _NOT_A_PAGE)


def _article(
    page: Page,
    source: Source | None,
    draft: Draft,
    told: Structured,
    blocks: list[Block],
    law: LawText | None,
    charset: str,
    version: str,
) -> Article:
    legal = law_identity(law) if law else None
    kind = Kind(source.kind) if source else Kind.LEGAL if law else Kind.NEWS
    evidence = dict(draft.evidence)
    if law:
        blocks = list(law.blocks)
        draft.title, draft.lead = law.head.title, ""
        evidence.update(title="letterhead", legal="letterhead")
        evidence.pop("lead", None)
    return Article(
        source=source.id if source else page.host,
        url=told.canonical if not source else page.url,
        kind=kind,
        title=draft.title,
        lead=without_marks(draft.lead),
        blocks=with_spans(blocks, page.body, charset, page.sha256),
        language=source.language if source else "vi",
        credit=source.credit if source else told.site or page.host,
        published_at=draft.published if not law else None,
        updated_at=draft.updated if not law else None,
        legal=legal,
        attachments=_attachments(source, page),
        evidence=evidence,
        extractor=version,
    )


def _attachments(source: Source | None, page: Page) -> tuple[Attachment, ...]:
    del source, page
    return ()


def law_identity(law: LawText) -> LegalIdentity | None:
    """The identity that a document's own letterhead gives; None where it lacks a part of one."""
    head = law.head
    if head.number is None or head.issued_on is None:
        return None
    kind = head.number.type if head.type.casefold() == "văn bản hợp nhất" else None
    name = kind or head.type.capitalize()
    return LegalIdentity(head.number.text, name, head.issuer, head.issued_on, None, law.signer)
