"""Signatures in the Cryptographic Message Syntax (RFC 5652): who signed, when, over which bytes, and by whose leave.

Nothing is fetched: no revocation list, no certificate that the signature does not bring or the operator did not name.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, core, tsp
from asn1crypto import cms as syntax
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import NameOID

from crawlers.dates import VIETNAM

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_WEAK = frozenset({"sha1"})
_DEPTH = 6
_BAD = (
    *(ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError),
    *(UnsupportedAlgorithm, x509.InvalidVersion),
)


class CmsFault(Exception):
    """Why a signature cannot be read or checked."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as its CMS has it.

    `signer` and `organ` are the certificate's common name and organization.
    `digest` is what it says that the signed bytes' digest is (empty where it signs the bytes themselves), by
    `algorithm`; `genuine`: whether the certificate's key made it, where that can be told without the bytes;
    `stamped`: whether `signed_at` is an RFC 3161 time-stamp that belongs to it.
    """

    certificate: x509.Certificate
    signer: str
    organ: str
    others: tuple[x509.Certificate, ...]
    algorithm: str
    digest: bytes
    signed_at: datetime | None
    stamped: bool
    _info: Any
    _content: Any

    @property
    def weak(self) -> bool:
        """Whether its digest is one that can be forged."""
        return self.algorithm in _WEAK

    def genuine(self) -> bool:
        """Whether the certificate's key signed what the signature says; the bytes may still be others."""
        return bool(self.digest) and self._made_over(self._info["signed_attrs"].untag().dump())

    def covers(self, data: bytes) -> bool:
        """Whether it is this certificate's signature over `data`.

        Raises:
            CmsFault: it is of a kind that we cannot check.
        """
        if self._content is not None:  # adbe.pkcs7.sha1: what is signed is a digest, and stands inside
            inside = bytes(self._content)
            if inside != hashlib.sha1(data, usedforsecurity=False).digest():
                return False
            data = inside
        if not self.digest:
            return self._made_over(data)
        told = hashlib.new(self.algorithm, data, usedforsecurity=False).digest()
        return told == self.digest and self.genuine()

    def _made_over(self, data: bytes) -> bool:
        try:
            _verify(self.certificate, self._info, self.algorithm, data)
        except InvalidSignature:
            return False
        except _BAD as error:
            raise CmsFault(f"its kind cannot be checked: {error}") from error
        return True


def read_cms(der: bytes, *, stamped: bool = True) -> Signed:
    """The first signature in `der`, which may have zeros after its end.

    Args:
        der: the bytes.
        stamped: whether a time-stamp inside is looked for.

    Raises:
        CmsFault: it cannot be read, or the signer's certificate is not in it.
    """
    try:
        return _read(der, stamped=stamped)
    except (*_BAD, RecursionError) as error:
        raise CmsFault(f"it cannot be read: {error}".partition("\n")[0]) from error


def _read(der: bytes, *, stamped: bool) -> Signed:
    content = syntax.ContentInfo.load(der)
    if content["content_type"].native != "signed_data":
        raise CmsFault("it is no signature")
    data = content["content"]
    info = data["signer_infos"][0]
    held = [each.chosen for each in data["certificates"] if each.name == "certificate"]
    mine = next((each for each in held if _is_of(each, info["sid"])), None)
    if mine is None:
        raise CmsFault("the signer's certificate is not in it")
    said = {each["type"].native: each["values"] for each in info["signed_attrs"]}
    time = said["signing_time"][0].native if "signing_time" in said else None
    stamp = _stamp(info) if stamped else None
    moment = stamp or time
    inside = data["encap_content_info"]["content"]
    certificate = x509.load_der_x509_certificate(mine.dump())
    return Signed(
        certificate=certificate,
        signer=_named(certificate, NameOID.COMMON_NAME),
        organ=_named(certificate, NameOID.ORGANIZATION_NAME),
        others=tuple(x509.load_der_x509_certificate(each.dump()) for each in held if each is not mine),
        algorithm=_known(info["digest_algorithm"]["algorithm"].native),
        digest=said["message_digest"][0].native if "message_digest" in said else b"",
        signed_at=moment.astimezone(VIETNAM) if moment else None,
        stamped=stamp is not None,
        _info=info,
        _content=None if isinstance(inside, core.Void) or inside.native is None else inside.contents,
    )


def _is_of(certificate: Any, sid: Any) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.native)
    told = sid.chosen
    same: bool = certificate.serial_number == told["serial_number"].native
    return same and certificate.issuer == told["issuer"]


def _stamp(info: Any) -> datetime | None:
    """The time of the time-stamp over this signature, if there is one, and it is one over it, and right."""
    tokens = [each for each in info["unsigned_attrs"] if each["type"].native == "signature_time_stamp_token"]
    try:
        return _stamped(tokens[0]["values"][0], info["signature"].native) if tokens else None
    except (*_BAD, CmsFault, RecursionError):
        return None  # a time-stamp that says nothing; the signer's own clock is what is left


def _stamped(token: Any, signature: bytes) -> datetime | None:
    """The time of a time-stamp (RFC 3161) over `signature`; None where it is over another, or no true one."""
    inside = bytes(token["content"]["encap_content_info"]["content"])
    told = tsp.TSTInfo.load(inside)
    imprint = told["message_imprint"]
    name = _known(imprint["hash_algorithm"]["algorithm"].native)
    if hashlib.new(name, signature, usedforsecurity=False).digest() != imprint["hashed_message"].native:
        return None
    signed = read_cms(token.dump(), stamped=False)
    right = signed.digest == hashlib.new(signed.algorithm, inside, usedforsecurity=False).digest()
    moment: datetime = told["gen_time"].native
    return moment if right and signed.genuine() else None


def _known(algorithm: object) -> str:
    if algorithm not in _HASHES:
        raise UnsupportedAlgorithm(f"the digest {algorithm}")
    return str(algorithm)


def _verify(certificate: x509.Certificate, info: Any, digest: str, data: bytes) -> None:
    """Raises InvalidSignature unless the certificate's key made this signature over `data`."""
    key, signature = certificate.public_key(), info["signature"].native
    algorithm: algos.SignedDigestAlgorithm = info["signature_algorithm"]
    kind = algorithm.signature_algo
    used = _HASHES[
        digest if algorithm["algorithm"].native in {"rsassa_pkcs1v15", "ecdsa"} else algorithm.hash_algo
    ]()
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
        key.verify(signature, data, padding.PSS(padding.MGF1(used), padding.PSS.AUTO), used)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), used)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, data, ec.ECDSA(used))
    else:
        raise UnsupportedAlgorithm(f"a key of the kind {type(key).__name__}")


def is_trusted(signed: Signed, roots: Sequence[bytes]) -> bool:
    """Whether its certificate leads to one of `roots` (DER), each link in force when it was signed (RFC 5280).

    Without a time of signing nothing is trusted, and nothing that is signed over a weak digest.
    """
    if not roots or signed.signed_at is None or signed.weak:
        return False
    anchors = [x509.load_der_x509_certificate(root) for root in roots]
    leaf = signed.certificate
    if leaf in anchors:
        return leaf.not_valid_before_utc <= signed.signed_at <= leaf.not_valid_after_utc
    ours = verification.ExtensionPolicy.permit_all()
    theirs = ours.require_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, _is_authority)
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store(anchors))
        .time(signed.signed_at)
        .max_chain_depth(_DEPTH)
        .extension_policies(ca_policy=theirs, ee_policy=ours)
        .build_client_verifier()
    )
    try:
        verifier.verify(leaf, list(signed.others))
    except (verification.VerificationError, ValueError, UnsupportedAlgorithm):
        return False
    return True


def _is_authority(
    _: verification.Policy, __: x509.Certificate, constraints: x509.BasicConstraints | None
) -> None:
    if constraints is None or not constraints.ca:
        raise ValueError("a link of the chain may sign no certificates")


def _named(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    names = certificate.subject.get_attributes_for_oid(oid)
    return str(names[0].value).strip() if names else ""


def read_roots(pem: bytes) -> tuple[bytes, ...]:
    """The certificates (DER) in a PEM text.

    Raises:
        ValueError: there is none, or one is damaged.
    """
    return tuple(each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(pem))
