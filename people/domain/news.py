"""News that people tell the packages above: whoever keeps a copy of a name, a unit or a post refreshes it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PersonUpdated:
    """A person's data, unit or post changed, or they left or came back."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class UnitUpdated:
    """Something changed for everybody under a unit path: its name, or many people at once."""

    unit_path: str
