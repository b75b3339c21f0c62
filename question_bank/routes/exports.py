"""Exporting items: the search that the list page showed, a format, what it would lose, then the file."""

from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict

from foundation import clock
from foundation.errors import Invalid, Problem
from foundation.web.access import requires
from people.domain import Permission
from people.web import actor
from question_bank import services, web
from question_bank.routes.blueprint import bp

SHOWN = 200  # problems on the page; the count says how many there are


@bp.get("/exports")
@requires(Permission.VIEW_BANK)
def export() -> str | tuple[str, int]:
    """Choose a format; `?format=` shows what it would lose of the items that the search finds."""
    chosen = _chosen(request.args)
    if not chosen:
        return _page("", None, ())
    try:
        preview = services.preview_export(actor(), web.item_filter(request.args, actor()), chosen)
    except Invalid as error:
        return _page(chosen, None, error.problems), 422
    return _page(chosen, preview, preview.told)


@bp.post("/exports")
@requires(Permission.VIEW_BANK)
def download_export() -> Response | tuple[str, int]:
    """The file."""
    chosen = _chosen(request.form)
    if not chosen:
        return _page("", None, ()), 422
    try:
        made = services.export_items(actor(), web.item_filter(request.form, actor()), chosen, now=clock.now())
    except Invalid as error:
        return _page(chosen, None, error.problems), 422
    reply = Response(made.data, mimetype=made.mime)
    reply.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _chosen(args: MultiDict[str, str]) -> str:
    name = args.get("format", "")
    return name if name in {each.name for each in services.list_exports()} else ""


def _page(chosen: str, preview: services.ExportPreview | None, told: tuple[Problem, ...]) -> str:
    given = request.values
    kept = {name: given[name] for name in web.FILTER_NAMES if given.get(name)}
    return render_template(
        "question_bank/export.html",
        exports=services.list_exports(),
        chosen=chosen,
        preview=preview,
        told=told[:SHOWN],
        n_told=len(told),
        kept=kept,
        active=web.active_filters(request.args, web.item_filter(request.args, actor())),
    )
