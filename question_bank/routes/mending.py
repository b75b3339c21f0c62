"""Mending one item of an upload: the same form and the same acts, whether the page shows a paper or a large file."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from foundation import clock
from people.web import actor
from question_bank import item_types
from question_bank.forms import CorrectItemForm, correct_item_form

Answer = str | Response | tuple[str, int]


def filled_form(item_type: str, content: Mapping[str, Any], points: str) -> CorrectItemForm:
    """The form of an item that holds this."""
    made = correct_item_form(item_type)
    return made(formdata=None, data=made.data_of(content) | {"as_type": item_type, "points": points})


def mend(
    show: Callable[[CorrectItemForm], str], save: Callable[..., None], back: Callable[[], Response], *names: UUID | str
) -> Answer:
    """What was posted: another type or another row shows the form again; else the item is saved by `save(actor, *names,
    …)`, and one goes `back` – or sees what is wrong.
    """
    form = correct_item_form(item_types.get(request.form.get("item_type", "")).name)()
    if form.as_type.data != form.item_type and form.as_type.data in item_types.ITEM_TYPES:
        return show(filled_form(form.as_type.data, form.content(), form.points.data or ""))
    act = request.form.get("act", "save")
    if act != "save":
        form.act(act)
        return show(form)
    if form.validate_on_submit():
        with form.explain():
            done = partial(save, actor(), *names, item_type=form.item_type, content=form.content())
            done(points_typed=form.points.data or "", now=clock.now())
            return back()
    return show(form), 422
