"""What `nguon doctor` finds on this machine, and what it says of what is not there."""

import os
import re
import shutil
import stat
import sys

import pytest
from typer.testing import CliRunner

from nguon.cli import app
from nguon.commands import doctor
from sinks.store import door
from tests.transforms.voice.humming_voice import write_voice


@pytest.fixture
def examine(configure, postgres, tmp_path, monkeypatch):
    """Runs the command with these settings; gives the exit status and what each line begins with: its state."""
    monkeypatch.setenv("COLUMNS", "400")

    def run(*options: str, **values: object):
        configure(**{"store_url": postgres.url("template1"), **values})
        result = CliRunner().invoke(app, ["doctor", *options], catch_exceptions=False)
        text = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)
        lines = re.findall(r"^(ok|note|BAD) +([^:\n]+): (.*)$", text, re.MULTILINE)
        return result.exit_code, {what: (state, words) for state, what, words in lines}, text

    return run


def program(folder, name, *lines):
    """A program that prints the lines, whatever it is asked."""
    file = folder / name
    file.write_text(f"#!{sys.executable}\nprint({chr(10).join(lines)!r})\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def test_it_tells_all_that_there_is(examine, tmp_path):
    status, found, text = examine()
    assert status == 0
    assert found["order for everything else"] == ("ok", "espeak vi")
    assert found["voice espeak vi"][0] == found["voice espeak en"][0] == "ok"
    assert re.fullmatch(r"said “một” in 0\.\d s", found["voice espeak vi"][1])
    assert found["voice edge vi-VN-HoaiMyNeural"] == ("note", "not asked: nobody knows whether it answers")
    assert found["PostgreSQL"][0] == found["archive"][0] == found["sounds"][0] == found["outlet"][0] == "ok"
    assert "GB free" in found["disk"][1]
    assert "eSpeak NG 1.52.0" in text
    assert "listeners are told “giọng máy tạm”" in text
    assert "licence: GPL-3.0-or-later, in a process of its own" in text
    assert text.endswith("All that the settings ask for is there.\n")


def test_it_makes_nothing(examine, tmp_path):
    examine()
    assert not (tmp_path / "var").exists()


def test_a_voice_file_is_shown_with_its_licence(examine, tmp_path):
    file = write_voice(tmp_path)
    status, found, text = examine(piper_voices=file, voices="piper, espeak")
    assert found["order for everything else"] == ("ok", "piper vi_VN-hum-low, then espeak vi")
    assert found["voice piper vi_VN-hum-low"][0] == ("ok" if status == 0 else "BAD")
    if status == 0:
        assert f"{file}, vi-VN, 16000 Hz" in text
        assert "licence of the voice file: unknown: ask who made it" in text
    else:
        assert "piper-tts is not installed" in text


def test_a_voice_file_that_is_not_there_is_bad(examine, tmp_path):
    status, found, text = examine(piper_voices=tmp_path / "vi_VN-no-low.onnx", voices="piper, espeak")
    assert status == 1
    assert found["voice piper vi_VN-no-low"][0] == "BAD"
    assert found["order for everything else"][0] == "note"
    assert "to do: give NGUON_PIPER_VOICES" in text
    assert "1 of these must be mended." in text


def test_an_order_that_nobody_can_keep_is_bad(examine):
    status, found, _ = examine(voices="kind=alert: piper; language=km: espeak; espeak")
    assert status == 1
    assert found["order for kind=alert"][0] == found["order for language=km"][0] == "BAD"
    assert found["order for everything else"][0] == "ok"


def test_a_kind_that_is_none_is_bad(examine):
    status, found, _ = examine(voices="kind=gossip: espeak")
    assert status == 1
    assert "'gossip' is no kind" in found["settings of the voices"][1]


def test_a_lexicon_that_is_not_there_is_bad(examine, tmp_path):
    status, found, _ = examine(lexicon=tmp_path / "none.tsv")
    assert status == 1
    assert "the lexicon cannot be read" in found["settings of the voices"][1]


def test_voices_outside_are_never_asked_where_that_is_forbidden(examine, monkeypatch):
    monkeypatch.setattr("transforms.voice.edge.Edge.speak", lambda *_: pytest.fail("asked"))
    _, found, _ = examine("--ask-outside", outside_voices="false", voices="edge, espeak")
    assert found["voice edge vi-VN-HoaiMyNeural"] == ("note", "forbidden by NGUON_OUTSIDE_VOICES")


def test_voices_outside_are_asked_where_somebody_says_so(examine, monkeypatch):
    """Through a proxy that is not there; and the waits between the tries are left out."""
    monkeypatch.setattr("transforms.voice.edge.BACK_OFF_SECONDS", ())
    status, found, _ = examine(
        "--ask-outside", edge_proxy="http://127.0.0.1:9", voices="edge/vi-VN-NamMinhNeural, espeak"
    )
    assert status == 1
    assert found["voice edge vi-VN-NamMinhNeural"][0] == "BAD"
    assert found["voice edge vi-VN-HoaiMyNeural"][0] == "note"
    assert "ClientProxyConnectionError" in found["voice edge vi-VN-NamMinhNeural"][1]


def test_a_store_that_does_not_answer_is_bad(examine):
    status, found, text = examine(store_url="postgresql+psycopg://ai:bimat@127.0.0.1:9/kho")
    assert status == 1
    assert found["PostgreSQL"][0] == "BAD"
    assert "to do: check NGUON_STORE_URL" in text
    assert "bimat" not in text


def test_the_store_is_asked_with_its_password_and_not_for_ever(examine, monkeypatch):
    asked, real = [], door.create_engine
    monkeypatch.setattr(door, "create_engine", lambda url, **more: asked.append(url) or real(url, **more))
    examine(store_url="postgresql+psycopg://ai:bimat@127.0.0.1:9/kho")
    assert asked == ["postgresql+psycopg://ai:bimat@127.0.0.1:9/kho?connect_timeout=20"]


def test_a_folder_that_this_user_may_not_write_is_bad(examine, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.os, "access", lambda folder, _how: folder != tmp_path)
    status, found, text = examine()
    assert status == 1
    assert found["archive"] == ("BAD", f"{tmp_path / 'var' / 'archive'} cannot be written")
    assert f"let this user write to {tmp_path}, or set NGUON_ARCHIVE_URL" in text


@pytest.mark.parametrize("url", ["mysql://127.0.0.1/kho", "kho", "postgresql+psycopg://ai@[::1/kho"])
def test_an_address_that_is_none_is_bad(examine, url):
    status, found, _ = examine(store_url=url, archive_url="xyz://kho")
    assert status == 1
    assert found["PostgreSQL"][0] == found["archive"][0] == "BAD"


def test_a_folder_in_the_way_of_a_file_is_bad(examine, tmp_path):
    (tmp_path / "file").write_text("")
    status, found, _ = examine(archive_url=tmp_path / "file" / "archive", sounds_url="memory://tieng")
    assert status == 1
    assert found["archive"][0] == "BAD"
    assert found["sounds"] == ("ok", "memory://tieng; not there yet, made when needed")


@pytest.mark.parametrize(
    ("lines", "state", "told"),
    [
        (("tesseract 5.3.0", "vie", "osd"), "ok", "tesseract 5.3.0 at"),
        (("tesseract 5.3.0", "eng", "osd"), "BAD", "cannot read Vietnamese"),
        (("tesseract 5.3.0", "vie"), "note", "lie on their side"),
    ],
)
def test_tesseract_must_know_vietnamese(examine, tmp_path, lines, state, told):
    status, found, _ = examine(tesseract=program(tmp_path, "ocr", *lines))
    assert found["tesseract"][0] == state
    assert told in found["tesseract"][1]
    assert status == (state == "BAD")


def test_a_tesseract_that_does_not_run_is_bad(examine, tmp_path):
    status, found, text = examine(tesseract=tmp_path / "none")
    assert (status, found["tesseract"][0]) == (1, "BAD")
    assert "apt-get install tesseract-ocr" in text


def test_a_tesseract_that_is_there_and_not_set_is_said(examine, tmp_path, monkeypatch):
    program(tmp_path, "tesseract")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    _, found, text = examine()
    assert found["tesseract"][0] == "note"
    assert f"{tmp_path}/tesseract is there, but not set" in text


def test_a_browser_that_somebody_named_must_be_there(examine, tmp_path):
    status, found, _ = examine(browser=tmp_path / "none")
    assert (status, found["browser"][0]) == (1, "BAD")
    assert "no source wants it" in found["browser"][1]


@pytest.mark.parametrize(
    ("free", "state", "status"), [(1 << 29, "BAD", 1), (5 << 30, "note", 0), (50 << 30, "ok", 0)]
)
def test_a_full_disk_is_bad(examine, monkeypatch, free, state, status):
    usage = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path: usage)
    found_status, found, _ = examine()
    assert (found_status, found["disk"][0]) == (status, state)
