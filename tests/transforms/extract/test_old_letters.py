"""Files that old fonts were used in: their letters are converted before anything cleans them away."""

import io
import textwrap
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from tests.recorded.paper_word import word_97
from transforms.article import BlockKind
from transforms.extract import Page
from transforms.extract.odt import read_odt
from transforms.extract.pdf import read_pdf
from transforms.extract.word import read_word
from transforms.text.legacy import ENCODINGS, TCVN3, VNI, western_bytes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NS = (
    f'xmlns:office="{OASIS}:office:1.0" xmlns:text="{OASIS}:text:1.0" xmlns:style="{OASIS}:style:1.0" '
    f'xmlns:table="{OASIS}:table:1.0" xmlns:fo="{OASIS}:xsl-fo-compatible:1.0"'
)
TEXT = (
    "trường hợp được hỗ trợ lương thực, các xã phường phải báo trước mùa mưa bão; ủy ban nhân dân xã thông báo "
    "lịch tiếp công dân ở nhà văn hóa thôn bốn, ưu tiên hộ nghèo như mọi năm"
)
SHORT = "số hộ"
UNICODE = "Ủy ban nhân dân xã Suối Mẫu đã họp bàn việc phòng chống bão lũ, lụt và sạt lở trên địa bàn các thôn, bản."
ALL = pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda each: each.name)


def page(body: bytes, name: str = "a.doc") -> Page:
    return Page(f"https://tin.vi-du.vn/{name}", body, "", datetime(2026, 11, 22, tzinfo=UTC))


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, text in parts.items():
            pack.writestr(name, text)
    return out.getvalue()


def docx(inner: str, styles: str = "") -> list[str]:
    parts = {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'}
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    return [block.text for block in read_word(page(zipped(parts)), None)]


def run(text: str, font: str = "") -> str:
    looks = f"<w:rPr><w:rFonts w:ascii={quoteattr(font)}/></w:rPr>" if font else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str, style: str = "") -> str:
    looks = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{looks}{''.join(runs)}</w:p>"


def odt(inner: str, styles: str = "") -> list[str]:
    text = f"<office:document-content {NS}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{inner}</office:text></office:body></office:document-content>"
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text}
    return [block.text for block in read_odt(page(zipped(parts), "a.odt"), None)]


def drawn(*texts: str, font: str = "") -> bytes:
    """A PDF in a font whose letters are those of windows-1252; `font` is what it calls itself."""
    pdf = FPDF()
    pdf.core_fonts_encoding = "latin-1"
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    for at, line in enumerate(line for text in texts for line in textwrap.wrap(text, 75)):
        pdf.text(20, 20 + 7 * at, line)
    body = bytes(pdf.output())
    return body.replace(b"/BaseFont /Helvetica", f"/BaseFont /{font:<9}".encode()) if font else body


@ALL
def test_pdf(encoding):
    found = read_pdf(page(drawn(western_bytes(encoding.encode(TEXT)))), None)
    assert [block.text for block in found.blocks] == [TEXT]
    assert found.evidence == {"encoding": encoding.name}


def test_a_pdf_has_a_hyphen_for_the_letter_of_tcvn3_and_keeps_those_that_are_hyphens():
    text = f"{TEXT}; xe ô-tô - mô-tô, người Ba-na, Nghị định số 12/2005/NĐ-CP"
    found = read_pdf(page(drawn(western_bytes(TCVN3.encode(text)))), None)
    assert [block.text for block in found.blocks] == [text]


def test_a_font_of_capitals_in_a_pdf():
    written = western_bytes(TCVN3.encode(TEXT))
    blocks = read_pdf(page(drawn(written, font=".VnTimeH")), None).blocks
    assert [block.text for block in blocks] == [TEXT.upper()]


def test_a_unicode_pdf_in_a_font_of_that_name_stays_as_it_is():
    found = read_pdf(
        page(drawn("ba-na, m-a, tin cho ca xa nghe vao nam gio sang " * 4, font=".VnTimeH")), None
    )
    assert found.blocks[0].text.startswith("ba-na, m-a, tin cho ca xa")
    assert found.evidence == {}


@ALL
def test_docx(encoding):
    written = encoding.encode(TEXT)
    cells = "".join(f"<w:tc>{p(run(encoding.encode(text)))}</w:tc>" for text in (SHORT, TEXT[:28]))
    table = f"<w:tbl>{f'<w:tr>{cells}</w:tr>' * 3}</w:tbl>"
    assert docx(p(run(written)) + table) == [TEXT, "\n".join([f"{SHORT} | {TEXT[:28]}"] * 3)]


@pytest.mark.parametrize("encoding", [TCVN3, VNI], ids=lambda each: each.name)
@given(cuts=st.lists(st.integers(0, 250), max_size=6))
def test_runs_that_cut_words_and_letters(encoding, cuts):
    written = encoding.encode(TEXT)
    places = sorted({0, *cuts, len(written)})
    runs = [run(written[a:b]) for a, b in pairwise(places)]
    assert docx(p(*runs)) == [TEXT]


def test_fonts_in_a_docx_tell_what_few_words_do_not():
    styles = (
        '<w:style w:type="paragraph" w:styleId="dam"><w:rPr><w:rFonts w:ascii=".VnTimeH"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="con"><w:basedOn w:val="dam"/></w:style>'
    )
    old = TCVN3.encode("hà nội")
    found = docx(
        p(run(old, ".VnTime"))
        + p(run(old), style="con")
        + p(run(old))
        + p(run("Hà Nội", ".VnTime"))
        + p(run(UNICODE)),
        styles,
    )
    assert found == ["hà nội", "HÀ NỘI", old, "Hà Nội", UNICODE]


def test_the_font_that_a_docx_uses_where_none_is_named():
    usual = "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:hAnsi='VNI-Times'/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert docx(p(run(VNI.encode("hà nội"))) + p(run(UNICODE)), usual) == ["hà nội", UNICODE]


def test_old_paragraphs_among_those_in_unicode():
    assert docx(p(run(UNICODE)) + p(run(TCVN3.encode(TEXT)))) == [UNICODE, TEXT]


def test_soft_hyphens_are_letters_in_an_old_file_and_nothing_in_a_new_one():
    old = "".join(
        f"<w:r>{run(part)[5:-6]}<w:softHyphen/></w:r>" for part in TCVN3.encode(TEXT).split("\u00ad")
    )
    assert docx(p(old.removesuffix("<w:softHyphen/></w:r>") + "</w:r>")) == [TEXT]
    soft = UNICODE.replace("phòng", "ph\u00adòng")
    assert docx(p(run(soft)) + p("<w:r><w:t>phòng</w:t><w:softHyphen/><w:t>ốc</w:t></w:r>")) == [
        UNICODE,
        "phòngốc",
    ]


@ALL
def test_odt(encoding):
    written = escape(encoding.encode(TEXT))
    cut = len(written) // 2
    found = odt(
        f"<text:p>{written[:cut]}<text:span>{written[cut:]}</text:span></text:p>"
        f"<text:p>{escape(encoding.encode(SHORT))}</text:p>"
    )
    assert found == [TEXT, SHORT]


def test_fonts_in_an_odt():
    styles = (
        '<style:style style:name="P1" style:family="paragraph"><style:text-properties style:font-name=".VnTimeH"/>'
        '</style:style><style:style style:name="P2" style:family="paragraph" style:parent-style-name="P1"/>'
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-family="VNI-Times"/></style:style>'
    )
    found = odt(
        f'<text:p text:style-name="P2">{TCVN3.encode("hà nội")}</text:p>'
        f'<text:p><text:span text:style-name="T1">{VNI.encode("hà nội")}</text:span></text:p><text:p>{UNICODE}</text:p>',
        styles,
    )
    assert found == ["HÀ NỘI", "hà nội", UNICODE]


@ALL
def test_doc_in_letters_of_sixteen_bits(encoding):
    rows = "".join(f"{encoding.encode(SHORT)}\x07{encoding.encode(TEXT)}\x07\x07" for _ in range(2))
    blocks = read_word(page(word_97(f"{encoding.encode(TEXT)}\r{rows}{encoding.encode(SHORT)}\r")), None)
    assert [block.text for block in blocks] == [TEXT, "\n".join([f"{SHORT} | {TEXT}"] * 2), SHORT]
    assert blocks[1].kind == BlockKind.TABLE


@ALL
def test_doc_in_letters_of_eight_bits(encoding):
    written = western_bytes(encoding.encode(TEXT)).encode("latin-1")
    place = b"x" * len(written)
    body = word_97(f"{place.decode()}\r").replace(place, written)
    assert [block.text for block in read_word(page(body), None)] == [TEXT]


def test_optional_hyphens_of_a_doc_are_letters_in_an_old_file():
    written = TCVN3.encode(TEXT).replace("\u00ad", "\x1f")
    assert [block.text for block in read_word(page(word_97(f"{written}\r")), None)] == [TEXT]
