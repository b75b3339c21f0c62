"""Where each page of the application can be seen in the demo organisation: a real address, and who opens it there.

The endpoints come from the URL map, so that a new page without an address here fails the walk.
"""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask

from certify.credentials import services as credentials
from certify.delivery import services as delivery
from certify.exams import services as exams
from certify.exams.domain import RoomRules, SittingPlan
from certify.exams.domain.safe_browser import SafeBrowser, SafeBrowserMode
from certify.marking import services as marking
from certify.programmes import services as programmes
from certify.results import services as results
from courses import services as courses
from foundation import clock
from foundation.db import db
from people import services as people
from people.domain import Actor, Permission
from question_bank import services as bank
from question_bank.domain.items import ItemDraft
from question_bank.services import bulk, bulk_doing
from question_bank.services.imports import Teller, get_upload, show_large, upload_file, work_on
from tests.e2e.server import Site
from tests.emergency_files import RING, event, make

ADMIN, HR, WRITER, REVIEWER = "100001", "100002", "100011", "100012"
EXAMINER, INVIGILATOR, MARKER = "100013", "100021", "100031"
STAFF = (WRITER, REVIEWER, EXAMINER, INVIGILATOR, MARKER, HR, ADMIN)
SITTING, WAITING, CERTIFIED, FAILED, LEARNING, UNENROLLED = "200827", "200723", "200612", "200702", "200731", "200737"
AGENTS = (SITTING, WAITING, CERTIFIED, FAILED, LEARNING, UNENROLLED)
ANYBODY, EVERYBODY = "", "*"  # signed out; each in turn
PAPERS = Path(__file__).parent.parent / "data" / "papers"
TABLE = "题型,题干,选项A,选项B,答案,备注\n单选,先做什么？,问好,挂断,A,内部\n判断,先核身再查询,,,对,\n"
LARGE_TABLE = TABLE + "".join(f"单选,第 {n} 步先做什么？,问好,挂断,A,\n" for n in range(510))
BROKEN_JSON = '{"question": "' + "x" * 310_000
SMALL_PAPER = "一、单选题（共1题，每题2分，共2分）\n1、转接之前先（）\nA、征得同意\nB、挂断\n答案：A\n"
BROKEN_PEOPLE = "工号,姓名,单位,岗位,电话\n200901,张一,岚州一中心,10000,13800000901\n2009,李二,没有的中心,,1\n"

# GET routes that are no pages: JSON, files, and what the other tests ask for.
NO_PAGES = {
    "static",
    "shell.noop",
    "attempts_api.state",
    "delivery.room_state",
    "bank.import_picture",
    "bank.import_problems",
    "bank.import_state",
    "bank.media",
    "delivery.drawing",
    "delivery.media",
    "marking.drawing",
    "marking.media",
    "results.media",
    "delivery.server_clock",
    "delivery.safe_browser_file",
    "delivery.safe_browser_link",
    "credentials.certificate_file",
    "people.import_problems",
    "people.import_template",
    "people.set_up",  # shown once, on an empty database: tests/e2e/test_pages.py visits it there
    "records.export",
}


@dataclass(frozen=True)
class Address:
    """A page and somebody who may open it (ANYBODY: signed out; EVERYBODY: whoever may)."""

    endpoint: str
    path: str
    login: str


def page_endpoints(app: Flask) -> set[str]:
    """Every endpoint that answers GET with a page."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES


def prepare(site: Site) -> dict[str, str]:
    """Everybody's password by login: as the first start printed it, else set with a sign-in slip."""
    unknown = {login: secrets.token_hex(8) for login in (*STAFF, *AGENTS) if login not in site.passwords}
    with site.services():
        now, admin = clock.now(), people.actor_of_login(ADMIN)
        for login, password in unknown.items():
            slip = people.sign_in_slip(admin, people.actor_of_login(login).require_person(), now=now)
            people.set_password_by_token(slip, password, now=now)
    return {**site.passwords, **unknown}


def addresses(site: Site) -> list[Address]:
    """All of them, after making what the demo has none of: drafts, imports, a running attempt."""
    with site.services() as app:
        found = [*_plain(app), *_staff(), *_agents()]
        return [Address(endpoint, path, login) for endpoint, path, login in found]


def _plain(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Addresses without a parameter, as everybody may try them."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint not in NO_PAGES:
            yield rule.endpoint, rule.rule, EVERYBODY


def _staff() -> Iterator[tuple[str, str, str]]:
    now = clock.now()
    yield from _bank(now)
    yield from _exams(now)
    marker, hr, admin = (people.actor_of_login(login) for login in (MARKER, HR, ADMIN))
    version_id = marking.list_queue(marker)[0].version_id
    yield "marking.script", f"/marking/{version_id}", MARKER
    handed_in = results.list_mine(people.actor_of_login(WAITING))[0].attempt_id
    unsent = make(handed_in, [event(901, 1, "B"), event(902, 2, "C")], client_id="demo-page")
    file_id = delivery.hand_in_file(people.actor_of_login(EXAMINER), unsent, RING, now=now)
    yield "delivery.emergency_file", f"/emergency/{file_id}", EXAMINER
    delivery.load_emergency_file(people.actor_of_login(EXAMINER), file_id, RING, now=now)
    yield "marking.late", f"/marking/late/{handed_in}", EXAMINER
    sitting_id = results.list_dry_runs(people.actor_of_login(EXAMINER))[0].sitting.sitting_id
    yield "results.dry_run", f"/marking/release/{sitting_id}", EXAMINER
    yield "marking.choices", f"/marking/choices/{sitting_id}", EXAMINER
    yield "marking.near_misses", f"/marking/near-misses/{sitting_id}", EXAMINER
    yield "results.alike", f"/marking/release/{sitting_id}/alike", EXAMINER
    programme = programmes.list_programmes()[-1]
    yield "programmes.show", f"/programmes/{programme.id}", EXAMINER
    yield "programmes.show_version", f"/programmes/{programme.id}/versions/1", HR
    yield "programmes.new_version", f"/programmes/{programme.id}/versions/new", EXAMINER
    for login in (CERTIFIED, LEARNING, UNENROLLED):
        yield "records.person", f"/records/people/{_person(login)}", HR
    person = f"/people/{_person(CERTIFIED)}"
    yield "people.show_person", person, HR
    yield "people.edit_person", f"{person}/edit", HR
    yield "people.confirm_leave", f"{person}/leave", HR
    import_id = people.stage_import(hr, "人员.csv", BROKEN_PEOPLE.encode(), now=now)
    yield "people.show_import", f"/people/imports/{import_id}", HR
    yield "people.sign_in_slip", f"/sign-in-slip/{people.sign_in_slip(admin, _person('200701'), now=now)}", ANYBODY
    yield "admin.edit_job_role", f"/admin/job-roles/{people.list_job_roles()[0].id}", ADMIN


def _bank(now: datetime) -> Iterator[tuple[str, str, str]]:
    writer = people.actor_of_login(WRITER)
    unit_id = bank.home_unit_id(writer, Permission.WRITE_ITEMS)
    for item_type in ("single_choice", "multiple_choice", "true_false", "fill_blank", "short_answer", "essay"):
        yield "bank.new_item", f"/bank/items/new?type={item_type}", WRITER
    bank.save_filter(writer, "客户题，没用过", {"words": "客户", "usage": "never"}, now=now)
    yield "bank.list_items", "/bank/items?words=客户&usage=never", WRITER
    draft, waiting = (
        bank.create_item(writer, unit_id, _choice(stem), now=now) for stem in ("写到一半的题", "待审的题")
    )
    bank.comment_on(writer, draft, "stem", "题干再短一点", now=now)
    alike = [bank.create_item(writer, unit_id, _choice(f"等了 {n} 分钟先说什么？"), now=now) for n in (3, 5, 7)]
    bank.profile_items(now=now)
    yield "bank.like_pairs", "/bank/health/pairs", WRITER
    yield "bank.like_group", f"/bank/health/pairs/groups/{alike[0]}", WRITER
    bank.submit_for_review(writer, waiting, now=now)
    yield "bank.edit_item", f"/bank/items/{draft}/edit", WRITER
    yield "bank.review", f"/bank/reviews/{waiting}", REVIEWER
    used = bank.list_drawable(people.get_unit(unit_id).path, now=now)[0].item_id
    for item_id in (draft, used):
        yield "bank.item", f"/bank/items/{item_id}", WRITER
    yield "bank.item_version", f"/bank/items/{used}/versions/1", WRITER
    texts = bank.read_texts("hotline.txt", (PAPERS / "hotline.txt").read_bytes(), None)
    import_id = bank.upload_paper(writer, texts, "GENERAL", now=now)
    yield "bank.paper_import", f"/bank/imports/{import_id}", WRITER
    yield "bank.deal_strip", f"/bank/imports/{import_id}/strips/0?strip=CACBX", WRITER
    edits = [bulk.choose_items(writer, [draft, waiting], now=now) for _each in range(3)]
    for edit_id in edits[1:]:
        bulk.plan_edit(writer, edit_id, "difficulty", "hard", now=now)
    bulk_doing.confirm_edit(writer, edits[2], now=now)
    yield from (("bank.bulk_edit", f"/bank/bulk/{edit_id}", WRITER) for edit_id in edits)
    yield "bank.paper_import", f"/bank/imports/{import_id}?open=new-4", WRITER
    large, broken = (
        upload_file(writer, name, data.encode(), None, "GENERAL", now=now)
        for name, data in (("大题库.csv", LARGE_TABLE), ("断了.json", BROKEN_JSON))
    )
    for upload_id in (large, broken):
        work_on(upload_id, Teller(lambda: now, rest=0.0))
        _until_read(writer, upload_id)
    yield "bank.import_progress", f"/bank/imports/{broken}/progress", WRITER
    yield "bank.large_import", f"/bank/imports/{large}/items", WRITER
    first = show_large(writer, large).items[0][0]
    yield "bank.large_item", f"/bank/imports/{large}/items/{first.ref}", WRITER
    texts = bank.read_texts("题库.csv", TABLE.encode(), None)
    yield "bank.paper_import", f"/bank/imports/{bank.upload_paper(writer, texts, 'GENERAL', now=now)}", WRITER
    texts = bank.read_texts("小试卷.txt", SMALL_PAPER.encode(), None)
    bank.import_paper(writer, texts, "GENERAL", now=now)
    (paper,) = exams.list_papers(people.actor_of_login(EXAMINER))
    yield "exams.paper_exam", f"/exams/from-paper/{paper.import_id}", EXAMINER


def _until_read(writer: Actor, upload_id: UUID) -> None:
    """The site's own job process may have been first."""
    for _turn in range(300):
        db.session.remove()
        if get_upload(writer, upload_id).stage != "waiting":
            return
        time.sleep(0.1)


def _choice(stem: str) -> ItemDraft:
    options = [{"id": letter, "text": f"选项 {letter}", "rationale": None} for letter in "ABC"]
    content = {"stem": stem, "options": options, "answer_key": ["A"], "explanation": None, "lang": "zh-CN"}
    return ItemDraft("single_choice", content, "M1")


def _exams(now: datetime) -> Iterator[tuple[str, str, str]]:
    examiner = people.actor_of_login(EXAMINER)
    theory = next(exam for exam in exams.list_exams(examiner) if exam.version.blueprint.pool == "exam")
    forms = exams.list_forms(examiner, theory.id)
    yield "exams.blueprint", f"/exams/{theory.id}/blueprint", EXAMINER
    yield "exams.show_form", f"/exams/{theory.id}/forms/{forms[0].id}", EXAMINER
    yield "exams.show_form", f"/exams/{theory.id}/forms/{forms[0].id}?answers=1", EXAMINER
    yield "marking.try_form", f"/marking/trial/{forms[0].id}", EXAMINER
    draft_id = exams.create_exam(examiner, unit_id=theory.unit_id, blueprint=theory.version.blueprint, now=now)
    base = f"/exams/{draft_id}"
    yield "exams.blueprint", f"{base}/blueprint", EXAMINER
    yield "exams.rules", f"{base}/rules", EXAMINER
    yield "exams.constraints", f"{base}/constraints", EXAMINER
    drawn_id = exams.assemble_form(examiner, draft_id, without_repeats=False, now=now)
    swappable = min(exams.list_swappable(examiner, drawn_id))
    yield "exams.show_form", f"{base}/forms/{drawn_id}", EXAMINER
    yield "exams.swap", f"{base}/forms/{drawn_id}/slots/{swappable}", EXAMINER
    yield "exams.compare_forms", f"/exams/{theory.id}/forms", EXAMINER
    slot = exams.get_form(forms[0].id).slots[0]
    yield "exams.item_usage", f"/exams/items/{slot.item_id}/usage", EXAMINER
    yield "exams.section", f"{base}/sections/2", EXAMINER
    yield "exams.section_items", f"{base}/sections/2/items", EXAMINER
    tomorrow = now + timedelta(days=1)
    plan = SittingPlan("还没发布", theory.unit_id, theory.version.id, tomorrow, tomorrow + timedelta(hours=3))
    sitting_id = exams.create_sitting(examiner, plan, now=now)
    yield "exams.edit_sitting", f"/sittings/{sitting_id}/edit", EXAMINER
    yield "exams.show_sitting", f"/sittings/{sitting_id}", EXAMINER
    yield "exams.show_sitting", f"/sittings/{_open_sitting(SITTING)}", INVIGILATOR
    locked = replace(plan, opens_at=plan.opens_at + timedelta(days=40), closes_at=plan.closes_at + timedelta(days=40))
    locked = replace(locked, title="锁定浏览器", rules=RoomRules(safe_browser=SafeBrowser(SafeBrowserMode.REQUIRED)))
    locked_id = exams.create_sitting(examiner, locked, now=now)
    exams.add_to_roster(examiner, locked_id, [_person(SITTING)], now=now)
    exams.publish_sitting(examiner, locked_id, now=now)
    yield "exams.show_sitting", f"/sittings/{locked_id}", EXAMINER
    yield "delivery.start", f"/sittings/{locked_id}/start", SITTING
    yield "delivery.safe_browser_quit", "/safe-browser/quit/done", ANYBODY
    room = f"/rooms/{_open_sitting(SITTING)}"
    yield "delivery.show_room", room, INVIGILATOR
    yield "delivery.room_seat", f"{room}/seats/{_person(SITTING)}", INVIGILATOR
    yield "delivery.room_record", f"{room}/record", INVIGILATOR
    yield "delivery.reopenings", f"{room}/reopenings", EXAMINER


def _agents() -> Iterator[tuple[str, str, str]]:
    now = clock.now()
    for login in (LEARNING, CERTIFIED):
        yield "courses.index", "/courses", login
    yield "courses.module", "/courses/M1", LEARNING
    lessons = [lesson.code for module in courses.list_modules() for lesson in module.lessons]
    yield from (("courses.lesson", f"/lessons/{code}", LEARNING) for code in (lessons[0], lessons[1], lessons[-1]))
    yield "courses.check_result", f"/lessons/{lessons[0]}/checks/1", LEARNING
    yield "delivery.my_exams", "/my/exams", SITTING
    sitting_id = _open_sitting(SITTING)
    yield "delivery.start", f"/sittings/{_rehearsal(SITTING)}/start", SITTING
    access = exams.show_sitting(people.actor_of_login(EXAMINER), sitting_id).access_code
    attempt_id = delivery.start_attempt(people.actor_of_login(SITTING), sitting_id, access_code=access, now=now)
    yield "delivery.exam", f"/attempts/{attempt_id}", SITTING
    for login in (CERTIFIED, FAILED, WAITING):
        line = results.list_mine(people.actor_of_login(login))[0]
        yield "delivery.receipt", f"/attempts/{line.attempt_id}/receipt", login
        yield "results.my_result", f"/my/results/{line.attempt_id}", login
        yield "results.print_result", f"/my/results/{line.attempt_id}/print", login
    for login in (CERTIFIED, LEARNING, UNENROLLED):
        yield "credentials.my_certificates", "/my/certificates", login
        yield "programmes.my_way", "/my/way", login
    for login in (CERTIFIED, "200618", "200619", "200101"):  # valid, revoked, suspended, expired
        (certificate,) = credentials.list_own(people.actor_of_login(login), now=now)
        yield "credentials.verify", f"/verify/{certificate.token}", ANYBODY


def _person(login: str) -> UUID:
    return people.actor_of_login(login).require_person()


def _sittings(login: str, kind: str) -> list[UUID]:
    return [each.sitting_id for each in exams.list_sittings_for(_person(login)) if each.kind == kind]


def _open_sitting(login: str) -> UUID:
    return _sittings(login, "scored")[-1]


def _rehearsal(login: str) -> UUID:
    return _sittings(login, "rehearsal")[-1]
