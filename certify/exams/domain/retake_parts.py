"""A further try at the failed sections only: which, for how long, and when an exam may ask for that. Pure.

What of the earlier results counts beside such a try is results' business; here stands only what is sat.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from certify.exams.domain.blueprint import ZERO, ExamBlueprint, Section
from certify.exams.domain.retakes import NotYet, PastTry, RetakePolicy, RetakeScope
from foundation.errors import N_, Problem
from foundation.score import hundredths

NOT_RELEASED = N_("%(on)s 那次的成绩还没有发布，发布后才知道要考哪些大题")


class PartTime(StrEnum):
    """Where the time of a part comes from: the sections' own minutes, a share of the exam's, some of both."""

    OWN = "own"
    SHARE = "share"
    BOTH = "both"


TIME_RULES = {
    PartTime.OWN: N_("这是这些大题自己的时间。"),
    PartTime.SHARE: N_("按这些大题占全卷分值的比例计算，向上取整到分钟。"),
    PartTime.BOTH: N_("单独计时的大题用自己的时间，其余按分值比例分共用的时间，向上取整到分钟。"),
}


@dataclass(frozen=True, slots=True)
class RetakePart:
    """What is sat of the paper: the sections, after which try, for how many minutes and why as many."""

    sections: tuple[int, ...]
    since: date
    minutes: int
    time: PartTime

    @property
    def time_rule(self) -> str:
        """Why as many minutes, a msgid."""
        return TIME_RULES[self.time]


def part_problems(blueprint: ExamBlueprint) -> Iterator[Problem]:
    """Why this exam can't ask for the failed sections only."""
    policy, sections = blueprint.retakes, blueprint.sections
    if policy is None or policy.scope is not RetakeScope.FAILED:
        return
    if not _has_minima(blueprint):
        yield Problem(N_("只考没有通过的大题，要先给大题或模块定最低分：不然看不出哪个大题没有通过"), field="scope")
    if len(sections) == 1:
        yield Problem(N_("只有一个大题，不能只考没有通过的大题"), field="scope")
    if policy.max_attempts == 1:
        yield Problem(N_("最多考 1 次，就没有再考，不能只考没有通过的大题"), field="scope")


def _has_minima(blueprint: ExamBlueprint) -> bool:
    rule = blueprint.pass_rule
    of_areas = (rule.area_minimum_percent, *(each.percent for each in rule.area_minima))
    of_sections = (value for each in blueprint.sections for value in (each.minimum_percent, each.minimum_points))
    return any(of_areas) or any(of_sections)


def awaits_result(policy: RetakePolicy | None, past: Sequence[PastTry]) -> NotYet | None:
    """The last try's result is not out, so nobody can say which sections are to be sat."""
    last = _last(past)
    if policy is None or policy.scope is not RetakeScope.FAILED or last is None or last.passed is not None:
        return None
    return NotYet(NOT_RELEASED, {"on": last.on.isoformat()}, None)


def part_to_sit(blueprint: ExamBlueprint, version_id: UUID, past: Sequence[PastTry]) -> RetakePart | None:
    """The failed sections of the last try at this very version; None: the whole paper (a first try, one after a pass,
    one at another version, or one that missed no section by itself).
    """
    last = _last(past)
    policy = blueprint.retakes
    if policy is None or policy.scope is not RetakeScope.FAILED or last is None:
        return None
    if last.passed is not False or last.version_id != version_id or not last.open_sections:
        return None
    return RetakePart(last.open_sections, last.on, *part_minutes(blueprint, last.open_sections))


def part_minutes(blueprint: ExamBlueprint, numbers: Collection[int]) -> tuple[int, PartTime]:
    """How long these sections take: their own minutes and the breaks between them; where sections share time, as large
    a share of it as their points are of the points that share it, in whole minutes, rounded up.
    """
    chosen = [section for number, section in enumerate(blueprint.sections, 1) if number in numbers]
    breaks = sum(section.break_minutes for section in chosen[:-1])
    own = [section.minutes for section in chosen if section.minutes is not None]
    if len(own) == len(chosen):
        return sum(own) + breaks, PartTime.OWN
    rest = blueprint.duration_minutes - sum((each.minutes or 0) + each.break_minutes for each in blueprint.sections)
    share = _points(section for section in chosen if section.minutes is None)
    whole = _points(section for section in blueprint.sections if section.minutes is None)
    shared = max(1, -(-rest * share // whole)) if whole else rest
    return sum(own) + breaks + shared, PartTime.BOTH if own else PartTime.SHARE


def _points(sections: Iterable[Section]) -> int:
    return hundredths(sum((section.total for section in sections), ZERO))


def _last(past: Sequence[PastTry]) -> PastTry | None:
    """Of one day the later one; they come in the order of their starts."""
    return sorted(past, key=lambda each: each.on)[-1] if past else None
