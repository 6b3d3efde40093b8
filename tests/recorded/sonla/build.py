"""Makes the sample gazette of a province (Domino pages, Word files, PDFs, golden.json) from documents.yaml.

    python -m tests.recorded.sonla.build --fonts /usr/share/fonts/truetype/dejavu

The results are committed: this runs again only when documents.yaml changes.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from crawlers.samples.pages import query_name
from tests.recorded.paper import Paper, lower_first, signed_pdf
from tests.recorded.paper_word import docx, letters, word_97

HERE = Path(__file__).parent
HOST = "congbao.sonla.gov.vn"
BASE = "congbao.nsf"
PROVINCE = {"UBND Tỉnh": "Ủy ban nhân dân tỉnh Sơn La", "HĐND Tỉnh": "Hội đồng nhân dân tỉnh Sơn La"}


@dataclass(frozen=True)
class Document:
    """One document, as documents.yaml has it."""

    number: str
    form: str
    type: str
    organ: str
    issuer: str
    issued: date
    signer: str
    office: str
    title: str
    effective: date | None = None
    capacity: tuple[str, ...] = ()
    text: str = ""
    place: str = "Sơn La"
    must: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def unid(self) -> str:
        """The document's name in the database."""
        return hashlib.md5(self.number.encode(), usedforsecurity=False).hexdigest().upper()

    @property
    def file(self) -> str:
        """Path of its file below the database, as the pages write it: with spaces."""
        kind, _, serial = self.number.split("/")[-1].partition("-")[0], "", self.number.split("/")[0]
        short = {"QĐ": "QD", "NQ": "NQ"}[kind]
        ending = {"broken": "doc", "pdf": "pdf"}.get(self.form, self.form)
        year = ".2026" if "/2026/" in self.number else ""
        return f"{self.unid}/$file/{short} so {serial}{year}{'_signed' if ending == 'pdf' else ''}.{ending}"

    @property
    def path(self) -> str:
        """Path and query of the document's page."""
        return f"NoiDung?openForm&ParentUNID={self.unid}"


@dataclass(frozen=True)
class Issue:
    """One issue of the gazette."""

    number: str
    date: date
    documents: list[Document]
    outside: bool = False

    @property
    def name(self) -> str:
        """The issue as the site calls it: `Số 92 + 93 Ngày 10/11/2026`."""
        return f"Số {self.number} Ngày {self.date.day}/{self.date.month}/{self.date.year}"


def gazette() -> tuple[list[Issue], list[Document]]:
    """The issues, and the documents that wait for one."""
    told = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))
    issues = [
        Issue(
            str(row["number"]),
            row["date"],
            [Document(**doc) for doc in row["documents"]],
            row.get("outside", False),
        )
        for row in told["issues"]
    ]
    return issues, [Document(**doc) for doc in told["waiting"]]


def earlier(first: Issue) -> list[Issue]:
    """The issues of the year before the `first` one with documents here, the newest first: each has its number."""
    last = int(first.number.split()[0]) - 1
    starts = [*range(last - 1, 0, -2), *([1] if last % 2 else [])]
    day = date(first.date.year, 1, 5)
    return [
        Issue(
            f"{start} + {start + 1}" if start > 1 or last % 2 == 0 else "1",
            day + timedelta(days=2 * start),
            [],
        )
        for start in starts
    ]


def frame(title: str, body: str) -> str:
    """A page of the site around its own part."""
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title></head>
<body text="#000000" bgcolor="#FFFFFF">
<form method="post" action="/{BASE}/{title}" name="_mau">
<div class="cb-div-head"><div class="banner-text">công báo<div>Tỉnh Sơn La (trang mẫu để kiểm thử)</div></div></div>
<ul class="cb-ul-navigation-items"><li><a href="/{BASE}/TrangChu">Trang chủ</a></li><li><a href="/{BASE}/DanhMucVB">Danh mục văn bản</a></li></ul>
{body}
<div class="cb-div-footer">Trang mẫu để kiểm thử: số hiệu, tên người và nội dung văn bản đều là hư cấu.</div>
</form></body></html>
"""


def issue_list(issues: list[Issue]) -> str:
    """The issues of a year, as the server gives them: months, and under each its issues."""
    rows, month = [], 0
    for issue in issues:
        if issue.date.month != month:
            month = issue.date.month
            rows.append(
                f'<tr valign="top"><td><img src="/icons/collapse.gif" border="0" alt=""></td><td colspan="2" nowrap>Tháng {month}</td></tr>'
            )
        category = quote(f"{issue.date.year}/No.{{{issue.number}}}", safe="")
        shown = issue.name.rpartition("/")[0]
        rows.append(
            f'<tr valign="top"><td><img width="16" height="1" src="/icons/ecblank.gif" border="0" alt=""></td><td nowrap>'
            f'<a href="/{BASE}/GazettesByYearMonth/{issue.number.replace(" ", "")}?OpenDocument">'
            f'<span style="font-size: 16px; color: #cc0000" doccate="{category}" value="{issue.name}">‣</span> {shown}</a></td></tr>'
        )
    table = (
        '<table border="0" cellpadding="2" cellspacing="0">\n<tr><th></th><th></th></tr>\n\n'
        + "\n\n".join(rows)
    )
    return frame("GazettesByYearMonth", f"{table}\n</table>")


def issue_page(issue: Issue) -> str:
    """An issue's documents: a piece of a table without the table, as the site's script fetches it."""
    if not issue.documents:
        return frame("DocumentsByGazette", "<h2>No documents found</h2>")
    rows = "".join(
        f"<tr><td style='width: 80px; vertical-align: top'>{doc.issued.day}/{doc.issued.month}/{doc.issued.year}</td>"
        f"<td style='width: 640px; text-align: justify;'><a href='{doc.path}'><span class='doc-cate'>{doc.type}</span> "
        f"<span class='doc-notation'>số {doc.number}</span> {lower_first(doc.title)}</a></td>"
        f"<td style='width: 40px; text-align: right;'><span class=\"download\">&emsp;&nbsp;<div class='download-links'>"
        f'<a target="_blank" href="{doc.file}">{doc.file.rpartition("/")[2]}</a></div></span></td>'
        f"<td style='width: 40px; text-align: right'>{4 + at}</td></tr>{doc.organ}"
        for at, doc in enumerate(issue.documents)
    )
    head = "<tr><th colspan='100%' class='level1-heading'>Phần văn bản quy phạm pháp luật</th></tr>"
    return f"\n<tr style='display: none'><th>Ngày ban hành</th><th>Văn bản</th></tr>issue{head}{rows}\n"


def waiting_list(documents: list[Document]) -> str:
    """The list of all documents, 30 a page."""
    rows = "\n".join(
        f'<tr><td class="datacell doc-item">{at}</td><td class="datacell"><a class="kyhieu" href="{doc.path}">{doc.number}</a></td>'
        f'<td class="datacell"><span class="excerpt">{doc.title}</span></td><td class="datacell"><span class="w-effect">{doc.issued:%d/%m/%Y}</span></td>'
        f'<td class="datacell"><span>Đang hiệu lực</span></td><td class="datacell"><a href="{doc.file}">{doc.file.rpartition("/")[2]}</a></td></tr>'
        for at, doc in enumerate(documents, 1)
    )
    total = '<div>Tìm thấy: <span id="total" datasource="getCount?OpenAgent"></span> văn bản</div>'
    head = "<tr><th>STT</th><th>Số, ký hiệu</th><th>Trích yếu</th><th>Ngày ban hành</th></tr>"
    return frame("VanBanQPPL2", f'{total}\n<div class="divData"><table>\n{head}\n{rows}\n</table></div>')


def front(issues: list[Issue], waiting: list[Document]) -> str:
    """The front page: the newest documents, the newest issues and the menu of lists; it stands outside the database."""
    documents = [*waiting, *(doc for issue in issues for doc in issue.documents)]
    rows = "\n".join(
        f'<tr><td><img src="/icons/ecblank.gif" border="0" alt=""></td><td><a href="/{BASE}/{doc.path}">{doc.type} số {doc.number} {lower_first(doc.title)}</a>'
        f"<br><span class='doc-note'>{doc.organ} ban hành ngày {doc.issued:%d/%m/%Y}, người ký: {doc.office} {doc.signer}; văn bản đang có hiệu lực.</span></td></tr>"
        for doc in documents
    )
    year = issues[0].date.year
    months = f"/{BASE}/GazettesByYearMonth?openView&Count=-1&RestrictToCategory={year}"
    news = "\n".join(
        f'<li><a href="/{BASE}/GazettesByYearMonth/{issue.number.replace(" ", "")}?OpenDocument">Công báo {issue.name}</a></li>'
        for issue in issues
    )
    body = f"""<div class="cb-div-home">
<div class="cb-div-title"><a href="/{BASE}/VanBanQPPL2?OpenView&Start=1">Văn bản mới</a></div>
<table border="0" cellpadding="2" cellspacing="0">
{rows}
</table>
<div class="cb-div-title"><a href="{months}">Công báo năm {year}</a></div>
<ul class="cb-ul-gazettes">
{news}
</ul>
</div>"""
    return frame("TrangChu", body)


def detail(doc: Document, issue: Issue | None) -> str:
    """A document's page."""
    pairs = {
        "Số, ký hiệu": doc.number,
        "Ngày ban hành": f"{doc.issued:%d/%m/%Y}",
        "Cơ quan ban hành": doc.organ,
        "Người ký": f"{doc.office} {doc.signer}",
        "Loại văn bản": doc.type,
        "Lĩnh vực": "",
        "Trích yếu": doc.title,
        "Ngày hiệu lực": f"{doc.effective:%d/%m/%Y}" if doc.effective else "",
        "Tình trạng hiệu lực": "Đang hiệu lực",
        "Công báo": issue.name if issue else "",
    }
    rows = "\n".join(
        f"<tr><th>{name}</th><td>{escape(value, quote=False)}</td></tr>" for name, value in pairs.items()
    )
    file = f'<div class="download-links"><a target="_blank" href="{doc.file}">{doc.file.rpartition("/")[2]}</a></div>'
    return frame("NoiDung", f'<table class="tbl-attributes">\n{rows}\n</table>\n{file}')


def golden(doc: Document, *, outside: bool) -> dict[str, Any]:
    """What must come out of page and file."""
    about = {
        "url": f"https://{HOST}/{BASE}/{doc.path}",
        "files": [f"https://{HOST}/{BASE}/{quote(doc.file, safe='/$')}"],
    }
    if doc.form == "broken":
        return {**about, "quarantined": True, "edge": "the Word file is cut"}
    kind = doc.type.split(" của ")[0].replace(" HĐND xã", "")
    subject = doc.title.replace("V/v", "về việc")
    return {
        **about,
        **({"outside": True} if outside else {}),
        "title": f"{kind} số {doc.number} {lower_first(subject)}",
        "date": doc.issued.isoformat(),
        "number": doc.number,
        "type": kind,
        "issuer": PROVINCE.get(doc.organ) or doc.organ.replace("HĐND", "Hội đồng nhân dân"),
        "effective_on": doc.effective.isoformat() if doc.effective else None,
        "signer": doc.signer,
        "lead": "",
        "must_contain": doc.must,
        "must_not_contain": ["Nơi nhận", "Danh mục văn bản", "Trang mẫu để kiểm thử", "Độc lập - Tự do"],
        **({"tables": doc.tables} if doc.tables else {}),
    }


def goldens(issues: list[Issue], waiting: list[Document]) -> str:
    """golden.json."""
    comment = (
        "type and issuer: the page's phrases (Quyết định của Chủ tịch UBND tỉnh, UBND Tỉnh) in full. signer: without the "
        "office. quarantined: the Word file is cut. outside: its issue is."
    )
    cases = [golden(doc, outside=issue.outside) for issue in issues for doc in issue.documents]
    cases += [golden(doc, outside=False) for doc in waiting]
    cases += [{"url": f"https://{HOST}/", "front": True, "outside": True, "quarantined": True}]
    return json.dumps([{"comment": comment, **cases[0]}, *cases[1:]], ensure_ascii=False, indent=2) + "\n"


def pages(issues: list[Issue], waiting: list[Document]) -> dict[str, str]:
    """Every text file, by its path below this folder."""
    site = f"pages/{HOST}/{BASE}"
    files = {
        f"{site}/GazettesByYearMonth@openView&Count=-1&RestrictToCategory=2026.html": issue_list(
            [*issues, *earlier(issues[-1])]
        ),
        f"{site}/VanBanQPPL2@OpenView&Start=1.html": waiting_list(waiting),
        f"{site}/VanBanQPPL2@OpenView&Start=31.html": waiting_list([]),
        f"pages/{HOST}/index.html": front(issues, waiting),
        "golden.json": goldens(issues, waiting),
    }
    for issue in issues:
        query = query_name(f"openView&Count=-1&RestrictToCategory={quote(issue.name, safe='')}")
        files[f"{site}/DocumentsByGazette@{query}.html"] = issue_page(issue)
        files |= {f"{site}/{doc.path.replace('?', '@')}.html": detail(doc, issue) for doc in issue.documents}
    files |= {f"{site}/{doc.path.replace('?', '@')}.html": detail(doc, None) for doc in waiting}
    return files


def file_of(doc: Document, fonts: Path) -> bytes:
    """The document's file."""
    paper = Paper(
        doc.number, doc.type.partition(" của ")[0].replace(" HĐND xã", ""), doc.issuer, doc.issued, doc.signer,
        list(doc.capacity), doc.title, doc.text, doc.place,
    )  # fmt: skip
    if doc.form == "pdf":
        return signed_pdf(paper, fonts)
    if doc.form == "docx":
        return docx(paper)
    body = word_97(letters(paper))
    return body[:1500] if doc.form == "broken" else body


def texts() -> dict[str, str]:
    """Every text file, made anew."""
    return pages(*gazette())


def main() -> None:
    """Writes everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True, help="folder of DejaVuSerifCondensed*.ttf")
    fonts = parser.parse_args().fonts
    issues, waiting = gazette()
    files = {path: text.encode() for path, text in pages(issues, waiting).items()}
    for doc in [*(doc for issue in issues for doc in issue.documents), *waiting]:
        files[f"pages/{HOST}/{BASE}/{doc.file}"] = file_of(doc, fonts)
    for path, body in files.items():
        target = HERE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


if __name__ == "__main__":
    main()
