"""Real pages: the three that are no content are told, and no healthy one is."""

import gzip
import json
from pathlib import Path

import pytest

from crawlers.capture import Role
from crawlers.errors import BadDocument, Gone
from crawlers.judge import judge
from tests.conftest import SHARED
from tests.torture.figures import figures

pytestmark = pytest.mark.shared

DATA = SHARED / "data"
ERRORS = {
    "portal/pages/https.html": Gone,
    "portal/pages/users__admin__2008__06__n2563__20080613_a1.html": Gone,
    "portal/pages/html__portlet__content__view.html": BadDocument,
}
ITEMS = {
    "news/articles/*.html": 6,
    "portal/*/*.html": 41,
    "law_html/*.gz": 41,
    "extraction_en/html/*.gz": 181,
    "gazette_pdf/*.pdf": 20,
}
LISTS = {"news/*/*.html": 13, "portal/*/*.html": 41, "gazette_listing/*.html": 4, "feeds/*.rss": 2}


def body_of(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


def told(pattern: str, count: int, role: Role) -> dict[str, type]:
    """What is told of the pages of a pattern, by name."""
    paths = sorted(DATA.glob(pattern))
    assert len(paths) == count
    verdicts = {}
    for path in paths:
        name = path.relative_to(DATA).as_posix()
        error = judge(
            f"https://trang.dongmau.vn/{name.removesuffix('.gz')}", 200, "", body_of(path), role=role
        )
        if error:
            verdicts[name] = type(error)
    return verdicts


@pytest.mark.parametrize("pattern", ITEMS)
def test_of_real_items_only_error_pages_are_told(pattern):
    found = told(pattern, ITEMS[pattern], Role.ITEM)
    assert found == (ERRORS if pattern.startswith("portal") else {})


@pytest.mark.parametrize("pattern", LISTS)
def test_of_real_lists_only_error_pages_are_told(pattern):
    found = told(pattern, LISTS[pattern], Role.DISCOVERY)
    assert found == (ERRORS if pattern.startswith("portal") else {})


def test_every_gold_page_passes():
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in DATA.glob("gold/*.json")]
    assert len(gold) == 20
    for each in gold:
        assert judge(each["url"], 200, "text/html", body_of(DATA / each["html"]), role=Role.ITEM) is None


def test_as_many_pages_were_judged_as_is_told():
    pages = {path for pattern in (*ITEMS, *LISTS) for path in DATA.glob(pattern)}
    judged = sum(ITEMS.values()) + sum(LISTS.values())
    assert figures("real pages, judged as items and as lists") == (len(pages), judged, judged, 0)
