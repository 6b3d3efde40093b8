"""The grammar of numbers: every form is read, and what is written is read back the same."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED
from transforms.law.numbers import Form, LegalNumber, find_numbers, format_number, parse_number
from transforms.law.types import TYPES, type_at_start, type_of

ORGANS = [
    "CP",
    "TTg",
    "BTC",
    "BYT",
    "BGDĐT",
    "BGD&ĐT",
    "UBND",
    "HĐND",
    "BCĐ389",
    "VKSNDTC",
    "TANDTC",
    "BNNPTNT",
]
serials = st.builds(
    "{}{}{}".format,
    st.integers(1, 99999),
    st.sampled_from(["", "", ".18", ".2"]),
    st.sampled_from(["", "", "A", "b"]),
)
years = st.integers(1945, 2099)
organs = st.lists(st.sampled_from(ORGANS), min_size=1, max_size=8).map(tuple)


def numbered(form, serial, year, code, codes, marks=None):
    return LegalNumber(
        form, serial, year, code, codes, marks or "/" + "-" * (len(codes) - (0 if code else 1))
    )


normative = st.builds(
    lambda serial, year, code, codes: numbered(Form.NORMATIVE, serial, year, code, codes),
    serials,
    years,
    st.sampled_from(["NĐ", "TT", "QĐ", "NQ", "TTLT", "CT", "PL"]),
    organs,
)
administrative = st.builds(
    lambda serial, code, codes: numbered(Form.ADMINISTRATIVE, serial, None, code, codes),
    serials,
    st.sampled_from([code for code in TYPES if code != "VBHN"]),
    organs,
)
consolidated = st.builds(
    lambda serial, codes: numbered(Form.CONSOLIDATED, serial, None, "VBHN", codes), serials, organs
)
assembly = st.builds(
    lambda serial, year, organ, term: LegalNumber(Form.ASSEMBLY, serial, year, "", (f"{organ}{term}",), "/"),
    serials,
    years,
    st.sampled_from(["QH", "UBTVQH"]),
    st.integers(1, 30),
)
dispatch = st.builds(
    lambda serial, organ, units: numbered(Form.DISPATCH, serial, None, "", (organ, *units)),
    serials,
    st.sampled_from(["BTTTT", "UBND", "VPCP", "BNV", "TANDTC"]),
    st.lists(st.sampled_from(["TTCS", "VX", "KTTH", "PL"]), max_size=3),
)
old = st.builds(
    lambda serial, organ: LegalNumber(Form.DISPATCH, serial, None, "", (organ,), "-"),
    serials,
    st.sampled_from(["CP", "HĐBT", "TTg"]),
)
party = st.builds(
    lambda serial, code, organ: LegalNumber(Form.PARTY, serial, None, code, (organ,), "-/"),
    serials,
    st.sampled_from(["KL", "NQ", "CT", "QĐ", "L", "SL"]),
    st.sampled_from(["TW", "CTN", "L.003", "TU"]),
)


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
        ("64-CP", "64-CP", Form.DISPATCH, None, "Chính phủ"),
        ("203-HĐBT", "203-HĐBT", Form.DISPATCH, None, "Hội đồng Bộ trưởng"),
        ("23/KH-BCĐ389", "23/KH-BCĐ389", Form.ADMINISTRATIVE, "Kế hoạch", None),
        ("26/KH-BCĐ (138)", "26/KH-BCĐ138", Form.ADMINISTRATIVE, "Kế hoạch", None),
        ("12/BCĐ (PC02)", "12/BCĐ", Form.DISPATCH, None, None),
        ("157/TB_UBND", "157/TB-UBND", Form.ADMINISTRATIVE, "Thông báo", None),
        ("19/Ctr-UBND", "19/CTr-UBND", Form.ADMINISTRATIVE, "Chương trình", None),
        ("1472/UBND", "1472/UBND", Form.DISPATCH, None, None),
        ("1830 QĐ-UBND", "1830/QĐ-UBND", Form.ADMINISTRATIVE, "Quyết định", None),
        ("90/TB-BCH PCTT-TKCN", "90/TB-BCHPCTT-TKCN", Form.ADMINISTRATIVE, "Thông báo", None),
        ("1234/QĐ-BGD&ĐT", "1234/QĐ-BGD&ĐT", Form.ADMINISTRATIVE, "Quyết định", "Bộ Giáo dục và Đào tạo"),
        ("49/2024/nđ-cp", "49/2024/NĐ-CP", Form.NORMATIVE, "Nghị định", "Chính phủ"),
        ("1/2025/qđ-ttg", "1/2025/QĐ-TTg", Form.NORMATIVE, "Quyết định", "Thủ tướng Chính phủ"),
        ("15/2024/qh15", "15/2024/QH15", Form.ASSEMBLY, None, "Quốc hội"),
        ("36 L/CTN", "36-L/CTN", Form.PARTY, None, "Chủ tịch nước"),
        ("12 KL/TW", "12-KL/TW", Form.PARTY, "Kết luận", "Ban Chấp hành Trung ương Đảng"),
        ("327-CT", "327-CT", Form.DISPATCH, None, None),
        ("123-CV/VPTW/nb", "123-CV/VPTW/nb", Form.PARTY, "Công văn", "Văn phòng Trung ương Đảng"),
        ("49/2024/NĐ-CP - TTXVN", "49/2024/NĐ-CP", Form.NORMATIVE, "Nghị định", "Chính phủ"),
        ("109/UBND - VX", "109/UBND-VX", Form.DISPATCH, None, None),
        ("9/QYĐ-BCA", "9/QyĐ-BCA", Form.ADMINISTRATIVE, "Quy định", "Bộ Công an"),
    ],
)
def test_number(text, number, form, kind, issuer):
    found = parse_number(text)
    assert found is not None
    assert (found.text, found.form, found.type, found.issuer) == (number, form, kind, issuer)


def test_long_joint_number():
    found = parse_number("05/2012/TTLT-VKSNDTC-TANDTC-BCA-BTP-BQP-BTC-BNNPTNT")
    assert found is not None
    assert found.organs == ("VKSNDTC", "TANDTC", "BCA", "BTP", "BQP", "BTC", "BNNPTNT")
    assert (found.serial, found.year) == ("05", 2012)


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "1/2",
        "02/03/2026",
        "km/h",
        "",
        "Số:",
        "12/2026",
        "A/2026/NĐ-CP",
        "60/XYZ",
        "12-XYZ",
        "1830 người",
        "o/TT-BTC",
        "24/7/abc",
        "5/kế-hoạch",
    ],
)
def test_no_number(text):
    assert parse_number(text) is None


def test_numbers_in_running_text():
    text = (
        "Căn cứ Nghị định số 901/2026/NĐ-CP ngày 11/9/2026, Kết luận số 57-KL/TW; Nghị định 64-CP; "
        "gió 60 km/h, trực 24/7, Luật số 48/2024/QH15 và Công văn 2455/BTTTT-TTCS."
    )
    assert [number.text for number in find_numbers(text)] == [
        "901/2026/NĐ-CP",
        "57-KL/TW",
        "64-CP",
        "48/2024/QH15",
        "2455/BTTTT-TTCS",
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị định 49/2024/NĐ-CP - TTXVN", ["49/2024/NĐ-CP"]),
        ("Thông tư 12/2026/TT-BYT – VOV đưa tin", ["12/2026/TT-BYT"]),
        ("Luật 15/2024/QH15 - UBND xã triển khai", ["15/2024/QH15"]),
        ("Nghị quyết 12/NQ-CP - HĐND tỉnh họp", ["12/NQ-CP"]),
        ("Công văn 123/UBND - VOV đưa tin", ["123/UBND"]),
        ("Thông tư 12/2026/TT-BYT / BTC", ["12/2026/TT-BYT"]),
        ("Số: 12/QĐ - UBND", ["12/QĐ-UBND"]),
        ("Số: 109/UBND - VX", ["109/UBND-VX"]),
        ("05/2012/TTLT-BCA - BTP ngày 02/3/2012", ["05/2012/TTLT-BCA-BTP"]),
        ("05/2012/TTLT - BCA - BTP ngày 02/3/2012", ["05/2012/TTLT-BCA-BTP"]),
        ("QCVN 01:2021/BYT", []),
        ("Số:49/2024/NĐ-CP", ["49/2024/NĐ-CP"]),
        ("theo nghị định 49/2024/nđ-cp và 7/qđ-ttg", ["49/2024/NĐ-CP", "7/QĐ-TTg"]),
        ("Quyết định 327-CT ngày 15/9/1992", ["327-CT"]),
        ("ống dài 327-CT", []),
        ("Số: 36 L/CTN", ["36-L/CTN"]),
        ("nộp 36 L/CTNX", []),
    ],
)
def test_what_stands_around_a_number_is_none_of_it(text, numbers):
    assert [number.text for number in find_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1O/2026/TT-BYT", "10/2026/TT-BYT"),
        ("l2/2024/TT-BTC", "12/2024/TT-BTC"),
        ("49/2O24/NĐ-CP", "49/2024/NĐ-CP"),
    ],
)
def test_letters_that_stand_for_digits_are_read_as_digits_and_told(written, read):
    for found in (parse_number(written), *find_numbers(f"Số: {written} ngày")):
        assert (found.text, found.misread) == (read, True)
    assert not parse_number(read).misread


@given(st.one_of(normative, administrative, consolidated, assembly, dispatch, old, party))
def test_what_is_written_is_read_back_the_same(number):
    assert parse_number(format_number(number)) == number
    assert parse_number(f"Số: {number.text}") == number
    assert find_numbers(f"theo {number.text};") == [number]


@given(st.one_of(normative, administrative, dispatch), st.sampled_from([" ", "\u00a0"]))
def test_spaces_dashes_and_look_alikes_never_matter(number, gap):
    spaced = re.sub(r"([/-])", rf"{gap}\1{gap}", number.text)
    assert parse_number(spaced) == number
    alike = number.text.translate(str.maketrans({"Đ": "\u00d0", "C": "\u0421", "P": "\u0420", "-": "\u2013"}))
    assert parse_number(alike) == number


@given(st.text())
def test_any_text_has_numbers_or_none(text):
    assert all(parse_number(number.text) == number for number in find_numbers(text))
    found = parse_number(text)
    assert found is None or parse_number(found.text) == found


@given(st.text(alphabet="0123456789/-. NĐCPQUBTTgư()_số:", max_size=40))
def test_whatever_looks_like_a_number_is_read_or_not_and_nothing_is_raised(text):
    found = parse_number(text)
    assert found is None or parse_number(found.text) == found


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
def test_type_at_start(phrase, name):
    assert type_at_start(phrase) == name


def test_type_by_name():
    assert type_of("NGHỊ ĐỊNH") == "Nghị định"
    assert type_of("TIN TỨC") is None


@pytest.mark.shared
def test_every_number_of_a_provincial_index():
    with (SHARED / "data" / "texts" / "binhduong_index.csv").open(encoding="utf-8") as file:
        numbers = [row["so_ky_hieu"] for row in csv.DictReader(file)]
    read = [parse_number(number) for number in numbers if number.strip()]
    assert len(read) == 4053
    assert None not in read
    assert all(parse_number(number.text) == number for number in read)
