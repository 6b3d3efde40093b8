"""`python -m tests.bench --peers PYTHON`: what the issue of speech is measured by, as ratios within one run."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.corpus import write_corpus
from tests.bench.reading import CHARACTERS, compare
from tests.bench.voice import measure


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--peers", default="", help="the interpreter that has the peers; none: ours alone")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.txt")
        write_corpus(corpus, CHARACTERS)
        _say("Reading aloud, one core, the same text by turns:")
        for line in compare(corpus, asked.peers):
            _say(f"  {line}")
        _say("Sound by the embedded voice:")
        for line in measure(corpus):
            _say(f"  {line}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
