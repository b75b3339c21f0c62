"""`lessons_read`: all lessons of the named modules are read to the end. Params: modules, a list of codes (empty:
all).
"""

from datetime import datetime

from certify.programmes.domain.kinds import KindForm, KindInput, Source
from certify.programmes.domain.requirements import Facts, ModuleFact, Requirement, RequirementState, State
from foundation.errors import N_

MODULES = KindInput("modules", N_("课程模块"), Source.MODULES, many=True, help=N_("一个都不选就是全部模块"))


def modules_of(requirement: Requirement, facts: Facts) -> tuple[ModuleFact, ...]:
    """The person's standing in the modules that the requirement names."""
    wanted = set(requirement.params.get("modules") or ())
    return tuple(module for module in facts.modules if not wanted or module.code in wanted)


class LessonsRead:
    """Reading alone; the knowledge checks are a requirement of their own."""

    name = "lessons_read"
    form = KindForm(
        N_("学完课程"),
        N_("所选模块的每一课都读到最后。"),
        zh="学完课程",
        en="Read the lessons",
        zh_all="学完全部课程",
        en_all="Read all lessons",
        inputs=(MODULES,),
    )

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Met when every lesson is read; no lesson at all is not met."""
        modules = modules_of(requirement, facts)
        done, total = sum(m.lessons_read for m in modules), sum(m.lessons for m in modules)
        met = total > 0 and done >= total
        why = N_("%(total)s 课全部读完") if met else N_("读完 %(done)s / %(total)s 课")
        state = State.MET if met else State.OPEN
        return RequirementState(requirement, state, why, {"done": done, "total": total}, done, total)
