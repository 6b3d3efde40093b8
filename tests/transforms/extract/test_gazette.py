"""A gazette's detail page with its PDF: what must agree, and what is refused."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from crawlers.capture import Hints
from crawlers.errors import BadDocument, LayoutChanged
from crawlers.source import source as source_of
from transforms.article import BlockKind
from transforms.extract import Page, extract

DETAIL = "https://congbao.chinhphu.vn/van-ban/nghi-dinh-so-968-2026-nd-cp-99112002.htm"
PDF = "https://congbaocdn.chinhphu.vn/mau/2026/11/20/99112002_v1_signed.pdf"
OTHER_PDF = "https://congbaocdn.chinhphu.vn/mau/2026/11/20/99112011_v1_signed.pdf"
Recorded = Callable[[str, str], Page]


def changed(page: Page, old: str, new: str) -> Page:
    assert old.encode() in page.body
    return replace(page, body=page.body.replace(old.encode(), new.encode()))


@pytest.fixture
def detail(recorded: Recorded) -> Page:
    return recorded("congbao", DETAIL)


@pytest.fixture
def pdf(recorded: Recorded) -> Page:
    return recorded("congbao", PDF)


def test_what_is_read_and_what_is_not(detail: Page, pdf: Page) -> None:
    article = extract(detail, source=source_of("congbao"), attachments=[pdf])
    assert article.attachments[0].url == PDF
    assert article.attachments[0].body_sha256 == pdf.sha256
    furniture = "\n".join(block.text for block in article.blocks if block.kind == BlockKind.FURNITURE)
    for silent in (
        "CÔNG BÁO/Số",
        "Độc lập - Tự do - Hạnh phúc",
        "968/2026/NĐ-CP",
    ):
        assert silent in furniture
    for silent in ("Độc lập - Tự do", "./."):
        assert silent not in article.text
    for unheard in ("Nơi nhận", "TM. CHÍNH PHỦ", "NGHỊ ĐỊNH"):
        assert unheard in article.text
        assert not any(unheard in text for text in article.spoken_texts())
    headings = [block.text for block in article.blocks if block.kind == BlockKind.HEADING]
    assert any(heading.startswith("Điều 1.") for heading in headings)
    pages = [block.span.page for block in article.blocks if block.span and block.spoken]
    assert pages == sorted(pages, key=lambda number: number or 0)


@pytest.mark.parametrize("attachments", [[], ["html"]])
def test_no_usable_attachment(detail: Page, attachments: list[str]) -> None:
    with pytest.raises(BadDocument, match="no attachment is a PDF"):
        extract(detail, source=source_of("congbao"), attachments=[detail] if attachments else [])


def test_another_documents_pdf(detail: Page, recorded: Recorded) -> None:
    with pytest.raises(BadDocument, match=r"968/2026/NĐ-CP.*958/2026/QĐ-TTg"):
        extract(detail, source=source_of("congbao"), attachments=[recorded("congbao", OTHER_PDF)])


def test_another_number_on_the_page_of_the_same_words(detail: Page, pdf: Page) -> None:
    page = changed(
        detail,
        '<span class="child-value">968/2026/NĐ-CP</span>',
        '<span class="child-value">969/2026/NĐ-CP</span>',
    )
    article = extract(page, source=source_of("congbao"), attachments=[pdf])
    assert article.legal is not None
    assert article.legal.number == "968/2026/NĐ-CP"
    assert [each.code for each in article.doubts] == ["identity.page"]
    assert "969/2026/NĐ-CP" in article.doubts[0].detail


def test_another_date_on_the_page(detail: Page, pdf: Page) -> None:
    page = changed(
        detail, '<span class="child-value">13/11/2026</span>', '<span class="child-value">11/13/2026</span>'
    )
    assert extract(page, source=source_of("congbao"), attachments=[pdf]).date == "2026-11-13"
    page = changed(
        detail, '<span class="child-value">13/11/2026</span>', '<span class="child-value">14/11/2026</span>'
    )
    article = extract(page, source=source_of("congbao"), attachments=[pdf])
    assert article.date == "2026-11-13"
    assert [each.code for each in article.doubts] == ["identity.page"]
    assert "14/11/2026" in article.doubts[0].detail


def test_look_alike_letters_are_no_other_number(detail: Page, pdf: Page) -> None:
    page = changed(
        detail,
        '<span class="child-value">968/2026/NĐ-CP</span>',
        '<span class="child-value"> 968/2026/N\u00d0-\u0421\u0420</span>',
    )
    legal = extract(page, source=source_of("congbao"), attachments=[pdf]).legal
    assert legal is not None
    assert legal.number == "968/2026/NĐ-CP"


def test_an_attachment_given_twice_is_read_once(detail: Page, pdf: Page) -> None:
    once = extract(detail, source=source_of("congbao"), attachments=[pdf])
    assert extract(detail, source=source_of("congbao"), attachments=[pdf, pdf]).blocks == once.blocks


def test_properties_that_moved(detail: Page, pdf: Page) -> None:
    page = changed(detail, 'class="value"', 'class="gia-tri"')
    with pytest.raises(LayoutChanged, match=r"number|list|words") as caught:
        extract(page, source=source_of("congbao"), attachments=[pdf])
    assert "names" in caught.value.fix


def test_a_page_that_announces_nothing(detail: Page, pdf: Page) -> None:
    page = replace(
        detail,
        body="<html><head><title>Công báo</title></head><body><p>Trang trống</p></body></html>".encode(),
    )
    with pytest.raises(BadDocument):
        extract(page, source=source_of("congbao"), attachments=[pdf])


def test_a_cut_attachment(detail: Page, pdf: Page) -> None:
    cut = replace(pdf, body=pdf.body[: len(pdf.body) // 2])
    with pytest.raises(BadDocument, match="cut off") as caught:
        extract(detail, source=source_of("congbao"), attachments=[cut])
    assert caught.value.url == PDF


def test_a_pdf_alone_says_what_it_is(pdf: Page) -> None:
    article = extract(pdf)
    assert article.identity == "legal:Chính phủ|Nghị định|968/2026/NĐ-CP|2026-11-13"
    assert article.title.startswith("NGHỊ ĐỊNH Quy định về quản lý, vận hành hệ thống truyền thanh")


@pytest.mark.parametrize(
    ("listed", "codes"),
    [
        ("968/2026/NĐ-CP", []),
        ("Số: 0968/2026/NĐ-CP", []),
        ("969/2026/NĐ-CP", ["identity.listing"]),
        ("", []),
        ("mới", ["identity.listing"]),
        ("968/2026/nđ-cp", []),
        ("969/2026/nđ-cp", ["identity.listing"]),
    ],
)
def test_a_list_that_gives_another_number_is_doubted(
    detail: Page, pdf: Page, listed: str, codes: list[str]
) -> None:
    article = extract(detail, source=source_of("congbao"), attachments=[pdf], hints=Hints(number=listed))
    assert [doubt.code for doubt in article.doubts] == codes
