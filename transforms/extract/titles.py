"""A page's title: the heading that its own statements repeat, a statement, or what stands over the body like one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.words import clean, fold, words
from transforms.article import BlockKind
from transforms.extract.beside import ancestors, is_aside, is_call, label_of
from transforms.extract.blocks import Found
from transforms.extract.measure import size
from transforms.extract.names import (
    is_banner,
    is_body,
    is_home_link,
    is_letterhead,
    is_section,
    is_site,
    is_template,
)
from transforms.extract.structured import Structured
from transforms.extract.times import is_stamp

_SEPARATOR = re.compile(r"\s+(?:[|–—\-»•]|::+)\s+")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|tieu-?de|ten-?bai|tua)(?=$|[\s_-])|(?:title|tieude)$",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?:thông (?:báo|cáo(?: báo chí)?)|giấy mời|thư (?:mời|ngỏ)|kế hoạch|báo cáo|công (?:điện|khai|bố)|hướng dẫn|kết luận|lịch|lời kêu gọi)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:về(?: việc)?|v/v)\b", re.IGNORECASE)
_LONGEST = 250
_NEAR = 12
_SENTENCE = 12
_SITE_WORDS = 8
_DASHED_WORDS = 5
_CAPITALS_SHARE = 0.6
_MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a page states of its title: its `title` element, its data for machines, its headings of the first level."""

    tree: LexborHTMLParser
    told: Structured
    named: str
    headings: tuple[LexborNode, ...]

    @property
    def texts(self) -> list[str]:
        """The headings' texts."""
        return [_text(node) for node in self.headings]


def _text(node: LexborNode) -> str:
    return clean(node.text(separator=" "))


def find_title(
    tree: LexborHTMLParser, told: Structured, above: Sequence[Found], first: Sequence[Found]
) -> tuple[str, str]:
    """The title and the rule that gave it, empty where nothing looks like one.

    What is stated gives way to what a reader sees over the text where it is the name of the site, of a section or of
    a template; it stays where nothing else is seen.

    Args:
        tree: the page.
        told: what it says of itself.
        above: its blocks before the body.
        first: the first blocks of the body, among which the title may stand.
    """
    head = tree.css_first("title")
    stated = _Stated(tree, told, clean(head.text()) if head else "", tuple(tree.css("h1")))
    near = [*above[-_NEAR:], *first]
    candidates = list(_candidates(stated, near))
    for text, rule in candidates:
        if text and not _gives_way(text, rule, stated, near):
            return text, rule
    seen = _seen_title(stated, above, first)
    return seen if seen[0] else next(iter(candidates), seen)


def _candidates(stated: _Stated, near: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """What the page states, the most trusted first; none is empty."""
    told, named = stated.told, stated.named
    own = [_text(node) for node in stated.headings if not _is_logo(node, told.canonical)]
    if heading := _stated_heading(own, told.title or named, named):
        yield heading, "h1"
    if told.title and fold(told.title) != fold(told.site):
        yield _shown_or_trimmed(told.title, told.site, near), told.evidence["title"]
    if len(own) == 1 and size(own[0]) > 3:
        yield own[0], "h1"
    if named:
        yield _shown_or_trimmed(named, told.site, near), "title element"


def _is_logo(heading: LexborNode, url: str) -> bool:
    return is_home_link(heading, url) or is_banner(heading)


def _stated_heading(headings: Sequence[str], stated: str, named: str) -> str:
    """The heading that what the page states says, as a whole or in part."""
    whole = (each for each in headings if len(words(each)) > 1 and fold(each) in (fold(stated), fold(named)))
    part = (each for each in headings if len(words(each)) > 2 and fold(each) in fold(f"{stated} {named}"))
    return next(whole, next(part, ""))


def _gives_way(text: str, rule: str, stated: _Stated, near: Sequence[Found]) -> bool:
    """Whether what is stated names the site, a section, a template or an office, and not what the page is about.

    An office and a section have pages of their own, too: there, their names are shown, and no line under them has a
    time.
    """
    if is_template(text) or is_site(text):
        return True
    office = is_body(text)
    if not office and not is_section(text, stated.tree, stated.told.canonical):
        return False
    if any(_is_over_stamp(near, at) for at in _under(near, text)):
        return True
    return (
        office
        and rule != "h1"
        and not any(fold(each.text) == fold(text) for each in near if not _is_beside(each))
    )


def _under(near: Sequence[Found], text: str) -> range:
    """Places of the lines after the last that is `text`; all where no line is."""
    places = [at for at, each in enumerate(near) if fold(each.text) == fold(text)]
    return range(places[-1] + 1 if places else 0, len(near))


def _is_over_stamp(near: Sequence[Found], at: int) -> bool:
    """Whether a line stands right over the time at which the text was posted."""
    return _may_be_title(near[at], set()) and at + 1 < len(near) and is_stamp(near[at + 1].text)


def _shown_or_trimmed(title: str, site: str, near: Sequence[Found]) -> str:
    shown = _shown_title(title, near)
    return _in_its_letters(shown, title) if shown else _trimmed(title, site)


def _in_its_letters(shown: str, title: str) -> str:
    """A line in capitals as the stated title has it, where that has small letters."""
    if not shown.isupper() or title.isupper():
        return shown
    runs = (title[start:end] for start, end in _runs(title))
    return next((run for run in runs if fold(run) == fold(shown)), shown)


def _shown_title(named: str, near: Sequence[Found]) -> str:
    """The longest line near the body that a stated title begins with, or that is some of the parts between its dashes."""
    whole, runs = fold(named), {fold(named[start:end]) for start, end in _runs(named)}
    lines = [
        each.text
        for each in near
        if each.size > 2
        and each.kind != BlockKind.FURNITURE
        and (f"{whole} ".startswith(f"{fold(each.text)} ") or (each.size > 3 and fold(each.text) in runs))
    ]
    return max(lines, key=len, default="")


def _runs(title: str) -> Iterator[tuple[int, int]]:
    """Start and end of every run of the parts between a title's dashes and bars."""
    found = list(_SEPARATOR.finditer(title))[:_MOST_PARTS]
    starts, ends = [0, *(each.end() for each in found)], [*(each.start() for each in found), len(title)]
    for at, start in enumerate(starts):
        yield from ((start, end) for end in ends[at:])


def _trimmed(title: str, site: str) -> str:
    """A title without the names of the site and of its sections after it, and before it."""
    parts = list(_SEPARATOR.finditer(title))
    start, end = 0, len(title)
    while parts and _is_sites(title[parts[-1].end() : end], parts[-1].group(), site):
        end = parts.pop().start()
    while parts and _is_before(
        title[start : parts[0].start()], parts[0].group(), title[parts[0].end() : end], site
    ):
        start = parts.pop(0).end()
    return title[start:end].strip()


def _is_sites(part: str, separator: str, site: str) -> bool:
    """Whether the last part of a title is the site's name, not a part of what it says."""
    if is_site(part) or is_template(part) or (site and _overlap(part, site)):
        return True
    if site or not part[:1].isalnum() or part[:1].islower():
        return False
    if is_body(part):
        return True
    if separator.strip() not in {"-", "–", "—"}:
        return size(part) <= _SITE_WORDS
    return size(part) <= _DASHED_WORDS and _capitals(part) >= _CAPITALS_SHARE


def _is_before(part: str, separator: str, rest: str, site: str) -> bool:
    """Whether the first part of a title is the name of the site or of a section."""
    if size(rest) <= 3:
        return False
    named = is_site(part) or is_template(part) or (bool(site) and _overlap(part, site))
    return named or (separator.strip() not in {"-", "–", "—"} and is_body(part))


def _overlap(part: str, site: str) -> bool:
    return fold(site) in fold(part) or fold(part) in fold(site)


def _capitals(part: str) -> float:
    found = words(part)
    return sum(word[0].isupper() for word in found) / len(found) if found else 1.0


def _seen_title(stated: _Stated, above: Sequence[Found], first: Sequence[Found]) -> tuple[str, str]:
    """What a reader takes for the title: the heading nearest over the body, what is named one, the line in bold."""
    descriptions = {fold(each) for each in stated.told.descriptions}
    near = [each for each in above if _may_be_title(each, descriptions)][-_NEAR:]
    opening = [each for each in first if _may_be_title(each, descriptions)]
    stamped = _stamped([*above[-_NEAR:], *first], descriptions)
    for rule, found in _seen(near, opening, stamped):
        if not is_section(found.text, stated.tree, stated.told.canonical):
            return _with_subject(found, [*above, *first]), rule
    return "", ""


def _with_subject(found: Found, lines: Sequence[Found]) -> str:
    """A title that is the kind of a text alone (`THÔNG BÁO`), with the line under it that says what it is about."""
    at = next((at for at, each in enumerate(lines) if each is found), len(lines))
    if _KIND.fullmatch(found.text) and at + 1 < len(lines) and _SUBJECT.match(lines[at + 1].text):
        return f"{found.text} {lines[at + 1].text}"
    return found.text


def _stamped(lines: Sequence[Found], descriptions: set[str]) -> list[Found]:
    """The lines that stand right over a time, the last first."""
    places = range(len(lines) - 1, -1, -1)
    return [
        lines[at]
        for at in places
        if _is_over_stamp(lines, at)
        and fold(lines[at].text) not in descriptions
        and not _is_sentence(lines[at])
    ]


def _seen(
    near: Sequence[Found], opening: Sequence[Found], stamped: Sequence[Found]
) -> Iterator[tuple[str, Found]]:
    heads = [each for each in [*reversed(near), *opening] if each.kind == BlockKind.HEADING]
    heads.sort(key=lambda each: each.level)
    yield from (("heading over the body", each) for each in heads if not is_body(each.text))
    named = (
        each
        for each in reversed(near)
        if any(_NAMED.search(label_of(node)) for node in ancestors(each.node, 2))
    )
    yield from (("element named like a title", each) for each in named)
    yield from (("line over the time", each) for each in stamped)
    lines = [
        each
        for each in [*opening, *reversed(near)]
        if not (_is_sentence(each) or is_body(each.text) or is_letterhead(each.text))
    ]
    yield from (("line in bold", each) for each in lines if each.bold > 0.8)
    yield from (("line in capitals", each) for each in lines if _is_capitals(each.text))
    yield from (("heading over the body", each) for each in heads)
    yield from (("line over the body", each) for each in near[-1:] if not each.text.endswith("."))


def _is_sentence(found: Found) -> bool:
    return found.size >= _SENTENCE and found.text.endswith(".")


def _may_be_title(found: Found, descriptions: set[str]) -> bool:
    return (
        len(words(found.text)) > 1
        and len(found.text) <= _LONGEST
        and found.linked < 0.5
        and found.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}
        and not is_call(found.text)
        and not is_template(found.text)
        and not is_site(found.text)
        and not is_stamp(found.text)
        and fold(found.text) not in descriptions
        and not re.search(r"[;:,]$", found.text)
        and not _is_beside(found)
        and not is_banner(found.node)
    )


def _is_beside(found: Found) -> bool:
    return any(is_aside(node) for node in ancestors(found.node))


def _is_capitals(text: str) -> bool:
    return len(words(text)) > 2 and text.upper() == text
