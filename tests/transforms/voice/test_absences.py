"""What processes tell each other of voices outside that do not answer."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.voice.ears import Told, Tones
from transforms.voice import Pcm, VoiceRefused, VoiceUnavailable
from transforms.voice.absences import AWAY_SECONDS, Absences
from transforms.voice.errors import TooLongToSay, WrongAnswer


@pytest.fixture
def known(tmp_path):
    return Absences(tmp_path / "absences")


@dataclass
class Line:
    """An engine outside that answers as it is told, and counts how often it is asked."""

    failure: Exception | None = None

    def __post_init__(self):
        self.engine = Told(self.say, outside=True)

    def say(self, texts):
        if self.failure:
            raise self.failure
        return [Pcm(b"\1\1", 8_000) for _ in texts]

    @property
    def asked(self):
        return len(self.engine.asked)


def ask(known, line):
    return known.watch(line.engine).speak(["Câu."])


def age(known, seconds):
    """Makes what is known that much older."""
    for file in known.folder.glob("*.json"):
        told = json.loads(file.read_text())
        file.write_text(json.dumps({**told, "until": told["until"] - seconds}))


@pytest.mark.parametrize("failure", [VoiceUnavailable("không trả lời"), VoiceRefused("answers 403")])
def test_who_was_away_is_not_asked_by_anybody(known, failure):
    line = Line(failure)
    for others in (known, Absences(known.folder), Absences(known.folder)):
        with pytest.raises(type(failure), match=failure.reason):
            ask(others, line)
    assert line.asked == 1
    (told,) = known.now()
    assert (told.engine, told.voice, told.languages, told.reason) == (
        "told",
        "told",
        ("vi",),
        failure.reason,
    )


def test_after_ten_minutes_it_is_asked_again(known):
    line = Line(VoiceUnavailable("x"))
    for _ in range(3):
        with pytest.raises(VoiceUnavailable):
            ask(known, line)
        age(known, AWAY_SECONDS)
        assert known.now() == []
    assert line.asked == 3
    line.failure = None
    assert ask(known, line)
    assert not list(known.folder.glob("*.json")), "it is back"


def test_one_asks_whether_it_is_back_while_the_others_go_on(known):
    line = Line(VoiceUnavailable("x"))
    with pytest.raises(VoiceUnavailable):
        ask(known, line)
    age(known, AWAY_SECONDS)
    line.failure = None
    with known.asking(line.engine):
        with pytest.raises(VoiceUnavailable):
            ask(Absences(known.folder), line)
        assert line.asked == 1
    assert ask(known, line)


def test_who_asks_whether_it_is_back_and_dies_keeps_nobody(known):
    line = Line(VoiceUnavailable("x"))
    with pytest.raises(VoiceUnavailable):
        ask(known, line)
    age(known, AWAY_SECONDS)
    (file,) = known.folder.glob("*.json")
    hold = "fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); os.read(0, 1)"
    code = f"import fcntl, os; f = open({str(file.with_suffix('.lock'))!r}, 'w'); {hold}"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(VoiceUnavailable):
            ask(known, line)
        assert line.asked == 1
        other.kill()
    line.failure = None
    assert ask(known, line)


@pytest.mark.parametrize(
    "failure", [WrongAnswer("other words"), TooLongToSay("x"), ZeroDivisionError(), OSError()]
)
def test_what_says_nothing_of_the_next_text_keeps_nobody_away(known, failure):
    line = Line(failure)
    for _ in range(2):
        with pytest.raises(type(failure)):
            ask(known, line)
    assert line.asked == 2
    assert known.now() == []


def test_voices_are_known_one_by_one(known):
    with pytest.raises(VoiceUnavailable):
        ask(known, Line(VoiceUnavailable("x")))
    other = Line()
    other.engine = replace(other.engine, voice="khác")
    assert ask(known, other)


def test_a_voice_of_our_own_is_asked_each_time(known):
    inside = Tones()
    assert known.watch(inside) is inside


def test_a_watched_voice_is_the_same_voice(known):
    engine = Line().engine
    watched = known.watch(engine)
    for name in ("name", "voice", "version", "languages", "label", "outside"):
        assert getattr(watched, name) == getattr(engine, name)


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["engine", "voice", "languages", "reason", "refused", "until"]), inner
            )
        ),
        max_leaves=8,
    ).map(lambda told: json.dumps(told).encode())
)
def test_a_file_that_is_damaged_counts_as_none(tmp_path_factory, content):
    known = Absences(tmp_path_factory.mktemp("away"))
    known._file(Line().engine).write_bytes(content)
    assert known.now() == []
    assert ask(known, Line())


@pytest.mark.parametrize("until", [10 * AWAY_SECONDS, float("inf"), float("nan"), 1e400, -5])
def test_a_clock_that_was_wrong_keeps_nobody_away(known, until):
    with pytest.raises(VoiceUnavailable):
        ask(known, Line(VoiceUnavailable("x")))
    (file,) = known.folder.glob("*.json")
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "until": time.time() + until}))
    assert known.now() == []
    assert ask(known, Line())


def test_a_folder_that_cannot_be_used_costs_no_voice(tmp_path, caplog):
    (tmp_path / "file").write_text("x")
    known = Absences(tmp_path / "file" / "absences")
    line = Line(VoiceUnavailable("x"))
    for _ in range(2):
        with pytest.raises(VoiceUnavailable):
            ask(known, line)
    assert line.asked == 2
    assert "cannot be kept" in caplog.text
    line.failure = None
    assert ask(known, line)
    assert known.now() == []


def test_a_lock_that_cannot_be_opened_costs_no_voice(known, caplog):
    line = Line(VoiceUnavailable("x"))
    with pytest.raises(VoiceUnavailable):
        ask(known, line)
    age(known, AWAY_SECONDS)
    (file,) = known.folder.glob("*.json")
    file.with_suffix(".lock").mkdir()
    line.failure = None
    assert ask(known, line)
    assert "cannot be kept" in caplog.text


def test_nothing_but_whole_files_is_left(known):
    for _ in range(3):
        with pytest.raises(VoiceUnavailable):
            ask(known, Line(VoiceUnavailable("🌀\ud800" * 5_000)))
        age(known, AWAY_SECONDS)
    with pytest.raises(VoiceUnavailable):
        ask(known, Line(VoiceUnavailable("🌀\ud800" * 5_000)))
    assert sorted(each.suffix for each in known.folder.iterdir()) == [".json", ".lock"]
    (told,) = known.now()
    assert told.reason == "🌀\ud800" * 250
