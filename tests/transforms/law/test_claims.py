"""What others say of a document against what it says itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.article import LegalIdentity
from transforms.law.claims import (
    Claim,
    Where,
    address_doubts,
    contradictions,
    file_doubts,
    title_doubts,
)
from transforms.law.sameness import same_issuer, same_number, same_signer, same_type

DECREE = LegalIdentity(
    "08/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 5, 19), date(2026, 7, 1), "Lê Mẫu"
)
LAW = LegalIdentity("24/2018/QH14", "Luật", "Quốc hội", date(2018, 6, 12))


def codes(identity, *claims):
    return [doubt.code for doubt in contradictions(identity, claims)]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (Claim(Where.PAGE, "08/2026/NĐ-CP", "Nghị định", "CHÍNH PHỦ", date(2026, 5, 19)), []),
        (Claim(Where.LISTING, "8/2026/N\u00d0-CP"), []),
        (Claim(Where.LISTING), []),
        (Claim(Where.LISTING, "9/2026/NĐ-CP"), ["identity.listing"]),
        (Claim(Where.PAGE, issued_on=date(2026, 5, 20)), ["identity.page"]),
        (
            Claim(Where.PAGE, type="Nghị quyết của Chính phủ", issuer="Bộ Y tế"),
            ["identity.page", "identity.page"],
        ),
        (Claim(Where.PAGE, type="NĐ", signer="Thủ tướng Lê Mẫu", effective_on=date(2026, 7, 1)), []),
        (Claim(Where.PAGE, type="Văn bản quy phạm pháp luật", signer="Thủ tướng Chính phủ"), []),
        (Claim(Where.PAGE, signer="Phó Thủ tướng Trần Khác"), ["identity.page"]),
        (Claim(Where.PAGE, effective_on=date(2026, 8, 1)), ["identity.page"]),
        (Claim(Where.PAGE, effective_on=date(2025, 8, 1)), []),
    ],
)
def test_contradictions(claim, found):
    assert codes(DECREE, claim) == found


def numbered(number, kind):
    return LegalIdentity(number, kind, "Chính phủ", date(2026, 6, 12))


D38 = numbered("38/2026/NĐ-CP", "Nghị định")
D12 = numbered("12/2026/NĐ-CP", "Nghị định")
Q61 = numbered("61/2026/QĐ-UBND", "Quyết định")


@pytest.mark.parametrize(
    ("identity", "names"),
    [
        (DECREE, ["nghi-dinh-so-08-2026-nd-cp-37348.pdf", "08-2026-nd-cp.signed.pdf", "8_2026_ND-CP (1).doc"]),
        (D38, ["447-44838-2026-nd-cp.pdf", "1-2026447-44838-2026-nd-cp.pdf", "202644738-2026-nd-cp.pdf"]),
        (D38, ["37-38-2026-nd-cp.pdf", "2-38-2026-nd-cp.pdf", "v2-38-2026-nd-cp.pdf", "nghi-dinh-so-38.pdf"]),
        (D12, ["52838-1-20261281-128212-2026-nd-cp.pdf", "9-1012-2026-nd-cp.pdf"]),
        (numbered("1607/VBHN-BNV", "Văn bản hợp nhất"), ["44693-1-2023709-7101607-vbhn-bnv.pdf"]),
        (numbered("925a/2026/TT-BTC", "Thông tư"), ["925a-2026-tt-btc.pdf", "thong-tu-so-925.doc"]),
        (numbered("5/2026/TT-BCA", "Thông tư"), ["05-2026-tt-bca.pdf"]),
        (numbered("90.12/2026/NQ-CP", "Nghị quyết"), ["90-12-2026-nq-cp.signed.pdf"]),
        (numbered("12-QĐ/TW", "Quy định"), ["quy-dinh-so-12.pdf", "012-qd-tw.pdf"]),
        (numbered("12-HD/BTCTW", "Hướng dẫn"), ["12-hd-btctw.pdf"]),
        (Q61, ["QD%20so%2061.doc", "QD so 61.2026_signed.doc?v=2#a", "12-2025-vbhn-61-2026-qd-ubnd.pdf"]),
        (LAW, ["Luat-24-2018-QH14-An-ninh-mang-351416.html", "luat-so-24-2018.pdf", "bo-luat-so-24.pdf"]),
        (LAW, ["cybersecurity-law-2018.html.gz", "Luat-An-ninh-mang-2018-351416.html.gz"]),
        (D38, ["nd38-2026-cp.docx", "nghi-dinh-38-2026-chinh-phu.docx"]),
        (D38, ["sua-doi-thong-tu-so-9-2020-tt-byt.pdf", "huong-dan-thi-hanh-luat-dau-tu-2020.pdf"]),
    ],
)  # fmt: skip
def test_a_files_name_is_that_of_the_document(identity, names):
    assert [name for name in names if file_doubts(f"https://vi-du.vn/tep/{name}", identity)] == []


@pytest.mark.parametrize(
    "name",
    [
        "99112002_v1_signed.pdf",
        "vanban.pdf",
        "thong-tu.pdf",
        "phu-luc-so-2.pdf",
        "quyet-dinh-2025.pdf",
        "bao-cao-12-2025.doc",
        "decree-on-loudspeakers-2020.html",
        "decree-on-the-land-law-2024.pdf",
    ],
)
def test_a_files_name_may_say_nothing(name):
    assert file_doubts(f"https://vi-du.vn/tep/{name}", DECREE) == ()


@pytest.mark.parametrize(
    ("identity", "names"),
    [
        (DECREE, ["nghi-dinh-so-38-2026-nd-cp-37348.pdf", "thong-tu-so-8-2026-tt-btc.docx"]),
        (DECREE, ["e-transactions-law-2023.html", "luat-giao-dich-dien-tu-2026.pdf"]),
        (LAW, ["Luat-25-2018-QH14-An-ninh-mang-351416.html", "cybersecurity-law-2019.html", "24-2018-qh13.pdf"]),
        (D38, ["39-2026-nd-cp.pdf", "38-2025-nd-cp.pdf", "38-2026-qd-ttg.pdf", "thong-tu-so-38.pdf"]),
        (D38, ["447-44839-2026-nd-cp.pdf", "447-45038-2026-nd-cp.pdf", "202644739-2026-nd-cp.pdf"]),
        (Q61, ["QD so 62.doc", "QD so 61.2025.doc"]),
        (D38, ["tt99-2020-byt.docx", "thong-tu-99-2020-bo-y-te.docx", "nd38-2025-cp.docx", "99.2020.TT.BYT.docx"]),
        (D38, ["Luat-Bao-chi-2016-280645.pdf", "e-transactions-law-2023.docx"]),
    ],
)  # fmt: skip
def test_a_files_name_may_name_another_document(identity, names):
    for name in names:
        (doubt,) = file_doubts(f"https://vi-du.vn/tep/{name}", identity)
        assert doubt.code == "identity.file"
        assert identity.number in doubt.detail
        assert name in doubt.detail


@given(st.text())
def test_any_name_says_something_or_nothing(name):
    assert [each.code for each in file_doubts(name, DECREE)] in ([], ["identity.file"])


@pytest.mark.parametrize(
    ("path", "doubted"),
    [
        ("van-ban/nghi-dinh-so-08-2026-nd-cp-99.html", False),
        ("van-ban/2026/nghi-dinh-08-2026-nd-cp/toan-van.aspx", False),
        ("van-ban/sua-doi-thong-tu-so-9-2020-tt-byt.html", False),
        ("?docid=99&so=9-2020-tt-byt", False),
        ("van-ban/nghi-dinh-so-38-2022-nd-cp.html", True),
        ("nghi-dinh-38-2022-nd-cp/toan-van", True),
        ("luat-dat-dai-2024-31-2024-QH15.html", True),
    ],
)
def test_a_pages_address(path, doubted):
    found = address_doubts(f"https://vi-du.vn/{path}", DECREE)
    assert [each.code for each in found] == ["identity.page"] * doubted


@pytest.mark.parametrize(
    ("title", "doubted"),
    [
        ("Nghị định số 8/2026/NĐ-CP quy định về loa", False),
        ("NGHỊ ĐỊNH SỐ 08/2026/N\u00d0-CP sửa đổi Nghị định số 5/2020/NĐ-CP", False),
        ("Sửa đổi Nghị định số 5/2020/NĐ-CP", False),
        ("Phê duyệt danh mục kèm Quyết định số 5/QĐ-TTg", False),
        ("Quy định về loa", False),
        ("Báo cáo 12/2025", False),
        ("", False),
        ("Thông tư số 99/2020/TT-BYT quy định về loa", True),
        ("Toàn văn Thông tư 99/2020/TT-BYT", True),
        ("Quyết định của UBND tỉnh số 9/QĐ-UBND", True),
        ("Thông tư 99/2020 của Bộ Y tế", True),
        ("Luật Báo chí 2016", True),
    ],
)
def test_a_title(title, doubted):
    for where in Where:
        found = title_doubts([title, title], DECREE, where)
        assert [each.code for each in found] == [f"identity.{where}"] * doubted


@pytest.mark.parametrize(
    ("theirs", "own", "same"),
    [
        ("Bộ trưởng Bộ Y tế", "Bộ Y tế", True),
        ("BYT", "Bộ Y tế", True),
        ("BỘ Y TẾ", "Bộ Y tế", True),
        ("UBND tỉnh Hoà Mẫu", "Ủy ban nhân dân tỉnh Hòa Mẫu", True),
        ("Ủy ban nhân dân", "Ủy ban nhân dân tỉnh Mẫu", True),
        ("Thủ tướng", "Thủ tướng Chính phủ", True),
        ("Ngân hàng Nhà nước", "Ngân hàng Nhà nước Việt Nam", True),
        ("Bộ Tài chính", "Bộ Y tế, Bộ Tài chính", True),
        ("Bộ Văn hóa, Thể thao và Du lịch", "Bộ Y tế, Bộ Văn hóa, Thể thao và Du lịch", True),
        ("", "Bộ Y tế", True),
        ("Bộ Tài chính", "Bộ Y tế", False),
        ("Chính phủ", "Thủ tướng Chính phủ", False),
        ("Chính phủ", "Văn phòng Chính phủ", False),
        ("Bộ trưởng Bộ Y tế", "Bộ Tài chính", False),
        ("UBND tỉnh Mẫu", "Ủy ban nhân dân tỉnh Khác", False),
    ],
)
def test_one_issuer(theirs, own, same):
    assert same_issuer(theirs, own) == same


@pytest.mark.parametrize(
    ("theirs", "own", "same"),
    [
        ("Phó Thủ tướng Lê Mẫu", "Lê Mẫu", True),
        ("PGS.TS. LÊ MẪU", "Lê Mẫu", True),
        ("Lê Thuý Mẫu", "Lê Thúy Mẫu", True),
        ("Lê Một", "Lê Một, Lê Hai", True),
        ("Bộ trưởng Bộ Y tế", "Lê Mẫu", True),
        ("Đã ký", "Lê Mẫu", True),
        ("Lê Khác", "Lê Mẫu", False),
        ("KT. Bộ trưởng Thứ trưởng Trần Khác", "Lê Mẫu", False),
    ],
)
def test_one_signer(theirs, own, same):
    assert same_signer(theirs, own) == same


def test_one_number_and_one_type():
    assert same_number("057-KL/TƯ", "57-KL/TW")
    assert same_number("Số: 08/2026/nđ-cp", "8/2026/NĐ-CP")
    assert not same_number("8/2026/NĐ-CP", "18/2026/NĐ-CP")
    assert same_type("TT", "Thông tư")
    assert same_type("Nghị quyết", "Nghị quyết liên tịch")
    assert same_type("Luật", "Bộ luật")
    assert not same_type("Thông tư", "Nghị định")
