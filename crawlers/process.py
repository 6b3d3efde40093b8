"""Starts a crawl's process, passes on its log, and ends it with whoever asked for it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from types import MappingProxyType

from pydantic import ValidationError

from crawlers.errors import Transient
from crawlers.report import REPORT, REQUEST, CrawlReport, CrawlRequest
from nguon.settings import ROOT

_GRACE_SECONDS = 10
_LOOK_SECONDS = 0.5
_GOES_ON = "what it had fetched is archived; the next run goes on from there"
_NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})
_MEMORY = "if nobody did that, look whether the machine ran out of memory"


def crawl(
    request: CrawlRequest, log: Callable[[str], None], *, environment: Mapping[str, str] = _NOTHING_ELSE
) -> CrawlReport:
    """Crawl in a process of its own; `log` gets its lines, and `environment` is added to what it inherits.

    Raises:
        Transient: the process died. What it had archived is still in the spool or the archive.
    """
    with tempfile.TemporaryDirectory(prefix="nguon-crawl-") as folder:
        asked, told = Path(folder, "request.json"), Path(folder, "report.json")
        asked.write_bytes(REQUEST.dump_json(request))
        command = [sys.executable, "-m", "crawlers.run", str(asked), str(told), str(os.getpid())]
        status, tail = _follow(command, log, {**os.environ, **environment})
        if not told.exists():
            raise _death(status, tail, request.source)
        try:
            return REPORT.validate_json(told.read_bytes())
        except ValidationError as error:
            raise _death(status, "in the middle of its report", request.source) from error


def _death(status: int, tail: str, source: str) -> Transient:
    """The error for a process that left no whole report."""
    if status >= 0:
        return Transient(f"the crawl's process ended with status {status}: {tail}", source=source)
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    hint = f"{_GOES_ON}; {_MEMORY}" if -status == signal.SIGKILL else _GOES_ON
    return Transient(
        f"the crawl's process was killed by {name}, after: {tail or 'nothing'}", source=source, fix=hint
    )


def end_with_parent(parent: int) -> None:
    """In a crawl's process: die as soon as the one does that asked for it, however that one died.

    `parent` is its process id. Whoever tries again would otherwise ask the same host beside us. Nothing is lost: the archive is whole at any moment.
    """
    Thread(target=_watch, args=(parent,), name="end with parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _follow(command: list[str], log: Callable[[str], None], environment: dict[str, str]) -> tuple[int, str]:
    """Exit status and last line of a child, which never outlives us."""
    tail = ""
    with subprocess.Popen(  # noqa: S603 -- our own module, arguments are file names of ours
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=ROOT,
        env=environment,
    ) as child:
        try:
            assert child.stdout is not None
            for line in child.stdout:
                tail = line.rstrip() or tail
                log(line.rstrip())
            return child.wait(), tail
        finally:
            _end(child)


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
