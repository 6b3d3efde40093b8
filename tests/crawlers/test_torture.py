"""Feeds and lists that others collected, broken on purpose or by life: findings or a bad document, and soon."""

import re
import time
from collections import Counter

import pytest

from crawlers.discovery.entry import Findings
from crawlers.discovery.feed import read_feed
from crawlers.discovery.listing import read_listing
from crawlers.errors import BadDocument
from crawlers.source import ListingDiscovery
from tests.conftest import SHARED

pytestmark = pytest.mark.shared

DATA = SHARED / "data"
SUITE = DATA / "torture" / "feedparser" / "tests"
ADDRESS = "https://bao.dongmau.vn/tin/"
EVERY_LINK = ListingDiscovery(by="listing", url="/tin/", row="a[href]", link=":self")
LISTS = sorted((DATA / "news" / "lists").glob("*.html"))
SECONDS = 5.0


def files(folder: str) -> list:
    return sorted(path for path in (SUITE / folder).rglob("*") if path.is_file())


def check(found: Findings) -> None:
    assert all(entry.url.startswith(("http://", "https://")) for entry in found.entries)
    assert all(entry.when is None or 1900 <= entry.when.year < 2100 for entry in found.entries)
    assert all(entry.title == entry.title.strip() for entry in found.entries)


def timed(read, *arguments) -> Findings | None:
    start = time.monotonic()
    try:
        found = read(*arguments)
    except BadDocument:
        found = None
    assert time.monotonic() - start < SECONDS
    return found


@pytest.mark.parametrize("content_type", ["text/xml; charset=utf-8", "text/html"])
@pytest.mark.parametrize("folder", ["wellformed", "illformed", "encoding", "entities", "json"])
def test_the_suite_of_feedparser_is_read_or_refused(folder, content_type):
    paths = files(folder)
    assert paths
    for path in paths:
        found = timed(read_feed, path.read_bytes(), ADDRESS, content_type)
        if found:
            check(found)


def test_of_the_well_formed_feeds_hardly_one_is_refused():
    paths = files("wellformed")
    refused = [path for path in paths if timed(read_feed, path.read_bytes(), ADDRESS, "text/xml") is None]
    assert len(refused) < len(paths) / 50, [path.name for path in refused]


@pytest.mark.parametrize("cut", [100, 1000, 5000])
def test_a_real_feed_is_read_wherever_it_breaks(cut):
    for path in (DATA / "feeds").glob("*.rss"):
        found = timed(read_feed, path.read_bytes()[:-cut], ADDRESS, "text/xml")
        assert found
        assert len(found.entries) >= 15
        check(found)


def test_real_feeds_give_every_item_its_link_title_and_time():
    read = [read_feed(path.read_bytes(), ADDRESS, "text/xml") for path in (DATA / "feeds").glob("*.rss")]
    entries = [entry for found in read for entry in found.entries]
    assert len(entries) + sum(len(found.faults) for found in read) == 50
    # One item of the second capture has neither title nor link.
    assert [fault for found in read for fault in found.faults] == ["entry 7 has no usable link: ''"]
    assert all(entry.title and entry.when for entry in entries)
    assert {entry.when.utcoffset().total_seconds() for entry in entries} == {7 * 3600}
    assert Counter(entry.when.year for entry in entries) == {2017: 49}
    assert all("vnexpress.net/" in entry.url for entry in entries)
    assert len({entry.url for entry in entries}) == 49


def gazette(name: str, row: str, link: str, **more: str) -> Findings:
    rules = ListingDiscovery(by="listing", url="/", row=row, link=link, **more)
    return read_listing((DATA / "gazette_listing" / name).read_bytes(), ADDRESS, rules)


@pytest.mark.parametrize("name", ["danh_muc.html", "cap1_danh_muc.html"])
def test_gazette_numbers_that_a_script_opens_are_each_a_fault(name):
    """Its links have no address: that is told for every row, instead of an empty list that looks healthy."""
    found = gazette(name, "a.gazette-no", ":self")
    assert (len(found.entries), len(found.faults)) == (0, 39)


def test_the_documents_of_a_gazette_number_are_listed_with_their_numbers():
    document = 'a[href*="ParentUNID"]'
    found = gazette("documents_by_gazette_sample.html", document, ":self", number="span.doc-notation")
    assert (len(found.entries), found.faults) == (11, ())
    assert len({entry.url for entry in found.entries}) == 11
    assert all(re.fullmatch(r"\d+[/-].+", entry.number) for entry in found.entries)
    assert all(entry.number in entry.title for entry in found.entries)
    check(found)


@pytest.mark.parametrize("path", LISTS, ids=[path.stem for path in LISTS])
def test_links_of_a_news_list_are_found(path):
    body = path.read_bytes()
    found = timed(read_listing, body, ADDRESS, EVERY_LINK)
    assert found
    check(found)
    assert len(found.entries) >= 50
    assert len(found.faults) < len(found.entries) / 10
    assert len({entry.url for entry in found.entries if len(entry.title.split()) >= 6}) >= 10, "headlines"


@pytest.mark.parametrize("path", LISTS, ids=[path.stem for path in LISTS])
def test_a_news_list_is_read_wherever_it_breaks(path):
    body = path.read_bytes()
    whole = read_listing(body, ADDRESS, EVERY_LINK)
    for share in range(1, 8):
        found = timed(read_listing, body[: len(body) * share // 8], ADDRESS, EVERY_LINK)
        check(found)
        assert len(found.entries) <= len(whole.entries)


def test_a_page_is_no_feed():
    for path in LISTS:
        with pytest.raises(BadDocument):
            read_feed(path.read_bytes(), ADDRESS, "text/html")
