"""Clips: nothing is spoken twice, nothing damaged is broadcast, nothing that is needed is thrown away."""

import hashlib
import importlib
import itertools
import json
import logging
import os
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.voice.ears import Told, Tones, said
from transforms.voice import Pcm, VoiceUnavailable, render
from transforms.voice.clips import KEPT_UNASKED, Clips, clip_key
from transforms.voice.errors import NotKept
from transforms.voice.profile import Profile

KEY = hashlib.sha256(b"a clip").hexdigest()
OTHER = hashlib.sha256(b"another").hexdigest()
SOUND = Pcm(array("h", [0, 1, -1, 32_767, -32_768, 300] * 500).tobytes(), 22_050)
_numbers = itertools.count()


@pytest.fixture(params=["folder", "memory"])
def address(request, tmp_path):
    if request.param == "folder":
        yield str(tmp_path / "tiếng đã nói")
    else:
        folder = f"memory://clips-{next(_numbers)}"
        yield folder
        fsspec.filesystem("memory").rm(folder.removeprefix("memory:/"), recursive=True)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "clips"


@given(
    st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=400),
    st.sampled_from([8_000, 22_050, 24_000, 44_100]),
)
def test_what_was_put_is_got_to_the_sample(samples, rate):
    clips = Clips("memory://round-trip")
    sound = Pcm(array("h", samples).tobytes(), rate)
    clips.put(KEY, sound)
    assert clips.get(KEY) == sound


def test_a_clip_is_found_by_whoever_looks_there(address):
    assert Clips(address).get(KEY) is None
    Clips(address).put(KEY, SOUND)
    assert Clips(address).get(KEY) == SOUND
    assert Clips(address).get(OTHER) is None


def test_the_key_is_the_digest_of_what_is_said_and_by_whom(tones):
    plain = json.dumps(["một hai", "tones", "sine", "tones 1", ""], ensure_ascii=False, separators=(",", ":"))
    assert clip_key("một hai", tones) == hashlib.sha256(plain.encode()).hexdigest()
    keys = {
        clip_key("một hai", tones),
        clip_key("một ba", tones),
        clip_key("một hai", replace(tones, name="other")),
        clip_key("một hai", replace(tones, voice="square")),
        clip_key("một hai", replace(tones, version="tones 2")),
        clip_key("một hai", tones, respelling="2"),
    }
    assert len(keys) == 6


@pytest.mark.parametrize("change", ["first byte", "middle", "last byte", "cut", "empty", "longer"])
def test_a_damaged_clip_is_never_taken_for_sound(change, folder, caplog):
    clips = Clips(str(folder))
    clips.put(KEY, SOUND)
    file = next(folder.rglob("*.clip"))
    file.write_bytes(damaged(file.read_bytes(), change))
    with caplog.at_level(logging.WARNING):
        found = clips.find(KEY)
    assert (found.sound, found.damaged) == (None, True)
    assert "is damaged" in caplog.text
    assert clips.get(KEY) is None


def damaged(content: bytes, change: str) -> bytes:
    middle = len(content) // 2
    return {
        "first byte": b"N" + content[1:],
        "middle": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "last byte": content[:-1] + bytes([content[-1] ^ 128]),
        "cut": content[:-1],
        "empty": b"",
        "longer": content + b"\0",
    }[change]


def test_a_writer_that_dies_leaves_nothing_that_looks_like_a_clip(folder, monkeypatch):
    clips = Clips(str(folder))
    with monkeypatch.context() as patched:
        patched.setattr(clips._fs, "mv", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
        with pytest.raises(NotKept, match="full"):
            clips.put(KEY, SOUND)
    assert [each for each in folder.rglob("*") if each.is_file()] == [], "no part is left"
    assert clips.find(KEY) == Clips(str(folder)).find(OTHER)
    assert clips.get(KEY) is None
    clips.put(KEY, SOUND)
    assert clips.get(KEY) == SOUND


def test_an_old_clip_is_heard_though_the_disk_takes_nothing(folder, monkeypatch, caplog):
    clips = Clips(str(folder))
    clips.put(KEY, SOUND)
    monkeypatch.setattr(clips, "_age", lambda _: KEPT_UNASKED)
    monkeypatch.setattr(clips._fs, "pipe_file", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    assert clips.get(KEY) == SOUND
    assert "the disk is full" in caplog.text


def test_a_clip_under_another_s_name_is_damaged(folder):
    clips = Clips(str(folder))
    clips.put(KEY, SOUND)
    clips.put(OTHER, SOUND)
    Path(clips._path(OTHER, "clip")).rename(clips._path(KEY, "clip"))
    assert clips.find(KEY).damaged
    assert clips.get(KEY) is None


def test_what_cannot_be_read_as_a_file_is_told_with_its_place(folder):
    clips = Clips(str(folder))
    Path(clips._path(KEY, "clip")).mkdir(parents=True)
    with pytest.raises(NotKept, match=rf"{KEY}\.clip: a clip cannot be kept or read: IsADirectoryError"):
        clips.get(KEY)


@pytest.mark.parametrize("name", ["README", "ab/ảnh.tar.gz", f"{KEY}.txt", f"ab/{KEY}.clip.gz"])
def test_files_of_others_are_never_collected(folder, name):
    Clips(str(folder)).put(KEY, SOUND)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"x")
    assert Clips(str(folder)).collect([], unasked=timedelta(0)) > 0
    assert (folder / name).exists()
    assert Clips(str(folder)).get(KEY) is None


def test_a_file_that_goes_while_it_is_collected_is_no_fault(folder, monkeypatch):
    clips = Clips(str(folder))
    clips.put(KEY, SOUND)
    clips.put(OTHER, SOUND)
    age = clips._age

    def first(path):
        Path(path).unlink(missing_ok=KEY in path)
        return age(path) if KEY in path else timedelta.max

    monkeypatch.setattr(clips, "_age", first)
    assert clips.collect([], unasked=timedelta(0)) == 0


def test_a_clip_that_is_collected_while_it_is_asked_for_is_kept_anew(folder, monkeypatch):
    clips = Clips(str(folder))
    clips.put(KEY, SOUND)
    age = clips._age

    def collected(path):
        Path(path).unlink()
        return age(path)

    with monkeypatch.context() as patched:
        patched.setattr(clips, "_age", collected)
        assert clips.get(KEY) == SOUND
    assert clips.get(KEY) == SOUND


def test_many_writers_of_one_clip_do_not_disturb_a_reader(folder):
    clips = Clips(str(folder))
    with ThreadPoolExecutor(6) as pool:
        writers = [pool.submit(clips.put, KEY, SOUND) for _ in range(60)]
        found = [clips.find(KEY) for _ in range(200)]
        for writer in writers:
            writer.result()
    assert not any(each.damaged for each in found)
    assert all(each.sound in (None, SOUND) for each in found)
    assert clips.get(KEY) == SOUND


FIRST = ("Sáng nay trời có mưa", "Chiều nay gió mạnh dần", "Bà con nhớ trữ nước")


def test_a_corrected_sentence_is_the_only_one_that_is_spoken(address, tags):
    telling, clips = Told(Tones().speak), Clips(address)
    assert render(said(*FIRST), telling, tags, clips=clips).voiced == 3
    corrected = said(FIRST[0], "Chiều nay gió yếu dần", FIRST[2])
    rendition = render(corrected, telling, tags, clips=clips)
    assert rendition.voiced == 1
    assert telling.asked == [*FIRST, "Chiều nay gió yếu dần"]
    assert rendition.clip_keys == tuple(clip_key(each.spoken, telling) for each in corrected.utterances)


def test_kept_clips_give_the_bytes_that_new_ones_gave(address, tags):
    both = Profile(formats=("mp3-96", "opus-32"))
    clips, script = Clips(address), said(*FIRST)
    new = render(script, Told(Tones().speak), tags, clips=clips, profile=both)
    kept = render(script, Told(never), tags, clips=clips, profile=both)
    without = render(script, Told(Tones().speak), tags, profile=both)
    assert kept == replace(new, voiced=0)
    assert without == new
    assert render(
        script, Told(never), tags, clips=clips, profile=Profile(-23)
    ).loudness_lufs == pytest.approx(-23, abs=0.3)


def never(texts):
    raise AssertionError(f"asked to say {texts}")


def test_a_damaged_clip_is_spoken_again_and_told(folder, tags):
    clips, script = Clips(str(folder)), said(*FIRST)
    new = render(script, Told(Tones().speak), tags, clips=clips)
    for file in folder.rglob(f"{new.clip_keys[0]}*"):
        file.write_bytes(damaged(file.read_bytes(), "middle"))
    telling = Told(Tones().speak)
    again = render(script, telling, tags, clips=clips)
    assert telling.asked == [FIRST[0]]
    assert again == replace(new, voiced=1, mended=(new.clip_keys[0],))
    assert render(script, Told(never), tags, clips=clips).mended == ()


def test_a_damaged_piece_is_made_again_from_its_clip(folder, tags):
    clips, script = Clips(str(folder)), said(*FIRST)
    new = render(script, Told(Tones().speak), tags, clips=clips)
    pieces = list(folder.rglob("*.piece"))
    assert {file.name.split(".")[0] for file in pieces} == set(new.clip_keys)
    for file in pieces:
        file.write_bytes(damaged(file.read_bytes(), "last byte"))
    assert render(script, Told(never), tags, clips=clips) == replace(new, voiced=0)


def test_what_was_spoken_before_an_engine_failed_is_not_spoken_again(folder, tags, monkeypatch):
    def failing(texts):
        if len(telling.asked) > 6:
            raise VoiceUnavailable("the line is down")
        return Tones().speak(texts)

    monkeypatch.setattr(importlib.import_module("transforms.voice.render"), "_BATCH", 3)
    clips, script = Clips(str(folder)), said(*(f"la la la la {number}" for number in range(8)))
    telling = Told(failing)
    with pytest.raises(VoiceUnavailable):
        render(script, telling, tags, clips=clips)
    assert len(list(folder.rglob("*.clip"))) == 6
    again = Told(Tones().speak)
    assert render(script, again, tags, clips=clips).voiced == 2
    assert again.asked == [each.spoken for each in script.utterances[6:]]


def test_what_nobody_needs_is_collected_with_its_pieces(folder, tags):
    clips = Clips(str(folder))
    first = render(said(*FIRST), Tones(), tags, clips=clips)
    render(said("một hai ba bốn", "năm sáu bảy"), Tones(), tags, clips=clips)
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / f"{KEY}.clip.0123.part").write_bytes(b"half a cl")
    age(folder, hours=30)
    before = sum(file.stat().st_size for file in folder.rglob("*.*"))
    freed = clips.collect(first.clip_keys)
    left = list(folder.rglob("*.*"))
    assert {file.name.split(".")[0] for file in left} == set(first.clip_keys)
    assert freed == before - sum(file.stat().st_size for file in left) > 10_000
    assert render(said(*FIRST), Told(never, "tones", "sine", "tones 1"), tags, clips=clips).voiced == 0
    assert clips.collect(first.clip_keys) == 0


def test_nothing_is_collected_where_nothing_is(address):
    assert Clips(address + "-nowhere").collect([]) == 0
    Clips(address).put(KEY, SOUND)
    assert Clips(address).collect([]) == 0
    assert Clips(address).collect([KEY], unasked=timedelta(0)) == 0
    assert Clips(address).collect([OTHER], unasked=timedelta(seconds=-1)) > 100
    assert Clips(address).get(KEY) is None


def age(folder: Path, hours: float) -> None:
    then = time.time() - hours * 3600
    for file in folder.rglob("*.*"):
        os.utime(file, (then, then))


def test_what_a_render_under_way_has_asked_for_is_not_collected(folder, tags):
    """The collector knows no key of the render that has just used these clips: its rendition is not saved yet."""
    clips = Clips(str(folder))
    render(said(*FIRST), Tones(), tags, clips=clips)
    age(folder, hours=30)
    rendition = render(said(*FIRST), Tones(), tags, clips=clips)
    assert rendition.voiced == 0
    clips.collect([])
    assert {file.name.split(".")[0] for file in folder.rglob("*.clip")} == set(rendition.clip_keys)
    assert render(said(*FIRST), Told(never, "tones", "sine", "tones 1"), tags, clips=clips).voiced == 0


def test_pieces_of_a_profile_that_is_no_more_go_while_their_clips_stay(folder, tags):
    clips = Clips(str(folder))
    kept = render(said(*FIRST), Tones(), tags, clips=clips).clip_keys
    age(folder, hours=29 * 24)
    assert clips.collect(kept) == 0
    age(folder, hours=31 * 24)
    assert clips.collect(kept) > 0
    assert {file.suffix for file in folder.rglob("*.*")} == {".clip"}
    assert all(clips.get(key) for key in kept)
