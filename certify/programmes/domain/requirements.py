"""A requirement tree as its author wrote it, the facts of a person, and what each requirement makes of them.

Kinds are plugins (`kinds.py`, `certify/programmes/requirement_kinds`); here stands only what they share.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from foundation.errors import N_, Forbidden


class State(StrEnum):
    """Where a person stands with one requirement."""

    MET = "met"
    OPEN = "open"
    FAILED = "failed"
    WAITING = "waiting"  # done by the person, in somebody else's hands
    CLOSED = "closed"  # 未开放: cannot be met yet, by anyone


@dataclass(frozen=True, slots=True)
class Requirement:
    """One node: a kind, its parameters, and for groups the requirements inside."""

    kind: str
    label_zh: str
    label_en: str
    params: Mapping[str, Any] = field(default_factory=dict)
    children: tuple["Requirement", ...] = ()

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Requirement":
        """The node of a stored tree."""
        return cls(
            kind=raw["kind"],
            label_zh=raw["label_zh"],
            label_en=raw["label_en"],
            params=raw.get("params", {}),
            children=tuple(cls.from_json(child) for child in raw.get("children", ())),
        )

    def walk(self) -> Iterator["Requirement"]:
        """The node and everything inside, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        tree: dict[str, Any] = {"kind": self.kind, "label_zh": self.label_zh, "label_en": self.label_en}
        if self.params:
            tree["params"] = dict(self.params)
        if self.children:
            tree["children"] = [child.to_json() for child in self.children]
        return tree


@dataclass(frozen=True, slots=True)
class RequirementState:
    """What a requirement says of a person: the state, the reason in words (msgid and params), how far, since when."""

    requirement: Requirement
    state: State
    why: str
    params: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    since: datetime | None = None
    children: tuple["RequirementState", ...] = ()
    link: tuple[str, str] | None = None  # endpoint kind and id, for the page to make a link of

    @property
    def is_met(self) -> bool:
        """Nothing left to do here."""
        return self.state is State.MET

    def walk(self) -> Iterator["RequirementState"]:
        """The state and those of everything inside, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class ModuleFact:
    """A course module as the person stands in it. `checks_passed` counts lessons whose knowledge check is passed."""

    code: str
    title_zh: str
    title_en: str
    lessons: int
    lessons_read: int
    checks_passed: int
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExamFact:
    """One released or still open attempt at an exam; verdict is passed, failed or not_yet_scored."""

    exam_id: UUID
    attempt_id: UUID
    verdict: str
    total: Decimal | None
    at: datetime
    released_by: UUID | None = None
    markers: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of a person that a requirement may look at, at one moment."""

    person_id: UUID
    modules: tuple[ModuleFact, ...] = ()
    exams: tuple[ExamFact, ...] = ()
    approved_at: datetime | None = None


class NotASecondPerson(Forbidden):
    """The certification decision needs somebody who neither sat, marked nor released (ISO/IEC 17024, 9.4)."""

    message = N_("认证须由第二人批准：你参与过这次考试的评卷或成绩发布，或这是你自己的认证")


def require_second_person(decider: UUID, facts: Facts) -> None:
    """Raise NotASecondPerson when the decider is the holder or had a hand in the passed exam."""
    involved = {facts.person_id}
    for exam in facts.exams:
        if exam.verdict == "passed":
            involved |= exam.markers | ({exam.released_by} if exam.released_by else set())
    if decider in involved:
        raise NotASecondPerson()
