"""People: the list, one person, their data, roles, sign-in slip, leaving and coming back.

GET /people · GET /people/new · POST /people · GET /people/<id> · GET /people/<id>/edit · POST /people/<id> ·
POST /people/<id>/roles · POST /people/<id>/roles/<id>/end · POST /people/<id>/sign-in-slip ·
POST /people/<id>/sessions/end · GET/POST /people/<id>/leave · POST /people/<id>/rejoin
"""

from uuid import UUID

from flask import redirect, render_template, request, url_for

from foundation import clock
from foundation.calendar import local_day
from foundation.i18n import N_, gettext
from foundation.web.access import requires
from foundation.web.audit_words import audit_words
from foundation.web.shell import note
from people import services
from people.domain import ROLE_LABELS, Permission, Role
from people.formats.qr import qr_svg
from people.forms.directory import AssignRoleForm, CreatePersonForm, EditPersonForm, FilterPeopleForm, LeaveForm
from people.queries.directory import SORTS, STATES, PeopleFilter
from people.routes.blueprint import Page, bp
from people.routes.lists import (
    asked_paging,
    chosen_words,
    drop_unknown,
    kept_filter,
    post_choices,
    role_choices,
    unit_choices,
)
from people.web import actor

STATE_LABELS = {
    "active": N_("在职"),
    "waiting": N_("还没设密码"),
    "left": N_("已离职"),
    "all": N_("全部（含离职）"),
}


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _version(text: str) -> int:
    """What the page showed; a number made up is the version of nobody."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _filter_form() -> FilterPeopleForm:
    form = FilterPeopleForm(request.args)
    everything = [("", gettext("全部"))]
    form.unit.choices = everything + unit_choices(actor(), by_path=True)
    form.role.choices = everything + role_choices()
    form.state.choices = [("" if state == "active" else state, gettext(STATE_LABELS[state])) for state in STATES]
    drop_unknown(form)
    return form


@bp.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def list_people() -> Page:
    """The people within reach, filtered, sorted, a page at a time."""
    form, paging = _filter_form(), asked_paging()
    sort = request.args.get("sort", "")
    column = sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "login"
    wanted = PeopleFilter(
        words=form.words.data or "",
        unit_path=form.unit.data or None,
        role=form.role.data or None,
        state=form.state.data or "active",
        sort=column,
        descending=sort.startswith("-"),
    )
    rows, total = services.list_people(actor(), wanted, page=paging.page, size=paging.size)
    return render_template(
        "people/list_people.html",
        form=form,
        rows=rows,
        total=total,
        paging=paging,
        sort=sort,
        kept=kept_filter(form, size=paging.size if paging.size != 50 else None, sort=sort),
        chips=chosen_words(form),
        n_waiting=services.count_waiting(actor()),
        role_labels=ROLE_LABELS,
    )


def _with_choices(form: EditPersonForm) -> EditPersonForm:
    form.unit.choices = [("", gettext("请选择")), *unit_choices(actor())]
    form.post.choices = [("", gettext("没有岗位")), *post_choices()]
    return form


@bp.get("/people/new")
@requires(Permission.MANAGE_PEOPLE)
def new_person() -> Page:
    """The form of a new account."""
    form = _with_choices(CreatePersonForm(formdata=None))
    return render_template("people/new_person.html", form=form)


@bp.post("/people")
@requires(Permission.MANAGE_PEOPLE)
def create_person() -> Page:
    """Make the account, then show it."""
    form = CreatePersonForm()
    _with_choices(form)
    if form.validate_on_submit():
        with form.explain():
            person_id = services.create_person(
                actor(),
                login=form.login.data or "",
                name=form.name.data or "",
                phone=form.phone.data,
                unit_id=UUID(form.unit.data),
                job_role_id=_id(form.post.data),
                hired_on=form.hired_on.data,
                roles=(Role.AGENT,) if form.is_agent.data else (),
                now=clock.now(),
            )
            note(N_("账号已建好，还没有密码：发一张登录单"))
            return redirect(url_for("people.show_person", person_id=person_id))
    return render_template("people/new_person.html", form=form), 422


def _person_page(person_id: UUID, form: AssignRoleForm | None = None, status: int = 200) -> Page:
    record = services.get_record(actor(), person_id, now=clock.now())
    units = unit_choices(actor(), Permission.ASSIGN_ROLES) if actor().may_anywhere(Permission.ASSIGN_ROLES) else []
    if form is None:
        form = AssignRoleForm(formdata=None, unit=str(record.unit_id))
    form.role.choices, form.unit.choices = role_choices(), units
    page = render_template(
        "people/show_person.html",
        person=record.row,
        record=record,
        form=form,
        role_labels=ROLE_LABELS,
        action_labels=audit_words("actions"),
        detail_labels=audit_words("details"),
    )
    return page, status


@bp.get("/people/<uuid:person_id>")
@requires(Permission.MANAGE_PEOPLE)
def show_person(person_id: UUID) -> Page:
    """One person: data, roles, sign-ins, what happened."""
    return _person_page(person_id)


@bp.get("/people/<uuid:person_id>/edit")
@requires(Permission.MANAGE_PEOPLE)
def edit_person(person_id: UUID) -> Page:
    """The form of a person's data."""
    record = services.get_record(actor(), person_id, now=clock.now())
    row = record.row
    form = EditPersonForm(
        formdata=None,
        version=str(record.version),
        name=row.name,
        phone=row.phone,
        unit=str(record.unit_id),
        post=str(row.job_role.id) if row.job_role else "",
        hired_on=row.hired_on,
    )
    return render_template("people/edit_person.html", form=_with_choices(form), person=row)


@bp.post("/people/<uuid:person_id>")
@requires(Permission.MANAGE_PEOPLE)
def save_person(person_id: UUID) -> Page:
    """Change the data; a move of unit stays in the history."""
    record = services.get_record(actor(), person_id, now=clock.now())
    form = EditPersonForm()
    _with_choices(form)
    if form.validate_on_submit():
        with form.explain():
            services.change_person(
                actor(),
                person_id,
                seen_version=_version(form.version.data or ""),
                name=form.name.data or "",
                phone=form.phone.data,
                unit_id=UUID(form.unit.data),
                job_role_id=_id(form.post.data),
                hired_on=form.hired_on.data,
                now=clock.now(),
            )
            note(N_("已保存"))
            return redirect(url_for("people.show_person", person_id=person_id))
    return render_template("people/edit_person.html", form=form, person=record.row), 422


@bp.post("/people/<uuid:person_id>/roles")
@requires(Permission.ASSIGN_ROLES, Permission.MANAGE_PEOPLE)
def assign_role(person_id: UUID) -> Page:
    """Give a role on a unit."""
    form = AssignRoleForm()
    form.role.choices, form.unit.choices = role_choices(), unit_choices(actor(), Permission.MANAGE_PEOPLE)
    if form.validate_on_submit():
        with form.explain():
            services.assign_role(actor(), person_id, Role(form.role.data), UUID(form.unit.data), now=clock.now())
            note(N_("角色已分配"))
            return redirect(url_for("people.show_person", person_id=person_id, _anchor="roles"))
    return _person_page(person_id, form, 422)


@bp.post("/people/<uuid:person_id>/roles/<uuid:assignment_id>/end")
@requires(Permission.ASSIGN_ROLES, Permission.MANAGE_PEOPLE)
def end_role(person_id: UUID, assignment_id: UUID) -> Page:
    """End a role; it stays in the history."""
    services.end_role(actor(), person_id, assignment_id, now=clock.now())
    note(N_("角色已收回"))
    return redirect(url_for("people.show_person", person_id=person_id, _anchor="roles"))


@bp.post("/people/<uuid:person_id>/sign-in-slip")
@requires(Permission.MANAGE_PEOPLE)
def make_sign_in_slip(person_id: UUID) -> Page:
    """A slip, shown in this answer only: no redirect, since its token is kept nowhere."""
    slip = services.full_sign_in_slip(actor(), person_id, now=clock.now())
    link = url_for("people.sign_in_slip", slip=slip.token, _external=True)
    return render_template("people/slips.html", slips=[(slip, link, qr_svg(link))], person_id=person_id)


@bp.post("/people/<uuid:person_id>/sessions/end")
@requires(Permission.MANAGE_PEOPLE)
def end_sessions(person_id: UUID) -> Page:
    """Sign the person out everywhere."""
    services.end_sessions(actor(), person_id, now=clock.now())
    note(N_("这个人在各处的登录已结束"))
    return redirect(url_for("people.show_person", person_id=person_id))


@bp.get("/people/<uuid:person_id>/leave")
@requires(Permission.MANAGE_PEOPLE)
def confirm_leave(person_id: UUID) -> Page:
    """What leaving means, and the last day."""
    record = services.get_record(actor(), person_id, now=clock.now())
    form = LeaveForm(formdata=None, last_day=local_day(clock.now()))
    return render_template("people/confirm_leave.html", form=form, person=record.row, record=record)


@bp.post("/people/<uuid:person_id>/leave")
@requires(Permission.MANAGE_PEOPLE)
def leave(person_id: UUID) -> Page:
    """The person leaves: roles and sessions end at once."""
    record = services.get_record(actor(), person_id, now=clock.now())
    form = LeaveForm()
    if form.validate_on_submit() and form.last_day.data:
        with form.explain():
            services.leave(actor(), person_id, last_day=form.last_day.data, now=clock.now())
            note(N_("离职已办：角色已收回，登录已结束"))
            return redirect(url_for("people.show_person", person_id=person_id))
    return render_template("people/confirm_leave.html", form=form, person=record.row, record=record), 422


@bp.post("/people/<uuid:person_id>/rejoin")
@requires(Permission.MANAGE_PEOPLE)
def rejoin(person_id: UUID) -> Page:
    """Back at work; a slip is needed to sign in."""
    services.rejoin(actor(), person_id, now=clock.now())
    note(N_("已回岗，以前的密码作废：发一张登录单"))
    return redirect(url_for("people.show_person", person_id=person_id))
