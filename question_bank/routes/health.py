"""Pages of the bank's health: counts and their lists, enemies on an item's page. The report of near-duplicates has a
room of its own (`pairs`).

/bank/health: GET · /bank/health/items?kind=…: GET · /bank/items/<id>/enemies, /bank/items/<id>/enemies/<other>/release:
POST.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.errors import Conflict, Invalid
from foundation.i18n import N_, explain, gettext
from foundation.web.access import requires
from foundation.web.shell import note, per_request
from people.domain import Permission
from people.web import actor
from question_bank import services, web
from question_bank.domain.beside import Side, sides
from question_bank.domain.items import ItemFilter
from question_bank.domain.likeness import Found
from question_bank.domain.lints import LINT_LABELS, LintKind
from question_bank.models import ItemVersionRow
from question_bank.routes.blueprint import bp
from question_bank.services.health import NEVER_USED
from question_bank.services.imports import Preview

MOST_FOUND = 8


@bp.get("/health")
@requires(Permission.VIEW_BANK)
def health() -> str:
    """Every count of the bank."""
    return render_template(
        "question_bank/health.html",
        health=services.show_health(actor(), now=clock.now()),
        flags=services.count_flags(actor()),
        lint_labels=LINT_LABELS,
    )


@bp.get("/health/items")
@requires(Permission.VIEW_BANK)
def health_items() -> str:
    """What one of the counts counts."""
    page, kind = web.Page.from_args(request.args), request.args.get("kind", LintKind.NO_RATIONALE)
    found = services.list_health(actor(), kind, limit=page.size, offset=page.offset)
    label = N_("从未用过") if kind == NEVER_USED else LINT_LABELS[LintKind(kind)]
    return render_template(
        "question_bank/health_items.html", found=found, page=replace(page, total=found.total), label=label
    )


@bp.post("/items/<uuid:item_id>/enemies")
@requires(Permission.WRITE_ITEMS)
def declare_enemies(item_id: UUID) -> Response:
    """The chosen item may not stand beside this one."""
    other_id = request.form.get("other", type=UUID)
    services.list_enemies(actor(), item_id)
    if other_id is None:
        note(N_("先选一道题"))
    else:
        reason = request.form.get("reason", "")
        declare = services.declare_enemies
        say(lambda: declare(actor(), item_id, other_id, reason=reason, now=clock.now()), N_("已设为不能同卷"))
    return redirect(url_for("bank.item", item_id=item_id, _anchor="enemies"))


@bp.post("/items/<uuid:item_id>/enemies/<uuid:other_id>/release")
@requires(Permission.WRITE_ITEMS)
def release_enemies(item_id: UUID, other_id: UUID) -> Response:
    """They may stand on one form again."""
    services.release_enemies(actor(), item_id, other_id, now=clock.now())
    note(N_("可以同卷了"))
    return redirect(url_for("bank.item", item_id=item_id, _anchor="enemies"))


def say(act: Callable[[], object], done: str) -> None:
    """Do it, and say that it is done or why not."""
    try:
        act()
    except Invalid as error:
        note("%(why)s", why=gettext("；").join(explain(problem) for problem in error.problems))
    except Conflict as error:
        note("%(why)s", why=explain(error))
    else:
        note(done)


def find_enemies(item_id: UUID, words: str) -> list[ItemVersionRow]:
    """Items to choose an enemy from: those that the words find, but for the item itself and its enemies."""
    if not words.strip():
        return []
    taken = {item_id, *(enemy.version.item_id for enemy in services.list_enemies(actor(), item_id))}
    found = services.find_items(actor(), ItemFilter(words=words.strip()[:100]), limit=MOST_FOUND + len(taken))
    return [line.version for line in found.lines if line.version.item_id not in taken][:MOST_FOUND]


def why_alike(found: Found) -> str:
    """A reason in the reader's language."""
    return gettext(found.reason.text, **found.params)


def item_sides(one: Mapping[str, Any], other: Mapping[str, Any]) -> Sequence[Side]:
    """Two contents beside each other."""
    return sides(one, other)


def draft_likes(preview: Preview) -> dict[str, services.LikeDraft]:
    """What the items of a paper are alike to, by their ref; the drafts in it are named by their place in `taken`."""

    def compare_all() -> dict[str, services.LikeDraft]:
        taken = preview.taken
        found = services.list_like_drafts(actor(), [item.draft("") for item in taken])
        return {item.ref: like for item, like in zip(taken, found, strict=True) if like}

    return dict(per_request("bank_draft_likes", compare_all))


bp.context_processor(
    lambda: {
        "draft_likes": draft_likes,
        "find_enemies": find_enemies,
        "item_sides": item_sides,
        "list_enemies": lambda item_id: services.list_enemies(actor(), item_id),
        "like_items": lambda *about: services.list_like_items(actor(), *about),
        "why_alike": why_alike,
    }
)
