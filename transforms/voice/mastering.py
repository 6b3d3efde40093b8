"""From plain sound to the MP3 file that is broadcast, at the loudness that is wanted.

Loudness is EBU R 128 (ITU-R BS.1770, plain mono: a mono file is measured as one channel, not as two) of the
*decoded* file, because the MP3 encoder itself turns the level down by about half a decibel and moves the peaks.
So the gain is found in a closed loop: encode, decode, measure, correct.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from av import AudioFrame
from av import open as av_open

from transforms.voice.errors import BadSound
from transforms.voice.filters import Filter, decode, frames, through
from transforms.voice.sound import Pcm

RATE = 44_100
BITRATE = 96_000
TARGET_LUFS = -16.0
TOLERANCE_LU = 0.3
HIGHEST_PEAK_DBTP = -1.0

_CEILING_DBFS = -2.5
_LOWEST_CEILING_DBFS = -6.0
_PRESSED_LUFS = -20.0
_ENCODER_LOSS_DB = 0.5
_GOOD_ENOUGH_LU = 0.15
_PASSES = 8
_LIMITER_RATE = 4 * RATE
_FRAME = 1152
_SILENT_LUFS = -60.0
# LAME's own quality scale, 0 to 9: at 96 kbit/s mono 7 takes 0.6 of the time of the default 5.
_LAME = {"compression_level": "7"}


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP, both by EBU R 128."""

    lufs: float
    dbtp: float


@dataclass(frozen=True, slots=True)
class Master:
    """An MP3 file and the loudness of what it decodes to."""

    audio: bytes
    loudness: Loudness


def master(sound: Pcm, tags: Mapping[str, str]) -> Master:
    """`sound` as MP3 (44.1 kHz mono, 96 kbit/s constant) at −16 ± 0.3 LUFS and at most −1 dBTP.

    The same sound and tags give the same bytes. `tags` are FFmpeg's metadata keys.

    Raises:
        BadSound: `sound` is too quiet or too short (under 0.4 s) to be measured, or cannot be brought there.
    """
    pressed = _presser(sound)
    gain = _first_gain(sound, pressed)
    ceiling = _CEILING_DBFS
    best: Master | None = None
    for _ in range(_PASSES):
        audio = _encode(through(frames(sound), *pressed, *_limiter(gain, ceiling), frame_size=_FRAME), tags)
        made = Master(audio, _measure(decode(audio)))
        best = _better(best, made)
        if best and _miss(best) <= _GOOD_ENOUGH_LU:
            break
        gain += TARGET_LUFS - made.loudness.lufs
        ceiling -= max(0.0, made.loudness.dbtp - HIGHEST_PEAK_DBTP) * 1.1
        ceiling = max(ceiling, _LOWEST_CEILING_DBFS)
    if not best or _miss(best) > TOLERANCE_LU:
        raise BadSound(
            f"{TARGET_LUFS} LUFS below {HIGHEST_PEAK_DBTP} dBTP is out of reach: got {made.loudness}",
            fix="listen to the engine's sound: it is mostly silence, or clicks",
        )
    return best


def _first_gain(sound: Pcm, pressed: tuple[Filter, ...]) -> float:
    """The gain in dB that should be right, found without the encoder, which takes most of the time."""
    wanted = TARGET_LUFS + _ENCODER_LOSS_DB
    gain = wanted - _measure(through(frames(sound), *pressed)).lufs
    limited = through(frames(sound), *pressed, *_limiter(gain, _CEILING_DBFS))
    return gain + wanted - _measure(limited).lufs


def _miss(made: Master) -> float:
    return abs(made.loudness.lufs - TARGET_LUFS)


def _better(best: Master | None, made: Master) -> Master | None:
    if made.loudness.dbtp > HIGHEST_PEAK_DBTP:
        return best
    return made if not best or _miss(made) < _miss(best) else best


def _presser(sound: Pcm) -> tuple[Filter, ...]:
    """Brings speech to one level and narrows its dynamics 3:1, so that −16 LUFS leaves room for peaks."""
    level = _measure(frames(sound)).lufs
    if level < _SILENT_LUFS:
        raise BadSound(f"nothing to be heard, or less than 0.4 s of it ({level} LUFS)")
    return (
        ("aresample", str(RATE)),
        ("volume", f"{_PRESSED_LUFS - level:.3f}dB"),
        ("acompressor", "threshold=-24dB:ratio=3:attack=5:release=120:knee=4"),
    )


def _limiter(gain: float, ceiling: float) -> tuple[Filter, ...]:
    """`gain` and `ceiling` in dB. Peaks are limited oversampled, where those between samples show."""
    return (
        ("aresample", str(_LIMITER_RATE)),
        ("volume", f"{gain:.3f}dB"),
        ("alimiter", f"limit={ceiling:.3f}dB:level=disabled:attack=5:release=50:latency=1"),
        ("aresample", str(RATE)),
        ("aformat", "sample_fmts=fltp:channel_layouts=mono"),
    )


def _measure(source: Iterable[AudioFrame]) -> Loudness:
    """ebur128 reports each full 100 ms: the padding completes the last of them, and does not count."""
    found = {"lavfi.r128.I": "-70", "lavfi.r128.true_peak": "0"}
    for frame in through(source, ("apad", "pad_dur=0.1"), ("ebur128", "metadata=1:peak=true")):
        found.update(frame.metadata)
    peak = max(float(found["lavfi.r128.true_peak"]), 1e-6)
    return Loudness(round(float(found["lavfi.r128.I"]), 2), round(20 * math.log10(peak), 2))


def measure(audio: bytes) -> Loudness:
    """The loudness of what an MP3 file decodes to."""
    return _measure(decode(audio))


def _encode(source: Iterator[AudioFrame], tags: Mapping[str, str]) -> bytes:
    file = BytesIO()
    options = {"id3v2_version": "4", "write_id3v1": "0"}
    with av_open(file, "w", format="mp3", options=options) as container:
        container.metadata.update(tags)
        stream = container.add_stream(
            "libmp3lame", RATE, _LAME, bit_rate=BITRATE, layout="mono", format="fltp"
        )
        for frame in source:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()
