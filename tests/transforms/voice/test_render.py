"""Script to Rendition: the files against the script, with tones instead of speech where the ear must be exact."""

import io
from array import array
from dataclasses import replace
from itertools import pairwise
from math import log10

import av
import mutagen.mp3
import mutagen.oggopus
import pytest

from crawlers.errors import ConfigurationError, Next
from tests.transforms.voice.ears import (
    Told,
    at_levels,
    bs1770,
    decoded,
    giving,
    louder,
    padded,
    pitch,
    said,
    stretches,
)
from transforms.script import Script, Utterance
from transforms.voice import BadSound, NothingToSay, NoVoice, Pcm, render
from transforms.voice.espeak import Espeak
from transforms.voice.formats import FORMATS
from transforms.voice.mastering import measure
from transforms.voice.profile import Profile, read_ident
from transforms.voice.sound import join, silence
from transforms.voice.tags import metadata

EVERYTHING = Profile(formats=tuple(FORMATS))


def test_the_marks_are_where_the_utterances_are_heard_in_each_format(script, tones, tags):
    rendition = render(script, tones, tags, profile=EVERYTHING)
    assert [file.format for file in rendition.files] == list(FORMATS)
    assert len(rendition.marks) == len(script.utterances)
    for file in rendition.files:
        assert_marks_fit(rendition.marks, *decoded(file.audio))


def test_the_marks_hold_in_players_that_keep_the_encoders_padding(script, tones, tags):
    rendition = render(script, tones, tags)
    assert_marks_fit(rendition.marks, padded(rendition.audio), 44_100)


@pytest.mark.long
def test_the_marks_do_not_drift_away_in_a_long_item(tones, tags):
    script = said(*(f"la {'lo ' * (number % 3)}{number}" for number in range(12)), pause_ms=333)
    rendition = render(script, tones, tags, profile=Profile(formats=("mp3-96", "opus-32")))
    assert_marks_fit(rendition.marks, *decoded(rendition.files[0].audio))
    assert_marks_fit(rendition.marks, *decoded(rendition.files[1].audio))
    pauses = [after.start_ms - before.end_ms for before, after in pairwise(rendition.marks)]
    assert sum(pauses) == pytest.approx(333 * 11, abs=30)


def assert_marks_fit(marks, samples, rate):
    """Each sound begins and ends within 50 ms of its mark, and has its own pitch."""
    found = stretches(samples, rate)
    assert len(found) == len(marks)
    for number, (mark, (start, end)) in enumerate(zip(marks, found, strict=True)):
        assert mark.start_ms == pytest.approx(start, abs=50)
        assert mark.end_ms == pytest.approx(end, abs=50)
        assert pitch(samples, rate, start + 50, end - 50) == pytest.approx(400 + 100 * number, rel=0.03)


def test_clicks_planted_at_the_edges_of_speech_are_at_the_marks(speech, tags):
    """Each utterance begins and ends with a click of 2 ms, far louder than the speech between."""
    click = Pcm(array("h", ([30_000] * 6 + [-30_000] * 6) * 4).tobytes(), 22_050)
    rest = silence(60, 22_050)
    clicked = [join([click, rest, louder(sound, 0.2), rest, click]) for sound in speech[2:]]
    script = said("a " * 12, "o " * 8)
    rendition = render(script, giving(clicked), tags, profile=Profile(-23, ("mp3-96", "opus-32")))
    for file in rendition.files:
        samples, rate = decoded(file.audio)
        edges = [edge for mark in rendition.marks for edge in (mark.start_ms, mark.end_ms)]
        assert [loudest_near(samples, rate, edge) for edge in edges] == pytest.approx(edges, abs=50)


def loudest_near(samples, rate, at_ms):
    """Where the loudest sample within 200 ms is, in milliseconds."""
    start = max(0, round((at_ms - 200) * rate / 1000))
    part = [abs(sample) for sample in samples[start : start + round(0.4 * rate)]]
    return (start + part.index(max(part))) * 1000 / rate


def test_the_file_is_as_long_as_its_parts(script, tones, tags):
    rendition = render(script, tones, tags)
    seconds = sum(0.25 * len(said.spoken.split()) + said.pause_ms / 1000 + 0.04 for said in script.utterances)
    assert rendition.duration_ms == pytest.approx(seconds * 1000, abs=100)
    samples, rate = decoded(rendition.audio)
    assert rendition.duration_ms == pytest.approx(len(samples) / rate * 1000, abs=1)


@pytest.mark.parametrize(
    ("levels", "syllables"),
    [((0.3, 0.3), 12), ((0.004, 0.004), 12), ((0.99, 0.99), 12), ((0.05, 0.6), 12), ((0.3, 0.3), 3)],
    ids=["plain", "faint", "full scale", "two levels", "short"],
)
def test_the_decoded_file_has_the_wanted_loudness(levels, syllables, tags):
    script = said(" ".join(["la"] * syllables), " ".join(["lo"] * syllables))
    rendition = render(script, at_levels(*levels), tags)
    samples, rate = decoded(rendition.audio)
    assert rendition.loudness_lufs == pytest.approx(-16, abs=0.3)
    assert bs1770(samples, rate) == pytest.approx(rendition.loudness_lufs, abs=0.1)
    assert rendition.true_peak_dbtp <= -1
    assert 20 * log10(max(map(abs, samples))) <= rendition.true_peak_dbtp + 0.1


def test_what_is_said_of_a_file_is_measured_of_that_file(script, tags):
    rendition = render(script, Espeak(), tags, profile=EVERYTHING)
    for file in rendition.files:
        measured = measure(file.audio, FORMATS[file.format])
        assert measured.lufs == file.loudness_lufs == pytest.approx(-16, abs=0.3)
        assert measured.dbtp == pytest.approx(file.true_peak_dbtp, abs=0.1)
        assert file.true_peak_dbtp <= -1
    assert (rendition.engine, rendition.voice) == ("espeak", "vi")
    assert "espeakng-loader 0." in rendition.voice_version
    assert rendition.engine_label == Espeak().label
    assert rendition.script is script
    assert rendition.audio == rendition.files[0].audio
    assert rendition.audio_digest == rendition.files[0].digest


def test_the_same_script_gives_the_same_bytes_each_time(script, tags):
    short = replace(script, utterances=script.utterances[2:])
    assert render(short, Espeak(), tags, profile=EVERYTHING) == render(
        short, Espeak(), tags, profile=EVERYTHING
    )


def test_a_hostile_title_is_shown_as_one_short_line(script, tones, tags):
    title = "Tin\x00 bão\u202e\x1b[31m\n" + "số 5 " * 20_000
    tagged = metadata(replace(tags, title=title, date=""), FORMATS["mp3-96"])
    assert tagged["title"].startswith("Tin bão [31m số 5")
    assert len(tagged["title"]) <= 300
    assert "date" not in tagged
    made = render(script, tones, replace(tags, title=title))
    assert str(mutagen.mp3.MP3(io.BytesIO(made.audio)).tags["TIT2"]) == tagged["title"]


def test_another_title_is_another_file_with_the_same_sound(script, tones, tags):
    one, other = render(script, tones, tags), render(script, tones, replace(tags, title="Khác"))
    assert one.audio_digest != other.audio_digest
    assert decoded(one.audio) == decoded(other.audio)


def test_the_same_words_are_spoken_once(tags, tones):
    telling = Told(tones.speak)
    rendition = render(said("một hai ba", "bốn năm", "một hai ba"), telling, tags)
    assert telling.asked == ["một hai ba", "bốn năm"]
    assert rendition.voiced == 2
    assert rendition.clip_keys[0] == rendition.clip_keys[2] != rendition.clip_keys[1]
    samples, rate = decoded(rendition.audio)
    assert [
        round(pitch(samples, rate, mark.start_ms + 50, mark.end_ms - 50), -2) for mark in rendition.marks
    ] == [
        400,
        500,
        400,
    ]


def test_an_mp3_says_what_it_is(script, tones, tags):
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


def test_an_opus_file_says_what_it_is(script, tones, tags):
    file = render(script, tones, tags, profile=Profile(formats=("opus-32",))).files[0]
    assert (file.media_type, file.suffix) == ("audio/ogg", "opus")
    read = mutagen.oggopus.OggOpus(io.BytesIO(file.audio))
    assert read.info.channels == 1
    assert {name: read.tags[name] for name in ("title", "artist", "date", "language", "item")} == {
        "title": [tags.title],
        "artist": [tags.source],
        "date": ["2026-11-22"],
        "language": ["vi"],
        "item": [tags.item],
    }


def test_each_block_is_a_chapter_in_both_containers(script, tones, tags):
    paragraph = replace(script.utterances[2], block=1)
    script = replace(script, utterances=(*script.utterances[:2], paragraph, script.utterances[3]))
    rendition = render(script, tones, tags, profile=Profile(formats=("mp3-96", "opus-32")))
    starts = [0, rendition.marks[1].start_ms, rendition.marks[3].start_ms]
    titles = [
        "Lịch cắt điện ở xã Đông Hòa.",
        "Thứ ba tới, điện bị cắt từ bảy giờ đến mười một giờ để sửa…",
        "Theo Cổng thông tin mẫu.",
    ]
    mp3 = mutagen.mp3.MP3(io.BytesIO(rendition.files[0].audio)).tags
    marked = sorted(mp3.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [chapter.start_time for chapter in marked] == starts
    assert [chapter.end_time for chapter in marked] == [*starts[1:], rendition.duration_ms]
    assert [str(chapter.sub_frames["TIT2"]) for chapter in marked] == titles
    assert mp3.getall("CTOC")[0].child_element_ids == [chapter.element_id for chapter in marked]
    opus = mutagen.oggopus.OggOpus(io.BytesIO(rendition.files[1].audio)).tags
    assert [opus[f"CHAPTER00{number}NAME"][0] for number in range(3)] == titles
    clocks = [opus[f"CHAPTER00{number}"][0] for number in range(3)]
    assert all(clock.startswith("00:00:") for clock in clocks)
    assert [1000 * float(clock[6:]) for clock in clocks] == pytest.approx(starts, abs=20)


def test_the_mp3_states_the_padding_and_no_frame_borrows_from_another(script, tones, tags):
    audio = render(script, tones, tags).audio
    info = audio.index(b"Info") + 120
    assert int.from_bytes(audio[info + 21 : info + 24], "big") >> 12 == 576
    with av.open(io.BytesIO(audio)) as container:
        packets = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    assert len(packets) > 100
    borrowed = {int.from_bytes(packet[4:6], "big") >> 7 for packet in packets}
    assert borrowed == {0}


def test_a_jingle_stands_before_everything_at_the_same_level(script, tones, tags, tmp_path):
    file = tmp_path / "nhạc hiệu.mp3"
    whistle = replace(tones, amplitude=0.02)._say(1000, "la la la la la la")
    file.write_bytes(render(said("la"), giving([whistle]), tags, profile=Profile(-23)).audio)
    ident = read_ident(str(file))
    assert ident.seconds == pytest.approx(1.5, abs=0.1)
    rendition = render(script, tones, tags, profile=Profile(formats=("mp3-96", "opus-32"), ident=ident))
    assert len(rendition.marks) == len(rendition.clip_keys) == len(script.utterances)
    for made in rendition.files:
        samples, rate = decoded(made.audio)
        (start, end), *others = stretches(samples, rate)
        assert pitch(samples, rate, start + 50, end - 50) == pytest.approx(1000, rel=0.02)
        alone = [0.0] * rate + list(samples[: round(others[0][0] * rate / 1000)])
        assert bs1770(alone, rate) == pytest.approx(-16, abs=0.3)
        assert [mark.start_ms for mark in rendition.marks] == pytest.approx([at for at, _ in others], abs=50)


@pytest.mark.parametrize("content", [None, b"", b"not a sound", "silent"])
def test_a_jingle_that_is_none_is_refused(content, tmp_path):
    file = tmp_path / "ident.wav"
    if content == "silent":
        with av.open(str(file), "w") as container:
            stream = container.add_stream("pcm_s16le", 8_000, layout="mono")
            frame = av.AudioFrame("s16", "mono", 8_000)
            frame.planes[0].update(bytes(16_000))
            frame.sample_rate = 8_000
            container.mux([*stream.encode(frame), *stream.encode(None)])
    elif content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match="jingle"):
        read_ident(str(file))


def test_sounds_of_two_rates_go_together(script, tones, tags):
    sounds = tones.speak([utterance.spoken for utterance in script.utterances])
    sounds[1] = replace(sounds[1], rate=24_000)
    rendition = render(script, giving(sounds), tags)
    samples, rate = decoded(rendition.audio)
    heard = [pitch(samples, rate, mark.start_ms + 50, mark.end_ms - 50) for mark in rendition.marks]
    assert heard == pytest.approx([400, 500 * 24_000 / 22_050, 600, 700], rel=0.02)


def test_clicks_that_cannot_be_brought_to_speech_level_are_refused(tags):
    click = array("h", [0] * 2_000 + [30_000] + [0] * 2_000 + [-30_000] + [0] * 4_000).tobytes() * 3
    with pytest.raises(BadSound, match="out of reach") as caught:
        render(said("la"), giving([Pcm(click, 22_050)]), tags)
    assert caught.value.next is Next.QUARANTINE


def test_a_single_short_word_has_the_wanted_loudness_too(tags, tones):
    rendition = render(said("Có"), tones, tags)
    assert bs1770(*decoded(rendition.audio)) == pytest.approx(-16, abs=0.3)


def test_a_script_without_words_is_not_spoken(script, tones, tags):
    with pytest.raises(NothingToSay, match="no utterances"):
        render(Script((), "vi"), tones, tags)
    blank = replace(script.utterances[1], written="***", spoken=" ")
    with pytest.raises(NothingToSay, match=r"utterance 1 has no words: '\*\*\*'"):
        render(Script((script.utterances[0], blank), "vi"), tones, tags)


def test_only_the_engines_languages_are_spoken(script, tones, tags):
    with pytest.raises(NoVoice, match="'en'"):
        render(replace(script, language="en"), tones, tags)
    assert render(replace(script, language="vi-VN"), tones, tags).marks
    english = tuple(replace(utterance, language="en") for utterance in script.utterances)
    with pytest.raises(NoVoice, match="'en'"):
        render(replace(script, utterances=english), tones, tags)
    bilingual = replace(tones, languages=frozenset({"vi", "en"}))
    assert render(Script(english, "en-GB"), bilingual, tags).marks


@pytest.mark.parametrize("formats", [(), ("flac",), ("mp3-96", "mp3-128")])
def test_a_format_that_there_is_not_is_refused(formats, script, tones, tags):
    with pytest.raises(ConfigurationError, match="format"):
        render(script, tones, tags, profile=Profile(formats=formats))


def test_a_script_of_many_blocks_keeps_its_table_of_contents(tones, tags):
    utterances = tuple(Utterance("la", "la", block, 60) for block in range(600))
    rendition = render(Script(utterances, "vi"), tones, tags)
    tagged = mutagen.mp3.MP3(io.BytesIO(rendition.audio)).tags
    assert len(tagged.getall("CHAP")) == len(tagged.getall("CTOC")[0].child_element_ids) == 200
    assert len(rendition.marks) == 600
