"""The Rendition: the sound of one version, and where in it each utterance stands."""

import hashlib
from dataclasses import dataclass

from transforms.script import Script


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
class SoundFile:
    """One finished file. `format` is its name in the profile (``mp3-96``), `suffix` that of a file's name.

    `loudness_lufs` is integrated loudness by EBU R 128 of the decoded file (plain mono), `true_peak_dbtp` its true
    peak.
    """

    format: str
    media_type: str
    suffix: str
    audio: bytes
    loudness_lufs: float
    true_peak_dbtp: float

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.audio).hexdigest()


@dataclass(frozen=True, slots=True)
class Rendition:
    """A finished sound. `marks` stand in the order of the script's utterances and hold for each of `files`.

    `audio`, `loudness_lufs` and `true_peak_dbtp` are those of the first file. `voice_version` names engine, voice and
    their settings, `engine_label` says in Vietnamese what a listener hears. `fell_back` are the engines that should have
    spoken, each with the reason why it did not. `clip_keys` name the clips that it is made of, one for each utterance;
    `voiced` is how many of them were spoken for it, and `mended` are those that were found damaged and spoken again.
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
    files: tuple[SoundFile, ...] = ()
    engine_label: str = ""
    fell_back: tuple[str, ...] = ()
    clip_keys: tuple[str, ...] = ()
    voiced: int = 0
    mended: tuple[str, ...] = ()

    @property
    def audio_digest(self) -> str:
        """SHA-256 of the first file."""
        return hashlib.sha256(self.audio).hexdigest()
