"""Makes the sample gazette (list, feed, detail pages, PDFs, golden.json) from documents.yaml.

    python -m tests.recorded.congbao.build --fonts /usr/share/fonts/truetype/dejavu

The results are committed: this runs again only when documents.yaml changes.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

import yaml

from tests.recorded.paper import LegalPdf, Paper, lower_first, slug

HERE = Path(__file__).parent
SITE = "https://congbao.chinhphu.vn"
FILES = "https://congbaocdn.chinhphu.vn"
LIST = "/van-ban-dang-cong-bao"
PER_PAGE = 5
SEAM = "====="


@dataclass(frozen=True)
class Document:
    """One document of the gazette, as documents.yaml has it. One that spans issues is in as many parts."""

    number: str
    type: str
    issuer: str
    issued: date
    signer: str
    capacity: list[str]
    gazette: dict[str, Any]
    title: str
    text: str
    must: list[str]
    effective: date | None = None
    shown: str = ""
    cut: bool = False
    late: bool = False
    outside: bool = False

    @property
    def key(self) -> str:
        """A made-up number that site and file server both use; it grows with the gazette's date."""
        return f"99{self.gazette['date']:%m%d}{int(self.gazette['page']):02}"

    @property
    def heading(self) -> str:
        """What list and detail page call the document."""
        name = f"{self.type} số {self.shown or self.number}"
        return (
            f"{name}: {self.title}"
            if self.type == "Văn bản hợp nhất"
            else f"{name} {lower_first(self.title)}"
        )

    @property
    def path(self) -> str:
        """Path of the detail page."""
        return f"/van-ban/{slug(self.type)}-so-{slug(self.number)}-{self.key}.htm"

    @property
    def issues(self) -> list[str]:
        """The numbers of the issues that it is in."""
        return [str(self.gazette["number"]), *map(str, self.gazette.get("more", []))]

    @property
    def parts(self) -> dict[str, str]:
        """Paths of its PDFs on the file server, and the text of each."""
        day = self.gazette["date"]
        texts = self.text.split(f"{SEAM}\n")
        names = [f"{self.key}_v{number}_signed.pdf" for number in range(1, len(texts) + 1)]
        return dict(
            zip((f"/mau/{day.year}/{day.month}/{day.day}/{name}" for name in names), texts, strict=True)
        )


def documents() -> list[Document]:
    """The documents, newest first."""
    rows = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))
    return [Document(**row) for row in rows]


def page(title: str, body: str, head: str = "") -> str:
    """A page of the site around its own part."""
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
    <meta charset="utf-8">
    <title>{escape(title, quote=False)}</title>
{head}</head>
<body>
<header class="header">
    <a href="/" class="logo">Công báo (trang mẫu để kiểm thử)</a>
    <nav><ul>
        <li><a href="{LIST}.htm">Văn bản đăng Công báo</a></li>
        <li><a href="/tim-kiem.htm">Tra cứu văn bản</a></li>
    </ul></nav>
</header>
<main class="container">
{body}
</main>
<footer class="footer">Trang mẫu để kiểm thử: số hiệu, tên người và nội dung văn bản đều là hư cấu.</footer>
</body>
</html>
"""


def listing(part: list[Document], last: int) -> str:
    """A page of the list; a script writes the links to the other pages."""
    rows = "\n".join(
        f"""    <div class="item--vb">
        <div class="top"><span class="kh">Ký hiệu: {doc.shown or doc.number}</span></div>
        <div class="middle"><a class="sapo" title="{escape(doc.title)}" href="{doc.path}">{escape(doc.heading, quote=False)}</a></div>
        <div class="bot"><span class="days">[Ban hành: {doc.issued:%d/%m/%Y}]</span></div>
    </div>"""
        for doc in part
    )
    paging = f'<div class="paging" data-pagging="{LIST}/trang-{{0}}.htm"></div>\n<script>var totalPageSodo = {last};</script>'
    return page(
        "Văn bản đăng Công báo",
        f'<h1>Văn bản đăng Công báo</h1>\n<div class="box--list">\n{rows}\n</div>\n{paging}',
    )


def front(docs: list[Document]) -> str:
    """The front page: the newest documents with what they are about, then the newest of one form."""
    rows = "\n".join(
        f"""    <div class="item--moi">
        <a class="ten" href="{doc.path}">{escape(doc.heading, quote=False)}</a>
        <p class="trich-yeu">{escape(doc.title, quote=False)}. Văn bản do {doc.issuer} ban hành ngày {doc.issued:%d/%m/%Y}, đăng Công báo số {doc.issues[0]}.</p>
    </div>"""
        for doc in docs[:PER_PAGE]
    )
    decrees = "\n".join(
        f'        <li><a href="{doc.path}">{escape(doc.heading, quote=False)}</a></li>'
        for doc in docs
        if doc.type == "Nghị định"
    )
    body = f"""<form class="box--search" action="/tim-kiem.htm"><input type="text" name="keyword" placeholder="Số hiệu, trích yếu"><button>Tìm kiếm</button></form>
<div class="box--moi"><h2><a href="{LIST}.htm">Văn bản mới đăng Công báo</a></h2>
{rows}
    <a class="more" href="{LIST}.htm">Xem tất cả</a>
</div>
<div class="box--loai"><h2>Nghị định</h2>
    <ul>
{decrees}
    </ul>
</div>"""
    names = {
        "Các văn bản mới ban hành": "/cac-van-ban-moi-ban-hanh.rss",
        "Các số Công báo mới đăng": "/cac-so-cong-bao-moi-dang.rss",
    }
    feeds = "".join(
        f'    <link rel="alternate" type="application/rss+xml" title="{name}" href="{path}">\n'
        for name, path in names.items()
    )
    return page("Công báo nước Cộng hòa xã hội chủ nghĩa Việt Nam (trang mẫu)", body, feeds)


def feed(docs: list[Document]) -> str:
    """The feed of new documents, in the order in which they came into the gazette; its titles are empty."""
    items = "\n".join(
        f"""    <item>
      <title></title>
      <link>{SITE}{doc.path}</link>
      <description><![CDATA[<p>{doc.title}</p>]]></description>
      <pubDate>{format_datetime(datetime.combine(doc.issued, time(), UTC), usegmt=True)}</pubDate>
    </item>"""
        for doc in sorted(docs, key=lambda doc: doc.gazette["date"], reverse=True)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
  <channel>
    <title>Các văn bản mới ban hành (trang mẫu để kiểm thử)</title>
    <link>{SITE}</link>
{items}
  </channel>
</rss>
"""


ISSUES = (
    ("1253", date(2026, 11, 21)), ("1251 + 1252", date(2026, 11, 20)), ("1249 + 1250", date(2026, 11, 19)),
    ("1247", date(2026, 11, 18)), ("1245 + 1246", date(2026, 11, 17)), ("1244", date(2026, 11, 16)),
    ("1243", date(2026, 11, 16)), ("1241 + 1242", date(2026, 11, 13)), ("1239 + 1240", date(2026, 11, 12)),
    ("1237 + 1238", date(2026, 11, 10)), ("1235 + 1236", date(2026, 11, 9)),
)  # fmt: skip
"""The newest issues; one number is left out."""


def issue_feed() -> str:
    """The feed of new issues."""
    items = "\n".join(
        f"""    <item>
      <title>Công báo số {number}</title>
      <link>{SITE}/cong-bao/cong-bao-so-{number.replace(" + ", "-")}-{99000 + at}.htm</link>
      <pubDate>{format_datetime(datetime.combine(day, time(), UTC), usegmt=True)}</pubDate>
    </item>"""
        for at, (number, day) in enumerate(ISSUES)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
  <channel>
    <title>Các số Công báo mới đăng (trang mẫu để kiểm thử)</title>
    <link>{SITE}</link>
{items}
  </channel>
</rss>
"""


def properties(doc: Document) -> dict[str, str]:
    """The pairs of the detail page."""
    return {
        "Số, ký hiệu": doc.shown or doc.number,
        "Loại văn bản": doc.type,
        "Cơ quan ban hành": doc.issuer.upper(),
        "Ngày ban hành": f"{doc.issued:%d/%m/%Y}",
        "Ngày hiệu lực": f"{doc.effective:%d/%m/%Y}" if doc.effective else "",
        "Người ký": doc.signer,
        "Trích yếu": doc.title,
        "Công báo": f"Công báo số {doc.issues[0]} ngày {doc.gazette['date']:%d-%m-%Y}",
    }


def detail(doc: Document) -> str:
    """The detail page."""
    rows = "\n".join(
        f'    <div class="row"><span class="name">{name}</span><div class="value"><span class="child-value">{escape(value, quote=False)}</span></div></div>'
        for name, value in properties(doc).items()
    )
    files = "\n".join(
        f'    <a href="{FILES}{path}" target="_blank">Tải văn bản (PDF, đã ký số)</a>' for path in doc.parts
    )
    word = f"https://g7.cdnchinhphu.vn/api/download/stream?Url=mau{doc.key}&file_name={doc.key}.docx"
    issues = "\n".join(
        f'    <a href="{doc.path.removesuffix(".htm")}/{doc.key[2:]}{at}.htm">Công báo số {number}</a>'
        for at, number in enumerate(doc.issues)
    )
    effective = f" <span> - Hiệu lực: {doc.effective:%d/%m/%Y}</span>" if doc.effective else ""
    body = f"""<h1 class="title">{escape(doc.heading, quote=False)}</h1>
<span class="text"> Ban hành: {doc.issued:%d/%m/%Y}{effective}</span>
<div class="document--focus">
{rows}
</div>
<div class="content--main"><div id="pdf-wrapper" class="pdf-wrapper isconvert"><div id="pdf-container"></div></div></div>
<div class="download">
{files}
    <a href="{escape(word)}" target="_blank">Tải văn bản (Word)</a>
</div>
<div class="box-congbao"><p>Nằm trong các Công báo</p>
{issues}
</div>
<div class="related"><p>Văn bản liên quan</p><a href="{LIST}.htm">Xem thêm văn bản khác</a></div>"""
    return page(doc.heading, body)


class GazettePdf(LegalPdf):
    """Pages of the gazette, under its running head."""

    def __init__(self, doc: Document, part: int, fonts: Path) -> None:
        paper = Paper(
            doc.number, doc.type, doc.issuer, doc.issued, doc.signer, doc.capacity, doc.title, doc.text
        )
        super().__init__(paper, fonts, doc.gazette["date"])
        self.issue, self.day, self.first = doc.issues[part], doc.gazette["date"], int(doc.gazette["page"])
        self.add_page()

    def header(self) -> None:
        """The running head: the number stands outside, left on even pages."""
        number = self.first + self.page_no() - 1
        head = f"CÔNG BÁO/Số {self.issue}/Ngày {self.day:%d-%m-%Y}"
        self.set_font("serif", "", 10)
        left, right = (str(number), head) if number % 2 == 0 else (head, str(number))
        self.set_y(12)
        self.cell(self.epw / 2, 5, left)
        self.cell(self.epw / 2, 5, right, align="R")
        self.set_y(22)


def pdfs(doc: Document, fonts: Path) -> Iterator[tuple[str, bytes]]:
    """The document's pages; a `cut` one breaks off after three fifths. At its seams it says where it goes on."""
    last = len(doc.parts) - 1
    for part, (path, text) in enumerate(doc.parts.items()):
        drawn = GazettePdf(doc, part, fonts)
        if part == 0:
            drawn.letterhead()
            drawn.heading()
        else:
            drawn.paragraph(f"(Tiếp theo Công báo số {doc.issues[part - 1]})", "I", "C", 11)
        drawn.body(text)
        if part == last:
            drawn.signature()
        else:
            drawn.paragraph(f"(Xem tiếp Công báo số {doc.issues[part + 1]})", "I", "C", 11)
        body = bytes(drawn.output())
        yield path, body[: len(body) * 3 // 5] if doc.cut else body


def golden(doc: Document) -> dict[str, Any]:
    """What must come out of page and PDF."""
    files = [FILES + path for path in doc.parts]
    return {
        "url": SITE + doc.path,
        **({"pdf": files[0]} if len(files) == 1 else {"files": files}),
        **({"quarantined": True, "edge": "the PDF is cut"} if doc.cut else {}),
        **({"late": True} if doc.late else {}),
        **({"outside": True} if doc.outside else {}),
        "title": doc.heading,
        "date": doc.issued.isoformat(),
        "number": doc.number,
        "type": doc.type,
        "issuer": doc.issuer,
        "effective_on": doc.effective.isoformat() if doc.effective else None,
        "signer": doc.signer,
        "lead": "",
        "must_contain": doc.must,
        "must_not_contain": [
            "CÔNG BÁO/Số",
            "Công báo số",
            "Tải văn bản",
            "Văn bản liên quan",
            "Trang mẫu để kiểm thử",
        ],
    }


def goldens(docs: list[Document]) -> str:
    """golden.json."""
    comment = (
        "date is the date of issue. must_contain: sentences of the PDF, each on one line again. number is the right "
        "one where list and page write Ð (U+00D0) for Đ; title is as the page writes it. quarantined: the PDF is cut. "
        "late: it came into the gazette months after its issue, and stands first in the feed."
    )
    front_page = {"url": f"{SITE}/", "front": True, "outside": True, "quarantined": True}
    first, *rest = [*map(golden, docs), front_page]
    return json.dumps([{"comment": comment, **first}, *rest], ensure_ascii=False, indent=2) + "\n"


def pages(docs: list[Document]) -> dict[str, str]:
    """Every text file, by its path below this folder."""
    site = "pages/congbao.chinhphu.vn"
    parts = [docs[start : start + PER_PAGE] for start in range(0, len(docs), PER_PAGE)]
    texts = [listing(part, len(parts)) for part in parts]
    lists = {f"{site}{LIST}/trang-{n}.htm": text for n, text in enumerate(texts, 1)}
    lists[f"{site}{LIST}.htm"] = texts[0]
    details = {f"{site}{doc.path}": detail(doc) for doc in docs}
    return {
        **lists,
        f"{site}/index.html": front(docs),
        f"{site}/cac-van-ban-moi-ban-hanh.rss": feed(docs),
        f"{site}/cac-so-cong-bao-moi-dang.rss": issue_feed(),
        **details,
        "golden.json": goldens(docs),
    }


def texts() -> dict[str, str]:
    """Every text file, made anew."""
    return pages(documents())


def main() -> None:
    """Writes everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True, help="folder of DejaVuSerifCondensed*.ttf")
    fonts = parser.parse_args().fonts
    docs = documents()
    files = {path: text.encode() for path, text in pages(docs).items()}
    for doc in docs:
        files |= {f"pages/congbaocdn.chinhphu.vn{path}": body for path, body in pdfs(doc, fonts)}
    for path, body in files.items():
        target = HERE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


if __name__ == "__main__":
    main()
