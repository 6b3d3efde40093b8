"""Title, lead, time, captions and bylines on pages whose markup says nothing of them."""

import re
from datetime import datetime

import pytest

from crawlers.dates import VIETNAM
from crawlers.errors import BadDocument
from tests.transforms.extract.conftest import LEAD, PARAGRAPHS, TITLE
from transforms.article import BlockKind
from transforms.extract import extract

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def kinds(article, kind):
    return [block.text for block in article.blocks if block.kind == kind]


def bare(inner, head=f"<title>{TITLE}</title>"):
    """A page without a class, an id or a statement."""
    return f"<html><head>{head}</head><body><div>{inner}</div></body></html>"


@pytest.mark.parametrize(
    ("inner", "rule"),
    [
        (f"<h1>{TITLE}</h1><div>{LEAD}</div><div>{BODY}{BODY}</div>", "prose between title and body"),
        (f"<h1>{TITLE}</h1><h2>{LEAD}</h2>{BODY}", "heading that is a sentence"),
        (f"<h1>{TITLE}</h1><p>{LEAD}</p><p>20/11/2026 08:30</p>{BODY}", "prose over the time"),
        (
            f"<h1>{TITLE}</h1><div>20/11/2026 08:30</div><p class='sapo'>{LEAD}</p>{BODY}",
            "element marked as lead",
        ),
    ],
)
def test_a_lead_is_told_by_where_it_stands(make_page, inner, rule):
    article = extract(make_page(bare(inner)))
    assert (article.lead, article.evidence["lead"]) == (LEAD, rule)
    assert kinds(article, BlockKind.PARAGRAPH)[:3] == list(PARAGRAPHS)
    assert article.text.count(LEAD) == 1


@pytest.mark.parametrize(
    "between",
    [
        f"<figure><img src=a><figcaption>{LEAD}</figcaption></figure>",
        f"<ul><li>{LEAD}</li></ul>",
        f'<a href="/khac">{LEAD}</a>',
        f"<aside>{LEAD}</aside>",
        "<div>Theo dõi Báo Mẫu trên Zalo</div>",
    ],
)
def test_what_stands_there_and_is_no_lead(make_page, between):
    assert extract(make_page(bare(f"<h1>{TITLE}</h1>{between}<div>{BODY}</div>"))).lead == ""


def test_what_stands_over_the_first_sentence_is_not_spoken(make_page):
    tools = '<div><a href="javascript:;">Bản in</a> <a href="#">Cỡ chữ</a></div>'
    inner = f"<h1>{TITLE}</h1><div>Lý Văn Mẫu</div><div>20/11/2026 | 08:30</div>{tools}{BODY}"
    article = extract(make_page(bare(inner)))
    assert list(article.spoken_texts()) == list(PARAGRAPHS)
    assert article.published_at == datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM)
    assert kinds(article, BlockKind.BYLINE) == ["Lý Văn Mẫu"]


@pytest.mark.parametrize(
    "closing",
    [
        "<p>Tin, ảnh: Lý Văn Mẫu</p>",
        "<p><b>Lý Văn Mẫu</b></p>",
        '<p style="text-align: right">Trung tâm Truyền thông của huyện Mẫu</p>',
        "<p>Theo Báo Mẫu</p><p>Từ khóa: <a href='/t/bao'>bão lũ</a></p>",
    ],
)
def test_what_closes_an_article_is_not_spoken(make_page, closing):
    article = extract(make_page(bare(f"<h1>{TITLE}</h1>{BODY}{closing}")))
    assert list(article.spoken_texts()) == list(PARAGRAPHS)
    assert kinds(article, BlockKind.BYLINE)


@pytest.mark.parametrize(
    "picture",
    [
        "<div><img src=a><div>Quang cảnh buổi lễ khai trương ở thôn 4</div></div>",
        "<p><img src=a><br><em>Quang cảnh buổi lễ khai trương ở thôn 4</em></p>",
        "<p>Quang cảnh buổi lễ khai trương ở thôn 4. Ảnh: Văn Mẫu</p>",
        "<h5>Quang cảnh buổi lễ khai trương ở thôn 4 (Ảnh: TTXVN)</h5>",
        "<table><tr><td><img src=a></td></tr><tr><td>Quang cảnh buổi lễ khai trương ở thôn 4</td></tr></table>",
    ],
)
def test_captions_without_a_name(make_page, picture):
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    article = extract(make_page(bare(f"<h1>{TITLE}</h1>{first}{picture}{''.join(rest)}")))
    assert list(article.spoken_texts()) == list(PARAGRAPHS)
    assert len(kinds(article, BlockKind.CAPTION)) == 1


def test_a_paragraph_with_a_picture_in_it_is_spoken(make_page):
    long = " ".join(PARAGRAPHS)
    article = extract(make_page(bare(f"<h1>{TITLE}</h1><p><img src=a>{long}</p>{BODY}")))
    assert long in article.text


def test_related_boxes_and_comments_are_furniture(make_page):
    box = '<div><p>Xem thêm</p><a href="/1">Xã Đồng Mẫu khánh thành cầu treo</a><a href="/2">Chợ phiên Suối Mẫu họp lại</a></div>'
    comments = "<h3>Bình luận (2)</h3><p>Tôi thấy nhà văn hóa mới rất đẹp và tiện cho bà con trong thôn.</p>"
    article = extract(make_page(bare(f"<h1>{TITLE}</h1>{BODY}{box}{comments}")))
    assert list(article.spoken_texts()) == list(PARAGRAPHS)
    assert len(kinds(article, BlockKind.FURNITURE)) >= 4


def test_a_list_of_links_that_a_sentence_announces_is_text(make_page):
    links = "".join(
        f'<li><a href="/{n}.pdf">Mẫu số {n}: đơn đề nghị hỗ trợ làm nhà</a></li>' for n in (1, 2, 3)
    )
    article = extract(
        make_page(
            bare(f"<h1>{TITLE}</h1>{BODY}<p>Bà con dùng các mẫu đơn sau đây:</p><ul>{links}</ul><p>Hết.</p>")
        )
    )
    assert "Mẫu số 2: đơn đề nghị hỗ trợ làm nhà" in [block.text for block in article.blocks]


@pytest.mark.parametrize(
    ("inner", "head", "title", "rule"),
    [
        (f"<h2>{TITLE}</h2>{BODY}", "", TITLE, "heading over the body"),
        (f"<div class='tieu-de'>{TITLE}</div>{BODY}", "", TITLE, "element named like a title"),
        (f"<p><b>{TITLE}</b></p>{BODY}", "", TITLE, "line in bold"),
        (f"<p>{TITLE.upper()}</p>{BODY}", "", TITLE.upper(), "line in capitals"),
        (f"<p>{TITLE}</p><div>{BODY}</div>", "", TITLE, "line over the body"),
        (
            f"<p>{TITLE} - lần hai</p><div>{BODY}</div>",
            f"<title>{TITLE} - lần hai - Báo Mẫu</title>",
            f"{TITLE} - lần hai",
            "title element",
        ),
        (f"<div>{BODY}</div>", f"<title>{TITLE} - Báo Mẫu</title>", TITLE, "title element"),
    ],
)
def test_a_title_is_found_without_a_title_element(make_page, inner, head, title, rule):
    article = extract(make_page(bare(inner, head)))
    assert (article.title, article.evidence["title"]) == (title, rule)


def test_a_page_on_which_nothing_looks_like_a_title(make_page):
    with pytest.raises(BadDocument, match="no title"):
        extract(make_page(bare(BODY, "")))


NOTICE = "<p>Từ 8 giờ ngày 24/11, bà con thôn 4 mang sổ tiêm chủng đưa trẻ đến trạm y tế xã để tiêm vắc-xin sởi mũi hai.</p>"


def test_a_short_notice_with_title_and_time_is_an_article(make_page):
    article = extract(
        make_page(bare(f"<h1>Thông báo tiêm vắc-xin sởi</h1><p>20/11/2026 08:30</p><div>{NOTICE}</div>"))
    )
    assert len(article.text.split()) == 26
    with pytest.raises(BadDocument, match="fewer than 40"):
        extract(make_page(bare(f"<div>{NOTICE}</div>", "<title>Thông báo tiêm vắc-xin sởi</title>")))


def test_every_field_has_its_evidence(news_html, make_page):
    head = '<meta property="article:published_time" content="2026-11-20T08:30:00+07:00"><link rel="canonical" href="/bai-1.html">'
    article = extract(make_page(news_html(head=head)))
    assert set(article.evidence) == {
        "title",
        "lead",
        "body",
        "published_at",
        "language",
        "credit",
        "kind",
        "url",
    }
    assert re.fullmatch("canonical", article.evidence["url"])
