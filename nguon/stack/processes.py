"""Children of the launcher: started with their log, stopped with all that they started."""

import secrets
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType

import psutil

from crawlers.errors import ConfigurationError
from nguon.settings import ROOT

_MARK = "NGUON_STACK"
_STOP_SECONDS = 15
_LOOK_SECONDS = 0.02


class Processes(AbstractContextManager["Processes"]):
    """The launcher's children. At the end of the context none is left, nor any process that one of them started."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self._mark = secrets.token_hex(8)
        self._environment = {**environment, _MARK: self._mark}
        self._logs = logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def log(self, name: str) -> Path:
        """The log of a child."""
        return self._logs / f"{name}.log"

    def airflow(self, *arguments: str) -> None:
        """Start one of Airflow's long-running commands."""
        self._children[arguments[0]] = self._start(arguments[0], ["-m", "airflow", *arguments])

    def airflow_once(self, *arguments: str) -> None:
        """Run one of Airflow's commands to its end.

        Raises:
            ConfigurationError: it failed; the message shows the end of its log.
        """
        if self._start(arguments[0], ["-m", "airflow", *arguments]).wait():
            raise self._failure(arguments[0])

    def _start(self, name: str, arguments: list[str]) -> "subprocess.Popen[bytes]":
        with self.log(name).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 -- our interpreter, our arguments
                [sys.executable, "-m", "nguon.stack.leash", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                cwd=ROOT,
                start_new_session=True,
            )

    def check(self) -> None:
        """See that all are alive.

        Raises:
            ConfigurationError: one has ended; the message shows the end of its log.
        """
        for name, child in self._children.items():
            if child.poll() is not None:
                raise self._failure(name)

    def _failure(self, name: str) -> ConfigurationError:
        log = self.log(name)
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        return ConfigurationError(f"airflow {name} has ended:\n{tail}", fix=f"see {log}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ask all to end, then make them; whatever still bears our mark goes too."""
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._kill_strays()

    def _kill_strays(self) -> None:
        """Kill whatever bears our mark until nothing does: it may start others, or end, while we look."""
        deadline = time.monotonic() + _STOP_SECONDS
        while (strays := self._strays()) and time.monotonic() < deadline:
            for stray in strays:
                with suppress(psutil.NoSuchProcess):
                    stray.kill()
            time.sleep(_LOOK_SECONDS)

    def _strays(self) -> list[psutil.Process]:
        return [each for each in psutil.process_iter() if _environ(each).get(_MARK) == self._mark]


def _environ(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except (psutil.Error, OSError):
        return {}


def free_port(preferred: int) -> int:
    """A loopback port that nobody listens on: the preferred one where possible."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ConfigurationError("no free port on 127.0.0.1", fix="see what listens: ss -ltn")
