"""Comments on places of an item: written, answered, settled; and how its pages see them, place by place."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.web.access import requires
from people.domain import Permission
from people.web import actor
from question_bank import services, web
from question_bank.domain.places import Place, places_of
from question_bank.forms import CommentForm
from question_bank.models import ItemVersionRow
from question_bank.routes.blueprint import bp
from question_bank.services import CommentThread

PAGES = {"item": "bank.item", "review": "bank.review"}  # where the button was pressed


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of a version with what was said of it; `gone`: this version has it no more."""

    place: Place
    threads: tuple[CommentThread, ...]
    gone: bool = False

    @property
    def n_open(self) -> int:
        """How many threads nobody has settled."""
        return sum(thread.resolved_at is None for thread in self.threads)


def place_lines(version: ItemVersionRow) -> list[PlaceLine]:
    """Every place of the version, then those that are gone but were spoken of."""
    threads = services.list_threads(actor(), version.item_id)
    by_name: dict[str, list[CommentThread]] = {}
    for thread in threads:
        by_name.setdefault(thread.place.name, []).append(thread)
    lines = [PlaceLine(each, tuple(by_name.pop(each.name, ()))) for each in places_of(version.content)]
    return lines + [PlaceLine(gone[0].place, tuple(gone), gone=True) for gone in by_name.values()]


@bp.post("/items/<uuid:item_id>/comments")
@requires(Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
def comment_on(item_id: UUID) -> Response:
    """Say something of a place."""
    form = CommentForm()
    thread_id = services.comment_on(actor(), item_id, form.place.data or "", form.text.data or "", now=clock.now())
    return _back(item_id, thread_id)


@bp.post("/items/<uuid:item_id>/comments/<uuid:thread_id>/reply")
@requires(Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
def reply_to_comment(item_id: UUID, thread_id: UUID) -> Response:
    """Answer."""
    services.reply_to_comment(actor(), item_id, thread_id, CommentForm().text.data or "", now=clock.now())
    return _back(item_id, thread_id)


@bp.post("/items/<uuid:item_id>/comments/<uuid:thread_id>/settle")
@requires(Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
def settle_comment(item_id: UUID, thread_id: UUID) -> Response:
    """It is settled."""
    services.settle_comment(actor(), item_id, thread_id, now=clock.now())
    return _back(item_id, thread_id)


@bp.post("/items/<uuid:item_id>/comments/<uuid:thread_id>/reopen")
@requires(Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)
def reopen_comment(item_id: UUID, thread_id: UUID) -> Response:
    """It is not."""
    services.reopen_comment(actor(), item_id, thread_id, now=clock.now())
    return _back(item_id, thread_id)


def _back(item_id: UUID, thread_id: UUID) -> Response:
    page = PAGES.get(request.form.get("page", ""), "bank.item")
    return redirect(url_for(page, item_id=item_id, _anchor=f"c-{thread_id}"))


def place_text(version: ItemVersionRow, place: Place) -> str:
    """What stands at a place, the key as people read it."""
    return web.described_key(version.item_type, version.content) if place.name == "answer" else place.text
