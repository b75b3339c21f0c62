"""Administration: the organisation tree, posts, the audit log, jobs.

GET /admin/organisation · POST /admin/organisation/units/<id> · POST /admin/organisation/units/<id>/below ·
GET/POST /admin/job-roles · POST /admin/job-roles/<id> · GET /admin/audit · GET /admin/jobs
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from foundation import clock
from foundation.errors import NotFound
from foundation.i18n import N_, gettext
from foundation.web.access import requires
from foundation.web.audit_words import audit_words
from foundation.web.dates import to_utc
from foundation.web.nav import NavItem
from foundation.web.shell import note
from people import services
from people.domain import ROLE_LABELS, UNIT_LABELS, Permission
from people.forms.admin import AddPostForm, AddUnitForm, FilterAuditForm, RenamePostForm, RenameUnitForm
from people.queries.trail import TrailFilter
from people.routes.blueprint import Page
from people.routes.lists import asked_paging, drop_unknown, kept_filter
from people.services.organisation import UnitNode
from people.web import actor

bp = Blueprint("admin", __name__, url_prefix="/admin")
NAV = (
    NavItem("admin", N_("组织架构"), "admin.organisation", "list", 90, (Permission.MANAGE_ORGANISATION,), N_("组织")),
    NavItem("admin", N_("岗位设置"), "admin.job_roles", "case", 91, (Permission.MANAGE_ORGANISATION,), N_("组织")),
    NavItem("admin", N_("审计日志"), "admin.audit_log", "shield", 92, (Permission.VIEW_AUDIT,), N_("运行")),
    NavItem("admin", N_("后台任务"), "admin.jobs", "sync", 93, (Permission.VIEW_AUDIT,), N_("运行"), at_the_top=True),
)
JOB_STATES = {
    "done": (N_("已完成"), "success", ""),
    "running": (N_("正在运行"), "info", "half"),
    "waiting": (N_("等待中"), "neutral", "ring"),
    "retrying": (N_("出错，会再试"), "warning", "tri"),
    "given_up": (N_("已放弃"), "danger", "x"),
}


def _tree() -> list[UnitNode]:
    return services.list_tree(actor(), Permission.MANAGE_ORGANISATION)


def _organisation_page(
    unit_id: UUID | None, *, rename: RenameUnitForm | None = None, add: AddUnitForm | None = None, status: int = 200
) -> Page:
    tree = _tree()
    chosen = next((node for node in tree if node.unit_id == unit_id), None)
    if chosen is None:
        if unit_id is not None:
            raise NotFound()
        chosen = tree[0] if tree else None
    page = render_template(
        "people/organisation.html",
        tree=tree,
        chosen=chosen,
        rename=rename or RenameUnitForm(formdata=None, name=chosen.name if chosen else "", prefix="rename"),
        add=add or AddUnitForm(formdata=None, prefix="add"),
        unit_labels=UNIT_LABELS,
    )
    return page, status


@bp.get("/organisation")
@requires(Permission.MANAGE_ORGANISATION)
def organisation() -> Page:
    """The tree; the unit in the address may be renamed and added to."""
    return _organisation_page(request.args.get("unit", type=UUID))


@bp.post("/organisation/units/<uuid:unit_id>")
@requires(Permission.MANAGE_ORGANISATION)
def rename_unit(unit_id: UUID) -> Page:
    """Another name for a unit."""
    form = RenameUnitForm(prefix="rename")
    if form.validate_on_submit():
        with form.explain():
            services.rename_unit(actor(), unit_id, form.name.data or "", now=clock.now())
            note(N_("已改名"))
            return redirect(url_for("admin.organisation", unit=unit_id))
    return _organisation_page(unit_id, rename=form, status=422)


@bp.post("/organisation/units/<uuid:unit_id>/below")
@requires(Permission.MANAGE_ORGANISATION)
def add_unit(unit_id: UUID) -> Page:
    """A new unit below; its kind follows from the level."""
    form = AddUnitForm(prefix="add")
    if form.validate_on_submit():
        with form.explain():
            services.add_unit_below(actor(), unit_id, form.name.data or "", now=clock.now())
            note(N_("“%(name)s”已添加"), name=(form.name.data or "").strip())
            return redirect(url_for("admin.organisation", unit=unit_id))
    return _organisation_page(unit_id, add=form, status=422)


def _job_roles_page(form: AddPostForm | None = None, edited: UUID | None = None, status: int = 200) -> Page:
    page = render_template(
        "people/job_roles.html",
        posts=services.list_job_roles(),
        form=form or AddPostForm(formdata=None),
        edited=edited,
        may_change=actor().may_at_the_top(Permission.MANAGE_ORGANISATION),
    )
    return page, status


@bp.get("/job-roles")
@requires(Permission.MANAGE_ORGANISATION)
def job_roles() -> Page:
    """All posts."""
    return _job_roles_page()


@bp.post("/job-roles")
@requires(Permission.MANAGE_ORGANISATION)
def add_job_role() -> Page:
    """A new post."""
    form = AddPostForm()
    if form.validate_on_submit():
        with form.explain():
            services.create_job_role(
                actor(),
                code=form.code.data or "",
                name_zh=form.name_zh.data or "",
                name_en=form.name_en.data or "",
                now=clock.now(),
            )
            note(N_("岗位已添加"))
            return redirect(url_for("admin.job_roles"))
    return _job_roles_page(form, status=422)


@bp.get("/job-roles/<uuid:job_role_id>")
@requires(Permission.MANAGE_ORGANISATION)
def edit_job_role(job_role_id: UUID) -> Page:
    """The form of a post's names."""
    post = services.get_job_role(actor(), job_role_id)
    form = RenamePostForm(formdata=None, name_zh=post.name_zh, name_en=post.name_en)
    return render_template("people/edit_job_role.html", form=form, post=post)


@bp.post("/job-roles/<uuid:job_role_id>")
@requires(Permission.MANAGE_ORGANISATION)
def rename_job_role(job_role_id: UUID) -> Page:
    """Other names for a post."""
    post = services.get_job_role(actor(), job_role_id)
    form = RenamePostForm()
    if form.validate_on_submit():
        with form.explain():
            services.rename_job_role(
                actor(),
                job_role_id,
                name_zh=form.name_zh.data or "",
                name_en=form.name_en.data or "",
                now=clock.now(),
            )
            note(N_("已保存"))
            return redirect(url_for("admin.job_roles"))
    return render_template("people/edit_job_role.html", form=form, post=post), 422


def _midnight(day: date | None, *, after: bool = False) -> datetime | None:
    return to_utc(datetime.combine(day + timedelta(days=after), time())) if day else None


@bp.get("/audit")
@requires(Permission.VIEW_AUDIT)
def audit_log() -> Page:
    """Who did what, newest first; the seal of each row; on demand the check of the whole chain."""
    form, paging = FilterAuditForm(request.args), asked_paging()
    actions = services.list_audit_actions(actor())
    form.action.choices = [
        ("", gettext("全部")),
        *((name, gettext(audit_words("actions").get(name, name))) for name in actions),
    ]
    drop_unknown(form)
    form.validate()
    wanted = TrailFilter(
        action=form.action.data or "",
        login=form.login.data or "",
        subject=services.subject_of(actor(), (form.subject.data or "").strip()),
        since=_midnight(form.since.data),
        before=_midnight(form.until.data, after=True),
    )
    events, total = services.list_audit(actor(), wanted, page=paging.page, size=paging.size)
    at_the_top = actor().may_at_the_top(Permission.VIEW_AUDIT)
    return render_template(
        "people/audit_log.html",
        form=form,
        events=events,
        total=total,
        paging=paging,
        kept=kept_filter(form, size=paging.size if paging.size != 50 else None),
        now=clock.now(),
        at_the_top=at_the_top,
        n_unsealed=services.count_unsealed(actor()),
        checked="verify" in request.args and at_the_top,
        broken_at=services.verify_audit(actor()) if "verify" in request.args and at_the_top else None,
        action_labels=audit_words("actions"),
        detail_labels=audit_words("details"),
        subject_labels=audit_words("subjects"),
        role_labels=ROLE_LABELS,
    )


@bp.get("/jobs")
@requires(Permission.VIEW_AUDIT)
def jobs() -> Page:
    """Jobs and undelivered news."""
    now = clock.now()
    return render_template(
        "people/jobs.html", backlog=services.get_backlog(actor(), now=now), now=now, states=JOB_STATES
    )
