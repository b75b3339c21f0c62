"""`lessons_read`: all lessons of the named modules are read to the end. Params: modules, a list of codes (empty:
all).
"""

from datetime import datetime

from certify.programmes.domain.requirements import Facts, ModuleFact, Requirement, RequirementState, State
from foundation.errors import N_


def modules_of(requirement: Requirement, facts: Facts) -> tuple[ModuleFact, ...]:
    """The person's standing in the modules that the requirement names."""
    wanted = set(requirement.params.get("modules") or ())
    return tuple(module for module in facts.modules if not wanted or module.code in wanted)


class LessonsRead:
    """Reading alone; the knowledge checks are a requirement of their own."""

    name = "lessons_read"

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Met when every lesson is read; no lesson at all is not met."""
        modules = modules_of(requirement, facts)
        done, total = sum(m.lessons_read for m in modules), sum(m.lessons for m in modules)
        met = total > 0 and done >= total
        why = N_("%(total)s 课全部读完") if met else N_("读完 %(done)s / %(total)s 课")
        state = State.MET if met else State.OPEN
        return RequirementState(requirement, state, why, {"done": done, "total": total}, done, total)
