"""Few at once, over all processes of one user."""

import asyncio
import fcntl
import os
import subprocess
import sys

import pytest

from transforms.voice import VoiceRefused, VoiceUnavailable
from transforms.voice.turns import Turns


@pytest.fixture
def turns(tmp_path):
    return tmp_path / "turns"


def test_turns_in_a_folder_of_another_user_are_refused(turns, monkeypatch):
    turns.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: turns.stat().st_uid + 1)
    with pytest.raises(VoiceRefused, match="belongs to somebody else"):
        asyncio.run(take(turns, 1))


@pytest.mark.parametrize("place", ["a file", "below a file", "a file for a turn"])
def test_turns_that_cannot_be_taken_are_a_refusal(place, turns):
    folder = turns
    if place == "a file for a turn":
        (turns / "turn-0").mkdir(parents=True)
    else:
        turns.write_text("x")
        folder = turns / "deep" if place == "below a file" else turns
    with pytest.raises(VoiceRefused, match="no turns in ") as caught:
        asyncio.run(take(folder, 1))
    assert "TMPDIR" in caught.value.fix


def test_nobody_waits_for_ever_for_others(turns):
    turns.mkdir()
    with (turns / "turn-0").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(VoiceUnavailable, match=r"held all 1 turns for 0\.2 s"):
            asyncio.run(take(turns, 0.2))


def test_a_turn_of_a_process_that_died_is_free(turns):
    hold = "fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); os.read(0, 1)"
    code = f"import fcntl, os; os.mkdir({str(turns)!r}); f = open({str(turns / 'turn-0')!r}, 'w'); {hold}"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(VoiceUnavailable):
            asyncio.run(take(turns, 0))
        other.kill()
    asyncio.run(take(turns, 10))


async def take(folder, patience):
    async with Turns(folder, 1, patience).one():
        pass
