"""Script to Rendition: spoken, mastered, put together, checked and marked."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import av

from transforms.rendition import Mark, Rendition, SoundFile, Tags
from transforms.script import Script, Utterance
from transforms.voice.checks import (
    CheckFailed,
    check_answer,
    check_finished,
    check_script,
    check_spoken,
    true_peak,
)
from transforms.voice.clips import Clips, Found, clip_key
from transforms.voice.engine import Engine
from transforms.voice.engines import Misspoken
from transforms.voice.filters import decode
from transforms.voice.formats import Format, mux
from transforms.voice.layout import Layout, lay_out
from transforms.voice.listening import Heard, listen
from transforms.voice.mastering import RECIPE, Piece, master
from transforms.voice.paces import pace_of
from transforms.voice.profile import Profile, read_ident
from transforms.voice.sound import Pcm, trim
from transforms.voice.tags import chapters, metadata

__all__ = ["IDENT_PAUSE_MS", "Profile", "read_ident", "render"]

IDENT_PAUSE_MS = 600
_NEAR_LU = 0.2
_FURTHEST_LU = 3.0
"""A whole that misses by more is not what its pieces are: it fails its checks."""
_ROUNDS = 3
_BATCH, _BATCH_OUTSIDE = 48, 4
"""Texts that an engine is asked for at once; what it gave is kept before it is asked again. A batch of which one text
fails is lost: a service outside fails more often than a process of ours, and is slower to ask anew."""
_ORDINARY = Profile()


def render(
    script: Script,
    engine: Engine,
    tags: Tags,
    *,
    clips: Clips | None = None,
    profile: Profile = _ORDINARY,
    voice: str = "",
    fell_back: Sequence[str] = (),
) -> Rendition:
    """`script` as `engine` speaks it: sound files with their tags, and a mark for each utterance.

    Each utterance loses the silence that the engine put around it and is followed by the script's own pause. Marks
    are within 50 ms of what is heard, in players that leave out the encoder's padding (the file states it) and in
    those that do not. The same sounds from the engine give the same files, byte for byte, whatever `clips` holds.

    What `clips` holds is not spoken again, and the same words are spoken once. `voice` is the one that was wanted, and
    `fell_back` which engines should have spoken and did not.

    Raises:
        NothingToSay: the script is empty, or an utterance is blank.
        NoVoice: the engine does not speak the script's language.
        BadSound: what came out is not what went in (`CheckFailed` names the fault), or cannot be mastered.
        ConfigurationError: the profile names no format, or one that there is not.
        VoiceUnavailable, VoiceRefused: the engine's, see there.
    """
    forms = profile.forms()
    check_script(script, engine, voice)
    bench = _Bench(engine, clips, {clip_key(said.spoken, engine): said for said in script.utterances})
    order = _Order.of(script, engine, profile, bench)
    press = _Press(script, tags, profile, order, bench)
    made = [press.make(forms[0])]
    made += [press.make(form, like=made[0].layout) for form in forms[1:]]
    files = tuple(each.file for each in made)
    return Rendition(
        audio=files[0].audio,
        duration_ms=made[0].heard.duration_ms,
        loudness_lufs=files[0].loudness_lufs,
        true_peak_dbtp=files[0].true_peak_dbtp,
        engine=engine.name,
        voice=engine.voice,
        voice_version=engine.version,
        script=script,
        marks=order.marks(made[0].layout),
        files=files,
        engine_label=engine.label,
        fell_back=tuple(fell_back),
        clip_keys=order.keys[order.before :],
        voiced=len(bench.spoken),
        mended=tuple(bench.mended),
    )


@dataclass
class _Bench:
    """Where sounds and pieces are got from: what is kept, or else the engine and the encoder.

    `words` are what is said under each key; `sounds` what has been got so far; `spoken` and `mended` the keys of what
    the engine was asked for, and of those that had been there, damaged.
    """

    engine: Engine
    clips: Clips | None
    words: Mapping[str, Utterance]
    sounds: dict[str, Pcm] = field(default_factory=dict)
    spoken: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    def pieces(self, keys: Iterable[str], form: Format, lufs: float) -> dict[str, Piece]:
        """The piece of each key; those that are not kept are made, from sounds that are spoken in one batch."""
        recipe = f"{RECIPE}-{av.__version__}-{form.name}-{lufs:.2f}"
        kept = {key: self.clips.get_piece(key, recipe) if self.clips else None for key in dict.fromkeys(keys)}
        self._get_sounds([key for key, piece in kept.items() if not piece])
        return {key: piece or self._master(key, form, lufs, recipe) for key, piece in kept.items()}

    def _master(self, key: str, form: Format, lufs: float, recipe: str) -> Piece:
        piece = master(self.sounds[key], form, lufs)
        if self.clips:
            self.clips.put_piece(key, recipe, piece)
        return piece

    def _get_sounds(self, keys: Sequence[str]) -> None:
        for key in [key for key in keys if key not in self.sounds]:
            found = self.clips.find(key) if self.clips else Found(None)
            if found.sound:
                self.sounds[key] = found.sound
            elif found.damaged:
                self.mended.append(key)
        lacking = [key for key in keys if key not in self.sounds]
        size = _BATCH_OUTSIDE if self.engine.outside else _BATCH
        for start in range(0, len(lacking), size):
            self._speak(lacking[start : start + size])

    def _speak(self, keys: Sequence[str]) -> None:
        """Keeps what is good, also where something else in the batch is not."""
        sounds = self.engine.speak([self.words[key].spoken for key in keys])
        faults = [*self._faults(keys, sounds)]
        if faults:
            raise Misspoken.of(faults[0]) from faults[0]

    def _faults(self, keys: Sequence[str], sounds: Sequence[Pcm]) -> Iterator[CheckFailed]:
        try:
            check_answer(self.engine, len(keys), sounds)
        except CheckFailed as fault:
            yield fault
            return
        for key, sound in zip(keys, map(trim, sounds), strict=True):
            said = self.words[key]
            try:
                check_spoken(said, sound, pace_of(self.engine.name, said.language))
            except CheckFailed as fault:
                yield fault
            else:
                self._keep(key, sound)

    def _keep(self, key: str, sound: Pcm) -> None:
        self.sounds[key] = sound
        self.spoken.append(key)
        if self.clips:
            self.clips.put(key, sound)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is heard one after the other, by key, and the pause behind each; `before` of them are not the script's."""

    keys: tuple[str, ...]
    pauses_ms: tuple[int, ...]
    before: int

    @classmethod
    def of(cls, script: Script, engine: Engine, profile: Profile, bench: _Bench) -> "_Order":
        """The order of a script; the jingle, if there is one, is put on the bench."""
        keys = tuple(clip_key(said.spoken, engine) for said in script.utterances)
        pauses = tuple(said.pause_ms for said in script.utterances)
        if not profile.ident:
            return cls(keys, pauses, 0)
        ident = hashlib.sha256(profile.ident.samples + str(profile.ident.rate).encode()).hexdigest()
        bench.sounds[ident] = profile.ident
        return cls((ident, *keys), (IDENT_PAUSE_MS, *pauses), 1)

    def marks(self, layout: Layout) -> tuple[Mark, ...]:
        """The marks of the script's utterances."""
        return tuple(each.mark for each in layout.placed[self.before :])


@dataclass(frozen=True, slots=True)
class _Made:
    """A file, how it is put together, and what it was heard as."""

    file: SoundFile
    layout: Layout
    heard: Heard


@dataclass(frozen=True, slots=True)
class _Press:
    """Puts files together, listens to them, and gives only those that are what was ordered."""

    script: Script
    tags: Tags
    profile: Profile
    order: _Order
    bench: _Bench

    def make(self, form: Format, like: Layout | None = None) -> _Made:
        """The outer loop: where the whole misses the loudness that all its pieces have, these are made anew.

        It begins at the wanted loudness each time, so that what comes out does not depend on what was kept.
        """
        aim = self.profile.lufs
        for _ in range(_ROUNDS):
            pieces = self.bench.pieces(self.order.keys, form, aim)
            ordered = [pieces[key] for key in self.order.keys]
            layout = lay_out(ordered, self.order.pauses_ms, form, like)
            audio = self._mux(layout, form)
            heard = listen(decode(audio, form.container))
            miss = heard.loudness.lufs - self.profile.lufs
            if abs(miss) <= _NEAR_LU or abs(miss) > _FURTHEST_LU:
                break
            aim = round(aim - miss, 2)
        check_finished(heard, layout, self.profile.lufs)
        return _Made(_file(audio, form, layout, heard), layout, heard)

    def _mux(self, layout: Layout, form: Format) -> bytes:
        marked = chapters(self.script, self.order.marks(layout), round(layout.duration_ms))
        return mux(layout.packets, form, metadata(self.tags, form), marked)


def _file(audio: bytes, form: Format, layout: Layout, heard: Heard) -> SoundFile:
    highest = true_peak(heard, layout.placed)
    return SoundFile(form.name, form.media_type, form.suffix, audio, heard.loudness.lufs, highest)
