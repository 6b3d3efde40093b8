"""What Word and OpenDocument files say beside their words: headings, lists, spanning cells, footnotes; and bombs."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import BadDocument
from tests.recorded.paper import Paper
from tests.recorded.paper_word import docx, head, letters, tail, word_97
from tests.sources.golden import CAPTURED
from transforms.article import Block, BlockKind
from transforms.extract import Page, extract
from transforms.extract.odt import is_odt, read_odt
from transforms.extract.office import written
from transforms.extract.word import read_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MIME = "application/vnd.oasis.opendocument.text"
SENTENCE = (
    "Cụm loa của bản được hỗ trợ tiền điện hằng tháng theo số lượng thực tế do Ủy ban nhân dân xã xác nhận."
)
PAPER = Paper(
    "61/2026/QĐ-UBND", "Quyết định", "ỦY BAN NHÂN DÂN\nTỈNH BÌNH MẪU", date(2026, 11, 12), "Lò Văn Mẫu",
    ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Quy định mức hỗ trợ tiền điện cho cụm loa",
    "Căn cứ Luật Tổ chức chính quyền địa phương;\nĐiều 1. Mức hỗ trợ mỗi tháng như sau:\n| Số cụm loa | Mức hỗ trợ\n"
    "| Một | 120.000\n| Hai | 200.000\nĐiều 2. Hiệu lực\nQuyết định này có hiệu lực từ ngày 01 tháng 12 năm 2026./.",
    place="Bình Mẫu",
)  # fmt: skip


def zipped(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, text in parts.items():
            pack.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def page(body: bytes, name: str = "61-2026-qd-ubnd.docx") -> Page:
    return Page(f"https://congbao.vi-du.vn/{name}", body, "", CAPTURED)


def word(inner: str, **parts: str) -> list[Block]:
    others = {f"word/{name}.xml": f'<w:x xmlns:w="{W}">{text}</w:x>' for name, text in parts.items()}
    text = f'<w:document xmlns:w="{W}"><w:body>{inner}{p(SENTENCE)}</w:body></w:document>'
    return read_word(page(zipped({"word/document.xml": text, **others})), None)[:-1]


def p(text: str, properties: str = "", more: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def of_list(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(at: int, style: str, pattern: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "%2)")}'
    f"{level(2, 'decimal', '%1.%3.')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "Điều %1.")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "*")}{level(1, "upperRoman", "%2", 4)}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
    "</w:lvlOverride></w:num>"
)


def test_lists_have_their_labels() -> None:
    inner = "".join(
        p(text, of_list(*at))
        for text, at in [
            ("một", (1, 0)), ("ý a", (1, 1)), ("ý b", (1, 1)), ("hai", (1, 0)), ("ý a lại", (1, 1)), ("sâu", (1, 2)),
            ("bảy", (4, 0)), ("ba", (1, 0)), ("chấm", (3, 0)), ("bốn", (3, 1)),
        ]
    )  # fmt: skip
    found = word(inner, numbering=NUMBERING)
    assert {each.kind for each in found} == {BlockKind.LIST_ITEM}
    assert [(each.label, each.text, each.level) for each in found] == [
        ("1.", "một", 1), ("a)", "ý a", 2), ("b)", "ý b", 2), ("2.", "hai", 1), ("a)", "ý a lại", 2), ("2.1.", "sâu", 3),
        ("7.", "bảy", 1), ("3.", "ba", 1), ("", "chấm", 1), ("IV", "bốn", 2),
    ]  # fmt: skip


def test_a_label_in_words_is_said() -> None:
    found = word(p("Phạm vi", of_list(2, 0)) + p("Đối tượng", of_list(2, 0)), numbering=NUMBERING)
    assert [(each.kind, each.label, each.text) for each in found] == [
        (BlockKind.PARAGRAPH, "", "Điều 1. Phạm vi"),
        (BlockKind.PARAGRAPH, "", "Điều 2. Đối tượng"),
    ]


def test_headings_by_style_and_by_outline() -> None:
    styles = (
        '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Con"><w:name w:val="Của tôi"/><w:basedOn w:val="H1"/></w:style>'
        '<w:style w:styleId="Vong"><w:name w:val="Vòng"/><w:basedOn w:val="Vong"/></w:style>'
    )
    inner = (
        p("Một", '<w:pStyle w:val="H1"/>') + p("Hai", '<w:pStyle w:val="Con"/>')
        + p("Ba", '<w:outlineLvl w:val="2"/>') + p("Bốn", '<w:pStyle w:val="Vong"/>') + p("Năm", '<w:outlineLvl w:val="9"/>')
    )  # fmt: skip
    levels = [(each.kind, each.level) for each in word(inner, styles=styles)]
    heading, plain = BlockKind.HEADING, (BlockKind.PARAGRAPH, 0)
    assert levels == [(heading, 1), (heading, 1), (heading, 3), plain, plain]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text) if text else '<w:p/>'}</w:tc>"


def test_cells_span_columns_and_rows() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("Thôn", down) + cell("Mức chi", '<w:gridSpan w:val="2"/>'),
        cell("", on) + cell("Sáng") + cell("Chiều"),
        cell("A") + cell("12") + cell("a|b"),
    ]
    (table,) = word("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>")
    assert table.cells == (
        ("Thôn", "Mức chi", "Mức chi"),
        ("Thôn", "Sáng", "Chiều"),
        ("A", "12", "a/b"),
    )
    assert table.text == "Thôn | Mức chi\nSáng | Chiều\nA | 12 | a/b"


BREAK = "</w:t><w:br/><w:t>"
SOFT = BREAK.join(["Dòng một", "và tiếp theo", "Dòng hai"])


def test_a_soft_break_ends_a_line_unless_it_goes_on() -> None:
    found = word(p(SOFT) + p(SOFT, of_list(1, 0)) + p(SOFT, '<w:outlineLvl w:val="0"/>'), numbering=NUMBERING)
    lines = ["Dòng một và tiếp theo", "Dòng hai"]
    assert [(each.kind.value, each.label, each.text) for each in found] == [
        *(("paragraph", "", line) for line in lines),
        ("list_item", "1.", lines[0]), ("list_item", "", lines[1]),
        ("heading", "", " ".join(lines)),
    ]  # fmt: skip


def test_a_soft_break_in_a_cell_is_none_of_the_tables_lines() -> None:
    rows = [cell("Mức" + BREAK + "(Đồng)") + cell("Thôn"), cell("1") + cell("A"), cell("2") + cell("B")]
    for count in (2, 3):
        (table,) = word("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows[:count]) + "</w:tbl>")
        assert table.text.splitlines()[0] == "Mức (Đồng) | Thôn"


@pytest.mark.parametrize("form", ["docx", "doc", "odt"])
def test_a_letterhead_typed_with_soft_breaks_is_read(form: str) -> None:
    columns = head(PAPER)
    body = [PAPER.type.upper(), PAPER.title, *PAPER.text.splitlines()[:2], SENTENCE]
    if form == "docx":
        cells = "".join(cell(BREAK.join(column)) for column in columns)
        inner = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + "".join(map(p, body))
        text = f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'
        made = zipped({"word/document.xml": text})
    elif form == "doc":
        made = word_97("".join("\x0b".join(column) + "\x07" for column in columns) + "\x07" + "\r".join(body))
    else:
        breaks = ("<text:line-break/>".join(column) for column in columns)
        cells = "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in breaks)
        made = odt(
            f"<table:table><table:table-row>{cells}</table:table-row></table:table>" + paragraphs(body)
        )
    article = extract(page(made, f"61-2026-qd-ubnd.{form}"))
    assert article.identity == "legal:Ủy ban nhân dân tỉnh Bình Mẫu|Quyết định|61/2026/QĐ-UBND|2026-11-12"
    assert [block.text for block in article.blocks[:6]] == [*columns[0], *columns[1]]


def test_footnotes_of_a_docx_stand_after_their_paragraph() -> None:
    reference = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{p("___")}</w:footnote>'
        f'<w:footnote w:id="7">{p("Khoản này được sửa đổi.")}</w:footnote>'
    )
    found = word(p("Khoản một.", more=reference) + p("Khoản hai."), footnotes=notes)
    assert [(each.kind, each.label, each.text) for each in found] == [
        (BlockKind.PARAGRAPH, "", "Khoản một."),
        (BlockKind.NOTE, "1", "Khoản này được sửa đổi."),
        (BlockKind.PARAGRAPH, "", "Khoản hai."),
    ]


def odt(inner: str, styles: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{inner}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": MIME, "content.xml": content})


def opened(inner: str, styles: str = "") -> list[Block]:
    body = odt(f"{inner}<text:p>{SENTENCE}</text:p>", styles)
    return read_odt(page(body), None)[:-1]


def test_an_odt_has_headings_lists_tables_and_notes() -> None:
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>'
    )
    inner = (
        '<text:h text:outline-level="2">Phần<text:s/>đầu</text:h>'
        '<text:list text:style-name="L1"><text:list-item><text:p>một</text:p><text:list><text:list-item><text:p>ý'
        '</text:p></text:list-item></text:list></text:list-item><text:list-item text:start-value="5"><text:p>năm</text:p>'
        "</text:list-item></text:list>"
        '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Mức</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row><table:table-cell><text:p>A</text:p>"
        '</table:table-cell><table:table-cell table:number-columns-repeated="1000"><text:p>1</text:p></table:table-cell>'
        "</table:table-row></table:table>"
        '<text:p>Khoản<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>Được sửa.</text:p></text:note-body></text:note> này<office:annotation><text:p>xem lại</text:p>"
        "</office:annotation>.</text:p>"
    )
    found = opened(inner, styles)
    table = found[4]
    assert [(each.kind.value, each.label, each.level, each.text) for each in found if each is not table] == [
        ("heading", "", 2, "Phần đầu"), ("list_item", "1.", 1, "một"), ("list_item", "a)", 2, "ý"),
        ("list_item", "5.", 1, "năm"), ("paragraph", "", 0, "Khoản này."), ("note", "1", 0, "Được sửa."),
    ]  # fmt: skip
    assert table.cells[0][:2] == ("Mức", "Mức")
    assert len(table.cells[1]) == 200


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<text:p>{each}</text:p>" for each in lines)


def decision_in_odt(paper: Paper) -> bytes:
    texts = [*head(paper)[0], *head(paper)[1], paper.type.upper(), paper.title]
    body = [line for line in paper.text.splitlines() if not line.startswith("|")]
    return odt(paragraphs([*texts, *body, *tail(paper)[0], *tail(paper)[1]]))


@pytest.mark.parametrize(
    ("make", "form", "name"),
    [
        (docx, "Word file", "61-2026-qd-ubnd.docx"),
        (lambda paper: word_97(letters(paper)), "Word file", "61-2026-qd-ubnd.doc"),
        (decision_in_odt, "OpenDocument file", "61-2026-qd-ubnd.odt"),
    ],
    ids=["docx", "doc", "odt"],
)
def test_an_office_file_alone_is_an_article(make: Callable[[Paper], bytes], form: str, name: str) -> None:
    article = extract(page(make(PAPER), name))
    assert article.identity == "legal:Ủy ban nhân dân tỉnh Bình Mẫu|Quyết định|61/2026/QĐ-UBND|2026-11-12"
    assert article.legal
    assert (article.legal.signer, article.legal.effective_on) == ("Lò Văn Mẫu", date(2026, 12, 1))
    assert article.evidence["body"] == form
    assert article.doubts == ()
    assert "Căn cứ Luật Tổ chức chính quyền địa phương;" in list(article.spoken_texts())


def test_an_office_file_without_a_letterhead_is_refused() -> None:
    with pytest.raises(BadDocument, match="neither a letterhead nor a title"):
        extract(page(odt(paragraphs([SENTENCE] * 3))))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (odt(""), "next to no text"),
        (zipped({"mimetype": MIME}), "no content.xml"),
        (
            zipped({"mimetype": MIME, "content.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
            "cannot be read",
        ),
        (zipped({"mimetype": MIME, "content.xml": " " * 70_000_000}), "unpacks to more"),
        (zipped({"mimetype": MIME, "content.xml": "<a>" * 5000}), "cannot be read"),
        (odt("<text:p>a</text:p>")[:-40], "cannot be read"),
    ],
    ids=["empty", "no text", "entities", "bomb", "deep", "cut"],
)
def test_a_bad_odt_says_why(body: bytes, said: str) -> None:
    assert is_odt(page(body))
    with pytest.raises(BadDocument, match=said) as caught:
        extract(page(body))
    assert caught.value.fix


def test_what_unpacks_to_little_each_but_to_much_together_is_refused() -> None:
    parts = {
        f"word/{name}.xml": f"<x>{' ' * 25_000_000}</x>" for name in ("styles", "numbering", "footnotes")
    }
    text = f'<w:document xmlns:w="{W}"><w:body>{p(SENTENCE)}</w:body></w:document>'
    with pytest.raises(BadDocument, match="unpacks to more"):
        read_word(page(zipped({"word/document.xml": text, **parts})), None)


@pytest.mark.parametrize(
    ("number", "style", "said"),
    [
        (1, "a", "a"),
        (27, "A", "AA"),
        (4, "i", "iv"),
        (9, "I", "IX"),
        (12, "1", "12"),
        (3, "", ""),
        (0, "a", "0"),
    ],
)
def test_numbers_are_written_in_their_style(number: int, style: str, said: str) -> None:
    assert written(number, style) == said


GOOD = docx(PAPER)


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=60))
def test_damage_anywhere_in_a_docx_is_text_or_a_reason(at: int, noise: bytes) -> None:
    try:
        found = read_word(page(GOOD[:at] + noise + GOOD[at + len(noise) :]), None)
    except BadDocument:
        return
    assert found
