"""Sitting an exam again, told in services: the policy stands below the roster and below the start."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from certify.delivery.models import AttemptRow
from certify.exams import services as exams
from certify.exams.domain.retakes import NoFreshPaper, NoRepeat, NotYetAgain, ResultRule, RetakePolicy
from certify.exams.models import RosterEntryRow
from certify.results import services as results
from foundation.db import db
from foundation.errors import Invalid
from tests.exam_hall import Candidate, Hall, right_answer
from tests.exams_makers import make_areas, plan, small_data, small_draft, take_in
from tests.factories import House
from tests.marking_desk import sit

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GROWING = RetakePolicy(max_attempts=3, cooldown_days=(1, 7))


def make_exam(house: House, now: datetime, policy: RetakePolicy | None, *, n_forms: int = 2) -> tuple[UUID, list[UUID]]:
    """Single-choice items in sets of three, a form of each set; passed with two points of three."""
    make_areas(house, now)
    for number in range(n_forms):
        drafts = [small_draft(3 * number + at, tags=(f"set-{number}",)) for at in (1, 2, 3)]
        take_in(house, tuple(drafts), now)
    return exam_of_sets(house, now, policy, n_forms=n_forms)


def exam_of_sets(
    house: House, now: datetime, policy: RetakePolicy | None, *, n_forms: int, title: str = "小考"
) -> tuple[UUID, list[UUID]]:
    """An exam over the sets that are there."""
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data() | {"title_zh": title}, now=now)
    draft = exams.get_exam(house.ben, exam_id).version
    limited = replace(draft.blueprint, retakes=policy)
    exams.save_blueprint(house.ben, exam_id, limited, token=draft.token, now=now)
    forms = []
    for number in range(n_forms):
        forms.append(exams.assemble_form(house.ben, exam_id, only_tag=f"set-{number}", now=now))
        exams.freeze_form(house.ben, forms[-1], now=now)
    return exam_id, forms


def new_sitting(house: House, exam_id: UUID, opens: datetime, *, days: int = 0, **how: Any) -> Hall:
    """A published sitting of the exam with Ada on it; `form_ids` narrows what it offers."""
    closes = opens + days * DAY + 2 * HOUR
    planned = plan(house, exam_id, opens, opens_at=opens, closes_at=closes, latest_entry_minutes=None)
    sitting_id = exams.create_sitting(house.ben, planned, now=opens - HOUR, **how)
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person()], now=opens - HOUR)
    exams.publish_sitting(house.ben, sitting_id, now=opens - HOUR)
    code = exams.show_sitting(house.ben, sitting_id).access_code or ""
    return Hall(exam_id, [], sitting_id, code)


def go(house: House, hall: Hall, at: datetime, *, passes: bool = False) -> UUID:
    """Ada sits it, all right or all blank, and the result is released."""
    attempt_id = sit(house.ada, hall, at, right_answer if passes else lambda slot: None)
    results.release(house.ben, hall.sitting_id, now=at + HOUR)
    return attempt_id


def test_the_roster_refuses_with_the_day_and_takes_from_that_day_on(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, GROWING)
    go(house, new_sitting(house, exam_id, now), now)
    with pytest.raises(Invalid) as refused:  # the same day
        new_sitting(house, exam_id, now + 4 * HOUR)
    (problem,) = refused.value.problems
    assert str(problem) == "林晓雯 第 1 次没有通过，2026-11-24 起可以再考"
    go(house, new_sitting(house, exam_id, now + DAY), now + DAY)
    with pytest.raises(Invalid) as refused:
        new_sitting(house, exam_id, now + 7 * DAY)
    assert "第 2 次没有通过，2026-12-01 起可以再考" in str(refused.value.problems[0])
    go(house, new_sitting(house, exam_id, now + 8 * DAY), now + 8 * DAY)
    with pytest.raises(Invalid) as refused:
        new_sitting(house, exam_id, now + 100 * DAY)
    assert str(refused.value.problems[0]) == "林晓雯 已经考过 3 次，最多 3 次"


def test_the_others_are_added_where_that_is_asked(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, GROWING)
    go(house, new_sitting(house, exam_id, now), now)
    opens = now + 4 * HOUR
    planned = plan(house, exam_id, now, opens_at=opens, closes_at=opens + 2 * HOUR)
    sitting_id = exams.create_sitting(house.ben, planned, now=now)
    both = [house.ada.require_person(), house.adam.require_person()]
    change = exams.add_to_roster(house.ben, sitting_id, both, skip_clashing=True, now=now)
    assert (change.added, change.skipped) == (1, (house.ada.name,))


def test_a_long_window_lets_her_on_the_roster_and_the_start_waits_for_the_day(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, GROWING)
    go(house, new_sitting(house, exam_id, now), now)
    again = new_sitting(house, exam_id, now + 4 * HOUR, days=3)
    mine = exams.list_sittings_for(house.ada.require_person())
    why = exams.list_not_yet(mine, now=now + 5 * HOUR)[again.sitting_id]
    assert why.from_day is not None and why.from_day.isoformat() == "2026-11-24"
    with pytest.raises(NotYetAgain, match="2026-11-24 起可以再考"):
        Candidate.start(house.ada, again, now + 5 * HOUR)
    assert exams.list_not_yet(mine, now=now + DAY) == {}
    assert Candidate.start(house.ada, again, now + DAY).form().title == "小考"


def test_put_on_two_rosters_at_once_the_start_still_counts(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, replace(GROWING, max_attempts=1))
    first, second = new_sitting(house, exam_id, now), new_sitting(house, exam_id, now + 3 * HOUR)
    sit(house.ada, first, now, lambda slot: None)  # handed in; the result is not out
    with pytest.raises(NotYetAgain, match="已经考过 1 次，最多 1 次"):
        Candidate.start(house.ada, second, now + 3 * HOUR)


def test_after_a_pass(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, RetakePolicy(max_attempts=1, after_pass_days=30))
    go(house, new_sitting(house, exam_id, now), now, passes=True)
    with pytest.raises(Invalid) as refused:
        new_sitting(house, exam_id, now + 29 * DAY)
    assert str(refused.value.problems[0]) == "林晓雯 2026-11-23 已经通过，2026-12-23 起可以再考"
    go(house, new_sitting(house, exam_id, now + 30 * DAY), now + 30 * DAY, passes=True)


def test_without_a_policy_nothing_is_in_the_way(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, None)
    for number in range(4):
        at = now + number * 4 * HOUR
        go(house, new_sitting(house, exam_id, at), at)
    assert len(results.list_results([house.ada.require_person()])) == 4


def test_a_further_try_brings_a_fresh_paper_or_is_refused(house: House, now: datetime) -> None:
    exam_id, forms = make_exam(house, now, RetakePolicy(no_repeat=NoRepeat.ITEMS))
    seen = []
    for number in range(2):
        at = now + number * 4 * HOUR
        go(house, new_sitting(house, exam_id, at), at)
        seen.append(_form_of(house, at))
    assert sorted(seen) == sorted(forms)
    with pytest.raises(Invalid) as refused:
        new_sitting(house, exam_id, now + DAY)
    assert "已经考过这个场次的试卷" in str(refused.value.problems[0])


def test_what_she_saw_in_another_exam_is_not_asked_again_either(house: House, now: datetime) -> None:
    first, (taken, _other) = make_exam(house, now, None)
    go(house, new_sitting(house, first, now, form_ids=[taken]), now)
    policy = RetakePolicy(no_repeat=NoRepeat.ITEMS)
    second, (same, fresh) = exam_of_sets(house, now, policy, n_forms=2, title="大考")
    later = new_sitting(house, second, now + DAY)
    assert Candidate.start(house.ada, later, now + DAY).form().id == fresh
    with pytest.raises(Invalid):  # a sitting that offers nothing else
        new_sitting(house, second, now + 2 * DAY, form_ids=[same])


def test_with_a_declared_fallback_the_least_repeating_paper_is_given(house: House, now: datetime) -> None:
    policy = RetakePolicy(no_repeat=NoRepeat.FORMS, may_repeat=True)
    exam_id, _forms = make_exam(house, now, policy, n_forms=1)
    for number in range(2):
        at = now + number * 4 * HOUR
        go(house, new_sitting(house, exam_id, at), at)
    planned = plan(house, exam_id, now, opens_at=now + DAY, closes_at=now + DAY + HOUR, latest_entry_minutes=None)
    sitting_id = exams.create_sitting(house.ben, planned, now=now + 10 * HOUR)
    change = exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person()], now=now + 10 * HOUR)
    assert change.repeating == ((house.ada.name, 3),)


def test_what_she_sat_in_between_changes_the_paper_at_the_start(house: House, now: datetime) -> None:
    exam_id, forms = make_exam(house, now, RetakePolicy(no_repeat=NoRepeat.FORMS))
    later = new_sitting(house, exam_id, now + DAY)
    planned = exams.sitting_for_candidate(house.ada.require_person(), later.sitting_id).form_id
    go(house, new_sitting(house, exam_id, now, form_ids=[planned]), now)  # the later one's own
    candidate = Candidate.start(house.ada, later, now + DAY)
    assert candidate.form().id == next(form_id for form_id in forms if form_id != planned)
    with pytest.raises(Invalid):  # a sitting that offers nothing else
        new_sitting(house, exam_id, now + 2 * DAY, form_ids=[planned])


def test_where_no_paper_is_left_the_start_says_so(house: House, now: datetime) -> None:
    exam_id, forms = make_exam(house, now, RetakePolicy(no_repeat=NoRepeat.FORMS))
    later = new_sitting(house, exam_id, now + DAY, form_ids=[forms[0]])
    go(house, new_sitting(house, exam_id, now, form_ids=[forms[0]]), now)
    with pytest.raises(NoFreshPaper):
        Candidate.start(house.ada, later, now + DAY)


@pytest.mark.parametrize(("rule", "counts"), [(ResultRule.BEST, 0), (ResultRule.LAST, 1)])
def test_which_result_counts(house: House, now: datetime, rule: ResultRule, counts: int) -> None:
    exam_id, _forms = make_exam(house, now, RetakePolicy(result_rule=rule, after_pass_days=0))
    ada = house.ada.require_person()
    attempts = []
    for number, passes in enumerate((True, False)):
        at = now + number * 4 * HOUR
        attempts.append(go(house, new_sitting(house, exam_id, at), at, passes=passes))
    best = results.find_best_result(ada, exam_id)
    assert best is not None and best.attempt_id == attempts[counts]
    told = {each.attempt_id for each in results.list_counting([ada])}
    assert told == (set(attempts) if rule is ResultRule.BEST else {attempts[1]})


def test_what_stands_on_the_rosters_equals_the_attempts_and_the_results(house: House, now: datetime) -> None:
    exam_id, _forms = make_exam(house, now, GROWING)
    go(house, new_sitting(house, exam_id, now), now)
    new_sitting(house, exam_id, now + DAY)
    on_rosters = {(e.sitting_id, e.person_id): (e.started_at, e.form_id, e.passed) for e in _all(RosterEntryRow)}
    released = {
        each.attempt_id: each.verdict == "passed" for each in results.list_results([house.ada.require_person()])
    }
    begun = {
        (each.sitting_id, each.person_id): (each.started_at, each.form_id, released.get(each.id))
        for each in _all(AttemptRow)
    }
    assert {key: told for key, told in on_rosters.items() if told[0]} == begun and len(on_rosters) == 2


def _all(row: Any) -> list[Any]:
    return list(db.session.scalars(select(row)))


def _form_of(house: House, at: datetime) -> UUID:
    query = select(AttemptRow.form_id).where(AttemptRow.started_at == at)
    return db.session.execute(query).scalar_one()
