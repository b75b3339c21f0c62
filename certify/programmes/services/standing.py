"""Where a person stands: the ledger's standing on a day, and every requirement with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from certify.programmes import queries, requirement_kinds
from certify.programmes.domain import Facts, LedgerEntry, RequirementState, Standing, State, standing_at
from certify.programmes.services.definition import ProgrammeView, get_programme, list_programmes, view
from certify.programmes.services.facts import gather
from courses import services as courses
from foundation.calendar import local_day
from foundation.errors import N_


@dataclass(frozen=True, slots=True)
class PersonProgramme:
    """One person in one programme at a moment: standing, requirements with reasons, ledger."""

    programme: ProgrammeView
    standing: Standing
    requirements: RequirementState
    ledger: tuple[LedgerEntry, ...]
    facts: Facts

    @property
    def is_ready(self) -> bool:
        """Everything but the decision is done."""
        return all(child.is_met for child in self.requirements.children if child.requirement.kind != "approval")

    @property
    def n_closed(self) -> int:
        """How many conditions nobody can meet yet."""
        return sum(child.state is State.CLOSED for child in self.requirements.children)


def standing_of(person_id: UUID, programme_id: UUID, *, now: datetime) -> Standing:
    """The derived standing at a moment."""
    return standing_at(queries.list_entries(person_id, programme_id), now, local_day(now))


def ledger_of(person_id: UUID, programme_id: UUID) -> tuple[LedgerEntry, ...]:
    """The person's ledger, oldest first."""
    return tuple(queries.list_entries(person_id, programme_id))


def as_granted(programme: ProgrammeView, standing: Standing) -> ProgrammeView:
    """Whoever is certified stays under the conditions of their grant; everybody else under the newest
    (docs/decisions: 0009).
    """
    if standing.grant is None or not standing.is_certified:
        return programme
    return view(queries.get_programme(programme.id), queries.version_of_grant(standing.grant.id))


def in_programme(
    person_id: UUID, programme: ProgrammeView, *, for_decision: bool = False, now: datetime
) -> PersonProgramme:
    """Everything about a person in a programme; for a decision only what came after the last certificate counts."""
    entries = queries.list_entries(person_id, programme.id)
    standing = standing_at(entries, now, local_day(now))
    approved_at = standing.grant.at if standing.grant and standing.is_certified else None
    if not for_decision:
        programme = as_granted(programme, standing)
    anew = standing.grant is not None and (for_decision or not standing.is_certified)
    after = standing.grant.at if anew and standing.grant else None
    facts = gather(person_id, approved_at=approved_at, after=after, now=now)
    judged = requirement_kinds.get(programme.requirements.kind).judge(programme.requirements, facts, now)
    return PersonProgramme(programme, standing, judged, tuple(entries), facts)


def ways_of(person_id: UUID, *, now: datetime) -> list[PersonProgramme]:
    """Every programme that the person is or was enrolled in; what can be finished first comes first."""
    enrolled = {programme_id for _person, programme_id in queries.ledgers(person_ids=[person_id])}
    ways = [in_programme(person_id, programme, now=now) for programme in list_programmes() if programme.id in enrolled]
    return sorted(ways, key=lambda way: way.n_closed)


def list_standings(*, person_ids: Iterable[UUID] | None = None, now: datetime) -> dict[tuple[UUID, UUID], Standing]:
    """Standings by (person, programme) at a moment, for everyone enrolled (among the given persons)."""
    today = local_day(now)
    found = queries.ledgers(person_ids=person_ids)
    return {pair: standing_at(entries, now, today) for pair, entries in found.items()}


def status_of_grant(event_id: UUID, *, now: datetime) -> Standing:
    """What became of one grant: its own validity unless revoked or suspended, however the person stands by a later
    one.
    """
    row, grant = queries.get_grant(event_id)
    entries = queries.list_entries(row.person_id, row.programme_id)
    later_grants = [e for e in entries if e.kind == "granted" and e.at > grant.at]
    end = min((e.at for e in later_grants), default=None)
    own = [e for e in entries if e.at >= grant.at and (end is None or e.at < end) and e.kind != "enrolled"]
    return standing_at(own, now, local_day(now))


def programme_of_grant(event_id: UUID) -> tuple[UUID, ProgrammeView]:
    """The holder and the programme of a grant."""
    row, _grant = queries.get_grant(event_id)
    return row.person_id, get_programme(row.programme_id)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next, and where: `place` is lesson, exam, result or certificate with its id; texts are msgids."""

    text: str
    why: str
    params: dict[str, object]
    place: str
    target: str | None = None


def next_steps(person_id: UUID, ways: list[PersonProgramme]) -> list[NextStep]:
    """The way on: the lesson to go on with, else the exam, else what one waits for. Empty without a programme."""
    steps: list[NextStep] = []
    if not ways:
        return steps
    lesson = courses.progress_of(person_id).next_lesson
    if lesson is not None:
        params: dict[str, object] = {
            "title_zh": lesson.lesson.title_zh,
            "title_en": lesson.lesson.title_en,
            "minutes": lesson.lesson.minutes,
        }
        steps.append(NextStep(N_("继续学习"), N_("约 %(minutes)s 分钟"), params, "lesson", lesson.lesson.code))
    exams = {
        str(c.requirement.params): c
        for way in ways
        for c in way.requirements.walk()
        if c.requirement.kind == "exam_passed"
    }
    for child in exams.values():
        if child.state in (State.OPEN, State.FAILED) and lesson is None:
            titles = {"title_zh": child.requirement.label_zh, "title_en": child.requirement.label_en}
            steps.append(NextStep(N_("参加考试"), child.why, {**child.params, **titles}, "exam"))
        elif child.state is State.WAITING:
            steps.append(NextStep(N_("等待成绩"), child.why, dict(child.params), "result"))
    if any(way.standing.is_certified for way in ways):
        steps.append(NextStep(N_("查看证书"), N_("证书已颁发"), {}, "certificate"))
    elif any(way.is_ready for way in ways):
        steps.append(NextStep(N_("等待批准"), N_("条件都已满足，由第二人批准后颁发证书"), {}, "result"))
    return steps


def lasting_standings(
    *, person_ids: Iterable[UUID] | None = None, programme_id: UUID | None = None
) -> dict[tuple[UUID, UUID], Standing]:
    """What the ledgers say without looking at a calendar: a grant stays VALID; whoever reads adds the day."""
    found = queries.ledgers(person_ids=person_ids, programme_id=programme_id)
    return {pair: standing_at(entries, datetime.max.replace(tzinfo=UTC), date.min) for pair, entries in found.items()}
