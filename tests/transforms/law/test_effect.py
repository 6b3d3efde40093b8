"""From which day a document is in force, in every form that its text may say it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.law.forest import blocks
from transforms.law.effect import effective_day, read_effect

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
        ("Thông tư này có hiệu lực từ 01/7/2026.", date(2026, 7, 1)),
        ("Thông tư này có hiệu lực từ 00 giờ 00 phút ngày 01 tháng 7 năm 2026.", date(2026, 7, 1)),
        ("Thông tư này có hiệu lực kể từ 24 giờ ngày 30/6/2026.", date(2026, 7, 1)),
        ("Thông tư này có hiệu lực sau bốn mươi lăm (45) ngày kể từ ngày ký.", date(2026, 7, 3)),
        ("Thông tư này có hiệu lực sau mười lăm ngày, kể từ ngày ký.", date(2026, 6, 3)),
        ("Thông tư này có hiệu lực sau 02 tháng kể từ ngày ký ban hành.", date(2026, 7, 19)),
        ("Thông tư này có hiệu lực sau 01 năm kể từ ngày ban hành.", date(2027, 5, 19)),
        ("Luật này có hiệu lực kể từ ngày công bố.", None),
        ("Luật này có hiệu lực kể từ ngày ký lệnh công bố.", None),
        (
            "Nghị quyết này được Hội đồng nhân dân xã Mẫu thông qua ngày 10/5/2026 và có hiệu lực kể từ ngày thông qua.",
            date(2026, 5, 10),
        ),
        (
            "Nghị quyết này đã được Hội đồng nhân dân tỉnh Mẫu thông qua ngày 10 tháng 5 năm 2026 và có hiệu lực từ ngày 20/5/2026.",
            date(2026, 5, 20),
        ),
        ("Hiệu lực thi hành: Quyết định này có hiệu lực kể từ ngày ký.", ISSUED),
        ("Điều 5 của Thông tư số 1/2020/TT-BYT có hiệu lực từ ngày 01/7/2026.", None),
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


def test_a_month_ends_on_its_last_day():
    lines = ("Điều 2. Hiệu lực", "Thông tư này có hiệu lực sau 01 tháng kể từ ngày ký.")
    assert effective_day(blocks(*lines), date(2027, 1, 31)).day == date(2027, 2, 28)


def test_a_part_may_have_its_day_in_the_same_sentence():
    effect = effective_day(
        blocks(
            "Điều 2. Hiệu lực thi hành",
            "Thông tư này có hiệu lực thi hành từ ngày 01/7/2026; riêng Điều 4 có hiệu lực từ ngày 01 tháng 01 năm 2027.",
        ),
        ISSUED,
    )
    assert (effect.day, effect.excepted) == (date(2026, 7, 1), ())
    assert [(part.addresses, part.day) for part in effect.parts] == [(("dieu-4",), date(2027, 1, 1))]


@pytest.mark.parametrize(
    ("sentence", "until"),
    [
        ("Thông tư này có hiệu lực từ ngày 01/7/2026 đến hết ngày 31/12/2027.", date(2027, 12, 31)),
        (
            "Thông tư này có hiệu lực từ ngày ký và được thực hiện đến hết ngày 31 tháng 12 năm 2027.",
            date(2027, 12, 31),
        ),
        (
            "Thông tư này có hiệu lực từ ngày 01/7/2026 và hết hiệu lực từ ngày 01/01/2028.",
            date(2027, 12, 31),
        ),
        (
            "Thông tư này có hiệu lực từ ngày 01/7/2026. Thông tư này hết hiệu lực sau ngày 31/12/2027.",
            date(2027, 12, 31),
        ),
        ("Thông tư này có hiệu lực từ ngày 01/7/2026.", None),
        (
            "Thông tư này có hiệu lực từ ngày 01/7/2026; giấy phép cũ có giá trị đến hết ngày 31/12/2027.",
            None,
        ),
        (
            "Thông tư này có hiệu lực từ ngày 01/7/2026. Thông tư số 1/2020/TT-BYT hết hiệu lực từ ngày 01/7/2026.",
            None,
        ),
    ],
)
def test_the_last_day(sentence, until):
    assert effective_day(blocks("Điều 2. Hiệu lực", sentence), ISSUED).until == until


OWN = ("Điều 3. Hiệu lực thi hành", "Thông tư này có hiệu lực từ ngày đăng Công báo.")
AMENDS = ("Điều 2. Sửa đổi Thông tư số 5/2020/TT-BYT",)


@pytest.mark.parametrize(
    "quoted",
    [
        ("1. Sửa đổi Điều 9 như sau: “Điều 9. Thông tư này có hiệu lực từ ngày 01 tháng 01 năm 2020.”",),
        ("1. Sửa đổi Điều 9 như sau: “Điều 9. Hiệu lực", "Thông tư này có hiệu lực từ ngày 01/01/2020.”"),
        ("1. Sửa đổi Điều 9 như sau:", "Điều 9. Hiệu lực", "Thông tư này có hiệu lực từ ngày 01/01/2020."),
        ("1. Sửa đổi Điều 9 như sau:", "“Điều 9. Hiệu lực", "Thông tư này có hiệu lực từ ngày 01/01/2020.”"),
        ('1. Sửa đổi Điều 9 như sau: "Thông tư này có hiệu lực từ ngày 01/01/2020."',),
    ],
)
def test_the_day_of_a_quoted_text_is_not_the_documents(quoted):
    read = read_effect(blocks("Điều 1. Phạm vi", "Câu.", *AMENDS, *quoted, *OWN), ISSUED)
    assert read.effect is None
    assert len(read.faults) == 1
    assert "đăng Công báo" in read.faults[0]


def test_the_last_article_that_says_it_counts():
    effect = effective_day(
        blocks(
            "Điều 1. Phạm vi",
            "Thông tư này có hiệu lực từ ngày 01/01/2020.",
            "Điều 2. Hiệu lực thi hành",
            "Thông tư này có hiệu lực từ ngày 01/7/2026.",
        ),
        ISSUED,
    )
    assert effect.day == date(2026, 7, 1)


def test_what_is_issued_with_a_decision_does_not_say_the_decisions_day():
    lines = (
        "Điều 1. Ban hành Quy chế.",
        "Điều 2. Quyết định này có hiệu lực từ ngày ký.",
        "~CHỦ TỊCH",
        "QUY CHẾ",
        "(Ban hành kèm theo Quyết định số 12/QĐ-UBND)",
        "Điều 1. Quy chế này có hiệu lực từ ngày 01/01/2030.",
    )
    assert effective_day(blocks(*lines), ISSUED).day == ISSUED


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Thông tư này có hiệu lực sau 10 ngày làm việc kể từ ngày ký.", "working days"),
        ("Luật này có hiệu lực kể từ ngày công bố.", "no day that the text tells"),
        ("Thông tư này có hiệu lực từ ngày 31 tháng 6 năm 2026.", "no day of the calendar"),
        ("Thông tư này có hiệu lực từ ngày 01/7/2026 đến hết ngày 31/12/2025.", "before it begins"),
        ("Thông tư này có hiệu lực đến hết ngày 31/12/2027.", "no day"),
        ("Thông tư này có hiệu lực từ ngày 01/7/2026.", None),
        ("Hồ sơ nộp trước ngày Thông tư này có hiệu lực thì tiếp tục.", None),
        ("Trường hợp Thông tư này có hiệu lực thì làm theo.", None),
        ("Giấy phép có hiệu lực theo thỏa thuận.", None),
    ],
)
def test_a_day_that_is_spoken_of_and_not_known_is_told(sentence, fault):
    faults = read_effect(blocks("Điều 2. Hiệu lực", sentence), ISSUED).faults
    assert [each for each in faults if not fault or fault not in each] == []
    assert bool(faults) == bool(fault)


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
