"""The invigilator's pages: the rooms of the day, one room and what its script asks for, a seat, an act, the record.

GET /rooms · GET /rooms/<sitting> · GET …/state · GET …/seats/<person> · GET …/record · POST …/ask · POST …/acts/<name>
"""

from typing import Any
from uuid import UUID

import msgspec
from flask import Response as FlaskResponse
from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certify.delivery.domain.presence import NEED_LABELS, PRESENCE_LABELS, Presence
from certify.delivery.domain.room import ActReport, RoomView
from certify.delivery.routes import room_sheets
from certify.delivery.routes.blueprint import bp
from certify.delivery.routes.room_acts import ACTS, BAR
from certify.delivery.routes.room_board import RECORD_SHOWN, Shown, board, clock_of, labels, seat_line
from certify.delivery.routes.room_doing import Asked
from certify.delivery.routes.room_plans import Plan, expected, plan_of
from certify.delivery.routes.room_record import record_line
from certify.delivery.routes.room_texts import room_texts
from certify.delivery.routes.room_words import aged, clock, time_left
from certify.delivery.services import room
from foundation import clock as time
from foundation.errors import NotFound
from foundation.i18n import explain, forms_of, gettext, locale_name
from foundation.process import kept
from foundation.web.access import requires
from foundation.web.shell import note, wants_json
from people.domain import Permission
from people.web import actor

Page = str | Response | tuple[str, int]
WORDS = {"aged": aged, "clock": clock, "time_left": time_left}


@bp.get("/rooms")
@requires(Permission.INVIGILATE)
def rooms() -> Page:
    """What runs now, what comes today, what ended; for the only one of them its checklist."""
    now = time.now()
    groups = room_sheets.grouped(room.list_rooms(actor(), now=now), now)
    first = groups["now"] or groups["today"]
    view = room.room_view(actor(), first[0].sitting_id, now=now) if len(first) == 1 else None
    checks = room_sheets.checks(view, request.remote_addr) if view else []
    return render_template("delivery/rooms.html", groups=groups, view=view, checks=checks, now=now)


def _view(sitting_id: UUID) -> RoomView:
    return room.room_view(actor(), sitting_id, now=time.now())


def _board(sources: room.Sources, view: RoomView) -> dict[str, Any]:
    return board(view, room.newest_incidents(sources, RECORD_SHOWN), actor().person_id)


@bp.get("/rooms/<uuid:sitting_id>")
@requires(Permission.INVIGILATE)
def show_room(sitting_id: UUID) -> Page:
    """The console of one room."""
    now = time.now()
    sources = room.read_room(actor(), sitting_id, now=now)
    view = room.view_of(sources, now=now)
    now_board = _board(sources, view)
    show, words = request.args.get("show", ""), request.args.get("words", "").strip()
    return render_template(
        "delivery/show_room.html",
        view=view,
        board=now_board,
        before=not any(seat.attempt_id for seat in view.seats),
        checks=room_sheets.checks(view, request.remote_addr),
        filters=[("", gettext("全部"), ""), *((p.value, gettext(PRESENCE_LABELS[p]), _tone(p)) for p in Presence)],
        show=show if show in {p.value for p in Presence} else "",
        words=words,
        shown=room_sheets.found(now_board["seats"], show, words),
        bulk=BAR,
        data={
            "board": now_board,
            "urls": {"state": url_for("delivery.room_state", sitting_id=sitting_id)},
            "time_zone": current_app.config["TIME_ZONE"],
            "texts": room_texts(forms_of),
        },
        **WORDS,
    )


def _tone(presence: Presence) -> str:
    return "notice" if presence is Presence.DISCONNECTED else ""


@bp.get("/rooms/<uuid:sitting_id>/state")
@requires(Permission.INVIGILATE)
def room_state(sitting_id: UUID) -> Page:
    """The room as it is now, for the script; 304 while nothing but the clock has moved."""
    now, whose = time.now(), (sitting_id, actor().person_id, locale_name())
    sources = room.read_room(actor(), sitting_id, now=now)
    shown = kept(Shown)
    now_board = shown.find(whose, sources, now)
    if now_board is None:
        view = room.view_of(sources, now=now)
        now_board = _board(sources, view)
        shown.put(whose, sources, view.holds_until, now_board)
    response = FlaskResponse(status=304, content_type="application/json")
    response.set_etag(now_board["version"])
    if now_board["version"] in request.if_none_match:
        return response
    response.status_code, response.data = 200, msgspec.json.encode({**now_board, **clock_of(now)})
    return response


@bp.get("/rooms/<uuid:sitting_id>/seats/<uuid:person_id>")
@requires(Permission.INVIGILATE)
def room_seat(sitting_id: UUID, person_id: UUID) -> Page:
    """One seat with everything that is known of it."""
    view = _view(sitting_id)
    seat = next((each for each in view.seats if each.person_id == person_id), None)
    if seat is None:
        raise NotFound()
    where = labels(view)
    signals = room.signals_of(actor(), seat.attempt_id) if seat.attempt_id else []
    record = [each for each in room.incidents(actor(), sitting_id)[::-1] if each.person_id in (person_id, None)]
    return render_template(
        "delivery/room_seat.html",
        view=view,
        line=seat_line(seat),
        needs=[gettext(NEED_LABELS[need]) for need in seat.needs if need.value != seat.presence.value],
        acts=[act for act in ACTS.values() if act.name not in ("confirm", "decline", "sign_off") and act.fits(seat)],
        facts=room_sheets.facts(seat, view.as_of),
        signals=room_sheets.signal_lines(signals),
        record=[record_line(each, where) for each in record],
    )


@bp.get("/rooms/<uuid:sitting_id>/record")
@requires(Permission.INVIGILATE)
def room_record(sitting_id: UUID) -> Page:
    """Every act in this room, to read and to print."""
    view = _view(sitting_id)
    where = labels(view)
    record = [record_line(each, where) for each in room.incidents(actor(), sitting_id)]
    return render_template("delivery/room_record.html", view=view, record=record, tally=room_sheets.tally(view))


@bp.post("/rooms/<uuid:sitting_id>/ask")
@requires(Permission.INVIGILATE)
def ask(sitting_id: UUID) -> Page:
    """What an act would do, and its fields; nothing is done yet."""
    view = _view(sitting_id)
    plan = plan_of(view, request.form.get("act", ""), request.form)
    return _act_page(view, plan, plan.act.form(formdata=None))


def _act_page(view: RoomView, plan: Plan, form: Any, status: int = 200) -> Page:
    return render_template("delivery/room_act.html", view=view, plan=plan, form=form), status


@bp.post("/rooms/<uuid:sitting_id>/acts/<name>")
@requires(Permission.INVIGILATE)
def act(sitting_id: UUID, name: str) -> Page:
    """Do it, and say for whom it could not be done."""
    view, who = _view(sitting_id), actor()
    plan = plan_of(view, name, request.form)
    form = plan.act.form()
    if form.validate_on_submit() and plan.is_possible:
        with form.explain():
            asked = Asked(who, sitting_id, plan.seats, plan.everyone, form, time.now(), plan.reopening)
            return _done(sitting_id, plan, plan.act.run(asked))
    return _act_page(view, plan, form, 422)


def _done(sitting_id: UUID, plan: Plan, report: ActReport) -> Page:
    message = gettext(plan.act.done, n=len(report.done))
    wanted = expected(plan)
    not_done = [
        {"seat": each.seat, "name": each.name, "why": explain(each.why)}
        for each in report.not_done
        if each.person_id in wanted
    ]
    if wants_json():
        return FlaskResponse(
            msgspec.json.encode({"message": message, "done": len(report.done), "not_done": not_done}),
            content_type="application/json",
        )
    note(plan.act.done, n=len(report.done))
    for each in not_done:
        note("%(seat)s %(name)s：%(why)s", **each)
    return redirect(url_for("delivery.show_room", sitting_id=sitting_id), 303)
