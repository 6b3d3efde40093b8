"""PDFs: what cannot be read is refused with its own reason; lines become paragraphs, grids become tables."""

import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from fpdf import FPDF

from crawlers.errors import BadDocument
from tests.sources.golden import CAPTURED
from tests.transforms.extract.conftest import SPEECH
from transforms.article import BlockKind
from transforms.extract import Page, extract
from transforms.extract.filetext import PageMark
from transforms.extract.pdf import _glued, _legible, paragraphs, read_pdf
from transforms.extract.pdf_file import PdfFault
from transforms.extract.pdf_lines import Frame, Line, aligned, frame_of, read_lines, sheet_lines
from transforms.extract.pdf_marks import page_marks
from transforms.extract.pdf_notes import split_footnotes
from transforms.extract.pdf_tables import Table, split_tables
from transforms.extract.pdf_words import Sheet, Word, in_rows, read_sheets
from transforms.text.recognise import ENCODINGS

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
        (drawn(), "not in the language"),
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


def body_lines(*, page: int = 1) -> list[Line]:
    text = "Đây là một dòng dài của thân văn bản để biết cỡ chữ."
    return [line(text, y, page=page) for y in range(700, 300, -20)]


def small(text: str, y: float, *, page: int = 1, note: str = "") -> Line:
    return Line(text, page, 60, 530, y, 9, note=note)


def test_footnotes_are_told_from_other_small_print() -> None:
    form, first = small("(Ký, ghi rõ họ tên)", 130), small("Khoản này được sửa đổi", 110, note="1")
    lines = [
        *body_lines(),
        form,
        first,
        small("theo Nghị định khác.", 100),
        small("2Điểm này được bãi bỏ", 90),
    ]
    more = small("từ ngày 01 tháng 01 năm 2026.", 110, page=2)
    lines += [*body_lines(page=2), more, *body_lines(page=3), small("Ghi chú thường", 90, page=3)]
    body, notes = split_footnotes(lines, frame_of(lines))
    assert [(note.number, [each.text for each in note.lines]) for note in notes] == [
        ("1", ["Khoản này được sửa đổi", "theo Nghị định khác."]),
        ("2", ["Điểm này được bãi bỏ", "từ ngày 01 tháng 01 năm 2026."]),
    ]
    assert [each.text for each in body if each.size == 9] == ["(Ký, ghi rõ họ tên)", "Ghi chú thường"]


def test_a_page_all_in_small_print_has_no_footnotes() -> None:
    lines = [*body_lines(), *(small("1. Chữ nhỏ cả trang này.", y, page=2) for y in range(700, 500, -12))]
    body, notes = split_footnotes(lines, frame_of(lines))
    assert notes == []
    assert body == lines


def test_footnotes_stand_after_what_refers_to_them() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=13)
    pdf.write(7, "1. Moi thon ban co mot cum loa va mot nguoi van hanh do thon cu ra")
    pdf.char_vpos = "SUP"
    pdf.write(7, "1")
    pdf.char_vpos = "LINE"
    pdf.write(7, "\n2. Cum loa phat vao nam gio sang va nam gio chieu cac ngay trong tuan cho ca thon nghe.")
    for _ in range(14):
        pdf.write(7, "\n3. Xa chiu tien dien cho cum loa va sua chua cum loa khi hong hoc theo quy dinh nay.")
    pdf.set_y(250)
    pdf.set_font("helvetica", size=9)
    pdf.char_vpos = "SUP"
    pdf.write(5, "1")
    pdf.char_vpos = "LINE"
    pdf.write(5, " Khoan nay duoc sua doi theo quy dinh tai khoan 2 Dieu 1 cua Thong tu moi ve loa.")
    blocks = read_pdf(Page("https://tin.vi-du.vn/a.pdf", bytes(pdf.output()), "", CAPTURED), None).blocks
    at = next(at for at, block in enumerate(blocks) if block.kind == BlockKind.NOTE)
    assert blocks[at].label == "1"
    assert blocks[at].text.startswith("Khoan nay duoc sua doi")
    assert blocks[at - 1].text.endswith("do thon cu ra")
    assert not blocks[at].spoken


GRID = [(50, y, 350, y + 0.5) for y in (100, 130, 160)] + [(x, 100, x + 0.5, 160) for x in (50, 200, 350)]


def test_a_grid_is_a_table() -> None:
    words = (
        word("Thôn", 60, 138), word("Số", 210, 138), word("hộ", 230, 138),
        word("Thôn", 60, 108), word("4", 95, 108), word("312", 210, 108),
        word("Ngoài", 60, 300), word("bảng", 100, 300),
    )  # fmt: skip
    outside, (table,) = split_tables(Sheet(1, 600, 800, words, tuple(GRID)))
    assert table.rows == ("Thôn | Số hộ", "Thôn 4 | 312")
    assert table.cells == (("Thôn", "Số hộ"), ("Thôn 4", "312"))
    assert [each.text for each in outside] == ["Ngoài", "bảng"]


def test_a_cell_may_span_columns_and_rows() -> None:
    rules = [
        (50, 100, 350, 100.5), (50, 190, 350, 190.5), (150, 160, 350, 160.5), (50, 130, 350, 130.5),
        (50, 100, 50.5, 190), (350, 100, 350.5, 190), (150, 100, 150.5, 190), (250, 100, 250.5, 160),
    ]  # fmt: skip
    words = (
        word("Thôn", 60, 150), word("Mức", 220, 168), word("chi", 255, 168),
        word("Sáng", 160, 138), word("Chiều", 260, 138),
        word("A", 60, 108), word("12", 160, 108), word("15", 260, 108),
    )  # fmt: skip
    _, (table,) = split_tables(Sheet(1, 600, 800, words, tuple(rules)))
    assert table.text == "Thôn | Mức chi\nSáng | Chiều\nA | 12 | 15"
    assert table.cells == (
        ("Thôn", "Mức chi", "Mức chi"),
        ("Thôn", "Sáng", "Chiều"),
        ("A", "12", "15"),
    )


def ruled(*rows: tuple[str, ...], left: float = 50, columns: tuple[float, ...] = (50, 200, 350)) -> Table:
    lines = tuple(" | ".join(row) for row in rows)
    return Table((left, 100, 350, 200), lines, rows, columns)


def table_line(table: Table, page: int) -> Line:
    return Line(table.text, page, 50, 350, 700, 0, apart=True, table=table)


def test_a_table_over_pages_is_one_and_its_head_is_told_once() -> None:
    head = ("Thôn", "Số hộ")
    first, second = ruled(head, ("Một", "10")), ruled(head, ("Hai", "20"), columns=(60, 210, 360))
    other = ruled(("Ba", "30"), columns=(50, 120, 350))
    lines = [table_line(first, 1), table_line(second, 2), table_line(other, 3)]
    one, two = paragraphs(lines, FRAME)
    assert len(one) == 2
    assert two == lines[2:]
    whole = first.joined(second)
    assert whole.text == "Thôn | Số hộ\nMột | 10\nHai | 20"
    assert whole.cells == (head, ("Một", "10"), ("Hai", "20"))


def test_boxes_that_are_stroked_are_a_grid_too() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for row, texts in enumerate([("Thon", "So ho"), ("Thon mot", "120")]):
        for column, text in enumerate(texts):
            pdf.rect(20 + 60 * column, 40 + 10 * row, 60, 10)
            pdf.text(22 + 60 * column, 47 + 10 * row, text)
    (sheet,) = read_sheets(bytes(pdf.output()))
    (table,) = split_tables(sheet)[1]
    assert table.cells == (("Thon", "So ho"), ("Thon mot", "120"))


def test_a_frame_is_no_table() -> None:
    rules = ((50, 100, 350, 100.5), (50, 160, 350, 160.5), (50, 100, 50.5, 160), (350, 100, 350.5, 160))
    outside, tables = split_tables(Sheet(1, 600, 800, (word("Trong", 60, 120),), rules))
    assert tables == []
    assert len(outside) == 1


def test_sideways_words_are_whole_and_upright() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    with pdf.rotation(90, 60, 200):
        for row in range(6):
            pdf.text(60, 200 + 8 * row, f"Yeu to dieu kien lao dong so {row} cua cum loa")
    (sheet,) = read_sheets(bytes(pdf.output()))
    rows = [" ".join(each.text for each in row) for row in in_rows(sheet.words)]
    assert rows == [f"Yeu to dieu kien lao dong so {row} cua cum loa" for row in range(6)]
    assert sheet.width > sheet.height


def test_letters_made_to_lean_do_not_reach_the_next_word() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    at = 20.0
    for text in ("can", "cu", "so", "72", "theo", "de", "nghi"):
        with pdf.skew(ax=0 if text.isdigit() else -20, x=at, y=60):
            pdf.text(at, 60, text)
        at += pdf.get_string_width(text) + 1
    (sheet,) = read_sheets(bytes(pdf.output()))
    assert [each.text for each in sheet.words] == ["can", "cu", "so", "72", "theo", "de", "nghi"]


def spread(text: str, y: float, x: float) -> list[Word]:
    words, at = [], x
    for each in text.split():
        words.append(word(each, at, y))
        at += 7 * len(each) + 4
    return words


def test_a_letterhead_inside_has_two_columns_too() -> None:
    words = [
        *spread("UBND XÃ MẪU", 700, 60), *spread("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 700, 150),
        *spread("SỐ MỘT", 680, 60), *spread("Độc lập - Tự do - Hạnh phúc", 680, 150),
        *spread("Số: ……", 660, 60), *spread("…, ngày … tháng … năm …", 660, 150),
        *spread("ĐƠN ĐỀ NGHỊ", 630, 255), *spread("Tôi xin  loa.", 600, 60),
    ]  # fmt: skip
    texts = [each.text for each in sheet_lines(Sheet(4, 600, 800, tuple(words), ()))]
    assert texts[:6] == [
        "UBND XÃ MẪU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỐ MỘT", "Độc lập - Tự do - Hạnh phúc",
        "Số: ……", "…, ngày … tháng … năm …",
    ]  # fmt: skip
    assert texts[6] == "ĐƠN ĐỀ NGHỊ"


def test_the_nations_name_in_a_sentence_is_no_letterhead() -> None:
    words = spread("ghi rõ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ở đầu trang", 400, 60)
    assert len(sheet_lines(Sheet(4, 800, 800, tuple(words), ()))) == 1


def test_pages_of_a_book_have_one_left_edge() -> None:
    lines = [
        *body_lines(),
        *(Line(each.text, 2, each.x0 + 22, each.x1 + 22, each.y, 14) for each in body_lines()),
    ]
    lines.append(line("Dòng ngắn", 280, 82, 160, page=2))
    assert {each.x0 for each in aligned(lines)} == {60}


def test_a_line_that_ends_early_goes_on_where_paragraphs_are_indented() -> None:
    frame = Frame(60, 530, 14, indents=True)
    lines = [
        line("Căn cứ Nghị định số 29/2025/NĐ-CP ngày 24 tháng 02 năm 2025 của", 700, 85, 430),
        line("Chính phủ quy định chức năng, nhiệm vụ của Bộ Mẫu;", 680, 60, 400),
        line("Theo đề nghị của Cục trưởng Cục Mẫu.", 660, 85, 330),
    ]
    assert [len(each) for each in paragraphs(lines, frame)] == [2, 1]


def test_who_issues_a_document_is_no_part_of_what_it_is_about() -> None:
    assert joined(
        line("Ban hành Quy định về quản lý cụm loa trên địa bàn tỉnh Mẫu Sơn", 650, 60, 524),
        line("ỦY BAN NHÂN DÂN TỈNH MẪU SƠN", 631, 60, 288),
        line("Căn cứ Luật Tổ chức chính quyền địa phương;", 612, 60, 414),
    ) == [
        "Ban hành Quy định về quản lý cụm loa trên địa bàn tỉnh Mẫu Sơn",
        "ỦY BAN NHÂN DÂN TỈNH MẪU SƠN",
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
    ]


def test_capitals_in_the_middle_of_a_sentence_go_on() -> None:
    assert len(joined(line("theo đề nghị của", 650), line("ỦY BAN NHÂN DÂN TỈNH MẪU SƠN", 631))) == 1


def test_a_title_in_large_letters_ends_where_they_do() -> None:
    assert joined(
        line("Xã Suối Mẫu thay toàn bộ cụm loa", 700, 60, 530, size=26),
        line("Nậm Mẫu và mười hai thôn", 670, 60, 530, size=26),
        line("12/11/2026, tin của Đài truyền thanh xã và của Trung tâm Văn hóa tỉnh", 640, 60, 530),
    ) == [
        "Xã Suối Mẫu thay toàn bộ cụm loa Nậm Mẫu và mười hai thôn",
        "12/11/2026, tin của Đài truyền thanh xã và của Trung tâm Văn hóa tỉnh",
    ]


FOOT = (
    *spread("Nơi nhận:", 300, 60), *spread("TM. ỦY BAN NHÂN DÂN", 301, 290),
    *spread("- Như Điều 3;", 286, 60), *spread("KT. CHỦ TỊCH", 285, 320),
    *spread("- Phòng Văn hóa xã, các thôn,", 272, 60), *spread("PHÓ CHỦ TỊCH", 271, 318),
    *spread("các trường học;", 258, 60), *spread("- Lưu: VT.", 244, 60), *spread("Lò Thị Mẫu", 216, 325),
)  # fmt: skip
SIGNED = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lò Thị Mẫu"]


def texts_of(*words: Word) -> list[str]:
    return [each.text for each in sheet_lines(Sheet(2, 600, 800, words, ()))]


def test_recipients_come_before_the_signature_beside_them() -> None:
    assert texts_of(*spread("Điều 3. Văn phòng thi hành.", 340, 60), *FOOT) == [
        "Điều 3. Văn phòng thi hành.",
        "Nơi nhận:", "- Như Điều 3;", "- Phòng Văn hóa xã, các thôn,", "các trường học;", "- Lưu: VT.",
        *SIGNED,
    ]  # fmt: skip


def test_what_follows_a_foot_is_no_part_of_it() -> None:
    after = "1. Tên thôn nơi có cụm loa ghi theo quyết định thành lập."
    texts = texts_of(*FOOT, *spread("Ghi chú:", 190, 60), *spread(after, 176, 60))
    assert texts[-3:] == ["Lò Thị Mẫu", "Ghi chú:", after]


def test_a_signature_may_begin_above_the_recipients() -> None:
    words = (*spread("TM. ỦY BAN NHÂN DÂN", 312, 290), *(each for each in FOOT if each.y0 != 301))
    texts = texts_of(*words)
    assert texts[0] == "Nơi nhận:"
    assert texts[-4:] == SIGNED


def test_two_who_sign_beside_each_other_are_read_one_after_the_other() -> None:
    words = (
        *spread("KT. BỘ TRƯỞNG BỘ MẪU", 300, 60), *spread("KT. BỘ TRƯỞNG BỘ KHÁC", 300, 330),
        *spread("THỨ TRƯỞNG", 284, 100), *spread("THỨ TRƯỞNG", 284, 370),
        *spread("Lò Thị Mẫu", 216, 100), *spread("Vàng A Mẫu", 216, 375),
    )  # fmt: skip
    assert texts_of(*words) == [
        "KT. BỘ TRƯỞNG BỘ MẪU", "THỨ TRƯỞNG", "Lò Thị Mẫu",
        "KT. BỘ TRƯỞNG BỘ KHÁC", "THỨ TRƯỞNG", "Vàng A Mẫu",
    ]  # fmt: skip


def test_recipients_without_a_signature_beside_them_stay() -> None:
    said = "- Các thôn của xã và các trường học ở trong xã Suối Mẫu;"
    assert texts_of(*spread("Nơi nhận:", 300, 60), *spread(said, 286, 60)) == ["Nơi nhận:", said]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("theo Thông tư số 12/2026/TT-", "BTC của Bộ", "theo Thông tư số 12/2026/TT-BTC của Bộ"),
        ("người Ê-", "đê ở bản", "người Ê-đê ở bản"),
        ("phát trên in-", "tơ-nét", "phát trên in-tơ-nét"),
        ("the local govern-", "ment of the commune", "the local government of the commune"),
        ("vùng Tây Bắc -", "Tây Nguyên", "vùng Tây Bắc - Tây Nguyên"),
    ],
)
def test_what_a_line_break_parted_is_mended(first: str, second: str, whole: str) -> None:
    assert _glued(first, second) == whole


def head(text: str, page: int, y: float = 780) -> Line:
    return line(text, y, page=page)


def test_running_heads_tell_issue_day_and_page() -> None:
    marks = page_marks(
        [
            head("CÔNG BÁO/Số 715 + 716/Ngày 16-6-2026", 1), head("12", 1), head("3", 1, 40),
            head("14 CÔNG BÁO/Số 717/Ngày 08/7/2026", 3), head("CÔNG BÁO/Số 717/Ngày 08-07-2026 15", 4),
            head("Trang 9", 5),
        ]
    )  # fmt: skip
    assert marks == {
        1: PageMark(("715", "716"), date(2026, 6, 16), 12),
        3: PageMark(("717",), date(2026, 7, 8), 14),
        4: PageMark(("717",), date(2026, 7, 8), 15),
    }


def test_an_articles_place_in_the_gazette(recorded: Callable[[str, str], Page]) -> None:
    place = extract(recorded("congbao", PDF)).gazette
    assert place is not None
    assert place.issues
    assert place.day is not None
    assert place.first_page is not None
    assert place.last_page is not None
    assert place.first_page <= place.last_page


def packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def with_stream(data: bytes, *, filters: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    """A PDF of one page that is drawn by `data`."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Filter %s /Length %d %s>>\nstream\n%s\nendstream" % (filters, len(data), more, data),
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))
    return body + b"trailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n9\n%%EOF"


@pytest.mark.parametrize(
    "body",
    [
        with_stream(packed(b"0 0 m " * 5_000_000)),
        with_stream(packed(b"0 0 m " * 20_000_000, 2), filters=b"[/FlateDecode /FlateDecode]"),
        with_stream(packed(bytes(310_000_000)), more=b"/Subtype /Image "),
    ],
    ids=["drawing", "packed twice", "picture"],
)
def test_what_unpacks_to_too_much_is_not_opened(body: bytes) -> None:
    with pytest.raises(PdfFault, match="unpacks to more"):
        read_sheets(body)


def with_pictures(count: int, size: int) -> bytes:
    """The same with so many pictures of so many bytes."""
    data = packed(bytes(size))
    head = b"<< /Type /XObject /Subtype /Image /Filter /FlateDecode /Length %d >>" % len(data)
    pictures = b"".join(
        b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (at, head, data) for at in range(5, 5 + count)
    )
    return with_stream(b"").replace(b"trailer", pictures + b"trailer")


def test_a_scan_of_many_pages_is_no_bomb() -> None:
    in_colour = 2480 * 3508 * 3
    assert len(read_sheets(with_pictures(13, in_colour))) == 1


def test_a_scan_that_is_too_large_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.extract.pdf_file._MOST_OF_PICTURES", 5_000_000)
    with pytest.raises(PdfFault, match="too large: its pictures have more than 5 MB together") as caught:
        read_sheets(with_pictures(6, 1_000_000))
    assert "split" in caught.value.fix


def test_what_only_calls_itself_a_picture_is_held_to_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.extract.pdf_file._MOST_UNPACKED", 5_000_000)
    body = with_stream(packed(bytes(6_000_000)), more=b"/Subtype /Image /Type /ObjStm ")
    with pytest.raises(PdfFault, match="unpacks to more than 5000000 bytes"):
        read_sheets(body)


def test_a_page_with_too_many_parts_is_not_read() -> None:
    body = with_stream(packed(b"0 0 9 9 re S " * 200_500))
    with pytest.raises(PdfFault, match="more than 200000 parts"):
        read_sheets(body)


def test_pages_that_hold_each_other_end() -> None:
    body = with_stream(b"").replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R] /Count 9")
    with pytest.raises(PdfFault):
        read_sheets(body)


def test_running_heads_are_furniture_on_sideways_pages_too() -> None:
    upright = (word("Thân", 100, 400), word("trang", 140, 400))
    stray = (word("CÔNG", 10, 10), word("BÁO/Số", 50, 10), word("7/Ngày", 100, 10), word("1-2-2026", 150, 10))
    kept, furniture = read_lines([Sheet(1, 600, 800, upright, (), stray)])
    assert [each.text for each in kept] == ["Thân trang"]
    assert [each.text for each in furniture] == ["CÔNG BÁO/Số 7/Ngày 1-2-2026"]


def test_old_fonts_are_read_as_what_they_mean() -> None:
    said = [*SPEECH, "được", "nghe", "ở", "bốn", "thôn", "vùng", "cao"]
    old = next(each for each in ENCODINGS if each.name == "tcvn3")
    words = tuple(word(old.encode(text), 60 + 40 * at, 400) for at, text in enumerate(said))
    assert [each.text for each in words] != said
    (sheet,), encoding = _legible([Sheet(1, 600, 800, words, ())])
    assert encoding == "tcvn3"
    assert [each.text for each in sheet.words] == said
    assert _legible([sheet]) == ([sheet], "")
