"""The table of measured statistics: sums of the answers to a version in a sitting. Derived from released results, never
a second truth: `certify.results` replaces a sitting's rows as a whole, `flask bank statistics` compares and rebuilds.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, Points, UtcDateTime


class ItemStatistics(Base):
    """What `domain.statistics.ItemSums` holds (shares in millionths), with the unit that held the sitting; `guess` is
    what blind guessing gives, per mille. Sittings are of a floor above, so their id is no foreign key.
    """

    __tablename__ = "item_statistics"
    __table_args__ = (Index("ix_item_statistics_sitting", "sitting_id"),)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    n: Mapped[int]
    omitted: Mapped[int]
    share: Mapped[int] = mapped_column(BigInteger)
    share_squares: Mapped[int] = mapped_column(BigInteger)
    rest: Mapped[int] = mapped_column(BigInteger)
    rest_squares: Mapped[int] = mapped_column(BigInteger)
    products: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[Decimal] = mapped_column(Points)
    maximum: Mapped[Decimal] = mapped_column(Points)
    guess: Mapped[int] = mapped_column(SmallInteger)
    measured_at: Mapped[datetime] = mapped_column(UtcDateTime)
