"""What a sound must be before anybody is asked to approve it. Each fault has a name."""

from array import array
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby
from math import log10, sqrt

from transforms.script import Script, Utterance
from transforms.voice.engine import Engine
from transforms.voice.errors import BadSound, NothingToSay, NoVoice, TooLongToSay
from transforms.voice.layout import Layout, Placed
from transforms.voice.listening import SILENT_DB, STEP_MS, Heard, distance
from transforms.voice.mastering import HIGHEST_PEAK_DBTP, TOLERANCE_LU
from transforms.voice.paces import ANY_PACE, Pace, bounds
from transforms.voice.sound import SAMPLE_BYTES, SILENT_PEAK, Pcm, peak

LONGEST_DRIFT_MS = 50
SAME_DB = 1.3
SAME_WORD_DB = 2.0
"""Two envelopes nearer than this may be of the same sound (the second: of a word below 0.6 s).

A sound differs from itself by 0.7 (1.8) at most, measured on 60 texts, single letters to sentences; sentences differ from
each other by 2.2 and more. Words of one syllable may differ by less: there, the envelope only says that one is heard.
"""
_WORD_STEPS = 30
_HEARD_DB = 30
"""What is further below the file's loudest is not speech."""
_EDGE_MS = 50
_FULL_SCALE = 32_700
_FLAT_SAMPLES = 3
_MOST_FLAT = 0.0005
_LONGEST_HOLE_SECONDS = 1.5
_MOST_SHIFT = 0.1
_EVERY = 4
_QUIET_ENDS = frozenset({"espeak"})
"""Engines whose every sound ends in silence; measured on 3,000 utterances."""
_END_SECONDS = 0.01
_QUIET_END = 0.02
_RATES = range(8_000, 192_001)


class Fault(StrEnum):
    """What can be wrong with a sound."""

    ENGINE = "engine"
    """The engine gave no sound, or something that is none."""
    VOICE = "wrong voice"
    SILENT = "silent"
    HOLE = "hole"
    """A stretch of silence within an utterance: words were left out."""
    CLIPPED = "clipped"
    NOISE = "noise"
    """What is heard is no speech."""
    CUT = "cut"
    """The sound ends in the middle of a word."""
    SHORT = "too short"
    LONG = "too long"
    LENGTH = "length"
    """The file plays for another time than its parts."""
    LOUDNESS = "loudness"
    PEAK = "peak"
    MISSING = "missing"
    """Where an utterance should be heard there is something else."""
    DOUBLED = "doubled"
    """Where an utterance should be heard there is the one before it again."""
    STRAY = "stray"
    """There is speech in a pause."""


class CheckFailed(BadSound):
    """A sound that must not be broadcast; `fault` names what is wrong with it."""

    def __init__(self, fault: Fault, reason: str, *, fix: str = "") -> None:
        self.fault = fault
        super().__init__(f"{fault}: {reason}", fix=fix)


LONGEST_SCRIPT = 500_000
"""Spoken characters of one script, some nine hours: no broadcast is longer, and a render has an end."""


def check_script(script: Script, engine: Engine, voice: str = "") -> None:
    """There is something to say, in a language of the engine, which has the wanted `voice` (any where that is empty).

    Raises:
        NothingToSay: the script is empty, or an utterance is blank.
        TooLongToSay: it has more than `LONGEST_SCRIPT` characters to be spoken.
        NoVoice: the engine does not claim the script's language, or that of an utterance.
        CheckFailed: the engine speaks with another voice.
    """
    if not script.utterances:
        raise NothingToSay("the script has no utterances")
    length = sum(len(utterance.spoken) for utterance in script.utterances)
    if length > LONGEST_SCRIPT:
        raise TooLongToSay(
            f"the script has {length} characters to be spoken, {LONGEST_SCRIPT} are said at most",
            fix="have a shorter form of it spoken, or divide it",
        )
    if voice and engine.voice != voice:
        raise CheckFailed(Fault.VOICE, f"{engine.name} speaks as {engine.voice}, and {voice} was wanted")
    _check_language(script.language, engine)
    for number, utterance in enumerate(script.utterances):
        _check_language(utterance.language, engine)
        if not utterance.spoken.strip():
            raise NothingToSay(f"utterance {number} has no words: {utterance.written[:60]!r}")


def _check_language(language: str, engine: Engine) -> None:
    if language.split("-", maxsplit=1)[0].lower() not in engine.languages:
        raise NoVoice(
            f"{engine.name} ({engine.voice}) does not speak {language!r}",
            fix="leave the item without sound, translate it, or choose a voice of that language",
        )


def check_answer(engine: Engine, asked: int, sounds: Sequence[Pcm]) -> None:
    """The engine gave as many sounds as it was asked for, and whole sounds they are.

    Raises:
        CheckFailed: it did not.
    """
    if len(sounds) != asked:
        raise CheckFailed(Fault.ENGINE, f"{engine.name} gave {len(sounds)} sounds for {asked} texts")
    for sound in sounds:
        if sound.rate not in _RATES or len(sound.samples) % SAMPLE_BYTES:
            raise CheckFailed(
                Fault.ENGINE, f"{engine.name} gave {len(sound.samples)} bytes at {sound.rate} Hz"
            )
        if engine.name in _QUIET_ENDS and _ends_loud(sound):
            raise CheckFailed(Fault.CUT, f"{engine.name}'s sound of {sound.seconds:.2f} s breaks off")


def _ends_loud(sound: Pcm) -> bool:
    samples = array("h", sound.samples)
    return peak(samples[-max(1, round(sound.rate * _END_SECONDS)) :]) > _QUIET_END * peak(samples)


def check_spoken(utterance: Utterance, sound: Pcm, pace: Pace = ANY_PACE) -> None:
    """What the engine gave for one utterance, without the silence around it, may be what its words sound like.

    Raises:
        CheckFailed: it is silent, clipped, no speech, has a hole, or is too short or long; the message quotes the words.
    """
    said = f"«{utterance.spoken[:60]}»"
    if sound.peak < SILENT_PEAK:
        raise CheckFailed(Fault.SILENT, f"no sound for {said}")
    shortest, longest = bounds(utterance.spoken, pace)
    if not shortest <= sound.seconds <= longest:
        fault = Fault.SHORT if sound.seconds < shortest else Fault.LONG
        raise CheckFailed(
            fault, f"{sound.seconds:.2f} s for {said}, expected {shortest:.2f} to {longest:.2f} s"
        )
    hole = _longest_hole(sound)
    if hole > (pace.ways.hole if pace.ways else _LONGEST_HOLE_SECONDS):
        raise CheckFailed(Fault.HOLE, f"{hole:.2f} s of silence within {said}")
    if (flat := flat_share(sound)) > _MOST_FLAT:
        raise CheckFailed(Fault.CLIPPED, f"{flat:.2%} of the samples are at full scale in {said}")
    if (shift := _shift(sound)) > _MOST_SHIFT:
        raise CheckFailed(Fault.NOISE, f"the sound lies {shift:.0%} of its peak beside zero in {said}")
    if pace.ways and (crest := _crest(sound)) < pace.ways.crest:
        raise CheckFailed(Fault.NOISE, f"peaks of {crest:.0f} dB above the mean are no speech in {said}")


def _shift(sound: Pcm) -> float:
    """How far the mean of a sound is from zero, as a share of its peak."""
    samples = array("h", sound.samples)
    return abs(sum(samples) / len(samples)) / peak(samples)


def _crest(sound: Pcm) -> float:
    """How far the loudest sample stands above the mean power, in decibels."""
    samples = array("h", sound.samples)[::_EVERY]
    power = sum(sample * sample for sample in samples) / len(samples)
    return 20 * log10(peak(samples) / max(sqrt(power), 1))


def flat_share(sound: Pcm) -> float:
    """The share of the samples that stand at full scale, three and more in a row."""
    samples = array("h", sound.samples)
    if peak(samples) < _FULL_SCALE:
        return 0.0
    runs = (sum(1 for _ in run) for full, run in groupby(samples, lambda x: abs(x) >= _FULL_SCALE) if full)
    return sum(run for run in runs if run >= _FLAT_SAMPLES) / len(samples)


def _longest_hole(sound: Pcm) -> float:
    """Seconds of the longest stretch within `sound` that is silent or nearly so (−50 dB of its own peak)."""
    samples, step = array("h", sound.samples), sound.rate * STEP_MS // 1000
    quiet = max(SILENT_PEAK, peak(samples) / 316)
    steps = (peak(samples[start : start + step]) < quiet for start in range(0, len(samples), step))
    longest = max((sum(1 for _ in run) for silent, run in groupby(steps) if silent), default=0)
    return longest * STEP_MS / 1000


def check_finished(heard: Heard, layout: Layout, lufs: float) -> None:
    """A finished file is what was put into it, at `lufs`. `heard` is what it decodes to.

    Each utterance has the envelope that it had by itself; there is no sound in the pauses. A true peak that `heard` does
    not have is that of the pieces, between which there is silence.

    Raises:
        CheckFailed: it is not.
    """
    if abs(heard.duration_ms - layout.duration_ms) > LONGEST_DRIFT_MS:
        raise CheckFailed(
            Fault.LENGTH, f"the file plays {heard.duration_ms} ms, its parts {layout.duration_ms:.0f} ms"
        )
    _check_utterances(heard, layout.placed)
    _check_pauses(heard, layout.placed)
    _check_level(heard, layout.placed, lufs)


def true_peak(heard: Heard, placed: Sequence[Placed]) -> float:
    """The true peak of a file in dBTP: what was measured of it, or of the pieces in it, whichever is higher."""
    return max(heard.loudness.dbtp, *(each.piece.loudness.dbtp for each in placed))


def _check_level(heard: Heard, placed: Sequence[Placed], lufs: float) -> None:
    if abs(heard.loudness.lufs - lufs) > TOLERANCE_LU:
        raise CheckFailed(Fault.LOUDNESS, f"{heard.loudness.lufs} LUFS, and {lufs:g} was wanted")
    highest = true_peak(heard, placed)
    if highest > HIGHEST_PEAK_DBTP or -heard.envelope.loudest > HIGHEST_PEAK_DBTP + 0.5:
        raise CheckFailed(
            Fault.PEAK, f"a true peak of {highest} dBTP, samples up to {-heard.envelope.loudest} dB"
        )


def _check_utterances(heard: Heard, placed: Sequence[Placed]) -> None:
    for number, each in enumerate(placed):
        levels = heard.envelope.between(each.start_ms, each.start_ms + len(each.piece.levels) * STEP_MS)
        if _same(each.piece.levels, levels):
            continue
        if number and _same(placed[number - 1].piece.levels, levels):
            raise CheckFailed(Fault.DOUBLED, f"utterance {number - 1} is heard again in place of {number}")
        if min(levels, default=SILENT_DB) > heard.envelope.loudest + _HEARD_DB:
            raise CheckFailed(Fault.MISSING, f"utterance {number} is silent in the file")
        away = distance(each.piece.levels, levels)
        raise CheckFailed(Fault.MISSING, f"utterance {number} is not what is heard ({away:.1f} dB off)")


def _same(one: Sequence[int], other: Sequence[int]) -> bool:
    return distance(one, other) < (SAME_WORD_DB if len(one) < _WORD_STEPS else SAME_DB)


def _check_pauses(heard: Heard, placed: Sequence[Placed]) -> None:
    """Between utterances there is no speech, but for 50 ms beside them: there the codec may smear."""
    loudest = heard.envelope.loudest
    edges = [(-_EDGE_MS, 0.0), *((each.start_ms, each.end_ms) for each in placed)]
    ends = [*(each.start_ms for each in placed), heard.duration_ms + _EDGE_MS]
    for (_, before), after in zip(edges, ends, strict=True):
        gap = heard.envelope.between(before + _EDGE_MS, after - _EDGE_MS)
        if min(gap, default=SILENT_DB) < loudest + _HEARD_DB:
            raise CheckFailed(
                Fault.STRAY, f"speech in the pause from {before:.0f} to {after:.0f} ms: the marks are off"
            )
