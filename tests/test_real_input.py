"""Pages that others made, recorded beside the repository: each becomes an Article or a reason, and nothing else."""

import gzip
import importlib.util
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from sqlalchemy import select

from crawlers.discovery.entry import Window
from crawlers.errors import NguonError
from crawlers.samples import SamplePortals
from nguon.steps.crawl import crawl_source
from nguon.steps.read import extract_pages, pages_to_extract
from nguon.steps.rooms import Rooms
from sinks.store.models import CaptureRow, IssueRow, SightingRow, VersionRow
from transforms.article import Article
from transforms.extract import Page, extract
from transforms.script import write_script

SHARED = Path(__file__).parents[1] / ".." / "shared"
DATA = SHARED / "data"
CAPTURED = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = pytest.mark.shared

PATTERNS = ("gazette_pdf/*.pdf", "news/*/*.html", "portal/*/*.html", "law_html/*.gz")
PAGES = [path for pattern in PATTERNS for path in sorted(DATA.glob(pattern))]
GOLD = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("gold/*.json"))]
ADDRESSES = {gold["html"]: gold["url"] for gold in GOLD}

# F1 of `Article.text`, a little below what was measured: 0.9997, 0.9984 and 0.9931.
FLOORS = {"article": 0.997, "portal_page": 0.995, "legal_document": 0.99}
SCRIPT_BLOCKS = 12


def page_of(path: Path) -> Page:
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    name = path.relative_to(DATA).as_posix()
    return Page(ADDRESSES.get(name, f"https://trang.vi-du.vn/{name}"), body, "", CAPTURED)


def fate(page: Page, **values: object) -> Article | NguonError:
    try:
        return extract(page, **values)
    except NguonError as error:
        return error


def test_there_is_input():
    assert len([path for path in PAGES if path.suffix == ".pdf"]) == 20
    assert len(PAGES) > 100
    assert len(GOLD) == 20


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DATA).as_posix()[:60])
def test_a_page_becomes_an_article_or_a_reason(path):
    page = page_of(path)
    found = fate(page)
    if isinstance(found, NguonError):
        assert found.reason
        assert found.url == page.url
        return
    assert found.title.strip()
    assert len(found.text.split()) >= 12
    assert Article.from_json(json.loads(json.dumps(found.as_json()))) == found
    script = write_script(replace(found, blocks=found.blocks[:SCRIPT_BLOCKS]))
    assert all(each.spoken.strip() for each in script.utterances)


def _scorer():
    path = SHARED / "bench" / "score_extraction.py"
    spec = importlib.util.spec_from_file_location("score_extraction", path)
    assert spec
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scores() -> dict[str, list[dict]]:
    """The scorer's judgement of `Article.text`, by kind."""
    scorer, rows = _scorer(), {}
    for identifier, gold in scorer.load(DATA / "gold").items():
        found = fate(page_of(DATA / gold["html"]))
        said = found.as_json() if isinstance(found, Article) else {}
        rows.setdefault(gold["kind"], []).append({"id": identifier} | scorer.score(gold, said))
    return rows


@pytest.mark.parametrize("kind", FLOORS)
def test_scores(scores, kind):
    rows = scores[kind]
    precision, recall = (sum(row[name] for row in rows) / len(rows) for name in "pr")
    assert 2 * precision * recall / (precision + recall) >= FLOORS[kind]
    assert [row["id"] for row in rows if not (row["title"] and row["date"])] == []
    assert [row["id"] for row in rows if row["leak"]] == []


HOST = "bao.vi-du.vn"
SOURCE = f"""
title: Báo ghép
owner: Cơ quan mẫu
base: http://{HOST}
kind: news
credit: Báo ghép
every: 1h
approval: review
discover:
  - by: listing
    url: /moi-nhat.html
    row: ul.moi li
    link: a
layouts:
  - title: h1
    body: '[data-role="content"], #main-detail-body, .fck_detail, .maincontent, .singular-content, #content_detail_news'
"""


@pytest.fixture
def site(tmp_path, store, configure):
    """A source whose list, made here, links the recorded articles, served under its own host."""
    pages = tmp_path / "pages" / HOST
    pages.mkdir(parents=True)
    articles = sorted((DATA / "news" / "articles").glob("*.html"))
    for path in articles:
        (pages / path.name).write_bytes(path.read_bytes())
    rows = "".join(f'<li><a href="/{path.name}">Tin {at}</a></li>' for at, path in enumerate(articles))
    (pages / "moi-nhat.html").write_text(
        f"<!DOCTYPE html><meta charset=utf-8><ul class=moi>{rows}</ul>", encoding="utf-8"
    )
    folder = tmp_path / "sources" / "ghep"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(SOURCE, encoding="utf-8")
    with SamplePortals([tmp_path / "pages"]) as served:
        ours = configure(
            sources=tmp_path / "sources",
            rehearsal=served.url,
            store_url=store.engine.url.render_as_string(False),
        )
        yield Rooms(store, ours.archive, ours), articles


def test_recorded_articles_are_crawled_and_read(site):
    rooms, articles = site
    window = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
    report = crawl_source(rooms, "ghep", window, lambda _line: None)
    assert (report.found, report.fetched, report.problems) == (6, 6, [])
    with rooms.store.session() as session:
        captured = session.scalars(select(CaptureRow).where(CaptureRow.role == "item")).all()
    assert {urlsplit(each.url).path.lstrip("/"): each.body_bytes for each in captured} == {
        path.name: path.stat().st_size for path in articles
    }
    counts = extract_pages(rooms, pages_to_extract(rooms, "ghep"))
    with rooms.store.session() as session:
        read = set(session.scalars(select(SightingRow.capture_id)))
        issued = set(session.scalars(select(IssueRow.capture_id)))
        errors = set(session.scalars(select(IssueRow.error)))
        titles = set(session.scalars(select(VersionRow.title)))
    assert read | issued == {each.id for each in captured}
    assert not read & issued
    assert counts["new"] == len(read) >= 4
    assert "Defect" not in errors
    assert titles <= {title for gold in GOLD for title in [gold["title"], *gold["title_alt"]]}
    assert pages_to_extract(rooms, "ghep") == []


STORE_HOST = "trang.vi-du.vn"
EVERYTHING_SOURCE = f"""
title: Kho trang
owner: Cơ quan mẫu
base: http://{STORE_HOST}
kind: news
credit: Kho trang
every: 1d
approval: review
discover:
  - by: listing
    url: /danh-sach.html
    row: ul.moi li
    link: a
layouts:
  - title: h1
"""


@pytest.mark.long
def test_every_recorded_page_comes_through_the_whole_intake(tmp_path, store, configure):
    """Gazette PDFs, news, portal and law pages, served on loopback under their own paths: crawl, archive, read."""
    pages = tmp_path / "pages" / STORE_HOST
    for path in PAGES:
        target = pages / path.relative_to(DATA).as_posix().removesuffix(".gz")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(page_of(path).body)
    names = sorted(path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file())
    rows = "".join(f'<li><a href="/{quote(name)}">Trang</a></li>' for name in names)
    (pages / "danh-sach.html").write_text(f"<meta charset=utf-8><ul class=moi>{rows}</ul>", encoding="utf-8")
    folder = tmp_path / "sources" / "kho"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(EVERYTHING_SOURCE, encoding="utf-8")
    with SamplePortals([tmp_path / "pages"]) as served:
        url = store.engine.url.render_as_string(False)
        ours = configure(sources=tmp_path / "sources", rehearsal=served.url, store_url=url)
        rooms = Rooms(store, ours.archive, ours)
        window = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
        report = crawl_source(rooms, "kho", window, lambda _line: None)
    judged = {each.error for each in report.problems}
    assert judged <= {"BadDocument", "Gone"}, "the portal's error pages, answered with 200"
    assert len(report.problems) < 6
    assert (report.found, report.finished) == (len(PAGES), True)
    assert report.fetched == len(PAGES) - len(report.problems)
    counts = extract_pages(rooms, pages_to_extract(rooms, "kho"))
    with rooms.store.session() as session:
        items = session.scalars(select(CaptureRow).where(CaptureRow.role == "item")).all()
        sizes = {unquote(urlsplit(each.url).path.lstrip("/")): each.body_bytes for each in items}
        read = set(session.scalars(select(SightingRow.capture_id)))
        issues = session.scalars(select(IssueRow)).all()
    assert sizes == {name: (pages / name).stat().st_size for name in names}
    assert read | {issue.capture_id for issue in issues} >= {each.id for each in items}
    assert all(issue.reason and issue.url for issue in issues)
    assert "Defect" not in {issue.error for issue in issues}
    # The source here has no layout for the other sites' bodies: those pages must be refused, the gazettes read.
    assert (counts["new"], counts["quarantined"]) == (20, len(PAGES) - 20)
