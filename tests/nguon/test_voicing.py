"""Voices that fall back and come back, clips that are used again, and what was said when."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import sleep

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from crawlers.errors import ConfigurationError
from nguon.cli import app
from nguon.commands.sound import clock, milliseconds
from nguon.steps import voice
from sinks.approval import approve, pending
from sinks.store import voicing
from sinks.store.models import IssueRow, RenditionRow, VersionRow, VoicingRow
from sinks.store.renditions import sound_path
from tests.conftest import ROOT
from tests.nguon.voices import SAID, newest, voiced
from tests.sinks.conftest import add_capture, add_version  # noqa: F401 -- fixtures
from transforms.article import Article
from transforms.voice import Pcm
from transforms.voice.clips import KEPT_UNASKED
from transforms.voice.errors import NotKept


def test_a_stand_in_is_told_and_an_engine_that_is_away_is_asked_once(studio, enter):
    rooms, far = studio
    far.there = False
    versions = enter("nước sạch về bản", "cầu treo qua suối")
    assert voiced(rooms) == {"voiced": 2, "failed": 0}
    assert SAID.count("(hỏi)") == 1
    for version in versions:
        row = newest(rooms, version)
        assert (row.engine, row.label, row.fell_back) == ("gần", "giọng gần", ["xa: không trả lời"])
        assert row.script[0]["role"] == "title"
    shown = CliRunner().invoke(app, ["show", str(versions[0])]).output
    assert "giọng gần" in shown
    assert "thay cho xa: không trả lời" in shown


def test_the_better_voice_speaks_once_it_is_back_and_wants_its_own_approval(studio, enter, monkeypatch):
    rooms, far = studio
    far.there = False
    (version,) = enter("nước sạch về bản")
    voiced(rooms)
    with rooms.store.session() as session:
        approve(session, version, actor="an")
    assert voiced(rooms) == {"voiced": 0, "failed": 0}, "not so soon"
    monkeypatch.setattr(voicing, "AGAIN", timedelta(0))
    assert voiced(rooms) == {"voiced": 1, "failed": 0}
    assert newest(rooms, version).engine == "gần", "it is still away: the sound stays as it is"
    with rooms.store.session() as session:
        assert pending(session, policy_sources=[]) == []
    far.there = True
    assert voiced(rooms) == {"voiced": 1, "failed": 0}
    assert (newest(rooms, version).engine, newest(rooms, version).fell_back) == ("xa", [])
    with rooms.store.session() as session:
        (case,) = pending(session, policy_sources=[])
        assert case.version.id == version
        assert len(session.scalars(select(VoicingRow)).all()) == 3
    assert voiced(rooms) == {"voiced": 0, "failed": 0}


def test_a_corrected_sentence_is_the_only_one_that_is_spoken(studio, enter):
    rooms, _ = studio
    words = "Xã cấp nước sạch. Bà con góp công. Trường học mở lại."
    enter(words)
    voiced(rooms)
    SAID.clear()
    enter(words.replace("góp công", "góp của"))
    voiced(rooms)
    assert [each for each in SAID if "tiêu đề" not in each.lower()] == ["Bà con góp của."]


def test_clips_that_no_sound_is_made_of_are_taken_away(studio, enter):
    rooms, _ = studio
    words = "Xã cấp nước sạch. Bà con góp công."
    (old,) = enter(words)
    voiced(rooms)
    assert voice.tidy_clips(rooms) == 0
    enter(words.replace("góp công", "góp của"))
    voiced(rooms)
    gone = set(newest(rooms, old).clips)
    with rooms.store.session() as session:
        wanted = voicing.clips_wanted(session)
        last = session.scalars(select(VersionRow.id).order_by(VersionRow.id.desc())).first()
    assert wanted == set(newest(rooms, last).clips)
    clips = voice.Clips(rooms.settings.clips)
    assert clips.collect(wanted, unasked=KEPT_UNASKED * 0) > 0
    assert all(clips.get(key) for key in wanted)
    assert not any(clips.get(key) for key in gone - wanted)


def test_the_whole_text_of_a_wish_is_spoken(studio, enter):
    rooms, _ = studio
    (version,) = enter("nước sạch về bản")
    voiced(rooms)
    refused = CliRunner().invoke(app, ["revoice", str(version), "--note", " "])
    assert refused.exit_code == 1
    asked = CliRunner().invoke(app, ["revoice", str(version), "--note", "đọc sai tên bản", "--form", "full"])
    assert asked.exit_code == 0, asked.output
    with rooms.store.session() as session:
        assert voicing.wished_form(session, version) == "full"
    assert voiced(rooms) == {"voiced": 1, "failed": 0}
    assert voiced(rooms) == {"voiced": 0, "failed": 0}


def test_what_was_said_when(studio, enter):
    rooms, _ = studio
    (version,) = enter("Xã cấp nước sạch. Bà con góp công.")
    voiced(rooms)
    row = newest(rooms, version)
    line = next(each for each in row.script if "góp công" in each["written"] and each["block"] == 0)
    file = f"{rooms.settings.sounds}/{row.audio_digest[:2]}/{row.audio_digest}.mp3"
    for name in (str(version), row.audio_digest[:10], file):
        told = CliRunner().invoke(app, ["said", name, clock(line["start_ms"] + 100)])
        assert told.exit_code == 0, told.output
        assert "Bà con góp công." in told.output
        assert "https://baochinhphu.vn/0.htm" in told.output
        assert "giọng xa" in told.output
    assert CliRunner().invoke(app, ["said", str(version), "59:00"]).exit_code == 1


def test_rules_are_shown_beside_what_they_read(studio, enter):
    (version,) = enter("Xã cấp 12 m³ nước.")
    voiced(studio[0])
    shown = CliRunner().invoke(app, ["show", str(version), "--explain"]).output
    assert "[quantity] 12 m³ → mười hai mét khối" in shown


class Deaf:
    """A recogniser that hears one and the same."""

    def recognise(self, _sound: Pcm) -> str:
        return "xã cấp nước sạch"


def test_what_a_recogniser_heard_is_shown_of_neural_voices_only(studio, enter, monkeypatch):
    rooms, far = studio
    monkeypatch.setattr("transforms.voice.readback.VietAsr", Deaf)
    (version,) = enter("Xã cấp nước sạch.")
    voiced(rooms)
    refused = CliRunner().invoke(app, ["hear", str(version)])
    assert refused.exit_code == 1
    assert "no neural voice" in refused.output
    far.name = "edge"
    CliRunner().invoke(app, ["revoice", str(version), "--note", "giọng mới"])
    voiced(rooms)
    heard = CliRunner().invoke(app, ["hear", str(version)])
    assert heard.exit_code == 0, heard.output
    assert "Máy nghe lại: sai" in heard.output
    assert "đọc:  Xã cấp nước sạch." not in heard.output, "that sentence was heard as it was said"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("83", 83_000), ("1:23", 83_000), ("0:01:23.5", 83_500), ("1:23,25", 83_250), ("75:00", 4_500_000)],
)
def test_moments(moment, expected):
    assert milliseconds(moment) == expected


@pytest.mark.parametrize("moment", ["", "x", "1:60", "-1", "1:2:3:4", "1..2"])
def test_what_is_no_moment(moment):
    with pytest.raises(ConfigurationError):
        milliseconds(moment)


@pytest.mark.parametrize(
    "values",
    [
        {"formats": "wav"},
        {"formats": "opus-32,mp3-96"},
        {"ident": "khong-co.mp3"},
        {"lexicon": "khong-co.tsv"},
    ],
)
def test_settings_that_cannot_be_used_are_told(configure, values):
    ours = configure(**values)
    with pytest.raises(ConfigurationError):
        voice.Studio.of(ours)


def test_the_loudness_of_broadcasting(configure):
    assert voice.profile_of(configure(loudness=-23)).lufs == -23


def test_a_damaged_sound_file_is_mended_by_voicing_again(studio, enter):
    rooms, _ = studio
    (version,) = enter("nước sạch về bản")
    voiced(rooms)
    row = newest(rooms, version)
    file = Path(rooms.settings.sounds, sound_path(row.audio_digest))
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"?")
    wished = CliRunner().invoke(app, ["revoice", str(version), "--note", "tệp hỏng"])
    assert wished.exit_code == 0, wished.output
    assert voiced(rooms) == {"voiced": 1, "failed": 0}
    assert file.read_bytes() == whole
    assert newest(rooms, version).id == row.id, "it is the sound that was decided on"


def test_a_sound_that_cannot_be_kept_costs_one_version_and_is_tried_again(studio, enter, monkeypatch):
    rooms, _ = studio
    versions = enter("nước sạch về bản", "cầu treo qua suối")
    keep = voice.save_rendition

    def full(session, version, *rest):
        if version == versions[0]:
            raise NotKept("the sound file cannot be kept: the disk is full")
        return keep(session, version, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(voice, "save_rendition", full)
        assert voiced(rooms) == {"voiced": 1, "failed": 1}
    with rooms.store.session() as session:
        (issue,) = session.scalars(select(IssueRow).where(IssueRow.error == "NotKept"))
        assert "the disk is full" in issue.reason
    assert voiced(rooms) == {"voiced": 1, "failed": 0}
    assert newest(rooms, versions[0])
    with rooms.store.session() as session:
        (issue,) = session.scalars(select(IssueRow).where(IssueRow.error == "NotKept"))
        assert issue.closed_at, "what was in the way is settled"


VOICE_ALL = """
from nguon.steps import voice
from nguon.steps.rooms import open_rooms
with open_rooms() as rooms:
    voice.voice_versions(rooms, voice.versions_to_voice(rooms))
"""


@pytest.mark.long
def test_a_run_that_is_killed_leaves_nothing_to_repair(rehearse, add_version, caplog):  # noqa: F811
    rooms, _ = rehearse()
    lines = [f"Tổ thứ {at} nhận nước sạch từ bể chung của bản." for at in range(20)]
    with rooms.store.session() as session:
        version = add_version(session, " ".join(lines), sound=False).id
    clips = Path(rooms.settings.clips)
    child = subprocess.Popen([sys.executable, "-c", VOICE_ALL], cwd=ROOT)
    try:
        while child.poll() is None and len(list(clips.rglob("*.clip"))) < len(lines) // 2:
            sleep(0.01)
    finally:
        child.kill()
    assert child.wait() == -signal.SIGKILL, "it was still at work"
    assert newest(rooms, version) is None
    with caplog.at_level("INFO"):
        assert voiced(rooms) == {"voiced": 1, "failed": 0}
    row = newest(rooms, version)
    assert len(row.script) > len(lines)
    (told,) = [each.getMessage() for each in caplog.records if "new clips" in each.getMessage()]
    assert int(told.rsplit("(", 1)[1].split(", ")[1].split()[0]) <= len(lines) // 2 + 3, (
        "what was said was kept"
    )
    kept = [each for each in Path(rooms.settings.sounds).rglob("*") if each.is_file()]
    assert [each.name for each in kept] == [sound_path(row.audio_digest).rsplit("/", 1)[1]]


@pytest.mark.parametrize("folder", ["sounds", "clips"])
def test_a_folder_that_is_none_is_told_by_name(studio, enter, folder):
    rooms, _ = studio
    enter("nước sạch về bản")
    place = Path(getattr(rooms.settings, folder))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"a file")
    assert voiced(rooms) == {"voiced": 0, "failed": 1}
    with rooms.store.session() as session:
        (issue,) = session.scalars(select(IssueRow).where(IssueRow.error == "NotKept"))
        assert str(place) in issue.reason


def test_the_same_sound_made_twice_at_once_is_one(studio, enter):
    """Else the second would be newer than the one that was approved, and want an approval of its own."""
    rooms, _ = studio
    (version,) = enter("nước sạch về bản")
    both = Barrier(2)

    def make():
        ours = voice.Studio.of(rooms.settings)
        with rooms.store.session() as session:
            row = session.get_one(VersionRow, version)
            article = Article.from_json(row.article)
        made = ours.voice(article, voice.tags_of(article, "x"))
        both.wait()
        with rooms.store.session() as session:
            voice.save_rendition(session, version, made, rooms.settings.sounds)
            sleep(0.2)

    threads = [Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with rooms.store.session() as session:
        assert len(session.scalars(select(RenditionRow)).all()) == 1


def test_a_file_that_is_none_and_a_place_that_cannot_be_written_are_told(configure, tmp_path):
    configure()
    deep, words = tmp_path / "deep.json", tmp_path / "words.txt"
    deep.write_text("[" * 100_000, encoding="utf-8")
    words.write_text("Bà con nhớ trữ nước", encoding="utf-8")
    refused = CliRunner().invoke(app, ["voice", str(deep), "-o", str(tmp_path / "a.mp3")])
    assert (refused.exit_code, "cannot be read" in refused.stderr) == (1, True)
    long = tmp_path / f"{'a' * 300}.mp3"
    unwritten = CliRunner().invoke(app, ["voice", str(words), "-o", str(long)])
    assert (unwritten.exit_code, "cannot be written" in unwritten.stderr) == (1, True)


def test_a_paragraph_without_an_end_is_refused_before_it_is_read(configure, tmp_path):
    configure()
    endless = tmp_path / "endless.txt"
    endless.write_text("Tin\n" + "-1" * 500_000, encoding="utf-8")
    refused = CliRunner().invoke(app, ["voice", str(endless), "-o", str(tmp_path / "a.mp3")])
    assert refused.exit_code == 1
    assert "1000000 characters" in refused.stderr
