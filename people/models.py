"""Tables of people: organisation, job roles, persons, roles, sign-in sessions, tokens, sign-in tries, imports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Base, JsonText, UtcDateTime
from foundation.ids import new_id


class OrgUnit(Base):
    """A node of the organisation tree; `path` is derived from the parents and kept for prefix searches."""

    __tablename__ = "org_unit"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_unit.id"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(400), unique=True)


class JobRole(Base):
    """A post (岗位) that programmes certify for."""

    __tablename__ = "job_role"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))


class Person(Base):
    """An account. `left_on` set: the person has left; nothing of them is deleted. `version` counts changes of the data,
    so that two editors (or an import) notice each other.
    """

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(32))
    login_folded: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(24))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), index=True)
    job_role_id: Mapped[UUID | None] = mapped_column(ForeignKey("job_role.id"))
    hired_on: Mapped[date | None] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    password_hash: Mapped[str | None] = mapped_column(Text)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[OrgUnit] = relationship(lazy="raise")
    job_role: Mapped[JobRole | None] = relationship(lazy="raise")


class RoleAssignment(Base):
    """A role on a unit, from when, until when; ended rows stay as history."""

    __tablename__ = "role_assignment"
    __table_args__ = (Index("ix_role_assignment_person", "person_id", "ended_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unit: Mapped[OrgUnit] = relationship(lazy="raise")


class SignInSession(Base):
    """A signed-in browser; the cookie holds a random token, the row its hash. Revoked rows stay as history."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_address", "address", "created_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200))


class OneTimeToken(Base):
    """A right in a link, once: `purpose` set_up (first administrator) or set_password (sign-in slip)."""

    __tablename__ = "one_time_token"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str] = mapped_column(String(24))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInFailure(Base):
    """A failed try, counted against the login and the address for a few minutes."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_login", "login_folded", "at"),
        Index("ix_sign_in_failure_address", "address", "at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login_folded: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PeopleImport(Base):
    """A table of people that somebody brought: read, checked and kept beside the persons until it is committed.

    `state`: staging (rows are being written), staged (may be looked at), committed. The file itself is not kept.
    """

    __tablename__ = "people_import"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    source: Mapped[dict[str, Any]] = mapped_column(JsonText)  # sheet, encoding, where each column stands
    state: Mapped[str] = mapped_column(String(16))
    committed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    slips_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PeopleImportRow(Base):
    """One row, checked: the cells as found, the person as they would become, what is wrong.

    Typed columns and ids made beforehand let a commit be a few set-wise statements, whatever the number of rows.
    """

    __tablename__ = "people_import_row"
    import_id: Mapped[UUID] = mapped_column(ForeignKey("people_import.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    cells: Mapped[dict[str, str]] = mapped_column(JsonText)
    changes: Mapped[list[Any]] = mapped_column(JsonText)
    problems: Mapped[list[Any]] = mapped_column(JsonText)
    has_warning: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[UUID | None]
    subject_id: Mapped[str | None] = mapped_column(String(64))
    login: Mapped[str | None] = mapped_column(String(32))
    login_folded: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(24))
    unit_id: Mapped[UUID | None]
    job_role_id: Mapped[UUID | None]
    hired_on: Mapped[date | None] = mapped_column(Date)
    seen_version: Mapped[int | None]
    agent_assignment_id: Mapped[UUID | None]  # set where the agent role is to be given on the unit
    agent_left_unit_id: Mapped[UUID | None]  # set where the agent role moves away from a unit
    details: Mapped[dict[str, Any]] = mapped_column(JsonText)  # of the audit row
