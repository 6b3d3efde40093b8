"""What a person is asked to look at in a legal document, and that nothing is asked of a healthy one."""

from datetime import date

import pytest

from tests.transforms.law.forest import blocks
from transforms.article import Article, Block, BlockKind, Kind, LegalIdentity
from transforms.law.document import document_of, findings

IDENTITY = LegalIdentity("10/2026/TT-BYT", "Thông tư", "Bộ Y tế", date(2026, 2, 5))
HEALTHY = (
    "#THÔNG TƯ",
    "#Quy định về loa",
    "Căn cứ Luật Mẫu số 12/2025/QH15;",
    "Chương I",
    "CHUNG",
    "Điều 1. Phạm vi",
    "1. Loa đặt ở nhà văn hóa.",
    "2. Còi đặt ở chợ.",
    "Chương II",
    "THI HÀNH",
    "Điều 2. Hiệu lực",
    "Thông tư này có hiệu lực từ ngày 01/7/2026.",
    "~BỘ TRƯỞNG",
    "~Lê Mẫu",
)


def found(*lines, number="Số: 10/2026/TT-BYT"):
    body = (Block(BlockKind.FURNITURE, number), *blocks(*lines))
    article = Article("mau", "https://vi-du.vn/1", Kind.LEGAL, "Thông tư", "", body, "vi", "", legal=IDENTITY)
    return findings(document_of(article))


def with_line(at, *lines):
    return [*HEALTHY[:at], *lines, *HEALTHY[at + 1 :]]


def test_a_healthy_document():
    assert found(*HEALTHY) == ()


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        (with_line(10, "Điều 4. Hiệu lực"), "law.structure", "Điều 4 after 1"),
        (with_line(10, "Điều 1. Hiệu lực"), "law.structure", "Điều 1 again in Chương II"),
        (with_line(7, "4. Còi đặt ở chợ."), "law.structure", "4. in Điều 1. after 1"),
        (
            with_line(11, "Thông tư này có hiệu lực từ ngày đăng Công báo."),
            "law.effect",
            "no day that the text tells: Thông tư này có hiệu lực từ ngày đăng Công báo.",
        ),
        (
            with_line(11, "Thông tư này có hiệu lực sau 10 ngày làm việc kể từ ngày ký."),
            "law.effect",
            "working days need a table of holidays",
        ),
    ],
)
def test_what_is_to_be_looked_at(lines, code, said):
    (doubt,) = found(*lines)
    assert doubt.code == code
    assert said in doubt.detail


def test_a_number_with_letters_for_digits():
    (doubt,) = found(*HEALTHY, number="Số: 1O/2026/TT-BYT")
    assert (doubt.code, doubt.detail) == ("law.number", "written 1O/2026/TT-BYT, read as 10/2026/TT-BYT")


def test_many_faults_of_structure_are_one_finding():
    lines = [line for at in range(1, 60, 3) for line in (f"Điều {at}. Tên", "Câu.")]
    (doubt,) = found("#THÔNG TƯ", *lines)
    assert doubt.code == "law.structure"
    assert doubt.detail.count("; ") == 4
    assert doubt.detail.endswith("and 14 more")


def test_what_is_found_is_in_the_json_too():
    article = Article(
        "mau",
        "https://vi-du.vn/1",
        Kind.LEGAL,
        "Thông tư",
        "",
        tuple(blocks(*with_line(11, "Thông tư này có hiệu lực từ ngày công bố."))),
        "vi",
        "",
        legal=IDENTITY,
    )
    made = document_of(article).as_json()
    assert made["effect"] is None
    assert [each.partition(":")[0] for each in made["faults"]] == ["no day that the text tells"]
