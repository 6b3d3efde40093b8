"""Whole items: every sample page of every source, and, where they are at hand, pages that others made."""

import gzip
import json
from datetime import UTC, datetime
from functools import cache

import pytest

from crawlers.errors import NguonError
from crawlers.source import source
from tests.conftest import SHARED
from tests.sources.golden import files_of, golden, sample_page, sources
from tests.transforms.script.made import assert_sound, said, words
from transforms.article import Article, BlockKind, Kind
from transforms.extract import Page, extract
from transforms.reading import read
from transforms.script import CREDIT, TITLE, Form, Role, Script, is_alert, write_script

DATA = SHARED / "data"
CAPTURED = datetime(2026, 11, 22, tzinfo=UTC)
GOLD = sorted(DATA.glob("gold/*.json"))
PDFS = sorted(DATA.glob("gazette_pdf/*.pdf"))[::2]
LAWS = sorted(DATA.glob("law_html/*.gz"), key=lambda path: path.stat().st_size)[:4]
LEAST = {"vi": 60, "en": 3}


@cache
def samples() -> tuple[Article, ...]:
    """The articles of all golden items that their source takes."""
    return tuple(filter(None, (sample(each, case) for each in sources() for case in golden(each))))


def sample(source_id: str, case: dict) -> Article | None:
    try:
        page = sample_page(source_id, case["url"])
        attachments = [sample_page(source_id, url) for url in files_of(case)]
        return extract(page, source=source(source_id), attachments=attachments)
    except (NguonError, AssertionError):  # quarantined, or another source's page
        return None


def assert_says_all(article: Article, script: Script) -> None:
    """Every word of title, lead and spoken blocks is heard, in order, and nothing of what is silent."""
    own = (each for each in script.utterances if each.role not in {Role.FRAME, Role.TABLE, Role.CREDIT})
    heard = [word for each in own for word in words(each.written)]
    texts = [article.title, article.lead, *(block.shown for block in article.blocks if block.spoken)]
    assert heard == [word for text in texts for word in words(text)]


def test_there_are_samples_of_every_kind():
    kinds = {article.kind for article in samples()}
    assert {Kind.NEWS, Kind.LEGAL, Kind.ALERT} <= kinds
    for language, least in LEAST.items():
        assert sum(article.language == language for article in samples()) >= least


@pytest.mark.parametrize("form", [Form.AUTO, Form.FULL])
def test_every_sample_has_a_sound_script(form):
    for article in samples():
        made = write_script(article, form=form)
        assert_sound(article, made)
        assert made.utterances[-1].block == CREDIT
        assert TITLE in {each.block for each in made.utterances}
        if article.kind != Kind.LEGAL and not is_alert(article):
            assert_says_all(article, made)


def test_what_the_golden_items_keep_silent_is_not_heard():
    """Captions, bylines, boilerplate: the golden file names them; a table may be read, and is on those lists too."""
    scripts = {article.url: (article, write_script(article)) for article in samples()}
    seen = 0
    for case in (case for each in sources() for case in golden(each) if case["url"] in scripts):
        article, script = scripts[case["url"]]
        heard = "\n".join(said(script))
        tables = "\n".join(block.text for block in article.blocks if block.kind == BlockKind.TABLE)
        for text in case.get("must_not_contain", []):
            seen += 1
            assert text in tables or text not in heard, (article.url, text)
    assert seen > 300


def test_the_legal_samples_tell_their_number_issuer_and_days():
    for article in (each for each in samples() if each.legal):
        made = write_script(article)
        heard, spoken = "\n".join(said(made)), " ".join(each.spoken for each in made.utterances)
        issued = article.legal.issued_on
        assert article.legal.number.replace("Đ", "") in heard.replace("Đ", "").replace("Ð", "")
        how = "xác thực" if article.legal.type == "Văn bản hợp nhất" else "ban hành"
        assert f"{how} ngày {issued.day} tháng {issued.month} năm {issued.year}." in heard
        assert " ".join(words(read(article.legal.issuer).casefold())) in " ".join(words(spoken.casefold()))


@pytest.mark.long
@pytest.mark.shared
@pytest.mark.parametrize("path", [*GOLD, *PDFS, *LAWS], ids=lambda path: path.name[:40])
def test_a_real_item_has_a_sound_script(path):
    article = extract(page_of(path))
    for form in (Form.AUTO, Form.FULL):
        made = write_script(article, form=form)
        assert made.utterances
        assert_sound(article, made)
        if article.kind != Kind.LEGAL:
            assert_says_all(article, made)


def page_of(path):
    url = f"https://tin.vi-du.vn/{path.name}"
    if path.suffix == ".json":
        gold = json.loads(path.read_text(encoding="utf-8"))
        path, url = DATA / gold["html"], gold["url"]
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return Page(url, body, "", CAPTURED)
