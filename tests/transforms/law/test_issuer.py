"""Who issued a document: the organ over its number, not who else has its code."""

from datetime import date

import pytest

from transforms.law.issuer import read_issuer
from transforms.law.numbers import parse_number

DAY = date(2026, 2, 5)


def read(organs, number, **more):
    found = read_issuer(organs, parse_number(number), DAY, **more)
    return found.name, found.within, found.otherwise


@pytest.mark.parametrize(
    ("organs", "number", "name"),
    [
        (["BỘ Y TẾ"], "12/2026/TT-BYT", "Bộ Y tế"),
        (["BỘ GIÁO DỤC VÀ", "ĐÀO TẠO"], "12/2026/TT-BGDĐT", "Bộ Giáo dục và Đào tạo"),
        (["THỦ TƯỚNG", "CHÍNH PHỦ"], "12/CĐ-TTg", "Thủ tướng Chính phủ"),
        (["BỘ Y TẾ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], "12/2026/TT-BYT", "Bộ Y tế"),
        (["BAN CHẤP HÀNH TRUNG ƯƠNG"], "57-KL/TƯ", "Ban Chấp hành Trung ương Đảng"),
        (["BỘ CHÍNH TRỊ"], "57-NQ/TW", "Bộ Chính trị"),
        (["HỎA TỐC", "BỘ Y TẾ", "KHẨN"], "12/CĐ-BYT", "Bộ Y tế"),
        (["BỘ Y TẾ - BỘ TÀI CHÍNH"], "5/2012/TTLT-BYT-BTC", "Bộ Y tế, Bộ Tài chính"),
        (["TỔ CÔNG TÁC CẢI CÁCH"], "12/TB-TCT", "Tổ công tác cải cách"),
        (["BAN TỔ CHỨC HỘI THI MẪU"], "12/KH-BTC", "Ban Tổ chức hội thi mẫu"),
        (["BỘ Y TẾ", "CỤC QUẢN LÝ MẪU"], "12/QĐ-QLM", "Cục Quản lý mẫu"),
        (["HỘI ĐỒNG NHÂN DÂN", "TỈNH SƠN LA", "KHÓA XV, KỲ HỌP THỨ NĂM"], "5/NQ-HĐND", "Hội đồng nhân dân tỉnh Sơn La"),
        (["UBND TỈNH SƠN LA"], "5/QĐ-UBND", "Ủy ban nhân dân tỉnh Sơn La"),
        (["QUỐC HỘI"], "23-L/CTN", "Quốc hội"),
        ([], "12/2026/TT-BYT", "Bộ Y tế"),
    ],
)  # fmt: skip
def test_the_organ_over_the_number(organs, number, name):
    assert read(organs, number) == (name, "", "")


@pytest.mark.parametrize(
    ("organs", "number", "name", "otherwise"),
    [
        (["BỘ TÀI CHÍNH"], "12/2026/TT-BYT", "Bộ Tài chính", "Bộ Y tế"),
        (["VĂN PHÒNG CHÍNH PHỦ"], "12/2026/NĐ-CP", "Văn phòng Chính phủ", "Chính phủ"),
        (["TRUNG TÂM MẪU"], "12/QĐ-UBND", "Trung tâm mẫu", "Ủy ban nhân dân"),
    ],
)
def test_a_code_of_another_organ_is_told(organs, number, name, otherwise):
    assert read(organs, number) == (name, "", otherwise)


@pytest.mark.parametrize(
    ("organs", "place", "name", "within"),
    [
        (["ỦY BAN NHÂN DÂN", "XÃ SUỐI MẪU"], "Suối Mẫu", "Ủy ban nhân dân xã Suối Mẫu", ""),
        (["TỈNH SƠN LA", "ỦY BAN NHÂN DÂN", "XÃ SUỐI MẪU"], "", "Ủy ban nhân dân xã Suối Mẫu", "tỉnh Sơn La"),
        (["ỦY BAN NHÂN DÂN XÃ SUỐI MẪU", "TỈNH SƠN LA"], "", "Ủy ban nhân dân xã Suối Mẫu", "tỉnh Sơn La"),
        (
            ["UBND TỈNH SƠN LA", "UBND HUYỆN MẪU", "UBND XÃ SUỐI MẪU"],
            "",
            "Ủy ban nhân dân xã Suối Mẫu",
            "huyện Mẫu, tỉnh Sơn La",
        ),
        (["ỦY BAN NHÂN DÂN", "PHƯỜNG MẪU"], "Hà Nội", "Ủy ban nhân dân phường Mẫu", "thành phố Hà Nội"),
        (["ỦY BAN NHÂN DÂN", "TỈNH SƠN LA"], "Sơn La", "Ủy ban nhân dân tỉnh Sơn La", ""),
    ],
)
def test_where_a_commune_lies(organs, place, name, within):
    assert read(organs, "12/QĐ-UBND", place=place) == (name, within, "")


def test_a_department_is_of_its_province():
    assert read(["ỦY BAN NHÂN DÂN TỈNH SƠN LA", "SỞ Y TẾ"], "12/QĐ-SYT") == ("Sở Y tế", "tỉnh Sơn La", "")


def test_the_line_under_the_title_tells_it_where_nothing_else_does():
    assert read([], "12-QyĐ", after="BỘ TRƯỞNG BỘ Y TẾ") == ("Bộ Y tế", "", "")
    told = read(["TỈNH BÌNH MẪU"], "12/QĐ-UBND", after="ỦY BAN NHÂN DÂN TỈNH BÌNH MẪU")
    assert told == ("Ủy ban nhân dân tỉnh Bình Mẫu", "", "")
