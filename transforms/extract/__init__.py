"""Bytes to Article: what a captured page says, which kind of thing it is, and where each word stands in it.

The source's rules come first, then what the page says of itself for machines, then the general way; whatever is
found is checked: long enough, in the source's language, with a title, no list, no error page. Pure: nothing is
fetched, and the same pages give the same Article.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawlers.capture import Hints
from crawlers.source import Source
from transforms.article import Article, Doubt, Kind, LegalRelation
from transforms.extract.expected import with_all_expected
from transforms.extract.files import articles_of_file, is_file
from transforms.extract.filetext import NO_AIDS, Aids
from transforms.extract.gazette import extract_gazette
from transforms.extract.html import extract_html
from transforms.extract.length import length_doubts
from transforms.extract.listed import listing_doubts
from transforms.extract.media import extract_media, with_media
from transforms.extract.page import Page, refuse
from transforms.law.bodies import needs_place, place_of_owner, province_in
from transforms.law.document import document_of, findings
from transforms.media import Recording

__all__ = ["EXTRACTOR", "Aids", "Page", "extract", "extract_all"]

EXTRACTOR = "nguon-extract/3"


_NO_HINTS = Hints()
_NATION = "VN"


def extract(
    page: Page,
    *,
    source: Source | None = None,
    attachments: Sequence[Page] = (),
    site_rules: bool = True,
    hints: Hints = _NO_HINTS,
    recordings: Sequence[Recording] = (),
    aids: Aids = NO_AIDS,
    language: str = "",
) -> Article:
    """The article that `page` holds.

    Args:
        page: an HTML page, or a file (PDF, Word, OpenDocument): a legal document, or a notice without a letterhead.
        source: whose page it is; None for a site without a definition (the article's `source` is then the host).
        attachments: the captured files that the page links; a gazette's text is in them.
        site_rules: whether the source's selectors are used; False tries the general way on a known source.
        hints: what the feed or list claimed of the item: its kind, if not the source's, and files beside it.
        recordings: the captured files of the item, if the source keeps any (`media` in its definition).
        aids: what the operator lends: roots that signatures are trusted by, a program that reads scans.
        language: that of a page without a source (BCP 47); empty where it is the page that tells.

    Raises:
        BadDocument: no article: empty, cut, encrypted, an error or log-in page, a list, another language, a
            gazette page without its PDF or with another document's, a recording that has not come whole, a file
            of several documents (see `extract_all`).
        LayoutChanged: an article, but not where the source's rules look for it, or without what the source's
            definition expects of each.
    """
    articles = extract_all(
        page,
        source=source,
        attachments=attachments,
        site_rules=site_rules,
        hints=hints,
        recordings=recordings,
        aids=aids,
        language=language,
    )
    return the_only(articles, page, source)


def the_only(articles: Sequence[Article], page: Page, source: Source | None) -> Article:
    """The one article of a page.

    Raises:
        BadDocument: there are several.
    """
    if len(articles) > 1:
        numbers = ", ".join(each.legal.number for each in articles if each.legal)
        reason = f"the file holds {len(articles)} documents: {numbers}"
        raise refuse(
            page, source, reason, "read them all, or give it as attachment of the page of one of them"
        )
    return articles[0]


def extract_all(
    page: Page,
    *,
    source: Source | None = None,
    attachments: Sequence[Page] = (),
    site_rules: bool = True,
    hints: Hints = _NO_HINTS,
    recordings: Sequence[Recording] = (),
    aids: Aids = NO_AIDS,
    language: str = "",
) -> list[Article]:
    """The articles that `page` holds, in their order: one, but of a file that holds several documents.

    Arguments and errors are those of `extract`.
    """
    if source and (hints.kind or source.kind) == Kind.MEDIA:
        return [_of_source(extract_media(page, source, hints, recordings, version=EXTRACTOR), source)]
    if is_file(page):
        articles = articles_of_file(page, source, aids, version=EXTRACTOR)
    elif source and site_rules and source.layout_on(page.captured_at.date()).names:
        articles = [extract_gazette(page, source, attachments, aids, version=EXTRACTOR)]
    else:
        articles = [extract_html(page, source, site_rules=site_rules, version=EXTRACTOR, language=language)]
    if source and site_rules and not is_file(page):
        articles = [with_all_expected(each, page, source) for each in articles]
    return [_finished(each, page, source, hints) for each in articles]


def _finished(article: Article, page: Page, source: Source | None, hints: Hints) -> Article:
    """The article with what the list and the source's definition say of it, and what its own words leave in doubt."""
    if hints.kind:
        article = replace(article, kind=Kind(hints.kind))
    long = tuple(length_doubts(article, page, source))
    article = _as_law(_placed(article, source))
    doubts = (*article.doubts, *_unnamed(article), *listing_doubts(article, hints, source), *long)
    article = replace(article, doubts=tuple(dict.fromkeys(doubts)))
    if source is None:
        return article
    article = _of_source(article, source)
    return with_media(article, page, source, hints) if source.media else article


def _placed(article: Article, source: Source | None) -> Article:
    """The article; an issuer that shares its name with others is told apart by its province, which the source has."""
    legal = article.legal
    if legal is None or not needs_place(legal.issuer) or province_in(legal.within):
        return article
    province = place_of_owner(source.owner) if source else ""
    region = source.region if source and source.region != _NATION else ""
    within = ", ".join(dict.fromkeys(filter(None, (legal.within, province or region))))
    if within:
        return replace(article, legal=replace(legal, within=within))
    said = f"others are called {legal.issuer} too, and nothing says of which province this one is"
    return replace(article, doubts=(*article.doubts, Doubt("identity.issuer", said)))


def _unnamed(article: Article) -> Iterator[Doubt]:
    """A doubt about a legal text of which nothing says which it is."""
    told = any(each.code.startswith("identity.") for each in article.doubts)
    if article.kind == Kind.LEGAL and article.legal is None and not told:
        yield Doubt(
            "identity.incomplete", "nothing on the page says which document it is: it has no letterhead"
        )


def _as_law(article: Article) -> Article:
    """The article with what a legal document does to others, and what its structure and its day in force leave in doubt."""
    document = document_of(article)
    if document is None:
        return article
    relations = tuple(
        LegalRelation(
            each.act.value, each.target.type, each.target.number, each.target.name, each.parts, each.partial
        )
        for each in document.relations
    )
    return replace(article, relations=relations, doubts=(*article.doubts, *findings(document)))


def _of_source(article: Article, source: Source) -> Article:
    """The article with what its source's definition says of all its items."""
    return replace(article, authority=source.authority, priority=source.priority, region=source.region)
