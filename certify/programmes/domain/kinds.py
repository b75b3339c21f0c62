"""What a kind of requirement is: how it judges, and what it asks of the author who puts it into a tree.

The kinds themselves are plugins in `certify/programmes/requirement_kinds`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from certify.programmes.domain.requirements import Facts, Requirement, RequirementState


class Source(StrEnum):
    """What an author chooses from."""

    MODULES = "modules"
    EXAMS = "exams"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, with its names."""

    value: str
    zh: str
    en: str


Offer = Mapping[Source, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class KindInput:
    """A parameter that the author fills in by choosing: one thing, or any number (none then means all)."""

    name: str
    label: str
    source: Source
    many: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class KindForm:
    """A kind in its author's words. `zh`, `en`: the wording where the author writes none; empty: a name must be given.

    `holds_others`: a group. `always`: stands in every tree once, at its end, and is nobody's choice.
    """

    title: str
    help: str
    zh: str = ""
    en: str = ""
    zh_all: str = ""
    en_all: str = ""
    inputs: tuple[KindInput, ...] = ()
    holds_others: bool = False
    always: bool = False


class RequirementKind(Protocol):
    """A plugin: judges one kind of requirement, and says how an author fills it in."""

    @property
    def name(self) -> str: ...

    @property
    def form(self) -> KindForm: ...

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Pure: definition + facts + now → state and reason."""
