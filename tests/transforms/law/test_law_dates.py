"""Days of documents that cannot be, that lie ahead, or that stand in an order that a person must look at."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.article import LegalIdentity
from transforms.law.dates import date_doubts

CAPTURED = date(2026, 6, 15)
DAYS = st.dates(date(1945, 9, 2), date(2098, 12, 31))


def identity(issued=date(2026, 2, 5), effective=None, number="12/2026/TT-BYT"):
    return LegalIdentity(number, "Thông tư", "Bộ Y tế", issued, effective)


def codes(**values):
    raw = {name: values.pop(name) for name in ("raw_issued", "raw_effective") if name in values}
    return [each.code for each in date_doubts(identity(**values), captured_on=CAPTURED, **raw)]


def test_a_healthy_document_has_no_doubt():
    assert codes(effective=date(2026, 7, 1), raw_issued="05/02/2026", raw_effective="01/07/2026") == []


@pytest.mark.parametrize(
    "raw",
    [
        "31/06/2026",
        "Đã biết",
        "31 tháng 02 năm 2026",
        "05/02/2O26",
        "Hà Nội, ngày … tháng 02 năm 2026",
        "1/7",
    ],
)
@pytest.mark.parametrize("name", ["raw_issued", "raw_effective"])
def test_words_that_are_no_day(name, raw):
    doubts = date_doubts(identity(), captured_on=CAPTURED, **{name: raw})
    assert [each.code for each in doubts] == ["date.impossible"]
    assert raw in doubts[0].detail
    assert ("issue" in doubts[0].detail) == (name == "raw_issued")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " - ",
        "01/01/0001",
        "Chưa xác định",
        "Đang cập nhật",
        "Dữ liệu đang cập nhật",
        "Không có",
        "Kể từ ngày ký",
        "Sau 45 ngày kể từ ngày ký ban hành",
        "từ ngày đăng Công báo",
        "01/07/2026, trừ Điều 5",
        "2026-07-01T00:00:00",
    ],
)
def test_words_that_say_none_or_by_which_event(raw):
    assert codes(raw_effective=raw) == []


def test_a_day_of_issue_after_that_of_the_capture():
    assert codes(issued=CAPTURED) == []
    assert codes(issued=CAPTURED + timedelta(days=1)) == ["date.future"]
    assert codes(issued=date(2099, 2, 5), number="12/2099/TT-BYT") == ["date.future"]


def test_in_force_before_it_was_issued():
    assert codes(effective=date(2026, 2, 5)) == []
    assert codes(effective=date(2026, 2, 4)) == ["date.order"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("12/2024/TT-BYT", ["date.order"]),
        ("05/2025/QH15", ["date.order"]),
        ("012/2026/TT-BYT", []),
        ("637/QĐ-BVHTTDL", []),
        ("2455/BTTTT-TTCS", []),
        ("57-KL/TW", []),
        ("", []),
        ("không số", []),
    ],
)
def test_numbered_in_another_year(number, told):
    assert codes(number=number) == told


@given(DAYS, DAYS | st.none(), DAYS)
def test_each_doubt_has_its_reason_and_none_is_lost(issued, effective, captured):
    told = {each.code for each in date_doubts(identity(issued, effective, ""), captured_on=captured)}
    assert ("date.future" in told) == (issued > captured)
    assert ("date.order" in told) == (effective is not None and effective < issued)
    assert "date.impossible" not in told


@given(DAYS, st.integers(1, 3000))
def test_a_doubt_says_the_same_at_each_capture(issued, days):
    document = identity(issued, issued - timedelta(days=1), "")
    before = issued - timedelta(days=1)
    first = date_doubts(document, captured_on=before)
    assert first == date_doubts(document, captured_on=before - timedelta(days=days))
