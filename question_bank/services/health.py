"""How the bank within the actor's units is doing: counts, each with the list of what it counts, from one source.

Lints are read from the profiles (services/profiling), never worked out for a page; what is near-duplicate or enemies is
counted by `likeness`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from foundation.calendar import local_day
from foundation.errors import N_, NotFound, Problem
from people.domain import Actor
from question_bank import queries
from question_bank.domain.lints import LintKind, key_position_lint, lints_by_kind
from question_bank.domain.validity import SOON
from question_bank.models import ItemVersionRow
from question_bank.queries import profiles
from question_bank.services.browsing import seeing_scopes
from question_bank.services.likeness import count_pairs, hides_key

NEVER_USED = "never_used"


class UnknownList(NotFound):
    """No such count on the page."""

    message = N_("没有这个列表")


@dataclass(frozen=True, slots=True)
class BankHealth:
    """The page. `n_waiting` items were saved a moment ago and are not in the counts of advice and pairs yet."""

    n_items: int
    n_waiting: int
    counted_at: datetime | None
    pairs: Mapping[str, int]
    lints: Mapping[LintKind, int]
    n_never_used: int
    n_expiring: int
    key_position: Problem | None


@dataclass(frozen=True, slots=True)
class HealthLine:
    """An item of a list, with the advice that put it there (none where its key may not be seen)."""

    version: ItemVersionRow
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class HealthList:
    """A page of what one count counts."""

    lines: tuple[HealthLine, ...]
    total: int


def show_health(actor: Actor, *, now: datetime) -> BankHealth:
    """Every count of the actor's bank."""
    scopes = seeing_scopes(actor)
    counts = profiles.count_profiles(scopes)
    return BankHealth(
        n_items=counts.n_items,
        n_waiting=counts.n_items - counts.n_profiled,
        counted_at=counts.made_at,
        pairs=count_pairs(actor),
        lints=counts.lints,
        n_never_used=profiles.count_never_used(scopes),
        n_expiring=queries.count_expiring(scopes, local_day(now) + SOON),
        key_position=_key_position(counts.key_places),
    )


def list_health(actor: Actor, name: str, *, limit: int, offset: int = 0) -> HealthList:
    """The items behind one count: a kind of advice, or "never_used". Raises UnknownList."""
    scopes = seeing_scopes(actor)
    if name == NEVER_USED:
        rows = profiles.list_never_used(scopes, limit=limit, offset=offset)
        return HealthList(tuple(HealthLine(row, ()) for row in rows), profiles.count_never_used(scopes))
    if name not in set(LintKind):
        raise UnknownList()
    kind = LintKind(name)
    rows = profiles.list_with_lint(scopes, kind, limit=limit, offset=offset)
    lines = (HealthLine(row, () if hides_key(actor, row) else lints_by_kind(row.content).get(kind, ())) for row in rows)
    return HealthList(tuple(lines), profiles.count_profiles(scopes).lints[kind])


def _key_position(places: list[tuple[str, int]]) -> Problem | None:
    told = ((place.partition("/"), n) for place, n in places)
    return key_position_lint((letter, int(options)) for (letter, _sign, options), n in told for _each in range(n))
