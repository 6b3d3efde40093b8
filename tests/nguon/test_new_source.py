"""`nguon new-source`: what it proposes, tried on the sample portals; what it refuses; the command through a real crawl."""

import json
import re

import pytest
from typer.testing import CliRunner

from crawlers.errors import (
    BadDocument,
    Blocked,
    EmptyListing,
    LayoutChanged,
    NguonError,
    SourceError,
    Transient,
    UnsafeAddress,
)
from crawlers.report import Problem
from crawlers.samples import Fault
from crawlers.source import load_source, source, source_ids
from nguon.cli import app
from nguon.new_source.facts import id_of
from nguon.new_source.fetch import BUDGET
from nguon.new_source.golden import unreviewed
from nguon.new_source.layouts import try_layouts
from nguon.new_source.propose import base_source, propose, survey
from nguon.new_source.samples import write_proposal
from nguon.settings import ROOT
from tests.nguon.portal_fetcher import (
    IDS,
    PORTALS,
    PageFetcher,
    PortalFetcher,
    portal_of,
    portal_page,
    proposed,
)
from tests.nguon.portal_walk import discovered
from tests.sources.golden import assert_says, files_of, golden, window_of
from transforms.extract import extract


@pytest.fixture(autouse=True)
def _no_sources(configure, tmp_path):
    """Nobody has defined a source yet."""
    configure(sources=tmp_path / "sources")


@pytest.mark.parametrize(("source_id", "url", "scope"), PORTALS, ids=IDS)
def test_a_proposal_finds_and_reads_what_a_person_found(source_id, url, scope, tmp_path):
    proposal = proposed(source_id, url)
    write_proposal(
        proposal, url=url, sources=tmp_path / "sources", recorded=tmp_path / "recorded", samples=None
    )
    of = load_source(tmp_path / "sources" / source_id)
    assert of == proposal.draft.definition()
    cases = [
        case
        for case in golden(source_id)
        if not case.get("outside")
        and case.get("source", source_id) == source_id
        and re.search(scope, case["url"])
    ]
    found = discovered(of, portal_of(source_id), window_of(source_id))
    hit = sum(case["url"] in found for case in cases)
    assert hit >= 0.9 * len(cases), [case["url"] for case in cases if case["url"] not in found]
    fates = [fate(of, source_id, case) for case in cases]
    assert fates.count("as golden") >= 0.9 * len(cases), fates
    assert proposal.fetcher.asked <= BUDGET
    assert (
        len((tmp_path / "sources" / source_id / "source.yaml").read_text(encoding="utf-8").splitlines()) <= 30
    )


def fate(of, source_id: str, case: dict) -> str:
    """What a definition makes of a golden item."""
    portal = portal_of(source_id)
    page = portal_page(portal, case["url"])
    if page is None:
        return "as golden" if case.get("quarantined") else "no page"
    try:
        article = extract(page, source=of, attachments=[portal_page(portal, url) for url in files_of(case)])
        if case.get("quarantined"):
            return f"{case['url']}: an article, though it is none"
        assert_says(article, case)
    except NguonError as error:
        return "as golden" if case.get("quarantined") else str(error)
    except AssertionError as error:
        return f"{case['url']}: {str(error).splitlines()[0] if str(error) else 'says something else'}"
    return "as golden"


def test_an_existing_layout_is_preferred_to_a_guess(configure):
    configure(sources=ROOT / "crawlers" / "sources")
    pages = proposed("mic", "https://mic.gov.vn/sitemap.xml").items
    fetcher = PortalFetcher("mau", "https://mic.gov.vn", lambda _line: None)
    of = base_source(fetcher, language="vi", kind="news")
    trials = try_layouts(pages, of, {}, [source(each) for each in ("baochinhphu", "nchmf")])
    assert trials[0].name == "as baochinhphu"
    assert trials[0].passed
    assert not next(trial for trial in trials if trial.name == "as nchmf").passed


def test_an_aggregator_is_followed_to_the_original():
    proposal = proposed("vietnam", "https://www.vietnam.vn/")
    way = proposal.draft.definition().discover[0]
    assert way.original == "div.article-source > a@href"
    assert "original" in proposal.draft.text("x")


def paged(pages: dict[str, str], robots: str = "", url: str = "https://tin.vi-du.vn/"):
    return survey(PageFetcher("mau", "https://tin.vi-du.vn", lambda _line: None).give(pages, robots), url)


def article_page(title: str, words_of: str = "nhà văn hóa mới phục vụ bà con trong bản ") -> str:
    body = "".join(f"<p>{title} {words_of * 4}được khánh thành sáng {day}/11.</p>" for day in (3, 4, 5))
    return f"<html><head><title>{title}</title></head><body><h1 class=ten>{title}</h1><div class=than>{body}</div></body></html>"


TITLES = [f"Thôn {number} khai trương nhà văn hóa mới của bản" for number in range(1, 7)]
LIST = (
    "<ul class=ds>"
    + "".join(f"<li><a href=/b-{at}.htm>{title}</a></li>" for at, title in enumerate(TITLES))
    + "</ul>"
)
ARTICLES = {f"https://tin.vi-du.vn/b-{at}.htm": article_page(title) for at, title in enumerate(TITLES)}


def test_a_page_that_needs_scripts_is_refused_with_the_way_out():
    shell = "<html><body><div id=root></div><script src=/app.js></script></body></html>"
    with pytest.raises(BadDocument) as caught:
        paged({"https://tin.vi-du.vn/": shell})
    assert "--render" in caught.value.fix


def test_a_page_without_a_list_is_refused():
    with pytest.raises(EmptyListing) as caught:
        paged({"https://tin.vi-du.vn/": article_page("Một bài")})
    assert "no feed, no list and no sitemap" in caught.value.reason


def test_a_list_whose_items_are_no_articles_is_refused():
    with pytest.raises(LayoutChanged) as caught:
        paged({"https://tin.vi-du.vn/": LIST, **dict.fromkeys(ARTICLES, "<p>Đang cập nhật</p>")})
    assert "6 rows" in caught.value.reason
    assert "--article" in caught.value.fix


def test_the_items_that_a_person_names_are_read_first():
    odd = {"https://tin.vi-du.vn/khac.htm": article_page("Bài khác hẳn những bài kia")}
    fetcher = PageFetcher("mau", "https://tin.vi-du.vn", lambda _line: None)
    fetcher.give({"https://tin.vi-du.vn/": LIST, **ARTICLES, **odd})
    proposal = survey(fetcher, "https://tin.vi-du.vn/", ["tin.vi-du.vn/khac.htm"])
    assert proposal.items[0].page.url == "https://tin.vi-du.vn/khac.htm"
    assert proposal.trial.layout.body == "div.than"


@pytest.mark.parametrize(
    "url", ["", "ftp://a.vn/", "https://", "khong phai", "https://[", "https://báo.vn/", "https://a.vn:x/"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(SourceError):
        propose(url, log=print)


@pytest.mark.parametrize("source_id", ["../x", "Hoa", "1a", "a b"])
def test_what_can_be_no_id_is_refused(source_id):
    with pytest.raises(SourceError):
        propose("https://tin.vi-du.vn/", source_id=source_id, log=print)


def test_a_host_that_has_a_source_is_refused(configure):
    configure(sources=ROOT / "crawlers" / "sources")
    with pytest.raises(SourceError) as caught:
        propose("https://baochinhphu.vn/kinh-te.htm", log=print)
    assert caught.value.source == "baochinhphu"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://congbao.sonla.gov.vn/congbao.nsf/x", "congbao_sonla"),
        ("https://www.chinhphu.vn/", "chinhphu"),
        ("https://xaydungchinhsach.chinhphu.vn/", "xaydungchinhsach"),
        ("https://en.vietnamplus.vn", "en_vietnamplus"),
        ("https://24h.com.vn/", "s_24h"),
        ("https://bao-moi.info/", "bao_moi"),
    ],
)
def test_an_id_is_made_of_the_host(url, name):
    assert id_of(url) == name


def test_feeds_on_a_page_of_feeds_are_found_and_those_unread_are_told():
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Kinh tế - Báo Mẫu</title>'
        + "".join(
            f"<item><title>{title}</title><link>https://tin.vi-du.vn/b-{at}.htm</link>"
            f"<pubDate>Thu, {10 + at} Nov 2026 08:00:00 +0700</pubDate></item>"
            for at, title in enumerate(TITLES)
        )
        + "</channel></rss>"
    )
    named = "".join(f"<li><a href=/rss/muc-{at}.rss>Mục {at}</a></li>" for at in range(5))
    pages = {
        "https://tin.vi-du.vn/": "<html><body><a href=/rss>RSS</a></body></html>",
        "https://tin.vi-du.vn/rss": f"<html><body><ul>{named}</ul></body></html>",
        **{f"https://tin.vi-du.vn/rss/muc-{at}.rss": feed for at in range(5)},
        **ARTICLES,
    }
    proposal = paged(pages)
    way = proposal.draft.definition().discover[0]
    assert way.urls == tuple(f"/rss/muc-{at}.rss" for at in range(5))
    assert "2 were not read" in proposal.draft.text("x")
    assert proposal.draft.values["title"] == "Báo Mẫu"
    assert proposal.draft.values["every"] == "6h"


@pytest.fixture
def nguon(portals, configure, tmp_path):
    """Runs the command in a rehearsal without any source."""

    def run(*arguments: str, faults: dict[str, Fault] | None = None):
        site = portals(faults)
        configure(rehearsal=site.url, sources=tmp_path / "sources")
        result = CliRunner().invoke(app, ["new-source", *map(str, arguments)], catch_exceptions=False)
        return result, site

    return run


def test_the_command_writes_records_and_says_what_to_do(nguon, tmp_path):
    result, site = nguon("nchmf.gov.vn/kttv/vi-VN/1/index.html", "--skeleton", "--samples", tmp_path / "ours")
    assert result.exit_code == 0, result.output
    asked = [target for _, target, _ in site.requests]
    assert asked[0] == "nchmf.gov.vn/robots.txt"
    assert 4 < len(asked) <= BUDGET
    of = load_source(tmp_path / "sources" / "nchmf")
    assert (of.id, of.kind, of.approval) == ("nchmf", "alert", "review")
    text = (tmp_path / "sources" / "nchmf" / "source.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema.json\n")
    assert "TODO: review" in text
    assert "guessed" in text
    recorded = tmp_path / "var" / "recorded" / "nchmf"
    assert unreviewed(json.loads((recorded / "golden.json").read_text(encoding="utf-8")))
    assert len(list((recorded / "pages").rglob("*post*.html"))) == 3
    assert len(list((tmp_path / "ours" / "nchmf" / "pages").rglob("*post*.html"))) == 3
    assert list((tmp_path / "var" / "new-source" / "archive" / "nchmf").rglob("*.warc.gz"))
    for told in ("found by", "layout", "how sure", "1. Review", "reviewed", "never committed"):
        assert told in result.stdout
    again = CliRunner().invoke(app, ["new-source", "nchmf.gov.vn"], catch_exceptions=False)
    assert again.exit_code == 1
    assert "already" in again.stderr or "not overwritten" in again.stderr
    assert len(site.requests) == len(asked)


def test_where_robots_txt_says_no_nothing_is_written(nguon, tmp_path):
    closed = {"nchmf.gov.vn/robots.txt": Fault(body=b"User-agent: *\nDisallow: /\n")}
    result, site = nguon("https://nchmf.gov.vn/", faults=closed)
    assert result.exit_code == 1
    assert "robots.txt" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("error: nchmf ")
    assert not (tmp_path / "sources" / "nchmf").exists()
    assert [target for _, target, _ in site.requests] == ["nchmf.gov.vn/robots.txt"]


@pytest.mark.parametrize(
    ("problem", "kind", "fix"),
    [
        (Problem("Blocked", "https://tin.vi-du.vn/", "a challenge against robots", "ask the owner", "alert"), Blocked, "ask the owner"),
        (Problem("BadDocument", "https://tin.vi-du.vn/", "an empty shell", "set `render: true`", "quarantine"), BadDocument, "--render"),
        (Problem("UnsafeAddress", "https://tin.vi-du.vn/", "redirects to https://www.vi-du.vn/", "add its host", "quarantine"), UnsafeAddress, "where it leads"),
        (Problem("Transient", "https://tin.vi-du.vn/", "HTTP 503", "the next run asks again", "retry"), Transient, "again"),
    ],
    ids=lambda each: getattr(each, "error", ""),
)  # fmt: skip
def test_what_a_crawl_met_is_what_the_command_says(problem, kind, fix):
    fetcher = PageFetcher("mau", "https://tin.vi-du.vn", lambda _line: None).give({})
    fetcher.problems.append(problem)
    with pytest.raises(kind) as caught:
        fetcher.first("https://tin.vi-du.vn/")
    assert caught.value.reason == problem.reason
    assert fix in caught.value.fix


def test_what_is_fetched_is_fetched_by_a_definition_like_any_other(tmp_path):
    fetcher = PageFetcher(
        "mau", "https://tin.vi-du.vn", lambda _line: None, render=True, budget=7, hosts={"anh.vi-du.vn"}
    )
    fetcher._define(tmp_path, ["https://tin.vi-du.vn/", "https://anh.vi-du.vn/a?b={c}"])
    of = load_source(tmp_path / "mau")
    assert (of.render, of.request_cap, of.hosts) == (True, 7, ("anh.vi-du.vn",))
    assert [way.url for way in of.discover] == ["https://tin.vi-du.vn/", "https://anh.vi-du.vn/a?b={c}"]
    assert [(way.rows, way.page) for way in of.discover] == [(0, None)] * 2


def test_no_more_is_asked_than_the_budget_allows():
    fetcher = PageFetcher("mau", "https://tin.vi-du.vn", lambda _line: None).give(ARTICLES)
    fetcher.budget = 4
    assert len(fetcher.get([*ARTICLES, "https://khac.vn/"])) == 3
    assert fetcher.get(ARTICLES) == fetcher.get(list(fetcher.pages))
    assert fetcher.asked == 4


def test_live_sites_are_not_asked_without_a_contact(configure, tmp_path):
    configure(sources=tmp_path / "sources")
    result = CliRunner().invoke(app, ["new-source", "https://tin.vi-du.vn/"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "NGUON_CONTACT" in result.stderr


def test_the_repositorys_sources_are_left_alone():
    assert source_ids(ROOT / "crawlers" / "sources")
    assert not (ROOT / "crawlers" / "sources" / "mau").exists()
