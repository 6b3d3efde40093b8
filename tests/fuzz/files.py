"""Readers of files: PDF, Word, OpenDocument, and the signatures in them.

A fuzzer cannot find its way through packed bytes, so what is packed in a zip is given plain, and packed here.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice

from cryptography.hazmat.primitives.serialization import Encoding
from fpdf import FPDF

from crawlers.guard.aia import certificates_in, is_authority, issuer_urls, issuers_among
from crawlers.guard.tls import _is_link
from tests.fuzz.pages import CAPTURED, samples_of, told
from tests.recorded.paper import Paper
from tests.recorded.paper_word import docx, head, letters, tail, word_97
from tests.transforms.extract.signing import certify, sign, time_stamp
from transforms.extract import Page, extract_all
from transforms.extract.cms import CmsFault, is_trusted, read_cms
from transforms.extract.signatures import read_signatures

PART = b"\n--part--\n"
"""Between the parts of a zip."""
_WORD = (
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
    "[Content_Types].xml",
)
_ODT = ("content.xml", "styles.xml")
_MIME = b"application/vnd.oasis.opendocument.text"
_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PAPER = Paper(
    number="61/2026/QĐ-UBND",
    type="Quyết định",
    issuer="Ủy ban nhân dân\ntỉnh Bình Mẫu",
    issued=date(2026, 11, 12),
    signer="Lò Văn Mẫu",
    capacity=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
    title="Ban hành quy định về phát thanh ở xã",
    text="Căn cứ Luật Tổ chức chính quyền địa phương;\nĐiều 1. Phạm vi\n1. Quy định này áp dụng cho loa của xã.\n"
    "a) Loa ở thôn;\nb) Loa ở chợ.\n| Giờ | Bản tin |\n| 5 | Sáng |\nĐiều 2. Hiệu lực\n"
    "Quyết định này có hiệu lực từ ngày 01 tháng 12 năm 2026 và thay thế Quyết định số 12/2020/QĐ-UBND.",
    place="Bình Mẫu",
)


def _read(body: bytes, name: str) -> None:
    told(extract_all(Page(f"https://congbao.vi-du.vn/{name}", body, "", CAPTURED)))


def pdf(data: bytes) -> None:
    """A PDF; its end is put behind it where it lacks one, so that a cut file is not all that is found."""
    body = data if b"%PDF-" in data[:1024] else b"%PDF-1.7\n" + data
    _read(body if b"%%EOF" in body[-4096:] else body + b"\n%%EOF", "61-2026-qd-ubnd.pdf")


def pdf_samples() -> Iterator[bytes]:
    """PDFs with their insides open to see, and the gazette's."""
    for text in (f"Quyet dinh so 61/2026/QD-UBND {'loa xa doc tin moi sang ' * 12}", ""):
        drawn = FPDF()
        drawn.set_compression(False)
        drawn.set_creation_date(datetime(2026, 11, 20, tzinfo=UTC))
        drawn.add_page()
        drawn.set_font("helvetica", size=12)
        drawn.multi_cell(0, 6, text)
        drawn.cell(40, 8, "a", border=1)
        drawn.cell(40, 8, "b", border=1)
        yield bytes(drawn.output())
    yield from islice(samples_of(".pdf", of=["congbao"]), 2)


def word_parts(data: bytes) -> None:
    """A .docx, whose parts are given plain, one after the other."""
    _read(_zipped(_WORD, data), "61-2026-qd-ubnd.docx")


def odt_parts(data: bytes) -> None:
    """An .odt, given the same way."""
    _read(_zipped(_ODT, data, _MIME), "61-2026-qd-ubnd.odt")


def _zipped(names: tuple[str, ...], data: bytes, mime: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        if mime:
            pack.writestr("mimetype", mime)
        for name, part in zip(names, data.split(PART), strict=False):
            pack.writestr(name, part)
    return out.getvalue()


def word_samples() -> Iterator[bytes]:
    """A document as Word writes it; and one with lists, notes and spanning cells."""
    with zipfile.ZipFile(io.BytesIO(docx(PAPER))) as pack:
        yield pack.read("word/document.xml")
    numbered = (
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="2"/></w:pPr>'
    )
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>'
    body = (
        f'<w:p>{numbered}<w:r><w:t>Loa xã</w:t></w:r><w:footnoteReference w:id="1"/></w:p><w:tbl><w:tr>{cell * 2}</w:tr>'
        f'<w:tr>{cell.replace("restart", "continue")}</w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="H"/></w:pPr></w:p>'
    )
    styles = f'<w:styles {_W}><w:style w:styleId="H"><w:basedOn w:val="H"/><w:name w:val="heading 1"/></w:style></w:styles>'
    numbering = (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="1"><w:start w:val="4"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum><w:num w:numId="3">'
        '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>'
    )
    notes = f'<w:footnotes {_W}><w:footnote w:id="1"><w:p><w:r><w:t>Được sửa.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    document = f"<w:document {_W}><w:body>{body}</w:body></w:document>"
    yield PART.join(each.encode() for each in (document, styles, numbering, notes))


def odt_samples() -> Iterator[bytes]:
    """A document; and one with lists, notes and spanning cells."""
    lines = [
        *head(PAPER)[0],
        *head(PAPER)[1],
        PAPER.type.upper(),
        PAPER.title,
        *PAPER.text.splitlines(),
        *tail(PAPER)[1],
    ]
    yield _odt("".join(f"<text:p>{line}</text:p>" for line in lines))
    listed = '<text:list text:style-name="L"><text:list-item text:start-value="5"><text:p>một</text:p></text:list-item></text:list>'
    cells = '<table:table-cell table:number-columns-spanned="2" table:number-columns-repeated="3"><text:p>a</text:p></table:table-cell>'
    note = "<text:p>x<text:note><text:note-body><text:p>sửa</text:p></text:note-body></text:note><text:s/></text:p>"
    table = f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    style = (
        f'<office:document-styles {_SPACES}><text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix="." text:display-levels="2"/></text:list-style></office:document-styles>'
    )
    yield _odt(f'<text:h text:outline-level="2">Đầu</text:h>{listed}{table}{note}') + PART + style.encode()


def _odt(inner: str) -> bytes:
    return f"<office:document-content {_SPACES}><office:body><office:text>{inner}</office:text></office:body></office:document-content>".encode()


def doc(data: bytes) -> None:
    """A .doc, whose first bytes are put right."""
    _read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data[8:], "61-2026-qd-ubnd.doc")


def doc_samples() -> Iterator[bytes]:
    """A whole .doc."""
    yield word_97(letters(PAPER))


def office(data: bytes) -> None:
    """A zip that calls itself a .docx or .odt, damaged anywhere."""
    _read(b"PK\x03\x04" + data[4:] + (b"" if b"word/" in data else b"word/"), "61-2026-qd-ubnd.docx")


def office_samples() -> Iterator[bytes]:
    """Whole zips, packed and plain."""
    yield docx(PAPER)
    yield from (_zipped(_WORD, each) for each in word_samples())
    yield from (_zipped(_ODT, each, _MIME) for each in odt_samples())


@cache
def root() -> bytes:
    """A root (DER) that the operator trusts."""
    return certify("Gốc mẫu", "Cơ quan mẫu", authority=True).der


def cms(data: bytes) -> None:
    """A signature's bytes, alone and in a PDF."""
    read_signatures(_in_pdf(data), (root(),))
    signed = read_cms(data)
    with suppress(CmsFault):  # documented of a kind that cannot be checked
        signed.covers(b"x")
        signed.genuine()
    is_trusted(signed, (root(),))
    (signed.signer + signed.organ).encode()


def _in_pdf(der: bytes) -> bytes:
    """A signature around itself, as ISO 32000-1, 12.8.1 has it, in a file that is nothing else."""
    head = (
        b"%%PDF-1.7\n1 0 obj\n<< /Type /Sig /SubFilter /adbe.pkcs7.detached /M (D:20261120083000+07'00') "
        b"/ByteRange [0 %06d %06d %06d] /Contents "
    )
    rest = b" >>\nendobj\n%%EOF"
    first = len(head % (0, 0, 0))
    second = first + 2 * len(der) + 2
    return head % (first, second, len(rest)) + b"<" + der.hex().encode() + b">" + rest


def cms_samples() -> Iterator[bytes]:
    """Signatures with and without signed attributes, with a time-stamp, with content of their own."""
    above = certify("Gốc mẫu", "Cơ quan mẫu", authority=True)
    holder = certify("Lò Văn Mẫu", "Ủy ban mẫu", above)
    yield sign(b"x", holder)
    yield sign(b"x", holder, attributes=False)
    yield sign(b"x", holder, stamper=holder)
    yield time_stamp(b"x", holder)


def signed(data: bytes) -> None:
    """Bytes with dictionaries of signatures in them."""
    read_signatures(data, (root(),))


def signed_samples() -> Iterator[bytes]:
    """Such dictionaries, right and odd."""
    yield from (_in_pdf(each) for each in cms_samples())
    yield b"%PDF-1.7 1 0 obj << /ByteRange [0 0 999999999999 999999999999] /Contents <> /M (D:99999999999999Z) >> endobj"
    yield b"%PDF-1.7 /ByteRange [0 1 2 3] /Contents <30 82 0> /SubFilter /x /M (D:20261120)"


def certificates(data: bytes) -> None:
    """What lies where a certificate says that its issuer's is."""
    found = certificates_in(data)
    for each in found:
        issuer_urls(each)
        _is_link(each, CAPTURED)
        is_authority(each)
        list(issuers_among(found, each))


def certificate_samples() -> Iterator[bytes]:
    """Certificates in DER, PEM and PKCS #7."""
    above = certify("Gốc mẫu", "Cơ quan mẫu", authority=True)
    holder = certify("Lò Văn Mẫu", "Ủy ban mẫu", above)
    yield holder.der
    yield above.pem + holder.certificate.public_bytes(Encoding.PEM)
    yield sign(b"x", holder)
