"""How long an article may be: what is longer than anything that is published is none, what is very long is in doubt.

The longest law (Luật Đất đai) has 114,000 words in 2,900 paragraphs; a budget with its tables, or a report with its annexes,
may have more. News read aloud at 150 words a minute is over after two hours at 20,000.
"""

from collections.abc import Iterator

from crawlers.source import Source
from transforms.article import Article, Doubt, Kind
from transforms.extract.page import Page, refuse

MOST_WORDS = 1_000_000
MOST_BLOCKS = 50_000
LONG = 20_000
LONG_LAW = 200_000
LONG_BLOCKS = 10_000
_FIX = "find the item's own page: this one may be a list of everything; if it is the item, raise `transforms.extract.length.{}`"


def length_doubts(article: Article, page: Page, source: Source | None) -> Iterator[Doubt]:
    """A doubt (`text.long`) about an article that is longer than its kind is.

    Raises:
        BadDocument: it is longer than any.
    """
    words = sum(len(block.text.split()) for block in article.blocks)
    blocks = len(article.blocks)
    if words > MOST_WORDS:
        reason = f"it has {words} words, more than the {MOST_WORDS} of the longest that is read"
        raise refuse(page, source, reason, _FIX.format("MOST_WORDS"))
    if blocks > MOST_BLOCKS:
        reason = f"it has {blocks} paragraphs, more than the {MOST_BLOCKS} of the longest that is read"
        raise refuse(page, source, reason, _FIX.format("MOST_BLOCKS"))
    usual = LONG_LAW if article.kind == Kind.LEGAL else LONG
    if words > usual or blocks > LONG_BLOCKS:
        yield Doubt(
            "text.long",
            f"it has {words} words in {blocks} paragraphs; usual are {usual} and {LONG_BLOCKS} at most",
        )
