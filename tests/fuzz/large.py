"""What broke a reader, or would have, by its size alone: made here, because nobody wants it as a file."""

import gzip
import zlib
from collections.abc import Callable, Mapping
from functools import partial

from tests.fuzz.files import PART
from tests.fuzz.lists import SITE

_MANY = b" ".join(b"a%d" % number for number in range(20_000))
_BILLION = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_BOMB = f'<!DOCTYPE a [<!ENTITY a0 "ha">{_BILLION}]>'
_NEWS = (
    '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Suối Mẫu có nhà văn hóa</title></head><body><h1>Suối Mẫu có nhà văn hóa</h1>'
    "<p>Sáng 20/11, xã Suối Mẫu khai trương nhà văn hóa thôn 4 sau tám tháng thi công, phục vụ hơn 300 hộ dân trong vùng.</p>%s"
)


def _page(piece: str, times: int) -> Callable[[], bytes]:
    """A page of news that ends in a piece over and over."""
    return partial(_repeated, *_NEWS.split("%s"), piece, times)


def _text(piece: str, times: int, before: str = "") -> Callable[[], bytes]:
    """A piece over and over, and what stands before it."""
    return partial(_repeated, before, "", piece, times)


def _repeated(before: str, after: str, piece: str, times: int) -> bytes:
    return (before + piece * times + after).encode()


def _drawn(stream: bytes) -> bytes:
    """A PDF of one page that is drawn by `stream`, packed."""
    packed = zlib.compress(stream, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))
    return body + b"trailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n9\n%%EOF"


def _feed(inside: str, dtd: str = "") -> bytes:
    return f'x<?xml version="1.0"?>{dtd}<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


LARGE: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "html": {
        "deep": _page("<div>", 100_000),
        "attributes": lambda: b"<html><p " + _MANY + b">",
        "body after body": lambda: b"<html><body>" + b"".join(b"<body a%d>" % each for each in range(20_000)),
        "links": _page("<a ", 50_000),
        "comments": _page("<!-- ", 50_000),
        "ampersands": _page("&", 30_000),
        "spaces": _page(" ", 300_000),
        "dates": _page("12/", 5_000),
        "days": _page("ngày 1 tháng ", 1_500),
        "marks": _page("\u0301", 5_000),
        "number": _page("-AB", 1_000),
        "bold": _page("<b>", 1_900),
    },
    "judge": {"script": _page("<script ", 20_000), "in UTF-16": lambda: (b"<p " + _MANY + b">").decode().encode("utf-16")},
    "pdf": {
        "drawing that unpacks to much": lambda: _drawn(b"0 0 m " * 3_000_000),
        "too many parts": lambda: _drawn(b"0 0 9 9 re S " * 200_500),
    },
    "docx": {"deep": _text("<a>", 20_000), "bomb": _text(" ", 4_000_000, "<w:document>"), "entities": lambda: _BOMB.encode() + b"<w:p>&a9;</w:p>"},
    "odt": {"deep": _text("<text:p>", 20_000), "styles": lambda: b"<a/>" + PART + b"<b>" * 20_000},
    "feed": {
        "billion laughs": lambda: _feed(f"<item><title>&a9;</title><link>{SITE}/1</link></item>", _BOMB),
        "blank lines": lambda: b"x" + b"\n" * 8_000 + _feed("<item><link>/1</link></item>")[1:],
        "deep": lambda: _feed("<a>" * 3_000),
    },
    "sitemap": {
        "billion laughs": _text("&a9;", 10, f"{_BOMB}<urlset>"),
        "deep": _text("<a>", 200_000),
        "attributes": lambda: b"<a " + b" ".join(b"b%d='1'" % each for each in range(50_000)) + b"/>",
        "a name of 200,000 letters": lambda: b'<a xmlns:p="' + b"u" * 200_000 + b'">' + b"<p:b/>" * 10_000 + b"</a>",
        "open sections": _text("<![CDATA[", 100_000, "<a>"),
        "packed": lambda: gzip.compress(bytes(62_000_000), 9),
    },
    "api": {"deep": _text('{"data":', 100_000), "a long number": lambda: b'{"data":{"items":[{"id":' + b"9" * 5_000 + b"}]}}"},
    "robots": {
        "spaces in a line": lambda: b"User-agent: *\nDisallow" + b" " * 300_000 + b": /",
        "hyphens": _text("- ", 100_000),
        "stars": lambda: b"User-agent: *\nDisallow: " + b"/*a" * 50_000,
        "many rules": lambda: b"User-agent: *\n" + b"Disallow: /a*b$\n" * 20_000,
    },
    "addresses": {"percent signs": _text("%", 50_000), "dots": _text("/..", 50_000), "labels": _text("a.", 20_000, "http://")},
    "headers": {"digits": lambda: b"Retry-After: " + b"9" * 50_000, "a content-range": lambda: b"Content-Range: bytes " + b"9" * 50_000},
    "unpack": {
        "gzip bomb": lambda: b"gzip\n" + gzip.compress(bytes(30_000_000), 9),
        "bomb in a bomb": lambda: b"gzip, gzip\n" + gzip.compress(gzip.compress(bytes(30_000_000), 9), 9),
        "many codings": lambda: b", ".join([b"gzip"] * 5_000) + b"\n" + gzip.compress(b"x"),
    },
    "source": {"deep": lambda: b"[" * 1_000, "a long number": lambda: b"request_cap: " + b"9" * 5_000},
    "dates": {"months": _text("ngày 1 tháng ", 4_000), "slashes": _text("12/", 20_000), "spaces": _text(" ", 50_000, "ngày"), "digits": _text("9", 50_000)},
    "numbers": {"organs": _text("-AB", 10_000, "1/NQ-A"), "clauses": _text("điểm a khoản 1 ", 3_000), "digits": _text("9", 20_000)},
    "law": {
        "clauses": _text("1. Loa của xã\n", 1_500),
        "quotes": _text("“Điều 1. Loa\n", 700),
        "mentions": _text("Luật Đất đai số 31/2024/QH15, ", 700, "Điều 1. "),
        "tables": _text("|a | b\n", 3_000),
    },
    "words": {"marks": _text("\u0301", 20_000, "a"), "references": _text("&amp;", 10_000), "old letters": _text("Céng hoµ x· héi ", 1_000)},
    "aloud": {
        "digits": _text("9", 3_000),
        "brackets": _text("(", 5_000),
        "quotes": _text('"', 5_000),
        "questions": _text("?", 20_000),
        "abbreviations with hyphens": _text("-AB", 800),
        "dots in a word": _text("1.000.", 700),
        "a word of 20,000 letters": _text("ă", 20_000),
    },
    "compared": {"sentences": _text("Loa phát tin. ", 700, "Loa đọc tin. " * 700 + "\n===\n")},
}  # fmt: skip
