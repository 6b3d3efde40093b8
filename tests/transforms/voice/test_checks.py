"""Each check finds the fault that is planted for it, and passes what is sound."""

from array import array
from dataclasses import replace
from math import sin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.transforms.voice.conftest import SPOKEN
from tests.transforms.voice.ears import Told, Tones, giving, louder, said
from transforms.script import Utterance
from transforms.voice import NothingToSay, NoVoice, Pcm, TooLongToSay, render
from transforms.voice.checks import (
    LONGEST_SCRIPT,
    SAME_DB,
    CheckFailed,
    Fault,
    check_answer,
    check_finished,
    check_script,
    check_spoken,
    flat_share,
)
from transforms.voice.espeak import Espeak
from transforms.voice.filters import decode
from transforms.voice.formats import FORMATS, mux, silent_packets
from transforms.voice.layout import Layout, Placed, lay_out
from transforms.voice.listening import STEP_MS, distance, listen
from transforms.voice.mastering import master
from transforms.voice.paces import ANY_PACE, bounds, pace_of, syllables
from transforms.voice.profile import Profile
from transforms.voice.sound import join, silence, trim

MP3 = FORMATS["mp3-96"]
ESPEAK = pace_of("espeak", "vi-VN")


def fault_of(check, *arguments) -> tuple[Fault, str]:
    with pytest.raises(CheckFailed) as caught:
        check(*arguments)
    assert caught.value.reason.startswith(f"{caught.value.fault}: ")
    return caught.value.fault, caught.value.reason


def utterance(spoken: str) -> Utterance:
    return Utterance(spoken, spoken, 0, 500)


# What one utterance sounds like


def test_healthy_speech_passes(speech):
    for words, sound in zip(SPOKEN, speech, strict=True):
        check_spoken(utterance(words), sound, ESPEAK)


def test_healthy_words_of_any_kind_pass():
    texts = [
        "Có.",
        "hai",
        "Vê tê vê.",
        "VTV",
        "một, hai, ba, bốn",
        "Washington, London",
        "km",
        "khoản a",
        "A. B. C.",
    ]
    texts += [
        "không chín một hai, ba bốn năm",
        "nghiêng nghiêng khuỷu tay",
        "Rõ! Tốt; vậy thì, xin mời…",
        "(hết)",
    ]
    for words, sound in zip(texts, Espeak().speak(texts), strict=True):
        check_spoken(utterance(words), trim(sound), ESPEAK)


def test_healthy_english_passes():
    texts = [
        "The queue moved.",
        "Yes.",
        "Storm warning: gale force eight, gusting ten; stay ashore!",
        "Strengths.",
    ]
    for words, sound in zip(texts, Espeak("en").speak(texts), strict=True):
        check_spoken(utterance(words), trim(sound), pace_of("espeak", "en-GB"))


def test_an_unknown_engine_has_wide_bounds():
    assert pace_of("tones", "vi") == pace_of("espeak", "fr") == ANY_PACE


def test_silence_is_found():
    fault, reason = fault_of(check_spoken, utterance("Bà con nhớ."), Pcm(b"", 22_050))
    assert (fault, reason) == (Fault.SILENT, "silent: no sound for «Bà con nhớ.»")
    assert fault_of(check_spoken, utterance("Bà con nhớ."), silence(900, 22_050))[0] is Fault.SILENT


def test_words_that_were_cut_off_are_found(speech):
    third = Pcm(speech[0].samples[: len(speech[0].samples) // 6 * 2], speech[0].rate)
    fault, reason = fault_of(check_spoken, utterance(SPOKEN[0]), third, ESPEAK)
    assert fault is Fault.SHORT
    assert "s for «Ủy ban nhân dân" in reason


def test_speech_that_never_ends_is_found(speech):
    assert fault_of(check_spoken, utterance(SPOKEN[3]), join([*speech, *speech]), ESPEAK)[0] is Fault.LONG


def test_a_hole_in_speech_is_found(speech):
    sound = speech[0]
    middle = sound.length // 2 * 2
    holed = join([Pcm(sound.samples[:middle], sound.rate), silence(1_700, sound.rate), speech[3]])
    assert fault_of(check_spoken, utterance(SPOKEN[0]), holed)[0] is Fault.HOLE
    paused = join([speech[3], silence(1_000, sound.rate), speech[2]])
    check_spoken(utterance(SPOKEN[0]), paused, pace_of("edge", "vi"))
    assert fault_of(check_spoken, utterance(SPOKEN[0]), paused, ESPEAK)[0] is Fault.HOLE


@pytest.mark.parametrize("kept", [0.5, 0.6])
def test_half_a_sentence_of_a_voice_that_was_measured_is_found(speech, kept):
    sound = speech[0]
    half = Pcm(sound.samples[: int(sound.length * kept) * 2], sound.rate)
    assert fault_of(check_spoken, utterance(SPOKEN[0]), half, ESPEAK)[0] is Fault.SHORT
    assert fault_of(check_spoken, utterance(SPOKEN[0]), join([sound, sound]), ESPEAK)[0] is Fault.LONG


def test_a_sound_of_espeak_that_breaks_off_in_a_word_is_found():
    engine = Espeak()
    (sound,) = engine.speak([SPOKEN[0]])
    check_answer(engine, 1, [sound])
    broken = Pcm(sound.samples[: int(sound.length * 0.9) * 2], sound.rate)
    assert fault_of(check_answer, engine, 1, [broken])[0] is Fault.CUT


def test_what_is_no_speech_is_found(speech):
    sound = speech[0]
    wave = array("h", [round(9000 * sin(at / 20)) for at in range(sound.length)])
    assert (
        fault_of(check_spoken, utterance(SPOKEN[0]), Pcm(wave.tobytes(), sound.rate), ESPEAK)[0]
        is Fault.NOISE
    )
    beside = array("h", [min(32_000, each // 2 + 9000) for each in array("h", sound.samples)])
    shifted = fault_of(check_spoken, utterance(SPOKEN[0]), Pcm(beside.tobytes(), sound.rate))
    assert shifted[0] is Fault.NOISE
    assert "beside zero" in shifted[1]


def test_clipped_speech_is_found(speech):
    clipped = louder(speech[0], 4)
    assert flat_share(clipped) > 0.01 > flat_share(speech[0]) == 0
    assert fault_of(check_spoken, utterance(SPOKEN[0]), clipped, ESPEAK)[0] is Fault.CLIPPED
    loudest = louder(speech[0], 32_767 / speech[0].peak)
    assert loudest.peak == 32_767
    check_spoken(utterance(SPOKEN[0]), loudest, ESPEAK)


@pytest.mark.parametrize(
    ("spoken", "count"),
    [
        ("hai mươi", 2),
        ("nghiêng khuỷu quốc giữa", 4),
        ("Washington", 3),
        ("VTV", 3),
        ("km", 2),
        ("1900 1234", 8),
        ("A. B.", 2),
        ("…", 0),
        ("", 0),
    ],
)
def test_syllables_are_counted(spoken, count):
    assert syllables(spoken) == count


@given(st.text("aăâbcđeêghiklmnoôơpqrstuưvxy ,.;0123456789", min_size=1), st.sampled_from([ESPEAK, ANY_PACE]))
@example("0" * 14, ESPEAK)
def test_more_words_never_take_less_time(spoken, pace):
    shortest, longest = bounds(spoken, pace)
    assert 0 <= shortest < longest
    longer = bounds(spoken + " hai, ba", pace)
    assert longer[0] > shortest
    assert longer[1] > longest


# What the engine claims and answers


def test_the_engines_claims_are_held_against_the_script(script, tones):
    check_script(script, tones)
    check_script(script, tones, voice="sine")
    with pytest.raises(NoVoice, match="does not speak 'fr-FR'"):
        check_script(replace(script, language="fr-FR"), tones)
    mixed = replace(script, utterances=(*script.utterances, replace(script.utterances[0], language="en")))
    with pytest.raises(NoVoice, match="does not speak 'en'"):
        check_script(mixed, tones)
    fault, reason = fault_of(check_script, script, tones, "vi-VN-HoaiMyNeural")
    assert (fault, reason) == (
        Fault.VOICE,
        "wrong voice: tones speaks as sine, and vi-VN-HoaiMyNeural was wanted",
    )
    with pytest.raises(NothingToSay):
        check_script(replace(script, utterances=()), tones)


@pytest.mark.parametrize(
    "sounds",
    [[], [Pcm(b"\0\0", 8_000)] * 3, [Pcm(b"\0\0", 8_000), Pcm(b"\0\0\0", 8_000)], [Pcm(b"\0\0", 0)] * 2],
    ids=["none", "too many", "half a sample", "no rate"],
)
def test_an_answer_that_is_no_sound_is_found(sounds, tones):
    check_answer(tones, 2, [silence(100, 24_000)] * 2)
    fault, reason = fault_of(check_answer, tones, 2, sounds)
    assert fault is Fault.ENGINE
    assert "tones gave" in reason


@pytest.mark.parametrize(
    ("break_it", "fault"),
    [
        (lambda sounds: [sounds[0], silence(1_500, 22_050), *sounds[2:]], Fault.SILENT),
        (lambda sounds: [sounds[0], sounds[3], *sounds[2:]], Fault.SHORT),
        (lambda sounds: [*sounds[:3], join([sounds[0]] * 3)], Fault.LONG),
        (lambda sounds: [louder(sounds[0], 6), *sounds[1:]], Fault.CLIPPED),
        (lambda sounds: sounds[:3], Fault.ENGINE),
    ],
    ids=["silent", "another's", "endless", "clipped", "one too few"],
)
def test_an_engines_fault_stops_a_render_before_anything_is_kept(break_it, fault, speech, tags):
    script = said(*(f"{words} {words}" if fault is Fault.SHORT else words for words in SPOKEN))
    faulty = Told(lambda _texts: break_it(speech), name="espeak")
    with pytest.raises(CheckFailed) as caught:
        render(script, faulty, tags)
    assert caught.value.fault is fault


# What the finished file is


@pytest.fixture(scope="module")
def layout(speech) -> Layout:
    return lay_out([master(sound, MP3, -16) for sound in speech], [550] * len(speech), MP3)


def finish(layout: Layout):
    return listen(decode(mux(layout.packets, MP3)))


def test_a_healthy_file_passes(layout):
    check_finished(finish(layout), layout, -16)


def test_envelopes_tell_utterances_apart(layout):
    heard = finish(layout)
    for each in layout.placed:
        there = heard.envelope.between(each.start_ms, each.start_ms + len(each.piece.levels) * STEP_MS)
        assert distance(each.piece.levels, there) < SAME_DB
        others = [other for other in layout.placed if other is not each]
        assert all(distance(other.piece.levels, there) > 2 * SAME_DB for other in others)


def at(layout: Layout, number: int) -> slice:
    """Where an utterance's packets are, without the lead."""
    each = layout.placed[number]
    start = round(each.start_ms * MP3.rate / 1000 / MP3.packet) - 2
    return slice(start, start + len(each.piece.packets))


def with_packets(layout: Layout, where: slice, packets) -> Layout:
    """The file as it really is, beside what it should be; as long as before."""
    made = list(layout.packets)
    room = where.stop - where.start
    made[where] = (list(packets) + [silent_packets(MP3)[0]] * room)[:room]
    return replace(layout, packets=tuple(made))


def test_an_utterance_that_is_silent_in_the_file_is_found(layout):
    faulty = with_packets(layout, at(layout, 2), [])
    fault, reason = fault_of(check_finished, finish(faulty), layout, -16)
    assert (fault, reason) == (Fault.MISSING, "missing: utterance 2 is silent in the file")


def test_an_utterance_in_place_of_another_is_found(layout):
    faulty = with_packets(layout, at(layout, 1), layout.placed[3].piece.packets)
    fault, reason = fault_of(check_finished, finish(faulty), layout, -16)
    assert fault is Fault.MISSING
    assert "utterance 1 is not what is heard" in reason


def test_an_utterance_heard_twice_is_found(speech):
    pieces = [master(speech[number], MP3, -16) for number in (3, 2)]
    right, twice = (lay_out(order, [550, 550], MP3) for order in (pieces, [pieces[0], pieces[0]]))
    faulty = replace(
        twice, packets=twice.packets + right.packets[-1:] * (len(right.packets) - len(twice.packets))
    )
    fault, reason = fault_of(check_finished, finish(faulty), right, -16)
    assert (fault, reason) == (Fault.DOUBLED, "doubled: utterance 0 is heard again in place of 1")


def test_an_utterance_left_out_is_found(layout):
    kept = [each.piece for each in layout.placed]
    without = lay_out([*kept[:1], *kept[2:]], [550] * 3, MP3)
    lost = round((layout.duration_ms - without.duration_ms) * MP3.rate / 1000 / MP3.packet)
    fault, _ = fault_of(check_finished, finish(without), layout, -16)
    assert fault is Fault.LENGTH
    longer = replace(without, packets=without.packets + silent_packets(MP3)[:1] * lost)
    fault, reason = fault_of(check_finished, finish(longer), layout, -16)
    assert fault is Fault.MISSING
    assert "utterance 1" in reason


def test_speech_in_a_pause_is_found(layout):
    pause = slice(at(layout, 0).stop + 3, at(layout, 1).start - 3)
    stray = layout.placed[3].piece.packets[10:]
    fault, reason = fault_of(check_finished, finish(with_packets(layout, pause, stray)), layout, -16)
    assert fault is Fault.STRAY
    assert "the marks are off" in reason


@pytest.mark.parametrize("by_ms", [-150, 150, 400])
def test_marks_that_are_off_are_found(by_ms, layout):
    moved = tuple(Placed(each.piece, each.start_ms + by_ms) for each in layout.placed[1:])
    faulty = replace(layout, placed=(layout.placed[0], *moved))
    assert fault_of(check_finished, finish(layout), faulty, -16)[0] in (Fault.MISSING, Fault.STRAY)


def test_a_mark_too_few_is_found(layout):
    fewer = replace(layout, placed=layout.placed[:-1])
    assert fault_of(check_finished, finish(layout), fewer, -16)[0] is Fault.STRAY


def test_a_file_of_another_loudness_is_found(layout):
    fault, reason = fault_of(check_finished, finish(layout), layout, -17)
    assert fault is Fault.LOUDNESS
    assert "-17 was wanted" in reason


def test_peaks_above_the_ceiling_are_found(layout):
    hot = [
        replace(each, piece=replace(each.piece, loudness=replace(each.piece.loudness, dbtp=-0.9)))
        for each in layout.placed
    ]
    assert fault_of(check_finished, finish(layout), replace(layout, placed=tuple(hot)), -16)[0] is Fault.PEAK
    heard = finish(layout)
    first = round(layout.placed[0].start_ms / STEP_MS) + 5
    at_full_scale = heard.envelope.levels[:first] + b"\0" + heard.envelope.levels[first + 1 :]
    clipped = replace(heard, envelope=replace(heard.envelope, levels=at_full_scale))
    assert fault_of(check_finished, clipped, layout, -16)[0] is Fault.PEAK


levels = st.binary(max_size=60).map(lambda raw: bytes(level % 97 for level in raw))


@given(levels, levels)
def test_distance_is_symmetric_and_none_to_itself(one, other):
    assert distance(one, one) == 0
    assert distance(one, other) == distance(other, one)
    assert 0 <= distance(one, other) <= 20


def test_single_letters_and_words_pass_between_pauses_of_any_length(tags):
    """Steps of the file's envelope are cut elsewhere than those of the pieces."""
    texts = ["x", "tất", "Hết.", "x", *SPOKEN[2:]]
    pauses = [0, 61, 257, 903, 550, 550]
    pairs = zip(texts, pauses, strict=True)
    script = replace(said("a"), utterances=tuple(replace(utterance(text), pause_ms=ms) for text, ms in pairs))
    both = Profile(formats=("mp3-96", "opus-32"))
    rendition = render(script, Espeak(), tags, profile=both)
    assert [file.loudness_lufs for file in rendition.files] == pytest.approx([-16, -16], abs=0.3)


def test_a_rendition_of_tones_passes_every_check(script, tags):
    assert render(script, giving(Tones().speak([each.spoken for each in script.utterances])), tags).marks


def test_a_script_without_end_is_refused_before_anybody_speaks(tags):
    sentence = "bà con nhớ trữ nước sạch"
    long = said(*[sentence] * (LONGEST_SCRIPT // len(sentence) + 1))
    telling = Told(Tones().speak)
    with pytest.raises(TooLongToSay, match="characters to be spoken, 500000 are said at most"):
        render(long, telling, tags)
    check_script(said(*[sentence] * (LONGEST_SCRIPT // len(sentence))), telling)
