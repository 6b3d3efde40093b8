"""Script to Rendition: the file against the script, with tones instead of speech where the ear must be exact."""

import io
from array import array
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log10, pi, tan

import av
import mutagen.mp3
import pytest

from crawlers.errors import Next
from transforms.rendition import Mark
from transforms.script import Script, Utterance
from transforms.voice import BadSound, NothingToSay, NoVoice, Pcm, engine, render
from transforms.voice.checks import check_finished
from transforms.voice.mastering import measure
from transforms.voice.sound import silence

RATE = 44_100


def test_the_marks_are_where_the_utterances_are_heard(script, tones, tags, heard):
    rendition = render(script, tones, tags)
    assert len(rendition.marks) == len(script.utterances)
    assert_marks_fit(rendition.marks, heard(rendition.audio))


def test_the_marks_hold_in_players_that_keep_the_encoders_padding(script, tones, tags):
    rendition = render(script, tones, tags)
    assert_marks_fit(rendition.marks, padded(rendition.audio))


def assert_marks_fit(marks, samples):
    """Each sound begins and ends within 50 ms of its mark, and has its own pitch."""
    found = stretches(samples)
    assert len(found) == len(marks)
    for number, (mark, (start, end)) in enumerate(zip(marks, found, strict=True)):
        assert mark.start_ms == pytest.approx(start, abs=50)
        assert mark.end_ms == pytest.approx(end, abs=50)
        assert pitch(samples, start + 50, end - 50) == pytest.approx(400 + 100 * number, rel=0.02)


def stretches(samples) -> list[tuple[float, float]]:
    """Start and end in milliseconds of what is louder than −30 dBFS, by steps of 5 ms."""
    step = 220
    loud = [max(map(abs, samples[at : at + step])) > 0.03 for at in range(0, len(samples), step)]
    edges = [at for at in range(len(loud)) if loud[at] != (at > 0 and loud[at - 1])]
    assert len(edges) % 2 == 0
    return [(a * step / 44.1, b * step / 44.1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def pitch(samples, start_ms, end_ms) -> float:
    part = samples[round(start_ms * 44.1) : round(end_ms * 44.1)]
    rises = sum(before < 0 <= after for before, after in pairwise(part))
    return rises / (len(part) / RATE)


def padded(audio: bytes) -> array:
    """Every sample of every frame, as a player decodes it that knows nothing of the padding."""
    samples = array("f")
    decoder = av.CodecContext.create("mp3float", "r")
    with av.open(io.BytesIO(audio)) as container:
        for packet in container.demux(audio=0):
            for frame in decoder.decode(av.Packet(bytes(packet))) if packet.size else []:
                samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
    return samples


def test_the_file_is_as_long_as_its_parts(script, tones, tags, heard):
    rendition = render(script, tones, tags)
    seconds = sum(0.25 * len(said.spoken.split()) + said.pause_ms / 1000 + 0.04 for said in script.utterances)
    assert rendition.duration_ms == pytest.approx(seconds * 1000, abs=100)
    assert rendition.duration_ms == pytest.approx(len(heard(rendition.audio)) / 44.1, abs=1)


@pytest.mark.parametrize(
    ("levels", "syllables"),
    [((0.3, 0.3), 12), ((0.004, 0.004), 12), ((0.99, 0.99), 12), ((0.05, 0.6), 12), ((0.3, 0.3), 3)],
    ids=["plain", "faint", "full scale", "two levels", "short"],
)
def test_the_decoded_file_has_the_wanted_loudness(levels, syllables, tones, tags, heard):
    rendition = render(said(syllables, 2), Levels(levels, tones), tags)
    samples = heard(rendition.audio)
    assert rendition.loudness_lufs == pytest.approx(-16, abs=0.3)
    assert bs1770(samples) == pytest.approx(rendition.loudness_lufs, abs=0.1)
    assert rendition.true_peak_dbtp <= -1
    assert 20 * log10(max(map(abs, samples))) <= rendition.true_peak_dbtp + 0.1


def said(syllables: int, count: int) -> Script:
    text = " ".join(["la"] * syllables)
    return Script((Utterance(text, text, 0, 500),) * count, "vi")


@dataclass(frozen=True)
class Levels:
    """Tones, each at a level of its own."""

    levels: tuple[float, ...]
    tones: object
    name: str = "levels"
    voice: str = "sine"
    version: str = "levels 1"

    def speak(self, texts):
        pairs = zip(texts, self.levels, strict=True)
        return [replace(self.tones, amplitude=level).speak([text])[0] for text, level in pairs]


def bs1770(samples) -> float:
    """Integrated loudness by ITU-R BS.1770-4, written from the recommendation: a second opinion."""
    powers = block_powers(k_weighted(samples), round(0.4 * RATE), round(0.1 * RATE))
    loud = [power for power in powers if power > 0 and lufs(power) > -70]
    gate = lufs(sum(loud) / len(loud)) - 10
    kept = [power for power in loud if lufs(power) > gate]
    return lufs(sum(kept) / len(kept))


def lufs(power: float) -> float:
    return -0.691 + 10 * log10(power)


def block_powers(samples, length, step):
    return [
        sum(value * value for value in samples[at : at + length]) / length
        for at in range(0, len(samples) - length + 1, step)
    ]


def k_weighted(samples):
    k = tan(pi * 1681.974450955533 / RATE)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    mid, norm = high**0.4996667741545416, 1 + k / 0.7071752369554196 + k * k
    shelf = ((high + mid * k / q + k * k), 2 * (k * k - high), (high - mid * k / q + k * k))
    shelved = biquad(samples, [b / norm for b in shelf], [2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm])
    k, q = tan(pi * 38.13547087602444 / RATE), 0.5003270373238773
    norm = 1 + k / q + k * k
    return biquad(shelved, [1, -2, 1], [2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm])


def biquad(samples, b, a):
    out, x1, x2, y1, y2 = [], 0.0, 0.0, 0.0, 0.0
    for x in samples:
        y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
        x1, x2, y1, y2 = x, x1, y, y1
        out.append(y)
    return out


def test_espeaks_speech_has_the_wanted_loudness_and_the_same_bytes_each_time(script, tags):
    rendition, again = (render(script, engine("espeak"), tags) for _ in range(2))
    assert rendition == again
    assert measure(rendition.audio).lufs == rendition.loudness_lufs == pytest.approx(-16, abs=0.3)
    assert rendition.true_peak_dbtp <= -1
    assert (rendition.engine, rendition.voice) == ("espeak", "vi")
    assert "espeakng-loader 0." in rendition.voice_version
    assert rendition.script is script


def test_another_title_is_another_file_with_the_same_sound(script, tones, tags, heard):
    one, other = render(script, tones, tags), render(script, tones, replace(tags, title="Khác"))
    assert one.audio_digest != other.audio_digest
    assert heard(one.audio) == heard(other.audio)


def test_the_file_says_what_it_is(script, tones, tags):
    audio = render(script, tones, tags).audio
    file = mutagen.mp3.MP3(io.BytesIO(audio))
    assert (file.info.sample_rate, file.info.channels, file.info.bitrate) == (44_100, 1, 96_000)
    assert file.info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
    assert file.tags.version == (2, 4, 0)
    written = {
        frame: str(file.tags[frame]) for frame in ("TIT2", "TPE1", "TDRC", "TLAN", "TCOP", "TXXX:item")
    }
    assert written == {
        "TIT2": tags.title,
        "TPE1": tags.source,
        "TDRC": "2026-11-22",
        "TLAN": "vie",
        "TCOP": "2026 Cổng thông tin mẫu. Giọng đọc tổng hợp bằng máy.",
        "TXXX:item": tags.item,
    }
    assert audio[-128:-125] != b"TAG"


@dataclass(frozen=True)
class Fixed:
    """Gives the sounds that it was told to give."""

    sounds: tuple[Pcm, ...]
    name: str = "fixed"
    voice: str = "fixed"
    version: str = "fixed 1"

    def speak(self, texts):
        return list(self.sounds)


def test_an_utterance_without_sound_is_found(script, tones, tags):
    sounds = tones.speak([utterance.spoken for utterance in script.utterances])
    sounds[2] = silence(1500, sounds[2].rate)
    with pytest.raises(BadSound, match=r"no sound for «Bà con nhớ trữ nước\.»") as caught:
        render(script, Fixed(tuple(sounds)), tags)
    assert caught.value.next is Next.QUARANTINE


def test_an_utterance_that_was_cut_is_found(script, tones, tags):
    sounds = tones.speak([utterance.spoken for utterance in script.utterances])
    sounds[1] = tones.speak(["Thứ"])[0]
    with pytest.raises(BadSound, match=r"0\.29 s for «Thứ ba tới"):
        render(script, Fixed(tuple(sounds)), tags)


def test_an_utterance_that_never_ends_is_found(script, tones, tags):
    sounds = tones.speak([utterance.spoken for utterance in script.utterances])
    sounds[2] = tones.speak([" ".join(["la"] * 100)])[0]
    with pytest.raises(BadSound, match=r"25\.04 s for «Bà con"):
        render(script, Fixed(tuple(sounds)), tags)


def test_a_sound_too_few_is_found(script, tones, tags):
    sounds = tones.speak([utterance.spoken for utterance in script.utterances[1:]])
    with pytest.raises(BadSound, match="3 sounds for 4 utterances"):
        render(script, Fixed(tuple(sounds)), tags)


def test_sounds_of_two_rates_are_refused(script, tones, tags):
    sounds = tones.speak([utterance.spoken for utterance in script.utterances])
    sounds[0] = replace(sounds[0], rate=24_000)
    with pytest.raises(BadSound, match="one rate"):
        render(script, Fixed(tuple(sounds)), tags)


def test_clicks_that_cannot_be_brought_to_speech_level_are_refused(tags):
    click = array("h", [0] * 2_000 + [30_000] + [0] * 2_000 + [-30_000] + [0] * 4_000).tobytes() * 3
    with pytest.raises(BadSound, match="out of reach"):
        render(said(1, 1), Fixed((Pcm(click, 22_050),)), tags)


def test_less_than_can_be_measured_is_refused(tags, tones):
    short = Script((Utterance("Có", "Có", 0, 0),), "vi")
    with pytest.raises(BadSound, match=r"less than 0\.4 s"):
        render(short, tones, tags)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda marks, length: (marks, length + 150), "plays"),
        (lambda marks, length: (shifted(marks, 300), length), "speech in the pause"),
        (lambda marks, length: (marks[:-1], length), "speech in the pause"),
        (lambda marks, length: ((*marks, Mark(length - 400, length - 300)), length), "utterance 4 is silent"),
    ],
    ids=["too short", "shifted", "one too few", "one too many"],
)
def test_a_file_that_does_not_fit_its_marks_is_refused(change, reason, script, tones, tags):
    rendition = render(script, tones, tags)
    assert check_finished(rendition.audio, rendition.marks, rendition.duration_ms) == rendition.duration_ms
    marks, length = change(rendition.marks, rendition.duration_ms)
    with pytest.raises(BadSound, match=reason):
        check_finished(rendition.audio, marks, length)


def shifted(marks, by_ms):
    return tuple(Mark(mark.start_ms + by_ms, mark.end_ms + by_ms) for mark in marks)


def test_a_silent_file_is_refused(script, tones, tags):
    rendition = render(script, tones, tags)
    with av.open(buffer := io.BytesIO(), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", RATE, layout="mono")
        frame = av.AudioFrame("fltp", "mono", rendition.duration_ms * RATE // 1000)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate = RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with pytest.raises(BadSound, match="utterance 0 is silent"):
        check_finished(buffer.getvalue(), rendition.marks, rendition.duration_ms)


def test_a_script_without_words_is_not_spoken(script, tones, tags):
    with pytest.raises(NothingToSay, match="no utterances"):
        render(Script((), "vi"), tones, tags)
    blank = replace(script.utterances[1], written="***", spoken=" ")
    with pytest.raises(NothingToSay, match=r"utterance 1 has no words: '\*\*\*'"):
        render(Script((script.utterances[0], blank), "vi"), tones, tags)


def test_only_vietnamese_is_spoken(script, tones, tags):
    with pytest.raises(NoVoice, match="'en'"):
        render(replace(script, language="en"), tones, tags)
    assert render(replace(script, language="vi-VN"), tones, tags).marks
