"""An exam of an imported paper: choose the paper, see what of it is approved, make the exam."""

from uuid import UUID

from flask import redirect, render_template, url_for

from certify.exams import services
from certify.exams.forms import PaperExamForm
from certify.exams.routes.blueprint import Page, bp, fresh, once_of, unit_choices
from foundation import clock
from foundation.errors import N_
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

MINUTES = 90  # where the paper announces none


@bp.get("/exams/from-paper")
@requires(Permission.MANAGE_EXAMS)
def choose_paper() -> Page:
    """The imported papers."""
    return render_template("exams/choose_paper.html", papers=services.list_papers(actor()))


@bp.get("/exams/from-paper/<uuid:import_id>")
@requires(Permission.MANAGE_EXAMS)
def paper_exam(import_id: UUID) -> Page:
    """What of the paper would be in the exam, and its form."""
    plan = services.plan_from_paper(actor(), import_id)
    title = plan.paper.name.rsplit(".", 1)[0]
    form = PaperExamForm(data={"title": title, "duration_minutes": plan.paper.minutes or MINUTES})
    return _page(plan, form)


def _page(plan: services.PaperPlan, form: PaperExamForm) -> str:
    form.unit_id.choices = unit_choices(actor(), Permission.MANAGE_EXAMS)
    fresh(form)
    return render_template("exams/paper_exam.html", plan=plan, form=form)


@bp.post("/exams/from-paper/<uuid:import_id>")
@requires(Permission.MANAGE_EXAMS)
def create_paper_exam(import_id: UUID) -> Page:
    """Make it and open its blueprint."""
    plan = services.plan_from_paper(actor(), import_id)
    form = PaperExamForm()
    form.unit_id.choices = unit_choices(actor(), Permission.MANAGE_EXAMS)
    if form.validate_on_submit():
        with form.explain():
            exam_id = services.exam_from_paper(
                actor(),
                import_id,
                unit_id=UUID(form.unit_id.data),
                title=(form.title.data or "").strip(),
                duration_minutes=form.duration_minutes.data,
                total_at_least=form.total_at_least.exact,
                now=clock.now(),
                exam_id=once_of(form),
            )
            note(N_("考试已建，检查后就能组卷"))
            return redirect(url_for("exams.blueprint", exam_id=exam_id))
    return _page(plan, form), 422
