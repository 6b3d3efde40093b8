"""The parts of a document's text, who signed it, and its identity."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.law.forest import blocks
from transforms.article import Block, BlockKind
from transforms.law.identity import law_identity
from transforms.law.signature import person_in
from transforms.law.text import read_law

CIRCULAR = (
    "BỘ CÔNG AN",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 965/2026/TT-BCA",
    "Hà Nội, ngày 19 tháng 5 năm 2026",
    "THÔNG TƯ",
    "Quy định về loa cảnh báo",
    "BỘ TRƯỞNG BỘ CÔNG AN",
    "Căn cứ Luật Mẫu số 12/2025/QH15;",
    "Điều 1. Phạm vi",
    "Thông tư này quy định về loa cảnh báo ở xã.",
    "Điều 2. Hiệu lực thi hành",
    "Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026.",
    "Nơi nhận:",
    "- Như Điều 2;",
    "BỘ TRƯỞNG",
    "Đại tướng Trần Văn Mẫu",
)


def test_title_and_signature_are_text_and_are_not_spoken():
    law = read_law(blocks(*CIRCULAR))
    kinds = [block.kind for block in law.blocks]
    assert kinds[:8] == [BlockKind.FURNITURE] * 5 + [BlockKind.TITLE] * 3
    assert kinds[13:] == [BlockKind.SIGNATURE] * 4
    assert [block.text for block in law.blocks if block.spoken] == list(CIRCULAR[8:13])
    assert [block.text for block in law.blocks] == list(CIRCULAR)


def test_the_identity_is_the_documents_own():
    identity = law_identity(read_law(blocks(*CIRCULAR)))
    assert (identity.number, identity.type, identity.issuer) == ("965/2026/TT-BCA", "Thông tư", "Bộ Công an")
    assert (identity.issued_on, identity.effective_on) == (date(2026, 5, 19), date(2026, 7, 1))
    assert identity.signer == "Trần Văn Mẫu"


def foot(*lines):
    return read_law(blocks(*CIRCULAR[:13], *lines)).signers


@pytest.mark.parametrize(
    ("lines", "signers"),
    [
        (["BỘ TRƯỞNG", "Đại tướng Trần Văn Mẫu"], [("Trần Văn Mẫu", "Đại tướng", "BỘ TRƯỞNG", "")]),
        (["BỘ TRƯỞNG", "THƯỢNG TƯỚNG TRẦN VĂN MẪU"], [("Trần Văn Mẫu", "THƯỢNG TƯỚNG", "BỘ TRƯỞNG", "")]),
        (["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Lê Thị Mẫu"], [("Lê Thị Mẫu", "", "THỨ TRƯỞNG", "KT. BỘ TRƯỞNG")]),
        (
            ["TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "(Đã ký)", "Phạm Mẫu"],
            [("Phạm Mẫu", "", "PHÓ THỦ TƯỚNG", "TM. CHÍNH PHỦ; KT. THỦ TƯỚNG")],
        ),
        (["CHỦ TỊCH QUỐC HỘI Nguyễn Thị Mẫu"], [("Nguyễn Thị Mẫu", "", "CHỦ TỊCH QUỐC HỘI", "")]),
        (["Hồ Văn Mẫu", "(Đã ký)"], [("Hồ Văn Mẫu", "", "", "")]),
        (["BỘ TRƯỞNG", "LÊ THỊ MẪU"], [("Lê Thị Mẫu", "", "BỘ TRƯỞNG", "")]),
        (
            ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "(Đã ký)", "LÒ MẪU"],
            [("Lò Mẫu", "", "THỨ TRƯỞNG", "KT. BỘ TRƯỞNG")],
        ),
        (["CỤC TRƯỞNG", "ĐÀO TẠO NGHỀ"], []),
        (["GIÁM ĐỐC", "HÀ NỘI"], []),
        (["TL. BỘ TRƯỞNG", "CỤC TRƯỞNG", "TS. Đỗ Mẫu"], [("Đỗ Mẫu", "TS.", "CỤC TRƯỞNG", "TL. BỘ TRƯỞNG")]),
        ([], []),
    ],
)
def test_who_signed(lines, signers):
    assert [(each.name, each.rank, each.office, each.acting) for each in foot(*lines)] == signers


def test_a_joint_document_is_signed_by_all():
    joint = [line.replace("965/2026/TT-BCA", "5/2012/TTLT-BCA-BTP") for line in CIRCULAR[:13]]
    law = read_law(
        blocks(
            *joint,
            "KT. BỘ TRƯỞNG BỘ CÔNG AN",
            "THỨ TRƯỞNG",
            "Lê Một",
            "KT. BỘ TRƯỞNG BỘ TƯ PHÁP",
            "THỨ TRƯỞNG",
            "Lê Hai",
        )
    )
    assert law.signer == "Lê Một, Lê Hai"
    assert law_identity(law).issuer == "Bộ Công an, Bộ Tư pháp"


@pytest.mark.parametrize(
    ("number", "signer"),
    [("5/2026/QĐ-BCA-BTP", "Lê Một, Lê Hai"), ("5/QĐ-BCA-V03", "Lê Một"), ("5/QĐ-BTC-TCT", "Lê Một")],
)
def test_bodies_of_one_rank_sign_a_decision_together(number, signer):
    lines = [line.replace("965/2026/TT-BCA", number) for line in CIRCULAR[:13]]
    signed = ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Lê Một", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Lê Hai"]
    assert read_law(blocks(*lines, *signed)).signer == signer


def test_what_comes_after_the_signature_is_text_again():
    law = read_law(blocks(*CIRCULAR, "PHỤ LỤC I", "DANH MỤC LOA", "Loa nén đặt ở nhà văn hóa của thôn."))
    assert [block.kind for block in law.blocks[-3:]] == [
        BlockKind.HEADING,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]


@pytest.mark.parametrize("form", ["Mẫu số 01", "Mẫu số: 02/LOA", "Mẫu 3"])
def test_a_form_behind_the_signature_is_no_signature(form):
    law = read_law(blocks(*CIRCULAR, form, "TỜ KHAI LOA", "1. Tên loa: ......"))
    assert BlockKind.SIGNATURE not in {block.kind for block in law.blocks[-3:]}


def test_who_authenticates_a_consolidated_text_is_no_text():
    closing = (
        "BỘ CÔNG AN",
        "XÁC THỰC VĂN BẢN HỢP NHẤT",
        "CÔNG AN",
        "Số: 5/VBHN-BCA",
        CIRCULAR[4],
        *CIRCULAR[15:],
    )
    law = read_law(blocks(*CIRCULAR[:3], *CIRCULAR[5:13], *closing))
    assert {block.kind for block in law.blocks[-len(closing) :]} == {BlockKind.SIGNATURE}
    assert law.blocks[-len(closing) - 1].spoken


def test_a_constitution_has_no_number():
    law = read_law(
        blocks(
            "QUỐC HỘI",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "HIẾN PHÁP",
            "NƯỚC MẪU",
            "Điều 1. Nước Mẫu có loa.",
            "Hiến pháp này được Quốc hội thông qua ngày 28 tháng 11 năm 2013.",
            "CHỦ TỊCH QUỐC HỘI",
            "Lê Mẫu",
        )
    )
    identity = law_identity(law)
    assert (identity.number, identity.type, identity.issuer) == ("", "Hiến pháp", "Quốc hội")
    assert identity.issued_on == date(2013, 11, 28)


def test_a_document_without_number_or_date_has_no_identity():
    assert law_identity(read_law(blocks(*CIRCULAR[:3], *CIRCULAR[4:]))) is None
    assert law_identity(read_law(blocks(*CIRCULAR[:4], *CIRCULAR[5:]))) is None


def test_a_laws_number_does_not_tell_its_type():
    lines = [
        *("QUỐC HỘI", *CIRCULAR[1:3]),
        "Số: 12/2026/QH16",
        CIRCULAR[4],
        "NGHỊ QUYẾT",
        "Về loa",
        "Điều 1. Loa.",
    ]
    identity = law_identity(read_law(blocks(*lines)))
    assert (identity.type, identity.issuer) == ("Nghị quyết", "Quốc hội")


@pytest.mark.parametrize(
    "text", ["Loa đặt ở nhà văn hóa", "BỘ TRƯỞNG", "Số 12", "Theo TTXVN", "", "Nơi nhận:", "Trần"]
)
def test_no_name(text):
    assert person_in(text) is None


@given(st.lists(st.text(max_size=80), max_size=20))
def test_any_text_is_a_law_or_none(lines):
    law = read_law([Block(BlockKind.PARAGRAPH, line) for line in lines])
    assert law is None or [block.text for block in law.blocks] == lines
