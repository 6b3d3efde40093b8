"""Reads a plan (JSON), fetches its addresses as a crawl would, and prints what came of each; no test itself."""

import hashlib
import importlib
import json
import resource
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive import ArchiveWriter
from crawlers.capture import Purpose, Role
from crawlers.discovery.entry import Window
from crawlers.failures import without_response
from crawlers.report import CrawlReport
from crawlers.run import scrapy_settings
from crawlers.source import Source
from nguon.settings import Settings


@dataclass
class Plan:
    """What to fetch, in which world.

    `dns`: addresses by name; a list of lists is one answer after the other, "hang" one that does not come. Names that
    are not in it do not exist. `internet`: `address:port` of the open internet, and the port of this machine that
    stands in for it. `opened`: `host:port` that may lead to this machine. `patch`: values by their modules' names.
    `settings`: Scrapy's, over those of a crawl.
    """

    var: str
    urls: list[tuple[str, dict[str, Any]]]
    hosts: list[str]
    dns: dict[str, list[Any]] = field(default_factory=dict)
    internet: dict[str, int] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    patch: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    delay: float = 0.01
    cap: int = 500
    visits: tuple[str, ...] = ()


class World:
    """Name servers and connections, which are noted."""

    def __init__(self, plan: Plan) -> None:
        self._dns, self._internet = plan.dns, plan.internet
        self._lock = threading.Lock()
        self._real = socket.getaddrinfo
        self.looked_up: list[str] = []
        self.connected: list[str] = []

    def take_over(self) -> None:
        """Answer every look-up and every connection of this process."""
        from twisted.internet import reactor  # noqa: PLC0415 -- Scrapy has installed it by now

        socket.getaddrinfo = self._getaddrinfo
        self._connect, reactor.connectTCP = reactor.connectTCP, self._connect_tcp

    def _getaddrinfo(self, host, port, *rest, **more):
        with self._lock:
            self.looked_up.append(host)
            answers = self._dns.get(host)
            if answers and isinstance(answers[0], list):
                answers = answers.pop(0) if len(answers) > 1 else answers[0]
        if answers is None:  # what C libraries take for an address is one, all else does not exist
            return self._real(host, port, *rest, **{**more, "flags": socket.AI_NUMERICHOST})
        if "hang" in answers:
            time.sleep(3)
            return []
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port or 0)) for ip in answers]

    def _connect_tcp(self, host, port, *rest, **more):
        place = f"{host}:{port}"
        self.connected.append(place)
        here = host.startswith("127.") or host == "::1"
        there = ("127.0.0.1", self._internet.get(place, 1))  # nobody listens on port 1
        return self._connect(*((host, port) if here else there), *rest, **more)


class Fetcher(Spider):
    """Asks for addresses, and notes what came."""

    name = "mau"

    def __init__(self, plan: Plan, source: Source, archive: ArchiveWriter) -> None:
        super().__init__()
        now = datetime.now(UTC)
        self.plan, self.source, self.archive, self.outcomes = plan, source, archive, []
        self.hosts = frozenset(plan.hosts)
        self.report = CrawlReport("mau", "mau-1", Window(now - timedelta(1), now), now)
        self.began, self.born = time.monotonic(), peak()

    async def start(self):
        for url, meta in self.plan.urls:
            meta = {"purpose": Purpose(Role.ITEM), "url": url, **meta}  # noqa: PLW2901
            yield Request(url, self.came, errback=self.failed, dont_filter=True, meta=meta)

    def came(self, response) -> None:
        headers = response.headers.items()
        self._note(
            response.meta["url"],
            status=response.status,
            final=response.url,
            length=len(response.body),
            flags=response.flags,
            digest=hashlib.sha256(response.body).hexdigest(),
            headers={name.decode(): values[-1].decode("latin-1") for name, values in headers},
            text=response.body[:200].decode("latin-1"),
        )

    def failed(self, failure) -> None:
        error = without_response(failure.value)
        url = failure.request.meta["url"]
        self._note(url, error=type(error).__name__, reason=error.reason, fix=error.fix)

    def _note(self, url: str, **told) -> None:
        blank = {"status": 0, "error": "", "reason": "", "flags": [], "length": 0}
        self.outcomes.append({**blank, "url": url, "seconds": time.monotonic() - self.began, **told})


def peak() -> int:
    """Most memory that this process has had, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def crawl(plan: Plan, world: World):
    """Fetch what is planned; gives the crawler."""
    ours = Settings(var=Path(plan.var), contact="lien-he@dongmau.vn")
    of = Source.model_construct(
        id="mau", base="https://mau.test", delay=plan.delay, request_cap=plan.cap, visits=plan.visits
    )
    name = f"mau-20261101T000000-{time.monotonic_ns():x}"
    archive = ArchiveWriter("mau", name, spool=ours.spool, archive=ours.archive, rehearsal=False)
    quick = {"NGUON_ADAPT": False, "RETRY_TIMES": 0, "CONCURRENT_REQUESTS": 100, "LOG_LEVEL": "WARNING"}
    settings = {**scrapy_settings(of, ours), **quick, "NGUON_OPENED": plan.opened, **plan.settings}
    # What is there for the crawl's own spider is left out.
    kept = {
        name: place
        for name, place in settings["DOWNLOADER_MIDDLEWARES"].items()
        if name.startswith(("scrapy.", "crawlers.manners."))
    }
    process = AsyncCrawlerProcess({**settings, "DOWNLOADER_MIDDLEWARES": kept})
    world.take_over()
    crawler = process.create_crawler(Fetcher)
    process.crawl(crawler, plan=plan, source=of, archive=archive)
    process.start()
    return crawler


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    for name, value in plan.patch.items():
        module, _, attribute = name.rpartition(".")
        setattr(importlib.import_module(module), attribute, value)
    world = World(plan)
    crawler = crawl(plan, world)
    spider: Fetcher = crawler.spider
    told = {
        "outcomes": spider.outcomes,
        "problems": [[each.error, each.url, each.reason] for each in spider.report.problems],
        "requests": crawler.stats.get_value("nguon/requests", 0),
        "finished": crawler.stats.get_value("finish_reason"),
        "warc": spider.archive.close(),
        "grown": (peak() - spider.born) // 1024,
        "looked_up": world.looked_up,
        "connected": world.connected,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
