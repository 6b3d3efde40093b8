"""The Rendition: the sound of one version, and where in it each utterance stands."""

import hashlib
from dataclasses import dataclass

from transforms.script import Script

SPOKEN_LANGUAGE = "vi"
"""What the voices speak; a text in another language stays without sound."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Start and end of one utterance in the sound, in milliseconds."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What the sound file says of itself."""

    title: str
    source: str
    date: str
    language: str
    item: str


@dataclass(frozen=True, slots=True)
class Rendition:
    """A finished sound file. `marks` stand in the order of the script's utterances.

    `audio` is MP3; `loudness_lufs` is integrated loudness by EBU R 128 of the decoded file (plain mono),
    `true_peak_dbtp` its true peak. `voice_version` names engine, voice and their settings.
    """

    audio: bytes
    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
    engine: str
    voice: str
    voice_version: str
    script: Script
    marks: tuple[Mark, ...]

    @property
    def audio_digest(self) -> str:
        """SHA-256 of the sound file."""
        return hashlib.sha256(self.audio).hexdigest()
