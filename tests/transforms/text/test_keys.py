"""Two styles of tone marks are one for search and comparison, and nothing else is."""

import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.words import clean
from tests.transforms.text.conftest import SYLLABLES, sentences
from transforms.text import one_style, same, search_key
from transforms.text.syllables import TONES, bare


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("HÓA", "HOÁ"),
        ("Ủy", "Uỷ"),
        ("òa", "oà"),
        ("ngụy", "nguỵ"),
    ],
)
def test_both_styles_have_one_key(older, newer):
    assert search_key(older) == search_key(newer)
    assert one_style(newer) == one_style(older) == older
    assert same(f"Bà {older}, xã", f"bà  {newer} xã.")


@pytest.mark.parametrize(
    "text", ["quý", "quà", "hoàn", "ngoài", "thuở", "huệ", "giá", "qúy", "cuả", "hoàng", "toàn"]
)
def test_nothing_else_moves(text):
    assert one_style(text) == text


def test_case_punctuation_and_the_other_d_do_not_count():
    assert same("NÐ-CP: “Hoà Bình”", "nđ cp hòa bình")
    assert not same("hoa", "hòa")
    assert not same("dân", "đân")


def test_i_and_y_are_one_only_when_asked_and_only_where_they_are_one_word():
    assert not same("Mỹ", "Mĩ")
    for one, other in (("Mỹ", "Mĩ"), ("quý", "quí"), ("tỷ lệ", "tỉ lệ"), ("kỹ sư", "kĩ sư"), ("lý", "lí")):
        assert same(one, other, loose=True)
    for one, other in (
        ("Vy", "Vi"),
        ("Thy", "Thi"),
        ("tuy", "tui"),
        ("ý", "í"),
        ("hay", "hai"),
        ("may", "mai"),
    ):
        assert not same(one, other, loose=True)


def test_no_two_syllables_have_one_key():
    """Only the two spellings of one syllable, with the same letters and the same tone, fall together."""
    found = defaultdict(set)
    for syllable in SYLLABLES:
        tone = [char for char in unicodedata.normalize("NFD", syllable) if char in TONES[1:]]
        found[search_key(syllable)].add((bare(syllable), "".join(tone)))
    assert [which for which in found.values() if len(which) > 1] == []
    assert len(SYLLABLES) - len(found) > 100


@given(st.text() | sentences(1))
def test_keys_are_stable(text):
    for loose in (False, True):
        key = search_key(text, loose=loose)
        assert search_key(key, loose=loose) == key
    assert one_style(one_style(text)) == one_style(text)


@given(sentences(1))
def test_the_form_of_unicode_does_not_count(text):
    assert search_key(unicodedata.normalize("NFD", text)) == search_key(text.upper()) == search_key(text)


@given(st.text(alphabet="aăâeêoôơuưyih àảãáạ"))
def test_one_style_keeps_letters_and_length(text):
    assert len(one_style(text)) == len(clean(text))
    assert bare(one_style(text)) == bare(clean(text))
