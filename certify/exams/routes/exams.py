"""Exams and their blueprints: list, create, the draw table, what holds for the whole, versions."""

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for

from certify.exams import services
from certify.exams.domain import NAVIGATION_LABELS, SHOW_ANSWERS_LABELS, ExamBlueprint, PassRule
from certify.exams.domain.editing import Counts, with_counts
from certify.exams.domain.retakes import NoRepeat, ResultRule, RetakePolicy, RetakeScope
from certify.exams.forms import AssembleForm, CreateExamForm, EditRulesForm, draw_table_form
from certify.exams.routes.blueprint import Page, area_names, bp, fresh, once_of, unit_choices
from foundation import clock
from foundation.errors import N_
from foundation.web.access import requires
from foundation.web.forms import BaseForm
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor


@bp.get("/exams")
@requires(Permission.MANAGE_EXAMS)
def list_exams() -> Page:
    """All exams within reach."""
    return render_template("exams/list_exams.html", exams=services.list_exams(actor()))


@bp.get("/exams/new")
@requires(Permission.MANAGE_EXAMS)
def new_exam() -> Page:
    """The form of a new exam."""
    form = CreateExamForm(data={"total": 100, "duration_minutes": 90})
    return _create_page(form)


def _create_page(form: CreateExamForm) -> str:
    form.unit_id.choices = unit_choices(actor(), Permission.MANAGE_EXAMS)
    fresh(form)
    return render_template("exams/new_exam.html", form=form)


@bp.post("/exams/new")
@requires(Permission.MANAGE_EXAMS)
def create_exam() -> Page:
    """Make it, empty, and open its blueprint."""
    form = CreateExamForm()
    form.unit_id.choices = unit_choices(actor(), Permission.MANAGE_EXAMS)
    if form.validate_on_submit():
        with form.explain():
            blueprint = ExamBlueprint(
                title=(form.title.data or "").strip(),
                total=form.total.exact,
                duration_minutes=form.duration_minutes.data,
            )
            exam_id = services.create_exam(
                actor(), unit_id=UUID(form.unit_id.data), blueprint=blueprint, exam_id=once_of(form), now=clock.now()
            )
            note(N_("考试已建，接着加大题"))
            return redirect(url_for("exams.blueprint", exam_id=exam_id))
    return _create_page(form), 422


@bp.get("/exams/<uuid:exam_id>/blueprint")
@requires(Permission.MANAGE_EXAMS)
def blueprint(exam_id: UUID) -> Page:
    """The draw table against the bank."""
    page = services.show_blueprint(actor(), exam_id, now=clock.now())
    return _blueprint_page(page, draw_table_form(page.exam.version.blueprint, page.area_codes))


def _blueprint_page(page: services.BlueprintPage, form: BaseForm, assemble: AssembleForm | None = None) -> str:
    form["token"].data = form["token"].data or page.exam.version.token
    fresh(form)
    rules = page.exam.version.blueprint.constraints
    fits_rule = {"without_repeats": rules is None or rules.overlap is None, "n_forms": 1}
    assemble = assemble or AssembleForm(formdata=None, data=fits_rule)
    fresh(assemble)
    return render_template(
        "exams/blueprint.html",
        page=page,
        form=form,
        assemble=assemble,
        names=area_names(),
        navigation_labels=NAVIGATION_LABELS,
        show_answers_labels=SHOW_ANSWERS_LABELS,
        now=clock.now(),
    )


@bp.post("/exams/<uuid:exam_id>/blueprint")
@requires(Permission.MANAGE_EXAMS)
def save_table(exam_id: UUID) -> Page:
    """Save the draw table; `act=assemble` then draws a form and shows it."""
    page = services.show_blueprint(actor(), exam_id, now=clock.now())
    form = draw_table_form(page.exam.version.blueprint, page.area_codes)
    if form.validate_on_submit():
        with form.explain():
            changed = with_counts(page.exam.version.blueprint, _counts(form))
            services.save_blueprint(actor(), exam_id, changed, token=form["token"].data or None, now=clock.now())
            form["token"].data = None
            if request.form.get("act") == "assemble":
                form_id = services.assemble_form(actor(), exam_id, form_id=once_of(form), now=clock.now())
                return redirect(url_for("exams.show_form", exam_id=exam_id, form_id=form_id))
            note(N_("蓝图已保存"))
            return redirect(url_for("exams.blueprint", exam_id=exam_id))
    return _blueprint_page(services.show_blueprint(actor(), exam_id, now=clock.now()), form), 422


def _counts(form: BaseForm) -> Counts:
    found = {}
    for field in form:
        if field.name.startswith("n-"):
            _n, number, area = field.name.split("-", 2)
            blanks = form._fields.get(f"b-{number}-{area}")
            found[int(number), area] = (field.data, blanks.data if blanks is not None else None)
    return found


@bp.post("/exams/<uuid:exam_id>/forms")
@requires(Permission.MANAGE_EXAMS)
def assemble_form(exam_id: UUID) -> Page:
    """Draw a form with options, and show it; or a set, and compare them."""
    form = AssembleForm()
    if form.validate_on_submit():
        with form.explain():
            form_ids = services.assemble_forms(
                actor(),
                exam_id,
                form.n_forms.data or 1,
                without_repeats=form.without_repeats.data,
                only_tag=(form.only_tag.data or "").strip() or None,
                batch=once_of(form),
                now=clock.now(),
            )
            if len(form_ids) > 1:
                note(N_("组好了 %(n)s 套，难度相当"), n=len(form_ids))
                return redirect(url_for("exams.compare_forms", exam_id=exam_id))
            form_id = form_ids[0]
            return redirect(url_for("exams.show_form", exam_id=exam_id, form_id=form_id))
    page = services.show_blueprint(actor(), exam_id, now=clock.now())
    return _blueprint_page(page, draw_table_form(page.exam.version.blueprint, page.area_codes), form), 422


@bp.post("/exams/<uuid:exam_id>/versions")
@requires(Permission.MANAGE_EXAMS)
def new_version(exam_id: UUID) -> Page:
    """Start the next version of a frozen blueprint."""
    try:
        services.new_version(actor(), exam_id, now=clock.now())
        note(N_("新的一版已建，可以改了；已冻结的试卷不受影响"))
    except services.StillDraft as error:
        note(error.text, **error.params)
    return redirect(url_for("exams.blueprint", exam_id=exam_id))


@bp.get("/exams/<uuid:exam_id>/rules")
@requires(Permission.MANAGE_EXAMS)
def rules(exam_id: UUID) -> Page:
    """What holds for the whole exam."""
    exam = services.get_exam(actor(), exam_id)
    draft = exam.version.blueprint
    form = EditRulesForm(
        data={
            "token": exam.version.token,
            "title": draft.title,
            "title_en": draft.title_en,
            "total": draft.total,
            "duration_minutes": draft.duration_minutes,
            "total_at_least": draft.pass_rule.total_at_least,
            "area_minimum_percent": draft.pass_rule.area_minimum_percent,
            "critical_at_least": draft.critical_at_least or None,
            "critical_wrong_at_most": draft.pass_rule.critical_wrong_at_most,
            "show_answers": draft.show_answers.value,
            **_retake_data(draft.retakes or RetakePolicy()),
        }
    )
    return render_template("exams/rules.html", exam=exam, form=form)


def _retake_data(policy: RetakePolicy) -> dict[str, object]:
    return {
        "max_attempts": policy.max_attempts,
        "cooldown_days": ", ".join(map(str, policy.cooldown_days)),
        "after_pass_days": policy.after_pass_days,
        "no_repeat": policy.no_repeat.value,
        "may_repeat": policy.may_repeat,
        "result_rule": policy.result_rule.value,
        "scope": policy.scope.value,
    }


@bp.post("/exams/<uuid:exam_id>/rules")
@requires(Permission.MANAGE_EXAMS)
def save_rules(exam_id: UUID) -> Page:
    """Save them."""
    exam = services.get_exam(actor(), exam_id)
    form = EditRulesForm()
    if form.validate_on_submit():
        with form.explain():
            changed = _with_rules(exam.version.blueprint, form)
            services.save_blueprint(actor(), exam_id, changed, token=form.token.data, now=clock.now())
            note(N_("蓝图已保存"))
            return redirect(url_for("exams.blueprint", exam_id=exam_id))
    return render_template("exams/rules.html", exam=exam, form=form), 422


def _with_rules(draft: ExamBlueprint, form: EditRulesForm) -> ExamBlueprint:
    rule = PassRule(
        total_at_least=form.total_at_least.exact,
        area_minimum_percent=form.area_minimum_percent.data,
        area_minima=draft.pass_rule.area_minima,
        critical_wrong_at_most=form.critical_wrong_at_most.data,
    )
    retakes = RetakePolicy(
        max_attempts=form.max_attempts.data,
        cooldown_days=form.cooldown_days.exact,
        after_pass_days=form.after_pass_days.data,
        no_repeat=NoRepeat(form.no_repeat.data),
        may_repeat=bool(form.may_repeat.data),
        result_rule=ResultRule(form.result_rule.data),
        scope=RetakeScope(form.scope.data),
    )
    return replace(
        draft,
        retakes=retakes if retakes.is_limit else None,
        title=(form.title.data or "").strip(),
        title_en=(form.title_en.data or "").strip(),
        total=form.total.exact,
        duration_minutes=form.duration_minutes.data,
        pass_rule=rule,
        critical_at_least=form.critical_at_least.data or 0,
        show_answers=type(draft.show_answers)(form.show_answers.data),
    )
