"""Makes the sample list of the Government's documents (list, detail pages, PDFs, golden.json) from documents.yaml.

    python -m tests.recorded.vanban.build --fonts /usr/share/fonts/truetype/dejavu

The results are committed: this runs again only when documents.yaml changes.
"""

import argparse
import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import yaml

from tests.recorded.paper import LegalPdf, Paper, lower_first, scanned_pdf, signed_pdf, slug

HERE = Path(__file__).parent
SITE = "vanban.chinhphu.vn"
FILES = "datafiles.chinhphu.vn"
GRID = "ctrl_191017_163$grvDocument"
PAGES = (4, 7, 10)


@dataclass(frozen=True)
class Document:
    """One document, as documents.yaml has it."""

    docid: int
    number: str
    type: str
    issuer: str
    issued: date
    title: str
    effective: date | None = None
    told_effective: date | None = None
    signer: str = ""
    capacity: tuple[str, ...] = ()
    shown: str = ""
    text: str = ""
    annex: str = ""
    must: tuple[str, ...] = ()
    scan: bool = False
    empty: bool = False
    outside: bool = False

    @property
    def path(self) -> str:
        """Path and query of the detail page."""
        return f"/?pageid=27160&docid={self.docid}&classid=1"

    @property
    def files(self) -> dict[str, str]:
        """Paths of the files on the file server, and what each holds."""
        if self.empty:
            return {}
        stem = f"/cpp/files/vbpq/{self.issued.year}/{self.issued.month}/{slug(self.number)}"
        main = {f"{stem}.signed.pdf": self.text}
        return main | ({f"{stem}-pl.signed.pdf": self.annex} if self.annex else {})


def documents() -> list[Document]:
    """The documents, newest first."""
    rows = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))
    return [Document(**row) for row in rows]


def state(page: int) -> str:
    """The fields in which ASP.NET keeps a page's state; each page has its own."""
    seed = hashlib.sha256(f"trang mẫu {page}".encode()).digest()
    view, valid = (base64.b64encode(seed * times).decode() for times in (9, 3))
    fields = {
        "__VIEWSTATE": f"/wEPDw{view}",
        "__VIEWSTATEGENERATOR": "CA0B0334",
        "__EVENTVALIDATION": f"/wEdA{valid}",
    }
    events = {"__EVENTTARGET": "", "__EVENTARGUMENT": "", "ctrl_191017_163$hidIsSearch": "0"}
    return "\n".join(
        f'<input type="hidden" name="{name}" id="{name.replace("$", "_")}" value="{value}" />'
        for name, value in {**events, **fields}.items()
    )


def around(title: str, body: str, hidden: str = "") -> str:
    """A page of the site around its own part."""
    return f"""<!DOCTYPE html>
<html lang="vi">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{escape(title, quote=False)}</title></head>
<body>
<form method="post" action="./he-thong-van-ban?classid=1&amp;mode=1" id="aspnetForm">
{hidden}
<div class="header"><a href="/">Hệ thống văn bản (trang mẫu để kiểm thử)</a></div>
{body}
<div class="footer">Trang mẫu để kiểm thử: số hiệu, tên người và nội dung văn bản đều là hư cấu.</div>
</form>
</body>
</html>
"""


def row(doc: Document) -> str:
    """A row of the list."""
    link = escape(doc.path)
    files = "".join(
        f'<div class="bl-doc-file"><a href="https://{FILES}{path}" download>Tài liệu đính kèm</a></div>'
        for path in doc.files
    )
    return f"""  <tr>
    <td><a href="{link}"><span class="code">{doc.shown or doc.number}</span></a></td>
    <td><span class="issued-date">{doc.issued:%d/%m/%Y}</span></td>
    <td><a href="{link}"><span class="substract">{doc.title}</span></a><div class="bl-doc-files">{files}</div></td>
  </tr>"""


def listing(part: list[Document], page: int, first: int, total: int) -> str:
    """Page `page` of the list."""
    rows = "\n".join(map(row, part))
    turns = "".join(
        f"<td><span>{n}</span></td>"
        if n == page
        else f'<td><a href="javascript:__doPostBack(&#39;{GRID}&#39;,&#39;Page${n}&#39;)">{n}</a></td>'
        for n in range(1, len(PAGES) + 1)
    )
    body = f"""<div class="Content">
<div class="document-search">Lĩnh vực: <select name="ctrl_191017_163$drdDocCategory"><option selected="selected" value="0">-- Tất cả --</option></select>
Từ khóa: <input name="ctrl_191017_163$txtSearchKeyword" type="text" maxlength="100" />
<input type="submit" name="ctrl_191017_163$btnSearch" value="Tìm kiếm" /></div>
<table class="table search-result" cellspacing="0" id="ctrl_191017_163_grvDocument">
  <tr><th>Số ký hiệu</th><th>Ngày ban hành</th><th>Trích yếu</th></tr>
{rows}
  <tr class="paging"><td colspan="3"><table><tr>{turns}</tr></table></td></tr>
</table>
<div id="document_page_info">{first} - {first + len(part) - 1} | {total}</div>
</div>"""
    return around("Hệ thống văn bản", body, state(page))


def front(docs: list[Document]) -> str:
    """The front page: the newest documents, each with a line on it, and a way to the list."""
    rows = "\n".join(
        f"""  <div class="home-doc"><a href="{escape(doc.path)}">{doc.type} số {doc.shown or doc.number} {lower_first(doc.title)}</a>
  <p class="home-doc-note">Văn bản do {doc.issuer} ban hành ngày {doc.issued:%d/%m/%Y}; người dân xem toàn văn và tải tệp đính kèm tại đây.</p></div>"""
        for doc in docs[:6]
    )
    body = f"""<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/he-thong-van-ban?classid=1&amp;mode=1">Hệ thống văn bản</a></li><li><a href="/huong-dan">Hướng dẫn tra cứu</a></li></ul>
<div class="Content">
<div class="home-list"><h2><a href="/he-thong-van-ban?classid=1&amp;mode=1">Văn bản mới ban hành</a></h2>
{rows}
  <a class="more" href="/he-thong-van-ban?classid=1&amp;mode=1">Xem tất cả</a>
</div>
</div>"""
    return around("Trang chủ - Hệ thống văn bản", body)


def detail(doc: Document) -> str:
    """The detail page; of an empty one only the frame is there."""
    if doc.empty:
        return around("Hệ thống văn bản", '<div class="Content">\n</div>')
    effective = doc.told_effective or doc.effective
    pairs = {
        "Số ký hiệu": doc.shown or doc.number,
        "Ngày ban hành": f"{doc.issued:%d-%m-%Y}",
        "Ngày có hiệu lực": f"{effective:%d-%m-%Y}" if effective else "",
        "Loại văn bản": doc.type,
        "Cơ quan ban hành": doc.issuer,
        "Người ký": doc.signer,
        "Trích yếu": doc.title,
        "Tài liệu đính kèm": "\n".join(
            f'<a class="view-file" href="https://{FILES}{path}" target="_blank">{path.rpartition("/")[2]}</a>'
            for path in doc.files
        ),
    }
    rows = "\n".join(
        f'<tr><td class="col1">{name}</td><td>{value}</td></tr>' for name, value in pairs.items()
    )
    return around(
        "Hệ thống văn bản", f'<div class="Content">\n<table class="table">\n{rows}\n</table>\n</div>'
    )


def golden(doc: Document) -> dict[str, Any]:
    """What must come out of page and PDF."""
    about = {"url": f"https://{SITE}{doc.path}", "files": [f"https://{FILES}{path}" for path in doc.files]}
    if doc.scan or doc.empty:
        edge = "a scan without letters" if doc.scan else "the site answers with an empty frame"
        return {**about, "quarantined": True, "edge": edge}
    return {
        **about,
        **({"outside": True} if doc.outside else {}),
        "title": f"{doc.type} số {doc.number} {lower_first(doc.title)}",
        "date": doc.issued.isoformat(),
        "number": doc.number,
        "type": doc.type,
        "issuer": doc.issuer,
        "effective_on": doc.effective.isoformat() if doc.effective else None,
        "signer": doc.signer,
        "lead": "",
        "must_contain": doc.must,
        "must_not_contain": ["Tài liệu đính kèm", "Tìm kiếm", "Nơi nhận", "Trang mẫu để kiểm thử"],
    }


def goldens(docs: list[Document]) -> str:
    """golden.json."""
    comment = (
        "number: where the site writes Cyrillic letters, the Latin ones. title: type, number and subject, because the "
        "site has no heading. effective_on: where the site's lies before the date of issue, the document's own. "
        "quarantined: a scan without letters, and a page that the site answers empty."
    )
    front_page = {"url": f"https://{SITE}/", "front": True, "outside": True, "quarantined": True}
    first, *rest = [*map(golden, docs), front_page]
    return json.dumps([{"comment": comment, **first}, *rest], ensure_ascii=False, indent=2) + "\n"


def pages(docs: list[Document]) -> dict[str, str]:
    """Every text file, by its path below this folder."""
    site = f"pages/{SITE}"
    starts = (0, *PAGES)
    names = [
        "he-thong-van-ban@classid=1&mode=1",
        *(f"he-thong-van-ban/trang-{n}" for n in range(2, len(PAGES) + 1)),
    ]
    lists = {
        f"{site}/{name}.html": listing(docs[starts[at] : starts[at + 1]], at + 1, starts[at] + 1, len(docs))
        for at, name in enumerate(names)
    }
    details = {f"{site}/index@{doc.path.partition('?')[2]}.html": detail(doc) for doc in docs}
    return {**lists, **details, f"{site}/index.html": front(docs), "golden.json": goldens(docs)}


def pdfs(doc: Document, fonts: Path) -> dict[str, bytes]:
    """The files of a document, by their path on the file server."""
    paper = Paper(
        doc.number, doc.type, doc.issuer, doc.issued, doc.signer, list(doc.capacity), doc.title, doc.text
    )
    drawn = {}
    for path, text in doc.files.items():
        if doc.scan:
            drawn[path] = scanned_pdf(doc.issued)
        elif text == doc.annex:
            annex = LegalPdf(paper, fonts, doc.issued)
            annex.add_page()
            annex.body(text)
            drawn[path] = bytes(annex.output())
        else:
            drawn[path] = signed_pdf(paper, fonts)
    return drawn


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
        files |= {f"pages/{FILES}{path}": body for path, body in pdfs(doc, fonts).items()}
    for path, body in files.items():
        target = HERE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


if __name__ == "__main__":
    main()
