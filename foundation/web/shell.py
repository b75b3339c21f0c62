"""The web shell of the app: headers, cookies, errors as pages, preferences, what every template may use."""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from foundation import i18n
from foundation.errors import DomainError, TooMany
from foundation.i18n import explain, gettext
from foundation.media import bare
from foundation.outages import DATABASE_ERRORS, Unavailable, is_outage
from foundation.score import show
from foundation.settings import Settings
from foundation.text import mask_phone
from foundation.web import access, dates
from foundation.web.access import public
from foundation.web.marked import marked
from foundation.web.nav import WORKPLACES, NavItem

bp = Blueprint("shell", __name__)
csrf = CSRFProtect()
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Accept-CH": "Sec-CH-Prefers-Color-Scheme",
    "Cache-Control": "no-store",  # but for static files
}


class ShellSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; routes named lean (saves, the no-op) neither read nor write it.

    Flask opens the session before it knows the endpoint, so a lean route is recognised by its path.
    """

    def __init__(self, lean_paths: re.Pattern[str]) -> None:
        self._lean_paths = lean_paths

    def open_session(self, app: Flask, request: Any) -> SecureCookieSession | None:
        if self._lean_paths.fullmatch(request.path):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not self._lean_paths.fullmatch(request.path):
            super().save_session(app, session, response)


def _paths_of(app: Flask, endpoints: frozenset[str]) -> re.Pattern[str]:
    """The paths of these endpoints; of converters only uuid and path are known here."""
    rules = (rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in endpoints)
    uuids = (re.sub(r"<uuid:\w+>", "[0-9a-fA-F-]{36}", rule) for rule in rules)
    return re.compile("|".join(re.sub(r"<path:\w+>", ".+", rule) for rule in uuids))


def safe_path(target: str | None) -> str:
    """A path of this site, with its query; an empty string for anything that leads elsewhere."""
    parts = urlsplit(target or "")
    if (
        parts.scheme
        or parts.netloc
        or not parts.path.startswith("/")
        or parts.path.startswith("//")
        or "\\" in parts.path
    ):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


@bp.before_app_request
def refuse_nul() -> None:
    """No text of a person holds a NUL, and PostgreSQL stores none: such a request is malformed."""
    typed = request.form.values() if request.method == "POST" and request.mimetype in FORM_TYPES else ()
    if b"%00" in request.query_string or "\x00" in request.path or any("\x00" in text for text in typed):
        abort(400)


@bp.get("/-/noop")
@public
def noop() -> tuple[str, dict[str, str]]:
    """The baseline of every measurement: same hooks, no session, no database."""
    return "ok", {"Content-Type": "text/plain"}


@bp.post("/preferences")
@public
def save_preferences() -> Response:
    """Language and theme, kept in cookies; then back to where one was (only on this site)."""
    response = redirect(safe_path(request.form.get("next")) or "/")
    for cookie, allowed in (("lang", tuple(i18n.LOCALES)), ("theme", THEMES)):
        value = request.form.get(cookie)
        if value in allowed:
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response  # type: ignore[return-value]  # werkzeug's redirect is typed as its base class


def theme() -> str:
    """The theme of this request: chosen, or the system's where the browser says it."""
    chosen = request.cookies.get("theme", "auto")
    if chosen in ("light", "dark"):
        return chosen
    return "dark" if request.headers.get("Sec-CH-Prefers-Color-Scheme", "").strip('"') == "dark" else "light"


def wants_json() -> bool:
    """An API client: it sent or asks for JSON."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _answer(status: int, text: str, headers: dict[str, str] | None = None, **context: Any) -> Response:
    if wants_json():
        response = make_response(jsonify(error=text), status)
    else:
        response = make_response(render_template("foundation/error.html", status=status, text=text, **context), status)
    response.headers.update(headers or {})
    return response


def on_domain_error(error: DomainError) -> Response:
    """A domain error as a page (or JSON) with the status that its class names."""
    wait = error.retry_after_seconds if isinstance(error, TooMany | Unavailable) else 0
    headers = {"Retry-After": str(wait)} if wait else None
    if error.status == 401 and not wants_json():
        return redirect("/sign-in")  # type: ignore[return-value]  # werkzeug's Response serves as Flask's
    return _answer(error.status, explain(error), headers, problems=getattr(error, "problems", ()))


def on_csrf_error(_error: CSRFError) -> Response:
    """An expired form: what was typed is kept and sent again after one click."""
    if wants_json():
        return _answer(400, gettext("页面已过期，请刷新"))
    kept = [(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"]
    sensitive = any("password" in key for key, _value in kept)
    page = render_template(
        "foundation/expired.html",
        kept=[] if sensitive else kept,
        action=request.full_path if request.query_string else request.path,
        sensitive=sensitive,
    )
    return make_response(page, 400)


def on_http_error(error: HTTPException) -> Response:
    """The server's own refusals (404, 405, 413) in the reader's language."""
    texts = {
        404: "没有找到这一页，或者它不属于你",
        405: "这个地址不接受这样的请求",
        413: "文件太大，上限是 %(limit)s MB",
    }
    limit = (current_app.config["MAX_CONTENT_LENGTH"] or 0) // 2**20
    text = gettext(
        texts.get(error.code or 500, "这个请求没有被接受"),
        **({"limit": limit} if isinstance(error, RequestEntityTooLarge) else {}),
    )
    return _answer(error.code or 500, text)


def on_database_error(error: Exception) -> Response:
    """A database that is away for a moment is no failure: 503, and the same request may be sent again."""
    if is_outage(error):
        current_app.logger.warning("%s %s: %s", request.method, request.path, error)
        return on_domain_error(Unavailable())
    if current_app.testing:
        raise error
    return on_failure(error)


def on_failure(error: Exception) -> Response:
    """The one outer edge: logged under a number that the page shows; nothing was saved."""
    number = secrets.token_hex(3).upper()
    current_app.logger.exception("failure %s", number, exc_info=error)
    return _answer(500, gettext("出错了，没有保存任何更改"), number=number)


def _navigation() -> dict[str, list[NavItem]]:
    actor = current_app.extensions["certify_actor"]()
    places: dict[str, list[NavItem]] = {}
    for item in current_app.extensions["certify_nav"]:
        may = actor and (actor.may_at_the_top if item.at_the_top else actor.may_anywhere)
        if may and (not item.permissions or any(may(permission) for permission in item.permissions)):
            places.setdefault(item.workplace, []).append(item)
    return places


def _headers(response: Response) -> Response:
    """What a response says itself stays. Its headers are looked through once; `setdefault` would do so for each."""
    headers = response.headers
    given = {name.lower() for name, _value in headers}
    if request.endpoint == "static":
        given.add("cache-control")
    for name, value in HEADERS.items():
        if name.lower() not in given:
            headers.add(name, value)
    return response


def init_app(
    app: Flask,
    settings: Settings,
    *,
    nav: tuple[NavItem, ...],
    current_actor: Any,
    lean_endpoints: frozenset[str] = frozenset(),
    csrf_exempt: tuple[Blueprint, ...] = (),
) -> None:
    """Fit the shell on: call after all blueprints are registered."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TIME_ZONE=settings.time_zone,
        MAX_CONTENT_LENGTH=16 * 2**20,
        MAX_FORM_MEMORY_SIZE=8 * 2**20,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME=settings.session_cookie,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TESTING=settings.testing,
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # how Flask documents wrapping it
            app.wsgi_app,
            x_for=settings.trusted_proxies,
            x_proto=settings.trusted_proxies,
            x_host=settings.trusted_proxies,
        )
    app.extensions.update(
        certify_actor=current_actor,
        certify_nav=tuple(sorted(nav, key=lambda item: item.order)),
    )
    i18n.init_app(app)
    csrf.init_app(app)
    for blueprint in csrf_exempt:  # JSON doors that check origin and a signed cookie of their own
        csrf.exempt(blueprint)
    app.register_blueprint(bp)
    app.session_interface = ShellSessions(_paths_of(app, lean_endpoints | {"shell.noop", "static"}))
    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    for kind in DATABASE_ERRORS:
        app.register_error_handler(kind, on_database_error)
    if not settings.testing:
        app.register_error_handler(Exception, on_failure)
    app.after_request(_headers)
    app.jinja_env.globals.update(
        navigation=_navigation,
        workplaces=WORKPLACES,
        theme=theme,
        csrf_token=generate_csrf,
        locales=i18n.LOCALES,
        current_actor=current_actor,
    )
    app.jinja_env.filters.update(points=show, mask_phone=mask_phone, marked=marked, bare=bare, **dates.FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    access.check_all_marked(app)


def note(message: str, **params: Any) -> None:
    """A line on the next page that says what happened (never the only place of it)."""
    flash(gettext(message, **params))


def per_request(key: str, make: Any) -> Any:
    """Something made once a request and kept in `g`."""
    if key not in g:
        setattr(g, key, make())
    return g.get(key)
