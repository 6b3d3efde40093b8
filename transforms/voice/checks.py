"""What a finished sound must be, before anybody is asked to approve it."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.rendition import Mark
from transforms.script import Utterance
from transforms.voice.errors import BadSound
from transforms.voice.filters import decode, through
from transforms.voice.sound import SAMPLE_BYTES, SILENT_PEAK, Pcm, peak

LONGEST_DRIFT_MS = 100
STEP_MS = 10
_RATE = 16_000
_STEP = _RATE * STEP_MS // 1000
_EDGE_STEPS = 5
_SHORTEST_WORD_SECONDS = 0.06
_LONGEST_LETTER_SECONDS = 1.0
_HEARD_SHARE = 0.03
"""What stays below this share of the file's peak (−30 dB) is not speech."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """How loud a sound is over time: the peak (0 to 32768) of each 10 ms; and how long it is."""

    peaks: tuple[int, ...]
    duration_ms: int

    def between(self, start_ms: int, end_ms: int) -> Sequence[int]:
        return self.peaks[start_ms // STEP_MS : end_ms // STEP_MS]


def envelope(audio: bytes) -> Envelope:
    """The envelope of what an MP3 file decodes to."""
    peaks, count = [], 0
    shape = f"sample_fmts=s16:sample_rates={_RATE}:channel_layouts=mono"
    for frame in through(decode(audio), ("aformat", shape), frame_size=_STEP):
        samples = array("h", bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES])
        peaks.append(peak(samples))
        count += frame.samples
    return Envelope(tuple(peaks), round(count * 1000 / _RATE))


def check_spoken(utterance: Utterance, sound: Pcm) -> None:
    """What the engine gave for one utterance is neither silence nor far too short or long for its words.

    Raises:
        BadSound: it is; the message quotes the words.
    """
    said = f"«{utterance.spoken[:60]}»"
    if sound.peak < SILENT_PEAK:
        raise BadSound(f"no sound for {said}")
    shortest = _SHORTEST_WORD_SECONDS * len(utterance.spoken.split())
    longest = 1 + _LONGEST_LETTER_SECONDS * len(utterance.spoken)
    if not shortest <= sound.seconds <= longest:
        raise BadSound(f"{sound.seconds:.2f} s for {said}, expected {shortest:.2f} to {longest:.2f} s")


def check_finished(audio: bytes, marks: Sequence[Mark], expected_ms: int) -> int:
    """The file decodes to what went in: as long, sound in each mark, silence between them.

    Returns:
        The duration in milliseconds.

    Raises:
        BadSound: it does not.
    """
    found = envelope(audio)
    if abs(found.duration_ms - expected_ms) > LONGEST_DRIFT_MS:
        raise BadSound(f"the file plays {found.duration_ms} ms, its parts {expected_ms} ms")
    loudest = max(found.peaks, default=0)
    for number, mark in enumerate(marks):
        if peak(found.between(mark.start_ms, mark.end_ms)) < max(SILENT_PEAK, loudest * _HEARD_SHARE):
            raise BadSound(f"utterance {number} is silent in the file, {mark.start_ms} to {mark.end_ms} ms")
    _check_gaps(found, marks, loudest)
    return found.duration_ms


def _check_gaps(found: Envelope, marks: Sequence[Mark], loudest: int) -> None:
    """Between marks there is no speech, but for 50 ms beside them: there the codec may smear."""
    for before, after in zip(marks, [*marks[1:], Mark(found.duration_ms, found.duration_ms)], strict=True):
        gap = found.between(before.end_ms, after.start_ms)[_EDGE_STEPS:-_EDGE_STEPS]
        if peak(gap) > loudest * _HEARD_SHARE:
            raise BadSound(
                f"speech in the pause from {before.end_ms} to {after.start_ms} ms: the marks are off"
            )
