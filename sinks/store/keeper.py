"""The embedded server's keeper: `python -m sinks.store.keeper HOME`; see `sinks.store.embedded`."""

import sys
from pathlib import Path

from sinks.store.embedded import keep, layout

if __name__ == "__main__":
    keep(layout(Path(sys.argv[1])))
