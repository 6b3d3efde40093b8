"""What a document does to others: the acts that it says, and none that it does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.law.forest import blocks
from transforms.law.acts import Act
from transforms.law.grow import read_tree
from transforms.law.references import mentions_in
from transforms.law.relations import read_relations


def relations(*lines, subject="", own=""):
    found = blocks(*lines)
    return [
        (each.act, each.target.number or each.target.name, each.parts, each.block)
        for each in read_relations(found, read_tree(found), subject=subject, own=own)
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Căn cứ Luật Mẫu số 12/2025/QH15;", [(Act.BASED_ON, "12/2025/QH15", ())]),
        ("Căn cứ Luật Mẫu ngày 18 tháng 02 năm 2025;", [(Act.BASED_ON, "Mẫu", ())]),
        (
            "Căn cứ Luật Một số 1/2025/QH15 được sửa đổi, bổ sung bởi Luật số 2/2026/QH15;",
            [(Act.BASED_ON, "1/2025/QH15", ())],
        ),
        (
            "Căn cứ Luật Một số 1/2025/QH15; Luật Hai số 2/2025/QH15;",
            [(Act.BASED_ON, "1/2025/QH15", ()), (Act.BASED_ON, "2/2025/QH15", ())],
        ),
        (
            "Căn cứ Nghị định số 9/2025/NĐ-CP quy định chi tiết Luật Một số 1/2025/QH15;",
            [(Act.BASED_ON, "9/2025/NĐ-CP", ())],
        ),
        (
            "Căn cứ khoản 2 Điều 5 Luật Mẫu số 12/2025/QH15;",
            [(Act.BASED_ON, "12/2025/QH15", ("dieu-5/khoan-2",))],
        ),
        ("Theo đề nghị tại Tờ trình số 9/TTr-BYT;", []),
    ],
)
def test_bases(line, found):
    assert [each[:3] for each in relations(line, "Điều 1. Phạm vi")] == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Bãi bỏ Thông tư số 1/2020/TT-BYT.", [(Act.REPEALS, "1/2020/TT-BYT", ())]),
        (
            "Bãi bỏ khoản 1, khoản 2 Điều 4 và Điều 60 Thông tư số 1/2020/TT-BYT.",
            [(Act.REPEALS, "1/2020/TT-BYT", ("dieu-4/khoan-1", "dieu-4/khoan-2", "dieu-60"))],
        ),
        (
            "Sửa đổi, bổ sung điểm b khoản 2 Điều 5 của Nghị định số 3/2020/NĐ-CP như sau:",
            [(Act.AMENDS, "3/2020/NĐ-CP", ("dieu-5/khoan-2/diem-b",))],
        ),
        (
            "Thay thế Phụ lục II ban hành kèm theo Thông tư số 1/2020/TT-BYT bằng Phụ lục I.",
            [(Act.AMENDS, "1/2020/TT-BYT", ("phuluc-2",))],
        ),
        (
            "Thông tư này thay thế Thông tư số 1/2020/TT-BYT ngày 02 tháng 3 năm 2020 của Bộ trưởng Bộ Y tế.",
            [(Act.REPLACES, "1/2020/TT-BYT", ())],
        ),
        (
            "Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 5/QĐ-UBND.",
            [(Act.REPLACES, "5/QĐ-UBND", ())],
        ),
        (
            "Kể từ ngày Thông tư này có hiệu lực thi hành, bãi bỏ Thông tư số 1/2020/TT-BYT.",
            [(Act.REPEALS, "1/2020/TT-BYT", ())],
        ),
        (
            "Luật Mẫu số 12/2015/QH13 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.",
            [(Act.REPEALS, "12/2015/QH13", ())],
        ),
        (
            "Đính chính khoản 2 Điều 3 Thông tư số 1/2020/TT-BYT như sau:",
            [(Act.CORRECTS, "1/2020/TT-BYT", ("dieu-3/khoan-2",))],
        ),
        (
            "Nghị định này quy định chi tiết thi hành Luật Mẫu số 12/2025/QH15.",
            [(Act.GUIDES, "12/2025/QH15", ())],
        ),
        ("Việc đặt loa thực hiện theo Nghị định số 3/2020/NĐ-CP.", []),
        ("Bãi bỏ văn bản của cơ quan cấp dưới trái với Hiến pháp và Luật Mẫu số 1/2020/QH14.", []),
        ("Hồ sơ nộp trước ngày Thông tư số 1/2020/TT-BYT hết hiệu lực thì tiếp tục.", []),
        ("Luật này có hiệu lực thi hành từ ngày Nghị quyết số 61/2022/QH15 hết hiệu lực thi hành.", []),
        ("Thay thế cụm từ “Nghị định số 3/2020/NĐ-CP” bằng cụm từ “Nghị định số 4/2026/NĐ-CP”.", []),
        ("“Bãi bỏ Thông tư số 1/2020/TT-BYT.”", []),
    ],
)
def test_acts(line, found):
    assert [each[:3] for each in relations("Điều 1. Tên", f"1. {line}" if line[0] != "“" else line)] == found


TARGET = "5/2020/TT-BYT"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Thông tư số 5/2020/TT-BYT không hết hiệu lực khi Thông tư này có hiệu lực.", []),
        ("Thông tư này không thay thế Thông tư số 5/2020/TT-BYT.", []),
        (
            "Thông tư số 5/2020/TT-BYT hết hiệu lực một phần kể từ ngày Thông tư này có hiệu lực.",
            [(Act.REPEALS, TARGET, (), True, ())],
        ),
        ("Một số điều của Thông tư số 5/2020/TT-BYT hết hiệu lực.", [(Act.REPEALS, TARGET, (), True, ())]),
        (
            "Thông tư số 5/2020/TT-BYT hết hiệu lực từ ngày 01/7/2026, trừ khoản 2 Điều 4.",
            [(Act.REPEALS, TARGET, (), False, ("dieu-4/khoan-2",))],
        ),
        (
            "Thông tư số 5/2020/TT-BYT, trừ khoản 2 Điều 4, hết hiệu lực từ ngày 01/7/2026.",
            [(Act.REPEALS, TARGET, (), False, ("dieu-4/khoan-2",))],
        ),
        (
            "Bãi bỏ Thông tư số 5/2020/TT-BYT, trừ khoản 2 Điều 4 của Thông tư số 5/2020/TT-BYT.",
            [(Act.REPEALS, TARGET, (), False, ("dieu-4/khoan-2",))],
        ),
        (
            "Thông tư số 5/2020/TT-BYT hết hiệu lực từ ngày 01/7/2026, trừ trường hợp quy định tại khoản 3 Điều này.",
            [(Act.REPEALS, TARGET, (), True, ())],
        ),
        (
            "Bãi bỏ Thông tư số 1/2020/TT-BYT và Thông tư số 5/2020/TT-BYT, trừ Điều 3 Thông tư số 5/2020/TT-BYT.",
            [(Act.REPEALS, "1/2020/TT-BYT", (), False, ()), (Act.REPEALS, TARGET, (), False, ("dieu-3",))],
        ),
        (
            "Khoản 2 Điều 4 và Điều 6 Thông tư số 5/2020/TT-BYT hết hiệu lực từ ngày 01/7/2026.",
            [(Act.REPEALS, TARGET, ("dieu-4/khoan-2", "dieu-6"), False, ())],
        ),
        (
            "Điều 4 Thông tư số 5/2020/TT-BYT và Thông tư số 6/2020/TT-BYT hết hiệu lực.",
            [(Act.REPEALS, TARGET, ("dieu-4",), False, ()), (Act.REPEALS, "6/2020/TT-BYT", (), False, ())],
        ),
        ("Bãi bỏ một số điều của Thông tư số 5/2020/TT-BYT.", [(Act.REPEALS, TARGET, (), True, ())]),
        ("Bãi bỏ các quy định tại Thông tư số 5/2020/TT-BYT.", [(Act.REPEALS, TARGET, (), True, ())]),
        (
            "Bãi bỏ toàn bộ quy định tại Thông tư số 5/2020/TT-BYT.",
            [(Act.REPEALS, TARGET, (), False, ())],
        ),
        (
            "Bãi bỏ từ Điều 3 đến Điều 5 Thông tư số 5/2020/TT-BYT.",
            [(Act.REPEALS, TARGET, ("dieu-3", "dieu-4", "dieu-5"), False, ())],
        ),
        (
            "Thông tư này thay thế Thông tư số 5/2020/TT-BYT, trừ Điều 9.",
            [(Act.REPLACES, TARGET, (), False, ("dieu-9",))],
        ),
        (
            "Thông tư số 5/2020/TT-BYT của Bộ trưởng Bộ Y tế về khấu trừ thuế hết hiệu lực.",
            [(Act.REPEALS, TARGET, (), False, ())],
        ),
        (
            "Ngưng hiệu lực thi hành Thông tư số 5/2020/TT-BYT đến hết ngày 31/12/2026.",
            [(Act.SUSPENDS, TARGET, (), False, ())],
        ),
        (
            "Ngưng hiệu lực khoản 2 Điều 4 Thông tư số 5/2020/TT-BYT.",
            [(Act.SUSPENDS, TARGET, ("dieu-4/khoan-2",), False, ())],
        ),
        (
            "Thông tư số 5/2020/TT-BYT tạm ngưng hiệu lực từ ngày 01/7/2026.",
            [(Act.SUSPENDS, TARGET, (), False, ())],
        ),
        ("Đình chỉ việc thi hành Quyết định số 5/QĐ-UBND.", [(Act.SUSPENDS, "5/QĐ-UBND", (), False, ())]),
    ],
)
def test_how_far_an_act_goes(line, found):
    lines = blocks("Điều 1. Tên", f"1. {line}")
    read = read_relations(lines, read_tree(lines), subject="")
    assert [(each.act, each.target.number, each.parts, each.partial, each.excepted) for each in read] == found
    assert [each.whole for each in read] == [found[at][2:] == ((), False, ()) for at in range(len(read))]


def test_an_exception_in_a_list_and_in_a_title():
    lines = blocks(
        "Điều 9. Hiệu lực",
        "1. Các Thông tư sau đây hết hiệu lực kể từ ngày Thông tư này có hiệu lực:",
        "a) Thông tư số 1/2018/TT-BTC;",
        "b) Thông tư số 2/2019/TT-BTC, trừ Điều 3.",
    )
    read = read_relations(lines, read_tree(lines), subject="Bãi bỏ một số điều của Thông tư số 3/2020/TT-BTC")
    assert [(each.target.number, each.partial, each.excepted) for each in read] == [
        ("3/2020/TT-BTC", True, ()),
        ("1/2018/TT-BTC", False, ()),
        ("2/2019/TT-BTC", False, ("dieu-3",)),
    ]


def test_what_is_said_twice_keeps_its_exception():
    lines = blocks("Điều 1. Tên", "1. Thông tư số 3/2020/TT-BTC hết hiệu lực, trừ Điều 3.")
    read = read_relations(lines, read_tree(lines), subject="Bãi bỏ Thông tư số 3/2020/TT-BTC")
    assert [(each.target.number, each.excepted) for each in read] == [("3/2020/TT-BTC", ("dieu-3",))]


def test_a_clause_speaks_of_what_its_article_names():
    found = relations(
        "#LUẬT",
        "#SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT MỘT VÀ LUẬT HAI",
        "Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Một số 1/2015/QH13 và Luật Hai số 2/2015/QH13.",
        "Điều 1. Sửa đổi, bổ sung một số điều của Luật Một",
        "1. Sửa đổi, bổ sung một số khoản của Điều 23 như sau:",
        "a) Sửa đổi khoản 3 như sau:",
        "“3. Câu theo Luật Ba số 3/2015/QH13.”;",
        "b) Bổ sung khoản 9 vào sau khoản 8 như sau:",
        "“9. Câu.”.",
        "2. Bổ sung khoản 1a vào sau khoản 1 Điều 7 như sau:",
        "“1a. Câu.”.",
        "3. Thay thế cụm từ “a” bằng cụm từ “b” tại khoản 1 Điều 44.",
        "Điều 2. Sửa đổi, bổ sung một số điều của Luật Hai",
        "1. Bãi bỏ khoản 4 Điều 9.",
        subject="SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT MỘT VÀ LUẬT HAI",
        own="9/2026/QH16",
    )
    assert found == [
        (Act.AMENDS, "1/2015/QH13", (), 0),
        (Act.AMENDS, "2/2015/QH13", (), 0),
        (Act.AMENDS, "1/2015/QH13", ("dieu-23",), 4),
        (Act.AMENDS, "1/2015/QH13", ("dieu-23/khoan-3",), 5),
        (Act.AMENDS, "1/2015/QH13", ("dieu-23/khoan-9",), 7),
        (Act.AMENDS, "1/2015/QH13", ("dieu-7/khoan-1a",), 9),
        (Act.AMENDS, "1/2015/QH13", ("dieu-44/khoan-1",), 11),
        (Act.REPEALS, "2/2015/QH13", ("dieu-9/khoan-4",), 13),
    ]


def test_a_list_of_what_ends():
    found = relations(
        "Điều 9. Hiệu lực",
        "1. Thông tư này có hiệu lực từ ngày 01/7/2026.",
        "2. Bãi bỏ các văn bản sau đây:",
        "a) Thông tư số 1/2018/TT-BTC ngày 02 tháng 01 năm 2018 của Bộ trưởng Bộ Tài chính quy định chi tiết Luật Mẫu số 7/2015/QH13;",
        "b) Điều 4 Thông tư số 2/2019/TT-BTC.",
        "3. Việc khác thực hiện theo Thông tư số 3/2020/TT-BTC.",
    )
    assert [each[:3] for each in found] == [
        (Act.REPEALS, "1/2018/TT-BTC", ()),
        (Act.REPEALS, "2/2019/TT-BTC", ("dieu-4",)),
    ]


@pytest.mark.parametrize("ends", ["hết hiệu lực", "hết liệu lực"])
def test_a_misprint_of_the_end_is_an_end(ends):
    line = f"2. Thông tư số 1/2020/TT-BYT, Luật loa đài số 8/2006/QH11 {ends} kể từ ngày Thông tư này có hiệu lực."
    assert relations("Điều 1. Hiệu lực", line) == [
        (Act.REPEALS, "1/2020/TT-BYT", (), 1),
        (Act.REPEALS, "8/2006/QH11", (), 1),
    ]


def test_the_year_of_a_code_that_ends_tells_it_from_the_one_that_takes_its_place():
    lines = (
        "Căn cứ Bộ luật Loa Mẫu số 95/2025/QH15;",
        "Điều 1. Hiệu lực",
        "2. Bộ luật Loa Mẫu năm 2005 hết hiệu lực kể từ ngày Bộ luật này có hiệu lực.",
    )
    assert relations(*lines)[1:] == [(Act.REPEALS, "Loa Mẫu năm 2005", (), 2)]


def test_a_comma_behind_a_title_that_names_documents_may_be_that_title_s():
    line = (
        "2. Thông tư số 1/2020/TT-BYT về loa, Thông tư số 2/2021/TT-BYT sửa đổi Thông tư số 3/2019/TT-BYT, "
        "Thông tư số 4/2019/TT-BYT hết hiệu lực kể từ ngày Thông tư này có hiệu lực."
    )
    assert [each[1] for each in relations("Điều 1. Hiệu lực", line)] == ["1/2020/TT-BYT", "2/2021/TT-BYT"]


def test_several_documents_end_in_one_sentence():
    found = relations(
        "Điều 9. Hiệu lực",
        "2. Quyết định số 7/2005/QĐ-TTg ngày 05 tháng 4 năm 2005 của Thủ tướng Chính phủ về loa và Quyết định số 8/2008/QĐ-TTg "
        "về sửa đổi Quyết định số 7/2005/QĐ-TTg; Điều 4 Nghị định số 3/2014/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực.",
    )
    assert [each[1:3] for each in found] == [
        ("7/2005/QĐ-TTg", ()),
        ("8/2008/QĐ-TTg", ()),
        ("3/2014/NĐ-CP", ("dieu-4",)),
    ]


def test_what_a_title_says_it_guides_or_corrects():
    assert relations(
        "#NGHỊ ĐỊNH", "Điều 1. Phạm vi", subject="Quy định chi tiết một số điều của Luật Mẫu số 1/2025/QH15"
    ) == [(Act.GUIDES, "1/2025/QH15", (), 0)]
    assert relations("#QUYẾT ĐỊNH", "Điều 1. Tên", subject="Đính chính Thông tư số 1/2020/TT-BYT")[0][:2] == (
        Act.CORRECTS,
        "1/2020/TT-BYT",
    )


def test_a_document_is_in_no_relation_to_itself():
    assert relations("Điều 1. Tên", "1. Bãi bỏ Thông tư số 1/2026/TT-BYT.", own="1/2026/TT-BYT") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Nghị định số 49/2024/NĐ-CP ngày 10 tháng 5 năm 2024 của Chính phủ quy định hoạt động thông tin cơ sở",
            [("Nghị định", "49/2024/NĐ-CP", "", date(2024, 5, 10), "Chính phủ")],
        ),
        (
            "Thông tư số 1/2020/TT-BLĐTBXH của Bộ trưởng Bộ Lao động - Thương binh và Xã hội hướng dẫn",
            [("Thông tư", "1/2020/TT-BLĐTBXH", "", None, "Bộ trưởng Bộ Lao động - Thương binh và Xã hội")],
        ),
        (
            "Luật Quản lý, sử dụng tài sản công số 15/2017/QH14",
            [("Luật", "15/2017/QH14", "Quản lý, sử dụng tài sản công", None, "")],
        ),
        (
            "Luật Doanh nghiệp, Luật Đầu tư và Luật Đất đai",
            [("Luật", "", name, None, "") for name in ("Doanh nghiệp", "Đầu tư", "Đất đai")],
        ),
        (
            "các Nghị định số 1/2020/NĐ-CP, 2/2020/NĐ-CP và 3/2020/NĐ-CP",
            [("Nghị định", f"{n}/2020/NĐ-CP", "", None, "") for n in (1, 2, 3)],
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Mẫu số 7/2020/QH14",
            [("Luật", "7/2020/QH14", "sửa đổi, bổ sung một số điều của Luật Mẫu", None, "")],
        ),
        (
            "Luật truyền thanh cơ sở số 82/2006/QH11",
            [("Luật", "82/2006/QH11", "truyền thanh cơ sở", None, "")],
        ),
        (
            "Pháp lệnh về quyền của người nghe đài trong thôn số 24/1999/PL-UBTVQH10",
            [("Pháp lệnh", "24/1999/PL-UBTVQH10", "về quyền của người nghe đài trong thôn", None, "")],
        ),
        (
            "Luật loa đài ngày 28 tháng 12 năm 1989 đã được sửa đổi",
            [("Luật", "", "loa đài", date(1989, 12, 28), "")],
        ),
        ("Bộ luật loa đài năm 2005 hết hiệu lực", [("Bộ luật", "", "loa đài năm 2005", None, "")]),
        ("theo pháp luật về loa đài ngày 28 tháng 12 năm 1989", []),
        ("Luật này, Luật có hiệu lực ngày 01 tháng 7 năm 2026, Luật ban hành ngày 02 tháng 7 năm 2026", []),
        ("Luật về loa của xã ngày 02 tháng 7 năm 2026", []),
        ("Thông tư này và Luật này", []),
        ("quy định của pháp luật, theo quyết định của xã", []),
    ],
)
def test_references(text, found):
    told = [each.reference for each in mentions_in(text)]
    assert [(each.type, each.number, each.name, each.issued_on, each.issuer) for each in told] == found


PIECES = [
    "Bãi bỏ",
    "Luật",
    "Mẫu",
    "số 1/2020/QH14",
    "Điều 5",
    "khoản 2",
    "hết hiệu lực",
    "Thông tư này",
    "“",
    "”",
    ":",
    ";",
    "1.",
    "như sau:",
    "Căn cứ",
    "trừ",
    "một phần",
    "không",
    "Ngưng hiệu lực",
]


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join), max_size=8),
    st.sampled_from(PIECES),
)
def test_nothing_is_raised(lines, subject):
    found = blocks(*lines)
    for relation in read_relations(found, read_tree(found), subject=subject):
        assert 0 <= relation.block < len(found) or relation.block == 0
        assert relation.target.number or relation.target.name or relation.target.type == "Hiến pháp"
