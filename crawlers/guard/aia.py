"""A certificate's own word on where its issuer's certificate is (RFC 5280, section 4.2.2.1), and what is found there."""

from collections.abc import Callable, Iterator

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

MOST_URLS = 3
_Reader = Callable[[bytes], list[x509.Certificate]]


def issuer_urls(certificate: x509.Certificate) -> list[str]:
    """Where the issuer's certificate is said to be, over plain HTTP; the first few.

    HTTPS there would need a chain of its own (RFC 5280 warns of the circle), LDAP a directory.
    """
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    places = [
        told.access_location.value
        for told in access
        if told.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(told.access_location, x509.UniformResourceIdentifier)
    ]
    return [url for url in places if url.lower().startswith("http://")][:MOST_URLS]


def certificates_in(data: bytes) -> list[x509.Certificate]:
    """The certificates that a file holds: DER, PEM, or PKCS #7 in either (RFC 5280 asks for DER in all cases)."""
    for read in _READERS:
        try:
            return [each for each in read(data) if _names_both(each)]
        except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
            continue
    return []


def _names_both(certificate: x509.Certificate) -> bool:
    """Whether it says whose it is and who signed it; cryptography reads the names only when they are asked for."""
    try:
        return bool(list(certificate.subject)) and bool(list(certificate.issuer))
    except (ValueError, TypeError):
        return False


def _der(data: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(data)]


_READERS: tuple[_Reader, ...] = (
    _der,
    x509.load_pem_x509_certificates,
    pkcs7.load_der_pkcs7_certificates,
    pkcs7.load_pem_pkcs7_certificates,
)


def issuers_among(candidates: list[x509.Certificate], issued: x509.Certificate) -> Iterator[x509.Certificate]:
    """Those that did sign `issued` and may sign, roots left out: a root is trusted beforehand or never."""
    for candidate in candidates:
        if candidate.subject != candidate.issuer and is_authority(candidate) and _signed(candidate, issued):
            yield candidate


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may sign other certificates (RFC 5280, section 4.2.1.9)."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False


def _signed(candidate: x509.Certificate, issued: x509.Certificate) -> bool:
    try:
        issued.verify_directly_issued_by(candidate)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
