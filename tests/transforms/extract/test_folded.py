"""Words that a page has in buttons, in links that tell what to do, and in the data for its scripts."""

import json

import pytest

from crawlers.errors import BadDocument
from tests.transforms.extract.conftest import LEAD, PARAGRAPHS, TITLE
from transforms.extract import extract

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
ASKED = ("Ai được dùng nhà văn hóa?", "Muốn mượn hội trường thì hỏi ai?", "Phòng đọc mở cửa khi nào?")


def page_of(inner, named=TITLE, head=""):
    return f"<html><head><title>{named}</title>{head}</head><body>{inner}</body></html>"


@pytest.mark.parametrize(
    "form",
    [
        "<div><button data-toggle='collapse'>{asked}</button><div><p>{text}</p></div></div>",
        "<div><h2><button aria-expanded='false'>{asked}</button></h2><div><p>{text}</p></div></div>",
        "<button class='hoi'>{asked}</button><div style='display:none'><p>{text}</p></div>",
        "<div><div><button type='button'>{asked}</button></div><div hidden><p>{text}</p></div></div>",
    ],
)
def test_questions_on_buttons_are_read(make_page, form):
    inner = "".join(
        form.format(asked=asked, text=text) for asked, text in zip(ASKED, PARAGRAPHS, strict=True)
    )
    article = extract(
        make_page(
            page_of(
                f"<h1>Hỏi đáp về nhà văn hóa</h1>{inner}<button>Gửi câu hỏi</button>",
                "Hỏi đáp về nhà văn hóa",
            )
        )
    )
    text = article.text
    places = [text.index(each) for pair in zip(ASKED, PARAGRAPHS, strict=True) for each in pair]
    assert places == sorted(places)
    assert "Gửi câu hỏi" not in text


def test_other_buttons_are_not(make_page):
    inner = f"<div><h1>{TITLE}</h1>{BODY}<button>Xem thêm các bình luận</button><div><p>Bạn đọc gửi lời bàn, ban biên tập duyệt rồi mới đăng.</p></div></div>"
    assert "Xem thêm các bình luận" not in extract(make_page(page_of(inner))).text


def test_a_link_that_tells_what_to_do_is_read(make_page):
    told = "Đăng ký mượn hội trường tại Cổng dịch vụ công của tỉnh"
    related = "Xã Đồng Mẫu khánh thành cầu treo qua suối"
    inner = f"<p>{PARAGRAPHS[0]}</p><p><a href='/1'>{told}</a></p><p>{PARAGRAPHS[1]}</p><p><a href='/2'>{related}</a></p><p>{PARAGRAPHS[2]}</p>"
    spoken = list(extract(make_page(page_of(f"<div><h1>{TITLE}</h1>{inner}</div>"))).spoken_texts())
    assert told in spoken
    assert related not in spoken


def script(value, marks='type="application/ld+json"'):
    return f"<script {marks}>{json.dumps(value, ensure_ascii=False)}</script>"


@pytest.mark.parametrize(
    "body",
    [BODY, "\n\n".join(PARAGRAPHS), "&lt;p&gt;" + "&lt;/p&gt;&lt;p&gt;".join(PARAGRAPHS) + "&lt;/p&gt;"],
)
def test_an_article_in_a_pages_data_is_the_last_resort(make_page, body):
    data = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2026-11-20T08:30:00+07:00",
        "articleBody": body,
    }
    article = extract(make_page(page_of(f"<div id='app'></div>{script({'@graph': [data]})}")))
    assert (article.title, article.evidence["body"]) == (TITLE, "JSON-LD articleBody")
    assert list(article.spoken_texts()) == list(PARAGRAPHS)
    assert article.day.isoformat() == "2026-11-20"


NEXT = 'id="__NEXT_DATA__" type="application/json"'


def test_what_the_scripts_of_a_page_are_given(make_page):
    item = {"title": TITLE, "sapo": LEAD, "content": BODY, "publishedAt": "2026-11-20T08:30:00+07:00"}
    others = [{"title": f"Tin thứ {n} của xã", "content": BODY} for n in range(3)]
    given = {"props": {"pageProps": {"item": item, "latest": others}}}
    article = extract(
        make_page(page_of(f"<div id='__next'>Đang tải...</div>{script(given, NEXT)}", f"{TITLE} - Báo Mẫu"))
    )
    assert (article.title, article.lead, article.evidence["body"]) == (TITLE, LEAD, "data __NEXT_DATA__")
    assert list(article.spoken_texts())[1:] == list(PARAGRAPHS)
    assert article.day.isoformat() == "2026-11-20"


@pytest.mark.parametrize(
    "given",
    [
        {"list": [{"title": f"Tin thứ {n} của xã", "content": BODY} for n in range(3)]},
        {"items": [{"title": TITLE, "content": BODY}, {"title": TITLE, "content": BODY + BODY}]},
        {"title": TITLE, "content": "Đang tải"},
        [[[TITLE]]],
    ],
    ids=["a list", "two of one title", "no words", "no object"],
)
def test_data_that_is_no_one_article(make_page, given):
    with pytest.raises(BadDocument, match="words of text"):
        extract(make_page(page_of(f"<div></div>{script(given, NEXT)}")))


def test_what_a_page_shows_goes_before_its_data(make_page):
    data = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "articleBody": "\n".join(text.upper() for text in PARAGRAPHS),
    }
    article = extract(make_page(page_of(f"<h1>{TITLE}</h1><div>{BODY}</div>{script(data)}")))
    assert list(article.spoken_texts()) == list(PARAGRAPHS)
