"""html5lib's tests and the encodings of the web: no page is too odd to be judged, listed and digested."""

import json
import time
from collections.abc import Iterator

import pytest

from crawlers.capture import Role
from crawlers.discovery.feed import read_feed
from crawlers.discovery.listing import read_listing
from crawlers.errors import BadDocument, NguonError
from crawlers.judge import judge
from crawlers.source import ListingDiscovery
from crawlers.traps import text_digest
from crawlers.xml import parse_xml
from tests.conftest import SHARED
from tests.torture.figures import figures

pytestmark = pytest.mark.shared

FOLDER = SHARED / "data" / "torture"
ADDRESS = "https://bao.dongmau.vn/tin/"
EVERY_LINK = ListingDiscovery(by="listing", url="/tin/", row="a[href]", link=":self")
SECONDS = 5.0


def tokenizer() -> Iterator[bytes]:
    for path in sorted((FOLDER / "html5lib" / "tokenizer").glob("*.test")):
        told = json.loads(path.read_text(encoding="utf-8"))
        for case in told.get("tests", told.get("xmlViolationTests", [])):
            text = case["input"]
            if case.get("doubleEscaped"):
                text = text.encode("latin-1", "backslashreplace").decode("unicode_escape")
            yield text.encode("utf-8", "surrogatepass")


def serializer() -> Iterator[bytes]:
    for path in sorted((FOLDER / "html5lib" / "serializer").glob("*.test")):
        for case in json.loads(path.read_text(encoding="utf-8"))["tests"]:
            yield from (text.encode() for text in case["expected"])


def encodings() -> Iterator[bytes]:
    for path in sorted((FOLDER / "html5lib" / "encoding").rglob("*.dat")):
        for case in path.read_bytes().split(b"#data\n")[1:]:
            yield case.partition(b"\n#encoding")[0]


def charsets() -> Iterator[bytes]:
    """A page in each encoding of the Encoding Standard that Python has, under each of its labels."""
    for group in json.loads((FOLDER / "encoding" / "encodings.json").read_text(encoding="utf-8")):
        for encoding in group["encodings"]:
            for label in encoding["labels"]:
                page = f"<html><meta charset='{label}'><title>Tin</title><p>Trang &#7845; <a href=/1>\u00e9 Tin</a></p>"
                try:
                    yield page.encode(encoding["name"], "xmlcharrefreplace")
                except LookupError:
                    yield page.encode()


PAGES = {
    "html5lib: tokenizer": tokenizer,
    "html5lib: serializer": serializer,
    "html5lib: encoding": encodings,
    "Encoding Standard: labels": charsets,
}


def survive(body: bytes) -> None:
    """Everything that reads a page before it is understood."""
    for role in (Role.ITEM, Role.DISCOVERY):
        error = judge(ADDRESS, 200, "text/html", body, role=role)
        assert error is None or isinstance(error, NguonError)
    assert len(text_digest(body).text) == 64
    found = read_listing(body, ADDRESS, EVERY_LINK)
    assert all(entry.url.startswith(("http://", "https://")) for entry in found.entries)


def survive_as_xml(body: bytes) -> None:
    """The same where a feed or a sitemap should have come."""
    for read in (lambda: read_feed(body, ADDRESS, "text/html"), lambda: parse_xml(body, ADDRESS)):
        try:
            read()
        except BadDocument as error:
            assert error.url == ADDRESS  # noqa: PT017 -- it may as well be read


@pytest.mark.parametrize("name", PAGES)
def test_every_odd_page_is_survived(name):
    bodies = list(PAGES[name]())
    assert figures(name) == (len(bodies), 0, 0, 0)
    for body in bodies:
        before = time.process_time()
        survive(body)
        if PAGES[name] is not tokenizer:  # whose six thousand pieces of markup are no documents
            survive_as_xml(body)
        assert time.process_time() - before < SECONDS, body[:200]
