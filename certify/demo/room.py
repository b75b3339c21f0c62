"""A running room to look at on the first day: renewals and retakes, each seat in another state. All by service calls.

Nobody sits at these seats' pages, so whoever is writing is soon shown as out of touch, as in a room without power; the
room's record says so.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from certify.delivery import services as delivery
from certify.delivery.domain import Batch, HandIn, OpenPage, SaveEvent
from certify.delivery.domain.events import EventKind
from certify.delivery.domain.signals import PresenceNote, SignalKind, SignalNote
from certify.delivery.services import room
from certify.delivery.tickets import Ticket
from certify.demo.answers import answer, is_right
from certify.demo.cast import AGENTS
from certify.demo.setting import Stage
from certify.exams import services as exams
from certify.exams.domain import SittingPlan
from people import services as people

MINUTE = timedelta(minutes=1)
NOBODY_SITS_HERE = (
    "演示考场：座位上没有真人，作答中的座位几分钟后会显示失联，这是正常的"
    " / Demo room: nobody sits here, so seats that are writing go out of touch after some minutes"
)
PAGE = "demo-room"
LOST, PAUSED, HANDED_IN, COLLECTED, LATE = "200417", "200187", "200533", "200101", "200102"
WAITING, TO_COME = "200701", ("200702", "200703")
ADDRESSES = {login: f"10.20.3.{number}" for number, login in enumerate((LOST, PAUSED, HANDED_IN, COLLECTED, LATE), 11)}


@dataclass
class _Candidate:
    """Somebody writing: numbers the events as the page does."""

    login: str
    ticket: Ticket
    events: list[SaveEvent] = field(default_factory=list)

    @property
    def attempt_id(self) -> UUID:
        """Their go."""
        return self.ticket.attempt_id


def open_room(stage: Stage, *, now: datetime) -> UUID:
    """A sitting that began 40 minutes ago, with people on all their ways through it."""
    sitting_id = _plan(stage, now)
    code = exams.show_sitting(stage.staff("examiner"), sitting_id).access_code
    started = now - 35 * MINUTE
    sitting = {
        login: _start(stage, sitting_id, code, login, at=started + n * MINUTE) for n, login in enumerate(ADDRESSES)
    }
    for login, share in ((LOST, 50), (PAUSED, 40), (HANDED_IN, 100), (COLLECTED, 70), (LATE, 20)):
        _write(sitting[login], share, at=now - 6 * MINUTE)
    _hand_in(sitting[HANDED_IN], at=now - 4 * MINUTE)
    _watch(stage, sitting_id, sitting, now)
    room.note(stage.staff("invigilator"), sitting_id, None, NOBODY_SITS_HERE, now=now)
    return sitting_id


def _plan(stage: Stage, now: datetime) -> UUID:
    examiner = stage.staff("examiner")
    assert stage.exam_id is not None
    version = exams.get_exam(examiner, stage.exam_id).version
    opens, told = now - 40 * MINUTE, now - timedelta(days=1)
    plan = SittingPlan(
        "理论考试 · 续证与补考", stage.units["north"], version.id, opens, opens + timedelta(hours=4), None, "3 号机房"
    )
    sitting_id = exams.create_sitting(examiner, plan, now=told)
    logins = (*ADDRESSES, WAITING, *TO_COME)
    exams.add_to_roster(examiner, sitting_id, [stage.people[login] for login in logins], now=told)
    exams.publish_sitting(examiner, sitting_id, now=told)
    return sitting_id


def _start(stage: Stage, sitting_id: UUID, code: str | None, login: str, *, at: datetime) -> _Candidate:
    token = people.sign_in(login, stage.passwords[login], now=at, address=ADDRESSES[login])
    found = people.resolve_session(token, now=at)
    assert found is not None and found[0].session_id is not None
    who = found[0]
    attempt_id = delivery.start_attempt(who, sitting_id, access_code=code, now=at)
    ticket = Ticket(who.require_person(), found[0].session_id, attempt_id)
    delivery.open_attempt(ticket, OpenPage(PAGE), now=at)
    return _Candidate(login, ticket)


def _write(candidate: _Candidate, share: int, *, at: datetime) -> None:
    """Answer the first `share` percent of the paper."""
    actor = people.actor_of_login(candidate.login)
    form = exams.get_form(delivery.page_of(actor, candidate.attempt_id, now=at).form_id)
    strength = next(agent.strength for agent in AGENTS if agent.login == candidate.login)
    slots = form.slots[: len(form.slots) * share // 100]
    candidate.events = [
        SaveEvent(
            1, n, slot.position, EventKind.ANSWER, answer(slot, is_right(candidate.login, slot.position, strength))
        )
        for n, slot in enumerate(slots, 1)
    ]
    body = msgspec.json.encode(Batch(PAGE, tuple(candidate.events)))
    delivery.save(candidate.ticket, candidate.attempt_id, body, received_at=at, is_stale=lambda: False)


def _hand_in(candidate: _Candidate, *, at: datetime) -> None:
    delivery.hand_in(candidate.ticket, HandIn(PAGE, 1, len(candidate.events), ()), received_at=at)


def _watch(stage: Stage, sitting_id: UUID, sitting: dict[str, _Candidate], now: datetime) -> None:
    """What the invigilator did so far, and what the pages told of themselves."""
    invigilator = stage.staff("invigilator")
    first, ids = now - 38 * MINUTE, stage.people
    for login in (*ADDRESSES, WAITING):
        room.check_identity(invigilator, sitting_id, ids[login], now=first)
    room.admit(invigilator, sitting_id, [ids[WAITING]], now=first)
    room.note(invigilator, sitting_id, None, "空调噪音大，已报修", now=now - 20 * MINUTE)
    room.extend(invigilator, sitting_id, [ids[LATE]], 10, "断电", now=now - 12 * MINUTE)
    room.pause(invigilator, sitting_id, [ids[PAUSED]], "键盘故障", now=now - 5 * MINUTE)
    room.collect(invigilator, sitting_id, [ids[COLLECTED]], "考生离开考场", now=now - 3 * MINUTE)
    room.propose_reopening(invigilator, sitting[COLLECTED].attempt_id, 10, "收错卷", now=now - 2 * MINUTE)
    away = SignalNote(1, SignalKind.FOCUS_LOST, None, 14)
    said = ((LOST, 2, (away,)), (PAUSED, 0, ()), (LATE, 0, ()))
    for at, (login, unsent, signals) in enumerate(said):
        note = PresenceNote(PAGE, 1, unsent, True, 0, signals)
        when = now - 2 * MINUTE + timedelta(seconds=5 * at)  # what comes at once would wait to be written together
        room.note_presence(sitting[login].ticket, note, address=ADDRESSES[login], now=when)
