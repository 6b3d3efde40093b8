"""A Liferay portal: its definition on the pages that others recorded."""

import importlib.util
import json
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from crawlers.discovery.listing import read_listing
from crawlers.errors import NguonError
from crawlers.source import source
from tests.conftest import SHARED
from tests.sources.golden import CAPTURED
from transforms.article import Article
from transforms.extract import Page, extract

DATA = SHARED / "data"
SITE = "https://sotttt.hanoi.gov.vn"
GOLD = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("gold/sotttt*.json"))]
PAGES = sorted(DATA.glob("portal/*/*.html"))
LISTS = {
    "pctn": 20,
    "pctn511b": 9,
    "luatthudo": 20,
    "dssdt": 20,
    "dsttdt": 3,
    "phong-chong-dich-benh-covid-19": 20,
}
pytestmark = pytest.mark.shared


def fate(page: Page) -> Article | NguonError:
    try:
        return extract(page, source=source("sotttt_hanoi"))
    except NguonError as error:
        return error


def test_site_rules_say_what_a_person_read():
    spec = importlib.util.spec_from_file_location(
        "score_extraction", SHARED / "bench" / "score_extraction.py"
    )
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    assert len(GOLD) == 6
    for gold in GOLD:
        found = fate(Page(gold["url"], (DATA / gold["html"]).read_bytes(), "", CAPTURED))
        assert isinstance(found, Article), found
        assert found.evidence["body"] == "layout.body"
        score = scorer.score(scorer.condense(gold), found.as_json())
        assert min(score["p"], score["r"]) >= 0.999, (gold["id"], score)
        assert (score["title"], score["date"], score["leak"]) == (True, True, False)


def test_no_list_error_page_or_shell_becomes_an_article():
    fates = {path.stem: fate(Page(f"{SITE}/{path.stem}", path.read_bytes(), "", CAPTURED)) for path in PAGES}
    articles = {name for name, found in fates.items() if isinstance(found, Article)}
    assert articles == {
        *(gold["html"].rpartition("/")[2].removesuffix(".html") for gold in GOLD),
        "cong-nghe-thong-tin1",
        "gioi-thieu",
        "lanh-ao-so",
        "lien-he",
    }
    assert len(fates) == 41
    reasons = Counter(
        found.reason.partition(":")[0] for found in fates.values() if not isinstance(found, Article)
    )
    assert reasons["it is an error page answered as if it were healthy"] == 2
    assert reasons["it is a list of links to articles, no article"] >= 10


@pytest.mark.parametrize(("name", "count"), LISTS.items())
def test_a_real_list_is_read(name, count):
    rules = source("sotttt_hanoi").discover[0]
    body = (DATA / "portal" / "pages" / f"{name}.html").read_bytes()
    found = read_listing(body, f"{SITE}/{name}", rules)
    assert (len(found.entries), found.faults) == (count, ())
    assert all("/-/view_content/" in urlsplit(entry.url).path for entry in found.entries)
    assert all(len(entry.title) > 10 for entry in found.entries)
    moments = [entry.when for entry in found.entries]
    assert all(isinstance(when, datetime) for when in moments)
    assert moments == sorted(moments, reverse=True)


def test_the_links_beside_a_real_page_lead_to_its_standing_pages():
    rules = source("sotttt_hanoi").discover[2]
    body = (DATA / "portal" / "pages" / "gioi-thieu.html").read_bytes()
    links = [entry.url for entry in read_listing(body, f"{SITE}/gioi-thieu", rules).entries]
    assert len(links) == 5
    assert f"{SITE}/co-cau-to-chuc.html" in links
