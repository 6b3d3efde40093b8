"""A crawl's process: what is said of its death, and that it never outlives whoever asked for it."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from crawlers import process
from crawlers.errors import Next, Transient
from crawlers.report import CrawlRequest, Known
from nguon.settings import ROOT
from tests.conftest import EVERYTHING

REQUEST = CrawlRequest("baochinhphu", EVERYTHING, Known())


@pytest.fixture
def instead(monkeypatch):
    """Runs other code in the place of the crawl; its arguments are the crawl's."""
    follow = process._follow

    def put(code: str) -> None:
        def other(command, log, environment):
            return follow([sys.executable, "-c", code, *command[3:]], log, environment)

        monkeypatch.setattr(process, "_follow", other)

    return put


def crawl(lines=None):
    return process.crawl(REQUEST, [].append if lines is None else lines.append)


DEATHS = {
    "killed": ("import os; os.kill(os.getpid(), 9)", "killed by SIGKILL, after: nothing", "memory"),
    "ended": ("import os; print('at work', flush=True); os.kill(os.getpid(), 15)", "SIGTERM, after: at work", "goes on"),
    "fault": ("import ctypes; ctypes.string_at(0)", "killed by SIGSEGV", "goes on"),
    "real-time signal": ("import os; os.kill(os.getpid(), 40)", "killed by signal 40", "goes on"),
    "error": ("raise SystemExit('no contact')", "ended with status 1: no contact", ""),
    "half a report": ("import sys, os; open(sys.argv[2], 'w').write('{\"source\":'); os.kill(os.getpid(), 9)",
                      "in the middle of its report", "goes on"),
    "no report": ("pass", "ended with status 0", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", DEATHS)
def test_a_death_is_told_with_its_cause_and_what_to_do(instead, case):
    code, reason, fix = DEATHS[case]
    instead(code)
    with pytest.raises(Transient) as caught:
        crawl()
    assert reason in caught.value.reason
    assert fix in caught.value.fix
    assert caught.value.source == "baochinhphu"
    assert caught.value.next == Next.RETRY


def test_its_log_is_passed_on_line_by_line(instead):
    instead("print('một'); print('hai')")
    lines = []
    with pytest.raises(Transient, match="hai"):
        crawl(lines)
    assert lines == ["một", "hai"]


PARENT = """
import os, subprocess, sys, time
child = f"import time; from crawlers.process import end_with_parent; end_with_parent({os.getpid()}); print(1, flush=True); time.sleep(60)"
with subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE) as started:
    started.stdout.readline()
    print(started.pid, flush=True)
    time.sleep(60)
"""


def test_a_crawl_dies_with_whoever_asked_for_it():
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        os.kill(parent.pid, signal.SIGKILL)
    assert _ends(child, seconds=20)


def _ends(victim: psutil.Process, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False
