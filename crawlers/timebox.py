"""A bound on the time that a reader may think: what a stranger wrote must not stop a crawl."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from crawlers.errors import BadDocument


@contextmanager
def timebox(seconds: float, url: str) -> Iterator[None]:
    """Ends what runs inside after `seconds` of the process's own computing time.

    It works on Python code and on regular expressions, by a signal (SIGPROF) in the main thread; in any other
    thread it bounds nothing, because only the main one is told of signals.

    Raises:
        BadDocument: the time is over.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = True

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if running:
            raise BadDocument(
                f"not read within {seconds:g} s of computing", url=url, fix="look at the archived bytes"
            )

    before = signal.signal(signal.SIGPROF, stop)
    # Again each second: a broad `except` on the way may have swallowed the first.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
