"""A page that its scripts write: the article that stands in its data, where no reader without scripts sees a word."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.numbers import unescaped
from crawlers.words import clean, fold
from transforms.article import BlockKind
from transforms.extract.blocks import Found
from transforms.extract.draft import Draft
from transforms.extract.general import marked_body
from transforms.extract.measure import size
from transforms.extract.structured import Claim, Structured

_DATA = 'script[type="application/ld+json"], script#__NEXT_DATA__, script#__NUXT_DATA__, script[type="application/json"]'
_TITLES = ("headline", "title", "name", "tieuDe", "tieude", "ten")
_BODIES = (
    "articleBody",
    "content",
    "body",
    "detail",
    "contentHtml",
    "html",
    "noiDung",
    "noidung",
    "fullText",
)
_LEADS = ("sapo", "lead", "summary", "tomTat", "tomtat", "trichYeu")
_TIMES = (
    "datePublished",
    "publishedAt",
    "publishedDate",
    "publishDate",
    "publishTime",
    "ngayDang",
    "ngayXuatBan",
)
_LEAST = 40
_DEEPEST = 12
_MOST = 20_000
_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|table|span)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """What an object of a page's data says as an article."""

    title: str
    lead: str
    body: str
    published: str
    rule: str


def draft_by_data(tree: LexborHTMLParser, told: Structured, language: str) -> Draft | None:
    """The article in a page's data that has the title which the page states; None where that is none, or not one alone.

    Its time is added to what the page states.
    """
    head = tree.css_first("title")
    named = clean(head.text()) if head else ""
    stated = f" {fold(told.title)} {fold(named)} "
    items = {each.body: each for each in _items(tree) if f" {fold(each.title)} " in stated}
    if len(items) != 1 or tree.body is None:
        return None
    item = next(iter(items.values()))
    found = _blocks(item.body, tree.body, language)
    draft = Draft(title=item.title, found=found, around=found)
    draft.evidence.update(title=item.rule, body=item.rule)
    if item.lead and fold(item.lead) not in {fold(each.text) for each in found[:2]}:
        draft.lead, draft.evidence["lead"] = item.lead, item.rule
    if item.published and all(claim.raw != item.published for claim in told.claims):
        told.claims.append(Claim("published", item.published, item.rule))
    return draft


def _items(tree: LexborHTMLParser) -> Iterator[_Item]:
    for node in tree.css(_DATA):
        try:
            value = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        of_page = "ld+json" not in (node.attributes.get("type") or "")
        rule = f"data {node.attributes.get('id') or 'in the page'}" if of_page else "JSON-LD articleBody"
        yield from (item for each in _objects(value) if (item := _item(each, rule)))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in a value, a bounded number of them."""
    waiting = [(value, 0)]
    for _ in range(_MOST):
        if not waiting:
            return
        each, depth = waiting.pop()
        if isinstance(each, dict):
            yield each
        children = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        if depth < _DEEPEST:
            waiting += [(child, depth + 1) for child in children if isinstance(child, dict | list)]


def _item(found: dict[str, Any], rule: str) -> _Item | None:
    title, body = _text(found, _TITLES), _text(found, _BODIES, plain=False)
    if not title or size(re.sub(r"<[^>]*>", " ", body)) < _LEAST:
        return None
    of_data = not rule.startswith("JSON-LD")
    lead = re.sub(r"<[^>]*>", " ", _text(found, _LEADS)) if of_data else ""
    return _Item(title, clean(lead), body, _text(found, _TIMES), rule)


def _text(found: dict[str, Any], names: tuple[str, ...], *, plain: bool = True) -> str:
    values = (found.get(name) for name in names)
    text = next((value for value in values if isinstance(value, str) and value.strip()), "")
    return clean(unescaped(text)) if plain else text


def _blocks(body: str, node: LexborNode, language: str) -> list[Found]:
    """The blocks of a text with or without markup; one without is a paragraph a line."""
    markup = body if _MARKUP.search(body) else unescaped(body)
    if _MARKUP.search(markup):
        root = LexborHTMLParser(markup).body
        return marked_body(root, language) if root is not None else []
    lines = (clean(line) for line in markup.splitlines())
    return [Found(BlockKind.PARAGRAPH, line, node) for line in lines if line]
