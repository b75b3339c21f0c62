"""Tables of programmes: the programme, its versions (requirement tree), the ledger of each person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id


class Programme(Base):
    """What one can be certified for. Its conditions lie in its versions; the newest published one holds."""

    __tablename__ = "programme"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    level_zh: Mapped[str] = mapped_column(String(40), default="", server_default="")
    level_en: Mapped[str] = mapped_column(String(40), default="", server_default="")
    certificate_zh: Mapped[str] = mapped_column(String(80))
    certificate_en: Mapped[str] = mapped_column(String(80))
    job_role: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProgrammeVersion(Base):
    """One published set of conditions; never changed."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    requirements: Mapped[dict[str, Any]] = mapped_column(JsonText)
    validity_months: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CertificationEvent(Base):
    """One entry of a person's ledger in a programme; append-only."""

    __tablename__ = "certification_event"
    __table_args__ = (Index("ix_certification_event_person", "tenant_id", "person_id", "programme_id", "at"),)
    tenant_id: Mapped[int] = mapped_column(primary_key=True, default=1)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("programme_version.id"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    details: Mapped[dict[str, Any]] = mapped_column(JsonText)
