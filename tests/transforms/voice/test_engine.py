"""What texts engines are given."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.voice import NothingToSay, TooLongToSay
from transforms.voice.engine import LONGEST_TEXT, fold, plain, sayable


@given(st.text())
def test_plain_text_is_what_every_engine_can_be_given(text):
    clean = plain(text)
    assert plain(clean) == clean
    assert clean.encode().decode() == clean
    assert not any(letter < " " or "\x7f" <= letter < "\xa0" for letter in clean)
    assert [letter for letter in plain(text) if letter.isalnum()] == [
        letter for letter in plain(plain(text).replace(" ", "")) if letter.isalnum()
    ]


@pytest.mark.parametrize(
    "odd", ["\0", "\x01", "\x7f", "\x85", "\ud800", "\ufffe", "\U000e0fff", "\u2028", "\u2029"]
)
def test_what_no_engine_can_take_is_a_space(odd):
    assert plain(f"Suối{odd}Mẫu") == "Suối Mẫu"


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\xad"])
def test_marks_of_layout_are_left_out(mark):
    assert plain(f"Su{mark}ối Mẫu") == "Suối Mẫu"


def test_letters_and_digits_are_all_kept():
    text = "Bão số 12: gió giật cấp 15–16; ‘Suối Mẫu’ 35 °C"
    assert plain(text) == text


def test_only_a_voice_that_speaks_no_vietnamese_is_given_folded_letters():
    text = "Rain in Hà Nội, Đắk Mẫu, Thừa Thiên Huế: café, señor, über, ŒUVRE, Ў"
    assert sayable([text]) == sayable([text], {"vi", "en"}) == [text]
    (given,) = sayable([text], {"en"})
    assert given == "Rain in Ha Noi, Dak Mau, Thua Thien Hue: cafe, señor, über, ŒUVRE, Ў"
    assert sayable([unicodedata.normalize("NFD", text)], {"en"}) == [given]


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ \u0300\u0301\u0303\u0309\u0323"))
def test_whatever_is_written_in_vietnamese_is_folded_to_plain_letters(text):
    composed = unicodedata.normalize("NFC", text)
    letters = [letter for letter in fold(composed) if letter.isalpha()]
    by_hand = unicodedata.normalize("NFD", composed).replace("đ", "d").replace("Đ", "D")
    odd = {letter for letter in composed if unicodedata.normalize("NFD", letter)[0] not in "aeiouyAEIOUY"}
    assert all(letter.isascii() for letter in letters if letter not in odd)
    if not odd - set("bcdđghklmnpqrstvxĐ \u0300\u0301\u0303\u0309\u0323"):
        assert letters == [letter for letter in by_hand if letter.isalpha()]


def test_a_text_is_as_long_as_it_may_be():
    assert sayable(["a" * LONGEST_TEXT])
    with pytest.raises(TooLongToSay, match="text 1 of 2 has 10001 characters"):
        sayable(["a", "a" * (LONGEST_TEXT + 1)])


@pytest.mark.parametrize("text", ["", "  ", "***", "… – ;", "\u200b", "🌀"])
def test_what_has_no_words_is_nothing_to_say(text):
    with pytest.raises(NothingToSay, match="text 0 of 1 is blank"):
        sayable([text])
