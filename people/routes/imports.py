"""People from Excel or CSV: upload, look, commit once, print slips.

GET/POST /people/imports · GET /people/imports/template.xlsx · GET /people/imports/<id> · GET …/problems.csv ·
POST …/check · POST …/commit · POST …/discard · POST …/slips (format sheet or csv)
"""

from uuid import UUID

from flask import Response, redirect, render_template, request, url_for

from foundation import clock
from foundation.i18n import N_, explain, gettext
from foundation.web.access import requires
from foundation.web.dates import local
from foundation.web.shell import note
from people import services
from people.domain import Permission
from people.domain.importing import COLUMN_LABELS, Column, RowKind
from people.formats.qr import qr_svg
from people.formats.template import build_csv, build_template
from people.forms.directory import CommitImportForm, UploadPeopleForm
from people.routes.blueprint import Page, bp
from people.routes.lists import asked_paging, post_choices
from people.web import actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QR_MAX = 300  # a code takes milliseconds; beyond a class or two the sheet goes without
PROBLEMS_SHOWN, PROBLEMS_LISTED = 200, 5000
KIND_LABELS = {
    RowKind.NEW: N_("新增"),
    RowKind.CHANGED: N_("变更"),
    RowKind.SAME: N_("没有变化"),
    RowKind.BAD: N_("要改"),
}


def _file(data: bytes, name: str, mimetype: str) -> Response:
    return Response(data, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/people/imports")
@requires(Permission.MANAGE_PEOPLE)
def imports() -> Page:
    """Where a table is uploaded, and one's earlier ones."""
    return render_template("people/imports.html", form=UploadPeopleForm(), imports=services.list_imports(actor()))


@bp.post("/people/imports")
@requires(Permission.MANAGE_PEOPLE)
def upload_people() -> Page:
    """Read and check the table; nobody is imported yet."""
    form = UploadPeopleForm()
    upload = request.files.get("file")
    if form.validate_on_submit() and upload is not None and upload.filename:
        with form.explain():
            import_id = services.stage_import(actor(), upload.filename, upload.read(), now=clock.now())
            return redirect(url_for("people.show_import", import_id=import_id))
    return render_template("people/imports.html", form=form, imports=services.list_imports(actor())), 422


@bp.get("/people/imports/template.xlsx")
@requires(Permission.MANAGE_PEOPLE)
def import_template() -> Response:
    """An empty table in the reader's language, with the units within reach to choose from."""
    tree = services.list_tree(actor(), Permission.MANAGE_PEOPLE)
    data = build_template(
        {column: gettext(label) for column, label in COLUMN_LABELS.items()},
        sheet=gettext("人员"),
        lists=gettext("可选的单位和岗位"),
        units=[node.full_name for node in tree],
        posts=[name for _id, name in post_choices()],
    )
    return _file(data, "people.xlsx", XLSX)


def _import_page(import_id: UUID, form: CommitImportForm, status: int = 200) -> Page:
    view = services.get_import(actor(), import_id)
    kind = request.args.get("kind", "")
    chosen = RowKind(kind) if kind in set(RowKind) else None
    paging = asked_paging()
    total = view.counts.get(chosen, 0) if chosen else view.n_rows
    page = render_template(
        "people/show_import.html",
        view=view,
        form=form,
        kind=chosen,
        rows=services.list_rows(actor(), import_id, kind=chosen, page=paging.page, size=paging.size),
        total=total,
        paging=paging,
        bad=services.list_rows(actor(), import_id, kind=RowKind.BAD, size=PROBLEMS_SHOWN),
        warned=services.list_rows(actor(), import_id, warned=True, size=PROBLEMS_SHOWN),
        kind_labels=KIND_LABELS,
        column_labels=COLUMN_LABELS,
    )
    return page, status


@bp.get("/people/imports/<uuid:import_id>")
@requires(Permission.MANAGE_PEOPLE)
def show_import(import_id: UUID) -> Page:
    """What the table would do, problems first; or what it did."""
    return _import_page(import_id, CommitImportForm(formdata=None))


@bp.get("/people/imports/<uuid:import_id>/problems.csv")
@requires(Permission.MANAGE_PEOPLE)
def import_problems(import_id: UUID) -> Response:
    """All problems as a table to work through."""
    view = services.get_import(actor(), import_id)
    head = [gettext(text) for text in (N_("单元格"), N_("列"), N_("问题"), N_("找到"), N_("应如"))]
    rows = [
        [
            view.cell_of(row.number, problem.field or ""),
            gettext(COLUMN_LABELS[Column(problem.field)]) if problem.field else "",
            explain(problem),
            problem.found or "",
            problem.expected or "",
        ]
        for row in services.list_rows(actor(), import_id, size=PROBLEMS_LISTED)
        for problem in row.problems
    ]
    return _file(build_csv([head, *rows]), "problems.csv", "text/csv")


@bp.post("/people/imports/<uuid:import_id>/check")
@requires(Permission.MANAGE_PEOPLE)
def check_import(import_id: UUID) -> Page:
    """Hold the same table against what is known now."""
    services.check_again(actor(), import_id)
    return redirect(url_for("people.show_import", import_id=import_id))


@bp.post("/people/imports/<uuid:import_id>/commit")
@requires(Permission.MANAGE_PEOPLE)
def commit_import(import_id: UUID) -> Page:
    """All or nothing, once."""
    form = CommitImportForm()
    if form.validate_on_submit():
        with form.explain():
            services.commit_import(actor(), import_id, names_confirmed=bool(form.names_confirmed.data), now=clock.now())
            return redirect(url_for("people.show_import", import_id=import_id))
    return _import_page(import_id, form, 409)


@bp.post("/people/imports/<uuid:import_id>/discard")
@requires(Permission.MANAGE_PEOPLE)
def discard_import(import_id: UUID) -> Page:
    """Throw the table away; nobody was imported."""
    services.discard_import(actor(), import_id)
    note(N_("已丢弃，没有导入任何人"))
    return redirect(url_for("people.imports"))


@bp.post("/people/imports/<uuid:import_id>/slips")
@requires(Permission.MANAGE_PEOPLE)
def make_import_slips(import_id: UUID) -> Page | Response:
    """Slips for the new people, in this answer only: their tokens are kept nowhere."""
    slips = services.make_slips(actor(), import_id, now=clock.now())
    links = [url_for("people.sign_in_slip", slip=slip.token, _external=True) for slip in slips]
    if request.form.get("format") == "csv":
        head = [gettext(text) for text in (N_("工号"), N_("姓名"), N_("单位"), N_("登录单链接"), N_("有效至"))]
        body = [
            [slip.login, slip.name, slip.unit_names, link, f"{local(slip.expires_at):%Y-%m-%d %H:%M}"]
            for slip, link in zip(slips, links, strict=True)
        ]
        return _file(build_csv([head, *body]), "sign-in-slips.csv", "text/csv")
    with_qr = len(slips) <= QR_MAX
    pairs = [(slip, link, qr_svg(link) if with_qr else "") for slip, link in zip(slips, links, strict=True)]
    return render_template("people/slips.html", slips=pairs, import_id=import_id)
