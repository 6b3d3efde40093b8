"""The process in which atheris looks for failures: ``python -m tests.fuzz.engine``.

Our readers are instrumented as they are loaded, and those of others that are written in Python. That takes ten seconds, so
it is done once: each order is a fork. A finding is kept, told, and no reason to stop; what ends a fork (a crash in C, a
hang there, memory) libFuzzer writes down itself.

Standard input: an order a line, JSON (`name`, `seeds`, `flags`, `log`, `seconds`). Standard output: the status of each.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import atheris

from tests.fuzz.findings import Findings
from tests.fuzz.verdict import Target

INSTRUMENTED = ("crawlers", "transforms", "protego", "feedparser", "warcio", "asn1crypto", "yaml")
_LOOK_SECONDS = 0.05


def targets() -> Mapping[str, Target]:
    """The registry, loaded under atheris' eyes."""
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 -- what is imported here is instrumented

        return TARGETS


def serve(known: Mapping[str, Target], asked: IO[str], told: IO[str]) -> None:
    """Carry out orders until there are none."""
    for line in asked:
        order = json.loads(line)
        child = os.fork()
        if not child:
            _obey(known, order)
        told.write(f"{_status(child, order['seconds'])}\n")
        told.flush()


def _obey(known: Mapping[str, Target], order: Mapping[str, Any]) -> None:
    """Fuzz until libFuzzer's flags say that it is enough; does not return."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(log, number)
    found = Findings(known[order["name"]], Path(order["seeds"]))

    def once(data: bytes) -> None:
        before = len(found.told)
        found.look(data)
        for line in found.told[before:]:
            sys.stdout.write(f"FOUND {line}\n")
            sys.stdout.flush()

    atheris.Setup([order["name"], *order["flags"]], once)
    atheris.Fuzz()


def _status(child: int, seconds: float) -> int:
    """How a fork ended; it is killed where it does not by itself."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(_LOOK_SECONDS)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    serve(targets(), sys.stdin, sys.stdout)
