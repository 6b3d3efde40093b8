"""The line with place and date over a document."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.law.dateline import dateline_inside, read_dateline

DAY = date(2026, 2, 5)


@pytest.mark.parametrize(
    ("line", "place", "day"),
    [
        ("Hà Nội, ngày 05 tháng 02 năm 2026", "Hà Nội", DAY),
        ("TP. Hồ Chí Minh, ngày 5 tháng 2 năm 2026.", "TP. Hồ Chí Minh", DAY),
        ("Quận 1, ngày 05 tháng 02 năm 2026", "Quận 1", DAY),
        ("(Bà Rịa - Vũng Tàu, ngày 05/02/2026)", "Bà Rịa - Vũng Tàu", DAY),
        ("Hà Nội, 05/02/2026", "Hà Nội", DAY),
        ("Hà Nội, ngày mười tháng hai năm 2026", "Hà Nội", date(2026, 2, 10)),
        ("Ngày 05 tháng 02 năm 2026", "", DAY),
        ("Hà Nội, ngày 31 tháng 02 năm 2026", "Hà Nội", None),
        ("Hà Nội, ngày … tháng … năm 2026", "Hà Nội", None),
        ("Hà Nội, ngày tháng 02 năm 2026", "Hà Nội", None),
        ("Hà Nội, ngày 05 tháng 02 năm 202", "Hà Nội", None),
    ],
)
def test_a_place_and_a_date(line, place, day):
    found = read_dateline(line)
    assert found is not None
    assert (found.text, found.place, found.day) == (line, place, day)


@pytest.mark.parametrize(
    "line",
    [
        "Căn cứ Luật Mẫu ngày 05 tháng 4 năm 2016;",
        "Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 02 năm 2026",
        "Thông tư số 5/2020/TT-BYT ngày 01 tháng 02 năm 2020",
        "Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2026 và thay thế quy định cũ.",
        "Số: 12/2026/TT-BYT",
        "",
    ],
)
def test_a_line_that_only_has_a_date_in_it(line):
    assert read_dateline(line) is None


def test_a_date_beside_other_words():
    found = dateline_inside("Số: 12/KH-UBND, Bình Mẫu, ngày 05 tháng 02 năm 2026")
    assert (found.place, found.day) == ("Bình Mẫu", DAY)
    assert dateline_inside("Số: 12/KH-UBND") is None


@given(st.text(st.sampled_from("ngàythánăm ,./0123OoIl…Hà"), max_size=200))
def test_any_line_is_one_or_none(line):
    found = read_dateline(line)
    assert found is None or found.text == " ".join(line.split())
