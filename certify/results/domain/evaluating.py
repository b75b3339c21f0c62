"""From slots to a result: sums by section and by content area, minima, critical items. Exact and pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from certify.exams.domain import ExamForm, FormSection, PassRule, Slot
from certify.marking.domain import SlotOutcome
from certify.results.domain.shares import Share, required_of_percent, required_of_points, share_of
from certify.results.domain.view import Earlier, PartResult, ResultView
from question_bank.domain import OutcomeStatus

AreaNames = Mapping[str, tuple[str, str]]  # code → zh, en
Pairs = tuple[tuple[Slot, SlotOutcome | None], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A section whose points were kept from an earlier try: which, with its own paper and outcomes."""

    earlier: Earlier
    form: ExamForm
    outcomes: Mapping[int, SlotOutcome]


Pieces = Mapping[int, Piece]
NOTHING_KEPT: Pieces = MappingProxyType({})


def pairs_of(form: ExamForm, outcomes: Mapping[int, SlotOutcome], kept: Pieces = NOTHING_KEPT) -> dict[int, Pairs]:
    """Section → its slots with what became of them, from this try or from the one that they are kept from."""

    def pairs(section: FormSection) -> Pairs:
        piece = kept.get(section.number)
        paper, found = (piece.form, piece.outcomes) if piece else (form, outcomes)
        slots = (slot for slot in paper.slots if slot.section == section.number)
        return tuple((slot, found.get(slot.position)) for slot in slots)

    return {section.number: pairs(section) for section in form.sections}


def evaluate(
    form: ExamForm,
    outcomes: Mapping[int, SlotOutcome],
    area_names: AreaNames,
    pass_rule: PassRule | None = None,
    kept: Pieces = NOTHING_KEPT,
) -> ResultView:
    """What the outcomes (by position) mean under the form's pass rule, or under another one.

    A slot without an outcome is open, as one that waits for a marker is; so is a section that was not sat, unless its
    points are `kept` from an earlier try at the same version.
    """
    rule = pass_rule or form.pass_rule
    by_section = pairs_of(form, outcomes, kept)
    every = tuple(pair for pairs in by_section.values() for pair in pairs)
    total = _share(every)
    return ResultView(
        total=replace(total, required=required_of_points(rule.total_at_least, form.total, total.maximum)),
        sections=tuple(_section(section, by_section[section.number], kept) for section in form.sections),
        areas=tuple(_area(code, every, area_names, rule) for code in sorted({slot.area_code for slot, _o in every})),
        critical_wrong=sum(is_wrong(slot, outcome) for slot, outcome in every if slot.critical),
        critical_allowed=rule.critical_wrong_at_most,
    )


def _share(pairs: Pairs) -> Share:
    return share_of((slot.points, outcome) for slot, outcome in pairs)


def _section(section: FormSection, pairs: Pairs, kept: Pieces) -> PartResult:
    share = _share(pairs)
    lines = []
    if section.minimum_percent is not None:
        lines.append(required_of_percent(section.minimum_percent, share.maximum))
    if section.minimum_points is not None:
        lines.append(required_of_points(section.minimum_points, section.points, share.maximum))
    share = replace(share, required=max(lines, default=None))
    piece = kept.get(section.number)
    names = section.title, section.title_en or section.title
    return PartResult(str(section.number), *names, share, piece.earlier if piece else None)


def _area(code: str, every: Pairs, names: AreaNames, rule: PassRule) -> PartResult:
    share = _share(tuple((slot, outcome) for slot, outcome in every if slot.area_code == code))
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
