"""One exchange over HTTP/1.1, with an end to everything that a host could do without end."""
# ruff: noqa: N802 -- the names are Twisted's; mypy cannot read its interfaces, hence `Any`

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import Any

from OpenSSL import SSL
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import error as refusals
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import (
    HEADER,
    HTTP11ClientProtocol,
    HTTPClientParser,
    Request,
    _WrapperException,
)
from twisted.web.client import Agent, FileBodyProducer, HTTPConnectionPool, ResponseDone
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers
from twisted.web.iweb import UNKNOWN_LENGTH

from crawlers.errors import BadDocument, NguonError, Untrusted
from crawlers.guard.connect import PublicEndpoints

MAX_HEAD = 128 * 1024
"""Most bytes of a response's head, interim responses (1xx) included."""
_MAX_LINE = 64 * 1024
_CLOSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it goes out.

    Attributes:
        most_bytes: How much of the response's body is read.
        seconds: Longest time from the look-up of the name to the last byte.
    """

    method: str
    url: str
    headers: Mapping[bytes, list[bytes]]
    body: bytes
    most_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came.

    Attributes:
        headers: Fields as they came, without those that are about the connection.
        body: With its content-encoding, without its transfer-encoding.
        cut: Why bytes of the body are missing: `length`, `disconnect` or `time`; else empty.
        latency: Seconds until the head had come.
        ip: The address that answered.
    """

    status: int
    protocol: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    cut: str
    latency: float
    ip: str


class Wire:
    """Asks, and keeps connections for the next request to the same host."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._pool = HTTPConnectionPool(reactor)  # type: ignore[no-untyped-call]
        self._pool.maxPersistentPerHost = 1
        # There is no other way to the class of connections; Scrapy goes this one too.
        self._pool._factory = _Factory  # type: ignore[assignment]  # noqa: SLF001

    async def exchange(self, ask: Ask, endpoints: PublicEndpoints) -> Answer:
        """Ask, and read what comes until it ends, is too long or takes too long.

        Raises:
            NguonError: what `endpoints` refuses, whom it does not trust; a head without an end.
            CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError: no
                whole head came.
        """
        start = monotonic()
        response = await self._head(ask, endpoints)
        latency = monotonic() - start
        reader = await _read(response, ask.most_bytes, ask.seconds - latency)
        name, major, minor = response.version
        return Answer(
            status=response.code,
            protocol=f"{name.decode('ascii')}/{major}.{minor}",
            headers=_fields(response),
            body=bytes(reader.body),
            cut=reader.cut,
            latency=latency,
            ip=response.peer,
        )

    async def _head(self, ask: Ask, endpoints: PublicEndpoints) -> Any:
        agent = Agent.usingEndpointFactory(self._reactor, endpoints, self._pool)  # type: ignore[no-untyped-call]
        body = FileBodyProducer(BytesIO(ask.body)) if ask.body else None  # type: ignore[no-untyped-call]
        url = ask.url.partition("#")[0].encode("ascii")
        try:
            async with asyncio.timeout(ask.seconds):
                asked = agent.request(ask.method.encode("ascii"), url, Headers(ask.headers), body)
                return await maybe_deferred_to_future(asked)
        except (TimeoutError, refusals.TimeoutError) as error:
            raise DownloadTimeoutError(f"took longer than {ask.seconds:g} s, and nothing came") from error
        except refusals.ConnectionRefusedError as error:
            raise DownloadConnectionRefusedError("refuses connections") from error
        except (refusals.ConnectError, _WrapperException) as error:
            raise _cause(error) from error

    async def close(self) -> None:
        """End the connections that were kept."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await maybe_deferred_to_future(self._pool.closeCachedConnections())  # type: ignore[no-untyped-call]
        except TimeoutError:
            return  # a host that does not say goodbye is not waited for


def _cause(error: Exception) -> Exception:
    """What stopped an exchange, in our words where there is one."""
    causes = list(_causes(error))
    ours = next((cause for cause in causes if isinstance(cause, NguonError)), None)
    if ours:
        return ours
    tls = next((cause for cause in causes if isinstance(cause, SSL.Error)), None)
    if tls:
        said = "; ".join(words[-1] for words in tls.args[0]) if tls.args else "no reason given"
        fix = "the site must speak TLS 1.2 or newer; tell its owner"
        return Untrusted(f"no safe connection: {said}", fix=fix)
    return DownloadFailedError("; ".join(f"{type(cause).__name__}: {cause}" for cause in causes))


def _causes(error: BaseException) -> Iterator[BaseException]:
    if not isinstance(error, _WrapperException):
        yield error
        return
    for failure in error.reasons:
        yield from _causes(failure.value)


def _fields(response: Any) -> list[tuple[bytes, bytes]]:
    told = [(name, value) for name, values in response.headers.getAllRawHeaders() for value in values]
    known = response.length not in {UNKNOWN_LENGTH, 0}
    return [(b"Content-Length", str(response.length).encode()), *told] if known else told


async def _read(response: Any, most_bytes: int, seconds: float) -> "_Reader":
    """The body, as far as it comes in time."""
    reader = _Reader(most_bytes)
    if response.length == 0:
        return reader
    response.deliverBody(reader)
    try:
        async with asyncio.timeout(max(seconds, 0)):
            await maybe_deferred_to_future(reader.done)
    except TimeoutError:
        reader.stop("time")
    return reader


class _Reader(Protocol):
    """Takes a body, never more of it than it may."""

    def __init__(self, most_bytes: int) -> None:
        self.body = bytearray()
        self.cut = ""
        self.done: Deferred[None] = Deferred()
        self._most = most_bytes

    def dataReceived(self, data: bytes) -> None:
        if self.done.called:
            return
        room = self._most - len(self.body)
        self.body += data[:room]
        if len(data) > room:
            self.stop("length")

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self.done.called:
            return
        # Without a length, only the connection's end tells the end (RFC 9112, section 6.3): PotentialDataLoss.
        if not reason.check(ResponseDone, PotentialDataLoss):  # type: ignore[no-untyped-call]
            self.cut = "disconnect"
        self.done.callback(None)

    def stop(self, why: str) -> None:
        """Hang up."""
        self.cut = why
        if not self.done.called:
            self.done.callback(None)
        if self.transport:
            transport: Any = self.transport
            transport.stopProducing()
            transport.loseConnection()


class _Parser(HTTPClientParser):
    """Reads a head, never more of it than it may; a line in it that is no field is passed over."""

    MAX_LENGTH = _MAX_LINE
    _read = 0

    def lineReceived(self, line: bytes) -> None:
        self._read += len(line) + 1
        if self._read > MAX_HEAD:
            raise _endless(f"its head is longer than {MAX_HEAD} bytes")
        if not (self.state == HEADER and self._is_noise(line.removesuffix(b"\r"))):
            super().lineReceived(line)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002 -- Twisted's
        raise _endless(f"a line of its head is longer than {_MAX_LINE} bytes")

    def _is_noise(self, line: bytes) -> bool:
        if line.startswith((b" ", b"\t")):
            return self._partialHeader is None
        return bool(line) and b":" not in line


def _endless(reason: str) -> BadDocument:
    return BadDocument(reason, fix="the site's server is broken, or means harm; tell its owner")


class _Protocol(HTTP11ClientProtocol):
    """A connection whose responses have heads that end."""

    def request(self, request: Request) -> "Deferred[Any]":
        asked = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _Parser  # the parser's class is written into the method above
        transport: Any = self.transport

        def note(response: Any) -> Any:
            response.peer = transport.getPeer().host
            return response

        return asked.addCallback(note)


class _Factory(Factory):
    """What the pool makes connections of."""

    noisy = False

    def __init__(self, quiescent: Any, _about: str) -> None:
        self._quiescent = quiescent

    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: ARG002 -- Twisted's
        return _Protocol(self._quiescent)  # type: ignore[no-untyped-call]
