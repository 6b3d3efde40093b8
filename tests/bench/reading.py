"""Characters per second of the reading engine and of its peers, by turns over the same text."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from nguon.settings import ROOT

PEERS = ("sea-g2p", "vietnormalizer", "g2p-hamster")
ROUNDS = 5
CHARACTERS = 200_000


class Lap:
    """A reader in a process of its own."""

    def __init__(self, name: str, process: "subprocess.Popen[str]") -> None:
        self.name, self._process = name, process
        self.best = float("inf")
        if self._answer() != "ready":
            raise RuntimeError(f"{name} does not start")

    def run(self) -> None:
        """Read the corpus once; the best of all times counts, since what disturbs only adds."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        self.best = min(self.best, float(self._answer()))

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def started(name: str, python: str, corpus: Path) -> Iterator[Lap]:
    """A reader that is run by an interpreter; it ends with the context."""
    command = [python, str(ROOT / "tests" / "bench" / "lap.py"), name, str(corpus)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Lap(name, process)
    finally:
        process.communicate(timeout=60)


def compare(corpus: Path, peers_python: str) -> list[str]:
    """A line for each reader: characters per second, and how many times our time it takes. Without peers ours alone."""
    with ExitStack() as stack:
        laps = [stack.enter_context(started("nguon", sys.executable, corpus))]
        laps += [
            stack.enter_context(started(name, str(Path(peers_python).absolute()), corpus))
            for name in PEERS
            if peers_python
        ]
        for _ in range(ROUNDS):
            for lap in laps:
                lap.run()
    size, ours = len(corpus.read_text(encoding="utf-8")), laps[0].best
    return [
        f"{lap.name:16} {size / lap.best:12,.0f} characters/s  {lap.best / ours:6.2f} of our time"
        for lap in laps
    ]
