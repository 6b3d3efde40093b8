"""XML from strangers, and the bound on what reading may cost."""

import contextlib
import gzip
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawlers import xml
from crawlers.discovery.feed import read_feed
from crawlers.errors import BadDocument
from crawlers.timebox import timebox
from crawlers.xml import in_utf8, name_of, parse_xml

URL = "https://bao.dongmau.vn/sitemap.xml"
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://bao.dongmau.vn/tin-lũ.htm</loc></url></urlset>"
)
DECLARED = '<?xml version="1.0" encoding="{}"?>'
TEN = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def place(body: bytes) -> str:
    [loc] = parse_xml(body, URL).iter("{*}loc")
    return loc.text


def feed(inside: str, dtd: str = "") -> bytes:
    return f'<?xml version="1.0"?>{dtd}<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


def item(title: str) -> str:
    return f"<item><title>{title}</title><link>https://bao.dongmau.vn/1</link></item>"


@pytest.mark.parametrize(
    "body",
    [
        SITEMAP.encode(),
        b"\xef\xbb\xbf \n" + SITEMAP.encode(),
        (DECLARED.format("windows-1252") + SITEMAP).encode(),
        (DECLARED.format("utf-16") + SITEMAP).encode(),
        (DECLARED.format("punycode") + SITEMAP).encode(),
        (DECLARED.format("UTF-16") + SITEMAP).encode("utf-16"),
        SITEMAP.encode("utf-16-be"),
        (DECLARED.format("UTF-32") + SITEMAP).encode("utf-32"),
        gzip.compress(SITEMAP.encode()),
        gzip.compress(gzip.compress(SITEMAP.encode())),
    ],
)
def test_a_document_is_read_whatever_it_says_of_its_encoding(body):
    assert place(body) == "https://bao.dongmau.vn/tin-lũ.htm"


def test_a_charset_is_believed_where_the_bytes_are_no_utf_8():
    body = f"{DECLARED.format('windows-1258')}<a>Lâm</a>".encode("cp1258")
    assert parse_xml(body, URL).text == "Lâm"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<a>x?a=1&b=2</a>", "x?a=1&b=2"),
        ("<a>x?a=1&amp;b=2</a>", "x?a=1&b=2"),
        ("<a><![CDATA[x?a=1&b=2]]></a>", "x?a=1&b=2"),
        ("<a>m&nbsp;n</a>", "m&nbsp;n"),
        ("<a>m\x0bn</a>", "m n"),
        ("<a>&#7845;&#x1EA5;</a>", "ấấ"),
        ("<!-- & --><a>m</a>", "m"),
    ],
)
def test_faults_that_real_sitemaps_have_are_mended(written, read):
    assert parse_xml(written.encode(), URL).text == read


def test_names_keep_their_namespace():
    root = parse_xml(b'<a xmlns="urn:x" xml:lang="vi"><b/></a>', URL)
    assert (root.tag, name_of(root), [name_of(child) for child in root]) == ("{urn:x}a", "a", ["b"])
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    assert name_of(etree.Comment("x")) == ""


def outside(tmp_path) -> str:
    secret = tmp_path / "bi-mat.txt"
    secret.write_text("bí mật")
    return f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f'<!DOCTYPE a [<!ENTITY a0 "ha">{TEN}]><a>&a9;</a>', "document type"),
        (f'<!DOCTYPE a [<!ENTITY a "{"ha" * 50_000}">]><a>{"&a;" * 50_000}</a>', "document type"),
        ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]><a/>', "document type"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "document type"),
        ("<a>" * 300_000, "nested deeper"),
        ("<a " + " ".join(f"b{n}='1'" for n in range(100_000)) + "/>", "attributes"),
        (f'<a xmlns:p="{"u" * 200_000}">{"<p:b/>" * 20_000}</a>', "a name of more"),
        ("<a>" + "<![CDATA[" * 200_000, "not well-formed"),
        ("<a>" + "<" * 200_000, "not well-formed"),
        ("<p:a/>", "not well-formed"),
        ("", "not well-formed"),
        ("không phải XML", "not well-formed"),
        ("<a>&#0;</a>", "not well-formed"),
    ],
)
def test_a_bomb_is_refused_before_it_bursts(body, reason):
    before = time.process_time()
    with pytest.raises(BadDocument, match=reason):
        parse_xml(body.encode(), URL)
    assert time.process_time() - before < 5


def test_no_file_is_read_for_an_entity(tmp_path):
    with pytest.raises(BadDocument, match="document type"):
        parse_xml(outside(tmp_path).encode(), URL)


def test_the_number_of_elements_is_bounded(monkeypatch):
    monkeypatch.setattr(xml, "MOST_ELEMENTS", 100)
    assert len(parse_xml(b"<a>" + b"<b/>" * 99 + b"</a>", URL)) == 99
    with pytest.raises(BadDocument, match="more than 100 elements"):
        parse_xml(b"<a>" + b"<b/>" * 100 + b"</a>", URL)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (gzip.compress(bytes(3_000_000)), "unpacks to more than"),
        (gzip.compress(SITEMAP.encode())[:-20], "damaged or cut"),
        (gzip.compress(gzip.compress(gzip.compress(SITEMAP.encode()))), "packed more than"),
    ],
)
def test_gzip_is_taken_off_within_bounds(monkeypatch, body, reason):
    monkeypatch.setattr(xml, "MOST_BYTES", 2_000_000)
    with pytest.raises(BadDocument, match=reason):
        parse_xml(body, URL)


@given(st.binary() | st.text().map(lambda text: f"<a>{text}</a>".encode("utf-8", "replace")))
def test_any_bytes_are_a_tree_or_a_bad_document(body):
    with contextlib.suppress(BadDocument):
        assert parse_xml(body, URL) is not None


@given(st.binary())
def test_only_what_is_wider_is_recoded(body):
    assert in_utf8(b"<rss>" + body) == b"<rss>" + body


def test_a_feed_in_utf_16_without_a_declaration_is_read():
    body = feed(item("Tin")).decode().encode("utf-16")
    assert [entry.title for entry in read_feed(body, URL, "text/xml").entries] == ["Tin"]


# feedparser: its own defences, and ours around it.


@pytest.mark.parametrize(
    ("dtd", "title"),
    [
        (f'<!DOCTYPE a [<!ENTITY a0 "ha">{TEN}]>', "&a9;"),
        (f'<!DOCTYPE a [\n<!ENTITY a "{"ha" * 20_000}">\n]>', "&a;" * 20_000),
    ],
)
def test_a_feed_is_no_bomb(dtd, title):
    before = time.process_time()
    [entry] = read_feed(feed(item(title), dtd), URL, "text/xml").entries
    assert len(entry.title) < 200_000
    assert time.process_time() - before < 10


def test_a_feed_reads_no_file(tmp_path):
    hidden = tmp_path / "tin.xml"
    hidden.write_bytes(feed(item("bí mật")))
    with pytest.raises(BadDocument, match="not a feed"):
        read_feed(str(hidden).encode(), URL, "text/xml")
    dtd = f'<!DOCTYPE a [\n<!ENTITY x SYSTEM "{hidden.as_uri()}">\n]>'
    [entry] = read_feed(feed(item("&x;"), dtd), URL, "text/xml").entries
    assert "bí mật" not in entry.title


@pytest.mark.parametrize(
    "body",
    [
        b"\n" * 200_000 + feed(item("Tin")),
        feed(item("Tin"), "<!DOCTYPE \n" * 50_000),
        feed("<item " + " ".join(f"b{n}='1'" for n in range(50_000)) + "></item>"),
        feed(f"<item><author>{'a' * 60_000}</author><link>https://bao.dongmau.vn/1</link></item>"),
    ],
    ids=["blank lines", "document types", "attributes", "author"],
)
def test_a_feed_that_would_take_minutes_is_given_up(monkeypatch, body):
    monkeypatch.setattr("crawlers.discovery.feed._SECONDS", 0.5)
    before = time.process_time()
    with pytest.raises(BadDocument, match="not read within"):
        read_feed(body, URL, "text/xml")
    assert time.process_time() - before < 10


# The time box itself.


def spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_the_time_box_ends_what_thinks_too_long():
    with pytest.raises(BadDocument, match=r"not read within 0\.05 s") as caught, timebox(0.05, URL):
        spin(20)
    assert caught.value.url == URL


def test_the_time_box_is_not_fooled_by_a_broad_except():
    with pytest.raises(BadDocument), timebox(0.05, URL):  # noqa: PT012 -- the fool is the point
        try:
            spin(20)
        except BadDocument:
            spin(20)


def test_after_a_time_box_there_is_none():
    with timebox(0.05, URL):
        pass
    spin(0.2)


def test_a_time_box_in_another_thread_bounds_nothing_and_breaks_nothing():
    done = []

    def work():
        with timebox(0.05, URL):
            spin(0.2)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
