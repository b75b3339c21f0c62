"""The attempt as one row read sees it, and the paper as far as saving needs to know it. Frozen; nothing is decided here
but who may write at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from certify.delivery.domain.errors import PersonLeft, SessionEnded
from certify.delivery.domain.states import AttemptState, SubmitCause
from foundation.errors import NotFound

Number = tuple[int, int]  # (epoch, sequence): the order in which answers count (rule 7)
DEFAULT_GRACE_SECONDS = 10


class SessionStanding(StrEnum):
    """Whether the sign-in session named by the request still stands (rule 27)."""

    GOOD = "good"
    ENDED = "ended"
    PERSON_LEFT = "person_left"


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a section runs as things stand (`sections` reads and moves them)."""

    section: int
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SectionTime:
    """A section's own time (None: it shares what the others leave) and the break after it, for a factor of 1."""

    section: int
    seconds: int | None = None
    break_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One candidate's go. `last_sequence` is the highest number stored in the current epoch (0: none)."""

    id: UUID
    person_id: UUID
    state: AttemptState
    epoch: int
    client_id: str | None
    started_at: datetime
    deadline_at: datetime
    deadline_version: int = 1
    grace_seconds: int = DEFAULT_GRACE_SECONDS
    paused_at: datetime | None = None
    submitted_at: datetime | None = None
    submit_cause: SubmitCause | None = None
    last_sequence: int = 0
    locks: Mapping[int, Number] = field(default_factory=dict)  # section → the leave_section event that locked it
    windows: tuple[Window, ...] = ()  # from when until when each section runs; () where they have no clocks
    session: SessionStanding = SessionStanding.GOOD
    parts: tuple[int, ...] | None = None  # the sections that are sat; None: all


@dataclass(frozen=True, slots=True)
class Paper:
    """Slots by section, sections in order, which sections lock on leaving, and whether a value is well formed.

    Built once per frozen form. `well_formed(slot, value)` asks the slot's item type; it never sees null (cleared).
    """

    section_of: Mapping[int, int]
    sections: tuple[int, ...]
    linear: frozenset[int]
    well_formed: Callable[[int, Any], bool]

    def open_sections(self, locks: Mapping[int, Number]) -> frozenset[int]:
        """Without clocks: none that was left, none after a linear one that was not (rules 19, 20)."""
        opened: list[int] = []
        for section in self.sections:
            if section in locks:
                continue
            opened.append(section)
            if section in self.linear:
                break
        return frozenset(opened)


def admit(attempt: Attempt, person_id: UUID) -> None:
    """Rule 27, before anything else: not theirs is not found; an ended session or a person who left counts nothing."""
    if attempt.person_id != person_id:
        raise NotFound
    if attempt.session is SessionStanding.PERSON_LEFT:
        raise PersonLeft
    if attempt.session is SessionStanding.ENDED:
        raise SessionEnded
