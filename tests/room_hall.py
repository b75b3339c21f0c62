"""A small exam ready to be sat, with what its room asks for: for tests of the room, where the paper doesn't matter."""

from datetime import datetime, timedelta

from certify.exams import services as exams
from certify.exams.domain import ANY_ROOM, RoomRules
from people.domain import Actor
from tests.exam_hall import Hall
from tests.exams_makers import fill_small, plan, small_data
from tests.factories import House, make_person

MINUTES = 90


def small_hall(
    house: House,
    now: datetime,
    *,
    hours: int = 3,
    rules: RoomRules = ANY_ROOM,
    latest_entry: int | None = None,
    people: tuple[Actor, ...] = (),
) -> Hall:
    """A published sitting that opens now, of three items and 90 minutes, with Ada, Adam and further people."""
    fill_small(house, now)
    exam_id = exams.import_blueprint(house.ben, house.units["north"], small_data() | {"minutes": MINUTES}, now=now)
    form_id = exams.assemble_form(house.ben, exam_id, seed=1, now=now)
    exams.freeze_form(house.ben, form_id, now=now)
    window = {"opens_at": now, "closes_at": now + timedelta(hours=hours)}
    its_plan = plan(house, exam_id, now, **window, latest_entry_minutes=latest_entry, rules=rules)
    sitting_id = exams.create_sitting(house.ben, its_plan, now=now)
    everyone = [actor.require_person() for actor in (house.ada, house.adam, *people)]
    exams.add_to_roster(house.ben, sitting_id, everyone, now=now)
    exams.publish_sitting(house.ben, sitting_id, now=now)
    return Hall(exam_id, [form_id], sitting_id, exams.show_sitting(house.ben, sitting_id).access_code)


def crowd(house: House, n: int, now: datetime) -> tuple[Actor, ...]:
    """So many more agents of the first centre."""
    unit = house.units["centre"]
    return tuple(make_person(f"7{number:05d}", f"考生{number:03d}", unit, now=now) for number in range(n))
