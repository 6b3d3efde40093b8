"""Plain sound in memory, and what is done to it before it is mastered."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from transforms.voice.errors import BadSound

SAMPLE_BYTES = 2
SILENT_PEAK = 33
"""A sound whose loudest sample is below this (−60 dBFS) is silence."""
_PADDING = 0.005
"""Padding is what stays below this share of the sound's own peak (−46 dB)."""
_BEFORE_SECONDS = 0.010
_AFTER_SECONDS = 0.030


@dataclass(frozen=True, slots=True)
class Pcm:
    """Mono sound: `samples` are signed 16-bit little-endian, `rate` of them a second."""

    samples: bytes
    rate: int

    @property
    def length(self) -> int:
        """Number of samples."""
        return len(self.samples) // SAMPLE_BYTES

    @property
    def seconds(self) -> float:
        return self.length / self.rate

    @property
    def peak(self) -> int:
        """Absolute value of the loudest sample, 0 to 32768."""
        return peak(array("h", self.samples))


def peak(samples: Sequence[int]) -> int:
    """Absolute value of the loudest of `samples`; 0 where there are none."""
    highest, lowest = max(samples, default=0), min(samples, default=0)
    return max(highest, -lowest)


def silence(milliseconds: int, rate: int) -> Pcm:
    return Pcm(bytes(SAMPLE_BYTES * round(milliseconds * rate / 1000)), rate)


def trim(sound: Pcm) -> Pcm:
    """`sound` without the engine's silence around it; 10 ms before the speech and 30 ms after it stay.

    A silent sound comes back empty.
    """
    samples = array("h", sound.samples)
    loudest = peak(samples)
    if loudest < SILENT_PEAK:
        return Pcm(b"", sound.rate)
    threshold = max(SILENT_PEAK, loudest * _PADDING)
    lead = _quiet(samples, threshold) - round(_BEFORE_SECONDS * sound.rate)
    tail = _quiet(samples[::-1], threshold) - round(_AFTER_SECONDS * sound.rate)
    return Pcm(samples[max(lead, 0) : len(samples) - max(tail, 0)].tobytes(), sound.rate)


def _quiet(samples: Sequence[int], threshold: float) -> int:
    return next(index for index, sample in enumerate(samples) if abs(sample) >= threshold)


def join(sounds: Sequence[Pcm]) -> Pcm:
    """One sound after the other.

    Raises:
        BadSound: there are none, or they differ in their rates.
    """
    rates = {sound.rate for sound in sounds}
    if len(rates) != 1:
        raise BadSound(f"sounds of one rate are joined, not of {sorted(rates)}")
    return Pcm(b"".join(sound.samples for sound in sounds), rates.pop())


def starts(sounds: Sequence[Pcm]) -> list[int]:
    """Where each of `sounds` begins once they are joined, in samples."""
    return list(accumulate((sound.length for sound in sounds), initial=0))[:-1]
