"""The constraints against facts: which items are over their cap, which exclude each other, what other forms hold.

`breaches` says in numbers how a selection breaks them; the draw, the form's page and the tests all ask it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from certify.exams.domain.constraints import Rule

Items = frozenset[UUID]
NONE: Items = frozenset()


@dataclass(frozen=True, slots=True)
class Other:
    """Another form's items, and how many of them a new form may hold."""

    items: Items
    most: int


@dataclass(frozen=True, slots=True)
class Breach:
    """By how many items a rule is broken."""

    rule: Rule
    n: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a draw must keep. `banned` is never drawn; `groups` of which one item may stand on a form; `capped` are over
    their exposure; `yielding` rules give way, by as little as possible.
    """

    banned: Items = NONE
    groups: tuple[Items, ...] = ()
    capped: Items = NONE
    others: tuple[Other, ...] = ()
    yielding: frozenset[Rule] = frozenset()

    @property
    def excluded(self) -> Items:
        """What can't be drawn at all: banned, over a strict cap, or on a form of which nothing may be repeated."""
        found = set(self.banned)
        if Rule.EXPOSURE not in self.yielding:
            found |= self.capped
        if Rule.OVERLAP not in self.yielding:
            found.update(*(other.items for other in self.others if not other.most))
        return frozenset(found)

    def strict(self) -> "Limits":
        """The same with nothing that gives way."""
        return replace(self, yielding=frozenset())

    def among(self, items: Items) -> "Limits":
        """Only what can bind a draw from these items: smaller, and the same answer."""
        groups = (group & items for group in self.groups)
        others = (Other(other.items & items, other.most) for other in self.others)
        return replace(
            self,
            groups=tuple(group for group in groups if len(group) > 1),
            capped=self.capped & items,
            others=tuple(other for other in others if len(other.items) > other.most),
        )

    @property
    def binding(self) -> tuple[Rule, ...]:
        """The rules that say anything here."""
        said = {Rule.OVERLAP: self.others, Rule.EXPOSURE: self.capped, Rule.EXCLUSIVE: self.groups}
        return tuple(rule for rule in Rule if said[rule])


def breaches(drawn: Iterable[UUID], limits: Limits, fixed: Items = NONE) -> tuple[Breach, ...]:
    """How a selection breaks the limits; () where it keeps all. Given items count for exclusive groups only: overlap
    and exposure are about what was drawn.
    """
    items = frozenset(drawn)
    found = {
        Rule.OVERLAP: sum(max(0, len(other.items & items) - other.most) for other in limits.others),
        Rule.EXPOSURE: len(items & limits.capped),
        Rule.EXCLUSIVE: sum(max(0, len(group & (items | fixed)) - 1) for group in limits.groups),
    }
    return tuple(Breach(rule, n) for rule, n in found.items() if n)
