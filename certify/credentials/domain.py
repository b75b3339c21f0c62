"""What a certificate says, its number, the hash that names it, and what the public may see of its holder. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from certify.programmes.domain import Standing, StandingStatus
from foundation.errors import N_, NC_
from foundation.text import mask_name


class Verdict(StrEnum):
    """What the verification page says first."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


VERDICT_LABELS = {
    Verdict.VALID: N_("有效"),
    Verdict.NOT_YET: N_("尚未生效"),
    Verdict.EXPIRED: N_("已过期"),
    Verdict.SUSPENDED: NC_("证书", "已暂停"),
    Verdict.REVOKED: N_("已撤销"),
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything printed, as it was on the day; nothing later changes it. Dates are the organisation's days,
    inclusive.
    """

    number: str
    holder_name: str
    holder_login: str
    unit_names: str
    programme_zh: str
    programme_en: str
    certificate_zh: str
    certificate_en: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_until: date

    def canonical(self) -> str:
        """Its one spelling as JSON."""
        return json.dumps(
            asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=date.isoformat
        )

    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Certificate:
    """An issued certificate with its snapshot and where it can be verified."""

    id: UUID
    person_id: UUID
    grant_id: UUID
    token: str
    snapshot: Snapshot
    fingerprint: str
    verdict: Verdict


def number_of(year: int, running: int) -> str:
    """CT-2026-000042."""
    return f"CT-{year}-{running:06d}"


def verdict_of(standing: Standing, today: date, snapshot: Snapshot) -> Verdict:
    """What the grant's standing means for the certificate on a day."""
    if standing.status is StandingStatus.REVOKED:
        return Verdict.REVOKED
    if standing.status is StandingStatus.SUSPENDED:
        return Verdict.SUSPENDED
    if today < snapshot.valid_from:
        return Verdict.NOT_YET
    return Verdict.EXPIRED if today > snapshot.valid_until else Verdict.VALID


def public_view(certificate: Certificate) -> dict[str, object]:
    """All that the verification page may show: the holder masked, no staff number, no unit, no score."""
    snapshot = certificate.snapshot
    return {
        "verdict": certificate.verdict,
        "holder": mask_name(snapshot.holder_name),
        "programme_zh": snapshot.programme_zh,
        "programme_en": snapshot.programme_en,
        "certificate_zh": snapshot.certificate_zh,
        "certificate_en": snapshot.certificate_en,
        "number": snapshot.number,
        "issuer": snapshot.issuer,
        "issued_on": snapshot.issued_on,
        "valid_from": snapshot.valid_from,
        "valid_until": snapshot.valid_until,
    }
