"""A process of its own that speaks: started for a batch of texts, watched, started again if it dies, and ended.

The program in it is `worker_main`.

Standard input: one JSON line of settings, then one JSON string a line for each text. Standard output: one JSON line
``{"rate", "version", "voices"}``, then for each text four bytes (big-endian) that say how many bytes follow, and as many bytes
of signed 16-bit little-endian mono. A worker that cannot go on says why on standard error and ends with an exit code
other than zero; `DIED` says that the library took a process with it, which is worth another try.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from transforms.voice.errors import VoiceRefused, VoiceUnavailable
from transforms.voice.sound import Pcm

DIED = 70
_STARTS = 2
_SHOWN = 500
_NUMBER_BYTES = 4
_PROGRAM = Path(__file__).with_name("worker_main.py")


@dataclass(frozen=True)
class Answer:
    """What a worker gave: samples a second, the library's version, and the sounds that came whole.

    `voices` are the names of the voice that it speaks with; none where the library does not tell.
    """

    rate: int
    version: str
    sounds: tuple[Pcm, ...]
    voices: tuple[str, ...] = ()


class _Death(Exception):
    """The process was killed, or one of its forks; `whole` are the sounds that it gave before."""

    def __init__(self, why: str, whole: tuple[Pcm, ...]) -> None:
        super().__init__(why)
        self.why, self.whole = why, whole


@dataclass(frozen=True)
class Worker:
    """The process of one library, `name` to people. `library` is the file that knows it, see `worker_main`.

    `voice` is what the library must say that it speaks with; empty, it is not asked.
    """

    name: str
    library: Path
    fix: str
    voice: str = ""

    def speak(self, settings: Mapping[str, Any], texts: Sequence[str], seconds: float) -> list[Pcm]:
        """One sound for each of `texts`, in `seconds` at most for each start of the process.

        A process that dies is started once more, for the texts that it had not said.

        Raises:
            VoiceRefused: it said why it cannot; trying again does not help.
            VoiceUnavailable: it took too long, or died twice. It is gone by then, with its forks.
        """
        sounds: list[Pcm] = []
        deaths: list[str] = []
        while len(sounds) < len(texts):
            try:
                sounds += self.ask(settings, texts[len(sounds) :], seconds).sounds
            except _Death as death:
                sounds += death.whole
                deaths.append(death.why)
            if len(deaths) == _STARTS:
                raise VoiceUnavailable(f"{self.name} died {_STARTS} times: {deaths[-1]}", fix=self.fix)
        return sounds

    def about(self, settings: Mapping[str, Any], seconds: float) -> Answer:
        """What it says of itself once it has started with these settings.

        Raises:
            VoiceRefused, VoiceUnavailable: it does not start.
        """
        try:
            return self.ask(settings, (), seconds)
        except _Death as death:
            raise VoiceUnavailable(f"{self.name} died: {death.why}", fix=self.fix) from death

    def ask(self, settings: Mapping[str, Any], texts: Sequence[str], seconds: float) -> Answer:
        """What one process gives for `texts`; see `speak`."""
        asked = "".join(json.dumps(line) + "\n" for line in (settings, *texts)).encode()
        process = _start(self.library)
        try:
            given, complaint = process.communicate(asked, timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise VoiceUnavailable(
                f"{self.name} did not finish {len(texts)} texts in {seconds:g} s", fix=self.fix
            ) from late
        finally:
            _end(process)
        return self._judged(process.returncode, given, complaint, len(texts))

    def _judged(self, code: int, given: bytes, complaint: bytes, count: int) -> Answer:
        said = complaint.decode(errors="replace").strip()[-_SHOWN:]
        if code == DIED or code < 0:
            raise _Death(f"exit code {code} {said}".strip(), _answer(given).sounds)
        if code:
            raise VoiceRefused(f"{self.name} ended with code {code}: {said}", fix=self.fix)
        answer = _answer(given)
        if len(answer.sounds) != count:
            raise VoiceUnavailable(f"{self.name} said {len(answer.sounds)} of {count} texts", fix=self.fix)
        if self.voice and self.voice.lower() not in answer.voices:
            spoken = ", ".join(answer.voices) or "a voice that has no name"
            raise VoiceRefused(f"{self.name} speaks as {spoken}, and {self.voice} was wanted", fix=self.fix)
        return answer


def _answer(given: bytes) -> Answer:
    stream = BytesIO(given)
    head = stream.readline()
    if not head.endswith(b"\n"):
        return Answer(0, "", ())
    about = json.loads(head)
    sounds = tuple(_whole(stream, about["rate"]))
    return Answer(about["rate"], about["version"], sounds, tuple(about["voices"]))


def _whole(stream: BytesIO, rate: int) -> Iterator[Pcm]:
    while head := stream.read(_NUMBER_BYTES):
        length = int.from_bytes(head, "big")
        samples = stream.read(length)
        if len(head) < _NUMBER_BYTES or len(samples) < length:
            return
        yield Pcm(samples, rate)


def _start(library: Path) -> subprocess.Popen[bytes]:
    """By the files' paths, so that the worker neither needs our packages nor our working directory."""
    return subprocess.Popen(  # noqa: S603 -- our own interpreter and our own file
        [sys.executable, "-P", str(_PROGRAM), str(library)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process with its forks, if they still run, and closes its pipes."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe and not pipe.closed:
            pipe.close()
    process.wait()
