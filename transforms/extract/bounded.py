"""Reading within bounds: pages are read in a process of their own, which is killed when a page takes too much.

A page that brings its reader down is quarantined like any other that is no article; the next one gets a new reader.
"""

import io
import json
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from types import TracebackType
from typing import IO, Any, Self
from zoneinfo import ZoneInfo

from crawlers import errors
from crawlers.errors import BadDocument, NguonError, Transient
from crawlers.media.sniff import MAYBE_SOUND, SNIFFED, SOUND, sniff
from transforms.article import Article
from transforms.extract import extract_all, the_only
from transforms.extract.files import is_file
from transforms.extract.filetext import NO_AIDS
from transforms.extract.page import MOST_HTML, Page, html_bytes, refuse
from transforms.extract.worker import CPU_SECONDS, LENGTH

WALL_SECONDS = 600.0
"""A scan of 40 pages takes five minutes on a busy machine."""
_WORKER = "transforms.extract.worker"
_LONGEST_ANSWER = 1 << 30
_FIX = "look at the archived bytes: no honest page is like that"
_SHORTER = "find the item's own page: this one may be a list of everything; if it is the item, raise `transforms.extract.page.MOST_HTML`"


class ReaderDefect(RuntimeError):
    """Our own code failed on a page; the text is the end of its traceback."""


class Reader:
    """Reads pages as `transforms.extract.extract` does, one at a time; started at the first, ended with the context."""

    def __init__(self, *, wall_seconds: float = WALL_SECONDS, module: str = _WORKER) -> None:
        self._wall, self._module, self._program = wall_seconds, module, ""
        self._worker: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.end()

    def extract(self, page: Page, **arguments: Any) -> Article:
        """The article that `page` holds; arguments as those of `transforms.extract.extract`.

        Raises:
            BadDocument: it is none, or reading it takes more than a page may.
            NguonError: as `extract`.
            Transient: this machine is too busy to tell.
            ReaderDefect: our code failed.
        """
        return the_only(self.extract_all(page, **arguments), page, arguments.get("source"))

    def extract_all(self, page: Page, **arguments: Any) -> list[Article]:
        """The articles that `page` holds; arguments and errors as those of `extract`.

        A bare recording is opened by a process of its own anyway (`transforms.media`), which ours may not start.
        """
        if sniff(page.body[:SNIFFED]) in SOUND | MAYBE_SOUND:
            return extract_all(page, **arguments)
        if len(page.body) > MOST_HTML and not is_file(page) and (length := html_bytes(page.body)) > MOST_HTML:
            reason = f"it has {length / 1e6:.1f} MB of HTML, more than the {MOST_HTML / 1e6:g} MB that are read of a page"
            raise refuse(page, arguments.get("source"), reason, _SHORTER)
        self._lend(arguments.get("aids", NO_AIDS).tesseract)
        said = self._ask(page, _packed({"page": page, **arguments}))
        if "articles" in said:
            return [Article.from_json(each) for each in said["articles"]]
        if "error" in said:
            raise _error(said["error"], page)
        raise ReaderDefect(said["defect"])

    def end(self) -> None:
        """End the process, if there is one."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        for pipe in (worker.stdin, worker.stdout, self._complaints):
            if pipe:
                pipe.close()
        worker.wait()

    def _lend(self, program: str) -> None:
        """Have the process started that may start `program`, and no other; it cannot be told so later."""
        if program != self._program:
            self.end()
            self._program = program

    def _ask(self, page: Page, asked: bytes) -> dict[str, Any]:
        worker = self._start()
        assert worker.stdin is not None
        try:
            worker.stdin.write(LENGTH.pack(len(asked)) + asked)
            worker.stdin.flush()
            said: dict[str, Any] = json.loads(self._hear(worker, time.monotonic() + self._wall))
        except (BrokenPipeError, EOFError) as error:
            reason = self._why(worker)
            self.end()
            raise BadDocument(reason, url=page.url, fix=_FIX) from error
        except TimeoutError as late:
            self.end()
            reason = f"reading it took more than {self._wall:g} s"
            raise Transient(reason, url=page.url, fix="the next run tries again") from late
        return said

    def _start(self) -> subprocess.Popen[bytes]:
        if self._worker is None:
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `end`
            self._worker = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own module
                [sys.executable, "-m", self._module, self._program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                start_new_session=True,
                env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return self._worker

    def _hear(self, worker: subprocess.Popen[bytes], until: float) -> bytes:
        assert worker.stdout is not None
        length = LENGTH.unpack(_read(worker.stdout, LENGTH.size, until))[0]
        if length > _LONGEST_ANSWER:
            raise EOFError
        return _read(worker.stdout, length, until)

    def _why(self, worker: subprocess.Popen[bytes]) -> str:
        """Why a worker has died."""
        code = worker.wait()
        if code == -signal.SIGPROF:
            return f"reading it takes more than {CPU_SECONDS} s of processor time"
        if code < 0:
            return f"reading it was ended by {signal.Signals(-code).name}"
        assert self._complaints is not None
        self._complaints.seek(0)
        lines = self._complaints.read()[-2000:].decode(errors="replace").strip().splitlines()
        return f"reading it failed with status {code}: {lines[-1][:300] if lines else 'no word why'}"


class _Pickler(pickle.Pickler):
    """Times keep what their clocks show, without the name of the zone: its file could not be opened where they are read."""

    def reducer_override(self, each: Any) -> Any:
        if not isinstance(each, datetime) or not isinstance(each.tzinfo, ZoneInfo):
            return NotImplemented
        offset = each.utcoffset()
        assert offset is not None
        return each.replace(tzinfo=timezone(offset)).__reduce_ex__(pickle.HIGHEST_PROTOCOL)


def _packed(arguments: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(arguments)
    return out.getvalue()


def _read(pipe: IO[bytes], length: int, until: float) -> bytes:
    """Just so many bytes.

    Raises:
        EOFError: there are fewer.
        TimeoutError: they do not come in time.
    """
    got = bytearray()
    while len(got) < length:
        ready, _, _ = select.select([pipe], [], [], max(until - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        piece = os.read(pipe.fileno(), min(length - len(got), 1 << 20))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def _error(said: dict[str, str], page: Page) -> NguonError:
    """The worker's error as our own."""
    family = getattr(errors, said["class"], BadDocument)
    kind = family if isinstance(family, type) and issubclass(family, NguonError) else BadDocument
    return kind(said["reason"], source=said["source"], url=said["url"] or page.url, fix=said["fix"])
