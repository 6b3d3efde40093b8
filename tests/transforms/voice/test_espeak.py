"""The embedded voice, in its own process, with the real library."""

import os
import subprocess
import sys
import textwrap
import time
import unicodedata
import uuid
from array import array
from pathlib import Path

import espeakng_loader
import psutil
import pytest

from transforms.voice import NothingToSay, VoiceUnavailable, engine, espeak
from transforms.voice.espeak import Espeak

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
    sounds = engine("espeak").speak(SENTENCES)
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
    worker = home / "người nói.py"
    worker.write_bytes(espeak._WORKER.read_bytes())
    expected = Espeak().speak(SENTENCES)
    monkeypatch.setattr(espeak, "_WORKER", worker)
    for name in ("HOME", "LANG", "LC_ALL", "PYTHONUTF8"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONPATH", str(home))
    monkeypatch.chdir("/")
    assert Espeak().speak(SENTENCES) == expected


def test_it_is_also_a_module(tmp_path):
    lines = b'{"voice": "vi", "rate": 130, "volume": 70}\n"Xin ch\\u00e0o."\n'
    command = [sys.executable, "-m", "transforms.voice.espeak_worker"]
    done = subprocess.run(command, input=lines, capture_output=True, cwd=ROOT, timeout=60, check=True)
    length = int.from_bytes(done.stdout[4:8], "big")
    assert int.from_bytes(done.stdout[:4], "big") == 22_050
    assert len(done.stdout) == 8 + length
    assert max(array("h", done.stdout[8:])) > 5_000


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
    with pytest.raises(VoiceUnavailable, match=r"/nowhere/libespeak-ng\.so"):
        Espeak().speak(["Xin chào."])


def test_a_voice_that_does_not_exist_is_named():
    with pytest.raises(VoiceUnavailable, match="no voice 'xx-none'"):
        Espeak(voice="xx-none").speak(["Xin chào."])


def test_a_crash_while_speaking_is_an_error(tmp_path, monkeypatch):
    crashing = espeak._WORKER.read_text().replace("raw = text.encode()", "os.abort(); raw = text.encode()")
    worker = tmp_path / "espeak_worker.py"
    worker.write_text(crashing)
    monkeypatch.setattr(espeak, "_WORKER", worker)
    with pytest.raises(VoiceUnavailable, match="the speaking process died"):
        Espeak().speak(["Xin chào."])


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
