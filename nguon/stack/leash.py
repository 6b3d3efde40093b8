"""Becomes another Python program that is told to end when the launcher ends, however it ends.

`python -m nguon.stack.leash ARGUMENTS` runs `python ARGUMENTS` in its place. The leash is Linux's; elsewhere the
launcher's own orderly end is all there is.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])  # noqa: S606 -- our own interpreter
