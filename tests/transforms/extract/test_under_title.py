"""Pages without prose, whose words stand in tables and short lines; and the imprint at the foot, whatever it is called."""

import pytest

from crawlers.errors import BadDocument
from tests.transforms.extract.conftest import PARAGRAPHS, TITLE
from transforms.article import BlockKind
from transforms.extract import extract

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
MENU = '<ul><li><a href="/">Trang nhất</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li></ul>'
OWNER = "Cơ quan chủ quản: Ủy ban nhân dân xã Suối Mẫu. Chịu trách nhiệm chính: Bà Lý Thị Mẫu, Phó Chủ tịch Ủy ban nhân dân xã."
LICENCE = "Giấy phép số 99/GP-TTĐT ngày 01/02/2024. Ghi rõ nguồn khi phát hành lại thông tin từ trang này của Ủy ban nhân dân xã."
IMPRINTS = (
    f'<div class="footer"><p>{OWNER}</p><p>{LICENCE}</p></div>',
    f'<div class="b-duoi"><p>{OWNER}</p><p>{LICENCE}</p></div>',
    f"<hr><p>© 2026 Xã Suối Mẫu</p><p>{OWNER}</p><p>{LICENCE}</p><p>Đang truy cập: 12</p>",
    f"<table><tr><td><b>TRANG THÔNG TIN ĐIỆN TỬ XÃ SUỐI MẪU</b><br>Địa chỉ: thôn 1, xã Suối Mẫu<br>{OWNER}<br>{LICENCE}</td></tr></table>",
)


def page_of(inner, named, foot=IMPRINTS[0]):
    return f"<html><head><title>{named}</title></head><body>{MENU}{inner}{foot}</body></html>"


STEPS = (
    "<table border=1><tr><td>Trình tự thực hiện</td><td><p>Bước 1: Người dân nộp tờ khai tại bộ phận một cửa của xã.</p>"
    "<p>Bước 2: Công chức kiểm tra, ghi vào sổ hộ tịch.</p></td></tr><tr><td>Thời hạn</td><td>Ngay trong ngày nhận đủ hồ sơ</td></tr>"
    "<tr><td>Lệ phí</td><td>Không thu lệ phí của người dân</td></tr></table>"
)


@pytest.mark.parametrize("foot", IMPRINTS)
def test_a_page_that_is_a_table(make_page, foot):
    named = "Thủ tục đăng ký khai sinh"
    article = extract(make_page(page_of(f"<div><h1>{named}</h1>{STEPS}</div>", named, foot)))
    assert (article.title, article.evidence["body"]) == (named, "under the title")
    assert "Bước 2: Công chức kiểm tra" in article.text
    assert "Cơ quan chủ quản" not in article.text
    assert "Ghi rõ nguồn" not in article.text


def test_a_page_of_short_lines(make_page):
    named = "Giá thu mua nông sản tại chợ Suối Mẫu"
    lines = "".join(
        f"<li>{what}: {n}.500 đồng một cân</li>"
        for n, what in enumerate(("Cà phê nhân", "Hồ tiêu đen", "Sắn lát khô", "Ngô hạt vàng"))
    )
    article = extract(
        make_page(page_of(f"<div><h1>{named}</h1><p>20/11/2026 15:00</p><ul>{lines}</ul></div>", named))
    )
    assert "Hồ tiêu đen: 1.500 đồng một cân" in article.text
    assert article.day.isoformat() == "2026-11-20"


def test_persons_in_a_layout(make_page):
    named = "Lãnh đạo Ủy ban nhân dân xã"
    rows = "".join(
        f"<tr><td><img src={n}.jpg></td><td><p>Họ và tên: {who}</p><p>Chức vụ: Phó Chủ tịch xã</p><p>Phụ trách: {what}</p></td></tr>"
        for n, (who, what) in enumerate(
            (("Lý Văn Mẫu", "kinh tế và đất đai"), ("Trần Thị Mẫu", "văn hóa và xã hội"))
        )
    )
    article = extract(make_page(page_of(f"<div><h1>{named}</h1><table>{rows}</table></div>", named)))
    assert "Phụ trách: văn hóa và xã hội" in article.text


def test_a_table_under_the_title_goes_before_a_box_beside_it(make_page):
    named = "Lịch tiếp công dân tháng 11"
    rows = "".join(
        f"<tr><td>{day}/11</td><td>{who}</td><td>Phòng tiếp dân tầng một</td></tr>"
        for day, who in ((5, "Chủ tịch Hội đồng nhân dân xã"), (19, "Chủ tịch Ủy ban nhân dân xã"))
    )
    table = f"<table><tr><th>Ngày</th><th>Người tiếp</th><th>Nơi tiếp</th></tr>{rows}</table>"
    box = f"<div><b>Lời chào</b><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[2]}</p></div>"
    article = extract(make_page(page_of(f"<div><h1>{named}</h1>{table}</div>{box}", named)))
    assert "Chủ tịch Hội đồng nhân dân xã" in article.text
    assert PARAGRAPHS[0] not in article.text


def test_a_form_under_a_title_is_no_article(make_page):
    named = "Tra cứu hồ sơ một cửa"
    rows = "".join(
        f"<tr><td>{label} của người nộp hồ sơ ở xã</td><td><input></td></tr>"
        for label in ("Mã số", "Họ và tên", "Số căn cước")
    )
    with pytest.raises(BadDocument, match="words of text"):
        extract(make_page(page_of(f"<div><h1>{named}</h1><table>{rows}</table></div>", named)))


@pytest.mark.parametrize("foot", IMPRINTS)
def test_a_short_notice_over_a_longer_imprint(make_page, foot):
    named = "Thông báo treo cờ Tổ quốc"
    notice = "Ủy ban nhân dân xã đề nghị các hộ dân treo cờ từ ngày 20/11."
    article = extract(
        make_page(page_of(f"<div><h1>{named}</h1><div>12/11/2026</div><p>{notice}</p></div>", named, foot))
    )
    assert list(article.spoken_texts()) == [notice]


def test_an_imprint_alone_is_no_article(make_page):
    with pytest.raises(BadDocument, match=r"words of text|address"):
        extract(make_page(page_of("<div><h1>Liên hệ với chúng tôi</h1></div>", "Liên hệ", IMPRINTS[1])))


def test_owners_and_addresses_in_a_text_stay(make_page):
    told = "<p>Thông tin về công trình:</p><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh</p><p>Địa chỉ: thôn 4, xã Suối Mẫu</p>"
    article = extract(
        make_page(
            page_of(
                f"<div><h1>{TITLE}</h1>{BODY}{told}{BODY.replace('20/11', '19/11')}</div>", TITLE, IMPRINTS[1]
            )
        )
    )
    assert "Địa chỉ: thôn 4, xã Suối Mẫu" in article.text
    assert OWNER not in article.text
    assert OWNER not in [block.text for block in article.blocks if block.kind != BlockKind.FURNITURE]


def test_where_to_ask_stays_at_the_end_of_a_notice(make_page):
    asked = "<p>Điện thoại: 0212 3888 999</p>"
    article = extract(make_page(page_of(f"<div><h1>{TITLE}</h1>{BODY}{asked}</div>", TITLE, IMPRINTS[1])))
    assert "0212 3888 999" in article.text
