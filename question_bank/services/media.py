"""Pictures and sound of the bank: kept by the hash of their bytes, seen by whoever may see a bank that holds them.

A text names them by hash (foundation.media); saving an item checks that its author may see what it names, and its unit
holds it from then on. Delivery asks for the bytes by hash, after its own rules have said yes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256 as hash_of
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from foundation import audit
from foundation.db import db, transaction
from foundation.errors import N_, Invalid, NotFound, Problem
from foundation.media import Media, read_media, references, spell
from people import services as people
from people.domain import Actor, Permission
from question_bank.models import MediaHolding, MediaRow
from question_bank.queries import ORG_UNIT
from question_bank.services.access import SEEING


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """The bytes of a picture or a sound, and what they are."""

    sha256: str
    mime: str
    extension: str
    body: bytes


class NoWords(Invalid):
    """A picture or a sound without words: who can't see or hear it would get nothing."""

    def __init__(self) -> None:
        super().__init__(Problem(N_("请写出图片里有什么；录音请写一个名称"), field="media_label"))


def add_media(actor: Actor, unit_id: UUID, raw: bytes, *, label: str, transcript: str = "", now: datetime) -> str:
    """Read a file by its content, keep it with a unit's bank, and give the reference to put into a stem or an option.

    Raises MediaRefused with the reason, NoWords without a label. The same bytes twice are kept once.
    """
    actor.require(Permission.WRITE_ITEMS, people.get_unit(unit_id).path)
    if not label.strip():
        raise NoWords()
    found = read_media(raw)
    return spell(keep_media(actor, unit_id, found, now=now), found.extension, label, transcript)


def keep_media(actor: Actor, unit_id: UUID, found: Media, *, now: datetime) -> str:
    """Keep what was read with a unit's bank; returns its name. Whether it has words is for the item's review."""
    actor.require(Permission.WRITE_ITEMS, people.get_unit(unit_id).path)
    name = hash_of(found.body).hexdigest()
    with transaction():
        _keep(name, found, now)
        if _hold(actor, name, unit_id, now):
            audit.record(actor, "bank.add_media", "media", name, now=now, format=found.extension, bytes=len(found.body))
    return name


def _keep(name: str, found: Media, now: datetime) -> None:
    if db.session.scalar(select(MediaRow.sha256).where(MediaRow.sha256 == name)) is None:
        row = MediaRow(sha256=name, mime=found.mime, extension=found.extension, body=found.body, added_at=now)
        row.width, row.height = found.width, found.height
        db.session.add(row)
        db.session.flush()


def _hold(actor: Actor, name: str, unit_id: UUID, now: datetime) -> bool:
    if db.session.get(MediaHolding, (name, unit_id)) is not None:
        return False
    row = MediaHolding(sha256=name, unit_id=unit_id, added_by=actor.require_person(), added_at=now)
    db.session.add(row)
    db.session.flush()
    return True


def hold_media(actor: Actor, unit_id: UUID, content: Any, *, now: datetime) -> None:
    """Within a transaction: what a content names exists, its author may see it, and from now on the unit holds it.

    Raises Invalid: a hash alone opens nothing.
    """
    for name, extension in dict.fromkeys((each.sha256, each.extension) for each in references(content)):
        if _extension_seen(actor, name) != extension:
            raise Invalid(Problem(N_("题目里写的图片或录音不在题库里，请重新插入"), field="stem", found=name[:12]))
        _hold(actor, name, unit_id, now)


def _extension_seen(actor: Actor, name: str) -> str | None:
    query = select(MediaRow.extension, ORG_UNIT.c.path).join(MediaHolding, MediaHolding.sha256 == MediaRow.sha256)
    query = query.join(ORG_UNIT, ORG_UNIT.c.id == MediaHolding.unit_id).where(MediaRow.sha256 == name)
    return next((extension for extension, path in db.session.execute(query) if _may_see(actor, path)), None)


def _may_see(actor: Actor, path: str) -> bool:
    """Has a part in that unit's bank, or makes papers below it: those draw from the banks above, too."""
    above = any(scope.startswith(path) for scope in actor.scopes(Permission.MANAGE_EXAMS))
    return above or any(actor.may(permission, path) for permission in SEEING)


def show_media(actor: Actor, name: str) -> StoredMedia:
    """A picture or a sound of a bank that the actor may see; raises NotFound."""
    if _extension_seen(actor, name) is None:
        raise NotFound()
    return get_media(name)


def sizes_of(names: Sequence[str]) -> dict[str, int]:
    """Bytes of each that is kept, by hash."""
    found: dict[str, int] = {}
    for start in range(0, len(names), 500):
        query = select(MediaRow.sha256, func.length(MediaRow.body))
        rows = db.session.execute(query.where(MediaRow.sha256.in_(names[start : start + 500])))
        found |= {row.sha256: row[1] for row in rows}
    return found


def get_media(name: str) -> StoredMedia:
    """The bytes by their hash, for packages that have decided who asks; raises NotFound."""
    row = db.session.get(MediaRow, name)
    if row is None:
        raise NotFound()
    return StoredMedia(row.sha256, row.mime, row.extension, row.body)
