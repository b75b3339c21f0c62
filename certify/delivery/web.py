"""The exam page's items as HTML. An item that the candidate has not touched looks the same to everyone who sees it at
the same place with the same order of options, and a form never changes: such pieces are kept per process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from flask import current_app
from markupsafe import Markup

from certify.delivery.services import PageSection, PageSlot
from foundation.i18n import locale_name
from foundation.web.marked import media_from

ANY_ATTEMPT = "/attempts/-/media/"  # where a kept piece says that its pictures are
PIECES_KEPT = 8192  # of about 1.5 KB


@dataclass(frozen=True, slots=True)
class _Piece:
    """What an untouched item's HTML depends on, and the item that it is made from: it holds nobody's answer."""

    form_id: UUID
    position: int
    number: int
    order: tuple[str, ...] | None
    rule_id: str | None
    locale: str
    item: PageSlot = field(compare=False)


def articles_of(attempt_id: UUID) -> Callable[[PageSection, PageSlot], Markup]:
    """The items of one attempt's page; pictures and sounds come from its own address."""

    def own(part: PageSection, item: PageSlot) -> Markup:
        html = _article(part, item)
        return html.replace(ANY_ATTEMPT, f"/attempts/{attempt_id}/media/") if ANY_ATTEMPT in html else html

    return own


def _article(part: PageSection, item: PageSlot) -> Markup:
    """One item of the page, with what the candidate has answered."""
    rule_id = f"rule{part.number}" if part.rule else None
    if item.response is not None:
        return _render(rule_id, item)
    return _kept(_Piece(item.form_id, item.position, item.number, item.order, rule_id, locale_name(), item))


@lru_cache(maxsize=PIECES_KEPT)
def _kept(piece: _Piece) -> Markup:
    return _render(piece.rule_id, piece.item)


def _render(rule_id: str | None, item: PageSlot) -> Markup:
    template = current_app.jinja_env.get_template("delivery/_item.html")
    media_from(ANY_ATTEMPT)
    return Markup(template.render(rule_id=rule_id, item=item))  # noqa: S704  # what an autoescaping template made
