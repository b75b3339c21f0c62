"""The exam page's items as HTML. An item that the candidate has not touched looks the same to everyone who sees it at
the same place with the same order of options, and a form never changes: such pieces are kept per process.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from flask import current_app
from markupsafe import Markup

from certify.delivery.services import PageSection, PageSlot
from foundation.i18n import locale_name

PIECES_KEPT = 8192  # of about 1.5 KB


@dataclass(frozen=True, slots=True)
class _Piece:
    """What an untouched item's HTML depends on, and what it is made from."""

    form_id: UUID
    position: int
    number: int
    order: tuple[str, ...] | None
    locale: str
    part: PageSection = field(compare=False)
    item: PageSlot = field(compare=False)


def article(form_id: UUID, part: PageSection, item: PageSlot) -> Markup:
    """One item of the page, with what the candidate has answered."""
    if item.response is not None:
        return _render(part, item)
    return _kept(_Piece(form_id, item.position, item.number, item.order, locale_name(), part, item))


@lru_cache(maxsize=PIECES_KEPT)
def _kept(piece: _Piece) -> Markup:
    return _render(piece.part, piece.item)


def _render(part: PageSection, item: PageSlot) -> Markup:
    template = current_app.jinja_env.get_template("delivery/_item.html")
    return Markup(template.render(part=part, item=item))  # noqa: S704  # what an autoescaping template made
