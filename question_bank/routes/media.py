"""Pictures and sound as staff see them in items.

GET /bank/media/<sha256>
"""

import re

from flask import Response

from foundation.errors import NotFound
from foundation.web.access import requires
from foundation.web.marked import media_from
from foundation.web.sending import send_media
from people.domain import Permission
from people.web import actor
from question_bank import services
from question_bank.routes.blueprint import bp

SHA256 = re.compile(r"[0-9a-f]{64}")
KEEP_SECONDS = 3600


@bp.before_request
def from_the_bank() -> None:
    """Pages of the bank show media from here."""
    media_from("/bank/media/")


@bp.get("/media/<name>")
@requires(Permission.VIEW_BANK)
def media(name: str) -> Response:
    """The bytes, for whoever may see a bank that holds them."""
    if not SHA256.fullmatch(name):
        raise NotFound()
    found = services.show_media(actor(), name)
    return send_media(found.body, mime=found.mime, name=name, extension=found.extension, keep_seconds=KEEP_SECONDS)
