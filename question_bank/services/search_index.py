"""The search's index follows the items: whatever a session writes on versions and usage is in it after the same flush.

The one home of this: no writer calls it, so none can forget it. `rebuild` makes the index anew, `find_faults` compares.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Connection,
    Delete,
    Result,
    Select,
    Table,
    Update,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, aliased

from foundation.db import db, transaction
from foundation.text import fold
from question_bank.domain.grams import as_integers, as_words, grams, mark
from question_bank.domain.statistics import ItemMeasure
from question_bank.models import Item, ItemUsage, ItemVersionRow
from question_bank.models.search import CREATE_GRAM_INDEX, LONG_ROW, ItemMark, SearchEntry
from question_bank.queries.search import FLAG, measure_tokens
from question_bank.queries.statistics import with_measures
from question_bank.services.search_offers import TAG, WRITER, Offer, offer, offer_faults, offers, withdraw

INDEXED = ("item_type", "area_code", "difficulty", "pool", "tags", "writer_ids", "search_text", "latest", "saved_at")
FOLLOWED = frozenset((*INDEXED, "status"))
_OFFERING = frozenset(("tags", "writer_ids", "latest"))
_CHUNK = 400
_ENTRIES = cast(Table, SearchEntry.__table__)
_MARKS = cast(Table, ItemMark.__table__)


@dataclass(slots=True)
class _Flush:
    """What one flush has to do: versions to enter, those whose status alone changed, uses to note, old places."""

    enter: list[ItemVersionRow] = field(default_factory=list)
    status: list[ItemVersionRow] = field(default_factory=list)
    used: list[ItemUsage] = field(default_factory=list)
    places: dict[UUID, int] = field(default_factory=dict)
    offered: set[Offer] = field(default_factory=set)  # by those of them whose tags, writers or turn to be latest change


def marks_of(version: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """The tags (folded) and writers of a version."""
    return [(TAG, fold(tag)) for tag in version["tags"]] + [(WRITER, writer) for writer in version["writer_ids"]]


def tokens_of(version: Mapping[Any, Any]) -> set[int]:
    """Everything that a version is found by: its text, its marks, what it is saved with, how its item was answered."""
    beside = [(name, version[name]) for name in ("item_type", "area_code", "difficulty", "pool", "unit_id")]
    found = grams(version["search_text"]) | {mark(kind, value) for kind, value in (*beside, *marks_of(version))}
    return found | measure_tokens(version["measure"])


@event.listens_for(db.session, "before_flush")
def _look(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Take the old tokens out while the old rows are still there to tell them."""
    todo = session.info["search_index"] = _Flush()
    moved: set[UUID] = set()
    offering = {row.id for row in session.deleted if isinstance(row, ItemVersionRow)}
    for row in session.new:
        if isinstance(row, ItemVersionRow):
            todo.enter.append(row)
        elif isinstance(row, ItemUsage):
            todo.used.append(row)
    for row in session.dirty:
        if isinstance(row, ItemVersionRow):
            changed = _changed(row)
            if changed & set(INDEXED):
                todo.enter.append(row)
                moved |= {row.id} if "saved_at" in changed else set()
                offering |= {row.id} if changed & _OFFERING else set()
            elif changed:
                todo.status.append(row)
        elif isinstance(row, ItemUsage):
            todo.used.append(row)
    old = [row.id for row in todo.enter if inspect(row).persistent]
    old += [row.id for row in session.deleted if isinstance(row, ItemVersionRow)]
    if old:
        todo.offered = offers(session.connection(), offering)
        places = take_out(session.connection(), old)
        todo.places = {version_id: place for version_id, place in places.items() if version_id not in moved}


def _changed(row: ItemVersionRow) -> set[str]:
    attributes = inspect(row).attrs
    return {name for name in FOLLOWED if attributes[name].history.has_changes()}


@event.listens_for(db.session, "after_flush")
def _write(session: Session, _context: UOWTransaction) -> None:
    todo: _Flush = session.info.pop("search_index", None) or _Flush()
    if todo.enter:
        put_in(session.connection(), [row.id for row in todo.enter], todo.places)
    withdraw(session.connection(), todo.offered, [row.id for row in todo.enter])
    for row in todo.status:
        named = update(_ENTRIES).where(SearchEntry.version_id == row.id)
        session.connection().execute(named.values(status=row.status))
    for at in {usage.at for usage in todo.used}:
        _note_use(session.connection(), [usage.version_id for usage in todo.used if usage.at == at], at)


def _note_use(connection: Connection, version_ids: Sequence[UUID], at: Any) -> None:
    """The items' latest versions are the ones in the index, whichever version was used."""
    used, latest = aliased(ItemVersionRow), aliased(ItemVersionRow)
    for start in range(0, len(version_ids), _CHUNK):
        ids = select(latest.id).join(used, used.item_id == latest.item_id)
        ids = ids.where(latest.latest, used.id.in_(version_ids[start : start + _CHUNK]))
        older = (SearchEntry.used_at.is_(None)) | (SearchEntry.used_at < at)
        connection.execute(
            update(_ENTRIES).where(SearchEntry.version_id.in_(ids), older).values(used_at=at),
        )


@event.listens_for(db.session, "do_orm_execute")
def _follow_statement(state: ORMExecuteState) -> Result[Any] | None:
    """`update(...)` and the like go around the session's rows; the versions that they are about are read first."""
    about = state.bind_mapper
    writes = state.is_insert or state.is_update or state.is_delete
    if not writes or about is None or about.class_ is not ItemVersionRow:
        return None
    connection = state.session.connection()
    told: Any = state.parameters
    if state.is_insert or isinstance(told, list):
        ids = [row["id"] for row in (told if isinstance(told, list) else [told or {}])]
    else:
        where = cast(Update | Delete, state.statement).whereclause
        every = select(ItemVersionRow.id)
        ids = list(connection.scalars(every if where is None else every.where(where)))
    offered = offers(connection, ids)
    places = take_out(connection, ids)
    result = state.invoke_statement()
    put_in(connection, ids, places)
    withdraw(connection, offered, ids)
    return result


def take_out(connection: Connection, version_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Remove what the index holds of these versions, as they stand in the database; their places, by version."""
    places: dict[UUID, int] = {}
    for chunk in _chunks(version_ids):
        there = _versions().add_columns(SearchEntry.place)
        there = there.join(SearchEntry, SearchEntry.version_id == ItemVersionRow.id)
        rows = with_measures(connection, connection.execute(there.where(ItemVersionRow.id.in_(chunk))))
        if connection.dialect.name == "sqlite":
            _full_text(connection, rows, "INSERT INTO item_gram(item_gram, rowid, tokens) VALUES ('delete', ?, ?)")
        places |= {row["id"]: row["place"] for row in rows}
        connection.execute(delete(_ENTRIES).where(SearchEntry.version_id.in_([row["id"] for row in rows])))
    return places


def put_in(connection: Connection, version_ids: Sequence[UUID], places: Mapping[UUID, int]) -> None:
    """Enter those of the versions that are the latest of their items, at these places or at new ones."""
    for chunk in _chunks(version_ids):
        rows = connection.execute(_versions().where(ItemVersionRow.id.in_(chunk), ItemVersionRow.latest))
        by_id = {row["id"]: row for row in with_measures(connection, rows)}
        ordered = [by_id[version_id] for version_id in chunk if version_id in by_id]
        _enter(connection, ordered, places)


def _enter(connection: Connection, rows: Sequence[Mapping[Any, Any]], places: Mapping[UUID, int]) -> None:
    if not rows:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    entries = [_entry(row, with_grams=not is_sqlite) for row in rows]
    placed = [entry | {"place": places[entry["version_id"]]} for entry in entries if entry["version_id"] in places]
    if placed:
        connection.execute(insert(_ENTRIES), placed)
    fresh = [entry for entry in entries if entry["version_id"] not in places]
    given = dict(places)
    if fresh:
        returning = insert(_ENTRIES).returning(SearchEntry.version_id, SearchEntry.place)
        given |= {row.version_id: row.place for row in connection.execute(returning, fresh)}
    if is_sqlite:
        told = [dict(row) | {"place": given[row["id"]]} for row in rows]
        _full_text(connection, told, "INSERT INTO item_gram(rowid, tokens) VALUES (?, ?)")
    offer(connection, rows)


def _entry(row: Mapping[Any, Any], *, with_grams: bool) -> dict[str, Any]:
    kept = ("item_id", "unit_id", "status", "item_type", "area_code", "difficulty", "pool", "used_at")
    measure: ItemMeasure | None = row["measure"]
    flags = [(FLAG, flag.value) for flag in measure.flags] if measure else []
    lines = "".join(f"\n{kind}:{value}" for kind, value in (*marks_of(row), *flags))
    entry = {"version_id": row["id"], "marks": f"{lines}\n"} | {name: row[name] for name in kept}
    entry |= {
        "n_answers": measure and measure.n,
        "facility": measure and measure.facility_per_mille,
        "item_rest": measure and measure.item_rest_per_mille,
    }
    return entry | ({"grams": _long(as_integers(tokens_of(row)))} if with_grams else {})


def _long(tokens: list[int]) -> list[int]:
    """Long enough to be kept out of the row; an index takes what stands there twice for one."""
    return tokens[:1] * (LONG_ROW - len(tokens)) + tokens


def _full_text(connection: Connection, rows: Sequence[Mapping[Any, Any]], statement: str) -> None:
    if rows:
        connection.exec_driver_sql(statement, [(row["place"], " ".join(as_words(tokens_of(row)))) for row in rows])


def _versions() -> Select[Any]:
    """The columns that the index is made of."""
    any_version = aliased(ItemVersionRow)
    used_at = (
        select(func.max(ItemUsage.at))
        .join(any_version, any_version.id == ItemUsage.version_id)
        .where(any_version.item_id == ItemVersionRow.item_id)
        .scalar_subquery()
    )
    columns = [getattr(ItemVersionRow, name) for name in ("id", "item_id", "status", *INDEXED)]
    query = select(*columns, Item.unit_id, used_at.label("used_at"))
    return query.join(Item, Item.id == ItemVersionRow.item_id)


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    wanted = list(dict.fromkeys(ids))
    yield from (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))


def reindex(*, repair: bool) -> tuple[list[str], int]:
    """What is wrong with the index; where it shall be repaired and anything is, it is made anew: of how many items.

    For a database written by other hands. Takes a writer's turn (a minute for 200,000 items): not while an exam runs.
    """
    with transaction() as session:
        faults = find_faults(session.connection())
        return faults, rebuild(session.connection()) if repair and faults else 0


def rebuild(connection: Connection) -> int:
    """Make the index anew from the items, oldest saved first; how many there are. PostgreSQL makes its part last, at
    once: many times faster than row by row.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    forget = "INSERT INTO item_gram(item_gram) VALUES ('delete-all')"
    connection.exec_driver_sql(forget if is_sqlite else "DROP INDEX IF EXISTS ix_item_search_grams")
    connection.execute(delete(_ENTRIES))
    connection.execute(delete(_MARKS))
    latest = select(ItemVersionRow.id).where(ItemVersionRow.latest)
    ids = list(connection.scalars(latest.order_by(ItemVersionRow.saved_at, ItemVersionRow.id)))
    put_in(connection, ids, {})
    if not is_sqlite:
        connection.exec_driver_sql(CREATE_GRAM_INDEX)
    return len(ids)


def find_faults(connection: Connection) -> list[str]:
    """Where the index differs from the items; empty when it is as `rebuild` would make it (places aside)."""
    is_sqlite = connection.dialect.name == "sqlite"
    faults: list[str] = []
    expected: Counter[str] = Counter()
    carried: set[Offer] = set()
    latest = list(connection.scalars(select(ItemVersionRow.id).where(ItemVersionRow.latest)))
    for chunk in _chunks(latest):
        named = select(_ENTRIES).where(SearchEntry.version_id.in_(chunk))
        entries = {row["version_id"]: row for row in connection.execute(named).mappings()}
        for row in with_measures(connection, connection.execute(_versions().where(ItemVersionRow.id.in_(chunk)))):
            wanted = _entry(row, with_grams=not is_sqlite)
            carried |= {(row["unit_id"], *each) for each in marks_of(row)}
            if row["id"] not in entries:
                faults.append(f"{row['id']}: no entry")
            else:
                faults += (
                    f"{row['id']}: {name}" for name, value in wanted.items() if entries[row["id"]][name] != value
                )
            if is_sqlite:
                expected.update(as_words(tokens_of(row)))
    beside = set(connection.scalars(select(SearchEntry.version_id))) - set(latest)
    faults += (f"{version_id}: not a latest version" for version_id in beside)
    faults += offer_faults(connection, carried)
    return faults + (_full_text_faults(connection, expected) if is_sqlite else [])


def _full_text_faults(connection: Connection, expected: Mapping[str, int]) -> list[str]:
    """The full-text table can't be read by row; it can say how many rows hold each token."""
    connection.execute(
        text("CREATE VIRTUAL TABLE IF NOT EXISTS temp.item_gram_words USING fts5vocab(main, item_gram, row)")
    )
    there = {row.term: row.doc for row in connection.execute(text("SELECT term, doc FROM temp.item_gram_words"))}
    words = sorted(set(there) | set(expected))
    return [f"token {word}" for word in words if there.get(word, 0) != expected.get(word, 0)]
