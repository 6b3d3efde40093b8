"""One reader of Vietnamese, timed: `python lap.py NAME CORPUS` reads the corpus once for each line on standard input.

It stands alone, because the peers live in an environment of their own and are run by its interpreter. For each line it
answers with the seconds that one pass over all lines of the corpus took; before the first, `ready`.
"""

import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

READERS: dict[str, Callable[[], Callable[[str], object]]] = {
    "nguon": lambda: import_module("transforms.reading").read,
    "sea-g2p": lambda: import_module("sea_g2p").Normalizer().normalize,
    "vietnormalizer": lambda: import_module("vietnormalizer").VietnameseNormalizer().normalize,
    "g2p-hamster": lambda: import_module("g2p_hamster.t0.pipeline").normalize,
}
"""What turns a line into spoken words; imported when it is asked for, for each environment has some of them only."""


def main(name: str, corpus: str) -> None:
    """Answer until standard input ends."""
    read, lines = READERS[name](), Path(corpus).read_text(encoding="utf-8").splitlines()
    read(lines[0])
    _say("ready")
    for _ in sys.stdin:
        begun = time.perf_counter()
        for line in lines:
            read(line)
        _say(str(time.perf_counter() - begun))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
