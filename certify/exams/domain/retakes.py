"""Sitting an exam again: how often, after how long, with which paper, and which result counts. Pure and told the day.

The policy stands in the blueprint and is frozen with it; an exam without one sets no limit. What a person has sat
before is given as it stands on the rosters. A pass ends a row of tries and begins a new one.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from foundation.errors import N_, Conflict, Problem

MOST_ATTEMPTS, MOST_DAYS, MOST_STEPS = 50, 3650, 10


class NoRepeat(StrEnum):
    """What a further try must not show again: nothing is asked, the same form, or any item seen before in any exam."""

    OFF = "off"
    FORMS = "forms"
    ITEMS = "items"


class RetakeScope(StrEnum):
    """What a further try is about: the whole paper, or only the sections that were not passed (`retake_parts`)."""

    WHOLE = "whole"
    FAILED = "failed_sections"


class ResultRule(StrEnum):
    """Which of several released results counts."""

    BEST = "best"
    LAST = "last"


NO_REPEAT_LABELS = {
    NoRepeat.OFF: N_("不要求"),
    NoRepeat.FORMS: N_("换一套试卷"),
    NoRepeat.ITEMS: N_("没有一道考过的题"),
}
SCOPE_LABELS = {RetakeScope.WHOLE: N_("整张试卷"), RetakeScope.FAILED: N_("只考没有通过的大题")}
RESULT_RULE_LABELS = {ResultRule.BEST: N_("取最好的一次"), ResultRule.LAST: N_("取最后一次")}


@dataclass(frozen=True, slots=True)
class RetakePolicy:
    """`cooldown_days`: after the first failed try, the second …, the last step repeats. None and () set no limit.

    `may_repeat`: where no fresh paper is left, the one with the fewest seen items is given instead of refusing.
    """

    max_attempts: int | None = None
    cooldown_days: tuple[int, ...] = ()
    after_pass_days: int | None = None
    no_repeat: NoRepeat = NoRepeat.OFF
    may_repeat: bool = False
    result_rule: ResultRule = ResultRule.BEST
    scope: RetakeScope = RetakeScope.WHOLE

    @property
    def is_limit(self) -> bool:
        """Anything but the defaults."""
        return self != RetakePolicy()


@dataclass(frozen=True, slots=True)
class PastTry:
    """A try at the exam: on which day it was started, with which form; None while its result is not released.

    `open_sections`: what the result that counts since then leaves to be sat, of that version; () is the whole paper.
    """

    on: date
    form_id: UUID
    passed: bool | None = None
    version_id: UUID | None = None
    open_sections: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NotYet:
    """Why a person may not sit the exam (on that day), and from which day on; None: not again at all."""

    text: str
    params: dict[str, Any]
    from_day: date | None


USED_UP = N_("已经考过 %(n)s 次，最多 %(most)s 次，不能再考")
COOLING = N_("第 %(n)s 次没有通过，%(day)s 起可以再考")
PASSED = N_("%(on)s 已经通过，%(day)s 起可以再考")


class NotYetAgain(Conflict):
    """The retake policy says not yet; the day from which one may is in the text."""

    message = N_("现在还不能再考这门考试")

    def __init__(self, why: NotYet) -> None:
        self.from_day = why.from_day
        super().__init__(why.text, **why.params)


class NoFreshPaper(Conflict):
    """Every form of the sitting shows what the person has seen."""

    message = N_("这个场次没有你没考过的试卷，请联系考务员安排另一套")


def policy_problems(policy: RetakePolicy) -> tuple[Problem, ...]:
    """Values that make no sense."""
    found = []
    if policy.max_attempts is not None and not 1 <= policy.max_attempts <= MOST_ATTEMPTS:
        found.append(Problem(N_("最多考的次数是 1 到 %(n)s"), {"n": MOST_ATTEMPTS}, field="max_attempts"))
    days = policy.cooldown_days
    if len(days) > MOST_STEPS or any(not 0 <= each <= MOST_DAYS for each in days):
        params = {"n": MOST_DAYS, "steps": MOST_STEPS}
        found.append(Problem(N_("间隔最多 %(steps)s 档，每档 0 到 %(n)s 天"), params, field="cooldown_days"))
    elif any(later < earlier for earlier, later in pairwise(days)):
        found.append(Problem(N_("间隔一档比一档长，例如 1, 7, 30"), field="cooldown_days"))
    if policy.after_pass_days is not None and not 0 <= policy.after_pass_days <= MOST_DAYS:
        found.append(Problem(N_("天数在 0 和 %(n)s 之间"), {"n": MOST_DAYS}, field="after_pass_days"))
    return tuple(found)


def not_yet(policy: RetakePolicy | None, past: Sequence[PastTry], day: date) -> NotYet | None:
    """Why the person may not sit on that day; None: they may. A try whose result is not out counts as used."""
    tries = sorted(past, key=lambda each: each.on)
    if policy is None or not tries:
        return None
    last = tries[-1]
    if last.passed:
        return _after_a_pass(policy, last, day)
    n = next((at for at, each in enumerate(reversed(tries)) if each.passed), len(tries))
    if policy.max_attempts is not None and n >= policy.max_attempts:
        return NotYet(USED_UP, {"n": n, "most": policy.max_attempts}, None)
    if not policy.cooldown_days:
        return None
    from_day = last.on + timedelta(days=policy.cooldown_days[min(n, len(policy.cooldown_days)) - 1])
    return NotYet(COOLING, {"n": n, "day": from_day.isoformat()}, from_day) if day < from_day else None


def _after_a_pass(policy: RetakePolicy, last: PastTry, day: date) -> NotYet | None:
    if policy.after_pass_days is None:
        return None
    from_day = last.on + timedelta(days=policy.after_pass_days)
    if day >= from_day:
        return None
    return NotYet(PASSED, {"on": last.on.isoformat(), "day": from_day.isoformat()}, from_day)


def fresh_form(
    policy: RetakePolicy | None,
    offered: Sequence[UUID],
    seen: Set[UUID],
    items_of: Mapping[UUID, Set[UUID]],
) -> UUID | None:
    """The first of the offered forms (in the order of preference) that repeats nothing; None where there is none.

    `seen`: the forms with which the person began a scored sitting. `items_of` names the items of offered and seen
    forms; it is needed only where the policy asks for fresh papers.
    """
    if policy is None or policy.no_repeat is NoRepeat.OFF or not seen:
        return offered[0]
    seen_items = frozenset[UUID]().union(*(items_of[form_id] for form_id in seen))
    if policy.no_repeat is NoRepeat.FORMS:
        fresh = [form_id for form_id in offered if form_id not in seen]
    else:
        fresh = [form_id for form_id in offered if not items_of[form_id] & seen_items]
    if fresh:
        return fresh[0]
    return min(offered, key=lambda form_id: len(items_of[form_id] & seen_items)) if policy.may_repeat else None
