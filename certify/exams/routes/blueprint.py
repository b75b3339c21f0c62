"""The Flask blueprint of exams, and what its pages share."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from certify.exams.domain import POINTS_PER_LABELS
from foundation.i18n import content_text
from foundation.ids import new_id
from foundation.web.forms import BaseForm
from people import services as people
from people.domain import Actor, Permission
from question_bank import item_types
from question_bank import services as bank

bp = Blueprint("exams", __name__)
Page = str | Response | tuple[str, int]


def once_of(form: BaseForm) -> UUID | None:
    """The id that the form carried from its first showing, so that sending it twice makes one thing."""
    try:
        return UUID(form["once"].data or "")
    except ValueError:
        return None


def fresh(form: BaseForm) -> None:
    """Give the form such an id."""
    form["once"].data = form["once"].data or str(new_id())


def unit_choices(actor: Actor, permission: Permission) -> list[tuple[str, str]]:
    """The units on which the actor holds the permission, indented by level."""
    nodes = people.list_tree(actor, permission)
    return [(str(node.unit_id), "\u3000" * node.depth + node.name) for node in nodes]


def area_names() -> dict[str, str]:
    """Content areas by code, in the reader's language."""
    return {area.code: content_text(area.name_zh, area.name_en) for area in bank.list_areas()}


@bp.context_processor
def words() -> dict[str, Any]:
    """What the templates of exams may name."""
    return {"all_item_types": item_types.ALL, "points_per_labels": POINTS_PER_LABELS}
