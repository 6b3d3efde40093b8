"""Archives exchanges and is killed: `python -m tests.crawlers.archive.dying BYTES SPOOL ARCHIVE`."""

import os
import signal
import sys
from pathlib import Path

from crawlers.archive import ArchiveWriter
from tests.crawlers.archive.making import CRAWL, EXCHANGES


class Mortal:
    """A file whose process is killed once so many bytes were written to it."""

    def __init__(self, file, life: int) -> None:
        self._file, self._life = file, life

    def write(self, data: bytes) -> int:
        """Write, or die in the middle of it."""
        if len(data) >= self._life:
            self._file.write(data[: self._life])
            self._file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        self._life -= len(data)
        return self._file.write(data)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str):
        return getattr(self._file, name)


if __name__ == "__main__":
    life, spool, archive = sys.argv[1:]
    writer = ArchiveWriter("dongmau", CRAWL, spool=Path(spool), archive=archive, rehearsal=False)
    writer._writer.out = Mortal(writer._writer.out, int(life))
    for each in EXCHANGES:
        writer.write(each)
