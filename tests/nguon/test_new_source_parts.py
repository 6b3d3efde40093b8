"""What a proposal is made of: rows, pages, the definition as a file, golden files that wait; and real lists and articles."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.rows import read_rows
from crawlers.samples.pages import SamplePages
from crawlers.source import Rows
from crawlers.words import words
from nguon.new_source.definition import Draft
from nguon.new_source.golden import golden_item, last_review, reviewed_on, unreviewed
from nguon.new_source.guess import open_page
from nguon.new_source.layouts import try_layouts
from nguon.new_source.paging import find_paging
from nguon.new_source.propose import base_source
from nguon.new_source.rows import find_rows
from nguon.new_source.samples import page_path, write_proposal
from tests.conftest import RECORDED, SHARED
from tests.nguon.portal_fetcher import PORTALS, PageFetcher, PortalFetcher, proposed
from tests.sources.golden import CAPTURED, assert_says, files_of, golden
from transforms.extract import Page, extract


@effort(max_examples=30)
@given(
    st.lists(st.from_regex(r"[a-z]{3,8}(-[a-z]{2,6})?", fullmatch=True), min_size=3, max_size=3, unique=True),
    st.integers(3, 30),
    st.booleans(),
    st.sampled_from(["div", "li", "article", "tr"]),
)
def test_rows_are_found_whatever_they_are_called(names, count, dated, tag):
    outer, row, inner = names
    wrap = {"li": "ul", "tr": "table"}.get(tag, "section")
    cell = "td" if tag == "tr" else "div"
    rows = "".join(
        f'<{tag} class="{row}"><{cell}><a class="{inner}" href="/tin-{at}.htm">Bản tin số {at} của xã Suối Mẫu</a></{cell}>'
        + (f"<{cell}><span>{1 + at % 28:02}/11/2026</span></{cell}>" if dated else "")
        + f"</{tag}>"
        for at in range(count)
    )
    menu = "".join(f'<li><a href="/muc-{at}">Mục {at}</a></li>' for at in range(8))
    html = f'<html><body><nav><ul>{menu}</ul></nav><{wrap} class="{outer}">{rows}</{wrap}></body></html>'
    found = find_rows(LexborHTMLParser(html), "https://tin.vi-du.vn/")[0]
    read = read_rows(LexborHTMLParser(html), "https://tin.vi-du.vn/", Rows.model_validate(found.rules))
    assert [entry.url for entry in read.entries] == [
        f"https://tin.vi-du.vn/tin-{at}.htm" for at in range(count)
    ]
    assert read.faults == ()
    assert all(bool(entry.when) == dated for entry in read.entries)
    assert all(entry.title.startswith("Bản tin số") for entry in read.entries)


@effort(max_examples=40)
@given(
    st.sampled_from(["/tin/trang-{}.htm", "/tin?page={}", "/tin/p{}", "/tin/page/{}/", "/tin?id=7&p={}"]),
    st.sampled_from([(1, 1), (0, 1), (1, 30), (0, 20)]),
    st.integers(2, 6),
)
def test_the_pattern_of_pages_is_found(pattern, counting, shown):
    first, step = counting
    links = "".join(
        f'<a href="{pattern.format(first + at * step)}">{at + 1}</a>' for at in range(1, shown + 1)
    )
    paging = find_paging(LexborHTMLParser(f"<div>{links}</div>"), "https://tin.vi-du.vn/tin")
    assert paging
    assert (paging.first, paging.step, paging.sure) == (first, step, True)
    assert (
        paging.page.format(page=first + 4 * step) == f"https://tin.vi-du.vn{pattern.format(first + 4 * step)}"
    )


@pytest.mark.parametrize(
    ("html", "page", "first"),
    [
        ('<a href="/tin/trang-2.htm">2</a>', "https://tin.vi-du.vn/tin/trang-{page}.htm", 1),
        ('<a href="/tin?page=1">2</a><a href="/tin?page=0">1</a>', "https://tin.vi-du.vn/tin?page={page}", 0),
        ('<a href="/tin?trang=2">Trang sau »</a>', "https://tin.vi-du.vn/tin?trang={page}", 1),
        ('<div data-pagging="/tin/trang-{0}.htm"></div>', "https://tin.vi-du.vn/tin/trang-{page}.htm", 1),
        ('<link rel="next" href="/tin/2">', "https://tin.vi-du.vn/tin/{page}", 1),
    ],
)
def test_one_link_to_a_further_page_is_enough(html, page, first):
    paging = find_paging(LexborHTMLParser(f"<html><body>{html}</body></html>"), "https://tin.vi-du.vn/tin")
    assert paging
    assert (paging.page, paging.first) == (page, first)


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/bai-viet-so-2.htm">2</a>',
        '<a href="/tin?start=20">Trang sau</a>',
        '<div data-paging="/tin/{1}/trang-x"></div>',
        '<a href="https://khac.vn/tin/trang-2.htm">2</a>',
        '<a href="javascript:;">2</a>',
        "<span>2</span>",
    ],
)
def test_what_turns_no_page_is_no_pattern(html):
    assert find_paging(LexborHTMLParser(html), "https://tin.vi-du.vn/tin") is None


def test_a_form_that_turns_pages_is_found():
    turn = "javascript:__doPostBack(&#39;ctl00$ds&#39;,&#39;Page${}&#39;)"
    html = "".join(f'<a href="{turn.format(number)}">{number}</a>' for number in (2, 3, 4))
    paging = find_paging(LexborHTMLParser(html), "https://tin.vi-du.vn/tin")
    assert paging
    assert (paging.target, paging.argument, paging.sure) == ("ctl00$ds", "Page${page}", True)


def test_a_title_that_is_cut_short_is_taken_from_its_attribute():
    rows = "".join(
        f'<li class=r><a href="/b-{at}" title="{title} năm 2026">{title[:20]}…</a></li>'
        for at, title in enumerate(f"Thôn {number} khai trương nhà văn hóa mới" for number in range(1, 6))
    )
    found = find_rows(LexborHTMLParser(f"<ul>{rows}</ul>"), "https://tin.vi-du.vn/")[0]
    assert found.title == "a@title"


@effort(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), st.text(max_size=40))
def test_the_file_says_the_values_whatever_they_are(value, remark):
    values = {"title": value, "hosts": [value], "discover": [{"by": "listing", "issues": {"row": value}}]}
    draft = Draft(
        "mau", values, {"title": remark, "discover.0.issues.row": remark}, [" ".join(remark.split())]
    )
    assert yaml.safe_load(draft.text("told")) == values


@pytest.mark.parametrize(
    ("reviewed", "day"),
    [
        ("Nguyễn Văn An, 2026-11-22", "2026-11-22"),
        (None, None),
        ("2026-11-22", None),
        ("An, hôm qua", None),
        ("An, 2026-13-40", None),
        ("", None),
    ],
)
def test_a_review_is_a_name_and_a_day(reviewed, day):
    item = {"url": "u", "reviewed": reviewed}
    told = reviewed_on(item)
    assert (told.isoformat() if told else None) == day
    assert unreviewed([item]) == ([] if day else ["u"])
    assert last_review([item, {"url": "v"}]) == told


def test_items_that_a_person_wrote_need_no_review():
    assert unreviewed([{"url": "u"}]) == []


@pytest.mark.parametrize("source_id", sorted(path.parent.name for path in RECORDED.glob("*/golden.json")))
def test_every_golden_item_in_the_repository_was_reviewed(source_id):
    assert unreviewed(golden(source_id)) == [], (
        "read the page beside it, then put your name and the day into `reviewed`"
    )


def test_what_is_written_is_reviewed_by_the_usual_test(tmp_path):
    proposal = proposed("congbao", PORTALS[7][1])
    write_proposal(proposal, url="u", sources=tmp_path / "s", recorded=tmp_path / "r", samples=None)
    items = json.loads((tmp_path / "r" / "congbao" / "golden.json").read_text(encoding="utf-8"))
    assert len(unreviewed(items)) == len(items) >= 2
    pages = {page.url: page for page in proposal.fetched}
    of = proposal.draft.definition()
    for item in items:
        article = extract(pages[item["url"]], source=of, attachments=[pages[url] for url in files_of(item)])
        assert_says(article, item)
        assert golden_item(article, item["files"]) == item
        assert (tmp_path / "r" / "congbao" / "pages" / item["url"].removeprefix("https://")).is_file()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.vn/", "a.vn/index.html"),
        ("https://a.vn/tin", "a.vn/tin.html"),
        ("https://a.vn/tin.htm", "a.vn/tin.htm"),
        ("https://a.vn/ds.aspx?url=%2Ftin.htm&page=2", "a.vn/ds.aspx@url=%2Ftin.htm&page=2.html"),
        ("https://a.vn/b-post1.vnp", "a.vn/b-post1.vnp.html"),
    ],
)
def test_a_page_lies_where_the_sample_portals_look_for_it(url, path, tmp_path):
    assert page_path(url, b"<html>") == path
    file = tmp_path / "pages" / path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"<html>")
    host, _, rest = url.removeprefix("https://").partition("/")
    assert SamplePages([tmp_path / "pages"]).file(host, f"/{rest}") == file


LISTS = [
    ("baodautu_list", "https://baodautu.vn/tai-chinh-chung-khoan-d6/", 12, "https://baodautu.vn/tai-chinh-chung-khoan-d6/p{page}"),
    ("cafef_list", "https://cafef.vn/thi-truong-chung-khoan.chn", 20, None),
    ("dantri_home_2013_list", "http://dantri.com.vn/", 20, None),
    ("dantri_home_2017_list", "http://dantri.com.vn/", 20, None),
    ("dantri_list", "https://dantri.com.vn/kinh-doanh.htm", 30, "https://dantri.com.vn/kinh-doanh/trang-{page}.htm"),
    ("vietnamnet_list", "https://vietnamnet.vn/kinh-doanh", 20, "https://vietnamnet.vn/kinh-doanh-page{page}"),
    ("vpcp_chinhphu_home_list", "https://vpcp.chinhphu.vn/", 5, None),
]  # fmt: skip


@pytest.mark.parametrize(
    "target",
    [
        "/../../ngoai.htm",
        "/%2e%2e/%2e%2e/%2e%2e/ngoai.htm",
        f"/{'a' * 300}.htm",
        "/%00.htm",
        "/tin.htm/duoi.htm",
        "/muc/..",
    ],
)
def test_no_page_is_written_anywhere_else(target, tmp_path):
    fetcher = PageFetcher("mau", "https://tin.vi-du.vn", lambda _line: None)
    bad = {f"https://tin.vi-du.vn{target}": "<p>ngoài</p>", "https://tin.vi-du.vn/tin.htm": "<p>trong</p>"}
    fetcher.give(bad).get(list(reversed(bad)))
    proposal = proposed("nchmf", "https://nchmf.gov.vn/kttv/vi-VN/1/index.html")
    proposal.fetcher.pages = fetcher.pages
    root = tmp_path / "a" / "b"
    write_proposal(proposal, url="u", sources=root / "s", recorded=root / "r", samples=None)
    written = {path for path in tmp_path.rglob("*") if path.is_file() and path.suffix == ".htm"}
    assert written == {root / "r" / "nchmf" / "pages" / "tin.vi-du.vn" / "tin.htm"}


@pytest.mark.shared
@pytest.mark.parametrize(("name", "url", "least", "page"), LISTS, ids=[each[0] for each in LISTS])
def test_the_rows_of_real_lists(name, url, least, page):
    tree = LexborHTMLParser((SHARED / "data" / "news" / "lists" / f"{name}.html").read_bytes())
    found = find_rows(tree, url)[0]
    read = read_rows(tree, url, Rows.model_validate(found.rules))
    entries = read.entries
    assert len({entry.url for entry in entries}) >= least
    assert len(read.faults) <= 0.1 * len(entries) + 1
    assert sum(len(words(entry.title)) > 4 for entry in entries) > 0.8 * len(entries)
    paging = find_paging(tree, url)
    assert (paging.page if paging else None) == page


GOLD = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted((SHARED / "data").glob("gold/*.json"))
]
ARTICLES = [gold for gold in GOLD if gold["html"].startswith("news/articles/")]


@pytest.mark.shared
@pytest.mark.parametrize("gold", ARTICLES, ids=lambda gold: gold["id"])
def test_a_layout_for_each_real_article(gold):
    fetcher = PortalFetcher("mau", "https://tin.vi-du.vn", lambda _line: None)
    of = base_source(fetcher, language="vi", kind="news")
    page = Page("https://tin.vi-du.vn/bai.htm", (SHARED / "data" / gold["html"]).read_bytes(), "", CAPTURED)
    trial = try_layouts([open_page(page, of)], of, {}, [])[0]
    assert trial.passed
    assert trial.alike > 0.9
    article = trial.articles[0]
    assert article.title in [gold["title"], *gold["title_alt"]]
    assert not [text for text in gold["must_not"] if text in article.text]
