"""The permission matrix, second half: every route that names an object × another unit's staff × another person.

Who lacks the permission altogether is refused in test_access.py. Here Cleo's colleague holds every staff role, but in
another city, and Adam is a candidate like Ada: both must be told that Ada's and the north's things don't exist.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from flask import Flask

from certify.credentials import services as credentials
from certify.delivery import services as delivery
from certify.delivery.services import room
from certify.exams import services as exams
from certify.marking import services as marking
from certify.programmes import services as programmes
from certify.programmes.domain import Requirement
from foundation.media import references
from people import services as people
from question_bank import services as bank
from question_bank.domain.items import ItemDraft
from question_bank.services import bulk
from tests.emergency_files import RING, event, make
from tests.exam_hall import Candidate, open_hall, right_answer
from tests.factories import House, signed_in
from tests.media_samples import png

REFUSED = {403, 404}
PUBLIC_TEXTS = {"courses.module", "courses.lesson", "courses.mark_read", "courses.keep_place", "courses.submit_check"}


@dataclass
class World:
    """Ada's and the north's objects, by the name under which routes ask for them."""

    values: dict[str, object]

    def find(self, endpoint: str, name: str) -> object:
        """The object that a route of this blueprint means by the name."""
        return self.values.get(f"{endpoint.split('.')[0]}.{name}", self.values.get(name))


def build_world(app: Flask, house: House) -> World:
    now = datetime.now(UTC) - timedelta(hours=2)
    hall = open_hall(house, now)
    ada = Candidate.start(house.ada, hall, now)
    for slot in ada.form().slots:
        ada.answer(now + timedelta(minutes=1), slot.position, right_answer(slot))
    ada.hand_in(now + timedelta(minutes=30))
    picture = bank.add_media(house.writer, house.units["north"], png(), label="图", now=now)
    reopening_id = room.propose_reopening(house.invigilator, ada.attempt_id, 10, "断电", now=now)
    draft = ItemDraft("true_false", {"stem": "先核身，再查询。", "answer_key": True}, "M0", external_id="X1")
    item_id = bank.create_item(house.writer, house.units["north"], draft, now=now)
    draft_beside = ItemDraft("true_false", {"stem": "先查询，再核身。", "answer_key": False}, "M0", external_id="X2")
    tree = Requirement("all_of", "一级", "Level 1", children=(Requirement("approval", "批准", "Approval"),))
    programme_id = programmes.create_programme(
        house.ben,
        unit_id=house.units["north"],
        code="T1",
        title_zh="理论",
        title_en="Theory",
        certificate_zh="理论部分合格证明",
        certificate_en="Theory",
        job_role="10000",
        requirements=tree,
        validity_months=24,
        now=now,
    )
    ada_id = house.ada.require_person()
    programmes.enrol(house.hr, ada_id, programme_id, now=now)
    programmes.approve(house.hr, ada_id, programme_id, now=now)
    credential = credentials.list_own(house.ada, now=now)[0]
    queue = marking.list_queue(house.marker)
    table = "工号,姓名,单位\n200950,新来,岚州一中心\n".encode()
    people_import = people.stage_import(house.hr, "people.csv", table, now=now)
    paper = "一、判断题(共1题,每题1分)\n1、先核身再查询。( √ )\n".encode()
    texts = bank.read_texts("paper.txt", paper, None)
    paper_import = bank.upload_paper(house.writer, texts, "M0", now=now)
    bulk_edit = bulk.choose_items(house.writer, [item_id], now=now)
    right_id = exams.grant_time(
        house.ben, ada_id, time_factor=Decimal("1.25"), from_day=now.date(), reason="视力", now=now
    )
    unsent = make(ada.attempt_id, [event(900, 1, None, kind="clear")])
    record = people.get_record(house.admin, house.writer.require_person(), now=now)
    return World(
        {
            "attempt_id": ada.attempt_id,
            "sitting_id": hall.sitting_id,
            "exam_id": hall.exam_id,
            "form_id": hall.form_ids[0],
            "item_id": item_id,
            "other_id": bank.create_item(house.writer, house.units["north"], draft_beside, now=now),
            "thread_id": bank.comment_on(house.writer, item_id, "stem", "再短一点", now=now),
            "programme_id": programme_id,
            "person_id": ada_id,
            "credential_id": credential.id,
            "version_id": queue[0].version_id,
            "unit_id": house.units["centre"],
            "assignment_id": record.roles[0].assignment_id,
            "job_role_id": house.job_roles["10000"],
            "right_id": right_id,
            "file_id": delivery.hand_in_file(house.invigilator, unsent, RING, now=now + timedelta(minutes=40)),
            "people.import_id": people_import,
            "bank.import_id": paper_import,
            "edit_id": bulk_edit,
            "at": 0,
            "exams.import_id": paper_import,
            "ref": "1",
            "version": 1,
            "number": 1,
            "position": 1,
            "name": "extend",
            "kind": "pdf",
            **dict.fromkeys(("bank.name", "results.name", "marking.name"), references(picture)[0].sha256),
            "reopening_id": reopening_id,
            "lease_id": reopening_id,
            "filter_id": bank.save_filter(house.writer, "常用", {"words": "核身"}, now=now),
        }
    )


def test_nothing_of_the_north_exists_in_the_south(app: Flask, house: House) -> None:
    """Every route with an object's id × staff with all roles in another city."""
    world = build_world(app, house)
    _walk(app, house, world, "cleo_staff")


def test_nothing_of_ada_exists_for_another_candidate(app: Flask, house: House) -> None:
    """Every route with an object's id × another candidate of the same centre."""
    world = build_world(app, house)
    _walk(app, house, world, "adam")


def _walk(app: Flask, house: House, world: World, key: str) -> None:
    browser = signed_in(app, house.cast[key])
    actor = house.cast[key]
    unknown: list[str] = []
    wrong: list[str] = []
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        if access is None or access.kind not in ("requires", "signed_in") or not rule.arguments:
            continue
        if rule.endpoint in PUBLIC_TEXTS or rule.endpoint.startswith("courses."):
            continue
        if access.kind == "requires" and not any(actor.may_anywhere(p) for p in access.permissions):
            continue  # test_access.py has it
        values = {name: world.find(rule.endpoint, name) for name in rule.arguments}
        missing = [name for name, value in values.items() if value is None]
        if missing:
            unknown.append(f"{rule.endpoint}: {missing}")
            continue
        if rule.endpoint in SHARED.get(key, set()):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            reply = browser.open(path, method=method, headers={"Accept": "text/html"})
            if reply.status_code not in REFUSED:
                wrong.append(f"{method} {path} ({rule.endpoint}): {reply.status_code}")
    assert not wrong, "\n".join(wrong)
    assert not unknown, "routes that the matrix doesn't know:\n" + "\n".join(unknown)


PROGRAMMES = {"programmes.show", "programmes.show_version"}  # everybody's to read
SHARED: dict[str, set[str]] = {
    "cleo_staff": {*PROGRAMMES, "admin.edit_job_role", "admin.rename_job_role"},  # shared by all units
    "adam": {*PROGRAMMES, "delivery.start", "delivery.start_now", "delivery.confirm_change"},  # on the same roster
}
