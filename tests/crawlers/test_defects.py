"""A defect of ours costs the one thing that it befell: it is told as an alert, and the rest of the crawl is unharmed."""

from pathlib import Path

import pytest
import yaml

from crawlers.discovery import feed, rows
from crawlers.discovery.entry import Entry
from crawlers.discovery.gather import gather
from crawlers.errors import BadDocument, Defect
from crawlers.failures import defects
from nguon.settings import ROOT
from nguon.steps.crawl import crawl_source
from tests.conftest import EVERYTHING

NEWS = "baochinhphu"
LIST = "https://baochinhphu.vn/kinh-te.rss"
ARTICLE = "https://baochinhphu.vn/tinh-binh-mau-san-sang-ung-pho-bao-so-9-102261109161820087.htm"


@pytest.fixture
def by_feeds(rehearse, tmp_path):
    """The rooms; the source has its feeds only, so that what one way misses is not found by another."""
    file = ROOT / "crawlers" / "sources" / NEWS / "source.yaml"
    definition = yaml.safe_load(file.read_text(encoding="utf-8"))
    definition["discover"] = [way for way in definition["discover"] if way["by"] == "feed"]
    folder = tmp_path / "sources" / NEWS
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(yaml.safe_dump(definition, allow_unicode=True), encoding="utf-8")
    return rehearse(sources=tmp_path / "sources")[0]


def sabotage(monkeypatch, folder: Path, code: str) -> None:
    """Every process that is started runs `code` first."""
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{ROOT}")


def spoiled(module: str, name: str, condition: str) -> str:
    """Code that makes a function of ours fail where `condition` on its arguments (`given`) holds."""
    return f"""
import sys
if "crawlers.run" in sys.orig_argv:
    import {module}
    healthy = {module}.{name}
    def spoiled(*given, **more):
        if {condition}:
            raise ZeroDivisionError("a defect of ours")
        return healthy(*given, **more)
    {module}.{name} = spoiled
"""


DEFECTS = {
    # what fails, where it is told, and how many of the nine items come all the same
    "the reader of a list": (spoiled("crawlers.spider", "read_page", f"given[1].url == {LIST!r}"), LIST, 7),
    "the judge of a list": (spoiled("crawlers.spider", "judge", f"given[0] == {LIST!r}"), LIST, 7),
    "the sieve of a list": (spoiled("crawlers.spider", "sift", f"given[0].url == {LIST!r}"), LIST, 7),
    "the turning of a list": (spoiled("crawlers.spider", "onward", f"given[1].url == {LIST!r}"), LIST, 9),
    "one entry's request": (spoiled("crawlers.spider", "Request", f"given[0] == {ARTICLE!r}"), ARTICLE, 8),
    "the judge of an item": (spoiled("crawlers.spider", "judge", f"given[0] == {ARTICLE!r}"), ARTICLE, 8),
    "one entry's reading": (
        spoiled("crawlers.discovery.feed", "_moment", "given[0] and '11/9/2026' in str(given[0])"), "", 8,
    ),
    "the end": (spoiled("crawlers.traps", "Traps.report", "True"), "https://baochinhphu.vn", 9),
}  # fmt: skip


@pytest.mark.parametrize("case", DEFECTS)
def test_a_defect_is_told_where_it_befell_and_costs_nothing_else(by_feeds, monkeypatch, tmp_path, case):
    code, url, fetched = DEFECTS[case]
    sabotage(monkeypatch, tmp_path, code)
    report = crawl_source(by_feeds, NEWS, EVERYTHING, lambda _line: None)
    told = [problem for problem in report.problems if problem.error == Defect.__name__]
    assert told, report.problems
    assert {problem.next for problem in told} == {"alert"}
    assert "ZeroDivisionError" in told[0].reason
    assert not url or told[0].url == url
    assert report.finished
    assert not report.trusted, "the list is looked at in full again"
    assert report.fetched == fetched


def test_what_a_defect_has_cost_is_fetched_once_the_code_is_mended(by_feeds, monkeypatch, tmp_path):
    sabotage(monkeypatch, tmp_path, DEFECTS["the judge of an item"][0])
    assert crawl_source(by_feeds, NEWS, EVERYTHING, lambda _line: None).fetched == 8
    (tmp_path / "sitecustomize.py").write_text("", encoding="utf-8")
    report = crawl_source(by_feeds, NEWS, EVERYTHING, lambda _line: None)
    assert (report.fetched, report.known) == (1, 8)
    assert Defect.__name__ not in {problem.error for problem in report.problems}


def crash_on(bad: object):
    def read(part: object) -> Entry | str:
        if part == bad:
            raise OverflowError("too much")
        return Entry(f"https://dongmau.vn/{part}") if part else "has no usable link"

    return read


def test_a_defect_in_one_entry_costs_no_other():
    found = gather([1, 2, 0, 3], crash_on(2), called="row")
    assert [entry.url[-1] for entry in found.entries] == ["1", "3"]
    assert found.faults == ("row 3 has no usable link",)
    assert found.defects == ("row 2: our code failed: OverflowError: too much",)


def test_errors_that_have_a_name_pass_as_they_are():
    with pytest.raises(BadDocument), defects():
        raise BadDocument("empty")
    with pytest.raises(Defect, match="ValueError: x"), defects("https://a.vn/"):
        raise ValueError("x")


def test_a_feeds_entry_that_cannot_be_read_costs_itself_only(monkeypatch):
    monkeypatch.setattr(feed, "feed_media", lambda raw, _url: crash_on("b")(raw["title"]).url and ())
    items = "".join(f"<item><title>{name}</title><link>https://a.vn/{name}</link></item>" for name in "abc")
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    found = feed.read_feed(body, "https://a.vn/rss", "text/xml")
    assert [entry.title for entry in found.entries] == ["a", "c"]
    assert len(found.defects) == 1


def test_a_row_that_cannot_be_read_costs_itself_only(monkeypatch):
    healthy = rows.when
    monkeypatch.setattr(rows, "when", lambda written: healthy(written) if written != "2" else 1 // 0)
    way = rows.Rows(row="li", link="a", date="i")
    page = "".join(f"<li><a href=/{n}>Tin</a><i>{n}</i>" for n in range(4))
    found = rows.read_rows(rows.parse_list(page.encode()), "https://a.vn/", way)
    assert [entry.url[-1] for entry in found.entries] == ["0", "1", "3"]
    assert found.defects == ("row 3: our code failed: ZeroDivisionError: integer division or modulo by zero",)
