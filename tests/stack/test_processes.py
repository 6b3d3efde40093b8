"""The launcher's children: whatever they do, none outlives the launcher."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from crawlers.errors import ConfigurationError
from nguon.settings import ROOT
from nguon.stack import processes
from nguon.stack.processes import Processes, free_port

SECONDS = 20

# Stands in for Airflow: `python -m airflow WAY NAME` writes its pid to $PIDS/NAME and behaves as told.
FAKE = """
import os, signal, subprocess, sys, time
from pathlib import Path

way, name = sys.argv[1], sys.argv[2]

def start(way, name, **how):
    subprocess.Popen([sys.executable, "-m", "airflow", way, name], **how)

if way == "fails":
    sys.exit("không đọc được cấu hình")
if way == "succeeds":
    sys.exit(0)
if way == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if way == "parent":
    start("sleeps", name + "-child")
    start("sleeps", name + "-strayed", start_new_session=True)
if way == "orphaning":
    start("daemon", name + "-middle")
if way == "daemon":
    start("stubborn", name + "-daemon", start_new_session=True)
file = Path(os.environ["PIDS"], name)
file.with_suffix(".part").write_text(str(os.getpid()))
file.with_suffix(".part").rename(file)
if way == "daemon":
    sys.exit(0)
time.sleep(120)
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    package = tmp_path / "fake" / "airflow"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(FAKE, encoding="utf-8")
    (tmp_path / "pids").mkdir()
    return {**os.environ, "PYTHONPATH": str(tmp_path / "fake"), "PIDS": str(tmp_path / "pids")}


@pytest.fixture
def pid_of(tmp_path):
    """The process of that name, once it has told its pid."""

    def wait(name: str) -> psutil.Process:
        file = tmp_path / "pids" / name
        until(file.exists)
        return psutil.Process(int(file.read_text()))

    yield wait
    for file in (tmp_path / "pids").iterdir():
        if file.read_text() and psutil.pid_exists(int(file.read_text())):
            os.kill(int(file.read_text()), signal.SIGKILL)


@pytest.fixture
def children(environment, tmp_path):
    with Processes(environment, tmp_path / "logs") as made:
        yield made


def until(condition) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "took too long"
        time.sleep(0.02)


def gone(process: psutil.Process) -> bool:
    """Not running; one that its new parent has not buried yet is gone, too."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_children_and_what_they_started_are_gone_after_stop(children, pid_of):
    children.airflow("parent", "a")
    children.airflow("sleeps", "b")
    started = [pid_of(name) for name in ("a", "a-child", "a-strayed", "b")]
    children.check()
    children.stop()
    assert [gone(each) for each in started] == [True] * 4


def test_the_end_of_the_context_is_a_stop_also_after_an_error(environment, tmp_path, pid_of):
    def fail() -> None:
        with Processes(environment, tmp_path / "logs") as children:
            children.airflow("sleeps", "a")
            started.append(pid_of("a"))
            raise RuntimeError("mất điện")

    started: list[psutil.Process] = []
    with pytest.raises(RuntimeError, match="mất điện"):
        fail()
    assert gone(started[0])


def test_a_child_that_ignores_sigterm_is_killed(children, pid_of, monkeypatch):
    monkeypatch.setattr(processes, "_STOP_SECONDS", 0.5)
    children.airflow("stubborn", "a")
    stubborn = pid_of("a")
    began = time.monotonic()
    children.stop()
    assert gone(stubborn)
    assert time.monotonic() - began < 5


def test_a_daemon_whose_parents_have_ended_is_found_by_its_mark(children, pid_of):
    children.airflow("orphaning", "a")
    middle = pid_of("a-middle").pid
    daemon = pid_of("a-middle-daemon")
    until(lambda: daemon.ppid() not in {children._children["orphaning"].pid, middle})
    children.stop()
    assert gone(daemon)


def test_processes_of_another_launcher_are_left_alone(environment, tmp_path, children, pid_of):
    with Processes(environment, tmp_path / "other") as others:
        others.airflow("sleeps", "theirs")
        theirs = pid_of("theirs")
        children.airflow("sleeps", "ours")
        ours = pid_of("ours")
        children.stop()
        assert gone(ours)
        assert not gone(theirs)


def test_a_stray_that_ends_by_itself_meanwhile_is_no_error(children, pid_of, monkeypatch):
    children.airflow("sleeps", "a")
    stray = pid_of("a")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as ended:
        vanishing = psutil.Process(ended.pid)
    look, vanished = children._strays, [vanishing]
    monkeypatch.setattr(children, "_strays", lambda: [vanished.pop(), *look()] if vanished else look())
    children.stop()
    assert gone(stray)


def test_stop_twice_and_stop_of_nothing(children):
    children.stop()
    children.stop()


def test_a_child_that_has_ended_is_told_with_the_end_of_its_log(children):
    children.airflow("fails", "a")
    until(lambda: children._children["fails"].poll() is not None)
    with pytest.raises(
        ConfigurationError, match="airflow fails has ended:\nkhông đọc được cấu hình"
    ) as caught:
        children.check()
    assert str(children.log("fails")) in caught.value.fix


def test_a_command_is_run_to_its_end(children):
    children.airflow_once("succeeds", "a")
    children.check()
    with pytest.raises(ConfigurationError, match="không đọc được cấu hình"):
        children.airflow_once("fails", "a")


@pytest.mark.skipif(sys.platform != "linux", reason="the leash is Linux's")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_ends_with_its_launcher_however_that_ends(environment, tmp_path, pid_of, end):
    launcher = """
        import os, sys, time
        from pathlib import Path
        from nguon.stack.processes import Processes
        Processes(dict(os.environ), Path(sys.argv[1])).airflow("sleeps", "a")
        time.sleep(120)
    """
    command = [sys.executable, "-c", textwrap.dedent(launcher), str(tmp_path / "logs")]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as started:
        child = pid_of("a")
        started.send_signal(end)
        started.wait(SECONDS)
    until(lambda: gone(child))


def test_free_port_gives_another_where_the_preferred_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        other = free_port(port)
        assert other != port
        assert other > 1023
    assert free_port(other) == other
