"""PDFs: what cannot be read is refused with its own reason; lines become paragraphs, grids become tables."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fpdf import FPDF

from crawlers.errors import BadDocument
from transforms.extract import Page, extract
from transforms.extract.pdf import paragraphs
from transforms.extract.pdf_lines import Frame, Line, frame_of, sheet_lines, split_footnotes
from transforms.extract.pdf_tables import split_tables
from transforms.extract.pdf_words import Sheet, Word, read_sheets

PDF = "https://congbaocdn.chinhphu.vn/mau/2026/11/20/99112002_v1_signed.pdf"


def drawn(*, text: bool = True, lock: bool = False) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    if text:
        pdf.multi_cell(0, 6, "Loa xa Suoi Mau phat ban tin luc nam gio sang va nam gio chieu moi ngay. " * 5)
    else:
        pdf.rect(20, 20, 100, 100)
    if lock:
        pdf.set_encryption(owner_password="chu", user_password="khach")
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (drawn()[:-200], "cut off"),
        (b"%PDF-1.7\n" + b"rac" * 50 + b"\n%%EOF", "damaged"),
        (drawn(lock=True), "encrypted"),
        (drawn(text=False), "scan"),
        (drawn(), "no letterhead"),
    ],
)
def test_unreadable(make_page: Callable[..., Page], body: bytes, reason: str) -> None:
    with pytest.raises(BadDocument, match=reason) as caught:
        extract(make_page(body, url="https://tin.vi-du.vn/a.pdf", content_type="application/pdf"))
    assert caught.value.fix


def test_each_reason_is_its_own(make_page: Callable[..., Page]) -> None:
    reasons = set()
    for body in (drawn()[:-200], b"%PDF-1.7\n%%EOF", drawn(lock=True), drawn(text=False), b"PK\x03\x04 <p>"):
        with pytest.raises(BadDocument) as caught:
            extract(make_page(body))
        reasons.add(caught.value.reason)
    assert len(reasons) == 5


def test_words_have_places() -> None:
    (sheet,) = read_sheets(drawn())
    assert sheet.number == 1
    assert [word.text for word in sheet.words[:3]] == ["Loa", "xa", "Suoi"]
    first, second = sheet.words[:2]
    assert first.x1 < second.x0
    assert first.y0 == second.y0


def test_threads_do_not_disturb_each_other(recorded: Callable[[str, str], Page]) -> None:
    page = recorded("congbao", PDF)
    with ThreadPoolExecutor(4) as pool:
        articles = list(pool.map(lambda _: extract(page), range(12)))
    assert all(article == articles[0] for article in articles)


def line(text: str, y: float, x0: float = 60, x1: float = 530, *, page: int = 1, size: float = 14) -> Line:
    return Line(text, page, x0, x1, y, size)


FRAME = Frame(60, 530, 14)


def joined(*lines: Line) -> list[str]:
    return [" ".join(each.text for each in group) for group in paragraphs(lines, FRAME)]


def test_lines_of_a_paragraph_join_over_a_page_break() -> None:
    assert joined(
        line("1. Loa phát bản tin lúc năm giờ sáng và", 700, 85),
        line("năm giờ chiều, mỗi lần không quá", 680),
        line("mười lăm phút.", 740, x1=140, page=2),
        line("2. Ngày lễ có lịch riêng.", 720, 85, 260, page=2),
    ) == [
        "1. Loa phát bản tin lúc năm giờ sáng và năm giờ chiều, mỗi lần không quá mười lăm phút.",
        "2. Ngày lễ có lịch riêng.",
    ]


def test_headings_in_the_middle() -> None:
    assert joined(
        line("Chương II", 700, 265, 325),
        line("QUẢN LÝ, VẬN HÀNH HỆ THỐNG", 680, 180, 410),
        line("TRUYỀN THANH CƠ SỞ", 660, 215, 375),
        line("Điều 3. Trách nhiệm", 630, 85, 220),
    ) == ["Chương II", "QUẢN LÝ, VẬN HÀNH HỆ THỐNG TRUYỀN THANH CƠ SỞ", "Điều 3. Trách nhiệm"]


def word(text: str, x0: float, y0: float, size: float = 14) -> Word:
    return Word(text, x0, x0 + 7 * len(text), y0, y0 + size)


def test_columns_stay_apart() -> None:
    words = (word("Nơi", 60, 100), word("nhận:", 85, 100), word("TM.", 350, 102), word("CHÍNH", 375, 102))
    assert [each.text for each in sheet_lines(Sheet(1, 600, 800, words, ()))] == ["Nơi nhận:", "TM. CHÍNH"]


def test_raised_numbers_of_footnotes_are_not_read() -> None:
    words = (word("việc", 60, 100), word("làm.", 90, 100), word("12", 118, 107, 7))
    assert [each.text for each in sheet_lines(Sheet(1, 600, 800, words, ()))] == ["việc làm."]


def test_small_print_at_the_foot_is_apart() -> None:
    lines = [line("Đây là một dòng dài của thân văn bản để biết cỡ chữ.", y) for y in range(700, 300, -20)]
    note = line("Chú thích bằng chữ nhỏ ở chân trang của văn bản này.", 90, size=9)
    body, notes = split_footnotes([*lines, note], frame_of([*lines, note]))
    assert notes == [note]
    assert body == lines


def test_a_grid_is_a_table() -> None:
    rules = [(50, y, 350, y + 0.5) for y in (100, 130, 160)] + [
        (x, 100, x + 0.5, 160) for x in (50, 200, 350)
    ]
    words = (
        word("Thôn", 60, 138), word("Số", 210, 138), word("hộ", 230, 138),
        word("Thôn", 60, 108), word("4", 95, 108), word("312", 210, 108),
        word("Ngoài", 60, 300), word("bảng", 100, 300),
    )  # fmt: skip
    outside, (table,) = split_tables(Sheet(1, 600, 800, words, tuple(rules)))
    assert table.rows == ("Thôn | Số hộ", "Thôn 4 | 312")
    assert [each.text for each in outside] == ["Ngoài", "bảng"]


def test_a_frame_is_no_table() -> None:
    rules = ((50, 100, 350, 100.5), (50, 160, 350, 160.5), (50, 100, 50.5, 160), (350, 100, 350.5, 160))
    outside, tables = split_tables(Sheet(1, 600, 800, (word("Trong", 60, 120),), rules))
    assert tables == []
    assert len(outside) == 1
