"""Several documents in one file, one document in several, and what page and file name say of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest

from crawlers.errors import BadDocument
from crawlers.source import source as source_of
from tests.sources.golden import CAPTURED, sample_page
from transforms.article import Block, BlockKind, LegalIdentity, Span
from transforms.extract import Page, extract, extract_all
from transforms.extract.claims import alike, is_line_of
from transforms.extract.documents import documents_in, joined, quieted, seams
from transforms.extract.filetext import FileText, PageMark

FILES = "https://congbaocdn.chinhphu.vn/mau/2026/11/20/{}_v1_signed.pdf"
DETAIL = "https://congbao.chinhphu.vn/van-ban/nghi-dinh-so-968-2026-nd-cp-99112002.htm"
SPANNING = "https://congbao.chinhphu.vn/van-ban/nghi-dinh-so-933-2026-nd-cp-99101518.htm"
PARTS = [f"https://congbaocdn.chinhphu.vn/mau/2026/10/15/99101518_v{part}_signed.pdf" for part in (1, 2)]
NATION = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


def merged(*bodies: bytes) -> bytes:
    """The pages of several PDFs in one."""
    whole = pdfium.PdfDocument.new()
    for body in bodies:
        part = pdfium.PdfDocument(body)
        whole.import_pages(part)
        part.close()
    out = bytearray()
    pdfium_save(whole, out)
    whole.close()
    return bytes(out)


def pdfium_save(document: pdfium.PdfDocument, out: bytearray) -> None:
    class Sink:
        def write(self, data: bytes) -> int:
            out.extend(data)
            return len(data)

    document.save(Sink())


def issue() -> Page:
    """An issue of the gazette with two documents."""
    bodies = [sample_page("congbao", FILES.format(key)).body for key in ("99112002", "99112011")]
    return Page("https://tin.vi-du.vn/so-1300.pdf", merged(*bodies), "application/pdf", CAPTURED)


def test_each_document_of_an_issue_is_an_article_of_its_own() -> None:
    first, second = extract_all(issue())
    assert first.legal
    assert second.legal
    assert (first.legal.number, second.legal.number) == ("968/2026/NĐ-CP", "958/2026/QĐ-TTg")
    for article, key in ((first, "99112002"), (second, "99112011")):
        alone = extract(sample_page("congbao", FILES.format(key)))
        assert article.text == alone.text
        assert article.gazette == alone.gazette
        assert article.identity == alone.identity
    assert second.evidence["file"] == "document 2 of 2 in the file"


def test_one_article_is_not_asked_of_an_issue() -> None:
    with pytest.raises(BadDocument, match="holds 2 documents: 968/2026/NĐ-CP, 958/2026/QĐ-TTg"):
        extract(issue())


def test_a_gazettes_page_takes_the_document_that_it_announces() -> None:
    page, alone = sample_page("congbao", DETAIL), sample_page("congbao", FILES.format("99112002"))
    whole = replace(issue(), url=alone.url)
    article = extract(page, source=source_of("congbao"), attachments=[whole])
    single = extract(page, source=source_of("congbao"), attachments=[alone])
    assert article.text == single.text
    assert article.legal == single.legal
    assert article.evidence["file"] == "document 1 of 2 in the file"


def test_a_later_part_alone_says_which_issue_has_the_beginning() -> None:
    second = sample_page("congbao", PARTS[1])
    with pytest.raises(BadDocument, match=r"later part.*begins in Công báo số 1201 \+ 1202"):
        extract(second)
    page = sample_page("congbao", SPANNING)
    with pytest.raises(BadDocument, match=r"later part.*begins in Công báo số 1201 \+ 1202"):
        extract(page, source=source_of("congbao"), attachments=[second])


def test_a_first_part_alone_is_in_doubt() -> None:
    first = sample_page("congbao", PARTS[0])
    (doubt,) = extract(first).doubts
    assert doubt.code == "document.incomplete"
    assert "1203 + 1204" in doubt.detail
    page = sample_page("congbao", SPANNING)
    article = extract(page, source=source_of("congbao"), attachments=[first])
    assert [each.code for each in article.doubts] == ["document.incomplete"]


def test_parts_together_have_no_doubt_and_one_place() -> None:
    parts = [sample_page("congbao", url) for url in PARTS]
    article = extract(sample_page("congbao", SPANNING), source=source_of("congbao"), attachments=parts)
    assert article.doubts == ()
    assert article.gazette is not None
    assert article.gazette.issues == ("1201", "1202", "1203", "1204")


def block(text: str, *, page: int = 1, file: str = "a", kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, text, Span(file, page=page))


def blocks(texts: Sequence[str], page: int = 1, file: str = "a") -> list[Block]:
    return [block(text, page=page, file=file) for text in texts]


def head(number: str, kind: str = "QUYẾT ĐỊNH", day: str = "05") -> list[str]:
    return [
        "ỦY BAN NHÂN DÂN", NATION[0], "XÃ SUỐI MẪU", NATION[1], f"Số: {number}",
        f"Suối Mẫu, ngày {day} tháng 11 năm 2026", kind, "Về việc bố trí cụm loa truyền thanh",
        "Căn cứ Luật Tổ chức chính quyền địa phương;", "Điều 1. Bố trí cụm loa ở bốn thôn.",
    ]  # fmt: skip


FOOT = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lò Văn Mẫu"]


def numbers(found: Sequence[Sequence[Block]]) -> list[int]:
    return [sum("Điều 1." in each.text for each in document) for document in found]


def test_letterheads_part_documents() -> None:
    one, two = [*head("12/QĐ-UBND"), *FOOT], [*head("13/QĐ-UBND"), *FOOT]
    running = block("CÔNG BÁO/Số 9/Ngày 09-11-2026", page=2, kind=BlockKind.FURNITURE)
    first, second = documents_in([*blocks(one), *blocks(two, page=2), running])
    assert [each.text for each in first] == one
    assert [each.text for each in second] == [*two, running.text]


def test_contents_before_the_first_letterhead_are_its_furniture() -> None:
    contents = ["MỤC LỤC", *(f"{row}. Quyết định số {row}/QĐ-UBND, trang {row}" for row in range(1, 8))]
    first, second = documents_in(blocks([*contents, *head("12/QĐ-UBND"), *FOOT, *head("13/QĐ-UBND")]))
    assert [each.kind for each in first[:8]] == [BlockKind.FURNITURE] * 8
    assert first[8].text == "ỦY BAN NHÂN DÂN"
    assert "Số: 13/QĐ-UBND" in [each.text for each in second]


@pytest.mark.parametrize(
    "inner",
    [
        [*NATION, "ĐƠN ĐỀ NGHỊ", "Kính gửi: Ủy ban nhân dân xã"],
        ["ỦY BAN NHÂN DÂN", *NATION, "Số: ……/QĐ-UBND", "…, ngày … tháng … năm …", "QUYẾT ĐỊNH", "Về việc …"],
        ["QUY CHẾ", "Hoạt động của cụm loa", "(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 11 năm 2026)"],
        ["BỘ MẪU", *NATION, "Số: 5/VBHN-BM", "Hà Nội, ngày 06 tháng 11 năm 2026", "XÁC THỰC VĂN BẢN HỢP NHẤT"],
    ],
    ids=["form", "form of a decision", "regulation", "authentication"],
)  # fmt: skip
def test_forms_and_annexes_part_nothing(inner: list[str]) -> None:
    whole = blocks([*head("12/QĐ-UBND"), *FOOT, *inner, "Điều 1. Cụm loa phát ba buổi mỗi ngày."])
    assert documents_in(whole) == [tuple(whole)]


def test_nation_and_motto_over_a_form_are_not_heard() -> None:
    kinds = [each.kind for each in quieted(blocks([*NATION, "ĐƠN ĐỀ NGHỊ", "(Xem tiếp Công báo số 5 + 6)"]))]
    assert kinds == [BlockKind.FURNITURE, BlockKind.FURNITURE, BlockKind.PARAGRAPH, BlockKind.FURNITURE]


def part(name: str, issue: str, before: str = "", after: str = "") -> FileText:
    texts = [f"(Tiếp theo Công báo số {before})"] if before else []
    texts += [f"Nội dung phần {name}."] * 8 + ([f"(Xem tiếp Công báo số {after})"] if after else [])
    return FileText("PDF", tuple(blocks(texts, file=name)), {1: PageMark((issue,), date(2026, 11, 5), 3)})


def test_parts_are_put_in_the_order_that_they_name() -> None:
    a, b, c = part("a", "10", after="11"), part("b", "11", "10", "12"), part("c", "12", "11")
    for given in ([a, b, c], [c, a, b], [b, c, a], [c, b, a]):
        parts = joined(given)
        assert [file.blocks[1].span.body_sha256 for file in parts.files if file.blocks[1].span] == [
            "a",
            "b",
            "c",
        ]
        assert parts.doubts == ()
    place = joined([c, b, a]).place(joined([c, b, a]).blocks)
    assert place is not None
    assert place.issues == ("10", "11", "12")


def test_a_part_that_is_missing_is_named() -> None:
    parts = joined([part("a", "10", after="11"), part("c", "12", "11")])
    assert [each.detail for each in parts.doubts] == ["it goes on in Công báo số 11, which is not here"]


def test_files_without_signposts_keep_their_order() -> None:
    a, b = part("a", "10"), part("b", "9")
    assert joined([a, b]).files == (a, b)
    assert seams(a.blocks).before is None


def legal(number: str) -> LegalIdentity:
    return LegalIdentity(number, "Nghị định", "Chính phủ", date(2026, 6, 12), date(2026, 8, 1), None)


def test_a_standalone_files_name_is_compared() -> None:
    page = replace(
        sample_page("congbao", FILES.format("99112002")), url="https://tin.vi-du.vn/967-2026-nd-cp.pdf"
    )
    assert [each.code for each in extract(page).doubts] == ["identity.file"]


def test_subjects_are_alike_by_most_of_their_words() -> None:
    subject = "Quy định về quản lý, vận hành hệ thống truyền thanh cơ sở"
    assert alike(["quy định quản lý và vận hành hệ thống truyền thanh ở cơ sở"], subject)
    assert not alike(["Quy định mức hỗ trợ tiền điện cho hộ nghèo", "Nghị định"], subject)


def test_a_line_is_a_subject_only_if_it_says_hardly_more() -> None:
    subject = "Quy định về quản lý, vận hành hệ thống truyền thanh cơ sở"
    assert is_line_of(["", subject], "QUY ĐỊNH VỀ QUẢN LÝ, VẬN HÀNH HỆ THỐNG TRUYỀN THANH CƠ SỞ")
    assert not is_line_of(
        [subject], f"Kế hoạch này triển khai Thông tư {subject} trên địa bàn huyện trong năm 2026"
    )
    assert not is_line_of(["Quy định về loa"], "Quy định về loa")
