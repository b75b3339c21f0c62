"""Emergency files: hand one in, see what it would do, load it (rule 28). No page shows an answer.

GET, POST /emergency · GET, POST /emergency/<file_id>
"""

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certify.delivery import services
from certify.delivery.domain.emergency import EMERGENCY_TEXTS, spoken
from certify.delivery.domain.outcome_texts import KIND_TEXTS, OUTCOME_TEXTS, reason_text
from certify.delivery.formats.emergency_file import KeyRing, page_terms
from certify.delivery.forms.emergency import HandInFileForm, LoadFileForm
from certify.delivery.routes.blueprint import bp
from foundation import clock
from foundation.i18n import N_, forms_of
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

Page = str | Response | tuple[str, int]
STAFF = (Permission.MANAGE_SITTINGS, Permission.INVIGILATE)
LOADED = N_("已载入：%(counted)s 条计入答卷，%(kept)s 条留存未计入，%(there)s 条早已收到，%(refused)s 条未收")
TONES = {"saved": "success", "duplicate": "neutral", "stale": "neutral", "malformed": "notice", "late": "notice"}


def key_ring() -> KeyRing:
    """The installation's keys, the former ones too."""
    settings = current_app.extensions["certify_settings"]
    return KeyRing(settings.secret_key, settings.former_secret_keys)


def emergency_data(attempt_id: UUID, login: str) -> dict[str, object]:
    """What the exam page needs to make a file while there is no network."""
    return {
        "login": login,
        "terms": page_terms(key_ring(), attempt_id),
        "texts": {name: forms_of(text) for name, text in EMERGENCY_TEXTS.items()},
    }


@bp.get("/emergency")
@requires(*STAFF)
def emergency_files() -> Page:
    """Where a file is handed in, and those that were."""
    return _files_page(HandInFileForm())


def _files_page(form: HandInFileForm, status: int = 200) -> Page:
    files = services.list_emergency_files(actor())
    return render_template("delivery/emergency_files.html", form=form, files=files, spoken=spoken), status


@bp.post("/emergency")
@requires(*STAFF)
def hand_in_file() -> Page:
    """Check the file and keep it; nothing is loaded yet."""
    form, upload = HandInFileForm(), request.files.get("file")
    if form.validate_on_submit() and upload is not None and upload.filename:
        with form.explain():
            file_id = services.hand_in_file(actor(), upload.read(), key_ring(), now=clock.now())
            return redirect(url_for("delivery.emergency_file", file_id=file_id))
    return _files_page(form, 422)


@bp.get("/emergency/<uuid:file_id>")
@requires(*STAFF)
def emergency_file(file_id: UUID) -> Page:
    """Whose, how many, which numbers, when; what loading would do, or did."""
    found = services.show_emergency_file(actor(), file_id, key_ring(), now=clock.now())
    return render_template(
        "delivery/emergency_file.html",
        file=found,
        form=LoadFileForm(formdata=None),
        spoken=spoken,
        outcome_texts=OUTCOME_TEXTS,
        kind_texts=KIND_TEXTS,
        reason_text=reason_text,
        tones=TONES,
    )


@bp.post("/emergency/<uuid:file_id>")
@requires(*STAFF)
def load_emergency_file(file_id: UUID) -> Page:
    """Load it by the rules of every save, received now."""
    if LoadFileForm().validate_on_submit():
        counts = services.load_emergency_file(actor(), file_id, key_ring(), now=clock.now())
        note(LOADED, **_told(counts))
    return redirect(url_for("delivery.emergency_file", file_id=file_id))


def _told(counts: dict[str, int]) -> dict[str, int]:
    def among(*kinds: str) -> int:
        return sum(counts.get(kind, 0) for kind in kinds)

    return {
        "counted": among("saved", "stale", "malformed"),
        "kept": among("late", "superseded"),
        "there": among("duplicate"),
        "refused": among("refused", "fork"),
    }
