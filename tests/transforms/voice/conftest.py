"""What the voice's tests share: an engine that speaks in tones, and a second reader of the sound."""

import io
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi, sin

import av
import pytest

from transforms.rendition import Tags
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

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        return [self._say(400 + 100 * number, text) for number, text in enumerate(texts)]

    def _say(self, hertz: int, text: str) -> Pcm:
        count = round(0.25 * len(text.split()) * RATE)
        wave = array(
            "h", [round(32767 * self.amplitude * sin(2 * pi * hertz * at / RATE)) for at in range(count)]
        )
        lead, tail = (bytes(2 * round(seconds * RATE)) for seconds in (self.lead_seconds, self.tail_seconds))
        return Pcm(lead + wave.tobytes() + tail, RATE)


@pytest.fixture
def tones() -> Tones:
    return Tones()


@pytest.fixture
def tags() -> Tags:
    return Tags("Lịch cắt điện ở xã Đông Hòa", "Cổng thông tin mẫu", "2026-11-22", "vi", "mau:lich-cat-dien")


@pytest.fixture
def script() -> Script:
    sentences = [
        ("Lịch cắt điện ở xã Đông Hòa.", 1200),
        ("Thứ ba tới, điện bị cắt từ bảy giờ đến mười một giờ để sửa đường dây.", 550),
        ("Bà con nhớ trữ nước.", 900),
        ("Theo Cổng thông tin mẫu.", 900),
    ]
    return Script(
        tuple(Utterance(words, words, at, pause) for at, (words, pause) in enumerate(sentences)), "vi"
    )


@pytest.fixture
def heard() -> Callable[[bytes], Sequence[float]]:
    """What an MP3 file decodes to, −1 to 1 at 44.1 kHz, with the padding left out as the file says."""

    def hear(audio: bytes) -> Sequence[float]:
        samples = array("f")
        with av.open(io.BytesIO(audio)) as container:
            for frame in container.decode(audio=0):
                samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
        return samples

    return hear
