"""When a page was posted, told from when something happens: the time of an event is never lost from a text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import VIETNAM
from tests.transforms.extract.conftest import CAPTURED, LEAD, PARAGRAPHS, TITLE
from transforms.article import BlockKind
from transforms.extract import extract
from transforms.extract.stamps import is_dateline, is_event, is_stamp, read_stamp

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
DAYS = (datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2026-11-21"))
STAMP = "<p>20/11/2026 08:30</p>"
STATED = '<meta property="article:published_time" content="2026-11-20T08:30:00+07:00">'
POSTED = datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM)


def page(inner, *, head="", before="", after=""):
    return (
        f"<html lang='vi'><head><title>{TITLE}</title>{head}</head><body>{before}<div class='tin'><h1>{TITLE}</h1>{inner}</div>"
        f"{after}</body></html>"
    )


def spoken(article):
    return list(article.spoken_texts())


EVENTS = [
    "08 giờ 00, ngày 28/11/2026",
    "08h00, 28/11/2026",
    "Thứ Bảy, ngày 28 tháng 11 năm 2026",
    "28/11/2026",
    "14 giờ 30, ngày 20/11/2026",
    "Từ 22h00 ngày 24/11/2026 đến 04h00 ngày 25/11/2026",
    "25/11/2026 - 30/11/2026",
    "Thời gian: 14h00 ngày 18/11/2026",
    "- Thời gian: 08 giờ 00, ngày 15/11/2026.",
    "+ 8 giờ ngày 28/11/2026",
    "Vào lúc 08h00 ngày 18/11/2026",
    "Hạn nộp hồ sơ: 18/11/2026",
    "Hạn đăng ký: 18/11/2026",
    "Số liệu cập nhật đến 17h00 ngày 19/11/2026",
]


@pytest.mark.parametrize("rules", [False, True])
@pytest.mark.parametrize("event", EVENTS)
def test_the_time_of_an_event_is_spoken(make_page, make_source, event, rules):
    source = make_source({"title": "h1", "body": ".noi-dung"}) if rules else None
    inner = f"{STAMP}<div class='noi-dung'><p>{event}</p><p>Nhà văn hóa thôn 4</p>{BODY}</div>"
    article = extract(make_page(page(inner)), source=source)
    assert spoken(article) == [event, "Nhà văn hóa thôn 4", *PARAGRAPHS]
    assert (article.published_at, article.doubts) == (POSTED, ())


def test_under_the_first_sentence_too(make_page):
    inner = f"{STAMP}<div>{BODY}<p>- Thời gian: 08 giờ 00, ngày 18/11/2026.</p><p>- Địa điểm: nhà văn hóa.</p></div>"
    assert spoken(extract(make_page(page(inner))))[3:] == [
        "- Thời gian: 08 giờ 00, ngày 18/11/2026.",
        "- Địa điểm: nhà văn hóa.",
    ]


def test_a_day_after_the_stated_one_is_an_event_s(make_page):
    article = extract(make_page(page(f"<p>21/11/2026</p>{BODY}", head=STATED)))
    assert (spoken(article)[0], article.published_at) == ("21/11/2026", POSTED)
    same = extract(make_page(page(f"<p>20/11/2026</p>{BODY}", head=STATED)))
    assert (spoken(same), same.published_at) == (list(PARAGRAPHS), POSTED)


def test_a_spoken_time_that_lies_ahead_is_no_posting_s(make_page):
    article = extract(make_page(page(f"<p>08 giờ 00, ngày 28/11/2026</p>{BODY}")))
    assert (spoken(article)[0], article.published_at) == ("08 giờ 00, ngày 28/11/2026", None)


def test_a_stamp_that_lies_ahead_is_a_doubt(make_page):
    article = extract(make_page(page(f"<p>28/11/2026 08:00</p>{BODY}")))
    assert spoken(article) == list(PARAGRAPHS)
    assert [doubt.code for doubt in article.doubts] == ["date.future"]


def test_an_event_between_title_and_lead_stays(make_page):
    inner = f"<p>Thời gian: 14h00 ngày 28/11/2026</p><p>{LEAD}</p>{BODY}"
    article = extract(make_page(page(inner, head=f'<meta name="description" content="{LEAD}">')))
    assert (article.lead, spoken(article)[1]) == (LEAD, "Thời gian: 14h00 ngày 28/11/2026")


def test_the_time_of_a_meeting_is_not_the_posting_s(make_page):
    inner = f"<p>Thời gian: 14h00 ngày 19/11/2026</p>{BODY}<div>Ngày đăng: 12/11/2026</div>"
    article = extract(make_page(page(inner)))
    assert article.published_at == datetime(2026, 11, 12, tzinfo=VIETNAM)
    assert spoken(article) == ["Thời gian: 14h00 ngày 19/11/2026", *PARAGRAPHS]


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Thứ sáu, ngày 20 tháng 11 năm 2026", datetime(2026, 11, 20, tzinfo=VIETNAM)),
        ("Suối Mẫu, ngày 20 tháng 11 năm 2026", datetime(2026, 11, 20, tzinfo=VIETNAM)),
        ("Đăng lúc: 08:30 AM, 20/11/26", POSTED),
        ("Th11 20, 2026", datetime(2026, 11, 20, tzinfo=VIETNAM)),
        ("20 Tháng Mười Một, 2026", datetime(2026, 11, 20, tzinfo=VIETNAM)),
        ("Hôm nay, 07:15", datetime(2026, 11, 22, 7, 15, tzinfo=VIETNAM)),
        ("3 giờ trước", datetime(2026, 11, 22, 5, tzinfo=VIETNAM)),
        ("2 ngày trước", None),
        ("Được đăng bởi quantri vào T6, 20/11/2026 - 08:30", POSTED),
        ("Thứ 6, 20/11/2026 | 08:30 | Lượt xem: 3.203 | Tác giả: Ban biên tập", POSTED),
        ("Trong tỉnh | 20/11/2026 08:30", POSTED),
        ('<time datetime="2026-11-20T01:30:00Z">hôm kia</time>', POSTED),
    ],
)
def test_stamps_in_the_body_s_own_element(make_page, line, published):
    article = extract(make_page(page(f"<div>{line}</div>{BODY}")))
    assert (spoken(article), article.published_at) == (list(PARAGRAPHS), published)


def test_both_times_of_a_line(make_page):
    line = "<p>Ngày đăng: 18/11/2026 08:00 | Ngày cập nhật: 20/11/2026 09:30</p>"
    article = extract(make_page(page(line + BODY)))
    assert article.published_at == datetime(2026, 11, 18, 8, tzinfo=VIETNAM)
    assert article.updated_at == datetime(2026, 11, 20, 9, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("inner", "after"),
    [
        (f"{BODY}<p align=right><i>Cập nhật lúc 08:30 ngày 20/11/2026</i></p>", ""),
        (f"{BODY}<p>Đăng lúc 08:30 ngày 20/11/2026</p><p>Lò Văn Mẫu</p>", ""),
        (BODY, "<div>Ngày đăng: 20/11/2026 08:30</div>"),
        (f"{BODY}<div class='tra-loi'>Ngày trả lời: 20/11/2026 08:30</div>", ""),
    ],
)
def test_a_posting_told_under_the_body(make_page, inner, after):
    article = extract(make_page(page(inner, after=after)))
    assert (spoken(article), article.published_at) == (list(PARAGRAPHS), POSTED)
    assert article.evidence["published_at"].endswith("under the body")


def test_what_is_told_under_the_titles_of_others_is_theirs(make_page):
    after = "<h3>Tin khác</h3><div><a href='/a'>Chợ phiên Suối Mẫu họp lại</a></div><div>Đăng ngày 19/11/2026</div>"
    assert extract(make_page(page(BODY, after=after))).published_at is None


@pytest.mark.parametrize(
    "before",
    [
        "<div class='bar'><span>Chủ Nhật, 22/11/2026</span></div>",
        "<div id='clock'>Chủ Nhật, 22/11/2026 07:59:31</div>",
    ],
)
def test_the_clock_in_the_banner_is_no_posting(make_page, before):
    assert extract(make_page(page(BODY, before=before))).published_at is None
    dated = extract(make_page(page(f"<p>20/11/2026 08:30</p>{BODY}", before=before)))
    assert dated.published_at == POSTED


def test_the_day_of_the_capture_over_the_title_may_be_the_posting_s(make_page):
    html = f"<html><body><div><p>22/11/2026</p><h1>{TITLE}</h1>{BODY}</div></body></html>"
    assert extract(make_page(html)).published_at == datetime(2026, 11, 22, tzinfo=VIETNAM)


TEASERS = "<ul><li><a href='/a'>Chợ phiên Suối Mẫu họp lại</a><time class='entry-date published' datetime='2026-11-01'>1/11</time></li></ul>"


@pytest.mark.parametrize(
    ("above", "after"),
    [
        (
            '<time class="entry-date published" datetime="2026-11-20T08:30:00+07:00">20 Tháng 11, 2026</time>',
            TEASERS,
        ),
        (
            '<span>bởi <time class="published updated" datetime="2026-11-20T01:30:00Z">20/11</time></span>',
            TEASERS,
        ),
        ("", f'<div><time class="published" datetime="2026-11-20T08:30+07:00">20/11</time></div>{TEASERS}'),
    ],
)
def test_time_elements_by_their_names(make_page, above, after):
    article = extract(make_page(page(f"<div>{above}</div>{BODY}", after=after)))
    assert (article.published_at, article.updated_at) == (POSTED, None)
    assert article.evidence["published_at"] == "time element"


def test_time_elements_of_other_articles_are_not_this_one_s(make_page):
    aside = "<aside><time class='published' datetime='2026-11-02'>2/11</time></aside>"
    assert extract(make_page(page(BODY, after=TEASERS + aside))).published_at is None


@pytest.mark.parametrize(
    "raw", ["2026-11-19T18:30:00Z", "Thu, 19 Nov 2026 18:30:00 +0000", "2026-11-19T13:30:00-05:00"]
)
def test_times_are_told_by_vietnam_s_clock(make_page, raw):
    head = f'<meta property="article:published_time" content="{raw}"><meta property="article:modified_time" content="{raw}">'
    article = extract(make_page(page(BODY, head=head)))
    for moment in (article.published_at, article.updated_at):
        assert moment.isoformat() == "2026-11-20T01:30:00+07:00"


def test_the_time_of_issue_of_a_bulletin_is_spoken(make_page):
    article = extract(make_page(page(f"<p>Tin phát lúc: 08h30 ngày 20/11/2026</p>{BODY}")))
    assert (spoken(article)[0], article.published_at) == ("Tin phát lúc: 08h30 ngày 20/11/2026", POSTED)


def test_a_place_with_its_day_heads_a_text(make_page):
    article = extract(make_page(page(f"<p>Suối Mẫu, ngày 20 tháng 11 năm 2026</p>{BODY}")))
    assert article.blocks[0].kind == BlockKind.BYLINE
    assert is_dateline("Suối Mẫu, ngày 20 tháng 11 năm 2026")
    assert not is_dateline("Quyết định có hiệu lực từ ngày 20 tháng 11 năm 2026")


@pytest.mark.parametrize(
    "text", ["Họp thôn ngày 20/11/2026 tại nhà văn hóa.", "Khai mạc: 20/11/2026", "Từ 08h00 ngày 20/11/2026"]
)
def test_lines_of_events(text):
    assert is_event(text)
    assert not is_stamp(text)


@given(
    st.datetimes(*DAYS),
    st.sampled_from(["", "Đăng lúc ", "Cập nhật: "]),
)
def test_what_systems_write_is_a_stamp_of_that_day(moment, label):
    for form in ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d-%m-%Y | %H:%M", "%H:%M, %d/%m/%Y", "%Y-%m-%d %H:%M:%S"):
        stamp = read_stamp(f"{label}{moment.strftime(form)}", CAPTURED.astimezone(UTC))
        assert stamp is not None
        assert (stamp.day, stamp.posted) == (moment.date(), bool(label))


@given(st.text(max_size=120))
def test_any_line_is_read(text):
    assert isinstance(is_stamp(text), bool)
    assert isinstance(is_dateline(text), bool)
    assert isinstance(is_event(text), bool)
