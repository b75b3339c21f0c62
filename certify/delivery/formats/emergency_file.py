"""The emergency file's inside (rule 28): HPKE (RFC 9180, base mode) to the server's key, sealed by the attempt's own.

All keys follow from the installation's secret, so every app node has them and none lies on a disk. Who holds a file can
read nothing without the secret; who did not have the attempt's page can make no file that the seal fits.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certify.delivery.domain.emergency import (
    Contents,
    FileForged,
    OtherInstallation,
    SealedFile,
    read_contents,
)

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SCALAR_BYTES = 48  # 128 bits more than the order has: reducing them is as good as drawing evenly (FIPS 186-5, A.4.1)


@dataclass(frozen=True, slots=True)
class _Keys:
    """What follows from one secret."""

    secret: str
    private: EllipticCurvePrivateKey
    public: bytes

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.public).hexdigest()[:16]


@lru_cache(maxsize=16)
def _keys(secret: str) -> _Keys:
    derive = HKDF(SHA256(), SCALAR_BYTES, salt=None, info=b"certify emergency file: P-256 key, 1")
    scalar = int.from_bytes(derive.derive(secret.encode())) % (P256_ORDER - 1) + 1
    private = derive_private_key(scalar, SECP256R1())
    return _Keys(secret, private, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The installation's secret, and former ones whose files may still come in."""

    secret: str
    former: tuple[str, ...] = ()

    def find(self, key_id: str) -> _Keys:
        """The keys of that id; raises OtherInstallation."""
        for secret in (self.secret, *self.former):
            if _keys(secret).key_id == key_id:
                return _keys(secret)
        raise OtherInstallation(key=key_id)


def page_terms(ring: KeyRing, attempt_id: UUID) -> Mapping[str, str]:
    """What the candidate's page needs to make a file: public key, its id, the attempt's own sealing key."""
    keys = _keys(ring.secret)
    own = _sealing_key(keys.secret, attempt_id)
    return {"key_id": keys.key_id, "public_key": _text(keys.public), "sealing_key": _text(own)}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _sealing_key(secret: str, attempt_id: UUID) -> bytes:
    """Known to the server and to the page of this attempt, to nobody else."""
    return hmac.digest(f"emergency file seal:{secret}".encode(), attempt_id.bytes, hashlib.sha256)


def _seal(secret: str, attempt_id: UUID, signed: bytes) -> str:
    return hmac.digest(_sealing_key(secret, attempt_id), signed, hashlib.sha256).hex()


def open_file(ring: KeyRing, file: SealedFile) -> Contents:
    """The events; raises OtherInstallation or FileForged."""
    keys = ring.find(file.header.key)
    expected = _seal(keys.secret, file.header.attempt, file.signed)
    if not hmac.compare_digest(expected.encode(), file.seal.encode()):
        raise FileForged
    try:
        plain = SUITE.decrypt(file.box, keys.private, info=file.opening)
    except (InvalidTag, ValueError):
        raise FileForged
    return read_contents(file.header, plain)
