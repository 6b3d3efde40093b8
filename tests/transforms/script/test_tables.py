"""Tables: short ones row by row behind the heads of their columns, others announced, with the right counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.script.made import assert_sound, item, lines, place_of, said
from transforms.article import Block, BlockKind, Kind
from transforms.reading import read
from transforms.script import Role, write_script
from transforms.script.data_files import LIMITS
from transforms.script.tables import grid_of

FEES = """
Giá nước ở xã Suối Mẫu như sau.
| Bậc | Mức dùng | Giá (đồng/m³)
| Bậc 1 | Đến 10 m³ | 6.800
| Bậc 2 | Trên 10 m³ | 8.200
Giá này áp dụng từ tháng 12.
"""


def table(*rows: tuple[str, ...]) -> Block:
    return Block(BlockKind.TABLE, "\n".join(" | ".join(row) for row in rows), cells=rows)


def stations(count: int) -> Block:
    rows = [(f"Trạm {at}", "Mưa to", f"{90 + at} mm") for at in range(1, count + 1)]
    return table(("Trạm", "Hiện tượng", "Lượng mưa"), *rows)


def test_a_short_table_is_read_row_by_row():
    article = item(*lines(FEES))
    made = write_script(article)
    assert said(made)[2:-2] == [
        "Sau đây là bảng gồm 2 hàng, 3 cột.",
        "Bậc 1; Mức dùng: Đến 10 m³; Giá (đồng/m³): 6.800",
        "Bậc 2; Mức dùng: Trên 10 m³; Giá (đồng/m³): 8.200",
        "Hết bảng.",
    ]
    rows = [each for each in made.utterances if each.role == Role.TABLE]
    assert [place_of(article, each) for each in rows] == [
        "Bậc 1 | Đến 10 m³ | 6.800",
        "Bậc 2 | Trên 10 m³ | 8.200",
    ]
    assert "sáu nghìn tám trăm" in rows[0].spoken
    assert_sound(article, made)


def test_a_long_table_is_announced_with_its_size_and_columns():
    made = write_script(item(*lines("Mưa to ở nhiều nơi."), stations(12)))
    assert said(made)[2:-1] == [
        "Bảng gồm 12 hàng, 3 cột, xem tại Đài mẫu.",
        "Các cột của bảng là: Trạm; Hiện tượng; Lượng mưa.",
    ]
    assert made.utterances[2].spoken == "Bảng gồm mười hai hàng, ba cột, xem tại Đài mẫu."
    assert {(each.start, each.end) for each in made.utterances[2:]} == {(0, 0)}


def test_a_wide_table_is_announced():
    wide = table(tuple(f"Cột {letter}" for letter in "ABCDEFGHIK"), tuple(f"ô {at}" for at in range(10)))
    made = write_script(item(*lines("Xem bảng."), wide))
    assert said(made)[2:-1] == ["Bảng gồm 1 hàng, 10 cột, xem tại Đài mẫu."]


def test_a_table_of_few_rows_and_many_words_is_announced():
    long = " ".join(["bà con các thôn dọn mương"] * 30)
    made = write_script(item(*lines("Việc tuần này."), table(("Thôn", "Việc"), ("Mẫu", long), ("Tân", long))))
    assert said(made)[2] == "Bảng gồm 2 hàng, 2 cột, xem tại Đài mẫu."


def test_an_item_that_is_nothing_but_a_table_reads_a_longer_one():
    rows = LIMITS.table.rows + 4
    made = write_script(item(stations(rows)))
    assert sum(each.role == Role.TABLE for each in made.utterances) == rows
    assert said(made)[2] == "Trạm 1; Hiện tượng: Mưa to; Lượng mưa: 91 mm"


def test_an_item_that_is_nothing_but_a_great_table_is_announced():
    made = write_script(item(stations(400)))
    assert said(made)[1] == "Bảng gồm 400 hàng, 3 cột, xem tại Đài mẫu."


def test_an_alert_s_table_is_read_whole():
    made = write_script(item(*lines("Mưa to."), stations(30), kind=Kind.ALERT))
    assert sum(each.role == Role.TABLE for each in made.utterances) == 2 * 30


def test_ordinal_numbers_of_rows_and_empty_cells_are_not_said():
    rows = (("STT", "Thôn", "Số hộ"), ("1", "Mẫu", "120"), ("2", "Tân", ""), ("", "", ""))
    made = write_script(item(*lines("Số hộ."), table(*rows)))
    assert said(made)[2:-1] == [
        "Sau đây là bảng gồm 2 hàng, 3 cột.",
        "Mẫu; Số hộ: 120",
        "Tân",
        "Hết bảng.",
    ]


def test_heads_that_span_columns_and_rows_are_told_together():
    rows = (
        ("Thôn", "Số hộ", "Số hộ"),
        ("Thôn", "Năm 2025", "Năm 2026"),
        ("Mẫu", "110", "120"),
    )
    block = Block(BlockKind.TABLE, "Thôn | Số hộ\nNăm 2025 | Năm 2026\nMẫu | 110 | 120", cells=rows)
    grid = grid_of(block)
    assert grid.heads == ("Thôn", "Số hộ, Năm 2025", "Số hộ, Năm 2026")
    assert len(grid.rows) == 1
    article = item(*lines("Số hộ."), block)
    made = write_script(article)
    assert said(made)[3] == "Mẫu; Số hộ, Năm 2025: 110; Số hộ, Năm 2026: 120"
    assert_sound(article, made)


def test_a_table_without_heads_is_read_as_it_stands():
    made = write_script(item(*lines("Đường dây nóng."), table(("Công an xã", "113"), ("Cứu hỏa", "114"))))
    assert said(made)[2:-1] == [
        "Sau đây là bảng gồm 2 hàng, 2 cột.",
        "Công an xã; 113",
        "Cứu hỏa; 114",
        "Hết bảng.",
    ]
    assert made.utterances[3].spoken == read("Công an xã; 113")


@pytest.mark.parametrize("text", ["", " | ", "– | –\n… | …"])
def test_a_table_without_words_is_passed_over(text):
    made = write_script(item(*lines("Gió mạnh."), Block(BlockKind.TABLE, text)))
    assert said(made) == ["Tin bão", "Gió mạnh.", "Theo Đài mẫu."]


CELL = st.sampled_from(
    [
        "Thôn Mẫu",
        "120",
        "8.471 ha",
        "",
        "7,5%",
        "–",
        "từ 10 đến 20 m³",
        "đã xong.",
        "12/11/2026",
        "a; b",
    ]
)
GRIDS = st.lists(st.lists(CELL, min_size=1, max_size=7).map(tuple), min_size=1, max_size=12)


@settings(max_examples=80)
@given(GRIDS, st.sampled_from(Kind))
def test_every_value_of_a_table_that_is_read_is_heard_in_its_place(rows, kind):
    article = item(table(*rows), kind=kind)
    made = write_script(article)
    assert_sound(article, made)
    heard = " ".join(each.spoken for each in made.utterances)
    if "Hết bảng" in heard:
        for row in grid_of(article.blocks[0]).rows:
            assert all(read(cell.text).strip(" .;,") in heard for cell in row)


def rows_of(text):
    return [[cell.text for cell in row] for row in grid_of(Block(BlockKind.TABLE, text)).rows]


@pytest.mark.parametrize(
    "numbers",
    [
        "1 | 2 | 3 | 4",
        "(1) | (2) | (3) | (4)",
        "[01] | [02] | [03] | [04]",
        "A | 1 | 2 | 3",
        "(A) | (B) | (1) | (2)",
        "(1) | (2) | (3) | (4) = (2) x (3)",
    ],
)
def test_a_row_that_numbers_the_columns_is_no_row(numbers):
    assert rows_of(f"Xã | Nơi | Loa | Giờ\n{numbers}\nSuối Mẫu | chợ | nén | 6") == [
        ["Suối Mẫu", "chợ", "nén", "6"]
    ]


@pytest.mark.parametrize("row", ["1 | 2 | 4", "3 | 4 | 5", "(2) | (3) | (4)", "1 | hai | 3"])
def test_a_row_of_values_is_one(row):
    assert len(rows_of(f"Xã | Nơi | Loa\n{row}\nSuối Mẫu | chợ | nén")) == 2


def test_the_first_of_two_columns_of_values_is_read():
    assert len(rows_of("Xã | Loa\n1 | 2\nSuối Mẫu | 4")) == 2


@pytest.mark.parametrize("cross", ["x", "X", "×", "✓"])
def test_a_cross_is_a_yes(cross):
    table = Block(
        BlockKind.TABLE, f"Xã | Loa nén | Loa cột\nSuối Mẫu | {cross} | \nBình Sơn | {cross} | {cross}"
    )
    article = item(table)
    made = write_script(article)
    assert_sound(article, made)
    rows = [each.spoken for each in made.utterances if each.role == Role.TABLE]
    assert rows[-2:] == ["Suối Mẫu; Loa nén: có", "Bình Sơn; Loa nén: có; Loa cột: có"]
