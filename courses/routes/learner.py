"""The learner's course: modules, lessons, knowledge checks and their results; only ever one's own progress.

GET /courses · GET /courses/<code> · GET /lessons/<code> · POST /lessons/<code>/read · POST /lessons/<code>/place
POST /lessons/<code>/check · GET /lessons/<code>/checks/<number>
"""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from courses import services
from courses.domain import PASS_PERCENT, AlreadySubmitted, CheckChanged, CheckIncomplete, CheckNotReady
from courses.forms import KeepPlaceForm, SubmitCheckForm
from courses.routes.blueprint import Page, bp
from courses.web import places, read
from foundation import clock
from foundation.errors import DomainError
from foundation.i18n import N_, content_language, gettext
from foundation.web.access import requires
from foundation.web.shell import note
from people.domain import Permission
from people.web import actor

MOST_ITEMS = 100


@bp.get("/courses")
@requires(Permission.LEARN)
def index() -> Page:
    """All modules, what is done, what comes next."""
    return render_template("courses/index.html", progress=services.progress_of(actor().require_person()))


@bp.get("/courses/<code>")
@requires(Permission.LEARN)
def module(code: str) -> Page:
    """One module and its lessons."""
    found = services.module_progress_of(actor().require_person(), code)
    return render_template("courses/module.html", progress=found)


@bp.get("/lessons/<code>")
@requires(Permission.LEARN)
def lesson(code: str) -> Page:
    """Read, compare, check."""
    return _lesson_page(code)


def _lesson_page(code: str, problem: DomainError | None = None) -> str:
    page = services.get_lesson(actor(), code)
    keep = _fields() if isinstance(problem, CheckIncomplete) else None
    return render_template(
        "courses/lesson.html",
        page=page,
        reading=read(page.lesson),
        stations=places(page.lesson),
        check=services.open_check(actor(), code, language=content_language(), fields=keep, now=clock.now()),
        problem=problem,
        missing=problem.positions if isinstance(problem, CheckIncomplete) else (),
        pass_percent=PASS_PERCENT,
    )


def _fields() -> dict[int, list[str]]:
    """The answers of the page by position: q1, q2, …"""
    return {n: request.form.getlist(f"q{n}") for n in range(1, MOST_ITEMS) if f"q{n}" in request.form}


@bp.post("/lessons/<code>/read")
@requires(Permission.LEARN)
def mark_read(code: str) -> Page:
    """“我读完了”."""
    services.mark_read(actor(), code, now=clock.now())
    return redirect(url_for("courses.lesson", code=code, _anchor="check"))


@bp.post("/lessons/<code>/place")
@requires(Permission.LEARN)
def keep_place(code: str) -> Response:
    """The page tells where the reader is."""
    services.keep_place(actor(), code, KeepPlaceForm().place.data or "", now=clock.now())
    return Response(status=204)


@bp.post("/lessons/<code>/check")
@requires(Permission.LEARN)
def submit_check(code: str) -> Page:
    """Hand in the knowledge check; a second click leads to the first one's result."""
    form = SubmitCheckForm()
    try:
        if not form.validate_on_submit():
            raise CheckChanged()
        number = services.submit_check(
            actor(),
            code,
            number=form.number.data,
            fingerprint=form.fingerprint.data or "",
            fields=_fields(),
            now=clock.now(),
        )
    except AlreadySubmitted as first:
        note(N_("这次自测已经提交过了，这是当时的结果"))
        number = first.number
    except (CheckIncomplete, CheckChanged, CheckNotReady) as problem:
        return _lesson_page(code, problem), problem.status
    return redirect(url_for("courses.check_result", code=code, number=number))


@bp.get("/lessons/<code>/checks/<int(max=100000):number>")
@requires(Permission.LEARN)
def check_result(code: str, number: int) -> Page:
    """What one's own check came to, with explanations."""
    result = services.get_result(actor(), code, number, language=content_language(), translate=gettext)
    text = read(result.lesson)
    return render_template(
        "courses/check_result.html",
        result=result,
        page=services.get_lesson(actor(), code),
        passages=dict(zip(result.lesson.headings, text.passages, strict=True)),
        reading_lang=text.lang,
        pass_percent=PASS_PERCENT,
    )
