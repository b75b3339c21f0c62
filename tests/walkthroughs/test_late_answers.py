"""Rules 14, 15, 30 told in services: a late answer counts only by an examiner's reasoned decision, by a new score run;
the ledger and the old run stay as they are.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from certify.delivery import queries
from certify.delivery import services as delivery
from certify.delivery.domain import NotSubmitted
from certify.delivery.domain.late import DecidedMeanwhile, ResultIsOut, Verdict, chosen, standing
from certify.marking import services as marking
from certify.marking.domain import LeaseLost, inputs_hash
from certify.marking.models import ScoreRunRow, SlotScoreRow
from certify.results import services as results
from foundation.audit import AuditEvent
from foundation.db import db
from foundation.errors import Forbidden, Invalid, NotFound
from tests.emergency_files import RING, event, make
from tests.exam_hall import Candidate, Hall, right_answer
from tests.factories import House
from tests.ledger import replay_holds
from tests.marking_desk import full_marks, mark_all, small_hall

MINUTE = timedelta(minutes=1)
WHY = "监考记录：12:40 起全场断网，文件校验码与记录一致"


@pytest.fixture
def hall(house: House, now: datetime) -> Hall:
    return small_hall(house, now)


@pytest.fixture
def ada(house: House, hall: Hall, now: datetime) -> Candidate:
    """Slots 1 to 4 are saved, 1 wrongly; then the network goes for good, and what was typed comes by file."""
    candidate = Candidate.start(house.ada, hall, now)
    for slot in candidate.form().slots[:4]:
        candidate.answer(now + MINUTE, slot.position, "A" if slot.position == 1 else right_answer(slot))
    after = now + 90 * MINUTE
    delivery.close_expired(now=after)
    raw = make(candidate.attempt_id, [event(5, 1, "B"), event(6, 5, "先听完"), event(7, 5, "先听完，再给出时间")])
    file_id = delivery.hand_in_file(house.invigilator, raw, RING, now=after)
    assert delivery.load_emergency_file(house.invigilator, file_id, RING, now=after) == {"late": 3}
    return candidate


def runs(ada: Candidate) -> list[ScoreRunRow]:
    query = select(ScoreRunRow).where(ScoreRunRow.attempt_id == ada.attempt_id).order_by(ScoreRunRow.number)
    return list(db.session.scalars(query))


def points(ada: Candidate, number: int) -> dict[int, str]:
    rows = db.session.scalars(select(SlotScoreRow).where(SlotScoreRow.run_number == number))
    return {row.position: f"{row.status} {row.points}" for row in rows}


def decide(house: House, ada: Candidate, now: datetime, *verdicts: Verdict, seen: int = 0, reason: str = WHY) -> None:
    marking.decide_late(house.ben, ada.attempt_id, verdicts, reason, seen=seen, now=now)


FIRST, FIFTH = Verdict(1, (1, 5), True), Verdict(5, (1, 7), True)


def test_the_examiner_sees_what_counts_what_came_late_and_the_proof(
    house: House, ada: Candidate, hall: Hall, now: datetime
) -> None:
    page = marking.show_late(house.ben, ada.attempt_id)
    assert page.may_decide and page.late.n_undecided == 2 and len(page.late.files) == 1
    first, fifth = page.lines
    assert (first.counted, first.newest, first.answer.number) == ("A. 做法 A", "B. 做法 B", (1, 5))
    assert (fifth.newest, fifth.n_earlier, fifth.answer.claimed_at) == (
        "先听完，再给出时间",
        1,
        "2026-11-23T04:50:00.000Z",
    )
    assert [row.n_late for row in results.dry_run(house.ben, hall.sitting_id).rows] == [2]


def test_accepting_counts_by_a_new_run_and_leaves_the_ledger_and_the_old_run(
    house: House, ada: Candidate, now: datetime
) -> None:
    at = now + 100 * MINUTE
    before = [(row.epoch, row.sequence, row.outcome, row.value) for row in queries.list_events(ada.attempt_id)]
    decide(house, ada, at, FIRST, FIFTH)
    after = [(row.epoch, row.sequence, row.outcome, row.value) for row in queries.list_events(ada.attempt_id)]
    assert before == after and replay_holds(ada.attempt_id)
    assert [run.number for run in runs(ada)] == [1, 2]
    assert points(ada, 1)[1] == "scored 0.00" and points(ada, 2)[1] == "scored 1.00"
    assert points(ada, 1)[5] == "blank 0.00" and points(ada, 2)[5] == "awaiting_marker None"
    assert runs(ada)[1].requested_by == house.ben.person_id
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "marking.decide_late")).one()
    assert told.details == {"round": 1, "reason": WHY, "accepted": [1, 5], "declined": []}


def test_rule_30_replay_and_decisions_are_what_was_scored(house: House, ada: Candidate, now: datetime) -> None:
    decide(house, ada, now + 100 * MINUTE, FIRST, Verdict(5, (1, 7), False))
    counted = queries.responses_of(ada.attempt_id)
    decisions = standing(queries.list_decisions(ada.attempt_id))
    scored = chosen(counted, queries.list_kept(ada.attempt_id), decisions)
    assert scored[1] == "B" and 5 not in scored
    assert delivery.get_submitted(ada.attempt_id).responses == scored
    assert runs(ada)[-1].inputs_hash == inputs_hash(ada.form().hash, scored)


def test_not_accepting_is_a_decision_too_and_scores_nothing_anew(house: House, ada: Candidate, now: datetime) -> None:
    decide(house, ada, now + 100 * MINUTE, Verdict(1, (1, 5), False), Verdict(5, (1, 7), False))
    assert [run.number for run in runs(ada)] == [1]
    assert marking.show_late(house.ben, ada.attempt_id).late.n_undecided == 0


def test_a_decision_can_be_changed_by_another_one(house: House, ada: Candidate, now: datetime) -> None:
    decide(house, ada, now + 100 * MINUTE, FIRST)
    decide(house, ada, now + 101 * MINUTE, Verdict(1, (1, 5), False), seen=1)
    assert delivery.get_submitted(ada.attempt_id).responses[1] == "A"
    assert [run.number for run in runs(ada)] == [1, 2, 3]
    assert len(queries.list_decisions(ada.attempt_id)) == 2  # both stay


def test_two_examiners_at_once_the_second_is_told(house: House, ada: Candidate, now: datetime) -> None:
    decide(house, ada, now + 100 * MINUTE, FIRST)
    with pytest.raises(DecidedMeanwhile):
        decide(house, ada, now + 100 * MINUTE, Verdict(1, (1, 5), False), seen=0)
    assert delivery.get_submitted(ada.attempt_id).responses[1] == "B"


@pytest.mark.parametrize(
    ("verdicts", "reason", "refusal"),
    [
        ((), WHY, Invalid),
        ((FIRST,), "  ", Invalid),
        ((FIRST,), "长" * 401, Invalid),
        ((Verdict(5, (1, 6), True),), WHY, DecidedMeanwhile),  # an earlier one than the newest
        ((Verdict(2, (1, 2), True),), WHY, DecidedMeanwhile),  # nothing late there
        ((FIRST, Verdict(3, (9, 9), False)), WHY, DecidedMeanwhile),
    ],
    ids=["nothing", "no reason", "long reason", "not the newest", "counted already", "unknown"],
)
def test_what_can_not_be_decided_changes_nothing(
    house: House, ada: Candidate, now: datetime, verdicts: Any, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        decide(house, ada, now + 100 * MINUTE, *verdicts, reason=reason)
    assert queries.list_decisions(ada.attempt_id) == [] and len(runs(ada)) == 1


def test_an_accepted_text_enters_the_queue_and_a_held_script_is_given_back(
    house: House, hall: Hall, now: datetime
) -> None:
    candidate = Candidate.start(house.ada, hall, now)
    candidate.answer(now + MINUTE, 5, "第一稿")
    candidate.answer(now + MINUTE, 6, "论述")
    candidate.hand_in(now + 2 * MINUTE)
    late = candidate.event(5, "改过的第二稿")
    assert candidate.send(now + 3 * MINUTE, late)[0] == 202
    version_id = candidate.form().slot(5).version_id
    script = marking.take_next(house.marker, version_id, now=now + 4 * MINUTE)
    assert script is not None and script.answer == "第一稿"
    decide(house, candidate, now + 5 * MINUTE, Verdict(5, (1, candidate.sequence), True))
    with pytest.raises(LeaseLost):  # what was read is not what would be marked
        marking.save_mark(house.marker, version_id, script.lease_id, full_marks(script), now=now + 6 * MINUTE)
    again = marking.take_next(house.marker, version_id, now=now + 7 * MINUTE)
    assert again is not None and again.answer == "改过的第二稿"


def test_a_mark_given_before_does_not_count_for_the_late_answer(house: House, hall: Hall, now: datetime) -> None:
    candidate = Candidate.start(house.ada, hall, now)
    candidate.answer(now + MINUTE, 5, "第一稿")
    candidate.hand_in(now + 2 * MINUTE)
    assert mark_all(house.marker, now + 3 * MINUTE) == 1
    candidate.send(now + 4 * MINUTE, candidate.event(5, "第二稿"))
    decide(house, candidate, now + 5 * MINUTE, Verdict(5, (1, candidate.sequence), True))
    scored = marking.find_scored(candidate.attempt_id)
    assert scored is not None and scored.open_positions == (5,)
    assert mark_all(house.marker, now + 6 * MINUTE) == 1


def test_after_the_release_it_is_refused(house: House, ada: Candidate, hall: Hall, now: datetime) -> None:
    decide(house, ada, now + 100 * MINUTE, FIRST, FIFTH)
    mark_all(house.marker, now + 101 * MINUTE)
    results.release(house.ben, hall.sitting_id, now=now + 102 * MINUTE)
    with pytest.raises(ResultIsOut):
        decide(house, ada, now + 103 * MINUTE, Verdict(1, (1, 5), False), seen=1)
    assert not marking.show_late(house.ben, ada.attempt_id).may_decide
    mine = results.get_mine(house.ada, ada.attempt_id, now=now + 300 * MINUTE)
    assert mine.late is not None and (mine.late.n, mine.late.decided_at) == (2, now + 100 * MINUTE)
    assert mine.result is not None and mine.result.run_number == 2
    shown = {line.number: line.answer for section in mine.answers for line in section.lines}
    assert shown[5] == "先听完，再给出时间"


def test_while_the_paper_is_written_nobody_decides(house: House, hall: Hall, now: datetime) -> None:
    candidate = Candidate.start(house.ada, hall, now)
    candidate.answer(now + MINUTE, 1, "B")
    with pytest.raises(NotSubmitted):
        decide(house, candidate, now + 2 * MINUTE, FIRST)


def test_who_may_look_and_decide(house: House, ada: Candidate, now: datetime) -> None:
    with pytest.raises(NotFound):
        marking.show_late(house.cleo_staff, ada.attempt_id)
    for actor in (house.invigilator, house.marker, house.hr, house.ada):
        with pytest.raises(Forbidden):
            marking.decide_late(actor, ada.attempt_id, (FIRST,), WHY, seen=0, now=now + 100 * MINUTE)


def test_a_superseded_answer_of_another_computer_can_be_accepted(house: House, hall: Hall, now: datetime) -> None:
    candidate = Candidate.start(house.ada, hall, now)
    candidate.answer(now + MINUTE, 1, "A")
    unsent = candidate.event(2, "B")
    elsewhere = Candidate(candidate.actor, candidate.attempt_id, client_id="page-0002")
    elsewhere.open(now + 2 * MINUTE)
    elsewhere.take_over(now + 2 * MINUTE)
    elsewhere.answer(now + 3 * MINUTE, 1, "C")
    elsewhere.hand_in(now + 4 * MINUTE)
    assert candidate.send(now + 5 * MINUTE, unsent)[0] == 409  # the first computer is back
    page = marking.show_late(house.ben, candidate.attempt_id)
    assert [(line.number, line.newest) for line in page.lines] == [(2, "B. 做法 B")]
    told = delivery.receipt(house.ada, candidate.attempt_id, now=now + 5 * MINUTE)
    assert (told.n_late, told.n_overtaken) == (0, 1), "the candidate is told, and that nobody has decided"
    decide(house, candidate, now + 6 * MINUTE, Verdict(2, (1, 2), True))
    assert delivery.receipt(house.ada, candidate.attempt_id, now=now + 7 * MINUTE).n_overtaken == 0
    assert delivery.get_submitted(candidate.attempt_id).responses == {1: "C", 2: "B"}


def test_what_is_older_than_what_counts_is_not_offered(house: House, hall: Hall, now: datetime) -> None:
    candidate = Candidate.start(house.ada, hall, now)
    unsent = candidate.event(1, "A")
    elsewhere = Candidate(candidate.actor, candidate.attempt_id, client_id="page-0002")
    elsewhere.open(now + MINUTE)
    elsewhere.take_over(now + MINUTE)
    elsewhere.answer(now + 2 * MINUTE, 1, "C")
    elsewhere.hand_in(now + 3 * MINUTE)
    candidate.send(now + 4 * MINUTE, unsent)
    assert marking.show_late(house.ben, candidate.attempt_id).lines == ()
