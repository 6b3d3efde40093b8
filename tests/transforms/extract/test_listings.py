"""Lists of articles and documents, told by the shape of their entries however long those are; what only looks like one."""

import pytest

from crawlers.errors import BadDocument
from tests.transforms.extract.conftest import PARAGRAPHS, TITLE
from transforms.extract import extract

TITLES = tuple(
    f"{what} ở thôn {n} xã Suối Mẫu"
    for n, what in enumerate(
        (
            "Mở hội chợ nông sản",
            "Khánh thành cầu treo",
            "Trồng rừng phòng hộ",
            "Dạy chữ ban đêm",
            "Sửa đường liên thôn",
        )
    )
)
TEASERS = tuple(f"{PARAGRAPHS[n % 3]} {PARAGRAPHS[(n + 1) % 3]}" for n in range(5))
MENU = '<ul><li><a href="/">Trang nhất</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li></ul>'
FILE = '<li><a href="/{n}.pdf">Mẫu {n}: {title}</a></li>'


def page_of(inner, named="Tin tức"):
    return f"<html><head><title>{named}</title></head><body>{MENU}<div>{inner}</div></body></html>"


def entries(form, start=0):
    return "".join(
        form.format(n=n, title=TITLES[n], teaser=TEASERS[n], short=PARAGRAPHS[n % 3]) for n in range(start, 5)
    )


@pytest.mark.parametrize(
    "form",
    [
        '<div class="tin"><h3><a href="/{n}">{title}</a></h3><p>{teaser}</p></div>',
        '<h3><a href="/{n}">{title}</a></h3><p>{teaser}</p>',
        '<div class="tin"><h4>{title}</h4><p>{teaser} <a href="/{n}">Chi tiết</a></p></div>',
        '<div><strong>{title}</strong><p>{teaser}</p><a href="/{n}">Xem tiếp »</a></div>',
        "<div class='tin' onclick=\"location.href='/{n}'\"><h4>{title}</h4><p>{teaser}</p></div>",
        '<div class="tin"><span>0{n}/11/2026</span><h4><a href="/b{n}">{title}</a></h4><p>{teaser}</p></div>',
        '<dt><a href="/{n}">{title}</a></dt><dd>{teaser}</dd>',
        '<table><tr><td><a href="/{n}"><b>{title}</b></a><br>{teaser}</td></tr></table>',
        '<div><p><b>Số: {n}/KH-UBND</b></p><p>{short}</p><a href="/{n}.pdf">Tải về</a></div>',
    ],
)
def test_entries_with_long_teasers_are_a_list(make_page, form):
    with pytest.raises(BadDocument, match="list of links"):
        extract(make_page(page_of(f"<h1>Tin trong xã</h1>{entries(form)}", "Tin trong xã")))


def test_the_first_entry_may_be_longer(make_page):
    first = f'<h2><a href="/9">Xã Suối Mẫu ra quân làm thủy lợi</a></h2><p>{" ".join(PARAGRAPHS)} {PARAGRAPHS[0]}</p>'
    rest = entries('<div class="tin"><h3><a href="/{n}">{title}</a></h3><p>{short}</p></div>')
    with pytest.raises(BadDocument, match="list of links"):
        extract(make_page(page_of(f"{first}<div>{rest}</div>")))


def test_a_table_of_documents_is_a_list(make_page):
    row = '<tr><td>{n}/QĐ-UBND</td><td>{short}</td><td><a href="/{n}.pdf">Tải</a></td></tr>'
    with pytest.raises(BadDocument, match=r"list of links|words of text"):
        extract(make_page(page_of(f"<h1>Văn bản của xã</h1><table>{entries(row)}</table>", "Văn bản của xã")))


def test_a_digest_of_news_is_an_article(make_page):
    inner = f"<h1>Điểm tin sáng: {TITLE}</h1><p>20/11/2026 06:15</p>" + entries(
        '<h3><a href="https://bao-{n}.vi-du.vn/1">{title}</a></h3><p>{short}</p>'
    )
    article = extract(make_page(page_of(inner, f"Điểm tin sáng: {TITLE}")))
    assert all(text in article.text for text in PARAGRAPHS)


@pytest.mark.parametrize(
    "inner",
    [
        "".join(
            f"<h3>{n}. {title}?</h3><p>{text}</p>"
            for n, (title, text) in enumerate(zip(TITLES, TEASERS, strict=True))
        ),
        "".join(
            f'<div><h3>Bước {n}</h3><p>{text} Xem <a href="/{n}">hướng dẫn</a>.</p></div>'
            for n, text in enumerate(TEASERS)
        ),
        f"<p>{TEASERS[0]}</p><p>{TEASERS[1]}</p><ul>{entries(FILE)}</ul>",
        f"<p>{TEASERS[0]}</p><p><a href='/1'>{TITLES[0]}</a></p><p>{TEASERS[1]}</p><p><a href='/2'>{TITLES[1]}</a></p><p>{TEASERS[2]}</p>",
    ],
    ids=[
        "questions",
        "steps with links in sentences",
        "files after the text",
        "two links between paragraphs",
    ],
)
def test_what_is_no_list(make_page, inner):
    article = extract(make_page(page_of(f"<h1>{TITLE}</h1>{inner}", TITLE)))
    assert TEASERS[0] in article.text
    assert TEASERS[1] in article.text
