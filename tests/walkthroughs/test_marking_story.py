"""From hand-in through the marker's desk, told through the services: score, lease, mark, take back, skip, flag."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import ExamForm
from certify.marking import services as marking
from certify.marking.domain import LeaseLost, NothingToUndo, Pile, ScoredAttempt
from certify.marking.models import MarkingScriptRow, MarkRow, ScoreRunRow, SlotScoreRow
from foundation import audit
from foundation.db import db
from foundation.errors import Invalid, NotFound
from people.domain import MissingPermission, Role
from question_bank.domain import OutcomeStatus
from tests.exam_hall import Candidate, Hall, open_hall, right_answer
from tests.factories import House, make_person
from tests.marking_desk import SECOND, TEXT_POSITIONS, full_marks, mark_all, sit, small_hall, without_texts

MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return small_hall(house, now)


def form_of(attempt_id: UUID) -> ExamForm:
    return exams.get_form(delivery.get_submitted(attempt_id).form_id)


def scored(attempt_id: UUID) -> ScoredAttempt:
    found = marking.find_scored(attempt_id)
    assert found is not None
    return found


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def first_item(house: House) -> UUID:
    """The short answer: two criteria of three points."""
    return min(marking.list_queue(house.marker), key=lambda item: item.maximum).version_id


def take(house: House, version_id: UUID, now: datetime, pile: Pile = Pile.FRESH, who: str = "marker") -> marking.Script:
    found = marking.take_next(house.cast[who], version_id, pile, now=now)
    assert found is not None
    return found


def colleague(house: House, now: datetime) -> None:
    house.cast["second"] = make_person("100115", "顾明", house.units["north"], Role.MARKER, now=now)


def test_the_theory_paper_is_scored_at_hand_in_and_its_texts_wait(house: House, now: datetime) -> None:
    found = scored(sit(house.ada, open_hall(house, now), now))
    assert len(found.outcomes) == 49 and found.open_positions == (45, 46, 47, 48, 49)
    settled = [outcome.points or Decimal(0) for outcome in found.outcomes.values() if not outcome.by_marker]
    assert sum(settled) == 60, "full marks in the objective sections"
    assert [item.n_waiting for item in marking.list_queue(house.marker)] == [1] * 5


@pytest.mark.parametrize(("chosen", "points"), [(["A"], 0), (["A", "B"], 0), (["A", "B", "C"], 0), (["C", "A"], 2)])
def test_a_missing_or_an_extra_choice_gets_nothing(
    house: House, hall: Hall, now: datetime, chosen: list[str], points: int
) -> None:
    attempt_id = sit(house.ada, hall, now, lambda s: chosen if s.item_type == "multiple_choice" else right_answer(s))
    assert scored(attempt_id).outcomes[3].points == points


def test_two_of_three_blanks_right_get_two_of_three(house: House, hall: Hall, now: datetime) -> None:
    typed = ["ａｃｄ 排队", "ivr 导航 ", "CRM"]
    attempt_id = sit(house.ada, hall, now, lambda s: typed if s.item_type == "fill_blank" else right_answer(s))
    assert scored(attempt_id).outcomes[4].points == 2


def test_an_empty_text_is_settled_and_needs_nobody(house: House, hall: Hall, now: datetime) -> None:
    found = scored(sit(house.ada, hall, now, without_texts))
    assert found.open_positions == () and marking.list_queue(house.marker) == []
    assert {found.outcomes[at].status for at in TEXT_POSITIONS} == {OutcomeStatus.BLANK}


def test_what_is_no_answer_to_its_item_goes_to_a_marker(house: House, hall: Hall, now: datetime) -> None:
    values = {1: "Z", 4: ["ACD"]}  # an unknown option; one text for three blanks
    attempt_id = sit(house.ada, hall, now, lambda slot: values.get(slot.position, without_texts(slot)))
    assert scored(attempt_id).open_positions == (1, 4)
    item = next(item for item in marking.list_queue(house.marker) if item.maximum == 3)
    script = take(house, item.version_id, now)
    assert script.is_malformed and script.answer == '["ACD"]' and "1. ACD" in script.answer_key
    marking.save_mark(house.marker, item.version_id, script.lease_id, ["1"], now=now)
    assert scored(attempt_id).outcomes[4].points == 1


def test_what_the_clock_handed_in_is_scored_too(house: House, hall: Hall, now: datetime) -> None:
    ada = Candidate.start(house.ada, hall, now)
    ada.answer(now, 1, right_answer(ada.form().slot(1)))
    assert delivery.close_expired(now=now + timedelta(hours=2)) == 1
    found = scored(ada.attempt_id)
    assert found.outcomes[1].points == 1
    assert [at for at, outcome in found.outcomes.items() if outcome.status is not OutcomeStatus.BLANK] == [1]


def test_the_same_news_twice_scores_once(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    marking.score_attempt(attempt_id, now=now + MINUTE)
    assert (count(ScoreRunRow), count(SlotScoreRow), count(MarkingScriptRow)) == (1, 6, 2)


def test_a_rescore_is_a_new_run_and_marks_keep_counting(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    mark_all(house.marker, now)
    before = scored(attempt_id)
    marking.rescore_attempt(house.ben, attempt_id, reason="核对", now=now + MINUTE)
    after = scored(attempt_id)
    assert (before.run_number, after.run_number) == (1, 2) and after.outcomes == before.outcomes
    assert marking.find_scored(attempt_id, 1) == before, "the first run is still there"
    assert count(ScoreRunRow) == 2 and marking.list_queue(house.marker) == []
    with pytest.raises(MissingPermission):
        marking.rescore_attempt(house.marker, attempt_id, reason="核对", now=now)


def test_marks_sum_and_settle_the_slot(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    assert mark_all(house.marker, now, lambda script: ["0.5"] * len(script.criteria)) == 2
    outcomes = scored(attempt_id).outcomes
    for at in TEXT_POSITIONS:
        criteria = len(form_of(attempt_id).slot(at).content["scoring_points"])
        assert outcomes[at].points == Decimal("0.5") * criteria and outcomes[at].marker_id == house.marker.person_id


def test_a_wrong_mark_changes_nothing(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    version_id = first_item(house)
    script = take(house, version_id, now)
    with pytest.raises(Invalid) as caught:
        marking.save_mark(house.marker, version_id, script.lease_id, ["999"] * len(script.criteria), now=now)
    assert len(caught.value.problems) == len(script.criteria)
    assert count(MarkRow) == 0 and scored(attempt_id).open_positions == TEXT_POSITIONS
    assert take(house, version_id, now).lease_id == script.lease_id, "the marker still holds it"


def test_a_script_shows_nothing_of_whose_it_is(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    shown = repr(take(house, first_item(house), now))
    for secret in (house.ada.name, house.ada.login, str(house.ada.person_id), str(attempt_id), str(hall.sitting_id)):
        assert secret not in shown


def test_two_markers_hold_different_scripts(house: House, hall: Hall, now: datetime) -> None:
    colleague(house, now)
    sit(house.ada, hall, now)
    version_id = first_item(house)
    mine = take(house, version_id, now)
    assert take(house, version_id, now + MINUTE).lease_id == mine.lease_id, "opening the page again is the same script"
    assert marking.take_next(house.second, version_id, now=now) is None


def test_a_lease_runs_out_and_the_script_goes_to_another(house: House, hall: Hall, now: datetime) -> None:
    colleague(house, now)
    sit(house.ada, hall, now)
    version_id = first_item(house)
    mine = take(house, version_id, now)
    late = now + timedelta(minutes=16)
    theirs = take(house, version_id, late, who="second")
    assert theirs.code == mine.code
    with pytest.raises(LeaseLost):
        marking.save_mark(house.marker, version_id, mine.lease_id, full_marks(mine), now=late)
    with pytest.raises(NotFound):
        marking.save_mark(house.marker, version_id, theirs.lease_id, full_marks(mine), now=late)
    marking.save_mark(house.second, version_id, theirs.lease_id, full_marks(theirs), now=late)
    assert count(MarkRow) == 1


def test_a_late_save_counts_while_nobody_else_took_the_script(house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now)
    version_id = first_item(house)
    script = take(house, version_id, now)
    marking.save_mark(house.marker, version_id, script.lease_id, full_marks(script), now=now + timedelta(hours=1))
    with pytest.raises(LeaseLost):
        marking.save_mark(house.marker, version_id, script.lease_id, full_marks(script), now=now + timedelta(hours=1))
    assert count(MarkRow) == 1


def test_nobody_marks_their_own_script(house: House, hall: Hall, now: datetime) -> None:
    ada = make_person("200899", "林晓雯二", house.units["centre"], Role.AGENT, Role.MARKER, now=now)
    exams.add_to_roster(house.ben, hall.sitting_id, [ada.require_person()], now=now)
    sit(ada, hall, now)
    assert marking.list_queue(ada) == []
    assert len(marking.list_queue(house.marker)) == 2
    with pytest.raises(NotFound):
        marking.get_progress(ada, first_item(house), now=now)
    assert marking.take_next(ada, first_item(house), now=now) is None


def test_a_mark_can_be_taken_back_and_the_ledger_keeps_both(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    version_id = first_item(house)
    script = take(house, version_id, now)
    given = ["1"] * len(script.criteria)
    marking.save_mark(house.marker, version_id, script.lease_id, given, "先看一遍", now=now)
    marking.undo_last_mark(house.marker, version_id, now=now + MINUTE)
    assert scored(attempt_id).open_positions == TEXT_POSITIONS
    again = take(house, version_id, now + MINUTE)
    assert again.code == script.code and again.comment == "先看一遍"
    assert [Decimal(each) for each in again.given] == [Decimal(1)] * len(script.criteria)
    marking.save_mark(house.marker, version_id, again.lease_id, full_marks(again), now=now + 2 * MINUTE)
    assert count(MarkRow) == 3 and len(scored(attempt_id).open_positions) == 1
    colleague(house, now)
    with pytest.raises(NothingToUndo):
        marking.undo_last_mark(house.second, version_id, now=now)


def test_a_skipped_script_comes_last_and_a_flagged_one_waits_for_the_lead(
    house: House, hall: Hall, now: datetime
) -> None:
    sit(house.ada, hall, now)
    version_id = first_item(house)
    script = take(house, version_id, now)
    marking.skip_script(house.marker, version_id, script.lease_id, "要查资料", now=now)
    assert marking.take_next(house.marker, version_id, now=now) is None
    assert marking.get_progress(house.marker, version_id, now=now).n_skipped == 1
    again = take(house, version_id, now, Pile.SKIPPED)
    marking.flag_script(house.marker, version_id, again.lease_id, "疑似抄袭", now=now)
    assert sum(item.n_flagged for item in marking.list_queue(house.marker)) == 1
    assert marking.take_next(house.marker, version_id, Pile.SKIPPED, now=now) is None
    flagged = take(house, version_id, now, Pile.FLAGGED)
    assert flagged.code == script.code and flagged.flag_reason == "疑似抄袭"
    marking.save_mark(house.marker, version_id, flagged.lease_id, full_marks(flagged), now=now)
    assert sum(item.n_flagged for item in marking.list_queue(house.marker)) == 0


@pytest.mark.parametrize("act", [marking.skip_script, marking.flag_script])
def test_putting_a_script_aside_needs_a_reason(house: House, hall: Hall, now: datetime, act: Any) -> None:
    sit(house.ada, hall, now)
    version_id = first_item(house)
    script = take(house, version_id, now)
    with pytest.raises(Invalid):
        act(house.marker, version_id, script.lease_id, "  ", now=now)
    assert take(house, version_id, now).lease_id == script.lease_id


def test_another_city_sees_and_takes_nothing(house: House, hall: Hall, now: datetime) -> None:
    attempt_id = sit(house.ada, hall, now)
    version_id = first_item(house)
    assert marking.list_queue(house.cleo_staff) == []
    assert marking.take_next(house.cleo_staff, version_id, now=now) is None
    with pytest.raises(NotFound):
        marking.get_progress(house.cleo_staff, version_id, now=now)
    script = take(house, version_id, now)
    with pytest.raises(NotFound):
        marking.save_mark(house.cleo_staff, version_id, script.lease_id, full_marks(script), now=now)
    with pytest.raises(MissingPermission):
        marking.rescore_attempt(house.cleo_staff, attempt_id, reason="x", now=now)


def test_the_queue_equals_the_ledgers(house: House, hall: Hall, now: datetime) -> None:
    """`is_waiting` is kept beside the ledger; here it is derived again."""
    attempts = [sit(house.ada, hall, now), sit(house.adam, hall, now)]
    items = marking.list_queue(house.marker)
    for item in items[: len(items) // 2]:
        script = take(house, item.version_id, now)
        marking.save_mark(house.marker, item.version_id, script.lease_id, full_marks(script), now=now)
    marking.undo_last_mark(house.marker, items[0].version_id, now=now)
    waiting = {(row.attempt_id, row.position) for row in db.session.scalars(select(MarkingScriptRow)) if row.is_waiting}
    derived = {(each, at) for each in attempts for at in scored(each).open_positions}
    assert waiting == derived


def test_the_pace_and_the_due_day_are_shown(house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now)
    version_id = first_item(house)
    assert str(marking.list_queue(house.marker)[0].due) == "2026-11-30"
    script = take(house, version_id, now)
    marking.save_mark(house.marker, version_id, script.lease_id, full_marks(script), now=now + 90 * SECOND)
    assert marking.get_progress(house.marker, version_id, now=now + MINUTE).typical_seconds == 90


def test_every_act_is_in_the_audit_log(house: House, hall: Hall, now: datetime) -> None:
    sit(house.ada, hall, now)
    mark_all(house.marker, now)
    marks = audit.list_events(action="marking.mark")
    assert len(marks) == 2 and {event.actor_id for event in marks} == {house.marker.person_id}
