"""Measured statistics of items: taken over from the floor that releases results, told to pages and to assembly.

Who may: whoever sees an item with its key sees what was measured of it, but for whoever has to answer it blind first.
An item is only sat in its own unit and below it, so every sitting lies within the reach of whoever sees the item; forms
reckon with the sittings of their exam's own unit and below it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from foundation.db import db, transaction
from people.domain import Actor
from question_bank import item_types, queries
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from question_bank.domain.statistics import ENOUGH, ItemFlag, ItemMeasure, ItemSums, guess_of, measure, total
from question_bank.models import ItemStatistics, ItemVersionRow
from question_bank.queries import statistics
from question_bank.services import search_index
from question_bank.services.browsing import seeing_scopes
from question_bank.services.likeness import hides_key

CHUNK = 5  # versions written in one transaction: some 10 ms of the writer


def replace_statistics(sitting_id: UUID, unit_id: UUID, sums: Mapping[UUID, ItemSums], *, now: datetime) -> None:
    """Keep these sums, by version, and no others of the sitting. In steps: who was interrupted begins anew."""
    there = statistics.sums_of_sitting(sitting_id)
    changed = [version_id for version_id in {**there, **sums} if there.get(version_id) != sums.get(version_id)]
    for start in range(0, len(changed), CHUNK):
        chunk = changed[start : start + CHUNK]
        with transaction() as session:
            items = select(ItemVersionRow.item_id).where(ItemVersionRow.id.in_(chunk))
            latest = select(ItemVersionRow.id).where(ItemVersionRow.latest, ItemVersionRow.item_id.in_(items))
            ids = list(session.scalars(latest.order_by(ItemVersionRow.id).with_for_update()))
            places = search_index.take_out(session.connection(), ids)
            kept = (ItemStatistics.sitting_id == sitting_id, ItemStatistics.version_id.in_(chunk))
            session.execute(delete(ItemStatistics).where(*kept))
            rows = [_row(version_id, sums[version_id]) for version_id in chunk if version_id in sums]
            if rows:
                guesses = _guesses(chunk)
                here = {"sitting_id": sitting_id, "unit_id": unit_id, "measured_at": now}
                session.execute(
                    insert(ItemStatistics), [row | here | {"guess": guesses[row["version_id"]]} for row in rows]
                )
            search_index.put_in(session.connection(), ids, places)


def _row(version_id: UUID, sums: ItemSums) -> dict[str, object]:
    return {"version_id": version_id, **asdict(sums)}


def _guesses(version_ids: Iterable[UUID]) -> dict[object, int]:
    rows = queries.list_by_ids(version_ids)
    return {row.id: round(1000 * guess_of(item_types.get(row.item_type).choice_places(row.content))) for row in rows}


def sums_of_sitting(sitting_id: UUID) -> dict[UUID, ItemSums]:
    """What is kept of a sitting, by version."""
    return statistics.sums_of_sitting(sitting_id)


def list_measured_sittings() -> list[UUID]:
    """The sittings of which anything is kept."""
    return statistics.list_measured_sittings()


def facilities_of(version_ids: Iterable[UUID], unit_path: str) -> dict[UUID, int]:
    """The measured facility per mille, of sittings held in this unit and below it, where there are enough answers."""
    found = statistics.measured_versions(version_ids, [unit_path])
    measures = {version_id: measure(sums, guess) for version_id, (sums, guess) in found.items()}
    return {key: each.facility_per_mille for key, each in measures.items() if each is not None and each.n >= ENOUGH}


@dataclass(frozen=True, slots=True)
class MeasuredVersion:
    """What was measured of a version; `measure` None: too few answers, however many, to say anything."""

    number: int
    n_sittings: int
    measure: ItemMeasure | None


def show_measures(actor: Actor, versions: Sequence[ItemVersionRow]) -> tuple[MeasuredVersion, ...] | None:
    """An item's answered versions, in the order given. None for whoever has to answer its latest version blind first;
    the caller has made sure that the actor sees the item.
    """
    if any(hides_key(actor, version) for version in versions if version.latest):
        return None
    found = statistics.measured_versions(version.id for version in versions)
    return tuple(
        MeasuredVersion(version.number, len(found[version.id][0]), measure(*found[version.id]))
        for version in versions
        if version.id in found and total(found[version.id][0]).n
    )


def list_measures(actor: Actor, versions: Sequence[ItemVersionRow]) -> dict[UUID, statistics.MeasuredItem]:
    """Of many items' latest versions, by item: the newest answered version; for a list that the actor may see."""
    told = [row.item_id for row in versions if not hides_key(actor, row)]
    return statistics.measured_items(db.session.connection(), told)


def count_flags(actor: Actor) -> dict[ItemFlag, tuple[int, bool]]:
    """How many items in use have each flag, nobody at work on a newer version; True: there are more."""
    units = queries.owners(seeing_scopes(actor))
    in_use = ItemStatus.APPROVED.value
    return {flag: queries.count_matching(units, ItemFilter(status=in_use, flag=flag.value)) for flag in ItemFlag}
