"""What a reader may do with bytes: read them, or say why not by an error that it documents, within bounded time."""

import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from nguon.settings import ROOT

SECONDS = 10.0
"""Of processor time that one call may take; what a fuzzer makes is shorter than most pages."""


class TooSlow(BaseException):
    """A reader thinks too long. No Exception: readers have a broad `except` here and there."""


@dataclass(frozen=True)
class Target:
    """A reader.

    `read` is given the bytes. `refusals` are the errors that it documents. `samples` are healthy inputs to start from,
    `tokens` words of its language. Inputs are at most `longest` bytes.
    """

    read: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...]
    samples: Callable[[], Iterable[bytes]]
    tokens: tuple[str, ...] = ()
    longest: int = 20_000


def check(target: Target, data: bytes, seconds: float = SECONDS) -> None:
    """Give `data` to a reader.

    Raises:
        TooSlow: it takes more processor time than it may.
        Exception: whatever else the reader raises, if it is no refusal.
    """
    before = time.process_time()
    try:
        with _bounded(seconds):
            target.read(data)
    except target.refusals:
        pass
    if time.process_time() - before > seconds:
        raise TooSlow(f"more than {seconds:g} s, where nothing interrupts it")


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raises TooSlow where the reader is after so much processor time of its own.

    By SIGVTALRM, because readers that bound themselves do so by SIGPROF; a parser in C comes to its end first. In
    another thread than the main one nothing is bounded.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def cause(error: BaseException) -> str:
    """What failed and where: the error's class, and the last place of our own code on the way to it.

    Findings with one cause count as one.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_ours(frame.filename)]
    last = (own or frames)[-1] if frames else None
    place = f"{last.filename.removeprefix(f'{ROOT}/')}:{last.lineno} in {last.name}" if last else "nowhere"
    return f"{type(error).__name__} at {place}"


def _is_ours(file: str) -> bool:
    rooms = tuple(f"{ROOT / room}/" for room in ("crawlers", "transforms", "nguon"))
    return file.startswith(rooms)
