"""Writing files that others may be reading."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_PART = ".part-"
_LONGEST_WRITING_SECONDS = 3600


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that no reader ever meets a half; a file that already says so is left alone."""
    if path.exists() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o644)
            file.flush()
            os.fsync(file.fileno())
        Path(part).rename(path)
    finally:
        Path(part).unlink(missing_ok=True)


def drop_parts(folder: Path) -> None:
    """Take away what a writer that was killed left below `folder`: nobody writes at one file for an hour."""
    latest = time.time() - _LONGEST_WRITING_SECONDS
    for part in folder.rglob(f"{_PART}*"):
        with suppress(FileNotFoundError):  # its writer has just put it in place
            if part.stat().st_mtime < latest:
                part.unlink()
