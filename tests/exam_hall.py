"""A theory exam ready to be sat, made through the services: bank, blueprint, two forms, a published sitting, a roster.

And a candidate who speaks the save protocol with the services as a page would.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import yaml

from certify.delivery import services as delivery
from certify.delivery.domain import HandIn, OpenPage, SaveEvent, TakeOver
from certify.delivery.services import HandedIn
from certify.delivery.tickets import Ticket
from certify.exams import services as exams
from certify.exams.domain import ExamForm, SittingPlan
from people import services as people
from people.domain import Actor
from question_bank import services as bank
from question_bank.formats.item_list import read_item_list
from tests.factories import PASSWORD, House

THEORY = Path(__file__).resolve().parent.parent / "question_bank" / "content" / "theory"
MODULES = ("M0", "M1", "M2", "M3", "M4", "M5")


@dataclass
class Hall:
    """The ids of what was made."""

    exam_id: UUID
    form_ids: list[UUID]
    sitting_id: UUID
    code: str


def open_hall(house: House, now: datetime, *, opens: timedelta = timedelta(0), hours: int = 3) -> Hall:
    """Everything up to a published sitting of the theory exam with Ada and Adam on its roster."""
    for position, code in enumerate(MODULES):
        bank.save_area(house.ben, code, f"模块 {code}", f"Module {code}", position=position, now=now)
    north = house.units["north"]
    drafts = [draft for code in MODULES for draft in read_item_list((THEORY / f"{code.lower()}.yaml").read_text())]
    for item_id in bank.import_items(house.writer, north, drafts, now=now).all:
        bank.submit_for_review(house.writer, item_id, now=now)
        bank.approve_item(house.reviewer, item_id, now=now)
    blueprint = yaml.safe_load((THEORY / "blueprint.yaml").read_text())
    exam_id = exams.import_blueprint(house.ben, north, blueprint, now=now)
    form_ids = [exams.assemble_form(house.ben, exam_id, only_tag=tag, now=now) for tag in ("set-1", "set-2")]
    for form_id in form_ids:
        exams.freeze_form(house.ben, form_id, now=now)
    version = exams.get_exam(house.ben, exam_id).version
    plan = SittingPlan("第一场", house.units["centre"], version.id, now + opens, now + opens + timedelta(hours=hours))
    sitting_id = exams.create_sitting(house.ben, plan, now=now)
    exams.add_to_roster(house.ben, sitting_id, [house.ada.require_person(), house.adam.require_person()], now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    code = exams.show_sitting(house.ben, sitting_id).access_code
    assert code is not None
    return Hall(exam_id, form_ids, sitting_id, code)


def right_answer(slot: Any) -> Any:
    """The key as a response; an open question gets a text."""
    key = slot.content.get("answer_key")
    if slot.item_type == "single_choice":
        return key[0]
    if slot.item_type == "multiple_choice":
        return sorted(key)
    if slot.item_type == "fill_blank":
        return [accepted[0] for accepted in key]
    return key if slot.item_type == "true_false" else "先听完，再复述，再给办法。"


@dataclass
class Candidate:
    """One page of one candidate: numbers its events as the page does."""

    actor: Actor
    attempt_id: UUID
    client_id: str = "page-0001"
    epoch: int = 1
    sequence: int = 0
    ticket: Ticket = field(init=False)

    def __post_init__(self) -> None:
        assert self.actor.session_id is not None
        self.ticket = Ticket(self.actor.require_person(), self.actor.session_id, self.attempt_id)

    @classmethod
    def start(cls, actor: Actor, hall: Hall, now: datetime, **page: Any) -> "Candidate":
        """Sign in, start, open the page."""
        token = people.sign_in(actor.login, PASSWORD, now=now, address="127.0.0.1")
        found = people.resolve_session(token, now=now)
        assert found is not None
        attempt_id = delivery.start_attempt(found[0], hall.sitting_id, access_code=hall.code, now=now)
        candidate = cls(found[0], attempt_id, **page)
        candidate.open(now)
        return candidate

    def open(self, now: datetime) -> dict[str, Any]:
        """Rule 3."""
        opening = delivery.open_attempt(self.ticket, OpenPage(self.client_id), now=now)
        self.epoch, self.sequence = opening["epoch"], opening["last_sequence"]
        return opening

    def take_over(self, now: datetime) -> None:
        """Continue here."""
        taken = delivery.continue_here(self.ticket, TakeOver(self.client_id, self.epoch), now=now)
        self.epoch, self.sequence = taken["epoch"], taken["last_sequence"]

    def form(self) -> ExamForm:
        """The paper with its key, for tests only."""
        return exams.get_form(delivery.page_of(self.actor, self.attempt_id, now=datetime.max.astimezone()).form_id)

    def event(self, slot: int, value: Any, kind: str = "answer", sequence: int | None = None) -> dict[str, Any]:
        """The next event as JSON."""
        if sequence is None:
            self.sequence += 1
        number = sequence or self.sequence
        return {"epoch": self.epoch, "sequence": number, "slot": slot, "kind": kind, "value": value, "client_time": "x"}

    def send(self, now: datetime, *events: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One batch; status and reply."""
        body = json.dumps({"client_id": self.client_id, "events": events}).encode()
        saved = delivery.save(self.ticket, self.attempt_id, body, received_at=now, is_stale=lambda: False)
        return saved.status, json.loads(saved.body)

    def answer(self, now: datetime, slot: int, value: Any) -> str:
        """Save one answer; its outcome."""
        _status, reply = self.send(now, self.event(slot, value))
        return str(reply["outcomes"][0]["outcome"])

    def hand_in(self, now: datetime, *events: dict[str, Any], without: tuple[int, ...] = ()) -> HandedIn:
        """Rule 21."""
        batch = msgspec.convert(events, tuple[SaveEvent, ...])
        request = HandIn(self.client_id, self.epoch, self.sequence, batch, without)
        return delivery.hand_in(self.ticket, request, received_at=now)
