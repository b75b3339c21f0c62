"""Reaching an item as an actor: what lies outside the actor's units does not exist for them; what they may not do
there is refused.
"""

from uuid import UUID

from people import services as people
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.models import ItemVersionRow

SEEING = (Permission.VIEW_BANK, Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS)


def reach_latest(
    actor: Actor, permission: Permission, item_id: UUID, *, for_update: bool = False
) -> tuple[ItemVersionRow, str]:
    """The latest version and its unit's path; raises UnknownItem out of reach, MissingPermission within it."""
    row, path = queries.get_latest(item_id, for_update=for_update)
    require_sight(actor, path)
    actor.require(permission, path)
    return row, path


def require_sight(actor: Actor, unit_path: str) -> None:
    """Raises UnknownItem unless the actor has any part in that unit's bank."""
    if not any(actor.may(permission, unit_path) for permission in SEEING):
        raise queries.UnknownItem()


def home_unit_id(actor: Actor, permission: Permission) -> UUID:
    """Where what the actor makes belongs: their own unit, or the highest one that the permission is held on.

    Raises MissingPermission.
    """
    actor.require_anywhere(permission)
    if actor.unit_path != "/" and actor.may(permission, actor.unit_path):
        return UUID(actor.unit_path.strip("/").split("/")[-1])
    return people.list_units(actor, permission)[0].id
