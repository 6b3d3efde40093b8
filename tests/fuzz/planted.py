"""An engine with a target that is broken on purpose: run by test_fuzz."""

import os
import sys

from tests.fuzz.engine import serve
from tests.fuzz.verdict import Target


def _fails(data: bytes) -> None:
    if b"Loa" in data:
        raise ZeroDivisionError("lỗi của ta")
    if b"nothing" in data:
        raise KeyError("a refusal")


def _crashes(data: bytes) -> None:
    if b"Loa" in data:
        os.abort()


PLANTED = {
    "fails": Target(_fails, (KeyError,), lambda: [b"a sample of nothing", b"x" * 99], ("Loa",), 80),
    "crashes": Target(_crashes, (), lambda: [b"a sample"], ("Loa",), 80),
}

if __name__ == "__main__":
    serve(PLANTED, sys.stdin, sys.stdout)
