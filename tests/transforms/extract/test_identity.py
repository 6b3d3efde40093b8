"""A wrong identity never goes out silently: page, listing, addresses and the document's own head against each other."""

import io
import zipfile
from datetime import date
from html import escape

import pytest

from crawlers.capture import Hints
from crawlers.errors import BadDocument
from crawlers.source import source as source_of
from tests.sources.golden import CAPTURED
from transforms.article import BlockKind, Kind, LegalIdentity
from transforms.extract import Page, extract, extract_all

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FILE = "https://congbaocdn.chinhphu.vn/mau/2026/1_signed.docx"
HEAD = {
    "organ": "BỘ Y TẾ",
    "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "number": "Số: 912/2026/TT-BYT",
    "date": "Hà Nội, ngày 05 tháng 02 năm 2026",
    "type": "THÔNG TƯ",
    "subject": "Quy định về hộp loa đặt ở nhà văn hóa thôn",
}
BODY = [
    "Điều 1. Phạm vi điều chỉnh",
    "Thông tư này quy định về hộp loa đặt ở nhà văn hóa thôn, nơi người dân nghe bản tin vào buổi sáng và buổi chiều.",
    "Điều 2. Trách nhiệm",
    "Trưởng thôn giữ chìa khóa hộp loa, lau bụi mỗi tuần một lần và báo cho xã khi dây bị đứt hoặc loa không kêu nữa.",
    "Điều 3. Hiệu lực thi hành",
    "Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026.",
    "KT. BỘ TRƯỞNG",
    "THỨ TRƯỞNG",
    "Trần Văn Mẫu",
]
OWN = LegalIdentity(
    "912/2026/TT-BYT", "Thông tư", "Bộ Y tế", date(2026, 2, 5), date(2026, 7, 1), "Trần Văn Mẫu"
)
TOLD = {
    "Số hiệu": "912/2026/TT-BYT",
    "Loại văn bản": "Thông tư",
    "Cơ quan ban hành": "Bộ Y tế",
    "Ngày ban hành": "05/02/2026",
    "Ngày có hiệu lực": "01/07/2026",
    "Người ký": "Trần Văn Mẫu",
}


def lines(**changes):
    return [*(HEAD | changes).values(), *BODY]


def docx(texts, url=FILE):
    inner = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in texts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>')
    return Page(url, out.getvalue(), "", CAPTURED)


def detail(*links, title=HEAD["subject"], slug="thong-tu-so-912-2026-tt-byt-99", **changes):
    told = TOLD | {"Trích yếu": HEAD["subject"]} | changes
    rows = "".join(
        f'<div><span class="name">{name}</span><div class="value">{value}</div></div>'
        for name, value in told.items()
        if value
    )
    hrefs = "".join(f'<a href="{link}">tệp</a>' for link in links or [FILE])
    body = f'<!doctype html><html lang="vi"><body><h1>{title}</h1><div class="document--focus">{rows}</div>{hrefs}</body></html>'
    return Page(f"https://congbao.chinhphu.vn/van-ban/{slug}.htm", body.encode(), "text/html", CAPTURED)


def gazette(texts, page=None, hints=None, source="congbao"):
    of = source_of(source)
    return extract(page or detail(), source=of, attachments=[docx(texts)], hints=hints or Hints())


def web(texts, url="https://vi-du.gov.vn/van-ban/99.html", title="Văn bản", above=""):
    inner = "".join(f"<p>{text}</p>" for text in texts)
    body = f'<!doctype html><html lang="vi"><head><title>{title}</title></head><body>{above}<div>{inner}</div></body></html>'
    return extract(Page(url, body.encode(), "text/html", CAPTURED))


def codes(article):
    return [each.code for each in article.doubts]


def test_a_gazette_that_agrees_leaves_no_doubt():
    article = gazette(lines())
    assert (article.legal, article.doubts) == (OWN, ())


@pytest.mark.parametrize(
    "told",
    [
        {"Số hiệu": "0912/2026/tt-byt"},
        {"Loại văn bản": "TT"},
        {"Loại văn bản": "Văn bản quy phạm pháp luật"},
        {"Cơ quan ban hành": "Bộ trưởng Bộ Y tế"},
        {"Cơ quan ban hành": ""},
        {"Người ký": "Thứ trưởng TRẦN VĂN MẪU"},
    ],
)
def test_other_words_for_the_same_are_no_doubt_and_no_other_item(told):
    article = gazette(lines(), detail(**told))
    assert (article.legal, article.doubts) == (OWN, ())


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"Loại văn bản": "Quyết định"}, "Quyết định"),
        ({"Cơ quan ban hành": "Bộ Tài chính"}, "Bộ Tài chính"),
        ({"Người ký": "Lê Thị Khác"}, "Lê Thị Khác"),
        ({"Số hiệu": "913/2026/TT-BYT"}, "913/2026/TT-BYT"),
        ({"Ngày ban hành": "06/02/2026"}, "06/02/2026"),
        (
            {"title": "Thông tư số 99/2020/TT-BYT quy định về hộp loa đặt ở nhà văn hóa thôn"},
            "99/2020/TT-BYT",
        ),
        ({"slug": "nghi-dinh-so-38-2022-nd-cp-99"}, "38-2022"),
    ],
)
def test_what_the_page_says_otherwise_is_doubted_and_not_taken(told, said):
    article = gazette(lines(), detail(**told))
    assert article.legal == OWN
    assert codes(article) == ["identity.page"]
    assert said in article.doubts[0].detail


def test_the_day_in_force_of_the_page_is_taken_where_the_document_has_none_and_never_silently():
    silent = [text for text in lines() if "hiệu lực" not in text]
    assert gazette(silent).legal == OWN
    assert codes(gazette(silent, detail(**{"Ngày có hiệu lực": "31/06/2026"}))) == ["date.impossible"]
    assert codes(gazette(silent, detail(**{"Ngày có hiệu lực": "01/07/2025"}))) == ["date.order"]


def test_a_plan_that_cites_the_number_is_not_the_document():
    cites = "Kế hoạch này triển khai Thông tư số 912/2026/TT-BYT của Bộ Y tế tại xã Suối Mẫu trong năm 2026."
    with pytest.raises(BadDocument, match="does not begin with the number and the subject"):
        gazette([cites, *BODY])


def test_a_document_without_letterhead_is_never_proven():
    article = gazette(["Thông tư số 912/2026/TT-BYT", HEAD["subject"], *BODY])
    assert codes(article) == ["identity.unproven"]
    assert article.legal == OWN


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Hà Nội, ngày 31 tháng 02 năm 2026", ["identity.incomplete", "date.impossible"]),
        ("*****", ["identity.incomplete"]),
    ],
)
def test_the_pages_date_does_not_stand_in_silently(written, found):
    assert codes(gazette(lines(date=written))) == found
    article = web(lines(date=written))
    assert (article.kind, article.legal, codes(article)) == (Kind.LEGAL, None, ["identity.incomplete"])


def test_letters_that_make_no_words_are_refused():
    garbled = [text.translate(str.maketrans("aăâeêioôơuưy", "qwzxqwzxqwzx")) for text in BODY[:4]]
    spoilt = ["".join(c if c.isascii() else "¤" for c in text) for text in garbled]
    with pytest.raises(BadDocument, match="not in the language"):
        gazette([*HEAD.values(), *spoilt * 2])
    with pytest.raises(BadDocument, match="not in the language"):
        extract(docx([*HEAD.values(), *spoilt * 2]))


def test_a_file_half_in_another_language_is_doubted():
    english = (
        "The box stands in the hall of the village, and the head of the village has the key to it every day."
    )
    assert codes(gazette([*lines()[:-3], *[english] * 3])) == ["text.foreign"]
    assert codes(extract(docx([*lines()[:-3], *[english] * 3]))) == ["text.foreign"]


@pytest.mark.parametrize(
    ("hints", "found"),
    [
        (Hints(number="912/2026/TT-BYT", date="2026-02-05", title=HEAD["subject"]), []),
        (Hints(number="912/2026/TT-BYT", date="2026-07-01"), []),
        (Hints(date="2026-02-20"), []),
        (Hints(number="912/2026/TT-BYT", date="2026-02-20 08:00:00+07:00"), []),
        (Hints(title="Hộp loa nhà văn hóa"), []),
        (Hints(number="không rõ"), ["identity.listing"]),
        (Hints(number="913/2026/tt-byt"), ["identity.listing"]),
        (Hints(number="912/2026/TT-BYT", date="2026-02-09"), ["identity.listing"]),
        (Hints(date="2026-01-20"), ["identity.listing"]),
        (Hints(title="Luật số 5/2020/QH14 về một điều khác hẳn"), ["identity.listing"]),
        (Hints(title="Phê duyệt quy hoạch bến xe khách phía đông"), ["identity.listing"]),
    ],
)
def test_what_a_list_says_otherwise(hints, found):
    assert codes(gazette(lines(), hints=hints)) == found


def test_a_provincial_gazettes_list_has_the_issues_day():
    hints = Hints(number="912/2026/TT-BYT", date="2026-02-20")
    article = extract(docx(lines()), source=source_of("sonla"), hints=hints)
    assert article.doubts == ()


@pytest.mark.parametrize(
    ("url", "title", "above", "found"),
    [
        ("https://vi-du.gov.vn/thong-tu-so-912-2026-tt-byt.html", "Thông tư 912/2026/TT-BYT", "", []),
        ("https://vi-du.gov.vn/99.html", "Cổng thông tin", "", []),
        ("https://vi-du.gov.vn/nghi-dinh-so-38-2022-nd-cp.html", "Văn bản", "", ["identity.page"]),
        ("https://vi-du.gov.vn/Luat-Bao-chi-2016-99.html", "Văn bản", "", ["identity.page"]),
        ("https://vi-du.gov.vn/99.html", "Thông tư số 99/2020/TT-BYT về loa", "", ["identity.page"]),
        (
            "https://vi-du.gov.vn/99.html",
            "Thông tư số 99/2020/TT-BYT về loa",
            "<h1>Thông tư số 99/2020/TT-BYT về loa</h1>",
            ["identity.page"],
        ),
    ],
)
def test_a_web_pages_address_and_title(url, title, above, found):
    article = web(lines(), url, title, above)
    assert article.legal == OWN
    assert codes(article) == found


def test_of_two_files_the_one_that_is_the_text_is_compared():
    other, annex = (
        f"https://congbaocdn.chinhphu.vn/mau/{name}.docx" for name in ("99-2020-nd-cp", "phu-luc")
    )
    files = [docx(lines(), other), docx(["PHỤ LỤC", "Danh sách thôn có hộp loa"] + BODY[1:2] * 2, annex)]
    page = detail(other, annex)
    assert "identity.file" in codes(extract(page, source=source_of("congbao"), attachments=files))
    files = [docx(lines(), annex), docx(lines(number="Số: 99/2020/NĐ-CP", subject="Quy định khác"), other)]
    article = extract(detail(annex, other), source=source_of("congbao"), attachments=files)
    assert "identity.file" not in codes(article)


COMMUNE = {
    "organ": "ỦY BAN NHÂN DÂN XÃ SUỐI MẪU",
    "number": "Số: 012/QĐ-UBND",
    "date": "Suối Mẫu, ngày 05 tháng 02 năm 2026",
    "type": "QUYẾT ĐỊNH",
}


def test_communes_of_one_name_are_two_issuers():
    here = extract(docx(lines(**COMMUNE)), source=source_of("sonla"))
    assert here.identity == "legal:Ủy ban nhân dân xã Suối Mẫu, tỉnh Sơn La|Quyết định|12/QĐ-UBND|2026-02-05"
    assert here.legal
    assert (here.legal.number, here.legal.issuer) == ("012/QĐ-UBND", "Ủy ban nhân dân xã Suối Mẫu")
    assert here.doubts == ()
    upper = COMMUNE | {
        "organ": "TỈNH LÀO CAI",
        "nation": "ỦY BAN NHÂN DÂN XÃ SUỐI MẪU",
        "motto": HEAD["nation"],
    }
    there = extract(docx(lines(**upper)))
    assert "tỉnh Lào Cai|" in there.identity
    assert there.doubts == ()
    assert codes(extract(docx(lines(**COMMUNE)))) == ["identity.issuer"]


def test_what_a_document_does_to_others_is_told_with_it():
    ends = "Thông tư này có hiệu lực từ ngày 01 tháng 7 năm 2026 và thay thế Thông tư số 5/2020/TT-BYT."
    article = gazette([*lines()[:-4], ends, *BODY[-3:]])
    (relation,) = article.relations
    assert (relation.act, relation.number, relation.parts) == ("replaces", "5/2020/TT-BYT", ())


def test_several_documents_in_one_file_of_which_one_has_no_day():
    second = HEAD | {"number": "Số: 913/2026/TT-BYT", "date": "Hà Nội, ngày 31 tháng 02 năm 2026"}
    found = extract_all(docx([*lines(), *second.values(), *BODY]))
    assert [each.legal.number if each.legal else None for each in found] == ["912/2026/TT-BYT", None]
    assert codes(found[1]) == ["identity.incomplete"]


def letter():
    return [
        *(
            "ỦY BAN NHÂN DÂN",
            "TỈNH BÌNH MẪU",
            "Số: 934/UBND-KT",
            "V/v chống rét cho vật nuôi",
            HEAD["nation"],
        ),
        *(HEAD["motto"], "Bình Mẫu, ngày 05 tháng 11 năm 2026", "Kính gửi: Các sở, ban, ngành."),
        "Ủy ban nhân dân tỉnh yêu cầu các đơn vị hướng dẫn người dân che chắn chuồng trại và dự trữ thức ăn cho vật nuôi.",
        "Các xã báo cáo kết quả về Sở Nông nghiệp và Môi trường trước ngày 30 tháng 11 năm 2026 để tổng hợp chung.",
        *("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Thị Mẫu"),
    ]


@pytest.mark.parametrize("read", [lambda texts: extract(docx(texts)), web], ids=["file", "page"])
def test_a_letter_is_a_document(read):
    article = read(letter())
    assert article.identity == "legal:Ủy ban nhân dân tỉnh Bình Mẫu|Công văn|934/UBND-KT|2026-11-05"
    assert article.title == "Công văn V/v chống rét cho vật nuôi"
    assert article.legal
    assert article.legal.signer == "Lê Thị Mẫu"
    assert next(article.spoken_texts()) == "Kính gửi: Các sở, ban, ngành."


def test_a_bulletin_in_a_file_is_a_notice():
    texts = [
        *("ĐÀI KHÍ TƯỢNG MẪU", "Số: MAU-12/14h00", HEAD["nation"], HEAD["motto"]),
        *("Bình Mẫu, ngày 12 tháng 11 năm 2026", "TIN BÃO KHẨN CẤP", "(Cơn bão số 13)"),
        "Hồi 13 giờ ngày 12/11, tâm bão ở trên vùng biển phía đông của đảo Mẫu, sức gió mạnh nhất cấp 12, giật cấp 15.",
        "Dự báo trong 24 giờ tới bão đi theo hướng tây, mỗi giờ đi được khoảng hai mươi ki-lô-mét và còn mạnh thêm.",
        *("Tin tiếp theo phát lúc 17 giờ cùng ngày.", "Nguyễn Văn Mẫu"),
    ]
    article = extract(docx(texts))
    assert (article.kind, article.legal) == (Kind.NOTICE, None)
    assert article.title == "TIN BÃO KHẨN CẤP (Cơn bão số 13)"
    assert article.published_at
    assert article.published_at.date() == date(2026, 11, 12)
    assert codes(article) == ["identity.unproven"]
    assert list(article.spoken_texts()) == texts[7:10]
    assert [block.kind for block in article.blocks[:5]] == [BlockKind.FURNITURE] * 5


def test_a_press_release_in_a_file_is_a_notice():
    told = "Xã Suối Mẫu lắp thêm mười hai hộp loa"
    article = extract(docx([told, *BODY[1:4:2], *BODY[1:4:2]]))
    assert (article.kind, article.title, article.published_at) == (Kind.NOTICE, told, None)
    with pytest.raises(BadDocument, match="neither a letterhead nor a title"):
        extract(docx([told, "Danh sách thôn", *["Thôn Mẫu Một"] * 10]))
