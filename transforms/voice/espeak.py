"""The embedded, offline voice: eSpeak NG in a process of its own. It is understood, but sounds like a machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from transforms.voice.engine import folded, sayable
from transforms.voice.errors import VoiceRefused
from transforms.voice.sound import Pcm
from transforms.voice.worker import Worker

_LIBRARY = Path(__file__).with_name("espeak_worker.py")
_FIX = "is espeakng-loader installed whole, and may this user read it?"
_WORDS_PER_MINUTE = {"vi": 130, "en": 150}
"""A setting of eSpeak; 130 gives about 195 Vietnamese syllables a minute."""
_VOLUME = 70
"""At 80 some sentences reach full scale; the level is set later."""
_MEMORY_BYTES = 1 << 30
_START_SECONDS = 20.0
_SECONDS_PER_CHARACTER = 0.01


@dataclass(frozen=True)
class Espeak:
    """`espeakng-loader`'s eSpeak NG 1.52, started for each batch of texts and gone after it.

    `voice` is one of the library's: ``vi``, ``vi-vn-x-central``, ``vi-vn-x-south``, ``en``, ``en-us`` … `seconds`
    is the longest time for a batch, 0 for a bound by its length.
    """

    voice: str = "vi"
    seconds: float = 0
    name: str = "espeak"
    label: str = "giọng máy tạm"
    outside: bool = False

    @property
    def languages(self) -> frozenset[str]:
        return frozenset({self.voice.split("-")[0]})

    @cached_property
    def version(self) -> str:
        """The library's own version, asked of it once, and its settings.

        Raises:
            VoiceRefused: it is not there, or has no such voice.
            VoiceUnavailable: it does not start.
        """
        library = self._worker.about(self._settings, self.seconds or _START_SECONDS).version
        pace, volume = self._settings["pace"], self._settings["volume"]
        settings = f"{self.voice} {pace} wpm volume {volume}{folded(self.languages)}"
        return f"eSpeak NG {library} ({_package()}) {settings}"

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """One sound for each of `texts`; the same text gives the same samples, whatever stands beside it.

        Raises:
            NothingToSay: a text has no words.
            TooLongToSay: a text is longer than an utterance can be.
            VoiceRefused: the library is not there, has no such voice, or would speak with another one.
            VoiceUnavailable: the process died or took too long. It is gone by then.
        """
        clean = sayable(texts, self.languages)
        seconds = self.seconds or _START_SECONDS + _SECONDS_PER_CHARACTER * sum(map(len, clean))
        return self._worker.speak(self._settings, clean, seconds)

    @property
    def _worker(self) -> Worker:
        return Worker("eSpeak NG", _LIBRARY, _FIX, self.voice)

    @property
    def _settings(self) -> Mapping[str, Any]:
        pace = _WORDS_PER_MINUTE.get(self.voice.split("-")[0], _WORDS_PER_MINUTE["vi"])
        return {"memory_bytes": _MEMORY_BYTES, "voice": self.voice, "pace": pace, "volume": _VOLUME}


def _package() -> str:
    try:
        return f"espeakng-loader {version('espeakng-loader')}"
    except PackageNotFoundError as missing:
        raise VoiceRefused("espeakng-loader is not installed", fix="make setup") from missing
