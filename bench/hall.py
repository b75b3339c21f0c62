"""The scratch installation: people, bank, paper, sitting, made through the services as an organisation would make them.

Two actors stand behind the paper (one writes, another approves), and every candidate is an agent on the roster.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bench.paper import AREAS, BenchItem, make_items
from certify.exams import services as exams
from certify.exams.domain import DrawCell, ExamBlueprint, PassRule, Section, SittingPlan
from foundation.score import points
from people import services as people
from people.domain import SYSTEM, Actor, Role, UnitKind
from people.passwords import hash_password
from question_bank import services as bank
from question_bank.domain.items import ItemDraft

PASSWORD = "one long password 42"
SECTIONS = (
    ("一、单选题", "single_choice", "exact", 20, 1),
    ("二、多选题", "multiple_choice", "exact", 10, 2),
    ("三、填空题", "fill_blank", "per_blank", 20, 1),
    ("四、论述题", "essay", "manual", 4, 10),
)


@dataclass(frozen=True, slots=True)
class Hall:
    """What the load and the check must know: the sitting and its code, the logins, which item lies in which slot."""

    sitting_id: str
    access_code: str
    logins: tuple[str, ...]
    items: dict[int, BenchItem]


def open_hall(n_candidates: int, *, now: datetime, minutes: int = 120) -> Hall:
    """Fill an empty database; the sitting is open from now, and an attempt lasts so many minutes."""
    centre = None
    for name, kind in (("测量省", UnitKind.PROVINCE), ("测量市", UnitKind.CITY), ("测量中心", UnitKind.CENTRE)):
        centre = people.create_unit(SYSTEM, name=name, kind=kind, parent_id=centre, now=now)
    assert centre is not None
    hashed = hash_password(PASSWORD)  # one for all: making them is not what is measured

    def person(login: str, *roles: Role) -> Actor:
        people.create_person(SYSTEM, login=login, name=f"测量{login}", unit_id=centre, roles=roles, phone="13800000000",
                             password_hash=hashed, must_change_password=False, now=now)  # fmt: skip
        return people.actor_of_login(login)

    staff = (("900001", Role.ITEM_WRITER), ("900002", Role.REVIEWER), ("900003", Role.EXAMINER))
    writer, reviewer, examiner = (person(login, role) for login, role in staff)
    items = make_items()
    _fill_bank(writer, reviewer, examiner, centre, items, now)
    candidates = [person(f"{100000 + n}", Role.AGENT) for n in range(n_candidates)]
    exam_id = exams.create_exam(examiner, unit_id=centre, blueprint=_blueprint(items, minutes), now=now)
    form_id = exams.assemble_form(examiner, exam_id, now=now)
    exams.freeze_form(examiner, form_id, now=now)
    version_id = exams.get_exam(examiner, exam_id).version.id
    plan = SittingPlan("测量场", centre, version_id, now - timedelta(minutes=1), now + timedelta(hours=6))
    sitting_id = exams.create_sitting(examiner, plan, now=now)
    exams.add_to_roster(examiner, sitting_id, [candidate.require_person() for candidate in candidates], now=now)
    exams.publish_sitting(examiner, sitting_id, now=now)
    code = exams.show_sitting(examiner, sitting_id).access_code
    logins = tuple(candidate.login for candidate in candidates)
    return Hall(str(sitting_id), code or "", logins, _places(form_id, centre, items, now))


def _fill_bank(
    writer: Actor, reviewer: Actor, examiner: Actor, unit_id: UUID, items: tuple[BenchItem, ...], now: datetime
) -> None:
    for position, code in enumerate(AREAS):
        bank.save_area(examiner, code, f"测量领域 {code}", f"Bench area {code}", position=position, now=now)
    drafts = [ItemDraft(item.item_type, {"lang": "zh-CN", **item.content()}, item.area, external_id=item.external_id)
              for item in items]  # fmt: skip
    for item_id in bank.import_items(writer, unit_id, drafts, now=now).all:
        bank.submit_for_review(writer, item_id, now=now)
        bank.approve_item(reviewer, item_id, now=now)


def _blueprint(items: tuple[BenchItem, ...], minutes: int) -> ExamBlueprint:
    sections = []
    for title, kind, rule, n_items, each in SECTIONS:
        counts = {area: sum(item.item_type == kind and item.area == area for item in items) for area in AREAS}
        assert sum(counts.values()) == n_items
        blanks = {area: count if kind == "fill_blank" else None for area, count in counts.items()}
        draw = tuple(DrawCell(area, kind, count, blanks=blanks[area]) for area, count in counts.items())
        section = Section(title, points(n_items * each), kind, rule, points(each), draw=draw, shuffle_options=True)
        sections.append(section)
    total = sum((section.points for section in sections), points(0))
    return ExamBlueprint("测量卷", total, minutes, tuple(sections), pass_rule=PassRule(total_at_least=points(60)))


def _places(form_id: UUID, unit_id: UUID, items: tuple[BenchItem, ...], now: datetime) -> dict[int, BenchItem]:
    """Which item came to lie in which slot of the drawn paper."""
    by_name = {item.external_id: item for item in items}
    path = people.get_unit(unit_id).path
    names = {summary.item_id: summary.external_id or "" for summary in bank.list_drawable(path, now=now)}
    return {slot.position: by_name[names[slot.item_id]] for slot in exams.get_form(form_id).slots}
