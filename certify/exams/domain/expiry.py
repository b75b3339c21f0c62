"""Items that have expired, told where they are missing: beside a short cell, and in the place of a given item."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from certify.exams.domain.blueprint import ExamBlueprint
from certify.exams.domain.checking import ItemTypes
from certify.exams.domain.drawing import Drawable, fits
from foundation.errors import N_, Problem


class Expired(Drawable, Protocol):
    """An approved item whose day has come."""

    @property
    def valid_until(self) -> date | None:
        """The first day on which it may not be used."""


def expired_notes(
    blueprint: ExamBlueprint, short: Collection[tuple[int, int]], expired: Sequence[Expired], item_types: ItemTypes
) -> tuple[Problem, ...]:
    """What expired items would have filled: the given ones first, then each short cell (section and cell number)."""
    days = {item.version_id: item.valid_until for item in expired if item.valid_until is not None}
    given = [
        Problem(
            N_("第 %(section)s 大题第 %(n)s 题从 %(day)s 起失效，换一题或核实后延长"),
            {"section": number, "n": at, "day": days[item.version_id].isoformat()},
            field=f"fixed-{number}-{at}",
        )
        for number, at, item in blueprint.fixed_items()
        if item.version_id in days
    ]
    return (*given, *_of_cells(blueprint, short, expired, item_types))


def _of_cells(
    blueprint: ExamBlueprint, short: Collection[tuple[int, int]], expired: Sequence[Expired], item_types: ItemTypes
) -> list[Problem]:
    found = []
    for number, at, cell in blueprint.cells():
        ends = [item.valid_until for item in expired if item.valid_until is not None and fits(cell, item)]
        if (number, at) not in short or not ends:
            continue
        label = item_types[cell.item_type].label if cell.item_type in item_types else cell.item_type
        place: dict[str, Any] = {"area": cell.area, "type": label, "n": len(ends), "day": max(ends).isoformat()}
        text = N_("%(area)s %(type)s 有 %(n)s 题 %(day)s 起失效，没有算在内")
        if len(set(ends)) > 1:
            text = N_("%(area)s %(type)s 有 %(n)s 题已失效（最近的从 %(day)s 起），没有算在内")
        found.append(Problem(text, place, field=f"cell-{number}-{at}"))
    return found


def late_versions(ends: Mapping[UUID, date], day: date) -> dict[UUID, date]:
    """Of these versions with their last days, those that may not be used on that day any more."""
    return {version_id: end for version_id, end in ends.items() if end <= day}
