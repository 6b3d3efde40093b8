"""The guard: what may be asked, checked where the connection is made; and the archive's place on the wire.

Every fetch goes through `GuardedHandler`: robots.txt, feeds, lists, pages, attachments, each hop of a redirect. It
refuses what is not this source's, cuts what is too long (and keeps what came), and archives each exchange before
any other part sees it. `PublicResolver` refuses names that lead to an address inside somebody's network.
"""

import ipaddress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

from crawlers.archive import Exchange
from crawlers.capture import Purpose, Role
from crawlers.errors import UnsafeAddress

MAX_URL = 2000
_UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that was ever given out (RFC 4291, IANA's registry)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Of no use on the open internet, though older Pythons call them global.
_ODD = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))


class GuardedHandler(HTTP11DownloadHandler):
    """Downloads for one `crawlers.spider.SourceSpider`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self._count, signals.bytes_received)
        self._cap = crawler.settings.getint("NGUON_MAX_BODY_BYTES")

    async def download_request(self, request: Request) -> Response:
        """Fetch, archive, hand on.

        Raises:
            UnsafeAddress: the address is not one of this source's.
        """
        spider = self._crawler.spider
        check_address(request.url, spider.hosts, source=spider.name)  # type: ignore[union-attr]
        asked_at = datetime.now(UTC)
        answer = await super().download_request(self._as_sent(request))
        response = answer.replace(url=request.url)
        exchange = _exchange(request, response, asked_at)
        spider.archive.write(exchange)  # type: ignore[union-attr]
        return (
            response.replace(flags=[*response.flags, exchange.truncated]) if exchange.truncated else response
        )

    def _as_sent(self, request: Request) -> Request:
        """The request as it goes out: the cap is ours, and a rehearsal goes to the sample portals."""
        ours = {"nguon_handler": self, "nguon_received": 0}
        meta = {**request.meta, "download_maxsize": 0, "download_fail_on_dataloss": False, **ours}
        sent = request.replace(meta=meta)
        rehearsal: str = self._crawler.settings.get("NGUON_REHEARSAL")
        if not rehearsal:
            return sent
        parts = urlsplit(request.url)
        sent = sent.replace(url=rehearsal + parts._replace(scheme="", netloc="").geturl())
        sent.headers["Host"] = parts.netloc
        return sent

    def _count(self, data: bytes, request: Request) -> None:
        if request.meta.get("nguon_handler") is not self:
            return
        request.meta["nguon_received"] += len(data)
        if request.meta["nguon_received"] > self._cap:
            raise StopDownload(fail=False)


def check_address(url: str, hosts: frozenset[str], *, source: str) -> None:
    """Refuse an address that this source has no business with.

    Raises:
        UnsafeAddress: other scheme, other host, a bare IP address, user data, or too long.
    """
    reason = _why_not(url, hosts)
    if reason:
        raise UnsafeAddress(
            reason, source=source, url=url[:MAX_URL], fix="if it belongs to it, add it to `hosts`"
        )


def _why_not(url: str, hosts: frozenset[str]) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return f"no address: {error}"
    reason = ""
    if parts.scheme not in {"http", "https"}:
        reason = f"scheme {parts.scheme!r} is not http or https"
    elif len(url) > MAX_URL:
        reason = f"address is longer than {MAX_URL} characters"
    elif parts.username or parts.password:
        reason = "address carries user data"
    elif parts.netloc.lower() not in hosts:
        reason = f"host {parts.netloc!r} is not one of this source's"
    return reason


def _exchange(request: Request, response: Response, asked_at: datetime) -> Exchange:
    purpose = request.meta.get("purpose") or Purpose(Role.ROBOTS)
    first = (request.meta.get("redirect_urls") or [request.url])[0]
    truncated = "length" if "download_stopped" in response.flags else ""
    if "dataloss" in response.flags:
        truncated = "disconnect"
    return Exchange(
        url=first,
        final_url=request.url,
        purpose=purpose,
        asked_at=asked_at,
        answered_at=datetime.now(UTC),
        method=request.method,
        request_headers=_headers(request),
        status=response.status,
        protocol=response.protocol or "HTTP/1.1",
        headers=_headers(response),
        body=response.body,
        truncated=truncated,
    )


def _headers(message: Request | Response) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    ]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, also through IPv6 wrappings of IPv4."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in odd for odd in _ODD)


class PublicResolver(CachingThreadedResolver):
    """Resolves names, and refuses those whose address is not on the open internet.

    What it answers is what gets connected to, so a name cannot change its mind between check and use.
    """

    def getHostByName(self, name: str, timeout: object = ()) -> "Deferred[str]":  # noqa: N802, ARG002 -- Twisted's
        return super().getHostByName(name).addCallback(_only_public, name)


def _only_public(address: str, name: str) -> str:
    if not is_public(address):
        raise UnsafeAddress(f"{name} resolves to {address}, which is not a public address", url=name)
    return address
