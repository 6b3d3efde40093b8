"""Rows of lists: addresses made of a value, numbers under their labels, totals."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawlers.discovery.rows import count, read_rows
from crawlers.source import ListingDiscovery

PAGE = "https://congbao.vi-du.vn/cb.nsf/danh-sach"


def rules(**values: str) -> ListingDiscovery:
    return ListingDiscovery.model_validate(
        {"by": "listing", "url": "/x", "row": "li", "link": ":self@value", **values}
    )


def entry_of(value: str, **values: str):
    tree = LexborHTMLParser("<ul><li><b></b></li></ul>")
    node = tree.css_first("li")
    node.attrs["value"] = value
    found = read_rows(tree, PAGE, rules(**values))
    assert found.faults == ()
    return found.entries[0]


@pytest.mark.parametrize(
    ("value", "template", "url"),
    [
        ("Số 19 + 20", "/cb.nsf/Ds?openView&Cat={value}", "/cb.nsf/Ds?openView&Cat=S%E1%BB%91%2019%20%2B%2020"),
        ("2026%2FNo.%7B19%20%2B%2020%7D", "/Ds?Cat={value}", "/Ds?Cat=2026%2FNo.%7B19%20%2B%2020%7D"),
        ("25/7/2026", "/Ds?Ngay={value}&x=1", "/Ds?Ngay=25%2F7%2F2026&x=1"),
        ("100% vải & len", "/Ds?q={value}", "/Ds?q=100%25%20v%E1%BA%A3i%20%26%20len"),
        ("thang-7/so-4", "/cong-bao/{value}.htm", "/cong-bao/thang-7/so-4.htm"),
        ("a?b#c", "/cong-bao/{value}.htm", "/cong-bao/a%3Fb%23c.htm"),
        (" 7 ", "chi-tiet/{value}", "/cb.nsf/chi-tiet/7"),
    ],
)  # fmt: skip
def test_a_value_in_an_address(value, template, url):
    assert entry_of(value, address=template).url == f"https://congbao.vi-du.vn{url}"


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda text: "%" not in text)
)
def test_any_value_comes_back_out_of_the_query(value):
    if value.strip():
        entry = entry_of(value, address="/Ds?openView&Cat={value}")
        assert parse_qs(urlsplit(entry.url).query, keep_blank_values=True)["Cat"] == [value.strip()]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Ký hiệu: 901/2026/NĐ-CP", "901/2026/NĐ-CP"),
        ("Số, ký hiệu: 12/QĐ-UBND", "12/QĐ-UBND"),
        ("số 37/2026/QĐ-UBND", "37/2026/QĐ-UBND"),
        ("Số hiệu 5/CT-TTg", "5/CT-TTg"),
        ("Số 19 + 20 Ngày 25/3/2026", "19 + 20 Ngày 25/3/2026"),
        ("901/2026/N\u00d0-\u0421\u0420", "901/2026/NĐ-CP"),
        ("", ""),
    ],
)
def test_a_number_without_its_label_in_plain_letters(written, number):
    assert entry_of("/a", number=":self@so").number == ""
    tree = LexborHTMLParser(f'<ul><li value="/a" so="{written}">tin</li></ul>')
    assert read_rows(tree, PAGE, rules(number="@so")).entries[0].number == number


@pytest.mark.parametrize(
    ("written", "total"),
    [
        ("Tổng số: 12.634 văn bản", 12634),
        ("1 - 50 | 47710", 47710),
        ("Trang 2/13, 367 văn bản", 367),
        ("0", 0),
        ("không có", None),
    ],
)
def test_the_total_is_the_largest_number(written, total):
    assert count(written) == total
