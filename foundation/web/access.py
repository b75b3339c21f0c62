"""Who may enter a route: each view function carries exactly one of these marks; a view without one is a start-up error.

The mark is the coarse rule (signed in at all, holds the permission anywhere); the service below checks the unit and
the object.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from werkzeug.wrappers import Response

from foundation.errors import N_, Forbidden

View = TypeVar("View", bound=Callable[..., Any])


class Entering(Protocol):
    """What the shell needs to know of whoever comes in."""

    def may_anywhere(self, permission: Any) -> bool: ...


@dataclass(frozen=True, slots=True)
class Access:
    """The rule of a route: kind is `public`, `signed_in`, `requires` or `token` (a right that lies in the link
    itself).
    """

    kind: str
    permissions: tuple[str, ...] = ()


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]  # read by the permission matrix test and by init_app
    return view


def public(view: View) -> View:
    """Anyone, signed in or not."""
    return _mark(view, Access("public"))


def token(view: View) -> View:
    """Whoever holds the unguessable link or the signed attempt cookie; the service checks it."""
    return _mark(view, Access("token"))


def _enter(check: Callable[[Entering], None]) -> Response | None:
    actor = current_app.extensions["certify_actor"]()
    if actor is None:
        if request.method != "GET" or request.accept_mimetypes.best == "application/json":
            raise NotSignedIn()
        here = request.full_path if request.query_string else request.path
        return redirect(f"/sign-in?next={quote(here)}")
    check(actor)
    return None


class NotSignedIn(Forbidden):
    """The session has ended; what was typed is kept by the page."""

    message = N_("登录已过期，请重新登录")
    status = 401


def signed_in(view: View) -> View:
    """Any signed-in person."""

    @wraps(view)
    def entered(*args: Any, **kwargs: Any) -> Any:
        return _enter(lambda actor: None) or view(*args, **kwargs)

    return _mark(entered, Access("signed_in"))  # type: ignore[return-value]  # wraps keeps the view's type


def requires(*permissions: str) -> Callable[[View], View]:
    """A signed-in person who holds one of the permissions somewhere."""

    def decorate(view: View) -> View:
        def check(actor: Entering) -> None:
            if not any(actor.may_anywhere(permission) for permission in permissions):
                raise Forbidden()

        @wraps(view)
        def entered(*args: Any, **kwargs: Any) -> Any:
            return _enter(check) or view(*args, **kwargs)

        return _mark(entered, Access("requires", tuple(str(p) for p in permissions)))  # type: ignore[return-value]  # likewise

    return decorate


def check_all_marked(app: Flask) -> None:
    """Every view has its rule, or the app does not start."""
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    if bare:
        raise RuntimeError(f"views without an access rule: {', '.join(sorted(bare))}")
