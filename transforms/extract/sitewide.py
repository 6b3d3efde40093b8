"""What stands on page after page of a site: notices, invitations, the owner's address; no article's own words."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from crawlers.words import compact
from transforms.article import BlockKind
from transforms.extract.blocks import Found, read_blocks
from transforms.extract.checks import not_html
from transforms.extract.decode import decode
from transforms.extract.page import Page

_LEAST_PAGES = 3
_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a site beside its definition.

    `language` (BCP 47) is that of a page without a source, empty where it is the page that tells. `boilerplate` are
    the digests of blocks that recur on the site, as `site_boilerplate` gives them: they are never an article's text.
    """

    language: str = ""
    boilerplate: frozenset[str] = frozenset()


UNKNOWN = Site()


def block_digest(text: str) -> str:
    """The digest of a block's words, whatever the white space: what `site_boilerplate` gives and `extract` takes."""
    return hashlib.sha256(compact(text).casefold().encode()).hexdigest()[:24]


def site_boilerplate(pages: Iterable[Page]) -> frozenset[str]:
    """Digests of the blocks that stand on at least three of a site's pages, and on three of ten.

    Args:
        pages: HTML pages of one site, each of another item; what is no HTML, or the same bytes again, counts nothing.
    """
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for page in pages:
        if page.sha256 in seen or page.is_pdf or not_html(page.body):
            continue
        seen.add(page.sha256)
        tree = LexborHTMLParser(decode(page.body, page.content_type)[0])
        counts.update({block_digest(each.text) for each in (read_blocks(tree.body) if tree.body else [])})
    least = max(_LEAST_PAGES, _SHARE * len(seen))
    return frozenset(digest for digest, count in counts.items() if count >= least)


def without_boilerplate(found: Sequence[Found], boilerplate: Collection[str]) -> list[Found]:
    """`found` with what is boilerplate as furniture."""
    if not boilerplate:
        return list(found)
    return [
        replace(each, kind=BlockKind.FURNITURE) if block_digest(each.text) in boilerplate else each
        for each in found
    ]


def without_edges(found: Sequence[Found], boilerplate: Collection[str]) -> list[Found]:
    """`found` with what is boilerplate at its beginning and its end as furniture; a formula amid the text is text."""
    known = [each.kind == BlockKind.FURNITURE or block_digest(each.text) in boilerplate for each in found]
    first = next((at for at, each in enumerate(known) if not each), len(found))
    last = len(found) - next((at for at, each in enumerate(reversed(known)) if not each), 0)
    return [
        each if first <= at < last else replace(each, kind=BlockKind.FURNITURE)
        for at, each in enumerate(found)
    ]
