"""Bytes to text: charsets, legacy encodings, double escapes."""

import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.decode import decode
from transforms.text.legacy import ENCODINGS, western_bytes

PAGE = (
    "<html><head><title>ủy ban nhân dân xã</title><style>p {{ color: red }}</style></head><body><h1>thông báo</h1>"
    "<p>căn cứ <b>luật tổ</b> chức chính quyền địa phương; theo đề nghị của trưởng phòng, ủy ban <i>th</i>ông báo "
    "lịch tiếp công dân: <a href='/x?a=1&amp;b=2'>xem ở đây</a></p><script>var a = '{script}';</script>"
    "<ul><li>thứ hai: ông nguyễn văn được</li></ul></body></html>"
)
TEXT = PAGE.format(script="x")


@pytest.mark.parametrize("label", ["", "text/html; charset=iso-8859-1", "text/html; charset=windows-1252"])
@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: each.name)
def test_pages_in_legacy_encodings(encoding, label):
    body = western_bytes(encoding.encode(TEXT)).encode("latin-1")
    assert decode(body, label) == (TEXT, "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: each.name)
def test_the_same_with_its_letters_written_as_utf_8_or_as_references(encoding):
    written = encoding.encode(TEXT)
    assert decode(written.encode()) == (TEXT, "utf-8")
    assert html.unescape(decode(written.encode("ascii", "xmlcharrefreplace"))[0]) == html.unescape(TEXT)


def test_windows_1258_by_its_name():
    assert decode(TEXT.encode("cp1258", "replace"), "text/html; charset=windows-1258")[1] == "cp1258"


def test_scripts_and_attributes_stay():
    source = "<p title='Tr\u00adêng'>Ph\u00adêng ®· häp bµn viÖc phßng chèng b·o</p><script>x = 'Tr\u00adêng ®¹i häc'</script>"
    assert decode(source.encode())[0] == (
        "<p title='Tr\u00adêng'>Phường đã họp bàn việc phòng chống bão</p><script>x = 'Tr\u00adêng ®¹i häc'</script>"
    )


def test_fonts_of_capitals():
    source = '<p><font face=".VnTimeH">Céng hßa x· héi</font> chñ nghÜa ViÖt Nam</p>'
    assert decode(source.encode())[0] == (
        '<p><font face=".VnTimeH">CỘNG HÒA XÃ HỘI</font> chủ nghĩa Việt Nam</p>'
    )


def test_what_was_escaped_twice_is_read_once_and_makes_no_markup():
    source = "<a href='?a=1&amp;copy;=2'>C&amp;ocirc;ng &amp;lt;b&amp;gt; &lt;i&gt; A&amp;B</a>"
    assert (
        decode(source.encode())[0]
        == "<a href='?a=1&amp;copy;=2'>Công &amp;lt;b&amp;gt; &lt;i&gt; A&amp;B</a>"
    )


@pytest.mark.parametrize(
    "text", ["<p>Quốc lộ «1A» 35°C</p>", "<p>été à côté</p>", "<p>plain</p>", "<p>a &amp; b &lt;c&gt;</p>"]
)
def test_healthy_pages_stay_letter_by_letter(text):
    assert decode(text.encode())[0] == text


@given(st.text())
def test_any_utf_8_is_utf_8(text):
    assert decode(text.encode("utf-8", "replace"))[1] == ("utf-8")


@given(st.binary())
def test_any_bytes_are_a_text(body):
    text, name = decode(body)
    assert isinstance(text, str)
    assert name


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<script>", "&amp;", "&#", "á", "<font face=.VnTime>®", "Ã", "</p>", "<p>á"]
)
def test_time_grows_with_length_only(piece):
    body = (piece * 200_000)[:200_000].encode()
    began = time.monotonic()
    decode(body)
    assert time.monotonic() - began < 20
