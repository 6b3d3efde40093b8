"""HTML pages: unknown sites by prose and their own statements, known sites by rules, and what is refused."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

import pytest

from crawlers.dates import VIETNAM
from crawlers.errors import BadDocument, LayoutChanged
from crawlers.source import Source
from transforms.article import Article, BlockKind, Kind
from transforms.extract import Page, extract

Build = Callable[..., str]
Make = Callable[..., Page]
Sources = Callable[..., Source]


def kinds(article: Article, kind: BlockKind) -> list[str]:
    return [block.text for block in article.blocks if block.kind == kind]


def test_unknown_site(news_html: Build, make_page: Make) -> None:
    article = extract(make_page(news_html()))
    assert article.title == "Suối Mẫu có nhà văn hóa kiêm điểm tránh bão"
    assert article.lead.startswith("Nhà văn hóa mới của thôn 4")
    assert len(kinds(article, BlockKind.PARAGRAPH)) == 3
    assert (article.source, article.credit, article.kind) == ("tin.vi-du.vn", "Báo Mẫu", Kind.NEWS)
    assert article.published_at is None
    assert article.evidence["lead"] == "element of the description"
    assert "giấy phép" not in article.text


def test_credit_is_the_host_where_the_site_has_no_name(news_html: Build, make_page: Make) -> None:
    html = news_html().replace('<meta property="og:site_name" content="Báo Mẫu">', "")
    assert extract(make_page(html)).credit == "tin.vi-du.vn"


def test_a_description_that_no_one_sees_is_no_lead(news_html: Build, make_page: Make) -> None:
    html = re.sub(r'<h2 class="mo-ta">.*?</h2>', "", news_html())
    assert extract(make_page(html)).lead == ""


def test_lead_is_not_there_twice(news_html: Build, make_page: Make) -> None:
    inner = re.search(r'<div class="noi-dung">(.*?)</div>', news_html())
    lead = re.search(r'<h2 class="mo-ta">(.*?)</h2>', news_html())
    assert inner
    assert lead
    html = re.sub(r'<h2 class="mo-ta">.*?</h2>', "", news_html(f"<p>{lead[1]}</p>{inner[1]}"))
    article = extract(make_page(html))
    assert article.text.count(lead[1]) == 1


def test_captions_bylines_and_neighbours(news_html: Build, make_page: Make, make_source: Sources) -> None:
    body = (
        "<p>Sáng 20/11, xã Suối Mẫu khai trương nhà văn hóa thôn 4 sau tám tháng thi công, phục vụ hơn 300 hộ dân.</p>"
        '<figure><img src="a.jpg"><figcaption>Quang cảnh buổi lễ khai trương. Ảnh: Văn Mẫu</figcaption></figure>'
        "<p>Công trình có hội trường 120 chỗ ngồi, phòng đọc sách và sân thể thao; tổng kinh phí là 2,4 tỷ đồng.</p>"
        '<div class="related"><a href="/1">Xã Đồng Mẫu khánh thành cầu treo</a> <a href="/2">Tin về chợ phiên Suối Mẫu</a></div>'
        "<p><a href='/3'>Đọc thêm chuyện ở xã Đồng Mẫu bên kia sông</a></p><h3>Xem thêm</h3>"
        "<p><strong>Trần Văn Mẫu</strong></p><script>var ghi_chu = 'không đọc';</script><p style='display: none'>Ẩn đi</p>"
    )
    for source in (None, make_source()):
        article = extract(make_page(news_html(body)), source=source)
        assert kinds(article, BlockKind.CAPTION) == ["Quang cảnh buổi lễ khai trương. Ảnh: Văn Mẫu"]
        assert kinds(article, BlockKind.BYLINE) == ["Trần Văn Mẫu"]
        for silent in ("Ảnh:", "Trần Văn Mẫu", "không đọc", "Ẩn đi"):
            assert silent not in article.text
    unknown = extract(make_page(news_html(body))).text
    assert "Đồng Mẫu" not in unknown
    assert "Xem thêm" not in unknown


def test_lists_headings_quotes_tables_and_line_breaks(
    news_html: Build, make_page: Make, make_source: Sources
) -> None:
    body = (
        "<h2>Kinh phí</h2><ul><li>Xây dựng: 2 tỷ đồng;</li><li>Trang thiết bị: 400 triệu đồng.</li></ul>"
        "<blockquote>Bà con rất phấn khởi vì có chỗ tránh bão.</blockquote>"
        "<table><tr><th>Thôn</th><th>Số hộ</th></tr><tr><td>Thôn 4</td><td>312</td></tr><tr><td>Thôn 5</td><td></td></tr></table>"
        "<p>Lịch mở cửa:<br>Buổi sáng từ 7 giờ đến 11 giờ<br>Buổi chiều từ 14 giờ<br>đến 17 giờ hằng ngày, trừ ngày lễ.</p>"
    )
    article = extract(make_page(news_html(body)), source=make_source())
    assert kinds(article, BlockKind.HEADING) == ["Kinh phí"]
    assert kinds(article, BlockKind.LIST_ITEM) == ["Xây dựng: 2 tỷ đồng;", "Trang thiết bị: 400 triệu đồng."]
    assert kinds(article, BlockKind.QUOTE) == ["Bà con rất phấn khởi vì có chỗ tránh bão."]
    assert kinds(article, BlockKind.TABLE) == ["Thôn | Số hộ\nThôn 4 | 312\nThôn 5 | "]
    assert kinds(article, BlockKind.PARAGRAPH) == [
        "Lịch mở cửa:",
        "Buổi sáng từ 7 giờ đến 11 giờ",
        "Buổi chiều từ 14 giờ đến 17 giờ hằng ngày, trừ ngày lễ.",
    ]


@pytest.mark.parametrize(
    ("head", "above", "rule"),
    [
        (
            (
                '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},'
                '{"@type":["NewsArticle"],"headline":"Suối Mẫu có nhà văn hóa kiêm điểm tránh bão","datePublished":"2026-11-20T08:30:00+07:00"}]}</script>'
            ),
            "",
            "JSON-LD datePublished",
        ),
        (
            '<script type="application/ld+json">{hỏng</script><meta property="article:published_time" content="2026-11-20T08:30:00">',
            "",
            "meta article:published_time",
        ),
        (
            "",
            '<time itemprop="datePublished" datetime="2026-11-20T01:30:00Z">x</time>',
            "microdata datePublished",
        ),
        ("", "<div class='ngay'>Thứ Sáu, 20/11/2026 08:30 (GMT+7)</div>", "text near the title"),
    ],
)
def test_time_of_publication(news_html: Build, make_page: Make, head: str, above: str, rule: str) -> None:
    article = extract(make_page(news_html(head=head, above=above)))
    assert article.published_at == datetime(2026, 11, 20, 8, 30, tzinfo=VIETNAM)
    assert article.evidence["published_at"] == rule


def test_own_statements_of_time_win_over_machines(
    news_html: Build, make_page: Make, make_source: Sources
) -> None:
    body = "<p>Tin phát lúc: 08h00 ngày 12/11/2026</p><p>Áp thấp nhiệt đới ở phía đông quần đảo đang mạnh dần lên thành bão trong đêm.</p>"
    head = '<meta property="article:published_time" content="2026-11-13T09:00:00+07:00">'
    article = extract(make_page(news_html(body, head=head)), source=make_source(kind="alert"))
    assert article.published_at == datetime(2026, 11, 12, 8, tzinfo=VIETNAM)
    assert article.kind == Kind.ALERT


def test_marks_of_an_agency_are_not_read(news_html: Build, make_page: Make, make_source: Sources) -> None:
    html = (
        news_html()
        .replace('class="mo-ta">', 'class="mo-ta">(Baomau.vn) - ')
        .replace("cảnh báo khẩn cấp.", "cảnh báo khẩn cấp./.")
    )
    for source in (None, make_source()):
        article = extract(make_page(html), source=source)
        assert article.lead.startswith("Nhà văn hóa mới")
        assert article.text.endswith("cảnh báo khẩn cấp.")


def _windows_1258(text: str) -> bytes:
    """Vietnamese in windows-1258: tones are characters of their own, behind the letter."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone))
        out.append(base + tone)
    return "".join(out).encode("cp1258")


@pytest.mark.parametrize(
    ("encode", "declared", "header"),
    [
        (str.encode, "utf-8", "text/html"),
        (str.encode, "iso-8859-1", "text/html; charset=ISO-8859-1"),
        (str.encode, "khong-co", "text/html; charset=idna"),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), "windows-1258", "text/html"),
        (lambda text: b"\xff\xfe" + text.encode("utf-16-le"), "utf-8", "text/html"),
        (lambda text: unicodedata.normalize("NFD", text).encode(), "utf-8", "text/html"),
        (lambda text: text.encode() + b"<p>\xff\xfe</p>", "utf-8", "text/html"),
        (_windows_1258, "windows-1258", "text/html"),
        (_windows_1258, "utf-8", "text/html; charset=windows-1258"),
    ],
)
def test_charsets(
    news_html: Build, make_page: Make, encode: Callable[[str], bytes], declared: str, header: str
) -> None:
    html = news_html().replace('charset="utf-8"', f'charset="{declared}"')
    article = extract(make_page(encode(html), content_type=header))
    assert article.title == "Suối Mẫu có nhà văn hóa kiêm điểm tránh bão"
    assert article.text == extract(make_page(news_html())).text


def test_layout_of_the_day_of_capture(news_html: Build, make_page: Make, make_source: Sources) -> None:
    page = make_page(news_html())
    before = {"until": "2026-11-21", "title": ".tua-cu", "body": ".than-cu"}
    now = {"title": "h1", "body": ".noi-dung"}
    assert extract(page, source=make_source(before, now)).evidence["body"] == "layout.body"
    with pytest.raises(LayoutChanged, match="title and body"):
        extract(page, source=make_source({**before, "until": "2026-11-30"}, now))


def test_changed_layout_says_what_is_missing(news_html: Build, make_page: Make, make_source: Sources) -> None:
    source = make_source({"title": "h1", "body": ".doi-ten"})
    with pytest.raises(LayoutChanged) as caught:
        extract(make_page(news_html()), source=source)
    error = caught.value
    assert "layout's body" in error.reason
    assert (error.source, error.url) == ("mau", "https://tin.vi-du.vn/bai-1.htm")
    assert "source.yaml" in error.fix


def test_without_site_rules_a_known_source_is_read_the_general_way(
    news_html: Build, make_page: Make, make_source: Sources
) -> None:
    source = make_source({"title": ".khong", "body": ".khong"})
    article = extract(make_page(news_html()), source=source, site_rules=False)
    assert (article.source, article.evidence["body"]) == ("mau", "densest prose")


def test_foreign_paragraphs_do_not_leak(news_html: Build, make_page: Make) -> None:
    inner = re.search(r'<div class="noi-dung">(.*?)</div>', news_html())
    assert inner
    english = "<p>The commune opened a new house of culture which shelters the villagers whenever a storm warning is issued.</p>"
    article = extract(make_page(news_html(english + inner[1])))
    assert "shelters" not in article.text
    assert len(kinds(article, BlockKind.PARAGRAPH)) == 3


def test_other_languages_where_the_source_says_so(
    make_page: Make, make_source: Sources, news_html: Build
) -> None:
    english = "".join(
        f"<p>The people of hamlet {number} meet in the new house whenever a storm is near, and they read there.</p>"
        for number in ("four", "five", "six")
    )
    page = make_page(news_html(english, title="A house against storms"))
    source = make_source({"title": "h1", "body": ".noi-dung"}, language="en")
    assert extract(page, source=source).language == "en"
    with pytest.raises(BadDocument, match="language 'vi'"):
        extract(page, source=make_source({"title": "h1", "body": ".noi-dung"}))


LINKS = "".join(f'<p><a href="/{n}">Xã thứ {n} của huyện mở hội chợ mùa xuân</a></p>' for n in range(12))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\0 ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "not text"),
        ("Chỉ có chữ, không có thẻ nào.".encode(), "neither HTML nor PDF"),
        (b'{"error": "not found"}', "neither HTML nor PDF"),
        (
            b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
            "error page",
        ),
        ("<html><title>Trạng thái</title><h1>Không tìm thấy trang</h1></html>".encode(), "error page"),
        ("<html><title>Hệ thống đang bảo trì</title><p>Mời quay lại sau.</p></html>".encode(), "error page"),
        (b"<html><title>Just a moment...</title><p>Checking your browser</p></html>", "challenge"),
        (
            '<html><title>Cổng thông tin</title><form>Tên: <input name="u"> <input type="password"></form></html>'.encode(),
            "log-in",
        ),
        ("<html><title>Xã Suối Mẫu</title><body></body></html>".encode(), "0 words"),
        (f"<html><title>Tin xã</title><body><h1>Tin xã</h1>{LINKS}</body></html>".encode(), "words|list"),
        (b"<div>" * 6000 + b"x", "nested deeper"),
    ],
)
def test_no_article(make_page: Make, make_source: Sources, body: bytes, reason: str) -> None:
    for source in (None, make_source()):
        with pytest.raises(BadDocument, match=reason) as caught:
            extract(make_page(body), source=source)
        assert caught.value.fix
        assert caught.value.url


def test_a_list_with_summaries_is_no_article(make_page: Make) -> None:
    entries = "".join(
        f'<div class="tin"><h3><a href="/{n}">Xã thứ {n} của huyện mở hội chợ mùa xuân lần đầu</a></h3>'
        f"<p>Hội chợ lần thứ {n} có hàng chục gian hàng nông sản, đặc sản của bà con trong vùng.</p></div>"
        for n in range(12)
    )
    with pytest.raises(BadDocument, match="list of links"):
        extract(
            make_page(f"<html><title>Tin xã</title><body><h1>Tin xã</h1><div>{entries}</div></body></html>")
        )


def test_a_page_without_title(make_page: Make, news_html: Build) -> None:
    html = re.sub(r"<title>.*?</title>|<h1>.*?</h1>", "", news_html())
    with pytest.raises(BadDocument, match="no title"):
        extract(make_page(html))


LAW = """<html><head><title>Luật mẫu | Thư viện mẫu</title>
<meta property="article:published_time" content="2026-11-19T08:00:00+07:00"></head><body>
<div id="vi"><table><tr><td><p>QUỐC HỘI</p><p>-------</p></td><td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
<p>Độc lập - Tự do - Hạnh phúc</p></td></tr><tr><td><p>Luật số: 999/2026/QH16</p></td>
<td><p>Hà Nội, ngày 05 tháng 11 năm 2026</p></td></tr></table>
<p>LUẬT</p><p>MẪU VỀ LOA TRUYỀN THANH XÃ</p>
<p><i>Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;</i></p>
<p>Chương I</p><p>QUY ĐỊNH CHUNG</p>
<p>Điều 1. Phạm vi điều chỉnh</p>
<p>Luật này quy định việc đặt, dùng và giữ gìn loa truyền thanh ở xã, phường và đặc khu trên cả nước.</p>
<p>Điều 2. Loa chỉ phát những bản tin mà người có thẩm quyền đã phê duyệt và ghi nhận trong sổ.</p>
<table><tr><th>Loại</th><th>Số loa</th></tr><tr><td>Xã</td><td>20</td></tr></table>
<p>CHỦ TỊCH QUỐC HỘI</p><p>Trần Thị Mẫu</p></div>
<div id="en"><p>THE NATIONAL ASSEMBLY</p><p>This Law provides for the placing, use and care of loudspeakers in communes.</p>
<p>Article 2. A loudspeaker plays nothing but what a competent person has approved and put on the record.</p></div>
<div class="popup"><p>Bạn cần đăng nhập để xem nội dung này, vui lòng nhập mật khẩu của bạn vào ô dưới đây.</p></div>
</body></html>"""


def test_law_on_an_unknown_site(make_page: Make) -> None:
    article = extract(make_page(LAW))
    assert article.kind == Kind.LEGAL
    assert article.date == "2026-11-05"
    assert article.published_at == datetime(2026, 11, 19, 8, tzinfo=VIETNAM), "the page's, not the law's"
    assert article.title == "LUẬT MẪU VỀ LOA TRUYỀN THANH XÃ"
    assert article.legal is not None
    assert article.identity == "legal:Quốc hội|Luật|999/2026/QH16|2026-11-05"
    assert article.legal.signer == "Trần Thị Mẫu"
    assert kinds(article, BlockKind.HEADING) == ["Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi điều chỉnh"]
    assert kinds(article, BlockKind.TABLE) == ["Loại | Số loa\nXã | 20"]
    assert "Điều 2. Loa chỉ phát" in article.text
    for other in ("loudspeaker", "ASSEMBLY", "mật khẩu", "Độc lập", "Hà Nội, ngày"):
        assert other not in article.text
    assert "CHỦ TỊCH" not in "\n".join(article.spoken_texts())
