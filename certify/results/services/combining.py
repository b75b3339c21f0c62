"""What an attempt's points mean beside the person's earlier tries, where the exam lets failed sections be sat alone.

The result that counted before is found anew from what is released; its sections say which try each comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from certify.delivery.services import HandedInLine
from certify.exams import services as exams
from certify.exams.domain import ExamForm
from certify.exams.domain.retakes import ResultRule, RetakeScope
from certify.marking import services as marking
from certify.marking.domain import ScoredAttempt
from certify.results import queries
from certify.results.domain import (
    AreaNames,
    Earlier,
    Piece,
    ReleasedResult,
    ResultView,
    Verdict,
    evaluate,
    kept_sections,
    rank_of,
    still_open,
)
from certify.results.services.reading import rank

Sources = Mapping[int, Earlier]  # section → the try that its points come from


@dataclass(frozen=True, slots=True)
class Combined:
    """What an attempt means: the whole form, its own outcomes, the pieces kept from earlier tries, the view of all."""

    form: ExamForm
    scored: ScoredAttempt
    view: ResultView
    pieces: dict[int, Piece] = field(default_factory=dict)

    @property
    def markers(self) -> frozenset[UUID]:
        """Everyone whose points count, in this try and in what is kept from others."""
        kept = (
            each
            for number, piece in self.pieces.items()
            for each in (piece.outcomes.get(slot.position) for slot in piece.form.slots if slot.section == number)
        )
        return self.scored.markers | {each.marker_id for each in kept if each and each.marker_id}


def view_of(attempt: HandedInLine, scored: ScoredAttempt, names: AreaNames) -> Combined:
    """The attempt's own points where the whole paper was sat, else combined with what counted before."""
    form = exams.get_form(attempt.form_id)
    pieces = _pieces(attempt, form, scored, names) if attempt.parts is not None else {}
    return Combined(form, scored, evaluate(form, scored.outcomes, names, kept=pieces), pieces)


def _pieces(attempt: HandedInLine, form: ExamForm, scored: ScoredAttempt, names: AreaNames) -> dict[int, Piece]:
    before = _counting_before(attempt, form)
    if before is None:
        return {}
    mine = {int(part.code): part.share for part in evaluate(form, scored.outcomes, names).sections}
    theirs = {int(part.code): part.share for part in before.view.sections}
    kept = kept_sections(attempt.parts or (), mine, theirs, _rule(form))
    return _load({number: source for number, source in _sources(before).items() if number in kept})


def _rule(form: ExamForm) -> ResultRule:
    return form.retakes.result_rule if form.retakes else ResultRule.BEST


def _sources(result: ReleasedResult) -> Sources:
    own = Earlier(result.attempt_id, result.submitted_at)
    return {int(part.code): part.earlier or own for part in result.view.sections}


def _load(sources: Sources) -> dict[int, Piece]:
    found: dict[UUID, tuple[ExamForm, ScoredAttempt]] = {}
    for attempt_id in {source.attempt_id for source in sources.values()}:
        result = queries.get_result(attempt_id)
        scored = marking.find_scored(attempt_id, result.run_number)
        assert scored is not None  # a released result names its run
        found[attempt_id] = exams.get_form(result.form_id), scored
    return {
        number: Piece(source, found[source.attempt_id][0], found[source.attempt_id][1].outcomes)
        for number, source in sources.items()
    }


def _counting_before(attempt: HandedInLine, form: ExamForm) -> ReleasedResult | None:
    """The result that counted when this attempt was sat: of this version, since the last pass."""
    results = queries.list_results(person_ids=[attempt.person_id], exam_id=form.exam_id)
    earlier = sorted((r for r in results if r.submitted_at < attempt.submitted_at), key=lambda r: r.submitted_at)
    passes = [at for at, result in enumerate(earlier, 1) if result.verdict is Verdict.PASSED]
    row = [result for result in earlier[max(passes, default=0) :] if result.exam_version_id == form.exam_version_id]
    if _rule(form) is ResultRule.LAST:
        return row[-1] if row else None
    return max(row, key=rank, default=None)


def sections_left(attempt: HandedInLine, found: Combined, *, now: datetime) -> tuple[int, ...]:
    """What the result that counts, once this one is released, leaves to be sat; () stands for the whole paper."""
    form, view = found.form, found.view
    if form.retakes is None or form.retakes.scope is not RetakeScope.FAILED or view.verdict is not Verdict.FAILED:
        return ()
    before = _counting_before(attempt, form) if _rule(form) is ResultRule.BEST else None
    if before is None or rank(before) < rank_of(view.verdict, view.points, now.timestamp()):
        return still_open(form, found.scored.outcomes, view, found.pieces)
    return still_open(form, {}, before.view, _load(_sources(before)))
