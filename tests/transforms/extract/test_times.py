"""Times that can be, times that cannot, and where each comes from."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crawlers.dates import VIETNAM, parse_moment
from transforms.extract import extract
from transforms.extract.times import is_stamp


def meta(value, name="article:published_time"):
    return f'<meta property="{name}" content="{value}">'


def codes(article):
    return [doubt.code for doubt in article.doubts]


@pytest.mark.parametrize(
    "raw",
    [
        "2099-12-12T08:00:00+07:00",
        "2026-11-25T00:00:00+07:00",
        "2026-11-23",
        "2026-11-22T20:00:00+07:00",
        "2026-11-22T09:01:00+07:00",
        "2026-11-22T08:00:00Z",
    ],
)
def test_a_time_ahead_of_the_capture_is_a_doubt_with_its_words(news_html, make_page, raw):
    article = extract(make_page(news_html(head=meta(raw))))
    assert codes(article) == ["date.future"]
    assert raw in article.doubts[0].detail
    assert article.published_at == parse_moment(raw), "kept, but with a doubt that no policy passes"


def test_where_another_statement_can_be_true_it_is_taken_and_the_doubt_stays(news_html, make_page):
    stamp = '<div class="ngay">20/11/2026 08:30</div>'
    article = extract(make_page(news_html(head=meta("2099-12-12T08:00:00+07:00"), above=stamp)))
    assert article.published_at == datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM)
    assert article.evidence["published_at"] == "text near the title"
    assert codes(article) == ["date.future"]


@pytest.mark.parametrize("raw", ["2026-11-22T08:59:00+07:00", "2026-11-22 09:00", "22/11/2026"])
def test_an_hour_of_tolerance_for_clocks(news_html, make_page, raw):
    assert codes(extract(make_page(news_html(head=meta(raw))))) == []


def test_a_doubt_says_the_same_at_each_capture(news_html, make_page):
    page = make_page(news_html(head=meta("2099-12-12T08:00:00+07:00")))
    later = replace(page, captured_at=page.captured_at + timedelta(days=1))
    assert extract(page).doubts == extract(later).doubts


IMPOSSIBLE = [
    "2026-02-31T08:00:00",
    "31/02/2026 08:00",
    "31/02/26",
    "Sun, 31 Feb 2026 08:30:00 +0700",
    "February 30, 2026",
    "Ngày ba mươi mốt tháng hai năm 2026",
    "14/06/2O26",
    "14/06/2O26 08:00",
    "20/11/2026 25:61",
    "1899-06-14T08:00:00",
]


@pytest.mark.parametrize("raw", IMPOSSIBLE)
def test_an_impossible_date_is_a_doubt_with_its_words(news_html, make_page, raw):
    article = extract(make_page(news_html(head=meta(raw))))
    assert codes(article) == ["date.impossible"]
    assert raw in article.doubts[0].detail
    assert article.published_at is None


@pytest.mark.parametrize("raw", IMPOSSIBLE)
def test_an_impossible_date_near_the_title(news_html, make_page, raw):
    article = extract(make_page(news_html(above=f"<p>{raw}</p>")))
    assert (codes(article), article.published_at) == (["date.impossible"], None)


@pytest.mark.parametrize("head", ["", meta("2026-11-20T08:30:00+07:00")])
def test_a_stamp_that_cannot_be_is_told_though_another_statement_is_taken(news_html, make_page, head):
    for raw, code in (("31/02/2026 08:00", "date.impossible"), ("Thứ Hai, 20/11/2026 08:30", "date.weekday")):
        article = extract(make_page(news_html(head=head, above=f"<p>{raw}</p>")))
        assert codes(article) == [code]
        assert raw in article.doubts[0].detail
        assert (article.published_at is None) == (not head and code == "date.impossible")


def test_the_right_day_of_the_week_is_no_doubt(news_html, make_page):
    article = extract(make_page(news_html(above="<p>Thứ Sáu, 20/11/2026 08:30</p>")))
    assert (codes(article), article.published_at) == ([], datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM))


def both(published, updated):
    return meta(published) + meta(updated, "article:modified_time")


@pytest.mark.parametrize(
    ("published", "updated", "told"),
    [
        ("2026-11-20T08:30:00+07:00", "2026-11-18T08:30:00+07:00", ["date.order"]),
        ("2026-11-20", "2026-11-19", ["date.order"]),
        ("2026-11-20T08:30:00+07:00", "2026-11-20T08:30:00+07:00", []),
        ("2026-11-20T08:30:00+07:00", "2026-11-20T07:45:00+07:00", []),
        ("2026-11-20T08:30:00+07:00", "2026-11-20", []),
        ("2026-11-20T08:30:00+07:00", "2026-11-21T08:30:00+07:00", []),
    ],
)
def test_an_update_before_the_publication_is_a_doubt(news_html, make_page, published, updated, told):
    article = extract(make_page(news_html(head=both(published, updated))))
    assert codes(article) == told
    assert article.updated_at == parse_moment(updated)


@pytest.mark.parametrize(
    ("above", "published"),
    [
        ("2 giờ trước", datetime(2026, 11, 22, 6, tzinfo=VIETNAM)),
        ("Đăng 15 phút trước", datetime(2026, 11, 22, 7, 45, tzinfo=VIETNAM)),
        ("Hôm qua, 08:00", datetime(2026, 11, 21, 8, tzinfo=VIETNAM)),
        ("Hôm nay 07:15", datetime(2026, 11, 22, 7, 15, tzinfo=VIETNAM)),
        ("Hôm qua", datetime(2026, 11, 21, tzinfo=VIETNAM)),
    ],
)
def test_times_are_told_from_the_capture(news_html, make_page, above, published):
    article = extract(make_page(news_html(above=f"<p>{above}</p>")))
    assert (article.published_at, article.doubts) == (published, ())
    assert article.evidence["published_at"] == "text near the title, told from the capture"


def test_the_same_page_an_hour_later_is_the_same_version(news_html, make_page):
    first, later = (
        make_page(news_html(above="<p>2 giờ trước</p>")),
        make_page(news_html(above="<p>3 giờ trước</p>")),
    )
    later = replace(later, captured_at=later.captured_at + timedelta(minutes=40))
    assert extract(first).text_digest == extract(later).text_digest


@pytest.mark.parametrize(
    "above",
    [
        "2 ngày trước",
        "Hôm qua xã đã họp bàn việc lắp loa",
        "Chợ phiên mở cửa từ 8:00 sáng nay",
        "3 tháng trước",
    ],
)
def test_what_is_not_exact_or_speaks_of_something_else_is_no_time(news_html, make_page, above):
    article = extract(make_page(news_html(above=f"<p>{above}</p>")))
    assert (article.published_at, article.doubts) == (None, ())


def test_absolute_times_go_before_those_that_are_told_from_the_capture(news_html, make_page):
    article = extract(
        make_page(news_html(above="<p>2 giờ trước</p><p>20/11/2026 08:30</p>", head=meta("2026-11-19")))
    )
    assert article.published_at == datetime(2026, 11, 19, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "raw", ["0001-01-01T00:00:00", "0000-00-00 00:00:00", "1970-01-01T00:00:00Z", "Invalid date", ""]
)
def test_what_a_system_writes_for_no_date_is_none(news_html, make_page, raw):
    article = extract(make_page(news_html(head=meta(raw))))
    assert (article.published_at, article.doubts) == (None, ())


def test_the_time_that_a_rule_finds_is_judged_too(news_html, make_page, make_source):
    layout = {"title": "h1", "lead": "h2.mo-ta", "body": ".noi-dung", "published": ".ngay"}
    for raw, code in (("31/02/2026 08:00", "date.impossible"), ("12/12/2099 08:00", "date.future")):
        page = make_page(news_html(above=f'<div class="ngay">{raw}</div>'))
        article = extract(page, source=make_source(layout))
        assert codes(article) == [code]
        assert raw in article.doubts[0].detail


def test_a_day_ahead_in_a_subtitle_is_an_event_s(news_html, make_page):
    above = "<p>Lễ khai mạc hội chợ xuân của xã diễn ra vào ngày 25/12/2026 tại sân vận động</p>"
    article = extract(make_page(news_html(above=above)))
    assert (article.published_at, article.doubts) == (None, ())


def test_the_time_of_update_is_not_the_time_of_publication(news_html, make_page):
    above = "<p>Ngày đăng: 18/11/2026 08:30</p><p>Cập nhật: 20/11/2026 09:00</p>"
    article = extract(make_page(news_html(above=above)))
    assert article.published_at == datetime(2026, 11, 18, 8, 30, tzinfo=VIETNAM)
    assert article.updated_at == datetime(2026, 11, 20, 9, tzinfo=VIETNAM)
    alone = extract(make_page(news_html(above="<p>Cập nhật: 20/11/2026 09:00</p>")))
    assert (alone.published_at, alone.updated_at) == (article.updated_at, None)


@pytest.mark.parametrize(
    "text",
    [
        "20/11/2026 08:30",
        "Thứ Sáu, 20/11/2026 08:30 (GMT+7)",
        "Lý Mẫu 18/11/2026 - 07:30 |",
        "20/11/2026",
        "31/02/2026",
    ],
)
def test_stamps(text):
    assert is_stamp(text)


@pytest.mark.parametrize(
    "text",
    [
        "Suối Mẫu, ngày 20 tháng 11 năm 2026",
        "Quyết định số 12/QĐ-UBND ngày 20/11/2026",
        "Từ 08:30 ngày 20/11/2026, bà con thôn 4 đến nhà văn hóa nhận quà",
        "Không có ngày nào",
        "1900123456",
    ],
)
def test_lines_with_a_date_that_are_text(text):
    assert not is_stamp(text)
