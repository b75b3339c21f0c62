"""A strip of answers for a section of an imported paper: typed, dealt out, looked at, then saved."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.i18n import N_
from foundation.web.access import requires
from foundation.web.forms import BaseForm
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank.routes.blueprint import bp
from question_bank.services.imports import strips

Answer = str | Response | tuple[str, int]


class SaveStripForm(BaseForm):
    """A strip of answers; what it says is the domain's business."""


@bp.get("/imports/<uuid:import_id>/strips/<int:at>")
@requires(Permission.WRITE_ITEMS)
def deal_strip(import_id: UUID, at: int) -> Answer:
    """The strip in `?strip=`, dealt out over the section's items; nothing is saved."""
    return _page(import_id, at, request.args.get("strip", ""), SaveStripForm(formdata=None))


@bp.post("/imports/<uuid:import_id>/strips/<int:at>")
@requires(Permission.WRITE_ITEMS)
def save_strip(import_id: UUID, at: int) -> Answer:
    """Keep the keys with the upload."""
    form, strip = SaveStripForm(), request.form.get("strip", "")
    if form.validate_on_submit():
        with form.explain():
            overwrite = bool(request.form.get("replace"))
            n = strips.save_strip(actor(), import_id, at, strip, replace=overwrite, now=clock.now())
            note(N_("录入了 %(n)s 题的答案"), n=n)
            section = strips.show_strip(actor(), import_id, at).section
            return redirect(url_for("bank.paper_import", import_id=import_id, _anchor=f"section-{section.index}"))
    return _page(import_id, at, strip, form), 422


def _page(import_id: UUID, at: int, strip: str, form: SaveStripForm) -> str:
    sheet = strips.show_strip(actor(), import_id, at, strip)
    return render_template("question_bank/bulk_strip.html", sheet=sheet, strip=strip, form=form)
