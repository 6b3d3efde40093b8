"""Dates as Vietnamese sites write them: the day first, and nothing guessed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM, find_days, is_blank, parse_day, parse_moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02/03/2026", date(2026, 3, 2)),
        ("15-10-2026", date(2026, 10, 15)),
        ("3.4.2026", date(2026, 4, 3)),
        ("2026-10-15", date(2026, 10, 15)),
        ("9/14/2026", date(2026, 9, 14)),
        ("9/3/2026 6:44:00 PM", date(2026, 9, 3)),
        ("9/3/2026 6:44:00 CH", date(2026, 3, 9)),
        ("Hà Nội, ngày 05 tháng 02 năm 2024", date(2024, 2, 5)),
        ("Suối Mẫu, ngày 29 tháng  4 năm 2026", date(2026, 4, 29)),
        ("từ ngày 1 tháng 12, 2026", date(2026, 12, 1)),
        ("Mon, 14 Sep 2026 18:44:00 +0700", date(2026, 9, 14)),
        ("NGÀY 20-5-1957", date(1957, 5, 20)),
        ("ngày 05/02/2024 và ngày 07/02/2024", date(2024, 2, 5)),
        ("29/02/2028", date(2028, 2, 29)),
        ("Ngày đăng: 5/2/24", date(2024, 2, 5)),
        ("5/2/24, 08:30", date(2024, 2, 5)),
        ("hồ sơ 5/2/24", None),
        ("5/2/24", date(2024, 2, 5)),
        ("5.2.24", None),
        ("05-Feb-2024", date(2024, 2, 5)),
        ("2024-02-05T23:30+00:00", date(2024, 2, 6)),
        ("2024-02-05T23:30:00.000Z", date(2024, 2, 6)),
        ("2024-02-05T23:30:00+07:00", date(2024, 2, 5)),
        ("2024-02-05T23:30", date(2024, 2, 5)),
        ("Mon, 05 Feb 2024 23:30:00 GMT", date(2024, 2, 6)),
        ("05/02/2024 23:30 GMT", date(2024, 2, 6)),
        ("Thứ Hai, 05/02/2024 23:30 (GMT+7)", date(2024, 2, 5)),
        ("24h00 ngày 12/11/2026 (GMT+7)", date(2026, 11, 12)),
        ("2024-02-05T99:30Z", date(2024, 2, 5)),
        ("14/06/2O26", None),
        ("l4/06/2026", None),
        ("ngày 05 tháng 02 năm 2O24", None),
        ("05/02/2024, sửa 14/06/2O26", date(2024, 2, 5)),
        ("31/02/26", None),
        ("ngày mười lăm tháng tám năm hai nghìn không trăm hai mươi sáu", date(2026, 8, 15)),
        ("ngày 15 tháng Tám năm 2026", date(2026, 8, 15)),
        ("2026/10/05", date(2026, 10, 5)),
        ("October 5, 2026", date(2026, 10, 5)),
        ("5 Oct 2026", date(2026, 10, 5)),
        ("Hà Mẫu, ngày   tháng   năm 2024", None),
        ("tháng 5/2026", None),
        ("29/02/2026", None),
        ("31/04/2026", None),
        ("13/13/2026", None),
        ("00/10/2026", None),
        ("2026-02-30", None),
        ("Mon, 31 Feb 2026 10:00:00 +0700", None),
        ("10/10/1066", None),
        ("Nghị định số 15/2026/NĐ-CP", None),
        ("tỷ lệ 1/2", None),
        ("không có ngày nào", None),
        ("", None),
    ],
)
def test_day(text: str, expected: date | None) -> None:
    assert parse_day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9/14/2026 6:44:00 PM", datetime(2026, 9, 14, 18, 44, tzinfo=VIETNAM)),
        ("9/3/2026 12:05:00 AM", datetime(2026, 9, 3, 0, 5, tzinfo=VIETNAM)),
        ("Ngày đăng 03/09/2026 | 07:30 PM  | View count: 556", datetime(2026, 9, 3, 19, 30, tzinfo=VIETNAM)),
        ("03/09/2026 | 12:00 AM", datetime(2026, 9, 3, tzinfo=VIETNAM)),
        ("Thứ Hai, 05/10/2026 08:30 (GMT+7)", datetime(2026, 10, 5, 8, 30, tzinfo=VIETNAM)),
        ("08h00 ngày 12/11/2026", datetime(2026, 11, 12, 8, tzinfo=VIETNAM)),
        ("Tin phát lúc: 15h30 ngày 11/11/2026", datetime(2026, 11, 11, 15, 30, tzinfo=VIETNAM)),
        ("8 giờ 30 phút, ngày 05 tháng 6 năm 2026", datetime(2026, 6, 5, 8, 30, tzinfo=VIETNAM)),
        ("15g05 - 5/6/2026", datetime(2026, 6, 5, 15, 5, tzinfo=VIETNAM)),
        ("2026-03-07T08:52:11.000 +07:00", datetime(2026, 3, 7, 8, 52, 11, tzinfo=VIETNAM)),
        ("2026-03-07T01:52:11Z", datetime(2026, 3, 7, 1, 52, 11, tzinfo=UTC)),
        ("2026-03-07 08:52", datetime(2026, 3, 7, 8, 52, tzinfo=VIETNAM)),
        ("Mon, 14 Sep 2026 18:44:00 GMT", datetime(2026, 9, 14, 18, 44, tzinfo=UTC)),
        ("Mon, 14 Sep 2026 18:44:00", datetime(2026, 9, 14, 18, 44, tzinfo=VIETNAM)),
        ("05/10/2026 08:30 GMT+9", datetime(2026, 10, 5, 8, 30, tzinfo=timezone(timedelta(hours=9)))),
        ("07/03/2026", datetime(2026, 3, 7, tzinfo=VIETNAM)),
        ("1773964800", datetime(2026, 3, 20, tzinfo=UTC)),
        ("1773964800000", datetime(2026, 3, 20, tzinfo=UTC)),
        ("24h00 ngày 12/11/2026", datetime(2026, 11, 13, tzinfo=VIETNAM)),
        ("3 giờ chiều ngày 5/11/2026", datetime(2026, 11, 5, 15, tzinfo=VIETNAM)),
        ("12/11/2026 25:00", None),
        ("12/11/2026 24:01", None),
        ("12/11/2026 08:30 GMT+99", None),
        ("31/02/2026 08:00", None),
        ("2026-13-01T00:00:00Z", None),
        ("08h00", None),
    ],
)
def test_moment(text: str, expected: datetime | None) -> None:
    found = parse_moment(text)
    assert found == expected
    if found and expected:
        assert found.utcoffset() in {expected.utcoffset(), VIETNAM.utcoffset(None)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " - ",
        "…",
        "00/00/0000",
        "0000-00-00 00:00:00",
        "01/01/0001",
        "1/1/1 00:00",
        "-0001-11-30",
        "01/01/1970",
    ],
)
def test_what_systems_write_where_they_have_no_date(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["1/1/1990", "10/10/2026", "1/10/2026", "2001-01-01", "Mới", "chưa rõ"])
def test_what_says_something(text: str) -> None:
    assert not is_blank(text)


def test_relative_times_need_the_moment_of_the_capture() -> None:
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert parse_moment("2 giờ trước") is None
    assert parse_moment("2 giờ trước", now=now) == now - timedelta(hours=2)
    assert parse_moment("12/11/2026, 2 giờ trước", now=now) == datetime(2026, 11, 12, 2, tzinfo=VIETNAM)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from("/-."))
def test_the_day_stands_first(day: date, mark: str) -> None:
    assert parse_day(f"{day.day}{mark}{day.month:02}{mark}{day.year}") == day
    assert parse_day(f"Hà Mẫu, ngày {day.day:02} tháng {day.month} năm {day.year}") == day
    assert parse_day(day.isoformat()) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 23), st.integers(0, 59))
def test_moments_come_back(day: date, hour: int, minute: int) -> None:
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)
    assert parse_moment(f"{moment:%H:%M, %d/%m/%Y}") == moment
    assert parse_moment(moment.isoformat()) == moment


@given(st.text(alphabet="0123456789/-.:hg AMPCSngàythág+GTUZ,") | st.text())
def test_anything_is_a_date_or_none(text: str) -> None:
    moment = parse_moment(text)
    assert moment is None or moment.tzinfo is not None
    assert parse_day(text) is None or 1900 <= parse_day(text).year < 2100


def test_all_days_of_a_text() -> None:
    assert find_days("từ 01/02/2026 đến 31/02/2026, ngày 3 tháng 4 năm 2026") == [
        date(2026, 2, 1),
        date(2026, 4, 3),
    ]
