"""From slots to a result: sums by section and by content area, minima, critical items. Exact and pure."""

from collections.abc import Mapping
from dataclasses import replace

from certify.exams.domain import ExamForm, FormSection, PassRule, Slot
from certify.marking.domain import SlotOutcome
from certify.results.domain.shares import Share, required_of_percent, required_of_points, share_of
from certify.results.domain.view import PartResult, ResultView
from question_bank.domain import OutcomeStatus

AreaNames = Mapping[str, tuple[str, str]]  # code → zh, en


def evaluate(
    form: ExamForm, outcomes: Mapping[int, SlotOutcome], area_names: AreaNames, pass_rule: PassRule | None = None
) -> ResultView:
    """What the outcomes (by position) mean under the form's pass rule, or under another one.

    A slot without an outcome is open, as one that waits for a marker is.
    """
    rule = pass_rule or form.pass_rule
    total = _share(form.slots, outcomes)
    return ResultView(
        total=replace(total, required=required_of_points(rule.total_at_least, form.total, total.maximum)),
        sections=tuple(_section(form, section, outcomes) for section in form.sections),
        areas=tuple(_area(form, code, outcomes, area_names, rule) for code in form.area_totals),
        critical_wrong=sum(is_wrong(slot, outcomes.get(slot.position)) for slot in form.slots if slot.critical),
        critical_allowed=rule.critical_wrong_at_most,
    )


def _share(slots: tuple[Slot, ...], outcomes: Mapping[int, SlotOutcome]) -> Share:
    return share_of((slot.points, outcomes.get(slot.position)) for slot in slots)


def _section(form: ExamForm, section: FormSection, outcomes: Mapping[int, SlotOutcome]) -> PartResult:
    share = _share(form.slots_of(section), outcomes)
    lines = []
    if section.minimum_percent is not None:
        lines.append(required_of_percent(section.minimum_percent, share.maximum))
    if section.minimum_points is not None:
        lines.append(required_of_points(section.minimum_points, section.points, share.maximum))
    share = replace(share, required=max(lines, default=None))
    return PartResult(str(section.number), section.title, section.title_en or section.title, share)


def _area(
    form: ExamForm, code: str, outcomes: Mapping[int, SlotOutcome], names: AreaNames, rule: PassRule
) -> PartResult:
    share = _share(tuple(slot for slot in form.slots if slot.area_code == code), outcomes)
    percent = rule.percent_of(code)
    if percent is not None:
        share = replace(share, required=required_of_percent(percent, share.maximum))
    title, title_en = names.get(code, (code, code))
    return PartResult(code, title, title_en, share)


def is_wrong(slot: Slot, outcome: SlotOutcome | None) -> bool:
    """A critical item counts as wrong unless it earned all its points; where a person gives them, at least half.

    What is open or withdrawn is not wrong.
    """
    if outcome is None or outcome.points is None or outcome.status is OutcomeStatus.WITHDRAWN:
        return False
    needed = slot.points / 2 if outcome.by_marker else slot.points
    return outcome.points < needed
