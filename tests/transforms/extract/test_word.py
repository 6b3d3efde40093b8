"""Word files: their words and tables, and every way in which they can be broken."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import BadDocument
from tests.recorded.paper import Paper
from tests.recorded.paper_word import compound, docx, letters, word_97
from tests.sources.golden import CAPTURED
from transforms.article import BlockKind
from transforms.extract import Page
from transforms.extract.compound import CompoundFault, is_compound, read_streams
from transforms.extract.word import is_word, read_word
from transforms.law.identity import law_identity
from transforms.law.text import read_law

PAPER = Paper(
    number="61/2026/QĐ-UBND",
    type="Quyết định",
    issuer="ỦY BAN NHÂN DÂN\nTỈNH BÌNH MẪU",
    issued=date(2026, 11, 12),
    signer="Lò Văn Mẫu",
    capacity=["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    title="Quy định mức hỗ trợ tiền điện cho cụm loa",
    text="Căn cứ Luật Tổ chức chính quyền địa phương;\nĐiều 1. Mức hỗ trợ mỗi tháng như sau:\n| Số cụm loa | Mức hỗ trợ\n"
    "| Một | 120.000\n| Hai | 200.000\nABC 12 plain\nĐiều 2. Quyết định này có hiệu lực từ ngày ký./.",
    place="Bình Mẫu",
)
SENTENCE = (
    "Cụm loa của bản được hỗ trợ tiền điện hằng tháng theo số lượng thực tế do Ủy ban nhân dân xã xác nhận."
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def page(body: bytes) -> Page:
    return Page("https://congbao.vi-du.vn/QD so 61.doc", body, "application/msword", CAPTURED)


def lines(body: bytes) -> list[str]:
    return [block.text for block in read_word(page(body), None)]


def document_xml(inner: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>')
    return out.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize("make", [docx, lambda paper: word_97(letters(paper))], ids=["docx", "doc"])
def test_a_decision_in_either_form(make: Callable[[Paper], bytes]) -> None:
    found = page(make(PAPER))
    assert is_word(found)
    assert not found.is_pdf
    blocks = read_word(found, None)
    assert [block.span.paragraph for block in blocks if block.span] == list(range(1, len(blocks) + 1))
    tables = [block.text for block in blocks if block.kind == BlockKind.TABLE]
    assert tables == ["Số cụm loa | Mức hỗ trợ\nMột | 120.000\nHai | 200.000"]
    law = read_law(blocks)
    assert law is not None
    identity = law_identity(law)
    assert identity is not None
    assert (identity.number, identity.type, identity.issuer, identity.issued_on, identity.signer) == (
        "61/2026/QĐ-UBND",
        "Quyết định",
        "Ủy ban nhân dân tỉnh Bình Mẫu",
        date(2026, 11, 12),
        "Lò Văn Mẫu",
    )
    spoken = [block.text for block in law.blocks if block.spoken]
    assert spoken[0] == "Căn cứ Luật Tổ chức chính quyền địa phương;"
    assert "ABC 12 plain" in spoken
    assert not [text for text in spoken if "Nơi nhận" in text or "CỘNG HÒA" in text]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Trang \x13 PAGE \x1412\x15 của bản", "Trang 12 của bản"),
        ('\x13HYPERLINK "http://a.vn" \x14bấm \x13 REF x \x14đây\x15\x15 nhé', "bấm đây nhé"),
        ("\x13 TOC \\o \x15Mục lục", "Mục lục"),
        ("Hình\x01 vẽ\x08 và\x02 chú\x05 thích", "Hình vẽ và chú thích"),
        ("dòng\x0bmới, nối\x1eliền, ngắt\x1ftừ", "dòng mới, nối-liền, ngắttừ"),
        ("hai\x0ctrang", "hai"),
    ],
)
def test_marks_in_a_doc_are_not_words(written: str, shown: str) -> None:
    assert lines(word_97(f"{written}\r{SENTENCE}\r"))[0] == shown


def test_what_stands_behind_the_text_of_a_doc_is_no_part_of_it() -> None:
    body = bytearray(word_97(f"{SENTENCE}\rchú thích cuối trang\r"))
    at = body.index(b"\xec\xa5\xc1\x00") + 0x4C
    struct.pack_into("<I", body, at, len(SENTENCE) + 1)
    assert lines(bytes(body)) == [SENTENCE]


def test_what_a_reader_of_a_docx_does_not_see_is_not_read() -> None:
    inner = (
        f"<w:p>{run('Điều 1.')}<w:r><w:tab/></w:r>{run('Mức ')}<w:r><w:br/></w:r>{run('chi')}<w:del><w:r><w:delText>bỏ"
        f"</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/></w:r>{run('A')}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run(SENTENCE)}</w:p></w:sdtContent></w:sdt><w:p/>"
    )
    assert lines(document_xml(inner)) == ["Điều 1. Mức chi-A", SENTENCE]


def test_a_table_that_only_places_text_is_paragraphs() -> None:
    cell = f"<w:tc><w:p>{run('Số: 1')}</w:p><w:p>{run(SENTENCE)}</w:p></w:tc>"
    inner = f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl><w:tbl><w:tr><w:tc><w:p>{run('một cột')}</w:p></w:tc></w:tr></w:tbl>"
    blocks = read_word(page(document_xml(inner)), None)
    assert [block.text for block in blocks] == ["Số: 1", SENTENCE, "Số: 1", SENTENCE, "một cột"]
    assert {block.kind for block in blocks} == {BlockKind.PARAGRAPH}


GOOD = word_97(letters(PAPER))
FIB = GOOD.index(b"\xec\xa5\xc1\x00")


def altered(at: int, value: bytes) -> bytes:
    return GOOD[:at] + value + GOOD[at + len(value) :]


def packed(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (word_97("Quá ngắn.\r"), "next to no text"),
        (document_xml("<w:p/>"), "next to no text"),
        (GOOD[:700], "cut"),
        (GOOD[:400], "no compound file"),
        (altered(FIB + 0x0A, b"\x00\x13"), "encrypted"),
        (altered(FIB, b"\xdb\xa5"), "before Word 97"),
        (altered(FIB + 0x1A2, b"\xff\xff\x00\x00"), "table of its pieces"),
        (altered(0x1E, b"\x08\x00"), "unknown build"),
        (altered(0x30, b"\xff\x00\x00\x00"), "leads nowhere"),
        (altered(0x30, b"\x7f\x00\x00\x00"), "cut"),
        (compound({"Workbook": b"x" * 5000}), "no Word document"),
        (packed("word/other.xml", b"x"), "no word/document.xml"),
        (packed("word/document.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "cannot be read"),
        (packed("word/document.xml", b"<w:p>"), "not well-formed"),
        (packed("word/document.xml", b" " * 70_000_000), "unpacks to more"),
        (b"PK\x03\x04 word/ " + b"\0" * 100, "BadZipFile"),
    ],
)  # fmt: skip
def test_a_broken_file_says_why(body: bytes, said: str) -> None:
    with pytest.raises(BadDocument, match=said) as caught:
        read_word(page(body), None)
    assert caught.value.url.endswith("QD so 61.doc")
    assert caught.value.fix


def test_a_chain_in_a_circle_ends() -> None:
    table = GOOD.rindex(struct.pack("<I", 1) + struct.pack("<I", 2))
    body = altered(table, struct.pack("<II", 0, 0))
    with pytest.raises(CompoundFault, match="leads nowhere"):
        read_streams(body)


def fate(body: bytes) -> list[str] | str:
    try:
        return lines(body)
    except BadDocument as error:
        return error.reason


@given(st.binary(max_size=400), st.integers(0, len(GOOD) - 1))
def test_damage_anywhere_is_text_or_a_reason(noise: bytes, at: int) -> None:
    assert fate(altered(at, noise)[: len(GOOD)])


@given(st.binary(max_size=600).map(lambda noise: GOOD[:8] + noise))
def test_a_few_bytes_of_a_compound_file_do_no_harm(body: bytes) -> None:
    assert is_compound(body)
    with pytest.raises(BadDocument):
        read_word(page(body), None)


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=20), st.binary(max_size=9000), max_size=4))
def test_streams_come_back_whatever_their_size(streams: dict[str, bytes]) -> None:
    assert read_streams(compound(streams)) == streams


@given(st.lists(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1), min_size=1, max_size=8))
def test_paragraphs_come_back_in_their_order(texts: list[str]) -> None:
    body = word_97("".join(f"{text}\r" for text in [SENTENCE, *texts]))
    assert "".join(lines(body)).startswith(SENTENCE)


def test_other_files_are_no_word_files() -> None:
    for body in (b"%PDF-1.7", b"<html>", b"", packed("xl/workbook.xml", b"x")):
        assert not is_word(replace(page(GOOD), body=body))
