"""Numbers of legal documents, and letterheads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.legal import (
    Form,
    find_numbers,
    issuer_of,
    organ_in_full,
    parse_number,
    type_at_start,
    type_of,
)
from transforms.letterhead import read_letterhead


@pytest.mark.parametrize(
    ("text", "number", "form", "kind", "issuer"),
    [
        ("49/2024/NĐ-CP", "49/2024/NĐ-CP", Form.NORMATIVE, "Nghị định", "Chính phủ"),
        ("Số: 49 / 2024 / NĐ - CP", "49/2024/NĐ-CP", Form.NORMATIVE, "Nghị định", "Chính phủ"),
        ("49/2024/N\u00d0-CP", "49/2024/NĐ-CP", Form.NORMATIVE, "Nghị định", "Chính phủ"),
        ("49/2024/NĐ-\u0421\u0420", "49/2024/NĐ-CP", Form.NORMATIVE, "Nghị định", "Chính phủ"),
        ("49/2024/NĐ\u2013CP", "49/2024/NĐ-CP", Form.NORMATIVE, "Nghị định", "Chính phủ"),
        ("Luật số: 48/2024/QH15", "48/2024/QH15", Form.ASSEMBLY, None, "Quốc hội"),
        ("07/2022/UBTVQH15", "07/2022/UBTVQH15", Form.ASSEMBLY, None, "Ủy ban Thường vụ Quốc hội"),
        (
            "637/QĐ-BVHTTDL",
            "637/QĐ-BVHTTDL",
            Form.ADMINISTRATIVE,
            "Quyết định",
            "Bộ Văn hóa, Thể thao và Du lịch",
        ),
        ("637/QD-TTg", "637/QĐ-TTg", Form.ADMINISTRATIVE, "Quyết định", "Thủ tướng Chính phủ"),
        ("2455/BTTTT-TTCS", "2455/BTTTT-TTCS", Form.DISPATCH, None, "Bộ Thông tin và Truyền thông"),
        ("57-KL/TW", "57-KL/TW", Form.PARTY, "Kết luận", "Ban Chấp hành Trung ương Đảng"),
        ("178-QĐ/TW", "178-QĐ/TW", Form.PARTY, None, "Ban Chấp hành Trung ương Đảng"),
        ("25/VBHN-BTC", "25/VBHN-BTC", Form.CONSOLIDATED, "Văn bản hợp nhất", "Bộ Tài chính"),
        ("66.18/2026/NQ-CP", "66.18/2026/NQ-CP", Form.NORMATIVE, "Nghị quyết", "Chính phủ"),
        ("12A/2020/TT-BTC", "12A/2020/TT-BTC", Form.NORMATIVE, "Thông tư", "Bộ Tài chính"),
        (
            "05/2012/TTLT-BCA-BTP",
            "05/2012/TTLT-BCA-BTP",
            Form.NORMATIVE,
            "Thông tư liên tịch",
            "Bộ Công an, Bộ Tư pháp",
        ),
        ("1397/QĐ-UBND", "1397/QĐ-UBND", Form.ADMINISTRATIVE, "Quyết định", None),
        ("23/QĐ-TT HĐND", "23/QĐ-TTHĐND", Form.ADMINISTRATIVE, "Quyết định", None),
        ("7/NQ-TT.HĐND", "7/NQ-TTHĐND", Form.ADMINISTRATIVE, "Nghị quyết", None),
        ("101-SL/L.003", "101-SL/L.003", Form.PARTY, "Sắc lệnh", None),
    ],
)
def test_number(text: str, number: str, form: Form, kind: str | None, issuer: str | None) -> None:
    found = parse_number(text)
    assert found is not None
    assert (found.text, found.form, found.type, found.issuer) == (number, form, kind, issuer)


def test_long_joint_number() -> None:
    found = parse_number("05/2012/TTLT-VKSNDTC-TANDTC-BCA-BTP-BQP-BTC-BNNPTNT")
    assert found is not None
    assert found.organs == ("VKSNDTC", "TANDTC", "BCA", "BTP", "BQP", "BTC", "BNNPTNT")
    assert (found.serial, found.year) == ("05", 2012)


@pytest.mark.parametrize(
    "text", ["24/7", "1/2", "02/03/2026", "km/h", "", "Số:", "12/2026", "A/2026/NĐ-CP", "60/XYZ"]
)
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_numbers_in_running_text() -> None:
    text = (
        "Căn cứ Nghị định số 901/2026/NĐ-CP ngày 11/9/2026, Kết luận số 57-KL/TW; "
        "gió 60 km/h, trực 24/7, Luật số 48/2024/QH15 và Công văn 2455/BTTTT-TTCS."
    )
    assert [number.text for number in find_numbers(text)] == [
        "901/2026/NĐ-CP",
        "57-KL/TW",
        "48/2024/QH15",
        "2455/BTTTT-TTCS",
    ]


@given(
    st.integers(1, 9999),
    st.integers(1990, 2039),
    st.sampled_from(["NĐ-CP", "TT-BYT", "QĐ-TTg", "NQ-HĐND", "TTLT-BCA-BTP"]),
    st.sampled_from(["", " ", "\u00a0"]),
)
def test_spaces_never_matter(serial: int, year: int, codes: str, gap: str) -> None:
    written = f"{serial}{gap}/{gap}{year}{gap}/{gap}{codes.replace('-', f'{gap}-{gap}')}"
    found = parse_number(written)
    assert found is not None
    assert found.text == f"{serial}/{year}/{codes}"
    assert parse_number(found.text) == found


@given(st.text())
def test_any_text_has_numbers_or_none(text: str) -> None:
    assert all(parse_number(number.text) == number for number in find_numbers(text))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("BỘ TÀI CHÍNH", "Bộ Tài chính"),
        ("Uỷ ban Thường vụ Quốc hội", "Ủy ban Thường vụ Quốc hội"),
        ("UỶ BAN NHÂN DÂN TỈNH BÌNH MẪU -----", "Ủy ban nhân dân tỉnh Bình Mẫu"),
        ("Sở Y tế tỉnh Bình Mẫu", "Sở Y tế tỉnh Bình Mẫu"),
    ],
)
def test_issuer_in_ordinary_letters(written: str, name: str) -> None:
    assert issuer_of(written) == name


@pytest.mark.parametrize(
    ("written", "owner", "name"),
    [
        ("UBND Tỉnh", "Ủy ban nhân dân tỉnh Bình Mẫu", "Ủy ban nhân dân tỉnh Bình Mẫu"),
        ("HĐND thành phố", "Văn phòng UBND thành phố Đồng Mẫu", "Hội đồng nhân dân thành phố Đồng Mẫu"),
        ("UBND xã Suối Mẫu", "Ủy ban nhân dân tỉnh Bình Mẫu", "Ủy ban nhân dân xã Suối Mẫu"),
        ("UBND tỉnh", "Văn phòng Chính phủ", "Ủy ban nhân dân tỉnh"),
        ("Chính phủ", "Ủy ban nhân dân tỉnh Bình Mẫu", "Chính phủ"),
    ],
)
def test_organ_in_full(written: str, owner: str, name: str) -> None:
    assert organ_in_full(written, owner) == name


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Quyết định của Chủ tịch UBND tỉnh", "Quyết định"),
        ("Nghị quyết HĐND xã", "Nghị quyết"),
        ("Thông tư liên tịch", "Thông tư liên tịch"),
        ("Luật", "Luật"),
        ("Tin tức", None),
    ],
)
def test_type_at_start(phrase: str, name: str | None) -> None:
    assert type_at_start(phrase) == name


def test_type_by_name() -> None:
    assert type_of("NGHỊ ĐỊNH") == "Nghị định"
    assert type_of("TIN TỨC") is None


HEAD = [
    "BỘ Y TẾ",
    "-------",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 936/2026/TT-BYT",
    "Hà Nội, ngày 09 tháng 11 năm 2026",
    "THÔNG TƯ",
    "Quy định về tổ chức điểm tiêm chủng lưu động",
    "Căn cứ Luật Phòng bệnh ngày 10 tháng 12 năm 2025;",
    "Điều 1. Phạm vi điều chỉnh",
]


def test_letterhead() -> None:
    head = read_letterhead(HEAD)
    assert head is not None
    assert head.number is not None
    assert head.number.text == "936/2026/TT-BYT"
    assert head.issued_on == date(2026, 11, 9)
    assert head.issuer == "Bộ Y tế"
    assert head.title == "THÔNG TƯ Quy định về tổ chức điểm tiêm chủng lưu động"
    assert head.furniture == frozenset(range(6))
    assert head.heading == (6, 7)


def test_letterhead_of_a_province() -> None:
    head = read_letterhead(
        [
            "ỦY BAN NHÂN DÂN",
            "TỈNH BÌNH MẪU",
            "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh phúc",
            "Số: 12/QĐ-UBND",
            "Bình Mẫu, ngày 02 tháng 7 năm 2026",
            "QUYẾT ĐỊNH VỀ VIỆC PHÊ DUYỆT KẾ HOẠCH SỬ DỤNG ĐẤT",
            "ỦY BAN NHÂN DÂN TỈNH BÌNH MẪU",
            "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
        ]
    )
    assert head is not None
    assert head.issuer == "Ủy ban nhân dân tỉnh Bình Mẫu"
    assert head.title == "QUYẾT ĐỊNH VỀ VIỆC PHÊ DUYỆT KẾ HOẠCH SỬ DỤNG ĐẤT"


def test_an_organ_may_be_the_subject_of_a_law() -> None:
    head = read_letterhead(
        ["QUỐC HỘI", HEAD[2], "Luật số: 46/2026/QH16", HEAD[5], "LUẬT", "KIỂM TOÁN NHÀ NƯỚC", HEAD[8]]
    )
    assert head is not None
    assert head.title == "LUẬT KIỂM TOÁN NHÀ NƯỚC"


def test_old_laws_name_themselves_in_the_title() -> None:
    head = read_letterhead(
        ["LUẬT", "SỐ 9-SL/L.9 NGÀY 20-5-1957 QUY ĐỊNH VIỆC MẪU", "CHỦ TỊCH NƯỚC", "RA SẮC LỆNH:"]
    )
    assert head is not None
    assert head.number is not None
    assert (head.number.text, head.issued_on) == ("9-SL/L.9", date(1957, 5, 20))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Chính phủ ban hành Nghị định số 901/2026/NĐ-CP", "Nghị định có hiệu lực từ ngày 01/11/2026."],
        ["QUYẾT ĐỊNH", "Chiều nay, Ủy ban nhân dân xã công bố quyết định mới."],
        ["LUẬT", "Chuyên mục tìm hiểu pháp luật"],
    ],
)
def test_news_has_no_letterhead(lines: list[str]) -> None:
    assert read_letterhead(lines) is None


def test_a_subject_that_runs_on_over_a_line_is_all_subject():
    lines = [
        "CHÍNH PHỦ",
        "Số: 941/NQ-CP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Hà Nội, ngày 10 tháng 11 năm 2026",
        "NGHỊ QUYẾT",
        "Về các giải pháp cấp bách ứng phó bão số",
        "9",
        "Căn cứ Luật Tổ chức Chính phủ;",
    ]
    head = read_letterhead(lines)
    assert head is not None
    assert head.subject.endswith("bão số 9")
    assert 6 in head.heading
