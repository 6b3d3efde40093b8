"""Starts the embedded server and its keeper: `python -m sinks.store.keeper HOME`; see `sinks.store.embedded`."""

import sys
from pathlib import Path

from sinks.store.embedded import layout, start_detached

if __name__ == "__main__":
    sys.exit(start_detached(layout(Path(sys.argv[1]))))
