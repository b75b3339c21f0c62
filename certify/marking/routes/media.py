"""Pictures and sound of the item that is being marked, and the pictures of the answer: no name, no attempt.

GET /marking/<version_id>/media/<sha256> · GET /marking/<version_id>/drawings/<lease_id>/<number>
"""

from uuid import UUID

from flask import Response

from certify.marking import services
from certify.marking.routes.blueprint import bp
from foundation import clock
from foundation.web.access import requires
from foundation.web.sending import send_media
from people.domain import Permission
from people.web import actor

KEEP_SECONDS = 3600


@bp.get("/marking/<uuid:version_id>/media/<name>")
@requires(Permission.MARK)
def media(version_id: UUID, name: str) -> Response:
    """The bytes, for who has scripts of this item within reach."""
    found = services.media_of_item(actor(), version_id, name, now=clock.now())
    return send_media(
        found.body, mime=found.mime, name=found.sha256, extension=found.extension, keep_seconds=KEEP_SECONDS
    )


@bp.get("/marking/<uuid:version_id>/drawings/<uuid:lease_id>/<int:number>")
@requires(Permission.MARK)
def drawing(version_id: UUID, lease_id: UUID, number: int) -> Response:
    """A picture of the answer that this marker holds."""
    found = services.drawing_of_script(actor(), version_id, lease_id, number)
    return send_media(found.body, mime=found.mime, name=found.sha256, extension=found.extension)
