"""What the packages above read of results: released ones with all their parts, and what is still on its way."""

from collections.abc import Iterable
from uuid import UUID

from certify.exams import services as exams
from certify.exams.domain.retakes import ResultRule
from certify.results import queries
from certify.results.domain import ReleasedResult, rank_of


def find_best_result(person_id: UUID, exam_id: UUID) -> ReleasedResult | None:
    """The released result of an exam that counts: by the exam's rule the last one, or the best (a pass before a fail,
    then more points, then the earlier one).
    """
    results = _counting(queries.list_results(person_ids=[person_id], exam_id=exam_id))
    return max(results, key=rank, default=None)


def list_counting(person_ids: Iterable[UUID]) -> list[ReleasedResult]:
    """Released results of these persons without those that a later try has replaced by the exam's rule."""
    return _counting(queries.list_results(person_ids=person_ids))


def _counting(results: Iterable[ReleasedResult]) -> list[ReleasedResult]:
    """Where the newest paper's policy says "the last one", only that one of a person stays."""
    found = list(results)
    newest: dict[tuple[UUID, UUID], ReleasedResult] = {}
    for each in sorted(found, key=lambda each: each.submitted_at):
        newest[each.person_id, each.exam_id] = each
    last_only = {key for key, each in newest.items() if _takes_the_last(each)}
    return [each for each in found if (key := (each.person_id, each.exam_id)) not in last_only or newest[key] is each]


def _takes_the_last(result: ReleasedResult) -> bool:
    policy = exams.get_form(result.form_id).retakes
    return policy is not None and policy.result_rule is ResultRule.LAST


def rank(result: ReleasedResult) -> tuple[bool, object, float]:
    """Which of two results is better."""
    return rank_of(result.verdict, result.view.points, result.released_at.timestamp())


def list_results(person_ids: Iterable[UUID]) -> list[ReleasedResult]:
    """Every released result of these persons, oldest release first."""
    return queries.list_results(person_ids=person_ids)


def get_result(attempt_id: UUID) -> ReleasedResult:
    """The released result of an attempt as it was frozen; raises NotFound before the release."""
    return queries.get_result(attempt_id)


def find_result(attempt_id: UUID) -> ReleasedResult | None:
    """The same, or None."""
    return queries.find_result(attempt_id)
