"""The main job as a user runs it: real Airflow, real processes, from nothing to the table."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import feedparser
import psutil
import pytest
from sqlalchemy import select

from nguon.settings import ROOT, Settings
from nguon.stack.api import active
from nguon.stack.stack import stack
from sinks.store.door import Store
from sinks.store.models import ReplayReadingRow, ReplayRow

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]

MINUTES = 60
RUN = "run baochinhphu congbao nchmf"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder for everything made at run time, with a space and Vietnamese letters in its name."""
    with _open_folder() as folder:
        yield folder / "nguồn mẫu" / "biến đổi"


@contextmanager
def _open_folder() -> Iterator[Path]:
    """A temporary folder that any user may pass: pytest closes its own ones whenever a session starts."""
    with tempfile.TemporaryDirectory(prefix="nguon-stack-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def environment(var: Path, **values: object) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NGUON_", "AIRFLOW"))}
    return (
        clean
        | {"NGUON_VAR": str(var), "COLUMNS": "200"}
        | {f"NGUON_{k.upper()}": str(v) for k, v in values.items()}
    )


@contextmanager
def start(var: Path, command: str = RUN, **values: object) -> Iterator["subprocess.Popen[str]"]:
    """The running command; a test that fails meanwhile leaves nothing running for the next one to trip over."""
    child = subprocess.Popen(
        [sys.executable, "-m", "nguon", *command.split()],
        cwd=ROOT, env=environment(var, **values), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            child.communicate(timeout=60)


def run(var: Path, command: str = RUN, **values: object) -> tuple[int, str]:
    with start(var, command, **values) as child:
        output, _ = child.communicate(timeout=15 * MINUTES)
        return child.returncode, output


def listening_addresses(parent: int) -> set[str]:
    """The addresses on which a process and its offspring listen; one that has just ended listens nowhere."""
    found = set()
    for process in [*psutil.Process(parent).children(recursive=True), psutil.Process(parent)]:
        try:
            connections = process.net_connections(kind="inet")
        except psutil.NoSuchProcess:
            continue
        found |= {
            connection.laddr.ip for connection in connections if connection.status == psutil.CONN_LISTEN
        }
    return found


def counts(output: str) -> dict[str, list[int]]:
    rows = re.findall(r"^ *(baochinhphu|congbao|nchmf|all)((?: +\d+){8}) *$", output, re.MULTILINE)
    return {name: [int(number) for number in numbers.split()] for name, numbers in rows}


def left_behind(var: Path) -> list[str]:
    """Processes that still have something to do with this folder."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            mine = process.environ().get("NGUON_VAR") == str(var) or str(var) in line
            if mine and process.status() != psutil.STATUS_ZOMBIE:
                found.append(line)
        except (psutil.Error, OSError):
            continue
    return found


def wait_until_alone(var: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while left := left_behind(var):
        assert time.monotonic() < deadline, left
        time.sleep(0.2)


def test_from_nothing_to_the_table_and_then_nothing_new():
    with _open_folder() as folder:
        _run_twice(folder / "nguồn mẫu" / "biến đổi")


def _visible(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def _run_twice(place: Path) -> None:
    before = _visible(ROOT)
    status, output = run(place)
    assert status == 0, output
    assert _visible(ROOT) <= before, "everything that is made at run time is in one folder"
    table = counts(output)
    found, new, unchanged, quarantined, voiced, waiting, published, seconds = table["all"]
    assert (found, new, unchanged, quarantined) == (28, 25, 0, 4)
    assert (voiced, waiting, published) == (25, 4, 21)
    assert table["nchmf"][5:7] == [4, 0], "warnings wait for a person"
    assert seconds > 1000
    assert "make ui" in output
    wait_until_alone(place)

    head = json.loads((place / "outlet" / "changes" / "head.json").read_bytes())
    entries = feedparser.parse((place / "outlet" / "podcast.xml").read_bytes()).entries
    assert (head["sequence"], len(entries)) == (21, 21)
    for entry in entries:
        sound = place / "outlet" / "audio" / entry.enclosures[0].href.rsplit("/", 1)[-1]
        assert sound.stat().st_size == int(entry.enclosures[0].length)

    status, output = run(place)
    assert status == 0, output
    assert "Nothing new." in output
    assert counts(output)["all"][1] == 0, "what the lists name again is known"
    assert json.loads((place / "outlet" / "changes" / "head.json").read_bytes()) == head
    wait_until_alone(place)

    _read_again(place, "congbao")
    assert json.loads((place / "outlet" / "changes" / "head.json").read_bytes()) == head
    wait_until_alone(place)


def _read_again(place: Path, of: str) -> None:
    """The DAG `reparse` over what the runs before have archived: the same to the byte."""
    with stack(Settings(var=place), print, schedules=False) as up:
        up.airflow.unpause("reparse")
        run = up.airflow.trigger("reparse", {"source": of})
        end = time.monotonic() + 5 * MINUTES
        while active(run := up.airflow.run(run)):
            assert time.monotonic() < end, run
            time.sleep(1)
        assert run.state == "success", up.airflow.failed_tasks(run)
        with closing(Store(up.store_url)) as store, store.session() as session:
            (replay,) = session.scalars(select(ReplayRow))
            assert replay.source == of
            assert replay.actor.startswith("airflow:")
            outcomes = {found.outcome for found in session.scalars(select(ReplayReadingRow))}
            assert outcomes == {"same"}


def test_a_step_that_fails_is_named_and_stops_nobody_else():
    with _open_folder() as folder:
        sources = folder / "sources"
        shutil.copytree(ROOT / "crawlers" / "sources" / "nchmf", sources / "nchmf")
        text = (sources / "nchmf" / "source.yaml").read_text(encoding="utf-8")
        silent = text.replace("https://nchmf.gov.vn", "https://silent.example")
        for name, changed in {"silent": silent, "bad": text.replace("kind: alert", "kind: rumour")}.items():
            (sources / name).mkdir()
            (sources / name / "source.yaml").write_text(changed, encoding="utf-8")
        status, output = run(folder / "var", "run", sources=sources)
        assert status == 1
        assert "https://silent.example/kttv/vi-VN/1/index.html" in output
        assert "HTTP 404" in output
        log = re.search(r"ingest_silent\.verdict failed, log: (.+\.log)", output)
        assert log, output
        assert "silent.example" in Path(log[1]).read_text(encoding="utf-8")
        assert counts(output)["nchmf"][1] == 4, "the healthy source came through"
        assert re.search(r"bad/source.yaml:\d+: kind", output), "the broken definition is told"
        wait_until_alone(folder / "var")


def read_until(child: "subprocess.Popen[str]", words: str) -> str:
    """What a command printed up to the line with these words."""
    assert child.stdout is not None
    lines = []
    for line in child.stdout:
        lines.append(line)
        if words in line:
            break
    return "".join(lines)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind_when_it_is_ended(place, how):
    with start(place) as child:
        read_until(child, "DAGs are ready")
        child.send_signal(how)
        child.communicate(timeout=60)
    assert child.returncode != 0
    wait_until_alone(place)


def test_the_ui_answers_on_loopback_only_and_ends_on_request(place):
    with start(place, "ui") as child:
        printed = read_until(child, "Ctrl-C")
        assert listening_addresses(child.pid) == {"127.0.0.1"}
        assert "password" in printed
        status, output = run(place)
        assert status == 1
        assert "is up already" in output
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
    wait_until_alone(place)
