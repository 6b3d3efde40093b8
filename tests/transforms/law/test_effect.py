"""From which day a document is in force, in every form that its text may say it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.law.forest import blocks
from transforms.law.effect import effective_day

ISSUED = date(2026, 5, 19)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026.", date(2026, 7, 1)),
        ("1. Nghị định này có hiệu lực từ ngày 15/8/2026.", date(2026, 8, 15)),
        (
            "Luật này có hiệu lực thi hành từ ngày 1 tháng 1 năm 2027, trừ trường hợp quy định tại khoản 2 Điều này.",
            date(2027, 1, 1),
        ),
        ("Quyết định này có hiệu lực kể từ ngày ký.", ISSUED),
        (
            "Quyết định này có hiệu lực thi hành từ ngày ký ban hành và thay thế Quyết định số 1/QĐ-UBND.",
            ISSUED,
        ),
        ("Nghị quyết này có hiệu lực kể từ ngày thông qua.", ISSUED),
        ("Thông tư này có hiệu lực thi hành sau 45 ngày, kể từ ngày ký.", date(2026, 7, 3)),
        ("Thông tư này có hiệu lực sau 45 (bốn mươi lăm) ngày kể từ ngày ký ban hành.", date(2026, 7, 3)),
        ("Điều 5. Quyết định này có hiệu lực kể từ ngày ký.", ISSUED),
        ("Thông tư này có hiệu lực thi hành sau 15 ngày kể từ ngày đăng Công báo.", None),
        ("Hợp đồng đã ký trước ngày Luật này có hiệu lực thi hành thì tiếp tục.", None),
        ("Giấy phép có hiệu lực từ ngày 01 tháng 7 năm 2026.", None),
        ("“Thông tư này có hiệu lực từ ngày 01 tháng 7 năm 2026.”", None),
        ("Thông tư này có hiệu lực từ ngày 31 tháng 02 năm 2026.", None),
    ],
)
def test_effective_day(sentence, day):
    effect = effective_day(blocks("Điều 1. Phạm vi", "Câu.", sentence), ISSUED)
    assert (effect.day if effect else None) == day


def test_parts_have_days_of_their_own():
    effect = effective_day(
        blocks(
            "Điều 9. Hiệu lực thi hành",
            "1. Luật này có hiệu lực từ ngày 01 tháng 7 năm 2026, trừ quy định tại khoản 2 Điều này.",
            "2. Khoản 3 Điều 4 và Điều 5 của Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2027.",
        ),
        ISSUED,
    )
    assert effect.day == date(2026, 7, 1)
    assert effect.excepted == ("dieu-9/khoan-2",)
    assert [(part.addresses, part.day) for part in effect.parts] == [
        (("dieu-4/khoan-3", "dieu-5"), date(2027, 1, 1))
    ]
    assert effect.block == 1


def test_without_a_day_of_issue_its_day_is_not_known():
    assert effective_day(blocks("Quyết định này có hiệu lực kể từ ngày ký."), None) is None


def test_a_consolidated_text_has_no_day_of_its_own():
    lines = ("Nghị định này có hiệu lực từ ngày 01 tháng 9 năm 2015.", "XÁC THỰC VĂN BẢN HỢP NHẤT")
    assert effective_day(blocks(*lines), ISSUED) is None


@given(
    st.lists(
        st.sampled_from(
            [
                "Luật này",
                "có hiệu lực",
                "từ ngày",
                "ngày ký",
                "31/02/2026",
                "“",
                "trừ",
                "Điều 5",
                "sau 45 ngày",
            ]
        ),
        max_size=12,
    )
)
def test_nothing_is_raised(pieces):
    effect = effective_day(blocks(" ".join(pieces)), ISSUED)
    assert effect is None or effect.rule
