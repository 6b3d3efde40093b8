"""`python -m tests.fuzz TARGET|all`: looks for inputs that break a reader, a process for each, within a budget of time.

Whatever breaks one is kept in `tests/fuzz/seeds/TARGET/`, from where `tests/fuzz/test_seeds.py` reads it with every run of
the tests. What a fuzzer learned stays in `var/fuzz` for the next time.
"""

import argparse
import hashlib
import importlib.util
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from nguon.settings import ROOT
from tests.fuzz.findings import SEEDS, keep
from tests.fuzz.targets import TARGETS
from tests.fuzz.verdict import Target

MOST_MEMORY_MB = 2500
HANG_SECONDS = 60
"""Seconds after which a call that nothing interrupts is a failure."""
_MOST_STARTS = 5
_LEAST_SECONDS = 3.0
_MORE_SECONDS = 300  # to load all that is instrumented, on a busy machine
_ENGINE = "tests.fuzz.engine"
_KEPT = re.compile(r"([0-9a-f]{16}): ")
_ARTIFACT = re.compile(r"(crash|timeout|oom|leak)-[0-9a-f]+")


@dataclass
class Told:
    """What came of fuzzing one target: lines about what was found, how many inputs were tried, how many places of code reached."""

    name: str
    found: list[str] = field(default_factory=list)
    tried: int = 0
    reached: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz; gives 1 where something was found."""
    asked = _parser().parse_args(arguments)
    if why := missing():
        _say(f"No fuzzing here: {why}")
        return 0
    names = list(TARGETS) if asked.target == "all" else [asked.target]
    with ThreadPoolExecutor(asked.jobs) as pool:
        all_told = list(pool.map(lambda name: _shown(fuzz(name, asked.seconds, asked.var)), names))
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
        return "atheris is not installed; it has wheels for CPython on Linux only (pip install atheris)"
    return ""


def fuzz(
    name: str,
    seconds: float,
    var: Path,
    *,
    target: Target | None = None,
    seeds: Path = SEEDS,
    engine: str = _ENGINE,
) -> Told:
    """Fuzz one target for so many seconds; after a crash, what is left of them in a new process."""
    told, end = Told(name), time.monotonic() + seconds
    folder, kept = var / name, seeds / name
    for each in ("corpus", "samples", "broken"):
        (folder / each).mkdir(parents=True, exist_ok=True)
    _prepare(target or TARGETS[name], folder)
    for _ in range(_MOST_STARTS):
        left = max(end - time.monotonic(), _LEAST_SECONDS)
        said, code = _run(
            [engine, name, str(kept)], _flags(target or TARGETS[name], folder, kept, left), left
        )
        (folder / "log.txt").write_text(said, encoding="utf-8")
        _take(told, said)
        told.found += _ended(folder / "broken", kept)
        if code and not _ARTIFACT.search(said):
            told.found.append(f"the fuzzer itself failed with status {code}: see {folder / 'log.txt'}")
            return told
        if code == 0 or time.monotonic() > end:
            return told
    return told


def _prepare(target: Target, folder: Path) -> None:
    """Write the samples and the dictionary."""
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


def _run(module: Sequence[str], flags: Sequence[str], seconds: float) -> tuple[str, int]:
    """All that the engine says, and its status; it is killed where it does not end by itself."""
    command = [sys.executable, "-m", *module, *flags]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds + _MORE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return f"{(late.output or b'').decode(errors='replace')}\nnot ended after {late.timeout:g} s", -9
    return done.stdout.decode(errors="replace"), done.returncode


def _take(told: Told, said: str) -> None:
    told.found += re.findall(r"^FOUND (.*)", said, re.MULTILINE)
    tried = re.findall(r"stat::number_of_executed_units: +(\d+)|^#(\d+)\t", said, re.MULTILINE)
    told.tried += int(tried[-1][0] or tried[-1][1]) if tried else 0
    reached = re.findall(r" cov: (\d+)", said)
    told.reached = max([told.reached, *map(int, reached[-1:])])


def _ended(broken: Path, kept: Path) -> list[str]:
    """What ended the process itself, moved to the seeds."""
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
