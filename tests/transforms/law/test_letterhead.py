"""Letterheads: what the head of a document says about it."""

from datetime import date

import pytest

from transforms.law.letterhead import read_letterhead

HEAD = [
    "BỘ Y TẾ",
    "-------",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 936/2026/TT-BYT",
    "Hà Nội, ngày 09 tháng 11 năm 2026",
    "THÔNG TƯ",
    "Quy định về tổ chức điểm tiêm chủng lưu động",
    "Căn cứ Luật Phòng bệnh ngày 10 tháng 12 năm 2025;",
    "Điều 1. Phạm vi điều chỉnh",
]


def test_letterhead() -> None:
    head = read_letterhead(HEAD)
    assert head is not None
    assert head.number is not None
    assert head.number.text == "936/2026/TT-BYT"
    assert head.issued_on == date(2026, 11, 9)
    assert head.issuer == "Bộ Y tế"
    assert head.title == "THÔNG TƯ Quy định về tổ chức điểm tiêm chủng lưu động"
    assert head.furniture == frozenset(range(6))
    assert head.heading == (6, 7)


def test_letterhead_of_a_province() -> None:
    head = read_letterhead(
        [
            "ỦY BAN NHÂN DÂN",
            "TỈNH BÌNH MẪU",
            "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh phúc",
            "Số: 12/QĐ-UBND",
            "Bình Mẫu, ngày 02 tháng 7 năm 2026",
            "QUYẾT ĐỊNH VỀ VIỆC PHÊ DUYỆT KẾ HOẠCH SỬ DỤNG ĐẤT",
            "ỦY BAN NHÂN DÂN TỈNH BÌNH MẪU",
            "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
        ]
    )
    assert head is not None
    assert head.issuer == "Ủy ban nhân dân tỉnh Bình Mẫu"
    assert head.title == "QUYẾT ĐỊNH VỀ VIỆC PHÊ DUYỆT KẾ HOẠCH SỬ DỤNG ĐẤT"


def test_an_organ_may_be_the_subject_of_a_law() -> None:
    head = read_letterhead(
        ["QUỐC HỘI", HEAD[2], "Luật số: 46/2026/QH16", HEAD[5], "LUẬT", "KIỂM TOÁN NHÀ NƯỚC", HEAD[8]]
    )
    assert head is not None
    assert head.title == "LUẬT KIỂM TOÁN NHÀ NƯỚC"


def test_old_laws_name_themselves_in_the_title() -> None:
    head = read_letterhead(
        ["LUẬT", "SỐ 9-SL/L.9 NGÀY 20-5-1957 QUY ĐỊNH VIỆC MẪU", "CHỦ TỊCH NƯỚC", "RA SẮC LỆNH:"]
    )
    assert head is not None
    assert head.number is not None
    assert (head.number.text, head.issued_on) == ("9-SL/L.9", date(1957, 5, 20))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Chính phủ ban hành Nghị định số 901/2026/NĐ-CP", "Nghị định có hiệu lực từ ngày 01/11/2026."],
        ["QUYẾT ĐỊNH", "Chiều nay, Ủy ban nhân dân xã công bố quyết định mới."],
        ["LUẬT", "Chuyên mục tìm hiểu pháp luật"],
    ],
)
def test_news_has_no_letterhead(lines: list[str]) -> None:
    assert read_letterhead(lines) is None


def test_a_subject_that_runs_on_over_a_line_is_all_subject():
    lines = [
        "CHÍNH PHỦ",
        "Số: 941/NQ-CP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Hà Nội, ngày 10 tháng 11 năm 2026",
        "NGHỊ QUYẾT",
        "Về các giải pháp cấp bách ứng phó bão số",
        "9",
        "Căn cứ Luật Tổ chức Chính phủ;",
    ]
    head = read_letterhead(lines)
    assert head is not None
    assert head.subject.endswith("bão số 9")
    assert 6 in head.heading


def test_who_issues_is_told_apart_from_the_subject():
    head = read_letterhead([*HEAD[:8], "BỘ TRƯỞNG BỘ Y TẾ", *HEAD[8:]])
    assert head is not None
    assert head.authority == (8,)
    assert head.subject == HEAD[7]


def test_the_date_of_another_document_in_the_title_is_not_this_ones():
    head = read_letterhead(
        [
            "BỘ Y TẾ",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: 12/2026/TT-BYT",
            "THÔNG TƯ",
            "Bãi bỏ Thông tư số 9/2020/TT-BYT ngày 17 tháng 4 năm 2020",
            "Điều 1. Bãi bỏ toàn bộ",
        ]
    )
    assert head is not None
    assert (head.number.text, head.issued_on) == ("12/2026/TT-BYT", None)


@pytest.mark.parametrize(
    "line",
    [
        "Hà Nội, ngày 31 tháng 02 năm 2026",
        "Hà Nội, ngày   tháng 02 năm 2026",
        "Hà Nội, ngày 05 tháng 02 năm 202",
        "Hà Nội, ngày O5 tháng 02 năm 2O26",
    ],
)
def test_a_date_that_cannot_be_read_is_kept_as_it_stands(line):
    head = read_letterhead([*HEAD[:5], line, *HEAD[6:]])
    assert head is not None
    assert (head.issued_on, head.dated) == (None, " ".join(line.split()))
    assert 5 in head.furniture


def test_type_and_organ_with_another_d_or_in_small_letters():
    other = [line.replace("Đ", "\u00d0") for line in HEAD]
    other[6] = "QUYẾT \u00d0ỊNH"
    assert read_letterhead(other).type == "QUYẾT ĐỊNH"
    assert read_letterhead([*HEAD[:6], "Thông tư", *HEAD[7:]]).title.startswith("Thông tư Quy định")
    assert read_letterhead(["Thông tư", *HEAD[7:]]) is None


LETTER = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH BÌNH MẪU",
    "Số: 934/UBND-KT",
    "V/v chống rét cho",
    "vật nuôi",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Bình Mẫu, ngày 05 tháng 11 năm 2026",
    "Kính gửi: Các sở, ban, ngành.",
    "1. Theo dõi thời tiết.",
]


def test_a_letter_has_no_type_over_it():
    head = read_letterhead(LETTER)
    assert head is not None
    assert (head.type, head.title) == ("Công văn", "Công văn V/v chống rét cho vật nuôi")
    assert (head.number.text, head.issued_on) == ("934/UBND-KT", date(2026, 11, 5))
    assert (head.issuer, head.heading) == ("Ủy ban nhân dân tỉnh Bình Mẫu", (3, 4))
    assert head.furniture == {0, 1, 2, 5, 6}


def test_a_letters_date_in_the_line_of_its_subject():
    lines = [
        *LETTER[:3],
        "V/v chống rét, Bình Mẫu, ngày 05 tháng 11 năm 2026 vật nuôi",
        LETTER[5],
        *LETTER[7:],
    ]
    head = read_letterhead(lines)
    assert (head.issued_on, head.subject) == (date(2026, 11, 5), "V/v chống rét, vật nuôi")


@pytest.mark.parametrize("missing", [2, 7])
def test_without_number_or_addressee_it_is_no_letter(missing):
    assert read_letterhead([line for at, line in enumerate(LETTER) if at != missing]) is None


def test_the_issuer_has_the_name_of_the_day():
    lines = [
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/2020/TT-BTTTT",
        "Hà Nội, ngày 05 tháng 02 năm 2020",
        "THÔNG TƯ",
        "Quy định về loa",
        "Điều 1.",
    ]
    assert read_letterhead(lines).issuer == "Bộ Thông tin và Truyền thông"


BROKEN = "Sửa đổi Thông tư số 5/2021/TT-BYT hướng dẫn một số điều của Luật"


@pytest.mark.parametrize("rest", [["Quản lý loa"], ["Quản lý loa", "Đài và còi báo"]])
def test_a_title_goes_on_to_the_first_basis_where_its_lines_are_broken(rest) -> None:
    head = read_letterhead([*HEAD[:7], BROKEN, *rest, *HEAD[8:]])
    assert head is not None
    assert head.title == " ".join(["THÔNG TƯ", BROKEN, *rest])


@pytest.mark.parametrize(
    "line",
    [
        "Bộ trưởng Bộ Y tế",
        "BỘ TRƯỞNG BỘ Y TẾ",
        "Để loa vang xa, xã làm như sau:",
        "(Kèm theo Thông tư này)",
        "Trạm y tế là nơi đặt loa. Loa hướng ra chợ.",
        "Thông tư này gồm nhiều lời về loa mà không ai nghe hết " * 3,
    ],
)
def test_another_line_before_the_bases_is_not_of_the_title(line) -> None:
    head = read_letterhead([*HEAD[:7], BROKEN, line, *HEAD[8:]])
    assert head is not None
    assert head.title == f"THÔNG TƯ {BROKEN}"


def test_a_line_behind_a_title_that_has_ended_is_not_of_it() -> None:
    head = read_letterhead([*HEAD[:8], "Quản lý loa", "Đây là lời nói đầu của trạm.", *HEAD[8:]])
    assert head is not None
    assert head.title == "THÔNG TƯ Quy định về tổ chức điểm tiêm chủng lưu động"
