"""Script to Rendition: spoken, put together, mastered, checked and marked."""

from collections.abc import Mapping, Sequence

from transforms.rendition import SPOKEN_LANGUAGE, Mark, Rendition, Tags
from transforms.script import Script
from transforms.voice.checks import check_finished, check_spoken
from transforms.voice.engine import Engine
from transforms.voice.errors import BadSound, NothingToSay, NoVoice
from transforms.voice.mastering import master
from transforms.voice.sound import Pcm, join, silence, starts, trim

_ISO_639_2 = {"vi": "vie", "en": "eng"}


def render(script: Script, engine: Engine, tags: Tags) -> Rendition:
    """`script` as `engine` speaks it: one MP3 file with its tags, and a mark for each utterance.

    Each utterance loses the silence that the engine put around it and is followed by the script's own pause. Marks
    are within 50 ms of what is heard, in players that leave out the encoder's padding (the file states it) and in
    those that do not. The same sounds from the engine give the same file, byte for byte.

    Raises:
        NothingToSay: the script is empty, or an utterance is blank.
        NoVoice: the script is not in Vietnamese.
        BadSound: what came out is not what went in.
        VoiceUnavailable, VoiceRefused: the engine's, see there.
    """
    _check_sayable(script)
    parts = _parts(script, _speak(script, engine))
    whole = join(parts)
    finished = master(whole, _metadata(tags))
    marks = _marks(parts)
    duration = check_finished(finished.audio, marks, round(whole.seconds * 1000))
    return Rendition(
        audio=finished.audio,
        duration_ms=duration,
        loudness_lufs=finished.loudness.lufs,
        true_peak_dbtp=finished.loudness.dbtp,
        engine=engine.name,
        voice=engine.voice,
        voice_version=engine.version,
        script=script,
        marks=marks,
    )


def _check_sayable(script: Script) -> None:
    if not script.utterances:
        raise NothingToSay("the script has no utterances")
    if script.language.split("-")[0] != SPOKEN_LANGUAGE:
        raise NoVoice(
            f"no voice speaks {script.language!r}", fix="leave the item without sound, or translate it"
        )
    for number, utterance in enumerate(script.utterances):
        if not utterance.spoken.strip():
            raise NothingToSay(f"utterance {number} has no words: {utterance.written[:60]!r}")


def _speak(script: Script, engine: Engine) -> list[Pcm]:
    sounds = engine.speak([utterance.spoken for utterance in script.utterances])
    if len(sounds) != len(script.utterances):
        raise BadSound(f"{engine.name} gave {len(sounds)} sounds for {len(script.utterances)} utterances")
    trimmed = [trim(sound) for sound in sounds]
    for utterance, sound in zip(script.utterances, trimmed, strict=True):
        check_spoken(utterance, sound)
    return trimmed


def _parts(script: Script, sounds: Sequence[Pcm]) -> list[Pcm]:
    """Speech and pause by turns."""
    pairs = zip(sounds, script.utterances, strict=True)
    return [part for sound, said in pairs for part in (sound, silence(said.pause_ms, sound.rate))]


def _marks(parts: Sequence[Pcm]) -> tuple[Mark, ...]:
    spoken = list(zip(starts(parts), parts, strict=True))[::2]
    return tuple(
        Mark(round(start * 1000 / sound.rate), round((start + sound.length) * 1000 / sound.rate))
        for start, sound in spoken
    )


def _metadata(tags: Tags) -> Mapping[str, str]:
    """FFmpeg's names for ID3v2.4 frames; one that it does not know becomes a TXXX frame of that name.

    A copyright message begins with the year (ID3v2.4, TCOP), a language is ISO 639-2 (TLAN).
    """
    language = tags.language.split("-")[0]
    return {
        "title": tags.title,
        "artist": tags.source,
        "date": tags.date,
        "language": _ISO_639_2.get(language, language),
        "copyright": f"{tags.date[:4]} {tags.source}. Giọng đọc tổng hợp bằng máy.",
        "item": tags.item,
    }
