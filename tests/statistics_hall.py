"""A crowd that sits an exam, so that there is something to measure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from certify.exams import services as exams
from certify.exams.domain import Slot
from certify.results import services as results
from foundation.db import db
from people.domain import Actor
from question_bank import services as bank
from question_bank.domain.statistics import SCALE, ItemSums
from question_bank.models import ItemVersionRow
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


def answers(n: int, right: int, item_rest: float = 0.3, omitted: int = 0) -> ItemSums:
    """The sums of so many right or wrong answers, whose rest has a mean of 0.6 and goes with the item as told."""
    p = right / n
    rest, spread = round(n * 0.6 * SCALE), item_rest * n * (p * (1 - p) * 0.04) ** 0.5
    products = round(spread * SCALE * SCALE + right * SCALE * rest / n)
    squares = round(n * 0.4 * SCALE * SCALE)
    return ItemSums(n, omitted, right * SCALE, right * SCALE * SCALE, rest, squares, products)


def plant(house: House, item_id: UUID, sums: ItemSums, now: datetime, *, unit: str = "north", sitting: int = 1) -> UUID:
    """What a release would leave of the item's latest version; returns the version."""
    version_id: UUID = db.session.scalars(
        select(ItemVersionRow.id).where(ItemVersionRow.item_id == item_id, ItemVersionRow.latest)
    ).one()
    kept = bank.sums_of_sitting(UUID(int=sitting)) | {version_id: sums}
    bank.replace_statistics(UUID(int=sitting), house.units[unit], kept, now=now)
    return version_id


def version_of(hall: Hall, position: int) -> UUID:
    """The version that stands at a position of the first form."""
    return exams.get_form(hall.form_ids[0]).slot(position).version_id
