"""Reads of the profiles: which items wait for one, who holds a gram, how the bank within some units is written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from foundation.db import db
from question_bank.domain import ItemStatus
from question_bank.domain.items import ItemFilter
from question_bank.domain.lints import LintKind
from question_bank.models import Item, ItemProfile, ItemSketch, ItemVersionRow, SearchEntry
from question_bank.queries.neighbours import ORG_UNIT
from question_bank.queries.search import Units, count_by_status, owners, staged

ALIVE = tuple(status.value for status in ItemStatus if status is not ItemStatus.RETIRED)
CHUNK = 500


def _stale(query: Select, method: int) -> Select:
    profile = ItemProfile.item_id == ItemVersionRow.item_id
    made = or_(
        ItemProfile.number.is_(None),
        ItemProfile.content_hash != ItemVersionRow.content_hash,
        ItemProfile.method != method,
    )
    return query.select_from(ItemVersionRow).outerjoin(ItemProfile, profile).where(ItemVersionRow.latest, made)


def list_stale(method: int, limit: int) -> list[tuple[ItemVersionRow, ItemProfile | None]]:
    """Latest versions without a profile of what they say now, and the old profile where there is one."""
    query = _stale(select(ItemVersionRow, ItemProfile), method).limit(limit)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def count_holders(grams: Collection[int]) -> dict[int, int]:
    """How many profiles hold each of these grams."""
    query = select(ItemSketch.gram, func.count()).group_by(ItemSketch.gram)
    return {
        gram: n for chunk in _chunks(grams) for gram, n in db.session.execute(query.where(ItemSketch.gram.in_(chunk)))
    }


def list_holders(grams: Collection[int], scopes: tuple[str, ...] | None = None) -> list[tuple[int, int]]:
    """Gram and profile for every profile that holds one; of items within the scopes, where they are given."""
    query = select(ItemSketch.gram, ItemSketch.profile)
    if scopes is not None:
        query = query.join(ItemProfile, ItemProfile.number == ItemSketch.profile)
        query = within(query.join(Item, Item.id == ItemProfile.item_id), scopes)
    return [
        (gram, number)
        for chunk in _chunks(grams)
        for gram, number in db.session.execute(query.where(ItemSketch.gram.in_(chunk)))
    ]


def profiled_items(numbers: Collection[int]) -> dict[int, UUID]:
    """The items of these profiles."""
    query = select(ItemProfile.number, ItemProfile.item_id)
    return {
        number: item_id
        for chunk in _chunks(numbers)
        for number, item_id in db.session.execute(query.where(ItemProfile.number.in_(chunk)))
    }


def profile_numbers(item_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The profiles of these items."""
    query = select(ItemProfile.item_id, ItemProfile.number)
    return {
        item_id: number
        for chunk in _chunks(item_ids)
        for item_id, number in db.session.execute(query.where(ItemProfile.item_id.in_(chunk)))
    }


def within(query: Select, scopes: tuple[str, ...]) -> Select:
    """A selection that has joined `Item`, narrowed to units within the scopes and to items that are there."""
    paths = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == Item.unit_id).where(paths, Item.staged_by.is_(None))


def list_seen(item_ids: Iterable[UUID], scopes: tuple[str, ...]) -> dict[UUID, ItemVersionRow]:
    """The latest versions of those of these items that lie within the scopes."""
    query = select(ItemVersionRow).join(Item, Item.id == ItemVersionRow.item_id).where(ItemVersionRow.latest)
    return _by_item(within(query, scopes).options(contains_eager(ItemVersionRow.item)), item_ids)


def contents_in_force(item_ids: Iterable[UUID]) -> dict[UUID, tuple[str, dict[str, Any]]]:
    """Type and content of the latest versions of those of these items that are not retired, wherever they are."""
    query = select(ItemVersionRow.item_id, ItemVersionRow.item_type, ItemVersionRow.content)
    query = query.where(ItemVersionRow.latest, ItemVersionRow.status.in_(ALIVE))
    return {
        item_id: (item_type, content)
        for chunk in _chunks(item_ids)
        for item_id, item_type, content in db.session.execute(query.where(ItemVersionRow.item_id.in_(chunk)))
    }


def _by_item(query: Select, item_ids: Iterable[UUID]) -> dict[UUID, ItemVersionRow]:
    return {
        row.item_id: row
        for chunk in _chunks(item_ids)
        for row in db.session.scalars(query.where(ItemVersionRow.item_id.in_(chunk)))
    }


def _profiled(query: Select, scopes: tuple[str, ...]) -> Select:
    """Items in force within the scopes, with their profiles where they have one."""
    query = query.select_from(ItemVersionRow).join(Item, Item.id == ItemVersionRow.item_id)
    query = query.outerjoin(ItemProfile, ItemProfile.item_id == ItemVersionRow.item_id)
    return within(query.where(ItemVersionRow.latest, ItemVersionRow.status.in_(ALIVE)), scopes)


def has_lint(kind: LintKind) -> ColumnElement[bool]:
    """Whether a profile names this kind of advice."""
    return ItemProfile.lints.contains(f"|{kind.value}|", autoescape=True)


@dataclass(frozen=True, slots=True)
class ProfileCounts:
    """What the profiles of the items in force say, counted; `made_at`: when the last saved were looked at."""

    n_items: int
    n_profiled: int
    lints: dict[LintKind, int]
    key_places: list[tuple[str, int]]
    made_at: datetime | None


def count_profiles(scopes: tuple[str, ...]) -> ProfileCounts:
    """Of the items in force within the scopes: how many there are, have a profile, have advice of each kind; where the
    keys of single choices stand ("B/4"). Counted in one walk over all profiles less those of retired items, which are
    few: asking each version for its status would cost three times as much.
    """
    units = owners(scopes)
    columns = (ItemProfile.lints, ItemProfile.key_place, func.count())
    query = select(*columns).group_by(ItemProfile.lints, ItemProfile.key_place)
    every = query.join(Item, Item.id == ItemProfile.item_id).where(Item.staged_by.is_(None))
    gone = query.join(SearchEntry, SearchEntry.item_id == ItemProfile.item_id)
    gone = gone.where(SearchEntry.status == ItemStatus.RETIRED, SearchEntry.item_id.not_in(staged()))
    if units is not None:
        every, gone = every.where(Item.unit_id.in_(units)), gone.where(SearchEntry.unit_id.in_(units))
    said: Counter[tuple[str, str | None]] = Counter()
    for lints, place, n in db.session.execute(every):
        said[lints, place] += n
    for lints, place, n in db.session.execute(gone):
        said[lints, place] -= n
    kinds: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for (lints, place), n in said.items():
        kinds.update(dict.fromkeys(filter(None, lints.split("|")), n))
        places.update({place: n} if place else {})
    n_items = sum(n for status, n in count_by_status(units, ItemFilter()).by_status.items() if status in ALIVE)
    by_kind = {kind: kinds[kind.value] for kind in LintKind}
    return ProfileCounts(n_items, said.total(), by_kind, sorted((+places).items()), _last_made(units))


def _last_made(units: Units) -> datetime | None:
    """When the last saved were looked at: until then every change is counted."""
    newest = select(SearchEntry.item_id).order_by(SearchEntry.place.desc()).limit(CHUNK)
    newest = newest if units is None else newest.where(SearchEntry.unit_id.in_(units))
    return db.session.scalar(select(func.max(ItemProfile.made_at)).where(ItemProfile.item_id.in_(newest)))


def count_never_used(scopes: tuple[str, ...]) -> int:
    """Approved items of which no version ever stood on a form."""
    return db.session.scalar(_never_used(select(func.count()), scopes)) or 0


def list_never_used(scopes: tuple[str, ...], *, limit: int, offset: int) -> list[ItemVersionRow]:
    """Those items, the oldest first."""
    page = _never_used(select(SearchEntry.version_id), scopes).order_by(SearchEntry.item_id)
    ids = page.limit(limit).offset(offset).subquery()
    query = select(ItemVersionRow).join(Item, Item.id == ItemVersionRow.item_id)
    query = query.where(ItemVersionRow.id.in_(select(ids.c.version_id)))
    return _page(query, limit, 0)


def _never_used(query: Select, scopes: tuple[str, ...]) -> Select:
    """Read from the search's entries, which note each use in the transaction that makes it."""
    units = owners(scopes)
    query = query.select_from(SearchEntry).where(
        SearchEntry.status == ItemStatus.APPROVED,
        SearchEntry.used_at.is_(None),
        SearchEntry.item_id.not_in(staged()),
    )
    return query if units is None else query.where(SearchEntry.unit_id.in_(units))


def list_with_lint(scopes: tuple[str, ...], kind: LintKind, *, limit: int, offset: int) -> list[ItemVersionRow]:
    """The items that have this advice, the oldest first."""
    return _page(_profiled(select(ItemVersionRow), scopes).where(has_lint(kind)), limit, offset)


def _page(query: Select, limit: int, offset: int) -> list[ItemVersionRow]:
    query = query.options(contains_eager(ItemVersionRow.item)).order_by(ItemVersionRow.item_id)
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
