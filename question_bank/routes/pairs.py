"""The report of near-duplicates: groups, one of them opened, and what a person says of a pair or of a whole group.

/bank/health/pairs: GET · /bank/health/pairs/<item>/<other>: POST · /bank/health/pairs/groups/<item>: GET, POST.
"""

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from foundation import clock
from foundation.i18n import N_, gettext
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor
from question_bank import services, web
from question_bank.domain.enemies import Bond
from question_bank.routes.blueprint import bp
from question_bank.routes.health import say
from question_bank.services.like_groups import UnknownGroup

SHOWN = ("", "key", "same", "strong", "near", "enemies", "apart")  # lists of the report, in the order of the page
PAIRS_A_PAGE = 20


@bp.get("/health/pairs")
@requires(Permission.VIEW_BANK)
def like_pairs() -> str:
    """What is alike by groups, the strongest first, or that of which somebody said what it is."""
    show = _shown(request.args.get("show", ""))
    page = replace(web.Page.from_args(request.args), size=PAIRS_A_PAGE)
    found = services.list_groups(actor(), show, limit=page.size, offset=page.offset)
    return render_template(
        "question_bank/like_pairs.html",
        found=found,
        counts=services.count_pairs(actor()),
        show=show,
        shown=SHOWN,
        page=replace(page, total=found.n_groups),
    )


@bp.get("/health/pairs/groups/<uuid:item_id>")
@requires(Permission.VIEW_BANK)
def like_group(item_id: UUID) -> str | Response:
    """One group with its pairs; what is left of the report where it was settled meanwhile."""
    show = _shown(request.args.get("show", ""))
    page = replace(web.Page.from_args(request.args), size=PAIRS_A_PAGE)
    try:
        sheet = services.show_group(actor(), show, item_id, limit=page.size, offset=page.offset)
    except UnknownGroup:
        return redirect(url_for("bank.like_pairs", show=show or None))
    page = replace(page, total=len(sheet.group.pairs))
    return render_template("question_bank/like_group.html", sheet=sheet, show=show, page=page)


@bp.post("/health/pairs/groups/<uuid:item_id>")
@requires(Permission.WRITE_ITEMS)
def settle_group(item_id: UUID) -> Response:
    """The same of all pairs of a group: told apart, enemies, or taken back."""
    act, mark, show = (request.form.get(name, "") for name in ("act", "mark", "show"))
    reason, now, show = request.form.get("reason", "").strip(), clock.now(), _shown(show)
    if act in set(Bond):
        kind = Bond(act)
        reason = reason or (gettext("问的是同一件事") if kind is Bond.ENEMIES else "")
        done = N_("整组记下了：不是重复题，以后不再提示") if kind is Bond.APART else N_("整组已设为不能同卷")
        say(lambda: services.settle_group(actor(), item_id, mark, kind, show=show, reason=reason, now=now), done)
    elif show in set(Bond):
        say(lambda: services.release_group(actor(), item_id, mark, Bond(show), now=now), N_("整组已撤回"))
    else:
        raise UnknownGroup()
    return redirect(url_for("bank.like_group", item_id=item_id, show=show or None))


@bp.post("/health/pairs/<uuid:item_id>/<uuid:other_id>")
@requires(Permission.WRITE_ITEMS)
def settle_pair(item_id: UUID, other_id: UUID) -> Response:
    """What the two are: told apart, enemies, or one of them retired."""
    act, reason, now = request.form.get("act", ""), request.form.get("reason", "").strip(), clock.now()
    if act == "apart":
        tell = services.tell_apart
        say(
            lambda: tell(actor(), item_id, other_id, reason=reason, now=now),
            N_("记下了：不是重复题，以后不再提示"),
        )
    elif act == "enemies":
        declare, why = services.declare_enemies, reason or gettext("问的是同一件事")
        say(lambda: declare(actor(), item_id, other_id, reason=why, now=now), N_("已设为不能同卷"))
    elif act == "retire":
        services.retire_item(actor(), item_id, now=now)
        note(N_("已退役，新试卷不再抽到这道题"))
    elif act == "release":
        services.release_enemies(actor(), item_id, other_id, now=now)
        note(N_("可以同卷了"))
    else:
        services.liken_again(actor(), item_id, other_id, now=now)
        note(N_("这一对回到待处理的列表"))
    return _back()


def _back() -> Response:
    """To the group that the pair was shown in, or to the report."""
    show, group = _shown(request.form.get("show", "")), request.form.get("group", type=UUID)
    if group is not None:
        return redirect(url_for("bank.like_group", item_id=group, show=show or None))
    return redirect(url_for("bank.like_pairs", show=show))


def _shown(name: str) -> str:
    return name if name in SHOWN else ""
