"""`not_open`: a part of the programme that this house does not offer yet; it is shown, and nobody can meet it."""

from datetime import datetime

from certify.programmes.domain.kinds import KindForm
from certify.programmes.domain.requirements import Facts, Requirement, RequirementState, State
from foundation.errors import N_


class NotOpen:
    """Said, not hidden: no certificate may claim it."""

    name = "not_open"
    form = KindForm(N_("未开放的部分"), N_("只写名称。它会显示出来，但现在谁都不能满足，所以也发不了证。"))

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Closed for everyone."""
        return RequirementState(requirement, State.CLOSED, N_("未开放"), {}, 0, 1)
