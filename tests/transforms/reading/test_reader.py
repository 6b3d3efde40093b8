"""Readers: regions, lexicons and versions, and what is told of readings that nobody can be sure of."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import ConfigurationError
from transforms.reading import Lexicon, Reader, Region, explain, read
from transforms.reading.lexicon import COLUMNS

HEAD = "\t".join(COLUMNS) + "\n"
SOUTH = Reader(Region("ngàn", "lẻ"))


def lexicon(*rows: str) -> Lexicon:
    return Lexicon.parse(HEAD + "".join(row + "\n" for row in rows), "từ.tsv")


@given(st.integers(0, 10**9))
def test_a_region_changes_only_the_words_for_numbers(number):
    said = read(f"có {number} cây")
    assert SOUTH.read(f"có {number} cây") == said.replace("nghìn", "ngàn").replace("linh", "lẻ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.005 hộ ở Quảng Linh", "một ngàn không trăm lẻ năm hộ ở Quảng Linh"),
        ("LINH THIÊNG", "linh thiêng"),
        ("5 nghìn đồng", "năm ngàn đồng"),
        ("chị Linh nói nghìn lời", "chị Linh nói nghìn lời"),
        ("15‰", "mười lăm phần ngàn"),
        (
            "Nghị định số 105/2024/NĐ-CP",
            "Nghị định số một trăm lẻ năm năm hai ngàn không trăm hai mươi tư của Chính phủ",
        ),
    ],
)
def test_the_south_says(written, said):
    assert SOUTH.read(written) == said


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("", Region()),
        ("nghìn,linh", Region()),
        (" ngàn , lẻ ", Region("ngàn", "lẻ")),
        ("ngàn,linh", Region("ngàn")),
    ],
)
def test_a_setting_names_a_region(text, region):
    assert Region.of(text) == region


@pytest.mark.parametrize("text", ["ngan,le", "ngàn", "nghìn,linh,lẻ", "miền Nam"])
def test_a_region_that_is_none_is_refused(text):
    with pytest.raises(ConfigurationError, match="nghìn or ngàn"):
        Region.of(text)


def test_the_lexicon_goes_before_the_rules():
    reader = Reader(lexicon=lexicon("UBND\tủy ban\t\t\t", "wifi\toai phai\t\t\t", "5G\tnăm gờ\t\t\t"))
    assert reader.read("UBND có Wifi, WIFI và 5G ở 5 xã") == "ủy ban có oai phai, oai phai và năm gờ ở năm xã"
    assert [hit.rule for hit in reader.explain("UBND 5 xã")] == ["lexicon", "quantity"]


@pytest.mark.parametrize("text", ["UBNDTP", "xUBND", "UBND2", "ubnd"])
def test_only_whole_words_in_their_own_case_are_found(text):
    assert "lexicon" not in {hit.rule for hit in Reader(lexicon=lexicon("UBND\tủy ban\t\t\t")).explain(text)}


def test_the_higher_priority_and_then_the_longer_form_wins():
    rows = ("Suối Mẫu\tsuối mẫu dài\t\t\t", "Suối\tsuối ngắn\t\t\t")
    assert Reader(lexicon=lexicon(*rows)).read("xã Suối  Mẫu") == "xã suối mẫu dài"
    higher = lexicon(rows[0], "Suối\tsuối ngắn\t\t1\t")
    assert Reader(lexicon=higher).read("xã Suối Mẫu") == "xã suối ngắn Mẫu"


def test_a_rule_does_not_reach_into_what_the_lexicon_says():
    reader = Reader(lexicon=lexicon("ha\thát a\t\t\t"))
    assert reader.read("trồng 5 ha lúa, 7 kg giống") == "trồng năm hát a lúa, bảy ki lô gam giống"


def test_scopes():
    whole = lexicon(
        "ABC\tmọi nơi\t\t\t",
        "ABC\tcủa nguồn\tnguon-mot\t\t",
        "ABC\tcủa loại\tnotice\t\t",
        "DEF\tđê e ép\tnguon-hai\t\t",
    )
    reader = Reader(lexicon=whole)
    assert reader.read("ABC") == "mọi nơi"
    assert reader.within("nguon-mot", "notice").read("ABC DEF") == "của nguồn dê e ép"
    assert reader.within("khác", "notice").read("ABC") == "của loại"
    assert reader.within("nguon-hai", "news").read("ABC DEF") == "mọi nơi đê e ép"


def test_a_priority_goes_before_a_scope():
    whole = lexicon("ABC\tmọi nơi\t\t5\t", "ABC\tcủa nguồn\tnguon-mot\t\t")
    assert whole.of("nguon-mot", "news").entries[0].spoken == "mọi nơi"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1"),
        ("written\tspoken\tscope\tnote\n", "line 1"),
        (HEAD + "\nABC\ta bê xê\n", "line 3"),
        (HEAD + "ABC\t\t\t\t\n", "line 2"),
        (HEAD + "ABC\ta <b> xê\t\t\t\n", "cannot be said"),
        (HEAD + "ABC\t5 chữ\t\t\t\n", "cannot be said"),
        (HEAD + "+\tcộng\t\t\t\n", "nothing is written"),
        (HEAD + "ABC\ta bê xê\t\tcao\t\n", "no whole number"),
        (HEAD + "ABC\ta bê xê\t\t\t\nABC\tkhác\t\t1\t\n", "line 2 already"),
    ],
)
def test_a_lexicon_that_cannot_be_used_names_file_and_line(text, told):
    with pytest.raises(ConfigurationError, match=re.escape("từ.tsv")) as caught:
        Lexicon.parse(text, "từ.tsv")
    assert told in str(caught.value)
    assert caught.value.fix


def test_a_lexicon_is_loaded_from_a_file(tmp_path):
    file = tmp_path / "tu.tsv"
    file.write_text("\ufeff" + HEAD + "Bi\u0300nh Sơn\tbình sơn\t\t\tNFD\n\n", encoding="utf-8")
    assert Reader(lexicon=Lexicon.load(file)).read("xã Bình Sơn") == "xã bình sơn"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"tu\.tsv"):
        Lexicon.load(file)
    with pytest.raises(ConfigurationError, match="không có"):
        Lexicon.load(tmp_path / "không có.tsv")


def test_the_version_tells_readers_apart_and_like_ones_are_equal():
    one = lexicon("ABC\ta\t\t\t")
    readers = [
        Reader(),
        SOUTH,
        Reader(Region("nghìn", "lẻ")),
        Reader(lexicon=one),
        Reader(lexicon=lexicon("ABC\tá\t\t\t")),
    ]
    assert len({reader.version for reader in readers}) == len(readers)
    assert Reader(lexicon=lexicon("ABC\ta\t\t\t")) == Reader(lexicon=one)
    assert hash(Reader(lexicon=lexicon("ABC\ta\t\t\t"))) == hash(Reader(lexicon=one))
    assert len(Reader().version) < 20


@given(st.text(max_size=60))
def test_a_lexicon_changes_nothing_where_its_forms_are_not(text):
    reader = Reader(lexicon=lexicon("ǁǁx\tích\t\t\t"))
    assert reader.read(text) == read(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("đơn vị KXQ họp", "KXQ"),
        ("dày 12,5xkz", "12,5xkz"),
        ("nặng 3xyz", "3xyz"),
        ("Thông báo số 7/TB-XYZK", "7/TB-XYZK"),
        ("họp 😀 vui", "😀"),
        ("giá 5¢", "¢"),
        ("tên 北京 cũ", "北京"),
        ("chữ Москва đó", "Москва"),
        ("đạt ☂ rồi", "☂"),
        ("<b>đậm", "<b>"),
        ("mục 25/12", "25/12"),
        ("BTC cho biết", "BTC"),
        ("BCH đã họp", "BCH"),
        ("TROPICANA mới", "TROPICANA"),
    ],
)
def test_a_stretch_that_is_only_read_safely_says_why(text, written):
    assert [hit.written for hit in explain(text) if hit.unsure] == [written]


@pytest.mark.parametrize(
    "text",
    [
        "UBND xã",
        "BTC giải",
        "BCH Đảng bộ",
        "XI MĂNG",
        "5,2 ha",
        "Nghị định 49/2024/NĐ-CP",
        "WHO",
        "“trích”",
        "• mục",
        "a\u200bb",
        "ngày 25/12",
        "H5N1",
    ],
)
def test_what_is_sure_says_nothing(text):
    assert [hit.unsure for hit in explain(text) if hit.unsure] == []
