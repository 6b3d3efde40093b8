"""No value may change between the page and the ear: what is said is turned back and compared."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.transforms.reading import values
from transforms.reading import explain, read

Back = Callable[[str], str]

FRAMES = st.sampled_from(
    [
        ("Xã có ", " người."),
        ("Theo báo cáo, cả vùng đạt ", " điểm; bà con phấn khởi."),
        ("(thống kê được ", " cây)"),
        ("Giá là ", " đồng, cao hơn trước"),
        ("“Còn ", " mẫu chưa cấy”, ông nói"),
        ("Cần ", " ha đất"),
    ]
)
UNITS = {"người", "điểm", "cây", "đồng", "mẫu", "héc", "phần", "độ"}


def spoken_in(frame: tuple[str, str], written: str, sentence: str | None = None) -> str:
    """The words that the reading puts in place of `written`, up to what is counted."""
    before, after = frame
    said = (sentence or read(f"{before}{written}{after}")).replace(",", " ")
    words = said.split()
    start = len(read(before).replace(",", " ").split())
    end = next(at for at in range(start, len(words)) if words[at].strip(".;") in UNITS)
    return " ".join(words[start:end])


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@given(st.integers(0, 10**15), FRAMES)
def test_grouped_by_dots(value: Back, number: int, frame: tuple[str, str]) -> None:
    assert value(spoken_in(frame, dotted(number))) == str(number)


@given(st.integers(0, 10**8 - 1), FRAMES)
def test_plain(value: Back, number: int, frame: tuple[str, str]) -> None:
    assert value(spoken_in(frame, str(number))) == str(number)


@given(st.integers(10**6, 10**12), FRAMES, st.sampled_from([" ", "\xa0", "\u202f", "\u2009"]))
def test_grouped_by_spaces(value: Back, number: int, frame: tuple[str, str], space: str) -> None:
    assert value(spoken_in(frame, f"{number:,}".replace(",", space))) == str(number)


@given(st.integers(10**6, 10**12), FRAMES)
def test_grouped_by_commas_in_foreign_style(value: Back, number: int, frame: tuple[str, str]) -> None:
    assert value(spoken_in(frame, f"{number:,}")) == str(number)


@given(st.integers(0, 10**7), st.text("0123456789", min_size=1, max_size=6), FRAMES, st.booleans())
def test_decimals(value: Back, units: int, decimals: str, frame: tuple[str, str], grouped: bool) -> None:
    assume(decimals != "000")
    written = f"{dotted(units) if grouped else units},{decimals}"
    assert value(spoken_in(frame, written)) == f"{units},{decimals}"


@given(st.integers(1, 999))
def test_three_zeros_behind_a_comma_are_thousands_of_people_and_told(value: Back, units: int) -> None:
    written = f"{units},000"
    assert value(spoken_in(("Xã có ", " người."), written)) == f"{units}000"
    assert [hit.written for hit in explain(f"Xã có {written} người.") if hit.unsure] == [written]
    assert value(spoken_in(("Cần ", " ha đất"), written)) == written


@given(st.integers(0, 2000), st.text("0123456789", min_size=0, max_size=3), st.sampled_from(["", " "]))
def test_percentages(value: Back, units: int, decimals: str, space: str) -> None:
    written = f"{units},{decimals}" if decimals else str(units)
    said = read(f"tăng {written}{space}% so với năm trước")
    assert said.startswith("tăng ")
    assert said.endswith(" phần trăm so với năm trước")
    assert value(said.removeprefix("tăng ").removesuffix(" phần trăm so với năm trước")) == written


@given(st.integers(0, 999))
def test_permilles(value: Back, number: int) -> None:
    assert value(read(f"{number}‰").removesuffix(" phần nghìn")) == str(number)


@given(
    st.sampled_from("-−–"),
    st.integers(0, 99),
    st.text("0123456789", max_size=2),
    st.sampled_from(["Nhiệt độ ", "", "xuống (", "từ "]),
)
def test_negatives(value: Back, minus: str, units: int, decimals: str, before: str) -> None:
    number = f"{units},{decimals}" if decimals else str(units)
    said = read(f"{before}{minus}{number}°C").replace(",", " ")
    words = said.split()
    assert value(" ".join(words[words.index("âm") : -2])) == f"-{number}"
    assert words[-2:] == ["độ", "xê"]


@given(st.integers(0, 3000), st.integers(0, 3000), st.sampled_from(["-", "–", " - ", " – "]))
def test_ranges(value: Back, low: int, high: int, dash: str) -> None:
    said = read(f"tốc độ {low}{dash}{high} km/h").removeprefix("tốc độ ").removesuffix(" ki lô mét một giờ")
    assert [value(part) for part in said.split(" đến ")] == [str(low), str(high)]


@given(st.integers(0, 500), st.integers(10, 500))
def test_so_many_out_of_so_many(value: Back, some: int, every: int) -> None:
    said = read(f"có {some}/{every} tiêu chí").removeprefix("có ").removesuffix(" tiêu chí")
    joint = " phần " if " phần " in said else " trên "
    assert [value(part) for part in said.split(joint)] == [str(some), str(every)]


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.sampled_from(
        [
            "{d}/{m}/{y}",
            "{d:02}/{m:02}/{y}",
            "{d}-{m}-{y}",
            "{d}.{m}.{y}",
            "{d:02}.{m:02}.{y}",
            "{y}-{m:02}-{d:02}",
        ]
    ),
    st.sampled_from(["ngày {}", "Hà Nội, {}", "họp sáng {}.", "({})", "Từ {} thì thôi"]),
)
def test_dates(value: Back, day: date, form: str, frame: str) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year)
    words = read(frame.format(written)).rstrip(".").replace(",", " ").split()
    words = [word for word in words if word not in {"ngày", "Hà", "Nội", "họp", "sáng", "Từ", "thì", "thôi"}]
    month_at = words.index("tháng")
    year_at = max(
        at for at in range(month_at + 2, len(words)) if words[at] == "năm" and "nghìn" in words[at:]
    )
    said = [words[:month_at], words[month_at + 1 : year_at], words[year_at + 1 :]]
    assert [value(" ".join(part)) for part in said] == [str(day.day), str(day.month), str(day.year)]


@given(
    st.dates(date(2000, 1, 1), date(2000, 12, 31)),
    st.sampled_from(["ngày {}", "sáng {}", "đến hết ngày {} thì xong"]),
)
def test_days_without_a_year(value: Back, day: date, frame: str) -> None:
    words = read(frame.format(f"{day.day}/{day.month}")).split()
    words = words[: words.index("thì")] if "thì" in words else words
    at = words.index("tháng")
    start = max(i for i, word in enumerate(words) if word in {"ngày", "sáng"}) + 1
    assert value(" ".join(words[start:at])) == str(day.day)
    assert value(" ".join(words[at + 1 :])) == str(day.month)


@given(st.integers(1, 12), st.integers(1900, 2150), st.booleans())
def test_months(value: Back, month: int, year: int, zero: bool) -> None:
    written = f"{month:02}/{year}" if zero else f"{month}/{year}"
    said = read(f"tháng {written}").removeprefix("tháng ")
    month_words, _, year_words = (
        said.partition(" năm ") if not said.startswith("năm ") else ("năm", "", said[8:])
    )
    assert value(month_words) == str(month)
    assert value(year_words) == str(year)


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["{h}h{m:02}", "{h}g{m:02}", "{h:02}:{m:02}", "{h}h{m:02}'"]),
)
def test_clock_times(value: Back, hour: int, minute: int, form: str) -> None:
    said = read(f"lúc {form.format(h=hour, m=minute)} sẽ họp").removeprefix("lúc ").removesuffix(" sẽ họp")
    hours, _, minutes = said.removesuffix(" phút").partition(" giờ")
    assert value(hours) == str(hour)
    if minute == 0:
        assert minutes == ""
    else:
        assert value(minutes.strip().removeprefix("không ")) == str(minute)


@given(st.text("0123456789", min_size=8, max_size=9), st.sampled_from(["", " ", ".", "-"]))
def test_telephone_numbers(spelled: Back, number: str, space: str) -> None:
    groups = ["0" + number[:3], number[3:6], number[6:]]
    said = read(f"Điện thoại: {space.join(groups)} gặp chị Lan")
    assert spelled(said.removeprefix("Điện thoại:").removesuffix("gặp chị Lan")) == "".join(groups)


@given(st.sampled_from(["111", "112", "113", "114", "115", "1022", "18001234", "19009095", "1900 1234"]))
def test_hotlines(spelled: Back, number: str) -> None:
    said = (
        read(f"gọi tổng đài {number} để được giúp")
        .removeprefix("gọi tổng đài ")
        .removesuffix(" để được giúp")
    )
    assert spelled(said) == number.replace(" ", "")


@given(st.integers(1, 39), st.sampled_from(["khóa {}", "Chương {}", "thế kỷ {}", "PHỤ LỤC {}", "Đại hội {}"]))
def test_roman_numerals(value: Back, number: int, frame: str) -> None:
    roman = "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
    said = read(frame.format(roman))
    assert value(said[len(frame) - 2 :]) == str(number)


@given(st.integers(1, 9999), st.integers(1990, 2060))
def test_document_numbers(value: Back, number: int, year: int) -> None:
    said = (
        read(f"Nghị định số {number}/{year}/NĐ-CP")
        .removeprefix("Nghị định số ")
        .removesuffix(" của Chính phủ")
    )
    at = said.rindex(
        " năm ", 0, said.index("nghìn", said.index("nghìn") + 1) if number > 999 else said.rindex("nghìn")
    )
    assert value(said[:at]) == str(number)
    assert value(said[at + 5 :]) == str(year)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("tăng 7,05%", "tăng bảy phẩy không năm phần trăm"),
        ("độ mặn 15‰", "độ mặn mười lăm phần nghìn"),
        ("−2°C", "âm hai độ xê"),
        ("-2°C", "âm hai độ xê"),
        ("1 000 000", "một triệu"),
        ("2/3", "hai phần ba"),
        ("08/2023/TT-BTC", "không tám năm hai nghìn không trăm hai mươi ba thông tư của Bộ Tài chính"),
        ("08/2023", "tháng tám năm hai nghìn không trăm hai mươi ba"),
        ("Thông tư 08/2023", "Thông tư số không tám năm hai nghìn không trăm hai mươi ba"),
        ("VI PHẠM", "vi phạm"),
        ("XI MĂNG", "xi măng"),
        ("1/2/3", "một trên hai trên ba"),
        ("1/2 kg", "một phần hai ki lô gam"),
        ("1/2h", "một phần hai giờ"),
        ("10⁶ người", "mười mũ sáu người"),
        ("1½ tấn", "một và một phần hai tấn"),
        ("dầu 0,05S", "dầu không phẩy không năm ét"),
        ("ĐT 0213.3.876.543, trực", "điện thoại không hai một ba, ba, tám bảy sáu, năm bốn ba, trực"),
        (
            "TCVN 5687:2010",
            "tiêu chuẩn Việt Nam năm nghìn sáu trăm tám mươi bảy năm hai nghìn không trăm mười",
        ),
        ("mỗi km2", "mỗi ki lô mét vuông"),
        ("máy K-9-70", "máy ca chín, bảy mươi"),
        ("30/4 - 1/5", "ba mươi tháng tư đến một tháng năm"),
        ("08:00-11:30", "tám giờ đến mười một giờ ba mươi"),
        ("bản đồ 1/2000", "bản đồ một trên hai nghìn"),
        ("quy hoạch 1/1000", "quy hoạch một phần một nghìn"),
        ("24/24h", "hai mươi tư trên hai mươi tư giờ"),
        ("thôn 5 120 hộ", "thôn năm một trăm hai mươi hộ"),
        ("Điều 1,2,3", "Điều một, hai, ba"),
        ("khoản 1,2 Điều 4", "khoản một, hai Điều bốn"),
        ("từ 1/3 đến 1/2 diện tích", "từ một phần ba đến một phần hai diện tích"),
        ("mặn 4‰ - 6‰", "mặn bốn phần nghìn đến sáu phần nghìn"),
        ("35/13/2024", "ba mươi lăm trên mười ba trên hai nghìn không trăm hai mươi tư"),
        ("0,050", "không phẩy không năm mươi"),
        ("1,00", "một phẩy không không"),
        ("1.234,5", "một nghìn hai trăm ba mươi tư phẩy năm"),
        ("1.2345", "một chấm hai ba bốn năm"),
        ("1.000-1.500 m", "một nghìn đến một nghìn năm trăm mét"),
    ],
)
def test_known_killers(written: str, spoken: str) -> None:
    assert read(written) == spoken


@pytest.mark.parametrize("seed", range(3))
def test_no_value_in_running_text_changes(seed):
    assert list(values.read_values(4000, seed)) == []


@pytest.mark.parametrize("maker", values.MAKERS, ids=lambda maker: maker.__name__)
@given(seed=st.integers(0, 2**32))
def test_no_value_of_any_kind_changes(maker, seed):
    random = Random(seed)
    assert list(values.changes([maker(random)], random)) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("không năm", "năm"), ("âm ", ""), (" phần nghìn", ""), (" tỷ ", " triệu "), ("mươi lăm", "mươi"), (" đến ", " trên "),
        ("Chính phủ", "Quốc hội"), ("phút", "giây"), ("vĩ Bắc", "vĩ Nam"), ("tháng tư", "tháng ba"),
    ],
)  # fmt: skip
def test_a_reading_that_changes_values_is_caught(monkeypatch, wrong, right):
    monkeypatch.setattr(values, "read", lambda text: read(text).replace(wrong, right))
    assert list(values.read_values(3000, 1))
