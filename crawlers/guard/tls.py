"""Who answers: always verified, by chain, dates and name; a chain that the host left incomplete is completed.

Some official hosts send their own certificate only. Browsers then fetch what is missing from where the certificate
says that it is; so do we. What is fetched is never trusted for itself: it has to lead to a root that this machine
trusted before, is then remembered as a link of chains, and the host is asked again with nothing switched off.
Revocation (CRL, OCSP) is not looked up.
"""

import ipaddress
import logging
import ssl
import weakref
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL, crypto
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, ServiceID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]  # it has none

from crawlers.errors import NguonError, Untrusted
from crawlers.guard.aia import certificates_in, is_authority, issuer_urls, issuers_among

_log = logging.getLogger(__name__)

MAX_DEPTH = 4
"""Most certificates between a host's own and a root; RFC 5280 sets no limit, the web needs two or three."""
_MOST_KEPT = 64
_MISSING = frozenset({2, 20, 21})  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT(_LOCALLY), _TO_VERIFY_LEAF_SIGNATURE
_OWNER = "tell the site's owner; verification is never switched off"
_FAULTS = {
    2: "its certificate chain is incomplete",
    7: "a signature in its certificate chain is false",
    9: "its certificate is not valid yet: it begins on {begins}",
    10: "its certificate expired on {ends}",
    18: "its certificate is signed by itself",
    19: "its certificate leads to a root that is not trusted here",
    20: "its certificate chain is incomplete",
    21: "its certificate chain is incomplete",
    22: "its certificate chain is too long",
    79: "a certificate in its chain may not sign others",
    26: "its certificate is not for web servers",
    66: "a key in its certificate chain is too weak",
    67: "a key in its certificate chain is too weak",
    68: "a signature in its certificate chain uses a broken digest",
}


class IncompleteChain(Untrusted):
    """The host did not send the issuer of `certificate`, and it is no root."""

    def __init__(self, reason: str, certificate: x509.Certificate, *, url: str) -> None:
        super().__init__(reason, url=url, fix=_OWNER)
        self.certificate = certificate


class Trust:
    """The roots of this machine (or Mozilla's, where it has none), and proven links to them.

    Args:
        folder: Where the links are kept, a PEM file each; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._links = list(_kept(folder))
        self._context = self._new_context()

    def creator(self, host: str) -> "_Creator":
        """What makes the client's side of one TLS connection to `host`."""
        return _Creator(self._context, host)

    def fault(self, certificate: x509.Certificate, helpers: list[x509.Certificate]) -> int:
        """0 where it leads to a root, if need be over `helpers`; else OpenSSL's code of what is wrong."""
        store = self._context.get_cert_store()
        assert store is not None
        chain = [crypto.X509.from_cryptography(helper) for helper in helpers]
        try:
            crypto.X509StoreContext(
                store, crypto.X509.from_cryptography(certificate), chain
            ).verify_certificate()
        except crypto.X509StoreContextError as error:
            return int(error.errors[0])
        return 0

    def add(self, links: list[x509.Certificate]) -> None:
        """Remember what `fault` found no fault with."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for link in links:
            path = self._folder / f"{link.fingerprint(SHA256()).hex()}.pem"
            part = path.with_suffix(".part")
            part.write_bytes(link.public_bytes(Encoding.PEM))
            part.rename(path)
        _forget_oldest(self._folder)
        self._links += links
        self._context = self._new_context()

    def _new_context(self) -> SSL.Context:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_options(SSL.OP_NO_COMPRESSION)
        context.set_alpn_protos([b"http/1.1"])
        context.set_verify_depth(MAX_DEPTH)
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
        context.load_verify_locations(*_roots())
        store = context.get_cert_store()
        assert store is not None
        for link in self._links:
            # No anchor: OpenSSL ends a chain only at what is signed by itself, unless told of X509_V_FLAG_PARTIAL_CHAIN.
            store.add_cert(crypto.X509.from_cryptography(link))
        return context


def _roots() -> tuple[str | None, str | None]:
    """File and folder of the roots, as OpenSSL and its variables SSL_CERT_FILE and SSL_CERT_DIR name them."""
    paths = ssl.get_default_verify_paths()
    folder = paths.capath if paths.capath and any(Path(paths.capath).iterdir()) else None
    return (paths.cafile, folder) if paths.cafile or folder else (certifi.where(), None)


def _kept(folder: Path) -> list[x509.Certificate]:
    """The links that are still good; a file that is none is deleted, it will be fetched again."""
    now, good = datetime.now(UTC), []
    for path in sorted(folder.glob("*.pem")):
        found = [link for link in certificates_in(path.read_bytes()) if _is_link(link, now)]
        if found:
            good += found
        else:
            _log.info("forgetting the certificate %s", path.name)
            path.unlink(missing_ok=True)
    return good


def _is_link(certificate: x509.Certificate, now: datetime) -> bool:
    dated = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    return dated and certificate.subject != certificate.issuer and is_authority(certificate)


def _forget_oldest(folder: Path) -> None:
    newest_first = sorted(folder.glob("*.pem"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest_first[_MOST_KEPT:]:
        path.unlink(missing_ok=True)


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    """Makes a connection that fails as soon as something about the host's certificate is wrong."""

    def __init__(self, context: SSL.Context, host: str) -> None:
        self._context, self._host = context, host

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803 -- Twisted's
        connection = SSL.Connection(self._context, None)
        if not _is_ip(self._host):
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        protocol = weakref.ref(tlsProtocol)

        def judge(_: SSL.Connection, shown: crypto.X509, code: int, depth: int, good: int) -> bool:
            error = _judge(shown, code, depth, self._host)
            told = protocol()
            if error and told is not None:
                told.failVerification(Failure(error))  # type: ignore[no-untyped-call]
            return bool(good) and error is None

        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, judge)
        return connection


def _judge(shown: crypto.X509, code: int, depth: int, host: str) -> Untrusted | None:
    """What is wrong with one certificate of a chain. Never raises: OpenSSL is the caller."""
    url = f"https://{host}/"
    try:
        certificate = shown.to_cryptography()
        if code:
            return _fault(certificate, code, url)
        if depth == 0:
            verify_service_identity(extract_patterns(shown), [_service(host)], [])
    except (VerificationError, CertificateError):
        names = ", ".join(_names(certificate)) or "nobody"
        return Untrusted(f"its certificate is for {names}, not for {host}", url=url, fix=_OWNER)
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        return Untrusted(f"its certificate cannot be read: {error}", url=url, fix=_OWNER)
    return None


def _fault(certificate: x509.Certificate, code: int, url: str) -> Untrusted:
    dates = {
        "begins": certificate.not_valid_before_utc.date(),
        "ends": certificate.not_valid_after_utc.date(),
    }
    name = certificate.subject.rfc4514_string()[:100]
    reason = (
        f"{_FAULTS.get(code, f'its certificate is refused, code {code} of OpenSSL').format(**dates)} ({name})"
    )
    if code in _MISSING:
        return IncompleteChain(reason, certificate, url=url)
    return Untrusted(reason, url=url, fix=_OWNER)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _service(host: str) -> ServiceID:
    return IPAddress_ID(host) if _is_ip(host) else DNS_ID(host)


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    return [str(name.value) for name in names][:5]


class Completion:
    """Fetches what hosts leave out of their chains.

    Args:
        trust: Learns the links that were proven.
        fetch: Gives the bytes at an address, under the guard; raises `NguonError`.
    """

    def __init__(self, trust: Trust, fetch: Callable[[str], Awaitable[bytes]]) -> None:
        self._trust, self._fetch = trust, fetch
        self._hopeless: dict[bytes, Untrusted] = {}

    async def complete(self, missing: IncompleteChain) -> None:
        """Find the links from `missing.certificate` to a root, and let `trust` know them.

        Raises:
            Untrusted: there is no way to a root that is trusted; asked again, it says so without fetching again.
        """
        known = missing.certificate.fingerprint(SHA256())
        if known in self._hopeless:
            raise self._hopeless[known]
        try:
            links = await self._links(missing)
        except Untrusted as error:
            self._hopeless[known] = error
            raise
        self._trust.add(links)

    async def _links(self, missing: IncompleteChain) -> list[x509.Certificate]:
        links: list[x509.Certificate] = []
        certificate = missing.certificate
        while len(links) < MAX_DEPTH - 1:
            certificate = await self._issuer(certificate, missing)
            links.append(certificate)
            code = self._trust.fault(certificate, links)
            if not code:
                return links
            if code not in _MISSING:
                raise _hopeless(missing, str(_fault(certificate, code, "").reason))
        raise _hopeless(missing, f"no root within {MAX_DEPTH} certificates")

    async def _issuer(self, certificate: x509.Certificate, missing: IncompleteChain) -> x509.Certificate:
        """The link above one certificate."""
        tried = []
        for url in issuer_urls(certificate):
            try:
                data = await self._fetch(url)
            except NguonError as error:
                tried.append(f"{url}: {error.reason}")
                continue
            found = next(issuers_among(certificates_in(data), certificate), None)
            if found is not None:
                return found
            tried.append(f"{url} gives no certificate that signed it")
        raise _hopeless(missing, "; ".join(tried) or "it does not say where the rest is")


def _hopeless(missing: IncompleteChain, why: str) -> Untrusted:
    return Untrusted(f"{missing.reason}, and cannot be completed: {why}", url=missing.url, fix=_OWNER)
