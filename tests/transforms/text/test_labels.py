"""What a date is the date of."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM
from transforms.text import Role, labelled_dates

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)
DAY = datetime(2026, 10, 5, tzinfo=VIETNAM)
AT = DAY + timedelta(hours=8, minutes=30)
LABELS = {
    "Ngày ban hành": Role.ISSUED,
    "Ban hành ngày": Role.ISSUED,
    "Ngày ký": Role.ISSUED,
    "được Quốc hội thông qua ngày": Role.ISSUED,
    "Tin phát lúc": Role.ISSUED,
    "Ngày có hiệu lực": Role.EFFECTIVE,
    "Hiệu lực từ ngày": Role.EFFECTIVE,
    "có hiệu lực thi hành kể từ ngày": Role.EFFECTIVE,
    "Áp dụng từ": Role.EFFECTIVE,
    "Ngày hết hiệu lực": Role.EXPIRES,
    "Ngày công báo": Role.GAZETTE,
    "Ngày đăng công báo": Role.GAZETTE,
    "Đăng ngày": Role.POSTED,
    "Ngày đăng": Role.POSTED,
    "Ngày đăng tải": Role.POSTED,
    "Được đăng lúc": Role.POSTED,
    "Ngày xuất bản": Role.POSTED,
    "Đăng bởi Ban biên tập vào lúc": Role.POSTED,
    "Published on": Role.POSTED,
    "Cập nhật lúc": Role.UPDATED,
    "Ngày cập nhật": Role.UPDATED,
    "Cập nhật lần cuối": Role.UPDATED,
    "Sửa lần cuối": Role.UPDATED,
    "Last updated": Role.UPDATED,
    "Hạn nộp hồ sơ": Role.DEADLINE,
}


@pytest.mark.parametrize(("label", "role"), LABELS.items())
@pytest.mark.parametrize("between", [": ", " ", " | ", " - "])
def test_labels(label, role, between):
    for written, moment in (
        ("05/10/2026", DAY),
        ("Thứ Hai, 05/10/2026, 08:30", AT),
        ("08:30 ngày 05/10/2026", AT),
    ):
        for text in (f"{label}{between}{written}", f"{label.upper()}{between}{written}"):
            (found,) = labelled_dates(f"Xã Suối Mẫu. {text}. Hết")
            assert (found.role, found.moment) == (role, moment)


@given(st.permutations(sorted(LABELS)))
def test_each_date_has_its_own_label(labels):
    days = [DAY + timedelta(days=at) for at in range(len(labels))]
    text = " ".join(f"{label}: {day:%d/%m/%Y}" for label, day in zip(labels, days, strict=True))
    found = labelled_dates(text)
    assert [(each.role, each.moment) for each in found] == [
        (LABELS[label], day) for label, day in zip(labels, days, strict=True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định số 15/2020/NĐ-CP ngày 03 tháng 02 năm 2020",
        "ban hành kèm theo Quyết định ngày 5/5/2025",
        "Ngày hiệu lực: Đã biết. Họp 05/05/2024",
        "Cập nhật",
        "05/10/2026",
    ],
)
def test_dates_without_a_label(text):
    assert labelled_dates(text) == []


def test_impossible_and_relative_ones_are_told_too():
    (found,) = labelled_dates("Ngày ban hành: 31/02/2026")
    assert (found.role, found.moment) == (Role.ISSUED, None)
    (found,) = labelled_dates("Cập nhật 2 giờ trước", now=NOW)
    assert (found.role, found.moment) == (Role.UPDATED, NOW - timedelta(hours=2))


def test_a_place_in_the_text():
    text = "Ngày ban hành: 05/10/2026"
    ((_, _, (start, end)),) = labelled_dates(text)
    assert text[start:end] == "05/10/2026"
