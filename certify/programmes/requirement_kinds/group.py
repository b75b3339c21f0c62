"""`all_of`: every requirement inside is met."""

from collections.abc import Callable
from datetime import datetime

from certify.programmes.domain.kinds import KindForm, RequirementKind
from certify.programmes.domain.requirements import Facts, Requirement, RequirementState, State
from foundation.errors import N_


class AllOf:
    """A group; closed when something inside can't be met yet, waiting when only other people's part is left."""

    name = "all_of"
    form = KindForm(
        N_("一组条件"), N_("给几项条件一个共同的名称，例如“技能部分”；里面的全部满足才算。"), holds_others=True
    )

    def __init__(self) -> None:
        self._get: Callable[[str], RequirementKind] | None = None

    def use(self, get: Callable[[str], RequirementKind]) -> None:
        """How to find the kinds of the requirements inside (the registry holds this kind too)."""
        self._get = get

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Met when all are; the reason counts what is left."""
        assert self._get is not None
        inside = tuple(self._get(child.kind).judge(child, facts, now) for child in requirement.children)
        met = sum(child.is_met for child in inside)
        states = {child.state for child in inside} - {State.MET}
        worst = next((s for s in (State.FAILED, State.OPEN, State.WAITING, State.CLOSED) if s in states), State.MET)
        why = N_("全部完成") if worst is State.MET else N_("还差 %(n)s 项")
        since = max((c.since for c in inside if c.since), default=None) if worst is State.MET else None
        return RequirementState(requirement, worst, why, {"n": len(inside) - met}, met, len(inside), since, inside)
