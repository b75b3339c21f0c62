"""How far an invigilator reaches, what must be said with an act, and who is in the room by name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from certify.delivery import queries
from certify.exams import services as exams
from certify.exams.services import RosterLine, Sitting
from foundation.errors import N_, Invalid, NotFound, Problem
from people.domain import Actor, Permission

REASON_MOST = 300


@dataclass(frozen=True, slots=True)
class Room:
    """A sitting with its roster and every person's latest attempt (a row with AttemptRow's columns)."""

    sitting: Sitting
    roster: tuple[RosterLine, ...]
    attempts: dict[UUID, Any]

    def line(self, person_id: UUID) -> RosterLine:
        """One line of the roster; raises NotFound."""
        for line in self.roster:
            if line.person_id == person_id:
                return line
        raise NotFound()


def reach_sitting(actor: Actor, sitting_id: UUID, *more: Permission) -> Sitting:
    """The published sitting, if the actor invigilates its unit (or holds one of the further permissions there)."""
    sitting = exams.show_sitting(actor, sitting_id, Permission.INVIGILATE, *more)
    if not sitting.is_published:
        raise NotFound()
    return sitting


def reach_room(actor: Actor, sitting_id: UUID) -> Room:
    """The whole room."""
    sitting = reach_sitting(actor, sitting_id)
    attempts = {row.person_id: row for row in queries.list_room(sitting_id)}
    return Room(sitting, tuple(exams.load_roster(sitting)), attempts)


def reach_attempt(actor: Actor, attempt_id: UUID, *more: Permission) -> Any:
    """An attempt in a room that the actor reaches, with AttemptRow's columns; raises NotFound."""
    if not any(actor.may_anywhere(permission) for permission in (Permission.INVIGILATE, *more)):
        actor.require_anywhere(Permission.INVIGILATE)
    row = queries.get_attempt(attempt_id)
    reach_sitting(actor, row.sitting_id, *more)
    return row


def require_text(text: str, field: str = "reason") -> str:
    """A reason or a note, as it will stand in the record; raises Invalid for an empty or endless one."""
    clean = text.strip()
    if not clean:
        raise Invalid(Problem(N_("写明原因，考生和记录里都看得到"), field=field))
    if len(clean) > REASON_MOST:
        raise Invalid(Problem(N_("最多 %(n)s 个字"), {"n": REASON_MOST}, field=field))
    return clean
