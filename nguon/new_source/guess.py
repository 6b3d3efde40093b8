"""A layout guessed from a few pages: where the general extractor finds an article's parts, by names that all pages share."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.dates import parse_moment
from crawlers.discovery.entry import web_address
from crawlers.errors import NguonError
from crawlers.source import Layout, Source
from crawlers.words import clean, fold, words
from nguon.new_source.rows import same_site
from nguon.new_source.selectors import first_fit, names_of, selector_for, selectors_of
from transforms.article import Article
from transforms.extract import Page, extract
from transforms.extract.blocks import is_link, read_blocks
from transforms.extract.decode import decode
from transforms.extract.gazette import properties
from transforms.extract.general import body_marks, find_main, is_lead

_NAMED = re.compile(r"[.#\[]")
_LABELS = re.compile(
    r"so(?: ky)? hieu(?: van ban)?|so van ban|loai van ban|the loai|hinh thuc van ban|(?:co quan|noi|don vi) ban hanh|"
    r"ngay (?:ban hanh|ky|(?:co )?hieu luc)|hieu luc tu ngay|nguoi ky|trich yeu(?: noi dung)?|so cong bao|"
    r"tinh trang hieu luc|linh vuc|chuc danh"
)
_FILE = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)
_TITLES = "h1, h2, h3, h4, [class*=title], [class*=tieu], [id*=title], strong"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_PARTS = frozenset({"div", "section", "article", "main", "td", "table", "tbody", "tr"})
_LEAD_NAME = re.compile(
    r"[._#-](?:desc(?:ription|riptive)?|sapo|lead|summary|intro|tom-?tat)\b", re.IGNORECASE
)
_RELATED = re.compile(
    r"(?:tin|bai)(?: viet)? (?:moi|khac|lien quan|cung chuyen muc)(?: nhat)?|doc them|xem them|tham khao them"
)
_TIME_NAME = re.compile(r"date|time|ngay|publish|post-?on|created?", re.IGNORECASE)
_CREDIT = re.compile(r"^\W*(?:nguồn(?: tin)?|theo|bài gốc|xem bài gốc|source|original)\b", re.IGNORECASE)
_SHORT = 90
_MOST_NAMES = 4
_MOST_PAIRED = 40
_STEPS = 3
_LINKED = 0.5
_LEAST_LEAD, _MOST_LEAD = 5, 150


@dataclass(frozen=True, slots=True)
class Opened:
    """A fetched page, parsed, with what the general way reads on it; `article` is None where that is nothing."""

    page: Page
    tree: LexborHTMLParser
    article: Article | None
    main: LexborNode | None

    @property
    def chain(self) -> list[LexborNode]:
        """The body's element and those around it, the nearest first."""
        nodes = [self.main] if self.main else []
        while nodes and len(nodes) <= _STEPS and (up := nodes[-1].parent) and up.tag not in {"body", "html"}:
            nodes.append(up)
        return nodes


def open_page(page: Page, of: Source) -> Opened:
    """Parse `page` and read it without any layout, in the language of the source to be."""
    tree = LexborHTMLParser(decode(page.body, page.content_type)[0])
    try:
        article = extract(page) if of.language == "vi" else extract(page, source=of, site_rules=False)
    except NguonError:
        article = None
    main = find_main(read_blocks(tree.body), of.language) if article and tree.body else None
    title = _title_node(tree, article) if article else None
    return Opened(page, tree, article, _without_head(main, title) if main and title else main)


def _without_head(main: LexborNode, title: LexborNode) -> LexborNode:
    """The part of a body's element that holds most of its text, where the element holds the title, too."""
    while title.mem_id in {node.mem_id for node in main.traverse()}:
        whole = len(clean(main.text()))
        parts = [node for node in main.iter() if node.tag in _PARTS and len(clean(node.text())) > whole / 2]
        if not parts:
            break
        main = parts[0]
    return main


def document_files(page: Opened) -> list[str]:
    """The files (hrefs) that a document's page links to; none on any other page."""
    if len(_labelled(page.tree)) < _STEPS:
        return []
    return [link.attributes.get("href") or "" for link in _files(page.tree)]


def guess_layout(pages: Sequence[Opened]) -> Layout | None:
    """The layout that the pages have in common, None where not even title and body have a name.

    Only what at least two pages of three have is taken; a single page is taken at its word.
    """
    if document := _document(pages):
        return Layout.model_validate(document)
    read = [each for each in pages if each.article and each.main]
    if not read or len(read) < len(pages) / 2:
        return None
    title, body = _title(read), _body(read)
    if not title or not body:
        return None
    fields: dict[str, Any] = {
        "title": title,
        "lead": _lead(read, body),
        "body": body,
        "published": _published(read),
    }
    fields |= _marks(read)
    return Layout.model_validate({name: value for name, value in fields.items() if value})


def _most(found: Sequence[tuple[LexborHTMLParser, LexborNode]], pages: Sequence[Opened]) -> bool:
    return bool(found) and len(found) * 3 >= 2 * len(pages)


def _selector_of_most(
    found: Sequence[tuple[LexborHTMLParser, LexborNode]], pages: Sequence[Opened]
) -> str | None:
    """What finds the elements on all pages by a name; else on those, most of all, where they are named alike."""
    whole = selector_for(found)
    if whole and _NAMED.search(whole):
        return whole
    alike: dict[tuple[str, ...], list[tuple[LexborHTMLParser, LexborNode]]] = {}
    for tree, node in found:
        alike.setdefault(tuple(names_of(node)), []).append((tree, node))
    largest = max(alike.values(), key=len, default=[])
    return selector_for(largest) if _most(largest, pages) else whole


def _title(pages: Sequence[Opened]) -> str | None:
    found = [
        (each.tree, node) for each in pages if each.article and (node := _title_node(each.tree, each.article))
    ]
    return selector_for(found) if len(found) == len(pages) else None


def _title_node(tree: LexborHTMLParser, article: Article) -> LexborNode | None:
    """The heading, or what is named like one, that says the title as the page's own statements do."""
    stated = [tree.css_first('meta[property="og:title"]'), tree.css_first("title")]
    told = [(node.attributes.get("content") or node.text()) for node in stated if node]
    wanted = {fold(each) for each in (article.title, *told) if each}
    nodes = [node for node in tree.css(_TITLES) if fold(node.text(separator=" ")) in wanted]
    return min(nodes, key=lambda node: node.tag if node.tag in _HEADINGS else "h9", default=None)


def _body(pages: Sequence[Opened]) -> str | None:
    """What finds one element on each page: the body's own, or one close around it."""
    chains = [(each.tree, [node.mem_id for node in each.chain]) for each in pages]

    def fits(selector: str) -> bool:
        found = [([node.mem_id for node in tree.css(selector)], ids) for tree, ids in chains]
        return all(len(hits) == 1 and hits[0] in ids for hits, ids in found)

    named = (name for node in pages[0].chain for name in selectors_of(node) if ":nth" not in name)
    return first_fit(named, fits)


def _lead(pages: Sequence[Opened], body: str) -> str | None:
    found = [(each.tree, node) for each in pages if (node := _lead_node(each))]
    if not _most(found, pages):
        return None
    selector = _selector_of_most(found, pages)
    return selector if selector and _NAMED.search(selector) and selector != body else None


def _lead_node(page: Opened) -> LexborNode | None:
    """The outermost element that says the lead and nothing else but an agency's mark; else what is named a lead."""
    wanted = fold(page.article.lead) if page.article else ""
    nodes = page.tree.css("h2, h3, h4, p, div, span, strong")
    for node in nodes if wanted else []:
        text = fold(node.text(separator=" "))
        if text.endswith(wanted) and len(text) < len(wanted) + 40:
            return node
    inside = {node.mem_id for node in page.main.traverse()} if page.main else set()
    named = [node for node in nodes if (is_lead(node) or _is_named_lead(node)) and node.mem_id not in inside]
    return next((node for node in named if _LEAST_LEAD < len(words(node.text())) < _MOST_LEAD), None)


def _is_named_lead(node: LexborNode) -> bool:
    return any(_LEAD_NAME.search(name) for name in list(names_of(node))[:-1])


def _published(pages: Sequence[Opened]) -> str | None:
    """Where the time stands, if the pages do not state it for machines and the text does not by itself."""
    told = [each.article.evidence.get("published_at", "") for each in pages if each.article]
    stated = [each.startswith(("JSON-LD", "meta", "microdata", "time of issue")) for each in told]
    if sum(stated) * 3 >= 2 * len(pages):
        return None
    found = [(each.tree, node) for each in pages if (node := _time_node(each))]
    return _selector_of_most(found, pages) if _most(found, pages) else None


def _time_node(page: Opened) -> LexborNode | None:
    """The innermost short element with the time that the general way took; else the first that is named like one."""
    moment = page.article.published_at if page.article else None
    nodes = [
        (node, parse_moment(text))
        for node in page.tree.css("time, span, p, div, li, td, i, em, b, strong, small")
        if len(text := clean(node.text(separator=" "))) < _SHORT
    ]
    told = [node for node, when in nodes if when is not None and when == moment]
    named = [node for node in told if len(list(names_of(node))) > 1]
    timed = [node for node, when in nodes if when is not None and _TIME_NAME.search(" ".join(names_of(node)))]
    return (named or told)[-1] if told else next(iter(timed), None)


def original_link(pages: Sequence[Opened]) -> str | None:
    """The pick of the link to an item's original, on pages that name one on another site: `Nguồn: <a href=…>`."""
    found = [(each.tree, node) for each in pages for node in _credits(each)[:1]]
    if not _most(found, pages):
        return None
    selector = selector_for(found)
    return f"{selector}@href" if selector and selector != "a" else None


def _credits(page: Opened) -> list[LexborNode]:
    """Links to other sites that stand after words such as `Nguồn`."""
    links = [link for link in page.tree.css("a[href]") if _leads_away(link, page.page.url)]
    around = [(link, link.parent.text(separator=" ") if link.parent else "") for link in links]
    return [link for link, text in around if _CREDIT.match(clean(text))]


def _leads_away(link: LexborNode, url: str) -> bool:
    address = web_address(url, link.attributes.get("href") or "")
    return bool(address) and not same_site(address or "", url)


def _marks(pages: Sequence[Opened]) -> dict[str, str]:
    """Captions, bylines and what is no part of the article, inside the body."""
    found = [(each.main, body_marks(each.main)) for each in pages if each.main]
    captions = _named([(main, marks.captions) for main, marks in found])
    captions = [name for name in captions if not name.startswith("fig")]
    lists = {
        "caption": ["figcaption", *captions] if captions else [],
        "byline": _named([(main, marks.bylines) for main, marks in found]),
        "drop": _named([(main, marks.dropped | _link_boxes(main)) for main, marks in found]),
    }
    return {name: ", ".join(values) for name, values in lists.items() if values}


def _link_boxes(main: LexborNode) -> frozenset[int]:
    """Boxes in a body that are short and mostly links, or but the heading over such links: to related items, as a rule."""
    boxes = [node for node in main.css("div, section, aside, ul") if node.mem_id != main.mem_id]
    short = [node for node in boxes if len(words(node.text())) < _MOST_LEAD]
    return frozenset(
        node.mem_id for node in short if _linked(node) > _LINKED or _RELATED.fullmatch(fold(node.text()))
    )


def _linked(node: LexborNode) -> float:
    """Share of an element's letters that are in links to other pages, 0 to 1."""
    every = len(clean(node.text()))
    return sum(len(clean(link.text())) for link in node.css("a") if is_link(link)) / every if every else 0.0


def _named(found: Sequence[tuple[LexborNode, frozenset[int]]]) -> list[str]:
    """Names that find nothing in any body but elements of those ids, or what is inside them; the commonest first."""
    within = [(main, marked | _inside(main, marked)) for main, marked in found]
    counted = Counter(
        name
        for main, marked in found
        for node in _outermost(main, marked)
        if (name := _own_name(node, within))
    )
    return [name for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))][:_MOST_NAMES]


def _own_name(node: LexborNode, within: Sequence[tuple[LexborNode, frozenset[int]]]) -> str | None:
    def fits(name: str) -> bool:
        return all(each.mem_id in marked for main, marked in within for each in main.css(name))

    kind = node.attributes.get("type") or ""
    typed = [f'{node.tag}[type="{kind}"]'] if re.fullmatch(r"[\w-]+", kind) else []
    return first_fit(iter([*typed, *list(names_of(node))[:-1]]), fits)


def _outermost(main: LexborNode, marked: frozenset[int]) -> Iterator[LexborNode]:
    inside = _inside(main, marked)
    yield from (node for node in main.traverse() if node.mem_id in marked - inside)


def _inside(main: LexborNode, marked: frozenset[int]) -> frozenset[int]:
    """Ids of the elements inside those that are marked."""
    nodes = [node for node in main.traverse() if node.mem_id in marked]
    return frozenset(
        each.mem_id
        for node in nodes
        for each in node.traverse()
        if each.is_element_node and each.mem_id != node.mem_id
    )


def _document(pages: Sequence[Opened]) -> dict[str, str] | None:
    """The layout of a document's page: labels, their values, and the files that hold the text."""
    listed = [(each, _labelled(each.tree)) for each in pages]
    told = [(each, pairs) for each, pairs in listed if len(pairs) >= _STEPS]
    files = [each for each, _ in told if _files(each.tree)]
    if not told or len(files) * 3 < 2 * len(pages):
        return None
    pair = _pair(told)
    if not pair:
        return None
    title = _document_title([each for each, _ in told]) or _subject(told, pair[0])
    if not title:
        return None
    plain = all(
        (link.attributes.get("href") or "").lower().endswith(".pdf")
        for each in files
        for link in _files(each.tree)
    )
    attachments = 'a[href$=".pdf"]' if plain else 'a[href*=".pdf"]'
    return {"title": title, "names": pair[0], "values": pair[1], "attachments": attachments}


def _files(tree: LexborHTMLParser) -> list[LexborNode]:
    return [link for link in tree.css("a[href]") if _FILE.search(link.attributes.get("href") or "")]


def _labelled(tree: LexborHTMLParser) -> list[tuple[LexborNode, LexborNode]]:
    """Labels of a document's properties, each with the element that holds its value."""
    nodes = tree.css("td, th, dt, span, label, strong, b, p, div")
    labels = [node for node in nodes if _LABELS.fullmatch(fold(node.text(separator=" ")))]
    return [(label, value) for label in labels if (value := _value_of(label)) is not None]


def _value_of(label: LexborNode) -> LexborNode | None:
    after = label.next
    while after is not None and not after.is_element_node:
        after = after.next
    return after


def _pair(told: Sequence[tuple[Opened, list[tuple[LexborNode, LexborNode]]]]) -> tuple[str, str] | None:
    """Selectors of labels and values that pair them on every page."""
    first_label, first_value = told[0][1][0]
    values = list(selectors_of(first_value))[:_MOST_PAIRED]
    for names in list(selectors_of(first_label))[:_MOST_PAIRED]:
        for selector in (*values, f"{names} + {first_value.tag}"):
            layout = Layout(title="h1", names=names, values=selector)
            if all(_pairs_well(each, pairs, layout) for each, pairs in told):
                return names, selector
    return None


def _pairs_well(page: Opened, pairs: list[tuple[LexborNode, LexborNode]], layout: Layout) -> bool:
    """Whether a layout's names and values are in step, for every label that we know."""
    names, values = (
        [node.mem_id for node in page.tree.css(rule or "")] for rule in (layout.names, layout.values)
    )
    step = dict(zip(names, values, strict=False))
    in_step = all(step.get(label.mem_id) == value.mem_id for label, value in pairs)
    return in_step and {"number", "issued_on"} <= properties(page.tree, layout).keys()


def _document_title(pages: Sequence[Opened]) -> str | None:
    """The first heading of each page, if it has one name on all of them and says enough."""
    nodes = [(each.tree, each.tree.css_first("h1, h2, h3, [class*=title]")) for each in pages]
    found = [(tree, node) for tree, node in nodes if node and len(words(node.text())) > _STEPS]
    return selector_for(found) if len(found) == len(pages) else None


def _subject(told: Sequence[tuple[Opened, list[tuple[LexborNode, LexborNode]]]], names: str) -> str | None:
    """What finds the value of the label `Trích yếu`, for pages that call a document by nothing else."""
    tags = [
        value.tag for _, pairs in told for label, value in pairs if fold(label.text()).startswith("trich yeu")
    ]
    return (
        f'{names}:lexbor-contains("Trích yếu") + {tags[0]}'
        if len(tags) == len(told) and len(set(tags)) == 1
        else None
    )
