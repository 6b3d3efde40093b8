"""Pages that are too long to be read: refused before a reader is given them, with the limit and what to do."""

import time

import pytest

from crawlers.errors import BadDocument
from crawlers.source import source
from transforms.extract.bounded import Reader
from transforms.extract.page import MOST_HTML, html_bytes

NOISE = b"<p>tin</p>"
PICTURE = b'<img src="data:image/png;base64,%s">'


def long(length: int) -> bytes:
    return b"<!DOCTYPE html><html><body>" + NOISE * (length // len(NOISE) + 1)


def test_a_page_that_is_too_long_is_refused_before_anybody_reads_it(make_page):
    with Reader() as reader:
        with pytest.raises(
            BadDocument, match=r"10\.0 MB of HTML, more than the 10 MB that are read"
        ) as caught:
            reader.extract(make_page(long(MOST_HTML)), source=source("baochinhphu"))
        assert reader._worker is None
    assert caught.value.source == "baochinhphu"
    assert caught.value.url
    assert "MOST_HTML" in caught.value.fix


def test_pictures_inside_a_page_are_not_counted(make_page, news_html):
    below = PICTURE.decode() % ("iVBORw0KGgo" * (MOST_HTML // 11 + 1))
    page = make_page(news_html(below=below))
    assert len(page.body) > MOST_HTML
    with Reader() as reader:
        article = reader.extract(page)
    assert article.blocks
    assert not any("iVBOR" in block.text for block in article.blocks)


def test_a_page_of_the_longest_length_is_given_to_the_reader(make_page, monkeypatch):
    page = make_page(long(MOST_HTML - 100))
    assert len(page.body) <= MOST_HTML
    with Reader() as reader:
        monkeypatch.setattr(reader, "_ask", lambda asked, _: {"articles": [], "asked": asked})
        assert reader.extract_all(page) == []


def test_a_file_may_be_longer(make_page, monkeypatch):
    page = make_page(
        b"%PDF-1.7\n" + bytes(MOST_HTML) + b"%%EOF", "https://tin.vi-du.vn/a.pdf", "application/pdf"
    )
    with Reader() as reader:
        monkeypatch.setattr(reader, "_ask", lambda _page, _asked: {"articles": []})
        assert reader.extract_all(page) == []


@pytest.mark.parametrize(
    ("body", "counted"),
    [
        (b"<p>a</p>", 8),
        (PICTURE % b"iVBORw0KGgo=", len(PICTURE % b"") - len(b"data:image/png;base64,")),
        (b"data:text/html,<p>x</p>", 23),
        (b"DATA:Image/PNG;BASE64,AAAA<b>", 3),
    ],
)
def test_what_counts(body, counted):
    assert html_bytes(body) == counted


@pytest.mark.parametrize(
    "piece", [b"data:", b"data:image/png;base64", b"data:a;base64,A ", b"data:" + b"a" * 100]
)
def test_the_count_takes_time_in_proportion(piece):
    before = time.process_time()
    html_bytes(piece * (4_000_000 // len(piece)))
    assert time.process_time() - before < 5
