"""Programmes as their authors make them: list, one with its versions, a new one, a new version."""

from typing import Any, TypeVar
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from certify.programmes import requirement_kinds, services
from certify.programmes.domain import STANDING_LABELS, Offer, Requirement
from certify.programmes.forms.definition import ConditionsForm, CreateProgrammeForm, PublishVersionForm, arranged
from certify.programmes.routes.blueprint import Page, bp
from foundation import clock
from foundation.i18n import N_, content_text
from foundation.ids import new_id
from foundation.web.access import requires
from foundation.web.shell import note
from people import services as people
from people.domain import Permission
from people.web import actor

READERS = (Permission.DECIDE_CERTIFICATION, Permission.MANAGE_PROGRAMMES)
F = TypeVar("F", bound=ConditionsForm)
GO_ON = {"check", "publish"}  # every other act shows the page again


@bp.get("/programmes")
@requires(*READERS)
def list_all() -> Page:
    """All programmes."""
    may = actor().may_anywhere(Permission.MANAGE_PROGRAMMES)
    return render_template("programmes/list_all.html", programmes=services.list_programmes(), may=may)


@bp.get("/programmes/<uuid:programme_id>")
@requires(*READERS)
def show(programme_id: UUID) -> Page:
    """A programme's conditions as a tree, and its versions."""
    return _show(services.get_programme(programme_id))


@bp.get("/programmes/<uuid:programme_id>/versions/<int:number>")
@requires(*READERS)
def show_version(programme_id: UUID, number: int) -> Page:
    """The conditions of one version."""
    return _show(services.get_version(programme_id, number))


def _show(programme: services.ProgrammeView) -> Page:
    unit = people.get_unit(programme.unit_id)
    return render_template(
        "programmes/show.html",
        programme=programme,
        versions=services.list_versions(programme.id),
        unit=unit,
        may=actor().may(Permission.MANAGE_PROGRAMMES, unit.path),
    )


@bp.get("/programmes/new")
@requires(Permission.MANAGE_PROGRAMMES)
def new_programme() -> Page:
    """The form of a new programme."""
    form = CreateProgrammeForm(formdata=None, data={"validity_months": 24, "once": str(new_id())})
    return _new_page(form, services.offer_for(actor()))


@bp.post("/programmes/new")
@requires(Permission.MANAGE_PROGRAMMES)
def create_programme() -> Page:
    """Change the rows and show the page again, or make the programme."""
    act, form = _posted(CreateProgrammeForm)
    offer = services.offer_for(actor())
    _choices(form)
    if act not in GO_ON:
        return _new_page(form, offer)
    if form.validate_on_submit() and form.require_rows():
        with form.explain():
            programme_id = services.create_programme(actor(), **_names(form), **_conditions(form, offer))
            note(N_("认证已建，第 1 版条件已发布；接着由人事在“安排认证”里安排人员"))
            return redirect(url_for("programmes.show", programme_id=programme_id))
    return _new_page(form, offer), 422


def _posted(form_class: type[F]) -> tuple[str, F]:
    act = request.form.get("act", "check")
    return act, form_class(formdata=arranged(MultiDict(request.form), act))


def _choices(form: CreateProgrammeForm) -> None:
    nodes = people.list_tree(actor(), Permission.MANAGE_PROGRAMMES)
    form.unit_id.choices = [(str(node.unit_id), "\u3000" * node.depth + node.name) for node in nodes]
    posts = [(post.code, content_text(post.name_zh, post.name_en)) for post in people.list_job_roles()]
    form.job_role.choices = [("", "—"), *posts]


def _names(form: CreateProgrammeForm) -> dict[str, Any]:
    texts = ("code", "title_zh", "title_en", "level_zh", "level_en", "certificate_zh", "certificate_en")
    return {name: (form[name].data or "").strip() for name in texts} | {
        "unit_id": UUID(form.unit_id.data),
        "job_role": form.job_role.data or None,
        "programme_id": _once(form),
    }


def _once(form: CreateProgrammeForm) -> UUID | None:
    """The id that the form carried from its first showing, so that sending it twice makes one programme."""
    try:
        return UUID(form.once.data or "")
    except ValueError:
        return None


def _tree(form: ConditionsForm, offer: Offer, title: tuple[str, str]) -> Requirement:
    return services.draft_tree(form.draft(), title, offer)


def _conditions(form: CreateProgrammeForm, offer: Offer) -> dict[str, Any]:
    title = (form.title_zh.data or "", form.title_en.data or "")
    return {
        "requirements": _tree(form, offer, title),
        "validity_months": form.validity_months.data,
        "now": clock.now(),
    }


def _new_page(form: CreateProgrammeForm, offer: Offer) -> str:
    _choices(form)
    title = (form.title_zh.data or "", form.title_en.data or "")
    return render_template("programmes/new_programme.html", **_shared(form, offer, title))


def _shared(form: ConditionsForm, offer: Offer, title: tuple[str, str]) -> dict[str, Any]:
    form.offer(offer)
    now = clock.now()
    return {
        "form": form,
        "kinds": requirement_kinds.ALL,
        "preview": services.preview(_tree(form, offer, title), now=now),
        "moved": request.form.get("act", "").partition(":")[0] == "add",
    }


@bp.get("/programmes/<uuid:programme_id>/versions/new")
@requires(Permission.MANAGE_PROGRAMMES)
def new_version(programme_id: UUID) -> Page:
    """The newest conditions as the start of new ones."""
    programme = services.reach_programme(actor(), programme_id)
    offer = services.offer_for(actor(), programme.unit_id)
    rows = [
        {"key": row.key, "kind": row.kind, "inside": row.inside, "label_zh": row.label_zh, "label_en": row.label_en}
        | dict(row.params)
        for row in services.rows_to_edit(programme.requirements, offer)
    ]
    data = {"validity_months": programme.validity_months, "based_on": programme.version, "rows": rows}
    return _version_page(programme, PublishVersionForm(formdata=None, data=data), offer)


@bp.post("/programmes/<uuid:programme_id>/versions/new")
@requires(Permission.MANAGE_PROGRAMMES)
def publish_version(programme_id: UUID) -> Page:
    """Change the rows, or show whom the version would concern (`act=check`), or publish it (`act=publish`)."""
    programme = services.reach_programme(actor(), programme_id)
    offer = services.offer_for(actor(), programme.unit_id)
    act, form = _posted(PublishVersionForm)
    if act not in GO_ON:
        return _version_page(programme, form, offer)
    if form.validate_on_submit() and form.require_rows():
        tree, months = _tree(form, offer, (programme.title_zh, programme.title_en)), form.validity_months.data
        with form.explain():
            if act == "check":
                effect = services.effect_of(actor(), programme_id, tree, months, now=clock.now())
                return _confirm_page(programme, form, effect, services.preview(tree, now=clock.now()))
            based_on = form.based_on.data
            number = services.publish_version(actor(), programme_id, tree, months, based_on=based_on, now=clock.now())
            note(N_("第 %(n)s 版条件已发布"), n=number)
            return redirect(url_for("programmes.show", programme_id=programme_id))
    return _version_page(programme, form, offer), 422


def _version_page(programme: services.ProgrammeView, form: PublishVersionForm, offer: Offer) -> str:
    shared = _shared(form, offer, (programme.title_zh, programme.title_en))
    return render_template("programmes/new_version.html", programme=programme, **shared)


def _confirm_page(
    programme: services.ProgrammeView, form: PublishVersionForm, effect: services.Effect, preview: object
) -> str:
    kept = [(name, value) for name, value in arranged(MultiDict(request.form)).items(multi=True) if name != "act"]
    return render_template(
        "programmes/confirm_version.html",
        programme=programme,
        months=form.validity_months.data,
        effect=effect,
        preview=preview,
        kept=kept,
        labels=STANDING_LABELS,
        now=clock.now(),
    )
