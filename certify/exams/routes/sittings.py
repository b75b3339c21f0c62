"""Sittings: list, look at, roster, code, publish, withdraw. How one is planned says `planning`."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request, url_for

from certify.exams import services
from certify.exams.domain import KIND_LABELS, STATE_LABELS
from certify.exams.domain.safe_browser import MODE_LABELS
from certify.exams.forms import AddPeopleForm
from certify.exams.routes.blueprint import Page, bp, unit_choices
from foundation import clock
from foundation.errors import N_, Conflict, Invalid
from foundation.i18n import explain, gettext
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

MOST_SHOWN = 100


@bp.get("/sittings")
@requires(Permission.MANAGE_SITTINGS, Permission.INVIGILATE)
def list_sittings() -> Page:
    """What runs and what is to come, or `?all=1` everything."""
    now = clock.now()
    everything = request.args.get("all") == "1"
    sittings = services.list_sittings(actor(), closing_after=None if everything else now)
    return render_template(
        "exams/list_sittings.html",
        sittings=sittings,
        everything=everything,
        kinds=KIND_LABELS,
        states=STATE_LABELS,
        now=now,
    )


@bp.get("/sittings/<uuid:sitting_id>")
@requires(Permission.MANAGE_SITTINGS, Permission.INVIGILATE)
def show_sitting(sitting_id: UUID) -> Page:
    """The sitting with its roster; those who manage it can add people."""
    return _sitting_page(services.show_sitting(actor(), sitting_id))


def _sitting_page(sitting: services.Sitting, form: AddPeopleForm | None = None) -> str:
    may_manage = actor().may(Permission.MANAGE_SITTINGS, sitting.unit_path)
    words = request.args.get("words", "").strip()
    form = form or AddPeopleForm(formdata=None)
    if may_manage:
        _offer(form, sitting, words)
    return render_template(
        "exams/show_sitting.html",
        sitting=sitting,
        roster=services.list_roster(actor(), sitting.sitting_id),
        form=form,
        words=words,
        may_manage=may_manage,
        browser_modes=MODE_LABELS,
        push=services.newest_push(actor(), sitting.sitting_id),
        kinds=KIND_LABELS,
        states=STATE_LABELS,
        now=clock.now(),
    )


def _offer(form: AddPeopleForm, sitting: services.Sitting, words: str) -> None:
    holders = services.list_addable(actor(), sitting.sitting_id, words=words)[:MOST_SHOWN] if words else []
    form.person_ids.choices = [(str(h.person_id), f"{h.name}　{h.login}　{h.unit_names}") for h in holders]
    form.unit_id.choices = [("", "—"), *unit_choices(actor(), Permission.MANAGE_SITTINGS)]


@bp.post("/sittings/<uuid:sitting_id>/roster")
@requires(Permission.MANAGE_SITTINGS)
def add_people(sitting_id: UUID) -> Page:
    """Put the ticked people, or a whole unit, on the roster."""
    sitting = services.show_sitting(actor(), sitting_id)
    form = AddPeopleForm()
    _offer(form, sitting, request.args.get("words", "").strip())
    if form.validate_on_submit():
        with form.explain():
            _say(_add(sitting_id, form))
            return redirect(url_for("exams.show_sitting", sitting_id=sitting_id))
    return _sitting_page(sitting, form), 422


def _add(sitting_id: UUID, form: AddPeopleForm) -> services.RosterChange:
    skip = bool(form.skip_clashing.data)
    if form.unit_id.data:
        unit_id = UUID(form.unit_id.data)
        return services.add_unit_to_roster(actor(), sitting_id, unit_id, skip_clashing=skip, now=clock.now())
    ids = [UUID(person_id) for person_id in form.person_ids.data or ()]
    return services.add_to_roster(actor(), sitting_id, ids, skip_clashing=skip, now=clock.now())


def _say(change: services.RosterChange) -> None:
    note(N_("加入 %(added)s 人，已在名单上 %(already)s 人"), added=change.added, already=change.already)
    if change.skipped:
        names = gettext("、").join(change.skipped[:20])
        note(N_("跳过 %(n)s 人，同一时间另有考试：%(names)s"), n=len(change.skipped), names=names)
    if change.repeating:
        names = gettext("、").join(f"{name} {n}" for name, n in change.repeating[:20])
        note(N_("%(n)s 人的卷里有考过的题（姓名、题数）：%(names)s"), n=len(change.repeating), names=names)


@bp.post("/sittings/<uuid:sitting_id>/roster/<uuid:person_id>/remove")
@requires(Permission.MANAGE_SITTINGS)
def remove_person(sitting_id: UUID, person_id: UUID) -> Page:
    """Take a person off, before the opening."""
    return _acted(
        sitting_id,
        lambda: services.remove_from_roster(actor(), sitting_id, person_id, now=clock.now()),
        N_("已从名单移除"),
    )


@bp.post("/sittings/<uuid:sitting_id>/publish")
@requires(Permission.MANAGE_SITTINGS)
def publish_sitting(sitting_id: UUID) -> Page:
    """Let the candidates see it."""
    return _acted(
        sitting_id,
        lambda: services.publish_sitting(actor(), sitting_id, now=clock.now()),
        N_("场次已发布，名单上的人现在看得到"),
    )


@bp.post("/sittings/<uuid:sitting_id>/withdraw")
@requires(Permission.MANAGE_SITTINGS)
def withdraw_sitting(sitting_id: UUID) -> Page:
    """Back to draft, before the opening."""
    return _acted(
        sitting_id, lambda: services.withdraw_sitting(actor(), sitting_id, now=clock.now()), N_("已撤回，可以再改")
    )


@bp.post("/sittings/<uuid:sitting_id>/code")
@requires(Permission.MANAGE_SITTINGS)
def regenerate_code(sitting_id: UUID) -> Page:
    """A new access code."""
    return _acted(
        sitting_id,
        lambda: services.regenerate_code(actor(), sitting_id, now=clock.now()),
        N_("入场码已换，旧的不再有效"),
    )


def _acted(sitting_id: UUID, act: Callable[[], object], message: str) -> Page:
    """An act by one button: done and said, or refused on the same page."""
    try:
        act()
    except (Conflict, Invalid) as error:
        sitting = services.show_sitting(actor(), sitting_id)
        form = AddPeopleForm(formdata=None)
        problems = error.problems if isinstance(error, Invalid) else ()
        form.form_errors = [explain(problem) for problem in problems] or [explain(error)]
        return _sitting_page(sitting, form), error.status
    note(message)
    return redirect(url_for("exams.show_sitting", sitting_id=sitting_id))
