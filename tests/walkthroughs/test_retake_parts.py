"""One fails a section, sits it alone with fresh items and passes; what is not theirs to sit is never delivered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import DrawCell, ExamBlueprint, PassRule, Section, Slot
from certify.exams.domain.retakes import NoRepeat, NotYetAgain, ResultRule, RetakePolicy, RetakeScope
from certify.marking import services as marking
from certify.programmes import services as programmes
from certify.programmes.domain import Requirement
from certify.programmes.models import CertificationEvent
from certify.results import services as results
from certify.results.domain import ReleasedResult
from certify.results.models import SectionResultRow
from foundation.db import db
from foundation.errors import Invalid
from tests.exam_hall import Candidate, Hall, right_answer
from tests.exams_makers import make_areas, small_draft, take_in
from tests.factories import House
from tests.marking_desk import sit
from tests.walkthroughs.test_retakes import DAY, HOUR, new_sitting

POLICY = RetakePolicy(no_repeat=NoRepeat.ITEMS, scope=RetakeScope.FAILED)
TITLES = ("一、安全", "二、礼仪", "三、业务")
AREAS = ("M0", "M1", "M2")


def blueprint(policy: RetakePolicy | None = POLICY, **rule: Any) -> ExamBlueprint:
    """Three sections of two items of one point, an area each; each asks for half, the whole for three points of six."""
    sections = tuple(
        Section(
            title,
            Decimal(2),
            item_type="single_choice",
            points_each=Decimal(1),
            title_en=f"Part {area}",
            draw=(DrawCell(area, "single_choice", 2),),
            minimum_percent=50,
        )
        for title, area in zip(TITLES, AREAS, strict=True)
    )
    return ExamBlueprint(
        "分段考试",
        Decimal(6),
        30,
        sections,
        title_en="Exam in parts",
        pass_rule=PassRule(Decimal(3), **rule),
        retakes=policy,
    )


def parts_exam(house: House, now: datetime, policy: RetakePolicy = POLICY, *, n_forms: int = 3, **rule: Any) -> UUID:
    """The exam with forms that share no item."""
    make_areas(house, now)
    drafts = []
    for number in range(6 * n_forms):
        tags = (f"set-{number // 6}",)
        drafts.append(small_draft(number + 1, tags=tags, area_code=AREAS[number % 6 // 2]))
    take_in(house, tuple(drafts), now)
    exam_id = exams.create_exam(house.ben, unit_id=house.units["north"], blueprint=blueprint(policy, **rule), now=now)
    for number in range(n_forms):
        exams.freeze_form(
            house.ben, exams.assemble_form(house.ben, exam_id, only_tag=f"set-{number}", now=now), now=now
        )
    return exam_id


def right_in(*sections: int) -> Callable[[Slot], Any]:
    """Right answers in these sections, wrong ones elsewhere."""
    return lambda slot: right_answer(slot) if slot.section in sections else "A"


def go(house: House, hall: Hall, at: datetime, answer: Callable[[Slot], Any]) -> ReleasedResult:
    """Ada sits what she gets, and the result is released."""
    candidate = Candidate.start(house.ada, hall, at)
    form = paper_of(candidate, at)
    candidate.send(at, *(candidate.event(slot.position, answer(slot)) for slot in form.slots))
    assert candidate.hand_in(at + timedelta(seconds=2)).status == 200
    results.release(house.ben, hall.sitting_id, now=at + HOUR)
    return results.get_result(candidate.attempt_id)


def paper_of(candidate: Candidate, at: datetime) -> Any:
    """What of the form lies before the candidate, with keys."""
    page = delivery.page_of(candidate.actor, candidate.attempt_id, now=at)
    return exams.get_form(page.form_id).only([section.number for section in page.sections])


def points(result: ReleasedResult) -> list[tuple[str, UUID | None]]:
    return [(str(p.share.points), p.earlier and p.earlier.attempt_id) for p in result.view.sections]


def test_one_fails_a_section_sits_it_alone_and_passes(house: House, now: datetime) -> None:
    exam_id = parts_exam(house, now)
    first = go(house, new_sitting(house, exam_id, now), now, right_in(1, 3))
    assert first.verdict == "failed" and points(first) == [("2.00", None), ("0.00", None), ("2.00", None)]
    assert exams.sections_left(first.sitting_id, first.person_id) == (2,)

    again = new_sitting(house, exam_id, now + DAY)
    candidate = Candidate.start(house.ada, again, now + DAY)
    page = delivery.page_of(candidate.actor, candidate.attempt_id, now=now + DAY)
    assert [section.title for section in page.sections] == ["二、礼仪"] and page.n_slots == 2
    assert page.deadline_at == now + DAY + timedelta(minutes=10)  # 2 points of 6, of 30 minutes
    part = paper_of(candidate, now + DAY)
    whole = candidate.form()
    seen = {slot.item_id for slot in exams.get_form(first.form_id).slots}
    assert not seen & {slot.item_id for slot in whole.slots}, "no item was seen before"

    # what is not theirs to sit is refused, and its items were never delivered
    _status, reply = candidate.send(now + DAY, candidate.event(3, "B"), candidate.event(1, "B"))
    assert [(o["outcome"], o.get("reason")) for o in reply["outcomes"]] == [
        ("saved", None),
        ("refused", "unknown_slot"),
    ]
    delivered = {slot.view["stem"] for section in page.sections for slot in section.slots}
    assert delivered == {slot.content["stem"] for slot in part.slots} and len(delivered) == 2
    assert [slot.number for section in page.sections for slot in section.slots] == [1, 2]

    candidate.sequence = 1  # what is refused is not in the ledger
    handed = candidate
    handed.send(now + DAY, *(handed.event(slot.position, right_answer(slot)) for slot in part.slots))
    assert handed.hand_in(now + DAY + timedelta(minutes=5), without=()).status == 200
    receipt = delivery.receipt(handed.actor, handed.attempt_id, now=now + DAY + timedelta(minutes=6))
    assert (receipt.n_slots, receipt.answered, receipt.part_of) == (2, (3, 4), (("二、礼仪", "Part M1"),))
    scored = marking.find_scored(handed.attempt_id)
    assert scored is not None and set(scored.outcomes) == {3, 4}, "unsat is neither blank nor zero"

    run = results.dry_run(house.ben, again.sitting_id)
    assert [str(row.verdict) for row in run.rows] == ["passed"]
    results.release(house.ben, again.sitting_id, now=now + DAY + HOUR)
    second = results.get_result(handed.attempt_id)
    assert second.verdict == "passed" and second.view.points == 6 and second.view.total.maximum == 6
    assert points(second) == [("2.00", first.attempt_id), ("2.00", None), ("2.00", first.attempt_id)]
    assert results.get_result(first.attempt_id) == first, "the ledger only grows"
    best = results.find_best_result(first.person_id, exam_id)
    assert best is not None and best.attempt_id == second.attempt_id
    _certified(house, exam_id, second, now + 2 * DAY)
    mine = results.get_mine(house.ada, second.attempt_id, now=now + 2 * DAY)
    assert [part.section.number for part in mine.answers] == [2] and len(mine.part_of) == 1 and not mine.left


def _certified(house: House, exam_id: UUID, result: ReleasedResult, now: datetime) -> None:
    """The combined result meets the programme's requirement, and a second person certifies."""
    wants = (
        Requirement("exam_passed", "通过考试", "Pass the exam", {"exam_id": str(exam_id)}),
        Requirement("approval", "第二人批准", "Approval"),
    )
    programme_id = programmes.create_programme(
        house.ben,
        unit_id=house.units["north"],
        code="P1",
        title_zh="一级",
        title_en="Level 1",
        certificate_zh="合格证明",
        certificate_en="Certificate",
        job_role="10000",
        requirements=Requirement("all_of", "一级", "Level 1", children=wants),
        validity_months=24,
        now=now,
    )
    programmes.enrol(house.hr, result.person_id, programme_id, now=now)
    programmes.approve(house.hr, result.person_id, programme_id, now=now)
    kinds = db.session.scalars(select(CertificationEvent.kind).where(CertificationEvent.person_id == result.person_id))
    assert "granted" in set(kinds)


def test_points_are_kept_over_several_tries(house: House, now: datetime) -> None:
    exam_id = parts_exam(house, now)
    first = go(house, new_sitting(house, exam_id, now), now, right_in(1))
    assert exams.sections_left(first.sitting_id, first.person_id) == (2, 3)
    second = go(house, new_sitting(house, exam_id, now + DAY), now + DAY, right_in(2))
    assert second.verdict == "failed"
    assert points(second) == [("2.00", first.attempt_id), ("2.00", None), ("0.00", None)]
    third = go(house, new_sitting(house, exam_id, now + 2 * DAY), now + 2 * DAY, right_in(3))
    assert third.verdict == "passed"
    assert points(third) == [("2.00", first.attempt_id), ("2.00", second.attempt_id), ("2.00", None)]


@pytest.mark.parametrize(("rule", "expected"), [(ResultRule.BEST, "1.00"), (ResultRule.LAST, "0.00")])
def test_a_section_sat_again_counts_by_the_exams_rule(
    house: House, now: datetime, rule: ResultRule, expected: str
) -> None:
    exam_id = parts_exam(house, now, replace(POLICY, result_rule=rule), n_forms=2, area_minimum_percent=100)

    def one_right(slot: Slot) -> Any:
        return right_answer(slot) if slot.section != 2 or slot.number == 1 else "A"

    first = go(house, new_sitting(house, exam_id, now), now, one_right)
    assert exams.sections_left(first.sitting_id, first.person_id) == (2,), "its area is below its minimum"
    second = go(house, new_sitting(house, exam_id, now + DAY), now + DAY, right_in())
    assert second.verdict == "failed" and str(second.view.sections[1].share.points) == expected
    kept = second.view.sections[1].earlier
    assert (kept and kept.attempt_id) == (first.attempt_id if rule is ResultRule.BEST else None)


def test_the_whole_paper_where_no_section_was_missed_by_itself(house: House, now: datetime) -> None:
    exam_id = parts_exam(house, now, n_forms=2)
    hall = new_sitting(house, exam_id, now)
    half = sit(house.ada, hall, now, lambda slot: right_answer(slot) if slot.number == 1 else None)
    results.release(house.ben, hall.sitting_id, now=now + HOUR)
    assert results.get_result(half).verdict == "passed"  # 3 of 6
    nothing = replace(blueprint(), pass_rule=PassRule(Decimal(5)))
    exam = exams.get_exam(house.ben, exam_id)
    exams.new_version(house.ben, exam_id, now=now)
    draft = exams.get_exam(house.ben, exam_id).version
    assert exam.version.id != draft.id
    exams.save_blueprint(house.ben, exam_id, nothing, token=draft.token, now=now)
    for tag in ("set-0", "set-1"):
        form_id = exams.assemble_form(house.ben, exam_id, only_tag=tag, without_repeats=False, now=now)
        exams.freeze_form(house.ben, form_id, now=now)
    later = new_sitting(house, exam_id, now + DAY)
    result = go(house, later, now + DAY, lambda slot: right_answer(slot) if slot.number == 1 else None)
    assert result.verdict == "failed" and exams.sections_left(later.sitting_id, result.person_id) == ()


def test_while_the_result_is_not_out_nobody_knows_what_to_sit(house: House, now: datetime) -> None:
    exam_id = parts_exam(house, now)
    first = new_sitting(house, exam_id, now)
    attempt_id = sit(house.ada, first, now, right_in(1, 3))
    again = new_sitting(house, exam_id, now + DAY)
    mine = exams.list_sittings_for(house.ada.require_person())
    assert "还没有发布" in exams.list_not_yet(mine, now=now + DAY)[again.sitting_id].text
    with pytest.raises(NotYetAgain, match="2026-11-23 那次的成绩还没有发布"):
        Candidate.start(house.ada, again, now + DAY)
    results.release(house.ben, first.sitting_id, now=now + DAY)
    assert results.get_result(attempt_id).verdict == "failed"
    assert Candidate.start(house.ada, again, now + DAY)


def test_a_new_version_of_the_exam_is_sat_as_a_whole(house: House, now: datetime) -> None:
    exam_id = parts_exam(house, now, replace(POLICY, no_repeat=NoRepeat.OFF), n_forms=2)
    go(house, new_sitting(house, exam_id, now), now, right_in(1, 3))
    exams.new_version(house.ben, exam_id, now=now)
    form_id = exams.assemble_form(house.ben, exam_id, only_tag="set-1", without_repeats=False, now=now)
    exams.freeze_form(house.ben, form_id, now=now)
    candidate = Candidate.start(house.ada, new_sitting(house, exam_id, now + DAY, form_ids=[form_id]), now + DAY)
    assert len(delivery.page_of(candidate.actor, candidate.attempt_id, now=now + DAY).sections) == 3


def test_contradictory_policies_are_refused_when_saved(house: House, now: datetime) -> None:
    unit = house.units["north"]
    make_areas(house, now)

    def refused(draft: ExamBlueprint) -> str:
        with pytest.raises(Invalid) as error:
            exams.create_exam(house.ben, unit_id=unit, blueprint=draft, now=now)
        return str(error.value.problems[0])

    plain = blueprint()
    without = tuple(replace(section, minimum_percent=None) for section in plain.sections)
    assert "要先给大题或模块定最低分" in refused(replace(plain, sections=without))
    one = replace(plain, sections=plain.sections[:1], total=Decimal(2), pass_rule=PassRule(Decimal(1)))
    assert "只有一个大题" in refused(one)
    assert "最多考 1 次" in refused(replace(plain, retakes=replace(POLICY, max_attempts=1)))
    by_area = replace(plain, sections=without, pass_rule=PassRule(Decimal(3), area_minimum_percent=50))
    assert exams.create_exam(house.ben, unit_id=unit, blueprint=by_area, now=now)


def test_the_frozen_rows_name_where_each_section_comes_from(house: House, now: datetime) -> None:
    exam_id = parts_exam(house, now)
    first = go(house, new_sitting(house, exam_id, now), now, right_in(1, 3))
    second = go(house, new_sitting(house, exam_id, now + DAY), now + DAY, right_in(2))
    rows = db.session.scalars(select(SectionResultRow).where(SectionResultRow.attempt_id == second.attempt_id))
    assert {row.section: row.from_attempt_id for row in rows} == {1: first.attempt_id, 2: None, 3: first.attempt_id}
