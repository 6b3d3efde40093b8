"""One item, one address."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy import Request

from crawlers.address import canonical

PAGE = "https://bao.dongmau.vn/tin/danh-sach.htm?trang=2"
SAME = {
    "https://bao.dongmau.vn/tin/bai-1.htm": [
        "HTTPS://BAO.Dongmau.VN/tin/bai-1.htm",
        "https://bao.dongmau.vn:443/tin/bai-1.htm",
        "https://bao.dongmau.vn/tin/./x/../bai-1.htm#binh-luan",
        "https://bao.dongmau.vn/t%69n/bai%2D1.htm",
        "https://bao.dongmau.vn/tin/bai-1.htm?",
        "https://bao.dongmau.vn/tin/bai-1.htm?utm_source=zalo&UTM_Medium=chat&fbclid=IwAR0abc&gclid=1&zarsrc=30",
        "https://bao.dongmau.vn/tin/bai-1.htm;jsessionid=0A1B2C3D?vn_source=Home",
        "https://bao.dongmau.vn/tin/bai-1.htm?pk_campaign=a&PK_kwd=b&itm_source=c&mtm_cid=d&hsa_acc=1&gad_source=1&_hsenc=e",
        "https://bao.dongmau.vn/(S(lit3py55t21z5v55vlm25s55))/tin/bai-1.htm",
        "https://bao.dongmau.vn/tin/bai-1.htm?PHPSESSID=q1w2e3&sid=4f5a6b7c8d9e0f1a2b3c",
        "  https:\\\\bao.dongmau.vn\\tin\\bai-1.htm\n",
        "https://b%61o.dongmau.vn/tin/bai-1.htm",
    ],
    "http://xn--bo-mia.vn/tin%20m%E1%BB%9Bi": ["http://báo.vn/tin mới", "http://BÁO.vn/tin%20m%e1%bb%9bi"],
    "http://dongmau.vn/": [
        "http://dongmau.vn",
        "http://dongmau.vn:80",
        "http://dongmau.vn/.",
        "http://dongmau.vn/..",
    ],
    "http://dongmau.vn/?a=1&b=2&a=3": ["http://dongmau.vn?a=1&b=2&a=3", "http://dongmau.vn/?a=1&&b=2&a=3&"],
    "http://dongmau.vn/100%25": ["http://dongmau.vn/100%", "http://dongmau.vn/100%25"],
    "http://127.0.0.1/": ["http://0x7f.1", "http://2130706433", "http://127.0.0.1."],
    "http://[2001:db8::1]/": ["http://[2001:DB8:0:0:0:0:0:1]:80/"],
}
DIFFERENT = [
    ("https://dongmau.vn/a", "https://dongmau.vn/a/"),
    ("https://dongmau.vn/a", "https://dongmau.vn/A"),
    ("https://dongmau.vn/a", "http://dongmau.vn/a"),
    ("https://dongmau.vn/?a=1&b=2", "https://dongmau.vn/?b=2&a=1"),
    ("https://dongmau.vn/?ref=1", "https://dongmau.vn/"),
    ("https://dongmau.vn/a%2Fb", "https://dongmau.vn/a/b"),
    ("https://dongmau.vn/?sid=12", "https://dongmau.vn/?sid=13"),
    ("https://dongmau.vn/?session=2026-2031", "https://dongmau.vn/"),
    *(
        (f"https://dongmau.vn/?{name}=5", "https://dongmau.vn/")
        for name in (
            "pk_id",
            "itm_id",
            "pk_van_ban",
            "gad_id",
            "hsa_id",
            "vero_nica",
            "mtm_id",
            "matomo_id",
            "_hsx",
            "vn_id",
        )
    ),
]
NOWHERE = [
    "", " ", "#", "/tin/1", "javascript:void(0)", "mailto:a@dongmau.vn", "file:///etc/passwd", "ftp://dongmau.vn/a",
    "data:text/html,x", "https://", "https:///", "http://dong mau.vn/", "http://dongmau.vn:99999/", "http://[::1/",
    "http://[fe80::1%25eth0]/", "http://1.2.3.4.5/", "http://256.0.0.1/", "http://a<b/", "http://%FF.vn/", "http://xn--/",
]  # fmt: skip


@pytest.mark.parametrize(("address", "written"), [(to, each) for to, all_ in SAME.items() for each in all_])
def test_ways_of_writing_one_address_are_one(address, written):
    assert canonical(written) == address


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_may_be_two_pages_stays_two(one, other):
    assert canonical(one) != canonical(other)
    assert None not in {canonical(one), canonical(other)}


@pytest.mark.parametrize("text", NOWHERE)
def test_what_leads_to_no_place_on_the_web_is_none(text):
    assert canonical(text) is None


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("bai-1.htm", "https://bao.dongmau.vn/tin/bai-1.htm"),
        ("../vb/2.htm", "https://bao.dongmau.vn/vb/2.htm"),
        ("/vb/2.htm", "https://bao.dongmau.vn/vb/2.htm"),
        ("\\vb\\2.htm", "https://bao.dongmau.vn/vb/2.htm"),
        ("?trang=3", "https://bao.dongmau.vn/tin/danh-sach.htm?trang=3"),
        ("", "https://bao.dongmau.vn/tin/danh-sach.htm?trang=2"),
        ("#cuoi", "https://bao.dongmau.vn/tin/danh-sach.htm?trang=2"),
        ("//cdn.dongmau.vn/a.pdf", "https://cdn.dongmau.vn/a.pdf"),
        ("https:bai-1.htm", "https://bao.dongmau.vn/tin/bai-1.htm"),
        ("tin\n-dai.htm", "https://bao.dongmau.vn/tin/tin-dai.htm"),
        ("javascript:;", None),
    ],
)
def test_a_link_is_read_as_browsers_read_it(link, address):
    assert canonical(link, base=PAGE) == address


def test_a_link_needs_a_page_to_stand_on():
    assert canonical("/a", base="about:blank") is None
    assert canonical("https://dongmau.vn/a", base="about:blank") == "https://dongmau.vn/a"


def test_user_data_stays_for_the_guard_to_refuse():
    assert canonical("http://ten:mat-khau@dongmau.vn/") == "http://ten:mat-khau@dongmau.vn/"


PIECES = st.text(
    string.ascii_letters + string.digits + "%./\\:?#&=;@[]()~-_+ '\"|ạđé\t\n\u200b\ud800", max_size=30
)
LIKE_ADDRESSES = st.builds(
    "{}{}{}/{}?{}#{}".format,
    st.sampled_from(["http://", "https://", "HTTP:", "//", "http:\\\\", ""]),
    st.sampled_from(["dongmau.vn", "báo.vn", "a:b@dongmau.vn:8080", "[::1]", "0x7f.1", "(S(a1))"]) | PIECES,
    st.sampled_from(["", "/(S(abc1))", ";jsessionid=a", "/%2e%2e"]),
    PIECES,
    PIECES,
    PIECES,
)


@given(st.text() | PIECES | LIKE_ADDRESSES, st.sampled_from(["", PAGE, "http://dongmau.vn"]))
@example("http://dongmau.vn/%%34%31", "")
@example("http://dongmau.vn/(A());JSESSIONID=/", "")
@example("http://dongmau.vn/..;jsessionid=1/b", "")
@example("http://dongmau.vn/a;jsession;jsessionid=xid=5", "")
def test_writing_it_once_more_changes_nothing(text, base):
    address = canonical(text, base=base)
    if address is None:
        return
    assert canonical(address) == address
    assert canonical(address, base=PAGE) == address
    assert address.isascii()
    assert "#" not in address
    assert address.startswith(("http://", "https://"))


@given(LIKE_ADDRESSES)
def test_scrapy_asks_what_was_written(text):
    address = canonical(text)
    if address and "@" not in address:
        assert Request(address).url == address


NAMES = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8).filter(
    lambda name: not name.startswith(("utm_", "mtm_", "pk_", "itm_", "hsa_", "gad_", "vero_", "_hs", "_g"))
)


@given(st.lists(st.tuples(NAMES, st.text(string.digits, max_size=4)), max_size=6))
def test_parameters_that_mean_something_keep_their_order(pairs):
    query = "&".join(f"{name}={value}" for name, value in pairs)
    noisy = "&".join(["utm_source=a", *(f"{name}={value}" for name, value in pairs), "fbclid=b"])
    address = canonical(f"https://dongmau.vn/a?{noisy}")
    assert address == f"https://dongmau.vn/a?{query}".removesuffix("?")
