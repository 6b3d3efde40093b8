"""Trap control: what gives nothing new is closed, what gives something new never is."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import Next
from crawlers.traps import Limits, TextDigest, Traps, shape_of, text_digest

HOST = "https://cong.dongmau.vn"


def says(text: str) -> TextDigest:
    return text_digest(f"<html><body><p>{text}</p></body></html>".encode())


def crawl(traps: Traps, pages) -> list[str]:
    """Ask each of `pages` (address, text) that may be asked."""
    asked = []
    for url, text in pages:
        if traps.allow(url) is None:
            asked.append(url)
            traps.saw(url, says(text))
    return asked


def language_switch(depth: int = 7) -> list[tuple[str, str]]:
    """A switch that appends itself to the path of every article, which then shows the list."""
    paths = [()]
    for _ in range(depth):
        paths += [(*path, code) for path in paths if len(path) == len(paths[-1]) for code in ("en", "vi")]
    articles = [f"/tin/-/view_content/{n}-bai-so-{n}.html" for n in range(700001, 700021)]
    return [
        (f"{HOST}{article}/{'/'.join(path)}", "danh sách") for article in articles for path in paths if path
    ]


def log_in_links() -> list[tuple[str, str]]:
    return [(f"{HOST}/dang-nhap?p_p_id=58&ve=%2Ftin%2Fbai-{n}", "Đăng nhập") for n in range(1000)]


def calendar() -> list[tuple[str, str]]:
    return [
        (f"{HOST}/lich-cong-tac?thang={month}&nam={year}", f"Tháng {month} năm {year}: không có lịch")
        for year in range(2026, 2100)
        for month in range(1, 13)
    ]


def sessions() -> list[tuple[str, str]]:
    return [(f"{HOST}/trang-chu?s={random.Random(n).randbytes(8).hex()}", "trang chủ") for n in range(500)]


def tags() -> list[tuple[str, str]]:
    words = ["dat", "nuoc", "lua", "ca", "tom", "bo", "trau", "dua", "buoi", "cam", "cho", "duong"]
    return [(f"{HOST}/the/{one}/{other}", "không có bài") for one in words for other in words if one != other]


def hashes() -> list[tuple[str, str]]:
    return [(f"{HOST}/login{random.Random(n).randrange(16**4):04x}.html", "Đăng nhập") for n in range(500)]


TRAPS = {
    "language switch": (language_switch, 20),
    "log-in links": (log_in_links, 20),
    "calendar": (calendar, 20),
    "sessions": (sessions, 20),
    "tags": (tags, 100),
    "hashes": (hashes, 30),
}


@pytest.mark.parametrize("name", TRAPS)
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_trap_costs_few_requests(name, seed):
    made, most = TRAPS[name]
    pages = made()
    if seed:
        random.Random(seed).shuffle(pages)
    traps = Traps()
    asked = crawl(traps, pages)
    assert len(asked) <= most
    [told] = traps.report()
    assert told.next is Next.ALERT
    assert f"{len(pages) - len(asked)} requests were not made" in told.reason
    assert told.url in dict(pages)


def articles(count: int) -> list[tuple[str, str]]:
    return [(f"{HOST}/tin-tuc/bai-{n}.htm", f"Bài viết số {n}") for n in range(100_000, 100_000 + count)]


HEALTHY = {
    "ids": articles(1500),
    "query ids": [(f"{HOST}/Default.aspx?ItemID={n}&mid=4", f"Tin {n}") for n in range(800)],
    "titles": [(f"{HOST}/tin/mot-bai-viet-{'-'.join(str(n))}.html", f"Bài {n}") for n in range(800)],
    "days": [(f"{HOST}/2026/{n % 12 + 1}/{n % 28 + 1}/tin-{n}", f"Tin {n}") for n in range(800)],
    "water levels": [(f"{HOST}/muc-nuoc/{n}", f"Mực nước lúc 7 giờ là {n} cm") for n in range(800)],
    "events": [(f"{HOST}/lich?ngay={n}", f"Sự kiện {'trồng cây ' * n}") for n in range(1, 300)],
    "one section twice": [*articles(200), *((url.replace("tin-tuc", "noi-bat"), text) for url, text in articles(200))],
    "most known": [(f"{HOST}/tin/{n}", f"Bài {n // 10}") for n in range(800)],
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_shape_stays_open(name):
    traps = Traps()
    assert len(crawl(traps, HEALTHY[name])) == len(HEALTHY[name])
    assert traps.report() == []


def test_news_stays_open_while_a_trap_beside_it_is_closed():
    news, trap = articles(400), language_switch(5)
    pages = news + trap
    random.Random(3).shuffle(pages)
    traps = Traps()
    asked = crawl(traps, pages)
    assert {url for url, _ in news} <= set(asked)
    assert len(asked) < len(news) + 20


def test_what_goes_on_without_end_is_not_asked_at_all():
    traps = Traps()
    endless = [f"{HOST}/{'vi/' * 9}", f"{HOST}/{'/'.join(map(str, range(30)))}", f"{HOST}/?{'&'.join(f'a{n}=1' for n in range(40))}"]  # fmt: skip
    assert [bool(traps.allow(url)) for url in endless] == [True] * 3
    [told] = traps.report()
    assert "3 requests were not made" in told.reason
    assert told.url in endless


def test_what_is_no_address_is_refused_and_told():
    traps = Traps()
    assert traps.allow("http://[::1")
    traps.saw("http://[::1", says("x"))
    assert len(traps.report()) == 1


def test_hosts_are_told_apart():
    traps = Traps()
    crawl(traps, log_in_links())
    crawl(traps, [(url.replace("cong.", "bao."), text) for url, text in log_in_links()])
    assert len(traps.report()) == 2
    assert traps.allow("https://khac.dongmau.vn/dang-nhap?p_p_id=58&ve=%2F1") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tin/123456-bai-mot.htm", "/tin/654321-bai-hai.html"),
        ("/tin/bai.htm?id=1", "/tin/bai.htm?id=22"),
        ("/a/en/vi", "/a/vi/en"),
        ("/tin/x.htm;jsessionid=1A", "/tin/x.htm"),
        ("/2026/11/22/tin", "/2025/01/02/tin"),
        ("/login5760.html", "/logind680.html"),
    ],
)
def test_one_shape(one, other):
    assert shape_of(HOST + one).key == shape_of(HOST + other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tin/1", "/vb/1"),
        ("/tin?muc=kinhte&id=1", "/tin?muc=xahoi&id=1"),
        ("/tin?a=1", "/tin?b=1"),
        ("/tin", "/tin/1"),
    ],
)
def test_two_shapes(one, other):
    assert shape_of(HOST + one).key != shape_of(HOST + other).key


def test_a_digest_is_of_what_a_reader_sees():
    one = says("Bão số 9. Lượt xem: 120. Bây giờ là 08:30:11")
    assert one == text_digest(
        b"<html><head><title>x</title></head><body class='z'><script>var a='/en/vi';</script><p>\n B\xc3\xa3o  "
        b"s\xe1\xbb\x91 9. L\xc6\xb0\xe1\xbb\xa3t xem: 1.345. B\xc3\xa2y gi\xe1\xbb\x9d l\xc3\xa0 23:59:59</p></body></html>"
    )
    other = says("Bão số 10. Lượt xem: 120. Bây giờ là 08:30:11")
    assert (other.text == one.text, other.words == one.words) == (False, True)
    assert text_digest(b"%PDF-1 a") != text_digest(b"%PDF-1 b")


@given(st.binary(max_size=200))
def test_any_bytes_have_a_digest(body):
    assert text_digest(body) == text_digest(body)


@given(st.lists(st.tuples(st.text(max_size=40).map(f"{HOST}/".__add__), st.sampled_from("abc")), max_size=60))
def test_any_addresses_are_allowed_or_told(pages):
    traps = Traps()
    refused = len(pages) - len(crawl(traps, pages))
    told = traps.report()
    assert bool(told) == bool(refused)


def test_a_page_with_a_hundred_thousand_links_is_cut():
    traps = Traps(Limits(page=1000, run=2500))
    links = [f"{HOST}/{n}" for n in range(100_000)]
    assert traps.within(HOST, links * 2) == links[:1000]
    assert traps.within(f"{HOST}/2", links[:2000]) == links[:1000]
    assert len(traps.within(f"{HOST}/3", links[5000:], most=90_000)) == 1500
    assert traps.within(f"{HOST}/4", [*links[50_000:50_010], *links[:5]]) == links[:5]
    told = {error.url: error.reason for error in traps.report()}
    assert "99000 were left out" in told[HOST]
    assert list(told) == [HOST, f"{HOST}/2", f"{HOST}/3", f"{HOST}/4"]


def test_links_of_ordinary_pages_are_all_kept():
    traps = Traps()
    assert traps.within(HOST, ["b", "a", "b"]) == ["b", "a"]
    assert traps.report() == []
