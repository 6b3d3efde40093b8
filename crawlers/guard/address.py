"""Which addresses may be asked: by how they are written, and by where their names lead."""

import ipaddress
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from crawlers.errors import UnsafeAddress

MAX_URL = 2000
PORTS = {"http": 80, "https": 443}
_UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that was ever given out (RFC 4291, IANA's registry)
# Of no use on the open internet, though older Pythons call them global.
_ODD = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))


def check_address(url: str, hosts: frozenset[str], *, source: str) -> None:
    """Refuse an address that this source has no business with.

    Args:
        url: The address, absolute.
        hosts: The source's hosts; one with another port than its scheme's is written with it, `host:8080`.
        source: Its id, for the error.

    Raises:
        UnsafeAddress: other scheme, other host, other port, a bare IP address, user data, or too long.
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
    if parts.scheme not in PORTS:
        reason = f"scheme {parts.scheme!r} is not http or https"
    elif len(url) > MAX_URL:
        reason = f"address is longer than {MAX_URL} characters"
    elif parts.username or parts.password:
        reason = "address carries user data"
    elif place(parts.scheme, parts.netloc) not in hosts and parts.netloc.lower() not in hosts:
        reason = f"host {parts.netloc!r} is not one of this source's"
    return reason


def check_redirect(url: str, location: bytes, hosts: frozenset[str], *, source: str) -> None:
    """Refuse a redirect from `url` that leads where this source has no business.

    Raises:
        UnsafeAddress: as `check_address`; it names the page that redirects.
    """
    try:
        target = urljoin(url, safe_url_string(location))  # as Scrapy reads it
    except ValueError as error:
        target, reason = "", f"no address: {error}"
    else:
        reason = _why_not(target, hosts)
    if reason:
        told = (target or location.decode("latin-1"))[:200]
        fix = "if the other address belongs to it, add its host to `hosts`"
        raise UnsafeAddress(f"redirects to {told}: {reason}", source=source, url=url, fix=fix)


def place(scheme: str, netloc: str) -> str:
    """Host and port as `hosts` names them: in lower case, without the scheme's own port."""
    return netloc.lower().removesuffix(f":{PORTS[scheme]}")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet.

    IPv4 inside IPv6 is refused whatever it is: mapped (RFC 4291), behind NAT64 (RFC 6052, RFC 8215), in 6to4 (RFC 7526) or
    in Teredo (RFC 4380). No site is served from there; they are only ways to hide an address in another.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in _UNICAST or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in odd for odd in _ODD)
