"""The demo's stage: organisation, people, question bank, courses, programmes, exam. Each step is a service call."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import yaml

from certify.demo.cast import AGENTS, STAFF, UNITS
from certify.exams import services as exams
from certify.programmes import services as programmes
from certify.programmes.domain import Requirement
from courses import services as courses
from people import services as people
from people.domain import SYSTEM, Actor, Role
from people.passwords import hash_password
from people.services.set_up import JOB_ROLES
from question_bank import services as bank

THEORY = Path(__file__).resolve().parents[2] / "question_bank" / "content" / "theory"
VALIDITY_MONTHS = 24


@dataclass
class Stage:
    """Everything that later steps refer to; passwords live here until they were printed."""

    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    exam_id: UUID | None = None
    forms: dict[str, UUID] = field(default_factory=dict)
    programmes: dict[str, UUID] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """The person as they may act now."""
        return people.actor_of_login(login)

    def staff(self, key: str) -> Actor:
        """A member of staff by key."""
        return self.actor(next(each.login for each in STAFF if each.key == key))


def new_password() -> str:
    """Three groups of letters and digits that are easy to type; about 60 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def build_people(stage: Stage, *, now: datetime) -> None:
    """Units, posts, staff and agents."""
    for key, name, kind, parent in UNITS:
        parent_id = stage.units[parent] if parent else None
        stage.units[key] = people.create_unit(SYSTEM, name=name, kind=kind, parent_id=parent_id, now=now)
    posts = {
        code: people.create_job_role(SYSTEM, code=code, name_zh=zh, name_en=en, now=now) for code, zh, en in JOB_ROLES
    }
    for each in STAFF:
        _add(stage, each.key, each.login, each.name, stage.units[each.unit], each.roles, None, now)
    for number, agent in enumerate(AGENTS):
        unit_id = stage.units[agent.unit]
        _add(stage, agent.login, agent.login, agent.name, unit_id, (Role.AGENT,), posts["10000"], now, number)


def _add(
    stage: Stage,
    key: str,
    login: str,
    name: str,
    unit_id: UUID,
    roles: tuple[Role, ...],
    post: UUID | None,
    now: datetime,
    number: int = 0,
) -> None:
    password = new_password()
    stage.passwords[key] = password
    stage.people[key] = people.create_person(
        SYSTEM,
        login=login,
        name=name,
        unit_id=unit_id,
        phone=f"138000{number:02d}{login[-3:]}" if post else None,
        job_role_id=post,
        hired_on=now.date(),
        roles=roles,
        password_hash=hash_password(password),
        must_change_password=False,
        now=now,
    )


def build_content(stage: Stage, *, now: datetime) -> None:
    """Courses with their knowledge checks, the theory items reviewed by a second person, the exam with two forms."""
    writer, reviewer, examiner = stage.staff("writer"), stage.staff("reviewer"), stage.staff("examiner")
    province = stage.units["province"]
    courses.load_content(writer, province, reviewer=reviewer, now=now)
    drafts = [
        d for file in sorted(THEORY.glob("m*.yaml")) for d in bank.read_item_list(file.read_text(), name=file.name)
    ]
    for item_id in bank.import_items(writer, province, drafts, now=now).all:
        bank.submit_for_review(writer, item_id, now=now)
        bank.approve_item(reviewer, item_id, now=now)
    blueprint = yaml.safe_load((THEORY / "blueprint.yaml").read_text())
    stage.exam_id = exams.import_blueprint(examiner, province, blueprint, now=now)
    for tag in ("set-1", "set-2"):
        form_id = exams.assemble_form(examiner, stage.exam_id, only_tag=tag, now=now)
        exams.freeze_form(examiner, form_id, now=now)
        stage.forms[tag] = form_id


def build_programmes(stage: Stage, *, now: datetime) -> None:
    """Two programmes, so that no certificate says more than is true: the theory part, and the whole level 1."""
    examiner = stage.staff("examiner")
    parts = (
        Requirement("lessons_read", "学完全部课程", "Read all lessons"),
        Requirement("checks_passed", "每课自测达到 80%", "Pass each knowledge check (80 %)"),
        Requirement("exam_passed", "通过理论考试", "Pass the theory exam", {"exam_id": str(stage.exam_id)}),
    )
    approval = Requirement("approval", "第二人批准", "Approval by a second person")
    practical = (
        Requirement("not_open", "技能考试（通话模拟、录音判错、打字与记录）", "Skill exam (calls, recordings, notes)"),
        Requirement("not_open", "导师签字", "Mentor's sign-off"),
    )
    for code, zh, en, certificate_zh, certificate_en, children in (
        (
            *("10000-1-theory", "10000 号客服代表 · 一级 理论", "10000 hotline agent · level 1, theory"),
            *("理论部分合格证明", "Certificate of passing the theory part", (*parts, approval)),
        ),
        (
            *("10000-1", "10000 号客服代表 · 一级", "10000 hotline agent · level 1"),
            *("一级证书", "Level 1 certificate", (*parts, *practical, approval)),
        ),
    ):
        stage.programmes[code] = programmes.create_programme(
            examiner,
            unit_id=stage.units["province"],
            code=code,
            title_zh=zh,
            title_en=en,
            level_zh="一级",
            level_en="Level 1",
            certificate_zh=certificate_zh,
            certificate_en=certificate_en,
            job_role="10000",
            requirements=Requirement("all_of", zh, en, children=children),
            validity_months=VALIDITY_MONTHS,
            now=now,
        )
