"""Readers of what a crawl asks beside the pages: lists, feeds, robots.txt, addresses, header fields, packed bodies."""

import gzip
import json
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import brotli
from backports import zstd

from crawlers.address import canonical
from crawlers.discovery.api import read_api
from crawlers.discovery.entry import Ask, Findings
from crawlers.discovery.feed import read_feed
from crawlers.discovery.sitemap import read_sitemap
from crawlers.discovery.walk import read_page
from crawlers.manners.patience import retry_after
from crawlers.manners.robots import read_rules
from crawlers.media.ranges import Answer, Held, take
from crawlers.source import (
    ApiDiscovery,
    FeedDiscovery,
    SitemapDiscovery,
    Source,
    load_source,
    source,
    source_ids,
)
from crawlers.unpack import content_encoding, unpack
from tests.fuzz.pages import CAPTURED, samples_of

SITE = "https://bao.dongmau.vn"
HOST = "bao.dongmau.vn"
_SITEMAP = SitemapDiscovery(by="sitemap", urls=("/sitemap.xml",))
_API = ApiDiscovery(
    by="api",
    url="/api",
    items="data.items",
    link="/tin/{slug}-{id}.htm",
    title="title",
    date="at",
    total="total",
)
_MOST = 1_000_000
_YAML = "dongmau"


def _sound(found: Findings) -> None:
    """What must hold of findings, whatever they were read from."""
    for entry in (*found.entries, *found.inside):
        assert entry.url.startswith(("http://", "https://"))
        assert entry.title == entry.title.strip()
        assert entry.told is None or entry.told.tzinfo
    assert not found.defects


def feed(data: bytes) -> None:
    """A feed; the first byte says whether the host calls it one."""
    kind = "text/html" if data[:1] == b"h" else "application/rss+xml; charset=utf-8"
    _sound(read_feed(data[1:], f"{SITE}/tin.rss", kind, Ask(f"{SITE}/tin.rss", 0, 1)))


def feed_samples() -> Iterator[bytes]:
    """Our own feeds, RSS and Atom."""
    yield from (b"x" + body for body in samples_of(".rss", longest=6_000))
    yield (
        b'h<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="/cu"/><entry><title type="html">Tin'
        b'</title><link href="/1.htm"/><link rel="enclosure" type="audio/mpeg" length="9" href="/1.mp3"/>'
        b"<updated>2026-11-20T08:00:00+07:00</updated><content>x</content></entry></feed>"
    )


def sitemap(data: bytes) -> None:
    """A sitemap or an index of them."""
    _sound(read_sitemap(data, f"{SITE}/sitemap.xml", _SITEMAP))


def sitemap_samples() -> Iterator[bytes]:
    """Sitemaps plain, packed, in UTF-16, and an index."""
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    news = "<news:news><news:title>Tin &amp; ảnh</news:title><news:publication_date>2026-11-20</news:publication_date></news:news>"
    one = f"<urlset {space}><url><loc>{SITE}/tin-1.htm</loc><lastmod>2026-11-20T01:00:00Z</lastmod>{news}</url></urlset>"
    yield one.encode()
    yield gzip.compress(one.encode(), mtime=0)
    yield one.encode("utf-16")
    yield f"<sitemapindex {space}><sitemap><loc>{SITE}/sitemaps-2026-11.xml</loc></sitemap></sitemapindex>".encode()


def api(data: bytes) -> None:
    """The answer of a JSON interface."""
    _sound(read_api(data, f"{SITE}/api", _API, SITE))


def api_samples() -> Iterator[bytes]:
    """Answers with times of all kinds."""
    for at in ("2026-11-20 08:00", 1_790_000_000, 1_790_000_000_000, None, 1e300, True):
        item = {"slug": "mua-lon", "id": 7, "title": "Mưa lớn", "at": at}
        yield json.dumps({"data": {"items": [item, item]}, "total": "1 - 2 | 12.634"}).encode()


@cache
def _ways() -> tuple[tuple[Source, Ask], ...]:
    """Each way of each source, on its first page and inside."""
    return tuple(
        (of, Ask(of.at("/"), number, 1, level=level))
        for of in map(source, source_ids())
        for number, way in enumerate(of.discover)
        if not isinstance(way, FeedDiscovery | SitemapDiscovery)
        for level in (0, 1)
    )


def lists(data: bytes) -> None:
    """A list page of one of our sources: the first byte says of which."""
    of, ask = _ways()[(data[0] if data else 0) % len(_ways())]
    _sound(read_page(of, ask, data[1:], ask.url, "text/html"))


def list_samples() -> Iterator[bytes]:
    """The list pages of our sources; pages that are none do no harm."""
    for number, (of, _) in enumerate(_ways()):
        bodies = samples_of(".htm", ".html", ".rss", ".xml", ".json", of=[of.id], longest=8_000)
        yield from (bytes([number]) + body for _, body in zip(range(3), bodies, strict=False))


def robots(data: bytes) -> None:
    """A robots.txt, and what it lets us ask."""
    rules = read_rules(data, HOST)
    assert rules.wait >= 0
    for path in ("/", "/tin/mua-lon-102261119101533208.htm?trang=1&phien=2", f"/{'a' * 200}", "/tin/ấ"):
        rules.allow(f"{SITE}{path}")


def robots_samples() -> Iterator[bytes]:
    """Ordinary ones and ours."""
    yield from samples_of(".txt")
    yield b"User-agent: *\nDisallow: /*?phien=\nAllow: /tin$\nCrawl-delay: 2.5\nRequest-rate: 1/5 0800-1700\n"
    yield b"\xef\xbb\xbfuser-agent: nguon/1.0\nuseragent: x\ndisalow: tim-kiem # x\nSitemap: /s.xml\nVisit-time: 0600-0845\n"


def addresses(data: bytes) -> None:
    """A link on a page: the second line is the page's address."""
    link, _, page = data.decode("utf-8", "surrogateescape").partition("\n")
    for base in ("", SITE, page):
        found = canonical(link, base=base)
        assert found is None or canonical(found) == found
        assert found is None or found.isascii()


def address_samples() -> Iterator[bytes]:
    """Links of all kinds."""
    links = (
        "../a/./b?x=1&y=%e1%ba%a5#z",
        "//user:pw@EXAMPLE.vn:80/",
        "http://[::ffff:1.2.3.4]:99/%zz",
        "HTTP://0x7f.1/",
        "https://bánh.vn/ạ b",
    )
    yield from (f"{link}\nhttps://bao.dongmau.vn/tin/x.htm?y".encode() for link in links)


def headers(data: bytes) -> None:
    """Header fields of an answer, a line each; the first line's first byte says with which status."""
    lines = data.decode("latin-1").split("\n")
    fields = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    for _, value in fields:
        wait = retry_after(value, CAPTURED)
        assert wait is None or wait >= 0
    content_encoding(fields)
    status = (200, 206, 416)[len(data) % 3]
    first = take(Held(), Answer.of(200, fields, b"0123456789" * 20_000, truncated="length", key="a"))
    take(first, Answer.of(status, fields, b"0123456789", key="b"))


def header_samples() -> Iterator[bytes]:
    """Fields that say something."""
    yield b"Retry-After: 120\nContent-Encoding: gzip, br"
    yield b"Retry-After: Fri, 20 Nov 2026 08:00:00 GMT\nRetry-After: Sun, 06 Nov 1994 08:49:37 +9999"
    yield b'ETag: "a"\nAccept-Ranges: bytes\nContent-Length: 999999\nRepr-Digest: sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'
    yield b'ETag: "a"\nContent-Range: bytes 100000-100009/300000\nLast-Modified: Fri, 20 Nov 2026 08:00:00 GMT'


def unpacked(data: bytes) -> None:
    """A packed body: the first line is the header's word on how."""
    encoding, _, body = data.partition(b"\n")
    content, why = unpack(encoding.decode("latin-1"), body, _MOST)
    assert len(content) <= _MOST
    assert why in {"", "length", "disconnect"}


def packed_samples() -> Iterator[bytes]:
    """Each coding, alone and over another."""
    page = b"<p>Tin</p>" * 40
    yield b"gzip\n" + gzip.compress(page, mtime=0)
    yield b"deflate\n" + zlib.compress(page)
    yield b"deflate\n" + zlib.compress(page)[2:-4]
    yield b"br\n" + brotli.compress(page)
    yield b"zstd\n" + zstd.compress(page)
    yield b"gzip, zstd, br\n" + brotli.compress(zstd.compress(gzip.compress(page, mtime=0)))
    yield b"identity, x-gzip, none\n" + gzip.compress(page, mtime=0)


def definition(data: bytes) -> None:
    """A source.yaml, and what a crawl asks of the source first."""
    with tempfile.TemporaryDirectory(prefix="nguon-fuzz-") as place:
        folder = Path(place) / _YAML
        folder.mkdir()
        (folder / "source.yaml").write_bytes(data)
        of = load_source(folder)
    assert of.id == _YAML
    of.layout_on(datetime(2026, 11, 20, tzinfo=UTC).date())
    assert of.host in of.all_hosts


def definition_samples() -> Iterator[bytes]:
    """The bundled definitions."""
    folder = Path(load_source.__code__.co_filename).parents[1] / "sources"
    yield from (path.read_bytes() for path in sorted(folder.glob("*/source.yaml")))
