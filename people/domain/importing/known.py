"""What the rows of a table are held against: units, posts and persons that are there already."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from uuid import UUID

from foundation.text import fold

SUGGESTIONS_MAX = 20  # looking for alike names is slow; a table with more unknown units than that has another trouble
SEPARATORS = re.compile(r"[/／>＞\\|｜]")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit within the actor's reach, with the names from the top down."""

    unit_id: UUID
    names: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """As printed."""
        return " / ".join(self.names)


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post and what it may be called, the shown name first."""

    job_role_id: UUID
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who has the 工号 already; `within_reach` whether the actor may change them."""

    person_id: UUID
    login: str
    name: str
    phone: str | None
    unit_id: UUID
    unit_names: str
    job_role_id: UUID | None
    hired_on: date | None
    version: int
    has_left: bool
    within_reach: bool
    agent_unit_ids: frozenset[UUID] = frozenset()


class Known:
    """Units, posts, and persons by folded 工号, with look-ups as people write them."""

    def __init__(
        self, units: Iterable[KnownUnit], posts: Iterable[KnownPost], persons: Mapping[str, KnownPerson]
    ) -> None:
        self.posts: Sequence[KnownPost] = tuple(posts)
        self.persons = persons
        self._units: dict[str, list[KnownUnit]] = {}
        for unit in units:
            self._units.setdefault(fold(unit.names[-1]), []).append(unit)
        self._posts = {fold(name): post for post in self.posts for name in post.called}
        self._alike: dict[str, str] = {}

    def find_units(self, text: str) -> list[KnownUnit]:
        """The units whose names end like the text: "一中心", "岚州市 / 一中心" or the whole path."""
        parts = tuple(fold(part) for part in SEPARATORS.split(text) if part.strip())
        if not parts:
            return []
        found = self._units.get(parts[-1], [])
        exact = [unit for unit in found if len(unit.names) == len(parts) and _ends_with(unit, parts)]
        return exact or [unit for unit in found if _ends_with(unit, parts)]

    def find_post(self, text: str) -> KnownPost | None:
        """The post with that name or code."""
        return self._posts.get(fold(text))

    def post_name(self, job_role_id: UUID | None) -> str:
        """As shown; nothing for no post."""
        return next((post.called[0] for post in self.posts if post.job_role_id == job_role_id), "")

    def units_like(self, text: str) -> str:
        """Names of units that look like the text, for the message."""
        if text not in self._alike:
            names = {unit.names[-1] for units in self._units.values() for unit in units}
            few = len(self._alike) < SUGGESTIONS_MAX
            self._alike[text] = " · ".join(get_close_matches(text, sorted(names), n=3, cutoff=0.4)) if few else ""
        return self._alike[text]


def _ends_with(unit: KnownUnit, parts: tuple[str, ...]) -> bool:
    return tuple(map(fold, unit.names[-len(parts) :])) == parts
