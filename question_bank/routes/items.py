"""Pages of items: search, one item with its history, the editor with the candidate's view beside it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.calendar import local_day
from foundation.errors import Invalid
from foundation.i18n import N_, gettext
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import item_types, services, web
from question_bank.domain import ItemStatus
from question_bank.domain.validity import ItemDates, default_due
from question_bank.forms import ChangeDatesForm, EditItemForm, SubmitItemForm, SuspendItemForm, edit_item_form
from question_bank.models import ItemVersionRow
from question_bank.routes.blueprint import bp
from question_bank.routes.comments import place_lines, place_text
from question_bank.services.items import UnderReview

LAST_AREA = "bank_area"  # in the session: where the writer's last new item went
Answer = str | Response | tuple[str, int]


@bp.get("/items")
@requires(Permission.VIEW_BANK)
def list_items() -> Answer:
    """Find items."""
    wanted, page = web.item_filter(request.args, actor()), web.Page.from_args(request.args)
    found = services.find_items(actor(), wanted, limit=page.size, offset=page.offset)
    return render_template(
        "question_bank/list_items.html",
        found=found,
        page=replace(page, total=found.total, more=found.more, reach=found.reach),
        wanted=wanted,
        active=web.active_filters(request.args, wanted),
        tags=services.list_tags(actor()),
    )


@bp.get("/items/new")
@requires(Permission.WRITE_ITEMS)
def new_item() -> Answer:
    """An empty form of the type in `?type=`, or the types to choose from."""
    name = request.args.get("type", "")
    if name not in item_types.ITEM_TYPES:
        return render_template("question_bank/new_item.html")
    empty = edit_item_form(name)
    begun = {"difficulty": "medium", "pool": "exam", "area_code": session.get(LAST_AREA, "")}
    return _editor(empty(formdata=None, data=empty.data_of({}) | begun))


@bp.post("/items/new")
@requires(Permission.WRITE_ITEMS)
def create_item() -> Answer:
    """Save the first draft."""
    form = _typed(item_types.get(request.args.get("type", "")).name)
    unit_id = services.home_unit_id(actor(), Permission.WRITE_ITEMS)
    if not _attached(form, unit_id):
        return _editor(form), 422
    if _acted(form):
        return _editor(form)
    if form.validate_on_submit():
        with form.explain():
            item_id = services.create_item(actor(), unit_id, form.draft(), now=clock.now())
            session[LAST_AREA] = form.area_code.data
            return _saved(item_id)
    return _editor(form), 422


@bp.get("/items/<uuid:item_id>")
@requires(Permission.VIEW_BANK)
def item(item_id: UUID) -> Answer:
    """The item as it stands."""
    return _sheet(services.show_item(actor(), item_id))


@bp.get("/items/<uuid:item_id>/versions/<int:number>")
@requires(Permission.VIEW_BANK)
def item_version(item_id: UUID, number: int) -> Answer:
    """One of its versions, and what it changed."""
    return _sheet(services.show_item(actor(), item_id, number))


def _sheet(
    sheet: services.ItemSheet,
    form: SuspendItemForm | None = None,
    dates: ChangeDatesForm | None = None,
    submit: SubmitItemForm | None = None,
) -> str:
    changes = web.changes(sheet.previous, sheet.version) if sheet.previous and not sheet.hides_key else ()
    used = sheet.in_use or sheet.suspended
    given = {"valid_until": used.valid_until, "review_by": used.review_by} if used else {}
    return render_template(
        "question_bank/item.html",
        sheet=sheet,
        changes=changes,
        form=form or SuspendItemForm(),
        dates=dates or ChangeDatesForm(formdata=None, data=given),
        submit=submit or (_submission(sheet.version.item_id) if sheet.may_submit else None),
        spots=[] if sheet.hides_key else place_lines(sheet.version),
        place_text=place_text,
        on_forms=services.on_forms(sheet.versions),
        measured=services.show_measures(actor(), sheet.versions),
        today=local_day(clock.now()),
    )


def _submission(item_id: UUID) -> SubmitItemForm:
    form = SubmitItemForm()
    people = [(str(person_id), name) for person_id, name in services.list_askable(actor(), item_id)]
    form.reviewer_id.choices = [("", gettext("不指定")), *people]
    if not form.is_submitted():
        form.due_on.data = default_due(local_day(clock.now()))
    return form


@bp.get("/items/<uuid:item_id>/edit")
@requires(Permission.WRITE_ITEMS)
def edit_item(item_id: UUID) -> Answer:
    """The editor on the latest version."""
    row, edition = services.open_for_edit(actor(), item_id)
    if row.status == ItemStatus.IN_REVIEW:
        note(UnderReview.message)
        return redirect(url_for("bank.item", item_id=item_id))
    return _editor(_form_of(row, edition), item_id)


@bp.post("/items/<uuid:item_id>/edit")
@requires(Permission.WRITE_ITEMS)
def save_item(item_id: UUID) -> Answer:
    """Save; when somebody else saved in between, show both and let the author choose."""
    row, edition = services.open_for_edit(actor(), item_id)
    form = _typed(row.item_type)
    if not _attached(form, row.item.unit_id):
        return _editor(form, item_id), 422
    if _acted(form):
        return _editor(form, item_id)
    if form.validate_on_submit():
        with form.explain():
            services.edit_item(actor(), item_id, form.draft(), edition=form.edition.data or None, now=clock.now())
            _answer_comments(item_id)
            return _saved(item_id)
    if form.edition.data and form.edition.data != edition:
        form.edition.data = edition
        return _editor(form, item_id, theirs=row), 409
    return _editor(form, item_id), 422


@bp.post("/items/<uuid:item_id>/submit")
@requires(Permission.WRITE_ITEMS)
def submit_item(item_id: UUID) -> Answer:
    """Send the draft to review; what is missing is shown in the editor, what is wrong with the wish on the item."""
    wish = _submission(item_id)
    if not wish.validate_on_submit():
        return _sheet(services.show_item(actor(), item_id), submit=wish), 422
    reviewer_id = UUID(wish.reviewer_id.data) if wish.reviewer_id.data else None
    try:
        services.submit_for_review(actor(), item_id, due_on=wish.due_on.data, reviewer_id=reviewer_id, now=clock.now())
    except Invalid as error:
        if any(problem.field == "due_on" for problem in error.problems):
            wish.take(error)
            return _sheet(services.show_item(actor(), item_id), submit=wish), 422
        row, edition = services.open_for_edit(actor(), item_id)
        form = _form_of(row, edition)
        form.take(error)
        return _editor(form, item_id), 422
    note(N_("已提交审核，由另一位同事处理"))
    return redirect(url_for("bank.item", item_id=item_id))


@bp.post("/items/<uuid:item_id>/dates")
@requires(Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
def change_dates(item_id: UUID) -> Answer:
    """Bring the days of the version in use forward, or let it live longer after a fresh look."""
    form = ChangeDatesForm()
    if form.validate_on_submit():
        with form.explain():
            days = ItemDates(form.valid_until.data, form.review_by.data)
            services.change_dates(actor(), item_id, days, reason=form.reason.data or "", now=clock.now())
            note(N_("日期已改"))
            return redirect(url_for("bank.item", item_id=item_id))
    return _sheet(services.show_item(actor(), item_id), dates=form), 422


@bp.post("/items/<uuid:item_id>/retire")
@requires(Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
def retire_item(item_id: UUID) -> Answer:
    """Take the approved version out of use."""
    services.retire_item(actor(), item_id, now=clock.now())
    note(N_("已退役，新试卷不再抽到这道题"))
    return redirect(url_for("bank.item", item_id=item_id))


@bp.post("/items/<uuid:item_id>/suspend")
@requires(Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
def suspend_item(item_id: UUID) -> Answer:
    """Take the approved version out of use for now."""
    return _said(item_id, services.suspend_item, N_("已停用，查清之前新试卷不会抽到它"))


@bp.post("/items/<uuid:item_id>/reinstate")
@requires(Permission.REVIEW_ITEMS)
def reinstate_item(item_id: UUID) -> Answer:
    """Put a suspended version back into use."""
    return _said(item_id, services.reinstate_item, N_("已恢复使用"))


def _said(item_id: UUID, act: Callable[..., None], done: str) -> Answer:
    form = SuspendItemForm()
    if form.validate_on_submit():
        with form.explain():
            act(actor(), item_id, reason=form.comment.data or "", now=clock.now())
            note(done)
            return redirect(url_for("bank.item", item_id=item_id))
    return _sheet(services.show_item(actor(), item_id), form), 422


def _typed(item_type: str) -> EditItemForm:
    form = edit_item_form(item_type)()
    form.area_code.choices = _areas(form)
    return form


def _areas(form: EditItemForm) -> list[tuple[str, str]]:
    """The areas; where none is chosen yet, nothing is chosen for the writer."""
    areas = web.area_choices()
    return areas if form.area_code.data in dict(areas) else [("", gettext("请选择")), *areas]


def _form_of(row: ItemVersionRow, edition: str) -> EditItemForm:
    made = edit_item_form(row.item_type)
    beside = {
        "area_code": row.area_code,
        "level": row.level or "",
        "difficulty": row.difficulty,
        "pool": row.pool,
        "critical": row.critical,
        "tags": gettext("，").join(row.tags),
        "valid_until": row.valid_until,
        "review_by": row.review_by,
        "edition": edition,
    }
    return made(formdata=None, data=made.data_of(row.content) | beside)


def _acted(form: EditItemForm) -> bool:
    """A button that changes the form rather than saving it was pressed."""
    act = request.form.get("act", "save")
    if act in {"save", "submit"}:
        return False
    if act != "attach":
        form.act(act)
    return True


def _attached(form: EditItemForm, unit_id: UUID) -> bool:
    """A chosen picture or sound goes into the bank and into the stem, whichever button was pressed; False: refused."""
    if not form.has_file or request.form.get("act") == "refresh":
        return True
    label, transcript = form.media_label.data or "", form.media_transcript.data or ""
    with form.explain():
        raw = form.media.data.read()
        form.put_in(services.add_media(actor(), unit_id, raw, label=label, transcript=transcript, now=clock.now()))
    return not form.media.errors and not form.media_label.errors


def _answer_comments(item_id: UUID) -> None:
    """What was typed under the comments beside the form is said with the save."""
    if not any(name.startswith("reply-") for name in request.form):
        return
    for thread in services.list_threads(actor(), item_id):
        text = request.form.get(f"reply-{thread.id}", "")
        if text.strip():
            services.reply_to_comment(actor(), item_id, thread.id, text, now=clock.now())


def _saved(item_id: UUID) -> Answer:
    if request.form.get("act") == "submit":
        return submit_item(item_id)
    note(N_("草稿已保存"))
    return redirect(url_for("bank.edit_item", item_id=item_id))


def _editor(form: EditItemForm, item_id: UUID | None = None, *, theirs: ItemVersionRow | None = None) -> str:
    form.area_code.choices = _areas(form)
    sheet = services.show_item(actor(), item_id) if item_id else None
    return render_template(
        "question_bank/edit_item.html",
        form=form,
        sheet=sheet,
        spots=[line for line in place_lines(sheet.version) if line.n_open] if sheet else [],
        place_text=place_text,
        clash=web.changes(theirs, form.draft()) if theirs else (),
    )
