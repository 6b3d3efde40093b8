"""From one utterance's plain sound to packets at the loudness that is wanted.

Loudness is EBU R 128 (ITU-R BS.1770, plain mono: a mono file is measured as one channel, not as two) of the *decoded*
sound, because the encoders turn the level down (LAME by half a decibel) and move the peaks. So the gain is found in a
closed loop: encode, decode, measure, correct.

The loop is run on each utterance by itself, and what it gives does not depend on what stands around it: where one
sentence changes, the packets of the others stay as they are. A whole whose utterances all have one loudness has it
too, since the loudness of a programme is the mean over its parts that are not silent; it is measured all the same.

A word of less than a second is measured as if it were said again and again: with the window of 400 ms half empty, it
would have to be shouted.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from av import AudioFrame

from transforms.voice.errors import BadSound
from transforms.voice.filters import Filter, decode, frames, through
from transforms.voice.formats import LEAD_PACKETS, Format, encode, mux, silent_packets
from transforms.voice.listening import Loudness, listen
from transforms.voice.sound import Pcm, silence

RECIPE = "2"
"""Changes whenever the same sound would be mastered to other packets."""
TOLERANCE_LU = 0.3
"""Of a whole file."""
PIECE_TOLERANCE_LU = 1.0
"""Of an utterance whose peaks leave no room for more: single consonants, mostly."""
HIGHEST_PEAK_DBTP = -1.0
PIECE_PEAK_DBTP = -1.1
"""What a piece is brought to: meters that interpolate more finely find up to a tenth more."""
PRESSED_ABOVE_LUFS = -20.0
"""Programmes louder than this have their dynamics narrowed, so that there is room for their peaks."""

_RATE = 44_100
_CEILING_DBFS = -2.5
_LOWEST_CEILING_DBFS = -6.0
_WORKING_LUFS = -20.0
_GOOD_ENOUGH_LU = 0.12
_PASSES = 8
_LIMITER_PASSES = 2
_LEAST_STEP_DB = 0.02
_FLATTEST = 0.25
_OVERSAMPLED = 4
_SILENT_LUFS = -60.0
_AROUND_MS = 450
"""Silence around an utterance while it is measured: longer than the 400 ms window, as in the finished file."""
_SHORT_SECONDS = 1.0
_BETWEEN_MS = 60
_MOST_TIMES = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One utterance as packets of a format, and what these are heard as, with silence around them.

    The sound begins with the first packet and is `seconds` long; silence fills the last packet. `levels` are those of
    an `Envelope` that begins with the sound.
    """

    packets: tuple[bytes, ...]
    seconds: float
    loudness: Loudness
    levels: bytes


def master(sound: Pcm, form: Format, lufs: float) -> Piece:
    """`sound` in a format, at `lufs` ± 0.12 (± 1 where its peaks leave no room for more) and at most −1.1 dBTP.

    The levelled signal is the same for all formats; gain and limiter's ceiling are each format's own.

    Raises:
        BadSound: `sound` is too quiet to be measured, or cannot be brought there.
    """
    pressed = _pressed(sound, lufs)
    return _close(pressed, sound, form, lufs, lufs - _measure(pressed))


def _pressed(sound: Pcm, lufs: float) -> list[AudioFrame]:
    """`sound` between silences at one level, its dynamics narrowed 3:1 for the loud programmes."""
    around = silence(_AROUND_MS, sound.rate).samples
    between = silence(_BETWEEN_MS, sound.rate).samples
    apart = Pcm(around + between.join([sound.samples] * _times(sound)) + around, sound.rate)
    level = _measure(frames(apart))
    if level < _SILENT_LUFS:
        raise BadSound(f"nothing to be heard ({level} LUFS)")
    chain: list[Filter] = [("aresample", str(_RATE)), ("volume", f"{_WORKING_LUFS - level:.3f}dB")]
    if lufs > PRESSED_ABOVE_LUFS:
        chain.append(("acompressor", "threshold=-24dB:ratio=3:attack=5:release=120:knee=4"))
    return list(through(frames(apart), *chain))


def _times(sound: Pcm) -> int:
    """How many times a sound stands in what is measured of it."""
    if sound.seconds >= _SHORT_SECONDS:
        return 1
    return min(_MOST_TIMES, math.ceil(_SHORT_SECONDS / max(sound.seconds, 0.01)))


def _close(pressed: list[AudioFrame], sound: Pcm, form: Format, lufs: float, gain: float) -> Piece:
    """The closed loop. `gain` in dB is where it starts: most of the way is gone without the encoder, which is slow."""
    ceiling, wanted = _CEILING_DBFS, _Wanted(lufs)
    before_encoding = _Wanted(lufs + form.loss_db)
    gain += form.loss_db
    for _ in range(_LIMITER_PASSES):
        gain = before_encoding.next_gain(gain, _measure(through(pressed, *_limiter(gain, ceiling, form))))
    wanted.slope = before_encoding.slope
    best: Piece | None = None
    for _ in range(_PASSES):
        limited = through(pressed, *_limiter(gain, ceiling, form), *_cut(sound, form), frame_size=form.packet)
        made = _piece(encode(limited, form)[: _packets(sound, form)], sound, form)
        best = _better(best, made, lufs)
        if best and abs(best.loudness.lufs - lufs) <= _GOOD_ENOUGH_LU:
            break
        gain = wanted.next_gain(gain, made.loudness.lufs)
        ceiling -= max(0.0, made.loudness.dbtp - PIECE_PEAK_DBTP) * 1.1
        ceiling = max(ceiling, _LOWEST_CEILING_DBFS)
    if not best or abs(best.loudness.lufs - lufs) > PIECE_TOLERANCE_LU:
        raise BadSound(
            f"{lufs:g} LUFS below {PIECE_PEAK_DBTP} dBTP is out of reach: got {made.loudness}",
            fix="listen to the engine's sound: it is mostly silence, or clicks",
        )
    return best


@dataclass
class _Wanted:
    """A search for the gain that gives `lufs`: where a limiter presses, each decibel of gain gives less than one."""

    lufs: float
    slope: float = 1.0
    _last: tuple[float, float] | None = None

    def next_gain(self, gain: float, found: float) -> float:
        """A better gain, after `gain` gave a loudness of `found`; in dB and LUFS."""
        if self._last and abs(gain - self._last[0]) > _LEAST_STEP_DB:
            slope = (found - self._last[1]) / (gain - self._last[0])
            self.slope = min(max(slope, _FLATTEST), 1.0)
        self._last = (gain, found)
        return gain + (self.lufs - found) / self.slope


def _better(best: Piece | None, made: Piece, lufs: float) -> Piece | None:
    if made.loudness.dbtp > PIECE_PEAK_DBTP:
        return best
    nearer = not best or abs(made.loudness.lufs - lufs) < abs(best.loudness.lufs - lufs)
    return made if nearer else best


def _limiter(gain: float, ceiling: float, form: Format) -> tuple[Filter, ...]:
    """`gain` and `ceiling` in dB. Peaks are limited oversampled, where those between samples show."""
    return (
        ("aresample", str(_OVERSAMPLED * _RATE)),
        ("volume", f"{gain:.3f}dB"),
        ("alimiter", f"limit={ceiling:.3f}dB:level=disabled:attack=5:release=50:latency=1"),
        ("aresample", str(form.rate)),
        ("aformat", f"sample_fmts={form.sample_format}:channel_layouts=mono"),
    )


def _packets(sound: Pcm, form: Format) -> int:
    """How many packets hold `sound` to its end."""
    return math.ceil((sound.length * form.rate / sound.rate + form.spare) / form.packet)


def _cut(sound: Pcm, form: Format) -> tuple[Filter, ...]:
    """What stands around the sound goes; behind it, whole packets are filled."""
    start = round(_AROUND_MS * form.rate / 1000)
    end = start + round((sound.seconds + _BETWEEN_MS / 2000) * form.rate)
    length = _packets(sound, form) * form.packet
    return (
        ("atrim", f"start_sample={start}:end_sample={end}"),
        ("asetpts", "N/SR/TB"),
        ("apad", f"whole_len={length}"),
        ("atrim", f"end_sample={length}"),
    )


def _piece(packets: tuple[bytes, ...], sound: Pcm, form: Format) -> Piece:
    around = [silent_packets(form)[0]] * math.ceil(_AROUND_MS / 1000 * form.rate / form.packet)
    whole = [*around, *(packets * _times(sound)), *around]
    heard = listen(decode(mux(whole, form), form.container), true_peak=True)
    start = (LEAD_PACKETS + len(around)) * form.packet * 1000 / form.rate
    end = start + len(packets) * form.packet * 1000 / form.rate
    return Piece(packets, sound.seconds, heard.loudness, heard.envelope.between(start, end))


def _measure(source: Iterable[AudioFrame]) -> float:
    return listen(source).loudness.lufs


def measure(audio: bytes, form: Format) -> Loudness:
    """The loudness of what a file decodes to."""
    return listen(decode(audio, form.container), true_peak=True).loudness
