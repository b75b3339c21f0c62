"""Pages of imported papers: upload, look at source and result side by side, mend in place, take in, send to review."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from foundation import clock
from foundation.errors import Invalid
from foundation.i18n import N_, explain, gettext
from foundation.score import show
from foundation.web.access import requires
from foundation.web.marked import media_from
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import services, web
from question_bank.forms import CorrectItemForm, UploadPaperForm
from question_bank.models import PaperImport
from question_bank.routes.blueprint import bp
from question_bank.routes.mending import Answer, filled_form, mend
from question_bank.routes.whereabouts import page_of
from question_bank.services import imports

SHOWN = ("problems", "doubt")  # what the page may be narrowed to
PASTED = N_("粘贴的试卷")
CHOOSE = N_("请选择")
FIELD_ROLES = (
    ("", N_("不导入")),
    ("stem", N_("题干")),
    ("options", N_("全部选项")),
    *((f"option:{letter}", letter) for letter in "ABCDEFGH"),
    ("answer", N_("答案")),
    *((f"answer:{number}", f"____ {number}") for number in range(1, 10)),
    ("wrong", N_("错误选项")),
    ("type", N_("题型")),
    ("points", N_("分值")),
    ("explanation", N_("解析")),
    ("difficulty", N_("难度")),
    ("knowledge", N_("知识点")),
    ("number", N_("题号")),
    ("section", N_("大题或章节")),
    ("guide", N_("评分说明")),
    ("tags", N_("标签")),
    ("area", N_("所属模块")),
    ("pool", N_("用途")),
    ("level", N_("认知层次")),
    ("critical", N_("关键题")),
    ("material", N_("共用材料")),
)


@bp.get("/imports")
@requires(Permission.WRITE_ITEMS)
def list_imports() -> Answer:
    """Upload a paper, or go on with one; its items belong where those of the last one did, or that is asked."""
    mine = services.list_imports(actor())
    return _uploads(UploadPaperForm(area_code=mine[0].area_code if mine else ""), mine)


def _uploads(form: UploadPaperForm, mine: list[PaperImport]) -> str:
    form.area_code.choices = [("", gettext(CHOOSE)), *web.area_choices()]
    return render_template("question_bank/list_imports.html", form=form, imports=mine)


@bp.post("/imports")
@requires(Permission.WRITE_ITEMS)
def upload_paper() -> Answer:
    """Read it and show what was understood; nothing goes into the bank yet."""
    form = UploadPaperForm()
    form.area_code.choices = web.area_choices()
    if form.validate_on_submit():
        with form.explain():
            import_id = imports.upload_file(actor(), *_uploaded(form), form.area_code.data, now=clock.now())
            return redirect(url_for("bank.paper_import", import_id=import_id))
    return _uploads(form, services.list_imports(actor())), 422


def _uploaded(form: UploadPaperForm) -> tuple[str, bytes | str, bytes | None]:
    paper, key = form.paper.data, form.answer_key.data
    source = _bytes(paper)
    if source is None and (form.text.data or "").strip():
        return gettext(PASTED), form.text.data or "", _bytes(key)
    return (paper.filename or "") if source is not None else "", source or b"", _bytes(key)


def _bytes(upload: FileStorage | None) -> bytes | None:
    return upload.read() if upload and upload.filename else None


@bp.get("/imports/<uuid:import_id>")
@requires(Permission.WRITE_ITEMS)
def paper_import(import_id: UUID) -> Answer:
    """Source and result side by side; `?open=` opens an item to mend; once taken in, what came of it."""
    elsewhere = page_of(imports.get_upload(actor(), import_id))
    if elsewhere is not None:
        return redirect(elsewhere)
    sheet = services.show_import(actor(), import_id)
    if sheet.row.committed_at is not None:
        sections = services.paper_sections(import_id)
        return render_template("question_bank/imported_paper.html", row=sheet.row, sections=sections)
    ref = request.args.get("open", "")
    return _side_by_side(sheet, ref, _form_for(sheet, ref) if ref else None)


def _side_by_side(sheet: services.ImportSheet, ref: str = "", form: CorrectItemForm | None = None) -> str:
    only = request.args.get("only", "")
    media_from(url_for("bank.import_picture", import_id=sheet.row.id, name=""))
    return render_template(
        "question_bank/paper_import.html",
        sheet=sheet,
        ref=ref,
        form=form,
        only=only if only in SHOWN else "",
        menu_line=request.args.get("line", type=int),
        field_roles=FIELD_ROLES,
    )


def _form_for(sheet: services.ImportSheet, ref: str) -> CorrectItemForm | None:
    """The form of an item as it stands, or an empty one for an item to be written for a section."""
    item = sheet.preview.find(ref)
    if item is not None:
        return filled_form(item.item_type, item.content, show(item.points) if item.points is not None else "")
    section = next((each for each in sheet.preview.sections if each.new_ref == ref), None)
    if section is None:
        return None
    whole = section.announced_points if section.announced_items == 1 else None
    return filled_form(section.item_type or "essay", {}, show(whole) if whole is not None else "")


@bp.post("/imports/<uuid:import_id>/items/<ref>")
@requires(Permission.WRITE_ITEMS)
def correct_item(import_id: UUID, ref: str) -> Answer:
    """Mend an item, drop it, take it back; then go on where one was."""
    act = request.form.get("act", "save")
    if act in DEEDS:
        DEEDS[act](actor(), import_id, ref, now=clock.now())
        return _back(import_id, ref)
    sheet = services.show_import(actor(), import_id)
    show_form, back = partial(_side_by_side, sheet, ref), partial(_back, import_id, ref)
    return mend(show_form, services.correct_item, back, import_id, ref)


DEEDS: dict[str, Callable[..., None]] = {
    "drop": services.drop_item,
    "restore": services.restore_item,
    "reset": services.reset_item,
    "order-yes": partial(imports.decide_order, accept=True),
    "order-no": partial(imports.decide_order, accept=False),
    "theirs": partial(imports.choose_side, theirs=True),
    "ours": partial(imports.choose_side, theirs=False),
    "fold": imports.fold_story,
    "unfold": imports.unfold_story,
}


def _back(import_id: UUID, ref: str) -> Response:
    only = request.args.get("only")
    return redirect(url_for("bank.paper_import", import_id=import_id, only=only, _anchor=f"item-{ref}"))


@bp.post("/imports/<uuid:import_id>/mapping")
@requires(Permission.WRITE_ITEMS)
def map_fields(import_id: UUID) -> Answer:
    """Say what the columns or fields of the file mean; it is read anew."""
    sheet = services.show_import(actor(), import_id)
    names = {f"field-{at}": field.name for at, field in enumerate(sheet.preview.paper.mapping)}
    roles = {names[key]: value for key, value in request.form.items() if key in names}
    try:
        imports.map_fields(actor(), import_id, roles, now=clock.now())
    except Invalid as error:
        note(N_("这样读不出题目：%(reason)s"), reason=explain(error.problems[0]))
    return redirect(url_for("bank.paper_import", import_id=import_id, _anchor="mapping"))


@bp.get("/imports/<uuid:import_id>/problems")
@requires(Permission.WRITE_ITEMS)
def import_problems(import_id: UUID) -> Answer:
    """What to look at, as a text file."""
    sheet = services.show_import(actor(), import_id)
    lines = [web.problem_line(sheet.preview, problem) for problem in sheet.preview.problems]
    response = make_response("\ufeff" + "\r\n".join([sheet.row.name, *lines, ""]))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="problems.txt"'
    return response


@bp.post("/imports/<uuid:import_id>/commit")
@requires(Permission.WRITE_ITEMS)
def commit_import(import_id: UUID) -> Answer:
    """Take all of it in, once."""
    try:
        services.commit_import(actor(), import_id, now=clock.now())
    except Invalid as error:
        sheet = services.show_import(actor(), import_id)
        form = UploadPaperForm()
        form.form_errors.extend(dict.fromkeys(explain(problem) for problem in error.problems))
        page = "question_bank/paper_import.html"
        return render_template(page, sheet=sheet, ref="", form=None, refused=form, field_roles=FIELD_ROLES), 422
    return redirect(url_for("bank.paper_import", import_id=import_id))


@bp.post("/imports/<uuid:import_id>/submit")
@requires(Permission.WRITE_ITEMS)
def submit_import(import_id: UUID) -> Answer:
    """Send every complete draft of it to review."""
    done = services.submit_import(actor(), import_id, now=clock.now())
    note(N_("%(sent)s 题已提交审核，%(left)s 题还缺答案或评分说明，留作草稿"), sent=done.sent, left=done.left)
    return redirect(url_for("bank.paper_import", import_id=import_id))
