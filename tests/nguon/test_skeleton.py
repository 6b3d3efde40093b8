"""Pages of ours in the structure of theirs: nothing of their words stays, and everything that a definition looks at."""

import json
import re
from collections.abc import Iterator

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from crawlers.samples.pages import SamplePages
from crawlers.source import load_source
from crawlers.words import clean, words
from nguon.new_source.leads import xml_kind
from nguon.new_source.prune import pruned
from nguon.new_source.samples import skeletons, write_proposal
from nguon.new_source.skeleton import Skeleton
from tests.conftest import SHARED
from tests.nguon.portal_fetcher import IDS, PORTALS, portal_page, proposed
from tests.nguon.portal_walk import discovered
from tests.sources.golden import CAPTURED, assert_says, window_of
from transforms.extract import Page, extract


@pytest.fixture(autouse=True)
def _no_sources(configure, tmp_path):
    """Nobody has defined a source yet."""
    configure(sources=tmp_path / "sources")


def said(body: bytes) -> Iterator[str]:
    """Every text that a page or feed shows, or says of itself."""
    if xml_kind(body):
        yield from (text for text in etree.fromstring(body).itertext() if "://" not in text)
        return
    tree = LexborHTMLParser(body)
    tree.strip_tags(["script", "style", "noscript", "svg", "iframe", "template"])
    for node in tree.css(":not(meta[name=viewport], meta[name=robots])"):
        attributes = node.attributes
        yield from (
            attributes[name] or ""
            for name in ("title", "alt", "content", "placeholder")
            if name in attributes
        )
        yield from (child.text_content or "" for child in node.iter(include_text=True) if child.is_text_node)


def runs(body: bytes, size: int = 6) -> set[tuple[str, ...]]:
    """Every run of `size` words in one text; addresses and documents' numbers have none."""
    plain = (re.sub(r"\d\S*", " ", text) for text in said(body) if not re.match("https?://|/", text))
    told = [[word.lower() for word in words(clean(text))] for text in plain]
    return {tuple(each[at : at + size]) for each in told for at in range(len(each) - size + 1)}


DATE_WORDS = "tin phát lúc h giờ hồi phút ngày tháng năm thứ hai ba tư sáu bảy gmt"


def is_common(run: tuple[str, ...]) -> bool:
    """Whether a run is made of the words of dates, which stay."""
    return set(run) <= set(DATE_WORDS.split())


@pytest.mark.parametrize(("source_id", "url", "_scope"), PORTALS, ids=IDS)
def test_a_skeleton_has_none_of_their_words(source_id, url, _scope):
    proposal = proposed(source_id, url)
    theirs = {said_of for page in proposal.fetched if not page.is_pdf for said_of in runs(page.body)}
    ours = skeletons(proposal)
    assert ours
    for page in ours:
        assert not [run for run in theirs & runs(page.body) if not is_common(run)], page.url
    assert skeletons(proposal) == ours


NEWS = [(source_id, url) for source_id, url, _ in PORTALS if source_id not in {"congbao", "vanban"}]


@pytest.mark.parametrize(("source_id", "url"), NEWS, ids=[source_id for source_id, _ in NEWS])
def test_a_skeleton_is_a_portal_of_its_own(source_id, url, tmp_path):
    """What --skeleton writes passes the tests of the sources as soon as a person has reviewed it."""
    proposal = proposed(source_id, url)
    written = write_proposal(
        proposal, url=url, sources=tmp_path / "s", recorded=tmp_path / "r", samples=tmp_path / "ours"
    )
    assert written.skeleton == tmp_path / "ours" / source_id
    items = json.loads((written.skeleton / "golden.json").read_text(encoding="utf-8"))
    of, portal = load_source(tmp_path / "s" / source_id), SamplePages([written.skeleton / "pages"])
    found = discovered(of, portal, window_of(source_id))
    assert {item["url"] for item in items} <= found
    assert len(items) == len(proposal.trial.articles)
    assert len(found) <= len(proposal.items)
    for item in items:
        page = portal_page(portal, item["url"])
        assert page
        assert_says(extract(page, source=of), item)


def test_a_list_is_pruned_to_what_is_there():
    html = (
        "<ul>"
        + "".join(f"<li class=r><a href=/b-{at}>Bài {at}</a></li>" for at in range(5))
        + "</ul><a href=/x>Khác</a>"
    )
    page = pruned(
        Page("https://tin.vi-du.vn/", html.encode(), "text/html", CAPTURED),
        "li.r",
        {"https://tin.vi-du.vn/b-3"},
    )
    assert LexborHTMLParser(page.body).css_first("ul").text() == "Bài 3"
    assert b"/x" in page.body


def test_a_feed_is_pruned_to_what_is_there():
    rss = "".join(
        f"<item><title>{at}</title><link>https://tin.vi-du.vn/b-{at}</link></item>" for at in range(5)
    )
    atom = "".join(f'<entry><link href="https://tin.vi-du.vn/b-{at}"/></entry>' for at in range(5))
    for feed in (f"<rss><channel>{rss}</channel></rss>", f"<feed>{atom}</feed>"):
        page = pruned(
            Page("https://tin.vi-du.vn/f.rss", feed.encode(), "text/xml", CAPTURED),
            "",
            {"https://tin.vi-du.vn/b-3"},
        )
        assert re.findall(rb"/b-(\d)", page.body) == [b"3"]


@pytest.mark.shared
@pytest.mark.parametrize("pattern", ["news/articles/*.html", "news/lists/*.html", "portal/pages/p*.html"])
def test_a_skeleton_of_real_pages_has_none_of_their_words(pattern):
    paths = sorted((SHARED / "data").glob(pattern))[:4]
    assert paths
    for path in paths:
        page = Page(f"https://tin.vi-du.vn/{path.name}", path.read_bytes(), "", CAPTURED)
        ours = Skeleton("https://tin.vi-du.vn").page(page)
        kept = runs(page.body) & runs(ours.body)
        assert not [run for run in kept if not is_common(run)], path.name
