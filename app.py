"""The composition root: makes the app from its rooms, wires events to handlers. Nobody imports it."""

from flask import Flask
from flask_migrate import Migrate

import certify.credentials.routes
import certify.credentials.services
import certify.delivery.api
import certify.delivery.routes
import certify.delivery.services
import certify.demo.cli
import certify.exams.routes
import certify.marking.handlers
import certify.marking.routes
import certify.programmes.routes
import certify.records.cli
import certify.records.routes
import certify.records.services
import certify.results.cli
import certify.results.handlers
import certify.results.routes
import certify.results.services
import courses.cli
import courses.routes
import people.cli
import people.routes
import people.routes.admin
import people.services
import question_bank.cli
import question_bank.routes
import question_bank.services
from certify.delivery.services import AttemptSubmitted, room
from certify.programmes.services import CertificationChanged, CertificationGranted, ProgrammePublished
from certify.results.domain import ResultReleased
from foundation import db as database
from foundation import events, jobs, serve
from foundation.settings import Settings
from foundation.web import audit_words, home, pressure, shell
from people.domain.news import PersonUpdated, UnitUpdated
from people.web import current_actor

ROUTES = (
    home,
    people.routes,
    people.routes.admin,
    question_bank.routes,
    courses.routes,
    certify.exams.routes,
    certify.delivery.routes,
    certify.delivery.api,
    certify.marking.routes,
    certify.results.routes,
    certify.programmes.routes,
    certify.credentials.routes,
    certify.records.routes,
)
EVENTS: tuple[tuple[type, events.Handler], ...] = (
    (AttemptSubmitted, certify.marking.handlers.score_attempt),
    (CertificationGranted, certify.credentials.services.issue_certificate),
    (CertificationGranted, certify.records.services.on_news),
    (CertificationChanged, certify.records.services.on_news),
    (ProgrammePublished, certify.records.services.on_programme_news),
    (ResultReleased, certify.records.services.on_news),
    (ResultReleased, certify.results.handlers.on_release),
    (PersonUpdated, certify.records.services.on_news),
    (UnitUpdated, certify.records.services.on_unit_news),
)
PERIODIC = (
    jobs.Periodic("close_expired", 5, certify.delivery.services.close_expired),
    jobs.Periodic("purge_imports", 3600, people.services.purge_imports),
    jobs.Periodic("take_up_imports", 1, question_bank.services.take_up_imports),
    jobs.Periodic("profile_items", 10, question_bank.services.profile_items),
    jobs.Periodic("measure_items", 10, certify.results.services.measure_changed),
)
JOBS = {
    room.JOB: room.finish_act,
    "bulk_edit": question_bank.services.finish_bulk_edit,
    "bulk_undo": question_bank.services.finish_bulk_undo,
}
COMMANDS = (
    serve.command,
    people.cli.command,
    question_bank.cli.command,
    courses.cli.command,
    certify.records.cli.command,
    certify.demo.cli.command,
)
question_bank.cli.command.add_command(certify.results.cli.statistics)  # of the bank, from results: a floor above it
LEAN = certify.delivery.api.LEAN
# what checks a password, and what takes long: both wait when there is too much to do (foundation/web/pressure.py)
DOORS = ("people.sign_in_now", "people.save_password", "people.use_sign_in_slip", "attempts_api.sign_in_again")
HEAVY = (
    *("records.table", "records.export", "results.dry_run", "results.release"),
    *("exams.assemble_form", "exams.redraw", "exams.print_form"),
    *("people.upload_people", "people.check_import", "people.commit_import", "people.make_import_slips"),
    *("bank.upload_paper", "bank.commit_import", "bank.submit_import", "bank.queue_import"),
    *("bank.choose_bulk_items", "bank.plan_bulk_edit", "bank.confirm_bulk_edit", "bank.undo_bulk_edit"),
)


def create_app(settings: Settings | None = None) -> Flask:
    """A Flask app on the given settings (default: from the environment)."""
    settings = settings or Settings.from_environ()
    app = Flask(__name__, instance_path=str(settings.instance_path), static_url_path="/static")
    app.config["CHEAP_PASSWORDS"] = settings.cheap_passwords
    app.extensions["certify_settings"] = settings
    app.extensions["certify_first_start"] = certify.demo.cli.first_start
    database.init_app(app, settings)
    Migrate(app, database.db, directory=str(serve.ROOT / "migrations"), render_as_batch=True)
    events.init_app(app, events.Handlers(EVENTS))
    jobs.init_app(app, jobs.Schedule(PERIODIC, JOBS))
    for module in ROUTES:
        app.register_blueprint(module.bp)
    for command in COMMANDS:
        app.cli.add_command(command)
    nav = tuple(item for module in ROUTES for item in getattr(module, "NAV", ()))
    audit_words.init_app(app, (getattr(module, "AUDIT_WORDS", {}) for module in ROUTES))
    shell.init_app(
        app,
        settings,
        nav=nav,
        current_actor=current_actor,
        lean_endpoints=LEAN,
        csrf_exempt=(certify.delivery.api.bp,),
    )
    pressure.init_app(app, settings, free=LEAN, doors=frozenset(DOORS), heavy=frozenset(HEAVY))
    return app
