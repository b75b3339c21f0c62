"""Three months of the demo's history (and what two old years left behind): learning, sittings, marking, decisions."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from certify.delivery import services as delivery
from certify.delivery.domain import HandIn, OpenPage, SaveEvent
from certify.delivery.domain.events import EventKind
from certify.delivery.tickets import Ticket
from certify.demo.answers import answer, fields, is_right
from certify.demo.cast import AGENTS, Agent, Way
from certify.demo.setting import Stage
from certify.exams import services as exams
from certify.exams.domain import SittingPlan, Slot
from certify.marking import services as marking
from certify.programmes import services as programmes
from certify.results import services as results
from courses import services as courses
from foundation.db import transaction
from people import services as people
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain import Pool

THEORY, LEVEL_1 = "10000-1-theory", "10000-1"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FINISHED = frozenset(Way) - {Way.LEARNING, Way.NEW, Way.UNENROLLED}


def with_way(*ways: Way) -> list[Agent]:
    """The agents of these ways."""
    return [agent for agent in AGENTS if agent.way in ways]


def enrol_all(stage: Stage, agents: Iterable[Agent], *, now: datetime) -> None:
    """Put agents on the way of both programmes."""
    hr = stage.staff("hr")
    for agent in agents:
        for code in (THEORY, LEVEL_1):
            programmes.enrol(hr, stage.people[agent.login], stage.programmes[code], now=now)


def learn(stage: Stage, agents: Sequence[Agent], n_lessons: int | None, *, began: datetime) -> None:
    """Read lessons and pass their checks, one a day; the first try of some lessons falls short."""
    codes = [lesson.code for module in courses.list_modules() for lesson in module.lessons][:n_lessons]
    contents = _practice_contents(stage, began)
    for agent in agents:
        with transaction():  # one commit an agent: the demo is loaded before anybody else writes
            _go_through(stage.actor(agent.login), agent, codes, contents, began)


def _go_through(who: Actor, agent: Agent, codes: Sequence[str], contents: dict[str, object], began: datetime) -> None:
    for number, code in enumerate(codes):
        at = began + number * DAY + HOUR
        courses.mark_read(who, code, now=at)
        if not is_right(agent.login, number, agent.strength):
            _try_check(who, code, contents, right=False, now=at + timedelta(minutes=20))
        _try_check(who, code, contents, right=True, now=at + timedelta(minutes=30))


def _practice_contents(stage: Stage, now: datetime) -> dict[str, object]:
    drawable = bank.list_drawable(stage.staff("writer").unit_path, pool=Pool.PRACTICE, now=now)
    versions = bank.load_versions(each.version_id for each in drawable)
    return {str(version.content["stem"]): version.content for version in versions.values()}


def _try_check(who: Actor, code: str, contents: dict[str, object], *, right: bool, now: datetime) -> None:
    check = courses.open_check(who, code, now=now)
    assert check is not None
    typed = {item.position: fields(contents[item.view["stem"]], right) for item in check.items}
    courses.submit_check(who, code, number=check.number, fingerprint=check.fingerprint, fields=typed, now=now)


def hold_sitting(
    stage: Stage, title: str, agents: Sequence[Agent], *, at: datetime, hours: int = 4, unit: str = "province"
) -> UUID:
    """Plan and publish a sitting of the theory exam, told the day before."""
    examiner = stage.staff("examiner")
    assert stage.exam_id is not None
    version = exams.get_exam(examiner, stage.exam_id).version
    plan = SittingPlan(title, stage.units[unit], version.id, at, at + hours * HOUR, None, "2 号机房")
    told = at - DAY
    sitting_id = exams.create_sitting(examiner, plan, now=told)
    exams.add_to_roster(examiner, sitting_id, [stage.people[agent.login] for agent in agents], now=told)
    exams.publish_sitting(examiner, sitting_id, now=told)
    return sitting_id


def sit(stage: Stage, sitting_id: UUID, agents: Sequence[Agent], *, at: datetime) -> None:
    """Sit the exam: start, answer every slot in one batch, hand in after an hour."""
    code = exams.show_sitting(stage.staff("examiner"), sitting_id).access_code
    for number, agent in enumerate(agents):
        start = at + timedelta(minutes=number)
        token = people.sign_in(agent.login, stage.passwords[agent.login], now=start, address="10.10.2.7")
        found = people.resolve_session(token, now=start)
        assert found is not None and found[0].session_id is not None
        who = found[0]
        attempt_id = delivery.start_attempt(who, sitting_id, access_code=code, now=start)
        ticket = Ticket(who.require_person(), found[0].session_id, attempt_id)
        delivery.open_attempt(ticket, OpenPage("demo-page"), now=start)
        form = exams.get_form(delivery.page_of(who, attempt_id, now=start).form_id)
        events = tuple(
            SaveEvent(1, slot.position, slot.position, EventKind.ANSWER, answer(slot, _right(agent, slot)))
            for slot in form.slots
        )
        done = start + HOUR
        request = HandIn("demo-page", 1, len(events), events)
        delivery.hand_in(ticket, request, received_at=done)
        people.sign_out(who, now=done)


def _right(agent: Agent, slot: Slot) -> bool:
    """Who passes knows the critical items; who fails may miss them too."""
    knows_it = slot.critical and agent.way is not Way.FAILED
    return knows_it or is_right(agent.login, slot.position, agent.strength)


def mark_all(stage: Stage, *, now: datetime) -> None:
    """Mark everything that waits: good answers get most of the points, the others few."""
    markers = (stage.staff("marker"), stage.staff("marker2"))
    for number, waiting in enumerate(marking.list_queue(markers[0])):
        marker = markers[number % 2]
        while (script := marking.take_next(marker, waiting.version_id, now=now)) is not None:
            good = len(script.answer) > 30
            given = [_points(criterion.maximum, good) for criterion in script.criteria]
            comment = "要点齐全，语言得当。" if good else "只写了结果，没有过程。"
            marking.save_mark(marker, waiting.version_id, script.lease_id, given, comment, now=now)


def _points(maximum: Decimal, good: bool) -> str:
    share = maximum * (Decimal("0.9") if good else Decimal("0.3"))
    return str(share.quantize(Decimal("0.5")).min(maximum))


def release(stage: Stage, sitting_id: UUID, *, now: datetime) -> None:
    """Make the results final."""
    results.release(stage.staff("examiner"), sitting_id, now=now)


def decide(stage: Stage, agents: Iterable[Agent], *, now: datetime) -> None:
    """The second person approves those who passed; what is missing for somebody is left for the page to say."""
    approver = stage.staff("approver")
    ready = {
        (holder.login, person.programme.code) for holder, person, may in programmes.list_ready(approver, now=now) if may
    }
    for agent in agents:
        if (agent.login, THEORY) in ready:
            programmes.approve(approver, stage.people[agent.login], stage.programmes[THEORY], now=now)


def take_back(stage: Stage, *, now: datetime) -> None:
    """One certificate revoked, one suspended, with reasons."""
    approver, theory = stage.staff("approver"), stage.programmes[THEORY]
    for agent in with_way(Way.REVOKED):
        reason = "核身前透露客户账单，经复核属实"
        programmes.revoke(approver, stage.people[agent.login], theory, reason=reason, now=now)
    for agent in with_way(Way.SUSPENDED):
        reason = "离岗超过 6 个月，返岗培训后恢复"
        programmes.suspend(approver, stage.people[agent.login], theory, reason=reason, now=now)
