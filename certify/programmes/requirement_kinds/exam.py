"""`exam_passed`: a released result of the named exam says passed. Params: exam_id."""

from datetime import datetime

from certify.programmes.domain.kinds import KindForm, KindInput, Source
from certify.programmes.domain.requirements import Facts, Requirement, RequirementState, State
from foundation.errors import N_
from foundation.score import show


class ExamPassed:
    """The best released attempt counts; an attempt in marking is waiting, not failed."""

    name = "exam_passed"
    form = KindForm(
        N_("通过考试"),
        N_("成绩发布后是“通过”才算，考几次都可以。"),
        zh="通过考试",
        en="Pass the exam",
        inputs=(KindInput("exam_id", N_("考试"), Source.EXAMS),),
    )

    def judge(self, requirement: Requirement, facts: Facts, now: datetime) -> RequirementState:
        """Passed once is passed; the reason says with how many points and links to the result."""
        exam_id = str(requirement.params.get("exam_id", ""))  # none yet while its author is still choosing
        tries = sorted((exam for exam in facts.exams if str(exam.exam_id) == exam_id), key=lambda exam: exam.at)
        for verdict, state, why in (
            ("passed", State.MET, N_("%(points)s 分，通过")),
            ("not_yet_scored", State.WAITING, N_("已交卷，待评卷和发布成绩")),
            ("failed", State.FAILED, N_("%(points)s 分，未通过，可以再考")),
        ):
            fitting = [exam for exam in tries if exam.verdict == verdict]
            if fitting:
                best = max(fitting, key=lambda exam: (exam.total or 0, exam.at))
                params = {"points": show(best.total)} if best.total is not None else {}
                link = ("attempt", str(best.attempt_id))
                since = best.at if state is State.MET else None
                return RequirementState(requirement, state, why, params, int(state is State.MET), 1, since, (), link)
        return RequirementState(requirement, State.OPEN, N_("还没有参加"), {}, 0, 1)
