"""Planning a sitting: the form of a new one, the form of a draft."""

from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for

from certify.exams import services
from certify.exams.domain import RoomRules, SittingPlan, split_networks
from certify.exams.domain.safe_browser import SafeBrowser, SafeBrowserMode, split_exam_keys
from certify.exams.forms import EditSittingForm, PlanSittingForm
from certify.exams.routes.blueprint import Page, bp, fresh, once_of, unit_choices
from foundation import clock
from foundation.errors import N_
from foundation.i18n import content_text, gettext
from foundation.web.access import requires
from foundation.web.dates import local, to_utc
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

REHEARSAL = "rehearsal"


def _plan_form() -> PlanSittingForm:
    form = PlanSittingForm()
    form.unit_id.choices = unit_choices(actor(), Permission.MANAGE_SITTINGS)
    rehearsal = (REHEARSAL, gettext(N_("考前演练（5 分钟，练习题）")))
    form.exam_version_id.choices = [*_exam_choices(), rehearsal]
    return form


def _exam_choices() -> list[tuple[str, str]]:
    found = []
    for exam in services.list_sittable(actor()):
        draft = exam.version.blueprint
        if draft.pool == "exam":
            title = content_text(draft.title, draft.title_en)
            text = gettext(
                "%(title)s（第 %(n)s 版，%(unit)s）", title=title, n=exam.version.number, unit=exam.unit_name
            )
            found.append((str(exam.version.id), text))
    return found


@bp.get("/sittings/new")
@requires(Permission.MANAGE_SITTINGS)
def new_sitting() -> Page:
    """The form of a new sitting; `?exam_version_id=` chooses the exam."""
    form = _plan_form()
    form.exam_version_id.data = request.args.get("exam_version_id", form.exam_version_id.data)
    fresh(form)
    return render_template("exams/new_sitting.html", form=form)


@bp.post("/sittings/new")
@requires(Permission.MANAGE_SITTINGS)
def create_sitting() -> Page:
    """Plan it, a draft; then its roster."""
    form = _plan_form()
    if form.validate_on_submit():
        with form.explain():
            sitting_id = _create(form)
            note(N_("场次已建，接着加考生，再发布"))
            return redirect(url_for("exams.show_sitting", sitting_id=sitting_id))
    fresh(form)
    return render_template("exams/new_sitting.html", form=form), 422


def _create(form: PlanSittingForm) -> UUID:
    opens_at, closes_at = _window(form)
    if form.exam_version_id.data == REHEARSAL:
        return services.create_rehearsal(
            actor(),
            unit_id=UUID(form.unit_id.data),
            title=form.title.data or "",
            opens_at=opens_at,
            closes_at=closes_at,
            room=form.room.data or "",
            rules=_rules(form),
            now=clock.now(),
            sitting_id=once_of(form),
        )
    return services.create_sitting(actor(), _plan(form), now=clock.now(), sitting_id=once_of(form))


def _window(form: PlanSittingForm) -> tuple[datetime, datetime]:
    return to_utc(form.opens_at.data), to_utc(form.closes_at.data)


def _plan(form: PlanSittingForm) -> SittingPlan:
    opens_at, closes_at = _window(form)
    return SittingPlan(
        title=form.title.data or "",
        unit_id=UUID(form.unit_id.data),
        exam_version_id=UUID(form.exam_version_id.data),
        opens_at=opens_at,
        closes_at=closes_at,
        latest_entry_minutes=form.latest_entry_minutes.data,
        room=form.room.data or "",
        rules=_rules(form),
    )


def _rules(form: PlanSittingForm) -> RoomRules:
    return RoomRules(
        networks=split_networks(form.networks.data or ""),
        requires_admission=bool(form.requires_admission.data),
        take_over_consent=bool(form.take_over_consent.data),
        earliest_leave_minutes=form.earliest_leave_minutes.data,
        safe_browser=SafeBrowser(SafeBrowserMode(form.safe_browser.data), split_exam_keys(form.exam_keys.data or "")),
    )


def _edit_form(sitting: services.Sitting, form: EditSittingForm) -> EditSittingForm:
    form.exam_version_id.choices = [
        (str(sitting.exam_version_id), content_text(sitting.exam_title, sitting.exam_title_en))
    ]
    form.unit_id.choices = [(str(sitting.unit_id), sitting.unit_name)]
    forms = services.list_sittable_forms(actor(), sitting.sitting_id)
    form.form_ids.choices = [(str(f.id), gettext("%(label)s 卷", label=f.label)) for f in forms]
    return form


@bp.get("/sittings/<uuid:sitting_id>/edit")
@requires(Permission.MANAGE_SITTINGS)
def edit_sitting(sitting_id: UUID) -> Page:
    """The form of a draft sitting."""
    sitting = services.show_sitting(actor(), sitting_id)
    form = EditSittingForm(
        data={
            "exam_version_id": str(sitting.exam_version_id),
            "title": sitting.title,
            "unit_id": str(sitting.unit_id),
            "room": sitting.room,
            "opens_at": local(sitting.opens_at),
            "closes_at": local(sitting.closes_at),
            "latest_entry_minutes": sitting.latest_entry_minutes,
            "earliest_leave_minutes": sitting.rules.earliest_leave_minutes,
            "networks": "\n".join(sitting.rules.networks),
            "requires_admission": sitting.rules.requires_admission,
            "take_over_consent": sitting.rules.take_over_consent,
            "safe_browser": sitting.rules.safe_browser.mode.value,
            "exam_keys": "\n".join(sitting.rules.safe_browser.exam_keys),
            "form_ids": [str(form_id) for form_id in sitting.form_ids],
        }
    )
    return render_template("exams/edit_sitting.html", sitting=sitting, form=_edit_form(sitting, form))


@bp.post("/sittings/<uuid:sitting_id>/edit")
@requires(Permission.MANAGE_SITTINGS)
def save_sitting(sitting_id: UUID) -> Page:
    """Save a draft sitting."""
    sitting = services.show_sitting(actor(), sitting_id)
    form = _edit_form(sitting, EditSittingForm())
    if form.validate_on_submit():
        with form.explain():
            chosen = [UUID(form_id) for form_id in form.form_ids.data]
            services.edit_sitting(actor(), sitting_id, _plan(form), form_ids=chosen, now=clock.now())
            note(N_("场次已保存"))
            return redirect(url_for("exams.show_sitting", sitting_id=sitting_id))
    return render_template("exams/edit_sitting.html", sitting=sitting, form=form), 422
