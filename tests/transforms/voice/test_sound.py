"""Trimming and joining."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.voice import BadSound, Pcm
from transforms.voice.sound import join, silence, starts, trim

RATE = 8_000
BEFORE, AFTER = 80, 240

loud = st.integers(5_000, 32_767) | st.integers(-32_768, -5_000)
padding = st.integers(0, 2_000)


def pcm(samples: list[int]) -> Pcm:
    return Pcm(array("h", samples).tobytes(), RATE)


@given(st.lists(loud, min_size=1, max_size=50), padding, padding)
def test_trimming_takes_the_padding_and_none_of_the_speech(speech, lead, tail):
    trimmed = trim(pcm([0] * lead + speech + [0] * tail))
    expected = [0] * min(lead, BEFORE) + speech + [0] * min(tail, AFTER)
    assert trimmed == pcm(expected)


@given(st.lists(st.integers(-32, 32), max_size=50))
def test_a_silent_sound_comes_back_empty(hiss):
    assert trim(pcm(hiss)) == pcm([])


@given(st.lists(st.lists(st.integers(-32_768, 32_767), max_size=20), min_size=1, max_size=8))
def test_each_sound_is_found_again_where_it_starts(parts):
    sounds = [pcm(part) for part in parts]
    whole = array("h", join(sounds).samples)
    for start, part in zip(starts(sounds), parts, strict=True):
        assert list(whole[start : start + len(part)]) == part


def test_sounds_of_two_rates_are_not_joined():
    with pytest.raises(BadSound, match=r"\[8000, 24000\]"):
        join([silence(10, 8_000), silence(10, 24_000)])


def test_silence_is_as_long_as_asked():
    assert silence(550, 22_050).seconds == pytest.approx(0.55, abs=1 / 22_050)
