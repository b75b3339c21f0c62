"""The release: each fully scored attempt of a sitting frozen and told.

One transaction an attempt: a long list holds no writer, and a release that was interrupted goes on where it stopped.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from certify.delivery.domain import NotSubmitted
from certify.delivery.services import HandedInLine, room
from certify.exams import services as exams
from certify.exams.services import Sitting
from certify.marking import services as marking
from certify.results.domain import (
    NotFullyScored,
    NothingToRelease,
    PartResult,
    ResultReleased,
    ResultView,
    Verdict,
)
from certify.results.models import TENANT, AreaResultRow, ExamResultRow, SectionResultRow
from certify.results.services.combining import Combined, sections_left, view_of
from certify.results.services.dry_runs import area_names, dry_run
from foundation import audit, events
from foundation.db import transaction
from people.domain import Actor


def release(actor: Actor, sitting_id: UUID, *, now: datetime) -> int:
    """Release everything that is fully scored; returns how many. What is open stays so; twice is once.

    Raises NothingToRelease.
    """
    run = dry_run(actor, sitting_id)
    n = sum(_release_one(actor, run.sitting, row.attempt, now) for row in run.rows if row.is_ready)
    if not n:
        raise NothingToRelease()
    return n


def _release_one(actor: Actor, sitting: Sitting, attempt: HandedInLine, now: datetime) -> bool:
    """Lock attempt and scripts, evaluate afresh, freeze, tell. False: somebody was faster, a mark was taken back, or
    the paper was reopened.
    """
    names = area_names()
    try:
        with transaction():
            room.close_to_reopening(attempt.attempt_id, now=now)
            marking.close_marking(attempt.attempt_id, now=now)
            scored = marking.find_scored(attempt.attempt_id)
            if scored is None or scored.open_positions:
                raise NotFullyScored()
            found = view_of(attempt, scored, names)
            view = found.view
            _freeze(actor, sitting, attempt, found, now)
            passed = view.verdict is Verdict.PASSED
            left = sections_left(attempt, found, now=now)
            exams.note_result(sitting.sitting_id, attempt.person_id, passed=passed, open_sections=left)
            events.record(_news(actor, sitting, attempt, view, now), now=now)
            audit.record(
                actor,
                "results.release",
                "attempt",
                attempt.attempt_id,
                now=now,
                verdict=view.verdict.value,
                points=str(view.points),
            )
    except (IntegrityError, NotFullyScored, NotSubmitted):
        return False
    return True


def _freeze(actor: Actor, sitting: Sitting, attempt: HandedInLine, found: Combined, now: datetime) -> None:
    form, view = found.form, found.view
    key = {"tenant_id": TENANT, "attempt_id": attempt.attempt_id, "number": 1}
    row = {
        "person_id": attempt.person_id,
        "exam_id": form.exam_id,
        "exam_version_id": form.exam_version_id,
        "sitting_id": sitting.sitting_id,
        "form_id": form.id,
        "title": form.title,
        "title_en": form.title_en or form.title,
        "submitted_at": attempt.submitted_at,
        "released_at": now,
        "released_by": actor.person_id,
        "run_number": found.scored.run_number,
        "markers": sorted(str(marker) for marker in found.markers),
        "points": view.points,
        "maximum": view.total.maximum,
        "required": view.total.required,
        "critical_wrong": view.critical_wrong,
        "critical_allowed": view.critical_allowed,
        "verdict": view.verdict.value,
    }
    with transaction() as session:
        session.execute(insert(ExamResultRow), [key | row])
        sections = [key | {"section": int(part.code)} | _part(part) | _from(part) for part in view.sections]
        session.execute(insert(SectionResultRow), sections)
        session.execute(insert(AreaResultRow), [key | {"area_code": part.code} | _part(part) for part in view.areas])


def _from(part: PartResult) -> dict[str, object]:
    earlier = part.earlier
    return {
        "from_attempt_id": earlier and earlier.attempt_id,
        "from_submitted_at": earlier and earlier.submitted_at,
    }


def _part(part: PartResult) -> dict[str, object]:
    share = part.share
    return {
        "title": part.title,
        "title_en": part.title_en,
        "points": share.points,
        "maximum": share.maximum,
        "required": share.required,
    }


def _news(actor: Actor, sitting: Sitting, attempt: HandedInLine, view: ResultView, now: datetime) -> ResultReleased:
    return ResultReleased(
        attempt_id=attempt.attempt_id,
        person_id=attempt.person_id,
        exam_id=sitting.exam_id,
        exam_version_id=sitting.exam_version_id,
        sitting_id=sitting.sitting_id,
        verdict=view.verdict,
        released_by=actor.person_id,
        at=now,
    )
