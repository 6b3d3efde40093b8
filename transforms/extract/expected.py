"""What a source's definition says that each of its items has; a page that yields less is not what it was."""

from crawlers.source import Source
from transforms.article import Article
from transforms.extract.page import Page, changed


def with_all_expected(article: Article, page: Page, source: Source) -> Article:
    """The article, which has every field of `expect.fields`.

    Raises:
        LayoutChanged: one is not there.
    """
    there = {
        "lead": bool(article.lead),
        "published": bool(article.date),
        "number": bool(article.legal and article.legal.number),
        "issuer": bool(article.legal and article.legal.issuer),
        "attachments": bool(article.attachments),
    }
    missing = [field for field in source.expect.fields if not there[field]]
    if missing:
        fix = f"correct the layout in sources/{source.id}/source.yaml, or take the field out of `expect`"
        raise changed(page, source, f"the page yields no {', no '.join(missing)}", fix)
    return article
