"""Voices for tests of voicing: tones that come and go, and the rooms that they speak in."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin
from zlib import crc32

from nguon.steps import voice
from sinks.store.models import RenditionRow
from sinks.store.renditions import newest_rendition
from tests.sinks.conftest import add_capture, add_version  # noqa: F401 -- fixtures
from transforms.voice import Pcm, VoiceUnavailable

RATE = 22_050
SAID: list[str] = []


@dataclass
class Tone:
    """A tone for each text, as long as its words; not `there`, it does not answer."""

    name: str = "xa"
    there: bool = True
    voice: str = "t"
    version: str = "1"
    languages: frozenset[str] = frozenset({"vi", "en"})
    outside: bool = False

    @property
    def label(self) -> str:
        return f"giọng {self.name}"

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        SAID.extend(texts if self.there else ["(hỏi)"])
        if not self.there:
            raise VoiceUnavailable("không trả lời")
        return [tone(f"{self.name} {text}") for text in texts]


def tone(text: str) -> Pcm:
    hertz, count = 200 + crc32(text.encode()) % 600, RATE // 6 * max(2, len(text.split()))
    wave = array("h", [round(9000 * sin(2 * pi * hertz * at / RATE)) for at in range(count)])
    return Pcm(wave.tobytes(), RATE)


def voiced(rooms) -> dict[str, int]:
    return voice.voice_versions(rooms, voice.versions_to_voice(rooms))


def newest(rooms, version: int) -> RenditionRow:
    with rooms.store.session() as session:
        return newest_rendition(session, version)
