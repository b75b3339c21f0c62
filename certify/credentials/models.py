"""Tables of credentials: the certificate with its frozen snapshot, and the running number of each year."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id


class Credential(Base):
    """One issued certificate. `grant_id` is the ledger entry that it documents: one certificate a grant."""

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("tenant_id", "grant_id"),
        UniqueConstraint("tenant_id", "token"),
        UniqueConstraint("tenant_id", "year", "running"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, default=1)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    grant_id: Mapped[UUID]
    token: Mapped[str] = mapped_column(String(64))
    year: Mapped[int]
    running: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JsonText)
    fingerprint: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
