"""Working out of each item's latest version what lists and counts ask for: its lints, its sketch, its near-duplicates.

One duty of the job process, after every save by whatever door: it looks for versions whose profile tells of another
content, so that no door can forget it and a missed run catches up. Nothing here is shown; the pages read what it wrote.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from foundation.db import transaction
from question_bank.domain.enemies import Pair, ordered
from question_bank.domain.likeness import Comparison, compare
from question_bank.domain.lints import key_place, lints_by_kind
from question_bank.domain.sketches import Sketch, candidates, rarest, sketch
from question_bank.domain.views import View, view_of
from question_bank.models import ItemLikeness, ItemProfile, ItemSketch, ItemVersionRow
from question_bank.queries import profiles as reads

METHOD = 1  # one more makes every profile anew: whenever lints, views, sketches or thresholds change
AT_ONCE = 100  # items a transaction: some 2,000 short rows, well under 50 ms of the writer
MOST_A_RUN = 1000  # then the other duties have their turn

Stale = tuple[ItemVersionRow, ItemProfile | None]
Old = tuple[int, list[int]]
Likes = dict[Pair, Comparison]


def profile_items(*, now: datetime) -> int:
    """Bring the profiles of what was saved since up to date; returns how many it made."""
    done = 0
    known: dict[UUID, View] = {}
    while done < MOST_A_RUN:
        stale = reads.list_stale(METHOD, AT_ONCE)
        if not stale or not _profile(stale, known, now):
            break
        done += len(stale)
    return done


def _profile(stale: Sequence[Stale], known: dict[UUID, View], now: datetime) -> bool:
    """One batch: read and compare first, then write. False: another process made the same ones."""
    views = {version.item_id: view_of(version.item_type, version.content) for version, _old in stale}
    known |= views
    sketches = {item_id: sketch(view) for item_id, view in views.items()}
    old = {row.item_id: (row.number, row.sketch) for _version, row in stale if row}
    likes = _likes(sketches, {number for number, _grams in old.values()}, known)
    values = {version.item_id: _values(version, sketches[version.item_id], now) for version, _row in stale}
    try:
        _write(values, old, likes, now)
    except IntegrityError:
        return False
    return True


def _likes(sketches: Mapping[UUID, Sketch], outdated: set[int], known: dict[UUID, View]) -> Likes:
    """Every pair of an item of the batch with whatever is alike to it. Profiles go by their number, the batch's own by
    a negative one: numbers are counted many times faster than ids.
    """
    own = {item_id: -at for at, item_id in enumerate(sketches, 1)}
    holders = reads.count_holders({gram for grams in sketches.values() for gram in grams})
    for grams in sketches.values():
        for gram in grams:
            holders[gram] = holders.get(gram, 0) + 1
    holding: defaultdict[int, list[int]] = defaultdict(list)
    for item_id, grams in sketches.items():
        for gram in grams:
            holding[gram].append(own[item_id])
    for gram, number in reads.list_holders({each for grams in sketches.values() for each in rarest(grams, holders)}):
        if number not in outdated:
            holding[gram].append(number)
    likely = {item_id: candidates(grams, holders, holding) for item_id, grams in sketches.items()}
    items = reads.profiled_items({number for numbers in likely.values() for number in numbers if number > 0})
    items |= {number: item_id for item_id, number in own.items()}
    missing = set(items.values()) - set(known)
    known |= {each: view_of(*said) for each, said in reads.contents_in_force(missing).items()}
    return _compared({each: [items[n] for n in numbers if n in items] for each, numbers in likely.items()}, known)


def _compared(likely: Mapping[UUID, Sequence[UUID]], known: Mapping[UUID, View]) -> Likes:
    pairs = {
        ordered(one, other) for one, others in likely.items() for other in others if other != one and other in known
    }
    found = ((pair, compare(known[pair[0]], known[pair[1]])) for pair in pairs)
    return {pair: comparison for pair, comparison in found if comparison is not None}


def _write(values: Mapping[UUID, dict[str, Any]], old: Mapping[UUID, Old], likes: Likes, now: datetime) -> None:
    ids = list(values)
    with transaction() as session:
        mine = or_(ItemLikeness.one_id.in_(ids), ItemLikeness.other_id.in_(ids))
        session.execute(delete(ItemLikeness).where(mine), execution_options={"synchronize_session": False})
        _forget(session, [{"g": gram, "p": number} for number, grams in old.values() for gram in grams])
        _add(session, ItemProfile, ({"item_id": each, **values[each]} for each in ids if each not in old))
        for item_id, (number, _grams) in old.items():
            session.execute(update(ItemProfile).where(ItemProfile.number == number).values(**values[item_id]))
        numbers = reads.profile_numbers(ids)
        rows = ({"gram": gram, "profile": numbers[each]} for each in ids for gram in values[each]["sketch"])
        _add(session, ItemSketch, rows)
        _add(session, ItemLikeness, (_row(pair, found, now) for pair, found in likes.items()))


def _values(version: ItemVersionRow, grams: Sequence[int], now: datetime) -> dict[str, Any]:
    place = key_place(version.content) if version.item_type == "single_choice" else None
    kinds = lints_by_kind(version.content)
    return {
        "content_hash": version.content_hash,
        "method": METHOD,
        "lints": f"|{'|'.join(kinds)}|" if kinds else "",
        "key_place": "{}/{}".format(*place) if place else None,
        "sketch": list(grams),
        "made_at": now,
    }


def _row(pair: Pair, found: Comparison, now: datetime) -> dict[str, Any]:
    return {
        "one_id": pair[0],
        "other_id": pair[1],
        "kind": found.kind.value,
        "percent": found.percent,
        "found": {"reasons": [[each.reason.value, dict(each.params)] for each in found.reasons]},
        "found_at": now,
    }


def _forget(session: Any, rows: list[dict[str, int]]) -> None:
    if rows:
        gone = delete(ItemSketch).where(ItemSketch.gram == bindparam("g"), ItemSketch.profile == bindparam("p"))
        session.connection().execute(gone, rows)


def _add(session: Any, model: Any, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        session.execute(insert(model), listed)
