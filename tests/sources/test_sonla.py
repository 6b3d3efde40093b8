"""Sơn La's gazette: its definition on the pages that others recorded, and beside their index of 367 documents."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.entry import Ask, Window
from crawlers.discovery.expect import gaps
from crawlers.discovery.gazette import issue_numbers
from crawlers.discovery.rows import read_rows
from crawlers.discovery.walk import first_asks, onward, read_page, sift
from crawlers.source import source
from tests.conftest import SHARED
from transforms.extract.gazette import organ_in_full
from transforms.law.bodies import issuer_of
from transforms.law.numbers import parse_number
from transforms.law.types import type_at_start

DATA = SHARED / "data" / "gazette_listing"
PAGE = (
    "https://congbao.sonla.gov.vn/congbao.nsf/GazettesByYearMonth?openView&Count=-1&RestrictToCategory=2026"
)
COLUMNS = ("number", "unid", "issued", "effective", "expired", "organ", "type", "field", "signer", "subject")


def read(name: str, ask: Ask):
    return read_page(source("sonla"), ask, (DATA / name).read_bytes(), ask.url, "text/html")


@pytest.fixture(scope="module")
def index() -> list[dict[str, str]]:
    """The rows of the SQL index, first ten columns."""
    dump = (DATA / "congbao_sonla.sql").read_text(encoding="utf-8")
    rows = re.findall(r"^\((.*)\)[,;]$", dump, re.MULTILINE)
    values = (re.findall(r"NULL|'(?:[^'\\]|\\.|'')*'", row) for row in rows)
    return [{name: each.strip("'") for name, each in zip(COLUMNS, row, strict=False)} for row in values]


def test_each_year_of_the_window_has_a_list():
    window = Window(datetime(2025, 12, 20, tzinfo=UTC), datetime(2026, 1, 9, tzinfo=UTC))
    asks = [ask for ask in first_asks(source("sonla"), window) if ask.way == 0]
    assert [ask.url.rpartition("=")[2] for ask in asks] == ["2025", "2026"]
    assert [ask.page for ask in asks] == [1, 2]


def test_pages_of_the_list_are_named_by_their_first_row():
    of, window = source("sonla"), Window(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
    ask = next(ask for ask in first_asks(of, window) if ask.way == 1)
    starts = []
    for _ in range(3):
        starts.append(ask.url.rpartition("=")[2])
        link = f'<a class="kyhieu" href="NoiDung?openForm&ParentUNID={len(starts)}">1/QĐ-UBND</a>'
        row = f'<table><tr><td>{link}</td><td><span class="w-effect">18/11/2026</span></td></tr></table>'
        found = read_page(of, ask, f'<div class="divData">{row}</div>'.encode(), ask.url, "text/html")
        (ask,) = onward(of, ask, found, window, sift(ask, found, window, {}, {}))
    assert starts == ["1", "31", "61"]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["danh_muc.html", "cap1_danh_muc.html"])
def test_the_issues_of_a_real_list(name):
    issues = read(name, Ask(PAGE, 0, 1)).inside
    assert len(issues) == 37
    assert all(isinstance(each.when, date) and each.when.year == 2026 for each in issues)
    assert [each.when for each in issues] == sorted((each.when for each in issues), reverse=True)
    numbers = [number for each in issues for number in issue_numbers(each.number)]
    assert sorted(numbers) == list(range(1, 48))
    assert gaps(set(numbers)) == []
    joint = next(
        each for each in issues if len(issue_numbers(each.number)) == 2 and each.when == date(2026, 3, 25)
    )
    assert joint.number == "19 + 20 Ngày 25/3/2026"
    query = parse_qs(urlsplit(joint.url).query, keep_blank_values=True)
    assert query["RestrictToCategory"] == ["Số 19 + 20 Ngày 25/3/2026"]
    assert "+" not in urlsplit(joint.url).query


@pytest.mark.shared
def test_the_documents_of_a_real_issue():
    day = date(2026, 7, 25)
    found = read("documents_by_gazette_sample.html", Ask(PAGE, 0, 1, level=1, when=day))
    assert found.faults == ()
    assert len(found.entries) == 11
    assert {entry.when for entry in found.entries} == {day}
    assert all(parse_number(entry.number) for entry in found.entries)
    assert all(re.fullmatch(r"/congbao\.nsf/NoiDung", urlsplit(entry.url).path) for entry in found.entries)
    assert Counter(type_at_start(entry.title) for entry in found.entries) == {"Quyết định": 11}


@pytest.mark.shared
def test_the_file_of_a_real_issue_is_found_by_a_pick_of_its_script():
    tree = LexborHTMLParser((DATA / "gazette_file_raw.html").read_bytes())
    onclick = tree.css_first("gazettefile a").attributes["onclick"]
    assert re.search(r'window\.open\("(str/[0-9A-F]{32}/\$file/\d+_signed\.pdf)"\)', onclick)


@pytest.mark.shared
def test_the_index_is_of_other_documents_than_the_issue(index):
    """367 documents in no issue, none of which is in the recorded one: the list and the issues are both needed."""
    found = read("documents_by_gazette_sample.html", Ask(PAGE, 0, 1, level=1)).entries
    listed = {unquote(entry.url).rpartition("=")[2] for entry in found}
    assert len(index) == 367
    assert {row["unid"] for row in index} & listed == set()
    assert {row["number"] for row in index} & {entry.number for entry in found} == set()


@pytest.mark.shared
def test_every_document_of_the_index_has_an_identity(index):
    numbers = [parse_number(row["number"]) for row in index]
    assert [row["number"] for row, number in zip(index, numbers, strict=True) if number is None] == []
    written = {row["number"]: number.text for row, number in zip(index, numbers, strict=True)}
    changed = {given for given, plain in written.items() if given != plain}
    assert changed == {given for given in written if given.endswith("-TT HĐND")}
    assert Counter(type_at_start(row["type"]) for row in index) == {"Quyết định": 297, "Nghị quyết": 70}
    issuers = {issuer_of(organ_in_full(row["organ"], source("sonla").owner)) for row in index}
    assert {"Ủy ban nhân dân tỉnh Sơn La", "Hội đồng nhân dân tỉnh Sơn La"} <= issuers
    assert all(re.match(r"(?:Ủy ban|Hội đồng) nhân dân (?:tỉnh|xã|phường) \S", issuer) for issuer in issuers)
    identities = Counter((row["number"], row["organ"], row["issued"]) for row in index)
    twice = {number for (number, _, _), count in identities.items() if count > 1}
    assert twice == {"22/NQ-HĐND", "23/NQ-HĐND", "1367/QĐ-UBND"}  # entered twice, under the same subject
    assert len(identities) == 364


@pytest.mark.shared
def test_real_rows_of_the_issue_need_no_table_around_them():
    rules = source("sonla").discover[0].documents
    body = (DATA / "documents_by_gazette_sample.html").read_text(encoding="utf-8")
    bare, whole = (
        read_rows(LexborHTMLParser(text), PAGE, rules) for text in (body, f"<table>{body}</table>")
    )
    assert bare == whole
