"""Legal documents of our own on paper: what the build scripts of the legal sources share.

The PDFs use DejaVu Serif Condensed, Debian package fonts-dejavu-extra (Bitstream Vera licence), and hold only the
letters that they need. The same documents and fonts give the same bytes.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from fpdf import FPDF

LINE = 6.2
FACES = {"": "", "B": "-Bold", "I": "-Italic"}


@dataclass(frozen=True)
class Paper:
    """A legal document. `issuer` stands over the number, one line each where it has line breaks."""

    number: str
    type: str
    issuer: str
    issued: date
    signer: str
    capacity: list[str]
    title: str
    text: str
    place: str = "Hà Nội"


class LegalPdf(FPDF):
    """A document's pages after Decree 30/2020/NĐ-CP; we break the lines ourselves."""

    def __init__(self, doc: Paper, fonts: Path, made: date) -> None:
        super().__init__(format="A4")
        self.doc = doc
        for style, face in FACES.items():
            self.add_font("serif", style, fonts / f"DejaVuSerifCondensed{face}.ttf")
        self.set_margins(28, 20, 20)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_creation_date(datetime.combine(made, time(8), UTC))
        self.set_title(f"{doc.type} số {doc.number}")

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
        issuer = [(line, "B", 11.0) for line in doc.issuer.upper().splitlines()]
        left = [*issuer, ("_______", "", 8.0), (f"Số: {doc.number}", "", 11.0)]
        right = [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "B", 10.5),
            ("Độc lập - Tự do - Hạnh phúc", "B", 11),
            ("_______________________", "", 8),
            (f"{doc.place}, {spelled(doc.issued)}", "I", 11),
        ]
        bottom = self.column(left, self.l_margin, half)
        self.set_y(top)
        self.set_y(max(bottom, self.column(right, self.l_margin + half, self.epw - half)) + 5)

    def heading(self) -> None:
        """Type and title."""
        self.paragraph(self.doc.type.upper(), "B", "C", 13)
        self.paragraph(self.doc.title, "B", "C")

    def body(self, text: str) -> None:
        """The text, tables too."""
        for line in text.splitlines():
            if line.startswith("|"):
                self.table_row([cell.strip() for cell in line.strip("|").split("|")])
            else:
                self.paragraph(line, *look(line))

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


def signed_pdf(doc: Paper, fonts: Path) -> bytes:
    """The document as its issuer gives it out."""
    drawn = LegalPdf(doc, fonts, doc.issued)
    drawn.add_page()
    drawn.letterhead()
    drawn.heading()
    drawn.body(doc.text)
    drawn.signature()
    return bytes(drawn.output())


def scanned_pdf(made: date) -> bytes:
    """A page with a picture of lines on it, and no letter: what a scanner makes."""
    drawn = FPDF(format="A4")
    drawn.set_creation_date(datetime.combine(made, time(8), UTC))
    drawn.add_page()
    drawn.set_fill_color(60)
    for row in range(40):
        drawn.rect(28, 30 + 6 * row, 100 + 37 * row % 60, 2.4, style="F")
    return bytes(drawn.output())


def spelled(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days below 10, months 1 and 2 with a nought (Decree 30/2020/NĐ-CP, annex I)."""
    return f"ngày {day:%d} tháng {day.month:02} năm {day.year}" if day.month < 3 else plainly(day)


def plainly(day: date) -> str:
    """`ngày 05 tháng 9 năm 2026`."""
    return f"ngày {day:%d} tháng {day.month} năm {day.year}"


def look(text: str) -> tuple[str, str]:
    """Style and alignment of a paragraph."""
    if re.match(r"Căn cứ |Theo đề nghị |Trên cơ sở ", text):
        return "I", "L"
    if text.isupper() or re.fullmatch(r"Chương [IVX]+", text):
        return "B", "C"
    return ("B", "L") if re.match(r"Điều \d+\. [^.]{0,70}$", text) else ("", "L")


def lower_first(text: str) -> str:
    """The text as it goes on in the middle of a line."""
    return text[0].lower() + text[1:]


def slug(text: str) -> str:
    """ASCII letters and digits, parted by hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
