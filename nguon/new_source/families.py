"""Layouts of content systems that Vietnamese official sites share, and the marks by which a page shows its system.

What a family says of a layout was observed by others or read off recorded pages; a proposal takes it only where it reads
the fetched pages as well as the general extractor does.
"""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from crawlers.source import Layout


@dataclass(frozen=True, slots=True)
class Family:
    """A content system: `mark` is a selector that its pages of items answer to."""

    name: str
    mark: str
    layout: Layout | None = None


FAMILIES = (
    Family(
        "VCCorp (data-role)",
        '[data-role="content"]',
        Layout(
            title='h1[data-role="title"]',
            lead='[data-role="sapo"]',
            body='[data-role="content"]',
            caption="figcaption, .PhotoCMS_Caption",
            byline='.detail-author-top, [data-role="content"] > p[style*="text-align: right"]',
            drop='[type^="Related"], .VCSortableInPreviewMode[type="VideoStream"]',
        ),
    ),
    Family(
        "OneCMS (article__)",
        ".article__body",
        Layout(title="h1.article__title", lead=".article__sapo", body=".article__body"),
    ),
    Family(
        "Báo Tin tức (detail-title)",
        "h1.detail-title",
        Layout(title="h1.detail-title", lead="h2.sapo", body=".contents"),
    ),
    Family(
        "SharePoint (article-content)",
        ".article-content",
        Layout(
            title=".title-article",
            lead=".descriptive-article",
            body=".article-content",
            published=".time-create",
        ),
    ),
    Family(
        "WordPress",
        ".entry-content",
        Layout(
            title="h1.entry-title", body=".entry-content", drop=".sharedaddy, .jp-relatedposts, .post-tags"
        ),
    ),
    Family("Liferay", ".portlet-boundary, .journal-content-article"),
    Family("Domino", 'a[href*=".nsf/"], form[action*=".nsf"]'),
    Family("ASP.NET", 'input[name="__VIEWSTATE"]'),
)


def families_of(tree: LexborHTMLParser) -> list[Family]:
    """The systems whose marks the page bears."""
    return [family for family in FAMILIES if tree.css_first(family.mark)]
