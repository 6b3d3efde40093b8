"""Reading back: what is counted, what is refused, and the real recogniser where it is installed."""

import importlib.util
import sys
import unicodedata
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import Next
from tests.transforms.voice.conftest import SPOKEN
from tests.transforms.voice.ears import Told, Tones, said
from transforms.voice import Pcm, render
from transforms.voice.clips import Clips
from transforms.voice.espeak import Espeak
from transforms.voice.readback import NotReadBack, ReadBack, VietAsr, compare, read_back

FIRST = ("Sáng nay trời có mưa", "Chiều nay gió mạnh", "Sáng nay trời có mưa")


@dataclass
class Hears:
    """Writes down what it is told to, and counts the sounds."""

    lines: list[str]
    sounds: list[Pcm]

    def recognise(self, sound: Pcm) -> str:
        self.sounds.append(sound)
        return self.lines[len(self.sounds) - 1]


@pytest.fixture
def clips(tmp_path) -> Clips:
    return Clips(str(tmp_path))


def test_each_sentence_is_read_back_once_and_alone(clips, tags):
    rendition = render(said(*FIRST), Told(Tones().speak, name="edge"), tags, clips=clips)
    hears = Hears(["sáng nay trời có nắng", "chiều nay mạnh"], [])
    report = read_back(rendition, clips, hears)
    assert [(each.words, each.errors) for each in report.sentences] == [(5, 1), (4, 1)]
    assert report.word_error_rate == pytest.approx(2 / 9)
    assert report.summary() == "Máy nghe lại: sai 22,2% số từ trong 2 câu"
    assert [sound.seconds for sound in hears.sounds] == pytest.approx([1.25 + 0.04, 1.0 + 0.04], abs=0.01)


def test_espeak_is_not_judged(clips, tags):
    rendition = render(said("Bà con nhớ trữ nước."), Espeak(), tags, clips=clips)
    with pytest.raises(NotReadBack, match="espeak is no neural voice") as caught:
        read_back(rendition, clips, Hears([], []))
    assert caught.value.next is Next.NOTHING


def test_a_clip_that_is_gone_is_named(clips, tags, tmp_path):
    rendition = render(said(*FIRST), Told(Tones().speak, name="piper"), tags, clips=clips)
    with pytest.raises(NotReadBack, match=f"{rendition.clip_keys[0]} is not kept"):
        read_back(rendition, Clips(str(tmp_path / "elsewhere")), Hears([""] * 3, []))


@pytest.mark.parametrize(
    ("words", "heard", "errors"),
    [
        ("Bà con, nhớ trữ nước!", "bà con nhớ trữ nước", 0),
        ("nhà văn hoá", "nhà văn hóa", 0),
        ("xã Suối Mẫu", unicodedata.normalize("NFD", "xã suối mẫu"), 0),
        ("bảy giờ", "bẩy giờ", 1),
        ("bảy giờ", "", 2),
        ("bảy giờ", "lúc bảy giờ đúng", 2),
        ("cấp sáu giật cấp tám", "cấp tám giật cấp sáu", 2),
        ("", "thừa", 1),
    ],
)
def test_errors_are_words_put_in_left_out_or_other(words, heard, errors):
    assert compare(words, heard).errors == errors


sentences = st.lists(st.sampled_from(["gió", "mưa", "cấp", "sáu", "tám"]), max_size=12)


@given(sentences, sentences, sentences)
def test_errors_are_a_distance(one, other, third):
    def away(a, b):
        return compare(" ".join(a), " ".join(b)).errors

    assert away(one, one) == 0
    assert away(one, other) == away(other, one)
    assert abs(len(one) - len(other)) <= away(one, other) <= max(len(one), len(other))
    assert away(one, third) <= away(one, other) + away(other, third)


def test_nothing_said_is_no_error():
    assert ReadBack(()).word_error_rate == 0


def test_without_the_recogniser_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "vietasr", None)
    with pytest.raises(NotReadBack, match="pip install viet-asr"):
        VietAsr()


@pytest.mark.skipif(not importlib.util.find_spec("vietasr"), reason="needs viet-asr")
def test_the_real_recogniser_tells_the_right_words_from_others(clips, tags, speech):
    """No neural voice is at hand: eSpeak's sound goes under another name, since only the difference counts here."""
    script = said(*SPOKEN[2:])
    voice = Told(lambda _texts: list(speech[2:]), name="piper")
    rendition = render(script, voice, tags, clips=clips)
    recogniser = VietAsr()
    right = read_back(rendition, clips, recogniser)
    swapped = replace(script, utterances=script.utterances[::-1])
    wrong = read_back(replace(rendition, script=swapped), clips, recogniser)
    assert all(each.heard for each in right.sentences)
    assert 0 < right.word_error_rate < wrong.word_error_rate
