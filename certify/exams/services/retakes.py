"""The retake policy at work: below the roster and below the start, and as a reason on the candidate's page.

What was sat before stands on the rosters: delivery tells when somebody begins, results tell how it ended.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from certify.exams import queries
from certify.exams.domain import SittingKind, SittingView, form_at
from certify.exams.domain.retake_parts import awaits_result, part_to_sit
from certify.exams.domain.retakes import (
    COOLING,
    PASSED,
    USED_UP,
    NoFreshPaper,
    NoRepeat,
    NotYet,
    NotYetAgain,
    PastTry,
    RetakePolicy,
    RetakeScope,
    fresh_form,
    not_yet,
)
from certify.exams.models import SittingRow
from certify.exams.services.blueprints import load_version
from certify.exams.services.papers import get_form
from foundation.calendar import local_day
from foundation.errors import N_, Problem

Tries = Mapping[UUID, tuple[PastTry, ...]]
Seen = Mapping[UUID, frozenset[UUID]]  # by person: the forms that they began, of any exam
LAST_MOMENT = timedelta(microseconds=1)
ABOUT = {
    USED_UP: N_("%(name)s 已经考过 %(n)s 次，最多 %(most)s 次"),
    COOLING: N_("%(name)s 第 %(n)s 次没有通过，%(day)s 起可以再考"),
    PASSED: N_("%(name)s %(on)s 已经通过，%(day)s 起可以再考"),
}


def _tries(exam_id: UUID, person_ids: Collection[UUID], *, besides: UUID) -> Tries:
    found: dict[UUID, tuple[PastTry, ...]] = {}
    for person_id, started_at, form_id, passed, version_id, left in queries.list_tries(
        exam_id, person_ids, besides=besides
    ):
        one = PastTry(local_day(started_at), form_id, passed, version_id, tuple(left or ()))
        found[person_id] = (*found.get(person_id, ()), one)
    return found


def _seen(policy: RetakePolicy | None, person_ids: Collection[UUID], *, besides: UUID) -> Seen:
    """Read only where the policy asks for fresh papers."""
    found: dict[UUID, frozenset[UUID]] = {}
    if policy is not None and policy.no_repeat is not NoRepeat.OFF:
        for person_id, form_id in queries.list_begun(person_ids, besides=besides):
            found[person_id] = found.get(person_id, frozenset()) | {form_id}
    return found


def _items_of(form_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    return {form_id: frozenset(slot.item_id for slot in get_form(form_id).slots) for form_id in form_ids}


def preferred_forms(sitting_id: UUID, number: int, form_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The forms as the roster's nth line would have them: its own first, then the ones that follow."""
    at = form_ids.index(form_at(sitting_id, number, form_ids))
    return (*form_ids[at:], *form_ids[:at])


def _choose(policy: RetakePolicy | None, offered: Sequence[UUID], seen: Set[UUID]) -> UUID | None:
    return fresh_form(policy, offered, seen, _items_of({*offered, *seen}) if seen else {})


@dataclass(frozen=True, slots=True)
class Gate:
    """What a sitting's policy says of people who are to be put on its roster; open where there is no policy."""

    sitting: SittingRow
    policy: RetakePolicy | None
    tries: Tries
    seen: Seen

    def refusal(self, person_id: UUID) -> NotYet | None:
        """Why the person may at no moment of the window sit it, for all that is known now."""
        last_day = local_day(self.sitting.closes_at - LAST_MOMENT)
        return not_yet(self.policy, self.tries.get(person_id, ()), last_day)

    def problem(self, person_id: UUID, name: str) -> Problem | None:
        """The same for the roster, in words about that person; also where no paper is fresh."""
        why = self.refusal(person_id)
        if why is not None:
            return Problem(ABOUT[why.text], {"name": name, **why.params}, field="person_ids")
        if _choose(self.policy, self._forms, self._seen_by(person_id)) is None:
            return Problem(N_("%(name)s 已经考过这个场次的试卷，换一套再加"), {"name": name}, field="person_ids")
        return None

    def form(self, person_id: UUID, number: int) -> UUID:
        """The form for the roster's nth line: one that repeats nothing where there is one."""
        offered = preferred_forms(self.sitting.id, number, self._forms)
        return _choose(self.policy, offered, self._seen_by(person_id)) or offered[0]

    def n_seen(self, person_id: UUID, form_id: UUID) -> int:
        """How many of the form's items the person saw in an earlier sitting; counted where a policy asks for others."""
        past = self._seen_by(person_id)
        if not past:
            return 0
        items = _items_of({form_id, *past})
        return len(items[form_id] & frozenset[UUID]().union(*(items[each] for each in past)))

    def _seen_by(self, person_id: UUID) -> frozenset[UUID]:
        return self.seen.get(person_id, frozenset())

    @property
    def _forms(self) -> list[UUID]:
        return [UUID(form_id) for form_id in self.sitting.form_ids]


def gate_of(sitting: SittingRow, person_ids: Collection[UUID]) -> Gate:
    """The gate of a sitting for these persons. A rehearsal has none."""
    version = load_version(sitting.exam_version_id)
    policy = version.blueprint.retakes if sitting.kind == SittingKind.SCORED else None
    tries = _tries(version.exam_id, person_ids, besides=sitting.id) if policy else {}
    return Gate(sitting, policy, tries, _seen(policy, person_ids, besides=sitting.id))


def admit_again(sitting: SittingView, *, now: datetime) -> SittingView:
    """Below the start: the sitting with the paper, and the part of it, that this person gets. Raises NotYetAgain,
    NoFreshPaper.
    """
    if sitting.retakes is None or sitting.kind is not SittingKind.SCORED:
        return sitting
    past = _past(sitting)
    why = not_yet(sitting.retakes, past, local_day(now)) or awaits_result(sitting.retakes, past)
    if why is not None:
        raise NotYetAgain(why)
    sitting = _with_part(sitting, past)
    seen = _seen(sitting.retakes, [sitting.person_id], besides=sitting.sitting_id).get(sitting.person_id)
    if not seen:
        return sitting
    offered = [UUID(form_id) for form_id in queries.get_sitting(sitting.sitting_id)[0].form_ids]
    at = offered.index(sitting.form_id) if sitting.form_id in offered else 0
    form_id = _choose(sitting.retakes, (*offered[at:], *offered[:at]), seen)
    if form_id is None:
        raise NoFreshPaper
    return replace(sitting, form_id=form_id)


def _past(sitting: SittingView) -> tuple[PastTry, ...]:
    return _tries(sitting.exam_id, [sitting.person_id], besides=sitting.sitting_id).get(sitting.person_id, ())


def _with_part(sitting: SittingView, past: Sequence[PastTry]) -> SittingView:
    blueprint = load_version(sitting.exam_version_id).blueprint
    part = part_to_sit(blueprint, sitting.exam_version_id, past)
    return sitting if part is None else replace(sitting, part=part, duration_seconds=part.minutes * 60)


def terms_again(sitting: SittingView) -> SittingView:
    """For one's rules page: the sitting with the part of the paper that one would sit now, and its time."""
    if sitting.retakes is None or sitting.retakes.scope is RetakeScope.WHOLE or sitting.kind is not SittingKind.SCORED:
        return sitting
    return _with_part(sitting, _past(sitting))


def note_start(sitting: SittingView, *, now: datetime) -> None:
    """Delivery tells: the person begins now, with this form; in the current transaction."""
    queries.write_start(sitting.sitting_id, sitting.person_id, sitting.form_id, now)


def note_result(sitting_id: UUID, person_id: UUID, *, passed: bool, open_sections: Collection[int] = ()) -> None:
    """Results tell: it is released, passed or failed, and which sections are left; in the current transaction."""
    queries.write_result(sitting_id, person_id, passed, open_sections)


def sections_left(sitting_id: UUID, person_id: UUID) -> tuple[int, ...]:
    """What a further try would be about, as results told it at the release; () stands for the whole paper."""
    return queries.find_open_sections(sitting_id, person_id)


def list_not_yet(sittings: Iterable[SittingView], *, now: datetime) -> dict[UUID, NotYet]:
    """For one's own list: the sittings that the policy refuses today (or on the day they open), with the reason."""
    found: dict[UUID, NotYet] = {}
    for sitting in sittings:
        if sitting.retakes is None or sitting.kind is not SittingKind.SCORED or now >= sitting.closes_at:
            continue
        past = _past(sitting)
        why = not_yet(sitting.retakes, past, local_day(max(now, sitting.opens_at)))
        why = why or awaits_result(sitting.retakes, past)
        if why is not None:
            found[sitting.sitting_id] = why
    return found
