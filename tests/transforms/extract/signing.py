"""Certificates, CMS signatures and time-stamps of our own, and PDFs signed with them."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

MOMENT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
_SERIALS = iter(range(1000, 100_000))


@dataclass(frozen=True)
class Holder:
    """A certificate with its key; `above` is the chain up to the root."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    above: tuple["Holder", ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def certify(
    name: str, organ: str, by: Holder | None = None, *, authority: bool = False, until: datetime = _UNTIL
) -> Holder:
    """A certificate for a name, signed by `by` or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organ),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(next(_SERIALS))
        .not_valid_before(_FROM)
        .not_valid_after(until)
    )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(by.key if by else key, hashes.SHA256())
    return Holder(certificate, key, (by, *by.above) if by else ())


def sign(
    data: bytes,
    holder: Holder,
    *,
    moment: datetime | None = MOMENT,
    attributes: bool = True,
    stamper: Holder | None = None,
    stamped: bytes | None = None,
    kind: str = "data",
    inside: bytes | None = None,
) -> bytes:
    """A CMS signature over `data` in DER; `inside` is content that it carries.

    `stamper` puts a time-stamp in, over the signature or over `stamped` in its place.
    """
    said = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [kind]}),
            *(
                [cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": moment})]})]
                if moment
                else []
            ),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(data).digest()]}),
        ]
    )
    over = said.dump() if attributes else data
    signature = holder.key.sign(over, ec.ECDSA(hashes.SHA256()))
    mine = asn1_x509.Certificate.load(holder.der)
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            cms.IssuerAndSerialNumber({"issuer": mine.issuer, "serial_number": mine.serial_number}),
        ),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signature": signature,
    }
    if attributes:
        info["signed_attrs"] = said
    if stamper:
        token = cms.ContentInfo.load(time_stamp(stamped or signature, stamper))
        attribute = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})
        info["unsigned_attrs"] = cms.CMSAttributes([attribute])
    held = [holder, *holder.above[:-1]]
    content = {"content_type": kind}
    if inside is not None:
        content["content"] = core.ParsableOctetString(inside)
    signed = cms.SignedData(
        {
            "version": "v1" if kind == "data" else "v3",  # RFC 5652, 5.1
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": content,
            "certificates": [cms.CertificateChoices.load(each.der) for each in held],
            "signer_infos": [cms.SignerInfo(info)],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()


STAMPED = MOMENT + timedelta(minutes=3)


def time_stamp(data: bytes, holder: Holder) -> bytes:
    """An RFC 3161 token over `data`, of the moment `STAMPED`."""
    told = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(data).digest(),
            },
            "serial_number": 1,
            "gen_time": STAMPED,
        }
    ).dump()
    return sign(told, holder, moment=None, kind="tst_info", inside=told)


ROOM = 12_000


def signed(pdf: bytes, holder: Holder, *, kind: str = "adbe.pkcs7.detached", **how: object) -> bytes:
    """A PDF with a signature over all of it, added as ISO 32000-1, 7.5.6 adds things."""
    number = int(re.findall(rb"/Size\s+(\d+)", pdf)[-1])
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", pdf)[-1]
    head = (
        b"\n%d 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /M (D:20261120083000+07'00') "
        b"/ByteRange [0 %010d %010d %010d] /Contents "
    )
    start = len(pdf) + len(head % (number, kind.encode(), 0, 0, 0))
    end = start + 2 * ROOM + 2
    table = b" >>\nendobj\nxref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    rest = table % (number, len(pdf) + 1, number + 1, root, before, end + len(b" >>\nendobj\n"))
    front = pdf + head % (number, kind.encode(), start, end, len(rest))
    der = sign(front + rest, holder, **how)
    return front + b"<" + der.hex().encode().ljust(2 * ROOM, b"0") + b">" + rest
