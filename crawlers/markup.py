"""HTML from strangers: a parser's time grows with the square of two things, which are counted before one is asked.

It looks for each new attribute among those that its element has, and for each end tag among the elements that are open.
Nothing interrupts it once it runs. So whoever parses a stranger's page uses `parse_html`, or asks `unbearable` first.
How deep a page is cannot be counted for sure without a parser, nor how often it makes an element anew: a `<b>` that is
left open is made again, with its attributes, in each block that follows (HTML, section 13.2.4.3). So a page of very many
tags, or of many that may be made anew, is tried in a process of its own, which the kernel ends.
"""

import re
import subprocess
import sys
from array import array
from math import isqrt

from selectolax.lexbor import LexborHTMLParser

from crawlers.errors import BadDocument
from crawlers.media.sniff import SNIFFED, sniff

DEEPEST = 2000
"""Elements nested deeper are no page's."""
MOST_PAIRS = 50_000_000
"""Pairs of attributes that a parser would compare, at most: one element with 10,000 of them, or 100 with 1,000 each. Real
pages come to some ten thousand; so many take a parser a fifth of a second."""

_MANY_TAGS = 20_000
_MANY_MADE_ANEW = 2_000_000
_TRIAL_SECONDS = 2
_TRIAL_BYTES = 1 << 30
_TRIAL = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_CPU, ({_TRIAL_SECONDS}, {_TRIAL_SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({_TRIAL_BYTES}, {_TRIAL_BYTES}))
from selectolax.lexbor import LexborHTMLParser
LexborHTMLParser(sys.stdin.buffer.read())
"""
_OPTIONAL = b"p|li|td|th|tr|dt|dd|tbody|thead|tfoot|option|optgroup|colgroup|rt|rp"
_VOID = b"area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_TAG = re.compile(rb"<(/?)(?!(?:" + _OPTIONAL + rb"|" + _VOID + rb")[\s/>])[a-z]", re.IGNORECASE)
# As a tokenizer reads them (HTML, sections 13.2.5.8 and 13.2.5.32 to 13.2.5.39). Nothing here gives back what it took.
_START = re.compile(rb"<[a-z][^\t\n\f\r />]*+([\t\n\f\r /])?+", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"""[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"""
    rb"""(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+"?+|'[^']*+'?+|[^\t\n\f\r >]*+))?+"""
)
_TEXTS = frozenset({"", "text/html", "text/xml", "image/svg+xml", "application/json"})
_WIDE = re.compile(rb"<\0[a-z!/]\0|\0<\0[a-z!/]", re.IGNORECASE)  # a tag in UTF-16
_SHARED = frozenset({b"html", b"body"})  # each further tag of the name adds to the one element
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_FORMATTING_TAG = re.compile(
    rb"<(?:" + b"|".join(sorted(_FORMATTING)) + rb")(?=[\t\n\f\r />]|$)", re.IGNORECASE
)
_LONGEST_NAME = 6


def parse_html(body: bytes, url: str = "") -> LexborHTMLParser:
    """The tree of a page; an empty one for bytes that are none, such as a PDF.

    Args:
        body: of the page, in UTF-8 or as good as.
        url: its address, for the error.

    Raises:
        BadDocument: no parser bears it.
    """
    if not may_be_markup(body):
        return LexborHTMLParser("")
    if why := unbearable(body):
        raise BadDocument(why, url=url, fix="look at the page")
    return LexborHTMLParser(body)


def may_be_markup(body: bytes) -> bool:
    """Whether a parser may find anything in `body`: it is no PDF, archive or recording, nor another binary file."""
    head = body[:SNIFFED]
    return sniff(head) in _TEXTS and (b"\0" not in head or _WIDE.search(head) is not None)


def unbearable(body: bytes, *, trial: bool = True) -> str:
    """Why no parser should be given a page, as the end of a sentence about it; empty where one may.

    A long page is parsed by a process of its own first, unless whoever asks runs within bounds itself (no `trial`).
    """
    plain = body.replace(b"\0", b"") if b"\0" in body else body  # of UTF-16, what can be markup
    if nesting(plain) > DEEPEST:
        return f"its elements are nested deeper than {DEEPEST}"
    if attribute_pairs(plain) > MOST_PAIRS:
        return "its elements have more attributes than any page's"
    many = plain.count(b"<") > _MANY_TAGS or made_anew(plain) > _MANY_MADE_ANEW
    if trial and many and not _is_parsed_in_time(plain):
        return (
            f"a parser did not come to its end in {_TRIAL_SECONDS} s of computing and {_TRIAL_BYTES >> 20} MB"
        )
    return ""


def _is_parsed_in_time(body: bytes) -> bool:
    command = [sys.executable, "-I", "-c", _TRIAL]
    return subprocess.run(command, input=body, capture_output=True, check=False).returncode == 0  # noqa: S603 -- our own


def nesting(body: bytes) -> int:
    """How deep elements that need an end tag are nested, at most and by the letter."""
    deepest = depth = 0
    for tag in _TAG.finditer(body):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def attribute_pairs(body: bytes, enough: int = MOST_PAIRS) -> int:
    """Pairs of attributes in one element that a parser may have to compare, at most; counting ends above `enough`.

    What is a tag depends on what stands before it: inside a comment, a script or another's attribute there is none. So
    every `<a` is taken for the start of one, also those inside others: no trick hides a tag. Time grows with the length
    of `body` only, because each place is read once: from the end, with the number of attributes from each place on kept.
    """
    return _attributes(body, enough)[0]


def made_anew(body: bytes) -> int:
    """Elements and attributes that a parser may have to make again, at most: each formatting one in each other element."""
    formatting = sum(1 for _ in _FORMATTING_TAG.finditer(body)) + _attributes(body, MOST_PAIRS)[1]
    return formatting * body.count(b"<")


def _attributes(body: bytes, enough: int) -> tuple[int, int]:
    """The pairs, and the number of attributes that formatting elements have."""
    starts = array("Q", (found.start(1) for found in _START.finditer(body) if found[1]))
    left = array("H", bytes(2 * (len(body) + 1)))
    most = isqrt(2 * enough) + 1
    pairs = shared = formatting = 0
    for start in reversed(starts):
        fresh = _count(body, start, left, min(most, 0xFFFF))
        pairs += fresh
        name = _name(body, start) if left[start] else b""
        if name in _SHARED:
            pairs += shared * left[start]
            shared += left[start]
        elif name in _FORMATTING:
            formatting += left[start]
        if pairs > enough:
            break
    return pairs, formatting


def _count(body: bytes, start: int, left: "array[int]", most: int) -> int:
    """Note in `left` how many attributes there are from each place after `start` to the tag's end.

    Returns:
        The sum of the numbers that were noted: what each attribute of such a tag is compared with.
    """
    at, passed = start, list[int]()
    while not left[at] and len(passed) < most and (found := _ATTRIBUTE.match(body, at)):
        passed.append(at)
        at = found.end()
    count, total = left[at], 0
    for place in reversed(passed):
        count = min(count + 1, 0xFFFF)
        left[place] = count
        total += count
    return total


def _name(body: bytes, end: int) -> bytes:
    """The name of a tag that ends at `end`, as far as it may be a short one."""
    return body[max(end - _LONGEST_NAME - 1, 0) : end].rpartition(b"<")[2].lower()
