"""The first start: a one-time link with which the first administrator makes the organisation."""

from datetime import datetime, timedelta

from sqlalchemy import update

from foundation import audit
from foundation.db import transaction
from foundation.ids import new_id, new_token
from people import queries
from people.domain import SYSTEM, Role, UnitKind, check_login, check_password
from people.models import OneTimeToken
from people.passwords import hash_password
from people.services.accounts import create_person
from people.services.organisation import create_job_role, create_unit
from people.services.sessions import token_hash
from people.services.slips import SlipUsed

JOB_ROLES = (
    ("10000", "10000 号客服代表", "10000 hotline agent"),
    ("shop", "营业员", "Shop assistant"),
    ("114", "114/118114 客服代表", "114/118114 directory agent"),
)


def is_set_up() -> bool:
    """Whether anybody has an account yet."""
    return queries.has_anyone()


def make_set_up_link(*, now: datetime) -> str:
    """A token for /setup/<token>, good for a day; earlier ones stop working."""
    token = new_token()
    with transaction() as session:
        session.execute(
            update(OneTimeToken)
            .where(OneTimeToken.purpose == "set_up", OneTimeToken.used_at.is_(None))
            .values(used_at=now)
        )
        session.add(
            OneTimeToken(
                id=new_id(),
                purpose="set_up",
                token_hash=token_hash(token),
                person_id=None,
                created_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    return token


def check_set_up_token(token: str, *, now: datetime) -> None:
    """Raises SlipUsed unless the link is good and nobody has an account yet."""
    if is_set_up() or queries.find_token("set_up", token_hash(token), now) is None:
        raise SlipUsed()


def create_first_administrator(
    token: str, *, organisation: str, login: str, name: str, password: str, now: datetime
) -> None:
    """Make the top unit, the posts and the first administrator (with HR rights there); the link is used up."""
    check_set_up_token(token, now=now)
    check_password(password, check_login(login))
    password_hash = hash_password(password)
    with transaction() as session:
        used = session.execute(
            update(OneTimeToken)
            .where(OneTimeToken.token_hash == token_hash(token), OneTimeToken.used_at.is_(None))
            .values(used_at=now)
        )
        if not used.rowcount or is_set_up():  # type: ignore[attr-defined]  # a DML result has it; the stub of execute doesn't say so
            raise SlipUsed()
        unit_id = create_unit(SYSTEM, name=organisation, kind=UnitKind.PROVINCE, parent_id=None, now=now)
        for code, name_zh, name_en in JOB_ROLES:
            create_job_role(SYSTEM, code=code, name_zh=name_zh, name_en=name_en, now=now)
        person_id = create_person(
            SYSTEM,
            login=login,
            name=name,
            unit_id=unit_id,
            roles=(Role.ADMINISTRATOR, Role.HR),
            password_hash=password_hash,
            must_change_password=False,
            now=now,
        )
        audit.record(SYSTEM, "people.set_up", "person", person_id, now=now)
