"""Pictures of a paper that is being taken in go into the bank's keeping first, so that its items may name them."""

from datetime import datetime
from uuid import UUID

from people.domain import Actor
from question_bank.services.imports.model import Preview
from question_bank.services.imports.pictures import pictures_of, used_pictures
from question_bank.services.media import keep_media


def keep_pictures(actor: Actor, unit_id: UUID, preview: Preview, *, now: datetime) -> None:
    """Keep those that an item names; what is taken in later, or not at all, can name them too."""
    pictures = pictures_of(preview.paper)
    for media in used_pictures([item.content for item in preview.taken], pictures) if pictures.held else ():
        keep_media(actor, unit_id, media, now=now)
