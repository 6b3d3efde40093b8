"""Engines that speak in tones, and a second reader and meter of sound, for the voice's tests."""

import io
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log10, pi, sin, tan

import av

from transforms.script import Script, Utterance
from transforms.voice import Pcm

RATE = 22_050


@dataclass(frozen=True)
class Tones:
    """Says each text as a tone of its own (400, 500, 600… Hz, 0.25 s a word) in the silence that engines add."""

    lead_seconds: float = 0.08
    tail_seconds: float = 0.7
    amplitude: float = 0.3
    name: str = "tones"
    voice: str = "sine"
    version: str = "tones 1"
    languages: frozenset[str] = frozenset({"vi"})
    label: str = "âm thử"
    outside: bool = False

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        return [self._say(400 + 100 * number, text) for number, text in enumerate(texts)]

    def _say(self, hertz: int, text: str) -> Pcm:
        count = round(0.25 * len(text.split()) * RATE)
        wave = array(
            "h", [round(32767 * self.amplitude * sin(2 * pi * hertz * at / RATE)) for at in range(count)]
        )
        lead, tail = (bytes(2 * round(seconds * RATE)) for seconds in (self.lead_seconds, self.tail_seconds))
        return Pcm(lead + wave.tobytes() + tail, RATE)


@dataclass(frozen=True)
class Told:
    """Does with the texts what it was told to do, and keeps in mind what it was asked."""

    answer: Callable[[Sequence[str]], list[Pcm]]
    name: str = "told"
    voice: str = "told"
    version: str = "told 1"
    languages: frozenset[str] = frozenset({"vi"})
    label: str = "âm thử"
    outside: bool = False
    asked: list[str] = field(default_factory=list)

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        self.asked.extend(texts)
        return self.answer(texts)


def at_levels(*levels: float) -> Told:
    """An engine whose tones have a level each, 0 to 1."""
    return Told(
        lambda texts: [
            replace(Tones(), amplitude=level).speak([text])[0]
            for text, level in zip(texts, levels, strict=True)
        ]
    )


def giving(sounds: Sequence[Pcm]) -> Told:
    return Told(lambda _texts: list(sounds))


def said(*texts: str, pause_ms: int = 500) -> Script:
    return Script(tuple(Utterance(text, text, at, pause_ms) for at, text in enumerate(texts)), "vi")


def louder(sound: Pcm, factor: float) -> Pcm:
    samples = (max(-32768, min(32767, round(sample * factor))) for sample in array("h", sound.samples))
    return Pcm(array("h", samples).tobytes(), sound.rate)


def decoded(audio: bytes) -> tuple[Sequence[float], int]:
    """What a sound file decodes to, −1 to 1, with the padding left out as the file says; and its rate."""
    samples = array("f")
    with av.open(io.BytesIO(audio)) as container:
        for frame in container.decode(audio=0):
            samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
        return samples, container.streams.audio[0].rate


def padded(audio: bytes) -> Sequence[float]:
    """Every sample of every frame of an MP3, as a player decodes it that knows nothing of the padding."""
    samples = array("f")
    decoder = av.CodecContext.create("mp3float", "r")
    with av.open(io.BytesIO(audio)) as container:
        for packet in container.demux(audio=0):
            for frame in decoder.decode(av.Packet(bytes(packet))) if packet.size else []:
                samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
    return samples


def stretches(samples: Sequence[float], rate: int) -> list[tuple[float, float]]:
    """Start and end in milliseconds of what is louder than −30 dBFS, by steps of 5 ms; a shorter hole is none."""
    step = rate // 200
    loud = [max(map(abs, samples[at : at + step])) > 0.03 for at in range(0, len(samples), step)]
    edges = [at for at in range(len(loud)) if loud[at] != (at > 0 and loud[at - 1])]
    assert len(edges) % 2 == 0
    return [
        (a * step / rate * 1000, b * step / rate * 1000) for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


def pitch(samples: Sequence[float], rate: int, start_ms: float, end_ms: float) -> float:
    part = samples[round(start_ms * rate / 1000) : round(end_ms * rate / 1000)]
    rises = sum(before < 0 <= after for before, after in pairwise(part))
    return rises / (len(part) / rate)


def bs1770(samples: Sequence[float], rate: int) -> float:
    """Integrated loudness by ITU-R BS.1770-4, written from the recommendation: a second opinion."""
    powers = list(_block_powers(_k_weighted(samples, rate), round(0.4 * rate), round(0.1 * rate)))
    loud = [power for power in powers if power > 0 and _lufs(power) > -70]
    gate = _lufs(sum(loud) / len(loud)) - 10
    kept = [power for power in loud if _lufs(power) > gate]
    return _lufs(sum(kept) / len(kept))


def _lufs(power: float) -> float:
    return -0.691 + 10 * log10(power)


def _block_powers(samples: Sequence[float], length: int, step: int) -> Iterator[float]:
    for at in range(0, len(samples) - length + 1, step):
        yield sum(value * value for value in samples[at : at + length]) / length


def _k_weighted(samples: Sequence[float], rate: int) -> list[float]:
    k = tan(pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    mid, norm = high**0.4996667741545416, 1 + k / 0.7071752369554196 + k * k
    shelf = ((high + mid * k / q + k * k), 2 * (k * k - high), (high - mid * k / q + k * k))
    shelved = _biquad(
        samples, [b / norm for b in shelf], [2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm]
    )
    k, q = tan(pi * 38.13547087602444 / rate), 0.5003270373238773
    norm = 1 + k / q + k * k
    return _biquad(shelved, [1, -2, 1], [2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm])


def _biquad(samples: Sequence[float], b: Sequence[float], a: Sequence[float]) -> list[float]:
    out, x1, x2, y1, y2 = [], 0.0, 0.0, 0.0, 0.0
    for x in samples:
        y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
        x1, x2, y1, y2 = x, x1, y, y1
        out.append(y)
    return out
