"""Few at once, over all processes of one machine: locks on files, which the kernel gives back when a process dies.

It holds for the processes of one user. Other users and other machines have turns of their own.
"""

import asyncio
import fcntl
import os
import stat
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from transforms.voice.errors import VoiceRefused, VoiceUnavailable

_LOOK_SECONDS = 0.05
_FIX = "remove it, or set TMPDIR"


def common_folder(name: str) -> Path:
    """Where this user's processes meet, whatever their settings are."""
    return Path(tempfile.gettempdir(), f"nguon-{name}-{os.getuid()}")


@dataclass(frozen=True)
class Turns:
    """`count` turns, each a file under `folder`; nobody waits longer than `patience` seconds for one."""

    folder: Path
    count: int
    patience: float = 300

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Who waits looks 20 times a second; there is no order among them.

        Raises:
            VoiceUnavailable: others, or one that was stopped, held all turns for too long.
            VoiceRefused: the folder cannot be used, or is not ours: whoever owns it could keep us waiting for ever.
        """
        try:
            self._prepare()
            held = await self._wait()
        except OSError as fault:
            raise VoiceRefused(f"no turns in {self.folder}: {fault}", fix=_FIX) from fault
        try:
            yield
        finally:
            os.close(held)

    async def _wait(self) -> int:
        for _ in range(1 + int(self.patience / _LOOK_SECONDS)):
            if (held := self._take()) is not None:
                return held
            await asyncio.sleep(_LOOK_SECONDS)
        raise VoiceUnavailable(f"other processes held all {self.count} turns for {self.patience:g} s")

    def _prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise VoiceRefused(f"{self.folder} belongs to somebody else", fix=_FIX)

    def _take(self) -> int | None:
        """A lock, as long as this descriptor is open; none where all are held."""
        for number in range(self.count):
            opened = os.open(self.folder / f"turn-{number}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(opened)
            else:
                return opened
        return None
