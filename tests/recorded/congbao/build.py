"""Makes the sample gazette (list, detail pages, PDFs, golden.json) from documents.yaml.

    python tests/recorded/congbao/build.py --fonts /usr/share/fonts/truetype/dejavu

The fonts are DejaVu Serif Condensed, Debian package fonts-dejavu-extra (Bitstream Vera licence); the PDFs hold
only the letters they use. The same documents and fonts give the same bytes. The results are committed: this
runs again only when documents.yaml changes.
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html import escape
from pathlib import Path
from typing import Any

import yaml
from fpdf import FPDF

HERE = Path(__file__).parent
SITE = "https://congbao.chinhphu.vn"
FILES = "https://congbaocdn.chinhphu.vn"
PER_PAGE = 10
LINE = 6.2
FACES = {"": "", "B": "-Bold", "I": "-Italic"}


@dataclass(frozen=True)
class Document:
    """One document of the gazette, as documents.yaml has it."""

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
    def pdf_path(self) -> str:
        """Path of the PDF on the file server."""
        day = self.gazette["date"]
        return f"/mau/{day.year}/{day.month}/{day.day}/{self.key}_v1_signed.pdf"


def lower_first(text: str) -> str:
    """The text as it goes on in the middle of a line."""
    return text[0].lower() + text[1:]


def slug(text: str) -> str:
    """ASCII letters and digits, parted by hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def documents() -> list[Document]:
    """The documents, newest first."""
    rows = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))
    return [Document(**row) for row in rows]


def page(title: str, body: str) -> str:
    """A page of the site around its own part."""
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
    <meta charset="utf-8">
    <title>{escape(title, quote=False)}</title>
</head>
<body>
<header class="header">
    <a href="/" class="logo">Công báo (trang mẫu để kiểm thử)</a>
    <nav><ul>
        <li><a href="/van-ban-dang-cong-bao/trang-1.htm">Văn bản đăng Công báo</a></li>
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


def listing(part: list[Document], number: int, last: int) -> str:
    """Page `number` of the list."""
    rows = "\n".join(
        f"""    <div class="item--vb">
        <div class="top"><span class="kh">{doc.shown or doc.number}</span> <span class="days">{doc.issued:%d/%m/%Y}</span></div>
        <a class="sapo" href="{doc.path}">{escape(doc.heading, quote=False)}</a>
    </div>"""
        for doc in part
    )
    pages = " ".join(
        f'<a href="/van-ban-dang-cong-bao/trang-{n}.htm"{" class=active" if n == number else ""}>{n}</a>'
        for n in range(1, last + 1)
    )
    body = f'<h1>Văn bản đăng Công báo</h1>\n<div class="list--vb">\n{rows}\n</div>\n<div class="paging">{pages}</div>'
    return page("Văn bản đăng Công báo", body)


def properties(doc: Document) -> dict[str, str]:
    """The pairs of the detail page."""
    pairs = {
        "Số hiệu": doc.shown or doc.number,
        "Loại văn bản": doc.type,
        "Cơ quan ban hành": doc.issuer,
        "Ngày ban hành": f"{doc.issued:%d/%m/%Y}",
        "Ngày có hiệu lực": f"{doc.effective:%d/%m/%Y}" if doc.effective else "",
        "Người ký": doc.signer,
        "Trích yếu": doc.title,
        "Số công báo": f"{doc.gazette['number']} ngày {doc.gazette['date']:%d-%m-%Y}",
    }
    return {name: value for name, value in pairs.items() if value}


def detail(doc: Document) -> str:
    """The detail page."""
    rows = "\n".join(
        f'    <div class="row-info"><span class="name">{name}</span><div class="value">{escape(value, quote=False)}</div></div>'
        for name, value in properties(doc).items()
    )
    body = f"""<h1 class="title--vb">{escape(doc.heading, quote=False)}</h1>
<div class="info--vb">
{rows}
</div>
<div class="download"><a href="{FILES}{doc.pdf_path}" target="_blank">Tải văn bản (PDF, đã ký số)</a></div>
<div class="related"><p>Văn bản liên quan</p><a href="/van-ban-dang-cong-bao/trang-1.htm">Xem thêm văn bản khác</a></div>"""
    return page(doc.heading, body)


class GazettePdf(FPDF):
    """Pages of the gazette: running head with the page's number; we break the lines ourselves."""

    def __init__(self, doc: Document, fonts: Path) -> None:
        super().__init__(format="A4")
        self.doc = doc
        for style, face in FACES.items():
            self.add_font("serif", style, fonts / f"DejaVuSerifCondensed{face}.ttf")
        self.set_margins(28, 20, 20)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_creation_date(datetime.combine(doc.gazette["date"], time(8), UTC))
        self.set_title(f"{doc.type} số {doc.number}")
        self.add_page()

    def header(self) -> None:
        """The running head: the number stands outside, left on even pages."""
        gazette = self.doc.gazette
        number = int(gazette["page"]) + self.page_no() - 1
        head = f"CÔNG BÁO/Số {gazette['number']}/Ngày {gazette['date']:%d-%m-%Y}"
        self.set_font("serif", "", 10)
        left, right = (str(number), head) if number % 2 == 0 else (head, str(number))
        self.set_y(12)
        self.cell(self.epw / 2, 5, left)
        self.cell(self.epw / 2, 5, right, align="R")
        self.set_y(22)

    def broken(self, text: str, width: float, indent: float = 0) -> list[str]:
        """The text's lines; also broken after a hyphen inside a number, as the real ones are."""
        lines, line, room = [], "", width - indent
        for piece in re.findall(r"[^\s-]+-?\s*|-\s*", text):
            if line and self.get_string_width((line + piece).rstrip()) > room:
                lines.append(line.rstrip())
                line, room = "", width
            line += piece
        return [*lines, line.rstrip()]

    def paragraph(self, text: str, style: str = "", align: str = "L", size: float = 12) -> None:
        """Lines over the whole width, the first one indented unless they are centred."""
        self.set_font("serif", style, size)
        indent = 0 if align == "C" else 10
        for number, line in enumerate(self.broken(text, self.epw - 2, indent)):
            self.set_x(self.l_margin + (indent if number == 0 else 0))
            width = self.epw if align == "C" else 0
            self.cell(width, LINE, line, align=align, new_x="LMARGIN", new_y="NEXT")
        self.ln(1.5)

    def column(
        self, lines: Sequence[tuple[str, str, float]], x: float, width: float, align: str = "C"
    ) -> float:
        """A column of (text, style, size) at `x`; where it ends."""
        for text, style, size in lines:
            self.set_font("serif", style, size)
            for line in self.broken(text, width - 2):
                self.set_x(x)
                self.cell(width, LINE - 0.7, line, align=align, new_x="LMARGIN", new_y="NEXT")
        return self.get_y()

    def letterhead(self) -> None:
        """Issuer and number on the left; the nation's name, place and date on the right."""
        doc, top, half = self.doc, self.get_y(), self.epw * 0.4
        issued = f"Hà Nội, ngày {doc.issued:%d} tháng {month(doc.issued)} năm {doc.issued.year}"
        left = [(doc.issuer.upper(), "B", 11), ("_______", "", 8), (f"Số: {doc.number}", "", 11)]
        right = [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "B", 10.5),
            ("Độc lập - Tự do - Hạnh phúc", "B", 11),
            ("_______________________", "", 8),
            (issued, "I", 11),
        ]
        bottom = self.column(left, self.l_margin, half)
        self.set_y(top)
        self.set_y(max(bottom, self.column(right, self.l_margin + half, self.epw - half)) + 5)

    def body(self) -> None:
        """Title and text."""
        self.paragraph(self.doc.type.upper(), "B", "C", 13)
        self.paragraph(self.doc.title, "B", "C")
        for text in self.doc.text.splitlines():
            if text.startswith("|"):
                self.table_row([cell.strip() for cell in text.strip("|").split("|")])
            else:
                self.paragraph(text, *look(text))

    def table_row(self, cells: list[str]) -> None:
        """A row of a table with lines around its cells."""
        self.set_font("serif", "", 11)
        for text in cells:
            self.cell(self.epw / len(cells), LINE + 1, text, border=1)
        self.ln(LINE + 1)

    def signature(self) -> None:
        """Recipients on the left, the signer on the right; both on one page."""
        if self.will_page_break(45):
            self.add_page()
        self.ln(3)
        top, half = self.get_y(), self.epw / 2
        receivers = ["- Như Điều cuối văn bản;", "- Công báo;", "- Lưu: VT (03b)."]
        left = [("Nơi nhận:", "B", 9.5), *((line, "", 9.5) for line in receivers)]
        right = [
            *((line, "B", 11) for line in self.doc.capacity),
            *[(" ", "", 11)] * 3,
            (self.doc.signer, "B", 11.5),
        ]
        self.column(left, self.l_margin, half, "L")
        self.set_y(top)
        self.column(right, self.l_margin + half, half)


def month(day: date) -> str:
    """Months 1 and 2 are written with a nought, the others as they are (Decree 30/2020/NĐ-CP, annex I)."""
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def look(text: str) -> tuple[str, str]:
    """Style and alignment of a paragraph."""
    if re.match(r"Căn cứ |Theo đề nghị |Trên cơ sở ", text):
        return "I", "L"
    if text.isupper() or re.fullmatch(r"Chương [IVX]+", text):
        return "B", "C"
    return ("B", "L") if re.match(r"Điều \d+\. [^.]{0,70}$", text) else ("", "L")


def pdf(doc: Document, fonts: Path) -> bytes:
    """The document's pages; a `cut` one breaks off after three fifths."""
    drawn = GazettePdf(doc, fonts)
    drawn.letterhead()
    drawn.body()
    drawn.signature()
    body = bytes(drawn.output())
    return body[: len(body) * 3 // 5] if doc.cut else body


def golden(doc: Document) -> dict[str, Any]:
    """What must come out of page and PDF."""
    return {
        "url": SITE + doc.path,
        "pdf": FILES + doc.pdf_path,
        **({"quarantined": True} if doc.cut else {}),
        "title": doc.heading,
        "date": doc.issued.isoformat(),
        "number": doc.number,
        "type": doc.type,
        "issuer": doc.issuer,
        "effective_on": doc.effective.isoformat() if doc.effective else None,
        "signer": doc.signer,
        "lead": "",
        "must_contain": doc.must,
        "must_not_contain": ["CÔNG BÁO/Số", "Tải văn bản", "Văn bản liên quan", "Trang mẫu để kiểm thử"],
    }


def goldens(docs: list[Document]) -> str:
    """golden.json."""
    comment = (
        "date is the date of issue. must_contain: sentences of the PDF, each on one line again. number is the right "
        "one where list and page write Ð (U+00D0) for Đ; title is as the page writes it. quarantined: the PDF is cut."
    )
    first, *rest = [golden(doc) for doc in docs]
    return json.dumps([{"comment": comment, **first}, *rest], ensure_ascii=False, indent=2) + "\n"


def pages(docs: list[Document]) -> dict[str, str]:
    """Every text file, by its path below this folder."""
    parts = [docs[start : start + PER_PAGE] for start in range(0, len(docs), PER_PAGE)]
    lists = {
        f"pages/congbao.chinhphu.vn/van-ban-dang-cong-bao/trang-{n}.htm": listing(part, n, len(parts))
        for n, part in enumerate(parts, 1)
    }
    details = {f"pages/congbao.chinhphu.vn{doc.path}": detail(doc) for doc in docs}
    return {**lists, **details, "golden.json": goldens(docs)}


def main() -> None:
    """Writes everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True, help="folder of DejaVuSerifCondensed*.ttf")
    fonts = parser.parse_args().fonts
    docs = documents()
    files = {path: text.encode() for path, text in pages(docs).items()}
    files |= {f"pages/congbaocdn.chinhphu.vn{doc.pdf_path}": pdf(doc, fonts) for doc in docs}
    for path, body in files.items():
        target = HERE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


if __name__ == "__main__":
    main()
