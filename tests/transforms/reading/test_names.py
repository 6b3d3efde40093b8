"""Names, codes and abbreviations: what is no abbreviation is spelled, and what is unsure is told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading import explain, read
from transforms.reading.letters import is_syllable, spell
from transforms.reading.scopes import scope_of
from transforms.reading.tables import Row, rows, words

KEYS = sorted({row.written for row in rows("abbreviations.tsv")})
CAPITALS = [key for key in KEYS if re.fullmatch("[A-ZĐ]{2,4}", key)]
SYLLABLES = [key for key in KEYS if key.isupper() and is_syllable(key)]
PLACES = "PQHXTĐ"


def unsure(text: str) -> list[str]:
    return [reading.written for reading in explain(text) if reading.unsure]


@pytest.mark.parametrize("key", SYLLABLES)
def test_a_syllable_in_a_text_in_capitals_is_a_word(key):
    assert read(f"ĐIỀU {key} SUỐI MẪU") == f"điều {key.lower()} suối mẫu"


@given(st.sampled_from(CAPITALS), st.integers(1, 99))
def test_letters_of_a_form_are_spelled(key, number):
    for text in (
        f"Mẫu {key}-{number:02}",
        f"theo biểu mẫu số {key}/{number:02}",
        f"mẫu số {number:02}/{key}",
    ):
        assert spell(key) in read(text)
        assert unsure(text) == []


@given(st.sampled_from(CAPITALS), st.sampled_from(CAPITALS))
def test_letters_of_a_sign_are_spelled(one, other):
    text = f"thẻ có ký hiệu {one}, {other} thì nộp"
    roman = any(re.fullmatch("[IVX]+", key) for key in (one, other))
    assert roman or read(text) == f"thẻ có ký hiệu {spell(one)}, {spell(other)} thì nộp"


@pytest.mark.parametrize("letter", PLACES)
@pytest.mark.parametrize("person", words("person_before"))
def test_a_person_s_letter_is_no_place(person, letter):
    assert read(f"Có {person} {letter}. Sau đó về").endswith(f" {spell(letter)}. Sau đó về")


@pytest.mark.parametrize("letter", PLACES)
def test_a_place_that_nothing_else_tells_of_is_a_guess(letter):
    assert unsure(f"đi {letter}. Suối Mẫu") == [f"{letter}."]
    assert unsure(f"bản Nà Mò, {letter}. Suối Mẫu") == []


@pytest.mark.parametrize("name", ["BTS", "BTM", "BNL"])
def test_a_body_that_is_no_more_is_named_in_numbers_only(name):
    assert "Bộ" not in read(f"trạm {name} của xã")
    assert "của Bộ" in read(f"Quyết định số 12/QĐ-{name}")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("CN Lê A", "xê nờ Lê A"),
        ("TT Điện tử", "thị trấn Điện tử"),
        ("TT Nguyễn Xuân Phúc", "Thủ tướng Nguyễn Xuân Phúc"),
        ("BTC đã cắm cờ", "Ban Tổ chức đã cắm cờ"),
        ("ở X. Làm ơn", "ở xã Làm ơn"),
        ("(P2)", "pê hai"),
        ("HĐTS của trường", "hội đồng tuyển sinh của trường"),
        ("THA xong", "thi hành án xong"),
        ("BCĐT", "bê xê đê tê"),
    ],
)
def test_a_guess_is_told(written, spoken):
    assert read(written) == spoken
    assert len(unsure(written)) == 1


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("người K'Ho và H'Mông", "người Cơ Ho và Hơ Mông"),
        ("xã K’Ho", "xã Cơ Ho"),
        ("H'MÔNG", "Hơ Mông"),
        ("M'Đrắk, R'lấp, S'tiêng", "Mơ Đrắk, Rơ lấp, Xơ tiêng"),
        ("L'Oréal", "Loréal"),
        ("Mr Bình, Mrs. Hoa", "ông Bình, bà Hoa"),
        ("gặp C.Ronaldo", "gặp xê Ronaldo"),
        ("V.League", "vê League"),
        ("bảng C. Ronaldo ghi bàn", "bảng xê. Ronaldo ghi bàn"),
        ("Soon-Sil", "Soon Sil"),
        ("Hà Nội-Paris", "Hà Nội, Paris"),
        ("Việt Nam-Cuba", "Việt Nam, Cuba"),
        ("SARS-CoV-2 và MERS-CoV", "sars cô vi hai và mers cô vi"),
        ("MiG-21", "míc hai mươi mốt"),
        ("ông McDonnell", "ông Mác Donnell"),
        ("siêu bão IN-FA, KONG-REY", "siêu bão in fa, kong rey"),
        ("bão, UBND xã báo", "bão, Ủy ban nhân dân xã báo"),
        ("Trời đẹp. T.Anh", "Trời đẹp. tê Anh"),
        ("Q.Bình Thạnh, TP.HCM", "quận Bình Thạnh, Thành phố Hồ Chí Minh"),
    ],
)
def test_names(written, spoken):
    assert read(written) == spoken
    assert unsure(written) == []


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("hướng ĐĐN, N", "hướng Đông Đông Nam, Nam"),
        ("gió T đến TB", "gió Tây đến Tây Bắc"),
        ("phía ĐB", "phía Đông Bắc"),
        ("gió TB 5 m/s", "gió tê bê năm mét một giây"),
        ("bên B, phía B", "bên bê, phía bê"),
    ],
)
def test_points_of_the_compass(written, spoken):
    assert read(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("mẫu H5N1, mẫu Covid-19", "mẫu hát năm nờ một, mẫu covid mười chín"),
        ("mẫu số 05", "mẫu số không năm"),
        ("mẫu 12V", "mẫu mười hai vôn"),
        ("tổ PC08-CAT", "tổ pê xê không tám, Công an tỉnh"),
        ("chuyến bay A320", "chuyến bay a ba trăm hai mươi"),
        ("chuyến bay D7 205", "chuyến bay dê bảy hai không năm"),
        ("miễn thị thực VN", "miễn thị thực Việt Nam"),
        ("xăng RON95-III", "xăng ron chín mươi lăm, ba"),
        ("chuyến bay VN123, 0V 8105", "chuyến bay vê nờ một hai ba, không vê tám một không năm"),
        ("tiền gửi 2500.", "tiền gửi hai nghìn năm trăm."),
        ("kính gửi 1234 hộ dân", "kính gửi một nghìn hai trăm ba mươi tư hộ dân"),
        ("Luật Bảo hiểm tiền gửi 2012", "Luật Bảo hiểm tiền gửi hai nghìn không trăm mười hai"),
        ("IT 12345 người", "i tê mười hai nghìn ba trăm bốn mươi lăm người"),
        ("BK 123456", "bê ca một hai ba bốn năm sáu"),
        ("Audi Q5, Q7", "Audi quy năm, quy bảy"),
        ("P5, Q3", "phường năm, quận ba"),
        ("tại ĐH 24", "tại đường huyện hai mươi tư"),
        ("thí sinh ĐH 24 điểm", "thí sinh đại học hai mươi tư điểm"),
        ("trường ĐH Công đoàn", "trường đại học Công đoàn"),
        ("Sở TN, MT và XD", "Sở tê nờ, mờ tê và ích dê"),
        ("SỞ TN VÀ MT BÌNH SƠN", "sở Tài nguyên và Môi trường bình sơn"),
        ("HĐND - UBND xã", "Hội đồng nhân dân, Ủy ban nhân dân xã"),
        ("UBND TỈNh Suối Mẫu", "Ủy ban nhân dân tỉnh Suối Mẫu"),
        ("iPhone và YouTube", "iPhone và YouTube"),
    ],
)
def test_codes_and_numbers(written, spoken):
    assert read(written) == spoken


@given(st.sampled_from(KEYS), st.sampled_from(["", " Suối Mẫu", " 12/3", " 2025-2030", ", Q. 3"]))
def test_what_was_expanded_is_not_expanded_again(key, tail):
    said = read(f"Họp {key}{tail}.")
    assert read(said) == said


@pytest.mark.parametrize("scope", ["", "somewhere", "address + nowhere"])
def test_a_scope_that_is_none_stops_the_import(scope):
    with pytest.raises(ValueError, match="unknown scope"):
        scope_of(Row("ABC", "a bê xê", scope))


def test_scopes_joined_must_all_hold():
    fits = scope_of(Row("CN", "chi nhánh", "near:công ty + before-name"))
    line = "công ty Bình An CN Suối Mẫu, CN Suối Mẫu, công ty CN 5"
    places = [match.start() for match in re.finditer("CN", line)]
    assert [fits(line, place, place + 2) for place in places] == [True, False, False]
