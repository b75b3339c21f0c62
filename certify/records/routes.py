"""HR's pages: the table with filters and counts, its Excel file, one person's whole record.

GET /records · GET /records.xlsx · GET /records/people/<id>
"""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from wtforms import SelectField

from certify.programmes import services as programmes
from certify.programmes.domain import EVENT_LABELS, STANDING_LABELS, StandingStatus
from certify.records import services
from certify.records.domain import EXPIRING_CHOICES, STATUS_ORDER, RecordFilter, RecordTable
from certify.records.formats.excel import write_records
from certify.records.forms import FilterRecordsForm
from foundation import clock
from foundation.i18n import N_, content_text, gettext
from foundation.web import dates
from foundation.web.access import requires
from foundation.web.nav import NavItem
from people import services as people
from people.domain import Permission
from people.web import actor

bp = Blueprint("records", __name__)
NAV = (NavItem("people", N_("证书台账"), "records.table", "cert", 10, (Permission.VIEW_RECORDS,), N_("证书")),)
PAGE_ROWS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _titles() -> dict[UUID, str]:
    return {p.id: content_text(p.full_title_zh, p.full_title_en) for p in programmes.list_programmes()}


def _form() -> FilterRecordsForm:
    form = FilterRecordsForm(request.args)
    everything = [("", gettext("全部"))]
    units = people.list_units(actor(), Permission.VIEW_RECORDS)
    form.unit.choices = everything + [(u.path, "　" * (u.path.count("/") - 2) + u.name) for u in units]
    posts = people.list_job_roles()
    form.job_role.choices = everything + [(r.code, content_text(r.name_zh, r.name_en)) for r in posts]
    form.programme.choices = everything + [(str(key), title) for key, title in _titles().items()]
    form.status.choices = everything + [(s.value, gettext(STANDING_LABELS[s])) for s in STATUS_ORDER]
    form.expiring.choices = everything + [(str(n), gettext("%(n)s 天内到期", n=n)) for n in EXPIRING_CHOICES]
    for field in form:  # an address that was typed by hand: what is no choice is no filter
        if isinstance(field, SelectField) and field.data not in dict(field.choices):
            field.data = ""
    return form


def _asked(form: FilterRecordsForm) -> RecordFilter:
    return RecordFilter(
        programme_id=UUID(form.programme.data) if form.programme.data else None,
        unit_path=form.unit.data or None,
        job_role=form.job_role.data or None,
        status=StandingStatus(form.status.data) if form.status.data else None,
        expiring_days=int(form.expiring.data) if form.expiring.data else None,
        words=form.words.data or "",
    )


def _read(now: datetime) -> tuple[FilterRecordsForm, RecordTable]:
    form = _form()
    return form, services.list_records(actor(), _asked(form), now=now)


@bp.get("/records")
@requires(Permission.VIEW_RECORDS)
def table() -> str:
    """The table; counts = rows = export."""
    now = clock.now()
    form, found = _read(now)
    page = max(1, request.args.get("page", 1, type=int))
    rows = found.rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    kept = {field.name: field.data for field in form if field.data}
    return render_template(
        "records/table.html",
        form=form,
        table=found,
        rows=rows,
        page=page,
        pages=-(-len(found.rows) // PAGE_ROWS),
        kept=kept,
        titles=_titles(),
        labels=STANDING_LABELS,
        order=STATUS_ORDER,
        now=now,
    )


@bp.get("/records.xlsx")
@requires(Permission.VIEW_RECORDS)
def export() -> Response:
    """The same rows as Excel, with filter, moment and author on top."""
    now = clock.now()
    form, found = _read(now)
    chosen = [(f.label.text, dict(getattr(f, "choices", ())).get(f.data, f.data)) for f in form if f.data]
    notes = [
        (gettext("截至"), dates.minute(now)),
        (gettext("导出人"), f"{actor().name} {actor().login}"),
        *((str(name), str(value).strip()) for name, value in chosen),
        (gettext("条数"), str(len(found.rows))),
    ]
    body = write_records(found, titles=_titles(), notes=notes, translate=gettext, choose=content_text)
    name = f"records-{dates.local(now):%Y%m%d-%H%M}.xlsx"
    return Response(body, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/records/people/<uuid:person_id>")
@requires(Permission.VIEW_RECORDS)
def person(person_id: UUID) -> str:
    """One person's whole record with the reason for each status."""
    now = clock.now()
    record = services.get_person_record(actor(), person_id, now=now)
    return render_template("records/person.html", record=record, labels=STANDING_LABELS, events=EVENT_LABELS, now=now)
