"""`python -m bench.search`: does the bank's search answer at once among 200,000 items?

Fills a scratch database with items of its own (`bench/search_texts.py`), asks a fixed mix of searches through the
service (page and counts), and prints median, p95 and the worst by kind. Some of the same words are also looked for as
LIKE over all texts, which is what the search did before it had an index: the ratio is between these two.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, insert, select, text

from app import create_app
from bench.report import percentiles
from bench.search_texts import AREAS, Query, Writer, queries
from bench.server import scratch_place
from foundation.db import db, engines, transaction
from foundation.ids import new_id
from foundation.text import fold
from people.domain import Actor, Role
from question_bank import services
from question_bank.domain import Difficulty, Pool
from question_bank.domain.items import ItemDraft, ItemFilter, Order, Usage
from question_bank.domain.statistics import SCALE, ItemSums
from question_bank.models import ContentAreaRow, Item, ItemStatistics, ItemUsage, ItemVersionRow
from question_bank.services import search_index
from question_bank.services.items import search_text
from tests.factories import House, make_person

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ITEMS, QUERIES, SCANS, SEED, GOAL_MS = 200_000, 600, 24, 2026, 100
CHUNK = 2_000
MEASURED = 0.7  # of the items
SHARES = {"province": 0.3, "north": 0.3, "south": 0.25, "centre": 0.05, "centre2": 0.05, "far": 0.05}


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, fill, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--items", type=int, default=ITEMS, metavar="N", help=f"default: {ITEMS}")
    parser.add_argument("--queries", type=int, default=QUERIES, metavar="N", help=f"default: {QUERIES}")
    parser.add_argument("--scans", type=int, default=SCANS, metavar="N", help=f"of the LIKE beside (default: {SCANS})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default: {SEED}")
    parser.add_argument("--json", action="store_true", help="last line: one object")
    given = parser.parse_args(arguments)
    with scratch_place(given.database) as place, create_app(place.settings).app_context():
        figures = _measure(given)
        engines().dispose()
    print(_table(figures))
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    return 0 if figures["all"]["p95"] < GOAL_MS else 1


def _measure(given: argparse.Namespace) -> dict[str, Any]:
    db.metadata.create_all(engines().write)
    house = House.build(NOW)
    examiner = make_person("100200", "安然", house.units["province"], Role.EXAMINER, now=NOW)
    writer, began = Writer(given.seed), time.perf_counter()
    _fill(house, writer, given.items)
    stored = time.perf_counter()
    with transaction() as session:
        search_index.rebuild(session.connection())
    indexed = time.perf_counter()
    _settle()
    asked = queries(writer, given.seed + 1, given.queries)
    for query in asked[:20]:
        _ask(examiner, query)
    times: dict[str, list[float]] = {}
    for query in asked:
        seconds = _ask(house.cast["writer"] if query.city else examiner, query)
        times.setdefault(query.kind, []).append(seconds)
    short = [query for query in asked if query.kind.startswith("2 ") and len(query.wanted) == 1 and not query.city]
    pairs = [(_scan(query.wanted["words"]), _ask(examiner, query)) for query in short[: given.scans]]
    return {
        "database": given.database,
        "items": given.items,
        "fill_s": round(stored - began, 1),
        "index_s": round(indexed - stored, 1),
        "all": _figures([each for some in times.values() for each in some]),
        "kinds": {kind: _figures(some) for kind, some in sorted(times.items())},
        "scan": _figures([scan for scan, _indexed in pairs]),
        "scan_to_index": round(statistics.median(scan / found for scan, found in pairs), 1) if pairs else None,
    }


def _figures(seconds: Sequence[float]) -> dict[str, float]:
    shares = percentiles(seconds)
    worst = round(max(seconds, default=0.0) * 1000, 2)
    return {"n": len(seconds), "median": shares["p50"], "p95": shares["p95"], "max": worst}


def _ask(actor: Actor, query: Query) -> float:
    """Seconds of one search as the page does it, in a session that has seen nothing."""
    wanted = ItemFilter(**query.wanted)
    order = Order(wanted.order) if wanted.order else None
    wanted = replace(wanted, usage=Usage(wanted.usage) if wanted.usage else None, order=order)
    db.session.remove()
    began = time.perf_counter()
    services.find_items(actor, wanted, limit=50, offset=query.offset)
    return time.perf_counter() - began


def _scan(words: str) -> float:
    """Seconds of the same by LIKE over the text of every item: the page, and the counts."""
    holding = (ItemVersionRow.latest, ItemVersionRow.search_text.contains(fold(words), autoescape=True))
    newest = select(ItemVersionRow.id).where(*holding).order_by(ItemVersionRow.saved_at.desc()).limit(50)
    counts = select(ItemVersionRow.status, func.count()).where(*holding).group_by(ItemVersionRow.status)
    db.session.remove()
    began = time.perf_counter()
    db.session.execute(newest).all()
    db.session.execute(counts).all()
    return time.perf_counter() - began


def _fill(house: House, writer: Writer, n_items: int) -> None:
    """Items straight into their tables: how long they take through the services is another measurement."""
    people = [house.cast[name].require_person() for name in ("writer", "ben", "reviewer", "cleo_staff")]
    with transaction() as session:
        session.add_all(ContentAreaRow(code=code, name_zh=code, name_en=code) for code in AREAS)
    units = writer.dice.choices([house.units[name] for name in SHARES], list(SHARES.values()), k=n_items)
    for start in range(0, n_items, CHUNK):
        rows = [_row(writer, people, number) for number in range(start, min(start + CHUNK, n_items))]
        owners = units[start : start + CHUNK]
        with transaction() as session:
            connection = session.connection()
            items = [
                {"id": row["item_id"], "unit_id": unit, "created_at": row["saved_at"]}
                for row, unit in zip(rows, owners, strict=True)
            ]
            connection.execute(insert(_table_of(Item)), items)
            connection.execute(insert(_table_of(ItemVersionRow)), rows)
            connection.execute(insert(_table_of(ItemUsage)), list(_usage(writer, rows)))
            measured = [(row, unit) for row, unit in zip(rows, owners, strict=True) if writer.dice.random() < MEASURED]
            connection.execute(insert(_table_of(ItemStatistics)), [_sums(writer, *each) for each in measured])


def _table_of(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _row(writer: Writer, people: Sequence[UUID], number: int) -> dict[str, Any]:
    item, author = writer.item(), writer.dice.choice(people)
    pool, difficulty = Pool(item["pool"]), Difficulty(item["difficulty"])
    draft = ItemDraft(item["item_type"], item["content"], item["area_code"], pool, difficulty, tags=tuple(item["tags"]))
    saved_at = NOW + timedelta(seconds=number)
    return item | {
        "id": new_id(),
        "item_id": new_id(),
        "number": 1,
        "content_hash": f"{number:064x}",
        "search_text": search_text(draft, item["content"]),
        "author_id": author,
        "writer_ids": [str(author)],
        "created_at": saved_at,
        "saved_at": saved_at,
    }


def _usage(writer: Writer, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One in five has stood on a form."""
    form_id = new_id()
    return ({"version_id": row["id"], "form_id": form_id, "at": NOW} for row in rows if writer.dice.random() < 0.2)


def _sums(writer: Writer, row: dict[str, Any], unit_id: UUID) -> dict[str, Any]:
    """Right or wrong answers of a sitting, as many and as good as chance has it."""
    dice = writer.dice
    n, facility, rest_mean, item_rest = dice.randint(4, 400), dice.betavariate(5, 3), 0.6, dice.gauss(0.3, 0.15)
    right, rest = round(n * facility), round(n * rest_mean * SCALE)
    spread = item_rest * (n * facility * (1 - facility) * n * 0.04) ** 0.5
    sums = ItemSums(
        n,
        omitted=round(n * dice.betavariate(1, 30)),
        share=right * SCALE,
        share_squares=right * SCALE * SCALE,
        rest=rest,
        rest_squares=round(n * (rest_mean**2 + 0.04) * SCALE * SCALE),
        products=round(spread * SCALE * SCALE + right * SCALE * rest / n),
    )
    beside = {"version_id": row["id"], "sitting_id": UUID(int=1), "unit_id": unit_id, "guess": 250, "measured_at": NOW}
    return asdict(sums) | beside


def _settle() -> None:
    """What PostgreSQL's autovacuum does within minutes; SQLite has nothing of the kind, and none is run for it."""
    db.session.remove()
    if not engines().is_sqlite:
        with engines().read.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _table(figures: dict[str, Any]) -> str:
    """For people, as Markdown."""
    rows = {**figures["kinds"], "all": figures["all"], "LIKE over all texts": figures["scan"]}
    lines = [
        f"{figures['database']}, {figures['items']:,} items; rows written in {figures['fill_s']} s, "
        f"index made in {figures['index_s']} s; LIKE ÷ index (median of pairs): {figures['scan_to_index']}",
        "",
        "| search | n | median ms | p95 ms | max ms |",
        "|---|---|---|---|---|",
    ]
    lines += (f"| {kind} | {row['n']} | {row['median']} | {row['p95']} | {row['max']} |" for kind, row in rows.items())
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
