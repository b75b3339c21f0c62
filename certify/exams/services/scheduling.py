"""Sittings: plan, change, publish, withdraw, read out a code. Who sits them is `rosters`."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import (
    FormState,
    RoomRules,
    SittingBegan,
    SittingKind,
    SittingPlan,
    SittingPublished,
    SittingState,
    plan_problems,
    rules_from_json,
    rules_to_json,
)
from certify.exams.domain.room_rules import checked
from certify.exams.domain.safe_browser import QUIT_LENGTH, QUIT_LETTERS, with_secrets
from certify.exams.domain.views import Exam, ExamVersion, FormSummary, Sitting
from certify.exams.models import TENANT, SittingRow
from certify.exams.services.clashes import require_no_clash, require_room, require_room_to_the_end
from certify.exams.services.loading import exam_of, reach_sitting, sitting_of, summary_of
from certify.exams.services.publications import write_publication
from certify.exams.services.retakes import gate_of
from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.ids import new_id, new_token
from people import services as people
from people.domain import Actor, Permission
from question_bank.domain import Pool

CODE_DIGITS = 6
STAFF = (Permission.MANAGE_SITTINGS, Permission.INVIGILATE)


def new_code() -> str:
    """Six digits, the first not 0, for reading out in a room."""
    return str(10 ** (CODE_DIGITS - 1) + secrets.randbelow(9 * 10 ** (CODE_DIGITS - 1)))


def list_sittable(actor: Actor) -> list[Exam]:
    """The frozen versions that the actor can make sittings of: of exams in reach and of units above their own."""
    scopes = actor.scopes(Permission.MANAGE_SITTINGS)
    above = {scope[: at + 1] for scope in scopes for at, letter in enumerate(scope) if letter == "/"}
    return [exam_of(row) for row in queries.list_frozen_versions(above, scopes)]


def list_sittable_forms(actor: Actor, sitting_id: UUID) -> list[FormSummary]:
    """The frozen forms that a sitting can offer: those of its exam's version."""
    sitting = reach_sitting(actor, sitting_id)
    rows = queries.list_forms(sitting.exam_id)
    return [
        summary_of(form, version)
        for form, version in rows
        if version.id == sitting.exam_version_id and form.state == FormState.FROZEN
    ]


def create_sitting(
    actor: Actor,
    plan: SittingPlan,
    *,
    form_ids: Sequence[UUID] | None = None,
    now: datetime,
    sitting_id: UUID | None = None,
) -> UUID:
    """Plan a sitting, a draft with an access code. A version that draws from the practice pool makes a rehearsal.

    `form_ids` None: all frozen forms of the version. The same `sitting_id` twice makes one sitting. Raises Invalid.
    """
    unit = people.get_unit(plan.unit_id)
    unit_id, unit_path = unit.id, unit.path
    actor.require(Permission.MANAGE_SITTINGS, unit_path)
    version = _version_for(actor, plan, unit_path)
    chosen = _check(plan, version, form_ids, now)
    sitting_id = sitting_id or new_id()
    rehearsal = version.blueprint.pool is Pool.PRACTICE
    with transaction() as session:
        there = session.get(SittingRow, sitting_id)
        if there is not None:
            if there.created_by != actor.person_id:
                raise Conflict()
            return sitting_id
        row = SittingRow(
            id=sitting_id,
            tenant_id=TENANT,
            unit_id=unit_id,
            exam_version_id=version.id,
            kind=(SittingKind.REHEARSAL if rehearsal else SittingKind.SCORED).value,
            state=SittingState.DRAFT.value,
            access_code=new_code(),
            created_at=now,
            created_by=actor.person_id,
        )
        _fill(row, plan, chosen, version.blueprint.duration_minutes)
        require_room(row)
        session.add(row)
        audit.record(actor, "sittings.create", "sitting", sitting_id, now=now, title=row.title)
    return sitting_id


def _version_for(actor: Actor, plan: SittingPlan, unit_path: str) -> ExamVersion:
    """The version, if its exam belongs to the sitting's unit or above it: one unit's items are not sat in another,
    whoever plans it. Raises UnknownExam, or Invalid for a planner who sees the exam.
    """
    exam = exam_of(queries.get_exam_of_version(plan.exam_version_id))
    if unit_path.startswith(exam.unit_path):
        return exam.version
    if not actor.may(Permission.MANAGE_SITTINGS, exam.unit_path):
        raise queries.UnknownExam()
    raise Invalid(Problem(N_("这门考试属于别的单位，不能在这个单位安排场次"), field="exam_version_id"))


def _check(plan: SittingPlan, version: ExamVersion, form_ids: Sequence[UUID] | None, now: datetime) -> tuple[UUID, ...]:
    """The forms to be sat; raises Invalid with everything that is wrong with the plan."""
    problems = list(plan_problems(plan, version.blueprint.duration_minutes))
    frozen = queries.list_frozen_form_ids(version.id)
    chosen = tuple(form_id for form_id in frozen if form_ids is None or form_id in form_ids)
    if plan.closes_at <= now:
        problems.append(Problem(N_("结束时间已经过去"), field="closes_at"))
    if not frozen:
        problems.append(Problem(N_("这门考试还没有冻结的试卷"), field="exam_version_id"))
    elif not chosen:
        problems.append(Problem(N_("至少选一套试卷"), field="form_ids"))
    if problems:
        raise Invalid(*problems)
    return chosen


def _fill(row: SittingRow, plan: SittingPlan, form_ids: Sequence[UUID], duration_minutes: int) -> None:
    row.title, row.room = plan.title.strip(), plan.room.strip()
    row.opens_at, row.closes_at = plan.opens_at, plan.closes_at
    row.latest_entry_minutes = plan.latest_entry_minutes
    row.room_rules = rules_to_json(_with_quit_password(checked(plan.rules, duration_minutes)[0], row))
    row.form_ids = [str(form_id) for form_id in form_ids]


def _with_quit_password(rules: RoomRules, row: SittingRow) -> RoomRules:
    """A sitting in Safe Exam Browser has its own way out of it; once made, it stays, for it is part of the file."""
    former = rules_from_json(row.room_rules).safe_browser
    password = "".join(secrets.choice(QUIT_LETTERS) for _ in range(QUIT_LENGTH))
    return replace(rules, safe_browser=with_secrets(rules.safe_browser, former, password, new_token()))


def edit_sitting(
    actor: Actor, sitting_id: UUID, plan: SittingPlan, *, form_ids: Sequence[UUID] | None = None, now: datetime
) -> None:
    """Change a draft: title, window, room, forms (the roster's forms are spread anew). Unit and exam stay. Raises
    SittingPublished, Invalid.
    """
    sitting = reach_sitting(actor, sitting_id)
    version = exam_of(queries.get_exam_of_version(sitting.exam_version_id)).version
    chosen = _check(plan, version, form_ids, now)
    with transaction():
        row = queries.lock_sitting(sitting_id)
        if row.state == SittingState.PUBLISHED:
            raise SittingPublished()
        _fill(row, plan, chosen, version.blueprint.duration_minutes)
        require_room(row)
        entries = queries.list_entries(sitting_id)
        gate = gate_of(row, [entry.person_id for entry in entries])
        for entry in entries:
            entry.form_id = gate.form(entry.person_id, entry.number)
        audit.record(actor, "sittings.edit", "sitting", sitting_id, now=now)


def publish_sitting(actor: Actor, sitting_id: UUID, *, now: datetime) -> None:
    """Let the people on the roster see it; a second time changes nothing. What was changed since an earlier
    publishing is pushed to everyone who could see that. Raises Invalid: nobody on the roster, window over, a person or
    the room taken meanwhile.
    """
    reach_sitting(actor, sitting_id)
    with transaction():
        row = queries.lock_sitting(sitting_id)
        if row.state == SittingState.PUBLISHED:
            return
        entries = queries.list_entries(sitting_id)
        if not entries:
            raise Invalid(Problem(N_("名单还是空的，先加考生再发布")))
        if row.closes_at <= now:
            raise Invalid(Problem(N_("结束时间已经过去")))
        require_room(row)
        if row.kind == SittingKind.SCORED:
            person_ids = [entry.person_id for entry in entries]
            require_no_clash(row, person_ids)
            require_room_to_the_end(row, person_ids)
        row.state, row.published_at = SittingState.PUBLISHED.value, now
        write_publication(actor, row, now=now)
        audit.record(actor, "sittings.publish", "sitting", sitting_id, now=now, people=len(entries))


def withdraw_sitting(actor: Actor, sitting_id: UUID, *, now: datetime) -> None:
    """Take a published sitting back to draft, before it opens. Raises SittingBegan."""
    reach_sitting(actor, sitting_id)
    with transaction():
        row = queries.lock_sitting(sitting_id)
        if row.state == SittingState.DRAFT:
            return
        if now >= row.opens_at:
            raise SittingBegan(N_("场次已经开始，不能撤回"))
        row.state, row.published_at = SittingState.DRAFT.value, None
        audit.record(actor, "sittings.withdraw", "sitting", sitting_id, now=now)


def regenerate_code(actor: Actor, sitting_id: UUID, *, now: datetime) -> str:
    """A new access code; the old one opens nothing any more. Whoever has started goes on."""
    reach_sitting(actor, sitting_id)
    with transaction():
        row = queries.lock_sitting(sitting_id)
        row.access_code = new_code()
        audit.record(actor, "sittings.new_code", "sitting", sitting_id, now=now)
        return row.access_code


def show_sitting(actor: Actor, sitting_id: UUID, *permissions: Permission) -> Sitting:
    """The sitting for those who hold one of the permissions (by default: manage or watch it); raises UnknownSitting
    outside the actor's reach.
    """
    return reach_sitting(actor, sitting_id, *(permissions or STAFF))


def hold_sitting(sitting_id: UUID, *, alone: bool = False) -> None:
    """Keep a sitting's row in the current transaction: shared by those who start, alone for an act on the whole room,
    so that nobody starts beside it unseen. SQLite has one writer anyhow.
    """
    queries.hold_sitting(sitting_id, alone=alone)


def list_sittings(actor: Actor, *permissions: Permission, closing_after: datetime | None = None) -> list[Sitting]:
    """The sittings of the units on which the actor holds one of the permissions (by default: manages or watches
    sittings), the latest opening first.
    """
    scopes = {scope for permission in permissions or STAFF for scope in actor.scopes(permission)}
    return [sitting_of(row) for row in queries.list_sittings(tuple(sorted(scopes)), closing_after=closing_after)]


def get_sitting(sitting_id: UUID) -> Sitting:
    """A sitting for the packages above; the caller checks that the actor may. Raises UnknownSitting."""
    return sitting_of(queries.get_sitting(sitting_id))


def list_scored_ids(exam_id: UUID) -> list[UUID]:
    """Every scored sitting of an exam, for the packages above."""
    return queries.list_scored_ids(exam_id)
