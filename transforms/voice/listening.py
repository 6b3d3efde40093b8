"""Hearing a sound: how loud it is as a whole and over time, in one pass and with little of it in memory."""

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from av import AudioFrame

from transforms.voice.filters import through

STEP_MS = 20
SILENT_DB = 96
"""Level of what is silent; levels are whole decibels below full scale, so the greater is the quieter."""
_EVERY = 16
"""Of the samples of a step, each so-many-th is looked at: 2,800 a second are enough for speech."""
_SILENT = 10 ** (-SILENT_DB / 20)
_FLOOR_DB = 40
"""Levels this far below a sound's loudest count as equal: there the codec and the room's noise speak."""
_FURTHEST_DB = 20


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP, both by EBU R 128."""

    lufs: float
    dbtp: float


@dataclass(frozen=True, slots=True)
class Envelope:
    """`levels` has one byte for each 20 ms: the peak in decibels below full scale, `SILENT_DB` for silence."""

    levels: bytes

    def between(self, start_ms: float, end_ms: float) -> bytes:
        return self.levels[round(start_ms / STEP_MS) : round(end_ms / STEP_MS)]

    @property
    def loudest(self) -> int:
        return min(self.levels, default=SILENT_DB)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a sound was heard as; its true peak is −120 dBTP where that was not asked for."""

    loudness: Loudness
    envelope: Envelope
    duration_ms: int


def listen(source: Iterable[AudioFrame], *, true_peak: bool = False) -> Heard:
    """Hear `source` to its end. The true peak costs as much time as everything else, so it has to be asked for."""
    counted = _Counted(source)
    found = {"lavfi.r128.I": "-70", "lavfi.r128.true_peak": "0"}
    levels = bytearray()
    for frame in through(counted, *_meter(true_peak=true_peak)):
        found.update(frame.metadata)
        levels += _levels(_samples(frame), frame.sample_rate)
    peak_level = max(float(found["lavfi.r128.true_peak"]), 1e-6)
    loudness = Loudness(round(float(found["lavfi.r128.I"]), 2), round(20 * math.log10(peak_level), 2))
    seconds = counted.samples / counted.rate
    return Heard(loudness, Envelope(bytes(levels[: round(seconds * 1000 / STEP_MS)])), round(seconds * 1000))


def _meter(*, true_peak: bool) -> tuple[tuple[str, str], ...]:
    """ebur128 reports each full 100 ms: the padding completes the last of them, and does not count."""
    options = "metadata=1:peak=true" if true_peak else "metadata=1"
    return ("apad", "pad_dur=0.1"), ("ebur128", options)


def _samples(frame: AudioFrame) -> "array[float]":
    """The samples of what ebur128 lets pass: doubles, of which 1.0 is full scale."""
    assert frame.format.name == "dbl"
    samples = array("d")
    samples.frombytes(memoryview(frame.planes[0])[: frame.samples * samples.itemsize])
    return samples


class _Counted:
    """Frames, of which the samples are counted while they go by."""

    def __init__(self, source: Iterable[AudioFrame]) -> None:
        self._source = source
        self.samples, self.rate = 0, 1

    def __iter__(self) -> Iterator[AudioFrame]:
        for frame in self._source:
            self.samples += frame.samples
            self.rate = frame.sample_rate
            yield frame


def _levels(samples: "array[float]", rate: int) -> bytes:
    """The levels of a stretch that begins on a step, as ebur128's frames of 100 ms do."""
    step = rate * STEP_MS // 1000
    parts = (samples[start : start + step : _EVERY] for start in range(0, len(samples), step))
    return bytes(_level(_peak(part)) for part in parts)


def _peak(samples: "array[float]") -> float:
    highest, lowest = max(samples), min(samples)
    return max(highest, -lowest)


def _level(loudest: float) -> int:
    return min(SILENT_DB, max(0, round(-20 * math.log10(loudest)))) if loudest > _SILENT else SILENT_DB


def distance(one: Sequence[int], other: Sequence[int]) -> float:
    """How far two envelopes are apart in decibels, 0 to 20: the mean over the steps of the longer of them.

    A step is held against the range of its counterpart and the two beside that one, since the steps of two sounds may
    be cut up to half a step apart. What is more than 40 dB below the loudest of both is silence; a step that one of them
    lacks is silent there.
    """
    floor = min([*one, *other], default=0) + _FLOOR_DB
    length = max(len(one), len(other))
    first, second = _filled(one, length, floor), _filled(other, length, floor)
    return max(_outside(first, second), _outside(second, first))


def _filled(levels: Sequence[int], length: int, floor: int) -> list[int]:
    return [min(level, floor) for level in levels] + [floor] * (length - len(levels))


def _outside(levels: list[int], ranges: list[int]) -> float:
    """By how much `levels` are outside of the neighbourhoods in `ranges`, on average."""
    beside = zip(levels, [*ranges[:1], *ranges], ranges, [*ranges[1:], *ranges[-1:]], strict=False)
    apart = [max(0, level - max(near), min(near) - level) for level, *near in beside]
    return sum(min(each, _FURTHEST_DB) for each in apart) / len(apart) if apart else 0.0
