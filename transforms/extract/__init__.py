"""Bytes to Article: what a captured page says, which kind of thing it is, and where each word stands in it."""

from collections.abc import Sequence

from crawlers.source import Source
from transforms.article import Article
from transforms.extract.html import extract_html
from transforms.extract.page import Page

__all__ = ["EXTRACTOR", "Page", "extract"]

EXTRACTOR = "nguon-extract/1"


def extract(
    page: Page, *, source: Source | None = None, attachments: Sequence[Page] = (), site_rules: bool = True
) -> Article:
    del attachments
    return extract_html(page, source, site_rules=site_rules, version=EXTRACTOR)
