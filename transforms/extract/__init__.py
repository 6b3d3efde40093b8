"""Bytes to Article: what a captured page says, which kind of thing it is, and where each word stands in it.

The source's rules come first, then what the page says of itself for machines, then the general way; whatever is
found is checked: long enough, in the source's language, with a title, no list, no error page. Pure: nothing is
fetched, and the same pages give the same Article.
"""

from collections.abc import Sequence
from dataclasses import replace

from crawlers.capture import Hints
from crawlers.source import Source
from transforms.article import Article, Kind
from transforms.extract.expected import with_all_expected
from transforms.extract.files import articles_of_file, is_file
from transforms.extract.filetext import NO_AIDS, Aids
from transforms.extract.gazette import extract_gazette
from transforms.extract.html import extract_html
from transforms.extract.media import extract_media, with_media
from transforms.extract.page import Page, refuse
from transforms.extract.sitewide import UNKNOWN, Site, site_boilerplate
from transforms.law.claims import Claim, Where, contradictions
from transforms.law.numbers import find_numbers
from transforms.media import Recording

__all__ = ["EXTRACTOR", "Aids", "Page", "Site", "extract", "extract_all", "site_boilerplate"]

EXTRACTOR = "nguon-extract/3"


_NO_HINTS = Hints()


def extract(
    page: Page,
    *,
    source: Source | None = None,
    attachments: Sequence[Page] = (),
    site_rules: bool = True,
    hints: Hints = _NO_HINTS,
    recordings: Sequence[Recording] = (),
    aids: Aids = NO_AIDS,
    site: Site = UNKNOWN,
) -> Article:
    """The article that `page` holds.

    Args:
        page: an HTML page, or the file (PDF, Word, OpenDocument) of a legal document.
        source: whose page it is; None for a site without a definition (`source` is then the host, and the language
            the page's own).
        attachments: the captured files that the page links; a gazette's text is in them.
        site_rules: whether the source's selectors are used; False tries the general way on a known source.
        hints: what the feed or list claimed of the item: its kind, if not the source's, and files beside it.
        recordings: the captured files of the item, if the source keeps any (`media` in its definition).
        aids: what the operator lends: roots that signatures are trusted by, a program that reads scans.
        site: what is known of the site beside its definition: the language of a page without a source, the blocks
            that recur on it.

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
        site=site,
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
    site: Site = UNKNOWN,
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
        articles = [extract_html(page, source, site_rules=site_rules, version=EXTRACTOR, site=site)]
    if source and site_rules and not is_file(page):
        articles = [with_all_expected(each, page, source) for each in articles]
    return [_finished(each, page, source, hints) for each in articles]


def _finished(article: Article, page: Page, source: Source | None, hints: Hints) -> Article:
    """The article with what the list and the source's definition say of it."""
    if hints.kind:
        article = replace(article, kind=Kind(hints.kind))
    article = _against_list(article, hints)
    if source is None:
        return article
    article = _of_source(article, source)
    return with_media(article, page, source, hints) if source.media else article


def _against_list(article: Article, hints: Hints) -> Article:
    """The article, doubted where the list gave its document another number than it has itself."""
    listed = find_numbers(hints.number)
    if article.legal is None or not listed:
        return article
    doubts = contradictions(article.legal, [Claim(Where.LISTING, number=listed[0].text)])
    return replace(article, doubts=(*article.doubts, *doubts))


def _of_source(article: Article, source: Source) -> Article:
    """The article with what its source's definition says of all its items."""
    return replace(article, authority=source.authority, priority=source.priority, region=source.region)
