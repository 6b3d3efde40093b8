"""Which part of a page is the article: lists and front pages, spread bodies, pop-ups."""

import pytest

from crawlers.errors import BadDocument
from tests.transforms.extract.conftest import PARAGRAPHS, TITLE
from tests.transforms.extract.test_html import LAW
from transforms.article import Kind
from transforms.extract import extract

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
LINKS = "".join(f'<li><a href="/{n}">Xã thứ {n} của huyện mở hội chợ mùa xuân</a></li>' for n in range(9))


def page_of(inner, title=TITLE, head=""):
    return f"<html><head><title>{title}</title>{head}</head><body>{inner}</body></html>"


@pytest.mark.parametrize(
    "inner",
    [
        f"<h1>{TITLE}</h1><div>{BODY}<ul>{LINKS}</ul></div>",
        f"<h1>{TITLE}</h1><div><ul>{LINKS}</ul>{BODY}</div>",
        f"<h1>{TITLE}</h1><div>{PARAGRAPHS[0]} <a href='/1'>Nghị định về truyền thanh cơ sở</a>.<br>{BODY}{LINKS}</div>",
    ],
)
def test_an_article_may_have_many_links_beside_its_prose(make_page, inner):
    article = extract(make_page(page_of(inner)))
    assert all(text in article.text for text in PARAGRAPHS)
    assert "hội chợ mùa xuân" not in article.text


def entries(count, summary="Hội chợ có hàng chục gian hàng nông sản của bà con trong vùng và ngoài vùng."):
    return "".join(
        f'<div><h3><a href="/{n}">Xã thứ {n} của huyện mở hội chợ mùa xuân</a></h3><p>{summary} Lần {n}.</p></div>'
        for n in range(count)
    )


@pytest.mark.parametrize(
    "inner",
    [
        f"<h1>Tin xã</h1><div>{entries(12)}</div>",
        f"<h1>Tin xã</h1><div>{entries(3)}</div>",
        f"<h1>Tin xã</h1><div>{entries(1, PARAGRAPHS[0] + PARAGRAPHS[1])}</div>",
        "<h1>Tin xã</h1><div>"
        + entries(12).replace("<h3><a", "<a").replace("</a></h3>", "</a><br>20/11/2026<br>")
        + "</div>",
        "<h1>Tin xã</h1><div>"
        + entries(8)
        .replace("<h3>", "")
        .replace("</h3>", "")
        .replace("</a><p>", "<p>")
        .replace("</p></div>", "</p></a></div>")
        + "</div>",
    ],
)
def test_lists_of_articles_are_none(make_page, inner):
    with pytest.raises(BadDocument, match=r"list of links|words of text"):
        extract(make_page(page_of(inner, "Tin xã")))


@pytest.mark.parametrize("path", ["", "/", "/index.html", "/default.aspx", "/trang-chu"])
def test_a_front_page_is_no_article_unless_it_says_so(make_page, path):
    url = f"https://tin.vi-du.vn{path}"
    inner = f"<h1>{TITLE}</h1><div>{BODY}</div>"
    with pytest.raises(BadDocument, match="front page"):
        extract(make_page(page_of(inner), url))
    said = '<meta property="og:type" content="article">'
    assert extract(make_page(page_of(inner, head=said), url)).title == TITLE
    assert extract(make_page(page_of(inner), f"{url}?id=12")).title == TITLE


def test_a_log_in_box_on_a_page_does_not_make_it_one(make_page):
    box = "<form>Tên <input name=u> Mật khẩu <input type=password></form>"
    article = extract(make_page(page_of(f"{box}<h1>{TITLE}</h1><div>{BODY}</div>")))
    assert "Mật khẩu" not in article.text
    with pytest.raises(BadDocument, match="log-in page"):
        extract(
            make_page(
                page_of(f"<h1>Đăng nhập hệ thống</h1>{box}<p>{PARAGRAPHS[0]}</p>", "Đăng nhập hệ thống")
            )
        )


def test_a_body_in_boxes_named_alike_is_read_whole_and_in_order(make_page):
    boxes = "".join(
        f'<div class="o"><div><div><div><div class="khoi"><div class="block-text b{at}">'
        f"<p>{text}</p><p>Thêm: {text}</p></div></div></div></div></div></div>"
        for at, text in enumerate(PARAGRAPHS)
    )
    article = extract(make_page(page_of(f"<h1>{TITLE}</h1><div>{boxes}</div>")))
    assert [text for text in article.text.split("\n") if text in PARAGRAPHS] == list(PARAGRAPHS)
    assert article.evidence["body"] == "densest prose, 3 parts"


def test_comments_named_alike_are_no_part_of_the_body(make_page):
    comment = '<div class="comment"><div class="content"><p>Tôi thấy nhà văn hóa mới rất đẹp và tiện cho bà con trong thôn.</p></div></div>'
    inner = f'<h1>{TITLE}</h1><div><div class="content">{BODY}</div><div class="comments">{comment * 2}</div></div>'
    assert "Tôi thấy" not in extract(make_page(page_of(inner))).text


def test_a_box_in_the_body_is_not_the_body(make_page):
    box = "".join(f"<p>Bảng {n}: {text}</p>" for n, text in enumerate(PARAGRAPHS * 2))
    inner = f'<h1>{TITLE}</h1><div class="than">{BODY}{BODY.replace("thôn", "bản")}<div class="hop"><div>{box}</div></div></div>'
    article = extract(make_page(page_of(inner)))
    assert PARAGRAPHS[0] in article.text
    assert f"Bảng 5: {PARAGRAPHS[2]}" in article.text


def test_a_sentence_that_stands_three_times_in_a_body_is_text(make_page):
    step = "<p>Cán bộ tiếp nhận kiểm tra hồ sơ, cấp giấy biên nhận và hẹn ngày trả kết quả cho người nộp.</p>"
    inner = f"<h1>{TITLE}</h1><div>{BODY}{step * 4}</div>"
    assert extract(make_page(page_of(inner))).text.count("cấp giấy biên nhận") == 4


def test_a_law_is_found_among_pop_ups_that_no_name_tells_apart(make_page):
    notice = (
        "<div>"
        + "".join(
            f"<p>Quý khách có thể dùng tiện ích số {n} của thư viện để tra cứu nhanh hơn và đầy đủ hơn.</p>"
            for n in range(40)
        )
        + "</div>"
    )
    plain = LAW.replace(' id="vi"', "").replace(' id="en"', "").replace(' class="popup"', "")
    article = extract(
        make_page(plain.replace("<body>", f"<body><div>{notice}").replace("</body>", "</div></body>"))
    )
    assert (article.kind, article.legal.number) == (Kind.LEGAL, "999/2026/QH16")
    assert "Quý khách" not in article.text


def test_most_of_the_page_outside_the_body_is_a_reason(make_page, monkeypatch):
    monkeypatch.setattr("transforms.extract.html.draft_by_trafilatura", lambda *_args, **_kwargs: None)
    cells = "".join(
        f"<div><div><div><div><div><div><div><div><div><p>Ô {n}: {PARAGRAPHS[n % 3]}</p></div></div></div></div></div></div></div></div></div>"
        for n in range(60)
    )
    inner = f"<h1>{TITLE}</h1><div><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p></div>{cells}"
    with pytest.raises(BadDocument, match=r"the body found has \d+ words, and the page \d+ words of prose"):
        extract(make_page(page_of(inner)))
