"""Two administrators who end each other's role at the same moment: one of them stays."""

import threading
from datetime import datetime

from flask import Flask

from foundation.db import db
from people import services
from people.domain import Actor, LastAdministrator, Role
from tests.factories import House, make_person


def test_of_two_who_end_each_others_role_one_stays(app: Flask, house: House, now: datetime) -> None:
    second = make_person("100108", "管乐", house.units["province"], Role.ADMINISTRATOR, now=now)
    pair = ((house.admin, second), (second, house.admin))
    start = threading.Barrier(2)
    refused: list[Actor] = []

    def end(actor: Actor, other: Actor) -> None:
        with app.app_context():
            person_id = other.require_person()
            (held,) = services.get_record(actor, person_id, now=now).roles
            start.wait(timeout=10)
            try:
                services.end_role(actor, person_id, held.assignment_id, now=now)
            except LastAdministrator:
                refused.append(actor)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=end, args=each) for each in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    db.session.rollback()
    left = [actor for actor in (house.admin, second) if services.actor_of_login(actor.login).grants]
    assert len(refused) == 1 and len(left) == 1
