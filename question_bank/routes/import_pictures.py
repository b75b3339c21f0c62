"""Pictures that came with an uploaded paper, before they are in the bank.

GET /bank/imports/<id>/pictures/<sha256>
"""

from uuid import UUID

from flask import Response

from foundation.web.access import requires
from foundation.web.sending import send_media
from people.domain import Permission
from people.web import actor
from question_bank import services
from question_bank.routes.blueprint import bp
from question_bank.routes.media import KEEP_SECONDS
from question_bank.services import imports


@bp.get("/imports/<uuid:import_id>/pictures/<name>")
@requires(Permission.WRITE_ITEMS)
def import_picture(import_id: UUID, name: str) -> Response:
    """The bytes, for whoever uploaded the paper; one that was put in by hand comes from the bank."""
    found = imports.show_picture(actor(), import_id, name)
    if found is None:
        held = services.show_media(actor(), name)
        return send_media(held.body, mime=held.mime, name=name, extension=held.extension, keep_seconds=KEEP_SECONDS)
    return send_media(found.body, mime=found.mime, name=name, extension=found.extension, keep_seconds=KEEP_SECONDS)
