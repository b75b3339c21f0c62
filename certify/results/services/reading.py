"""What the packages above read of results: released ones with all their parts, and what is still on its way."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from certify.results import queries
from certify.results.domain import ReleasedResult, Verdict


def find_best_result(person_id: UUID, exam_id: UUID) -> ReleasedResult | None:
    """The person's best released result of an exam: a pass before a fail, then more points, then the earlier one."""
    results = queries.list_results(person_ids=[person_id], exam_id=exam_id)
    return max(results, key=_rank, default=None)


def _rank(result: ReleasedResult) -> tuple[bool, Decimal, float]:
    return result.verdict is Verdict.PASSED, result.view.points, -result.released_at.timestamp()


def list_results(person_ids: Iterable[UUID]) -> list[ReleasedResult]:
    """Every released result of these persons, oldest release first."""
    return queries.list_results(person_ids=person_ids)


def get_result(attempt_id: UUID) -> ReleasedResult:
    """The released result of an attempt as it was frozen; raises NotFound before the release."""
    return queries.get_result(attempt_id)


def find_result(attempt_id: UUID) -> ReleasedResult | None:
    """The same, or None."""
    return queries.find_result(attempt_id)
