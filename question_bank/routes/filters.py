"""A person's saved filters: keep the search of the list page under a name, rename it, forget it."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.errors import N_, Invalid
from foundation.i18n import explain
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import services, web
from question_bank.routes.blueprint import bp


@bp.post("/filters")
@requires(Permission.VIEW_BANK)
def save_filter() -> Response:
    """Keep the search that the form carries."""
    wanted = web.kept_filter(request.form)
    _tried(
        lambda: services.save_filter(actor(), request.form.get("name", ""), wanted, now=clock.now()),
        N_("筛选已保存"),
    )
    return redirect(url_for("bank.list_items") + web.search_url(wanted))


@bp.post("/filters/<uuid:filter_id>/rename")
@requires(Permission.VIEW_BANK)
def rename_filter(filter_id: UUID) -> Response:
    """Another name."""
    name = request.form.get("name", "")
    _tried(lambda: services.rename_filter(actor(), filter_id, name, now=clock.now()), N_("筛选已改名"))
    return redirect(url_for("bank.list_items") + web.search_url(web.kept_filter(request.form)))


@bp.post("/filters/<uuid:filter_id>/delete")
@requires(Permission.VIEW_BANK)
def delete_filter(filter_id: UUID) -> Response:
    """Forget it; the list stays as it is."""
    _tried(lambda: services.delete_filter(actor(), filter_id), N_("筛选已删除"))
    return redirect(url_for("bank.list_items") + web.search_url(web.kept_filter(request.form)))


def _tried(act: Callable[[], object], done: str) -> None:
    """What is refused is said on the next page: the form is one line there."""
    try:
        act()
        note(done)
    except Invalid as error:
        for problem in error.problems:
            note(explain(problem))
