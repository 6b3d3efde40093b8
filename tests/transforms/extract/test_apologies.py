"""What a site says in an article's stead, and notices that only sound like it."""

import pytest

from crawlers.errors import BadDocument
from tests.transforms.extract.conftest import PARAGRAPHS
from transforms.extract import extract
from transforms.extract.apologies import is_apology

MENU = '<ul><li><a href="/">Trang nhất</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li></ul>'
THANKS = (
    "Mời bạn đọc trở lại trang nhất, dùng ô tìm kiếm ở góc trên hoặc gửi thư cho ban biên tập để được giúp đỡ; "
    "chúng tôi cảm ơn bạn đọc đã quan tâm theo dõi tin tức của xã Suối Mẫu trong suốt thời gian vừa qua."
)


def page_of(inner, named="Xã Suối Mẫu", head=""):
    return f"<html><head><title>{named}</title>{head}</head><body>{MENU}<div>{inner}</div></body></html>"


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Thông báo", "Bài viết này hiện không còn trên hệ thống do đã được gỡ bỏ."),
        ("Rất tiếc!", "Đường dẫn bạn truy cập có thể đã thay đổi, hoặc bạn nhập sai địa chỉ."),
        ("Thông tin", "Nội dung đang được cập nhật."),
        ("Tìm kiếm", "Rất tiếc, không tìm thấy kết quả nào với từ khóa đã nhập."),
        ("Kho dữ liệu", "Quý vị vui lòng đăng nhập để xem nội dung này."),
        ("Kho dữ liệu", "Tài khoản của bạn chưa được cấp quyền truy cập."),
        ("Thông báo", "Trang thông tin xã Suối Mẫu đang được nâng cấp, bảo trì. Xin bạn quay lại sau."),
        ("Thông báo", "Website này tạm ngưng hoạt động do hết hạn dịch vụ. Vui lòng liên hệ nhà cung cấp."),
        ("Sorry", "Trang bạn yêu cầu không tồn tại."),
    ],
)
def test_apologies_are_no_articles(make_page, heading, text):
    with pytest.raises(BadDocument, match=r"says why there is no article|error page|log-in"):
        extract(make_page(page_of(f"<h2>{heading}</h2><p>{text} {THANKS}</p>")))


def test_a_form_is_no_article(make_page):
    asked = "Mời bạn điền thông tin vào mẫu dưới đây, những ô có dấu sao là bắt buộc."
    with pytest.raises(BadDocument, match="form"):
        extract(
            make_page(
                page_of(f"<h1>Góp ý</h1><form><p>{asked} {THANKS}</p><textarea></textarea></form>", "Góp ý")
            )
        )


NOTICES = (
    (
        "Điện lực Suối Mẫu tạm ngừng cung cấp điện để bảo trì, nâng cấp hệ thống đường dây từ 7 giờ đến 15 giờ ngày 24/11. "
        "Mong bà con thông cảm, chủ động bố trí sản xuất và sinh hoạt, cất giữ thức ăn cẩn thận."
    ),
    (
        "Trạm cấp nước thôn 4 tạm ngừng hoạt động để thay bơm, bà con trữ nước đủ dùng trong hai ngày. "
        "Mong bà con thông cảm; mọi việc cần hỏi xin liên hệ tổ vận hành của trạm ở đầu thôn."
    ),
    (
        "Công dân cần đăng nhập bằng tài khoản định danh điện tử khi nộp hồ sơ; nếu không tìm thấy hồ sơ đã nộp, hãy gọi "
        "cho bộ phận một cửa của xã vào giờ làm việc để được hướng dẫn tra cứu bằng mã ghi trên giấy biên nhận."
    ),
    (
        "Trang mạng giả mạo cơ quan thuế đã bị khóa, bà con không bấm vào đường dẫn lạ, không cho ai biết mật khẩu, và "
        "báo ngay cho công an xã khi có người gọi điện xưng là cán bộ thuế đòi chuyển tiền trước."
    ),
)


@pytest.mark.parametrize("text", NOTICES)
def test_notices_are_articles(make_page, text):
    title = "Thông báo tới bà con thôn 4 xã Suối Mẫu"
    assert text in extract(make_page(page_of(f"<h1>{title}</h1><p>{text}</p>", title))).text


def test_news_of_a_site_that_is_mended_is_an_article(make_page):
    text = "Từ 20 giờ ngày 22/11, Cổng dịch vụ công của tỉnh tạm ngừng hoạt động để bảo trì. Mong bà con thông cảm, quay lại sau."
    title = "Cổng dịch vụ công nghỉ một đêm để nâng cấp"
    dated = f"<h1>{title}</h1><p>20/11/2026 08:30</p><div><p>{text}</p></div>"
    assert text in extract(make_page(page_of(dated, title))).text
    assert is_apology(text)


@pytest.mark.parametrize(
    "shell",
    [
        "<div class='chi-tiet'><h1></h1><div class='noi-dung'></div></div>",
        "<div><div class='tieu-de-tin'> </div><span>|</span><div class='noi-dung-tin'></div></div>",
    ],
)
def test_a_box_beside_an_empty_place_is_no_article(make_page, shell):
    box = f"<div class='ben'><h3>Về xã Suối Mẫu</h3><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></div>"
    with pytest.raises(BadDocument, match="place for an article is empty"):
        extract(make_page(page_of(shell + box, "Chi tiết tin")))
    filled = shell.replace("<h1></h1>", "<h1>Tin</h1>").replace("> </div>", ">Tin</div>")
    assert PARAGRAPHS[1] in extract(make_page(page_of(filled + box, "Chi tiết tin"))).text


def test_a_long_text_may_say_the_same(make_page):
    text = "Bài viết này không còn trên hệ thống của tòa soạn."
    more = [*PARAGRAPHS, *(each.replace("thôn", "bản") for each in PARAGRAPHS[:2]), THANKS]
    inner = f"<h1>Chuyện một bài báo cũ</h1><p>{text}</p>" + "".join(f"<p>{each}</p>" for each in more)
    assert text in extract(make_page(page_of(inner, "Chuyện một bài báo cũ"))).text
