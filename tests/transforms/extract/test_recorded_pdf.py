"""Twenty signed gazette PDFs that others made: who each is, where it stands, what its signature is worth."""

import json
import re
from datetime import date
from itertools import pairwise

import pytest

from crawlers.words import fold
from tests.conftest import SHARED
from tests.sources.golden import CAPTURED
from transforms.article import Article, BlockKind, SignatureState
from transforms.extract import Page, extract

pytestmark = pytest.mark.shared
FOLDER = SHARED / "data" / "gazette_pdf"
ISSUERS_SLIPS = {"thong-tu-so-27-2021-tt-bldtbxh-36642": ["4. in Điều 5. after 2"]}
"""What is wrong in the documents as they were issued."""
CUTS = 25
"""Paragraphs that end without a mark before one with a capital; measured: 22, of which 19 are headings and captions."""
_STOPPED = re.compile(r"[.;:!?…/”\"»)]$")
_ANEW = re.compile(r"(?!(?:Điều|Chương|Mục|Căn cứ|Phụ lục|Ghi chú|Nơi nhận|Người|Ngày)\b)[A-ZĐÀ-Ỹ]\w")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The article of each file, by the file's name."""
    found = {}
    for path in sorted(FOLDER.glob("*.pdf")):
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        found[path.stem] = extract(Page(told["pdf_url"], path.read_bytes(), "application/pdf", CAPTURED))
    return found


def test_each_says_which_document_it_is(articles: dict[str, Article]) -> None:
    assert len(articles) == 20
    for name, article in articles.items():
        assert article.legal
        assert fold(article.legal.number).replace(" ", "-") in name
        assert article.legal.signer
        assert [each.detail for each in article.doubts] == ISSUERS_SLIPS.get(name, [])


def test_all_but_the_consolidated_text_say_when_they_come_into_force(articles: dict[str, Article]) -> None:
    silent = [name for name, article in articles.items() if article.legal and not article.legal.effective_on]
    assert [name.startswith("van-ban-hop-nhat") for name in silent] == [True]


def test_each_knows_its_place_in_the_gazette(articles: dict[str, Article]) -> None:
    for article in articles.values():
        place = article.gazette
        assert place
        assert place.day
        assert date(2022, 1, 1) < place.day < date(2026, 12, 31)
        assert place.first_page is not None
        assert place.last_page is not None
        pages = {block.span.page for block in article.blocks if block.span}
        assert place.last_page - place.first_page == len(pages) - 1


def test_signatures_are_whole_or_cut_and_none_is_broken(articles: dict[str, Article]) -> None:
    states = [each.state for article in articles.values() for each in article.signatures]
    assert states.count(SignatureState.VALID) == 6
    assert states.count(SignatureState.CUT) == 14
    signers = {fold(each.signer) for article in articles.values() for each in article.signatures}
    assert len(signers) == 2
    for article in articles.values():
        (signature,) = article.signatures
        assert signature.signed_at
        assert article.legal
        assert signature.signed_at.date() > article.legal.issued_on
        assert "time-stamp" in signature.detail
        assert not signature.trusted


def test_sentences_are_whole(articles: dict[str, Article]) -> None:
    cuts = 0
    for article in articles.values():
        body = [block for block in article.blocks if block.spoken or block.kind == BlockKind.TABLE]
        cuts += sum(
            one.kind == other.kind == BlockKind.PARAGRAPH
            and len(one.text) > 45
            and not _STOPPED.search(one.text)
            and bool(_ANEW.match(other.text))
            for one, other in pairwise(body)
        )
    assert cuts <= CUTS


def test_sideways_pages_have_whole_words(articles: dict[str, Article]) -> None:
    text = next(article.text for name, article in articles.items() if "29-2021" in name)
    pieces = re.findall(r"(?<=\s)(?:ki|ti|ế\w+|ệ\w+|ề\w+|ứ\w*)(?=\s)", text)
    assert len(pieces) < 5


def test_footnotes_of_a_consolidated_text_are_in_its_text(articles: dict[str, Article]) -> None:
    article = next(article for name, article in articles.items() if name.startswith("van-ban-hop-nhat"))
    notes = [block for block in article.blocks if block.kind == BlockKind.NOTE]
    labels = sorted(int(block.label) for block in notes if block.label)
    assert labels == list(range(1, 39))
    assert not set(notes) & {block for block in article.blocks if block.spoken}
    assert all(block.text in article.text for block in notes)


def test_no_running_head_is_left(articles: dict[str, Article]) -> None:
    for article in articles.values():
        assert not re.search(r"CÔNG BÁO/Số", article.text)
