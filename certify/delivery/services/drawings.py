"""Pictures that candidates attach to answers: stored for their attempt before the answer that names them is sent.

Storing decides nothing: time, writer and section are asked when the answer comes (domain/accepting). Kept without
what cameras write beside a picture, under the hash of the bytes that the page sent, for that hash stands in the answer.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from certify.delivery import queries
from certify.delivery.domain import admit
from certify.delivery.models import TENANT, AttemptFileRow
from certify.delivery.services.saving import EXCLUSIVE, load
from certify.delivery.tickets import Ticket
from certify.exams import services as exams
from foundation.db import db, driver_of, transaction
from foundation.errors import N_, Conflict, NotFound
from foundation.media import MEGABYTE, PHOTOS, read_media
from foundation.media.kinds import Broken
from people.domain import Actor
from question_bank.domain import Shape
from question_bank.services import StoredMedia

FILE_BYTES = 5 * MEGABYTE
MOST_FILES, MOST_BYTES = 24, 60 * MEGABYTE  # of an attempt: changing one's mind costs a place
STILL_TAKEN = timedelta(hours=8)  # after the hand-in: for what a late or an emergency answer names


class NoRoom(Conflict):
    """An attempt holds as many pictures as it may."""

    message = N_("这份答卷的附图太多了，不能再传")


class TooLateForPictures(Conflict):
    """The paper was handed in long ago."""

    message = N_("已经交卷，不再接收附图")


def keep_drawing(ticket: Ticket, attempt_id: UUID, name: str, raw: bytes, *, now: datetime) -> None:
    """Store a picture for the ticket's attempt; durable when it returns, and twice is once.

    Raises NotFound (not theirs, or no item wants one), SessionEnded, PersonLeft, MediaRefused, NoRoom,
    TooLateForPictures.
    """
    if ticket.attempt_id != attempt_id:
        raise NotFound()
    if sha256(raw).hexdigest() != name:
        raise Broken()
    found = read_media(raw, PHOTOS, most=FILE_BYTES)
    with transaction() as session:
        attempt, form_id = load(driver_of(session), ticket, now, lock=EXCLUSIVE)
        admit(attempt, ticket.person_id)
        if not _wants_drawings(form_id):
            raise NotFound()
        if attempt.submitted_at is not None and now > attempt.submitted_at + STILL_TAKEN:
            raise TooLateForPictures()
        if _has_room(attempt_id, name, len(found.body)):
            row = AttemptFileRow(tenant_id=TENANT, attempt_id=attempt_id, sha256=name, received_at=now)
            row.mime, row.extension, row.n_bytes, row.body = found.mime, found.extension, len(found.body), found.body
            session.add(row)


def _has_room(attempt_id: UUID, name: str, size: int) -> bool:
    """False for what is there already; raises NoRoom."""
    row = AttemptFileRow
    query = select(row.sha256, row.n_bytes).where(row.tenant_id == TENANT, row.attempt_id == attempt_id)
    there = {stored.sha256: stored.n_bytes for stored in db.session.execute(query)}
    if name in there:
        return False
    if len(there) >= MOST_FILES or sum(there.values()) + size > MOST_BYTES:
        raise NoRoom()
    return True


@lru_cache(maxsize=256)
def _wants_drawings(form_id: UUID) -> bool:
    return any(_takes_pictures(slot.shape) for slot in exams.get_form(form_id).slots)


def _takes_pictures(shape: Shape) -> bool:
    return shape.pictures > 0 or any(_takes_pictures(part) for _kind, part in shape.parts)


def own_drawing(actor: Actor, attempt_id: UUID, name: str) -> StoredMedia:
    """A picture that the candidate attached; NotFound for anybody else."""
    queries.get_attempt(attempt_id, person_id=actor.require_person())
    return get_drawing(attempt_id, name)


def get_drawing(attempt_id: UUID, name: str) -> StoredMedia:
    """A picture of an attempt, for packages that have decided who asks; raises NotFound."""
    row = db.session.get(AttemptFileRow, (TENANT, attempt_id, name))
    if row is None:
        raise NotFound()
    return StoredMedia(row.sha256, row.mime, row.extension, row.body)


def stored_drawings(attempt_id: UUID, names: Iterable[str]) -> frozenset[str]:
    """Which of these pictures are there: one that an emergency file named may never have come."""
    row = AttemptFileRow
    query = select(row.sha256).where(row.tenant_id == TENANT, row.attempt_id == attempt_id, row.sha256.in_(list(names)))
    return frozenset(db.session.scalars(query))
