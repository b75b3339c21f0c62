"""The composition root: makes the app from its rooms, wires events to handlers. Nobody imports it."""

from flask import Flask
from flask_migrate import Migrate

import certify.delivery.api
import certify.delivery.routes
import certify.delivery.services
import certify.marking.handlers
import certify.marking.routes
import certify.results.routes
import courses.cli
import courses.routes
import people.routes
from foundation import db as database
from foundation import events, jobs, serve
from foundation.settings import Settings
from foundation.web import home, shell
from people.web import current_actor

ROUTES = (
    home,
    people.routes,
    courses.routes,
    certify.delivery.routes,
    certify.delivery.api,
    certify.marking.routes,
    certify.results.routes,
)
EVENTS: tuple[tuple[type, events.Handler], ...] = (
    (certify.delivery.services.AttemptSubmitted, certify.marking.handlers.score_attempt),
)
PERIODIC: tuple[jobs.Periodic, ...] = (jobs.Periodic("close_expired", 5, certify.delivery.services.close_expired),)
COMMANDS = (serve.command, courses.cli.command)
LEAN = certify.delivery.api.LEAN


def create_app(settings: Settings | None = None) -> Flask:
    """A Flask app on the given settings (default: from the environment)."""
    settings = settings or Settings.from_environ()
    app = Flask(__name__, instance_path=str(settings.instance_path), static_url_path="/static")
    app.config["CHEAP_PASSWORDS"] = settings.cheap_passwords
    app.extensions["certify_settings"] = settings
    database.init_app(app, settings)
    Migrate(app, database.db, directory=str(serve.ROOT / "migrations"), render_as_batch=True)
    events.init_app(app, events.Handlers(EVENTS))
    jobs.init_app(app, jobs.Schedule(PERIODIC))
    for module in ROUTES:
        app.register_blueprint(module.bp)
    for command in COMMANDS:
        app.cli.add_command(command)
    nav = tuple(item for module in ROUTES for item in getattr(module, "NAV", ()))
    shell.init_app(
        app,
        settings,
        nav=nav,
        current_actor=current_actor,
        lean_endpoints=LEAN,
        csrf_exempt=(certify.delivery.api.bp,),
    )
    return app
