"""What can be a Vietnamese syllable."""

import pytest

from tests.transforms.text.conftest import SYLLABLES, WORDS
from transforms.text.syllables import bare, is_syllable


@pytest.mark.parametrize(
    "text",
    [
        "hoà",
        "hòa",
        "thuỷ",
        "thủy",
        "quý",
        "quí",
        "quà",
        "gì",
        "giếng",
        "giết",
        "gìn",
        "già",
        "giữa",
        "nghiêng",
        "ghế",
        "kỹ",
        "khoẻ",
        "khỏe",
        "ngoài",
        "khuya",
        "khuỷu",
        "quốc",
        "quyết",
        "thuở",
        "người",
        "đường",
        "yêu",
        "ý",
        "ở",
        "xoong",
        "huýt",
        "quýt",
        "giặc",
        "giày",
        "gió",
        "ngoèo",
        "khuếch",
        "uyên",
        "ĐƯỜNG",
    ],
)
def test_syllables(text):
    assert is_syllable(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tr",
        "strong",
        "ce",
        "nge",
        "kã",
        "hoac",
        "hoàc",
        "cat2",
        "thừoi",
        "fa",
        "êp2",
        "họpbàn",
        "qua\u0301",
    ],
)
def test_others(text):
    assert not is_syllable(text)


def test_the_words_of_the_samples_are_syllables():
    assert [word for word in WORDS if not is_syllable(word)] == []
    assert len(SYLLABLES) > 15_000


def test_bare_takes_the_tone_only():
    assert bare("Được huyện") == "Đươc huyên"
