"""A try at some sections only: which points are kept from earlier tries, and which sections a result leaves to be sat.

Unsat is neither blank nor zero: a section that was not sat keeps the points that counted before. One that was sat again
counts by the exam's rule, the best or the last.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from certify.exams.domain import ExamForm
from certify.exams.domain.retakes import ResultRule
from certify.marking.domain import SlotOutcome
from certify.results.domain.evaluating import NOTHING_KEPT, Pairs, Pieces, is_wrong, pairs_of
from certify.results.domain.shares import Share
from certify.results.domain.view import ResultView, Verdict
from question_bank.domain import OutcomeStatus


def rank_of(verdict: Verdict, points: Decimal, moment: float) -> tuple[bool, Decimal, float]:
    """Which result is better: a pass before a fail, then more points, then the earlier one."""
    return verdict is Verdict.PASSED, points, -moment


def kept_sections(
    sat: Collection[int], mine: Mapping[int, Share], before: Mapping[int, Share], rule: ResultRule
) -> frozenset[int]:
    """The sections whose points come from before: all that were not sat, and by the best rule those that were better.

    Shares are compared as shares, exactly: items that were withdrawn change a section's maximum.
    """
    return frozenset(
        number
        for number in before
        if number not in sat or (rule is ResultRule.BEST and _is_better(before[number], mine[number]))
    )


def _is_better(one: Share, other: Share) -> bool:
    return not other.n_open and one.points * other.maximum > other.points * one.maximum


def still_open(
    form: ExamForm, outcomes: Mapping[int, SlotOutcome], view: ResultView, kept: Pieces = NOTHING_KEPT
) -> tuple[int, ...]:
    """The sections that a failed result leaves to be sat: their own minimum is missed; they lost points in an area that
    misses its minimum; they hold a wrong critical item and too many are wrong. () stands for the whole paper: a pass,
    a total that is missed though each section by itself is not, or all sections.
    """
    if view.verdict is not Verdict.FAILED:
        return ()
    missed = {int(part.code) for part in view.sections if part.share.is_met is False}
    areas = {part.code for part in view.areas if part.share.is_met is False}
    too_many = view.critical_allowed is not None and view.critical_wrong > view.critical_allowed
    for number, pairs in pairs_of(form, outcomes, kept).items():
        if _lost_in(pairs, areas) or (too_many and any(slot.critical and is_wrong(slot, o) for slot, o in pairs)):
            missed.add(number)
    return () if len(missed) == len(form.sections) else tuple(sorted(missed))


def _lost_in(pairs: Pairs, areas: Collection[str]) -> bool:
    return any(
        slot.area_code in areas and outcome is not None and outcome.points is not None and outcome.points < slot.points
        for slot, outcome in pairs
        if outcome is None or outcome.status is not OutcomeStatus.WITHDRAWN
    )
