"""The tree: what is written is read back the same; what is quoted, dropped or out of order is seen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.law.forest import Forest, blocks
from transforms.article import Block, BlockKind
from transforms.law.grow import read_tree
from transforms.law.levels import LETTERS, Level, follows, next_number, number_of, roman
from transforms.law.tree import lines_of, short_address


def paths(tree):
    return [address for address, _ in tree.walk()]


@settings(max_examples=200)
@given(st.integers(0, 10**9))
def test_a_tree_that_is_written_is_read_back_the_same(seed):
    tree = Forest(seed).tree()
    read = read_tree(blocks(*lines_of(tree)))
    assert read == tree
    assert read.faults == ()
    assert not any(unit.repaired for _, unit in read.walk())
    assert len(set(paths(read))) == len(paths(read))


@settings(max_examples=12)
@given(st.integers(0, 10**9))
def test_every_address_finds_its_unit_and_every_block_its_address(seed):
    read = read_tree(blocks(*lines_of(Forest(seed).tree())))
    for address, unit in read.walk():
        assert read.at(address) == unit
        assert read.at(short_address(address)) == unit
        assert read.address_of(unit.block) == address


LAW = (
    "Căn cứ Hiến pháp;",
    "Chương I",
    "QUY ĐỊNH CHUNG",
    "Điều 1. Phạm vi điều chỉnh",
    "Luật này quy định về loa truyền thanh.",
    "Điều 2. Luật này áp dụng ở xã, phường.",
    "Chương II",
    "LOA",
    "Mục 1. ĐẶT LOA",
    "Điều 3. Nơi đặt loa",
    "1. Loa được đặt:",
    "a) Ở nhà văn hóa;",
    "c) Ở chợ.",
    "2. Loa không đặt gần trường học.",
    "Luật này được Quốc hội khóa XVI, kỳ họp thứ 2 thông qua ngày 12 tháng 11 năm 2026.",
    "~CHỦ TỊCH QUỐC HỘI",
    "PHỤ LỤC I",
    "DANH MỤC LOA",
    "1. Loa nén.",
)


def test_a_law():
    tree = read_tree(blocks(*LAW))
    assert paths(tree) == [
        "chuong-1",
        "chuong-1/dieu-1",
        "chuong-1/dieu-2",
        "chuong-2",
        "chuong-2/muc-1",
        "chuong-2/muc-1/dieu-3",
        "chuong-2/muc-1/dieu-3/khoan-1",
        "chuong-2/muc-1/dieu-3/khoan-1/diem-a",
        "chuong-2/muc-1/dieu-3/khoan-1/diem-c",
        "chuong-2/muc-1/dieu-3/khoan-2",
        "phuluc-1",
        "phuluc-1/khoan-1",
    ]
    assert [
        tree.at(address).heading for address in ("chuong-1", "dieu-1", "dieu-2", "chuong-2/muc-1", "phuluc-1")
    ] == [
        "QUY ĐỊNH CHUNG",
        "Phạm vi điều chỉnh",
        "",
        "ĐẶT LOA",
        "DANH MỤC LOA",
    ]
    assert tree.at("dieu-3/khoan-1/diem-c").passages[0].text == "Ở chợ."
    assert tree.faults == ("c) in 1. after a",)
    assert [passage.text[:8] for passage in tree.closing] == ["Luật này"]


def test_a_quoted_amendment_is_text_of_the_clause_that_quotes_it():
    tree = read_tree(
        blocks(
            "Điều 1. Sửa đổi, bổ sung một số điều của Luật Mẫu",
            "1. Sửa đổi, bổ sung Điều 2 như sau:",
            "“Điều 2. Tên mới",
            "1. Câu một.",
            "2. Câu hai có “từ trong từ”.",
            "Điều 3. Tên nữa”.",
            "2. Bãi bỏ Điều 9.",
            "Điều 2. Hiệu lực thi hành",
        )
    )
    assert paths(tree) == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-2"]
    assert [passage.quoted for passage in tree.at("dieu-1/khoan-1").passages] == [
        False,
        True,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize("last", ["4. Câu cuối.", "4. Câu cuối có “từ”."])
def test_a_quotation_that_is_never_closed_ends_where_the_documents_own_articles_go_on(last):
    tree = read_tree(
        blocks(
            "Điều 1. Bổ sung Điều 3a vào sau Điều 3",
            "“Điều 3a. Tên mới",
            "1. Câu một.",
            last,
            "Điều 2. Hiệu lực thi hành",
            "1. Câu.",
        )
    )
    assert paths(tree) == ["dieu-1", "dieu-2", "dieu-2/khoan-1"]


def test_an_amended_text_without_marks_of_quotation_is_told_by_what_was_announced():
    tree = read_tree(
        blocks(
            "Điều 1. Sửa đổi, bổ sung một số điều của Luật Mẫu",
            "1. Sửa đổi, bổ sung khoản 3 Điều 5 như sau:",
            "3. Câu mới.",
            "a) Điểm mới.",
            "2. Sửa đổi, bổ sung Điều 12 như sau:",
            "Điều 12. Tên mới",
            "1. Câu mới.",
            "3. Bãi bỏ Điều 20.",
            "Điều 2. Hiệu lực thi hành",
        )
    )
    assert paths(tree) == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-1/khoan-3", "dieu-2"]


def test_numbers_that_a_site_dropped_follow_from_their_neighbours():
    tree = read_tree(
        blocks(
            "Điều 1. Tên",
            "1. Câu một.",
            "Câu hai.",
            "3. Câu ba.",
            "d) Không phải điểm đầu.",
            "Điều . Tên nữa",
            "Câu một.",
            "2. Câu hai.",
            "a) Một.",
            "b) Hai.",
            "c) Ba.",
            "d) Bốn.",
            "d) Năm.",
        )
    )
    assert paths(tree)[:4] == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-1/khoan-3"]
    repaired = [address for address, unit in tree.walk() if unit.repaired]
    assert repaired == ["dieu-1/khoan-2", "dieu-2", "dieu-2/khoan-1", "dieu-2/khoan-2/diem-đ"]


def test_a_gap_that_cannot_be_mended_is_told():
    tree = read_tree(blocks("Điều 1. Tên", "Điều 4. Tên", "1. Câu.", "4. Câu."))
    assert paths(tree) == ["dieu-1", "dieu-4", "dieu-4/khoan-1", "dieu-4/khoan-4"]
    assert tree.faults == ("Điều 4 after 1", "4. in Điều 4. after 1")


def test_articles_that_begin_again_in_a_chapter_have_addresses_of_their_own():
    tree = read_tree(
        blocks(
            "Chương I",
            "LOA",
            "Điều 1. Loa",
            "Câu một.",
            "Chương II",
            "CÒI",
            "Điều 1. Còi",
            "1. Câu hai.",
            "Điều 2. Kèn",
            "Câu ba.",
        )
    )
    assert paths(tree) == [
        "chuong-1",
        "chuong-1/dieu-1",
        "chuong-2",
        "chuong-2/dieu-1~2",
        "chuong-2/dieu-1~2/khoan-1",
        "chuong-2/dieu-2",
    ]
    assert tree.faults == ("Điều 1 again in Chương II",)
    assert tree.at("dieu-1").heading == "Loa"
    assert tree.at("dieu-1~2/khoan-1").passages[0].text == "Câu hai."


def test_an_article_that_goes_back_elsewhere_is_text_and_told():
    tree = read_tree(blocks("Điều 1. Tên", "Câu.", "Điều 2. Tên", "Câu.", "Điều 1. Tên lạ", "Câu."))
    assert paths(tree) == ["dieu-1", "dieu-2"]
    assert tree.faults == ("Điều 1 after 2, left as text",)


def test_clauses_and_points_that_begin_again_have_addresses_of_their_own():
    tree = read_tree(
        blocks("Điều 1. Loa", "1. Một.", "2. Hai.", "1. Ba.", "2. Bốn:", "a) Năm;", "b) Sáu.", "a) Bảy.")
    )
    assert paths(tree) == [
        "dieu-1",
        "dieu-1/khoan-1",
        "dieu-1/khoan-2",
        "dieu-1/khoan-1~2",
        "dieu-1/khoan-2~2",
        "dieu-1/khoan-2~2/diem-a",
        "dieu-1/khoan-2~2/diem-b",
        "dieu-1/khoan-2~2/diem-a~2",
    ]
    assert tree.faults == ("1. again in Điều 1. after 2", "a) again in 2. after b")


def test_a_list_that_a_clause_announces_is_its_text():
    tree = read_tree(blocks("Điều 1. Loa", "1. Một.", "2. Gồm:", "1. Ba;", "Điều 2. Còi"))
    assert paths(tree) == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-2"]
    assert tree.faults == ()


def test_points_in_capitals():
    tree = read_tree(blocks("Điều 1. Loa", "1. Gồm:", "A) Một;", "B) Hai;", "Đ) Năm;", "2. Câu."))
    assert paths(tree)[2:] == [
        "dieu-1/khoan-1/diem-a",
        "dieu-1/khoan-1/diem-b",
        "dieu-1/khoan-1/diem-đ",
        "dieu-1/khoan-2",
    ]
    assert tree.faults == ("Đ) in 1. after b",)


def test_a_consolidated_text_keeps_the_places_of_what_is_repealed():
    tree = read_tree(
        blocks(
            "Điều 1. Tên",
            "Câu.",
            "Điều 2. (được bãi bỏ)",
            "Điều 2. Tên mới",
            "Câu.",
            "Điều 4. (được bãi bỏ)",
            "Điều 3. Tên",
            "Câu.",
            "Điều 4. Tên",
        )
    )
    assert paths(tree) == ["dieu-1", "dieu-2", "dieu-2~2", "dieu-4", "dieu-3", "dieu-4~2"]
    assert tree.faults == ()


def test_the_forms_of_an_annex_are_numbered_as_they_like():
    lines = ("Điều 1. Tên", "~CHỦ TỊCH", "PHỤ LỤC I", "MẪU", "1. Họ tên:", "3. Nơi ở:")
    assert read_tree(blocks(*lines)).faults == ()


@pytest.mark.parametrize(
    ("lines", "quoted"),
    [
        (("1. Sửa đổi Điều 9 như sau: “Điều 9. Tên", "Câu.", "2. Hai.”", "2. Bãi bỏ Điều 4."), 2),
        (("1. Thay cụm từ “a", "b” bằng cụm từ “c” tại Điều 4.", "2. Bãi bỏ Điều 4."), 0),
        (("1. Thay cụm từ “a bằng cụm từ b tại Điều 4.", "2. Bãi bỏ Điều 4."), 0),
    ],
)
def test_a_quotation_that_begins_within_a_paragraph(lines, quoted):
    tree = read_tree(blocks("Điều 1. Sửa đổi Luật Mẫu", *lines, "Điều 2. Hiệu lực"))
    assert paths(tree) == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-2"]
    assert sum(passage.quoted for passage in tree.at("dieu-1/khoan-1").passages) == quoted


def test_a_list_items_own_label_is_its_mark():
    items = [
        Block(BlockKind.LIST_ITEM, text, label=label) for label, text in (("1.", "Một."), ("2.", "Hai."))
    ]
    assert paths(read_tree([*blocks("Điều 1. Tên"), *items])) == [
        "dieu-1",
        "dieu-1/khoan-1",
        "dieu-1/khoan-2",
    ]


def test_a_regulation_that_is_issued_with_a_decision_has_articles_of_its_own():
    tree = read_tree(
        blocks(
            "Điều 1. Ban hành kèm theo Quyết định này Quy chế hoạt động.",
            "Điều 2. Hiệu lực",
            "~CHỦ TỊCH",
            "QUY CHẾ HOẠT ĐỘNG",
            "(Ban hành kèm theo Quyết định số 12/QĐ-UBND)",
            "Điều 1. Phạm vi",
            "1. Câu.",
        )
    )
    assert paths(tree) == ["dieu-1", "dieu-2", "kemtheo-1", "kemtheo-1/dieu-1", "kemtheo-1/dieu-1/khoan-1"]
    assert tree.at("kemtheo-1").heading == "QUY CHẾ HOẠT ĐỘNG"


def test_a_title_under_an_annex_is_the_annexs_name():
    tree = read_tree(
        blocks(
            *("Điều 1. Phạm vi", "~CHỦ TỊCH", "Phụ lục I", "CHƯƠNG TRÌNH TẬP HUẤN VỀ LOA"),
            *("(Kèm theo Thông tư số 5/2026/TT-BYT)", "1. Lắp loa.", "Phụ lục II", "DANH MỤC LOA"),
        )
    )
    assert paths(tree) == ["dieu-1", "phuluc-1", "phuluc-1/khoan-1", "phuluc-2"]
    assert tree.at("phuluc-1").heading == "CHƯƠNG TRÌNH TẬP HUẤN VỀ LOA"


def test_forms_behind_the_signature_are_annexes():
    tree = read_tree(
        blocks(
            *("Điều 1. Phạm vi", "Tờ khai theo mẫu sau:", "Mẫu số 9", "~CHỦ TỊCH"),
            *(
                "Mẫu số: 01/LOA",
                "(Ban hành kèm theo Thông tư số 5/2026/TT-BYT)",
                "KẾ HOẠCH PHÁT LOA",
                "1. Tên:",
            ),
            *(
                "Mẫu số 02. Sổ trực",
                "Mẫu số 01 được dùng cho loa cũ.",
                "Phụ lục",
                "BẢNG KÊ LOA",
                "Mẫu số 03",
            ),
        )
    )
    assert paths(tree) == ["dieu-1", "phuluc-1", "phuluc-1/khoan-1", "phuluc-2", "phuluc-3", "phuluc-4"]
    assert [unit.label for unit in tree.units[1:]] == ["Mẫu số: 01/LOA", "Mẫu số 02", "Phụ lục", "Mẫu số 03"]
    assert tree.at("phuluc-2").heading == "Sổ trực"


def test_the_forms_in_an_annex_are_part_of_it():
    tree = read_tree(blocks("Điều 1. Phạm vi", "~CHỦ TỊCH", "Phụ lục I", "CÁC MẪU", "Mẫu số 01", "1. Tên:"))
    assert paths(tree) == ["dieu-1", "phuluc-1", "phuluc-1/khoan-1"]
    assert tree.at("phuluc-1").passages[0].text == "Mẫu số 01"


def test_a_resolution_without_articles():
    tree = read_tree(
        blocks("Mở đầu.", "I. TÌNH HÌNH", "1. Câu.", "2. Câu.", "II. NHIỆM VỤ", "1. Câu.", "a) Điểm.")
    )
    assert paths(tree) == [
        "muc-1",
        "muc-1/khoan-1",
        "muc-1/khoan-2",
        "muc-2",
        "muc-2/khoan-1",
        "muc-2/khoan-1/diem-a",
    ]


def test_tables_stay_where_they_stand():
    tree = read_tree([*blocks("Điều 1. Tên", "1. Câu."), Block(BlockKind.TABLE, "A | B\n1 | 2")])
    assert tree.at("dieu-1/khoan-1").passages[-1].table


def test_a_number_that_comes_again_has_an_address_of_its_own():
    tree = read_tree(blocks("Điều 1. Tên", "a) Một.", "b) Hai:", "a) Ba."))
    assert len(set(paths(tree))) == len(paths(tree))


@given(st.lists(st.text(max_size=60), max_size=30))
def test_any_lines_have_a_tree_and_no_word_is_lost(lines):
    found = [Block(BlockKind.PARAGRAPH, line) for line in lines]
    tree = read_tree(found)
    assert len(set(paths(tree))) == len(paths(tree))


@given(st.integers(1, 399))
def test_roman_numerals(number):
    assert number_of(roman(number), Level.CHAPTER) == str(number)


@pytest.mark.parametrize(
    ("written", "number"), [("thứ nhất", "1"), ("Thứ hai", "2"), ("VIIIa", "8a"), ("05", "5"), ("3A", "3a")]
)
def test_numbers_as_they_are_written(written, number):
    assert number_of(written, Level.PART) == number


def test_points_go_by_the_vietnamese_alphabet():
    assert [LETTERS[at] for at in (3, 4, 5, 7)] == ["d", "đ", "e", "h"]
    assert not set("fjwz") & set(LETTERS)
    before = None
    for letter in LETTERS:
        assert follows(letter, before, Level.POINT)
        assert next_number(before, Level.POINT) == letter
        before = letter


@pytest.mark.parametrize(
    ("number", "before", "fits"),
    [
        ("1", None, True),
        ("2", None, False),
        ("2", "1", True),
        ("1a", "1", True),
        ("1b", "1a", True),
        ("2", "1b", True),
        ("1đ", "1d", True),
        ("3", "1", False),
    ],
)
def test_what_follows(number, before, fits):
    assert follows(number, before, Level.CLAUSE) is fits
