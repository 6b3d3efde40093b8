"""Every date of a text, in every form, and what is wrong with it."""

import time
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM, Precision, find_dates
from crawlers.words import clean

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(number):
    """A number under 100 as it is read."""
    tens, unit = divmod(number, 10)
    if not tens:
        return UNITS[unit]
    last = {0: "", 5: " lăm"}.get(unit, f" {UNITS[unit]}")
    if tens == 1:
        return f"mười{last}"
    return f"{UNITS[tens]} mươi{' mốt' if unit == 1 else last}"


def year_in_words(year):
    hundreds, rest = year // 100 % 10, year % 100
    tail = "" if not rest else f" linh {UNITS[rest]}" if rest < 10 else f" {in_words(rest)}"
    return f"{UNITS[year // 1000]} nghìn {UNITS[hundreds]} trăm{tail}"


FORMS = (
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d / %m / %Y}",
    lambda day: f"Hà Mẫu, ngày {day:%d} tháng {day:%m} năm {day.year}",
    lambda day: f"NGÀY {day.day} THÁNG {day.month} NĂM {day.year}",
    lambda day: f"{day.day} tháng {day.month}, {day.year}",
    lambda day: f"ngày {day.day} tháng {in_words(day.month)} năm {day.year}",
    lambda day: f"ngày {in_words(day.day)} tháng {in_words(day.month)} năm {year_in_words(day.year)}",
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: (
        f"{['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][day.month - 1]} {day.day}, {day.year}"
    ),
)
CLOCKED = (
    lambda moment: f"{moment:%H:%M, %d/%m/%Y}",
    lambda moment: f"{moment:%d/%m/%Y %H:%M}",
    lambda moment: f"{moment:%d/%m/%Y | %H:%M} GMT+7",
    lambda moment: f"{moment:%Hh%M} ngày {moment:%d/%m/%Y}",
    lambda moment: (
        f"{moment.hour} giờ {moment:%M} phút, ngày {moment:%d} tháng {moment:%m} năm {moment.year}"
    ),
    lambda moment: moment.isoformat(),
    lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    lambda moment: f"{moment:%-d/%-m/%Y %I:%M} {'CH' if moment.hour >= 12 else 'SA'}",
)


@given(DAYS, st.times(), st.sampled_from(CLOCKED))
def test_every_form_with_a_time_comes_back(day, clock, form):
    moment = datetime.combine(max(day, date(1900, 1, 2)), clock.replace(second=0, microsecond=0), VIETNAM)
    (found,) = find_dates(form(moment))
    assert found.moment == moment
    assert found.precision == Precision.MOMENT


@given(DAYS, st.integers(1, 60))
def test_ranges_come_back(first, length):
    last = first + timedelta(days=length)
    texts = [f"từ ngày {first:%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}", f"{first:%d/%m/%Y}-{last:%d/%m/%Y}"]
    if (last - first).days < 300:
        texts.append(f"từ {first:%d/%m} đến {last:%d/%m/%Y}")
    if first.month == last.month:
        texts += [f"từ ngày {first.day} đến ngày {last:%d/%m/%Y}", f"{first.day}-{last:%d/%m/%Y}"]
    for text in texts:
        if last.year < 2100:
            assert [(each.day, each.last) for each in find_dates(text)] == [(first, last)], text


@given(st.integers(1, 12), st.integers(1900, 2099))
def test_months_and_quarters_come_back(month, year):
    quarter = (month + 2) // 3
    (found,) = find_dates(f"trong tháng {month}/{year}")
    assert (found.day, found.precision) == (date(year, month, 1), Precision.MONTH)
    assert found.last == date(year, month, monthrange(year, month)[1])
    (found,) = find_dates(f"trong quý {['I', 'II', 'III', 'IV'][quarter - 1]} năm {year}")
    assert (found.day, found.precision) == (date(year, 3 * quarter - 2, 1), Precision.QUARTER)


@pytest.mark.parametrize(
    "text",
    [
        "mùng 1 Tết",
        "mồng 10 tháng Giêng",
        "rằm tháng Bảy",
        "15/8/2026 âm lịch",
        "ngày 12 tháng 9 năm 2026 (âm lịch)",
        "âm lịch ngày 12/9/2026",
        "ngày 10 tháng 3 năm Bính Ngọ",
        "Hà Mẫu, ngày   tháng   năm 2024",
        "ngày … tháng … năm 2024",
        "ngày ... tháng 02 năm 2024",
        "tháng năm 2024",
        "Nghị định số 15/2026/NĐ-CP",
        "tỷ lệ 1/2, mã 2524.10.00, máy 10.4.32, 12001-28-4",
        "gọi 04. 3. 7366 1234",
        "phiên bản 5.2.24, hồ sơ 5/2/24",
        "5.2.24",
        "số Ol/Il/llOO, mã lO-lI-12Oo, thửa 1O/2026/TT-BYT",
        "15 ngày trước khi hết hạn, 30 ngày trước ngày họp",
        "",
    ],
)
def test_no_dates(text):
    assert find_dates(text, now=NOW) == []


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("họp 31/02/2026 nhé", "date.impossible", "31/02/2026"),
        ("ngày 31 tháng 4 năm 2026", "date.impossible", "31 tháng 4 năm 2026"),
        ("13/13/2026", "date.impossible", "13/13/2026"),
        ("31/02/26", "date.impossible", "31/02/26"),
        ("February 30, 2026", "date.impossible", "February 30, 2026"),
        ("Sun, 31 Feb 2026 08:30:00 +0700", "date.impossible", "31 Feb 2026"),
        (
            "Ngày ba mươi mốt tháng hai năm 2026",
            "date.impossible",
            "Ngày ba mươi mốt tháng hai năm 2026",
        ),
        ("đăng 14/06/2O26 08:00", "date.impossible", "14/06/2O26"),
        ("l4/O6/2026", "date.impossible", "l4/O6/2026"),
        ("Ngày 05 tháng 02 năm 2O24", "date.impossible", "05 tháng 02 năm 2O24"),
        ("2O26-06-14", "date.impossible", "2O26-06-14"),
        ("2026-02-30", "date.impossible", "2026-02-30"),
        ("12/11/2026 25:00", "date.impossible", "12/11/2026 25:00"),
        ("12/11/2026 08:30 GMT+99", "date.impossible", "12/11/2026 08:30 GMT+99"),
        ("tháng 13/2026", "date.impossible", "tháng 13/2026"),
        ("ngày 31/2", "date.impossible", "ngày 31/2"),
        ("đăng 12/12/2099", "date.future", "12/12/2099"),
        ("24/11/2026", "date.future", "24/11/2026"),
        ("11:30 23/11/2026", "date.future", "11:30 23/11/2026"),
        ("Thứ Ba, 05/10/2026", "date.weekday", "Thứ Ba, 05/10/2026"),
        ("CN 05/10/2026", "date.weekday", "CN 05/10/2026"),
    ],
)
def test_findings_tell_the_words_and_why(text, code, words):
    (found,) = find_dates(text, now=NOW)
    assert (found.finding.code, found.words) == (code, found.finding.words)
    assert words in found.words
    assert found.finding.why
    assert (found.day is None) == (code == "date.impossible")


@pytest.mark.parametrize(
    "text", ["23/11/2026", "10:59 23/11/2026", "Thứ Hai, 05/10/2026", "Chủ nhật, ngày 04/10/2026"]
)
def test_nothing_is_wrong(text):
    (found,) = find_dates(text, now=NOW)
    assert found.finding is None


def test_without_a_capture_nothing_is_future():
    assert find_dates("12/12/2099")[0].finding is None


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2 giờ trước", NOW - timedelta(hours=2), Precision.MOMENT),
        ("Cập nhật 15 phút trước | Xem", NOW - timedelta(minutes=15), Precision.MOMENT),
        ("hai ngày trước", datetime(2026, 11, 21, tzinfo=VIETNAM), Precision.DAY),
        ("cách đây 3 tuần", datetime(2026, 11, 2, tzinfo=VIETNAM), Precision.DAY),
        ("14 tháng trước", datetime(2025, 9, 1, tzinfo=VIETNAM), Precision.MONTH),
        ("02 năm trước", datetime(2024, 1, 1, tzinfo=VIETNAM), Precision.YEAR),
        ("vừa xong", NOW, Precision.MOMENT),
        ("hôm qua", datetime(2026, 11, 22, tzinfo=VIETNAM), Precision.DAY),
        ("Hôm nay, 08:30", datetime(2026, 11, 23, 8, 30, tzinfo=VIETNAM), Precision.MOMENT),
        ("3 giờ chiều qua", datetime(2026, 11, 22, 15, tzinfo=VIETNAM), Precision.MOMENT),
        ("ngày 5/11", datetime(2026, 11, 5, tzinfo=VIETNAM), Precision.DAY),
        ("ngày 3 tháng 1", datetime(2027, 1, 3, tzinfo=VIETNAM), Precision.DAY),
        ("2 hours ago", NOW - timedelta(hours=2), Precision.MOMENT),
    ],
)
def test_relative_times(text, moment, precision):
    (found,) = find_dates(text, now=NOW)
    assert (found.moment, found.precision, found.relative) == (moment, precision, True)
    assert find_dates(text) == []


def test_the_days_of_relative_times_are_those_of_vietnam():
    (found,) = find_dates("hôm nay", now=datetime(2026, 11, 22, 20, tzinfo=UTC))
    assert found.day == date(2026, 11, 23)


def test_several_dates_keep_their_order_and_places():
    text = "Ban hành 01/02/2026,  hiệu lực từ ngày 5 tháng 3 năm 2026; tháng 4/2026 kiểm tra; 2 ngày trước."
    found = find_dates(text, now=NOW)
    assert [each.day for each in found] == [
        date(2026, 2, 1),
        date(2026, 3, 5),
        date(2026, 4, 1),
        date(2026, 11, 21),
    ]
    assert [clean(text)[slice(*each.span)] for each in found] == [each.words for each in found]


@given(st.text(alphabet="0123456789/-.: hgAMPCSngàythágnămđếnquýtrướcâmlịchGTUZ,()|") | st.text())
def test_any_text_has_dates_in_order_and_apart(text):
    found = find_dates(text, now=NOW)
    spans = [each.span for each in found]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(each.moment is None or each.moment.tzinfo for each in found)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        " ",
        "/",
        "-",
        "1/",
        "ngày ",
        "mười ",
        "hai nghìn ",
        "tháng ",
        "12/11/",
        "01/02/2026-",
        "1:1",
        "2 giờ ",
        "1O/0l/",
        "O",
    ],
)
def test_time_grows_with_length_only(piece):
    began = time.monotonic()
    find_dates((piece * 200_000)[:200_000], now=NOW)
    assert time.monotonic() - began < 20
