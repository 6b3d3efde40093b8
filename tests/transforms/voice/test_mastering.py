"""Loudness of the decoded result, in each format and profile, on the kinds of speech that engines and people give."""

import random
from array import array
from math import log10

import pytest

from tests.transforms.voice.ears import bs1770, decoded, louder
from transforms.voice import BadSound, Pcm
from transforms.voice.formats import FORMATS, mux, silent_packets
from transforms.voice.mastering import HIGHEST_PEAK_DBTP, TOLERANCE_LU, Piece, master, measure
from transforms.voice.sound import join, silence


@pytest.fixture(scope="module")
def signals(speech) -> dict[str, Pcm]:
    plain, short = speech[2], speech[3]
    return {
        "plain": plain,
        "two levels": join([louder(short, 0.08), plain]),
        "whisper and shout": join([whispered(louder(short, 0.3)), shouted(short)]),
        "long pauses": join([short, silence(3_000, short.rate), short, silence(5_000, short.rate), short]),
    }


def whispered(sound: Pcm) -> Pcm:
    """The sound's envelope on noise, which is what a whisper is."""
    noise = random.Random(5)
    samples = (round(sample * noise.uniform(-1, 1)) for sample in array("h", sound.samples))
    return Pcm(array("h", samples).tobytes(), sound.rate)


def shouted(sound: Pcm) -> Pcm:
    """Pressed against full scale."""
    return louder(sound, 8)


@pytest.mark.parametrize("kind", ["plain", "two levels", "whisper and shout", "long pauses"])
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("lufs", [-16, pytest.param(-23, marks=pytest.mark.long)])
def test_the_decoded_result_is_at_the_wanted_loudness(kind, form, lufs, signals):
    piece = master(signals[kind], form, lufs)
    measured = measure(alone(piece, form), form)
    assert measured.lufs == pytest.approx(lufs, abs=TOLERANCE_LU)
    assert measured.dbtp <= HIGHEST_PEAK_DBTP
    assert piece.loudness.lufs == pytest.approx(lufs, abs=TOLERANCE_LU)


def alone(piece: Piece, form) -> bytes:
    around = [silent_packets(form)[0]] * (form.rate // form.packet)
    return mux([*around, *piece.packets, *around], form)


@pytest.mark.parametrize("form", [FORMATS["mp3-64"], FORMATS["opus-32"]], ids=["mp3-64", "opus-32"])
def test_another_meter_agrees(form, signals):
    piece = master(signals["two levels"], form, -23)
    assert bs1770(*decoded(alone(piece, form))) == pytest.approx(-23, abs=TOLERANCE_LU)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_piece_holds_its_sound_to_the_end_and_is_silent_after_it(form, speech):
    piece = master(speech[3], form, -16)
    samples, rate = decoded(alone(piece, form))
    start = (2 + rate // form.packet) * form.packet
    end = start + round(piece.seconds * rate)
    assert piece.seconds == speech[3].seconds
    assert max(map(abs, samples[end - rate // 10 : end])) > 0.01
    assert max(map(abs, samples[end + rate // 50 : end + rate // 2])) < 0.003
    assert max(map(abs, samples[: start - rate // 50])) < 0.003


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_short_word_is_as_loud_as_a_sentence_and_not_shouted(form, speech):
    """A fifth of a second fills half the meter's window: by the meter alone it would be 4 dB louder than speech."""
    tenth = speech[2].rate // 10 * 2
    word = Pcm(speech[2].samples[5 * tenth : 7 * tenth], speech[2].rate)
    samples, _ = decoded(alone(master(word, form, -16), form))
    sentence, _ = decoded(alone(master(speech[2], form, -16), form))
    assert power(samples) == pytest.approx(power(sentence), abs=4)
    piece = master(word, form, -16)
    assert len(piece.packets) <= (0.2 * form.rate + form.spare) / form.packet + 1


def power(samples) -> float:
    """Of what is not silent, in decibels."""
    heard = [sample * sample for sample in samples if abs(sample) > 0.001]
    return 10 * log10(sum(heard) / len(heard))


def test_the_same_sound_gives_the_same_packets(speech):
    form = FORMATS["opus-32"]
    assert master(speech[3], form, -16) == master(speech[3], form, -16)


def test_what_cannot_be_heard_is_refused(speech):
    with pytest.raises(BadSound, match="nothing to be heard"):
        master(silence(2_000, 22_050), FORMATS["mp3-96"], -16)
    with pytest.raises(BadSound, match="nothing to be heard"):
        master(louder(speech[3], 0.0003), FORMATS["mp3-96"], -16)
