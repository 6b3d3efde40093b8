"""Which words a text is found by."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.text.conftest import SYLLABLES
from transforms.text import keys_of, search_key, wanted_keys


def finds(asked: str, told: str) -> bool:
    """Whether a query finds a text as `sinks.store.find` looks for it: without marks where it has none."""
    wanted, there = wanted_keys(asked), keys_of(told, most=10_000)
    if all(map(str.isascii, wanted.words)):
        return set(wanted.bare) <= set(there.bare)
    return set(wanted.words) <= set(there.words)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("xã Hoà Bình thuỷ lợi", "hòa bình THỦY LỢI"),
        ("xã Hòa Bình", "HOÀ BÌNH"),
        ("xã Hoà Bình", "hoa binh"),
        ("đường liên xã Mỹ Lý", "duong mi li"),
        ("\u00d0ài truyền thanh", "đài truyền thanh"),
        ("C\u043eng b\u00e1\u043e", "cong báo"),
        ("hoè tía", "h\u043e\u0435\u0300 ti\u0301\u0430"),
        ("tổng 1.234 hộ", "1.234"),
        ("ngày 20/11/2026", "20-11-2026"),
        ("ngày 20/11/2026", "11/2026"),
        ("số 12/2024/N\u00d0\u2011CP.", "12/2024/nđ-cp"),
        ("số 12/2024/NĐ-CP.", "2024/nd-cp"),
        ("số 12/2024/NĐ-CP.", "NĐ-CP số"),
        ("xe ô-tô", "ô tô"),
        ("Cụm   loa\nthôn", "  loa \t cụm"),
        ("cụm loa", "%loa\\ _"),
        ("1/2/3/4/5/6/7/8", "1/2/3/4/5/6/7/8"),
    ],
)
def test_what_finds_what(told, asked):
    assert finds(asked, told)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("xã Hòa Bình", "hỏa bình"),
        ("xã Hòa Bình", "hòa binh"),
        ("cụm loa", "cụm loa thôn"),
        ("cụm loa", "lo"),
        ("ngày 20/11/2026", "20/2026"),
        ("ngày 20, tháng 11", "20/11"),
        ("số 112/2024/NĐ-CP", "12/2024/NĐ-CP"),
        ("số 12/2024/NĐ-CPX", "12/2024/NĐ-CP"),
        ("1/2/3/4/5/6/7/9", "1/2/3/4/5/6/7/8"),
        ("cụm loa", "l%"),
        ("cụm loa", "l_a"),
        ("kỹ thuật", "kĩ thuật"),
    ],
)
def test_what_does_not_find_what(told, asked):
    assert not finds(asked, told)


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8), st.sampled_from(["NFC", "NFD"]))
def test_any_syllables_find_themselves_with_their_marks_and_without(words, form):
    told = unicodedata.normalize(form, " ".join(words).upper())
    bare = "".join(char for char in unicodedata.normalize("NFD", told) if not unicodedata.combining(char))
    assert finds(" ".join(words), told)
    assert finds(bare.replace("Đ", "D"), told)
    assert search_key(told).split() == search_key(" ".join(words)).split()


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_finds_itself(one, other):
    assert finds(one, f"{one} {other}")
    keys = keys_of(one, most=10_000)
    assert {*keys.words, *keys.bare} == {key.strip() for key in (*keys.words, *keys.bare)} - {""}


def test_words_are_bounded_in_length_and_number():
    keys = keys_of("ă" * 3_000 + " b" + " 1." * 50_000 + "1." * 50_000, most=500)
    assert len(keys.words) <= 500
    assert max(map(len, keys.words)) == 50
