"""A section of a blueprint: as printed, its draw, given items, its place, its end."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from wtforms.form import BaseForm as AnyForm

from certify.exams import services
from certify.exams.domain import DrawCell, ExamBlueprint, FixedItem, Navigation, PointsPer, Section
from certify.exams.domain.blueprint import ZERO
from certify.exams.domain.editing import drop_section, get_section, put_section, raise_section
from certify.exams.domain.mending import SectionCheck
from certify.exams.forms import ChooseItemsForm, EditSectionForm, section_form
from certify.exams.routes.blueprint import Page, area_names, bp
from foundation import clock
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.i18n import explain, gettext
from foundation.score import points
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import item_types, scoring_rules
from question_bank.domain import DIFFICULTY_LABELS, Difficulty, ItemType
from question_bank.domain.items import ItemSummary

SPARE_ROWS = 3


def _form(section: Section | None = None, **more: Any) -> EditSectionForm:
    areas = [(code, f"{code} {name}" if code != name else name) for code, name in area_names().items()]
    kinds = [(kind.name, gettext(kind.label)) for kind in item_types.ALL]
    rules = [(rule.name, gettext(rule.label)) for rule in scoring_rules.ALL]
    if section is None:
        return section_form(areas, kinds, rules, **more)
    names = ("title", "title_en", "rule", "rule_en", "item_type", "scoring_rule", "points", "points_each")
    flags = ("shuffle_items", "shuffle_options", "minimum_percent", "minimum_points", "minutes")
    data = {name: getattr(section, name) for name in (*names, *flags)}
    data |= {"points_per": section.points_per.value, "navigation": section.navigation.value}
    data |= {"break_minutes": section.break_minutes or None, **more}
    form = section_form(areas, kinds, rules, **data)
    for cell in section.draw:
        form.draw.append_entry(
            {
                "area": cell.area,
                "item_type": cell.item_type if cell.item_type != section.item_type else "",
                "difficulty": cell.difficulty.value if cell.difficulty else "",
                "tag": cell.tag or "",
                "count": cell.count,
                "blanks": cell.blanks,
                "points_each": cell.points_each,
            }
        )
    for _ in range(SPARE_ROWS if not section.is_fixed else 0):
        form.draw.append_entry({})
    return form


@bp.get("/exams/<uuid:exam_id>/sections/<int:number>")
@requires(Permission.MANAGE_EXAMS)
def section(exam_id: UUID, number: int) -> Page:
    """A section's form; the number after the last one starts a new section."""
    exam = services.get_exam(actor(), exam_id)
    draft = exam.version.blueprint
    there = _existing(draft, number) or Section(title="", points=ZERO, shuffle_options=True)
    form = _form(there, token=exam.version.token)
    check = services.check_section(actor(), exam_id, number, there, now=clock.now()) if there.draw else None
    return _page(exam, number, form, check)


def _existing(draft: ExamBlueprint, number: int) -> Section | None:
    """None for the place of a new section; raises NoSuchSection beyond it."""
    return None if number == len(draft.sections) + 1 else get_section(draft, number)


def _page(exam: services.Exam, number: int, form: EditSectionForm, check: SectionCheck | None = None) -> str:
    there = _existing(exam.version.blueprint, number)
    return render_template(
        "exams/section.html",
        exam=exam,
        number=number,
        form=form,
        section=there,
        rules=_rules_by_type(),
        check=check,
        rows=[at for at, entry in enumerate(form.draw) if _counts(entry.form)],
        difficulty_labels=DIFFICULTY_LABELS,
        names=area_names(),
    )


def _counts(row: AnyForm) -> bool:
    """The row says enough to be compared with the bank."""
    return bool(row["count"].data and row["count"].data > 0 and row["area"].data)


def _checked(exam_id: UUID, number: int, form: EditSectionForm, there: Section | None) -> SectionCheck | None:
    """What the rows as typed find in the bank; the whole of the form need not make sense yet."""
    rows = [entry.form for entry in form.draw if _counts(entry.form)]
    if any(row["difficulty"].data not in ("", *Difficulty) for row in rows):
        return None
    section = replace(
        there or Section(title="", points=ZERO),
        points=form.points.data or ZERO,
        points_each=form.points_each.data,
        points_per=PointsPer.BLANK if form.points_per.data == PointsPer.BLANK else PointsPer.ITEM,
        draw=tuple(_cell(row, form.item_type.data or "") for row in rows),
        fixed=(),
    )
    return services.check_section(actor(), exam_id, number, section, now=clock.now())


def _mend(form: EditSectionForm, act: str) -> None:
    """Take over what one of the check's buttons proposes: `mend-<row>-<field>-<value>`."""
    _word, row, field, value = (*act.split("-", 3), "", "", "")[:4]
    entries = list(form.draw)
    known = field in ("tag", "difficulty") or (field == "count" and value.isdecimal())
    if known and row.isdecimal() and int(row) < len(entries):
        one = entries[int(row)].form[field]
        one.process_formdata([value])
        one.raw_data = [value]


def _rules_by_type() -> list[tuple[ItemType, list[tuple[str, str, str]]]]:
    """What each type can be scored by: name, label and the words above the section; its own default first."""
    found = []
    for kind in item_types.ALL:
        names = sorted(kind.allowed_scoring_rules, key=lambda name: name != kind.default_scoring_rule)
        rules = (scoring_rules.get(name) for name in names)
        found.append((kind, [(rule.name, rule.label, rule.candidate_text(kind)) for rule in rules]))
    return found


@bp.post("/exams/<uuid:exam_id>/sections/<int:number>")
@requires(Permission.MANAGE_EXAMS)
def save_section(exam_id: UUID, number: int) -> Page:
    """Save it; then back to the table."""
    exam = services.get_exam(actor(), exam_id)
    there = _existing(exam.version.blueprint, number)
    form = _form()
    act = request.form.get("act", "")
    if act.startswith("mend-"):
        _mend(form, act)
    if act == "check" or act.startswith("mend-"):
        return _page(exam, number, form, _checked(exam_id, number, form, there))
    if form.validate_on_submit() and _rows_whole(form):
        with form.explain():
            changed = put_section(exam.version.blueprint, number, _section(form, there))
            services.save_blueprint(actor(), exam_id, changed, token=form.token.data, now=clock.now())
            note(N_("第 %(n)s 大题已保存"), n=number)
            return redirect(url_for("exams.blueprint", exam_id=exam_id))
    return _page(exam, number, form), 422


def _rows_whole(form: EditSectionForm) -> bool:
    for entry in form.draw:
        row = entry.form
        if row.count.data and not row.area.data:
            row.area.errors = [*row.area.errors, gettext(N_("写了题数就要选模块"))]
        if row.count.data and not (row.item_type.data or form.item_type.data):
            row.item_type.errors = [*row.item_type.errors, gettext(N_("大题没有题型时，每行要选题型"))]
    return not any(field.errors for entry in form.draw for field in entry.form)


def _section(form: EditSectionForm, there: Section | None) -> Section:
    rows = [entry.form for entry in form.draw if entry.form.count.data]
    return Section(
        title=(form.title.data or "").strip(),
        title_en=(form.title_en.data or "").strip(),
        rule=(form.rule.data or "").strip(),
        rule_en=(form.rule_en.data or "").strip(),
        points=form.points.exact,
        item_type=form.item_type.data or None,
        scoring_rule=form.scoring_rule.data or None,
        points_each=form.points_each.data,
        points_per=PointsPer(form.points_per.data),
        navigation=Navigation(form.navigation.data),
        shuffle_items=form.shuffle_items.data,
        shuffle_options=form.shuffle_options.data,
        minimum_percent=form.minimum_percent.data,
        minimum_points=form.minimum_points.data,
        minutes=form.minutes.data,
        break_minutes=form.break_minutes.data or 0,
        draw=tuple(_cell(row, form.item_type.data) for row in rows),
        fixed=there.fixed if there is not None and not rows else (),
    )


def _cell(row: AnyForm, item_type: str) -> DrawCell:
    return DrawCell(
        area=row["area"].data,
        item_type=row["item_type"].data or item_type,
        count=row["count"].data,
        difficulty=Difficulty(row["difficulty"].data) if row["difficulty"].data else None,
        blanks=row["blanks"].data or None,
        points_each=row["points_each"].data,
        tag=(row["tag"].data or "").strip() or None,
    )


@bp.post("/exams/<uuid:exam_id>/sections/<int:number>/up")
@requires(Permission.MANAGE_EXAMS)
def move_section(exam_id: UUID, number: int) -> Page:
    """One place earlier."""
    return _changed(exam_id, lambda draft: raise_section(draft, number), N_("顺序已改"))


@bp.post("/exams/<uuid:exam_id>/sections/<int:number>/drop")
@requires(Permission.MANAGE_EXAMS)
def remove_section(exam_id: UUID, number: int) -> Page:
    """Take it out of the blueprint."""
    return _changed(exam_id, lambda draft: drop_section(draft, number), N_("大题已移除"))


def _changed(exam_id: UUID, change: Callable[[ExamBlueprint], ExamBlueprint], message: str) -> Page:
    """A change by one button; what refuses it is said on the next page."""
    exam = services.get_exam(actor(), exam_id)
    try:
        draft = change(exam.version.blueprint)
        services.save_blueprint(actor(), exam_id, draft, token=request.form.get("token"), now=clock.now())
        note(message)
    except (Conflict, services.BlueprintFrozen) as error:
        note(explain(error))
    return redirect(url_for("exams.blueprint", exam_id=exam_id))


@bp.get("/exams/<uuid:exam_id>/sections/<int:number>/items")
@requires(Permission.MANAGE_EXAMS)
def section_items(exam_id: UUID, number: int) -> Page:
    """Choose given items instead of drawing."""
    words = request.args.get("words", "")
    found = services.list_choosable(actor(), exam_id, number, words=words, now=clock.now())
    form = ChooseItemsForm(data={"token": found.exam.version.token})
    return _items_page(found, number, form, words)


def _items_page(found: services.Choosable, number: int, form: ChooseItemsForm, words: str, **typed: Any) -> str:
    return render_template(
        "exams/section_items.html", found=found, number=number, form=form, words=words, typed=typed.get("typed")
    )


@bp.post("/exams/<uuid:exam_id>/sections/<int:number>/items")
@requires(Permission.MANAGE_EXAMS)
def save_section_items(exam_id: UUID, number: int) -> Page:
    """Save the ticked ones in their order; none ticked means that the section draws again."""
    words = request.form.get("words", "")
    found = services.list_choosable(actor(), exam_id, number, words=words, now=clock.now())
    offered = {str(item.version_id): item for item in (*(item for item, _p in found.chosen), *found.others)}
    form = ChooseItemsForm()
    form.version_ids.choices = [(version_id, "") for version_id in offered]
    if form.validate_on_submit():
        with form.explain():
            fixed = _fixed(form, found.section, offered)
            section = replace(found.section, fixed=fixed, draw=() if fixed else found.section.draw)
            section = replace(section, points=section.total if fixed else section.points)
            draft = put_section(found.exam.version.blueprint, number, section)
            services.save_blueprint(actor(), exam_id, draft, token=form.token.data, now=clock.now())
            note(N_("第 %(n)s 大题已保存"), n=number)
            return redirect(url_for("exams.blueprint", exam_id=exam_id))
    return _items_page(found, number, form, words, typed=request.form), 422


def _fixed(form: ChooseItemsForm, section: Section, offered: dict[str, ItemSummary]) -> tuple[FixedItem, ...]:
    chosen: list[tuple[int, int, FixedItem]] = []
    bad: list[str] = []
    for place, version_id in enumerate(form.version_ids.data or ()):
        text = request.form.get(f"p-{version_id}", "").strip()
        order = request.form.get(f"o-{version_id}", "").strip()
        try:
            worth = points(text) if text else default_points(section, offered[version_id])
            if worth <= 0:
                raise ValueError(text)
            chosen.append((int(order) if order else 10_000, place, FixedItem(UUID(version_id), worth)))
        except ValueError:
            bad.append(offered[version_id].stem[:20])
    if bad:
        raise Invalid(*(_bad(stem) for stem in bad))
    return tuple(item for _order, _place, item in sorted(chosen, key=lambda entry: entry[:2]))


def _bad(stem: str) -> Problem:
    text = N_("“%(stem)s…”：序号是整数，分值大于 0，最多两位小数")
    return Problem(text, {"stem": stem}, field="version_ids")


def default_points(section: Section, item: ItemSummary) -> Decimal:
    """What an item carries where nothing is typed: the section's points, times its blanks where they go by blank."""
    each = section.points_each or ZERO
    return each * (item.n_blanks if section.points_per is PointsPer.BLANK else 1)
