"""What stands in a body and is none of its text: captions, authors, tools, calls to read on; with rules and without."""

import pytest

from tests.transforms.extract.conftest import PARAGRAPHS, TITLE
from transforms.article import BlockKind
from transforms.extract import extract
from transforms.extract.bylines import is_byline, is_credit
from transforms.extract.marks import without_marks
from transforms.extract.tools import is_file, is_tools

FIRST, *REST = (f"<p>{text}</p>" for text in PARAGRAPHS)
WHOLE = "".join((FIRST, *REST))
WORDS = "Bà con thôn 4 dự lễ khai trương nhà văn hóa"
BESIDE = frozenset({BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.FURNITURE})


@pytest.fixture(params=["general", "rules"])
def read(request, make_page, make_source):
    """Reads a body that stands under a title and a time: by the general way, by a source's rules."""
    layout = {"title": "h1", "body": ".noi-dung", "published": ".ngay"}
    source = make_source(layout) if request.param == "rules" else None

    def run(body):
        html = (
            f"<html><head><title>{TITLE} - Báo Mẫu</title></head><body><nav><a href='/a'>Thời sự</a></nav><div><h1>{TITLE}</h1>"
            f"<div class='ngay'>20/11/2026 08:30</div><div class='noi-dung'>{body}</div></div></body></html>"
        )
        return extract(make_page(html), source=source)

    return run


def spoken(article):
    return list(article.spoken_texts())


def kinds(article, kind):
    return [block.text for block in article.blocks if block.kind == kind]


CAPTIONS = [
    f"<p style='text-align:center'><img src=a></p><p style='text-align:center'><em>{WORDS}</em></p>",
    f"<p align=center><img src=a></p><p align=center>{WORDS}.</p>",
    f"<p><img src=a></p><p><i>{WORDS}</i></p>",
    f"<p><img src=a></p><p>&nbsp;</p><p><span style='font-style: italic'>{WORDS}</span></p>",
    f"<div><img src=a></div><p class='desc-img'>{WORDS}</p>",
    f"<div><img src=a></div><div class='note-img'>{WORDS}</div>",
    f"<p><img src=a></p><p class='pCaption'>{WORDS}</p>",
    f"<center><img src=a></center><center>{WORDS}</center>",
    f"<p class='text-center'><img src=a></p><p><img src=b></p><p class='text-center'>{WORDS}</p>",
    f"<table><tr><td><img src=a></td></tr></table><p><em>{WORDS}</em></p>",
    f"<p><img src=a><br>{WORDS}</p>",
    f"<p style='text-align:center'><img src=a> {WORDS}.</p>",
    f"<div><img src=a><div>{WORDS}</div></div>",
    f"<p>{WORDS} - Ảnh: VGP/Lê Mẫu</p>",
    f"<p>{WORDS} (Ảnh minh họa)</p>",
]


@pytest.mark.parametrize("picture", CAPTIONS)
def test_words_under_a_picture_are_a_caption(read, picture):
    article = read(FIRST + picture + "".join(REST))
    assert spoken(article) == list(PARAGRAPHS)
    assert len(kinds(article, BlockKind.CAPTION)) == 1


SHORT = "Sáng nay, hội chữ thập đỏ của xã trao 50 suất quà cho hộ nghèo."
VERSES = ("Quê mình ở tận vùng cao", "Mùa xuân đến sớm đi vào lối nương", "Loa vang buổi sớm tinh sương")


@pytest.mark.parametrize(
    ("picture", "texts"),
    [
        (f"<p><img src=a>{SHORT}</p>", [SHORT]),
        (f"<p><img src=a align=left>{SHORT}</p>", [SHORT]),
        (f"<p style='text-align: justify'><img src=a style='float: right'>{SHORT}</p>", [SHORT]),
        (f"<p style='text-align: justify'><img src=a><br>{SHORT}</p>", [SHORT]),
        (f"<p><img src=a></p><p>{SHORT}</p>", [SHORT]),
        (
            "<p><img src=a></p><p align=center><b>II. Kết quả của đợt quyên góp</b></p>",
            ["II. Kết quả của đợt quyên góp"],
        ),
        ("<p><img src=a></p><p align=center><b>Chung tay vì bản làng</b></p>", ["Chung tay vì bản làng"]),
        ("<p><img src=a></p>" + "".join(f"<p><em>{verse}</em></p>" for verse in VERSES), list(VERSES)),
        (
            "<p><img src=a></p><div><p align=center>Địa chỉ: thôn 4</p><p align=center>Mở cửa cả tuần</p></div>",
            ["Địa chỉ: thôn 4", "Mở cửa cả tuần"],
        ),
    ],
)
def test_text_beside_a_picture_is_spoken(read, picture, texts):
    article = read(FIRST + picture + "".join(REST))
    assert spoken(article) == [PARAGRAPHS[0], *texts, *PARAGRAPHS[1:]]


def test_a_lead_in_italics_under_the_first_picture_is_spoken(read):
    lead = "Nhà văn hóa mới của thôn 4 vừa là nơi sinh hoạt chung, vừa là điểm sơ tán của bà con khi có mưa bão lớn."
    assert lead in spoken(read(f"<p><img src=a></p><p><em>{lead}</em></p>{WHOLE}"))


def test_where_all_is_set_in_the_middle_nothing_is_told_by_that(read):
    body = "".join(
        f"<p align=center><img src=a{at}></p><p align=center>{text}</p>" for at, text in enumerate(PARAGRAPHS)
    )
    assert spoken(read(body)) == list(PARAGRAPHS)


BYLINES = [
    ["Lò Thị Mẫu"],
    ["Lò Mẫu - Trung tâm Truyền thông huyện"],
    ["Văn phòng UBND tỉnh"],
    ["PHƯƠNG MẪU"],
    ["Mai Mẫu/Báo Tin mẫu"],
    ["Người viết: Lan Mẫu"],
    ["PV (tổng hợp)"],
    ["BBT"],
    ["T.H"],
    ["Theo Báo Mẫu", "Ảnh: Quốc Mẫu"],
    ["Lò Thị Mẫu", "Đài Truyền thanh xã"],
    ["Nguồn: http://tin.vi-du.vn/bai"],
]


@pytest.mark.parametrize("lines", BYLINES)
def test_who_wrote_it_is_not_spoken(read, lines):
    article = read(WHOLE + "".join(f"<p>{line}</p>" for line in lines))
    assert spoken(article) == list(PARAGRAPHS)
    assert kinds(article, BlockKind.BYLINE) == lines


@pytest.mark.parametrize(
    "markup",
    [
        'align="right"',
        'style="text-align:right"',
        'style="text-align: right"',
        'class="text-right"',
        'class="text-end"',
    ],
)
def test_what_is_set_right_signs_a_text(read, markup):
    article = read(f"{WHOLE}<div {markup}><b>Hội Người cao tuổi của thôn</b></div>")
    assert kinds(article, BlockKind.BYLINE) == ["Hội Người cao tuổi của thôn"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Các xã bị ảnh hưởng gồm:", "An Mẫu", "Bình Mẫu", "Phước Mẫu"],
        ["Các xã bị ảnh hưởng gồm:", "Phước Mẫu"],
        ["Mưa lớn còn kéo dài ở các xã sau đây.", "Phước Mẫu"],
        ["Được khen thưởng có:", "Trường Tiểu học An Mẫu", "Hợp tác xã Bình Mẫu", "Thôn Phú Mẫu"],
        ["Phòng Y tế", "Phòng Văn hóa", "Phòng Kinh tế"],
        ["Hội trường Ủy ban nhân dân xã"],
        ["Trạm Y tế xã Suối Mẫu"],
        ["Người dẫn chương trình", "Lò Văn Mẫu"],
        ["Đường dây nóng: 0900 000 111"],
        ["Ông Lò Văn Mẫu"],
    ],
)
def test_a_closing_list_of_places_and_persons_is_spoken(read, lines):
    article = read(WHOLE + "".join(f"<p>{line}</p>" for line in lines))
    assert spoken(article) == [*PARAGRAPHS, *lines]


LEAD = "<p><b>Nhà văn hóa mới của thôn 4 vừa là nơi sinh hoạt chung, vừa là điểm sơ tán của bà con khi mưa bão.</b></p>"


@pytest.mark.parametrize(
    "line", ["Bài, ảnh: LÒ MẪU", "Lò Văn Mẫu", "Theo Báo Mẫu", "Cập nhật: 21/11/2026", "Lượt xem: 1.024"]
)
def test_who_wrote_it_may_stand_under_the_lead(read, line):
    article = read(f"{LEAD}<p>{line}</p>{WHOLE}")
    assert spoken(article)[1:] == list(PARAGRAPHS)


def test_a_name_under_the_title_is_spoken_where_no_article_goes_on_under_it(read):
    article = read(f"<p>Lò Văn Mẫu</p><p>Trưởng thôn 4</p>{WHOLE}")
    assert spoken(article)[:2] == ["Lò Văn Mẫu", "Trưởng thôn 4"]


@pytest.mark.parametrize(
    "text",
    [
        "Bài học từ thôn 4",
        "Nguồn nước sạch",
        "Nguồn: ngân sách xã",
        "Theo đó, bà con cần",
        "Thôn Phú Mẫu",
        "THÔNG BÁO",
        "CHỨC NĂNG, NHIỆM VỤ",
        "Ghi nhận ban đầu",
        "Thực hiện: Quý I năm 2027",
        "(" * 100_000,
    ],
)
def test_no_bylines(text):
    assert not is_byline(text)


@pytest.mark.parametrize(
    "text", ["(Theo Chinhphu.vn)", "Nguồn TTXVN", "Tin: Thu Mẫu – Ảnh: Đức Mẫu", "Biên tập: Lan Mẫu"]
)
def test_credits(text):
    assert is_credit(text)


@pytest.mark.parametrize(
    "text", ["Ban Biên tập", "Tòa soạn", "(TTXVN/Vietnam+)", "Khánh Mẫu, ảnh: Quốc Mẫu", "CTV Hải Mẫu"]
)
def test_names_that_are_no_persons(text):
    assert is_byline(text)
    assert not is_credit(text)


TOOLS = [
    "Lượt xem: 1.024",
    "Cỡ chữ: A- A A+",
    "A- A+",
    "Màu chữ | Cỡ chữ",
    "Chia sẻ bài viết",
    "Nghe đọc bài",
    "Lưu bài viết",
    "0 bình luận",
    "Gửi bài viết qua email",
    "Zalo Facebook Twitter Bản in",
    "[ Trở về ] [ In bài viết ]",
    "Đánh giá bài viết: 5/5 (12 lượt đánh giá)",
    "Tổng số điểm của bài viết là: 5 trong 1 đánh giá",
    "Đang truy cập: 12",
    "Tổng lượt truy cập: 1.002.333",
    "Bản in từ Cổng thông tin điện tử tỉnh Mẫu ngày 21/11/2026",
]


@pytest.mark.parametrize("line", TOOLS)
def test_tools_are_furniture_wherever_they_stand(read, line):
    article = read(f"{FIRST}<p>{line}</p>{''.join(REST)}")
    assert spoken(article) == list(PARAGRAPHS)
    assert is_tools(line)


@pytest.mark.parametrize(
    "line",
    [
        "Zalo: 0900 000 111",
        "In ấn tài liệu",
        "Chia sẻ kinh nghiệm",
        "Nghe báo cáo",
        "Hôm nay: 1.204",
        "Đánh giá",
        "5",
        "A",
    ],
)
def test_lines_that_are_no_tools(line):
    assert not is_tools(line)


def test_a_counter_has_its_neighbours(read):
    counter = "<div><p>Đang truy cập: 12</p><p>Hôm nay: 1.204</p><p>Tháng này: 9.204</p></div>"
    assert spoken(read(WHOLE + counter)) == list(PARAGRAPHS)
    assert spoken(read(f"{WHOLE}<p>Hôm nay: 1.204</p>"))[-1] == "Hôm nay: 1.204"


def test_files_to_fetch_are_furniture(read):
    files = '<p>Tệp đính kèm:</p><ul><li><a href="/a.pdf">45_QD-UBND.pdf</a> (1,2 MB)</li><li><a href="/b.pdf">Mẫu đơn</a></li></ul>'
    assert spoken(read(WHOLE + files)) == list(PARAGRAPHS)
    assert is_file("File đính kèm: bieu-mau.doc")
    assert not is_file("Tải mẫu đơn tại bộ phận một cửa")
    announced = '<p>Bà con dùng các mẫu đơn sau đây:</p><ul><li><a href="/b.pdf">Mẫu 1: đơn xin hỗ trợ.</a></li></ul><p>Hết hạn ngày 30/11.</p>'
    assert "Mẫu 1: đơn xin hỗ trợ." in spoken(read(WHOLE + announced))


def test_calls_to_follow_the_site_close_a_text_that_is_about_something_else(read):
    calls = (
        "<p>Mời quý vị theo dõi Fanpage của xã để cập nhật tin tức.</p>"
        "<p>Quét mã QR để theo dõi kênh Zalo OA.</p><p>Tải ứng dụng Xã Mẫu trên Google Play và App Store để nhận tin sớm.</p>"
    )
    assert spoken(read(WHOLE + calls)) == list(PARAGRAPHS)
    about = "<p>Từ tháng 12, bà con dùng ứng dụng VNeID để nộp hồ sơ tại bộ phận một cửa của xã.</p>"
    call = "Tải ứng dụng VNeID trên App Store để đăng ký tài khoản."
    assert spoken(read(f"{WHOLE}{about}<p>{call}</p>"))[-1] == call


def test_who_asked_is_not_told_with_his_question(read):
    asked = (
        "<p>Người gửi: Lò Thị Mẫu - Ngày gửi: 10/11/2026 - Email: lo***@vi-du.vn</p><p>Điện thoại: 0900 000 111</p>"
        f"<p>Câu hỏi:</p>{FIRST}<p>Trả lời:</p>{''.join(REST)}"
    )
    article = read(asked)
    assert "Lò Thị Mẫu" not in article.text
    assert "0900" not in article.text
    assert {*PARAGRAPHS, "Câu hỏi:", "Trả lời:"} <= set(spoken(article))


@pytest.mark.parametrize(
    "line",
    [
        '<p>Xem thêm: <a href="/x">Chợ phiên Suối Mẫu họp lại sau lũ</a></p>',
        "<p><em>Tin liên quan: Chợ phiên Suối Mẫu họp lại sau lũ</em></p>",
        "<p>&gt;&gt; Mời bạn đọc thêm: Chợ phiên Suối Mẫu họp lại</p>",
        "<p>Tham khảo thêm</p><p><a href='/x'>Chợ phiên Suối Mẫu họp lại</a></p>",
        "<ul><li><a href='/x'>Chợ phiên Suối Mẫu họp lại</a></li><li><a href='/y'>Xã Đồng Mẫu khánh thành cầu treo</a></li></ul>",
        '<div><a href="/x"><img src=x></a><div><a href="/x">Chợ phiên Suối Mẫu họp lại</a></div><div>Bà con xuống chợ từ sáng sớm.</div></div>',
        "<div><b>Thăm dò ý kiến</b><p>Bạn thấy trang mới thế nào?</p><label><input type=radio> Tốt</label><label><input type=radio> Chưa tốt</label></div>",
        "<amp-consent><div>Trang này dùng cookie để nhớ những gì bạn chọn.</div></amp-consent>",
    ],
)
def test_boxes_and_lines_beside_the_text_are_not_spoken(read, line):
    assert spoken(read(f"{FIRST}{line}{''.join(REST)}")) == list(PARAGRAPHS)


def test_a_long_sentence_that_begins_like_a_call_is_spoken(read):
    line = "Xem thêm tại phụ lục kèm theo thông báo này: mức hỗ trợ của từng hộ dân trong thôn."
    assert line in spoken(read(f"{FIRST}<p>{line}</p>{''.join(REST)}"))


def test_a_page_of_cards_is_no_box_beside_a_text(make_page):
    cards = "".join(
        f'<div class="muc"><a href="/{at}"><img src=a></a><p>{text}</p><a href="/{at}">Xem chi tiết của bài này</a></div>'
        for at, text in enumerate(PARAGRAPHS)
    )
    article = extract(
        make_page(
            f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1><p>20/11/2026 08:30</p><div>{cards}</div></body></html>"
        )
    )
    assert set(PARAGRAPHS) <= set(spoken(article))


def test_rules_add_to_what_is_marked(make_page, make_source):
    body = f"{FIRST}<p class='chu'>Dòng do luật của nguồn chỉ ra</p><p><img src=a></p><p align=center>{WORDS}</p>{''.join(REST)}"
    html = f"<html><body><h1>{TITLE}</h1><div class='noi-dung'>{body}</div></body></html>"
    layout = {"title": "h1", "body": ".noi-dung", "caption": ".chu"}
    article = extract(make_page(html), source=make_source(layout))
    assert spoken(article) == list(PARAGRAPHS)
    assert kinds(article, BlockKind.CAPTION) == ["Dòng do luật của nguồn chỉ ra", WORDS]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Loa của xã phát bản tin hằng ngày. ■", "Loa của xã phát bản tin hằng ngày."),
        ("Loa của xã phát bản tin hằng ngày ◆◆", "Loa của xã phát bản tin hằng ngày"),
        (
            "Suối Mẫu (TTXVN) - Loa của xã phát bản tin hằng ngày, cả ngày lễ.",
            "Loa của xã phát bản tin hằng ngày, cả ngày lễ.",
        ),
    ],
)
def test_end_and_agency_marks(text, bare):
    assert without_marks(text) == bare


def test_an_agency_s_mark_may_stand_before_the_second_paragraph(read):
    article = read(f"{LEAD}<p>Suối Mẫu (TTXVN) - {PARAGRAPHS[0]}</p>{''.join(REST)}<p>-HẾT-</p>")
    assert spoken(article)[1:] == list(PARAGRAPHS)
    assert {block.kind for block in article.blocks if block.text == "-HẾT-"} <= BESIDE
