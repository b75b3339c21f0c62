"""Pictures and sound of the items on the candidate's page, and the pictures that they attached.

GET /attempts/<id>/media/<sha256> · GET /attempts/<id>/drawings/<sha256>
"""

from uuid import UUID

from flask import Response

from certify.delivery import services
from certify.delivery.routes.blueprint import bp
from foundation import clock
from foundation.web.access import requires
from foundation.web.sending import send_media
from people.domain import Permission
from people.web import actor

KEEP_SECONDS = 4 * 3600  # an exam's length: the address holds the attempt, so nobody else's page asks for it


@bp.get("/attempts/<uuid:attempt_id>/media/<name>")
@requires(Permission.SIT_EXAMS)
def media(attempt_id: UUID, name: str) -> Response:
    """The bytes, while their section is open to this candidate."""
    found = services.media_on_paper(actor(), attempt_id, name, now=clock.now())
    return send_media(
        found.body, mime=found.mime, name=found.sha256, extension=found.extension, keep_seconds=KEEP_SECONDS
    )


@bp.get("/attempts/<uuid:attempt_id>/drawings/<name>")
@requires(Permission.SIT_EXAMS)
def drawing(attempt_id: UUID, name: str) -> Response:
    """One's own picture, at any time."""
    found = services.own_drawing(actor(), attempt_id, name)
    return send_media(found.body, mime=found.mime, name=name, extension=found.extension)
