"""The voices whose files an operator supplies: the real library, on a voice file that hums (`humming_voice`).

No file of a human voice was ever seen here.
"""

import importlib.util
import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from crawlers.errors import Next
from tests.transforms.voice.humming_voice import RATE, STEP, write_voice
from transforms.voice import NothingToSay, TooLongToSay, VoiceRefused, VoiceUnavailable, piper, render
from transforms.voice.piper import UNKNOWN_LICENCE, Piper, read_card

ROOT = Path(__file__).parents[3]
SENTENCES = ("Chiều nay có mưa.", "Bà con nhớ mang áo mưa.")
needs_piper = pytest.mark.skipif(not importlib.util.find_spec("piper"), reason="needs the extra `piper`")


@pytest.fixture
def voice(tmp_path):
    return write_voice(tmp_path)


@needs_piper
def test_it_speaks_with_the_file_that_it_is_given(voice):
    sounds = Piper(voice).speak(SENTENCES)
    assert [sound.rate for sound in sounds] == [RATE, RATE]
    assert all(25_000 < sound.peak < 27_000 for sound in sounds)  # four fifths of full scale
    assert all(sound.length % STEP == 0 for sound in sounds)
    assert 0.5 < sounds[0].seconds < sounds[1].seconds < 4


@needs_piper
def test_a_sound_depends_on_its_text_alone(voice):
    together = Piper(voice).speak([*SENTENCES, SENTENCES[0]])
    assert together[2] == together[0]
    assert Piper(voice).speak([SENTENCES[1]]) == [together[1]]


@needs_piper
def test_a_voice_of_another_language_is_given_plain_letters(tmp_path):
    english = write_voice(tmp_path, "en_GB-a-low", language={"code": "en_GB"}, espeak={"voice": "en-gb-x-rp"})
    assert Piper(english).speak(["Hà Nội."]) == Piper(english).speak(["Ha Noi."])
    assert Piper(english).version.endswith(" folded")
    vietnamese = Piper(write_voice(tmp_path))
    assert vietnamese.speak(["Hà Nội."]) != vietnamese.speak(["Ha Noi."])
    assert "folded" not in vietnamese.version


@needs_piper
def test_its_noise_is_noise(voice):
    """Each phoneme is said with its pad between; two of the same phoneme are never the same samples."""
    (sound,) = Piper(voice).speak(["ma ma ma ma"])
    step = 2 * STEP
    parts = [sound.samples[at : at + step] for at in range(0, len(sound.samples), step)]
    assert len(set(parts)) == len(parts)


@needs_piper
def test_a_rendition_is_made_of_it(voice, script, tags):
    rendition = render(script, Piper(voice), tags)
    assert (rendition.engine, rendition.voice) == ("piper", "vi_VN-hum-low")
    assert rendition.loudness_lufs == pytest.approx(-16, abs=0.3)


@needs_piper
def test_brackets_are_no_phonemes(voice):
    marked, bare = Piper(voice).speak(["Một [[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]] hai.", "Một hai."])
    (spaced,) = Piper(voice).speak(["Một [ [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]] hai."])
    assert marked == spaced
    assert marked != bare
    assert piper._without_phonemes("[[[[a]]") == "[ [ [ [a]]"


@needs_piper
def test_a_sound_that_the_file_does_not_know_is_told_not_left_out(tmp_path):
    speaker = Piper(write_voice(tmp_path, phonemes="_^$ .abcdefghijklmnopqrstuvwxyz1234567"))
    with pytest.raises(VoiceRefused, match=r"the voice file has no sound for .*ˈ"):
        speaker.speak(SENTENCES)


@needs_piper
def test_a_file_that_would_fetch_a_model_is_refused(tmp_path):
    speaker = Piper(write_voice(tmp_path, phoneme_type="pinyin"))
    with pytest.raises(VoiceRefused, match="'pinyin', which would fetch a model"):
        speaker.speak(SENTENCES)


@needs_piper
def test_a_file_that_is_no_model_is_refused(voice):
    voice.write_bytes(b"not ONNX")
    with pytest.raises(VoiceRefused, match=r"(?s)Piper ended with code 1: .*INVALID_PROTOBUF") as caught:
        Piper(voice).speak(SENTENCES)
    assert "nguon doctor" in caught.value.fix


@needs_piper
def test_a_process_that_takes_too_long_is_ended(voice):
    with pytest.raises(VoiceUnavailable, match=r"Piper did not finish 2 texts in 0\.01 s"):
        Piper(voice, seconds=0.01).speak(SENTENCES)


@needs_piper
def test_it_is_not_loaded_into_our_own_process(voice):
    code = (
        "import sys, pathlib, transforms.voice.piper as p;"
        f"p.Piper(pathlib.Path({str(voice)!r})).speak(['Xin chào.']);"
        "sys.exit(bool({'piper', 'onnxruntime'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_it_says_what_it_is(voice, monkeypatch):
    monkeypatch.setattr(piper, "version", lambda _name: "1.8.0")
    speaker = Piper(voice)
    assert (speaker.languages, speaker.outside, speaker.voice) == ({"vi"}, False, "vi_VN-hum-low")
    assert speaker.label == "giọng máy tại chỗ (Piper)"
    assert speaker.version == f"piper-tts 1.8.0 vi_VN-hum-low sha256:{speaker.card.digest[:16]}"


def test_another_file_of_the_same_name_is_another_version(voice, monkeypatch):
    monkeypatch.setattr(piper, "version", lambda _name: "1.8.0")
    before = Piper(voice).version
    voice.write_bytes(voice.read_bytes() + b"\0")
    assert Piper(voice).version != before


def test_without_the_extra_it_says_so(voice, monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(piper, "version", missing)
    with pytest.raises(VoiceRefused, match="piper-tts is not installed") as caught:
        Piper(voice).speak(SENTENCES)
    assert "nguon[piper]" in caught.value.fix
    assert caught.value.next is Next.ALERT


@pytest.mark.parametrize(
    ("texts", "error"), [(["Xin chào.", " "], NothingToSay), (["a" * 10_001], TooLongToSay)]
)
def test_bad_texts_are_refused_by_name(voice, texts, error):
    with pytest.raises(error):
        Piper(voice).speak(texts)


def test_a_card_is_what_the_files_say(tmp_path):
    card = read_card(write_voice(tmp_path, license="CC BY 4.0"))
    assert (card.name, card.language, card.rate, card.licence) == (
        "vi_VN-hum-low",
        "vi-VN",
        16_000,
        "CC BY 4.0",
    )


@pytest.mark.parametrize(
    "line", ["* License: CC0 1.0", "- **Licence**: CC0 1.0", "license: CC0 1.0", "* LICENSE : CC0 1.0  "]
)
@pytest.mark.parametrize("name", ["MODEL_CARD", "MODEL_CARD.md", "vi_VN-hum-low.MODEL_CARD"])
def test_the_licence_may_stand_in_the_model_card(voice, name, line):
    voice.with_name(name).write_text(
        f"# Model card\n\n* Language: vi_VN\n\n## Dataset\n\n{line}\n* URL: none\n"
    )
    assert read_card(voice).licence == "CC0 1.0"


def test_a_card_beside_several_voices_is_not_believed(voice, tmp_path):
    (tmp_path / "MODEL_CARD").write_text("* License: CC0 1.0")
    other = write_voice(tmp_path, "vi_VN-other-low")
    (tmp_path / "vi_VN-other-low.MODEL_CARD").write_text("* License: MIT")
    assert read_card(voice).licence == UNKNOWN_LICENCE == "unknown: ask who made it"
    assert read_card(other).licence == "MIT"


def test_a_licence_that_nobody_states_is_unknown(voice):
    assert read_card(voice).licence == UNKNOWN_LICENCE


@pytest.mark.parametrize(
    "told", ["", "[]", "{}", '{"audio": {}, "espeak": {"voice": "vi"}}', '{"language": "vi"}', "\xff"]
)
def test_a_file_that_says_nothing_of_itself_is_refused(voice, told):
    Path(f"{voice}.json").write_text(told, encoding="latin-1")
    with pytest.raises(VoiceRefused, match=r"vi_VN-hum-low\.onnx cannot be read") as caught:
        _ = Piper(voice).languages
    assert "NGUON_PIPER_VOICES" in caught.value.fix


def test_a_file_without_a_language_has_that_of_its_phonemes(voice):
    path = Path(f"{voice}.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({name: value for name, value in told.items() if name != "language"}))
    assert Piper(voice).languages == {"vi"}
