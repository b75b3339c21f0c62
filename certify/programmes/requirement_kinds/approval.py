"""`approval`: a second person, who neither marked nor released, has approved the certification."""

from datetime import datetime

from certify.programmes.domain.kinds import KindForm
from certify.programmes.domain.requirements import Facts, Requirement, RequirementState, State
from foundation.errors import N_


class Approval:
    """Always the last step; it is somebody else's to take, so it waits rather than being open."""

    name = "approval"
    form = KindForm(
        N_("第二人批准"),
        N_("每个认证都有，总在最后：没有参加评卷和发布成绩的人批准后才发证。"),
        zh="第二人批准",
        en="Approval by a second person",
        always=True,
    )

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Met when granted."""
        if facts.approved_at is not None:
            return RequirementState(requirement, State.MET, N_("已批准"), {}, 1, 1, facts.approved_at)
        return RequirementState(requirement, State.WAITING, N_("其他条件都满足后，由第二人批准"), {}, 0, 1)
