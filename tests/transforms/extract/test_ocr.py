"""Scans: told from text, read by tesseract where it is there, in doubt always."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF

from crawlers.errors import BadDocument
from crawlers.words import fold
from tests.sources.golden import CAPTURED, sample_page
from tests.transforms.extract.conftest import SPEECH
from transforms.extract import Aids, Page, extract
from transforms.extract.bounded import Reader
from transforms.extract.ocr import _figures, is_garbage, looks_scanned, read_scan
from transforms.extract.pdf_file import PdfFault
from transforms.extract.pdf_words import Sheet, Word, in_rows, read_sheets

ADDRESS = "https://congbaocdn.chinhphu.vn/mau/2026/11/20/99112002_v1_signed.pdf"
TESSERACT = shutil.which("tesseract") or ""
WITH_VIETNAMESE = bool(TESSERACT) and any(Path("/usr/share/tesseract-ocr").glob("*/tessdata/vie.traineddata"))
needs_tesseract = pytest.mark.skipif(
    not WITH_VIETNAMESE, reason="needs tesseract-ocr and tesseract-ocr-vie of Debian"
)


def scanned(body: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages are pictures of another's."""
    source, drawn = pdfium.PdfDocument(body), FPDF(format="A4")
    for index in range(pages):
        page = source[index]
        bitmap = page.render(scale=200 / 72, grayscale=True)
        picture = io.BytesIO()
        bitmap.to_pil().save(picture, "PNG")
        bitmap.close()
        page.close()
        drawn.add_page()
        drawn.image(picture, 0, 0, 210, 297)
    source.close()
    return bytes(drawn.output())


@pytest.fixture(scope="module")
def scan() -> Page:
    plain = sample_page("congbao", ADDRESS)
    return Page(plain.url, scanned(plain.body), "application/pdf", CAPTURED)


def test_a_scan_without_ocr_says_what_to_install(scan: Page) -> None:
    with pytest.raises(BadDocument, match="a scan") as caught:
        extract(scan)
    assert "tesseract-ocr-vie" in caught.value.fix


def test_a_program_that_is_not_there_says_what_to_install(scan: Page) -> None:
    with pytest.raises(BadDocument, match="cannot be started") as caught:
        extract(scan, aids=Aids(tesseract="/khong/co/tesseract"))
    assert "tesseract-ocr-vie" in caught.value.fix


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], str]:
    """A program in tesseract's place, by its script; it knows Vietnamese unless the script says otherwise."""

    def make(script: str, langs: str = "vie") -> str:
        path = tmp_path / "tesseract"
        answers = (
            f'case "$1" in --version) echo "tesseract 9.9"; exit;; --list-langs) echo {langs}; exit;; esac'
        )
        path.write_text(f"#!/bin/sh\n{answers}\nread -r _; read -r size\ncat > /dev/null\n{script}\n")
        path.chmod(0o700)
        return str(path)

    return make


def test_tesseract_without_vietnamese_is_not_used(scan: Page, program: Callable[..., str]) -> None:
    with pytest.raises(BadDocument, match="knows no Vietnamese") as caught:
        extract(scan, aids=Aids(tesseract=program("", "eng")))
    assert "tesseract-ocr-vie" in caught.value.fix


def test_a_program_that_fails_is_a_reason(scan: Page, program: Callable[..., str]) -> None:
    with pytest.raises(BadDocument, match="OCR failed: het cho"):
        extract(scan, aids=Aids(tesseract=program("echo het cho >&2; exit 3")))


def test_a_program_that_takes_too_much_memory_fails(scan: Page, program: Callable[..., str]) -> None:
    greedy = "python3 -c 'b = bytearray(3_000_000_000)' || exit 9"
    with pytest.raises(BadDocument, match="OCR failed"):
        extract(scan, aids=Aids(tesseract=program(greedy)))


def rows(*words: tuple[str, int, int, float]) -> str:
    lines = ["level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext"]
    for text, left, top, sure in words:
        lines.append(f"4\t1\t1\t1\t1\t0\t0\t{top}\t2000\t40\t-1\t")
        lines.append(f"5\t1\t1\t1\t1\t1\t{left}\t{top + 8}\t90\t20\t{sure}\t{text}")
    return "\\n".join(lines).replace("\t", "\\t")


def test_words_lie_where_they_were_seen_and_are_in_doubt(scan: Page, program: Callable[..., str]) -> None:
    table = rows(("Loa", 417, 834, 90.0), ("xã", 520, 834, 70.0), ("~|", 700, 834, 5.0))
    sheets = read_sheets(scan.body)
    read = read_scan(scan.body, sheets, program(f"printf '{table}'"))
    (sheet,) = read.sheets
    assert [word.text for word in sheet.words] == ["Loa", "xã"]
    assert sheet.words[0].x0 == pytest.approx(417 * 72 / 300, abs=0.1)
    assert sheet.words[0].y1 == pytest.approx(sheet.height - 834 * 72 / 300, abs=0.1)
    (doubt,) = read.doubts
    assert doubt.code == "text.ocr"
    assert "tesseract 9.9 vie" in doubt.detail
    assert "mean confidence 82 of 100" in doubt.detail
    assert "OCR" in read.evidence["body"]


@needs_tesseract
def test_a_scan_is_read_and_never_without_doubt(scan: Page) -> None:
    with Reader() as reader:
        article = reader.extract(scan, aids=Aids(tesseract=TESSERACT))
    plain = extract(sample_page("congbao", ADDRESS))
    assert article.identity == plain.identity
    assert [each.code for each in article.doubts] == ["text.ocr"]
    assert "mean confidence" in article.evidence["body"]
    told, seen = set(plain.text.split()), set(article.text.split())
    assert len(told & seen) > 0.3 * len(told)
    assert len(seen - told) < 0.2 * len(seen)


@pytest.fixture
def laid(program: Callable[..., str]) -> Callable[[str], str]:
    """A program that says that a page must be turned by 90 degrees, and reads a broad picture well, a high one badly."""

    def make(langs: str) -> str:
        wrong = rows(("NVHN", 500, 100, 30.0), ("AfT", 500, 300, 20.0))
        right = rows(("Loa", 417, 834, 90.0), ("truyền", 520, 834, 90.0))
        script = (
            'case "$*" in *"--psm 0"*) echo "Rotate: 90"; exit;; esac\n'
            f"""case "$size" in "2481 "*|"2480 "*) printf '{wrong}';; *) printf '{right}';; esac"""
        )
        return program(script, langs)

    return make


def test_a_page_that_was_scanned_sideways_is_turned(scan: Page, laid: Callable[[str], str]) -> None:
    read = read_scan(scan.body, read_sheets(scan.body), laid("vie osd"))
    (sheet,) = read.sheets
    assert [word.text for word in sheet.words] == ["Loa", "truyền"]
    assert sheet.width > sheet.height
    assert sheet.words[0].y1 == pytest.approx(sheet.height - 834 * 72 / 300, abs=0.1)
    assert "page 1 turned by 90 degrees" in read.doubts[0].detail


def test_without_what_tells_how_pages_lie_none_is_turned(scan: Page, laid: Callable[[str], str]) -> None:
    read = read_scan(scan.body, read_sheets(scan.body), laid("vie"))
    assert [word.text for word in read.sheets[0].words] == ["NVHN", "AfT"]
    assert "turned" not in read.doubts[0].detail


def test_a_page_that_says_how_it_is_turned_is_read_as_it_is_shown(
    scan: Page, program: Callable[..., str]
) -> None:
    document = pdfium.PdfDocument(scan.body)
    document[0].set_rotation(90)
    out = io.BytesIO()
    document.save(out)
    document.close()
    read = read_scan(
        out.getvalue(), read_sheets(out.getvalue()), program(f"printf '{rows(('Loa', 417, 834, 90.0))}'")
    )
    (sheet,) = read.sheets
    assert sheet.width > sheet.height
    assert sheet.words[0].y1 == pytest.approx(sheet.height - 834 * 72 / 300, abs=0.1)


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180])
def test_tesseract_tells_how_a_page_lies(turn: int) -> None:
    pdf = FPDF(format=(140, 120))
    pdf.add_page()
    pdf.set_font("helvetica", size=16)
    for _ in range(8):
        pdf.cell(0, 10, "Loa thon phat tin luc nam gio", new_x="LMARGIN", new_y="NEXT")
    source = pdfium.PdfDocument(bytes(pdf.output()))
    picture = source[0].render(scale=2, grayscale=True, rotation=turn).to_pil()
    source.close()
    drawn = FPDF(format=(picture.width, picture.height), unit="pt")
    drawn.add_page()
    drawn.image(picture, 0, 0, picture.width, picture.height)
    body = bytes(drawn.output())
    read = read_scan(body, read_sheets(body), TESSERACT)
    assert f"turned by {360 - turn} degrees" in read.doubts[0].detail
    rows = [fold("".join(word.text for word in row)) for row in in_rows(read.sheets[0].words)]
    assert sum(row.startswith("loathonphat") for row in rows) >= 6


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(text, 0, 10, 0, 10) for text in texts)


def sheet(number: int, *texts: str, pictured: float = 0.0) -> Sheet:
    return Sheet(number, 600, 800, words(*texts), (), (), pictured)


def test_a_picture_among_pages_of_text_is_named() -> None:
    sheets = [sheet(1, *SPEECH * 4, pictured=0.2), sheet(2, "3", pictured=0.9), sheet(3, *SPEECH * 4)]
    assert looks_scanned(sheets)
    scan = read_scan(b"", sheets, "")
    assert [(each.code, each.detail) for each in scan.doubts] == [
        ("text.scan", "pages 2 are pictures, which nothing has read")
    ]
    assert scan.sheets[0] == sheets[0]


def test_pages_of_text_are_no_scan() -> None:
    assert not looks_scanned([sheet(1, *SPEECH, pictured=1.0), sheet(2), sheet(3, "1")])
    assert looks_scanned([sheet(1), sheet(2)])


def test_a_scan_of_a_book_is_too_long() -> None:
    with pytest.raises(PdfFault, match="more than 40"):
        read_scan(b"", [sheet(at) for at in range(50)], "/usr/bin/tesseract")


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("I2", "12"), ("2O26", "2026"), ("l5.", "15."), ("II", "II"), ("IO", "IO"), ("A1", "A1")],
)
def test_figures_that_look_like_letters_are_figures(seen: str, meant: str) -> None:
    assert _figures(seen) == meant


def test_letters_that_say_nothing_are_garbage() -> None:
    assert not is_garbage(SPEECH * 4)
    assert not is_garbage(["12.000", "15/11/2026", "STT", "kg"] * 20)
    assert not is_garbage(["the", "commune", "broadcasts", "the", "bulletin", "twice", "a", "day"] * 8)
    assert is_garbage(["7K{QJ", "WѭFR", "3K&"] * 30)
    assert is_garbage(["\ue001\ue002\ue003", "\ufffd\ufffd"] * 30)
    assert not is_garbage(["7K{QJ"] * 5)
