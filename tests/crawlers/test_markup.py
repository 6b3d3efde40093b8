"""What no parser bears is never given to one."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawlers.capture import Role
from crawlers.errors import BadDocument
from crawlers.judge import judge
from crawlers.markup import (
    DEEPEST,
    MOST_PAIRS,
    attribute_pairs,
    made_anew,
    may_be_markup,
    nesting,
    parse_html,
    unbearable,
)
from crawlers.traps import text_digest
from tests.conftest import RECORDED
from transforms.extract.checks import not_html

SECONDS = 5.0
LONG = 300_000
MANY = b" ".join(b"a%d" % number for number in range(80_000))
HOSTILE = {
    "one tag": b"<p " + MANY + b">",
    "values": b"<p " + b" ".join(b"a%d='>'" % number for number in range(80_000)) + b">",
    "slashes": b"<p/" + MANY.replace(b" ", b"/") + b">",
    "body after body": b"<body>" + b"".join(b"<body a%d>" % number for number in range(80_000)),
    "html after html": b"".join(b"<HTML a%d>" % number for number in range(80_000)),
    "many tags": (b"<p " + MANY[:6000] + b">") * 300,
    "after a comment": b'<!-- <a x=" --><p ' + MANY + b'> "',
    "after a script": b"<script>if (a<b && c=='<a x=') {}</script><p " + MANY + b">",
    "in foreign markup": b'<svg><![CDATA[ <a x=" ]]></svg><p ' + MANY + b">",
    "inside a value": b"<a x='<p " + MANY + b">'>",
    "UTF-16": b"\xff\xfe" + (b"<p " + MANY + b">").decode().encode("utf-16-le"),
    "deep": b"<div>" * 100_000,
    "deep, with end tags of nothing": b"<ul><li></x>" * 200_000,
    "deep, with end tags in comments": b"<div><!--</div>-->" * 120_000,
}


def took(read) -> float:
    before = time.process_time()
    read()
    return time.process_time() - before


@pytest.mark.parametrize("case", HOSTILE)
def test_what_would_keep_a_parser_busy_is_refused_in_time(case):
    body = HOSTILE[case]

    def read() -> None:
        with pytest.raises(BadDocument, match=r"attributes|nested|did not come to its end"):
            parse_html(body, "https://dongmau.vn/")

    assert took(read) < SECONDS


@pytest.mark.parametrize(
    "front", [b"<!doctype html><title>Tin</title>", b" " * 5000, b"%PDF-1.7\n", b"<?xml version='1.0'?><rss>"]
)
def test_no_disguise_leads_past_the_guard(front):
    """Bytes that the judge takes for no page would reach the parser all the same, if the host's header calls them one."""
    body = front + HOSTILE["one tag"]

    def read() -> None:
        fault = judge("https://dongmau.vn/", 200, "text/html", body, role=Role.ITEM)
        text_digest(body)
        if fault is None:  # no page, and so an empty one
            assert parse_html(body).css("p") == []
        else:
            assert type(fault) is BadDocument

    assert took(read) < SECONDS


@pytest.mark.parametrize("role", [Role.ITEM, Role.REFERRAL, Role.DISCOVERY])
@pytest.mark.parametrize("status", [200, 503])
def test_such_a_page_is_judged_and_read_by_nobody(role, status):
    body = b"<html><body>" + HOSTILE["one tag"]
    assert took(lambda: judge("https://dongmau.vn/", status, "text/html", body, role=role)) < SECONDS
    assert took(lambda: text_digest(body)) < SECONDS
    assert "attributes" in (not_html(body) or "")


FORMATTING = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
SEEDS = [b"<a ", b"<a", b"<", b'<a b="', b"<a b='", b"<a b='\" ", b"<a b=\"' <c d='\" ", b"<a b='><c d=\">", b"=", b"'", b'"', b" ", b"/", b"<a/",
         b"<a =", b"<a \t\n", b"<a b \n =\n", b"</a ", b"<!--", b"-->", b"<a " + b"b " * 90 + b">", b"<a>", b"&", b"\0<"]  # fmt: skip


@pytest.mark.parametrize("front", [b"", b"<a ", b'<a b="', b"<a b='"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_count_itself_takes_time_in_proportion(seed, front):
    body = front + seed * (LONG // len(seed))
    assert took(lambda: attribute_pairs(body)) < SECONDS
    assert took(lambda: nesting(body)) < SECONDS


def attributes_seen(body: bytes, *, formatting: bool) -> int:
    """Pairs of attributes that the parser has compared at least, by what it found; `formatting` elements it makes anew."""
    nodes = [node for node in LexborHTMLParser(body).css("*") if formatting or node.tag not in FORMATTING]
    counts = [len(node.attributes) for node in nodes]
    return sum(count * (count + 1) // 2 for count in counts)


PIECES = st.lists(
    st.sampled_from(["<p", "<b", "<BODY", "<html", "<a<b", " a", " b=1", " c='x y'", ' d="<p e>"', "/", ">", "</p>", "<!--", "-->", '"', "'", "=",
                     "<script>", "</script>", "<svg>", "<![CDATA[", "]]>", "<title>", "</title>", "\n", " f = g", "<plaintext>", "<textarea"]),
    max_size=40,
).map("".join)  # fmt: skip


@given(PIECES | st.text("<>/ab= '\"!-", max_size=60))
@example(' d="<p e>"<b a<script><plaintext><p')
def test_no_trick_hides_an_attribute_from_the_count(text):
    body = text.encode()
    assert attributes_seen(body, formatting=False) <= attribute_pairs(body)
    assert attributes_seen(body, formatting=True) <= attribute_pairs(body) + made_anew(body)


@pytest.mark.parametrize("attributes", [5_000, 1])
def test_what_a_parser_makes_again_and_again_is_tried_first(attributes):
    """60 kB that a parser makes 3 GB of; and 1,500 elements that are left open, in each of 9,000 paragraphs."""
    left_open = b"<p>" + b"".join(
        b"<b x%d " % at + b" ".join(b"a%d" % each for each in range(attributes)) + b">"
        for at in range(1 if attributes > 1 else 1_500)
    )
    body = left_open + b"x</p>" + b"<p>x</p>" * (4_000 if attributes > 1 else 9_000)
    assert "MB" in unbearable(body)
    closed = body.replace(b"x</p>", b"x" + b"</b>" * left_open.count(b"<b ") + b"</p>", 1)
    assert unbearable(closed) == ""


def test_pages_as_they_are_come_nowhere_near():
    pages = [path.read_bytes() for path in RECORDED.rglob("*.htm*")]
    assert len(pages) > 20
    assert max(map(attribute_pairs, pages)) < MOST_PAIRS // 500
    assert {unbearable(page) for page in pages} == {""}


def test_a_long_page_is_only_long():
    page = b"<html><body>" + b"<div class=a><p title='b'>Tin <b>x</b></p></div>" * 20_000
    assert unbearable(page) == ""
    assert len(parse_html(page).css("p")) == 20_000


def test_what_is_no_markup_is_an_empty_page():
    assert not may_be_markup(b"%PDF-1.7 <a href=/x>")
    assert not may_be_markup(b"\xd0\xcf\x11\xe0\0\0\0<a href=/x>")
    assert may_be_markup("<a href=/x>".encode("utf-16"))
    assert parse_html(b"%PDF-1.7 <a href=/x>").css("a") == []
    assert len(parse_html(b"tin <a href=/x>").css("a")) == 1


@given(st.text("<>/divspanul =\"'", max_size=200).map(str.encode))
def test_nesting_is_never_less_than_none(body):
    assert 0 <= nesting(body) <= body.count(b"<")


def test_what_optional_end_tags_leave_open_is_not_deep():
    assert nesting(b"<ul>" + b"<li><p>a<br><img src=x>" * 5000 + b"</ul>") == 1
    assert nesting(b"<div>" * DEEPEST) == DEEPEST
