"""`checks_passed`: the knowledge check of every lesson of the named modules is passed (≥ 80 %). Params as
lessons_read.
"""

from datetime import datetime

from certify.programmes.domain.kinds import KindForm
from certify.programmes.domain.requirements import Facts, Requirement, RequirementState, State
from certify.programmes.requirement_kinds.lessons import MODULES, modules_of
from foundation.errors import N_


class ChecksPassed:
    """Each check counts once; how often it was tried doesn't matter."""

    name = "checks_passed"
    form = KindForm(
        N_("自测通过"),
        N_("每一课的自测都达到 80%，可以多次做。"),
        zh="每课自测达到 80%",
        en="Pass each knowledge check (80 %)",
        inputs=(MODULES,),
    )

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Met when every lesson's check is passed."""
        modules = modules_of(requirement, facts)
        done, total = sum(m.checks_passed for m in modules), sum(m.lessons for m in modules)
        met = total > 0 and done >= total
        why = N_("%(total)s 课自测全部通过") if met else N_("自测通过 %(done)s / %(total)s 课")
        since = max((m.completed_at for m in modules if m.completed_at), default=None) if met else None
        state = State.MET if met else State.OPEN
        return RequirementState(requirement, state, why, {"done": done, "total": total}, done, total, since)
