"""The title of a page: what names the site, a section or a template gives way to what stands over the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.extract.conftest import LEAD, PARAGRAPHS, TITLE
from transforms.extract import extract
from transforms.extract.names import is_body, is_site, is_template

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
STAMP = "<div>20/11/2026 08:30</div>"
MENU = '<ul><li><a href="/">Trang nhất</a></li><li><a href="/van-hoa">Văn hóa thể thao</a></li></ul>'
PLACE = "Cổng thông tin điện tử xã Suối Mẫu"


def page_of(inner, named, head=""):
    return f"<html><head><title>{named}</title>{head}</head><body>{MENU}{inner}</body></html>"


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        (f"<h1><a href='/'>{PLACE}</a></h1><h2>{TITLE}</h2>{STAMP}{BODY}", PLACE),
        (f"<h1 class='logo'>Báo Suối Mẫu</h1><h3>{TITLE}</h3>{STAMP}{BODY}", "Báo Suối Mẫu"),
        (f"<h1>Văn hóa thể thao</h1><div><h3>{TITLE}</h3>{STAMP}{BODY}</div>", "Văn hóa thể thao"),
        (f"<h1>Tin tức - Sự kiện</h1><div><p>{TITLE}</p>{STAMP}{BODY}</div>", "Chi tiết tin"),
        (f"<div><span>{TITLE}</span>{STAMP}{BODY}</div>", "UBND xã Suối Mẫu"),
        (f"<div><b>{TITLE}</b>{BODY}</div>", "In bài viết"),
        (f"<div><div class='tua'>{TITLE}</div>{STAMP}{BODY}</div>", f"Tin hoạt động - {TITLE} - {PLACE}"),
        (f"<div><b>{TITLE.upper()}</b>{STAMP}{BODY}</div>", f"Báo Mẫu :: {TITLE}"),
        (f"<div><h1>{TITLE}</h1>{STAMP}{BODY}</div>", f"{TITLE} | Tin tức | {PLACE}"),
        (f"<div>{BODY}</div>", f"{TITLE} - Tin tức - {PLACE}"),
        (f"<div>{BODY}</div>", f"{PLACE} | {TITLE}"),
    ],
)
def test_names_of_sites_sections_and_templates_give_way(make_page, inner, named):
    assert extract(make_page(page_of(inner, named))).title == TITLE


def test_a_stated_title_that_is_the_site_gives_way(make_page):
    head = f'<meta property="og:title" content="{PLACE}"><meta property="og:site_name" content="Mẫu">'
    article = extract(make_page(page_of(f"<div><p>{TITLE}</p>{STAMP}{BODY}</div>", PLACE, head)))
    assert (article.title, article.evidence["title"]) == (TITLE, "line over the time")


def test_a_dash_within_a_title_parts_no_site_from_it(make_page):
    title = "Suối Mẫu phát triển kinh tế - xã hội vùng lòng hồ"
    assert extract(make_page(page_of(f"<div>{BODY}</div>", title))).title == title


@pytest.mark.parametrize("named", ["Phòng Văn hóa xã Suối Mẫu", "Văn hóa thể thao"])
def test_an_office_and_a_section_have_pages_of_their_own(make_page, named):
    inner = f"<h1>{named}</h1><h2>Chức năng và nhiệm vụ</h2>{BODY}"
    assert extract(make_page(page_of(inner, f"{named} | {PLACE}"))).title == named


def test_where_nothing_else_is_seen_the_site_is_the_title(make_page):
    assert extract(make_page(page_of(f"<div>{BODY}</div>", PLACE))).title == PLACE


def test_the_kind_of_a_text_and_what_it_is_about_are_one_title(make_page):
    head = "<p><b>THÔNG BÁO</b></p><p><b>Về việc nghỉ chợ phiên cuối năm</b></p>"
    article = extract(make_page(page_of(f"<div>{head}{BODY}</div>", "Chi tiết bài viết")))
    assert article.title == "THÔNG BÁO Về việc nghỉ chợ phiên cuối năm"
    assert list(article.spoken_texts()) == list(PARAGRAPHS)


def test_an_organ_over_a_document_is_no_title_of_it(make_page):
    head = "<p><b>ỦY BAN NHÂN DÂN XÃ SUỐI MẪU</b></p>"
    inner = f"<div>{head}<p><b>LỊCH TRỰC PHÒNG CHỐNG BÃO</b></p>{BODY}</div>"
    assert extract(make_page(page_of(inner, "Xem tin"))).title == "LỊCH TRỰC PHÒNG CHỐNG BÃO"


def test_title_stamp_and_lead_in_rows_of_a_layout(make_page):
    rows = (f"<b>{TITLE}</b>", "<i>Cập nhật ngày 20/11/2026 08:30</i>", f"<b>{LEAD}</b>")
    table = "".join(f"<tr><td><div>{row}</div></td></tr>" for row in rows)
    deep = f"<tr><td><div><div><div><div>{BODY}</div></div></div></div></td></tr>"
    inner = f"<table><tr><td><a href='/1'>Lịch sử hình thành của xã</a></td><td><table>{table}{deep}</table></td></tr></table>"
    article = extract(make_page(page_of(inner, f"Trang thông tin điện tử xã Mẫu {''}")))
    assert (article.title, article.lead, article.date) == (TITLE, LEAD, "2026-11-20T08:30:00+07:00")
    assert list(article.spoken_texts())[1:] == list(PARAGRAPHS)


def test_what_a_site_calls_itself_and_what_is_said_of_it():
    for name in ("Cổng TTĐT Suối Mẫu", "Trang thông tin điện tử xã Mẫu", "suoimau.gov.vn"):
        assert is_site(name)
    for name in ("Sở Y tế tỉnh Mẫu", "ĐÀI KHÍ TƯỢNG THỦY VĂN TỈNH MẪU", "Phòng Kế hoạch tài chính"):
        assert is_body(name)
    for said in (
        "Cổng dịch vụ công quốc gia tạm dừng đêm nay",
        "Xã Suối Mẫu điều chỉnh giá nước sạch",
        "Phòng chống cháy rừng mùa khô",
        "Hội nghị tổng kết năm học",
        "Ban hành quy chế mới",
    ):
        assert not is_site(said)
        assert not is_body(said)
    assert is_template("Chi tiết bài viết")
    assert not is_template("Tin bão khẩn cấp")


@given(st.text(max_size=300))
def test_any_text_is_judged(text):
    assert all(isinstance(judged, bool) for judged in (is_template(text), is_site(text), is_body(text)))
