"""feedparser's own suite: what it claims of its feeds is so, the way in which we read them."""

import ast
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from crawlers.discovery import feed
from crawlers.discovery.entry import Entry, web_address
from crawlers.errors import BadDocument
from tests.torture.figures import figures
from tests.torture.suite import FOLDER, cases, holds, value_of

pytestmark = pytest.mark.shared

ADDRESS = "http://127.0.0.1:8097/tin/"
LINK = b"https://bao.dongmau.vn/bai.htm"
# Claims that do not hold, and why not.
UNMET = re.compile(
    r"illformed/chardet/"  # a charset guessed by chardet, which is not installed
    r"|encoding/utf-(?:16|32)[bl]e-bom"  # the name of the encoding: we have recoded the body before
    r"|encoding/bozo_http_i18n"  # the class of an exception
    r"|wellformed/http/headers_|wellformed/lang/http_content_language"  # headers that we do not pass on
    r"|json/"  # JSON feeds, which feedparser 6 does not know
    r"|wellformed/itunes/itunes_\w+_explicit_|wellformed/psc/"  # newer than feedparser 6
    r"|wellformed/atom(?:10)?/entry_link_(?:no_href_link_priority|rel_enclosure_no_href)"  # mended by `read_feed`
)


def claims(node: ast.expr) -> Iterator[tuple[int, str, Any]]:
    """What is claimed of single fields of entries: position, field, value."""
    match node:
        case ast.BoolOp(ast.And(), parts):
            for part in parts:
                yield from claims(part)
        case ast.Compare(first, operators, [*middle, last]) if all(
            isinstance(each, ast.Eq) for each in operators
        ):
            for side in (first, *middle):
                match side:
                    case ast.Subscript(
                        ast.Subscript(ast.Name("entries"), ast.Constant(at)), ast.Constant(name)
                    ):
                        yield at, name, value_of(last, {})


def linked(body: bytes) -> bytes:
    """The feed with a link in each of its entries: those without one we do not take."""
    body = re.sub(rb"<ITEM\b(?![^>]*HREF)", b'<ITEM HREF="' + LINK + b'"', body)
    body = re.sub(rb"(<item\b[^>]*>)", rb"\1<link>" + LINK + rb"</link>", body)
    return re.sub(rb"(<((?:\w+:)?)entry\b[^>]*>)", rb'\1<\2link href="' + LINK + rb'"/>', body)


def test_claims_of_the_suite_hold():
    told = Counter()
    for case in cases():
        try:
            held = holds(case.claim, feed._parse(case.body, case.url, case.content_type))
        except (BadDocument, ValueError):
            held = False
        told[held] += 1
        assert held or UNMET.match(case.name), (case.name, ast.unparse(case.claim))
    files = sum(path.is_file() for path in FOLDER.rglob("*"))
    assert figures("feedparser: its claims") == (files, told.total(), told[True], told[False])


def same(name: str, claimed: Any, entry: Entry, page: str) -> bool:
    """Whether an entry is as claimed; a title is one line without entities, an address absolute, a time a moment."""
    if name == "title":
        return entry.title == unescape(claimed).strip()
    if name == "link":
        return entry.url == web_address(page, claimed)
    when = entry.updated or entry.when if name == "updated_parsed" else entry.when
    return when is not None and timegm(when.utctimetuple()) == timegm(claimed)


def test_titles_links_and_times_are_what_the_suite_says():
    told: Counter[str] = Counter()
    for case in cases():
        page = case.url if case.url.startswith("http") else ADDRESS
        for at, name, claimed in claims(case.claim):
            if name not in {"title", "link", "published_parsed", "updated_parsed"}:
                continue
            body = case.body if name == "link" else linked(case.body)
            found = feed.read_feed(body, page, case.content_type).entries
            assert len(found) > at, case.name
            assert same(name, claimed, found[at], page), (case.name, claimed, found[at])
            told[name] += 1
    assert told == Counter(title=73, link=24, published_parsed=5, updated_parsed=6)
    assert figures("feedparser: titles, links and times") == (told.total(), told.total(), told.total(), 0)
