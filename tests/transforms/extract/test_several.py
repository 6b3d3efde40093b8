"""Pages with more than one article or document on them, or with one twice."""

import pytest

from tests.transforms.extract.conftest import PARAGRAPHS, TITLE
from transforms.article import BlockKind
from transforms.extract import extract

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
OTHER = "Xã Đồng Mẫu thông cầu treo qua suối"
NEXT = "".join(
    f"<p>{text.replace('Suối Mẫu', 'Đồng Mẫu').replace('thôn', 'bản')}</p>" for text in PARAGRAPHS * 2
)


def page_of(inner, named=TITLE):
    return f"<html><head><title>{named}</title></head><body>{inner}</body></html>"


@pytest.mark.parametrize("copies", [2, 3])
def test_an_article_that_stands_there_for_each_width_is_read_once(make_page, copies):
    inner = f"<h1>{TITLE}</h1>" + "".join(f"<div class='rong-{n}'>{BODY}</div>" for n in range(copies))
    assert list(extract(make_page(page_of(inner))).spoken_texts()) == list(PARAGRAPHS)


def test_a_whole_copy_with_its_heading_is_read_once(make_page):
    inner = f"<h1>{TITLE}</h1><div>20/11/2026</div><div class='than'>{BODY}</div>"
    article = extract(
        make_page(page_of(f"<div class='may'>{inner}</div><div class='dien-thoai'>{inner}</div>"))
    )
    assert list(article.spoken_texts()) == list(PARAGRAPHS)


def test_a_quote_of_the_text_is_read_once_and_a_refrain_twice(make_page):
    inner = f"<div><h1>{TITLE}</h1>{BODY}<blockquote>{PARAGRAPHS[1]}</blockquote><p>Xin cảm ơn bà con!</p><p>Xin cảm ơn bà con!</p></div>"
    spoken = list(extract(make_page(page_of(inner))).spoken_texts())
    assert spoken == [*PARAGRAPHS, "Xin cảm ơn bà con!", "Xin cảm ơn bà con!"]


@pytest.mark.parametrize(
    "form",
    [
        "<article class='bai'><h1>{title}</h1><div class='than'>{body}</div></article>",
        "<div class='bai'><h1>{title}</h1><time>{day}/11/2026</time>{body}</div>",
        "<h1>{title}</h1><p>{day}/11/2026 08:30</p>{body}",
    ],
)
def test_the_next_article_of_an_endless_page_is_left_out(make_page, form):
    own, other = form.format(title=TITLE, day=20, body=BODY), form.format(title=OTHER, day=19, body=NEXT)
    for inner in (own + other, other + own):
        article = extract(make_page(page_of(inner)))
        assert article.title == TITLE
        assert list(article.spoken_texts()) == list(PARAGRAPHS)


def test_headings_of_the_first_level_may_part_one_article(make_page):
    inner = f"<div><h1>{TITLE}</h1>{BODY}<h1>Việc cần làm trong năm tới</h1>{NEXT}</div>"
    article = extract(make_page(page_of(inner)))
    assert "Đồng Mẫu" in article.text
    assert "Việc cần làm trong năm tới" in [
        block.text for block in article.blocks if block.kind == BlockKind.HEADING
    ]


def document(number, about):
    return (
        "<table><tr><td>ỦY BAN NHÂN DÂN<br>TỈNH BÌNH MẪU</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</td></tr>"
        f"<tr><td>Số: {number}/2026/QĐ-UBND</td><td>Bình Mẫu, ngày 05 tháng 11 năm 2026</td></tr></table>"
        f"<p>QUYẾT ĐỊNH</p><p>Ban hành Quy định về quản lý {about}</p><p>ỦY BAN NHÂN DÂN TỈNH BÌNH MẪU</p>"
        "<p>Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;</p>"
        f"<p>Điều 1. Ban hành kèm theo Quyết định này Quy định về quản lý {about} trên địa bàn tỉnh.</p>"
        "<p>Điều 2. Quyết định này có hiệu lực từ ngày 20 tháng 11 năm 2026.</p>"
        "<p>TM. ỦY BAN NHÂN DÂN</p><p>CHỦ TỊCH</p><p>Lý Văn Mẫu</p>"
    )


@pytest.mark.parametrize(
    ("named", "number", "about", "other"),
    [
        ("Văn bản mới của tỉnh", "45/2026/QĐ-UBND", "loa truyền thanh", "nhà văn hóa"),
        ("Quyết định số 46/2026/QĐ-UBND", "46/2026/QĐ-UBND", "nhà văn hóa", "loa truyền thanh"),
    ],
)
def test_of_two_documents_the_announced_one_is_read_in_doubt(make_page, named, number, about, other):
    inner = f"<div>{document(45, 'loa truyền thanh')}<hr>{document(46, 'nhà văn hóa')}</div>"
    article = extract(make_page(page_of(inner, named)))
    assert article.legal.number == number
    assert f"quản lý {about} trên địa bàn" in article.text
    assert other not in article.text
    assert [doubt.code for doubt in article.doubts] == ["document.several"]


@pytest.mark.parametrize("named", ["Văn bản", "Chi tiết văn bản", "Cổng thông tin điện tử tỉnh Bình Mẫu", ""])
def test_one_document_is_in_no_doubt_whatever_its_page_is_called(make_page, named):
    bold = document(45, "loa truyền thanh").replace("<p>", "<p><b>").replace("</p>", "</b></p>")
    article = extract(make_page(page_of(f"<div>{bold}</div>", named)))
    assert article.doubts == ()
    assert article.legal.number == "45/2026/QĐ-UBND"
    assert article.title == "QUYẾT ĐỊNH Ban hành Quy định về quản lý loa truyền thanh"
