"""Taking the lessons in that come with the program, and the items of their knowledge checks."""

from uuid import UUID

from flask import redirect, render_template, url_for

from courses import services
from courses.forms import LoadContentForm
from courses.routes.blueprint import Page, bp
from foundation import clock
from foundation.i18n import N_
from foundation.web.access import requires
from foundation.web.shell import note
from people import services as people
from people.domain import Permission
from people.web import actor


def _form() -> LoadContentForm:
    form = LoadContentForm()
    nodes = people.list_tree(actor(), Permission.WRITE_ITEMS)
    form.unit_id.choices = [(str(node.unit_id), "\u3000" * node.depth + node.name) for node in nodes]
    return form


def _page(form: LoadContentForm) -> str:
    return render_template("courses/show_content.html", form=form, modules=services.compare_content(actor()))


@bp.get("/courses/content")
@requires(Permission.WRITE_ITEMS)
def show_content() -> Page:
    """What comes with the program against what is taught."""
    return _page(_form())


@bp.post("/courses/content")
@requires(Permission.WRITE_ITEMS)
def load_content() -> Page:
    """Take it in; twice is the same as once."""
    form = _form()
    if form.validate_on_submit():
        with form.explain():
            done = services.load_content(actor(), UUID(form.unit_id.data), now=clock.now())
            note(
                N_("课程已载入：新 %(new)s 课，更新 %(changed)s 课；%(waiting)s 道自测题等另一人审核"),
                new=done.lessons_new,
                changed=done.lessons_changed,
                waiting=done.items_waiting,
            )
            return redirect(url_for("courses.show_content"))
    return _page(form), 422
