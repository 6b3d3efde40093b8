"""The spool: files that are being written, and files that the store has not entered yet."""

import fcntl
import os
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
from fsspec.implementations.local import LocalFileSystem

from crawlers.archive.files import SUFFIX, shelf_name
from crawlers.archive.inside import Member
from crawlers.archive.record import next_record

_CHUNK = 1 << 16
_BIRTH_SECONDS = 60


def recover_spool(spool: Path, archive: str, enter: Callable[[str], object] = str) -> list[str]:
    """Bring what is spooled into the archive, and have it entered in the store; files of living crawls stay.

    `enter` is called with each file's name in the archive; only when it has returned does the spooled file go. So a
    file is in the spool until its captures are known, and nobody needs to look through the archive for new ones.
    What a killed crawl left is sealed at its last whole record. Gives the names.
    """
    for path in spool.glob("*.new"):
        _drop_unborn(path)
    found = (_recover(path, archive, enter) for path in sorted(spool.glob(f"*{SUFFIX}")))
    return [name for name in found if name]


def _recover(path: Path, archive: str, enter: Callable[[str], object]) -> str:
    """Bring one file; nothing, if a living crawl or another recovery has it, or it holds no whole record."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return ""
    with file:
        if not _locked(file):
            return ""
        name = shelve(path, archive) if _is_shelved(path, archive) or _seal(file) else ""
        if name:
            enter(name)
        path.unlink()
    return name


def _drop_unborn(path: Path) -> None:
    """Remove the file of a crawl that was killed at its birth: nothing is in it."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        birth = os.fstat(file.fileno()).st_mtime
        if time.time() - birth > _BIRTH_SECONDS and _locked(file):
            path.unlink()


def _locked(file: BinaryIO) -> bool:
    """Whether the file is ours now; it is not, if somebody has it or has removed it meanwhile."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(file.fileno()).st_nlink > 0


def _seal(file: BinaryIO) -> int:
    """Cut the file after its last whole record; gives its length."""
    length = _whole_length(file)
    file.truncate(length)
    return length


def shelve(path: Path, archive: str) -> str:
    """Copy a whole WARC file into the archive, unless it is there; gives its name there.

    On a local disk it is written through before it gets its name.
    """
    name = shelf_name(path.name.removesuffix(SUFFIX))
    if not _is_shelved(path, archive):
        fs, root = fsspec.core.url_to_fs(archive)
        target = f"{root}/{name}"
        folder = target.rsplit("/", 1)[0]
        fs.makedirs(folder, exist_ok=True)
        fs.put_file(str(path), f"{target}.part")
        _write_through(fs, f"{target}.part")
        fs.mv(f"{target}.part", target)
        _write_through(fs, folder)
    return name


def _is_shelved(path: Path, archive: str) -> bool:
    """Whether the archive has a spooled file; what it has is whole."""
    fs, root = fsspec.core.url_to_fs(archive)
    return bool(fs.exists(f"{root}/{shelf_name(path.name.removesuffix(SUFFIX))}"))


def _write_through(fs: Any, path: str) -> None:
    if isinstance(fs, LocalFileSystem):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _whole_length(file: BinaryIO) -> int:
    """Length of the file up to the end of its last whole record (a record is a gzip member)."""
    whole, offset = 0, 0
    while True:
        if end := _member_end(file, offset):
            whole = offset = end
        elif (further := next_record(file, offset + 1)) is None:
            return whole
        else:
            offset = further


def _member_end(file: BinaryIO, offset: int) -> int:
    """The place behind the gzip member at `offset`; 0 where none is whole."""
    member = Member(file, offset)
    try:
        while member.read(_CHUNK):
            pass
    except (EOFError, zlib.error):
        return 0
    return member.end
