"""Parts as texts name them, to addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.law.parts import parts_in


@pytest.mark.parametrize(
    ("text", "within", "addresses"),
    [
        (
            "điểm b, điểm đ khoản 2 và khoản 10 Điều 28",
            "",
            ["dieu-28/khoan-2/diem-b", "dieu-28/khoan-2/diem-đ", "dieu-28/khoan-10"],
        ),
        ("các khoản 1, 2 và 3 Điều 39", "", ["dieu-39/khoan-1", "dieu-39/khoan-2", "dieu-39/khoan-3"]),
        (
            "khoản 1, khoản 2 Điều 4, khoản 1 Điều 5",
            "",
            ["dieu-4/khoan-1", "dieu-4/khoan-2", "dieu-5/khoan-1"],
        ),
        ("Điều 5, khoản 3 Điều 7", "", ["dieu-5", "dieu-7/khoan-3"]),
        ("Điều 5, 6 và 7", "", ["dieu-5", "dieu-6", "dieu-7"]),
        (
            "khoản 2 đến 5 Điều 9",
            "",
            ["dieu-9/khoan-2", "dieu-9/khoan-3", "dieu-9/khoan-4", "dieu-9/khoan-5"],
        ),
        (
            "các điểm a, b và c khoản 1 Điều 190",
            "",
            ["dieu-190/khoan-1/diem-a", "dieu-190/khoan-1/diem-b", "dieu-190/khoan-1/diem-c"],
        ),
        ("khoản 3 và khoản 4", "dieu-23", ["dieu-23/khoan-3", "dieu-23/khoan-4"]),
        ("điểm a", "dieu-8/khoan-3", ["dieu-8/khoan-3/diem-a"]),
        ("điểm a khoản 7", "dieu-8/khoan-3", ["dieu-8/khoan-7/diem-a"]),
        ("Mục 2 Chương III", "", ["chuong-3/muc-2"]),
        ("Phụ lục I, Phụ lục IV", "", ["phuluc-1", "phuluc-4"]),
        ("Phụ lục Danh mục chỉ tiêu", "", ["phuluc-1"]),
        ("Điều 3a", "", ["dieu-3a"]),
        ("mọi quy định khác", "", []),
        ("từ Điều 3 đến Điều 5", "", ["dieu-3", "dieu-4", "dieu-5"]),
        ("từ khoản 2 đến hết khoản 4 Điều 5", "", ["dieu-5/khoan-2", "dieu-5/khoan-3", "dieu-5/khoan-4"]),
        ("từ Điều 3 đến Điều 9000", "", ["dieu-3", "dieu-9000"]),
        ("khoản 1 Mục II Phụ lục III", "", ["phuluc-3/muc-2/khoan-1"]),
        ("mục 7 thuộc Phụ lục IV", "", ["phuluc-4/muc-7"]),
        ("Mục II và Phụ lục III", "", ["muc-2", "phuluc-3"]),
        ("khoản 2 Điều 4 và Phụ lục II", "", ["dieu-4/khoan-2", "phuluc-2"]),
        ("Mục 2 Chương III Phần thứ nhất", "", ["phan-1/chuong-3/muc-2"]),
        ("điểm Đ khoản 2 Điều 4", "", ["dieu-4/khoan-2/diem-đ"]),
    ],
)
def test_parts(text, within, addresses):
    assert parts_in(text, within) == addresses


@given(st.text(), st.sampled_from(["", "dieu-5", "dieu-5/khoan-2"]))
def test_any_text_names_parts_or_none(text, within):
    assert all(isinstance(address, str) and address for address in parts_in(text, within))
