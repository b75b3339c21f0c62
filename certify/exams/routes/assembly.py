"""Assembly's own pages: what a draw must keep, forms side by side, a draw repeated, where an item was used."""

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, url_for

from certify.exams import services
from certify.exams.domain.constraints import DEFAULT, RULE_LABELS, Constraints, Exposure, Fallback, Overlap
from certify.exams.forms import EditConstraintsForm
from certify.exams.routes.blueprint import Page, bp
from foundation import clock
from foundation.errors import N_, Conflict, Invalid
from foundation.i18n import explain
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank.domain import DIFFICULTY_LABELS

REDRAWN = {
    services.Redraw.SAME: N_("已按种子重抽一遍，和这套卷逐题相同"),
    services.Redraw.BANK_CHANGED: N_("组卷之后题库、规则或曝光有变化，不能原样重抽；这套卷不受影响"),
    services.Redraw.OTHER: N_("按种子重抽的结果和这套卷不同：求解器换过版本，或记录被改过"),
    services.Redraw.UNKNOWN: N_("这套卷没有抽题记录，不能重抽"),
}


@bp.get("/exams/<uuid:exam_id>/constraints")
@requires(Permission.MANAGE_EXAMS)
def constraints(exam_id: UUID) -> Page:
    """What every draw of this exam must keep."""
    exam = services.get_exam(actor(), exam_id)
    there = exam.version.blueprint.constraints or DEFAULT
    exposure, overlap = there.exposure or Exposure(), there.overlap or Overlap()
    form = EditConstraintsForm(
        data={
            "token": exam.version.token,
            "exclusive": there.exclusive.value,
            "exposure_percent": exposure.percent,
            "exposure_forms": exposure.forms,
            "exposure_days": exposure.days,
            "exposure_fallback": exposure.fallback.value,
            "overlap_items": overlap.items,
            "overlap_percent": overlap.percent,
            "overlap_fallback": overlap.fallback.value,
        }
    )
    return render_template("exams/constraints.html", exam=exam, form=form)


@bp.post("/exams/<uuid:exam_id>/constraints")
@requires(Permission.MANAGE_EXAMS)
def save_constraints(exam_id: UUID) -> Page:
    """Save them with the blueprint."""
    exam = services.get_exam(actor(), exam_id)
    form = EditConstraintsForm()
    if form.validate_on_submit():
        with form.explain():
            found = _constraints(form)
            changed = replace(exam.version.blueprint, constraints=None if found == DEFAULT else found)
            services.save_blueprint(actor(), exam_id, changed, token=form.token.data, now=clock.now())
            note(N_("蓝图已保存"))
            return redirect(url_for("exams.blueprint", exam_id=exam_id))
    return render_template("exams/constraints.html", exam=exam, form=form), 422


def _constraints(form: EditConstraintsForm) -> Constraints:
    exposure = Exposure(
        form.exposure_percent.data,
        form.exposure_forms.data,
        form.exposure_days.data or Exposure().days,
        Fallback(form.exposure_fallback.data),
    )
    overlap = Overlap(form.overlap_items.data, form.overlap_percent.data, Fallback(form.overlap_fallback.data))
    return Constraints(
        exclusive=Fallback(form.exclusive.data),
        exposure=None if exposure.percent is None and exposure.forms is None else exposure,
        overlap=None if overlap.items is None and overlap.percent is None else overlap,
    )


@bp.get("/exams/<uuid:exam_id>/forms")
@requires(Permission.MANAGE_EXAMS)
def compare_forms(exam_id: UUID) -> Page:
    """The forms of the latest version side by side."""
    page = services.compare_forms(actor(), exam_id)
    return render_template(
        "exams/compare_forms.html", page=page, difficulty_labels=DIFFICULTY_LABELS, rule_labels=RULE_LABELS
    )


@bp.post("/exams/<uuid:exam_id>/forms/<uuid:form_id>/redraw")
@requires(Permission.MANAGE_EXAMS)
def redraw(exam_id: UUID, form_id: UUID) -> Page:
    """Draw it again from its seed and say whether the same comes out; changes nothing."""
    if form_id not in {form.id for form in services.list_forms(actor(), exam_id)}:
        raise services.UnknownForm()
    try:
        note(REDRAWN[services.redraw(actor(), form_id)])
    except (Conflict, Invalid) as error:
        note(explain(error))
    return redirect(url_for("exams.show_form", exam_id=exam_id, form_id=form_id))


@bp.get("/exams/items/<uuid:item_id>/usage")
@requires(Permission.MANAGE_EXAMS)
def item_usage(item_id: UUID) -> Page:
    """On which frozen forms an item stands, and how many candidates saw it."""
    return render_template("exams/item_usage.html", page=services.show_item_usage(actor(), item_id))
