"""Repeated rows on a page: which elements are the entries of its list, and where link, title, date and number stand."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import mean
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.discovery.entry import web_address
from crawlers.discovery.rows import pick, when
from crawlers.words import clean, fold, words
from nguon.new_source.selectors import first_fit, lasting_classes, names_of, selectors_of
from transforms.law.numbers import find_numbers

_LEAST_ROWS = 3
_LEAST_DATED = 2
_TITLE_WORDS = 4
_MOST_WORDS = 20
_MOST_LINKS = 3000
_MOST, _SOME, _NEARLY_ALL = 0.7, 0.3, 0.85
_HIGHEST = 7
_SHORT, _SHORTER = 70, 40
_HEADINGS = "h1, h2, h3, h4, h5"
_TIMES = ("datetime", "title", "data-time", "data-date", "content")
_ISSUE = re.compile(r"^(?:cong bao )?so(?: cong bao)? \d+|^cong bao so")
_FURNITURE = frozenset({"nav", "footer"})
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:menu|nav\w*|breadcrumbs?|footer|most-?\w+|doc-?nhieu|xem-?nhieu|hot|related|tags?|banner)(?=$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundRows:
    """A list that was recognised: its selectors as `Rows` has them.

    `urls` and `titles` are the entries' own, in the page's order; `dated` is the share of the rows with a date, 0 to 1;
    `score` orders the lists of one page.
    """

    row: str
    link: str
    title: str
    date: str
    number: str
    urls: tuple[str, ...]
    titles: tuple[str, ...]
    dated: float
    score: float

    @property
    def rules(self) -> dict[str, str]:
        """The fields of `Rows` that have a value."""
        every = {
            "row": self.row,
            "link": self.link,
            "title": self.title,
            "date": self.date,
            "number": self.number,
        }
        return {name: value for name, value in every.items() if value}


@dataclass(slots=True)
class _Row:
    node: LexborNode
    links: list[LexborNode] = field(default_factory=list)

    @property
    def main(self) -> LexborNode:
        """The link that bears the title: the one in a heading, else the first; an excerpt may be a link, too."""
        return next(filter(_in_heading, self.links), self.links[0])


def find_rows(tree: LexborHTMLParser, page: str) -> list[FoundRows]:
    """The lists on `page` (its address), the likeliest first."""
    groups: dict[tuple[object, ...], dict[int, _Row]] = {}
    for link in tree.css("a[href]")[:_MOST_LINKS]:
        if not _names_an_item(link, page):
            continue
        for node in islice(_up(link), _HIGHEST):
            for signature in _signatures(node):
                row = groups.setdefault(signature, {}).setdefault(node.mem_id, _Row(node))
                row.links.append(link)
    found = (_describe(tree, page, list(group.values())) for group in groups.values())
    return sorted(filter(None, found), key=lambda rows: -rows.score)


def _names_an_item(link: LexborNode, page: str) -> bool:
    """Whether a link of the site itself has words enough for a title, or a document's number."""
    address = web_address(page, link.attributes.get("href") or "")
    if not address or not same_site(address, page) or address.partition("#")[0] == page.partition("#")[0]:
        return False
    title = _title(link)
    return len(words(title)) >= _TITLE_WORDS or bool(find_numbers(title)) or names_issue(title)


def names_issue(title: str) -> bool:
    """Whether a title is a gazette's issue: `Công báo số 223 + 224`, `Số 19 ngày 25/3`."""
    return bool(_ISSUE.match(fold(title)))


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are on hosts of one site, such as www.a.vn and cdn.a.vn."""
    hosts = [(urlsplit(each).hostname or "").removeprefix("www.") for each in (one, other)]
    return bool(hosts[0]) and (
        hosts[0] == hosts[1] or any(a.endswith(f".{b}") for a, b in (hosts, hosts[::-1]))
    )


def _in_heading(link: LexborNode) -> bool:
    around = islice(_up(link), 3)
    return bool(link.css_first(_HEADINGS)) or any(node.tag in _HEADINGS.split(", ") for node in around)


def _title(link: LexborNode) -> str:
    return clean(link.text(separator=" "))


def _up(node: LexborNode) -> Iterator[LexborNode]:
    """`node` and the elements around it."""
    current: LexborNode | None = node
    while current is not None and current.is_element_node and current.tag not in {"body", "html"}:
        yield current
        current = current.parent


def _signatures(node: LexborNode) -> Iterator[tuple[object, ...]]:
    """What rows of one list have in common: tag and lasting classes, their own, and their parent's too."""
    parent, classes = node.parent, lasting_classes(node)
    outer = (parent.tag, *lasting_classes(parent), parent.attributes.get("id")) if parent else ()
    yield (node.tag, *classes, "", *outer)
    if classes:
        yield (node.tag, *classes)


def _describe(tree: LexborHTMLParser, page: str, rows: list[_Row]) -> FoundRows | None:
    """The list that these rows are, None where they are none or no selector tells them from the rest."""
    if not _alike(rows):
        return None
    selector = _row_selector(tree, rows)
    if not selector:
        return None
    link, title = _link(rows, page)
    if not link:
        return None
    date, dated = _date(rows)
    if len(rows) < _LEAST_ROWS and not date:
        return None
    number = _number(rows)
    urls = [web_address(page, row.main.attributes.get("href") or "") or "" for row in rows]
    titles = [_title(row.main) for row in rows]
    score = _score(rows, titles, dated=dated, numbered=bool(number))
    return FoundRows(selector, link, title, date, number, tuple(urls), tuple(titles), dated, score)


def _alike(rows: Sequence[_Row]) -> bool:
    """Whether there are enough rows, each with one item of its own."""
    if len(rows) < _LEAST_DATED:
        return False
    targets = [{link.attributes.get("href") for link in row.links} for row in rows]
    return mean(map(len, targets)) < 1.5 and len(set.union(*targets)) > _MOST * len(rows)


def _score(rows: Sequence[_Row], titles: Sequence[str], *, dated: float, numbered: bool) -> float:
    """Words of titles, each title once; more where rows have dates, less where they stand in what is no content."""
    told = sum(min(len(words(title)), _MOST_WORDS) for title in set(titles))
    beside = mean(any(_is_beside(node) for node in _up(row.node)) for row in rows)
    bare = all(row.node.mem_id == row.main.mem_id for row in rows)
    return told * (1 + dated / 2) * (1.3 if numbered else 1) * (1 - 0.8 * beside) * (0.95 if bare else 1)


def _is_beside(node: LexborNode) -> bool:
    label = " ".join(node.attributes.get(name) or "" for name in ("class", "id"))
    return node.tag in _FURNITURE or bool(_BESIDE.search(label))


def _row_selector(tree: LexborHTMLParser, rows: Sequence[_Row]) -> str | None:
    """A selector that finds these rows and nothing else; or else hardly anything else."""
    ids = {row.node.mem_id for row in rows}

    def found(selector: str) -> tuple[int, int]:
        nodes = [node.mem_id for node in tree.css(selector)]
        return len(ids & set(nodes)), len(nodes)

    def exact(selector: str) -> bool:
        return found(selector) == (len(ids), len(ids))

    def nearly(selector: str) -> bool:
        hits, every = found(selector)
        return hits == len(ids) and every <= 1.1 * hits + 1

    candidates = [each for each in selectors_of(rows[0].node) if ":nth-child" not in each]
    return (
        first_fit(iter(candidates), exact) or first_fit(iter(candidates), nearly) or _linked(tree, rows, ids)
    )


def _linked(tree: LexborHTMLParser, rows: Sequence[_Row], ids: set[int]) -> str | None:
    """Rows that are told from others only by what they hold: `li:has(a.title)`."""
    inside = [*_inside(rows[0].main), rows[0].main, *_inside(rows[0].node)]
    inner = [
        f":has({name})"
        for name in dict.fromkeys(name for node in inside for name in list(names_of(node))[:-1])
    ]
    candidates = (f"{name}{has}" for name in selectors_of(rows[0].node) for has in inner)
    return first_fit(candidates, lambda each: {node.mem_id for node in tree.css(each)} == ids)


def _link(rows: Sequence[_Row], page: str) -> tuple[str, str]:
    """The picks of link and title; the title's is empty where the link's own text is the title."""
    if all(row.node.mem_id == row.main.mem_id for row in rows):
        return ":self", _fuller_title(rows, "")
    wanted = [web_address(page, row.main.attributes.get("href") or "") for row in rows]

    def leads(selector: str) -> bool:
        links = [row.node.css_first(selector) for row in rows]
        found = [link and web_address(page, link.attributes.get("href") or "") for link in links]
        return found == wanted

    def speaks(selector: str) -> bool:
        return leads(selector) and [pick(row.node, selector) for row in rows] == [
            _title(row.main) for row in rows
        ]

    candidates = ["a", *_inner(rows[0].main)]
    if selector := first_fit(iter(candidates), speaks):
        return selector, _fuller_title(rows, selector) or _other_title(rows)
    selector = first_fit(iter(candidates), leads) or ""
    title = first_fit(iter(candidates), lambda each: _takes(rows, each, lambda row: _title(row.main)))
    named = title or _other_title(rows) or _most_titled(rows, candidates)
    return (selector, named) if named else ("", "")


def _most_titled(rows: Sequence[_Row], candidates: Sequence[str]) -> str:
    """The pick of something to read in most rows, where they are not all built alike."""
    picks = [*candidates, *_HEADINGS.split(", ")]
    return (
        first_fit(iter(picks), lambda each: mean(bool(pick(row.node, each)) for row in rows) > _NEARLY_ALL)
        or ""
    )


def _other_title(rows: Sequence[_Row]) -> str:
    """The pick of the longest text that leads to the item, where the first such text is but its number."""
    if not all(len(words(_title(row.main))) < _TITLE_WORDS for row in rows):
        return ""
    target = rows[0].main.attributes.get("href")
    same = [link for link in rows[0].links if link.attributes.get("href") == target]
    longest = max(same, key=lambda link: len(_title(link)))
    inner = [node for node in (*_inside(longest), longest) if _title(node) == _title(longest)]
    named = (name for node in inner for name in _inner(node))
    return (
        first_fit(named, lambda each: all(len(words(pick(row.node, each))) >= _TITLE_WORDS for row in rows))
        or ""
    )


def _fuller_title(rows: Sequence[_Row], selector: str) -> str:
    """The pick of the link's `title` attribute, where the text is cut short or has a date in it."""
    if not all(row.main.attributes.get("title") for row in rows):
        return ""
    cut = [row for row in rows if re.search(r"(?:…|\.\.\.)$", _title(row.main))]
    fuller = all(len(row.main.attributes.get("title") or "") > len(_title(row.main)) for row in cut)
    dated = any(_dates_itself(node, _SHORTER) for row in rows for node in _inside(row.main))
    return f"{selector}@title" if (cut and fuller) or dated else ""


def _takes(rows: Sequence[_Row], rule: str, value: Callable[[_Row], str]) -> bool:
    return all(pick(row.node, rule) == value(row) for row in rows)


def _date(rows: Sequence[_Row]) -> tuple[str, float]:
    """The pick of the rows' date, and the share of rows that have one."""
    best = ("", 0.0)
    for row in rows[:3]:
        for candidate in _date_picks(row):
            share = mean(when(pick(each.node, candidate)) is not None for each in rows)
            if share > best[1]:
                best = (candidate, share)
            if best[1] == 1:
                return best
    return best if best[1] >= _SOME else ("", 0.0)


def _date_picks(row: _Row) -> Iterator[str]:
    """Picks of what looks like a date in this row; inside the link only where an element holds nothing else."""
    inside = {node.mem_id for node in _inside(row.main)}
    for node in _inside(row.node):
        if node.mem_id == row.main.mem_id or node.css_first("a[href]"):
            continue
        for name in _TIMES:
            if node.mem_id not in inside and when(node.attributes.get(name) or "") is not None:
                yield from (f"{selector}@{name}" for selector in islice(_inner(node), 6))
        if _dates_itself(node, _SHORTER if node.mem_id in inside else _SHORT):
            yield from islice(_inner(node), 30)


def _inner(node: LexborNode) -> Iterator[str]:
    """Selectors for what stands in a row, where a bare tag may do."""
    yield from names_of(node)
    yield from selectors_of(node)


def _inside(node: LexborNode) -> list[LexborNode]:
    """The elements in `node`, the deepest of a branch before those around it."""
    return [each for each in node.traverse() if each.is_element_node and each.mem_id != node.mem_id][::-1]


def _dates_itself(node: LexborNode, longest: int) -> bool:
    text = clean(node.text(separator=" "))
    return len(text) <= longest and when(text) is not None


def _number(rows: Sequence[_Row]) -> str:
    """The pick of the rows' document numbers, where they stand in an element of their own."""
    for row in rows[:3]:
        inside = {node.mem_id for node in row.main.traverse() if node.is_element_node}
        for node in _inside(row.node):
            text = clean(node.text(separator=" "))
            if node.mem_id in inside - {row.main.mem_id} or len(text) > _SHORT or not find_numbers(text):
                continue
            for candidate in islice(_inner(node), 30):
                if mean(bool(find_numbers(pick(each.node, candidate))) for each in rows) >= _MOST:
                    return candidate
    return ""
