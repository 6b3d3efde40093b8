"""Which voices outside were away a moment ago: kept in small files, so that one process tells the others.

Without it each batch of work would wait for itself until a service that hangs is given up. What is kept here is only a
saving of time: a file that cannot be read, or written, counts as none.
"""

import fcntl
import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from transforms.voice.engine import Engine
from transforms.voice.errors import VoiceError, VoiceRefused, VoiceUnavailable, WrongAnswer
from transforms.voice.sound import Pcm

AWAY_SECONDS = 600.0
_LONGEST_REASON, _LONGEST_BYTES = 500, 10_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Absence:
    """A voice that did not answer, or (`refused`) turned us away, and how it said so; until when it is not asked.

    `until` is in seconds since 1970.
    """

    engine: str
    voice: str
    languages: tuple[str, ...]
    reason: str
    refused: bool
    until: float

    def error(self) -> VoiceError:
        """What was raised when it was asked."""
        return (VoiceRefused if self.refused else VoiceUnavailable)(self.reason)


@dataclass(frozen=True)
class Absences:
    """Files below `folder`, one for each voice that was away, whole or absent; each counts for `seconds`."""

    folder: Path
    seconds: float = AWAY_SECONDS

    def now(self) -> list[Absence]:
        """The voices that are not to be asked."""
        try:
            files = sorted(self.folder.glob("*.json"))
        except OSError:
            return []
        return [each for file in files if (each := self._read(file)) and self._counts(each)]

    def watch(self, engine: Engine) -> Engine:
        """`engine`, which is not asked while it is away, and tells the others when it is; as it is if it is inside."""
        return Watched(engine, self) if engine.outside else engine

    @contextmanager
    def asking(self, engine: Engine) -> Iterator[None]:
        """Hold this while `engine` is asked.

        Of those that want to know whether it is back, one asks; to the others it is still away.

        Raises:
            VoiceUnavailable, VoiceRefused: it was away a moment ago, and how that showed; or it is away now.
        """
        file = self._file(engine)
        known = self._read(file)
        if known and self._counts(known):
            raise known.error()
        with self._alone(file, known):
            try:
                yield
            except WrongAnswer:
                raise
            except (VoiceUnavailable, VoiceRefused) as failure:
                self._note(file, engine, failure)
                raise
            if known:
                with suppress(OSError):
                    file.unlink(missing_ok=True)

    @contextmanager
    def _alone(self, file: Path, known: Absence | None) -> Iterator[None]:
        """One at a time for a voice that was away; anybody for another one."""
        if not known:
            yield
            return
        try:
            held = os.open(file.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            _log.warning("who asks the voice %s cannot be kept: %s", known.voice, fault)
            yield
            return
        try:
            if not _locked(held):
                raise known.error()
            yield
        finally:
            os.close(held)

    def _file(self, engine: Engine) -> Path:
        name = hashlib.sha256(f"{engine.name}/{engine.voice}".encode()).hexdigest()[:32]
        return self.folder / f"{name}.json"

    def _counts(self, known: Absence) -> bool:
        """Whether it is not over; one that would last for longer than any is of a clock that was wrong."""
        return 0 < known.until - time.time() <= self.seconds

    def _read(self, file: Path) -> Absence | None:
        try:
            with file.open("rb") as kept:
                told = json.loads(kept.read(_LONGEST_BYTES))
            found = Absence(**{**told, "languages": tuple(told["languages"]), "until": float(told["until"])})
        except (OSError, ValueError, TypeError, KeyError, RecursionError, OverflowError):
            return None
        texts = (found.engine, found.voice, found.reason, *found.languages)
        return found if all(isinstance(text, str) for text in texts) else None

    def _note(self, file: Path, engine: Engine, failure: VoiceError) -> None:
        refused = isinstance(failure, VoiceRefused)
        until = time.time() + self.seconds
        languages = tuple(sorted(engine.languages))
        told = Absence(engine.name, engine.voice, languages, failure.reason[:_LONGEST_REASON], refused, until)
        try:
            _replace(file, json.dumps(asdict(told)).encode())
        except OSError as fault:
            _log.warning("that the voice %s is away cannot be kept: %s", engine.voice, fault)


def _locked(held: int) -> bool:
    """Whether the lock could be had; it is gone with the descriptor, or with its process."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _replace(file: Path, content: bytes) -> None:
    """Whole, whoever else writes the same file now."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        Path(name).replace(file)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


@dataclass(frozen=True)
class Watched:
    """An engine that is asked through `Absences.asking`."""

    engine: Engine
    absences: Absences

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def voice(self) -> str:
        return self.engine.voice

    @property
    def version(self) -> str:
        return self.engine.version

    @property
    def languages(self) -> frozenset[str]:
        return self.engine.languages

    @property
    def label(self) -> str:
        return self.engine.label

    @property
    def outside(self) -> bool:
        return self.engine.outside

    def speak(self, texts: Sequence[str]) -> list[Pcm]:
        """See `Engine.speak`; what it raises is that it is away, too."""
        with self.absences.asking(self.engine):
            return self.engine.speak(texts)
