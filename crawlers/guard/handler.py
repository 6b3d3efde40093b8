"""The last door: every fetch goes through it, and is archived before any other part sees it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.archive import Exchange
from crawlers.capture import Purpose, Role
from crawlers.errors import BadDocument, ConfigurationError, Transient, UnsafeAddress, Untrusted
from crawlers.failures import NO_ANSWER, without_response
from crawlers.guard.address import check_address, check_redirect, place
from crawlers.guard.connect import PublicEndpoints, PublicResolver
from crawlers.guard.tls import Completion, IncompleteChain, Trust
from crawlers.guard.wire import Answer, Ask, Wire
from crawlers.manners.host import Manners
from crawlers.response import response_of, texts

if TYPE_CHECKING:
    from crawlers.spider import SourceSpider

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CERTIFICATE_BYTES = 64 * 1024
_CERTIFICATE_SECONDS = 10.0
_COMPLETION_SECONDS = 30.0


class GuardedHandler(BaseDownloadHandler):
    """Downloads for one `crawlers.spider.SourceSpider`: pages, feeds, robots.txt, files, each hop of a redirect.

    A request may carry in its `meta`: `purpose` (`crawlers.capture.Purpose`), `most_bytes` and `most_seconds` where
    it may take more or less than the settings say. A response's `flags` tell why bytes are missing: `length` or
    `disconnect`.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor  # noqa: PLC0415 -- Scrapy chooses it at run time

        settings = crawler.settings
        self._cap, self._seconds = settings.getint("DOWNLOAD_MAXSIZE"), settings.getfloat("DOWNLOAD_TIMEOUT")
        self._rehearsal: str = settings["NGUON_REHEARSAL"]
        self._user_agent: str = settings["USER_AGENT"]
        self._opened = frozenset(settings.getlist("NGUON_OPENED"))
        self._reactor = reactor
        self._resolver = PublicResolver.from_crawler(crawler, reactor)
        self._trust = Trust(Path(settings["NGUON_TLS"]))
        self._completion = Completion(self._trust, self._certificate)
        self._wire = Wire(reactor)

    async def download_request(self, request: Request) -> Response:
        """Fetch, archive, unpack, hand on.

        Raises:
            UnsafeAddress: the address, where its name leads or where it redirects to is not this source's or not on the open internet.
            Untrusted: the host cannot prove who it is.
            CapReached: the crawl has used up its requests.
            BadDocument: the head of the response has no end.
            Transient: the host is to be left alone, or did not finish in time; what came of the body is archived.
        """
        spider: SourceSpider = self.crawler.spider  # type: ignore[assignment]
        check_address(request.url, spider.hosts, source=spider.name)
        manners = self._manners()
        async with manners.turn(request):
            response = await self._fetch(request, spider, manners)
        if response.status in _REDIRECTS and (location := response.headers.get("Location")):
            check_redirect(request.url, location, spider.hosts, source=spider.name)
        return response

    async def _fetch(self, request: Request, spider: "SourceSpider", manners: Manners) -> Response:
        """Ask, archive, unpack; the manners learn from what comes."""
        asked_at, ask = datetime.now(UTC), self._ask(request)
        try:
            answer = await self._answer(ask, spider.hosts)
        except (*NO_ANSWER, BadDocument, Untrusted):
            manners.unanswered(request)
            raise
        request.meta["download_latency"] = answer.latency
        spider.archive.write(_exchange(request, answer, asked_at))
        if answer.cut == "time":
            manners.unanswered(request)
            reason = f"took longer than {ask.seconds:g} s; the first {len(answer.body)} bytes are kept"
            raise Transient(reason, url=request.url, fix="the next run asks again")
        response = response_of(request, answer, ask.most_bytes, flags=[answer.cut], ip=answer.ip)
        manners.answered(request, response, answer.latency)
        return response

    async def close(self) -> None:
        """End the connections that were kept."""
        await self._wire.close()

    def _manners(self) -> Manners:
        manners = self.crawler.get_downloader_middleware(Manners)
        if manners is None:
            raise ConfigurationError(
                "a crawl without manners", fix="add crawlers.manners.host.Manners to its middlewares"
            )
        return manners

    def _ask(self, request: Request) -> Ask:
        """The request as it goes out; a rehearsal goes to the sample portals."""
        headers = {name: list(values) for name, values in request.headers.items()}
        url = request.url
        if self._rehearsal:
            parts = urlsplit(url)
            headers[b"Host"] = [parts.netloc.encode("ascii")]
            url = self._rehearsal + parts._replace(scheme="", netloc="").geturl()
        most = request.meta.get("most_bytes", self._cap)
        seconds = request.meta.get("most_seconds", self._seconds)
        return Ask(request.method, url, headers, request.body, most, seconds)

    async def _answer(self, ask: Ask, hosts: frozenset[str]) -> Answer:
        """What comes, after a chain that the host left incomplete has been completed."""
        endpoints = self._endpoints(self._opened if self._rehearsal else hosts)
        try:
            return await self._wire.exchange(ask, endpoints)
        except IncompleteChain as missing:
            await self._complete(missing)
        try:
            return await self._wire.exchange(ask, endpoints)
        except IncompleteChain as still:
            raise Untrusted(still.reason, url=still.url, fix=still.fix) from still

    async def _complete(self, missing: IncompleteChain) -> None:
        try:
            async with asyncio.timeout(_COMPLETION_SECONDS):
                await self._completion.complete(missing)
        except TimeoutError as error:
            reason = f"{missing.reason}, and to complete it took too long"
            raise Untrusted(reason, url=missing.url, fix=missing.fix) from error

    def _endpoints(self, hosts: frozenset[str]) -> PublicEndpoints:
        return PublicEndpoints(self._reactor, self._resolver, self._trust, hosts)

    async def _certificate(self, url: str) -> bytes:
        """The file at an address that a certificate names, under the same guard; a redirect is not followed.

        Raises:
            NguonError: it cannot be had.
        """
        parts = urlsplit(url)
        host = place("http", parts.netloc)
        check_address(url, frozenset({host}), source="")
        if ":" in host.rpartition("]")[2] and host not in self._opened:
            raise UnsafeAddress("certificates are fetched from port 80 only", url=url)
        headers = {b"User-Agent": [self._user_agent.encode("latin-1")]}
        seconds = min(self._seconds, _CERTIFICATE_SECONDS)
        ask = Ask("GET", url, headers, b"", _CERTIFICATE_BYTES, seconds)
        try:
            answer = await self._wire.exchange(ask, self._endpoints(frozenset({host})))
        except NO_ANSWER as error:
            raise without_response(error) from error
        if answer.status != 200 or answer.cut:
            raise BadDocument(f"HTTP {answer.status}, {answer.cut or 'whole'}", url=url)
        return answer.body


def _exchange(request: Request, answer: Answer, asked_at: datetime) -> Exchange:
    first = (request.meta.get("redirect_urls") or [request.url])[0]
    return Exchange(
        url=first,
        final_url=request.url,
        purpose=request.meta.get("purpose") or Purpose(Role.ROBOTS),
        asked_at=asked_at,
        answered_at=datetime.now(UTC),
        method=request.method,
        request_headers=texts((name, value) for name, values in request.headers.items() for value in values),
        status=answer.status,
        protocol=answer.protocol,
        headers=texts(answer.headers),
        body=answer.body,
        truncated="disconnect" if answer.cut == "time" else answer.cut,
        request_body=request.body,
    )
