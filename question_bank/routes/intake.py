"""Pages of large files: how far the job process is, what it read page by page, mending one item, cancelling."""

from functools import partial
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for

from foundation import clock
from foundation.errors import DomainError
from foundation.i18n import N_, explain, gettext
from foundation.score import show
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank.domain.intake import BY_JOBS, STAGE_LABELS, STANDING_LABELS, Stage, Standing
from question_bank.forms import CorrectItemForm
from question_bank.models import PaperImport
from question_bank.routes.blueprint import bp
from question_bank.routes.imports import FIELD_ROLES
from question_bank.routes.mending import Answer, filled_form, mend
from question_bank.services import imports

KINDS = (
    ("", N_("全部")),
    ("problems", N_("需要核对")),
    ("faulty", N_("先改正")),
    *((standing.value, label) for standing, label in STANDING_LABELS.items()),
    ("dropped", N_("不导入")),
)


@bp.get("/imports/<uuid:import_id>/progress")
@requires(Permission.WRITE_ITEMS)
def import_progress(import_id: UUID) -> Answer:
    """How far it is; once it is done, what came of it."""
    row = imports.get_upload(actor(), import_id)
    if row.stage == Stage.READ:
        return redirect(url_for("bank.large_import", import_id=import_id))
    return render_template("question_bank/import_progress.html", row=row, state=_state(row))


@bp.get("/imports/<uuid:import_id>/state")
@requires(Permission.WRITE_ITEMS)
def import_state(import_id: UUID) -> Answer:
    """The same for the page's script."""
    return jsonify(_state(imports.get_upload(actor(), import_id)))


def _state(row: PaperImport) -> dict[str, object]:
    stage = Stage(row.stage)
    is_known = bool(row.n_total) and not (stage == Stage.WAITING and not row.n_done)
    told = (row.summary or {}).get("failure", ())
    return {
        "stage": row.stage,
        "busy": stage in BY_JOBS,
        "label": gettext(STAGE_LABELS[stage]) if stage in STAGE_LABELS else "",
        "done": row.n_done,
        "total": row.n_total if is_known else 0,
        "counted": gettext(N_("%(done)s / %(total)s 题"), done=row.n_done, total=row.n_total) if is_known else "",
        "again": row.tries > 1,
        "may_cancel": stage in (Stage.WAITING, Stage.QUEUED, Stage.STAGING, Stage.FAILED),
        "failure": [gettext(message, **params) + (f" ({found})" if found else "") for message, params, found in told],
    }


@bp.post("/imports/<uuid:import_id>/cancel")
@requires(Permission.WRITE_ITEMS)
def cancel_import(import_id: UUID) -> Answer:
    """Stop it: what is being read is dropped, what is being written can be looked at again."""
    try:
        kept = imports.cancel_import(actor(), import_id, now=clock.now())
    except imports.NotNow as error:
        note(N_("已经不能取消：%(reason)s"), reason=explain(error))
        return redirect(url_for("bank.import_progress", import_id=import_id))
    note(N_("已取消，题库没有变化"))
    return redirect(url_for("bank.large_import", import_id=import_id) if kept else url_for("bank.list_imports"))


@bp.get("/imports/<uuid:import_id>/items")
@requires(Permission.WRITE_ITEMS)
def large_import(import_id: UUID) -> Answer:
    """A page of what was read; `?only=` narrows it, `?at=` names an item that shall be on it."""
    row = imports.get_upload(actor(), import_id)
    if row.stage != Stage.READ:
        return redirect(url_for("bank.paper_import", import_id=import_id))
    return _listed(import_id)


def _listed(import_id: UUID, refused: str = "") -> str:
    only = request.args.get("only", "")
    known = {kind for kind, _label in KINDS}
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    sheet = imports.show_large(actor(), import_id, only if only in known else "", page, request.args.get("at", ""))
    told = [refused] if refused else _state(sheet.row)["failure"]
    return render_template(
        "question_bank/large_import.html",
        sheet=sheet,
        row=sheet.row,
        kinds=KINDS,
        standings=STANDING_LABELS,
        Standing=Standing,
        refused=told,
        field_roles=FIELD_ROLES,
        preview=imports.preview_as_paper(sheet),
    )


@bp.get("/imports/<uuid:import_id>/items/<ref>")
@requires(Permission.WRITE_ITEMS)
def large_item(import_id: UUID, ref: str) -> Answer:
    """One item beside its text, to mend."""
    _row, item, _text = imports.get_large_item(actor(), import_id, ref)
    points = show(item.points) if item.points is not None else ""
    return _mending(import_id, ref, filled_form(item.item_type, dict(item.content), points))


def _mending(import_id: UUID, ref: str, form: CorrectItemForm) -> str:
    row, item, text = imports.get_large_item(actor(), import_id, ref)
    only = request.args.get("only", "")
    page = "question_bank/large_item.html"
    return render_template(page, row=row, item=item, text=text, form=form, ref=ref, only=only)


@bp.post("/imports/<uuid:import_id>/large/<ref>")
@requires(Permission.WRITE_ITEMS)
def settle_item(import_id: UUID, ref: str) -> Answer:
    """Drop it, take it back, keep ours or take theirs, or save what was mended; then go on where one was."""
    act = request.form.get("act", "save")
    back = url_for("bank.large_import", import_id=import_id, only=request.args.get("only") or None, at=ref)
    if act in ("drop", "restore", "reset", "theirs", "ours"):
        imports.settle_large_item(actor(), import_id, ref, act, now=clock.now())
        return redirect(f"{back}#item-{ref}")
    show_form = partial(_mending, import_id, ref)
    return mend(show_form, imports.correct_large_item, lambda: redirect(f"{back}#item-{ref}"), import_id, ref)


@bp.post("/imports/<uuid:import_id>/fields")
@requires(Permission.WRITE_ITEMS)
def map_large_fields(import_id: UUID) -> Answer:
    """Say what the file's fields mean; it is read anew."""
    sheet = imports.show_large(actor(), import_id)
    names = {f"field-{at}": field.name for at, field in enumerate(sheet.mapping)}
    roles = {names[key]: value for key, value in request.form.items() if key in names}
    imports.map_large_fields(actor(), import_id, roles, now=clock.now())
    return redirect(url_for("bank.import_progress", import_id=import_id))


@bp.post("/imports/<uuid:import_id>/queue")
@requires(Permission.WRITE_ITEMS)
def queue_import(import_id: UUID) -> Answer:
    """Have all of it taken in by the job process."""
    try:
        imports.commit_import(actor(), import_id, now=clock.now())
    except DomainError as error:
        problems = getattr(error, "problems", ())
        return _listed(import_id, explain(problems[0]) if problems else explain(error)), 422
    return redirect(url_for("bank.import_progress", import_id=import_id))
