"""The read table of records: derived, never edited, rebuilt by `flask records rebuild`; a test holds it to the
ledgers.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, JsonText, Points, UtcDateTime


class StandingRow(Base):
    """A person in a programme as the ledgers last said; the status of a day is computed when it is read."""

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_programme", "tenant_id", "programme_id", "lasting", "valid_until"),
        Index("ix_standing_unit", "tenant_id", "unit_path"),
    )
    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    login: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(80))
    unit_path: Mapped[str] = mapped_column(String(400))
    unit_names: Mapped[str] = mapped_column(String(400))
    job_role: Mapped[str | None] = mapped_column(String(32))
    active: Mapped[bool]
    lasting: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    certificate_zh: Mapped[str] = mapped_column(String(80))
    certificate_en: Mapped[str] = mapped_column(String(80))
    attempt_id: Mapped[UUID | None]
    verdict: Mapped[str | None] = mapped_column(String(16))
    total: Mapped[Decimal | None] = mapped_column(Points)
    maximum: Mapped[Decimal | None] = mapped_column(Points)
    sections: Mapped[list[Any]] = mapped_column(JsonText)
    areas: Mapped[list[Any]] = mapped_column(JsonText)
    refreshed_at: Mapped[datetime] = mapped_column(UtcDateTime)
