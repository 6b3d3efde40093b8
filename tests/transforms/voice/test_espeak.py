"""The embedded voice, in its own process, with the real library."""

import json
import os
import re
import subprocess
import sys
import textwrap
import time
import unicodedata
import uuid
from pathlib import Path

import espeakng_loader
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reading import read
from transforms.script import Utterance
from transforms.voice import NothingToSay, VoiceRefused, VoiceUnavailable, espeak
from transforms.voice import worker as voice_worker
from transforms.voice.checks import check_spoken
from transforms.voice.engine import LONGEST_TEXT, plain
from transforms.voice.errors import TooLongToSay
from transforms.voice.espeak import Espeak
from transforms.voice.paces import pace_of
from transforms.voice.sound import trim

ROOT = Path(__file__).parents[3]
SENTENCES = (
    "Ủy ban nhân dân xã mời bà con đến nhà văn hóa lúc bảy giờ rưỡi sáng chủ nhật.",
    "Chiều và tối nay, vùng biển phía nam có gió mạnh cấp sáu, giật cấp tám.",
    "Hạn nộp tờ khai là ngày ba mươi tháng mười một năm hai nghìn không trăm hai mươi sáu.",
)


@pytest.fixture
def mark(monkeypatch):
    """Stands in the environment of every process that this test starts, and of theirs."""
    name = uuid.uuid4().hex
    monkeypatch.setenv("VOICE_TEST_MARK", name)
    return name


def marked(mark: str) -> list[int]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("VOICE_TEST_MARK") == mark:
                found.append(process.pid)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def test_it_speaks_at_the_pace_of_a_loudspeaker_without_clipping():
    sounds = Espeak().speak(SENTENCES)
    syllables = sum(len(sentence.split()) for sentence in SENTENCES)
    pace = syllables * 60 / sum(sound.seconds for sound in sounds)
    assert 180 < pace < 215
    assert all(5_000 < sound.peak < 32_000 for sound in sounds)


def test_a_sound_depends_on_its_text_alone():
    together = Espeak().speak([*SENTENCES, SENTENCES[0]])
    assert together[3] == together[0]
    assert Espeak().speak([SENTENCES[1]]) == [together[1]]


def test_decomposed_letters_sound_like_composed_ones():
    apart = [unicodedata.normalize("NFD", sentence) for sentence in SENTENCES]
    assert apart != list(SENTENCES)
    assert Espeak().speak(apart) == Espeak().speak(SENTENCES)


@pytest.mark.parametrize("blank", ["", " \n\t", "\N{NO-BREAK SPACE}", "\0\0"])
def test_a_blank_text_is_an_error(blank):
    with pytest.raises(NothingToSay, match="text 1 of 2"):
        Espeak().speak(["Xin chào.", blank])


def test_no_texts_are_no_sounds():
    assert Espeak().speak([]) == []


def test_line_ends_and_odd_characters_stay_in_their_text():
    texts = ['Dòng một.\nDòng hai "trích" \\ hết.\r\n', "Sau đó\u2028là câu khác.", "Một \x00 hai."]
    assert all(sound.seconds > 0.5 for sound in Espeak().speak(texts))


def test_it_works_from_any_path_and_with_a_bare_environment(tmp_path, monkeypatch):
    home = tmp_path / ("Nguồn phát thanh của xã " * 4).strip() / ("thư mục " * 9).strip()
    home.mkdir(parents=True)
    assert len(os.fsencode(home)) > 160
    (home / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent)
    worker, program = home / "giọng đọc.py", home / "người nói.py"
    worker.write_bytes(espeak._LIBRARY.read_bytes())
    program.write_bytes(voice_worker._PROGRAM.read_bytes())
    expected = Espeak().speak(SENTENCES)
    monkeypatch.setattr(espeak, "_LIBRARY", worker)
    monkeypatch.setattr(voice_worker, "_PROGRAM", program)
    for name in ("HOME", "LANG", "LC_ALL", "PYTHONUTF8"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONPATH", str(home))
    monkeypatch.chdir("/")
    assert Espeak().speak(SENTENCES) == expected


def test_no_process_is_left_after_speaking(mark):
    Espeak().speak(SENTENCES)
    assert marked(mark) == []


def test_a_batch_that_takes_too_long_is_ended_with_its_forks(mark):
    with pytest.raises(VoiceUnavailable, match="did not finish 4000 texts in 1 s"):
        Espeak(seconds=1).speak([SENTENCES[0]] * 4_000)
    assert marked(mark) == []


def test_a_library_that_hangs_is_ended(mark, tmp_path, monkeypatch):
    broken_library(tmp_path, monkeypatch, "import time\ndef get_library_path(): time.sleep(600)\n")
    with pytest.raises(VoiceUnavailable, match="did not finish 1 texts"):
        Espeak(seconds=0.5).speak(["Xin chào."])
    assert marked(mark) == []


def test_a_library_that_is_missing_is_named(tmp_path, monkeypatch):
    broken_library(tmp_path, monkeypatch, "def get_library_path(): return '/nowhere/libespeak-ng.so'\n")
    with pytest.raises(VoiceRefused, match=r"/nowhere/libespeak-ng\.so"):
        Espeak().speak(["Xin chào."])


def test_a_voice_that_does_not_exist_is_named():
    speaker = Espeak(voice="xx-none")
    with pytest.raises(VoiceRefused, match="no voice 'xx-none'"):
        speaker.speak(["Xin chào."])
    with pytest.raises(VoiceRefused, match="no voice 'xx-none'"):
        _ = speaker.version


def faulty(tmp_path, monkeypatch, line):
    """The library, but for a line that is run before each text."""
    code = espeak._LIBRARY.read_text().replace("raw = text.encode()", f"{line}; raw = text.encode()")
    library = tmp_path / "espeak_worker.py"
    library.write_text(code)
    monkeypatch.setattr(espeak, "_LIBRARY", library)


def test_a_crash_while_speaking_is_an_error(tmp_path, monkeypatch):
    faulty(tmp_path, monkeypatch, "os.abort()")
    with pytest.raises(VoiceUnavailable, match=r"died 2 times: .*the speaking process died \(code -6\)"):
        Espeak().speak(["Xin chào."])


def test_after_one_crash_it_goes_on_where_it_was(tmp_path, monkeypatch):
    expected = Espeak().speak(SENTENCES)
    log = tmp_path / "said"
    faulty(
        tmp_path,
        monkeypatch,
        f"log = open({str(log)!r}, 'a+'); print(text, file=log, flush=True); log.seek(0); "
        "len(log.readlines()) == 2 and os.abort()",
    )
    assert Espeak().speak(SENTENCES) == expected
    assert log.read_text().splitlines() == [SENTENCES[0], SENTENCES[1], SENTENCES[1], SENTENCES[2]]


def test_a_fork_that_hangs_ends_with_its_worker(mark, tmp_path, monkeypatch):
    faulty(tmp_path, monkeypatch, "__import__('time').sleep(600)")
    with pytest.raises(VoiceUnavailable, match=r"did not finish 1 texts in 1\.5 s"):
        Espeak(seconds=1.5).speak(["Xin chào."])
    wait_for(lambda: marked(mark) == [])


def test_a_killed_worker_is_started_again(tmp_path, monkeypatch):
    mark = tmp_path / "once"
    expected = Espeak().speak(SENTENCES)
    faulty(
        tmp_path,
        monkeypatch,
        f"p = Path({str(mark)!r}); p.exists() or (p.touch(), os.kill(os.getppid(), 9), os._exit(0))",
    )
    assert Espeak().speak(SENTENCES) == expected
    assert mark.exists()


def test_a_text_that_takes_all_memory_ends_its_process_only(tmp_path, monkeypatch):
    faulty(tmp_path, monkeypatch, "bytearray(2 << 30)")
    with pytest.raises(VoiceRefused, match="MemoryError"):
        Espeak().speak(["Xin chào."])


def test_a_worker_that_says_too_little_is_found_out(tmp_path, monkeypatch):
    library = tmp_path / "espeak_worker.py"
    library.write_text(
        "import sys\nclass Library:\n    rate, version = 8000, '0'\n"
        "    def __init__(self, **_): sys.stdin.buffer.read()\n"
    )
    monkeypatch.setattr(espeak, "_LIBRARY", library)
    with pytest.raises(VoiceUnavailable, match="said 0 of 1 texts"):
        Espeak().speak(["Xin chào."])


@pytest.mark.parametrize(
    "text",
    [
        'Một <break time="9s"/> hai.',
        '<speak><audio src="file:///etc/hostname"/>Một hai.</speak>',
        "<prosody rate='x-slow'>Một hai ba bốn năm sáu.</prosody>",
        "Một [[h@'loU]] hai.",
        "Một \x01\x0199S hai.",
    ],
)
def test_markup_is_not_acted_on(text):
    words = re.sub(r"[^\w\s]|_", " ", text)
    marked, bare = Espeak().speak([text, words])
    assert marked.seconds == pytest.approx(bare.seconds, abs=2.5)
    assert bare.seconds < 9


def test_a_text_of_any_length_ends_in_time():
    with pytest.raises(TooLongToSay, match="text 1 of 2 has 1000000 characters"):
        Espeak().speak(["Xin chào.", "a" * 1_000_000])
    (sound,) = Espeak().speak(["a" * LONGEST_TEXT])
    assert sound.seconds > 1


@given(st.lists(st.text(max_size=60), max_size=4))
@settings(max_examples=15)
def test_whatever_is_typed_is_said_or_refused_by_name(texts):
    wordless = any(not any(map(str.isalnum, text)) for text in texts)
    try:
        sounds = Espeak().speak(texts)
    except NothingToSay:
        assert wordless
    else:
        assert not wordless
        assert len(sounds) == len(texts)


def test_it_says_what_it_is():
    speaker = Espeak()
    assert speaker.label == "giọng máy tạm"
    assert (speaker.languages, speaker.outside) == ({"vi"}, False)
    told = r"eSpeak NG 1\.52\.0 \(espeakng-loader [\d.]+\) vi 130 wpm volume 70"
    assert re.fullmatch(told, speaker.version)


def test_english_is_said_by_an_english_voice():
    text = "The storm is moving towards the coast."
    (sound,) = Espeak("en").speak([text])
    assert Espeak("en").languages == {"en"}
    assert sound != Espeak().speak([text])[0]
    assert 1.5 < sound.seconds < 4


def test_english_says_vietnamese_names_and_does_not_spell_them():
    names, marked = ["Ha Noi", "According to Nguon mau."], ["Hà Nội", "According to Nguồn mẫu."]
    assert Espeak("en").speak(marked) == Espeak("en").speak(names)
    assert Espeak("en").version.endswith(" 150 wpm volume 70 folded")
    assert Espeak().speak(["Hà Nội"]) != Espeak().speak(["Ha Noi"])
    texts = [
        *marked,
        "Residents of Bình Sơn and Suối Mẫu communes were moved.",
        "Đỗ Đức Mẫu spoke in Đắk Mẫu.",
    ]
    for text, sound in zip(texts, Espeak("en").speak(texts), strict=True):
        check_spoken(Utterance(text, text, 0, 0), trim(sound), pace_of("espeak", "en"))


@pytest.mark.parametrize("voice", ["vi", "vi-vn-x-central", "vi-vn-x-south", "en", "en-us"])
def test_a_voice_says_that_it_is_the_wanted_one(voice):
    (sound,) = Espeak(voice).speak(["một"])
    assert sound.seconds > 0.2


@pytest.mark.parametrize("other", ["en", "vi-vn-x-south"])
def test_another_voice_than_the_wanted_one_is_found_out(other, tmp_path, monkeypatch):
    """The library is asked which voice it has when it has been told which it is to have."""
    code = espeak._LIBRARY.read_text()
    wrong = code.replace("SetVoiceByName(voice.encode())", f"SetVoiceByName({other.encode()!r})")
    assert wrong != code
    library = tmp_path / "espeak_worker.py"
    library.write_text(wrong)
    monkeypatch.setattr(espeak, "_LIBRARY", library)
    with pytest.raises(VoiceRefused, match=rf"speaks as .*{other}.*, and vi was wanted"):
        Espeak("vi").speak(["Xin chào."])
    with pytest.raises(VoiceRefused, match="and vi was wanted"):
        _ = Espeak("vi").version


def phonemes(voice, texts):
    """The phonemes of each of `texts` by the library that speaks, in a process of its own."""
    code = textwrap.dedent("""
        import ctypes, json, sys
        from transforms.voice.espeak_worker import Library
        voice, *texts = json.load(sys.stdin)
        library = Library(voice, 130, 70)._library
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        for text in texts:
            at, found = ctypes.c_char_p(text.encode()), []
            while at.value:
                found.append(library.espeak_TextToPhonemes(ctypes.byref(at), 1, 0).decode())
            print(" ".join(found))
    """)
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    command, asked = [sys.executable, "-c", code], json.dumps([voice, *texts])
    done = subprocess.run(command, input=asked, capture_output=True, env=path, text=True, check=True)
    return [line.strip() for line in done.stdout.splitlines()]


def test_each_tone_has_phonemes_of_its_own():
    assert len(set(phonemes("vi", ["ma", "má", "mà", "mả", "mã", "mạ"]))) == 6


def test_decomposed_letters_have_other_phonemes_unless_they_are_composed():
    words = ["quốc", "ô", "ơ", "ê", "đường", "nước"]
    apart = [unicodedata.normalize("NFD", word) for word in words]
    assert phonemes("vi", apart) != phonemes("vi", words)
    assert phonemes("vi", map(plain, apart)) == phonemes("vi", words)


def test_old_and_new_places_of_tones_sound_the_same():
    assert phonemes("vi", ["hoà", "thuỷ", "khoẻ"]) == phonemes("vi", ["hòa", "thủy", "khỏe"])


def test_what_the_reading_gives_is_said_in_vietnamese():
    """Where a word is not Vietnamese, the library switches to another voice, and says so in its phonemes."""
    written = [
        "Ngày 12/7/2026, xã Suối Mẫu có 1.250 hộ dân.",
        "Mưa 35,5 mm, gió cấp 6.",
        "Nghị định số 12/2026/NĐ-CP.",
    ]
    assert "(" in phonemes("vi", ["Phần XIII"])[0]
    assert not [said for said in phonemes("vi", map(read, written)) if "(" in said]


def test_the_worker_ends_when_its_parent_is_killed(mark):
    code = textwrap.dedent(f"""
        from transforms.voice.espeak import Espeak
        Espeak(seconds=600).speak([{SENTENCES[0]!r}] * 40_000)
    """)
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    wait_for(lambda: len(set(marked(mark)) - {parent.pid}) > 0)
    parent.kill()
    parent.wait()
    wait_for(lambda: marked(mark) == [])


def broken_library(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    (folder / "espeakng_loader.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(folder))
