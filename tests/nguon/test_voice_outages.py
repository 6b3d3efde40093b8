"""A voice outside that is away: who stands in, who waits for it, and what is made anew once it is back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from nguon.cli import app
from nguon.steps import voice
from sinks.store import voicing
from sinks.store.models import IssueRow
from tests.nguon.voices import RATE, SAID, Tone, newest, voiced
from tests.sinks.conftest import add_capture, add_version  # noqa: F401 -- fixtures
from transforms.voice import Pcm, VoiceUnavailable
from transforms.voice.absences import AWAY_SECONDS, Absences
from transforms.voice.engines import Choice, Lineup


def test_a_voice_that_is_away_takes_no_other_of_its_engine_with_it(studio, enter, monkeypatch):
    rooms, far = studio
    far.there = False
    other = Tone("xa", voice="khác")
    monkeypatch.setattr(Choice, "lineup", lambda *_: Lineup((far, other, Tone("gần"))))
    versions = enter("nước sạch về bản", "cầu treo qua suối")
    assert voiced(rooms) == {"voiced": 2, "failed": 0}
    for version in versions:
        row = newest(rooms, version)
        assert (row.engine, row.voice, row.fell_back) == ("xa", "khác", ["xa: không trả lời"])
    assert SAID.count("(hỏi)") == 1


@pytest.fixture
def far(studio, monkeypatch):
    """The far voice, outside: an outage of it is known to all processes."""
    monkeypatch.setattr(studio[1], "outside", True)
    return studio[1]


def age_absences(rooms) -> None:
    """Makes what is known of voices outside ten minutes older."""
    for file in rooms.settings.absences.glob("*.json"):
        told = json.loads(file.read_text())
        file.write_text(json.dumps({**told, "until": told["until"] - AWAY_SECONDS}))


def test_an_outage_is_waited_for_once_over_all_batches(studio, enter, far):
    rooms, _ = studio
    far.there = False
    versions = enter("nước sạch về bản", "cầu treo qua suối", "trường học mở lại")
    for version in versions:
        assert voice.voice_versions(rooms, [version]) == {"voiced": 1, "failed": 0}
        assert newest(rooms, version).fell_back == ["xa: không trả lời"]
    assert SAID.count("(hỏi)") == 1
    age_absences(rooms)
    far.there = True
    (version,) = enter("bão gần bờ biển")
    voice.voice_versions(rooms, [version])
    assert (newest(rooms, version).engine, newest(rooms, version).fell_back) == ("xa", [])


def test_an_outage_of_the_only_voice_is_waited_for_once(studio, enter, far, monkeypatch):
    rooms, _ = studio
    far.there = False
    monkeypatch.setattr(Choice, "lineup", lambda *_: Lineup((far,)))
    enter("nước sạch về bản", "cầu treo qua suối")
    for _ in range(2):
        assert voiced(rooms) == {"voiced": 0, "failed": 2}
    assert SAID.count("(hỏi)") == 1
    far.there = True
    age_absences(rooms)
    assert voiced(rooms) == {"voiced": 2, "failed": 0}


def test_what_is_kept_of_a_voice_is_used_while_it_is_away(studio, enter, far):
    rooms, _ = studio
    (version,) = enter("nước sạch về bản")
    voiced(rooms)
    with pytest.raises(VoiceUnavailable), Absences(rooms.settings.absences).asking(far):
        raise VoiceUnavailable("không trả lời")
    CliRunner().invoke(app, ["revoice", str(version), "--note", "nghe lại"])
    assert voiced(rooms) == {"voiced": 1, "failed": 0}
    assert (newest(rooms, version).engine, newest(rooms, version).fell_back) == ("xa", [])


def test_stand_ins_wait_while_the_better_voice_is_known_to_be_away(studio, enter, far, monkeypatch):
    rooms, _ = studio
    far.there = False
    monkeypatch.setattr(voicing, "AGAIN", timedelta(0))
    versions = enter("nước sạch về bản", "cầu treo qua suối")
    voiced(rooms)
    assert voice.versions_to_voice(rooms) == []
    CliRunner().invoke(app, ["revoice", str(versions[1]), "--note", "nghe lại"])
    assert voice.versions_to_voice(rooms) == [versions[1]], "what somebody wishes is done"
    age_absences(rooms)
    assert voice.versions_to_voice(rooms) == versions


def test_stand_ins_of_another_language_or_voice_do_not_wait(studio, enter, far, monkeypatch):
    rooms, _ = studio
    monkeypatch.setattr(voicing, "AGAIN", timedelta(0))
    far.there = False
    versions = enter("nước sạch về bản")
    voiced(rooms)
    for told in ({"name": "khác"}, {"languages": frozenset({"en"})}):
        age_absences(rooms)
        with pytest.raises(VoiceUnavailable), Absences(rooms.settings.absences).asking(replace(far, **told)):
            raise VoiceUnavailable("không trả lời")
        assert voice.versions_to_voice(rooms) == versions


def test_few_stand_ins_are_made_anew_in_a_run_and_after_what_is_new(
    studio,
    enter,
    add_version,  # noqa: F811 -- the fixture
    monkeypatch,
):
    rooms, far = studio
    far.there = False
    monkeypatch.setattr(voicing, "AGAIN", timedelta(0))
    monkeypatch.setattr(voice, "STAND_INS_A_RUN", 2)
    old = enter("nước sạch về bản", "cầu treo qua suối", "trường học mở lại")
    voiced(rooms)
    with rooms.store.session() as session:
        words = ("điện về thôn", "chợ mở lại")
        new = [
            add_version(session, each, sound=False, path=f"/moi-{at}.htm").id for at, each in enumerate(words)
        ]
    assert voice.versions_to_voice(rooms) == [*new, *old[:2]]
    voiced(rooms)
    assert voice.versions_to_voice(rooms)[0] == old[2], "those come first that waited longest"


def test_a_wish_is_not_met_by_the_sound_of_another_item(studio, enter):
    rooms, _ = studio
    first, second = enter("nước sạch về bản", "cầu treo qua suối")
    voiced(rooms)
    CliRunner().invoke(app, ["revoice", str(first), "--note", "đọc sai tên bản"])
    voice.voice_versions(rooms, [second])
    assert voice.versions_to_voice(rooms) == [first]


def test_an_item_that_the_better_voice_says_badly_is_not_mute(studio, enter, monkeypatch):
    """The other items keep the better voice."""
    rooms, far = studio
    speak = far.speak
    monkeypatch.setattr(
        far,
        "speak",
        lambda texts: [
            Pcm(bytes(RATE), RATE) if "cầu treo" in text.lower() else sound
            for text, sound in zip(texts, speak(texts), strict=True)
        ],
        raising=False,
    )
    bad, good = enter("cầu treo qua suối", "nước sạch về bản")
    assert voiced(rooms) == {"voiced": 2, "failed": 0}
    (told,) = newest(rooms, bad).fell_back
    assert told.startswith("xa: silent: no sound for «")
    assert (newest(rooms, bad).engine, newest(rooms, good).engine) == ("gần", "xa")
    assert newest(rooms, good).fell_back == []


def test_a_wrong_voice_is_found_by_what_the_settings_wanted(studio, enter, monkeypatch):
    rooms, far = studio
    monkeypatch.setattr(Choice, "lineup", lambda *_: Lineup((far,), voices=("khác",)))
    enter("nước sạch về bản")
    assert voiced(rooms) == {"voiced": 0, "failed": 1}
    assert SAID == []
    with rooms.store.session() as session:
        (issue,) = session.scalars(select(IssueRow).where(IssueRow.error == "CheckFailed"))
        assert issue.reason == "wrong voice: xa speaks as t, and khác was wanted"
