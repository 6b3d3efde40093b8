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
from transforms.extract.gazette import extract_gazette
from transforms.extract.html import extract_html
from transforms.extract.lawtext import law_identity, read_law
from transforms.extract.marks import strip_marks
from transforms.extract.media import extract_media, with_media
from transforms.extract.page import Page, refuse
from transforms.extract.pdf import read_pdf
from transforms.media import Recording

__all__ = ["EXTRACTOR", "Page", "extract"]

EXTRACTOR = "nguon-extract/2"


_NO_HINTS = Hints()


def extract(
    page: Page,
    *,
    source: Source | None = None,
    attachments: Sequence[Page] = (),
    site_rules: bool = True,
    hints: Hints = _NO_HINTS,
    recordings: Sequence[Recording] = (),
) -> Article:
    """The article that `page` holds.

    Args:
        page: an HTML page, or the PDF of a legal document.
        source: whose page it is; None for a site without a definition (`source` is then the host, the language
            Vietnamese).
        attachments: the captured files that the page links; a gazette's text is in them.
        site_rules: whether the source's selectors are used; False tries the general way on a known source.
        hints: what the feed or list claimed of the item: its kind, if not the source's, and files beside it.
        recordings: the captured files of the item, if the source keeps any (`media` in its definition).

    Raises:
        BadDocument: no article: empty, cut, encrypted, an error or log-in page, a list, another language, a
            gazette page without its PDF or with another document's, a recording that has not come whole.
        LayoutChanged: an article, but not where the source's rules look for it, or without what the source's
            definition expects of each.
    """
    if source and (hints.kind or source.kind) == Kind.MEDIA:
        article = extract_media(page, source, hints, recordings, version=EXTRACTOR)
        return replace(article, priority=source.priority, region=source.region)
    article = _of_words(page, source, attachments, site_rules=site_rules)
    if hints.kind:
        article = replace(article, kind=Kind(hints.kind))
    if source:
        article = replace(article, priority=source.priority, region=source.region)
    if source and site_rules:
        article = with_all_expected(article, page, source)
    return with_media(article, page, source, hints) if source and source.media else article


def _of_words(page: Page, source: Source | None, attachments: Sequence[Page], *, site_rules: bool) -> Article:
    if page.is_pdf:
        return _from_pdf(page, source)
    if source and site_rules and source.layout_on(page.captured_at.date()).names:
        return extract_gazette(page, source, attachments, version=EXTRACTOR)
    return extract_html(page, source, site_rules=site_rules, version=EXTRACTOR)


def _from_pdf(page: Page, source: Source | None) -> Article:
    """A PDF that stands alone: only a letterhead can say what it is."""
    law = read_law(read_pdf(page, source))
    identity = law_identity(law) if law else None
    if law is None or identity is None:
        fix = "give it as attachment of the page that announces it"
        raise refuse(page, source, "the PDF has no letterhead with number and date", fix)
    return Article(
        source=source.id if source else page.host,
        url=page.url,
        kind=Kind.LEGAL,
        title=law.head.title,
        lead="",
        blocks=tuple(strip_marks(law.blocks)),
        language=source.language if source else "vi",
        credit=source.credit if source else identity.issuer,
        legal=identity,
        evidence={"title": "letterhead", "legal": "letterhead", "body": "PDF"},
        extractor=EXTRACTOR,
    )
