"""Pictures and sound."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, UtcDateTime


class MediaRow(Base):
    """A picture or a sound, named by the SHA-256 of its bytes: it never changes, and is kept once."""

    __tablename__ = "media"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(16))
    extension: Mapped[str] = mapped_column(String(4))
    width: Mapped[int]
    height: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MediaHolding(Base):
    """A unit's bank holds a picture or a sound: who may see that bank may see it."""

    __tablename__ = "media_holding"
    sha256: Mapped[str] = mapped_column(ForeignKey("media.sha256"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
    added_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
