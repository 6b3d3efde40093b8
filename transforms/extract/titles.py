"""A page's title: the heading that its own statements repeat, a statement, or what stands over the body like one."""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from crawlers.words import clean, fold, words
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, is_call, label_of
from transforms.extract.blocks import Found
from transforms.extract.measure import size
from transforms.extract.structured import Structured

_SEPARATOR = re.compile(r"\s+[|–—\-»]\s+")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|tieu-?de|ten-?bai|tua)(?=$|[\s_-])|(?:title|tieude)$",
    re.IGNORECASE,
)
_LONGEST = 250
_NEAR = 12


def find_title(
    tree: LexborHTMLParser, told: Structured, above: Sequence[Found], first: Sequence[Found]
) -> tuple[str, str]:
    """The title and the rule that gave it, empty where nothing looks like one.

    Args:
        tree: the page.
        told: what it says of itself.
        above: its blocks before the body.
        first: the first blocks of the body, among which the title may stand.
    """
    head = tree.css_first("title")
    named = clean(head.text()) if head else ""
    headings = [clean(node.text(separator=" ")) for node in tree.css("h1")]
    if heading := _stated_heading(headings, told.title or named, named):
        return heading, "h1"
    near = [*above[-_NEAR:], *first]
    if told.title and fold(told.title) != fold(told.site):
        return _shown_title(told.title, near) or _without_site(told.title, told.site), told.evidence["title"]
    if len(headings) == 1 and size(headings[0]) > 3:
        return headings[0], "h1"
    if named:
        return _shown_title(named, near) or _without_site(named, told.site), "title element"
    return _seen_title(above, first, {fold(each) for each in told.descriptions})


def _stated_heading(headings: Sequence[str], stated: str, named: str) -> str:
    """The heading that what the page states says, as a whole or in part."""
    whole = (each for each in headings if len(words(each)) > 1 and fold(each) in (fold(stated), fold(named)))
    part = (each for each in headings if len(words(each)) > 2 and fold(each) in fold(f"{stated} {named}"))
    return next(whole, next(part, ""))


def _shown_title(named: str, near: Sequence[Found]) -> str:
    """The longest line over the body with which a stated title begins; what follows there is the site's name."""
    whole = fold(named)
    lines = [each.text for each in near if each.size > 2 and f"{whole} ".startswith(f"{fold(each.text)} ")]
    return max(lines, key=len, default="")


def _without_site(title: str, site: str) -> str:
    """A title without the site's name after it; where the site has told no name, without its last part."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2 or (site and fold(site) not in fold(parts[-1]) and fold(parts[-1]) not in fold(site)):
        return title
    kept = title[: title.rindex(parts[-1])]
    return re.sub(r"[\s|–—\-»]+$", "", kept)


def _seen_title(above: Sequence[Found], first: Sequence[Found], descriptions: set[str]) -> tuple[str, str]:
    """What a reader takes for the title: the heading nearest over the body, what is named one, the line in bold."""
    near = [each for each in above if _may_be_title(each, descriptions)][-_NEAR:]
    opening = [each for each in first[:2] if _may_be_title(each, descriptions)]
    for rule, found in _candidates(near, opening):
        return found.text, rule
    return "", ""


def _candidates(near: Sequence[Found], opening: Sequence[Found]) -> Iterator[tuple[str, Found]]:
    for level in range(1, 7):
        yield from (
            ("heading over the body", each)
            for each in [*reversed(near), *opening]
            if each.kind == BlockKind.HEADING and each.level == level
        )
    named = (
        each
        for each in reversed(near)
        if any(_NAMED.search(label_of(node)) for node in ancestors(each.node, 2))
    )
    yield from (("element named like a title", each) for each in named)
    yield from (("line in bold", each) for each in [*opening, *reversed(near)] if each.bold > 0.8)
    yield from (("line in capitals", each) for each in [*opening, *reversed(near)] if _is_capitals(each.text))
    yield from (("line over the body", each) for each in near[-1:] if not each.text.endswith("."))


def _may_be_title(found: Found, descriptions: set[str]) -> bool:
    return (
        len(words(found.text)) > 1
        and len(found.text) <= _LONGEST
        and found.linked < 0.5
        and found.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}
        and not is_call(found.text)
        and fold(found.text) not in descriptions
        and not re.search(r"[;:,]$", found.text)
        and not any(is_aside(node) for node in ancestors(found.node))
    )


def _is_capitals(text: str) -> bool:
    return len(words(text)) > 2 and text.upper() == text
