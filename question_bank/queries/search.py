"""The bank's search: which latest versions fit a filter, newest first, and how many by status.

Everything that an item is saved with is a token in its index (`domain/grams.py`): words and filters together are one
lookup; what tokens alone can't tell for certain is compared. Pages and counts end at `MOST_COUNTED`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    column,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY

from foundation.db import db, engines
from foundation.text import fold
from question_bank.domain.grams import as_integers, as_words, is_exact, mark, wanted_grams
from question_bank.domain.items import ItemFilter, Order, Usage
from question_bank.domain.statistics import FEWEST, STEPS, ItemMeasure, band_of, bands_between
from question_bank.models import Item, ItemVersionRow
from question_bank.models.search import SearchEntry
from question_bank.queries.neighbours import ORG_UNIT

MOST_COUNTED = 10_000
FAR_DOWN = 200  # entries: what lies below isn't walked down to
FLAG = "flag"
LOWEST_REST = -1000  # per mille
Units = tuple[UUID, ...] | None  # that own items; None: every one of them
_GRAM = table("item_gram", column("rowid", BigInteger()), column("item_gram"))  # SQLite's full-text table
# Always true, and computes nothing. PostgreSQL doesn't know that tokens lie out of the row, and would rather read them
# of thousands of rows than use their index; this makes it think that each row it looks at costs a to_tsvector.
_DEAR: ColumnElement[bool] = literal_column(
    "(item_search.place > 0 OR to_tsvector(item_search.status) IS NULL)", Boolean()
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many fit, by status; where there are `more`, each number is the least that there are."""

    by_status: dict[str, int]
    more: bool = False


def find_version_ids(units: Units, wanted: ItemFilter, *, limit: int, offset: int = 0, few: bool = False) -> list[UUID]:
    """The latest versions of these units that fit, last saved first. `few`: they were counted, and it pays to collect
    them all and then sort, as it does far down; PostgreSQL guesses, and walks down all places for a rare word.
    """
    if units == ():
        return []
    is_far = few or offset + limit > FAR_DOWN
    query = matching(select(SearchEntry.version_id), units, wanted, walked=wanted.order is not None and not is_far)
    if wanted.status:
        query = query.where(SearchEntry.status == wanted.status)
    if wanted.order is not None:
        query = _ordered(query, wanted.order, walked=not is_far)
        return list(db.session.scalars(query.limit(limit).offset(offset)))
    bare = units is None and replace(wanted, status="") == ItemFilter()
    if is_far and not bare and not engines().is_sqlite:
        query = query.order_by(None).order_by((SearchEntry.place + 0).desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def _ordered(query: Select[Any], order: Order, *, walked: bool) -> Select[Any]:
    """By a measured column, the last saved first among equals; walked along its index, or sorted when all are there."""
    measured: ColumnElement[Any] = getattr(SearchEntry, order.column)
    key, place = (measured, SearchEntry.place) if walked else (measured + 0, SearchEntry.place + 0)
    both = (key.desc(), place.desc()) if order.falls else (key.asc(), place.asc())
    return query.order_by(None).order_by(*both)


def count_by_status(units: Units, wanted: ItemFilter) -> Counts:
    """How many fit, whatever status is asked for."""
    anything = replace(wanted, status="")
    if units == ():
        return Counts({})
    if anything == ItemFilter():  # an index holds no more than this asks for: exact at any size
        return Counts(_count_everything(units))
    newest = _unsorted(matching(select(SearchEntry.status), units, anything)).limit(MOST_COUNTED + 1).subquery()
    query = select(newest.c.status, func.count().label("n")).group_by(newest.c.status)
    found = {row.status: row.n for row in db.session.execute(query)}
    return Counts(found, more=sum(found.values()) > MOST_COUNTED)


def count_matching(units: Units, wanted: ItemFilter) -> tuple[int, bool]:
    """How many fit, the status included; True: there are more."""
    if units == ():
        return 0, False
    query = matching(select(SearchEntry.place), units, wanted).where(SearchEntry.status == wanted.status)
    newest = _unsorted(query).limit(MOST_COUNTED + 1).subquery()
    n = db.session.scalar(select(func.count()).select_from(newest)) or 0
    return min(n, MOST_COUNTED), n > MOST_COUNTED


def _unsorted(query: Select[Any]) -> Select[Any]:
    """SQLite's tokens come in order of place anyway; sorting would make PostgreSQL walk down the places."""
    return query if engines().is_sqlite else query.order_by(None)


def _count_everything(units: Units) -> dict[str, int]:
    """All entries less those that an import is still writing."""
    query = select(SearchEntry.status, func.count().label("n")).group_by(SearchEntry.status)
    query = query if units is None else query.where(SearchEntry.unit_id.in_(units))
    found = {row.status: row.n for row in db.session.execute(query)}
    if not db.session.scalar(select(staged().exists())):
        return found
    for row in db.session.execute(query.where(SearchEntry.item_id.in_(staged()))):
        found[row.status] -= row.n
    return {status: n for status, n in found.items() if n}


def staged() -> Select[Any]:
    """Items that an import is still writing exist for nobody."""
    return select(Item.id).where(Item.staged_by.is_not(None))


def owners(scopes: tuple[str, ...]) -> Units:
    """The units within the scopes that own items; None when that is every unit that owns any."""
    within = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    owning = exists().where(Item.unit_id == ORG_UNIT.c.id)
    rows = db.session.execute(select(ORG_UNIT.c.id, within.label("within")).where(owning)).all()
    inside = tuple(row.id for row in rows if row.within)
    return None if inside and len(inside) == len(rows) else inside


def matching(
    query: Select[Any], units: Units, wanted: ItemFilter, *, walked: bool = False, staged_too: bool = False
) -> Select[Any]:
    """Narrow a selection of entries to those that fit but for the status, newest first. `walked`: many fit, and they
    are come upon in another order; then each is asked for what is looked up else.
    """
    bands = _bands(wanted)
    if units == () or set() in bands:
        return query.where(false())
    words = fold(wanted.words).split()
    asked = _asked(wanted)
    in_words = set().union(*(wanted_grams(word) for word in words))
    if units is not None:
        query = query.where(SearchEntry.unit_id.in_(units))
    query = query.where(*(_carries(kind, value) for kind, value in asked), *_used(wanted), *_measured(wanted))
    unsure = [word for word in words if not is_exact(word)]
    if walked and engines().is_sqlite:
        unsure = words  # the text of an entry is read sooner than the full-text table is asked once more
    elif walked:
        query = query.where(SearchEntry.grams.contains(_array(in_words)), _DEAR) if in_words else query
    else:
        either = [] if units is None else [{mark("unit_id", unit_id) for unit_id in units}]
        tokens = in_words | {mark(kind, value) for kind, value in asked} | _answered(wanted)
        query = _having(query, tokens, [*either, *bands])
    query = query.where(SearchEntry.item_id.not_in(staged()))
    if unsure:
        query = query.join(ItemVersionRow, ItemVersionRow.id == SearchEntry.version_id)
        query = query.where(*(ItemVersionRow.search_text.contains(word, autoescape=True) for word in unsure))
    return query


def measure_tokens(measure: ItemMeasure | None) -> set[int]:
    """What a measured item is found by: bands of facility and correlation, numbers of answers reached, flags."""
    if measure is None:
        return set()
    found = {mark(FLAG, flag.value) for flag in measure.flags}
    found |= {mark("answers", step) for step in STEPS if measure.n >= step}
    found.add(mark("facility", band_of(measure.facility_per_mille)))
    if measure.item_rest_per_mille is not None:
        found.add(mark("item_rest", band_of(measure.item_rest_per_mille, LOWEST_REST)))
    return found


def _answered(wanted: ItemFilter) -> set[int]:
    """The token of the highest number of answers that is not above what is asked for."""
    fewest = max(wanted.answers or FEWEST, FEWEST)
    return {mark("answers", max(step for step in STEPS if step <= fewest))} if wanted.asks_for_measures else set()


def _bands(wanted: ItemFilter) -> list[set[int]]:
    """The bands that hold what lies between the asked limits."""
    spans = (
        ("facility", wanted.facility_from, wanted.facility_to, 0),
        ("item_rest", wanted.item_rest_from, wanted.item_rest_to, LOWEST_REST),
    )
    return [
        {mark(name, band) for band in bands_between(low, high, lowest)}
        for name, low, high, lowest in spans
        if low is not None or high is not None
    ]


def _measured(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    if not wanted.asks_for_measures:
        return []
    entry = SearchEntry
    conditions = [entry.n_answers >= max(wanted.answers or FEWEST, FEWEST)]
    for measured, low, high in (
        (entry.facility, wanted.facility_from, wanted.facility_to),
        (entry.item_rest, wanted.item_rest_from, wanted.item_rest_to),
    ):
        conditions += [measured >= low] if low is not None else []
        conditions += [measured <= high] if high is not None else []
    if wanted.order is not None:
        conditions.append(getattr(entry, wanted.order.column).is_not(None))
    return conditions


def _asked(wanted: ItemFilter) -> list[tuple[str, str]]:
    """The filter's conditions that are tokens of an item."""
    asked = {
        "item_type": wanted.item_type,
        "area_code": wanted.area,
        "difficulty": wanted.difficulty,
        "pool": wanted.pool,
        "tag": fold(wanted.tag),
        "writer": str(wanted.writer_id or ""),
        FLAG: wanted.flag,
    }
    return [(kind, value) for kind, value in asked.items() if value]


def _having(query: Select[Any], tokens: set[int], any_of: Sequence[set[int]]) -> Select[Any]:
    """Entries whose tokens hold all of these and any of each of those, newest first."""
    if not tokens and not any_of:
        return query.order_by(SearchEntry.place.desc())
    if not engines().is_sqlite:
        if tokens:
            query = query.where(SearchEntry.grams.contains(_array(tokens)))
        query = query.where(*(SearchEntry.grams.overlap(_array(either)) for either in any_of))
        return query.where(_DEAR).order_by(SearchEntry.place.desc())
    # the plus keeps SQLite from asking the full-text table once for each entry
    query = query.select_from(_GRAM).join(SearchEntry, SearchEntry.place == _GRAM.c.rowid.op("+")(0))
    return query.where(_GRAM.c.item_gram.op("MATCH")(_match(tokens, any_of))).order_by(_GRAM.c.rowid.desc())


def _match(tokens: set[int], any_of: Sequence[set[int]] = ()) -> str:
    """The same for the full-text table."""
    return " AND ".join([*as_words(tokens), *(f"({' OR '.join(as_words(either))})" for either in any_of)])


def _array(tokens: set[int]) -> ColumnElement[Any]:
    """Written into the statement: planned for an unknown array, a rare word would be looked for in every row."""
    return bindparam(None, as_integers(tokens), ARRAY(Integer), unique=True, literal_execute=True)


def _carries(kind: str, value: str) -> ColumnElement[bool]:
    """What the token stands for, said in full."""
    if kind in ("tag", "writer", FLAG):
        return SearchEntry.marks.contains(f"\n{kind}:{value}\n", autoescape=True)
    return getattr(SearchEntry, kind) == value


def _used(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.usage is Usage.NEVER:
        conditions.append(SearchEntry.used_at.is_(None))
    if wanted.usage is Usage.USED:
        conditions.append(SearchEntry.used_at.is_not(None))
    if wanted.unused_since is not None:
        conditions.append(or_(SearchEntry.used_at.is_(None), SearchEntry.used_at < wanted.unused_since))
    return conditions
