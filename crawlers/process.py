"""Starts a crawl's process, passes on its log, and ends it with whoever asked for it."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from crawlers.errors import Transient
from crawlers.report import REPORT, REQUEST, CrawlReport, CrawlRequest
from nguon.settings import ROOT

_GRACE_SECONDS = 10


def crawl(request: CrawlRequest, log: Callable[[str], None]) -> CrawlReport:
    """Crawl in a process of its own; `log` gets its lines.

    Raises:
        Transient: the process died. What it had archived is still in the spool or the archive.
    """
    with tempfile.TemporaryDirectory(prefix="nguon-crawl-") as folder:
        asked, told = Path(folder, "request.json"), Path(folder, "report.json")
        asked.write_bytes(REQUEST.dump_json(request))
        command = [sys.executable, "-m", "crawlers.run", str(asked), str(told)]
        status, tail = _follow(command, log)
        if not told.exists():
            raise Transient(f"the crawl's process ended with status {status}: {tail}", source=request.source)
        return REPORT.validate_json(told.read_bytes())


def _follow(command: list[str], log: Callable[[str], None]) -> tuple[int, str]:
    """Exit status and last line of a child, which never outlives us."""
    tail = ""
    with subprocess.Popen(  # noqa: S603 -- our own module, arguments are file names of ours
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=ROOT,
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
