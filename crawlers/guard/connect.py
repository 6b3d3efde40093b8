"""Where a connection may go, decided when it is made: after DNS, on the very addresses that are connected to."""
# ruff: noqa: N802, N803 -- the names are Twisted's; mypy cannot read its interfaces, hence `Any`

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from time import monotonic
from typing import Any, Protocol, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import ConnectError
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IStreamClientEndpoint
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer  # type: ignore[import-untyped]  # it has none

from crawlers.errors import UnsafeAddress
from crawlers.guard.address import PORTS, is_public, place

_CONNECT_SECONDS = 10.0
_REMEMBERED_SECONDS = 60.0
_MOST_TRIED = 6
_Found = list[ipaddress.IPv4Address | ipaddress.IPv6Address]


@implementer(IHostnameResolver)
class PublicResolver:
    """Resolves names, and refuses those of which one address or more is not on the open internet.

    What it answers is what gets connected to, so a name cannot change its mind between check and use.

    Args:
        reactor: Twisted's, where it can be installed for whatever else may look up a name.
        seconds: Longest time that a look-up may take.
        opened: `host:port` that may lead anywhere, because a setting names it: the sample portals.
    """

    def __init__(self, reactor: Any, *, seconds: float = 20.0, opened: frozenset[str] = frozenset()) -> None:
        self._reactor, self._seconds, self._opened = reactor, seconds, opened
        self._known: dict[str, tuple[float, _Found]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """As Scrapy makes it."""
        settings = crawler.settings
        opened = frozenset(settings.getlist("NGUON_OPENED"))
        return cls(reactor, seconds=settings.getfloat("DNS_TIMEOUT"), opened=opened)

    def install_on_reactor(self) -> None:
        """Answer every look-up of this process."""
        self._reactor.installNameResolver(self)

    async def addresses(self, host: str, port: int) -> _Found:
        """Where `host` leads, IPv4 first: IPv6 is used where there is nothing else.

        Raises:
            UnsafeAddress: some address of it is not on the open internet.
            CannotResolveHostError: it leads nowhere.
            DownloadTimeoutError: the name servers did not answer in time.
        """
        found = await self._look_up(host)
        inside = [str(address) for address in found if not is_public(str(address))]
        if inside and f"{host}:{port}" not in self._opened:
            reason = f"{host} resolves to {', '.join(inside)}, which is not a public address"
            raise UnsafeAddress(reason, url=host, fix="if the site is meant, its owner must mend its DNS")
        return found

    async def _look_up(self, host: str) -> _Found:
        at, found = self._known.get(host, (0.0, []))
        if not found or monotonic() - at > _REMEMBERED_SECONDS:
            found = await self._ask(host)
            self._known[host] = (monotonic(), found)
        return found

    async def _ask(self, host: str) -> _Found:
        asked = asyncio.get_running_loop().run_in_executor(None, _addresses_of, host)
        try:
            found = await asyncio.wait_for(asked, self._seconds)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"no name server told in {self._seconds} s where {host} is") from error
        except (OSError, UnicodeError) as error:
            raise CannotResolveHostError(f"{host}: {error}") from error
        if not found:
            raise CannotResolveHostError(f"{host}: no address")
        return found

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """As Twisted asks for it: `addresses`, or none at all."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        kinds = {4: IPv4Address, 6: IPv6Address}

        async def tell() -> None:
            try:
                found = await self.addresses(hostName, portNumber)
            except (UnsafeAddress, CannotResolveHostError, DownloadTimeoutError):
                found = []  # this interface knows no errors
            for address in found:
                kind = kinds[address.version]
                if addressTypes is None or kind in addressTypes:
                    told = kind(transportSemantics, str(address), portNumber)
                    resolutionReceiver.addressResolved(told)
            resolutionReceiver.resolutionComplete()

        deferred_from_coro(tell())
        return resolution


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        raise NotImplementedError


def _addresses_of(host: str) -> _Found:
    told = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    found = dict.fromkeys(ipaddress.ip_address(address[0]) for *_, address in told)
    return sorted(found, key=lambda address: address.version)


@implementer(IStreamClientEndpoint)
class PublicEndpoint:
    """Connects to one of a name's checked addresses, one after the other."""

    def __init__(self, reactor: Any, resolver: PublicResolver, host: str, port: int) -> None:
        self._reactor, self._resolver, self._host, self._port = reactor, resolver, host, port

    def connect(self, protocolFactory: Any) -> Any:
        """As Twisted asks for it; fails as `PublicResolver.addresses` does, or with the last refusal."""
        return deferred_from_coro(self._connect(protocolFactory))

    async def _connect(self, factory: Any) -> Any:
        refused: ConnectError | None = None
        for address in (await self._resolver.addresses(self._host, self._port))[:_MOST_TRIED]:
            kind = TCP4ClientEndpoint if address.version == 4 else TCP6ClientEndpoint
            endpoint = kind(self._reactor, str(address), self._port, timeout=_CONNECT_SECONDS)
            try:
                return await maybe_deferred_to_future(endpoint.connect(factory))
            except ConnectError as error:
                refused = error
        assert refused is not None
        raise refused


class Verifying(Protocol):
    """What makes the client's side of a TLS connection to a host."""

    def creator(self, host: str) -> Any:
        """For one connection: Twisted's IOpenSSLClientConnectionCreator."""
        ...


@implementer(IAgentEndpointFactory)
class PublicEndpoints:
    """Endpoints for the addresses of some hosts and no others.

    It sees an address as Twisted has parsed it, after all others have: two parsers that differ lead nowhere.

    Args:
        reactor: Twisted's.
        resolver: Checks where names lead.
        trust: Checks who answers.
        hosts: As in `check_address`.
    """

    def __init__(
        self, reactor: Any, resolver: PublicResolver, trust: Verifying, hosts: frozenset[str]
    ) -> None:
        self._reactor, self._resolver, self._trust, self._hosts = reactor, resolver, trust, hosts

    def endpointForURI(self, uri: URI) -> Any:
        """The endpoint for an address.

        Raises:
            UnsafeAddress: it is none of the hosts.
        """
        scheme, host = uri.scheme.decode("ascii"), uri.host.decode("ascii")
        name = f"[{host}]" if ":" in host else host
        if scheme not in PORTS or place(scheme, f"{name}:{uri.port}") not in self._hosts:
            raise UnsafeAddress(f"{scheme}://{name}:{uri.port} is not one of the hosts asked", url=name)
        endpoint: Any = PublicEndpoint(self._reactor, self._resolver, host, uri.port)
        return endpoint if scheme == "http" else wrapClientTLS(self._trust.creator(host), endpoint)
