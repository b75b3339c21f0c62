"""Pictures and sound of a paper for its candidate: what the page shows them now, and nothing else."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from certify.delivery.services.pages import page_of
from certify.exams import services as exams
from foundation.errors import NotFound
from foundation.media import references
from people.domain import Actor
from question_bank import item_types
from question_bank import services as bank
from question_bank.services import StoredMedia


def media_on_paper(actor: Actor, attempt_id: UUID, name: str, *, now: datetime) -> StoredMedia:
    """A picture or sound of an item that stands open on the candidate's own running paper; else NotFound.

    What an explanation shows, what a closed or coming section shows, and every other hash look the same: not found.
    """
    page = page_of(actor, attempt_id, now=now)
    shown = (name in _names(slot.form_id, slot.position) for section in page.sections for slot in section.slots)
    if page.is_over or not any(shown):
        raise NotFound()
    return bank.get_media(name)


@lru_cache(maxsize=8192)
def _names(form_id: UUID, position: int) -> frozenset[str]:
    """The hashes that the candidate's view of a slot names; forms never change."""
    slot = exams.get_form(form_id).slot(position)
    view = item_types.get(slot.item_type).candidate_view(slot.content)
    return frozenset(each.sha256 for each in references(view))
