"""`python -m tests.fuzz TARGET|all`: looks for inputs that break a reader, within a budget of time for each target.

Whatever breaks one is kept in `tests/fuzz/seeds/TARGET/`, from where `tests/fuzz/test_seeds.py` reads it with every run of
the tests. What a fuzzer learned stays in `var/fuzz` for the next time.
"""

import argparse
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from nguon.settings import ROOT
from tests.fuzz.findings import SEEDS, keep
from tests.fuzz.targets import TARGETS
from tests.fuzz.verdict import Target

MOST_MEMORY_MB = 2500
HANG_SECONDS = 60
"""Seconds after which a call that nothing interrupts is a failure."""
_MOST_STARTS = 5
_MOST_LEARNED = 400
_LEAST_SECONDS = 3.0
_MORE_SECONDS = (
    180  # for a corpus that takes longer to be read again than there is time, and for one call that hangs
)
_KEPT = re.compile(r"([0-9a-f]{16}): ")
_ARTIFACT = re.compile(r"(crash|timeout|oom)-[0-9a-f]+")


@dataclass
class Told:
    """What came of fuzzing one target: a line for each finding, how many inputs were tried, how many places reached."""

    name: str
    found: list[str] = field(default_factory=list)
    tried: int = 0
    reached: int = 0


class Engine:
    """The process that fuzzes, one target at a time; see `tests.fuzz.engine`."""

    def __init__(self, module: str = "tests.fuzz.engine") -> None:
        self._module = module

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, **order: Any) -> int:
        """Carry out one order; gives the fork's status.

        Raises:
            RuntimeError: the engine itself is gone.
        """
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.write(f"{json.dumps(order)}\n")
            self._process.stdin.flush()
        told = self._process.stdout.readline()
        if not told:
            raise RuntimeError(
                f"the engine ended with status {self._process.wait()}; run: python -m {self._module}"
            )
        return int(told)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz; gives 1 where something was found."""
    asked = _parser().parse_args(arguments)
    if why := missing():
        _say(f"No fuzzing here: {why}")
        return 0
    names = list(TARGETS) if asked.target == "all" else [asked.target]
    jobs = min(asked.jobs, len(names))
    with ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
        engines: SimpleQueue[Engine] = SimpleQueue()
        for _ in range(jobs):
            engines.put(stack.enter_context(Engine()))

        def one(name: str) -> Told:
            engine = engines.get()
            told = _shown(fuzz(engine, name, TARGETS[name], asked.seconds, asked.var))
            engines.put(engine)
            return told

        all_told = list(pool.map(one, names))
    return int(any(told.found for told in all_told))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description="Look for bytes that break a reader."
    )
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=float, default=60, help="for each target (default 60)")
    parser.add_argument("--jobs", type=int, default=1, help="targets at once (default 1)")
    parser.add_argument(
        "--var", type=Path, default=ROOT / "var" / "fuzz", help="where what is learned is kept"
    )
    return parser


def missing() -> str:
    """Why there can be no fuzzing; empty where there can."""
    if importlib.util.find_spec("atheris") is None:
        return "atheris is not installed; it has wheels for CPython on Linux (x86-64) only"
    return ""


def fuzz(
    engine: Engine, name: str, target: Target, seconds: float, var: Path, *, seeds: Path = SEEDS
) -> Told:
    """Fuzz one target for so many seconds; after a crash, what is left of them in a new process."""
    told, end = Told(name), time.monotonic() + seconds
    folder, kept = var / name, seeds / name
    for each in ("corpus", "samples", "broken"):
        (folder / each).mkdir(parents=True, exist_ok=True)
    _prepare(target, folder)
    log = folder / "log.txt"
    for _ in range(_MOST_STARTS):
        left = max(end - time.monotonic(), _LEAST_SECONDS)
        flags = _flags(target, folder, kept, left)
        code = engine.run(name=name, seeds=str(kept), flags=flags, log=str(log), seconds=left + _MORE_SECONDS)
        said = log.read_text(encoding="utf-8", errors="replace")
        _take(told, said)
        told.found += _ended(folder / "broken", kept)
        if code and not _ARTIFACT.search(said):
            told.found.append(f"the fuzzer itself ended with status {code}: see {log}")
            return told
        if code == 0 or time.monotonic() > end:
            return told
    return told


def _prepare(target: Target, folder: Path) -> None:
    """Write the samples and the dictionary; of what was learned keep the newest, for all of it is read again first."""
    newest = sorted((folder / "corpus").iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest[_MOST_LEARNED:]:
        path.unlink()
    for sample in target.samples():
        if len(sample) <= target.longest:
            (folder / "samples" / hashlib.sha256(sample).hexdigest()[:16]).write_bytes(sample)
    lines = (f'"{_escaped(token)}"\n' for token in target.tokens)
    (folder / "words.dict").write_text("".join(lines), encoding="ascii")


def _escaped(token: str) -> str:
    return "".join(f"\\x{byte:02X}" for byte in token.encode("utf-8", "surrogatepass"))


def _flags(target: Target, folder: Path, kept: Path, seconds: float) -> list[str]:
    more = [str(kept)] if kept.is_dir() else []
    return [
        str(folder / "corpus"), str(folder / "samples"), *more, f"-max_total_time={max(int(seconds), 1)}", f"-max_len={target.longest}",
        f"-rss_limit_mb={MOST_MEMORY_MB}", f"-timeout={HANG_SECONDS}", f"-artifact_prefix={folder / 'broken'}/",
        *([f"-dict={folder / 'words.dict'}"] if target.tokens else []), "-print_final_stats=1", "-len_control=0",
    ]  # fmt: skip


def _take(told: Told, said: str) -> None:
    told.found += re.findall(r"^FOUND (.*)", said, re.MULTILINE)
    tried = re.findall(r"stat::number_of_executed_units: +(\d+)|^#(\d+)\t", said, re.MULTILINE)
    told.tried += int(tried[-1][0] or tried[-1][1]) if tried else 0
    reached = re.findall(r" cov: (\d+)", said)
    told.reached = max([told.reached, *map(int, reached[-1:])])


def _ended(broken: Path, kept: Path) -> list[str]:
    """What ended a fork itself, moved to the seeds."""
    lines = []
    for path in sorted(broken.iterdir()):
        what = path.name.partition("-")[0]
        if what in {"crash", "timeout", "oom"}:
            lines.append(f"{keep(kept, path.read_bytes()).name}: {what}: it ends the process")
        path.unlink()
    return lines


def _shown(told: Told) -> Told:
    """Tells what came of one target, and how to read each finding again."""
    _say(f"{told.name:<13} {told.tried:>9} inputs, {told.reached:>6} places reached, {len(told.found)} found")
    for line in told.found:
        _say(f"  {line}")
        if seed := _KEPT.match(line):
            _say(f"    again: python -m pytest tests/fuzz/test_seeds.py -k '{told.name} and {seed[1]}'")
    return told


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
