"""Starting an attempt (rule 1): checked, timed and frozen by the server; a second start returns the same attempt."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from certify.delivery import queries
from certify.delivery.domain import (
    Attempt,
    AttemptState,
    Terms,
    deadline,
    start_or_resume,
)
from certify.delivery.domain.opening import UNKNOWN_ARRIVAL
from certify.delivery.domain.room import IncidentKind
from certify.delivery.domain.safe_browser import Proof
from certify.delivery.domain.sections import given, plan, windows_to_json
from certify.delivery.models import TENANT, AttemptRow
from certify.delivery.services.papers import times_of
from certify.delivery.services.room.door import arrival_of
from certify.delivery.services.room.presence import MAX_ADDRESS, Seen, heard
from certify.delivery.services.room.record import REFUSALS, note_refusal
from certify.exams import services as exams
from certify.exams.domain import SittingView
from foundation import audit
from foundation.db import transaction
from foundation.ids import new_id
from foundation.ready import Ready
from people import services as people
from people.domain import Actor, Permission

SEED_BITS = 62
_ADD = Ready(
    lambda: insert(AttemptRow),
    (
        *("tenant_id", "id", "sitting_id", "person_id", "form_id", "number", "seed", "state", "epoch", "section_locks"),
        "section_windows",
        *("started_at", "duration_seconds", "window_end_at", "factor_percent", "grace_seconds", "deadline_at"),
        *("deadline_version", "holder_name", "holder_login", "holder_phone", "holder_unit_path", "holder_unit_name"),
        *("holder_post", "earliest_leave_at", "take_over_consent", "paused_at", "paused_with_room", "parts"),
    ),
)


def start_attempt(
    actor: Actor,
    sitting_id: UUID,
    *,
    access_code: str | None,
    now: datetime,
    address: str | None = None,
    browser: Proof = Proof.NONE,
) -> UUID:
    """The candidate's attempt at a sitting: the running one, or a new one. Raises what `start_or_resume` raises; a
    refusal that the invigilator can lift is told to them. While everyone is paused, a new attempt begins paused.
    """
    person_id = actor.require_person()
    actor.require_anywhere(Permission.SIT_EXAMS)
    sitting = exams.sitting_for_candidate(person_id, sitting_id)
    existing = _existing(sitting_id, person_id)
    arrival = UNKNOWN_ARRIVAL if existing else replace(arrival_of(sitting_id, person_id, address), browser=browser)
    try:
        running = start_or_resume(existing, sitting, now, access_code, arrival)
    except tuple(REFUSALS) as refusal:
        note_refusal(actor, sitting_id, refusal, address=address, now=now)
        raise
    if running is not None:
        return running.id
    sitting = exams.admit_again(sitting, now=now)  # the retake policy, and a paper that repeats nothing
    exams.get_form(sitting.form_id)  # read into this process before the transaction
    try:
        with transaction():
            attempt_id = new_id()
            exams.hold_sitting(sitting_id)  # an act on everyone comes wholly before or wholly after
            _ADD.run(id=attempt_id, **_new_row(actor, sitting, now))
            exams.note_start(sitting, now=now)
            audit.record(actor, "delivery.start", "attempt", attempt_id, now=now, sitting=str(sitting_id))
        if address:
            heard(Seen(attempt_id, address[:MAX_ADDRESS], now))
        return attempt_id
    except IntegrityError:  # two starts at once: the other one made it
        found = _existing(sitting_id, person_id)
        if found is None:
            raise
        return found.id


def _existing(sitting_id: UUID, person_id: UUID) -> Attempt | None:
    row = queries.find_latest(sitting_id, person_id)
    return queries.domain_attempt(row) if row else None


def _new_row(actor: Actor, sitting: SittingView, now: datetime) -> dict[str, Any]:
    holder = people.get_holder(actor.require_person())
    terms = Terms(now, timedelta(seconds=sitting.duration_seconds), sitting.closes_at, sitting.time_factor)
    pause = queries.find_room_pause(sitting.sitting_id)
    is_paused = pause is not None and pause.kind == IncidentKind.PAUSED.value
    granted = [queries.adjustment(row) for row in queries.list_adjustments(sitting.sitting_id)]
    until = deadline(terms, granted)
    times = times_of(exams.get_form(sitting.form_id, sitting.part.sections if sitting.part else None))
    windows = plan(times, now, terms.duration, terms.factor)
    return {
        "tenant_id": TENANT,
        "sitting_id": sitting.sitting_id,
        "person_id": holder.person_id,
        "form_id": sitting.form_id,
        "parts": sitting.part and list(sitting.part.sections),
        "number": 1,
        "seed": secrets.randbits(SEED_BITS),
        "state": (AttemptState.PAUSED if is_paused else AttemptState.IN_PROGRESS).value,
        "paused_at": now if is_paused else None,
        "paused_with_room": is_paused,
        "earliest_leave_at": sitting.earliest_leave_at,
        "take_over_consent": sitting.rules.take_over_consent,
        "epoch": 1,
        "section_locks": {},
        "section_windows": windows_to_json(given(windows, frozenset(), now, until - deadline(terms))),
        "deadline_version": 1,
        "started_at": now,
        "duration_seconds": sitting.duration_seconds,
        "window_end_at": sitting.closes_at,
        "factor_percent": int(sitting.time_factor * 100),
        "grace_seconds": sitting.grace_seconds,
        "deadline_at": until,
        "holder_name": holder.name,
        "holder_login": holder.login,
        "holder_phone": holder.phone,
        "holder_unit_path": holder.unit_path,
        "holder_unit_name": holder.unit_names,
        "holder_post": holder.job_role,
    }
