"""Elements to blocks: the structure of lists, tables and headings, links around blocks, what is hidden and what folds out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from transforms.article import BlockKind
from transforms.extract.blocks import read_blocks
from transforms.extract.numbering import has_own


def blocks(html):
    return read_blocks(LexborHTMLParser(f"<body>{html}</body>").body)


def items(html):
    return [(found.label, found.level, found.text) for found in blocks(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ol><li>một<li>hai</ol>", ["1.", "2."]),
        ('<ol start="4"><li>một<li>hai</ol>', ["4.", "5."]),
        ('<ol start="-1"><li>một<li>hai</ol>', ["-1.", "0."]),
        ('<ol type="a"><li>một<li>hai</ol>', ["a.", "b."]),
        ('<ol type="A" start="26"><li>một<li>hai</ol>', ["Z.", "AA."]),
        ('<ol type="i" start="4"><li>một<li>hai</ol>', ["iv.", "v."]),
        ('<ol type="I" start="1999"><li>một<li>hai</ol>', ["MCMXCIX.", "MM."]),
        ('<ol style="list-style-type: upper-roman"><li>một<li>hai</ol>', ["I.", "II."]),
        ("<ol reversed><li>một<li>hai</ol>", ["2.", "1."]),
        ('<ol><li value="7">một<li>hai</ol>', ["7.", "8."]),
        ('<ol style="list-style: none"><li>một<li>hai</ol>', ["", ""]),
        ('<ol type="x"><li>một<li>hai</ol>', ["", ""]),
        ('<ol start="không"><li>một<li value="nhiều">hai</ol>', ["1.", "2."]),
        ("<ul><li>một<li>hai</ul>", ["", ""]),
    ],
)
def test_a_list_item_has_the_label_that_a_browser_sets(html, expected):
    assert [found.label for found in blocks(html)] == expected


def test_a_label_that_the_text_has_itself_is_not_there_twice():
    assert items("<ol><li>1. Đơn đề nghị<li>Tờ khai</ol>") == [
        ("", 1, "1. Đơn đề nghị"),
        ("2.", 1, "Tờ khai"),
    ]
    assert has_own("a) Đơn", "a.")
    assert not has_own("Anh (chị)", "a.")


def test_nested_lists_count_for_themselves_and_know_their_depth():
    html = "<ol><li>Hồ sơ:<ol type=a><li><p>Đơn;</p><p>theo mẫu</p></li><li>Ảnh.</li></ol></li><li>Lệ phí</li></ol>"
    assert items(html) == [
        ("1.", 1, "Hồ sơ:"),
        ("a.", 2, "Đơn;"),
        ("", 2, "theo mẫu"),
        ("b.", 2, "Ảnh."),
        ("2.", 1, "Lệ phí"),
    ]


def test_an_empty_item_takes_its_number_with_it():
    assert items("<ol><li></li><li>hai</li></ol><p>sau</p>") == [("2.", 1, "hai"), ("", 0, "sau")]


@given(st.integers(-20, 4500), st.sampled_from("1aAiI"))
def test_any_start_gives_labels_that_differ(start, style):
    labels = [found.label for found in blocks(f'<ol type="{style}" start="{start}"><li>x<li>y<li>z</ol>')]
    assert len(set(labels)) == 3
    assert all(label.endswith(".") for label in labels)


def test_headings_know_their_level():
    found = blocks("<h1>A</h1><h3><span>B <b>c</b></span></h3><h2><p>D</p></h2><p>E</p>")
    assert [(each.level, each.kind) for each in found] == [
        (1, BlockKind.HEADING),
        (3, BlockKind.HEADING),
        (2, BlockKind.HEADING),
        (0, BlockKind.PARAGRAPH),
    ]


def test_spanning_cells_stand_in_every_place_that_they_cover():
    html = (
        "<table><tr><th rowspan=2>Thôn<th colspan=2>Số hộ</tr><tr><th>2025<th>2026</tr>"
        "<tr><td>Thôn 4<td>300<td>312</tr><tr></tr><tr><td rowspan=2>Thôn 5<td>1<td rowspan=9>2</tr><tr><td>3</tr></table>"
    )
    (table,) = blocks(html)
    assert table.cells == (
        ("Thôn", "Số hộ", "Số hộ"),
        ("Thôn", "2025", "2026"),
        ("Thôn 4", "300", "312"),
        ("Thôn 5", "1", "2"),
        ("Thôn 5", "3", "2"),
    )
    assert table.text.split("\n") == [
        "Thôn | Số hộ",
        "2025 | 2026",
        "Thôn 4 | 300 | 312",
        "Thôn 5 | 1 | 2",
        "3",
    ]
    assert table.block.cells == table.cells


@pytest.mark.parametrize("span", ["0", "-3", "x", "999999999999", "١"])
def test_spans_that_are_none_or_too_large_are_bounded(span):
    (table,) = blocks(f"<table><tr><td colspan='{span}'>a<td>b</tr><tr><td>c<td>d</tr></table>")
    assert len(table.cells[0]) <= 101
    assert {len(row) for row in table.cells} == {len(table.cells[0])}


def test_a_line_knows_its_own_share_of_links():
    first, second = blocks('<div><a href="/1">Xã mở hội chợ</a><br>Hội chợ có hàng chục gian hàng.</div>')
    assert (first.linked, second.linked) == (1, 0)


def test_a_link_around_a_card_makes_all_of_it_a_link_and_one_left_open_does_not():
    card = blocks('<a href="/1"><h3>Xã mở hội chợ</h3><p>Có hàng chục gian hàng.</p></a>')
    assert [found.linked for found in card] == [1, 1]
    article = "".join(
        f"<p>Đoạn thứ {number} của bài viết dài này nói về hội chợ của xã.</p>" for number in range(9)
    )
    assert {found.linked for found in blocks(f'<div><a href="/1">{article}</div>')} == {0}


def answers(*pairs, toggle='onclick="mo(this)"'):
    return "".join(
        f'<div class="hoi"><p {toggle}>{question}</p><div style="display:none"><p>{answer}</p></div></div>'
        for question, answer in pairs
    )


def test_answers_that_fold_out_under_their_questions_are_read():
    html = answers(("Nộp ở đâu?", "Nộp tại bộ phận một cửa."), ("Mất bao lâu?", "Ba ngày làm việc."))
    assert [found.text for found in blocks(html)] == [
        "Nộp ở đâu?",
        "Nộp tại bộ phận một cửa.",
        "Mất bao lâu?",
        "Ba ngày làm việc.",
    ]


@pytest.mark.parametrize(
    "html",
    [
        answers(("Đăng nhập", "Mời nhập mật khẩu.")),
        answers(("Một", "ẩn một"), ("Hai", "ẩn hai"), toggle=""),
        "<div hidden>ẩn</div><p>hiện</p><div style='visibility:hidden'>ẩn</div>",
        answers(("Tên", "ẩn <input name=ten>"), ("Tuổi", "ẩn <input name=tuoi>")),
    ],
)
def test_what_is_hidden_otherwise_is_never_read(html):
    texts = " ".join(found.text for found in blocks(html))
    assert "ẩn" not in texts
    assert "mật khẩu" not in texts
