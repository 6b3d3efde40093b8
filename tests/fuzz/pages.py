"""Readers of pages: HTML with a source's rules and without, and what is asked of a page before it is read."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache

from lxml import etree

from crawlers.capture import Role
from crawlers.judge import judge
from crawlers.markup import parse_html
from crawlers.media.players import page_media
from crawlers.source import Source, source, source_ids
from crawlers.traps import text_digest
from nguon.settings import ROOT
from transforms.article import Article
from transforms.extract import Page, extract_all
from transforms.extract.decode import decode
from transforms.law.akn import as_akn
from transforms.law.document import document_of
from transforms.law.jsonld import as_jsonld
from transforms.law.tree import lines_of
from transforms.script import write_script

RECORDED = ROOT / "tests" / "recorded"
CAPTURED = datetime(2026, 11, 22, 1, tzinfo=UTC)
URL = "https://tin.vi-du.vn/bai-1.htm"
ROLES = (Role.ITEM, Role.DISCOVERY, Role.REFERRAL)


def samples_of(*endings: str, of: Sequence[str] = (), longest: int = 40_000) -> Iterator[bytes]:
    """Our own sample files with one of those endings, those of some sources or of all."""
    for path in sorted(RECORDED.glob("*/pages/**/*")):
        mine = not of or path.relative_to(RECORDED).parts[0] in of
        if mine and path.suffix in endings and path.is_file() and path.stat().st_size <= longest:
            yield path.read_bytes()


def html(data: bytes) -> None:
    """A page of a site that we have no definition of."""
    told(extract_all(Page(URL, data, "", CAPTURED)))


def told(articles: Sequence[Article]) -> None:
    """What becomes of every article: it is written down, read back, and read aloud; of a law its exports too."""
    for article in articles:
        written = json.loads(json.dumps(article.as_json(), ensure_ascii=False).encode())
        assert Article.from_json(written) == article
        assert article.title
        write_script(article)
        exported(article)


def exported(article: Article) -> None:
    """A law's tree, JSON-LD and Akoma Ntoso."""
    document = document_of(article)
    if document:
        etree.fromstring(as_akn(document, date(2026, 11, 22)))
        json.dumps([as_jsonld(document), document.as_json()], ensure_ascii=False).encode()
        lines_of(document.tree)


@cache
def ruled_sources() -> tuple[Source, ...]:
    """The sources whose pages are read by rules."""
    return tuple(each for name in source_ids() if (each := source(name)).layouts)


def ruled(data: bytes) -> None:
    """A page of one of our sources: the first byte says of which, the rest is the page."""
    of = ruled_sources()[data[0] % len(ruled_sources())] if data else ruled_sources()[0]
    page = Page(of.at("/bai-1.htm"), data[1:], "text/html", CAPTURED)
    told(extract_all(page, source=of, attachments=_attachments(of.id)))


@cache
def _attachments(name: str) -> tuple[Page, ...]:
    """A file or two that pages of the source announce."""
    return tuple(
        Page(
            f"https://{path.relative_to(RECORDED / name / 'pages').as_posix()}",
            path.read_bytes(),
            "",
            CAPTURED,
        )
        for path in sorted((RECORDED / name).glob("pages/**/*"))
        if path.suffix in {".pdf", ".doc", ".docx"}
    )[:3]


def ruled_samples() -> Iterator[bytes]:
    """The pages of each source, its number before them."""
    for number, of in enumerate(ruled_sources()):
        yield from (
            bytes([number]) + body for body in samples_of(".htm", ".html", of=[of.id], longest=15_000)
        )


def judged(data: bytes) -> None:
    """What a crawl asks of a page: whether it is one, its digest, the recordings on it."""
    for role in ROLES:
        for status in (200, 503):
            judge(URL, status, "text/html", data, role=role)
    text_digest(data)
    page_media(parse_html(data, URL), URL)


def decoded(data: bytes) -> None:
    """Bytes in whatever charset; the first line is the header's word on it."""
    header, _, body = data.partition(b"\n")
    text, _ = decode(body, header.decode("latin-1"))
    text.encode()


def decode_samples() -> Iterator[bytes]:
    """Pages in charsets of all kinds."""
    text = (
        "<meta charset=utf-8><p>Uỷ ban nhân dân xã Suối Mẫu thông báo lịch cắt nước ngày 20/11/2026.</p>" * 3
    )
    for name in ("utf-8", "utf-16", "cp1258", "cp1252", "gb18030"):
        yield f"text/html; charset={name}\n".encode() + text.encode(name, "replace")
    yield b"text/html; charset=tcvn3\n" + "<p>Céng hoµ x· héi chñ nghÜa ViÖt Nam</p>".encode("cp1252") * 4
