"""An HTML page to an Article: the source's rules, the page's own statements, then the general way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.dates import parse_moment
from crawlers.source import Source
from crawlers.words import clean, fold, words
from transforms.article import Article, Block, BlockKind, Kind
from transforms.extract.blocks import Found, read_blocks
from transforms.extract.checks import LEAST_WORDS, LEAST_WORDS_BY_RULE, not_article, not_html
from transforms.extract.decode import decode
from transforms.extract.general import body_blocks, by_trafilatura, find_main, is_lead
from transforms.extract.lawtext import LawText, law_identity, read_law
from transforms.extract.marks import strip_marks, without_marks
from transforms.extract.page import Page, changed, refuse
from transforms.extract.site import Ruled, apply_layout
from transforms.extract.spans import with_spans
from transforms.extract.structured import Structured, read_structured

_SEPARATOR = re.compile(r"\s+[|–—\-»]\s+")
_ISSUED = re.compile(
    r"^\W*(?:(?:bản )?tin )?(?:được )?(?:phát|ban hành)(?: tin| hành| báo)?(?: lúc| hồi|\s*:)", re.IGNORECASE
)
_NEAR_TITLE = 15
_SHORT_LINE = 90
_LEAD_WORDS = 6
_HEAD_BLOCKS = 10
_LINKED = 0.5
_NOT_A_PAGE = "look at the archived bytes; if the item moved, withdraw it or correct the source's discovery"


@dataclass(slots=True)
class Draft:
    """The fields as far as they are known, and the rule that gave each."""

    title: str = ""
    lead: str = ""
    found: list[Found] = field(default_factory=list)
    main: LexborNode | None = None
    around: list[Found] = field(default_factory=list)
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
    _add_times(draft, told)
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
    draft = Draft(ruled.title, ruled.lead, ruled.body, published=ruled.published, ruled=True)
    draft.around = read_blocks(tree.body) if tree.body else []
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
    missing = " and ".join(
        name for name, value in (("title", ruled.title), ("body", ruled.body)) if not value
    )
    raise changed(
        page,
        source,
        f"the layout's {missing} finds nothing, but the page has an article of {sum(len(words(t)) for t in texts)} words",
        f"add the new layout to sources/{source.id}/source.yaml and set `until` on the old one",
    )


def _by_prose(tree: LexborHTMLParser, told: Structured, language: str) -> Draft:
    """Body by the density of prose, title and lead by the page's own statements."""
    around = read_blocks(tree.body) if tree.body else []
    main = find_main(around, language)
    found = body_blocks(main, language) if main else []
    draft = Draft(found=found, main=main, around=around)
    draft.evidence["body"] = "densest prose"
    if sum(len(words(each.text)) for each in found) < LEAST_WORDS and tree.html and tree.body:
        lines = by_trafilatura(tree.html, language, least=LEAST_WORDS)
        if lines:
            draft.found = [Found(BlockKind.PARAGRAPH, line, tree.body) for line in lines]
            draft.main, draft.evidence["body"] = tree.body, "trafilatura"
    draft.title, draft.evidence["title"] = _title(tree, told)
    _trim_head(draft, told)
    if not draft.lead:
        _add_lead(draft, told)
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


def _trim_head(draft: Draft, told: Structured) -> None:
    """Where the body's element holds title and lead too, they and the lines between them are taken out of the body."""
    title, descriptions = fold(draft.title), [fold(each) for each in told.descriptions]
    head = draft.found[:_HEAD_BLOCKS]
    titled = next((at for at, each in enumerate(head) if fold(each.text) == title), -1)
    if titled < 0:
        return
    for at, each in enumerate(head[titled + 1 :], titled + 1):
        if any(_says(fold(each.text), text) for text in descriptions):
            draft.lead, draft.evidence["lead"] = each.text, "element of the description"
            draft.found = draft.found[at + 1 :]
            return
    draft.found = draft.found[titled + 1 :]


def _add_lead(draft: Draft, told: Structured) -> None:
    """The words above the body that the page's description repeats, or that are marked as its lead.

    Only words that a reader sees: a description that stands nowhere on the page is no lead.
    """
    above = _above_body(draft)
    title, descriptions = fold(draft.title), [fold(each) for each in told.descriptions]
    for found in above:
        text = fold(found.text)
        if text not in title and any(_says(text, each) for each in descriptions):
            draft.lead, draft.evidence["lead"] = found.text, "element of the description"
            return
    titled = next((at for at, found in enumerate(above) if fold(found.text) == title), len(above))
    for found in above[titled + 1 :]:
        if found.linked < _LINKED and len(words(found.text)) >= _LEAD_WORDS and is_lead(found.node):
            draft.lead, draft.evidence["lead"] = found.text, "element marked as lead"
            return


def _above_body(draft: Draft) -> list[Found]:
    """The page's blocks before the first of the body; none where that is not found."""
    first = fold(draft.found[0].text) if draft.found else ""
    at = next((at for at, found in enumerate(draft.around) if first and fold(found.text) == first), 0)
    return draft.around[:at]


def _says(text: str, description: str) -> bool:
    """Whether a block's folded text is the description, which may be cut short or have the site's name after it."""
    if len(text.split()) < _LEAD_WORDS or len(description.split()) < _LEAD_WORDS:
        return False
    return text.startswith(description) or description.startswith(text) or text.endswith(description)


def _add_times(draft: Draft, told: Structured) -> None:
    """Times: by rule; as a warning states its own time of issue; as the page states; as it stands near the title."""
    issued = _moment_of_issue(draft.found)
    if issued and not draft.published:
        draft.published, draft.evidence["published_at"] = issued, "time of issue in the text"
    for name, value in (("published", told.published), ("updated", told.updated)):
        if value and not getattr(draft, name):
            setattr(draft, name, value)
            draft.evidence[f"{name}_at"] = told.evidence[name]
    if not draft.published and (moment := _moment_near_title(draft)):
        draft.published, draft.evidence["published_at"] = moment, "text near the title"


def _moment_of_issue(found: Sequence[Found]) -> datetime | None:
    """The time that a line of its own gives as the text's: `Tin phát lúc: 08h00 ngày 12/11/2026`."""
    lines = (each.text for each in found if len(each.text) < _SHORT_LINE and _ISSUED.match(each.text))
    return next((moment for line in lines if (moment := parse_moment(line))), None)


def _moment_near_title(draft: Draft) -> datetime | None:
    """The first short line with a date between the title and the body."""
    texts = [found.text for found in _above_body(draft)]
    title = fold(draft.title)
    starts = [at for at, text in enumerate(texts) if fold(text) == title]
    if not starts:
        return None
    near = texts[max(starts[-1] - 3, 0) : starts[-1] + _NEAR_TITLE]
    moments = (parse_moment(text) for text in near if len(text) < _SHORT_LINE)
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
        evidence=evidence,
        extractor=version,
    )
