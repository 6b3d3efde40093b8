"""The manners of one crawl: what it asks before it asks a host, and tells after each answer."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import deferred_from_coro

from crawlers.capture import Purpose, Role
from crawlers.errors import BadDocument, Blocked, CapReached, NguonError, Transient, UnsafeAddress
from crawlers.failures import NO_ANSWER, without_response
from crawlers.manners.patience import LONGEST_DELAY, Memory, Pace, local, retry_after
from crawlers.manners.robots import MOST_BYTES, Rules, read_rules, rules_of
from crawlers.manners.turns import Busy, Turns
from crawlers.manners.visits import next_open, open_now, parse_visits
from crawlers.report import Problem

if TYPE_CHECKING:
    from crawlers.spider import SourceSpider

_log = logging.getLogger(__name__)

CAP = "request_cap"
"""Why a crawl ended that had used up its requests."""
ASKED = "nguon/requests"
"""Under this name Scrapy's statistics hold how many requests went out: robots.txt, redirects, second tries too."""
_ROBOTS = "nguon_robots"
_QUEUED_PER_REQUEST = (
    4  # so many addresses wait for each request that may be made; the rest is not kept in memory
)


class Manners:
    """Scrapy's downloader middleware that decides whether and when a host is asked.

    The handler takes a `turn` as its last act before a request goes out, and calls `answered` or `unanswered` before it
    gives it back, so that nothing that is queued already gets past a change of mind.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._cap = settings.getint("NGUON_REQUEST_CAP")
        self._pace = Pace(settings.getfloat("DOWNLOAD_DELAY"), adapts=settings.getbool("NGUON_ADAPT"))
        self._memory = Memory(Path(settings["NGUON_PATIENCE"]))
        self._turns = Turns(Path(settings["NGUON_PATIENCE"]))
        self._asked = self._queued = 0
        self._closed: dict[str, Transient] = {}
        self._rules: dict[str, asyncio.Task[Rules]] = {}
        self._ending: Any = None
        self._visits = parse_visits(settings.getlist("NGUON_VISITS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        manners = cls(crawler)
        crawler.signals.connect(manners.queued, signals.request_scheduled)
        crawler.signals.connect(manners.reached, signals.request_reached_downloader)
        return manners

    # Before a request.

    async def process_request(self, request: Request) -> None:
        """Refuse what must not be asked.

        Raises:
            UnsafeAddress: it is none of the source's.
            Blocked: robots.txt forbids it.
            Transient: robots.txt cannot be read, or the host is to be left alone.
            CapReached: the crawl has used up its requests.
            BadDocument: it redirects in a circle.
        """
        request.meta.pop(
            "download_slot", None
        )  # a redirect may lead to another host, with a queue of its own
        if request.url in request.meta.get("redirect_urls", ()):
            raise _circle(request)
        self._check(request)
        if request.meta.get(_ROBOTS):
            return
        rules = await self._rules_for(request)
        if not rules.allow(request.url):
            fix = "ask the site's owner; never go round it"
            raise Blocked("robots.txt forbids this address", url=request.url, fix=fix)

    @asynccontextmanager
    async def turn(self, request: Request) -> AsyncIterator[None]:
        """The host's turn, for a request that is about to go out, which is counted.

        Raises:
            Transient, CapReached: as `process_request`; things may have changed while it was queued. Or other crawls
                on this machine were at the host for too long.
        """
        self._check(request)
        host, slot = _host(request), self._slot(request)
        try:
            async with self._turns.turn(host, max(slot.delay, self._pace.least(host))) as turn:
                self._check(request)
                self._count()
                try:
                    yield
                finally:
                    turn.rest = slot.lastseen + slot.delay - monotonic()
        except Busy:
            self._leave(host, "another crawl is at this host", None)
            raise self._closed[host] from None

    def _count(self) -> None:
        self._asked += 1
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(ASKED)

    def _check(self, request: Request) -> None:
        now, host = datetime.now(UTC), _host(request)
        if self._asked >= self._cap:
            self._end()
            fix = "raise `request_cap`, or run again"
            raise CapReached(f"stopped after {self._cap} requests", url=request.url, fix=fix)
        if host not in self._closed and (until := self._memory.until(host, now)):
            self._leave(host, "it asked for patience in an earlier run", until)
        if host in self._closed:
            raise self._closed[host]
        if not open_now(self._visits, now):
            until = next_open(self._visits, now)
            reason = f"visiting hours are over until {local(until)}"
            raise Transient(reason, url=f"https://{host}/", fix="the next run goes on then")

    def queued(self, request: Request) -> None:
        """Keep no more addresses in memory than could ever be asked for; what is looked at again is never many."""
        if "again" in request.meta:
            return
        self._queued += 1
        most = self._cap * _QUEUED_PER_REQUEST
        if self._queued > most:
            fix = "narrow the window, or raise `request_cap`"
            self._report_once(CapReached(f"more than {most} addresses, the rest is left", fix=fix))
            raise IgnoreRequest("too many addresses")

    def reached(self, request: Request) -> None:
        """A request takes its place in its host's queue."""
        self._pace.reached(_host(request), self._slot(request))

    # After a request.

    def answered(self, request: Request, response: Response, latency: float) -> None:
        """Learn from an answer that took `latency` seconds to come."""
        host, slot = _host(request), self._slot(request)
        if response.status != 429 and response.status < 500:
            self._pace.answered(host, slot, response.status, latency)
            return
        told = (response.headers.get("Retry-After") or b"").decode("latin-1")
        now = datetime.now(UTC)
        wait = retry_after(told, now) if response.status in {429, 503} else None
        if why := self._pace.failed(host, slot, wait):
            until = self._memory.keep(host, now + timedelta(seconds=wait), now) if wait else None
            self._leave(host, why, until)

    def unanswered(self, request: Request) -> None:
        """No answer came."""
        host = _host(request)
        if why := self._pace.failed(host, self._slot(request), None):
            self._leave(host, why, None)

    def _leave(self, host: str, why: str, until: datetime | None) -> None:
        """Ask a host nothing more in this crawl."""
        when = f" until {local(until)}" if until else ""
        _log.warning("leaving %s alone%s: %s", host, when, why)
        self._closed[host] = Transient(
            f"{host} is left alone{when}: {why}",
            url=f"https://{host}/",
            fix="the next run after that goes on",
        )

    def _slot(self, request: Request) -> Any:
        assert self._crawler.engine is not None
        return self._crawler.engine.downloader.slots[request.meta["download_slot"]]

    def _end(self) -> None:
        """End the crawl, once; what is queued is dropped."""
        if self._ending is None:
            assert self._crawler.engine is not None
            self._ending = deferred_from_coro(self._crawler.engine.close_spider_async(reason=CAP))

    # robots.txt

    async def _rules_for(self, request: Request) -> Rules:
        """The host's rules, asked for once a crawl (RFC 9309, section 2.4: a cache)."""
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._ask_rules(origin, parts.netloc.lower()))
        return await asyncio.shield(self._rules[origin])

    async def _ask_rules(self, origin: str, netloc: str) -> Rules:
        response = await self._robots(f"{origin}/robots.txt")
        if response is None:
            return read_rules(b"", netloc)
        if "disconnect" in response.flags:
            raise _unknown(netloc, Transient("it broke off"))
        rules = rules_of(response.status, response.body, netloc)
        host = urlsplit(origin).hostname or ""
        self._pace.wished[host] = rules.wait
        if rules.wait > LONGEST_DELAY:
            reason = (
                f"robots.txt wants {rules.wait:.0f} s between two requests; {LONGEST_DELAY:.0f} s are kept"
            )
            fix = "crawl this source rarely, with a low `request_cap`"
            self._report_once(Blocked(reason, url=f"{origin}/robots.txt", fix=fix))
        return rules

    async def _robots(self, url: str) -> Response | None:
        """What a host answers; None where it only leads from place to place (RFC 9309, section 2.3.1.2)."""
        meta = {"purpose": Purpose(Role.ROBOTS), _ROBOTS: True, "most_bytes": MOST_BYTES}
        request = Request(url, meta=meta, priority=1000, callback=NO_CALLBACK, dont_filter=True)
        assert self._crawler.engine is not None
        try:
            return await self._crawler.engine.download_async(request)
        except IgnoreRequest:
            return None
        except UnsafeAddress as error:
            fix = "if another host of the source has its rules, add it to `hosts`"
            raise UnsafeAddress(
                f"robots.txt must not be asked for: {error.reason}", url=url, fix=fix
            ) from error
        except (*NO_ANSWER, BadDocument) as error:
            raise _unknown(url.split("/")[2], without_response(error)) from error

    def _report_once(self, error: NguonError) -> None:
        spider: SourceSpider = self._crawler.spider  # type: ignore[assignment]
        problem = Problem(
            type(error).__name__, error.url or spider.source.base, error.reason, error.fix, error.next.value
        )
        if problem not in spider.report.problems:
            spider.report.problems.append(problem)


def _circle(request: Request) -> Exception:
    """A redirect that leads to where it came from; to a robots.txt it is as good as none."""
    reason = "redirects in a circle: leads nowhere"
    if request.meta.get(_ROBOTS):
        return IgnoreRequest(reason)
    return BadDocument(reason, url=request.url, fix="look at the page")


def _unknown(host: str, why: NguonError) -> Transient:
    """RFC 9309, section 2.3.1.4: what cannot be reached must be taken to forbid all."""
    reason = f"robots.txt of {host} cannot be had: until it can be read, nothing else is asked: {why.reason}"
    return Transient(reason, url=f"https://{host}/robots.txt", fix=why.fix)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
