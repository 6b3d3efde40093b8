"""The sample portals behind a proposal's fetcher, without a crawl: what is asked comes from the files at once."""

from urllib.parse import urlsplit

from crawlers.samples.pages import SamplePages
from nguon.new_source.fetch import Fetched, Fetcher
from nguon.new_source.propose import Proposal, survey
from tests.conftest import RECORDED
from tests.sources.golden import CAPTURED
from transforms.extract import Page

# Source, the address that is given, and which golden items it can lead to: one section leads to no other, and a list's
# second page that no link names is not found.
PORTALS = [
    ("baochinhphu", "https://baochinhphu.vn/", ""),
    ("xaydungchinhsach", "https://xaydungchinhsach.chinhphu.vn/", ""),
    ("mst", "https://mst.gov.vn/rss/home.rss", ""),
    ("mic", "https://mic.gov.vn/sitemap.xml", ""),
    ("vietnamplus", "https://www.vietnamplus.vn/rss/home.rss", ""),
    ("en_vietnamplus", "https://en.vietnamplus.vn/rss/news.rss", ""),
    ("baotintuc", "https://baotintuc.vn/thoi-su.rss", "khoi-cong-30-nha"),
    ("congbao", "https://congbao.chinhphu.vn/van-ban-dang-cong-bao.htm", ""),
    ("vanban", "https://vanban.chinhphu.vn/he-thong-van-ban?classid=1&mode=1", ""),
    ("chinhphu", "https://chinhphu.vn/tin-noi-bat-68258.html", ""),
    ("nchmf", "https://nchmf.gov.vn/kttv/vi-VN/1/index.html", ""),
    ("bvhttdl", "https://bvhttdl.gov.vn/Pages/danh-sach.aspx?url=/tin-tuc.htm", "tuan-van-hoa|phat-dong-phong-trao"),
    ("sotttt_hanoi", "https://sotttt.hanoi.gov.vn/tin-tuc-su-kien", "/tin-tuc-su-kien/"),
    ("ictvietnam", "https://ictvietnam.vn/chuyen-doi-so", "(?<!khong-giay-to)-990\\d\\d\\.html$"),  # one is a long-form page
]  # fmt: skip
IDS = [f"{each[0]}" for each in PORTALS]

TYPES = {".pdf": "application/pdf", ".rss": "application/rss+xml", ".xml": "text/xml"}
HTML = "text/html; charset=utf-8"


class PortalFetcher(Fetcher):
    """Answers as the sample portal of a source does; robots.txt counts as it would in a crawl."""

    def _crawl(self, urls):
        portal = SamplePages([RECORDED / self.source / "pages"])
        hosts = {urlsplit(url).netloc for url in urls}
        self.asked += len(urls) + len(hosts)
        self.budget -= len(urls) + len(hosts)
        for host in sorted(hosts):
            robots = portal.file(host, "/robots.txt")
            self.robots += f"\n{robots.read_text(encoding='utf-8')}" if robots else ""
        for url in urls:
            page = portal_page(portal, url)
            if page:
                self.pages[url] = Fetched(url, page, 200)


def portal_page(portal: SamplePages, url: str) -> Page | None:
    """The page of an address, None where the portal has none."""
    parts = urlsplit(url)
    file = portal.file(parts.netloc, f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return Page(url, file.read_bytes(), TYPES.get(file.suffix, HTML), CAPTURED) if file else None


class PageFetcher(Fetcher):
    """Answers with pages that a test wrote, by address."""

    def give(self, pages: dict[str, str], robots: str = "") -> "PageFetcher":
        self._held, self.robots = pages, robots
        return self

    def _crawl(self, urls):
        self.asked += len(urls) + 1
        self.budget -= len(urls) + 1
        for url in urls:
            if url in self._held:
                body = self._held[url].encode()
                kind = "text/xml" if body.lstrip().startswith(b"<?xml") else HTML
                self.pages[url] = Fetched(url, Page(url, body, kind, CAPTURED), 200)


def portal_of(source_id: str) -> SamplePages:
    """The sample pages of a source."""
    return SamplePages([RECORDED / source_id / "pages"])


def proposed(source_id: str, url: str) -> Proposal:
    """What is proposed for an address of a sample portal."""
    base = "/".join(url.split("/")[:3])
    return survey(PortalFetcher(source_id, base, lambda _line: None), url)
