"""What a release is: the event, the frozen result, the stages a candidate is told, what a release refuses."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from certify.results.domain.view import ResultView, Verdict
from foundation.errors import N_, NC_, Conflict


@dataclass(frozen=True, slots=True)
class ResultReleased:
    """News: an attempt's result is final and its candidate may see it."""

    attempt_id: UUID
    person_id: UUID
    exam_id: UUID
    exam_version_id: UUID
    sitting_id: UUID
    verdict: Verdict
    released_by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleasedResult:
    """A released result as it was frozen, with what it is about."""

    attempt_id: UUID
    person_id: UUID
    exam_id: UUID
    exam_version_id: UUID
    sitting_id: UUID
    form_id: UUID
    title: str
    title_en: str
    submitted_at: datetime
    released_at: datetime
    released_by: UUID | None
    run_number: int
    markers: frozenset[UUID]
    verdict: Verdict
    view: ResultView


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """Handed in, not released: nothing of its points may be known to the candidate."""

    attempt_id: UUID
    person_id: UUID
    exam_id: UUID
    exam_version_id: UUID
    sitting_id: UUID
    title: str
    title_en: str
    submitted_at: datetime
    is_marked: bool


class Stage(StrEnum):
    """What a candidate is told of a paper that was handed in."""

    MARKING = "marking"
    TO_BE_RELEASED = "to_be_released"
    RELEASED = "released"


STAGE_LABELS = {
    Stage.MARKING: N_("待评卷"),
    Stage.TO_BE_RELEASED: N_("待发布"),
    Stage.RELEASED: NC_("成绩", "已发布"),
}


class NotFullyScored(Conflict):
    """An open script can't be released; raised between dry run and release, when a mark was taken back."""

    message = N_("这份答卷还有题没有评完，不能发布")


class NothingToRelease(Conflict):
    """Every script is released already, or open."""

    message = N_("没有可以发布的成绩：都已发布，或还没评完")
