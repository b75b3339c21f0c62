"""Who may enter: every route × every role of the cast. Objects of other units and persons are in test_objects.py."""

from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.factories import House, signed_in

NIL = "00000000-0000-7000-8000-000000000000"


def _path(app: Flask, rule: Rule) -> str:
    samples = {"UUIDConverter": NIL, "IntegerConverter": 1}
    values = {name: samples.get(type(rule._converters[name]).__name__, str(uuid4())) for name in rule.arguments}
    with app.test_request_context():
        return str(
            app.url_map.bind("localhost").build(rule.endpoint, values, method=sorted(rule.methods or {"GET"})[0])
        )


def _routes(app: Flask) -> list[tuple[Rule, str]]:
    skipped = {"HEAD", "OPTIONS"}
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in sorted((rule.methods or set()) - skipped)
    ]


def test_every_route_says_who_may_enter(app: Flask) -> None:
    assert all(hasattr(app.view_functions[rule.endpoint], "access") for rule, _method in _routes(app))


def test_a_visitor_enters_public_and_token_routes_only(app: Flask) -> None:
    browser = app.test_client()
    for rule, method in _routes(app):
        access = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        if access.kind in {"signed_in", "requires"}:
            reply = browser.open(_path(app, rule), method=method)
            sent_to_the_door = reply.status_code == 302 and "/sign-in" in reply.location
            assert sent_to_the_door or reply.status_code == 401, (rule.endpoint, method, reply.status_code)


@pytest.mark.parametrize("key", ["ada", "writer", "reviewer", "ben", "invigilator", "marker", "hr", "admin"])
def test_a_role_without_the_permission_is_refused(app: Flask, house: House, key: str) -> None:
    actor = house.cast[key]
    browser = signed_in(app, actor)
    for rule, method in _routes(app):
        access = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        if access.kind == "requires" and not any(actor.may_anywhere(permission) for permission in access.permissions):
            reply = browser.open(_path(app, rule), method=method)
            assert reply.status_code == 403, (key, rule.endpoint, method, reply.status_code)
