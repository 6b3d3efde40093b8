"""What broke a reader: kept once for each cause, as small as it can be made in a few seconds."""

import hashlib
import time
from pathlib import Path

from tests.fuzz.verdict import Target, TooSlow, cause, check

SEEDS = Path(__file__).parent / "seeds"
"""A folder for each target, a file for each input that broke it; the name is the beginning of its SHA-256."""
_SHRINKING_SECONDS = 15.0


class Findings:
    """The findings of one target, kept in a folder; `told` has a line for each."""

    def __init__(self, target: Target, folder: Path) -> None:
        self._target, self._folder = target, folder
        self._causes: set[str] = set()
        self.told: list[str] = []

    def look(self, data: bytes) -> None:
        """Give `data` to the reader; keep it where it fails for a cause that is new."""
        error = failure(self._target, data)
        if error is None or cause(error) in self._causes:
            return
        why = cause(error)
        self._causes.add(why)
        small = data if isinstance(error, TooSlow) else shrunk(self._target, data, why)
        path = keep(self._folder, small)
        self.told.append(f"{path.name}: {why}: {str(error)[:300]!r}")


def failure(target: Target, data: bytes) -> BaseException | None:
    """What a reader raises that it should not, None where all is well."""
    try:
        check(target, data)
    except (Exception, TooSlow) as error:  # noqa: BLE001 -- whatever it is, it is what is looked for
        return error
    return None


def keep(folder: Path, data: bytes) -> Path:
    """Write `data` into a folder, under its own digest."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(data).hexdigest()[:16]
    path.write_bytes(data)
    return path


def shrunk(target: Target, data: bytes, why: str, seconds: float = _SHRINKING_SECONDS) -> bytes:
    """The least of `data` that still fails for the cause `why`, as far as it is found in the time.

    Stretches are left out, ever shorter ones, as long as the failure stays.
    """
    until = time.monotonic() + seconds
    length = len(data) // 2
    while length:
        at = 0
        while at < len(data) and time.monotonic() < until:
            less = data[:at] + data[at + length :]
            error = failure(target, less)
            if error is not None and cause(error) == why:
                data = less
            else:
                at += length
        length //= 2
    return data
