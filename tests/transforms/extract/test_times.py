"""Times that can be, times that cannot, and where each comes from."""

from datetime import datetime

import pytest

from crawlers.dates import VIETNAM
from tests.transforms.extract.conftest import CAPTURED
from transforms.extract import extract
from transforms.extract.times import is_stamp


def meta(value, name="article:published_time"):
    return f'<meta property="{name}" content="{value}">'


def codes(article):
    return [doubt.code for doubt in article.doubts]


@pytest.mark.parametrize("raw", ["2099-12-12T08:00:00+07:00", "2026-11-25T00:00:00+07:00"])
def test_a_time_ahead_of_the_capture_is_a_doubt_with_its_words(news_html, make_page, raw):
    article = extract(make_page(news_html(head=meta(raw))))
    assert codes(article) == ["date.future"]
    assert raw in article.doubts[0].detail
    assert article.published_at == datetime.fromisoformat(raw), "kept, but with a doubt that no policy passes"


def test_where_another_statement_can_be_true_it_is_taken_and_the_doubt_stays(news_html, make_page):
    stamp = '<div class="ngay">20/11/2026 08:30</div>'
    article = extract(make_page(news_html(head=meta("2099-12-12T08:00:00+07:00"), above=stamp)))
    assert article.published_at == datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM)
    assert article.evidence["published_at"] == "text near the title"
    assert codes(article) == ["date.future"]


def test_a_day_of_tolerance_for_clocks_and_zones(news_html, make_page):
    article = extract(make_page(news_html(head=meta("2026-11-22T20:00:00+07:00"))))
    assert codes(article) == []
    assert article.published_at > CAPTURED


@pytest.mark.parametrize("raw", ["2026-02-31T08:00:00", "31/02/2026 08:00"])
def test_an_impossible_date_is_a_doubt_with_its_words(news_html, make_page, raw):
    article = extract(make_page(news_html(head=meta(raw))))
    assert codes(article) == ["date.impossible"]
    assert raw in article.doubts[0].detail
    assert article.published_at is None


def test_an_impossible_date_near_the_title(news_html, make_page):
    article = extract(make_page(news_html(above="<p>31/02/2026 08:00</p>")))
    assert (codes(article), article.published_at) == (["date.impossible"], None)


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
    ["20/11/2026 08:30", "Thứ Sáu, 20/11/2026 08:30 (GMT+7)", "Lý Mẫu 18/11/2026 - 07:30 |", "20/11/2026"],
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
    ],
)
def test_lines_with_a_date_that_are_text(text):
    assert not is_stamp(text)
