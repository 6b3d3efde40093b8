"""Turns at a host, over all crawls on this machine: one request at a time, and the pace kept from one crawl to the next.

A turn is a request's, not a crawl's. Crawls that meet at a host (a schedule and a crawl by hand, two sources that share a
host for their files) go on side by side, each at its share of the pace; a crawl of hours would otherwise shut all others
out of a shared host.

The locks are the kernel's (flock), so whoever dies holds nothing. Whoever wants a turn first waits at the gate, one crawl
at a time: it is the next. So a crawl whose requests follow each other closely keeps no other one waiting for ever.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, time
from urllib.parse import quote

LONGEST_WAIT_FOR_A_TURN = 600.0
"""Seconds that a request waits for its turn. A recording may take 300 s, a host's wish to be left alone 120 s."""
_LONGEST_REST = 120.0
_LOOK_SECONDS = 0.05
_MOST_BYTES = 100


class Busy(Exception):
    """Others were at the host for longer than a request waits."""


@dataclass
class Turn:
    """A request's turn; `rest`: seconds from its end on in which nobody should ask the host."""

    rest: float = 0.0


class Turns:
    """Turns at hosts.

    Args:
        folder: Two small files per host, `.next` to wait at and `.turn` to hold, which stay there; made when needed.
            `.turn` says when the last request went out, and from when on the next may (seconds since 1970).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ours: dict[str, bytes] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[Turn]:
        """Hold the host's turn; nobody else has one meanwhile.

        It begins no sooner than `delay` seconds after the host's last request went out, whose ever that was: Scrapy counts
        from when it let a request go, which may then have waited for its turn. After another crawl's request it does not
        begin before that one's rest is over; its own rests a crawl keeps by itself.

        Raises:
            Busy: it does not come.
        """
        until = monotonic() + LONGEST_WAIT_FOR_A_TURN
        with self._file(host, "turn") as held:
            with self._file(host, "next") as gate:
                await _lock(gate, until)
                await _lock(held, until)
            if wait := self._wait(host, held, delay):
                await asyncio.sleep(wait)
            began, turn = time(), Turn()
            self._note(host, held, began, began + delay)  # for the case that we die
            try:
                yield turn
            finally:
                self._note(host, held, began, max(began + delay, time() + turn.rest))

    def _wait(self, host: str, held: int, delay: float) -> float:
        """Seconds that are left of the pace, and of the rest that another crawl's last request asked for."""
        told = os.pread(held, _MOST_BYTES, 0)
        try:
            began, free = map(float, told.split())
        except ValueError:  # nobody has asked yet
            return 0.0
        paced = began + delay
        # A clock that was wrong closes no door; and NaN is no number of seconds.
        wait = (paced if told == self._ours.get(host) else max(paced, free)) - time()
        return min(wait, max(delay, _LONGEST_REST)) if wait > 0 else 0.0

    def _note(self, host: str, held: int, began: float, free: float) -> None:
        told = f"{began:.6f} {free:.6f}\n".encode()
        os.ftruncate(held, os.pwrite(held, told, 0))
        self._ours[host] = told

    @contextmanager
    def _file(self, host: str, ending: str) -> Iterator[int]:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = os.open(self._folder / f"{quote(host, safe='')}.{ending}", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            yield file
        finally:
            os.close(file)


async def _lock(file: int, until: float) -> None:
    """Wait for a lock without keeping the process from its other work; closing the file gives it back."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                raise Busy from None
            await asyncio.sleep(_LOOK_SECONDS)
        else:
            return
