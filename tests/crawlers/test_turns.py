"""Crawls that meet at a host take turns: never two requests at once, the pace kept, and nobody shut out."""

import asyncio
import fcntl
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.archive import read_captures
from crawlers.manners import turns
from crawlers.manners.turns import Busy, Turns
from nguon.settings import ROOT
from tests.crawlers.fetching import fetch
from tests.crawlers.hosts import Host, http

HOST = "bao.test"


async def visit(visitor: Turns, times: list, *, delay=0.0, stays=0.0, rest=0.0, host=HOST) -> None:
    async with visitor.turn(host, delay) as turn:
        times.append(("in", time.monotonic()))
        await asyncio.sleep(stays)
        turn.rest = rest
        times.append(("out", time.monotonic()))


def test_two_are_never_at_one_host_together(tmp_path):
    async def meet() -> list:
        times: list = []
        await asyncio.gather(*(visit(Turns(tmp_path / "new"), times, stays=0.03) for _ in range(5)))
        return times

    assert [what for what, _ in asyncio.run(meet())] == ["in", "out"] * 5


def test_the_pace_is_kept_from_one_to_the_other_and_one_s_own_rest_is_one_s_own(tmp_path):
    one, other, times = Turns(tmp_path), Turns(tmp_path), []

    async def meet() -> None:
        await visit(one, times, rest=30)
        await visit(one, times, delay=0.4)
        assert 0.39 <= times[2][1] - times[0][1] < 10, "Scrapy keeps a crawl's own rests"
        times.clear()
        (tmp_path / f"{HOST}.turn").unlink()
        await visit(one, times)
        await visit(other, times, delay=0.5)
        assert times[2][1] - times[0][1] >= 0.49, "the second one's delay"
        await visit(other, times, delay=0.6)
        await visit(one, times)
        assert times[6][1] - times[4][1] >= 0.59, "the first one's delay"

    asyncio.run(meet())


def test_what_one_was_asked_for_the_other_keeps_too(tmp_path):
    times: list = []

    async def meet() -> None:
        await visit(Turns(tmp_path), times, rest=0.5)
        await visit(Turns(tmp_path), times)

    asyncio.run(meet())
    assert times[2][1] - times[1][1] >= 0.45


def test_each_host_has_turns_of_its_own(tmp_path):
    async def meet() -> None:
        async with Turns(tmp_path).turn("a.test", 0):
            await asyncio.wait_for(visit(Turns(tmp_path), [], host="b.test/../a.test"), 5)

    asyncio.run(meet())


def test_whoever_asks_without_a_break_shuts_nobody_out(tmp_path):
    async def meet() -> int:
        busy, times, done = Turns(tmp_path), [], asyncio.Event()

        async def ask_on() -> None:
            while not done.is_set():
                await visit(busy, times, stays=0.01)

        async def ask_now_and_then() -> None:
            other = Turns(tmp_path)
            for _ in range(5):
                await visit(other, [])
            done.set()

        await asyncio.wait_for(asyncio.gather(ask_on(), ask_now_and_then()), 60)
        return len(times) // 2

    assert asyncio.run(meet()) < 200


def test_who_waits_goes_on_with_other_work_and_gives_up_in_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_WAIT_FOR_A_TURN", 0.5)

    async def meet() -> int:
        ticks = 0
        async with Turns(tmp_path).turn(HOST, 0):
            waiting = asyncio.ensure_future(visit(Turns(tmp_path), []))
            while not waiting.done():
                await asyncio.sleep(0.01)
                ticks += 1
            with pytest.raises(Busy):
                waiting.result()
        await visit(Turns(tmp_path), [])
        return ticks

    assert asyncio.run(meet()) > 5


HOLDER = """
import asyncio, sys
from pathlib import Path
from crawlers.manners.turns import Turns

async def hold():
    async with Turns(Path(sys.argv[1])).turn("bao.test", 1.0):
        print("in", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


def test_who_is_killed_holds_nothing_and_its_pace_is_kept(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        assert other.stdout.readline() == "in\n"
        began = time.monotonic()
        other.send_signal(signal.SIGKILL)
        other.wait()
    times: list = []
    asyncio.run(asyncio.wait_for(visit(Turns(tmp_path), times), 30))
    assert times[0][1] - began >= 0.7, "from before it was killed"


@given(
    st.binary(max_size=60)
    | st.lists(st.floats(), min_size=2, max_size=2).map(lambda each: f"{each[0]} {each[1]}".encode())
)
def test_whatever_stands_in_the_file_the_wait_is_a_time_that_ends(tmp_path_factory, told):
    folder = tmp_path_factory.mktemp("turns")
    (folder / "bao.test.turn").write_bytes(told)
    visitor = Turns(folder)
    with visitor._file(HOST, "turn") as held:
        assert 0.0 <= visitor._wait(HOST, held, 2.0) <= 120.0


# Crawls.


class Counted:
    """Pages that take a while, and the most that were asked for at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def __call__(self, connection) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        time.sleep(0.1)
        self.now -= 1
        connection.sendall(http(body=b"xin chao", Connection="close"))


def captures(var, told):
    return read_captures(str(var / "archive"), told.warc, max_bytes=10**6)


def test_two_crawls_at_one_host_are_for_the_host_as_one(tmp_path):
    page, delay = Counted(), 0.3
    with Host({"/robots.txt": page, **{f"/{number}": page for number in range(8)}}) as host:
        netloc = f"{HOST}:{host.port}"

        def crawl(numbers):
            urls = [f"http://{netloc}/{number}" for number in numbers]
            return fetch(tmp_path, urls, dns={HOST: ["127.0.0.1"]}, opened=[netloc], delay=delay)

        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(crawl, [range(6), range(6, 8)]))
        times = sorted(host.times)
    assert [each.status for crawl in told for each in crawl.of.values()] == [200] * 8
    assert page.most == 1
    assert len(times) == 10
    sent = sorted(each.asked_at.timestamp() for crawl in told for each in captures(tmp_path, crawl))
    assert len(sent) == 10
    assert min(later - sooner for sooner, later in pairwise(sent)) >= delay - 0.05, "as they went out"
    # One may come late on a busy machine.
    assert times[-1] - times[0] >= (len(times) - 2) * delay


def test_a_crawl_that_finds_another_at_its_host_says_so_and_goes(tmp_path):
    folder = tmp_path / "patience" / "live"
    folder.mkdir(parents=True)
    with (
        Host({"/a": http(body=b"xin chao", Connection="close")}) as host,
        (folder / f"{HOST}.turn").open("w") as held,
    ):
        fcntl.flock(held, fcntl.LOCK_EX)
        netloc = f"{HOST}:{host.port}"
        told = fetch(tmp_path, [f"http://{netloc}/{path}" for path in "ab"], dns={HOST: ["127.0.0.1"]}, opened=[netloc],
                     patch={"crawlers.manners.turns.LONGEST_WAIT_FOR_A_TURN": 0.3})  # fmt: skip
    for outcome in told.of.values():
        assert outcome.error == "Transient"
        assert "another crawl is at this host" in outcome.reason
    assert (host.seen, told.requests) == ([], 0)
