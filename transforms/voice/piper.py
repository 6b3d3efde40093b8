"""The optional neural voices that need nobody: Piper, with a voice file that the operator supplies.

A voice is two files, ``NAME.onnx`` and ``NAME.onnx.json``. None comes with us: no package that we know of has a
Vietnamese one, and their licences differ. What is here was tried with the real library on a voice file that tests make,
which hums; a file of a human voice was never seen here.
"""

import hashlib
import json
import re
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

UNKNOWN_LICENCE = "unknown: ask who made it"
_LIBRARY = Path(__file__).with_name("piper_worker.py")
_FIX = "try the file with `nguon doctor`; is it whole, and a voice of Piper?"
_FILES = "give NGUON_PIPER_VOICES the .onnx file of a voice, with its .onnx.json beside it"
_MEMORY_BYTES = 6 << 30
_START_SECONDS = 60.0
_SECONDS_PER_CHARACTER = 0.25
_LICENCE = re.compile(r"^[\s*#>-]*licen[sc]e\**\s*:\**\s*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Card:
    """What a voice file says of itself: its language (BCP 47), samples a second, its licence, its SHA-256."""

    file: Path
    language: str
    rate: int
    licence: str
    digest: str

    @property
    def name(self) -> str:
        """The file's, without its ending: ``vi_VN-somebody-medium``."""
        return self.file.name.removesuffix(".onnx")


def read_card(file: Path) -> Card:
    """What a voice file says of itself, in its ``.onnx.json`` and in the ``MODEL_CARD`` beside it.

    A MODEL_CARD is believed where the folder holds one voice only; ``NAME.MODEL_CARD`` always.

    Raises:
        VoiceRefused: the file or its ``.onnx.json`` is missing, or is not what it should be.
    """
    try:
        told = json.loads(Path(f"{file}.json").read_text(encoding="utf-8"))
        language = told.get("language", {}).get("code") or told["espeak"]["voice"]
        with file.open("rb") as model:
            digest = hashlib.file_digest(model, "sha256").hexdigest()
        return Card(
            file, language.replace("_", "-"), int(told["audio"]["sample_rate"]), _licence(file, told), digest
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise VoiceRefused(
            f"the voice file {file} cannot be read: {type(fault).__name__} {fault}", fix=_FILES
        ) from fault


def _licence(file: Path, told: Mapping[str, Any]) -> str:
    for key in ("license", "licence"):
        if isinstance(told.get(key), str) and told[key].strip():
            return str(told[key]).strip()
    alone = len(list(file.parent.glob("*.onnx"))) == 1
    for name in (f"{file.name.removesuffix('.onnx')}.MODEL_CARD", *(("MODEL_CARD", "MODEL_CARD.md") * alone)):
        card = file.with_name(name)
        if card.is_file() and (found := _LICENCE.search(card.read_text(encoding="utf-8", errors="replace"))):
            return found[1]
    return UNKNOWN_LICENCE


@dataclass(frozen=True)
class Piper:
    """Piper with one voice `file` (``.onnx``), started for each batch of texts and gone after it.

    `seconds` is the longest time for a batch, 0 for a bound by its length. It needs the extra `piper`.
    """

    file: Path
    seconds: float = 0
    name: str = "piper"
    label: str = "giọng máy tại chỗ (Piper)"
    outside: bool = False

    @cached_property
    def card(self) -> Card:
        """What the file says of itself, see `read_card`."""
        return read_card(self.file)

    @property
    def voice(self) -> str:
        return self.file.name.removesuffix(".onnx")

    @property
    def languages(self) -> frozenset[str]:
        """By the file's own word.

        Raises:
            VoiceRefused: it cannot be read.
        """
        return frozenset({self.card.language.split("-")[0]})

    @cached_property
    def version(self) -> str:
        """The package's version and the file's digest.

        Raises:
            VoiceRefused: either is missing.
        """
        digest = self.card.digest[:16]
        return f"piper-tts {_package()} {self.voice} sha256:{digest}{folded(self.languages)}"

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """One sound for each of `texts`; the same text gives the same samples, whatever stands beside it.

        Raises:
            NothingToSay: a text has no words.
            TooLongToSay: a text is longer than an utterance can be.
            VoiceRefused: the extra or the file is missing, or the file has no sound for a phoneme.
            VoiceUnavailable: the process died or took too long. It is gone by then.
        """
        clean = [_without_phonemes(text) for text in sayable(texts, self.languages)]
        _package()
        settings = {"memory_bytes": _MEMORY_BYTES, "model": str(self.card.file.absolute())}
        seconds = self.seconds or _START_SECONDS + _SECONDS_PER_CHARACTER * sum(map(len, clean))
        return Worker("Piper", _LIBRARY, _FIX).speak(settings, clean, seconds)


def _without_phonemes(text: str) -> str:
    """Piper takes what stands in double brackets for phonemes, which no text of ours is meant to hold."""
    return re.sub(r"\[(?=\[)", "[ ", text)


def _package() -> str:
    try:
        return version("piper-tts")
    except PackageNotFoundError as missing:
        raise VoiceRefused("piper-tts is not installed", fix="pip install 'nguon[piper]'") from missing
