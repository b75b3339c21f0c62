"""A crowd that sits an exam, so that there is something to measure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.results import services as results
from people.domain import Actor
from tests.exam_hall import Hall
from tests.factories import House, make_person
from tests.marking_desk import sit, without_texts

OVER_WINDOW = timedelta(hours=4)
Answers = Callable[[int, Slot], Any]


def crowd(house: House, now: datetime, n: int, *, first: int = 0) -> list[Actor]:
    """So many agents of the northern centre."""
    post = house.job_roles["10000"]
    return [
        make_person(f"7{number:05d}", f"考生{number}", house.units["centre"], now=now, job_role_id=post)
        for number in range(first, first + n)
    ]


def good_and_weak(number: int, slot: Slot) -> Any:
    """The first eight know everything, the others nothing; a candidate in six leaves the first item blank, who is weak
    has the second one right and who is good has it wrong: its key must be wrong.
    """
    knows = number < 8
    if slot.position == 1:
        return None if number % 6 == 5 else ("B" if knows else "A")
    if slot.position == 2:
        return "A" if knows else "B"
    return without_texts(slot) if knows else None


def sit_all(house: House, hall: Hall, now: datetime, people: list[Actor], answers: Answers = good_and_weak) -> None:
    """Everybody sits, and the results go out."""
    exams.add_to_roster(house.ben, hall.sitting_id, [each.require_person() for each in people], now=now)
    for number, person in enumerate(people):
        sit(person, hall, now, lambda slot, number=number: answers(number, slot))  # type: ignore[misc]  # bound now
    results.release(house.ben, hall.sitting_id, now=now + OVER_WINDOW)


def version_of(hall: Hall, position: int) -> UUID:
    """The version that stands at a position of the first form."""
    return exams.get_form(hall.form_ids[0]).slot(position).version_id
