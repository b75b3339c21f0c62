"""Pages of bulk edits: choose items in the list, choose an act, look at what it would do, confirm, undo."""

from dataclasses import replace
from urllib.parse import parse_qsl
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from foundation import clock
from foundation.errors import Invalid
from foundation.web.access import requires
from foundation.web.forms import BaseForm
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import web
from question_bank.domain.bulk import GROUPS
from question_bank.domain.bulk_acts import ACTS, BY_NAME
from question_bank.domain.strips import Dealt
from question_bank.models import ItemVersionRow
from question_bank.routes import bulk_words
from question_bank.routes.blueprint import bp
from question_bank.services import bulk, bulk_doing, bulk_sheets, bulk_undo
from question_bank.services.bulk_keys import MOST
from question_bank.services.bulk_sheets import Stage

Answer = str | Response | tuple[str, int]
MAKERS = (Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)


class PlanBulkForm(BaseForm):
    """An act with its value; which fields it asks for is the act's own."""


@bp.get("/bulk")
@requires(*MAKERS, Permission.VIEW_AUDIT)
def list_bulk_edits() -> Answer:
    """What was done lately, and whether it was undone."""
    return render_template(
        "question_bank/bulk_list.html", edits=bulk_sheets.list_edits(actor()), words=bulk_words, stages=Stage
    )


@bp.post("/bulk")
@requires(*MAKERS)
def choose_bulk_items() -> Answer:
    """Begin with the ticked items, or with all that fit the filter of the list."""
    query = request.form.get("filter", "")
    try:
        if request.form.get("by") == "filter":
            wanted = web.item_filter(MultiDict(parse_qsl(query)), actor())
            edit_id = bulk.choose_fitting(actor(), wanted, query, now=clock.now())
        else:
            edit_id = bulk.choose_items(actor(), _ids(request.form.getlist("item")), now=clock.now())
    except Invalid as error:
        note(error.text, **error.params)
        return redirect(f"{url_for('bank.list_items')}?{query}")
    return redirect(url_for("bank.bulk_edit", edit_id=edit_id))


def _ids(typed: list[str]) -> list[UUID]:
    """A page sends only ids that it showed; whatever else comes names nothing."""
    try:
        return [UUID(text) for text in typed]
    except ValueError:
        return [UUID(int=0)]


@bp.get("/bulk/<uuid:edit_id>")
@requires(*MAKERS, Permission.VIEW_AUDIT)
def bulk_edit(edit_id: UUID) -> Answer:
    """The edit at its stage: acts to choose from, the preview, how far it is, what it did."""
    return _page(edit_id, PlanBulkForm(formdata=None))


@bp.post("/bulk/<uuid:edit_id>/plan")
@requires(*MAKERS)
def plan_bulk_edit(edit_id: UUID) -> Answer:
    """Work the preview out."""
    form, act = PlanBulkForm(), request.form.get("act", "")
    typed = "\n".join(request.form.getlist(f"value-{act}"))  # a day, and its reason below
    if form.validate_on_submit():
        with form.explain():
            overwrite = bool(request.form.get("replace"))
            bulk.plan_edit(actor(), edit_id, act, typed, replace=overwrite, now=clock.now())
            return redirect(url_for("bank.bulk_edit", edit_id=edit_id))
    return _page(edit_id, form), 422


@bp.post("/bulk/<uuid:edit_id>/confirm")
@requires(*MAKERS)
def confirm_bulk_edit(edit_id: UUID) -> Answer:
    """Do it, or go on with what was broken off."""
    form = PlanBulkForm()
    if form.validate_on_submit():
        with form.explain():
            bulk_doing.confirm_edit(actor(), edit_id, now=clock.now())
            return redirect(url_for("bank.bulk_edit", edit_id=edit_id))
    return _page(edit_id, form), 409


@bp.post("/bulk/<uuid:edit_id>/undo")
@requires(*MAKERS)
def undo_bulk_edit(edit_id: UUID) -> Answer:
    """Take back exactly what it changed."""
    form = PlanBulkForm()
    if form.validate_on_submit():
        with form.explain():
            bulk_undo.undo_edit(actor(), edit_id, now=clock.now())
            return redirect(url_for("bank.bulk_edit", edit_id=edit_id))
    return _page(edit_id, form), 409


def _page(edit_id: UUID, form: PlanBulkForm) -> str:
    page, only = web.Page.from_args(request.args), request.args.get("only", "")
    sheet = bulk_sheets.show_edit(actor(), edit_id, only=only, limit=page.size, offset=page.offset, now=clock.now())
    refused = bool(form.form_errors or form.errors)
    may_choose = sheet.stage is Stage.CHOOSING or (
        sheet.stage is Stage.PREVIEW and (refused or "choose" in request.args)
    )
    return render_template(
        f"question_bank/{'bulk_choose' if may_choose else 'bulk_edit'}.html",
        sheet=sheet,
        form=form,
        only=only,
        page=replace(page, total=sheet.n_lines),
        acts=ACTS,
        groups=GROUPS,
        group=BY_NAME[sheet.edit.act].group if sheet.edit.act else "",
        most_keys=MOST,
        dealt=_dealt(edit_id) if refused and may_choose else (),
        words=bulk_words,
        stages=Stage,
    )


def _dealt(edit_id: UUID) -> list[tuple[ItemVersionRow, Dealt]]:
    """The strip that was refused, as far as it could be dealt."""
    strip = request.form.get("value-answer_keys", "")
    try:
        return bulk.deal_strip(actor(), edit_id, strip) if strip.strip() else []
    except Invalid:
        return []  # too many items: the form says so
