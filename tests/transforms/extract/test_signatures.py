"""Signatures in PDFs: whose and when, whether the bytes are still those, and who is trusted."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.golden import CAPTURED, sample_page
from tests.transforms.extract.signing import MOMENT, STAMPED, Holder, certify, sign, signed
from transforms.article import LegalIdentity, Signature, SignatureState
from transforms.extract import Aids, Page, extract
from transforms.extract.cms import CmsFault, read_cms, read_roots
from transforms.extract.signatures import contradictions, read_signatures, signature_doubts

ADDRESS = "https://congbaocdn.chinhphu.vn/mau/2026/11/20/99112002_v1_signed.pdf"
LEGAL = LegalIdentity("968/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 11, 13), None, "Nguyễn Văn Mẫu")


def drawn(text: str = "Loa xa Suoi Mau phat ban tin luc nam gio sang va nam gio chieu moi ngay.") -> bytes:
    pdf = FPDF()
    pdf.set_creation_date(MOMENT)
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.multi_cell(0, 6, text * 4)
    return bytes(pdf.output())


ROOT = certify("Gốc chứng thực mẫu", "Ban Cơ yếu mẫu", authority=True)
LINK = certify("Chứng thực cấp dưới mẫu", "Ban Cơ yếu mẫu", ROOT, authority=True)
GAZETTE = certify("Công báo mẫu", "Văn phòng mẫu", LINK)
CLOCK = certify("Dấu thời gian mẫu", "Ban Cơ yếu mẫu", LINK)
PDF = drawn()
WHOLE = signed(PDF, GAZETTE, stamper=CLOCK)


def one(body: bytes, *roots: Holder) -> Signature:
    (found,) = read_signatures(body, [root.der for root in roots])
    return found


def test_a_whole_file_is_valid_and_says_who_and_when():
    found = one(WHOLE)
    assert (found.signer, found.organ, found.state) == ("Công báo mẫu", "Văn phòng mẫu", SignatureState.VALID)
    assert found.signed_at == STAMPED
    assert found.signed_at.utcoffset() == timedelta(hours=7)
    assert "time-stamp" in found.detail
    assert not found.trusted
    assert signature_doubts([found]) == ()


@pytest.mark.parametrize(
    "how", [{}, {"attributes": False}, {"moment": None}], ids=["signer", "none", "silent"]
)
def test_without_a_time_stamp_the_signers_clock_counts_and_then_the_files(how):
    found = one(signed(PDF, GAZETTE, **how))
    assert found.state == SignatureState.VALID
    assert found.signed_at == MOMENT
    assert "clock" in found.detail


def test_a_time_stamp_over_something_else_is_none():
    assert one(signed(PDF, GAZETTE, stamper=CLOCK, stamped=b"another signature")).signed_at == MOMENT


@pytest.mark.parametrize(
    ("at", "said"), [(len(PDF) // 2, "not those"), (len(PDF) - 20, "not those"), (-30, "not those")]
)
def test_one_byte_changed_breaks_it(at, said):
    body = bytearray(WHOLE)
    body[at] ^= 1
    found = one(bytes(body))
    assert found.state == SignatureState.BROKEN
    assert said in found.detail
    assert found.signer == "Công báo mẫu"
    (doubt,) = signature_doubts([found])
    assert doubt.code == "signature.broken"
    assert "Công báo mẫu" in doubt.detail


def test_a_range_that_leaves_out_more_than_the_signature_is_broken():
    start = int(re.search(rb"/ByteRange \[0 (\d+)", WHOLE)[1])
    body = WHOLE.replace(b"[0 %010d" % start, b"[0 %010d" % (start - 9))
    assert "leaves out" in one(body).detail


def test_a_file_cut_out_of_a_signed_one_says_so():
    longer = drawn("Day la mot so cong bao dai gap nhieu lan van ban duoc cat ra tu no. " * 200)
    issue = signed(longer, GAZETTE, stamper=CLOCK)
    dictionary = re.search(rb"\n\d+ 0 obj\n<< /Type /Sig.*?endobj", issue, re.DOTALL)[0]
    cut = PDF.replace(b"%%EOF", dictionary + b"\n%%EOF")
    found = one(cut, ROOT)
    assert found.state == SignatureState.CUT
    assert (found.signer, found.signed_at) == ("Công báo mẫu", STAMPED)
    assert found.trusted
    assert signature_doubts([found]) == ()


def test_what_is_added_after_it_may_not_change_the_words():
    second = signed(WHOLE, CLOCK)
    first, later = read_signatures(second)
    assert (first.state, later.state) == (SignatureState.VALID, SignatureState.VALID)
    assert "words are the same" in first.detail
    stream = re.search(rb"\n(\d+) 0 obj\n<<\n/Filter /FlateDecode\n/Length \d+\n>>\nstream\n", PDF)
    text = b"BT /F1 12 Tf 60 700 Td (Ban tin gia) Tj ET"
    added = b"\n%s 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (stream[1], len(text), text)
    where = len(WHOLE) + len(added)
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", WHOLE)[-1]
    size, before = (re.findall(pattern, WHOLE)[-1] for pattern in (rb"/Size\s+(\d+)", rb"startxref\s+(\d+)"))
    table = b"xref\n%s 1\n%010d 00000 n \ntrailer\n<< /Size %s /Root %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
    forged = WHOLE + added + table % (stream[1], len(WHOLE) + 1, size, root, before, where)
    found = one(forged)
    assert found.state == SignatureState.BROKEN
    assert "change the words" in found.detail


def test_only_a_chain_to_a_named_root_is_trusted():
    stranger = certify("Gốc chứng thực lạ", "Ban lạ", authority=True)
    assert one(WHOLE, ROOT).trusted
    assert one(WHOLE, stranger, LINK).trusted
    assert one(WHOLE, GAZETTE).trusted
    assert not one(WHOLE, stranger).trusted
    assert not one(WHOLE).trusted


def test_who_may_not_certify_makes_nobody_trusted():
    nobody = certify("Người không có quyền", "Văn phòng mẫu", ROOT)
    assert not one(signed(PDF, certify("Kẻ mạo danh", "Văn phòng mẫu", nobody)), ROOT).trusted


def test_a_certificate_that_had_run_out_is_not_trusted():
    old = certify("Công báo cũ", "Văn phòng mẫu", LINK, until=MOMENT - timedelta(days=1))
    found = one(signed(PDF, old), ROOT)
    assert found.state == SignatureState.VALID
    assert not found.trusted


def test_without_signatures_there_are_none():
    assert read_signatures(PDF) == ()
    assert read_signatures(b"/ByteRange [0 1 2 3]") == ()


@pytest.mark.parametrize(
    ("der", "said"),
    [(b"", "cannot be read"), (b"\x30\x03\x02\x01\x05", "cannot be read"), (b"\0" * 50, "cannot be read")],
)
def test_what_is_no_signature_says_so(der, said):
    with pytest.raises(CmsFault, match=said):
        read_cms(der)


GOOD = sign(b"noi dung", GAZETTE, stamper=CLOCK)


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=60))
def test_damage_anywhere_is_a_signature_or_a_fault(at, noise):
    try:
        read = read_cms(GOOD[:at] + noise + GOOD[at + len(noise) :])
        covered = read.covers(b"noi dung khac")
    except CmsFault:
        return
    assert not covered


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_no_changed_file_is_valid(at, noise):
    changed = WHOLE[:at] + noise + WHOLE[at + len(noise) :]
    valid = [each for each in read_signatures(changed) if each.state == SignatureState.VALID]
    start = WHOLE.index(b"/Contents <") + len(b"/Contents <")
    inside = range(start, WHOLE.index(b">", start))
    other = [place for place, byte in enumerate(changed) if place >= len(WHOLE) or byte != WHOLE[place]]
    assert not valid or all(place in inside for place in other)


def test_roots_are_read_from_pem():
    assert read_roots(ROOT.pem + LINK.pem) == (ROOT.der, LINK.der)
    with pytest.raises(ValueError, match=r"."):
        read_roots(b"khong phai chung thu")


def valid(signer: str, moment: datetime = MOMENT) -> Signature:
    return Signature(signer, "Văn phòng mẫu", moment, SignatureState.VALID)


@pytest.mark.parametrize(
    ("signature", "codes"),
    [
        (valid("Công báo mẫu"), []),
        (valid("Văn phòng Chính phủ"), []),
        (valid("NGUYỄN VĂN MẪU"), []),
        (valid("Trần Thị Khác"), ["signature.signer"]),
        (valid("Công báo mẫu", datetime(2026, 5, 1, tzinfo=UTC)), ["signature.date"]),
        (Signature("Trần Thị Khác", "", MOMENT, SignatureState.CUT), []),
    ],
)
def test_only_plain_contradictions_are_doubts(signature, codes):
    assert [each.code for each in contradictions([signature], LEGAL)] == codes


def test_an_article_has_its_files_signatures():
    plain = sample_page("congbao", ADDRESS)
    page = Page(plain.url, signed(plain.body, GAZETTE, stamper=CLOCK), "application/pdf", CAPTURED)
    article = extract(page, aids=Aids(roots=(ROOT.der,)))
    (found,) = article.signatures
    assert (found.state, found.trusted) == (SignatureState.VALID, True)
    assert article.blocks == tuple(
        each.__class__(each.kind, each.text, article.blocks[at].span, each.label, each.level, each.cells)
        for at, each in enumerate(extract(plain).blocks)
    )
    assert article.doubts == ()
    changed = Page(plain.url, page.body.replace(b"/PageLayout", b"/PageLayovt", 1), "", CAPTURED)
    assert [each.code for each in extract(changed).doubts] == ["signature.broken"]
