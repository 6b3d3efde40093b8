"""The embedded, offline voice: eSpeak NG in a process of its own. It is understood, but sounds like a machine."""

import json
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from transforms.voice.errors import NothingToSay, VoiceUnavailable
from transforms.voice.sound import Pcm

_WORKER = Path(__file__).with_name("espeak_worker.py")
_WORDS_PER_MINUTE = 130
"""A setting of eSpeak that gives about 195 Vietnamese syllables a minute."""
_VOLUME = 70
"""At 80 some sentences reach full scale; the level is set later."""
_START_SECONDS = 20.0
_SECONDS_PER_CHARACTER = 0.01


@dataclass(frozen=True)
class Espeak:
    """`espeakng-loader`'s eSpeak NG 1.52, started for each batch of texts and gone after it.

    `seconds` is the longest time for a batch, 0 for a bound by its length.
    """

    voice: str = "vi"
    seconds: float = 0
    name: str = "espeak"

    @property
    def version(self) -> str:
        settings = f"{self.voice} {_WORDS_PER_MINUTE} wpm volume {_VOLUME}"
        return f"espeakng-loader {version('espeakng-loader')} {settings}"

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """One sound for each of `texts`; the same text gives the same samples, whatever stands beside it.

        Raises:
            NothingToSay: a text is blank.
            VoiceUnavailable: the process failed or took too long. It is gone by then.
        """
        clean = [_clean(text) for text in texts]
        for number, text in enumerate(clean):
            if not text.strip():
                raise NothingToSay(f"text {number} of {len(clean)} is blank")
        return _unpack(self._run(clean), len(clean)) if clean else []

    def _run(self, texts: Sequence[str]) -> bytes:
        settings = {"voice": self.voice, "rate": _WORDS_PER_MINUTE, "volume": _VOLUME}
        asked = "".join(json.dumps(line) + "\n" for line in (settings, *texts)).encode()
        seconds = self.seconds or _START_SECONDS + _SECONDS_PER_CHARACTER * len(asked)
        worker = _start()
        try:
            spoken, complaint = worker.communicate(asked, timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise VoiceUnavailable(
                f"eSpeak NG did not finish {len(texts)} texts in {seconds:.0f} s"
            ) from late
        finally:
            _end(worker)
        if worker.returncode:
            said = complaint.decode(errors="replace").strip()
            raise VoiceUnavailable(
                f"eSpeak NG ended with code {worker.returncode}: {said[-500:]}",
                fix="is espeakng-loader installed whole, and may this user read it?",
            )
        return spoken


def _clean(text: str) -> str:
    """Composed letters (eSpeak reads others as other phonemes) and no controls (it stops for good at a NUL)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in composed)


def _start() -> subprocess.Popen[bytes]:
    """By the file's path, so that the worker neither needs our packages nor our working directory."""
    return subprocess.Popen(  # noqa: S603 -- our own interpreter and our own file
        [sys.executable, "-P", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Ends the worker with the fork that is speaking, if they still run, and closes its pipes."""
    if worker.returncode is None:
        os.killpg(worker.pid, signal.SIGKILL)
    for pipe in (worker.stdin, worker.stdout, worker.stderr):
        if pipe and not pipe.closed:
            pipe.close()
    worker.wait()


def _unpack(spoken: bytes, count: int) -> list[Pcm]:
    stream = BytesIO(spoken)
    rate = int.from_bytes(stream.read(4), "big")
    return [Pcm(stream.read(int.from_bytes(stream.read(4), "big")), rate) for _ in range(count)]
