"""Pictures and sounds of a file that is being taken in go into the bank's keeping first, so that its items may name
them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from people.domain import Actor
from question_bank.formats.model import Paper
from question_bank.services.imports.model import Preview
from question_bank.services.imports.pictures import pictures_of, used_pictures
from question_bank.services.media import keep_media


def keep_pictures(actor: Actor, unit_id: UUID, preview: Preview, *, now: datetime) -> None:
    """Keep those that an item names; what is taken in later, or not at all, can name them too."""
    keep_named(actor, unit_id, preview.paper, [item.content for item in preview.taken], now=now)


def keep_named(actor: Actor, unit_id: UUID, paper: Paper, contents: Sequence[Any], *, now: datetime) -> None:
    """Keep what the contents name of a file's media."""
    pictures = pictures_of(paper)
    for media in used_pictures(contents, pictures) if pictures.held else ():
        keep_media(actor, unit_id, media, now=now)
