"""What the lists of people and administration share: which page, how many rows, choices of units, posts and roles."""

from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import Form

from foundation.i18n import content_text, gettext
from people import services
from people.domain import ROLE_LABELS, Actor, Permission, Role

SIZES = (50, 100, 200)
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of a list, as the address asks for it."""

    page: int
    size: int

    def pages(self, total: int) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-total // self.size))


def asked_paging() -> Paging:
    """From the address; whatever is no page is the first one."""
    page, size = request.args.get("page", 1, type=int), request.args.get("size", SIZES[0], type=int)
    return Paging(page=min(max(1, page), 100_000), size=size if size in SIZES else SIZES[0])


def unit_choices(actor: Actor, permission: Permission = Permission.MANAGE_PEOPLE, *, by_path: bool = False) -> Choices:
    """The units within reach, indented by level; the value is the path or the id."""
    return [
        (str(node.path if by_path else node.unit_id), "　" * node.depth + node.name)
        for node in services.list_tree(actor, permission)
    ]


def post_choices() -> Choices:
    """All posts, named in the reader's language."""
    return [(str(post.id), content_text(post.name_zh, post.name_en)) for post in services.list_job_roles()]


def role_choices(*, without: tuple[Role, ...] = ()) -> Choices:
    """All roles."""
    return [(role.value, gettext(ROLE_LABELS[role])) for role in Role if role not in without]


def drop_unknown(form: Form) -> None:
    """An address typed by hand: what is no choice is no filter."""
    for field in form:
        if getattr(field, "choices", None) is not None and field.data not in dict(field.choices):
            field.data = ""


def kept_filter(form: Form, **more: Any) -> dict[str, Any]:
    """The address of this view: what was asked for, without blanks."""
    asked = {field.name: field.data for field in form if field.data}
    return asked | {name: value for name, value in more.items() if value}


def chosen_words(form: Form) -> Choices:
    """What is filtered by, as shown on chips: the field and the words of its choice."""
    chosen = []
    for field in form:
        if field.data:
            words = dict(field.choices).get(field.data, field.data) if getattr(field, "choices", None) else field.data
            chosen.append((field.name, str(words).strip("　 ")))
    return chosen
