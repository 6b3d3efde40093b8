"""What is in doubt about what a document says that it is."""

from datetime import date

import pytest

from tests.transforms.law.forest import blocks
from transforms.law.identity import identity_doubts, law_identity
from transforms.law.text import read_law

HEAD = {
    "organ": "BỘ Y TẾ",
    "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "number": "Số: 12/2026/TT-BYT",
    "date": "Hà Nội, ngày 05 tháng 02 năm 2026",
    "type": "THÔNG TƯ",
    "subject": "Quy định về loa truyền thanh",
    "body": "Điều 1. Loa đặt ở nhà văn hóa thôn.",
}


def doubts(captured_on=date(2026, 6, 15), **changes):
    law = read_law(blocks(*(HEAD | changes).values()))
    found = identity_doubts(law, law_identity(law), captured_on=captured_on)
    return [(each.code, each.detail) for each in found]


def codes(**changes):
    return [code for code, _ in doubts(**changes)]


def test_a_whole_letterhead_leaves_no_doubt():
    assert doubts() == []


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({"date": "Hà Nội, ngày 31 tháng 02 năm 2026"}, "ngày 31 tháng 02 năm 2026"),
        ({"date": "Hà Nội, ngày   tháng 02 năm 2026"}, "ngày tháng 02 năm 2026"),
        ({"date": "Hà Nội, ngày 05 tháng 02 năm 202"}, "năm 202"),
        ({"date": "*****"}, "no line with its date"),
        ({"number": "Số: 12/26/TT-BYT"}, "12/26/TT-BYT"),
        ({"number": "*****"}, "no line with its number"),
    ],
)
def test_what_a_letterhead_does_not_say(changes, written):
    ((code, detail),) = doubts(**changes)
    assert code == "identity.incomplete"
    assert written in detail


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"organ": "BỘ TÀI CHÍNH"}, ["identity.issuer"]),
        ({"number": "Số: 12/2026/NĐ-BYT"}, ["identity.number"]),
        ({"number": "Số: 12/2024/TT-BYT"}, ["date.order"]),
        ({"captured_on": date(2026, 1, 1)}, ["date.future"]),
        ({"type": "NGHỊ QUYẾT LIÊN TỊCH", "number": "Số: 12/2026/NQ-BYT"}, []),
        ({"type": "LUẬT", "number": "Số: 23-L/CTN", "organ": "QUỐC HỘI"}, []),
        ({"type": "QUY ĐỊNH", "number": "Số 12-QĐ/TW", "organ": "BAN CHẤP HÀNH TRUNG ƯƠNG"}, []),
    ],
)
def test_what_contradicts_itself(changes, found):
    assert codes(**changes) == found


def test_a_pages_words_for_the_day_in_force():
    law = read_law(blocks(*HEAD.values()))
    found = identity_doubts(law, law_identity(law), captured_on=date(2026, 6, 15), raw_effective="31/06/2026")
    assert [each.code for each in found] == ["date.impossible"]
