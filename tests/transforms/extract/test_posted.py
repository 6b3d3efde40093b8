"""The times of the page that a legal document stands on, apart from the document's own days."""

from datetime import UTC, date, datetime

import pytest

from crawlers.dates import VIETNAM
from transforms.article import LegalIdentity
from transforms.extract import extract
from transforms.extract.posted import posted
from transforms.extract.structured import Claim, Structured

CAPTURED = datetime(2026, 6, 15, 3, tzinfo=UTC)
LEGAL = LegalIdentity("12/2026/TT-BYT", "Thông tư", "Bộ Y tế", date(2026, 2, 5), date(2026, 6, 1))
PLAIN = Structured()
AT = datetime(2026, 2, 12, 10, 15, tzinfo=VIETNAM)

DOCUMENT = (
    "BỘ Y TẾ",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 12/2026/TT-BYT",
    "Hà Nội, ngày 05 tháng 02 năm 2026",
    "THÔNG TƯ",
    "Quy định về loa truyền thanh ở xã, phường",
    "Căn cứ Luật Báo chí số 103/2016/QH13 ngày 05 tháng 4 năm 2016;",
    "Bộ trưởng Bộ Y tế ban hành Thông tư quy định về loa truyền thanh.",
    "Điều 1. Phạm vi điều chỉnh",
    "Thông tư này áp dụng đối với cơ quan, tổ chức, cá nhân quản lý loa truyền thanh ở xã, phường trên cả nước.",
    "Điều 2. Trách nhiệm",
    "Ủy ban nhân dân cấp xã bố trí người trực, kiểm tra đường dây và thay loa hỏng trong vòng ba ngày.",
    "Điều 3. Hiệu lực thi hành",
    "Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2026.",
    "KT. BỘ TRƯỞNG",
    "THỨ TRƯỞNG",
    "Trần Văn Mẫu",
)


def law_page(make_page, *, head="", above="", document=DOCUMENT):
    text = "".join(f"<p>{line}</p>" for line in document)
    title = "Thông tư 12/2026/TT-BYT quy định về loa truyền thanh"
    page = (
        f'<!DOCTYPE html><html lang="vi"><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{above}'
        f'<div class="van-ban">{text}</div></body></html>'
    )
    return make_page(page, url="https://y-te.vi-du.vn/van-ban/1")


def json_ld(**values):
    told = ",".join(f'"{name}":"{value}"' for name, value in values.items())
    return f'<script type="application/ld+json">{{"@type":"Article","headline":"Thông tư",{told}}}</script>'


def test_what_the_page_states_of_itself_is_kept_apart_from_the_document_s_days(make_page):
    head = json_ld(datePublished="2026-02-12T10:15:00+07:00", dateModified="2026-03-01T08:00:00+07:00")
    article = extract(law_page(make_page, head=head))
    assert (article.published_at, article.updated_at) == (AT, datetime(2026, 3, 1, 8, tzinfo=VIETNAM))
    assert article.evidence["published_at"] == "JSON-LD datePublished"
    assert article.legal.issued_on == date(2026, 2, 5)
    assert article.legal.effective_on == date(2026, 6, 1)
    assert article.date == "2026-02-05"
    assert article.doubts == ()


def test_times_of_the_page_make_no_other_version(make_page):
    head = json_ld(datePublished="2026-02-12T10:15:00+07:00")
    assert extract(law_page(make_page, head=head)).text_digest == extract(law_page(make_page)).text_digest


def test_labels_over_the_document(make_page):
    above = (
        "<p>Ngày ban hành: 05/02/2026</p><p>Ngày hiệu lực: 01/06/2026</p>"
        "<p>Ngày đăng: 12/02/2026 10:15 | Cập nhật: 13/02/2026</p>"
    )
    article = extract(law_page(make_page, above=above))
    assert (article.published_at, article.updated_at) == (AT, datetime(2026, 2, 13, tzinfo=VIETNAM))
    assert article.evidence["published_at"] == "label of posted"


def test_a_letterhead_is_no_posting_time(make_page):
    article = extract(law_page(make_page))
    assert (article.published_at, article.updated_at, article.doubts) == (None, None, ())
    assert "published_at" not in article.evidence


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (json_ld(datePublished="2099-02-12T10:15:00+07:00"), "date.future"),
        (json_ld(datePublished="2026-02-31T10:15:00+07:00"), "date.impossible"),
        (
            json_ld(datePublished="2026-02-12T10:15:00+07:00", dateModified="2026-02-01T10:15:00+07:00"),
            "date.order",
        ),
    ],
)
def test_a_time_of_the_page_that_cannot_be_is_a_doubt(make_page, head, code):
    assert [each.code for each in extract(law_page(make_page, head=head)).doubts] == [code]


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Ngày đăng: 12/02/2026 10:15", AT, None),
        ("Đăng lúc 10:15 ngày 12/02/2026", AT, None),
        ("10:15 | 12/02/2026", AT, None),
        ("Cập nhật: 12/02/2026 10:15", None, AT),
        ("Ngày ban hành: 12/02/2026 10:15", None, None),
        ("Ngày hiệu lực: 12/02/2026 10:15:00", None, None),
        ("Ngày đăng công báo: 12/02/2026", None, None),
        ("12/02/2026", None, None),
        ("12/02/2026 00:00:00", None, None),
        ("Hà Nội, ngày 05 tháng 02 năm 2026", None, None),
        ("Quyết định số 12/QĐ-BYT ngày 12/02/2026", None, None),
    ],
)
def test_which_lines_are_the_page_s(line, published, updated):
    found = posted([line], PLAIN, CAPTURED, LEGAL)
    assert (found.published, found.updated, found.doubts) == (published, updated, ())


@pytest.mark.parametrize(
    ("raw", "rule", "taken"),
    [
        ("2026-02-12T10:15:00+07:00", "JSON-LD datePublished", True),
        ("2026-02-12", "JSON-LD datePublished", True),
        ("2026-02-05T10:15:00+07:00", "JSON-LD datePublished", True),
        ("2026-02-05", "JSON-LD datePublished", False),
        ("2026-06-01T00:00:00", "meta article:published_time", False),
        ("2026-02-12", "meta dc.date.issued", False),
        ("2026-02-12T10:15:00", "meta dcterms.issued", False),
    ],
)
def test_a_statement_that_is_the_document_s_own_day_is_not_the_page_s(raw, rule, taken):
    told = Structured(claims=[Claim("published", raw, rule)])
    assert (posted([], told, CAPTURED, LEGAL).published is not None) == taken


def test_a_rule_goes_first_and_impossible_labels_are_doubts():
    found = posted(["Ngày đăng: 31/02/2026"], PLAIN, CAPTURED, LEGAL, "12/02/2026 10:15")
    assert (found.published, found.evidence) == (AT, {"published_at": "layout.published"})
    found = posted(["Ngày đăng: 31/02/2026", "Ngày cập nhật: 05/05/2099"], PLAIN, CAPTURED, LEGAL)
    assert [each.code for each in found.doubts] == ["date.impossible", "date.future"]
    assert (found.published, found.updated) == (None, datetime(2099, 5, 5, tzinfo=VIETNAM))
