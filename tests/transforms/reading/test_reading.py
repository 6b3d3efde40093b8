import json
import re
import runpy
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading import READING_VERSION, Reading, explain, read
from transforms.reading.engine import prepare
from transforms.reading.punctuation import tidy
from transforms.reading.tables import TableError, parse_rows

SHARED = Path(__file__).parents[3] / ".." / "shared"
FLOOR = 0.99

SYLLABLES = st.sampled_from(
    [
        "bà",
        "con",
        "trong",
        "thôn",
        "đã",
        "gặt",
        "xong",
        "lúa",
        "mùa",
        "rồi",
        "họp",
        "bàn",
        "việc",
        "làm",
        "đường",
        "mới",
        "Hà",
        "Nội",
        "Lào",
        "Cai",
        "chiều",
        "nay",
        "trời",
        "mưa",
        "to",
        "Ủy",
        "Đảng",
    ]
)
PLAIN = st.lists(SYLLABLES, min_size=1, max_size=30).map(" ".join)
WRITTEN = st.sampled_from(
    [
        "12/9", "ngày 12/9/2024", "7h30", "−2°C", "15‰", "7,05%", "1.234.567", "1 000 000", "49/2024/NĐ-CP", "UBND",
        "TP.HCM", "khóa XV", "XI MĂNG", "vanthu@thon.gov.vn", "https://thon.vn/a-1", "H5N1", "Km15+200", "QL.4D", "A",
        "(12)", "“mới”", "20-25km/h", "2,5 triệu đồng/hộ", "$500", "0214 3840 123", "GD&ĐT", "x²", "№5", "+", "…", "./.",
    ]
)  # fmt: skip
MIXED = st.lists(st.one_of(SYLLABLES, WRITTEN), max_size=20).map(" ".join)
ANY = st.one_of(MIXED, st.text(max_size=80), st.text("0123456789.,/-:%°′'+$ \nIVXABĐaăđ()", max_size=40))


@given(PLAIN)
def test_plain_words_stay(text: str) -> None:
    assert read(text) == text
    assert explain(text) == ()


@given(MIXED)
def test_what_was_read_reads_the_same_again(text: str) -> None:
    assert read(read(text)) == read(text)


@given(ANY)
def test_no_digits_are_left(text: str) -> None:
    assert not any(char.isdecimal() for char in read(text))


@given(ANY)
def test_a_line_for_a_line(text: str) -> None:
    assert read(text).count("\n") == text.count("\n")


@given(ANY)
def test_readings_are_in_order_and_tile_the_text(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    place, pieces = 0, []
    for reading in explain(text):
        assert place <= reading.start < reading.end
        assert composed[reading.start : reading.end] == reading.written
        assert "\n" not in reading.written
        pieces += [composed[place : reading.start], f" {reading.spoken} "]
        place = reading.end
    pieces.append(composed[place:])
    rebuilt = "\n".join(tidy(prepare(line)) for line in "".join(pieces).split("\n"))
    assert re.findall(r"\w+", rebuilt) == re.findall(r"\w+", read(text))


@given(MIXED)
def test_composed_and_decomposed_letters_read_alike(text: str) -> None:
    assert read(unicodedata.normalize("NFD", text)) == read(text)


@given(st.text("BCDGHKLMNPQRSTVX", min_size=2, max_size=6))
def test_no_capital_is_left_or_lost(letters: str) -> None:
    reading = explain(f"đơn vị {letters} đã họp")
    assert [each.written for each in reading] == [letters]
    assert reading[0].spoken == reading[0].spoken.lower() or reading[0].rule == "abbreviation"
    assert reading[0].rule in {"abbreviation", "roman"} or len(reading[0].spoken.split()) >= len(letters)


@given(st.sampled_from("∑∏∂◊♠☂✈€¢₿¶†‡"))
def test_an_unknown_sign_is_told(sign: str) -> None:
    assert [each.written for each in explain(f"thôn {sign} mới")] == [sign]


def test_explain_tells_rule_words_and_place() -> None:
    assert explain("Có 15 ha") == (Reading("quantity", "15 ha", "mười lăm héc ta", 3, 8),)


def test_the_version_is_named() -> None:
    assert READING_VERSION


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Quyết định số 45/QĐ-UBND của UBND tỉnh", "Quyết định số bốn mươi lăm của Ủy ban nhân dân tỉnh"),
        ("Quyết định số 45/QĐ-SGDĐT", "Quyết định số bốn mươi lăm của Sở Giáo dục và Đào tạo"),
        ("Thông báo số 7/TB-XYZK", "Thông báo số bảy tê bê ích i dài dét ca"),
        ("49/2024/NÐ-CP", "bốn mươi chín năm hai nghìn không trăm hai mươi tư nghị định của Chính phủ"),
        ("Thông tư 3/2024/ТТ-ВТC", "Thông tư số ba năm hai nghìn không trăm hai mươi tư của Bộ Tài chính"),
        (
            "Luật số 5/2025/QH15",
            "Luật số năm năm hai nghìn không trăm hai mươi lăm của Quốc hội khóa mười lăm",
        ),
        ("ông Trần T. Sơn", "ông Trần tê. Sơn"),
        ("T. Lào Cai", "tỉnh Lào Cai"),
        ("họp tại TP.", "họp tại thành phố."),
        ("bảo đảm ATGT.", "bảo đảm an toàn giao thông."),
        ("Sở KH-CN, Sở VH,TT&DL", "Sở Khoa học và Công nghệ, Sở Văn hóa, Thể thao và Du lịch"),
        ("AI CŨNG BIẾT", "ai cũng biết"),
        ("dùng AI", "dùng a i"),
        ("CHƯƠNG VI PHẠM VI", "chương sáu phạm vi"),
        ("THÔNG BÁO VỀ VI PHẠM", "thông báo về vi phạm"),
        ("quý III và IV/2024", "quý ba và bốn năm hai nghìn không trăm hai mươi tư"),
        ("thứ 2, 4, 6", "thứ hai, tư, sáu"),
        ("thứ 2 - thứ 6", "thứ hai đến thứ sáu"),
        ("lần thứ 1", "lần thứ nhất"),
        ("lễ 2-9", "lễ hai tháng chín"),
        ("từ ngày 5-7", "từ ngày năm đến bảy"),
        ("ngày 5-7 hằng tháng", "ngày năm đến bảy hằng tháng"),
        ("tỷ số 2-1", "tỷ số hai một"),
        ("lúc 5g", "lúc năm giờ"),
        ("nặng 5g", "nặng năm gam"),
        ("bão số 3 (YAGI)", "bão số ba, yagi"),
        ("21°01'30\"N", "hai mươi mốt độ một phút ba mươi giây vĩ Bắc"),
        ("150mm/24h", "một trăm năm mươi mi li mét trong hai mươi tư giờ"),
        (
            "mã số thuế 0101234567-001",
            "mã số thuế không một không một hai ba bốn năm sáu bảy, không không một",
        ),
        ("1900-1945", "một nghìn chín trăm đến một nghìn chín trăm bốn mươi lăm"),
        (
            "máy chủ 192.168.100.200",
            "máy chủ một trăm chín mươi hai chấm một trăm sáu mươi tám chấm một trăm chấm hai trăm",
        ),
        ("1.000.000.000 đồng", "một tỷ đồng"),
        ("cuốiCâu mới", "cuối Câu mới"),
        ("- 05 bản", "năm bản"),
        ("Xong./.", "Xong."),
        ("(một) [hai] “ba”", "một, hai, ba"),
        ("từ 01/01", "từ một tháng một"),
        ("đạt 05/10 chỉ tiêu, 08/12 xã", "đạt năm trên mười chỉ tiêu, tám trên mười hai xã"),
        ("hoàn thành 05/10.", "hoàn thành năm trên mười."),
        ("đội nhà 3-1", "đội nhà ba một"),
        (
            "0912.345.678 - 0914.345.679",
            "không chín một hai, ba bốn năm, sáu bảy tám, không chín một bốn, ba bốn năm, sáu bảy chín",
        ),
        ("(0214) 3.840.123", "không hai một bốn, ba, tám bốn không, một hai ba"),
        ("", ""),
    ],
)
def test_readings(written: str, spoken: str) -> None:
    assert read(written) == spoken


def test_a_table_that_lost_a_column_names_its_line() -> None:
    text = (
        "written\tspoken\tscope\tsource\tnote\nKCN\tkhu công nghiệp\tany\tthông dụng\t\nKCX\tkhu chế xuất\n"
    )
    with pytest.raises(TableError, match=r"thu\.tsv, line 3"):
        list(parse_rows(text, "thu.tsv"))


def test_a_table_without_its_header_is_refused() -> None:
    with pytest.raises(TableError, match="first line"):
        list(parse_rows("KCN\tkhu công nghiệp\tany\t\n", "thu.tsv"))


@pytest.mark.shared
def test_the_gold_set_is_read_no_worse_than_before() -> None:
    gold_file = SHARED / "data" / "reading" / "dev.jsonl"
    if not gold_file.exists():
        pytest.skip(f"the gold set of readings is not beside the repository: {gold_file}")
    gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines() if line]
    score = runpy.run_path(str(SHARED / "bench" / "score_reading.py"))["score"]
    categories, wrong = score(gold, {item["id"]: read(item["input"]) for item in gold})
    assert len(wrong) <= (1 - FLOOR) * len(gold), [(item["input"], said) for item, said in wrong]
    assert all(right > 0.8 * items for right, items in categories.values()), dict(categories)
