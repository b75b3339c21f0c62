"""The candidate's pages: my exams, rules and start, the exam, the receipt.

GET /my/exams · GET/POST /sittings/<id>/start · GET /attempts/<id> · GET /attempts/<id>/receipt
"""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certify.delivery import services
from certify.delivery.api import give_cookie
from certify.delivery.domain import NotSubmitted
from certify.delivery.domain.page_texts import translated
from certify.delivery.domain.safe_browser import Proof
from certify.delivery.domain.sections import Phase
from certify.delivery.forms import StartAttemptForm
from certify.delivery.routes.blueprint import bp
from certify.delivery.routes.emergency import emergency_data
from certify.delivery.routes.safe_browser import browser_at_the_door, note_browser, open_link, quit_link
from certify.delivery.services import ExamPage, room
from certify.delivery.tickets import Ticket, vault_of
from certify.delivery.web import articles_of
from certify.exams import services as exams
from certify.exams.domain import SittingView
from foundation import clock
from foundation.errors import N_, Conflict
from foundation.i18n import content_text, forms_of, gettext
from foundation.web.access import requires
from people.domain import Permission
from people.web import actor

Page = str | Response | tuple[str, int]
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class NotSecure(Conflict):
    """A scored exam needs a secure context: without it a browser can keep no answers safely."""

    message = N_(
        "这个网址没有加密（https），浏览器不能安全地暂存答案，正式考试不能在这里开始。请监考员换用 https 网址。"
    )


@bp.get("/my/exams")
@requires(Permission.SIT_EXAMS)
def my_exams() -> Page:
    """Sittings that one is on the roster of, with one's attempt at each."""
    now = clock.now()
    person_id = actor().require_person()
    attempts = {line.sitting_id: line for line in services.list_attempts_of(person_id, now=now)}
    sittings = [_terms(each, now, each.sitting_id in attempts) for each in services.list_sittings_of(actor())]
    changed = exams.list_pending_changes(person_id, [sitting.sitting_id for sitting in sittings])
    waiting = exams.list_not_yet([each for each in sittings if each.sitting_id not in attempts], now=now)
    return render_template(
        "delivery/my_exams.html", sittings=sittings, attempts=attempts, changed=changed, waiting=waiting, now=now
    )


def _terms(sitting: SittingView, now: datetime, is_begun: bool) -> SittingView:
    """What is still ahead stands with the part and the time that one would sit."""
    return sitting if is_begun or now >= sitting.closes_at else exams.terms_again(sitting)


def _start_page(
    sitting_id: UUID, form: StartAttemptForm, status: int = 200, browser: Proof | None = None
) -> tuple[str, int]:
    sitting, form.access_code.flags.required = services.sitting_of(actor(), sitting_id)
    sitting, now = exams.terms_again(sitting), clock.now()
    running = services.find_attempt(actor(), sitting_id)
    page = render_template(
        "delivery/start.html",
        sitting=sitting,
        paper=services.outline_of(sitting.form_id, sitting.part.sections if sitting.part else None),
        form=form,
        running=running,
        waiting=None if running else exams.list_not_yet([sitting], now=now).get(sitting_id),
        browser=browser or browser_at_the_door(sitting),
        browser_link=open_link(sitting_id) if sitting.rules.safe_browser.is_wanted else "",
        now=now,
    )
    return page, status


@bp.get("/sittings/<uuid:sitting_id>/start")
@requires(Permission.SIT_EXAMS)
def start(sitting_id: UUID) -> Page:
    """Who sits, the rules, the code."""
    return _start_page(sitting_id, StartAttemptForm())


@bp.post("/sittings/<uuid:sitting_id>/start")
@requires(Permission.SIT_EXAMS)
def start_now(sitting_id: UUID) -> Page:
    """Begin, or go on with the running attempt."""
    form = StartAttemptForm()
    sitting = services.sitting_of(actor(), sitting_id)[0]
    browser = browser_at_the_door(sitting)
    if form.validate_on_submit():
        with form.explain():
            _require_secure(sitting)
            now = clock.now()
            attempt_id = services.start_attempt(
                actor(),
                sitting_id,
                access_code=form.access_code.data or None,
                now=now,
                address=request.remote_addr,
                browser=browser,
            )
            note_browser(sitting_id, attempt_id, now=now, at_the_door=browser)
            return redirect(url_for("delivery.exam", attempt_id=attempt_id))
    return _start_page(sitting_id, form, 422, browser)


def _require_secure(sitting: SittingView) -> None:
    if request.is_secure or urlsplit(request.host_url).hostname in LOCAL_HOSTS:
        return
    if sitting.kind == "scored":
        raise NotSecure()


@bp.get("/attempts/<uuid:attempt_id>")
@requires(Permission.SIT_EXAMS)
def exam(attempt_id: UUID) -> Page:
    """The exam itself; once it is over, the receipt."""
    who, now = actor(), clock.now()
    page = services.page_of(who, attempt_id, now=now)
    if page.is_over:
        return redirect(url_for("delivery.receipt", attempt_id=attempt_id))
    note_browser(page.sitting_id, attempt_id, now=now)
    spare = emergency_data(attempt_id, page.holder_login)
    response = make_response(
        render_template(
            "delivery/exam.html", page=page, data=_page_data(page), article=articles_of(attempt_id), emergency=spare
        )
    )
    if who.session_id is not None:
        give_cookie(response, Ticket(page.person_id, who.session_id, attempt_id))
    return response


def _page_data(page: ExamPage) -> dict[str, object]:
    """What the page's scripts are told: addresses, words, and which numbers the server holds."""
    base = f"/attempts/{page.attempt_id}"
    heads = {
        slot.position: {
            "epoch": slot.response.number[0],
            "sequence": slot.response.number[1],
            "flag_epoch": slot.response.flag_number[0],
            "flag_sequence": slot.response.flag_number[1],
        }
        for section in page.sections
        for slot in section.slots
        if slot.response is not None
    }
    urls = {
        "responses": f"{base}/responses",
        "open": f"{base}/open",
        "take_over": f"{base}/take-over",
        "state": f"{base}/state",
        "presence": f"{base}/presence",
        "hand_in": f"{base}/hand-in",
        "drawings": f"{base}/drawings",
        "sign_in_again": f"{base}/sign-in-again",
        "receipt": f"{base}/receipt",
    }
    return {
        "attempt": str(page.attempt_id),
        "person": str(page.person_id),
        "vault": vault_of(page.person_id, page.attempt_id, current_app.secret_key),  # type: ignore[arg-type]  # a str
        "title": content_text(page.title, page.title_en),
        "time_zone": current_app.config["TIME_ZONE"],
        "poll_seconds": room.poll_seconds_now(clock.now()),
        "section": _section_data(page),
        "heads": heads,
        "urls": urls,
        "texts": translated(forms_of),
    }


def _section_data(page: ExamPage) -> dict[str, object] | None:
    """Where the candidate is by the sections' clocks, for the scripts; None without any."""
    if page.place is None:
        return None
    here = next((section for section in page.sections if section.number == page.place.section), None)
    told = here if page.place.phase is Phase.OPEN else None
    return {
        "phase": page.place.phase.value,
        "number": page.place.section,
        "title": gettext("%(title)s。", title=content_text(told.title, told.title_en)) if told else "",
        "has_own_time": here is not None and here.minutes is not None,
        "is_last": page.n_ahead == 0,
    }


@bp.get("/attempts/<uuid:attempt_id>/receipt")
@requires(Permission.SIT_EXAMS)
def receipt(attempt_id: UUID) -> Page:
    """When, how, and how many answers the server holds; while the closer has not come, the page says that it will."""
    now = clock.now()
    try:
        found = services.receipt(actor(), attempt_id, now=now)
    except NotSubmitted:
        if services.page_of(actor(), attempt_id, now=now).is_over:
            return render_template("delivery/receipt_soon.html"), 202
        return redirect(url_for("delivery.exam", attempt_id=attempt_id))
    return render_template("delivery/receipt.html", receipt=found, quit_link=quit_link(found.sitting_id))
