"""A form as a file to print: sections, rules and points as its page shows them, with the sealed line; the key apart."""

from datetime import datetime
from uuid import UUID

from certify.exams.domain import ExamForm, FormSection, Slot
from certify.exams.services.papers import show_form
from foundation import audit
from foundation.db import transaction
from foundation.score import show
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain.printing import PrintedItem, PrintedPaper, PrintedSection


def print_form(actor: Actor, form_id: UUID, kind: str, *, key: bool, now: datetime) -> tuple[bank.PrintedFile, str]:
    """The paper or its key as Word ("docx") or PDF ("pdf"), and a name for the file; who took which away is audited.
    Raises UnknownForm outside the actor's reach, UnknownPaperKind.
    """
    _exam, _summary, form = show_form(actor, form_id)
    made = bank.print_paper(printed(form), kind, key=key)
    with transaction():
        audit.record(actor, "exams.print", "exam_form", form_id, now=now, file=kind, key=key)
    name = f"{form.title} {form.label}" + (" 答案" if key else "") + made.suffix
    return made, name


def printed(form: ExamForm) -> PrintedPaper:
    """The form as it stands on paper; papers speak Chinese, as their items do."""
    about = f"试卷说明：本卷总分 {show(form.total)} 分，考试时间为 {form.duration_seconds // 60} 分钟。"
    sections = tuple(_section(section, form.slots_of(section)) for section in form.sections)
    return PrintedPaper(form.title, sections, about, f"试卷编号 {form.label}-{form.hash[:8]}")


def _section(section: FormSection, slots: tuple[Slot, ...]) -> PrintedSection:
    worth = {slot.points for slot in slots}
    each = f"每题 {show(worth.pop())} 分，" if len(worth) == 1 else ""
    items = tuple(
        PrintedItem(slot.number, slot.item_type, slot.content, "" if each else f"（{show(slot.points)} 分）")
        for slot in slots
    )
    counted = f"（共 {len(slots)} 题，{each}共 {show(section.points)} 分）"
    return PrintedSection(section.title + ("" if section.rule else counted), items, section.rule)
